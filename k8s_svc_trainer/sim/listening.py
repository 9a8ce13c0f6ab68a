"""What a pod listens on, as its annotations and declared ports say, and which paths answer 200.

Decides only what the processes of a pod would accept; whether a packet gets there is for `path`. The annotation
`k8s-svc-trainer/listen` is cases.md's: "8080", "8080/TCP,53/UDP", "127.0.0.1:8080", "" for nothing; without it the
declared containerPorts are listened on. `k8s-svc-trainer/paths` names the paths that answer 200; without it all do.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address

import msgspec

from k8s_svc_trainer.sim.objects import Container, Pod

LISTEN = "k8s-svc-trainer/listen"
PATHS = "k8s-svc-trainer/paths"
PROTOCOLS = frozenset({"TCP", "UDP", "SCTP"})
ANY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104  # the word of the annotation, nothing is bound here


class ListenFault(ValueError):
    """A listen annotation that says no ports; its message says what one looks like."""


class Listener(msgspec.Struct, frozen=True, gc=False):
    """A socket that a process of the pod has open; no address means all of the pod's."""

    protocol: str
    port: int
    address: str | None = None


@lru_cache(maxsize=1024)
def parse_listen(text: str) -> frozenset[Listener]:
    """The sockets that a listen annotation names.

    Raises ListenFault where a part of it is no `[ADDRESS:]PORT[/PROTOCOL]`.
    """
    return frozenset(_listener(part.strip()) for part in text.split(",") if part.strip())


def _listener(part: str) -> Listener:
    place, _, protocol = part.partition("/")
    address, _, port = place.rpartition(":")
    protocol = protocol.upper() or "TCP"
    if protocol not in PROTOCOLS or not (port.isascii() and port.isdigit()) or not 1 <= int(port[:6]) <= 65535:
        raise ListenFault(f"{part!r} is nothing to listen on: write 8080, 53/UDP or 127.0.0.1:8080, with commas between")
    return Listener(protocol, int(port), _address(address.strip("[]"), part))


def _address(text: str, part: str) -> str | None:
    if not text or text == "*":
        return None
    if text == "localhost":
        return "127.0.0.1"
    try:
        found = str(ip_address(text))
    except ValueError:
        raise ListenFault(f"{part!r}: {text!r} is no address to listen on") from None
    return None if found in ANY_ADDRESS else found


def running_containers(pod: Pod) -> tuple[Container, ...]:
    """The containers that run beside each other: the ordinary ones and the sidecars (init containers that always restart)."""
    if not pod.spec.initContainers:
        return pod.spec.containers
    return (*pod.spec.containers, *(one for one in pod.spec.initContainers if one.restartPolicy == "Always"))


def listeners(pod: Pod) -> frozenset[Listener]:
    """Every socket that the pod has open.

    Raises ListenFault where its annotation cannot be read.
    """
    text = pod.metadata.annotations.get(LISTEN)
    if text is not None:
        return parse_listen(text)
    return frozenset(
        Listener(port.protocol or "TCP", port.containerPort)
        for container in running_containers(pod)
        for port in container.ports
        if port.containerPort is not None
    )


def listens(pod: Pod, ip: str, port: int, protocol: str = "TCP") -> bool:
    """Whether something in the pod accepts what comes to this address, port and protocol."""
    if LISTEN not in pod.metadata.annotations:
        return _declares(pod, port, protocol)
    loopback = ip.startswith("127.") or ip == "::1"
    for one in listeners(pod):
        if one.port == port and one.protocol == protocol and (one.address is None or one.address == ip):
            return True
        if loopback and one.port == port and one.protocol == protocol and one.address is not None and one.address.startswith("127."):
            return True
    return False


def _declares(pod: Pod, port: int, protocol: str) -> bool:
    for container in running_containers(pod):
        for one in container.ports:
            if one.containerPort == port and (one.protocol or "TCP") == protocol:
                return True
    return False


def answers_200(pod: Pod, path: str) -> bool:
    """Whether an HTTP request for a path is answered with 200; the query does not count."""
    text = pod.metadata.annotations.get(PATHS)
    if text is None:
        return True
    asked = path.partition("?")[0] or "/"
    return asked in {part.strip() for part in text.split(",")}
