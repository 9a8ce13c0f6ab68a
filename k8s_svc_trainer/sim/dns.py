"""One look-up as glibc makes it: resolv.conf, search domains, servers asked in turn, and what becomes of their replies.

Follows resolv/res_query.c (__res_context_search) and resolv/res_send.c of glibc. What a server replies is decided in
`dns_records`; whether the question reaches it, by `path`, so that kube-proxy's rules, endpoints and policies hold for DNS too.
The words for a question that is never answered: TIMEOUT where it is dropped or nobody has the address, REFUSED where the
rejection comes back at once, as for a DNS Service without endpoints.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import msgspec

from k8s_svc_trainer.sim import hosts_file, path, policy
from k8s_svc_trainer.sim.dns_records import DnsServer, RecordType, Reply, answer, answer_outside
from k8s_svc_trainer.sim.faults import Misuse
from k8s_svc_trainer.sim.names import NamespaceSource, Source
from k8s_svc_trainer.sim.network import listener
from k8s_svc_trainer.sim.objects import ObjectMeta, Pod, PodIP, PodSpec, PodStatus
from k8s_svc_trainer.sim.proxy.ranges import Range, canonical
from k8s_svc_trainer.sim.resolv_conf import UPSTREAM, ResolvConf, of_source
from k8s_svc_trainer.sim.results import Connection, Hop, Outcome, Rcode, Resolution, Stage, decided, deciding, undecided
from k8s_svc_trainer.sim.state import State

DNS_PORT = 53
LONGEST_NAME, LONGEST_LABEL = 253, 63
TYPES = {one.value: one for one in RecordType}
UNANSWERED = frozenset({Rcode.TIMEOUT, Rcode.REFUSED})
ANSWERED = "{} answers {}: "
SAYINGS: dict[Rcode, str] = {
    Rcode.NOERROR: "{} answers NOERROR to {}, with no record: ",
    Rcode.NXDOMAIN: "{} answers NXDOMAIN to {}: ",
    Rcode.SERVFAIL: "{} answers SERVFAIL to {}: ",
    Rcode.REFUSED: "{} never hears the question for {}, which is rejected at once: ",
    Rcode.TIMEOUT: "{} never answers the question for {}: ",
}
FAILED: dict[Outcome, Rcode] = {Outcome.REFUSED: Rcode.REFUSED}


class _Server(msgspec.Struct, frozen=True, gc=False):
    """What stands at a nameserver's address: CoreDNS, a resolver outside, or (with an rcode) nothing that answers."""

    hops: tuple[Hop, ...]
    coredns: DnsServer | None = None
    failure: Rcode | None = None


Ask = Callable[[str], Reply]


def resolve(state: State, source: Source, name: str, record_type: str, server: str | None = None) -> Resolution:
    """One look-up of one type, through the search path; at the nameservers of resolv.conf, or at another (dig @SERVER).

    Raises Misuse for a source that is not there, a type that DNS does not have, a name that cannot be written in DNS, or a server
    that is no address.
    """
    wanted = _type(record_type)
    if not _writable(name):
        raise Misuse(f"{name!r} cannot be asked for: a name has labels of 1 to {LONGEST_LABEL} letters, at most {LONGEST_NAME} in all")
    conf = _conf(state, source)
    if server is not None:
        conf = msgspec.structs.replace(conf, nameservers=(_address(server),))
    asking = _Asking(state, source, conf)
    return _search(conf, name, lambda fqdn: asking.ask(fqdn, wanted), asking)


def lookup(state: State, source: Source, host: str) -> tuple[tuple[str, ...], Resolution]:
    """The addresses that a program gets for a host name, IPv4 where there are any, and the look-up that gave them.

    A and AAAA are asked for together at each step of the search path, as getaddrinfo does. Raises Misuse as resolve does.
    """
    at_hand = hosts_file.addresses(state, source, host)
    if at_hand:
        hop = Hop(Stage.RESOLVE, str(source), "file/etc/hosts", "/etc/hosts says that {} is {}", (host, ", ".join(at_hand)))
        return at_hand, Resolution(rcode=Rcode.NOERROR, answers=at_hand, name=host.rstrip("."), hops=(hop,))
    if not _writable(host):
        raise Misuse(f"{host!r} is no host name")
    conf = _conf(state, source)
    asking = _Asking(state, source, conf)

    def both(fqdn: str) -> Reply:
        first = asking.ask(fqdn, RecordType.A)
        if first.answers or first.rcode in UNANSWERED:
            return first
        second = asking.ask(fqdn, RecordType.AAAA)
        return second if second.answers else first

    found = _search(conf, host, both, asking)
    return found.answers, found


def _address(server: str) -> str:
    try:
        return str(ip_address(server))
    except ValueError:
        raise Misuse(f"a nameserver is asked at its address, and {server!r} is none") from None


def _type(text: str) -> RecordType:
    found = TYPES.get(text) or TYPES.get(text.upper())
    if found is None:
        raise Misuse(f"DNS look-ups are of type {', '.join(TYPES)}, not {text!r}")
    return found


def _writable(name: str) -> bool:
    stem = name.removesuffix(".")
    if len(stem) <= LONGEST_LABEL:
        return name == "." or bool(stem and stem[0] != "." and ".." not in name)
    return len(stem) <= LONGEST_NAME and all(0 < len(label) <= LONGEST_LABEL for label in stem.split("."))


# --- the search path ---------------------------------------------------------------------------------------------


class _Tally:
    """What the questions of one look-up came to, as __res_context_search keeps it."""

    __slots__ = ("ask", "hops", "queries", "told")

    def __init__(self, ask: Ask, hops: list[Hop]) -> None:
        self.ask, self.hops = ask, hops
        self.queries: list[str] = []
        self.told: list[tuple[Rcode, int]] = []  # each reply's rcode, and the place of its hop

    def try_name(self, fqdn: str) -> Reply:
        reply = self.ask(fqdn.lower())
        self.queries.append(fqdn)
        self.told.append((reply.rcode, len(self.hops)))
        words = ANSWERED if reply.answers else SAYINGS[reply.rcode]
        self.hops.append(Hop(Stage.RESOLVE, reply.by, reply.object, words + reply.saying, (reply.by, fqdn, *reply.parts)))
        return reply

    def found(self, fqdn: str, reply: Reply) -> Resolution:
        before = [undecided(hop) for hop in self.hops[:-1]]  # a server that failed decides nothing where the next one answers
        hops = (*before, decided(self.hops[-1]))
        return Resolution(rcode=reply.rcode, answers=reply.answers, name=fqdn, queries=tuple(self.queries), hops=hops)

    def failed(self) -> Resolution:
        """Cases.md: NOERROR where any of the names exists, else NXDOMAIN; a server's failure only where nothing else is known."""
        order = (Rcode.TIMEOUT, Rcode.REFUSED, Rcode.NOERROR, Rcode.SERVFAIL, Rcode.NXDOMAIN)
        rcode, place = min(self.told, key=lambda told: order.index(told[0]), default=(Rcode.NXDOMAIN, 0))
        hops = list(self.hops)
        hops[place] = decided(hops[place])
        return Resolution(rcode=rcode, queries=tuple(self.queries), hops=tuple(hops))


def _search(conf: ResolvConf, name: str, ask: Ask, asking: _Asking) -> Resolution:
    """Source: glibc resolv/res_query.c __res_context_search."""
    tally = _Tally(ask, asking.hops)
    complete = name.endswith(".")
    stem = name.rstrip(".")
    dots = stem.count(".")
    as_is_first = complete or dots >= conf.ndots
    if conf.searches:
        tally.hops.append(_order(asking.source, name, dots, conf, complete=complete))
    if as_is_first:
        reply = tally.try_name(stem)
        if reply.records:
            return tally.found(stem, reply)
    tried = as_is_first
    for domain in () if complete else conf.searches:
        fqdn = f"{stem}.{domain}".rstrip(".")
        if not _writable(fqdn):
            break
        tried = tried or fqdn == stem
        reply = tally.try_name(fqdn)
        if reply.records:
            return tally.found(fqdn, reply)
        if reply.rcode is Rcode.REFUSED:
            return tally.failed()
        if reply.rcode is Rcode.TIMEOUT:
            break
    if not tried and (dots or not conf.searches or not conf.has("no-tld-query")):
        reply = tally.try_name(stem)
        if reply.records:
            return tally.found(stem, reply)
    return tally.failed()


def _order(source: Source, name: str, dots: int, conf: ResolvConf, *, complete: bool) -> Hop:
    at = str(source)
    if complete:
        words = "{} ends in a dot: it is complete, and no search domain is tried"
        return Hop(Stage.SOURCE, at, "file/etc/resolv.conf", words, (name,))
    words = "{} has {} of the {} dots that ndots asks for: "
    if dots >= conf.ndots:
        words += "it is tried as it is first, then with the search domains {}"
    else:
        words += "the search domains {} are tried first, then the name as it is"
    return Hop(Stage.SOURCE, at, "file/etc/resolv.conf", words, (name, str(dots), str(conf.ndots), " ".join(conf.searches)))


# --- the servers -------------------------------------------------------------------------------------------------


class _Asking:
    """One client's questions: each server is reached once, and its replies are worked out as often as needed."""

    __slots__ = ("conf", "hops", "servers", "source", "state")

    def __init__(self, state: State, source: Source, conf: ResolvConf) -> None:
        self.state, self.source, self.conf = state, source, conf
        self.servers: dict[str, _Server] = {}
        self.hops: list[Hop] = []

    def ask(self, name: str, record_type: RecordType) -> Reply:
        """The first server that gives a real reply; one that fails is followed by the next (res_send.c, next_ns).

        There is at least one: a pod that names none is refused (validatePodDNSConfig).
        """
        failures: list[Reply] = []
        for address in self.conf.nameservers:
            reply = self._ask_one(address, name, record_type)
            if reply.rcode not in UNANSWERED and reply.rcode is not Rcode.SERVFAIL:
                return reply
            failures.append(reply)
        order = (Rcode.SERVFAIL, Rcode.TIMEOUT, Rcode.REFUSED)
        return min(failures, key=lambda reply: order.index(reply.rcode))

    def _ask_one(self, address: str, name: str, record_type: RecordType) -> Reply:
        server = self.servers.get(address)
        if server is None:
            server = self.servers[address] = _server(self.state, self.source, self.conf, address)
            self.hops.extend(server.hops)
        if server.failure is not None:
            hop = deciding(server.hops)
            saying, parts = (hop.saying, hop.parts) if hop else ("no server answers", ())
            return Reply(server.failure, object=hop.object if hop else address, saying=saying, parts=parts, by=f"nameserver {address}")
        if server.coredns is None:
            return answer_outside(self.state.settings, name, record_type)
        return answer(self.state, server.coredns, name, record_type)


def _server(state: State, source: Source, conf: ResolvConf, address: str) -> _Server:
    """What answers at a nameserver's address; it holds until an object changes, but where affinity or a stopped kube-proxy counts."""
    if state.stopped:
        return _reach(state, source, conf, address)
    known, key = _known(state), (source, address)
    found: _Server | None = known.get(key)
    if found is None:
        found = _reach(state, source, conf, address)
        if not _sticky(state, address):
            known[key] = found
    return found


def _conf(state: State, source: Source) -> ResolvConf:
    known = _known(state)
    found: ResolvConf | None = known.get(source)
    if found is None:
        found = known[source] = of_source(state, source)
    return found


def _known(state: State) -> dict[Any, Any]:
    moment, known = state.reached
    if moment is not state.moment:
        known = {}
        state.reached = (state.moment, known)
    return known


def _sticky(state: State, address: str) -> bool:
    """Whether a Service with session affinity is served at an address: each question to it begins the time anew."""
    return any(port.sticky is not None for _, port in state.tables.served.members(canonical(address)))


def _reach(state: State, source: Source, conf: ResolvConf, address: str) -> _Server:
    """What answers at a nameserver's address, and how the question gets there."""
    protocol = "TCP" if conf.has("use-vc") else "UDP"
    origin = _ghost(state, source.namespace, address) if isinstance(source, NamespaceSource) else path.origin(state, source)
    if origin is None:
        hop = Hop(Stage.SOURCE, str(source), str(source), "there is no node on which a pod of {} could run", (str(source),), True)
        return _Server((hop,), failure=Rcode.TIMEOUT)
    if address == UPSTREAM:
        return _upstream(state, origin, protocol)
    made = path.packet(state, origin, address, DNS_PORT, protocol=protocol)
    served = [way for way in made.ways if way.outcome is Outcome.CONNECTED and way.backend]
    if served:
        return _answering(state, source, address, [str(way.backend) for way in served], protocol)
    if _public(state, made, address):
        return _Server((_asks(source, address, "a resolver outside the cluster"),))
    return _Server(made.hops, failure=FAILED.get(made.outcome, Rcode.TIMEOUT))


def _upstream(state: State, origin: path.Origin, protocol: str) -> _Server:
    """The resolver that the node's own resolv.conf names; a pod's question to it is egress like any other."""
    pod = origin.governed
    verdict = policy.egress(state, pod, UPSTREAM, DNS_PORT, protocol) if pod else policy.OPEN
    if not verdict.allowed:
        return _Server((verdict.hop,) if verdict.hop else (), failure=Rcode.TIMEOUT)
    words = "{} asks the resolver of its node" if origin.node else "{} asks the resolver of its own network"
    at = str(origin.source)
    return _Server((Hop(Stage.SOURCE, at, "file/etc/resolv.conf", words + ", which knows nothing of the cluster", (at,)),))


def _public(state: State, made: Connection, address: str) -> bool:
    """Whether a question went out of the cluster, where a resolver of the world, such as 8.8.8.8, is taken to stand."""
    hop = deciding(made.hops)
    left = made.outcome is Outcome.TIMEOUT and hop is not None and hop.stage is Stage.ROUTE
    return left and not ip_address(address).is_link_local and not _in_cluster(state, address)


def _answering(state: State, source: Source, address: str, backends: list[str], protocol: str) -> _Server:
    """The DNS pods behind an address. glibc asks again where one stays silent, so one that answers is enough."""
    pods = [pod for backend in backends if (pod := listener(state, backend, protocol)) is not None]
    if not pods and not _in_cluster(state, address):
        return _Server((_asks(source, address, "a resolver outside the cluster"),))
    servers = [DnsServer(tuple(str(one.ip) for one in pod.status.podIPs), _forwards(state, pod)) for pod in pods]
    best = next((server for server in servers if server.forwards), servers[0] if servers else DnsServer())
    return _Server((_asks(source, address, f"the cluster DNS at {', '.join(backends)}"),), best)


def _forwards(state: State, pod: Pod) -> bool:
    return policy.egress(state, pod, UPSTREAM, DNS_PORT, "UDP").allowed


def _in_cluster(state: State, address: str) -> bool:
    """Whether an address is one of Services or pods."""
    return any(policy.in_range(address, cidr) for cidr in (*state.settings.podCIDRs, *state.settings.serviceCIDRs))


def _asks(source: Source, address: str, whom: str) -> Hop:
    words = "{} asks nameserver {}, " + whom
    return Hop(Stage.SOURCE, str(source), "file/etc/resolv.conf", words, (str(source), address))


def _ghost(state: State, namespace: str, address: str) -> path.Origin | None:
    """Some pod of a namespace, without labels, at a free address of the first node's pods."""
    family = ip_address(address).version
    for name in state.node_names():
        seen = state.tables.node(name)
        ip = next((_free(state, one) for one in seen.ranges if one.family == family), None) if seen else None
        if ip is not None:
            meta = ObjectMeta(namespace=namespace, name="any")
            pod = Pod(metadata=meta, spec=PodSpec(nodeName=name), status=PodStatus(phase="Running", podIP=ip, podIPs=(PodIP(ip=ip),)))
            return path.Origin(source=NamespaceSource(namespace), node=name, addresses={family: ip}, pod=pod)
    return None


def _free(state: State, pods: Range) -> str | None:
    addresses = (str(ip_address(at)) for at in range(pods.high - 1, pods.low, -1))
    return next((ip for ip in addresses if not state.pods_by_ip.members(ip)), None)
