"""The rules of a service port in nftables mode, and what that mode does with packets that no service port meets.

syncProxyRules and setupNFTables of pkg/proxy/nftables/proxier.go. Its chains do what those of iptables mode do; what differs
is where packets without endpoints are stopped, and that source ranges are looked at before anything else.
"""

from __future__ import annotations

from k8s_svc_trainer.sim.proxy.endpoints import Usable
from k8s_svc_trainer.sim.proxy.iptables import chains, stopped
from k8s_svc_trainer.sim.proxy.ranges import Range
from k8s_svc_trainer.sim.proxy.rules import EVERY_HOOK, Capture, Drop, Filter, Hook, PortRules, Role, SourceNotIn
from k8s_svc_trainer.sim.proxy.tables import Port

MODE = "nftables"
SERVICE_CHECK, NODE_PORT_CHECK = "service-endpoints-check", "nodeport-endpoints-check"
CLUSTER_IPS_CHECK = "cluster-ips-check"
# nftablesJumpChains: node ports without endpoints are stopped on input only, addresses wherever the packet goes
LOCAL_INPUT = frozenset({Hook.INPUT})


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
        Capture(external, (*firewall(port, "firewall-check"), *outside)),
        Capture(external, node_port),
    )


def firewall(port: Port, chain: str) -> tuple[Filter, ...]:
    """The filter of loadBalancerSourceRanges, which comes before any translation, endpoints or none."""
    if not port.sourceRanges:
        return ()
    comment = f"{port.label} accepts its source ranges only"
    return (Filter(chain, EVERY_HOOK, SourceNotIn(port.sourceRanges), Drop(), comment, early=True),)
