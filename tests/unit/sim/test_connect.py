"""Connections by name or address, several addresses as one, and connections that are kept open."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.sim import Cluster, ExternalSource, Misuse, NamespaceSource, NodeSource, ObjectKey, PodSource, Settings

CLIENT = PodSource("default", "client")


def pod(name: str, *ips: str, ports: tuple[int, ...] = (8080,), labels: Any = None, **spec: Any) -> Any:
    containers = [{"name": "c", "image": "i", "ports": [{"containerPort": port} for port in ports]}]
    status = {"podIP": ips[0], "podIPs": [{"ip": ip} for ip in ips]} if ips else {}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": "web"} if labels is None else labels},
        "spec": {"nodeName": "node-1", "containers": containers, **spec},
        "status": status,
    }


def service(name: str, **spec: Any) -> Any:
    body = {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080}], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": body}


OBJECTS = [
    pod("client", ports=(), labels={}),
    pod("web-1", "10.244.0.11"),
    pod("web-2", "10.244.0.12"),
    service("web", clusterIP="10.96.0.50"),
    service("pods", clusterIP="None"),
    service("outside", type="ExternalName", externalName="db.example.com", selector=None, ports=None),
]
NAMES = {"db.example.com": ["198.51.100.9"], "both.example.com": ["198.51.100.9", "2001:db8::9"], "six.example.com": ["2001:db8::9"]}
CLUSTER = Cluster(Settings(externalNames=NAMES), OBJECTS)


@pytest.mark.parametrize(
    ("to", "outcome", "backends"),
    [
        pytest.param("web:80", "connected", ["10.244.0.11:8080", "10.244.0.12:8080"], id="a Service's name"),
        pytest.param("WEB.Default:80", "connected", ["10.244.0.11:8080", "10.244.0.12:8080"], id="in capital letters"),
        pytest.param("10.96.0.50:80", "connected", ["10.244.0.11:8080", "10.244.0.12:8080"], id="its address"),
        pytest.param("pods:8080", "connected", ["10.244.0.11:8080", "10.244.0.12:8080"], id="a headless name is the union of its pods"),
        pytest.param("pods:80", "refused", [], id="and translates no port"),
        pytest.param("outside:5432", "connected", ["198.51.100.9:5432"], id="an ExternalName translates no port"),
        pytest.param("both.example.com:80", "connected", ["198.51.100.9:80"], id="IPv4 first"),
        pytest.param("six.example.com:80", "unreachable", [], id="a pod without IPv6 has no way to it"),
        pytest.param("nothing:80", "unresolved", [], id="a name that is not there"),
        pytest.param("localhost:80", "refused", [], id="the pod's own loopback"),
        pytest.param("[2001:db8::9]:80", "unreachable", [], id="an IPv6 address"),
        pytest.param("1.example:80", "unresolved", [], id="a name that begins with a digit"),
    ],
)
def test_where_a_connection_goes(to: str, outcome: str, backends: list[str]) -> None:
    made = CLUSTER.fork().connect(CLIENT, to)
    assert made.outcome == outcome
    if outcome == "connected":
        assert sorted(made.backends) == backends


@pytest.mark.parametrize(
    ("source", "to", "protocol"),
    [
        pytest.param(CLIENT, "web", "TCP", id="no port"),
        pytest.param(CLIENT, "web:0", "TCP", id="port 0"),
        pytest.param(CLIENT, "http://web:80", "TCP", id="a URL"),
        pytest.param(CLIENT, "a..b:80", "TCP", id="an empty label"),
        pytest.param(CLIENT, "web:80", "ICMP", id="another protocol"),
        pytest.param(PodSource("default", "missing"), "web:80", "TCP", id="a pod that is not there"),
        pytest.param(NodeSource("node-9"), "10.96.0.50:80", "TCP", id="a node that is not there"),
        pytest.param(NamespaceSource("default"), "web:80", "TCP", id="a namespace can only resolve"),
    ],
)
def test_connections_that_make_no_sense(source: Any, to: str, protocol: str) -> None:
    with pytest.raises(Misuse):
        CLUSTER.connect(source, to, protocol=protocol)


def test_addresses_that_end_differently_are_mixed() -> None:
    cluster = CLUSTER.fork()
    cluster.patch(ObjectKey.parse("pod/default/web-2"), {"metadata": {"annotations": {"k8s-svc-trainer/listen": ""}}})
    made = cluster.connect(CLIENT, "pods:8080")
    assert made.outcome == "mixed"
    assert {way.outcome for way in made.ways} == {"connected", "refused"}


def test_the_look_up_is_the_first_hop_of_every_way() -> None:
    made = CLUSTER.fork().connect(CLIENT, "web:80")
    assert [way.hops[0].text for way in made.ways] == ["web resolves to 10.96.0.50, by the name web.default.svc.cluster.local"] * 2
    assert (
        CLUSTER.connect(CLIENT, "nothing:80").why
        == "CoreDNS answers NXDOMAIN to nothing.default.svc.cluster.local: there is no Service nothing in namespace default"
    )


def test_an_outside_client_resolves_outside_names() -> None:
    assert CLUSTER.fork().connect(ExternalSource("203.0.113.200"), "db.example.com:80").outcome == "connected"
    assert CLUSTER.fork().connect(ExternalSource("203.0.113.200"), "web:80").outcome == "unresolved"


# --- kept open ---------------------------------------------------------------------------------------------------


def opened(cluster: Cluster, to: str = "web:80") -> Cluster:
    fork = cluster.fork()
    fork.open("c", CLIENT, to)
    return fork


def test_an_open_connection_outlives_service_readiness_and_rules() -> None:
    cluster = opened(CLUSTER)
    cluster.delete(ObjectKey.parse("service/default/web"))
    cluster.patch(ObjectKey.parse("pod/default/web-1"), {"status": {"conditions": [{"type": "Ready", "status": "False"}]}})
    cluster.apply(
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": "deny"},
            "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
        }
    )
    made = cluster.send("c")
    assert (made.outcome, sorted(made.backends)) == ("connected", ["10.244.0.11:8080", "10.244.0.12:8080"])


def test_it_lasts_while_the_pod_terminates_and_breaks_when_it_is_gone() -> None:
    cluster = opened(CLUSTER, "10.244.0.11:8080")
    cluster.terminate(ObjectKey.parse("pod/default/web-1"))
    assert cluster.send("c").outcome == "connected"
    cluster.delete(ObjectKey.parse("pod/default/web-1"))
    assert cluster.send("c").outcome == "broken"


@pytest.mark.parametrize(
    ("merge", "why"),
    [
        pytest.param({"metadata": {"annotations": {"k8s-svc-trainer/listen": "9090"}}}, "that listened at", id="it listens elsewhere"),
        pytest.param({"status": {"phase": "Succeeded"}}, "is gone", id="it has finished"),
    ],
)
def test_it_breaks_when_nothing_listens(merge: Any, why: str) -> None:
    cluster = opened(CLUSTER, "10.244.0.11:8080")
    cluster.patch(ObjectKey.parse("pod/default/web-1"), merge)
    made = cluster.send("c")
    assert made.outcome == "broken"
    assert why in made.why


def test_it_could_have_been_on_either_pod() -> None:
    cluster = opened(CLUSTER)
    cluster.delete(ObjectKey.parse("pod/default/web-2"))
    assert cluster.send("c").outcome == "mixed"
    cluster.delete(ObjectKey.parse("pod/default/web-1"))
    assert cluster.send("c").outcome == "broken"


def test_a_pod_of_the_same_name_and_address_is_another_pod() -> None:
    cluster = opened(CLUSTER, "10.244.0.11:8080")
    cluster.delete(ObjectKey.parse("pod/default/web-1"))
    cluster.apply(pod("web-1", "10.244.0.11"))
    assert cluster.connect(CLIENT, "10.244.0.11:8080").outcome == "connected"
    assert cluster.send("c").outcome == "broken"


def test_it_goes_with_its_client() -> None:
    cluster = opened(CLUSTER)
    cluster.delete(ObjectKey.parse("pod/default/client"))
    assert cluster.send("c").why == "pod/default/client is gone, and its connections with it"
    cluster.apply(pod("client", ports=(), labels={}))
    assert cluster.send("c").outcome == "broken"


def test_a_connection_to_the_outside_stays() -> None:
    cluster = opened(CLUSTER, "outside:5432")
    cluster.delete(ObjectKey.parse("service/default/outside"))
    made = cluster.send("c")
    assert (made.outcome, made.backends) == ("connected", ("198.51.100.9:5432",))


def test_a_nodes_own_connection_has_no_pod_that_could_go() -> None:
    cluster = CLUSTER.fork()
    cluster.open("n", NodeSource("node-1"), "10.244.0.11:8080")
    assert cluster.send("n").outcome == "connected"


def test_a_connection_that_was_never_made_is_broken() -> None:
    cluster = opened(CLUSTER, "pods:80")
    assert cluster.send("c").outcome == "broken"


def test_a_fork_keeps_its_own_connections() -> None:
    cluster = opened(CLUSTER, "10.244.0.11:8080")
    fork = cluster.fork()
    fork.delete(ObjectKey.parse("pod/default/web-1"))
    assert (fork.send("c").outcome, cluster.send("c").outcome) == ("broken", "connected")


def datagrams(*objects: Any, **settings: Any) -> Cluster:
    """A cluster whose Service takes datagrams, with the client and one pod behind it."""
    serving = pod("web-1", "10.244.0.11", ports=())
    serving["spec"]["containers"][0]["ports"] = [{"containerPort": 8080, "protocol": "UDP"}]
    ports = [{"port": 80, "targetPort": 8080, "protocol": "UDP"}]
    objects = (pod("client", ports=(), labels={}), serving, service("web", clusterIP="10.96.0.50", ports=ports), *objects)
    return Cluster(Settings.parse(settings), objects)


def again(name: str, ip: str) -> Any:
    made = pod(name, ip, ports=())
    made["spec"]["containers"][0]["ports"] = [{"containerPort": 8080, "protocol": "UDP"}]
    return made


def test_a_datagram_goes_on_where_the_flow_was_deleted() -> None:
    cluster = datagrams()
    cluster.open("u", CLIENT, "web:80", protocol="udp")
    cluster.apply(again("web-2", "10.244.0.12"))
    assert cluster.send("u").backends == ("10.244.0.11:8080",)
    cluster.delete(ObjectKey("pod", "default", "web-1"))
    assert (cluster.send("u").outcome, cluster.send("u").backends) == ("connected", ("10.244.0.12:8080",))


def test_a_datagram_that_nothing_answers_is_broken_and_the_next_may_be_answered() -> None:
    cluster = datagrams()
    cluster.open("u", CLIENT, "10.96.0.50:80", protocol="UDP")
    cluster.delete(ObjectKey("pod", "default", "web-1"))
    met = cluster.send("u")
    assert (met.outcome, [way.outcome for way in met.ways]) == ("broken", ["broken"])
    assert "no endpoints" in met.why
    cluster.apply(again("web-2", "10.244.0.12"))
    assert cluster.send("u").outcome == "connected"


def test_two_sockets_are_two_flows_and_so_is_one_opened_again() -> None:
    cluster = datagrams()
    cluster.open("u", CLIENT, "web:80", protocol="UDP")
    cluster.apply(again("web-2", "10.244.0.12"))
    both = ("10.244.0.11:8080", "10.244.0.12:8080")
    fork = cluster.fork()
    assert fork.open("v", CLIENT, "web:80", protocol="UDP").backends == both
    assert fork.send("u").backends == both[:1]
    assert cluster.open("u", CLIENT, "web:80", protocol="UDP").backends == both
    assert cluster.send("u").backends == both


def test_datagrams_end_with_their_client_or_its_node() -> None:
    cluster = datagrams()
    cluster.open("u", CLIENT, "web:80", protocol="UDP")
    cluster.delete(ObjectKey("pod", "default", "client"))
    assert (cluster.send("u").outcome, cluster.send("u").why) == ("broken", "pod/default/client is gone, and its connections with it")
    cluster.open("n", NodeSource("node-3"), "10.244.0.11:8080", protocol="UDP")
    cluster.delete(ObjectKey("node", None, "node-3"))
    assert (cluster.send("n").outcome, cluster.send("n").why) == ("broken", "there is no node node-3; there are node-1, node-2")


def test_a_name_that_did_not_resolve_reaches_nothing_later() -> None:
    cluster = datagrams()
    cluster.open("u", CLIENT, "later:80", protocol="UDP")
    cluster.apply(service("later", ports=[{"port": 80, "targetPort": 8080, "protocol": "UDP"}]))
    assert (cluster.send("u").outcome, cluster.send("u").why) == ("broken", "pod/default/client never reached anything at later:80")


def test_datagrams_to_two_addresses_may_end_differently() -> None:
    cluster = datagrams(again("web-2", "10.244.0.12"), service("pods", clusterIP="None"))
    cluster.open("u", CLIENT, "pods:8080", protocol="UDP")
    cluster.patch(ObjectKey("pod", "default", "web-2"), {"metadata": {"annotations": {"k8s-svc-trainer/listen": ""}}})
    met = cluster.send("u")
    assert (met.outcome, sorted(way.outcome for way in met.ways)) == ("mixed", ["broken", "connected"])


def test_sending_on_what_was_not_opened() -> None:
    with pytest.raises(Misuse, match="no connection was opened under the name 'c'; there are none"):
        CLUSTER.send("c")
