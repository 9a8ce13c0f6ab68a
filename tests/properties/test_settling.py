"""Whatever is done to a cluster, in whatever order, it settles where a cluster built of the same objects would be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from k8s_svc_trainer.sim import Cluster, EndpointsRead, ObjectKey

NAMES = ("a", "b", "c", "d")
Step = tuple[str, Any]

names = st.sampled_from(NAMES)
labels = st.sampled_from([{"app": "web"}, {"app": "web", "tier": "x"}, {"app": "other"}, {}])
selectors = st.sampled_from([{"app": "web"}, {"tier": "x"}])
numbers = st.sampled_from([8080, 9090])


def pod(name: str, marks: dict[str, str], port: int, ready: str | None) -> dict[str, Any]:
    conditions = [{"type": "Ready", "status": ready}] if ready else []
    container = {"name": "c", "image": "web", "ports": [{"name": "http", "containerPort": port}]}
    meta = {"name": name, "labels": marks}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": {"containers": [container]}, "status": {"conditions": conditions}}


def service(selector: dict[str, str], target: int | str, publish: bool) -> dict[str, Any]:
    spec = {"selector": selector, "publishNotReadyAddresses": publish, "ports": [{"port": 80, "targetPort": target}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": spec}


def deployment(replicas: int, probe: int | None) -> dict[str, Any]:
    container: dict[str, Any] = {"name": "c", "image": "web", "ports": [{"name": "http", "containerPort": 8080}]}
    if probe:
        container["readinessProbe"] = {"tcpSocket": {"port": probe}}
    template = {"metadata": {"labels": {"app": "web", "from": "deployment"}}, "spec": {"containers": [container]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": {"from": "deployment"}}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}


steps = st.one_of(
    st.tuples(st.just("apply"), st.builds(pod, names, labels, numbers, st.sampled_from([None, "True", "False"]))),
    st.tuples(
        st.just("apply"),
        st.builds(service, st.sampled_from([{"app": "web"}, {"tier": "x"}]), st.sampled_from(["http", 8080]), st.booleans()),
    ),
    st.tuples(st.just("apply"), st.builds(deployment, st.integers(0, 4), st.sampled_from([None, 8080, 9999]))),
    st.tuples(st.sampled_from(["delete", "terminate", "relabel", "finish"]), names),
    st.tuples(st.just("fork"), st.just(None)),
)


def do(cluster: Cluster, step: Step) -> Cluster:
    word, what = step
    if word == "apply":
        cluster.apply(what)
        return cluster
    if word == "fork":
        return cluster.fork()
    key = ObjectKey("pod", "default", what)
    if cluster.get(key) is None:
        return cluster
    acts: dict[str, Callable[[], Any]] = {
        "delete": lambda: cluster.delete(key),
        "terminate": lambda: cluster.terminate(key),
        "relabel": lambda: cluster.patch(key, {"metadata": {"labels": {"app": "web", "tier": "x"}}}),
        "finish": lambda: cluster.patch(key, {"status": {"phase": "Succeeded"}}),
    }
    acts[word]()
    return cluster


def read(cluster: Cluster) -> EndpointsRead | None:
    key = ObjectKey("service", "default", "web")
    return cluster.endpoints(key) if cluster.get(key) else None


@settings(max_examples=60)
@given(st.lists(steps, max_size=14))
def test_endpoints_that_were_followed_are_those_that_a_fresh_cluster_finds(done: list[Step]) -> None:
    cluster = Cluster()
    for step in done:
        cluster = do(cluster, step)
    everything = [one for kind in ("namespace", "node", "pod", "replicaset", "deployment", "service") for one in cluster.list(kind)]
    followed, fresh = read(cluster), read(Cluster(objects=everything))
    if followed is None or fresh is None:
        assert followed is fresh
        return
    for word in ("ready", "serving", "terminating", "notReady"):
        assert sorted(getattr(followed, word)) == sorted(getattr(fresh, word))
    assert len(followed.slices) == len(fresh.slices)


@settings(max_examples=30)
@given(st.lists(steps, max_size=10))
def test_the_same_steps_give_the_same_cluster_forked_or_not(done: list[Step]) -> None:
    first, second = Cluster(), Cluster()
    for step in done:
        first = do(first, step)
        second = second.fork() if step[0] == "fork" else do(second.fork(), step)
    for kind in ("pod", "service", "endpointslice", "replicaset"):
        assert first.list(kind) == second.list(kind)


@settings(max_examples=30)
@given(st.lists(steps, max_size=10))
def test_storing_an_object_as_it_stands_changes_nothing(done: list[Step]) -> None:
    cluster = Cluster()
    for step in done:
        cluster = do(cluster, step)
    before = {kind: cluster.list(kind) for kind in ("pod", "endpointslice", "replicaset", "deployment")}
    for kind in ("pod", "endpointslice", "replicaset", "deployment", "service", "node"):
        for one in cluster.list(kind):
            cluster.apply(one)
    assert {kind: cluster.list(kind) for kind in before} == before
