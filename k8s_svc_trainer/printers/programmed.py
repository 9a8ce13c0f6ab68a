"""Which rule sets a node's kube-proxy has written, for the printers: all service ports of one family, in the order of their names.

Decides nothing about rules; `sim.proxy` makes them.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim.faults import Misuse
from k8s_svc_trainer.sim.proxy.endpoints import categorize
from k8s_svc_trainer.sim.proxy.rules import PortRules
from k8s_svc_trainer.sim.proxy.seen import NodeSeen, backends_of
from k8s_svc_trainer.sim.proxy.sync import BUILD, ranges_of
from k8s_svc_trainer.sim.settings import Settings
from k8s_svc_trainer.sim.state import State


class Programmed(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What one kube-proxy has written for one address family."""

    settings: Settings
    node: NodeSeen
    family: int
    ports: tuple[PortRules, ...]
    endpoints: int  # of all ports together, ready or not


def programmed(state: State, node: str, *, mode: str | None = None, family: int = 4) -> Programmed:
    """The rules of a node, in the cluster's own mode or in another, as they are now (or were when its kube-proxy stopped).

    Raises Misuse where there is no such node.
    """
    view = state.view(node)
    seen = view.node(node)
    if seen is None:
        raise Misuse(f"there is no node {node}; there are {', '.join(state.node_names()) or 'none'}")
    settings = msgspec.structs.replace(state.settings, proxyMode=mode) if mode else state.settings
    build, pods = BUILD[settings.proxyMode], ranges_of(settings.podCIDRs, family)
    made, endpoints = [], 0
    for ports in view.services.values():
        for port in ports:
            if port.family == family:
                backends = backends_of(view.slices.get(port.place) or (), port, minor=settings.minor)
                usable = categorize(backends, port, seen.name, seen.zone, minor=settings.minor)
                endpoints += len(backends)
                made.append(build(port, usable, pods, masquerade_all=settings.masqueradeAll))
    ordered = sorted(made, key=lambda rules: (rules.port.label, rules.port.protocol))
    return Programmed(settings=settings, node=seen, family=family, ports=tuple(ordered), endpoints=endpoints)
