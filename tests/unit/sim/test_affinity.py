"""Session affinity over many changes: an endpoint that left is remembered to have left, however much happened since."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.sim import Cluster, ExternalSource, ObjectKey, PodSource, Settings

CLIENT = PodSource("default", "client")
FIRST = ObjectKey.parse("pod/default/web-1")
LAST = ObjectKey.parse("pod/default/other")


def pod(name: str, app: str, ip: str) -> dict[str, Any]:
    spec = {"nodeName": "node-1", "containers": [{"name": "c", "image": "i", "ports": [{"containerPort": 8080}]}]}
    meta = {"name": name, "labels": {"app": app}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec, "status": {"podIP": ip}}


def ready(cluster: Cluster, key: ObjectKey, word: str) -> None:
    cluster.patch(key, {"status": {"conditions": [{"type": "Ready", "status": word}]}})


@pytest.mark.parametrize("mode", ["iptables", "nftables", "ipvs"])
@pytest.mark.parametrize(
    ("left", "backends"),
    [
        pytest.param(False, ("10.244.1.21:8080",), id="never left"),
        pytest.param(True, ("10.244.1.21:8080", "10.244.1.22:8080"), id="left and came back"),
    ],
)
def test_what_came_before_many_changes_counts(mode: str, left: bool, backends: tuple[str, ...]) -> None:
    spec = {
        "clusterIP": "10.96.5.5",
        "selector": {"app": "web"},
        "sessionAffinity": "ClientIP",
        "ports": [{"port": 80, "targetPort": 8080}],
    }
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": spec}
    pods = [pod("client", "none", "10.244.1.10"), pod("web-1", "web", "10.244.1.21")]
    cluster = Cluster(Settings(proxyMode=mode), [*pods, service])
    assert cluster.connect(CLIENT, "10.96.5.5:80").backends == ("10.244.1.21:8080",)
    if left:
        ready(cluster, FIRST, "False")
        ready(cluster, FIRST, "True")
    cluster.apply(pod("web-2", "web", "10.244.1.22"))
    cluster.apply(pod("other", "web", "10.244.1.23"))
    for _ in range(25):
        ready(cluster, LAST, "False")
        ready(cluster, LAST, "True")
    ready(cluster, LAST, "False")
    assert cluster.connect(CLIENT, "10.96.5.5:80").backends == backends


def many(*, services: int = 1) -> Cluster:
    """A cluster with Services of one pod, each bound to its clients, at node ports from 30080."""
    objects = [pod("web-1", "web", "10.244.1.21")]
    for number in range(services):
        ports = [{"port": 80, "targetPort": 8080, "nodePort": 30080 + number}]
        spec = {"type": "NodePort", "selector": {"app": "web"}, "sessionAffinity": "ClientIP", "ports": ports}
        objects.append({"apiVersion": "v1", "kind": "Service", "metadata": {"name": f"web-{number}"}, "spec": spec})
    return Cluster(objects=objects)


def visit(cluster: Cluster, client: int, *, node: int = 1, port: int = 30080) -> int:
    """To how many endpoints a client's connection may go."""
    return len(cluster.connect(ExternalSource(f"198.51.100.{client}"), f"192.168.0.1{node}:{port}").backends)


@pytest.mark.parametrize(("node", "port"), [pytest.param(2, 30080, id="at another node"), pytest.param(1, 30081, id="of another Service")])
def test_other_lists_push_nobody_out(node: int, port: int) -> None:
    cluster = many(services=2)
    for client in range(1, 102):
        visit(cluster, client, node=node if client > 1 else 1, port=port if client > 1 else 30080)
    visit(cluster, 2)
    cluster.apply(pod("web-2", "web", "10.244.1.22"))
    assert visit(cluster, 1) == 1


def test_who_may_be_on_either_of_two_may_have_been_pushed_out_of_the_fuller() -> None:
    """A hundred clients may all have come to one of the two endpoints; fewer than a hundred cannot fill a list."""
    cluster = many()
    cluster.apply(pod("web-2", "web", "10.244.1.22"))
    for client in range(1, 102):
        visit(cluster, client)
    cluster.apply(pod("web-3", "web", "10.244.1.23"))
    fork = cluster.fork()
    assert [visit(cluster, 2), visit(cluster, 1), visit(cluster, 2)] == [2, 3, 2]
    assert visit(fork, 1) == 3
