"""Rules as text: the lines that kube-proxy's own tests expect, and that the tools themselves take what is printed."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

import pytest

from k8s_svc_trainer.printers.rules import rules_text
from k8s_svc_trainer.sim.allocate import Allocator, Stated
from k8s_svc_trainer.sim.faults import Misuse
from k8s_svc_trainer.sim.manifest import from_mapping
from k8s_svc_trainer.sim.settings import Settings
from k8s_svc_trainer.sim.state import State

NODE = {
    "apiVersion": "v1",
    "kind": "Node",
    "metadata": {"name": "node-1"},
    "spec": {"podCIDRs": ["10.244.1.0/24"]},
    "status": {"addresses": [{"type": "InternalIP", "address": "192.168.0.11"}, {"type": "InternalIP", "address": "fd00:192:168::11"}]},
}


def service(name: str, *ips: str, status: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": "ns1"},
        "spec": {"clusterIP": ips[0], "clusterIPs": list(ips), "ports": [{"name": "p80", "port": 80, "protocol": "TCP"}], **spec},
        "status": status or {},
    }


def slice_(name: str, *addresses: str, family: str = "IPv4") -> dict[str, Any]:
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": f"{name}-{family}", "namespace": "ns1", "labels": {"kubernetes.io/service-name": name}},
        "addressType": family,
        "ports": [{"name": "p80", "port": 80, "protocol": "TCP"}],
        "endpoints": [{"addresses": [ip], "nodeName": "node-1"} for ip in addresses],
    }


PLAIN = (
    service("svc1", "10.96.0.1", "fd00:96::1"),
    slice_("svc1", "10.180.0.1", "10.180.0.2"),
    slice_("svc1", "fd00:180::1", family="IPv6"),
)
BALANCED = (
    service(
        "svc1",
        "10.96.0.1",
        type="LoadBalancer",
        ports=[{"name": "p80", "port": 80, "protocol": "TCP", "nodePort": 30001}],
        externalTrafficPolicy="Local",
        healthCheckNodePort=31001,
        sessionAffinity="ClientIP",
        externalIPs=["198.18.0.1"],
        loadBalancerSourceRanges=["198.51.100.0/25", "192.168.0.0/24"],
        status={"loadBalancer": {"ingress": [{"ip": "203.0.113.5"}]}},
    ),
    slice_("svc1", "10.180.0.1"),
)
EMPTY = (service("none", "10.96.0.9", type="NodePort", ports=[{"name": "p80", "port": 80, "protocol": "UDP", "nodePort": 30009}]),)


def text(*objects: dict[str, Any], mode: str = "iptables", family: int = 4, **settings: Any) -> str:
    chosen = Settings.parse(settings)
    state = State(chosen, Allocator(chosen, Stated()))
    for manifest in (NODE, *objects):
        state.put(from_mapping(manifest))
    return rules_text(state, "node-1", mode=mode, family=family)


@pytest.mark.parametrize(
    ("objects", "mode", "line"),
    [
        pytest.param(
            PLAIN,
            "iptables",
            '-A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m comment --comment "ns1/svc1:p80 cluster IP" -m tcp --dport 80 '
            "-j KUBE-SVC-XPGD46QRK7WJZT7O",
            id="iptables: a cluster IP",
        ),
        pytest.param(
            PLAIN,
            "iptables",
            '-A KUBE-SVC-XPGD46QRK7WJZT7O ! -s 10.244.0.0/16 -d 10.96.0.1/32 -p tcp -m comment --comment "ns1/svc1:p80 cluster IP" '
            "-m tcp --dport 80 -j KUBE-MARK-MASQ",
            id="iptables: strangers are masqueraded",
        ),
        pytest.param(
            PLAIN,
            "iptables",
            '-A KUBE-SVC-XPGD46QRK7WJZT7O -m comment --comment "ns1/svc1:p80 -> 10.180.0.1:80" -m statistic --mode random '
            "--probability 0.50000000000 -j KUBE-SEP-SXIVWICOYRO3J4NJ",
            id="iptables: one of two",
        ),
        pytest.param(
            PLAIN,
            "iptables",
            '-A KUBE-SEP-SXIVWICOYRO3J4NJ -p tcp -m comment --comment "ns1/svc1:p80" -m tcp -j DNAT --to-destination 10.180.0.1:80',
            id="iptables: the translation",
        ),
        pytest.param(
            BALANCED,
            "iptables",
            "-A KUBE-PROXY-FIREWALL -d 203.0.113.5/32 -p tcp -m comment "
            '--comment "ns1/svc1:p80 traffic not accepted by KUBE-FW-XPGD46QRK7WJZT7O" -m tcp --dport 80 -j DROP',
            id="iptables: source ranges",
        ),
        pytest.param(
            BALANCED,
            "iptables",
            '-A KUBE-FW-XPGD46QRK7WJZT7O -s 203.0.113.5/32 -m comment --comment "ns1/svc1:p80 loadbalancer IP" '
            "-j KUBE-EXT-XPGD46QRK7WJZT7O",
            id="iptables: source ranges around the node",
        ),
        pytest.param(
            BALANCED,
            "iptables",
            '-A KUBE-FW-XPGD46QRK7WJZT7O -m comment --comment "other traffic to ns1/svc1:p80 will be dropped by KUBE-PROXY-FIREWALL"',
            id="iptables: what no source range has",
        ),
        pytest.param(
            BALANCED,
            "iptables",
            '-A KUBE-EXT-XPGD46QRK7WJZT7O -m comment --comment "masquerade LOCAL traffic for ns1/svc1:p80 external destinations" '
            "-m addrtype --src-type LOCAL -j KUBE-MARK-MASQ",
            id="iptables: the short-circuit of policy Local",
        ),
        pytest.param(
            EMPTY,
            "iptables",
            '-A KUBE-EXTERNAL-SERVICES -p udp -m comment --comment "ns1/none:p80 has no endpoints" -m addrtype --dst-type LOCAL '
            "-m udp --dport 30009 -j REJECT --reject-with icmp-port-unreachable",
            id="iptables: a node port without endpoints",
        ),
        pytest.param(PLAIN, "ipvs", "TCP  10.96.0.1:80 rr", id="ipvs: a virtual server"),
        pytest.param(BALANCED, "ipvs", "TCP  192.168.0.11:30001 rr persistent 10800", id="ipvs: a node port with affinity"),
        pytest.param(PLAIN, "ipvs", "  -> 10.180.0.1:80                Masq    1      0          0", id="ipvs: a real server"),
    ],
)
def test_lines(objects: tuple[dict[str, Any], ...], mode: str, line: str) -> None:
    assert line in text(*objects, mode=mode).splitlines()


@pytest.mark.parametrize(
    ("count", "chances"),
    [
        pytest.param(2, ["0.50000000000"], id="two"),
        pytest.param(3, ["0.33333333349", "0.50000000000"], id="three"),
        pytest.param(7, ["0.14285714272", "0.16666666651", "0.20000000019", "0.25000000000", "0.33333333349", "0.50000000000"], id="seven"),
    ],
)
def test_probabilities_are_those_that_the_kernel_keeps(count: int, chances: list[str]) -> None:
    made = text(service("svc1", "10.96.0.1"), slice_("svc1", *(f"10.180.0.{number}" for number in range(1, count + 1))))
    assert re.findall(r"--probability (\S+) ", made) == chances


@pytest.mark.parametrize(("count", "commented"), [pytest.param(1000, True, id="a thousand"), pytest.param(1001, False, id="one more")])
def test_beyond_a_thousand_endpoints_their_rules_have_no_comments(count: int, commented: bool) -> None:
    """appendServiceCommentLocked of pkg/proxy/iptables/proxier.go."""
    addresses = [f"10.180.{number // 256}.{number % 256}" for number in range(count - 1)]
    lines = text(service("svc1", "10.96.0.1"), slice_("svc1", *addresses), service("svc2", "10.96.0.2"), slice_("svc2", "10.181.0.1"))
    own = [line for line in lines.splitlines() if line.startswith("-A KUBE-SEP-") or "-j KUBE-SEP-" in line]
    assert len(own) == 3 * count
    assert {"--comment" in line for line in own} == {commented}
    assert '--comment "ns1/svc2:p80 cluster IP"' in lines


def test_a_source_range_that_is_not_the_nodes_lets_no_load_balancer_in() -> None:
    balanced = {"loadBalancer": {"ingress": [{"ip": "203.0.113.5"}]}}
    made = service("svc1", "10.96.0.1", type="LoadBalancer", loadBalancerSourceRanges=["198.51.100.0/25"], status=balanced)
    assert "-s 203.0.113.5/32" not in text(made, slice_("svc1", "10.180.0.1"))


def test_chains_and_their_rules_stand_by_name() -> None:
    nat = text(*BALANCED, ODD, ONE).partition("*nat\n")[2].splitlines()
    chains = [line.split()[0][1:] for line in nat if line.startswith(":")]
    assert chains[4:] == sorted(chains[4:])
    assert list(dict.fromkeys(line.split()[1] for line in nat if line.startswith("-A"))) == [chain for chain in chains if chain != "INPUT"]


STRANGE = "ip saddr != 10.244.0.0/16"
MARK = "meta mark set meta mark | 0x00004000"
ENDPOINT = "endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80"
ODD = service("svc2", "10.96.0.2", type="NodePort", ports=[{"name": "p80", "port": 80, "protocol": "UDP", "nodePort": 30002}])
ONE = {**slice_("svc2", "10.180.0.3"), "ports": [{"name": "p80", "port": 80, "protocol": "UDP"}]}
SERVICE_2 = "service-VHLWPEOV-ns1/svc2/udp/p80"


# TestOverallNFTablesRules of pkg/proxy/nftables/proxier_test.go at each version, in the words of `nft list`
@pytest.mark.parametrize(
    ("since", "until", "line"),
    [
        pytest.param("1.29", "1.32", "chain filter-prerouting {", id="the filters of old"),
        pytest.param("1.29", "1.32", "type filter hook forward priority -110; policy accept;", id="filters before translation"),
        pytest.param("1.30", "1.32", "chain filter-output-post-dnat {", id="the one filter behind translation"),
        pytest.param("1.33", "1.37", "chain filter-prerouting-pre-dnat {", id="source ranges first"),
        pytest.param("1.33", "1.37", "chain filter-output-pre-dnat {", id="source ranges first, of processes"),
        pytest.param("1.33", "1.37", "type filter hook output priority filter; policy accept;", id="filters behind translation"),
        pytest.param("1.30", "1.37", "chain cluster-ips-check {", id="cluster IPs are checked"),
        pytest.param("1.29", "1.33", f"ip daddr 10.96.0.1 tcp dport 80 {STRANGE} jump mark-for-masquerade", id="strangers by port"),
        pytest.param("1.34", "1.35", f"ip daddr 10.96.0.1 {STRANGE} jump mark-for-masquerade", id="strangers by address"),
        pytest.param(
            "1.36",
            "1.37",
            f'ip daddr @cluster-ips {STRANGE} {MARK} comment "masquerade clusterIP traffic from outside cluster"',
            id="strangers of all Services at once",
        ),
        pytest.param("1.29", "1.35", "chain mark-for-masquerade {", id="a chain that marks"),
        pytest.param("1.29", "1.35", "meta mark & 0x00004000 == 0x00000000 return", id="what is not marked goes on"),
        pytest.param(
            "1.36",
            "1.37",
            "meta mark & 0x00004000 != 0x00000000 meta mark set meta mark ^ 0x00004000 masquerade fully-random",
            id="what is marked is masqueraded",
        ),
        pytest.param(
            "1.36",
            "1.37",
            "ct status dnat ip saddr . ip daddr . meta l4proto . th dport @hairpin-connections masquerade fully-random",
            id="loops are masqueraded",
        ),
        pytest.param("1.36", "1.37", "elements = { 10.180.0.1 . 10.180.0.1 . tcp . 80,", id="loops of the node's own endpoints"),
        pytest.param("1.29", "1.35", "ip saddr 10.180.0.1 jump mark-for-masquerade", id="loops by endpoint"),
        pytest.param("1.29", "1.35", 'fib saddr type local jump mark-for-masquerade comment "masquerade local traffic"', id="processes"),
        pytest.param("1.36", "1.37", f'fib saddr type local {MARK} comment "masquerade local traffic"', id="processes without a chain"),
        pytest.param(
            "1.29",
            "1.37",
            'ip saddr 10.244.0.0/16 goto service-ULMVA6XW-ns1/svc1/tcp/p80 comment "short-circuit pod traffic"',
            id="the short-circuit of pods",
        ),
        pytest.param(
            "1.29",
            "1.37",
            'fib saddr type local goto service-ULMVA6XW-ns1/svc1/tcp/p80 comment "short-circuit local traffic"',
            id="the short-circuit of processes",
        ),
        pytest.param("1.29", "1.35", "jump mark-for-masquerade", id="policy Cluster masquerades"),
        pytest.param("1.36", "1.37", f'{MARK} comment "masquerade"', id="policy Cluster masquerades without a chain"),
        pytest.param("1.29", "1.37", f"numgen random mod 1 vmap {{ 0 : goto {ENDPOINT} }}", id="affinity has chains of endpoints"),
        pytest.param("1.29", "1.37", "update @affinity-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80 { ip saddr }", id="affinity is kept"),
        pytest.param("1.29", "1.37", "timeout 3h", id="affinity for three hours"),
        pytest.param(
            "1.29",
            "1.35",
            "numgen random mod 1 vmap { 0 : goto endpoint-6XSLOFG7-ns1/svc2/udp/p80__10.180.0.3/80 }",
            id="a chain for each endpoint",
        ),
        pytest.param("1.36", "1.36", "meta l4proto udp dnat ip to numgen random mod 1 map { 0 : 10.180.0.3 . 80 }", id="a map of one"),
        pytest.param("1.37", "1.37", f"chain {SERVICE_2} {{\nmeta l4proto udp dnat to 10.180.0.3:80\n}}", id="one alone"),
        pytest.param("1.29", "1.37", "ip saddr != { 192.168.0.0/24, 198.51.100.0/25, 203.0.113.5 } drop", id="ranges around the node"),
    ],
)
def test_lines_of_nftables_by_version(since: str, until: str, line: str) -> None:
    written = {
        version: text(*BALANCED, ODD, ONE, mode="nftables", version=version).replace("\t", "")
        for version in ("1.29", "1.30", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37")
    }
    assert [version for version, lines in written.items() if f"\n{line}\n" in lines] == [one for one in written if since <= one <= until]


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        pytest.param({"version": "1.33"}, "ip daddr 10.96.0.1 tcp dport 80 jump mark-for-masquerade", id="by Service"),
        pytest.param({}, f'ip daddr @cluster-ips {MARK} comment "masquerade all clusterIP traffic"', id="all Services at once"),
    ],
)
def test_masquerade_all_in_nftables(settings: dict[str, str], line: str) -> None:
    assert f"\t\t{line}\n" in text(*PLAIN, mode="nftables", masqueradeAll=True, **settings)


def test_without_a_range_of_pods_nobody_is_a_stranger_to_nftables() -> None:
    made = text(*PLAIN, mode="nftables", family=6)
    assert "\tchain services {\n\t\tip6 daddr . meta l4proto . th dport vmap @service-ips\n" in made


@pytest.mark.parametrize("named", [["0.0.0.0/0"], ["192.168.0.0/16", "0.0.0.0/0"]])
def test_node_ports_at_every_address_need_no_set_of_nftables(named: list[str]) -> None:
    made = text(*EMPTY, mode="nftables", nodePortAddresses=named)
    assert "set nodeport-ips" not in made
    assert "\t\tip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @no-endpoint-nodeports\n" in made
    assert "\t\tfib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @service-nodeports\n" in made


@pytest.mark.parametrize(
    ("ranges", "line"),
    [
        pytest.param(["198.51.100.0/25"], "ip saddr != 198.51.100.0/25 drop", id="one range, not the node's"),
        pytest.param(["198.51.100.7/32"], "ip saddr != 198.51.100.7 drop", id="one address"),
        pytest.param(["192.168.0.0/24", "203.0.113.0/24"], "ip saddr != { 192.168.0.0/24, 203.0.113.0/24 } drop", id="held already"),
    ],
)
def test_source_ranges_as_nft_prints_them(ranges: list[str], line: str) -> None:
    balanced = {"loadBalancer": {"ingress": [{"ip": "203.0.113.5"}]}}
    made = service("svc1", "10.96.0.1", type="LoadBalancer", loadBalancerSourceRanges=ranges, status=balanced)
    assert f"\t\t{line}\n" in text(made, slice_("svc1", "10.180.0.1"), mode="nftables")


def test_a_node_without_an_address_of_a_family_is_in_no_range() -> None:
    balanced = {"loadBalancer": {"ingress": [{"ip": "fd00:203::5"}]}}
    made = service("svc1", "fd00:96::1", type="LoadBalancer", loadBalancerSourceRanges=["fd00::/8"], status=balanced)
    alone = {**NODE, "status": {"addresses": NODE["status"]["addresses"][:1]}}
    assert "\t\tip6 saddr != fd00::/8 drop\n" in text(alone, made, mode="nftables", family=6)


def test_a_comment_is_cut_where_nft_takes_no_more() -> None:
    made = service("s" * 63, "10.96.0.1", ports=[{"name": "p" * 63, "port": 80, "protocol": "TCP"}])
    made["metadata"]["namespace"] = "n" * 63
    assert f'comment "{"n" * 63}/{"s" * 63}:" : goto reject-chain' in text(made, mode="nftables")


def test_ipv6_has_a_text_of_its_own() -> None:
    assert "-j DNAT --to-destination [fd00:180::1]:80" in text(*PLAIN, family=6)
    assert "dnat to [fd00:180::1]:80" in text(*PLAIN, mode="nftables", family=6)
    assert "dnat ip6 to numgen random mod 1 map { 0 : fd00:180::1 . 80 }" in text(*PLAIN, mode="nftables", family=6, version="1.36")


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        pytest.param((), "-m addrtype --dst-type LOCAL -j KUBE-NODEPORTS", id="all addresses"),
        pytest.param(("192.168.0.0/24",), "-A KUBE-SERVICES -d 192.168.0.11/32", id="those of a range"),
        pytest.param(("127.0.0.0/8",), "-A KUBE-SERVICES -d 127.0.0.1/32", id="loopback"),
        pytest.param(("primary",), "-A KUBE-SERVICES -d 192.168.0.11/32", id="the primary address"),
    ],
)
def test_where_node_ports_are_served(named: tuple[str, ...], expected: str) -> None:
    assert expected in text(*EMPTY, nodePortAddresses=list(named))


def test_an_unknown_node_is_misuse() -> None:
    state = State(Settings(), Allocator(Settings(), Stated()))
    with pytest.raises(Misuse, match="there is no node node-1"):
        rules_text(state, "node-1")


EVERYTHING = (*BALANCED, *EMPTY, ODD, ONE, service("svc3", "10.96.0.3", "fd00:96::3"), slice_("svc3", "10.180.0.4", "10.180.0.5"))
DUAL = {"podCIDRs": ["10.244.0.0/16", "fd00:244::/48"], "serviceCIDRs": ["10.96.0.0/16", "fd00:96::/112"]}
ELEMENTS = re.compile(r"(?<=elements = \{ )[^}]+(?= \})")


def tool(command: tuple[str, ...], *, given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["unshare", "-rn", *command], input=given, text=True, capture_output=True, check=False)


def sorted_elements(listed: str) -> str:
    """nft lists elements in an order of its own."""
    return ELEMENTS.sub(lambda found: " ".join(sorted(re.split(r",\s+", found[0]))), listed)


@pytest.mark.parametrize("family", [4, 6])
def test_iptables_saves_what_is_printed_word_for_word(family: int) -> None:
    six = "6" if family == 6 else ""
    listed = (f"ip{six}tables-restore", f"ip{six}tables-save")
    if not all(map(shutil.which, (*listed, "unshare"))) or tool(("sh", "-c", listed[0]), given="*nat\nCOMMIT\n").returncode:
        pytest.skip(f"{listed[0]} cannot run here in a network namespace of its own")
    made = text(*EVERYTHING, slice_("svc3", "fd00:180::4", "fd00:180::5", family="IPv6"), family=family, **DUAL)
    saved = tool(("sh", "-c", " && ".join(listed)), given=made)
    kept = "".join(line for line in saved.stdout.splitlines(keepends=True) if not line.startswith("#"))
    assert (sorted(kept.split("COMMIT\n")), saved.stderr) == (sorted(made.split("COMMIT\n")), "")


@pytest.mark.parametrize("family", [4, 6])
@pytest.mark.parametrize("version", ["1.29", "1.32", "1.33", "1.34", "1.36", "1.37"])
def test_nft_lists_what_is_printed_word_for_word(version: str, family: int) -> None:
    if not shutil.which("nft") or not shutil.which("unshare") or tool(("nft", "list", "ruleset"), given="").returncode:
        pytest.skip("nft cannot run here in a network namespace of its own")
    six = slice_("svc3", "fd00:180::4", "fd00:180::5", family="IPv6")
    made = text(*EVERYTHING, six, mode="nftables", family=family, version=version, **DUAL)
    listed = tool(("sh", "-c", "nft -f - && nft list ruleset"), given=made)
    assert (sorted_elements(listed.stdout), listed.stderr) == (sorted_elements(made), "")
