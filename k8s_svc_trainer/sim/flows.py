"""Flows of datagrams: where each node's connection tracking keeps the next datagram of a source port, and what kube-proxy ends of it.

Decides with sets, as `proxy.affinity` does: a flow is on one of its endpoints, and where it may have been deleted, the next datagram
may be on one of those or anew at the rules. Follows pkg/proxy/conntrack/cleanup.go (until 1.31 what the trackers of Services and
endpoints found out) and the kernel's nf_conntrack. In ipvs mode it is ipvs that remembers, and a real server that goes takes its flows.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim.ipnumbers import family_of
from k8s_svc_trainer.sim.origin import Travel
from k8s_svc_trainer.sim.proxy import ipvs
from k8s_svc_trainer.sim.proxy.endpoints import draining
from k8s_svc_trainer.sim.proxy.seen import Backend, Port
from k8s_svc_trainer.sim.proxy.sync import memo
from k8s_svc_trainer.sim.proxy.tables import CLUSTER, ProxyTables
from k8s_svc_trainer.sim.results import Connection, Outcome
from k8s_svc_trainer.sim.state import State
from k8s_svc_trainer.sim.telling import Lead

Key = tuple[str, str, int, str, int]  # the node, the client's address and port, the destination's address and port

UNREPLIED = 30  # seconds: net.netfilter.nf_conntrack_udp_timeout
STREAM = 120  # net.netfilter.nf_conntrack_udp_timeout_stream: a flow that was answered, and is there still after
STREAM_AFTER = 2  # nf_conntrack_udp_packet of net/netfilter/nf_conntrack_proto_udp.c
BY_IPVS = 300  # udp_timeouts of net/netfilter/ipvs/ip_vs_proto_udp.c, which kube-proxy leaves as it is
SERVING = 29  # what kept a flow was a ready endpoint until then: https://github.com/kubernetes/kubernetes/pull/119394
RECONCILED = 32  # the whole table is compared, not what changed: https://github.com/kubernetes/kubernetes/pull/127318
BY_PORT = 33  # the endpoint's port is compared too: https://github.com/kubernetes/kubernetes/pull/130542
WITHOUT_ENDPOINTS = 37  # a Service with no serving endpoint counts too: https://github.com/kubernetes/kubernetes/pull/139629


class Part(msgspec.Struct, frozen=True, gc=False):
    """How a flow may have been translated: the rules that did it, and the endpoints that they chose from."""

    lead: Lead
    targets: tuple[Backend, ...]


class Flow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a node remembers of a flow; `doubtful` where it may have been deleted.

    It began between two moments, it was answered surely or maybe, and it is forgotten between two moments.
    """

    parts: tuple[Part, ...]
    began: tuple[float, float]
    answered: tuple[bool, bool]
    until: tuple[float, float]
    doubtful: bool = False


def tracked(travel: Travel) -> bool:
    """Whether a packet is a datagram that the next one from its port may follow."""
    return travel.source_port is not None and travel.protocol == "UDP"


def _key(travel: Travel, node: str) -> Key:
    return (node, travel.source, travel.source_port or 0, travel.ip, travel.port)


def recall(state: State, travel: Travel, node: str) -> Flow | None:
    """What a node remembers of the flow of a datagram; nothing where it never met it or has forgotten it."""
    found: Flow | None = state.flows.get(_key(travel, node))
    if found is None or state.now >= found.until[1]:
        return None
    return msgspec.structs.replace(found, doubtful=True) if state.now >= found.until[0] else found


def lose(state: State, travel: Travel, node: str) -> None:
    """Forget a flow."""
    state.flows.drop(_key(travel, node))


def remember(state: State, travel: Travel, node: str, part: Part, met: Connection) -> None:
    """A datagram was translated by the rules, and this came of it."""
    now, answered = state.now, _answered(met)
    until = (now + BY_IPVS, now + BY_IPVS) if state.settings.proxyMode == ipvs.MODE else _until(now, (now, now), answered)
    state.flows.set(_key(travel, node), Flow(parts=(part,), began=(now, now), answered=answered, until=until))


def renew(state: State, travel: Travel, node: str, known: Flow, met: Connection) -> None:
    """A datagram of a known flow went by, and this came of it; where it may have been deleted, what the rules made of it is kept beside."""
    key = _key(travel, node)
    new: Flow | None = state.flows.get(key) if known.doubtful else None
    first, answered, parts = known.began, _answered(met), known.parts
    answered = (known.answered[0] or answered[0], known.answered[1] or answered[1])
    if new is not None:
        places = {one.at for part in new.parts for one in part.targets}
        left = (Part(part.lead, tuple(one for one in part.targets if one.at not in places)) for part in parts)
        parts = (*new.parts, *(part for part in left if part.targets))
        first = (known.began[0], state.now)
        answered = (answered[0] and new.answered[0], answered[1] or new.answered[1])
    doubtful = known.doubtful and new is None
    until = _until(state.now, first, answered)
    state.flows.set(key, Flow(parts=parts, began=first, answered=answered, until=until, doubtful=doubtful))


def _answered(met: Connection) -> tuple[bool, bool]:
    ends = [way.outcome is Outcome.CONNECTED for way in met.ways]
    return all(ends), any(ends)


def _until(now: float, began: tuple[float, float], answered: tuple[bool, bool]) -> tuple[float, float]:
    surely, maybe = (seen and now - since > STREAM_AFTER for seen, since in zip(answered, reversed(began), strict=True))
    return now + (STREAM if surely else UNREPLIED), now + (STREAM if maybe else UNREPLIED)


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
        if state.now >= flow.until[1]:
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
