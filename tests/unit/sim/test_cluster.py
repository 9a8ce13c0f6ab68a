"""The one door of the simulator: what it is asked, what is refused, and what makes no sense."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from k8s_svc_trainer.sim import Cluster, Misuse, ObjectKey, Rejected, Settings

WEB = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}]}}
KEY = ObjectKey("service", "default", "web")


@pytest.fixture
def cluster() -> Cluster:
    return Cluster(Settings.parse({"nodes": 2}), [WEB])


def test_time_passes_only_when_it_is_told_to(cluster: Cluster) -> None:
    assert cluster.now == 0
    cluster.advance(1.5)
    assert cluster.now == 1.5


def test_settings_are_those_that_it_was_made_with(cluster: Cluster) -> None:
    assert cluster.settings.nodes == 2


def test_a_patch_that_makes_a_manifest_unreadable_is_refused_and_changes_nothing(cluster: Cluster) -> None:
    found = cluster.patch(KEY, {"spec": {"ports": [{"targetport": 8080}]}})
    assert isinstance(found, Rejected)
    assert [fault.field for fault in found.faults] == ["spec.ports[0].targetport"]
    assert cluster.get(KEY) == Cluster(Settings.parse({"nodes": 2}), [WEB]).get(KEY)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        pytest.param(lambda held: held.advance(-1), "time cannot pass by -1 seconds", id="time that runs backwards"),
        pytest.param(lambda held: held.stop("node-3"), "there is no node node-3; there are node-1, node-2", id="a node that is not there"),
        pytest.param(lambda held: held.list("gateway"), "there is no kind 'gateway'", id="a kind that is not modelled"),
        pytest.param(lambda held: held.delete(ObjectKey("service", "default", "wob")), "there is no service/default/wob", id="an object"),
    ],
)
def test_what_makes_no_sense_is_misuse(cluster: Cluster, ask: Callable[[Cluster], object], words: str) -> None:
    with pytest.raises(Misuse, match=words):
        ask(cluster)


@pytest.mark.parametrize("kind", ["Pod", "Deployment"])
def test_an_annotation_that_says_no_ports_is_refused_where_it_is_written(cluster: Cluster, kind: str) -> None:
    meta = {"name": "web", "annotations": {"k8s-svc-trainer/listen": "eighty"}}
    spec = {"containers": [{"name": "c", "image": "i"}]}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": spec}
    deployed = {"selector": {"matchLabels": {"app": "web"}}, "template": template}
    group, body = ("v1", spec) if kind == "Pod" else ("apps/v1", deployed)
    found = cluster.apply({"apiVersion": group, "kind": kind, "metadata": meta, "spec": body})
    assert isinstance(found, Rejected)
    assert [fault.field for fault in found.faults] == ["metadata.annotations[k8s-svc-trainer/listen]"]
