"""Session affinity over many changes: an endpoint that left is remembered to have left, however much happened since."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.sim import Cluster, ObjectKey, PodSource, Settings

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
