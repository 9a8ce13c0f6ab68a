"""What `iptables-save` prints on a node in iptables mode: the rule values of kube-proxy in the words of netfilter.

Decides nothing about rules. The order of chains, rules and options is that of iptables 1.8; what is printed loads again, and
iptables-save prints the same of what was loaded.
Source: syncProxyRules of pkg/proxy/iptables/proxier.go.
"""

from __future__ import annotations

from collections.abc import Iterator

from k8s_svc_trainer.printers.programmed import Programmed
from k8s_svc_trainer.sim.proxy.ranges import number, ranges_text, within
from k8s_svc_trainer.sim.proxy.rules import (
    Capture,
    Choose,
    Drop,
    Filter,
    Jump,
    Match,
    PortRules,
    Role,
    Rule,
    SourceIn,
    SourceLocal,
    ToClusterIP,
    endpoint_chain,
)
from k8s_svc_trainer.sim.proxy.seen import Backend, Port
from k8s_svc_trainer.sim.proxy.sync import ranges_of
from k8s_svc_trainer.sim.proxy.tables import BALANCER, CLUSTER, EXTERNAL, NODE_PORT

FILTER_CHAINS = ("KUBE-EXTERNAL-SERVICES", "KUBE-FIREWALL", "KUBE-FORWARD", "KUBE-NODEPORTS", "KUBE-PROXY-FIREWALL", "KUBE-SERVICES")
NAT_CHAINS = ("KUBE-MARK-MASQ", "KUBE-NODEPORTS", "KUBE-POSTROUTING", "KUBE-SERVICES")
NEW = "-m conntrack --ctstate NEW "
# iptablesJumpChains and iptablesKubeletJumpChains, each put in front of those before
FILTER_JUMPS = (
    ("INPUT", NEW, "kubernetes load balancer firewall", "KUBE-PROXY-FIREWALL"),
    ("INPUT", "", "kubernetes health check service ports", "KUBE-NODEPORTS"),
    ("INPUT", NEW, "kubernetes externally-visible service portals", "KUBE-EXTERNAL-SERVICES"),
    ("INPUT", "", "", "KUBE-FIREWALL"),
    ("FORWARD", NEW, "kubernetes load balancer firewall", "KUBE-PROXY-FIREWALL"),
    ("FORWARD", "", "kubernetes forwarding rules", "KUBE-FORWARD"),
    ("FORWARD", NEW, "kubernetes service portals", "KUBE-SERVICES"),
    ("FORWARD", NEW, "kubernetes externally-visible service portals", "KUBE-EXTERNAL-SERVICES"),
    ("OUTPUT", NEW, "kubernetes load balancer firewall", "KUBE-PROXY-FIREWALL"),
    ("OUTPUT", NEW, "kubernetes service portals", "KUBE-SERVICES"),
    ("OUTPUT", "", "", "KUBE-FIREWALL"),
)
NAT_JUMPS = (
    ("PREROUTING", "", "kubernetes service portals", "KUBE-SERVICES"),
    ("OUTPUT", "", "kubernetes service portals", "KUBE-SERVICES"),
    ("POSTROUTING", "", "kubernetes postrouting rules", "KUBE-POSTROUTING"),
)
KIND_WORDS = {CLUSTER: "cluster IP", EXTERNAL: "external IP", BALANCER: "loadbalancer IP"}
BITS = {4: 32, 6: 128}
MASK = {4: "255.255.255.255", 6: "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}
BUILT_IN = {"filter": ("INPUT", "FORWARD", "OUTPUT"), "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING")}
LARGE_CLUSTER = 1000  # endpoints, beyond which rules of endpoints have no comments (largeClusterEndpointsThreshold)
CHANCES = 2**31  # the kernel keeps a probability as so many parts
LAST = "kubernetes service nodeports; NOTE: this must be the last rule in this chain"


def iptables_save(rules: Programmed) -> str:
    """The whole ruleset of one family, as `iptables-save` (or `ip6tables-save`) prints it."""
    own = [chain for port in rules.ports for chain in _own_chains(port)]
    kept = [chain for chain in FILTER_CHAINS if chain != "KUBE-FIREWALL" or rules.family == 4]
    jumps = [_jump(*jump) for jump in FILTER_JUMPS if jump[3] in kept]
    tables = (
        ("filter", kept, [*jumps, *_filter(rules)]),
        ("nat", [*NAT_CHAINS, *own], [*(_jump(*jump) for jump in NAT_JUMPS), *_nat(rules)]),
    )
    return "".join(_table(*table) for table in tables)


def _table(name: str, chains: list[str], lines: list[str]) -> str:
    """A table: its chains by name, the built-in ones first, and their rules in the same order."""
    own = sorted(set(chains))
    heads = [*(f":{chain} ACCEPT [0:0]" for chain in BUILT_IN[name]), *(f":{chain} - [0:0]" for chain in own)]
    place = {chain: index for index, chain in enumerate((*BUILT_IN[name], *own))}
    return "\n".join([f"*{name}", *heads, *sorted(lines, key=lambda line: place[line.split()[1]]), "COMMIT", ""])


def _jump(chain: str, match: str, comment: str, target: str) -> str:
    said = f'-m comment --comment "{comment}" ' if comment else ""
    return f"-A {chain} {match}{said}-j {target}"


# --- filter ------------------------------------------------------------------------------------------------------


def _filter(rules: Programmed) -> Iterator[str]:
    stops = [(port, kind, stop) for port in rules.ports for kind, capture in enumerate(port.captures) for stop in capture.filters]
    yield from _stops(rules, stops, "KUBE-EXTERNAL-SERVICES")
    if rules.family == 4:
        words = '-m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP'
        yield f"-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 {words}"
    yield "-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP"
    yield '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT'
    related = "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"
    yield f'-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" {related}'
    for port in (one.port for one in rules.ports if one.port.healthCheckNodePort):
        said = f'-m comment --comment "{port.label} health check node port"'
        yield f"-A KUBE-NODEPORTS -p tcp {said} -m tcp --dport {port.healthCheckNodePort} -j ACCEPT"
    yield from _stops(rules, stops, "KUBE-PROXY-FIREWALL")
    yield from _stops(rules, stops, "KUBE-SERVICES")


def _stops(rules: Programmed, stops: list[tuple[PortRules, int, Filter]], chain: str) -> Iterator[str]:
    for port, kind, stop in stops:
        if stop.chain != chain:
            continue
        kept = "icmp6-port-unreachable" if rules.family == 6 else "icmp-port-unreachable"
        target = "DROP" if isinstance(stop.verdict, Drop) else f"REJECT --reject-with {kept}"
        comment = stop.comment
        if chain == "KUBE-PROXY-FIREWALL":
            comment = f"{port.port.label} traffic not accepted by {port.name(Role.FIREWALL)}"
        for meant in _destinations(port.port, kind, comment):
            yield f"-A {chain} {meant} -j {target}"


def _destinations(port: Port, kind: int, comment: str) -> Iterator[str]:
    """The options that match what a packet of a kind is sent to, once for each address."""
    protocol = port.protocol.lower()
    said = f'-m comment --comment "{comment}"'
    if kind == NODE_PORT:
        if port.nodePort:
            yield f"-p {protocol} {said} -m addrtype --dst-type LOCAL -m {protocol} --dport {port.nodePort}"
        return
    for ip in addresses(port, kind):
        yield f"-d {ip}/{BITS[port.family]} -p {protocol} {said} -m {protocol} --dport {port.port}"


def addresses(port: Port, kind: int) -> tuple[str, ...]:
    """The addresses of a kind that a service port has."""
    return {CLUSTER: (port.clusterIP,), EXTERNAL: port.externalIPs, BALANCER: port.balancerIPs}[kind]


# --- nat ---------------------------------------------------------------------------------------------------------


def _own_chains(rules: PortRules) -> Iterator[str]:
    for role in rules.chains:
        yield rules.name(role)
    for one in rules.usable.reachable:
        yield endpoint_chain(rules.mode, rules.port, one)


def _nat(rules: Programmed) -> Iterator[str]:
    yield "-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000"
    for port in rules.ports:
        if port.port.nodePort and port.captures[NODE_PORT].enters is not None:
            yield from _node_port(port)
    yield "-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN"
    yield "-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0"
    yield '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully'
    for port in rules.ports:
        for kind in (CLUSTER, EXTERNAL, BALANCER):
            yield from _service(port, kind, port.captures[kind])
    yield from _node_ports(rules)
    terse = rules.endpoints > LARGE_CLUSTER
    for port in rules.ports:
        for role, made in port.chains.items():
            yield from _chain(port, role, made, terse=terse)
        if Role.FIREWALL in port.chains:
            yield from _firewall(port, rules)
        for one in port.usable.reachable:
            yield from _endpoint(port, one, terse=terse)


def _service(rules: PortRules, kind: int, capture: Capture) -> Iterator[str]:
    if capture.enters is None:
        return
    for meant in _destinations(rules.port, kind, f"{rules.port.label} {KIND_WORDS[kind]}"):
        yield f"-A KUBE-SERVICES {meant} -j {rules.name(capture.enters)}"


def _node_port(rules: PortRules) -> Iterator[str]:
    port, protocol = rules.port, rules.port.protocol.lower()
    said = f'-m comment --comment "{port.label}"'
    yield f"-A KUBE-NODEPORTS -p {protocol} {said} -m {protocol} --dport {port.nodePort} -j {rules.name(Role.EXTERNAL)}"


def _node_ports(rules: Programmed) -> Iterator[str]:
    """The last rule of KUBE-SERVICES, or one for each address that takes node ports."""
    said = f'-m comment --comment "{LAST}"'
    primary = rules.settings.node_ports_at_primary
    ranges = () if primary else ranges_of(rules.settings.nodePortAddresses, rules.family)
    if not primary and (not ranges or any(one.text in ("0.0.0.0/0", "::/0") for one in ranges)):
        loopback = "! -d ::1/128 " if rules.family == 6 else ""
        yield f"-A KUBE-SERVICES {loopback}{said} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS"
        return
    for ip in (*rules.node.addresses, *(("127.0.0.1",) if rules.family == 4 else ())):
        if (":" in ip) == (rules.family == 6) and (ip in rules.node.primary if primary else within(number(ip), ranges)):
            yield f"-A KUBE-SERVICES -d {ip}/{BITS[rules.family]} {said} -j KUBE-NODEPORTS"


def _firewall(one: PortRules, rules: Programmed) -> Iterator[str]:
    """The end of a chain of source ranges: where one has the node's address, the load balancer's own may be the source of what it sends."""
    name, own = one.name(Role.FIREWALL), rules.node.primary[rules.family == 6]
    if own is not None and within(number(own), one.port.sourceRanges):
        said = f'-m comment --comment "{one.port.label} loadbalancer IP"'
        for ip in one.port.balancerIPs:
            yield f"-A {name} -s {ip}/{BITS[rules.family]} {said} -j {one.name(Role.EXTERNAL)}"
    yield f'-A {name} -m comment --comment "other traffic to {one.port.label} will be dropped by KUBE-PROXY-FIREWALL"'


def _chain(rules: PortRules, role: Role, made: tuple[Rule, ...], *, terse: bool) -> Iterator[str]:
    name = rules.name(role)
    for rule in made:
        verdict = rule.verdict
        if isinstance(verdict, Choose):
            yield from _choose(rules, name, verdict, terse=terse)
            continue
        target = rules.name(verdict.role) if isinstance(verdict, Jump) else "KUBE-MARK-MASQ"
        for meant in _match(rules, rule):
            yield f"-A {name} {meant}-j {target}"


def _match(rules: PortRules, rule: Rule) -> Iterator[str]:
    said = f'-m comment --comment "{rule.comment}" ' if rule.comment else ""
    match: Match | None = rule.match
    port = rules.port
    protocol = port.protocol.lower()
    if isinstance(match, SourceIn):
        yield from (f"-s {text} {said}" for text in ranges_text(match.ranges))
    elif isinstance(match, SourceLocal):
        yield f"{said}-m addrtype --src-type LOCAL "
    elif isinstance(match, ToClusterIP):
        source = "".join(f"! -s {text} " for text in ranges_text(match.ranges))
        yield f"{source}-d {port.clusterIP}/{BITS[port.family]} -p {protocol} {said}-m {protocol} --dport {port.port} "
    else:
        yield said


def _choose(rules: PortRules, name: str, verdict: Choose, *, terse: bool) -> Iterator[str]:
    """writeServiceToEndpointRules: a rule for each remembered client, then a probability for each endpoint but the last."""
    port, count = rules.port, len(verdict.targets)
    for one in verdict.targets if verdict.sticky is not None else ():
        chain = endpoint_chain(rules.mode, port, one)
        recent = f"-m recent --rcheck --seconds {verdict.sticky} --reap --name {chain} --mask {MASK[port.family]} --rsource"
        yield f"-A {name} {_said(f'{port.label} -> {one.at}', terse=terse)}{recent} -j {chain}"
    for index, one in enumerate(verdict.targets):
        chance = f"-m statistic --mode random --probability {_chance(count - index)} " if index < count - 1 else ""
        yield f"-A {name} {_said(f'{port.label} -> {one.at}', terse=terse)}{chance}-j {endpoint_chain(rules.mode, port, one)}"


def _said(comment: str, *, terse: bool) -> str:
    return "" if terse else f'-m comment --comment "{comment}" '


def _chance(count: int) -> str:
    """One of so many: kube-proxy writes ten digits, the kernel keeps the nearest part."""
    return f"{round(round(1 / count, 10) * CHANCES) / CHANCES:.11f}"


def _endpoint(rules: PortRules, one: Backend, *, terse: bool) -> Iterator[str]:
    port, protocol = rules.port, rules.port.protocol.lower()
    chain, said = endpoint_chain(rules.mode, port, one), _said(port.label, terse=terse)
    yield f"-A {chain} -s {one.ip}/{BITS[port.family]} {said}-j KUBE-MARK-MASQ"
    recent = f"-m recent --set --name {chain} --mask {MASK[port.family]} --rsource " if port.sticky is not None else ""
    yield f"-A {chain} -p {protocol} {said}{recent}-m {protocol} -j DNAT --to-destination {one.at}"
