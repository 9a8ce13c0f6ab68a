"""One packet: from a source, through policies, firewalls, load balancers and the rules of nodes, to whatever is there.

Decides the order in which a packet meets these; what each of them does is decided in `policy`, `balancing`, `proxy`, `translated`
and `network`. Names are resolved elsewhere: a destination is an address here.
Source: "The network that is simulated" of cases.md.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from k8s_svc_trainer.sim import balancing, flows, network, policy
from k8s_svc_trainer.sim.faults import Misuse
from k8s_svc_trainer.sim.ipnumbers import family_of
from k8s_svc_trainer.sim.names import at
from k8s_svc_trainer.sim.network import Fate
from k8s_svc_trainer.sim.origin import Origin, Travel, origin
from k8s_svc_trainer.sim.outcomes import arrived, ended, united
from k8s_svc_trainer.sim.proxy import iptables, ipvs, nftables
from k8s_svc_trainer.sim.proxy.ranges import canonical, number, within
from k8s_svc_trainer.sim.proxy.rules import Choose, Hook, Packet, PortRules, Reject
from k8s_svc_trainer.sim.proxy.seen import NodeSeen
from k8s_svc_trainer.sim.proxy.sync import Met, bound_to_node, is_loopback, meet, memo, ranges_of, rules_of, unmet
from k8s_svc_trainer.sim.proxy.tables import ProxyTables
from k8s_svc_trainer.sim.proxy.trace import Walked, filtered, walk
from k8s_svc_trainer.sim.results import Connection, Hop, Outcome, Stage
from k8s_svc_trainer.sim.state import State
from k8s_svc_trainer.sim.telling import Lead
from k8s_svc_trainer.sim.translated import again, entering, judged, policies_hold, translated

__all__ = ["Origin", "health_check", "origin", "packet", "united"]

OUTSIDE = network.OUTSIDE
# by (the packet is the node's own, its destination is the node itself): the hooks that it passes untranslated
HOOKS: Mapping[tuple[bool, bool], frozenset[Hook]] = {
    (True, True): frozenset({Hook.OUTPUT, Hook.INPUT}),
    (True, False): frozenset({Hook.OUTPUT}),
    (False, True): frozenset({Hook.INPUT}),
    (False, False): frozenset({Hook.FORWARD}),
}


# --- one packet --------------------------------------------------------------------------------------------------


def packet(state: State, origin: Origin, ip: str, port: int, *, protocol: str = "TCP", source_port: int | None = None) -> Connection:
    """One new connection from an origin to an address and port: all ways that it could take. It changes session affinity's state.

    No rule looks at a source port; but a datagram from one that was used just before meets the translation of that flow again.
    """
    ip = canonical(ip)
    source = origin.addresses.get(family_of(ip))
    if source is None and origin.node is not None and is_loopback(ip):
        source = ip  # lo has both families, whatever the network outside has
    if source is None:
        words = "{} has no address of IPv{}, and so no way to {}"
        hop = Hop(Stage.SOURCE, origin.node or OUTSIDE, str(origin.source), words, (str(origin.source), str(family_of(ip)), ip), True)
        return ended(Outcome.UNREACHABLE, origin.node, (hop,))
    if origin.node is None:
        outer = Travel(origin=origin, source=source, ip=ip, port=port, protocol=protocol, source_port=source_port)
        return _from_outside(state, outer)
    pod = origin.governed
    if pod is not None and (ip == source or is_loopback(ip)):
        return arrived(state, network.inside_pod(pod, ip, port, protocol), (), origin.node, ip, port)
    if pod is None and (is_loopback(ip) or state.tables.owner(ip) == origin.node):
        source = "127.0.0.1" if ip.startswith("127.") else ip  # a process that talks to its own node has the address that it talks to
    start = _source_hop(origin, source, ip, port, protocol)
    travel = Travel(origin=origin, source=source, ip=ip, port=port, protocol=protocol, before=(start,), source_port=source_port)
    return _at_node(state, travel, origin.node)


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
    if travel.source_port is not None and flows.tracked(travel) and state.settings.proxyMode != ipvs.MODE:
        return _datagram(state, view, travel, node)
    return _by_rules(state, view, travel, node)


def _datagram(state: State, view: ProxyTables, travel: Travel, node: NodeSeen) -> Connection:
    """A datagram of a flow that the node knows goes by no rule; one of a flow that may have been deleted goes either way."""
    flow = flows.recall(state, travel, node.name)
    if flow is None:
        return _by_rules(state, view, travel, node)
    met = united([again(state, travel, node, part) for part in flow.parts])
    anew: tuple[Connection, ...] = ()
    if flow.doubtful:
        flows.lose(state, travel, node.name)
        anew = (_by_rules(state, view, travel, node),)
    flows.renew(state, travel, node.name, flow, met)
    return united((met, *anew))


def _by_rules(state: State, view: ProxyTables, travel: Travel, node: NodeSeen) -> Connection:
    own = travel.ip in node.addresses or is_loopback(travel.ip)
    met = meet(view, state.settings, node, travel.ip, travel.protocol, travel.port, own=own)
    if met is None:
        return _met_nothing(state, view, travel, node, own=own)
    if not met.rivals:
        return _meeting(state, view, travel, node, met, own=own)
    ends = [_meeting(state, view, travel, node, one, own=own) for one in (met, *met.rivals)]
    if state.settings.proxyMode == ipvs.MODE:
        return united(ends)
    return united([one for one in ends if one.backends] or ends)  # what one translates, the other's filters no longer know


def _meeting(state: State, view: ProxyTables, travel: Travel, node: NodeSeen, met: Met, *, own: bool) -> Connection:
    known = memo(view, state.settings, met.port)
    rules = rules_of(known, state.settings, met.port, node)
    mine = travel.source in node.addresses or is_loopback(travel.source)
    leaving = travel.fresh and travel.origin.governed is None  # the node's own process sends it
    first = nftables.filtered_first(state.settings.minor) if rules.mode == nftables.MODE else nftables.NOWHERE
    seen = Packet(travel.source, number(travel.source), mine, HOOKS[leaving, own], met.kind, first)
    walked = _walk(rules, seen, met)
    lead = Lead(
        before=travel.before,
        node=node.name,
        to=at(travel.ip, travel.port),
        protocol=travel.protocol,
        source=travel.source,
        rules=rules,
        kind=met.kind,
        walked=walked,
        barred=met.barred,
        minor=state.settings.minor,
    )
    verdict = walked.verdict
    if type(verdict) is Choose:
        return translated(state, travel, node, lead, verdict, known)
    if verdict is None:
        return _onward(state, _with(travel, lead.tell()), node, own=own)
    return ended(Outcome.REFUSED if type(verdict) is Reject else Outcome.TIMEOUT, node.name, lead)


def _walk(rules: PortRules, seen: Packet, met: Met) -> Walked:
    """A node port at an address that takes none is not translated; in iptables mode it is filtered all the same (addrtype LOCAL)."""
    if not met.barred:
        return walk(rules, seen)
    return filtered(rules, seen) if rules.mode == iptables.MODE else Walked(None)


def _met_nothing(state: State, view: ProxyTables, travel: Travel, node: NodeSeen, *, own: bool) -> Connection:
    found = None if own else unmet(view, state.settings, travel.ip)
    if found is not None:
        chain, verdict = found
        refused = isinstance(verdict, Reject)
        words = "{} on {} rejects the packet: {} is a Service's address, and not at port {}/{}"
        if not refused:
            words = "{} on {} drops the packet: {} is in the Services' range and no Service has it (port {}/{})"
        hop = Hop(Stage.RULES, node.name, chain, words, (chain, node.name, travel.ip, str(travel.port), travel.protocol), True)
        return ended(Outcome.REFUSED if refused else Outcome.TIMEOUT, node.name, (*travel.before, hop))
    own = own or bound_to_node(view, state.settings, travel.ip)
    words = "no rule on {} is for {} port {}/{}"
    hop = Hop(Stage.RULES, node.name, f"node/{node.name}", words, (node.name, travel.ip, str(travel.port), travel.protocol))
    return _onward(state, _with(travel, (*travel.before, hop)), node, own=own)


def _with(travel: Travel, before: tuple[Hop, ...]) -> Travel:
    return msgspec.structs.replace(travel, before=before)


# --- untranslated ------------------------------------------------------------------------------------------------


def _onward(state: State, travel: Travel, node: NodeSeen, *, own: bool) -> Connection:
    """A packet that the rules of a node left as it was: to the node itself, or on by the routes."""
    ip, port, protocol = travel.ip, travel.port, travel.protocol
    client = travel.origin.governed
    if travel.fresh and client is not None and policies_hold(state):
        leaving = policy.egress(state, client, ip, port, protocol)
        stop, let = judged(leaving, ())
        if stop is not None:
            return ended(Outcome.TIMEOUT, node.name, (*travel.before, stop))
        travel = _with(travel, (*travel.before, *let))
    if own:
        return _landed(state, travel, node, network.at_node(state, node.name, ip, port, protocol))
    if travel.delivered:
        words = "the load balancer put {} on {}, which has no rule for it: the packet goes astray"
        return ended(Outcome.TIMEOUT, node.name, (*travel.before, Hop(Stage.ROUTE, node.name, ip, words, (at(ip, port), node.name), True)))
    owner = state.tables.owner(ip)
    if owner is not None:
        words = "{} is an address of {}: the packet goes there as it is"
        hop = Hop(Stage.ROUTE, owner, f"node/{owner}", words, (ip, owner))
        return _at_node(state, msgspec.structs.replace(travel, before=(*travel.before, hop), fresh=False), owner)
    if balancing.is_balancer(state, ip):
        return _balanced(state, travel, node.name)
    return _landed(state, travel, node, network.fate_of(state, ip, port, protocol))


def _landed(state: State, travel: Travel, node: NodeSeen, fate: Fate) -> Connection:
    """A packet that no Service translated at what it was sent to: into the pod there, if its policies let it."""
    ip, port = fate.landed or (travel.ip, travel.port)
    if fate.pod is not None and policies_hold(state):
        stop, let = judged(entering(state, travel, node, fate.pod, port, masqueraded=False), ())
        if stop is not None:
            return ended(Outcome.TIMEOUT, node.name, (*travel.before, stop))
        travel = _with(travel, (*travel.before, *let))
    return arrived(state, fate, travel.before, node.name, ip, port)


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
        return ended(Outcome.REFUSED, None, (start, hop))
    if _is_inside(state, ip):
        hop = Hop(Stage.ROUTE, OUTSIDE, ip, "no route leads from outside the cluster to {}", (ip,), True)
        return ended(Outcome.UNREACHABLE, None, (start, hop))
    return arrived(state, network.fate_of(state, ip, port, travel.protocol), (start,), None, ip, port)


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
        return ended(Outcome.TIMEOUT, node, (*travel.before, verdict.hop) if verdict.hop else travel.before)
    return _at_node(state, _with(travel, (*travel.before, verdict.hop)) if verdict.hop else travel, node)


def _balanced(state: State, travel: Travel, node: str | None) -> Connection:
    """A packet at a load balancer: on to each node whose health check passes.

    It has a listener for each port of its Service; that asks for the client first, then for a healthy node, then for its node port.
    """
    ip = travel.ip
    found = balancing.behind(state, ip, travel.port, travel.protocol, travel.source)
    if found is None:
        return _without_listener(travel, node)
    service = f"{found.service.metadata.namespace}/{found.service.metadata.name}"
    if found.refuses:
        words = "the load balancer {} drops the packet: {} is in none of the source ranges of service {}"
        hop = Hop(Stage.FIREWALL, OUTSIDE, f"service/{service}", words, (ip, travel.source, service), True)
        return ended(Outcome.TIMEOUT, node, (*travel.before, hop))
    if not found.nodes:
        words = "the load balancer {} has no node whose health check for service {} passes: it refuses"
        hop = Hop(Stage.BALANCER, OUTSIDE, f"service/{service}", words, (ip, service), True)
        return ended(Outcome.REFUSED, node, (*travel.before, hop))
    if found.forwards and not found.port.nodePort:
        return _without_listener(travel, node)
    return united([_through(state, travel, found, one, service) for one in found.nodes])


def _without_listener(travel: Travel, node: str | None) -> Connection:
    words = "the load balancer {} has no listener at port {}/{}: the packet is dropped"
    hop = Hop(Stage.BALANCER, OUTSIDE, travel.ip, words, (travel.ip, str(travel.port), travel.protocol), True)
    return ended(Outcome.TIMEOUT, node, (*travel.before, hop))


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


def health_check(state: State, node: str, port: int, ip: str | None = None) -> bool | None:
    """What a node's health-check port answers: whether the Service has a ready endpoint there; None where it is no such port."""
    seen = state.tables.node(node)
    address = canonical(ip) if ip else seen.primary[0] or seen.primary[1] if seen else None
    return network.health_of(state, node, port, address) if address else None
