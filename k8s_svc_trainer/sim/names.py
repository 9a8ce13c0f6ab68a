"""Names of things: objects, sources of packets, and host:port. Parsed from text and printed back the same.

Decides nothing about a cluster; whether a name exists is for `state`.
"""

from __future__ import annotations

import re
from ipaddress import ip_address

import msgspec

SERVICE_NAME = "kubernetes.io/service-name"
"""The label of a slice that names its Service."""

CLUSTER_SCOPED = frozenset({"node", "namespace", "ingressclass", "securitygroup"})
_SEGMENT = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9._:]*[A-Za-z0-9])?\Z")


class NameFault(ValueError):
    """A text that is not such a name; its message says what one looks like."""


class ObjectKey(msgspec.Struct, frozen=True, gc=False, order=True):
    """An object: kind in lower case, namespace (None where the kind has none) and name."""

    kind: str
    namespace: str | None
    name: str

    @classmethod
    def parse(cls, text: str) -> ObjectKey:
        """Read `service/default/web` or `node/node-1`; of a SecurityGroup, which is no kind of Kubernetes, both forms.

        Raises NameFault where the text has another form.
        """
        kind, *parts = text.split("/")
        if kind == "securitygroup" and len(parts) == 2:
            parts = parts[1:] if _SEGMENT.match(parts[0]) else parts
        wanted = 1 if kind in CLUSTER_SCOPED else 2
        if len(parts) != wanted or not all(_SEGMENT.match(part) for part in (kind, *parts)) or kind != kind.lower():
            form = f"{kind}/NAME" if kind in CLUSTER_SCOPED else "KIND/NAMESPACE/NAME, such as service/default/web"
            raise NameFault(f"{text!r} does not name an object: write {form}")
        return cls(kind, parts[0] if wanted == 2 else None, parts[-1])

    def __str__(self) -> str:
        return "/".join(part for part in (self.kind, self.namespace, self.name) if part is not None)


class PodSource(msgspec.Struct, frozen=True, gc=False):
    """A process in a pod."""

    namespace: str
    name: str

    def __str__(self) -> str:
        return f"pod/{self.namespace}/{self.name}"


class NodeSource(msgspec.Struct, frozen=True, gc=False):
    """A process in a node's own network."""

    name: str

    def __str__(self) -> str:
        return f"node/{self.name}"


class ExternalSource(msgspec.Struct, frozen=True, gc=False):
    """A client outside the cluster, with its address."""

    ip: str

    def __str__(self) -> str:
        return f"external/{self.ip}"


class NamespaceSource(msgspec.Struct, frozen=True, gc=False):
    """Any pod of a namespace that has the default DNS policy; for look-ups only."""

    namespace: str

    def __str__(self) -> str:
        return f"namespace/{self.namespace}"


Source = PodSource | NodeSource | ExternalSource | NamespaceSource


def parse_source(text: str) -> Source:
    """Read `pod/NS/NAME`, `node/NAME`, `external/IP` or `namespace/NS`.

    Raises NameFault where the text has another form.
    """
    word, *parts = text.split("/")
    if all(_SEGMENT.match(part) or (word == "external" and ":" in part) for part in parts):
        match (word, parts):
            case ("pod", [namespace, name]):
                return PodSource(namespace, name)
            case ("node", [name]):
                return NodeSource(name)
            case ("namespace", [namespace]):
                return NamespaceSource(namespace)
            case ("external", [ip]):
                return ExternalSource(_address(ip, text))
    raise NameFault(f"{text!r} is not a source: write pod/NAMESPACE/NAME, node/NAME, external/IP or, to resolve, namespace/NAME")


def _address(ip: str, text: str) -> str:
    try:
        return str(ip_address(ip))
    except ValueError:
        raise NameFault(f"{text!r}: {ip!r} is not an IP address") from None


class HostPort(msgspec.Struct, frozen=True, gc=False):
    """Where a client connects: a name or an address, and a port from 1 to 65535."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> HostPort:
        """Read `web:80`, `10.96.0.50:80` or `[fd00::1]:80`.

        Raises NameFault where the text has another form.
        """
        host, colon, port = text.rpartition(":")
        if not colon or not port.isascii() or not port.isdigit() or not 1 <= int(port[:6]) <= 65535:
            raise NameFault(f"{text!r} is not HOST:PORT: write a port from 1 to 65535 after a colon, such as web:80")
        if host.startswith("[") and host.endswith("]"):
            return cls(_address(host[1:-1], text), int(port))
        if not host or ":" in host or any(letter.isspace() or letter in "[]/" for letter in host):
            raise NameFault(f"{text!r} is not HOST:PORT: write a name, an IPv4 address, or an IPv6 address in brackets")
        return cls(host, int(port))

    def __str__(self) -> str:
        return at(self.host, self.port)


def at(ip: str, port: int) -> str:
    """`IP:PORT`, with brackets around an IPv6 address."""
    return f"[{ip}]:{port}" if ":" in ip else f"{ip}:{port}"
