"""The rules of a service port in iptables mode.

syncProxyRules of pkg/proxy/iptables/proxier.go, statement by statement. Decides no packet's fate; `trace` does, by walking.
"""

from __future__ import annotations

from k8s_svc_trainer.sim.proxy.endpoints import Usable
from k8s_svc_trainer.sim.proxy.ranges import Range
from k8s_svc_trainer.sim.proxy.rules import (
    EVERY_HOOK,
    Capture,
    Choose,
    Drop,
    Filter,
    Hook,
    Jump,
    Mark,
    PortRules,
    Reject,
    Role,
    Rule,
    SourceIn,
    SourceLocal,
    ToClusterIP,
)
from k8s_svc_trainer.sim.proxy.seen import Port

SERVICES, EXTERNAL_SERVICES, FIREWALL = "KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES", "KUBE-PROXY-FIREWALL"
# iptablesJumpChains: filter/KUBE-SERVICES hangs on FORWARD and OUTPUT, KUBE-EXTERNAL-SERVICES on INPUT and FORWARD
PASSING = frozenset({Hook.FORWARD, Hook.OUTPUT})
ARRIVING = frozenset({Hook.INPUT, Hook.FORWARD})
MODE = "iptables"


def build(port: Port, usable: Usable, pods: tuple[Range, ...], *, masquerade_all: bool) -> PortRules:
    """The rules of a service port on a node that may use these endpoints."""
    return PortRules(MODE, port, usable, captures(port, usable), chains(port, usable, pods, masquerade_all=masquerade_all))


def stopped(port: Port, usable: Usable, chain: str, hooks: frozenset[Hook], *, local: bool) -> tuple[Filter, ...]:
    """What stops packets that have no endpoint: REJECT where no node has one, DROP where policy Local leaves none on this node."""
    if not usable.anywhere:
        return (Filter(chain, hooks, None, Reject(), f"{port.label} has no endpoints"),)
    if local and not usable.local:
        return (Filter(chain, hooks, None, Drop(), f"{port.label} has no local endpoints"),)
    return ()


def captures(port: Port, usable: Usable) -> tuple[Capture, Capture, Capture, Capture]:
    """What packets to each kind of address meet first."""
    inside = stopped(port, usable, SERVICES, PASSING, local=port.internalLocal)
    outside = stopped(port, usable, EXTERNAL_SERVICES, ARRIVING, local=port.externalLocal)
    internal = Role.LOCAL if port.internalLocal else Role.CLUSTER
    external = Role.EXTERNAL if usable.anywhere else None
    guarded = usable.anywhere and bool(port.sourceRanges)
    fence = (Filter(FIREWALL, EVERY_HOOK, None, Drop(), f"{port.label} traffic not accepted by its source ranges"),)
    return (
        Capture(None if inside else internal, inside),
        Capture(external, outside),
        Capture(Role.FIREWALL if guarded else external, (*fence, *outside) if guarded else outside),
        Capture(external, outside),
    )


def chains(port: Port, usable: Usable, pods: tuple[Range, ...], *, masquerade_all: bool) -> dict[Role, tuple[Rule, ...]]:
    """The chains of the nat table."""
    found: dict[Role, tuple[Rule, ...]] = {}
    outward = Role.LOCAL if port.externalLocal else Role.CLUSTER
    if usable.anywhere and port.accessible:
        found[Role.EXTERNAL] = _external(port, usable, pods, outward)
        if port.balancerIPs and port.sourceRanges:
            found[Role.FIREWALL] = (Rule(SourceIn(port.sourceRanges), Jump(Role.EXTERNAL), f"{port.label} loadbalancer IP"),)
    internal = Role.LOCAL if port.internalLocal else Role.CLUSTER
    for role, targets in ((Role.CLUSTER, usable.cluster), (Role.LOCAL, usable.local)):
        if targets:
            choose = Rule(None, Choose(targets, port.sticky), port.label)
            found[role] = (*(_internal(port, pods, masquerade_all) if role is internal else ()), choose)
    return found


def _internal(port: Port, pods: tuple[Range, ...], masquerade_all: bool) -> tuple[Rule, ...]:
    """The masquerade rule at the head of the chain of cluster-IP traffic; without a range of pods nobody can be told apart."""
    if not pods and not masquerade_all:
        return ()
    return (Rule(ToClusterIP(() if masquerade_all else pods), Mark(), f"{port.label} cluster IP"),)


def _external(port: Port, usable: Usable, pods: tuple[Range, ...], outward: Role) -> tuple[Rule, ...]:
    if not port.externalLocal:
        return (
            Rule(None, Mark(), f"masquerade traffic for {port.label} external destinations"),
            Rule(None, Jump(outward)),
        )
    pod = (Rule(SourceIn(pods), Jump(Role.CLUSTER), f"pod traffic for {port.label} external destinations"),) if pods else ()
    short = (
        *pod,
        Rule(SourceLocal(), Mark(), f"masquerade LOCAL traffic for {port.label} external destinations"),
        Rule(SourceLocal(), Jump(Role.CLUSTER), f"route LOCAL traffic for {port.label} external destinations"),
    )
    return (*short, Rule(None, Jump(outward))) if usable.local else short
