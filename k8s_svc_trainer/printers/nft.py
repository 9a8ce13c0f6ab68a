"""What `nft list table ip kube-proxy` prints on a node in nftables mode: the rule values of kube-proxy in the words of nft.

Decides nothing about rules; what is printed loads again with `nft -f`.
Source: setupNFTables and syncProxyRules of pkg/proxy/nftables/proxier.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from k8s_svc_trainer.printers.iptables_save import addresses
from k8s_svc_trainer.printers.programmed import Programmed
from k8s_svc_trainer.sim.proxy.ranges import ranges_text
from k8s_svc_trainer.sim.proxy.rules import (
    Choose,
    Drop,
    Filter,
    Jump,
    PortRules,
    Role,
    Rule,
    SourceIn,
    SourceLocal,
    ToClusterIP,
    endpoint_chain,
)
from k8s_svc_trainer.sim.proxy.sync import ranges_of, takes_node_ports
from k8s_svc_trainer.sim.proxy.tables import BALANCER, CLUSTER, EXTERNAL, NODE_PORT, Backend

# nftablesBaseChains and nftablesJumpChains
BASE = (
    ("filter-prerouting", "filter", "prerouting", "dstnat - 10", ("ct state new jump firewall-check",)),
    (
        "filter-input",
        "filter",
        "input",
        "-110",
        ("ct state new jump nodeport-endpoints-check", "ct state new jump service-endpoints-check"),
    ),
    ("filter-forward", "filter", "forward", "-110", ("ct state new jump service-endpoints-check", "ct state new jump cluster-ips-check")),
    ("filter-output", "filter", "output", "-110", ("ct state new jump service-endpoints-check", "ct state new jump firewall-check")),
    ("filter-output-post-dnat", "filter", "output", "-90", ("ct state new jump cluster-ips-check",)),
    ("nat-prerouting", "nat", "prerouting", "dstnat", ("jump services",)),
    ("nat-output", "nat", "output", "-100", ("jump services",)),
    ("nat-postrouting", "nat", "postrouting", "srcnat", ("jump masquerading",)),
)
Block = tuple[str, list[str]]  # a heading such as `chain services`, and its lines


def nft_list(rules: Programmed) -> str:
    """The table of one family, as `nft list table` prints it."""
    family = "ip6" if rules.family == 6 else "ip"
    lines = [f"table {family} kube-proxy {{", '\tcomment "rules for kube-proxy"']
    for heading, body in (*_containers(rules, family), *_fixed(rules, family), *_made(rules, family)):
        lines += ["", f"\t{heading} {{", *(f"\t\t{line}" for line in body), "\t}"]
    return "\n".join([*lines, "}"]) + "\n"


# --- sets and maps -----------------------------------------------------------------------------------------------


def _containers(rules: Programmed, family: str) -> Iterator[Block]:
    kind = "ipv6_addr" if family == "ip6" else "ipv4_addr"
    key = f"type {kind} . inet_proto . inet_service : verdict"
    yield _set("cluster-ips", kind, "Active ClusterIPs", sorted({one.port.clusterIP for one in rules.ports}))
    if not _all_addresses(rules):
        served = [ip for ip in rules.node.addresses if _of(ip, rules.family) and takes_node_ports(rules.settings, rules.node, ip)]
        yield _set("nodeport-ips", kind, "IPs that accept NodePort traffic", served)
    yield _map("no-endpoint-services", key, "vmap to drop or reject packets to services with no endpoints", _stopped(rules, by_port=False))
    node_key = "type inet_proto . inet_service : verdict"
    words = "vmap to drop or reject packets to service nodeports with no endpoints"
    yield _map("no-endpoint-nodeports", node_key, words, _stopped(rules, by_port=True))
    words = "destinations that are subject to LoadBalancerSourceRanges"
    guarded = [f"{_key(one, ip)} : goto {one.name(Role.FIREWALL)}" for one in rules.ports if _fence(one) for ip in one.port.balancerIPs]
    yield _map("firewall-ips", key, words, guarded)
    yield _map("service-ips", key, "ClusterIP, ExternalIP and LoadBalancer IP traffic", _entered(rules))
    ports = [f"{_node_key(one)} : goto {one.name(Role.EXTERNAL)}" for one in rules.ports if _enters(one, NODE_PORT)]
    yield _map("service-nodeports", node_key, "NodePort traffic", ports)
    for one in rules.ports:
        for backend in one.usable.reachable if one.port.sticky is not None else ():
            body = [f"type {kind}", "size 65535", "flags dynamic,timeout", f"timeout {one.port.sticky}s"]
            yield f"set {_affinity(one, backend)}", body


def _set(name: str, kind: str, comment: str, elements: Iterable[str]) -> Block:
    held = ", ".join(elements)
    return f"set {name}", [f"type {kind}", f'comment "{comment}"', *([f"elements = {{ {held} }}"] if held else [])]


def _map(name: str, kind: str, comment: str, elements: Iterable[str]) -> Block:
    held = ",\n\t\t\t     ".join(elements)
    return f"map {name}", [kind, f'comment "{comment}"', *([f"elements = {{ {held} }}"] if held else [])]


def _stopped(rules: Programmed, *, by_port: bool) -> list[str]:
    found = []
    for one in rules.ports:
        for kind in (NODE_PORT,) if by_port else (CLUSTER, EXTERNAL, BALANCER):
            for stop in (stop for stop in one.captures[kind].filters if not stop.early):
                verdict = "drop" if isinstance(stop.verdict, Drop) else "goto reject-chain"
                keys = ([_node_key(one)] if one.port.nodePort else []) if by_port else [_key(one, ip) for ip in addresses(one.port, kind)]
                found += [f'{key} comment "{one.port.label}" : {verdict}' for key in keys]
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


def _fixed(rules: Programmed, family: str) -> Iterator[Block]:
    for name, kind, hook, priority, body in BASE:
        yield f"chain {name}", [f"type {kind} hook {hook} priority {priority}; policy accept;", *body]
    here = f"{family} daddr . meta l4proto . th dport vmap"
    outside = f"{family} daddr != {'::1' if rules.family == 6 else '127.0.0.0/8'}"
    local = f"fib daddr type local {outside}" if _all_addresses(rules) else f"{family} daddr @nodeport-ips"
    checked = outside if _all_addresses(rules) else local
    yield "chain nodeport-endpoints-check", [f"{checked} meta l4proto . th dport vmap @no-endpoint-nodeports"]
    yield "chain service-endpoints-check", [f"{here} @no-endpoint-services"]
    yield "chain firewall-check", [f"{here} @firewall-ips"]
    yield "chain services", [f"{here} @service-ips", f"{local} meta l4proto . th dport vmap @service-nodeports"]
    yield (
        "chain masquerading",
        ["meta mark & 0x00004000 == 0x00000000 return", "meta mark set meta mark ^ 0x00004000", "masquerade fully-random"],
    )
    yield "chain cluster-ips-check", list(_cluster_ips_check(rules, family))
    yield "chain mark-for-masquerade", ["meta mark set meta mark | 0x00004000"]
    yield "chain reject-chain", ['comment "helper for @no-endpoint-services / @no-endpoint-nodeports"', "reject"]


def _cluster_ips_check(rules: Programmed, family: str) -> Iterator[str]:
    yield f'{family} daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"'
    services = ", ".join(ranges_text(ranges_of(rules.settings.serviceCIDRs, rules.family)))
    if services:
        yield f'{family} daddr {{ {services} }} drop comment "Drop traffic to unallocated ClusterIPs"'


def _made(rules: Programmed, family: str) -> Iterator[Block]:
    for one in rules.ports:
        fence = _fence(one)
        if fence is not None:
            ranges = ", ".join(ranges_text(one.port.sourceRanges))
            yield f"chain {one.name(Role.FIREWALL)}", [f"{family} saddr != {{ {ranges} }} drop"]
        for role in sorted(one.chains):
            body = [line for rule in one.chains[role] for line in _rule(one, rule, family)]
            yield f"chain {one.name(role)}", body
        for backend in one.usable.reachable:
            yield f"chain {endpoint_chain(one.mode, one.port, backend)}", list(_endpoint(one, backend, family))


def _rule(one: PortRules, rule: Rule, family: str) -> Iterator[str]:
    verdict = rule.verdict
    if isinstance(verdict, Choose):
        for backend in verdict.targets if verdict.sticky is not None else ():
            yield f"{family} saddr @{_affinity(one, backend)} goto {endpoint_chain(one.mode, one.port, backend)}"
        chosen = ", ".join(f"{index} : goto {endpoint_chain(one.mode, one.port, each)}" for index, each in enumerate(verdict.targets))
        yield f"numgen random mod {len(verdict.targets)} vmap {{ {chosen} }}"
        return
    target = f"goto {one.name(verdict.role)}" if isinstance(verdict, Jump) else "jump mark-for-masquerade"
    port = one.port
    match rule.match:
        case SourceIn(ranges):
            yield from (f"{family} saddr {text} {target}" for text in ranges_text(ranges))
        case SourceLocal():
            yield f"fib saddr type local {target}"
        case ToClusterIP(ranges):
            strange = "".join(f"{family} saddr != {text} " for text in ranges_text(ranges))
            yield f"{family} daddr {port.clusterIP} {port.protocol.lower()} dport {port.port} {strange}{target}"
        case _:
            yield target


def _endpoint(one: PortRules, backend: Backend, family: str) -> Iterator[str]:
    yield f"{family} saddr {backend.ip} jump mark-for-masquerade"
    if one.port.sticky is not None:
        yield f"update @{_affinity(one, backend)} {{ {family} saddr }}"
    yield f"meta l4proto {one.port.protocol.lower()} dnat to {backend.at}"
