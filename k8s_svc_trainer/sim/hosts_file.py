"""/etc/hosts: which names a program finds there, so that it asks no server for them.

Follows kubernetes pkg/kubelet/kubelet_pods.go (hostsEntriesFromHostAliases). A program reads the file before it asks DNS (nsswitch:
files dns); `resolve` is a question to DNS and does not. Only localhost and a pod's hostAliases are simulated: a real file has the
pod's own name too, so that a pod named as its Service would call itself; here it finds the Service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8s_svc_trainer.sim.names import PodSource, Source
from k8s_svc_trainer.sim.objects import Pod
from k8s_svc_trainer.sim.proxy.ranges import canonical, family_of, is_address
from k8s_svc_trainer.sim.state import State


def addresses(state: State, source: Source, host: str) -> tuple[str, ...]:
    """The addresses that /etc/hosts of a source has for a name: of IPv4 where there are any, else of IPv6, else none."""
    name = host.lower().rstrip(".")
    if name == "localhost":
        return ("127.0.0.1",)
    pod = state.one(Pod, source.namespace, source.name) if isinstance(source, PodSource) else None
    if pod is None:
        return ()
    found = [ip for ip, names in _aliases(pod.spec.rest.get("hostAliases")) if name in names]
    first = [ip for ip in found if family_of(ip) == 4]
    return tuple(dict.fromkeys(first or found))


def _aliases(written: Any) -> Iterator[tuple[str, frozenset[str]]]:
    """Each address with its names; the field is kept as it was written, so that what makes no sense is passed over."""
    for one in written if isinstance(written, list | tuple) else ():
        listed = one.get("hostnames") if isinstance(one, Mapping) and is_address(str(one.get("ip"))) else None
        if isinstance(listed, list | tuple):
            yield canonical(str(one["ip"])), frozenset(str(name).lower() for name in listed)
