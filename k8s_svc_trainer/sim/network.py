"""What is at an address: which pod, node process or host holds it, where it is, and whether it accepts a port.

Decides where a packet ends once nothing translates it any more; who may send it is for `path`, `policy` and the rules.
Source: "The network that is simulated" of cases.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from k8s_svc_trainer.sim.allocate import NODE_NETWORK, NODE_NETWORK_V6
from k8s_svc_trainer.sim.ipnumbers import family_of
from k8s_svc_trainer.sim.listening import listens, parse_listen
from k8s_svc_trainer.sim.names import HostPort
from k8s_svc_trainer.sim.objects import EndpointSlice, Pod
from k8s_svc_trainer.sim.proxy.ranges import Range, canonical, number, parse_range, within
from k8s_svc_trainer.sim.proxy.seen import LISTEN, Backend, NodeSeen, is_written
from k8s_svc_trainer.sim.proxy.sync import bound_to_node, is_loopback, ranges_of, unmet
from k8s_svc_trainer.sim.results import Hop, Outcome, Stage
from k8s_svc_trainer.sim.state import State

FINISHED = frozenset({"Succeeded", "Failed"})
NODE_NETWORKS = (parse_range(NODE_NETWORK), parse_range(NODE_NETWORK_V6))
OUTSIDE = "outside"
ANY_HOST = frozenset({None, "", "0.0.0.0", "::"})  # noqa: S104  # words of hostIP, nothing is bound here
NODE_PREFIX = {4: 24, 6: 64}  # how far around a node's address its network reaches, where it has one of its own


class Fate(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a packet finds at an address: how it ends, on which node that is, and the pod that policies may govern.

    `landed` is where a hostPort sent it, where one did.
    """

    outcome: Outcome
    node: str | None = None
    pod: Pod | None = None
    hops: tuple[Hop, ...] = ()
    landed: tuple[str, int] | None = None


def named(pod: Pod) -> str:
    """`NS/NAME` of a pod."""
    return f"{pod.metadata.namespace}/{pod.metadata.name}"


def finished(pod: Pod) -> bool:
    """Whether a pod has ended: it serves nothing, and its address is nobody's."""
    return pod.status.phase in FINISHED


def listener(state: State, backend: str, protocol: str) -> Pod | None:
    """The pod that accepts what comes to `IP:PORT`; None where no pod does."""
    place = HostPort.parse(backend)
    running = (pod for pod in state.pods_at(place.host) if not finished(pod))
    return next((pod for pod in running if listens(pod, place.host, place.port, protocol)), None)


def fate_of(state: State, ip: str, port: int, protocol: str, backend: Backend | None = None) -> Fate:
    """What a packet to an address and port finds; `backend` where the rules of a Service sent it there."""
    owner = state.tables.owner(ip)
    if owner is not None:
        return at_node(state, owner, ip, port, protocol, backend)
    holders = state.pods_by_ip.members(ip)
    leaving: Pod | None = None  # another pod may have been given its address already
    for namespace, name in holders:
        pod = state.one(Pod, namespace, name)
        if pod is not None and pod.status.phase not in FINISHED:
            if pod.metadata.deletionTimestamp is None:
                return at_pod(pod, ip, port, protocol)
            leaving = pod
    if leaving is not None:
        return at_pod(leaving, ip, port, protocol)
    if not holders and state.services_by_ip.members(ip):
        return _virtual(state, ip, backend)
    if not holders:
        host = _written(state, ip, port, protocol, backend)
        if host is not None:
            return host
    return _nobody(state, ip, port, protocol)


def at_pod(pod: Pod, ip: str, port: int, protocol: str) -> Fate:
    """What a packet finds in a pod's own network."""
    name, node = named(pod), pod.spec.nodeName
    socket = f"{port}/{protocol}"
    route = Hop(Stage.ROUTE, node or OUTSIDE, f"pod/{name}", "{} is pod {} on {}", (ip, name, node or "no node"))
    if pod.status.phase != "Pending" and listens(pod, ip, port, protocol):
        found = Hop(Stage.LISTEN, f"pod/{name}", f"pod/{name}", "pod {} listens on {}", (name, socket))
        return Fate(outcome=Outcome.CONNECTED, node=node, pod=pod, hops=(route, found))
    silent = Hop(
        Stage.LISTEN, f"pod/{name}", f"pod/{name}", "nothing in pod {} listens on {}: the connection is refused", (name, socket), True
    )
    return Fate(outcome=Outcome.REFUSED, node=node, pod=pod, hops=(route, silent))


def at_node(state: State, node: str, ip: str, port: int, protocol: str, backend: Backend | None = None) -> Fate:
    """What a packet finds in a node's own network: processes of host-network pods, and kube-proxy's health-check ports."""
    socket = f"{port}/{protocol}"
    route = Hop(Stage.ROUTE, node, f"node/{node}", "{} is node {} itself", (ip, node))
    process = None
    held = False
    for pod in _host_pods(state, node):
        held = True
        if pod.status.phase != "Pending" and listens(pod, ip, port, protocol):
            process = f"pod {named(pod)}, in the node's network,"
    if process is None and protocol == "TCP" and health_of(state, node, port, ip) is not None:
        process = "kube-proxy, for health checks,"
    if process is None and backend is not None and backend.written and not held and _accepts(backend.listen, ip, port, protocol):
        process = f"a process that EndpointSlice {backend.slice} lists"
    if process is not None:
        found = Hop(Stage.LISTEN, node, f"node/{node}", "{} listens on {} of {}", (process, socket, node))
        return Fate(outcome=Outcome.CONNECTED, node=node, hops=(route, found))
    sent = _by_host_port(state, node, ip, port, protocol)
    if sent is not None:
        return sent
    silent = Hop(Stage.LISTEN, node, f"node/{node}", "no process of node {} listens on {}: the connection is refused", (node, socket), True)
    return Fate(outcome=Outcome.REFUSED, node=node, hops=(route, silent))


def _by_host_port(state: State, node: str, ip: str, port: int, protocol: str) -> Fate | None:
    """A pod that has taken a port of its node (the network plugin's portmap): what its packets find there."""
    for namespace, name in state.host_ports.members((node, port, protocol)):
        pod = state.one(Pod, namespace, name)
        if pod is None or finished(pod) or is_loopback(ip):
            continue
        own = next((canonical(one.ip) for one in pod.status.podIPs if one.ip and family_of(one.ip) == family_of(ip)), None)
        taken = (one for container in pod.spec.containers for one in container.ports if one.hostPort == port)
        found = next((one for one in taken if (one.protocol or "TCP") == protocol and one.hostIP in ANY_HOST | {ip}), None)
        if own is not None and found is not None and found.containerPort:
            hop = Hop(Stage.DNAT, node, f"pod/{named(pod)}", "hostPort {} of {} belongs to pod {}", (str(port), node, named(pod)))
            fate = at_pod(pod, own, found.containerPort, protocol)
            return msgspec.structs.replace(fate, hops=(hop, *fate.hops), landed=(own, found.containerPort))
    return None


def _host_pods(state: State, node: str) -> Iterator[Pod]:
    seen = state.tables.node(node)
    for ip in seen.addresses if seen else ():
        for pod in state.pods_at(ip):
            if pod.spec.nodeName == node and not finished(pod):
                yield pod


def health_of(state: State, node: str, port: int, ip: str) -> bool | None:
    """Whether a node's health-check port says that the Service has ready endpoints there; None where kube-proxy does not listen.

    pkg/proxy/healthcheck/service_health.go; LocalReadyEndpoints of pkg/proxy/endpointslicecache.go counts ready endpoints of the
    node only, of the family of the address. It listens on every node, on the addresses that take node ports.
    """
    if node in state.stopped:
        return None
    tables, family = state.tables, family_of(ip)
    ports = [one for one in tables.health_ports.members(port) if one.family == family]
    seen = tables.node(node)
    if not ports or seen is None or not _health_address(state, seen, ip):
        return None
    return ready_here(state, ports[0].place, node, family)


def ready_here(state: State, place: tuple[str, str], node: str, family: int) -> bool:
    """Whether a Service has a ready endpoint of a family on a node."""
    kind = "IPv6" if family == 6 else "IPv4"
    return any(
        endpoint.nodeName == node and endpoint.conditions.ready is not False and endpoint.addresses and one.ports
        for one in state.tables.slices.get(place) or ()
        if one.addressType == kind
        for endpoint in one.endpoints
    )


def _health_address(state: State, node: NodeSeen, ip: str) -> bool:
    settings = state.settings
    if settings.node_ports_at_primary:
        return ip in node.primary
    ranges = ranges_of(settings.nodePortAddresses, family_of(ip))
    return not ranges or within(number(ip), ranges)


def _accepts(listen: str | None, ip: str, port: int, protocol: str) -> bool:
    """Whether a written slice's annotation lets its addresses accept a port; without one they do."""
    if listen is None:
        return True
    return any(one.port == port and one.protocol == protocol and one.address in (None, ip) for one in parse_listen(listen))


def _written(state: State, ip: str, port: int, protocol: str, backend: Backend | None) -> Fate | None:
    """An address of a hand-written EndpointSlice that no pod holds is taken to listen, unless the slice has an annotation."""
    if backend is not None and backend.written:
        return _host(state, ip, port, protocol, backend.slice, accepts=_accepts(backend.listen, ip, port, protocol), node=backend.node)
    known = None
    for namespace, name in state.endpoints_by_ip.members(ip):
        one = state.one(EndpointSlice, namespace, name)
        if one is None or not any(is_written(one, endpoint) for endpoint in one.endpoints if ip in map(canonical, endpoint.addresses)):
            continue
        listen = one.metadata.annotations.get(LISTEN)
        offered = any(each.port in (None, port) and (each.protocol or "TCP") == protocol for each in one.ports)
        accepts = _accepts(listen, ip, port, protocol) if listen is not None else offered
        known = _host(state, ip, port, protocol, f"{namespace}/{name}", accepts=accepts, node=_node_named(one, ip))
        if accepts:
            return known
    return known


def _node_named(one: EndpointSlice, ip: str) -> str | None:
    return next((endpoint.nodeName for endpoint in one.endpoints if ip in map(canonical, endpoint.addresses)), None)


def _host(state: State, ip: str, port: int, protocol: str, listed: str, *, accepts: bool, node: str | None) -> Fate:
    socket, where = f"{port}/{protocol}", node_around(state, ip) or node
    route = Hop(
        Stage.ROUTE, where or OUTSIDE, f"endpointslice/{listed}", "{} is held by no pod, and EndpointSlice {} lists it", (ip, listed)
    )
    if accepts:
        found = Hop(Stage.LISTEN, where or OUTSIDE, f"endpointslice/{listed}", "the host {} is taken to listen on {}", (ip, socket))
        return Fate(outcome=Outcome.CONNECTED, node=where, hops=(route, found))
    silent = Hop(
        Stage.LISTEN, where or OUTSIDE, f"endpointslice/{listed}", "the host {} does not listen on {}: refused", (ip, socket), True
    )
    return Fate(outcome=Outcome.REFUSED, node=where, hops=(route, silent))


def _nobody(state: State, ip: str, port: int, protocol: str) -> Fate:
    node = node_around(state, ip)
    if node is not None:
        words = "{} lies in the pod network of {}, and no pod has it: unreachable"
        return Fate(outcome=Outcome.UNREACHABLE, node=node, hops=(Hop(Stage.ROUTE, node, f"node/{node}", words, (ip, node), True),))
    if in_node_network(state, ip):
        words = "{} lies in the nodes' network, and nothing there has it: unreachable"
        return Fate(outcome=Outcome.UNREACHABLE, hops=(Hop(Stage.ROUTE, "network", ip, words, (ip,), True),))
    name = outside_name(state, ip)
    if name is not None:
        route = Hop(Stage.ROUTE, OUTSIDE, ip, "{} is {}, outside the cluster", (ip, name))
        return Fate(
            outcome=Outcome.CONNECTED, hops=(route, Hop(Stage.LISTEN, OUTSIDE, ip, "{} answers on {}", (name, f"{port}/{protocol}")))
        )
    words = "{} is nowhere in the cluster: the packet leaves by the default route and nothing answers"
    return Fate(outcome=Outcome.TIMEOUT, hops=(Hop(Stage.ROUTE, OUTSIDE, ip, words, (ip,), True),))


def _virtual(state: State, ip: str, backend: Backend | None) -> Fate:
    """A Service's cluster IP that no rule translated, or that a rule translated to: it is not translated twice."""
    tables, settings = state.tables, state.settings
    if backend is not None and (unmet(tables, settings, ip) is not None or bound_to_node(tables, settings, ip)):
        words = "{} is a Service's cluster IP, which is translated only where it is the first destination: refused"
        return Fate(outcome=Outcome.REFUSED, hops=(Hop(Stage.ROUTE, "network", ip, words, (ip,), True),))
    words = "{} is a Service's cluster IP, which exists in rules only: none matches, the packet leaves by the default route and is lost"
    return Fate(outcome=Outcome.TIMEOUT, hops=(Hop(Stage.ROUTE, OUTSIDE, ip, words, (ip,), True),))


def node_around(state: State, ip: str) -> str | None:
    """The node whose pod network an address lies in."""
    address, family = number(ip), family_of(ip)
    for seen in state.tables.nodes.values():
        for one in seen.ranges:
            if one.family == family and one.low <= address <= one.high:
                return seen.name
    return None


def in_node_network(state: State, ip: str) -> bool:
    """Whether an address lies in a network that nodes are in."""
    address, family = number(ip), family_of(ip)
    if within(address, tuple(one for one in NODE_NETWORKS if one.family == family)):
        return True
    around = (_around(seen.primary[family == 6]) for seen in state.tables.nodes.values())
    return any(one is not None and one.low <= address <= one.high for one in around)


def _around(ip: str | None) -> Range | None:
    return parse_range(f"{ip}/{NODE_PREFIX[family_of(ip)]}") if ip else None


def outside_name(state: State, ip: str) -> str | None:
    """The name outside the cluster that has an address."""
    for name, addresses in state.settings.externalNames.items():
        if any(canonical(one) == ip for one in addresses):
            return name
    return None


def inside_pod(pod: Pod, ip: str, port: int, protocol: str) -> Fate:
    """What a pod finds at its own address or its own loopback, which no packet leaves for."""
    fate = at_pod(pod, ip, port, protocol)
    name = named(pod)
    words = "{} is pod {}'s own loopback" if is_loopback(ip) else "{} is pod {} itself"
    own = Hop(Stage.ROUTE, f"pod/{name}", f"pod/{name}", words, (ip, name))
    return msgspec.structs.replace(fate, hops=(own, *fate.hops[1:]))
