"""One packet: from a source, through policies, firewalls, load balancers and the rules of nodes, to whatever is there.

Decides the order in which a packet meets these, and unites the ways that it could take; what each of them does is decided in
`policy`, `balancing`, `proxy` and `network`. Names are resolved elsewhere: a destination is an address here.
Source: "The network that is simulated" of cases.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from k8s_svc_trainer.sim import balancing, network, policy
from k8s_svc_trainer.sim.faults import Misuse
from k8s_svc_trainer.sim.names import ExternalSource, NodeSource, PodSource, Source, at
from k8s_svc_trainer.sim.network import Fate, finished
from k8s_svc_trainer.sim.objects import Pod
from k8s_svc_trainer.sim.proxy import affinity, iptables, ipvs
from k8s_svc_trainer.sim.proxy.ranges import family_of, number, within
from k8s_svc_trainer.sim.proxy.rules import Choose, Hook, Packet, PortRules, Reject
from k8s_svc_trainer.sim.proxy.sync import Memo, Met, is_loopback, meet, memo, ranges_of, rules_of, unmet
from k8s_svc_trainer.sim.proxy.tables import Backend, NodeSeen, ProxyTables, canonical
from k8s_svc_trainer.sim.proxy.trace import Walked, filtered, walk
from k8s_svc_trainer.sim.results import Connection, Hop, Outcome, Stage, Way
from k8s_svc_trainer.sim.state import State
from k8s_svc_trainer.sim.telling import Lead, Story

T = TypeVar("T")
OUTSIDE = network.OUTSIDE
# by (the packet is the node's own, its destination is the node itself): the hooks that it passes untranslated
HOOKS: Mapping[tuple[bool, bool], frozenset[Hook]] = {
    (True, True): frozenset({Hook.OUTPUT, Hook.INPUT}),
    (True, False): frozenset({Hook.OUTPUT}),
    (False, True): frozenset({Hook.INPUT}),
    (False, False): frozenset({Hook.FORWARD}),
}


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

    `fresh` until it has left the node that it comes from; `delivered` when a load balancer has put it on a node.
    """

    origin: Origin
    source: str
    ip: str
    port: int
    protocol: str
    before: tuple[Hop, ...] = ()
    fresh: bool = True
    delivered: bool = False


# --- sources -----------------------------------------------------------------------------------------------------


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


# --- one packet --------------------------------------------------------------------------------------------------


def packet(state: State, origin: Origin, ip: str, port: int, *, protocol: str = "TCP", source_port: int | None = None) -> Connection:
    """One new connection from an origin to an address and port: all ways that it could take. It changes session affinity's state.

    `source_port` changes nothing: no rule looks at it, and an old connection's translation is never met again.
    """
    ip = canonical(ip)
    source = origin.addresses.get(family_of(ip))
    if source is None:
        words = "{} has no address of IPv{}, and so no way to {}"
        hop = Hop(Stage.SOURCE, origin.node or OUTSIDE, str(origin.source), words, (str(origin.source), str(family_of(ip)), ip), True)
        return _ended(Outcome.UNREACHABLE, origin.node, (hop,))
    if origin.node is None:
        return _from_outside(state, Travel(origin=origin, source=source, ip=ip, port=port, protocol=protocol))
    pod = origin.governed
    if pod is not None and (ip == source or is_loopback(ip)):
        return _arrived(state, network.inside_pod(pod, ip, port, protocol), (), origin.node, ip, port)
    if pod is None and (is_loopback(ip) or state.tables.owner(ip) == origin.node):
        source = "127.0.0.1" if ip.startswith("127.") else ip  # a process that talks to its own node has the address that it talks to
    start = _source_hop(origin, source, ip, port, protocol)
    return _at_node(state, Travel(origin=origin, source=source, ip=ip, port=port, protocol=protocol, before=(start,)), origin.node)


def _source_hop(origin: Origin, source: str, ip: str, port: int, protocol: str) -> Hop:
    words = "{} ({}) on {} sends a packet to {} port {}/{}"
    return Hop(
        Stage.SOURCE,
        origin.node or OUTSIDE,
        str(origin.source),
        words,
        (str(origin.source), source, str(origin.node), ip, str(port), protocol),
    )


def _at_node(state: State, travel: Travel, name: str) -> Connection:
    """A packet at the rules of a node."""
    view = state.stopped.get(name) or state.tables
    node = view.nodes.get(name) or state.tables.nodes.get(name)
    if node is None:
        raise Misuse(f"{travel.origin.source} is on node {name}, which is not there")
    own = travel.ip in node.addresses or is_loopback(travel.ip)
    met = meet(view, state.settings, node, travel.ip, travel.protocol, travel.port, own=own)
    if met is None:
        return _met_nothing(state, view, travel, node, own=own)
    rules = rules_of(view, state.settings, met.port, node)
    mine = travel.source in node.addresses or is_loopback(travel.source)
    seen = Packet(travel.source, number(travel.source), mine, HOOKS[mine, own], met.kind)
    walked = _walk(rules, seen, met)
    lead = Lead(
        before=travel.before,
        node=name,
        to=at(travel.ip, travel.port),
        protocol=travel.protocol,
        source=travel.source,
        rules=rules,
        kind=met.kind,
        walked=walked,
    )
    verdict = walked.verdict
    if type(verdict) is Choose:
        return _translated(state, travel, node, lead, verdict, memo(view, met.port))
    if verdict is None:
        return _onward(state, _with(travel, lead.tell()), node, own=own)
    return _ended(Outcome.REFUSED if type(verdict) is Reject else Outcome.TIMEOUT, name, lead)


def _walk(rules: PortRules, seen: Packet, met: Met) -> Walked:
    """A node port at an address that takes none is not translated; in iptables mode it is filtered all the same (addrtype LOCAL)."""
    if not met.barred:
        return walk(rules, seen)
    return filtered(rules, seen) if rules.mode == iptables.MODE else Walked(None, False, ())


def _met_nothing(state: State, view: ProxyTables, travel: Travel, node: NodeSeen, *, own: bool) -> Connection:
    found = None if own else unmet(view, state.settings, travel.ip)
    if found is not None:
        chain, verdict = found
        refused = isinstance(verdict, Reject)
        words = "{} on {} rejects the packet: {} is a Service's address, and not at port {}/{}"
        if not refused:
            words = "{} on {} drops the packet: {} is in the Services' range and no Service has it (port {}/{})"
        hop = Hop(Stage.RULES, node.name, chain, words, (chain, node.name, travel.ip, str(travel.port), travel.protocol), True)
        return _ended(Outcome.REFUSED if refused else Outcome.TIMEOUT, node.name, (*travel.before, hop))
    words = "no rule on {} is for {} port {}/{}"
    hop = Hop(Stage.RULES, node.name, f"node/{node.name}", words, (node.name, travel.ip, str(travel.port), travel.protocol))
    return _onward(state, _with(travel, (*travel.before, hop)), node, own=own)


def _with(travel: Travel, before: tuple[Hop, ...]) -> Travel:
    return msgspec.structs.replace(travel, before=before)


# --- translated --------------------------------------------------------------------------------------------------


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
        fates = tuple(network.fate_of(state, one.ip, one.port, protocol, one) for one in targets)
        found = Batch(
            moment=state.moment,
            targets=targets,
            fates=fates,
            outcome=_common(fate.outcome for fate in fates),
            backends=tuple(sorted(one.at for one in targets)),
            addresses=frozenset(one.ip for one in targets),
            zones=_zones(state, targets, fates),
        )
        known.batches[id(targets)] = found
    return found


def _zones(state: State, targets: tuple[Backend, ...], fates: tuple[Fate, ...]) -> tuple[str, ...]:
    found = (one.zone or _zone_of(state, one.node or fate.node) for one, fate in zip(targets, fates, strict=True))
    return tuple(sorted({zone for zone in found if zone}))


def _zone_of(state: State, node: str | None) -> str:
    seen = state.tables.node(node)
    return seen.zone if seen else ""


def _translated(state: State, travel: Travel, node: NodeSeen, lead: Lead, verdict: Choose, known: Memo) -> Connection:
    """The rules choose among endpoints: what becomes of the packet at each."""
    targets = verdict.targets
    if verdict.sticky is not None:
        key = _affinity_key(travel, lead)
        targets = affinity.bound(state, key, targets, verdict.sticky)
        affinity.bind(state, key, targets)
        if len(targets) < len(verdict.targets):
            lead = msgspec.structs.replace(lead, bound=len(targets))
    batch = _batch(state, known, targets, travel.protocol)
    marked = lead.walked.marked
    if (marked or travel.origin.node == node.name) and not _policies(state):
        return _straight(travel, node.name, lead, batch)
    ways = tuple(_way(state, travel, node, lead, one, fate) for one, fate in zip(targets, batch.fates, strict=True))
    return Connection(
        outcome=_common(way.outcome for way in ways),
        backends=batch.backends,
        masqueraded=_same(way.masqueraded for way in ways),
        node=node.name,
        zones=batch.zones,
        ways=ways,
    )


def _straight(travel: Travel, node: str, lead: Lead, batch: Batch) -> Connection:
    """Nothing on the way looks at single endpoints, and answers come back through the node."""
    marked, source = lead.walked.marked, travel.source
    masqueraded: bool | None = marked
    if not marked and source in batch.addresses:
        pairs = [(one, fate, _loops(one, source, node, lead)) for one, fate in zip(batch.targets, batch.fates, strict=True)]
        ways = tuple(Way(node, one.at, fate.outcome, loops, Story(lead, one, fate, loops)) for one, fate, loops in pairs)
        masqueraded = _same(loops for _, _, loops in pairs)
    else:
        ways = tuple(
            [
                Way(node, one.at, fate.outcome, marked, Story(lead, one, fate, False))
                for one, fate in zip(batch.targets, batch.fates, strict=True)
            ]
        )
    return Connection(outcome=batch.outcome, backends=batch.backends, masqueraded=masqueraded, node=node, zones=batch.zones, ways=ways)


def _loops(one: Backend, source: str, node: str, lead: Lead) -> bool:
    """Whether the endpoint is the client itself, which every mode masquerades; ipvs (KUBE-LOOP-BACK) only an endpoint of the node."""
    return one.ip == source and (lead.rules.mode != ipvs.MODE or one.node == node)


def _way(state: State, travel: Travel, node: NodeSeen, lead: Lead, one: Backend, fate: Fate) -> Way:
    """The way to one endpoint: out of the client's pod, back through the translating node, into the endpoint's pod."""
    loops = not lead.walked.marked and _loops(one, travel.source, node.name, lead)
    masqueraded = lead.walked.marked or loops
    stop: Hop | None = None
    let: tuple[Hop, ...] = ()
    client = travel.origin.governed
    if travel.fresh and client is not None:
        leaving = policy.egress(state, client, one.ip, one.port, travel.protocol)
        stop, let = _judged(leaving, let)
    if stop is None and not masqueraded and travel.origin.node != node.name and fate.node != node.name:
        stop = _lost(travel, node.name, one)
    if stop is None and fate.pod is not None:
        stop, let = _judged(_entering(state, travel, node, fate.pod, one.port, masqueraded=masqueraded), let)
    outcome = fate.outcome if stop is None else Outcome.TIMEOUT
    return Way(node.name, one.at, outcome, masqueraded, Story(lead, one, fate, loops, stop, let))


def _judged(verdict: policy.Verdict, let: tuple[Hop, ...]) -> tuple[Hop | None, tuple[Hop, ...]]:
    """What a policy says, as (the hop that stops the packet, the hops that let it pass)."""
    if not verdict.allowed:
        return verdict.hop, let
    return None, (*let, verdict.hop) if verdict.hop else let


def _lost(travel: Travel, node: str, one: Backend) -> Hop:
    words = "{} answers {} directly and not through {}, which alone could translate the answer back: the client drops it"
    return Hop(Stage.ANSWER, node, one.at, words, (one.at, travel.source, node), True)


def _entering(state: State, travel: Travel, node: NodeSeen, pod: Pod, port: int, *, masqueraded: bool) -> policy.Verdict:
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


def _policies(state: State) -> bool:
    held = state.objects.get("NetworkPolicy")
    return held is not None and len(held) > 0 and state.settings.networkPolicy


def _affinity_key(travel: Travel, lead: Lead) -> affinity.Key:
    port = lead.rules.port
    if lead.rules.mode == ipvs.MODE:
        return (lead.node, travel.ip, travel.port, travel.protocol, travel.source)
    return (lead.node, port.namespace, port.service, port.name, port.protocol, travel.source)


# --- untranslated ------------------------------------------------------------------------------------------------


def _onward(state: State, travel: Travel, node: NodeSeen, *, own: bool) -> Connection:
    """A packet that the rules of a node left as it was: to the node itself, or on by the routes."""
    ip, port, protocol = travel.ip, travel.port, travel.protocol
    client = travel.origin.governed
    if travel.fresh and client is not None and _policies(state):
        leaving = policy.egress(state, client, ip, port, protocol)
        stop, let = _judged(leaving, ())
        if stop is not None:
            return _ended(Outcome.TIMEOUT, node.name, (*travel.before, stop))
        travel = _with(travel, (*travel.before, *let))
    if own:
        return _arrived(state, network.at_node(state, node.name, ip, port, protocol), travel.before, node.name, ip, port)
    if travel.delivered:
        words = "the load balancer put {} on {}, which has no rule for it: the packet goes astray"
        return _ended(Outcome.TIMEOUT, node.name, (*travel.before, Hop(Stage.ROUTE, node.name, ip, words, (at(ip, port), node.name), True)))
    owner = state.tables.owner(ip)
    if owner is not None:
        words = "{} is an address of {}: the packet goes there as it is"
        hop = Hop(Stage.ROUTE, owner, f"node/{owner}", words, (ip, owner))
        return _at_node(state, msgspec.structs.replace(travel, before=(*travel.before, hop), fresh=False), owner)
    if balancing.is_balancer(state, ip):
        return _balanced(state, travel, node.name)
    fate = network.fate_of(state, ip, port, protocol)
    if fate.pod is not None and _policies(state):
        stop, let = _judged(_entering(state, travel, node, fate.pod, port, masqueraded=False), ())
        if stop is not None:
            return _ended(Outcome.TIMEOUT, node.name, (*travel.before, stop))
        travel = _with(travel, (*travel.before, *let))
    return _arrived(state, fate, travel.before, node.name, ip, port)


def _from_outside(state: State, travel: Travel) -> Connection:
    """A client outside the cluster reaches nodes and load balancers, and no address of a pod or a Service."""
    ip, port = travel.ip, travel.port
    words = "{} sends a packet to {} port {}/{}"
    start = Hop(Stage.SOURCE, OUTSIDE, str(travel.origin.source), words, (str(travel.origin.source), ip, str(port), travel.protocol))
    travel = msgspec.structs.replace(travel, before=(start,), fresh=False)
    owner = state.tables.owner(ip)
    if owner is not None:
        return _into_node(state, travel, owner)
    if balancing.is_balancer(state, ip):
        return _balanced(state, travel, None)
    if is_loopback(ip):
        hop = Hop(Stage.LISTEN, OUTSIDE, ip, "{} is the client's own loopback, and nothing listens there", (ip,), True)
        return _ended(Outcome.REFUSED, None, (start, hop))
    if _is_inside(state, ip):
        hop = Hop(Stage.ROUTE, OUTSIDE, ip, "no route leads from outside the cluster to {}", (ip,), True)
        return _ended(Outcome.UNREACHABLE, None, (start, hop))
    return _arrived(state, network.fate_of(state, ip, port, travel.protocol), (start,), None, ip, port)


def _is_inside(state: State, ip: str) -> bool:
    """Whether an address is one of pods or Services, for which the outside has no route."""
    family, settings = family_of(ip), state.settings
    if within(number(ip), ranges_of((*settings.podCIDRs, *settings.serviceCIDRs), family)):
        return True
    return bool(state.tables.served.members(ip) or state.pods_by_ip.members(ip)) or network.node_around(state, ip) is not None


def _into_node(state: State, travel: Travel, node: str) -> Connection:
    """A packet from outside at a node: past its firewall, to its rules."""
    verdict = policy.firewall(state, node, travel.source, travel.port, travel.protocol)
    if not verdict.allowed:
        return _ended(Outcome.TIMEOUT, node, (*travel.before, verdict.hop) if verdict.hop else travel.before)
    return _at_node(state, _with(travel, (*travel.before, verdict.hop)) if verdict.hop else travel, node)


def _balanced(state: State, travel: Travel, node: str | None) -> Connection:
    """A packet at a load balancer: on to each node whose health check passes."""
    ip, port = travel.ip, travel.port
    found = balancing.behind(state, ip, port, travel.protocol, travel.source)
    if found is None or (found.forwards and not found.port.nodePort):
        words = "the load balancer {} has no listener at port {}/{}: the packet is dropped"
        hop = Hop(Stage.BALANCER, OUTSIDE, ip, words, (ip, str(port), travel.protocol), True)
        return _ended(Outcome.TIMEOUT, node, (*travel.before, hop))
    service = f"{found.service.metadata.namespace}/{found.service.metadata.name}"
    if found.refuses:
        words = "the load balancer {} drops the packet: {} is in none of the source ranges of service {}"
        hop = Hop(Stage.FIREWALL, OUTSIDE, f"service/{service}", words, (ip, travel.source, service), True)
        return _ended(Outcome.TIMEOUT, node, (*travel.before, hop))
    if not found.nodes:
        words = "the load balancer {} has no node whose health check for service {} passes: it refuses"
        hop = Hop(Stage.BALANCER, OUTSIDE, f"service/{service}", words, (ip, service), True)
        return _ended(Outcome.REFUSED, node, (*travel.before, hop))
    return united([_through(state, travel, found, one, service) for one in found.nodes])


def _through(state: State, travel: Travel, found: balancing.Behind, node: str, service: str) -> Connection:
    seen = state.tables.nodes.get(node)
    own = seen.primary[family_of(travel.ip) == 6] if seen else None
    if found.forwards and own and found.port.nodePort:
        words = "the load balancer {} forwards to {}, node port {}"
        hop = Hop(Stage.BALANCER, OUTSIDE, f"service/{service}", words, (travel.ip, node, str(found.port.nodePort)))
        moved = msgspec.structs.replace(travel, ip=own, port=found.port.nodePort, before=(*travel.before, hop), fresh=False)
    else:
        words = "the load balancer {} delivers the packet to {} as it is"
        hop = Hop(Stage.BALANCER, OUTSIDE, f"service/{service}", words, (travel.ip, node))
        moved = msgspec.structs.replace(travel, before=(*travel.before, hop), fresh=False, delivered=True)
    return _into_node(state, moved, node) if travel.origin.node is None else _at_node(state, moved, node)


# --- results -----------------------------------------------------------------------------------------------------


def _ended(outcome: Outcome, node: str | None, told: tuple[Hop, ...] | Lead) -> Connection:
    """A packet that met no endpoint."""
    return Connection(outcome=outcome, masqueraded=False, node=node, ways=(Way(node, None, outcome, False, told),))


def _arrived(state: State, fate: Fate, before: tuple[Hop, ...], node: str | None, ip: str, port: int) -> Connection:
    """A packet that nothing translated, and what it found."""
    connected = fate.outcome is Outcome.CONNECTED
    where = at(ip, port)
    zone = _zone_of(state, fate.node) if connected else ""
    way = Way(node, where if connected else None, fate.outcome, False, (*before, *fate.hops))
    return Connection(
        outcome=fate.outcome,
        backends=(where,) if connected else (),
        masqueraded=False,
        node=node,
        zones=(zone,) if zone else (),
        ways=(way,),
    )


def united(connections: Iterable[Connection]) -> Connection:
    """Connections that a client could make, as one; what differs among them is not said."""
    every = list(connections)
    if len(every) == 1:
        return every[0]
    return Connection(
        outcome=_common(one.outcome for one in every),
        backends=tuple(sorted({backend for one in every for backend in one.backends})),
        masqueraded=_same(one.masqueraded for one in every),
        node=_same(one.node for one in every),
        zones=tuple(sorted({zone for one in every for zone in one.zones})),
        ways=tuple(way for one in every for way in one.ways),
    )


def _common(outcomes: Iterable[Outcome]) -> Outcome:
    found = set(outcomes)
    return found.pop() if len(found) == 1 else Outcome.MIXED


def _same(values: Iterable[T]) -> T | None:
    found = set(values)
    return found.pop() if len(found) == 1 else None


def health_check(state: State, node: str, port: int, ip: str | None = None) -> bool | None:
    """What a node's health-check port answers: whether the Service has a ready endpoint there; None where it is no such port."""
    seen = state.tables.node(node)
    address = canonical(ip) if ip else seen.primary[0] or seen.primary[1] if seen else None
    return network.health_of(state, node, port, address) if address else None
