"""A packet that a node's rules send to one of some endpoints: what becomes of it at each.

Decides what each endpoint's way meets: policies, the way back, the endpoint itself. What is at the endpoints is computed once and
holds until an object changes.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim import flows, network, policy
from k8s_svc_trainer.sim.ipnumbers import family_of
from k8s_svc_trainer.sim.network import Fate
from k8s_svc_trainer.sim.objects import Pod
from k8s_svc_trainer.sim.origin import Travel
from k8s_svc_trainer.sim.outcomes import common, same, zone_of
from k8s_svc_trainer.sim.proxy import affinity, ipvs
from k8s_svc_trainer.sim.proxy.rules import Choose
from k8s_svc_trainer.sim.proxy.seen import Backend, NodeSeen
from k8s_svc_trainer.sim.proxy.sync import Memo
from k8s_svc_trainer.sim.results import Connection, Hop, Outcome, Stage, Way
from k8s_svc_trainer.sim.state import State
from k8s_svc_trainer.sim.telling import Lead, Story


class Batch(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What is at each of some endpoints, and what follows for all of them; holds until an object changes."""

    moment: object
    targets: tuple[Backend, ...]
    fates: tuple[Fate, ...]
    outcome: Outcome
    backends: tuple[str, ...]
    addresses: frozenset[str]
    zones: tuple[str, ...]


def _batch(state: State, known: Memo, targets: tuple[Backend, ...], protocol: str) -> Batch:
    found: Batch | None = known.batches.get(id(targets))
    if found is None or found.moment is not state.moment or found.targets is not targets:
        found = known.batches[id(targets)] = _looked_at(state, targets, protocol)
    return found


def _looked_at(state: State, targets: tuple[Backend, ...], protocol: str) -> Batch:
    fates = tuple(network.fate_of(state, one.ip, one.port, protocol, one) for one in targets)
    return Batch(
        moment=state.moment,
        targets=targets,
        fates=fates,
        outcome=common(fate.outcome for fate in fates),
        backends=tuple(sorted(one.at for one in targets)),
        addresses=frozenset(one.ip for one in targets),
        zones=_zones(state, targets, fates),
    )


def _zones(state: State, targets: tuple[Backend, ...], fates: tuple[Fate, ...]) -> tuple[str, ...]:
    found = (one.zone or zone_of(state, one.node or fate.node) for one, fate in zip(targets, fates, strict=True))
    return tuple(sorted({zone for zone in found if zone}))


def translated(state: State, travel: Travel, node: NodeSeen, lead: Lead, verdict: Choose, known: Memo) -> Connection:
    """The rules choose among endpoints: what becomes of the packet at each."""
    targets = verdict.targets
    datagram = travel.source_port is not None and flows.tracked(travel)
    if verdict.sticky is not None or datagram:
        targets = _bound(state, travel, node, lead, verdict)
        if len(targets) < len(verdict.targets):
            lead = msgspec.structs.replace(lead, bound=len(targets))
    made = _spread(state, travel, node, lead, _batch(state, known, targets, travel.protocol))
    if datagram:
        flows.remember(state, travel, node.name, flows.Part(lead, targets), made)
    return made


def again(state: State, travel: Travel, node: NodeSeen, part: flows.Part) -> Connection:
    """A datagram of a known flow: it is translated as the first one was, whatever the rules say now."""
    lead = msgspec.structs.replace(part.lead, before=travel.before, bound=len(part.targets), known=True)
    return _spread(state, travel, node, lead, _looked_at(state, part.targets, travel.protocol))


def _spread(state: State, travel: Travel, node: NodeSeen, lead: Lead, batch: Batch) -> Connection:
    marked = lead.walked.marked
    if (marked or travel.origin.node == node.name) and not policies_hold(state):
        return _straight(travel, node.name, lead, batch)
    ways = tuple(_way(state, travel, node, lead, one, fate) for one, fate in zip(batch.targets, batch.fates, strict=True))
    return Connection(
        outcome=common(way.outcome for way in ways),
        backends=batch.backends,
        masqueraded=same(way.masqueraded for way in ways),
        node=node.name,
        zones=batch.zones,
        ways=ways,
    )


def _bound(state: State, travel: Travel, node: NodeSeen, lead: Lead, verdict: Choose) -> tuple[Backend, ...]:
    """The endpoints that this client may be bound to: by a flow that ipvs still knows, or by session affinity."""
    if lead.rules.mode == ipvs.MODE and flows.tracked(travel):
        known = flows.servers(state, travel, node.name, verdict.targets)
        if known is not None:
            return known
    if verdict.sticky is None:
        return verdict.targets
    view = state.stopped.get(node.name) or state.tables
    key = _affinity_key(travel, lead)
    targets = affinity.bound(state, view, node, key, lead.rules.port, verdict.targets, verdict.sticky)
    affinity.bind(state, view, key, targets)
    return targets


def _straight(travel: Travel, node: str, lead: Lead, batch: Batch) -> Connection:
    """Nothing on the way looks at single endpoints, and answers come back through the node."""
    marked, source = lead.walked.marked, travel.source
    masqueraded: bool | None = marked
    if not marked and source in batch.addresses:
        pairs = [(one, fate, _loops(one, source, node, lead)) for one, fate in zip(batch.targets, batch.fates, strict=True)]
        ways = tuple(Way(node, one.at, fate.outcome, loops, Story(lead, one, fate, loops)) for one, fate, loops in pairs)
        masqueraded = same(loops for _, _, loops in pairs)
    else:
        ways = tuple(
            [
                Way(node, one.at, fate.outcome, marked, Story(lead, one, fate, False))
                for one, fate in zip(batch.targets, batch.fates, strict=True)
            ]
        )
    return Connection(outcome=batch.outcome, backends=batch.backends, masqueraded=masqueraded, node=node, zones=batch.zones, ways=ways)


def _loops(one: Backend, source: str, node: str, lead: Lead) -> bool:
    """Whether the endpoint is the client itself, which is masqueraded.

    In ipvs mode (KUBE-LOOP-BACK), and in nftables mode since 1.36 (hairpin-connections), only an endpoint of the node that translates.
    """
    return one.ip == source and (one.node == node or not (lead.rules.mode == ipvs.MODE or lead.inline))


def _way(state: State, travel: Travel, node: NodeSeen, lead: Lead, one: Backend, fate: Fate) -> Way:
    """The way to one endpoint: out of the client's pod, back through the translating node, into the endpoint's pod."""
    loops = not lead.walked.marked and _loops(one, travel.source, node.name, lead)
    masqueraded = lead.walked.marked or loops
    stop: Hop | None = None
    let: tuple[Hop, ...] = ()
    client = travel.origin.governed
    if travel.fresh and client is not None:
        leaving = policy.egress(state, client, one.ip, one.port, travel.protocol)
        stop, let = judged(leaving, let)
    if stop is None and not masqueraded and travel.origin.node != node.name and fate.node != node.name:
        stop = _lost(travel, node.name, one)
    if stop is None and fate.pod is not None:
        stop, let = judged(entering(state, travel, node, fate.pod, one.port, masqueraded=masqueraded), let)
    outcome = fate.outcome if stop is None else Outcome.TIMEOUT
    return Way(node.name, one.at, outcome, masqueraded, Story(lead, one, fate, loops, stop, let))


def judged(verdict: policy.Verdict, let: tuple[Hop, ...]) -> tuple[Hop | None, tuple[Hop, ...]]:
    """What a policy says, as (the hop that stops the packet, the hops that let it pass)."""
    if not verdict.allowed:
        return verdict.hop, let
    return None, (*let, verdict.hop) if verdict.hop else let


def _lost(travel: Travel, node: str, one: Backend) -> Hop:
    words = "{} answers {} directly and not through {}, which alone could translate the answer back: the client drops it"
    return Hop(Stage.ANSWER, node, one.at, words, (one.at, travel.source, node), True)


def entering(state: State, travel: Travel, node: NodeSeen, pod: Pod, port: int, *, masqueraded: bool) -> policy.Verdict:
    """What policies say of a packet into a pod, which sees as the source the client, or the node that masqueraded it."""
    client = None if masqueraded else travel.origin.governed
    return policy.ingress(
        state,
        pod,
        source_ip=(node.primary[family_of(travel.source) == 6] or travel.source) if masqueraded else travel.source,
        source_pod=client,
        source_node=node.name if masqueraded else None if client else travel.origin.node,
        port=port,
        protocol=travel.protocol,
    )


def policies_hold(state: State) -> bool:
    """Whether any NetworkPolicy is there and enforced."""
    held = state.objects.get("NetworkPolicy")
    return held is not None and len(held) > 0 and state.settings.networkPolicy


def _affinity_key(travel: Travel, lead: Lead) -> affinity.Key:
    port = lead.rules.port
    if lead.rules.mode == ipvs.MODE:
        return (lead.node, travel.ip, travel.port, travel.protocol, travel.source)
    return (lead.node, port.namespace, port.service, port.name, port.protocol, travel.source)
