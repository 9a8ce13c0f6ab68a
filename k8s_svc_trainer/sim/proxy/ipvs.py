"""The rules of a service port in ipvs mode: virtual servers, and the few iptables rules around them.

syncProxyRules, syncEndpoint and writeIptablesRules of pkg/proxy/ipvs/proxier.go. There is no short-circuit for pods, nothing
is dropped for want of a local endpoint, and a virtual server without real servers refuses.
"""

from __future__ import annotations

from k8s_svc_trainer.sim.proxy.endpoints import Usable
from k8s_svc_trainer.sim.proxy.nftables import firewall
from k8s_svc_trainer.sim.proxy.ranges import Range
from k8s_svc_trainer.sim.proxy.rules import Capture, Choose, Mark, PortRules, Reject, Role, Rule, ToClusterIP
from k8s_svc_trainer.sim.proxy.seen import Backend, Port

MODE = "ipvs"
FILTER = "KUBE-IPVS-FILTER"
FIREWALL = "KUBE-PROXY-FIREWALL"


def build(port: Port, usable: Usable, pods: tuple[Range, ...], *, masquerade_all: bool) -> PortRules:
    """The rules of a service port on a node that may use these endpoints."""
    inside = _internal(port, pods, masquerade_all)
    # writeIptablesRules: KUBE-LOAD-BALANCER, KUBE-EXTERNAL-IP and KUBE-NODE-PORT mark; members of their LOCAL sets return first
    outside = () if port.externalLocal else (Rule(None, Mark(), f"{port.label} external destinations"),)
    made = {
        Role.CLUSTER: (*inside, _server(port, usable, local=port.internalLocal)),
        Role.EXTERNAL: (*outside, _server(port, usable, local=port.externalLocal)),
    }
    external = Capture(Role.EXTERNAL)
    captures = (Capture(Role.CLUSTER), external, Capture(Role.EXTERNAL, firewall(port, FIREWALL)), external)
    return PortRules(MODE, port, usable, captures, made)


def _internal(port: Port, pods: tuple[Range, ...], masquerade_all: bool) -> tuple[Rule, ...]:
    if not pods and not masquerade_all:
        return ()
    return (Rule(ToClusterIP(() if masquerade_all else pods), Mark(), f"{port.label} cluster IP"),)


def _server(port: Port, usable: Usable, *, local: bool) -> Rule:
    """A virtual server: with policy Local the node's endpoints, or all where the node has none (syncEndpoint)."""
    targets: tuple[Backend, ...] = (usable.local or usable.cluster) if local else usable.cluster
    if not targets:
        return Rule(None, Reject(), f"{port.label} has no real servers")
    return Rule(None, Choose(targets, port.sticky), port.label)
