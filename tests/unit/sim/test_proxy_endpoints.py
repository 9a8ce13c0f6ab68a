"""Which endpoints a node may use: the table of pkg/proxy/topology_test.go, one row for each of its cases that still holds."""

from typing import Any

import pytest

from k8s_svc_trainer.sim.names import at
from k8s_svc_trainer.sim.proxy.endpoints import categorize
from k8s_svc_trainer.sim.proxy.seen import Backend, Port


def port(**fields: Any) -> Port:
    return Port(
        **{
            "namespace": "ns1",
            "service": "svc1",
            "name": "",
            "protocol": "TCP",
            "family": 4,
            "clusterIP": "10.96.0.1",
            "port": 80,
            **fields,
        }
    )


def one(ip: str, state: str = "ready", *, node: str | None = None, zones: str = "", nodes: str = "") -> Backend:
    ready, serving, terminating = {
        "ready": (True, True, False),
        "draining": (False, True, True),
        "serving": (False, True, False),
        "dead": (False, False, True),
    }[state]
    return Backend(
        ip=ip,
        port=80,
        at=at(ip, 80),
        ready=ready,
        serving=serving,
        terminating=terminating,
        node=node,
        zone=None,
        zone_hints=tuple(zones.split()),
        node_hints=tuple(nodes.split()),
        slice="ns1/svc1-1",
        written=True,
    )


def ips(backends: tuple[Backend, ...]) -> list[str]:
    return [backend.ip for backend in backends]


HINTED = (
    one("10.1.2.3", zones="zone-a"),
    one("10.1.2.4", zones="zone-b"),
    one("10.1.2.5", zones="zone-c"),
    one("10.1.2.6", zones="zone-a"),
)
NODE_HINTED = (one("10.1.2.3", zones="zone-a", nodes="here"), one("10.1.2.4", zones="zone-a", nodes="there"))


@pytest.mark.parametrize(
    ("backends", "zone", "minor", "cluster"),
    [
        pytest.param(HINTED, "zone-a", 37, ["10.1.2.3", "10.1.2.6"], id="hints of the node's zone are obeyed without an annotation"),
        pytest.param(HINTED, "", 37, ["10.1.2.3", "10.1.2.4", "10.1.2.5", "10.1.2.6"], id="a node without a zone uses all"),
        pytest.param(HINTED, "zone-d", 37, ["10.1.2.3", "10.1.2.4", "10.1.2.5", "10.1.2.6"], id="a zone without endpoints uses all"),
        pytest.param(HINTED, "zone-a", 30, ["10.1.2.3", "10.1.2.4", "10.1.2.5", "10.1.2.6"], id="until 1.30 hints need an annotation"),
        pytest.param(HINTED, "zone-a", 31, ["10.1.2.3", "10.1.2.6"], id="since 1.31 they do not"),
        pytest.param(
            (*HINTED[:2], one("10.1.2.5")), "zone-a", 37, ["10.1.2.3", "10.1.2.4", "10.1.2.5"], id="one hint missing turns all off"
        ),
        pytest.param(
            (*HINTED[:2], one("10.1.2.5", "dead")), "zone-a", 37, ["10.1.2.3"], id="hints of endpoints that are not ready do not matter"
        ),
        pytest.param(
            (one("10.1.2.3", "serving", zones="zone-a"), *HINTED[1:3]),
            "zone-a",
            37,
            ["10.1.2.4", "10.1.2.5"],
            id="only unready ones in the zone",
        ),
        pytest.param(
            (one("10.1.2.3", zones="zone-a zone-b zone-c"), one("10.1.2.4", zones="zone-b zone-c"), one("10.1.2.5", zones="zone-b zone-d")),
            "zone-c",
            37,
            ["10.1.2.3", "10.1.2.4"],
            id="an endpoint may be meant for several zones",
        ),
        pytest.param(NODE_HINTED, "zone-a", 37, ["10.1.2.3"], id="node hints come before zone hints"),
        pytest.param(NODE_HINTED, "zone-a", 33, ["10.1.2.3", "10.1.2.4"], id="before 1.34 node hints do not count"),
        pytest.param(NODE_HINTED, "zone-a", 34, ["10.1.2.3"], id="since 1.34 they do"),
        pytest.param(NODE_HINTED[1:], "zone-a", 37, ["10.1.2.4"], id="no hint for this node falls back to its zone"),
        pytest.param((one("10.1.2.3", "draining"), one("10.1.2.4", "dead")), "", 37, ["10.1.2.3"], id="none is ready: those that drain"),
        pytest.param(
            (one("10.1.2.3", "draining"), one("10.1.2.4")), "", 37, ["10.1.2.4"], id="one is ready: those that drain are not used"
        ),
        pytest.param((one("10.1.2.3", "serving"),), "", 37, [], id="serving alone is never used"),
        pytest.param((one("10.1.2.3", "draining"),), "", 25, [], id="before 1.26 nothing falls back"),
        pytest.param((one("10.1.2.3", "draining"),), "", 26, ["10.1.2.3"], id="since 1.26 it does"),
        pytest.param(
            (one("10.1.2.3", "draining", zones="zone-a"), one("10.1.2.4", "draining", zones="zone-b")),
            "zone-a",
            37,
            ["10.1.2.3", "10.1.2.4"],
            id="the fallback ignores hints",
        ),
    ],
)
def test_cluster_policy(backends: tuple[Backend, ...], zone: str, minor: int, cluster: list[str]) -> None:
    found = categorize(backends, port(), "here", zone, minor=minor)
    assert ips(found.cluster) == cluster
    assert ips(found.reachable) == cluster
    assert found.local == ()
    assert found.anywhere is bool(cluster)


HERE, THERE = one("10.0.0.1", node="here"), one("10.0.0.2", node="there")
HERE_DRAINING, THERE_DRAINING = one("10.0.0.3", "draining", node="here"), one("10.0.0.4", "draining", node="there")


@pytest.mark.parametrize(
    ("fields", "backends", "cluster", "local", "reachable", "anywhere"),
    [
        pytest.param({"internalLocal": True}, (), [], [], [], False, id="internal Local and no endpoints"),
        pytest.param({"internalLocal": True}, (THERE,), [], [], [], True, id="internal Local and remote ones only"),
        pytest.param(
            {"internalLocal": True}, (HERE, THERE), [], ["10.0.0.1"], ["10.0.0.1"], True, id="internal Local never lists remote ones"
        ),
        pytest.param(
            {"internalLocal": True, "nodePort": 30001},
            (HERE, THERE),
            ["10.0.0.1", "10.0.0.2"],
            ["10.0.0.1"],
            ["10.0.0.1", "10.0.0.2"],
            True,
            id="internal Local and a node port of policy Cluster",
        ),
        pytest.param(
            {"externalLocal": True, "nodePort": 30001},
            (HERE, THERE),
            ["10.0.0.1", "10.0.0.2"],
            ["10.0.0.1"],
            ["10.0.0.1", "10.0.0.2"],
            True,
            id="external Local needs all for its short-circuit",
        ),
        pytest.param(
            {"externalLocal": True, "nodePort": 30001},
            (HERE_DRAINING, THERE),
            ["10.0.0.2"],
            ["10.0.0.3"],
            ["10.0.0.2", "10.0.0.3"],
            True,
            id="Local falls back on its own, Cluster on its own",
        ),
        pytest.param(
            {"externalLocal": True, "nodePort": 30001},
            (HERE_DRAINING, THERE_DRAINING),
            ["10.0.0.3", "10.0.0.4"],
            ["10.0.0.3"],
            ["10.0.0.3", "10.0.0.4"],
            True,
            id="both fall back",
        ),
        pytest.param(
            {"internalLocal": True, "externalLocal": True, "nodePort": 30001},
            (THERE_DRAINING,),
            ["10.0.0.4"],
            [],
            ["10.0.0.4"],
            True,
            id="a remote one that drains keeps the Service from being refused",
        ),
        pytest.param({"internalLocal": True}, (one("10.0.0.5"),), [], [], [], True, id="an endpoint without a node is never local"),
        pytest.param(
            {"externalLocal": True}, (HERE,), ["10.0.0.1"], [], ["10.0.0.1"], True, id="external Local means nothing without such traffic"
        ),
    ],
)
def test_local_policies(  # a row has six columns
    fields: dict[str, Any], backends: tuple[Backend, ...], cluster: list[str], local: list[str], reachable: list[str], anywhere: bool
) -> None:
    found = categorize(backends, port(**fields), "here", "", minor=37)
    assert (ips(found.cluster), ips(found.local), ips(found.reachable), found.anywhere) == (cluster, local, reachable, anywhere)


def test_hints_and_locality_are_merged() -> None:
    backends = (
        one("10.0.0.0", node="here", zones="zone-a"),
        one("10.0.0.1", node="here", zones="zone-b"),
        one("10.0.0.2", node="there", zones="zone-a"),
        one("10.0.0.3", node="there", zones="zone-b"),
    )
    found = categorize(backends, port(externalLocal=True, nodePort=30001), "here", "zone-a", minor=37)
    assert ips(found.cluster) == ["10.0.0.0", "10.0.0.2"]
    assert ips(found.local) == ["10.0.0.0", "10.0.0.1"]
    assert ips(found.reachable) == ["10.0.0.0", "10.0.0.1", "10.0.0.2"]
    assert found.topology == "PreferSameZone"


def test_a_service_port_of_policy_local_alone_has_no_topology() -> None:
    found = categorize(HINTED, port(internalLocal=True), "here", "zone-a", minor=37)
    assert (found.cluster, found.topology) == ((), "")


@pytest.mark.parametrize(
    ("word", "minor", "obeyed"),
    [
        pytest.param("Auto", 30, True, id="Auto in 1.30"),
        pytest.param("anything", 30, True, id="any word in 1.30"),
        pytest.param("disabled", 30, False, id="disabled in 1.30"),
        pytest.param("Disabled", 30, False, id="Disabled in 1.30"),
        pytest.param("anything", 27, True, id="any word since 1.27"),
        pytest.param("aUto", 26, False, id="until 1.26 only Auto and auto"),
        pytest.param("auto", 26, True, id="auto in 1.26"),
    ],
)
def test_the_annotation_of_old_versions(word: str, minor: int, obeyed: bool) -> None:
    found = categorize(HINTED, port(hintsAnnotation=word, olderHintsAnnotation=word), "here", "zone-a", minor=minor)
    assert found.topology == ("PreferSameZone" if obeyed else "")
