"""Tables, row by row: the rows of pkg/printers/internalversion/printers_test.go that concern Services, and what kubectl adds."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.printers.kubectl.columns import COLUMNS, OTHER
from k8s_svc_trainer.printers.kubectl.get import names, table, tables
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.manifest import from_mapping

CLUSTER = Cluster()
VERSIONS = {
    "Deployment": "apps/v1", "ReplicaSet": "apps/v1", "StatefulSet": "apps/v1", "DaemonSet": "apps/v1", "Ingress": "networking.k8s.io/v1",
    "IngressClass": "networking.k8s.io/v1", "EndpointSlice": "discovery.k8s.io/v1", "SecurityGroup": "sim.k8s-svc-trainer/v1",
    "ControllerRevision": "apps/v1",
}  # fmt: skip
BORN = "2026-01-01T00:00:00Z"


def row(kind: str, *, wide: bool = False, **body: Any) -> tuple[str, ...]:
    meta = {"name": "one", "namespace": "ns", "creationTimestamp": BORN, **body.pop("metadata", {})}
    obj = from_mapping({"apiVersion": VERSIONS.get(kind, "v1"), "kind": kind, "metadata": meta, **body})
    columns = COLUMNS.get(kind, OTHER)
    cells = columns.cells(CLUSTER, obj, wide)
    return cells if wide else cells[: len(columns.usual)]


def service(kind: str, *, ports: tuple[dict[str, Any], ...] = ({"port": 2233, "protocol": "tcp"},), **spec: Any) -> dict[str, Any]:
    return {"spec": {"type": kind, "clusterIP": "1.2.3.4", "clusterIPs": ["1.2.3.4"], "ports": list(ports), **spec}}


SERVICES = [
    ("a ClusterIP", service("ClusterIP"), ("one", "ClusterIP", "1.2.3.4", "<none>", "2233/tcp", "12d")),
    (
        "several ports",
        service("ClusterIP", ports=({"port": 1, "protocol": "TCP"}, {"port": 2, "protocol": "UDP"})),
        ("one", "ClusterIP", "1.2.3.4", "<none>", "1/TCP,2/UDP", "12d"),
    ),
    (
        "a NodePort shows both ports",
        service("NodePort", ports=({"port": 80, "nodePort": 30080, "protocol": "TCP"},)),
        ("one", "NodePort", "1.2.3.4", "<none>", "80:30080/TCP", "12d"),
    ),
    (
        "external addresses of the Service's own",
        service("ClusterIP", externalIPs=["5.6.7.8", "5.6.7.9"]),
        ("one", "ClusterIP", "1.2.3.4", "5.6.7.8,5.6.7.9", "2233/tcp", "12d"),
    ),
    (
        "a load balancer without an address is pending",
        service("LoadBalancer"),
        ("one", "LoadBalancer", "1.2.3.4", "<pending>", "2233/tcp", "12d"),
    ),
    (
        "a load balancer's addresses, and the Service's own behind them",
        {**service("LoadBalancer", externalIPs=["9.9.9.9"]), "status": {"loadBalancer": {"ingress": [{"ip": "2.2.2.2"}]}}},
        ("one", "LoadBalancer", "1.2.3.4", "2.2.2.2,9.9.9.9", "2233/tcp", "12d"),
    ),
    (
        "what is longer than sixteen letters is clipped",
        {**service("LoadBalancer"), "status": {"loadBalancer": {"ingress": [{"hostname": "balancer.example.com"}]}}},
        ("one", "LoadBalancer", "1.2.3.4", "balancer.exam...", "2233/tcp", "12d"),
    ),
    (
        "an ExternalName has a name for its address",
        {"spec": {"type": "ExternalName", "externalName": "db.example.com"}},
        ("one", "ExternalName", "<none>", "db.example.com", "<none>", "12d"),
    ),
    ("a type that there is not is unknown", {"spec": {}}, ("one", "", "<none>", "<unknown>", "<none>", "12d")),
]


@pytest.mark.parametrize(("body", "expected"), [one[1:] for one in SERVICES], ids=[one[0] for one in SERVICES])
def test_a_service_has_the_cells(body: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert row("Service", **body) == expected


def test_a_wide_service_shows_its_selector_and_all_of_its_addresses() -> None:
    body = {
        **service("LoadBalancer", selector={"b": "2", "a": "1"}),
        "status": {"loadBalancer": {"ingress": [{"hostname": "balancer.example.com"}]}},
    }
    assert row("Service", wide=True, **body)[3:] == ("balancer.example.com", "2233/tcp", "12d", "a=1,b=2")


def containers(*ready: bool, **state: Any) -> list[dict[str, Any]]:
    return [{"name": f"c{n}", "ready": one, "restartCount": 0, "state": state or {"running": {}}} for n, one in enumerate(ready)]


def pod(statuses: list[dict[str, Any]], *, phase: str = "Running", spec: dict[str, Any] | None = None, **status: Any) -> dict[str, Any]:
    body = {"containers": [{"name": "c0"}, {"name": "c1"}], **(spec or {})}
    return {"spec": body, "status": {"phase": phase, "containerStatuses": statuses, **status}}


SIDECAR = {"initContainers": [{"name": "i0", "restartPolicy": "Always"}]}
INIT = {"initContainers": [{"name": "i0"}, {"name": "i1"}]}
WHOLE = {"conditions": [{"type": "Ready", "status": "True"}]}
ENDED = {"terminated": {"exitCode": 0, "reason": "Completed"}}
AGAIN = {"restartCount": 3, "lastState": {"terminated": {"finishedAt": "2025-12-31T23:59:50Z"}}}
GONE = {"deletionTimestamp": BORN}
PODS = [
    ("two containers that run", pod(containers(True, True)), ("2/2", "Running", "0")),
    ("one that is not ready", pod(containers(True, False)), ("1/2", "Running", "0")),
    (
        "one that waits gives the pod its status",
        pod([*containers(True), *containers(False, waiting={"reason": "ImagePullBackOff"})]),
        ("1/2", "ImagePullBackOff", "0"),
    ),
    (
        "one that ended badly",
        pod([*containers(True), *containers(False, terminated={"exitCode": 1, "reason": "Error"})]),
        ("1/2", "Error", "0"),
    ),
    ("one that ended without a reason", pod(containers(False, terminated={"exitCode": 3})), ("0/2", "ExitCode:3", "0")),
    ("one that a signal ended", pod(containers(False, terminated={"exitCode": 137, "signal": 9})), ("0/2", "Signal:9", "0")),
    (
        "one that is done beside one that runs, the pod ready",
        pod([*containers(False, **ENDED), *containers(True)], **WHOLE),
        ("1/2", "Running", "0"),
    ),
    ("the same, the pod not ready", pod([*containers(False, **ENDED), *containers(True)]), ("1/2", "NotReady", "0")),
    ("restarts, and when the last was", pod([{**containers(True)[0], **AGAIN}]), ("1/2", "Running", "3 (12d ago)")),
    ("a phase alone", pod([], phase="Pending"), ("0/2", "Pending", "0")),
    ("the reason of a status", pod([], phase="Failed", reason="Evicted"), ("0/2", "Evicted", "0")),
    (
        "a gate of the scheduler",
        pod([], phase="Pending", conditions=[{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]),
        ("0/2", "SchedulingGated", "0"),
    ),
    (
        "an init container at work",
        pod(
            [], phase="Pending", spec=INIT, initContainerStatuses=[{"name": "i0", "state": ENDED}, {"name": "i1", "state": {"running": {}}}]
        ),
        ("0/2", "Init:1/2", "0"),
    ),
    (
        "an init container that waits",
        pod([], phase="Pending", spec=INIT, initContainerStatuses=[{"name": "i0", "state": {"waiting": {"reason": "ErrImagePull"}}}]),
        ("0/2", "Init:ErrImagePull", "0"),
    ),
    (
        "an init container that has not begun",
        pod([], phase="Pending", spec=INIT, initContainerStatuses=[{"name": "i0", "state": {"waiting": {"reason": "PodInitializing"}}}]),
        ("0/2", "Init:0/2", "0"),
    ),
    (
        "an init container that failed",
        pod(
            [],
            phase="Pending",
            spec=INIT,
            initContainerStatuses=[{"name": "i0", "restartCount": 2, "state": {"terminated": {"exitCode": 1}}}],
        ),
        ("0/2", "Init:ExitCode:1", "2"),
    ),
    (
        "a sidecar counts among the containers",
        pod(
            containers(True, True),
            spec=SIDECAR,
            initContainerStatuses=[{"name": "i0", "started": True, "ready": True, "restartCount": 1, "state": {"running": {}}}],
        ),
        ("3/3", "Running", "1"),
    ),
    ("a pod that is being deleted", {**pod(containers(True, True)), "metadata": GONE}, ("2/2", "Terminating", "0")),
    ("one whose node is lost", {**pod(containers(True, True), reason="NodeLost"), "metadata": GONE}, ("2/2", "Unknown", "0")),
    ("a finished one is not terminating", {**pod([], phase="Succeeded", reason="Completed"), "metadata": GONE}, ("0/2", "Completed", "0")),
]


@pytest.mark.parametrize(("body", "expected"), [one[1:] for one in PODS], ids=[one[0] for one in PODS])
def test_a_pod_has_ready_status_and_restarts(body: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert row("Pod", **body)[1:4] == expected


def test_a_wide_pod_shows_where_it_is_and_its_readiness_gates() -> None:
    spec = {"nodeName": "node-1", "readinessGates": [{"conditionType": "a"}, {"conditionType": "b"}]}
    body = pod([], spec=spec, podIPs=[{"ip": "10.0.0.1"}], conditions=[{"type": "a", "status": "True"}])
    assert row("Pod", wide=True, **body)[5:] == ("10.0.0.1", "node-1", "<none>", "1/2")
    assert row("Pod", wide=True, **pod([]))[5:] == ("<none>", "<none>", "<none>", "<none>")


def rules(*hosts: str) -> dict[str, Any]:
    return {"spec": {"rules": [{"host": host} if host else {} for host in hosts]}}


HOSTS = [
    ("no rules", rules(), "*"),
    ("a rule without a host", rules(""), "*"),
    ("three hosts", rules("a", "b", "c"), "a,b,c"),
    ("more than three", rules("a", "b", "c", "d"), "a,b,c + 1 more..."),
    ("rules without a host behind three count too", rules("a", "b", "c", ""), "a,b,c + 1 more..."),
    ("rules without a host before three do too", rules("", "a", "b", "c", "d"), "a,b,c + 2 more..."),
]


@pytest.mark.parametrize(("body", "expected"), [one[1:] for one in HOSTS], ids=[one[0] for one in HOSTS])
def test_an_ingress_names_its_hosts(body: dict[str, Any], expected: str) -> None:
    assert row("Ingress", **body)[2] == expected


def slice_(*addresses: str, ports: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"addressType": "IPv4", "endpoints": [{"addresses": [one]} for one in addresses], "ports": list(ports)}


PORTS = ({"port": 80}, {"name": "all"}, {})
READY = {"addresses": [{"ip": "1.1.1.1"}], "ports": [{"port": 1}, {"port": 2}]}
OTHERS = [
    ("a slice", "EndpointSlice", slice_("1.1.1.1", ports=({"port": 80},)), ("one", "IPv4", "80", "1.1.1.1", "12d")),
    ("a slice's ports by name, or any", "EndpointSlice", slice_(ports=PORTS), ("one", "IPv4", "80,all,*", "<unset>", "12d")),
    ("an empty slice", "EndpointSlice", slice_(), ("one", "IPv4", "<unset>", "<unset>", "12d")),
    ("more than three endpoints", "EndpointSlice", slice_("1", "2", "3", "4", "5"), ("one", "IPv4", "<unset>", "1,2,3 + 2 more...", "12d")),
    ("Endpoints without subsets", "Endpoints", {}, ("one", "<none>", "12d")),
    ("Endpoints with two ports", "Endpoints", {"subsets": [READY]}, ("one", "1.1.1.1:1,1.1.1.1:2", "12d")),
    ("Endpoints without ports", "Endpoints", {"subsets": [{"addresses": [{"ip": "1.1.1.1"}]}]}, ("one", "1.1.1.1", "12d")),
    (
        "Endpoints of which none is ready",
        "Endpoints",
        {"subsets": [{"notReadyAddresses": [{"ip": "1.1.1.1"}], "ports": [{"port": 1}]}]},
        ("one", "", "12d"),
    ),
    (
        "an IPv6 endpoint has brackets",
        "Endpoints",
        {"subsets": [{"addresses": [{"ip": "fd00::1"}], "ports": [{"port": 1}]}]},
        ("one", "[fd00::1]:1", "12d"),
    ),
    ("an Ingress for TLS", "Ingress", {"spec": {"tls": [{}]}}, ("one", "<none>", "*", "", "80, 443", "12d")),
    (
        "a class with parameters",
        "IngressClass",
        {"spec": {"controller": "c", "parameters": {"apiGroup": "g", "kind": "K", "name": "n"}}},
        ("one", "c", "K.g/n", "12d"),
    ),
    (
        "a cordoned node that is not ready",
        "Node",
        {"spec": {"unschedulable": True}, "status": {"conditions": [{"type": "Ready", "status": "False"}]}},
        ("one", "NotReady,SchedulingDisabled", "<none>", "12d", ""),
    ),
    (
        "a node with roles",
        "Node",
        {"metadata": {"labels": {"node-role.kubernetes.io/worker": "", "kubernetes.io/role": "edge"}}},
        ("one", "Unknown", "edge,worker", "12d", ""),
    ),
    ("a Deployment without counts", "Deployment", {"spec": {}}, ("one", "0/1", "0", "0", "12d")),
    ("a DaemonSet without a template", "DaemonSet", {"spec": {}}, ("one", "0", "0", "0", "0", "0", "<none>", "12d")),
    (
        "a security group",
        "SecurityGroup",
        {"spec": {"ingress": [{"ports": [80], "cidrs": ["10.0.0.0/8"]}, {}]}},
        ("one", "80/TCP,*/TCP", "10.0.0.0/8,*", "<none>", "12d"),
    ),
    ("a ConfigMap", "ConfigMap", {"data": {"a": "b"}, "binaryData": {"c": "d"}}, ("one", "2", "12d")),
    ("a Secret", "Secret", {"data": {"a": "b"}}, ("one", "Opaque", "1", "12d")),
    (
        "a ControllerRevision",
        "ControllerRevision",
        {"revision": 2, "metadata": {"ownerReferences": [{"kind": "StatefulSet", "name": "db", "controller": True}]}},
        ("one", "statefulset.apps/db", "2", "12d"),
    ),
    ("what kubectl has no columns for", "ServiceAccount", {}, ("one", "12d")),
]


@pytest.mark.parametrize(("kind", "body", "expected"), [one[1:] for one in OTHERS], ids=[one[0] for one in OTHERS])
def test_other_kinds_have_the_cells(kind: str, body: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert row(kind, **body) == expected


WEB = from_mapping(
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "ns", "labels": {"app": "web", "a/tier": "x"}},
        **service("ClusterIP"),
    }
)
SPACE = from_mapping({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "ns"}})


def test_options_of_a_table() -> None:
    assert table(CLUSTER, "Service", []) == ""
    assert table(CLUSTER, "Service", [WEB], headers=False) == "web   ClusterIP   1.2.3.4   <none>   2233/tcp   <unknown>\n"
    assert table(CLUSTER, "Service", [WEB], all_namespaces=True, show_labels=True, label_columns=["a/tier", "none"]) == (
        "NAMESPACE   NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)    AGE         TIER   NONE   LABELS\n"
        "ns          web    ClusterIP   1.2.3.4      <none>        2233/tcp   <unknown>   x             a/tier=x,app=web\n"
    )
    assert (
        table(CLUSTER, "Namespace", [SPACE], all_namespaces=True, with_kind=True)
        == "NAME           STATUS   AGE\nnamespace/ns   Active   <unknown>\n"
    )


def test_several_kinds_have_names_with_their_kind_and_an_empty_line_between() -> None:
    groups = {"Service": [WEB], "Pod": [], "Namespace": [SPACE]}
    assert tables(CLUSTER, groups) == (
        "NAME          TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)    AGE\n"
        "service/web   ClusterIP   1.2.3.4      <none>        2233/tcp   <unknown>\n"
        "\n"
        "NAME           STATUS   AGE\n"
        "namespace/ns   Active   <unknown>\n"
    )
    assert (
        tables(CLUSTER, groups, headers=False)
        == "service/web   ClusterIP   1.2.3.4   <none>   2233/tcp   <unknown>\nnamespace/ns   Active   <unknown>\n"
    )
    assert tables(CLUSTER, {"Service": [WEB], "Pod": []}, headers=False) == "web   ClusterIP   1.2.3.4   <none>   2233/tcp   <unknown>\n"


def test_names_have_their_kind_and_group() -> None:
    found = from_mapping({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}})
    assert names([WEB, found, SPACE]) == "service/web\ndeployment.apps/web\nnamespace/ns\n"
