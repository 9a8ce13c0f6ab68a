"""Where a packet comes from, and the packet on its way.

Decides which sources there are and which addresses they have; where their packets go is decided in `path`.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from k8s_svc_trainer.sim.faults import Misuse
from k8s_svc_trainer.sim.ipnumbers import family_of
from k8s_svc_trainer.sim.names import ExternalSource, NodeSource, PodSource, Source
from k8s_svc_trainer.sim.network import finished
from k8s_svc_trainer.sim.objects import Pod
from k8s_svc_trainer.sim.proxy.ranges import canonical
from k8s_svc_trainer.sim.results import Hop
from k8s_svc_trainer.sim.state import State


class Origin(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Where a packet comes from: its node (None: outside), its addresses by family, and the pod, which may be in its node's network."""

    source: Source
    node: str | None
    addresses: Mapping[int, str]
    pod: Pod | None = None
    hostNetwork: bool = False

    @property
    def governed(self) -> Pod | None:
        """The pod that NetworkPolicies may govern."""
        return None if self.hostNetwork else self.pod


class Travel(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A packet on its way: its source address and destination as they are now, and the hops so far.

    `fresh` until it has left the node that it comes from; `delivered` when a load balancer has put it on a node. `source_port` is
    known where the client chose it.
    """

    origin: Origin
    source: str
    ip: str
    port: int
    protocol: str
    before: tuple[Hop, ...] = ()
    fresh: bool = True
    delivered: bool = False
    source_port: int | None = None


def origin(state: State, source: Source) -> Origin:
    """Where a source is.

    Raises Misuse where it is not there, or no process runs in it.
    """
    match source:
        case PodSource():
            return _pod_origin(state, source)
        case NodeSource():
            return Origin(source=source, node=source.name, addresses=_node_addresses(state, source.name))
        case ExternalSource():
            return Origin(source=source, node=None, addresses={family_of(source.ip): source.ip})
    raise Misuse(f"{source} can look names up and not connect: name a pod of that namespace")


def _pod_origin(state: State, source: PodSource) -> Origin:
    pod = state.one(Pod, source.namespace, source.name)
    if pod is None:
        raise Misuse(f"there is no {source}")
    if finished(pod) or pod.spec.nodeName is None or pod.status.phase == "Pending":
        raise Misuse(f"{source} does not run (phase {pod.status.phase or 'unknown'}): nothing in it can connect")
    if pod.spec.hostNetwork:
        addresses = _node_addresses(state, pod.spec.nodeName)
        return Origin(source=source, node=pod.spec.nodeName, addresses=addresses, pod=pod, hostNetwork=True)
    held = {family_of(one.ip): canonical(one.ip) for one in reversed(pod.status.podIPs) if one.ip}
    return Origin(source=source, node=pod.spec.nodeName, addresses=held, pod=pod)


def _node_addresses(state: State, name: str) -> Mapping[int, str]:
    seen = state.tables.node(name)
    if seen is None:
        raise Misuse(f"there is no node {name}; there are {', '.join(state.node_names()) or 'none'}")
    four, six = seen.primary
    return {**({4: four} if four else {}), **({6: six} if six else {})}
