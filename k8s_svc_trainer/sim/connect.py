"""Connections as a client sees them: a name or an address and a port in, all the ways that it could go out; and those kept open.

Decides how addresses of one name are united and when an open connection breaks. What becomes of one packet is for `path`.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address

import msgspec

from k8s_svc_trainer.sim import dns, path
from k8s_svc_trainer.sim.faults import Misuse
from k8s_svc_trainer.sim.listening import listens
from k8s_svc_trainer.sim.names import HostPort, NameFault, NamespaceSource, ObjectKey, PodSource, Source
from k8s_svc_trainer.sim.network import finished, listener
from k8s_svc_trainer.sim.objects import Pod
from k8s_svc_trainer.sim.outcomes import common
from k8s_svc_trainer.sim.results import Connection, Hop, Outcome, Stage, Way
from k8s_svc_trainer.sim.state import OpenConnection, Socket, State

PROTOCOLS = ("TCP", "UDP", "SCTP")
LAST_PORT = 65535  # what is opened for datagrams has a port beyond those that a step can write


def connect(state: State, source: Source, to: str, *, protocol: str, source_port: int | None) -> Connection:
    """One new connection to HOST:PORT.

    Raises Misuse for a source that is not there or has no network of its own, for a `to` that is not HOST:PORT, and for a
    protocol that Kubernetes does not have.
    """
    return reach(state, source, _target(to), protocol=protocol, source_port=source_port)


@lru_cache(maxsize=1 << 14)
def _target(to: str) -> HostPort:
    try:
        return HostPort.parse(to)
    except NameFault as fault:
        raise Misuse(str(fault)) from None


def reach(state: State, source: Source, target: HostPort, *, protocol: str = "TCP", source_port: int | None = None) -> Connection:
    """As connect, with the target taken apart already.

    Raises Misuse as connect does.
    """
    wanted = protocol.upper()
    if wanted not in PROTOCOLS:
        raise Misuse(f"a connection is by {', '.join(PROTOCOLS)}, not {protocol!r}")
    if isinstance(source, NamespaceSource):
        raise Misuse(f"{source} can only resolve names; connect from pod/NAMESPACE/NAME, node/NAME or external/IP")
    origin = path.origin(state, source)
    address = _literal(target.host)
    if address is not None:
        return path.packet(state, origin, address, target.port, protocol=wanted, source_port=source_port)
    addresses, found = dns.lookup(state, source, target.host)
    if not addresses:
        return Connection(outcome=Outcome.UNRESOLVED, ways=(Way(None, None, Outcome.UNRESOLVED, False, found.hops),))
    ends = [path.packet(state, origin, one, target.port, protocol=wanted, source_port=source_port) for one in addresses]
    hop = _resolved(source, target.host, addresses, found.name or target.host)
    made = path.united(ends)
    return msgspec.structs.replace(made, ways=tuple(wrapped(way, before=(hop,)) for way in made.ways))


@lru_cache(maxsize=1 << 14)
def _literal(host: str) -> str | None:
    if not (host[0].isdigit() or ":" in host):
        return None
    try:
        return str(ip_address(host))
    except ValueError:
        return None


def _resolved(source: Source, host: str, addresses: tuple[str, ...], fqdn: str) -> Hop:
    return Hop(Stage.RESOLVE, str(source), f"name/{fqdn}", "{} resolves to {}, by the name {}", (host, ", ".join(addresses), fqdn))


class _Around(msgspec.Struct, frozen=True, gc=False):
    """What tells a way's hops with some before and some after them."""

    before: tuple[Hop, ...]
    way: Way
    then: tuple[Hop, ...]

    def tell(self) -> tuple[Hop, ...]:
        """All hops of the way."""
        return (*self.before, *self.way.hops, *self.then)


def wrapped(way: Way, *, before: tuple[Hop, ...] = (), then: tuple[Hop, ...] = ()) -> Way:
    """The same way, with some hops before its own and some after them."""
    return Way(way.node, way.backend, way.outcome, way.masqueraded, _Around(before, way, then))


# --- connections that stay open ----------------------------------------------------------------------------------


def open_connection(state: State, name: str, source: Source, to: str, *, protocol: str) -> Connection:
    """As connect, and what was reached is kept under a name; one that reached nothing is kept as broken.

    Raises Misuse as connect does.
    """
    wanted = protocol.upper()
    port = _new_port(state) if wanted == "UDP" else None
    made = connect(state, source, to, protocol=protocol, source_port=port)
    reached = dict.fromkeys(way.backend for way in made.ways if way.outcome is Outcome.CONNECTED and way.backend)
    state.opened[name] = OpenConnection(
        source=str(source),
        to=to,
        protocol=wanted,
        backends=tuple(reached),
        pods=tuple(_held(state, backend, wanted) for backend in reached),
        client=_uid(state, source),
        socket=None if port is None else _socket(state, source, port, _target(to)),
    )
    return made


def _new_port(state: State) -> int:
    state.sockets += 1
    return LAST_PORT + state.sockets


def _socket(state: State, source: Source, port: int, target: HostPort) -> Socket:
    address = _literal(target.host)
    addresses = dns.lookup(state, source, target.host)[0] if address is None else (address,)
    return Socket(source, port, addresses, target.port)


def _held(state: State, backend: str, protocol: str) -> tuple[str, ObjectKey | None, str | None]:
    pod = listener(state, backend, protocol)
    if pod is None:
        return backend, None, None
    return backend, ObjectKey("pod", pod.metadata.namespace, str(pod.metadata.name)), pod.metadata.uid


def _uid(state: State, source: Source) -> str | None:
    pod = state.one(Pod, source.namespace, source.name) if isinstance(source, PodSource) else None
    return pod.metadata.uid if pod else None


def send(state: State, name: str) -> Connection:
    """One more request on an open connection.

    Connection tracking keeps it on the endpoint that it was given, whatever becomes of Service, readiness and rules; it breaks
    when that pod is gone or listens no longer, which is taken for the end of its process (a listener that closes resets no
    accepted connection). Over UDP it is one more datagram from the same port, which goes on where connection tracking forgets the
    flow, and is broken where none comes back. Raises Misuse where nothing was opened under the name.
    """
    kept = state.opened.get(name)
    if kept is None:
        raise Misuse(f"no connection was opened under the name {name!r}; there are {', '.join(state.opened) or 'none'}")
    client = _client_hop(state, kept)
    if client is None and kept.socket is not None and kept.socket.addresses:
        return _datagram(state, name, kept.socket)
    if client is not None or not kept.pods:
        nothing = Hop(Stage.SOURCE, kept.source, f"connection/{name}", "{} never reached anything at {}", (kept.source, kept.to), True)
        return _ended((Way(None, None, Outcome.BROKEN, False, (client or nothing,)),), kept)
    return _ended(tuple(_way(state, kept, *pod) for pod in kept.pods), kept)


def _datagram(state: State, name: str, socket: Socket) -> Connection:
    try:
        origin = path.origin(state, socket.source)
    except Misuse as fault:
        hop = Hop(Stage.SOURCE, str(socket.source), f"connection/{name}", "{}", (str(fault),), True)
        return Connection(outcome=Outcome.BROKEN, ways=(Way(None, None, Outcome.BROKEN, False, (hop,)),))
    port, addresses = socket.port, socket.addresses
    made = path.united([path.packet(state, origin, one, socket.to, protocol="UDP", source_port=port) for one in addresses])
    ways = tuple(one if one.outcome is Outcome.CONNECTED else _broken(one) for one in made.ways)
    return msgspec.structs.replace(made, outcome=common(way.outcome for way in ways), ways=ways)


def _broken(way: Way) -> Way:
    return Way(way.node, way.backend, Outcome.BROKEN, way.masqueraded, way.told)


def _ended(ways: tuple[Way, ...], kept: OpenConnection) -> Connection:
    outcomes = {way.outcome for way in ways}
    return Connection(outcome=ways[0].outcome if len(outcomes) == 1 else Outcome.MIXED, backends=kept.backends, ways=ways)


def _client_hop(state: State, kept: OpenConnection) -> Hop | None:
    if kept.client is None:
        return None
    _, namespace, pod_name = kept.source.split("/")
    pod = state.one(Pod, namespace, pod_name)
    if pod is not None and pod.metadata.uid == kept.client and not finished(pod):
        return None
    return Hop(Stage.SOURCE, kept.source, kept.source, "{} is gone, and its connections with it", (kept.source,), True)


def _way(state: State, kept: OpenConnection, backend: str, key: ObjectKey | None, uid: str | None) -> Way:
    if key is None:
        hop = Hop(Stage.LISTEN, backend, f"endpoint/{backend}", "the connection stays on {}", (backend,), True)
        return Way(None, backend, Outcome.CONNECTED, False, (hop,))
    pod = state.one(Pod, key.namespace, key.name)
    place = HostPort.parse(backend)
    if pod is None or pod.metadata.uid != uid or finished(pod):
        saying, outcome = "{} is gone, and the connection to {} with it; a new pod knows nothing of it", Outcome.BROKEN
    elif not listens(pod, place.host, place.port, kept.protocol):
        saying, outcome = "the process of {} that listened at {} is gone, and the connection with it", Outcome.BROKEN
    else:
        saying, outcome = "connection tracking keeps the connection on {} at {}, whatever the Service says now", Outcome.CONNECTED
    hop = Hop(Stage.LISTEN, str(key), str(key), saying, (str(key), backend), True)
    return Way(pod.spec.nodeName if pod else None, backend, outcome, False, (hop,))
