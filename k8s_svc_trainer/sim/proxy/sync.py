"""What the kube-proxy of a node has written: by which rule a packet's destination is met, and the rules of a service port.

Decides which addresses take node ports, and what becomes of a packet that no service port meets. Rules are built when they are
first walked and kept as long as what they were built from; nodes that may use the same endpoints share them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

from k8s_svc_trainer.sim.ipnumbers import family_of
from k8s_svc_trainer.sim.objects import EndpointSlice
from k8s_svc_trainer.sim.proxy import iptables, ipvs, nftables
from k8s_svc_trainer.sim.proxy.endpoints import Usable, categorize
from k8s_svc_trainer.sim.proxy.ranges import Range, number, parse_range, within
from k8s_svc_trainer.sim.proxy.rules import Drop, PortRules, Reject
from k8s_svc_trainer.sim.proxy.seen import Backend, NodeSeen, Port, backends_of
from k8s_svc_trainer.sim.proxy.tables import NODE_PORT, ProxyTables
from k8s_svc_trainer.sim.settings import Settings

CLUSTER_IPS_CHECKED = 30  # https://github.com/kubernetes/kubernetes/pull/122692
IPVS_FILTERED = 26  # https://github.com/kubernetes/kubernetes/issues/117613
BUILD: dict[str, Callable[..., PortRules]] = {
    iptables.MODE: iptables.build,
    nftables.MODE: nftables.build,
    ipvs.MODE: ipvs.build,
}


class Met(msgspec.Struct, frozen=True, gc=False):
    """A service port whose rules match a destination, and by what kind of address; `barred`: a node port at an address that takes none.

    `rivals` are other Services with the same address and port.
    """

    kind: int
    port: Port
    barred: bool = False
    rivals: tuple[Met, ...] = ()


class Memo:
    """What was computed for one service port, valid while it has the same slices."""

    __slots__ = ("backends", "batches", "built", "by_node", "port", "slices", "varies")

    def __init__(self, port: Port, slices: tuple[EndpointSlice, ...], minor: int) -> None:
        self.port, self.slices = port, slices
        self.backends: tuple[Backend, ...] = backends_of(slices, port, minor=minor)
        self.varies = port.uses_local or any(one.zone_hints or one.node_hints for one in self.backends)
        self.by_node: dict[tuple[str, str] | None, PortRules] = {}
        self.built: dict[Usable, PortRules] = {}
        self.batches: dict[int, Any] = {}  # by the identity of a tuple of endpoints, which the value holds


def memo(tables: ProxyTables, settings: Settings, port: Port) -> Memo:
    """What was computed for a service port."""
    slices = tables.slices.get((port.namespace, port.service)) or ()
    key = (port.namespace, port.service, port.name, port.protocol, port.family)
    found: Memo | None = tables.memo.get(key)
    if found is None or found.port is not port or found.slices is not slices:
        found = tables.memo[key] = Memo(port, slices, settings.minor)
    return found


def rules_of(known: Memo, settings: Settings, port: Port, node: NodeSeen) -> PortRules:
    """The rules that the kube-proxy of a node has for a service port, of which something may be computed already."""
    key = (node.name, node.zone) if known.varies else None
    found = known.by_node.get(key)
    if found is None:
        usable = categorize(known.backends, port, node.name, node.zone, minor=settings.minor)
        found = known.built.get(usable)
        if found is None:
            pods = ranges_of(settings.podCIDRs, port.family)
            found = BUILD[settings.proxyMode](port, usable, pods, masquerade_all=settings.masqueradeAll)
            known.built[usable] = found
        known.by_node[key] = found
    return found


def meet(tables: ProxyTables, settings: Settings, node: NodeSeen, ip: str, protocol: str, port: int, *, own: bool) -> Met | None:
    """The service port that the rules of a node find for a destination; `own`: an address of the node itself, or loopback."""
    held = tables.by_address.get((ip, protocol, port))
    if held is not None:
        return Met(*held[0]) if len(held) == 1 else _contested(held)
    if not own:
        return None
    offered = tables.by_node_port.get((family_of(ip), protocol, port))
    return Met(NODE_PORT, offered[0], not takes_node_ports(settings, node, ip)) if offered else None


def _contested(held: tuple[tuple[int, Port], ...]) -> Met:
    """Of several Services with one address and port any may win: kube-proxy walks them in the order of a Go map, anew at each sync.

    In iptables mode the first rule counts, in the others what was written last. Within a Service the kinds of address have an order.
    """
    firsts: dict[str, Met] = {}
    for kind, port in held:
        firsts.setdefault(port.label, Met(kind, port))
    first, *others = firsts.values()
    return Met(first.kind, first.port, rivals=tuple(others))


@lru_cache(maxsize=256)
def ranges_of(cidrs: tuple[str, ...], family: int) -> tuple[Range, ...]:
    """Those of some CIDRs that are of a family."""
    return tuple(found for cidr in cidrs if (found := parse_range(cidr)).family == family)


def takes_node_ports(settings: Settings, node: NodeSeen, ip: str) -> bool:
    """Whether node ports are served at one of a node's own addresses, or at loopback.

    pkg/proxy/util/nodeport_addresses.go: a family without a range is not restricted, and a range of all addresses means all.
    Loopback works in iptables mode over IPv4 only (route_localnet).
    """
    family = family_of(ip)
    loopback = is_loopback(ip)
    if loopback and (family == 6 or settings.proxyMode != iptables.MODE):
        return False
    if settings.node_ports_at_primary:
        return ip in node.primary
    ranges = ranges_of(settings.nodePortAddresses, family)
    if not ranges or any(one.text in ("0.0.0.0/0", "::/0") for one in ranges):
        return True
    return within(number(ip), ranges) and (not loopback or ip == "127.0.0.1")


def is_loopback(ip: str) -> bool:
    """Whether an address is the network's own inside."""
    return ip.startswith("127.") or ip == "::1"


def unmet(tables: ProxyTables, settings: Settings, ip: str) -> tuple[str, Reject | Drop] | None:
    """What a node's rules do with a packet for another address that no service port meets: a chain and its verdict, or nothing.

    nftables: since 1.30 cluster-ips-check (wrong ports are rejected, the rest of the service ranges is dropped). ipvs: the address is
    bound to kube-ipvs0, and since 1.26 KUBE-IPVS-FILTER rejects. iptables: nothing.
    """
    if settings.proxyMode == nftables.MODE and settings.minor >= CLUSTER_IPS_CHECKED:
        if any(port.clusterIP == ip for _, port in tables.served.members(ip)):
            return nftables.CLUSTER_IPS_CHECK, Reject()
        if within(number(ip), ranges_of(settings.serviceCIDRs, family_of(ip))):
            return nftables.CLUSTER_IPS_CHECK, Drop()
    if settings.minor >= IPVS_FILTERED and bound_to_node(tables, settings, ip):
        return ipvs.FILTER, Reject()
    return None


def bound_to_node(tables: ProxyTables, settings: Settings, ip: str) -> bool:
    """ipvs: whether kube-proxy has bound an address to the node, so that it is one of the node's own where no virtual server takes it."""
    return settings.proxyMode == ipvs.MODE and bool(tables.served.members(ip))
