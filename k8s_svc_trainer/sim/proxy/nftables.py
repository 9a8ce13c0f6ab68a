"""The rules of a service port in nftables mode, and what that mode does with packets that no service port meets.

syncProxyRules and setupNFTables of pkg/proxy/nftables/proxier.go. Its chains do what those of iptables mode do; what differs
is where packets without endpoints are stopped, and that source ranges are looked at before anything else. `LAYOUTS` says how the
table looked in each version.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from k8s_svc_trainer.sim.proxy.endpoints import Usable
from k8s_svc_trainer.sim.proxy.iptables import chains, stopped
from k8s_svc_trainer.sim.proxy.ranges import Range
from k8s_svc_trainer.sim.proxy.rules import EVERY_HOOK, Capture, Drop, Filter, Hook, PortRules, Role, SourceNotIn
from k8s_svc_trainer.sim.proxy.seen import Port

MODE = "nftables"
SERVICE_CHECK, NODE_PORT_CHECK = "service-endpoints-check", "nodeport-endpoints-check"
CLUSTER_IPS_CHECK = "cluster-ips-check"
# nftablesJumpChains: node ports without endpoints are stopped on input only, addresses wherever the packet goes
LOCAL_INPUT = frozenset({Hook.INPUT})
SENDING: frozenset[Hook] = frozenset({Hook.OUTPUT})
NOWHERE: frozenset[Hook] = frozenset()


class Layout(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How kube-proxy's table is laid out, where versions differ."""

    checks_cluster_ips: bool = True  # cluster-ips-check: wrong ports of cluster IPs are refused, addresses of no Service dropped
    filters_first: bool = False  # packets of the node's own processes are filtered before they are translated
    port_in_mark: bool = False  # the rule that marks strangers at a cluster IP names the port as well
    inline: bool = False  # marks without a chain for it, loops found by a set, chains of endpoints for session affinity alone
    bare: bool = False  # where `inline`: one endpoint is written without a map


# since which minor version; the newest patch of each counts
LAYOUTS: tuple[tuple[int, Layout], ...] = (
    (24, Layout(checks_cluster_ips=False, filters_first=True, port_in_mark=True)),  # the mode itself came with 1.29
    (30, Layout(filters_first=True, port_in_mark=True)),  # https://github.com/kubernetes/kubernetes/pull/122692
    (33, Layout(port_in_mark=True)),  # 132456, brought to 1.33 by 133969
    (34, Layout()),  # 131492
    (36, Layout(inline=True)),  # 135800 and 136499
    (37, Layout(inline=True, bare=True)),  # 140723 and 140960
)


@lru_cache(maxsize=32)
def layout(minor: int) -> Layout:
    """The layout of a version."""
    return next(found for since, found in reversed(LAYOUTS) if since <= minor)


def filtered_first(minor: int) -> frozenset[Hook]:
    """The hooks at which a packet is filtered before it is translated: until 1.32, that of the node's own processes."""
    return SENDING if layout(minor).filters_first else NOWHERE


def build(port: Port, usable: Usable, pods: tuple[Range, ...], *, masquerade_all: bool) -> PortRules:
    """The rules of a service port on a node that may use these endpoints."""
    made = chains(port, usable, pods, masquerade_all=masquerade_all)
    made.pop(Role.FIREWALL, None)  # source ranges are no step on the way but a filter in front of it
    return PortRules(MODE, port, usable, captures(port, usable), made)


def captures(port: Port, usable: Usable) -> tuple[Capture, Capture, Capture, Capture]:
    """What packets to each kind of address meet first."""
    inside = stopped(port, usable, SERVICE_CHECK, EVERY_HOOK, local=port.internalLocal)
    outside = stopped(port, usable, SERVICE_CHECK, EVERY_HOOK, local=port.externalLocal)
    node_port = stopped(port, usable, NODE_PORT_CHECK, LOCAL_INPUT, local=port.externalLocal)
    internal = Role.LOCAL if port.internalLocal else Role.CLUSTER
    external = Role.EXTERNAL if usable.anywhere else None
    return (
        Capture(None if inside else internal, inside),
        Capture(external, outside),
        Capture(external, (*outside, *firewall(port, "firewall-check"))),
        Capture(external, node_port),
    )


def firewall(port: Port, chain: str) -> tuple[Filter, ...]:
    """The filter of loadBalancerSourceRanges, which comes before any translation, endpoints or none."""
    if not port.sourceRanges:
        return ()
    comment = f"{port.label} accepts its source ranges only"
    return (Filter(chain, EVERY_HOOK, SourceNotIn(port.sourceRanges), Drop(), comment, early=True),)
