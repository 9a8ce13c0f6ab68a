"""What `nft list table ip kube-proxy` prints on a node in nftables mode: the rule values of kube-proxy in the words of nft.

Decides nothing about rules; what is printed loads again with `nft -f`, and nft prints the same of what was loaded.
Source: setupNFTables and syncProxyRules of pkg/proxy/nftables/proxier.go, whose versions `nftables.LAYOUTS` tells apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import collapse_addresses, ip_network

from k8s_svc_trainer.printers.iptables_save import addresses
from k8s_svc_trainer.printers.programmed import Programmed
from k8s_svc_trainer.sim.proxy.nftables import Layout, layout
from k8s_svc_trainer.sim.proxy.ranges import number, ranges_text, within
from k8s_svc_trainer.sim.proxy.rules import (
    Choose,
    Drop,
    Filter,
    Jump,
    Mark,
    PortRules,
    Role,
    Rule,
    SourceIn,
    SourceLocal,
    ToClusterIP,
    endpoint_chain,
)
from k8s_svc_trainer.sim.proxy.seen import Backend
from k8s_svc_trainer.sim.proxy.sync import ranges_of, takes_node_ports
from k8s_svc_trainer.sim.proxy.tables import BALANCER, CLUSTER, EXTERNAL, NODE_PORT

SERVICE, NODE_PORTS, FIREWALL, CLUSTER_IPS = (
    f"ct state new jump {chain}" for chain in ("service-endpoints-check", "nodeport-endpoints-check", "firewall-check", "cluster-ips-check")
)
# nftablesBaseChains and nftablesJumpChains, until 1.32 and since 1.33
OLD_FILTERS = (
    ("filter-prerouting", "prerouting", "dstnat - 10", (FIREWALL,)),
    ("filter-input", "input", "-110", (NODE_PORTS, SERVICE)),
    ("filter-forward", "forward", "-110", (SERVICE, CLUSTER_IPS)),
    ("filter-output", "output", "-110", (SERVICE, FIREWALL)),
    ("filter-output-post-dnat", "output", "-90", (CLUSTER_IPS,)),
)
FILTERS = (
    ("filter-prerouting-pre-dnat", "prerouting", "dstnat - 10", (FIREWALL,)),
    ("filter-output-pre-dnat", "output", "-110", (FIREWALL,)),
    ("filter-input", "input", "filter", (NODE_PORTS, SERVICE)),
    ("filter-forward", "forward", "filter", (SERVICE, CLUSTER_IPS)),
    ("filter-output", "output", "filter", (SERVICE, CLUSTER_IPS)),
)
NAT = (
    ("nat-prerouting", "prerouting", "dstnat", ("jump services",)),
    ("nat-output", "output", "-100", ("jump services",)),
    ("nat-postrouting", "postrouting", "srcnat", ("jump masquerading",)),
)
MARKS = "meta mark set meta mark | 0x00004000"
MASQUERADING = ("meta mark & 0x00004000 == 0x00000000 return", "meta mark set meta mark ^ 0x00004000", "masquerade fully-random")
OWN_CHAINS = (Role.CLUSTER, Role.LOCAL, Role.EXTERNAL)
# comments of rules, by match and verdict
COMMENTS = {
    (SourceIn, Jump): "short-circuit pod traffic",
    (SourceLocal, Mark): "masquerade local traffic",
    (SourceLocal, Jump): "short-circuit local traffic",
}
LONGEST_COMMENT = 128
UNITS = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))
Block = tuple[str, list[str]]  # a heading such as `chain services`, and its lines


def nft_list(rules: Programmed) -> str:
    """The table of one family, as `nft list table` prints it."""
    family = "ip6" if rules.family == 6 else "ip"
    form = layout(rules.settings.minor)
    blocks = (*_containers(rules, family, form), *_fixed(rules, family, form), *_made(rules, family, form))
    lines = [line for heading, body in blocks for line in (f"\t{heading} {{", *(f"\t\t{line}" for line in body), "\t}", "")]
    return "\n".join([f"table {family} kube-proxy {{", '\tcomment "rules for kube-proxy"', *lines[:-1], "}"]) + "\n"


# --- sets and maps -----------------------------------------------------------------------------------------------


def _containers(rules: Programmed, family: str, form: Layout) -> Iterator[Block]:
    kind = "ipv6_addr" if family == "ip6" else "ipv4_addr"
    key = f"type {kind} . inet_proto . inet_service : verdict"
    if form.inline:
        loops = f"type {kind} . {kind} . inet_proto . inet_service"
        yield _map("set hairpin-connections", loops, "service hairpin connections", _loops(rules))
    if form.checks_cluster_ips:
        yield _set("cluster-ips", kind, "Active ClusterIPs", sorted({one.port.clusterIP for one in rules.ports}, key=number))
    if not _all_addresses(rules):
        served = [ip for ip in rules.node.addresses if _of(ip, rules.family) and takes_node_ports(rules.settings, rules.node, ip)]
        yield _set("nodeport-ips", kind, "IPs that accept NodePort traffic", served)
    yield _map(
        "map no-endpoint-services", key, "vmap to drop or reject packets to services with no endpoints", _stopped(rules, by_port=False)
    )
    node_key = "type inet_proto . inet_service : verdict"
    words = "vmap to drop or reject packets to service nodeports with no endpoints"
    yield _map("map no-endpoint-nodeports", node_key, words, _stopped(rules, by_port=True))
    words = "destinations that are subject to LoadBalancerSourceRanges"
    guarded = [f"{_key(one, ip)} : goto {one.name(Role.FIREWALL)}" for one in rules.ports if _fence(one) for ip in one.port.balancerIPs]
    yield _map("map firewall-ips", key, words, guarded)
    yield _map("map service-ips", key, "ClusterIP, ExternalIP and LoadBalancer IP traffic", _entered(rules))
    ports = [f"{_node_key(one)} : goto {one.name(Role.EXTERNAL)}" for one in rules.ports if _enters(one, NODE_PORT)]
    yield _map("map service-nodeports", node_key, "NodePort traffic", ports)
    for one in rules.ports:
        for backend in one.usable.reachable if one.port.sticky is not None else ():
            body = [f"type {kind}", "size 65535", "flags dynamic,timeout", f"timeout {_time(one.port.sticky or 0)}"]
            yield f"set {_affinity(one, backend)}", body


def _set(name: str, kind: str, comment: str, elements: list[str]) -> Block:
    """Addresses, of IPv4 two in a line."""
    count = 1 if kind == "ipv6_addr" else 2
    pairs = (", ".join(elements[at : at + count]) for at in range(0, len(elements), count))
    return _map(f"set {name}", f"type {kind}", comment, pairs)


def _map(heading: str, kind: str, comment: str, elements: Iterable[str]) -> Block:
    held = ",\n\t\t\t     ".join(elements)
    return heading, [kind, f'comment "{comment}"', *([f"elements = {{ {held} }}"] if held else [])]


def _loops(rules: Programmed) -> list[str]:
    """The node's own endpoints as both ends of a connection."""
    own = [(one.port.protocol.lower(), each) for one in rules.ports for each in one.usable.reachable if each.node == rules.node.name]
    return list(dict.fromkeys(f"{each.ip} . {each.ip} . {protocol} . {each.port}" for protocol, each in own))


def _time(seconds: int) -> str:
    """10800 as 3h, as nft prints a timeout."""
    told = ""
    for unit, size in UNITS:
        count, seconds = divmod(seconds, size)
        told += f"{count}{unit}" if count else ""
    return told


def _stopped(rules: Programmed, *, by_port: bool) -> list[str]:
    found = []
    for one in rules.ports:
        for kind in (NODE_PORT,) if by_port else (CLUSTER, EXTERNAL, BALANCER):
            for stop in (stop for stop in one.captures[kind].filters if not stop.early):
                verdict = "drop" if isinstance(stop.verdict, Drop) else "goto reject-chain"
                keys = ([_node_key(one)] if one.port.nodePort else []) if by_port else [_key(one, ip) for ip in addresses(one.port, kind)]
                found += [f'{key} comment "{one.port.label[:LONGEST_COMMENT]}" : {verdict}' for key in keys]
    return list(dict.fromkeys(found))


def _entered(rules: Programmed) -> list[str]:
    found: dict[str, str] = {}
    for one in rules.ports:
        for kind in (CLUSTER, EXTERNAL, BALANCER):
            enters = one.captures[kind].enters
            for ip in addresses(one.port, kind) if enters is not None else ():
                found.setdefault(_key(one, ip), one.name(enters) if enters else "")
    return [f"{key} : goto {chain}" for key, chain in found.items()]


def _enters(one: PortRules, kind: int) -> bool:
    return one.captures[kind].enters is not None and (kind != NODE_PORT or one.port.nodePort > 0)


def _fence(one: PortRules) -> Filter | None:
    return next((stop for stop in one.captures[BALANCER].filters if stop.early and one.port.balancerIPs), None)


def _key(one: PortRules, ip: str) -> str:
    return f"{ip} . {one.port.protocol.lower()} . {one.port.port}"


def _node_key(one: PortRules) -> str:
    return f"{one.port.protocol.lower()} . {one.port.nodePort}"


def _affinity(one: PortRules, backend: Backend) -> str:
    return endpoint_chain(one.mode, one.port, backend).replace("endpoint-", "affinity-", 1)


def _of(ip: str, family: int) -> bool:
    return (":" in ip) == (family == 6)


def _all_addresses(rules: Programmed) -> bool:
    if rules.settings.node_ports_at_primary:
        return False
    ranges = ranges_of(rules.settings.nodePortAddresses, rules.family)
    return not ranges or any(one.text in ("0.0.0.0/0", "::/0") for one in ranges)


# --- chains ------------------------------------------------------------------------------------------------------


def _fixed(rules: Programmed, family: str, form: Layout) -> Iterator[Block]:
    for name, hook, priority, body in OLD_FILTERS if form.filters_first else FILTERS:
        kept = [line for line in body if line != CLUSTER_IPS or form.checks_cluster_ips]
        if kept:
            yield f"chain {name}", [f"type filter hook {hook} priority {priority}; policy accept;", *kept]
    for name, hook, priority, body in NAT:
        yield f"chain {name}", [f"type nat hook {hook} priority {priority}; policy accept;", *body]
    here = f"{family} daddr . meta l4proto . th dport vmap"
    outside = f"{family} daddr != {'::1' if rules.family == 6 else '127.0.0.0/8'}"
    local = f"fib daddr type local {outside}" if _all_addresses(rules) else f"{family} daddr @nodeport-ips"
    checked = outside if _all_addresses(rules) else local
    yield "chain nodeport-endpoints-check", [f"{checked} meta l4proto . th dport vmap @no-endpoint-nodeports"]
    yield "chain service-endpoints-check", [f"{here} @no-endpoint-services"]
    yield "chain firewall-check", [f"{here} @firewall-ips"]
    marks = _marks_strangers(rules, family) if form.inline else ()
    yield "chain services", [*marks, f"{here} @service-ips", f"{local} meta l4proto . th dport vmap @service-nodeports"]
    yield "chain masquerading", list(_masquerading(family) if form.inline else MASQUERADING)
    if form.checks_cluster_ips:
        yield "chain cluster-ips-check", list(_cluster_ips_check(rules, family))
    if not form.inline:
        yield "chain mark-for-masquerade", [MARKS]
    yield "chain reject-chain", ['comment "helper for @no-endpoint-services / @no-endpoint-nodeports"', "reject"]


def _marks_strangers(rules: Programmed, family: str) -> Iterator[str]:
    """The rule at the head of all, for cluster IPs of all Services; without a range of pods nobody can be told apart."""
    pods = ranges_text(ranges_of(rules.settings.podCIDRs, rules.family))
    if rules.settings.masqueradeAll:
        yield f'{family} daddr @cluster-ips {MARKS} comment "masquerade all clusterIP traffic"'
    elif pods:
        strange = "".join(f"{family} saddr != {text} " for text in pods)
        yield f'{family} daddr @cluster-ips {strange}{MARKS} comment "masquerade clusterIP traffic from outside cluster"'


def _masquerading(family: str) -> Iterator[str]:
    yield "meta mark & 0x00004000 != 0x00000000 meta mark set meta mark ^ 0x00004000 masquerade fully-random"
    both = f"{family} saddr . {family} daddr . meta l4proto . th dport"
    yield f"ct status dnat {both} @hairpin-connections masquerade fully-random"


def _cluster_ips_check(rules: Programmed, family: str) -> Iterator[str]:
    yield f'{family} daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"'
    for services in ranges_text(ranges_of(rules.settings.serviceCIDRs, rules.family)):
        yield f'{family} daddr {services} drop comment "Drop traffic to unallocated ClusterIPs"'


def _made(rules: Programmed, family: str, form: Layout) -> Iterator[Block]:
    for one in rules.ports:
        for backend in one.usable.reachable if one.port.sticky is not None or not form.inline else ():
            yield f"chain {endpoint_chain(one.mode, one.port, backend)}", list(_endpoint(one, backend, family, form))
        for role in OWN_CHAINS:
            if role in one.chains:
                yield f"chain {one.name(role)}", [line for rule in one.chains[role] for line in _rule(one, rule, family, form)]
        if _fence(one) is not None:
            yield f"chain {one.name(Role.FIREWALL)}", [f"{family} saddr != {_sources(one, rules)} drop"]


def _sources(one: PortRules, rules: Programmed) -> str:
    """The source ranges, and the load balancer's own addresses where a range has the node's: an answer to one is the node's own."""
    texts = list(ranges_text(one.port.sourceRanges))
    own = rules.node.primary[rules.family == 6]
    if own is not None and within(number(own), one.port.sourceRanges):
        texts += one.port.balancerIPs
    networks = [ip_network(text) for text in texts]
    merged = collapse_addresses(networks)  # type: ignore[type-var]  # all of one family
    held = [str(each.network_address) if each.num_addresses == 1 else str(each) for each in merged]
    return held[0] if len(held) == 1 else f"{{ {', '.join(held)} }}"


def _rule(one: PortRules, rule: Rule, family: str, form: Layout) -> Iterator[str]:
    verdict, port = rule.verdict, one.port
    if isinstance(verdict, Choose):
        yield from _choose(one, verdict, family, form)
        return
    target = f"goto {one.name(verdict.role)}" if isinstance(verdict, Jump) else MARKS if form.inline else "jump mark-for-masquerade"
    comment = COMMENTS.get((type(rule.match), type(verdict)))  # type: ignore[arg-type]  # of another pair there is none
    said = f'{target} comment "{comment}"' if comment else target
    match rule.match:
        case SourceIn(ranges):
            yield from (f"{family} saddr {text} {said}" for text in ranges_text(ranges))
        case SourceLocal():
            yield f"fib saddr type local {said}"
        case ToClusterIP(ranges) if not form.inline:
            strange = "".join(f"{family} saddr != {text} " for text in ranges_text(ranges))
            place = f"{port.protocol.lower()} dport {port.port} " if form.port_in_mark else ""
            yield f"{family} daddr {port.clusterIP} {place}{strange}{target}"
        case None:
            yield f'{target} comment "masquerade"' if form.inline and isinstance(verdict, Mark) else target


def _choose(one: PortRules, verdict: Choose, family: str, form: Layout) -> Iterator[str]:
    """writeServiceToEndpointJumps, and since there is a layout without chains of endpoints writeServiceToEndpointDNATs."""
    count = len(verdict.targets)
    if form.inline and verdict.sticky is None:
        to = f"meta l4proto {one.port.protocol.lower()} dnat"
        held = ", ".join(f"{index} : {each.ip} . {each.port}" for index, each in enumerate(verdict.targets))
        bare = form.bare and count == 1
        yield f"{to} to {verdict.targets[0].at}" if bare else f"{to} {family} to numgen random mod {count} map {{ {held} }}"
        return
    for each in verdict.targets if verdict.sticky is not None else ():
        yield f"{family} saddr @{_affinity(one, each)} goto {endpoint_chain(one.mode, one.port, each)}"
    chosen = ", ".join(f"{index} : goto {endpoint_chain(one.mode, one.port, each)}" for index, each in enumerate(verdict.targets))
    yield f"numgen random mod {count} vmap {{ {chosen} }}"


def _endpoint(one: PortRules, backend: Backend, family: str, form: Layout) -> Iterator[str]:
    if not form.inline:
        yield f"{family} saddr {backend.ip} jump mark-for-masquerade"
    if one.port.sticky is not None:
        yield f"update @{_affinity(one, backend)} {{ {family} saddr }}"
    yield f"meta l4proto {one.port.protocol.lower()} dnat to {backend.at}"
