"""The rules of one service port in each mode: names, chains and filters, as kube-proxy's own tests print them."""

from typing import Any

import pytest

from k8s_svc_trainer.sim.names import at
from k8s_svc_trainer.sim.proxy import iptables, ipvs, nftables
from k8s_svc_trainer.sim.proxy.endpoints import categorize
from k8s_svc_trainer.sim.proxy.ranges import number, parse_range
from k8s_svc_trainer.sim.proxy.rules import Choose, Drop, Hook, Jump, Mark, Packet, PortRules, Reject, Role, chain_name, endpoint_chain
from k8s_svc_trainer.sim.proxy.seen import Backend, Port
from k8s_svc_trainer.sim.proxy.tables import BALANCER, CLUSTER, EXTERNAL, NODE_PORT
from k8s_svc_trainer.sim.proxy.trace import walk

PODS = (parse_range("10.244.0.0/16"),)
BUILD = {"iptables": iptables.build, "nftables": nftables.build, "ipvs": ipvs.build}
POD, OUTSIDE, NODE = "10.244.1.10", "198.51.100.7", "192.168.0.11"


def port(**fields: Any) -> Port:
    plain = {"namespace": "ns1", "service": "svc1", "name": "p80", "protocol": "TCP", "family": 4, "clusterIP": "10.96.0.1", "port": 80}
    return Port(**{**plain, **fields})


def backend(ip: str, node: str | None) -> Backend:
    return Backend(
        ip=ip, port=80, at=at(ip, 80), ready=True, serving=True, terminating=False, node=node, zone=None, slice="ns1/svc1-1", written=True
    )


HERE, THERE = backend("10.180.0.1", "here"), backend("10.180.0.2", "there")


def rules(mode: str, *backends: Backend, masquerade_all: bool = False, **fields: Any) -> PortRules:
    made = port(**fields)
    return BUILD[mode](made, categorize(backends, made, "here", "", minor=37), PODS, masquerade_all=masquerade_all)


def packet(source: str, kind: int, *, own: bool = False, hook: Hook = Hook.FORWARD) -> Packet:
    return Packet(source, number(source), own, frozenset({hook}), kind)


def test_chain_names_are_hashed_as_upstream_does() -> None:
    assert chain_name("iptables", port(), Role.CLUSTER) == "KUBE-SVC-XPGD46QRK7WJZT7O"
    assert chain_name("iptables", port(), Role.EXTERNAL) == "KUBE-EXT-XPGD46QRK7WJZT7O"
    assert endpoint_chain("iptables", port(), HERE) == "KUBE-SEP-SXIVWICOYRO3J4NJ"
    assert chain_name("nftables", port(), Role.CLUSTER) == "service-ULMVA6XW-ns1/svc1/tcp/p80"
    assert endpoint_chain("nftables", port(), HERE) == "endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80"
    assert endpoint_chain("nftables", port(family=6), backend("fd00::1", None)).endswith("-ns1/svc1/tcp/p80__fd00..1/80")
    assert rules("iptables", HERE).name(Role.CLUSTER) == "KUBE-SVC-XPGD46QRK7WJZT7O"
    assert rules("nftables", HERE).name(Role.CLUSTER) == "service-ULMVA6XW-ns1/svc1/tcp/p80"


@pytest.mark.parametrize(
    ("role", "iptables_name", "nftables_name"),
    [
        pytest.param(Role.CLUSTER, "KUBE-SVC-XPGD46QRK7WJZT7O", "service-ULMVA6XW-ns1/svc1/tcp/p80", id="policy Cluster"),
        pytest.param(Role.LOCAL, "KUBE-SVL-XPGD46QRK7WJZT7O", "local-ULMVA6XW-ns1/svc1/tcp/p80", id="policy Local"),
        pytest.param(Role.EXTERNAL, "KUBE-EXT-XPGD46QRK7WJZT7O", "external-ULMVA6XW-ns1/svc1/tcp/p80", id="from outside"),
        pytest.param(Role.FIREWALL, "KUBE-FW-XPGD46QRK7WJZT7O", "firewall-ULMVA6XW-ns1/svc1/tcp/p80", id="source ranges"),
    ],
)
def test_each_chain_has_its_prefix(role: Role, iptables_name: str, nftables_name: str) -> None:
    assert (chain_name("iptables", port(), role), chain_name("nftables", port(), role)) == (iptables_name, nftables_name)


def test_ipvs_has_servers_and_no_chains() -> None:
    assert chain_name("ipvs", port(), Role.CLUSTER) == "IPVS"
    assert endpoint_chain("ipvs", port(), HERE) == "real server 10.180.0.1:80"


def test_a_chain_name_of_nftables_is_cut_after_240_letters_behind_its_prefix() -> None:
    """hashAndTruncate of pkg/proxy/nftables/proxier.go; only the longest names with an IPv6 endpoint come so far."""
    long = port(namespace="n" * 63, service="s" * 63, name="p" * 63, protocol="SCTP", family=6)
    longest = endpoint_chain("nftables", long, backend("fd00:1111:2222:3333:4444:5555:6666:7777", None))
    assert longest == f"endpoint-MBG5QSKZ-{'n' * 63}/{'s' * 63}/sctp/{'p' * 63}__fd00.1111.2222.3333.4444.5555...."
    assert len(longest) == len("endpoint-") + 240
    fits = port(namespace="n" * 63, service="s" * 63, name="p" * 55, family=6)
    whole = endpoint_chain("nftables", fits, backend("fd00:1111:2222:3333:4444:5555:6666:7777", None))
    assert whole.endswith("__fd00.1111.2222.3333.4444.5555.6666.7777/80")
    assert len(whole) == len("endpoint-") + 240


@pytest.mark.parametrize(
    ("mode", "kind", "fields", "backends", "verdict"),
    [
        pytest.param("iptables", CLUSTER, {}, (), Reject, id="iptables: no endpoints are rejected"),
        pytest.param("nftables", CLUSTER, {}, (), Reject, id="nftables: no endpoints are rejected"),
        pytest.param("ipvs", CLUSTER, {}, (), Reject, id="ipvs: a server without real servers rejects"),
        pytest.param("iptables", CLUSTER, {"internalLocal": True}, (THERE,), Drop, id="iptables: none local are dropped"),
        pytest.param("nftables", CLUSTER, {"internalLocal": True}, (THERE,), Drop, id="nftables: none local are dropped"),
        pytest.param("ipvs", CLUSTER, {"internalLocal": True}, (THERE,), Reject, id="ipvs: none local are rejected"),
        pytest.param("ipvs", CLUSTER, {"internalLocal": True, "nodePort": 1}, (THERE,), Choose, id="ipvs: with a node port all are used"),
        pytest.param(
            "iptables", EXTERNAL, {"externalLocal": True, "externalIPs": ("1.2.3.4",)}, (THERE,), Drop, id="iptables: external IP"
        ),
        pytest.param("ipvs", EXTERNAL, {"externalLocal": True, "externalIPs": ("1.2.3.4",)}, (THERE,), Choose, id="ipvs never drops"),
    ],
)
def test_packets_of_outsiders(mode: str, kind: int, fields: dict[str, Any], backends: tuple[Backend, ...], verdict: type[object]) -> None:
    assert type(walk(rules(mode, *backends, **fields), packet(OUTSIDE, kind)).verdict) is verdict


@pytest.mark.parametrize("mode", ["iptables", "nftables", "ipvs"])
def test_rules_keep_what_they_were_made_of(mode: str) -> None:
    made = rules(mode, HERE, THERE)
    assert (made.mode, made.port, made.usable.cluster) == (mode, port(), (HERE, THERE))


def test_a_cluster_ip_chain_marks_strangers_and_chooses() -> None:
    made = rules("iptables", HERE, THERE)
    assert [type(rule.verdict) for rule in made.chains[Role.CLUSTER]] == [Mark, Choose]
    assert not walk(made, packet(POD, CLUSTER)).marked
    assert walk(made, packet(OUTSIDE, CLUSTER)).marked


def test_masquerade_all_marks_pods_on_the_cluster_ip_only() -> None:
    made = rules("iptables", HERE, THERE, masquerade_all=True, externalLocal=True, nodePort=30001)
    assert walk(made, packet(POD, CLUSTER)).marked
    assert not walk(made, packet(POD, NODE_PORT)).marked


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_the_short_circuit_of_policy_local(mode: str) -> None:
    made = rules(mode, HERE, THERE, externalLocal=True, nodePort=30001)
    assert [type(rule.verdict) for rule in made.chains[Role.EXTERNAL]] == [Jump, Mark, Jump, Jump]
    outside, pod, node = (walk(made, packet(ip, NODE_PORT, own=ip == NODE)) for ip in (OUTSIDE, POD, NODE))
    assert (outside.verdict, outside.marked) == (Choose((HERE,), None), False)
    assert (pod.verdict, pod.marked) == (Choose((HERE, THERE), None), False)
    assert (node.verdict, node.marked) == (Choose((HERE, THERE), None), True)


def test_ipvs_has_no_short_circuit() -> None:
    made = rules("ipvs", HERE, THERE, externalLocal=True, nodePort=30001)
    assert {walk(made, packet(ip, NODE_PORT, own=ip == NODE)).marked for ip in (OUTSIDE, POD, NODE)} == {False}
    assert walk(made, packet(POD, NODE_PORT)).verdict == Choose((HERE,), None)


RANGED = {"balancerIPs": ("203.0.113.5",), "sourceRanges": (parse_range("198.51.100.0/25"),)}


@pytest.mark.parametrize(
    ("mode", "backends", "verdict"),
    [
        pytest.param("iptables", (HERE,), Drop, id="iptables with endpoints"),
        pytest.param("iptables", (), Reject, id="iptables without: refused before ranges matter"),
        pytest.param("nftables", (HERE,), Drop, id="nftables with endpoints"),
        pytest.param("nftables", (), Drop, id="nftables without: ranges come first"),
        pytest.param("ipvs", (HERE,), Drop, id="ipvs with endpoints"),
        pytest.param("ipvs", (), Drop, id="ipvs without: ranges come first"),
    ],
)
def test_source_ranges(mode: str, backends: tuple[Backend, ...], verdict: type[object]) -> None:
    assert type(walk(rules(mode, *backends, **RANGED), packet("198.51.100.200", BALANCER)).verdict) is verdict


def test_a_process_is_not_stopped_where_the_filter_does_not_hang() -> None:
    made = rules("iptables", externalIPs=("198.18.0.1",))
    assert walk(made, packet(NODE, EXTERNAL, own=True, hook=Hook.OUTPUT)).verdict is None
    assert type(walk(made, packet(NODE, EXTERNAL, own=True, hook=Hook.INPUT)).verdict) is Reject


def test_without_a_pod_range_nobody_is_told_apart() -> None:
    made = port(externalLocal=True, nodePort=30001)
    bare = iptables.build(made, categorize((HERE,), made, "here", "", minor=37), (), masquerade_all=False)
    assert not walk(bare, packet(OUTSIDE, CLUSTER)).marked
    assert [type(rule.verdict) for rule in bare.chains[Role.EXTERNAL]] == [Mark, Jump, Jump]


def test_each_version_has_one_layout_of_nftables() -> None:
    assert [nftables.layout(minor).filters_first for minor in (24, 29, 30, 32, 33, 37)] == [True, True, True, True, False, False]
    assert [nftables.layout(minor) for minor in (25, 34, 35, 40)] == [nftables.layout(minor) for minor in (24, 34, 34, 37)]
    assert len({nftables.layout(since) for since, _ in nftables.LAYOUTS}) == len(nftables.LAYOUTS)


def test_what_filters_first_stops_a_process_before_it_is_translated() -> None:
    made = rules("nftables", THERE, externalLocal=True, externalIPs=("198.18.0.1",))
    assert type(walk(made, packet(NODE, EXTERNAL, own=True, hook=Hook.OUTPUT)).verdict) is Choose
    first = Packet(NODE, number(NODE), True, frozenset({Hook.OUTPUT}), EXTERNAL, nftables.filtered_first(32))
    assert type(walk(made, first).verdict) is Drop
    passing = Packet(POD, number(POD), False, frozenset({Hook.FORWARD}), EXTERNAL, nftables.filtered_first(32))
    assert type(walk(made, passing).verdict) is Choose
