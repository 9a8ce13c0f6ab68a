"""Events worked out from the state: what the kubelet says of probes, how often it is let through, and what lasts an hour."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.printers.kubectl.describe import describe
from k8s_svc_trainer.printers.kubectl.events import events_of
from k8s_svc_trainer.printers.kubectl.get import events_table
from k8s_svc_trainer.printers.kubectl.probes import failing
from k8s_svc_trainer.sim import Cluster, ObjectKey, Settings
from k8s_svc_trainer.sim.objects import Deployment, Ingress, Pod, ReplicaSet, Service

Body = dict[str, Any]


def pod(name: str = "web", *, listen: str | None = None, paths: str | None = None, spec: Body | None = None, **container: Any) -> Body:
    notes = {"k8s-svc-trainer/listen": listen, "k8s-svc-trainer/paths": paths}
    meta = {"name": name, "annotations": {key: value for key, value in notes.items() if value is not None}}
    web = {"name": "web", "image": "nginx", "ports": [{"containerPort": 8080, "name": "http"}], **container}
    body = {"nodeName": "node-1", "containers": [web], **(spec or {})}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": body}


def of(cluster: Cluster, name: str = "web") -> Pod:
    found = cluster.state.one(Pod, "default", name)
    assert found is not None
    return found


def ready(**probe: Any) -> Body:
    return {"readinessProbe": probe}


REFUSED = "connect: connection refused"
SLOW = "context deadline exceeded"
FAILED = "Readiness probe failed"
IMAGE = 'Container image "{}" already present on machine and can be accessed by the pod'
PROBES = [
    (
        "a path that answers 404",
        pod(paths="/", **ready(httpGet={"path": "/ready", "port": 8080})),
        "Readiness probe failed: HTTP probe failed with statuscode: 404",
    ),
    (
        "a port that nothing listens on",
        pod(**ready(httpGet={"path": "/ready", "port": 9090})),
        f'Readiness probe failed: Get "http://10.244.1.2:9090/ready": dial tcp 10.244.1.2:9090: {REFUSED}',
    ),
    (
        "a scheme and a path without its slash",
        pod(**ready(httpGet={"path": "ok", "port": 1, "scheme": "HTTPS"})),
        f'Readiness probe failed: Get "https://10.244.1.2:1/ok": dial tcp 10.244.1.2:1: {REFUSED}',
    ),
    (
        "a host that is some other machine",
        pod(**ready(httpGet={"host": "10.9.9.9", "port": 80})),
        f'{FAILED}: Get "http://10.9.9.9:80/": {SLOW} (Client.Timeout exceeded while awaiting headers)',
    ),
    (
        "a host that is the node's own loopback",
        pod(listen="8080", **ready(httpGet={"host": "127.0.0.1", "port": 8080})),
        f'Readiness probe failed: Get "http://127.0.0.1:8080/": dial tcp 127.0.0.1:8080: {REFUSED}',
    ),
    (
        "a TCP port that nothing listens on",
        pod(**ready(tcpSocket={"port": 81})),
        f"Readiness probe failed: dial tcp 10.244.1.2:81: {REFUSED}",
    ),
    (
        "a TCP port of some other machine",
        pod(**ready(tcpSocket={"port": 81, "host": "10.9.9.9"})),
        "Readiness probe failed: dial tcp 10.9.9.9:81: i/o timeout",
    ),
    (
        "gRPC",
        pod(**ready(grpc={"port": 82})),
        f'Readiness probe failed: timeout: failed to connect service "10.244.1.2:82" within 1s: {SLOW}',
    ),
    (
        "a port by a name that there is not",
        pod(**ready(httpGet={"port": "htp"})),
        'Readiness probe errored and resulted in unknown state: strconv.Atoi: parsing "htp": invalid syntax',
    ),
    (
        "a startup probe comes before readiness",
        pod(startupProbe={"tcpSocket": {"port": 83}}, **ready(tcpSocket={"port": 84})),
        f"Startup probe failed: dial tcp 10.244.1.2:83: {REFUSED}",
    ),
]


@pytest.mark.parametrize(("body", "message"), [row[1:] for row in PROBES], ids=[row[0] for row in PROBES])
def test_the_kubelet_says_why_a_probe_failed(body: Body, message: str) -> None:
    assert [words for _, _, words in failing(of(Cluster(objects=[body])))] == [message]


GOOD = [
    ("a named port that is listened on", pod(**ready(httpGet={"port": "http"}))),
    ("a command", pod(**ready(exec={"command": ["true"]}))),
    ("no probe", pod()),
    ("liveness, which the simulator does not act on", pod(livenessProbe={"tcpSocket": {"port": 1}})),
]


@pytest.mark.parametrize("body", [row[1] for row in GOOD], ids=[row[0] for row in GOOD])
def test_nothing_is_said_of_a_probe_that_succeeds(body: Body) -> None:
    assert list(failing(of(Cluster(objects=[body])))) == []


def unhealthy(cluster: Cluster) -> list[tuple[int, float, float]]:
    return [(one.count, one.last, one.first) for one in events_of(cluster, of(cluster)) if one.reason == "Unhealthy"]


COUNTS = [
    ("at once", 0, {}, (1, 0.0, 0.0)),
    ("after half a minute", 35, {}, (4, 5.0, 35.0)),
    ("with another period", 35, {"periodSeconds": 5}, (8, 0.0, 35.0)),
    ("after a delay", 35, {"initialDelaySeconds": 30}, (1, 5.0, 5.0)),
    ("what the recorder lets through at once is 25", 270, {}, (25, 270.0, 270.0)),
    ("and one more in five minutes", 610, {}, (27, 10.0, 610.0)),
]


@pytest.mark.parametrize(("seconds", "probe", "expected"), [row[1:] for row in COUNTS], ids=[row[0] for row in COUNTS])
def test_how_often_a_failure_is_told(seconds: float, probe: Body, expected: tuple[int, float, float]) -> None:
    cluster = Cluster()
    cluster.advance(60)
    cluster.apply(pod(**ready(tcpSocket={"port": 81}, **probe)))
    cluster.advance(seconds)
    assert unhealthy(cluster) == [expected]


def test_before_its_delay_a_probe_has_not_failed() -> None:
    cluster = Cluster()
    cluster.advance(60)
    cluster.apply(pod(**ready(tcpSocket={"port": 81}, initialDelaySeconds=30)))
    assert unhealthy(cluster) == []


def test_a_young_pod_tells_how_it_began() -> None:
    cluster = Cluster()
    cluster.advance(60)
    cluster.apply(pod(spec={"initContainers": [{"name": "prepare", "image": "busybox"}]}))
    cluster.advance(5)
    assert [(one.reason, one.source, one.field, one.message, one.last) for one in events_of(cluster, of(cluster))] == [
        ("Scheduled", "default-scheduler", "", "Successfully assigned default/web to node-1", 5.0),
        (
            "Pulled",
            "kubelet",
            "spec.initContainers{prepare}",
            IMAGE.format("busybox"),
            5.0,
        ),
        ("Created", "kubelet", "spec.initContainers{prepare}", "Container created", 5.0),
        ("Started", "kubelet", "spec.initContainers{prepare}", "Container started", 5.0),
        (
            "Pulled",
            "kubelet",
            "spec.containers{web}",
            IMAGE.format("nginx"),
            5.0,
        ),
        ("Created", "kubelet", "spec.containers{web}", "Container created", 5.0),
        ("Started", "kubelet", "spec.containers{web}", "Container started", 5.0),
    ]


def test_events_are_forgotten_after_an_hour_but_for_those_that_go_on() -> None:
    cluster = Cluster(objects=[pod(**ready(tcpSocket={"port": 81})), pod("well")])
    assert [one.reason for one in events_of(cluster, of(cluster))] == ["Unhealthy"]
    assert events_of(cluster, of(cluster, "well")) == ()


def test_a_pod_that_is_being_deleted_is_being_killed() -> None:
    cluster = Cluster()
    cluster.advance(60)
    cluster.apply(pod())
    cluster.terminate(ObjectKey("pod", "default", "web"))
    assert events_of(cluster, of(cluster))[-1].message == "Stopping container web"


NODES = [
    ("no nodes", {"nodes": 0}, [], {"nodeName": None}, "no nodes available to schedule pods"),
    (
        "a selector that no node fulfils",
        {},
        [],
        {"nodeName": None, "nodeSelector": {"disk": "ssd"}},
        "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, "
        "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    ),
]
CORDONED = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a"}, "spec": {"unschedulable": True}}
TAINTED = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "b"}, "spec": {"taints": [{"key": "k", "effect": "NoSchedule"}]}}
TAKEN = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "c"}}


@pytest.mark.parametrize(("settings", "objects", "spec", "message"), [row[1:] for row in NODES], ids=[row[0] for row in NODES])
def test_the_scheduler_says_why_no_node_takes_a_pod(settings: Body, objects: list[Body], spec: Body, message: str) -> None:
    cluster = Cluster(Settings.parse(settings), objects)
    cluster.advance(60)
    cluster.apply(pod(spec=spec))
    assert [(one.type, one.reason, one.message) for one in events_of(cluster, of(cluster))] == [("Warning", "FailedScheduling", message)]


def test_the_scheduler_counts_its_reasons() -> None:
    host_port = {"ports": [{"containerPort": 80, "hostPort": 80}]}
    cluster = Cluster(
        Settings.parse({"ingressController": False}), [CORDONED, TAINTED, TAKEN, pod("first", spec={"nodeName": "c"}, **host_port)]
    )
    cluster.advance(60)
    cluster.apply(pod(spec={"nodeName": None}, **host_port))
    told = events_of(cluster, of(cluster))[0].message
    assert told.startswith(
        "0/3 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, "
        "1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. no new claims"
    )


def test_a_pod_for_which_no_address_is_left() -> None:
    cluster = Cluster(Settings.parse({"nodes": 1, "podCIDRs": ["10.244.0.0/28"], "ingressController": False}))
    cluster.advance(60)
    names = [f"p{number}" for number in range(20)]
    for name in names:
        cluster.apply(pod(name))
    waiting = [name for name in names if of(cluster, name).status.phase == "Pending"]
    assert waiting
    assert [one.reason for one in events_of(cluster, of(cluster, waiting[0]))] == ["Scheduled", "FailedCreatePodSandBox"]


WORKLOADS = [
    ("Deployment", {"replicas": 2}, "ReplicaSet", "replicaset-controller", "Created pod: one-"),
    (
        "StatefulSet",
        {"replicas": 1, "serviceName": "one"},
        "StatefulSet",
        "statefulset-controller",
        "create Pod one-0 in StatefulSet one successful",
    ),
    ("DaemonSet", {}, "DaemonSet", "daemonset-controller", "Created pod: one-"),
]


@pytest.mark.parametrize(("kind", "spec", "maker", "source", "begins"), WORKLOADS)
def test_a_workload_tells_of_its_pods(kind: str, spec: Body, maker: str, source: str, begins: str) -> None:
    template = {"metadata": {"labels": {"app": "one"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    cluster = Cluster()
    cluster.advance(60)
    cluster.apply(
        {
            "apiVersion": "apps/v1",
            "kind": kind,
            "metadata": {"name": "one"},
            "spec": {"selector": {"matchLabels": {"app": "one"}}, "template": template, **spec},
        }
    )
    owner = next(one for one in cluster.state.held(maker).values() if one.metadata.namespace == "default")
    told = events_of(cluster, owner)
    assert {(one.reason, one.source) for one in told} == {("SuccessfulCreate", source)}
    assert all(one.message.startswith(begins) for one in told)


def test_a_deployment_tells_of_the_replica_set_that_it_made() -> None:
    template = {"metadata": {"labels": {"app": "one"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    cluster = Cluster()
    cluster.advance(60)
    cluster.apply(
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "one"},
            "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "one"}}, "template": template},
        }
    )
    made = next(one.metadata.name for one in cluster.state.all(ReplicaSet) if one.metadata.namespace == "default")
    found = cluster.state.one(Deployment, "default", "one")
    assert found is not None
    assert [one.message for one in events_of(cluster, found)] == [f"Scaled up replica set {made} from 0 to 3"]


BALANCED = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "lb"}, "spec": {"type": "LoadBalancer", "ports": [{"port": 80}]}}
RULE = {"http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "lb", "port": {"number": 80}}}}]}}
ROUTED = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "in"}, "spec": {"rules": [RULE]}}


def test_a_cloud_and_an_ingress_controller_tell_of_their_work() -> None:
    cluster = Cluster(Settings.parse({"cloud": "generic"}))
    cluster.advance(60)
    cluster.apply(BALANCED)
    cluster.apply(ROUTED)
    service, ingress = cluster.state.one(Service, "default", "lb"), cluster.state.one(Ingress, "default", "in")
    assert service is not None
    assert ingress is not None
    assert [one.message for one in events_of(cluster, service)] == ["Ensuring load balancer", "Ensured load balancer"]
    assert [(one.reason, one.source) for one in events_of(cluster, ingress)] == [("Sync", "nginx-ingress-controller")]


def test_events_in_a_description_are_laid_out_by_themselves() -> None:
    cluster = Cluster()
    cluster.advance(60)
    cluster.apply(pod(**ready(tcpSocket={"port": 81})))
    cluster.advance(35)
    assert describe(cluster, of(cluster)).partition("\nEvents:")[2] == (
        "\n"
        "  Type     Reason     Age               From               Message\n"
        "  ----     ------     ----              ----               -------\n"
        "  Normal   Scheduled  35s               default-scheduler  Successfully assigned default/web to node-1\n"
        f"  Normal   Pulled     35s               kubelet            spec.containers{{web}}: {IMAGE.format('nginx')}\n"
        "  Normal   Created    35s               kubelet            spec.containers{web}: Container created\n"
        "  Normal   Started    35s               kubelet            spec.containers{web}: Container started\n"
        "  Warning  Unhealthy  5s (x4 over 35s)  kubelet            spec.containers{web}: Readiness probe failed: dial tcp 10.244.1.3:81: "
        "connect: connection refused\n"
    )


def test_the_table_of_events() -> None:
    cluster = Cluster()
    cluster.advance(60)
    cluster.apply(pod(**ready(tcpSocket={"port": 81})))
    cluster.advance(35)
    image = IMAGE.format("nginx")
    assert events_table(cluster, "default") == (
        "LAST SEEN   TYPE      REASON      OBJECT    MESSAGE\n"
        "35s         Normal    Scheduled   pod/web   Successfully assigned default/web to node-1\n"
        f"35s         Normal    Pulled      pod/web   {image}\n"
        "35s         Normal    Created     pod/web   Container created\n"
        "35s         Normal    Started     pod/web   Container started\n"
        "5s          Warning   Unhealthy   pod/web   Readiness probe failed: dial tcp 10.244.1.3:81: connect: connection refused\n"
    )
    everywhere = events_table(cluster, None, headers=False).splitlines()
    assert everywhere[0].startswith("default   35s ")
    assert events_table(cluster, "kube-system") == ""
    assert events_table(cluster, "default", of=("Pod", "nope")) == ""
