"""Flows of datagrams where single endpoints are not enough to tell: doubt, forks, and what is forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.sim import Cluster, ExternalSource, ObjectKey, PodSource, Settings

CLIENT = PodSource("default", "client")
SERVICE = ObjectKey("service", "default", "u")


def pod(name: str, ip: str, node: str, *, port: int | None = 8080) -> Any:
    ports = [{"containerPort": port, "protocol": "UDP"}] if port else []
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": "u"} if port else {}},
        "spec": {"nodeName": node, "containers": [{"name": "c", "image": "i", "ports": ports}]},
        "status": {"podIP": ip},
    }


OBJECTS = [
    pod("client", "10.244.2.9", "node-2", port=None),
    pod("u-1", "10.244.1.5", "node-1"),
    pod("u-2", "10.244.1.6", "node-1"),
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "u"},
        "spec": {"clusterIP": "10.96.0.51", "selector": {"app": "u"}, "ports": [{"port": 80, "targetPort": 8080, "protocol": "UDP"}]},
    },
]


def cluster(**settings: Any) -> Cluster:
    return Cluster(Settings.parse(settings), OBJECTS)


def datagram(cluster: Cluster, port: int = 5000) -> Any:
    return cluster.connect(CLIENT, "10.96.0.51:80", protocol="UDP", source_port=port)


def unready(cluster: Cluster, name: str) -> None:
    ready = [{"type": "Ready", "status": "False"}]
    cluster.patch(ObjectKey("pod", "default", name), {"status": {"conditions": ready}})


def local(cluster: Cluster) -> None:
    cluster.patch(SERVICE, {"spec": {"internalTrafficPolicy": "Local"}})


def test_a_flow_that_may_have_been_deleted_meets_the_rules_or_does_not() -> None:
    """It was on u-1, and is deleted, or on u-2, and stays; what is new is dropped, since no endpoint is on the node."""
    made = cluster()
    datagram(made)
    local(made)
    unready(made, "u-1")
    for _ in range(2):
        met = datagram(made)
        assert met.outcome == "mixed"
        assert [(way.backend, way.outcome) for way in met.ways] == [("10.244.1.6:8080", "connected"), (None, "timeout")]


def test_it_is_then_on_what_it_met_or_where_it_was() -> None:
    """What it may have been given anew stands beside what it may still have, and all of it is kept."""
    made = cluster()
    datagram(made)
    local(made)
    unready(made, "u-1")
    made.apply(pod("u-3", "10.244.2.7", "node-2"))
    assert datagram(made).backends == ("10.244.1.6:8080", "10.244.2.7:8080")
    made.apply(pod("u-4", "10.244.2.8", "node-2"))
    assert datagram(made).backends == ("10.244.1.6:8080", "10.244.2.7:8080")
    unready(made, "u-2")
    assert datagram(made).backends == ("10.244.2.7:8080", "10.244.2.8:8080")


def test_a_flow_that_one_of_two_answers_may_be_a_stream() -> None:
    """Where it is on u-1 nothing answers, and it is forgotten after 30 seconds; where it is on u-2, after 120."""
    made = cluster()
    made.patch(ObjectKey("pod", "default", "u-1"), {"metadata": {"annotations": {"k8s-svc-trainer/listen": ""}}})
    datagram(made)
    made.advance(5)
    datagram(made)
    made.apply(pod("u-3", "10.244.2.7", "node-2"))
    assert backends_after(made, 29) == {"10.244.1.5:8080", "10.244.1.6:8080"}
    assert backends_after(made, 30) == {"10.244.1.5:8080", "10.244.1.6:8080", "10.244.2.7:8080"}
    assert backends_after(made, 119) == {"10.244.1.5:8080", "10.244.1.6:8080", "10.244.2.7:8080"}


def test_one_that_may_be_new_may_be_no_stream() -> None:
    """It was on u-1, was deleted and begins anew, or was on u-2 and lasts: what came to the Service since is met in doubt after 30."""
    made = cluster()
    datagram(made)
    made.advance(5)
    unready(made, "u-1")
    datagram(made)
    made.apply(pod("u-3", "10.244.2.7", "node-2"))
    assert backends_after(made, 29) == {"10.244.1.6:8080"}
    assert backends_after(made, 30) == {"10.244.1.6:8080", "10.244.2.7:8080"}


def backends_after(cluster: Cluster, seconds: float) -> set[str]:
    """Where the next datagram may go, so much later."""
    fork = cluster.fork()
    fork.advance(seconds)
    return set(datagram(fork).backends)


def test_a_known_flow_says_so() -> None:
    made = cluster()
    datagram(made)
    words = [hop.text for hop in datagram(made).hops]
    expected = "the flow of 10.244.2.9 is known and goes by no rule: it stays with 2 of the 2 endpoints that it had from service default/u"
    assert expected in words


def test_a_fork_has_flows_of_its_own() -> None:
    made = cluster()
    datagram(made)
    fork = made.fork()
    unready(fork, "u-1")
    assert datagram(fork).backends == ("10.244.1.6:8080",)
    assert datagram(made).backends == ("10.244.1.5:8080", "10.244.1.6:8080")


def test_what_is_old_is_forgotten_when_something_changes() -> None:
    made = cluster()
    datagram(made)
    datagram(made, port=5001)
    made.advance(20)
    datagram(made, port=5001)
    made.advance(20)
    unready(made, "u-1")
    assert [key[2] for key, _ in made.state.flows.items()] == [5001]


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        pytest.param({"version": "1.31"}, False, id="until 1.31"),
        pytest.param({"version": "1.32"}, True, id="since 1.32"),
        pytest.param({"version": "1.31", "proxyMode": "ipvs"}, True, id="ipvs has none of it"),
    ],
)
def test_a_kube_proxy_that_starts_deletes_the_flows_of_its_own_node(settings: Any, kept: bool) -> None:
    made = cluster(**settings)
    datagram(made)
    made.apply(pod("u-3", "10.244.2.7", "node-2"))
    for node in ("node-1", "node-2"):
        assert len(datagram(made.fork()).backends) == 2
        made.stop(node)
        made.start(node)
    assert len(datagram(made).backends) == (2 if kept else 3)


def test_starting_what_runs_deletes_nothing() -> None:
    made = cluster(version="1.31")
    datagram(made)
    made.apply(pod("u-3", "10.244.2.7", "node-2"))
    made.start("node-2")
    assert len(datagram(made).backends) == 2


def to_node_port(cluster: Cluster) -> Any:
    return cluster.connect(ExternalSource("198.51.100.7"), "192.168.0.13:30053", protocol="UDP", source_port=5000)


@pytest.mark.parametrize("version", ["1.31", "1.32", "1.37"])
def test_a_flow_through_a_node_port_ends_with_its_endpoint_too(version: str) -> None:
    made = cluster(version=version)
    made.patch(SERVICE, {"spec": {"type": "NodePort", "ports": [{"port": 80, "targetPort": 8080, "protocol": "UDP", "nodePort": 30053}]}})
    assert len(to_node_port(made).backends) == 2
    unready(made, "u-1")
    assert to_node_port(made).backends == ("10.244.1.6:8080",)


@pytest.mark.parametrize(
    ("version", "backends"),
    [
        pytest.param("1.28", ("10.244.1.5:8080", "10.244.1.6:8080"), id="where none is ready those that drain counted already"),
        pytest.param("1.37", ("10.244.1.5:8080", "10.244.1.6:8080"), id="and they count since"),
    ],
)
def test_flows_stay_with_endpoints_that_all_drain(version: str, backends: tuple[str, ...]) -> None:
    made = cluster(version=version)
    datagram(made)
    made.terminate(ObjectKey("pod", "default", "u-1"))
    made.terminate(ObjectKey("pod", "default", "u-2"))
    assert datagram(made).backends == backends
    assert {flow.doubtful for _, flow in made.state.flows.items()} == {False}


@pytest.mark.parametrize(("version", "kept"), [("1.31", False), ("1.32", True), ("1.36", True), ("1.37", True)])
def test_a_deleted_service_leaves_its_flows_since_1_32(version: str, kept: bool) -> None:
    made = cluster(version=version)
    datagram(made)
    made.delete(SERVICE)
    assert bool(list(made.state.flows.keys())) is kept


@pytest.mark.parametrize(("version", "kept"), [("1.31", False), ("1.32", True), ("1.33", True), ("1.36", True), ("1.37", False)])
def test_of_a_service_without_endpoints_the_flows_stayed_from_1_32_to_1_36(version: str, kept: bool) -> None:
    made = cluster(version=version)
    datagram(made)
    unready(made, "u-1")
    unready(made, "u-2")
    assert bool(list(made.state.flows.keys())) is kept
