"""Flows of datagrams: where each node's connection tracking keeps the next datagram of a source port, and what kube-proxy ends of it.

Decides with sets, as `proxy.affinity` does: a flow is on one of its endpoints, and where it may have been deleted, the next datagram
may be on one of those or anew at the rules. Follows pkg/proxy/conntrack/cleanup.go (until 1.31 what the trackers of Services and
endpoints found out) and the kernel's nf_conntrack. In ipvs mode it is ipvs that remembers, and a real server that goes takes its flows.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim.origin import Travel
from k8s_svc_trainer.sim.proxy import ipvs
from k8s_svc_trainer.sim.proxy.endpoints import draining
from k8s_svc_trainer.sim.proxy.ranges import family_of
from k8s_svc_trainer.sim.proxy.sync import memo
from k8s_svc_trainer.sim.proxy.tables import CLUSTER, Backend, Port, ProxyTables
from k8s_svc_trainer.sim.state import State
from k8s_svc_trainer.sim.telling import Lead

Key = tuple[str, str, int, str, int]  # the node, the client's address and port, the destination's address and port

LIVES = 30  # seconds: net.netfilter.nf_conntrack_udp_timeout
SERVING = 29  # what kept a flow was a ready endpoint until then: https://github.com/kubernetes/kubernetes/pull/119394
RECONCILED = 32  # the whole table is compared, not what changed: https://github.com/kubernetes/kubernetes/pull/127318
BY_PORT = 33  # the endpoint's port is compared too: https://github.com/kubernetes/kubernetes/pull/130542
WITHOUT_ENDPOINTS = 37  # a Service with no serving endpoint counts too: https://github.com/kubernetes/kubernetes/pull/139629


class Part(msgspec.Struct, frozen=True, gc=False):
    """How a flow may have been translated: the rules that did it, and the endpoints that they chose from."""

    lead: Lead
    targets: tuple[Backend, ...]


class Flow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a node remembers of a flow, and until when; `doubtful` where it may have been deleted."""

    parts: tuple[Part, ...]
    until: float
    doubtful: bool = False


def tracked(travel: Travel) -> bool:
    """Whether a packet is a datagram that the next one from its port may follow."""
    return travel.source_port is not None and travel.protocol == "UDP"


def _key(travel: Travel, node: str) -> Key:
    return (node, travel.source, travel.source_port or 0, travel.ip, travel.port)


def recall(state: State, travel: Travel, node: str) -> Flow | None:
    """What a node remembers of the flow of a datagram; nothing where it never met it or has forgotten it."""
    found: Flow | None = state.flows.get(_key(travel, node))
    return None if found is None or state.now >= found.until else found


def remember(state: State, travel: Travel, node: str, part: Part) -> None:
    """A datagram was translated anew: where its flow may have been before is forgotten."""
    state.flows.set(_key(travel, node), Flow(parts=(part,), until=state.now + LIVES))


def renew(state: State, travel: Travel, node: str, before: Flow) -> None:
    """A datagram of a known flow went by; where that was doubtful, what it met at the rules is remembered beside what was known."""
    after = recall(state, travel, node) if before.doubtful else None
    if after is None or after is before:
        state.flows.set(_key(travel, node), msgspec.structs.replace(before, until=state.now + LIVES))
        return
    new = {one.at for part in after.parts for one in part.targets}
    old = (Part(part.lead, tuple(one for one in part.targets if one.at not in new)) for part in before.parts)
    parts = (*after.parts, *(part for part in old if part.targets))
    state.flows.set(_key(travel, node), Flow(parts=parts, until=after.until))


def servers(state: State, travel: Travel, node: str, targets: tuple[Backend, ...]) -> tuple[Backend, ...] | None:
    """ipvs: those of a virtual server's real servers that a flow is on; None where it is none, or may have been on one that is gone."""
    found = recall(state, travel, node)
    if found is None:
        return None
    known = {one.at for part in found.parts for one in part.targets}
    kept = tuple(one for one in targets if one.at in known)
    return kept if len(kept) == len(known) else None


# --- what kube-proxy deletes --------------------------------------------------------------------------------------


def reconcile(state: State) -> None:
    """After a change: each kube-proxy that runs deletes the flows whose endpoint no longer serves."""
    if not state.flows or state.settings.proxyMode == ipvs.MODE:
        return
    for key, flow in list(state.flows.items()):
        if state.now >= flow.until:
            state.flows.drop(key)
        elif key[0] not in state.stopped:
            _clean(state, key, flow)


def forget(state: State, node: str) -> None:
    """A kube-proxy has started: until 1.31 every Service that has endpoints is new to it, and its flows are deleted."""
    if state.settings.minor >= RECONCILED or state.settings.proxyMode == ipvs.MODE:
        return
    for key in list(state.flows.keys()):
        if key[0] == node and any(_kept(state, port) for port in _ports(state.tables, key)):
            state.flows.drop(key)


def _clean(state: State, key: Key, flow: Flow) -> None:
    parts = tuple(_cleaned(state, key, part) for part in flow.parts)
    if parts == flow.parts:
        return
    left = tuple(part for part in parts if part.targets)
    if left:
        state.flows.set(key, msgspec.structs.replace(flow, parts=left, doubtful=True))
    else:
        state.flows.drop(key)


def _cleaned(state: State, key: Key, part: Part) -> Part:
    minor, ports = state.settings.minor, _ports(state.tables, key)
    if not ports:  # the Service is gone: until 1.31 the flows to its cluster IP went with it
        return Part(part.lead, ()) if minor < RECONCILED and part.lead.kind == CLUSTER else part
    kept = [one for port in ports for one in _kept(state, port)]
    if not kept and RECONCILED <= minor < WITHOUT_ENDPOINTS:
        return part
    if minor == RECONCILED:
        addresses = {one.ip for one in kept}
        targets = tuple(one for one in part.targets if one.ip in addresses)
    else:
        places = {one.at for one in kept}
        targets = tuple(one for one in part.targets if one.at in places)
    return part if len(targets) == len(part.targets) else Part(part.lead, targets)


def _ports(tables: ProxyTables, key: Key) -> list[Port]:
    """The service ports that a flow may belong to by its destination: a node port is looked for at any address."""
    _, _, _, ip, port = key
    held = [one for _, one in tables.by_address.get((ip, "UDP", port)) or ()]
    return [*held, *(tables.by_node_port.get((family_of(ip), "UDP", port)) or ())]


def _kept(state: State, port: Port) -> tuple[Backend, ...]:
    """The endpoints of a service port that keep their flows: neither policies nor hints are looked at."""
    backends, minor = memo(state.tables, state.settings, port).backends, state.settings.minor
    if minor >= SERVING:
        return tuple(one for one in backends if one.serving)
    return tuple(one for one in backends if one.ready) or draining(backends, minor)
