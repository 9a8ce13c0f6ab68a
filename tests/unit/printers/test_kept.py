"""Fields that the simulator keeps and never reads: whatever a person wrote there, every printer goes on, and shows what can be read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8s_svc_trainer.printers.kubectl import get
from k8s_svc_trainer.printers.kubectl.describe import describe
from k8s_svc_trainer.printers.kubectl.events import events_of
from k8s_svc_trainer.printers.kubectl.kept import shaped
from k8s_svc_trainer.printers.kubectl.output import json_of, yaml_of
from k8s_svc_trainer.printers.kubectl.quantities import canonical
from k8s_svc_trainer.printers.kubectl.served import manifest, without_additions
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.fields import UNINTERPRETED
from k8s_svc_trainer.sim.objects import Pod
from k8s_svc_trainer.sim.reading import every

NAMES = """name key value effect operator tolerationSeconds state lastState waiting running terminated reason exitCode startedAt
finishedAt restartCount ready limits requests cpu memory configMapRef secretRef valueFrom fieldRef fieldPath resourceFieldRef resource
divisor configMapKeyRef secretKeyRef mountPath subPath readOnly emptyDir secret hostPath projected sources serviceAccountToken metadata
spec accessModes labels annotations conditions type status nodeInfo kubeletVersion replicas phase kind apiGroup"""
SCALARS = st.sampled_from([None, True, 0, 5, -1, 1.5, float("inf"), "", "x", "web", "100m", "1e9", "NoSchedule", "2026-01-01T00:00:00Z"])
GARBAGE = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES.split()), inner, max_size=3), max_leaves=12
)


def kept(struct: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(sorted(UNINTERPRETED[struct])), GARBAGE, max_size=5)


def named(kind: str, version: str, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": "x", "namespace": "default"}, **fields}


@st.composite
def objects(draw: st.DrawFn) -> dict[str, Any]:
    container = {"name": "web", "image": "i", **draw(kept("Container"))}
    pod = {"containers": [container], "initContainers": [{**container, "name": "first"}], **draw(kept("PodSpec"))}
    template = {"metadata": {"labels": {"a": "b"}}, "spec": pod}
    status = draw(st.dictionaries(st.sampled_from(["replicas", "readyReplicas", "conditions", "numberReady"]), GARBAGE))
    workload = {"selector": {"matchLabels": {"a": "b"}}, "template": template}
    choices = [
        named("Pod", "v1", spec={**pod, "nodeName": "n"}, status=draw(kept("PodStatus"))),
        named("Node", "v1", spec=draw(kept("NodeSpec")), status=draw(kept("NodeStatus"))),
        named("Namespace", "v1", **draw(kept("Namespace"))),
        named("Deployment", "apps/v1", spec=workload, status=status),
        named("StatefulSet", "apps/v1", spec={**workload, "serviceName": "x", **draw(kept("StatefulSetSpec"))}, status=status),
        named("DaemonSet", "apps/v1", spec=workload, status=status),
        named("ConfigMap", "v1", data=draw(GARBAGE), binaryData=draw(GARBAGE)),
        named("Secret", "v1", data=draw(GARBAGE), type=draw(GARBAGE)),
        named("Role", "rbac.authorization.k8s.io/v1", rules=draw(GARBAGE)),
    ]
    return draw(st.sampled_from(choices))


@settings(max_examples=60)
@given(objects())
def test_no_printer_stumbles(written: dict[str, Any]) -> None:
    cluster = Cluster()
    cluster.apply(written)
    for kind in list(cluster.state.objects):
        for obj in every(cluster.state, kind):
            assert get.table(cluster, kind, [obj], wide=True).count("\n") == 2
            assert describe(cluster, obj).startswith("Name:")
            events_of(cluster, obj)
            shown = manifest(cluster, obj)
            assert yaml_of([shown])
            assert json_of([shown])
            without_additions(shown, cluster, obj)


def pod_with(**container: Any) -> tuple[Cluster, Pod]:
    cluster = Cluster()
    cluster.apply({**named("Pod", "v1"), "spec": {"containers": [{"name": "web", "image": "i", **container}]}})
    found = cluster.state.one(Pod, "default", "x")
    assert found is not None
    return cluster, found


def test_numbers_and_quantities_become_text() -> None:
    cluster, pod = pod_with(env=[{"name": "PORT", "value": 8080}, {"name": "ON", "value": True}], resources={"limits": {"cpu": 0.5}})
    made = shaped(pod).spec.containers[0].rest
    assert made["env"] == [{"name": "PORT", "value": "8080"}, {"name": "ON", "value": "true"}]
    assert made["resources"] == {"limits": {"cpu": "500m"}}
    assert re.search(r"^      cpu:  500m$", describe(cluster, pod), re.MULTILINE)


def test_what_has_another_shape_is_left_out() -> None:
    cluster, pod = pod_with(command="sleep", env={"A": "b"}, volumeMounts=[5, {"name": "v", "mountPath": "/v"}])
    text = describe(cluster, pod)
    assert "Command:" not in text
    assert "Environment:    <none>" in text
    assert "/v from v (rw)" in text


def test_what_has_its_shape_is_the_same_object() -> None:
    _, pod = pod_with(command=["sleep", "1"], resources={"limits": {"cpu": "500m"}})
    assert shaped(pod) is pod


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        # quantity_test.go, TestQuantityParseEmit and TestQuantityString
        *(("1Ki", "1Ki"), ("1024Mi", "1Gi"), ("1000M", "1G"), (".001Ki", "1024m"), (".000001Ki", "1024u"), (".000000001Ki", "1024n")),
        *((".000000000001Ki", "2n"), ("-1024Mi", "-1Gi"), ("-.000000000001Ki", "-2n"), ("307200Ki", "300Mi"), ("1025024Mi", "1001Gi")),
        *(("1.08", "1080m"), ("1080000000n", "1080m"), ("0.001T", "1G"), (".001e12", "1e9"), ("0.001e0", "1e-3"), ("1000e-12", "1e-9")),
        *(("0", "0"), ("0Mi", "0"), ("00", "0"), ("1e3", "1e3"), ("1E6", "1e6"), ("100.035k", "100035"), ("0.0005k", "500m"), ("1E", "1E")),
        *(("2", "2"), ("0.5", "500m"), ("1000m", "1"), ("1.5Gi", "1536Mi"), ("much", "much"), ("1/2", "1/2"), ("", "")),
    ],
)
def test_quantities_are_written_as_the_server_writes_them(written: str, shown: str) -> None:
    assert canonical(written) == shown
