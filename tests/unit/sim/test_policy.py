"""What NetworkPolicy and SecurityGroup let through. Rows named by upstream's test/e2e/network/netpol keep its namespaces and pods."""

from __future__ import annotations

from typing import Any

import pytest
from hand_made import a, namespace, node, pod, state

from k8s_svc_trainer.sim import policy
from k8s_svc_trainer.sim.objects import NetworkPolicy, Pod
from k8s_svc_trainer.sim.results import Hop, Stage
from k8s_svc_trainer.sim.state import State

PORTS = (
    {"name": "serve-80-tcp", "containerPort": 80, "protocol": "TCP"},
    {"name": "serve-81-tcp", "containerPort": 81, "protocol": "TCP"},
    {"name": "serve-80-udp", "containerPort": 80, "protocol": "UDP"},
)
CLUSTER = (
    node("node-1", "192.168.0.11"),
    node("node-2", "192.168.0.12"),
    *(namespace(ns, ns=ns) for ns in "xyz"),
    *(
        pod(f"{ns}/{name}", f"10.244.{at}.{number}", labels={"pod": name}, node=f"node-{at}", ports=PORTS)
        for at, ns in ((1, "x"), (2, "y"), (3, "z"))
        for number, name in ((10, "a"), (11, "b"), (12, "c"))
    ),
    pod("x/host", "192.168.0.12", labels={"pod": "a"}, node="node-2", hostNetwork=True),
    pod("x/done", "10.244.9.9", labels={"pod": "b"}, phase="Succeeded"),
)
INTO_A = {"podSelector": {"matchLabels": {"pod": "a"}}}
ADDRESSES = {"x": "10.244.1.1", "y": "10.244.2.1", "z": "10.244.3.1"}


def a_policy(name: str = "p", ns: str = "x", **spec: Any) -> Any:
    return a("NetworkPolicy", f"{ns}/{name}", spec=spec)


def address(place: str) -> str:
    ns, _, name = place.partition("/")
    return ADDRESSES[ns] + {"a": "0", "b": "1", "c": "2"}[name] if ns in ADDRESSES else place


def ingress(cluster: State, source: str, to: str = "x/a", port: int = 80, protocol: str = "TCP", node: str | None = None) -> policy.Verdict:
    """From a pod `ns/name` or an address, into a pod."""
    ns, name = to.split("/")
    target = cluster.one(Pod, ns, name)
    client = cluster.one(Pod, *source.split("/")) if "/" in source else None
    assert target is not None
    return policy.ingress(cluster, target, source_ip=address(source), source_pod=client, source_node=node, port=port, protocol=protocol)


def egress(cluster: State, source: str, to: str, port: int = 80, protocol: str = "TCP") -> policy.Verdict:
    ns, name = source.split("/")
    client = cluster.one(Pod, ns, name)
    assert client is not None
    return policy.egress(cluster, client, address(to), port, protocol)


FROM_B = [{"from": [{"podSelector": {"matchLabels": {"pod": "b"}}}]}]
FROM_Y = [{"from": [{"namespaceSelector": {"matchLabels": {"ns": "y"}}}]}]


@pytest.mark.parametrize(
    ("spec", "allowed", "denied"),
    [
        pytest.param({"podSelector": {}}, (), ("x/b", "y/a", "198.51.100.7"), id="should support a 'default-deny-ingress' policy"),
        pytest.param({"podSelector": {}, "ingress": [{}]}, ("x/b", "y/a", "198.51.100.7"), (), id="should support 'allow-all' policy"),
        pytest.param({**INTO_A, "ingress": FROM_B}, ("x/b",), ("x/c", "y/b", "z/b"), id="a pod selector is of the policy's namespace"),
        pytest.param({**INTO_A, "ingress": FROM_Y}, ("y/a", "y/c"), ("x/b", "z/a"), id="based on NamespaceSelector"),
        pytest.param(
            {**INTO_A, "ingress": [{"from": [{"namespaceSelector": {}}]}]},
            ("x/b", "y/a", "z/c"),
            ("198.51.100.7", "192.168.0.12"),
            id="an empty namespace selector is every pod, and nothing outside",
        ),
        pytest.param(
            {**INTO_A, "ingress": [{"from": [{"podSelector": {}}]}]}, ("x/b", "x/c"), ("y/b", "198.51.100.7"), id="an empty pod selector"
        ),
        pytest.param(
            {
                **INTO_A,
                "ingress": [{"from": [{"namespaceSelector": {"matchLabels": {"ns": "y"}}, "podSelector": {"matchLabels": {"pod": "b"}}}]}],
            },
            ("y/b",),
            ("y/a", "x/b", "z/b"),
            id="based on PodSelector AND NamespaceSelector",
        ),
        pytest.param(
            {
                **INTO_A,
                "ingress": [
                    {"from": [{"namespaceSelector": {"matchLabels": {"ns": "y"}}}, {"podSelector": {"matchLabels": {"pod": "b"}}}]}
                ],
            },
            ("y/a", "y/b", "x/b"),
            ("x/c", "z/b"),
            id="based on PodSelector OR NamespaceSelector",
        ),
        pytest.param(
            {
                **INTO_A,
                "ingress": [{"from": [{"namespaceSelector": {"matchExpressions": [{"key": "ns", "operator": "NotIn", "values": ["x"]}]}}]}],
            },
            ("y/a", "z/b"),
            ("x/b", "x/c"),
            id="based on NamespaceSelector with MatchExpressions",
        ),
        pytest.param(
            {
                **INTO_A,
                "ingress": [{"from": [{"podSelector": {"matchExpressions": [{"key": "pod", "operator": "In", "values": ["b"]}]}}]}],
            },
            ("x/b",),
            ("x/c", "y/b"),
            id="based on PodSelector with MatchExpressions",
        ),
        pytest.param(
            {
                **INTO_A,
                "ingress": [
                    {"from": [{"podSelector": {"matchExpressions": [{"key": "pod", "operator": "Exists"}]}}]},
                    {"from": [{"namespaceSelector": {"matchExpressions": [{"key": "team", "operator": "DoesNotExist"}]}}]},
                ],
            },
            ("x/b", "y/b"),
            ("198.51.100.7",),
            id="Exists and DoesNotExist",
        ),
        pytest.param(
            {
                **INTO_A,
                "ingress": [{"from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "y"}}}]}],
            },
            ("y/a",),
            ("x/b", "z/a"),
            id="every namespace carries its name as a label",
        ),
        pytest.param(
            {**INTO_A, "ingress": [{"from": [{"ipBlock": {"cidr": "10.244.2.0/24", "except": ["10.244.2.11/32"]}}]}]},
            ("y/a", "y/c"),
            ("y/b", "x/b"),
            id="an ipBlock matches pod addresses, but for its exceptions",
        ),
        pytest.param(
            {**INTO_A, "ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}]},
            ("x/b", "z/a", "198.51.100.7", "192.168.0.12"),
            ("2001:db8::1", "::af4:20a"),
            id="a range of one family has none of the other",
        ),
        pytest.param(
            {**INTO_A, "policyTypes": ["Egress"], "ingress": FROM_B}, ("x/c", "y/a"), (), id="the type Egress alone closes no ingress"
        ),
        pytest.param({**INTO_A, "egress": [{}]}, (), ("x/b", "y/a"), id="egress rules without types close ingress too"),
        pytest.param({"podSelector": {"matchLabels": {"pod": "b"}}}, ("x/b", "y/a"), (), id="a pod that is not selected is open"),
        pytest.param({**INTO_A, "policyTypes": ["Ingress"]}, ("x/a",), ("x/b",), id="a pod never blocks itself"),
        pytest.param({**INTO_A, "policyTypes": ["Ingress"]}, ("192.168.0.11",), ("192.168.0.12",), id="its own node is always let in"),
        pytest.param(
            {**INTO_A, "ingress": [{"from": [{"podSelector": {}, "namespaceSelector": {}}]}]},
            (),
            ("192.168.0.12",),
            id="no pod selector matches a pod in its node's network",
        ),
    ],
)
def test_who_may_come_in(spec: dict[str, Any], allowed: tuple[str, ...], denied: tuple[str, ...]) -> None:
    cluster = state(*CLUSTER, a_policy(**spec))
    assert [source for source in allowed if not ingress(cluster, source).allowed] == []
    assert [source for source in denied if ingress(cluster, source).allowed] == []


@pytest.mark.parametrize(
    ("ports", "allowed", "denied"),
    [
        pytest.param([{"port": 81}], [(81, "TCP")], [(80, "TCP"), (81, "UDP")], id="TCP where no protocol is said"),
        pytest.param([{"protocol": "UDP"}], [(80, "UDP"), (1, "UDP")], [(80, "TCP")], id="all ports of a protocol"),
        pytest.param([{"port": 81}, {"port": 80}], [(80, "TCP"), (81, "TCP")], [(82, "TCP")], id="several ports"),
        pytest.param([{"port": "serve-81-tcp"}], [(81, "TCP")], [(80, "TCP"), (81, "UDP")], id="ingress access on one named port"),
        pytest.param([{"port": "serve-80-udp"}], [], [(80, "TCP"), (80, "UDP")], id="a name needs its protocol"),
        pytest.param([{"port": "serve-80-udp", "protocol": "UDP"}], [(80, "UDP")], [(80, "TCP")], id="and has it"),
        pytest.param([{"port": "nothing"}], [], [(80, "TCP")], id="a name that no container has"),
        pytest.param([{"port": 80, "endPort": 82}], [(80, "TCP"), (81, "TCP"), (82, "TCP")], [(79, "TCP"), (83, "TCP")], id="EndPort"),
        pytest.param([{"port": 132, "protocol": "SCTP"}], [(132, "SCTP")], [(132, "TCP")], id="SCTP"),
    ],
)
def test_which_ports(ports: list[Any], allowed: list[tuple[int, str]], denied: list[tuple[int, str]]) -> None:
    cluster = state(*CLUSTER, a_policy(**INTO_A, ingress=[{"ports": ports}]))
    assert [one for one in allowed if not ingress(cluster, "x/b", port=one[0], protocol=one[1]).allowed] == []
    assert [one for one in denied if ingress(cluster, "x/b", port=one[0], protocol=one[1]).allowed] == []


def test_ports_and_peers_of_one_rule_must_both_fit() -> None:
    cluster = state(*CLUSTER, a_policy(**INTO_A, ingress=[{**FROM_B[0], "ports": [{"port": 80}]}, {**FROM_Y[0], "ports": [{"port": 81}]}]))
    assert ingress(cluster, "x/b", port=80).allowed
    assert ingress(cluster, "y/a", port=81).allowed
    assert not ingress(cluster, "x/b", port=81).allowed
    assert not ingress(cluster, "y/a", port=80).allowed


def test_policies_add_up() -> None:
    cluster = state(
        *CLUSTER, a_policy("deny", podSelector={}), a_policy("b", **INTO_A, ingress=FROM_B), a_policy("y", **INTO_A, ingress=FROM_Y)
    )
    assert ingress(cluster, "x/b").allowed
    assert ingress(cluster, "y/a").allowed
    assert not ingress(cluster, "x/c").allowed
    assert not ingress(cluster, "y/a", to="x/b").allowed


TO_B = [{"to": [{"podSelector": {"matchLabels": {"pod": "b"}}}]}]
OF_A = {**INTO_A, "policyTypes": ["Egress"]}


@pytest.mark.parametrize(
    ("spec", "allowed", "denied"),
    [
        pytest.param({**OF_A}, ("x/a", "127.0.0.1", "::1"), ("x/b", "y/b", "198.51.100.7"), id="default-deny-all; itself is never blocked"),
        pytest.param({**OF_A}, ("192.168.0.11",), ("192.168.0.12",), id="its own node is always let out to"),
        pytest.param({**OF_A, "egress": TO_B}, ("x/b",), ("x/c", "y/b"), id="based on PodSelector"),
        pytest.param(
            {**OF_A, "egress": [{"to": [{"namespaceSelector": {"matchLabels": {"ns": "y"}}}]}]}, ("y/b",), ("x/b", "z/b"), id="by namespace"
        ),
        pytest.param(
            {**OF_A, "egress": [{"to": [{"ipBlock": {"cidr": "10.244.2.0/24", "except": ["10.244.2.10/31"]}}]}]},
            ("y/c",),
            ("y/a", "y/b", "x/b"),
            id="should enforce except clause while egress access to server in CIDR block",
        ),
        pytest.param(
            {**OF_A, "egress": [{"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}]}]},
            ("198.51.100.7", "192.168.0.12"),
            ("y/a",),
            id="the world, but not the pods",
        ),
        pytest.param({**OF_A, "egress": [{"to": [{"podSelector": {}}]}]}, ("x/b",), ("192.168.0.12",), id="hostNetwork is no pod peer"),
        pytest.param({**OF_A, "egress": [{"to": [{"podSelector": {}}]}]}, (), ("10.244.9.9",), id="nor is a finished pod"),
        pytest.param({**INTO_A, "egress": [{}]}, ("x/b", "198.51.100.7"), (), id="an empty rule allows all"),
        pytest.param({**INTO_A, "ingress": FROM_B}, ("y/a", "198.51.100.7"), (), id="ingress rules close no egress"),
    ],
)
def test_where_a_pod_may_go(spec: dict[str, Any], allowed: tuple[str, ...], denied: tuple[str, ...]) -> None:
    cluster = state(*CLUSTER, a_policy(**spec))
    assert [to for to in allowed if not egress(cluster, "x/a", to).allowed] == []
    assert [to for to in denied if egress(cluster, "x/a", to).allowed] == []


def test_a_named_port_of_an_egress_rule_is_the_destinations() -> None:
    cluster = state(
        *CLUSTER,
        pod("y/other", "10.244.2.99", ports=({"name": "serve-81-tcp", "containerPort": 9999},)),
        a_policy(**OF_A, egress=[{"ports": [{"port": "serve-81-tcp"}]}]),
    )
    assert egress(cluster, "x/a", "y/a", 81).allowed
    assert egress(cluster, "x/a", "10.244.2.99", 9999).allowed
    assert not egress(cluster, "x/a", "10.244.2.99", 81).allowed
    assert not egress(cluster, "x/a", "198.51.100.7", 81).allowed


def test_a_pod_in_its_nodes_network_is_not_governed() -> None:
    cluster = state(*CLUSTER, a_policy(podSelector={}, policyTypes=["Ingress", "Egress"]))
    assert egress(cluster, "x/host", "y/a") == policy.OPEN
    assert ingress(cluster, "y/a", to="x/host") == policy.OPEN


def test_a_masqueraded_packet_is_its_nodes_and_no_longer_the_pods() -> None:
    cluster = state(*CLUSTER, a_policy(**INTO_A, ingress=FROM_B))
    target, client = cluster.one(Pod, "x", "a"), cluster.one(Pod, "x", "b")
    assert target is not None
    for node_ip, allowed in (("192.168.0.12", False), ("192.168.0.11", True)):
        verdict = policy.ingress(cluster, target, source_ip=node_ip, source_pod=client, source_node=None, port=80, protocol="TCP")
        assert verdict.allowed is allowed


def test_a_process_on_the_pods_own_node_is_let_in_from_any_of_its_addresses() -> None:
    cluster = state(*CLUSTER, a_policy(podSelector={}))
    assert ingress(cluster, "10.244.1.1", node="node-1").allowed
    assert not ingress(cluster, "10.244.1.1", node="node-2").allowed
    assert not ingress(cluster, "x/b", node="node-1").allowed


def test_a_network_that_enforces_nothing() -> None:
    cluster = state(*CLUSTER, a_policy(podSelector={}, policyTypes=["Ingress", "Egress"]), networkPolicy=False)
    assert egress(cluster, "x/a", "y/a") == policy.OPEN
    assert ingress(cluster, "y/a") == policy.OPEN


def test_a_policy_governs_its_own_namespace_only() -> None:
    cluster = state(*CLUSTER, a_policy(ns="y", podSelector={}))
    assert ingress(cluster, "y/a") == policy.OPEN
    assert not ingress(cluster, "x/a", to="y/a").allowed


def test_a_policy_without_a_pod_selector_governs_all() -> None:
    assert not ingress(state(*CLUSTER, a_policy(policyTypes=["Ingress"])), "x/b").allowed


def test_a_deleted_policy_holds_nothing_back() -> None:
    cluster = state(*CLUSTER, a_policy(podSelector={}))
    assert not ingress(cluster, "y/a").allowed
    fork = cluster.fork()
    fork.remove(next(iter(fork.held("NetworkPolicy").values())))
    assert ingress(fork, "y/a").allowed
    assert not ingress(cluster, "y/a").allowed


@pytest.mark.parametrize(
    ("policies", "object_", "text"),
    [
        pytest.param(
            [a_policy("deny", podSelector={})],
            "networkpolicy/x/deny",
            "NetworkPolicy x/deny isolates pod x/a for ingress, and it has no rule that allows TCP port 80 from 10.244.2.10 (pod y/a): "
            "the packet is dropped",
            id="one policy",
        ),
        pytest.param(
            [a_policy("deny", podSelector={}), a_policy("b", **INTO_A, ingress=FROM_B)],
            "networkpolicy/x/b",
            "NetworkPolicies x/b, x/deny isolate pod x/a for ingress, and none of them has a rule that allows TCP port 80 from "
            "10.244.2.10 (pod y/a): the packet is dropped",
            id="two policies",
        ),
    ],
)
def test_why_a_packet_is_dropped(policies: list[Any], object_: str, text: str) -> None:
    hop = ingress(state(*CLUSTER, *policies), "y/a").hop
    assert hop is not None
    assert (hop.stage, hop.object, hop.text, hop.decided, hop.at) == ("policy", object_, text, True, "pod/x/a")


def test_a_pod_in_its_nodes_network_is_called_by_its_address() -> None:
    hop = ingress(state(*CLUSTER, a_policy(podSelector={})), "192.168.0.12").hop
    assert hop is not None
    assert "from 192.168.0.12: the packet is dropped" in hop.text


def test_a_pod_whose_node_is_gone_is_governed_like_any_other() -> None:
    lost = pod("x/lost", "10.244.7.7", labels={"pod": "lost"}, node="node-7")
    cluster = state(*CLUSTER, lost, a_policy(podSelector={}, policyTypes=["Ingress", "Egress"]))
    target = cluster.one(Pod, "x", "lost")
    assert target is not None
    assert not policy.egress(cluster, target, "10.244.1.10", 80, "TCP").allowed


def test_a_namespace_without_an_object_has_its_name_as_a_label() -> None:
    assert policy.namespace_labels(state(), "default") == {"kubernetes.io/metadata.name": "default"}


def test_why_a_packet_passes_out() -> None:
    cluster = state(*CLUSTER, a_policy(**OF_A, egress=[{"ports": [{"port": 80}]}]))
    assert egress(cluster, "x/a", "198.51.100.7").hop == Hop(
        Stage.POLICY,
        "pod/x/a",
        "networkpolicy/x/p",
        "NetworkPolicy {} allows {} of pod {}: {} port {} to {}",
        ("x/p", "egress", "x/a", "TCP", "80", "198.51.100.7"),
    )


def test_why_a_packet_passes_in() -> None:
    cluster = state(*CLUSTER, a_policy(**INTO_A, ingress=FROM_B))
    assert ingress(cluster, "x/b", port=81).hop == Hop(
        Stage.POLICY,
        "pod/x/a",
        "networkpolicy/x/p",
        "NetworkPolicy {} allows {} of pod {}: {} port {} from {}",
        ("x/p", "ingress", "x/a", "TCP", "81", "10.244.1.11 (pod x/b)"),
    )


def test_why_a_packet_may_not_go_out() -> None:
    found = egress(state(*CLUSTER, a_policy(**OF_A)), "x/a", "198.51.100.7", 53, "UDP")
    assert found.allowed is False
    assert found.hop is not None
    assert found.hop.text == (
        "NetworkPolicy x/p isolates pod x/a for egress, and it has no rule that allows UDP port 53 to 198.51.100.7: the packet is dropped"
    )


@pytest.mark.parametrize(
    ("spec", "types"),
    [
        pytest.param({"ingress": FROM_B}, ("Ingress",), id="ingress rules"),
        pytest.param({}, ("Ingress",), id="no rules"),
        pytest.param({"egress": [{}]}, ("Ingress", "Egress"), id="egress rules"),
        pytest.param({"egress": [{}], "policyTypes": ["Egress"]}, ("Egress",), id="as it states"),
    ],
)
def test_the_directions_that_a_policy_closes(spec: dict[str, Any], types: tuple[str, ...]) -> None:
    """SetDefaults_NetworkPolicy."""
    cluster = state(*CLUSTER, a_policy(podSelector={}, **spec))
    found = cluster.one(NetworkPolicy, "x", "p")
    assert found is not None
    assert policy.types_of(found) == types


def test_which_policies_govern_a_pod() -> None:
    cluster = state(*CLUSTER, a_policy("z", podSelector={}), a_policy("e", **OF_A))
    target = cluster.one(Pod, "x", "a")
    assert target is not None
    assert [one.metadata.name for one in policy.governing(cluster, target, "Ingress")] == ["z"]
    assert [one.metadata.name for one in policy.governing(cluster, target, "Egress")] == ["e"]


# --- SecurityGroup -----------------------------------------------------------------------------------------------


def group(name: str, *rules: Any, **selector: str) -> Any:
    return a("SecurityGroup", name, spec={"ingress": list(rules), "nodeSelector": selector})


NODES = (node("node-1", "192.168.0.11", zone="a"), node("node-2", "192.168.0.12", zone="b"))
WEB = {"ports": ["443", "30000-32767", 80], "protocol": "TCP", "cidrs": ["0.0.0.0/0"]}


@pytest.mark.parametrize(
    ("groups", "node_name", "source", "port", "protocol", "allowed"),
    [
        pytest.param([], "node-1", "198.51.100.7", 30080, "TCP", True, id="no group, no firewall"),
        pytest.param([group("g", WEB)], "node-1", "198.51.100.7", 30080, "TCP", True, id="a range of ports"),
        pytest.param([group("g", WEB)], "node-1", "198.51.100.7", 32767, "TCP", True, id="with its last"),
        pytest.param([group("g", WEB)], "node-1", "198.51.100.7", 32768, "TCP", False, id="and nothing beyond"),
        pytest.param([group("g", WEB)], "node-1", "198.51.100.7", 443, "TCP", True, id="one port"),
        pytest.param([group("g", WEB)], "node-1", "198.51.100.7", 80, "TCP", True, id="a port as a number"),
        pytest.param([group("g", WEB)], "node-1", "198.51.100.7", 30080, "UDP", False, id="another protocol"),
        pytest.param([group("g", WEB)], "node-1", "2001:db8::7", 30080, "TCP", False, id="another family"),
        pytest.param(
            [group("g", {"cidrs": ["203.0.113.0/24"], "protocol": "UDP"})], "node-1", "203.0.113.9", 1, "UDP", True, id="all ports"
        ),
        pytest.param([group("g", {"cidrs": ["203.0.113.0/24"]})], "node-1", "198.51.100.7", 1, "TCP", False, id="another source"),
        pytest.param([group("g", {"ports": ["80"]})], "node-1", "198.51.100.7", 80, "TCP", True, id="no ranges, all sources"),
        pytest.param([group("g")], "node-2", "198.51.100.7", 80, "TCP", False, id="an empty selector is all nodes"),
        pytest.param([group("g", zone="a")], "node-1", "198.51.100.7", 80, "TCP", False, id="a selected node"),
        pytest.param([group("g", zone="a")], "node-2", "198.51.100.7", 80, "TCP", True, id="a node beside it"),
        pytest.param([group("g", zone="a"), group("h", WEB)], "node-1", "198.51.100.7", 80, "TCP", True, id="groups add up"),
        pytest.param([group("g", zone="a")], "node-9", "198.51.100.7", 80, "TCP", True, id="a node without labels"),
    ],
)
def test_the_clouds_firewall(groups: list[Any], node_name: str, source: str, port: int, protocol: str, allowed: bool) -> None:
    assert policy.firewall(state(*NODES, *groups), node_name, source, port, protocol).allowed is allowed


def test_why_the_firewall_drops() -> None:
    """Where several groups stand before a node, the first by name is told."""
    hop = policy.firewall(state(*NODES, group("outer"), group("edge")), "node-1", "198.51.100.7", 30080, "TCP").hop
    assert hop is not None
    assert (hop.stage, hop.at, hop.object, hop.decided) == ("firewall", "node-1", "securitygroup/edge", True)
    assert hop.text == "SecurityGroup edge drops the packet: no rule lets 198.51.100.7 reach TCP port 30080 of node node-1"


def test_why_the_firewall_lets_a_packet_in() -> None:
    hop = policy.firewall(state(*NODES, group("edge", WEB)), "node-1", "198.51.100.7", 30080, "TCP").hop
    assert hop is not None
    assert (hop.stage, hop.at, hop.object, hop.decided) == ("firewall", "node-1", "securitygroup/edge", False)
    assert hop.text == "SecurityGroup edge lets 198.51.100.7 reach TCP port 30080 of node node-1"
