"""Objects as the API server shows them: what is added, what is left as it is, and that it comes off again."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.printers.kubectl.quantities import quantity, quantity_text
from k8s_svc_trainer.printers.kubectl.served import manifest, served, without_additions
from k8s_svc_trainer.printers.kubectl.served_pods import qos_class
from k8s_svc_trainer.sim import Cluster, ObjectKey, Settings
from k8s_svc_trainer.sim.manifest import from_mapping, to_mapping
from k8s_svc_trainer.sim.objects import Deployment, KubeObject, Node, Pod
from k8s_svc_trainer.sim.reading import every
from tests.support.shop import manifest as declared
from tests.support.shop import shop, workload

SHOP = shop()
EVERYTHING = [obj for kind in sorted(SHOP.state.objects) for obj in every(SHOP.state, kind)]


@pytest.mark.parametrize("obj", EVERYTHING, ids=[f"{type(one).__name__}-{one.metadata.name}" for one in EVERYTHING])
def test_what_was_added_comes_off_again(obj: KubeObject) -> None:
    shown = manifest(SHOP, obj)
    kept = to_mapping(obj)
    taken = without_additions(shown, SHOP, obj)
    assert {key: value for key, value in taken.items() if value or key in kept} == kept
    assert from_mapping(shown) is not None  # and it can be read as it is shown


@pytest.mark.parametrize("obj", EVERYTHING, ids=[f"{type(one).__name__}-{one.metadata.name}" for one in EVERYTHING])
def test_what_is_served_stays_as_it_is(obj: KubeObject) -> None:
    once = served(SHOP, obj)
    assert served(SHOP, once) == once


def the(cluster: Cluster, name: str = "client") -> Pod:
    found = cluster.state.one(Pod, "shop", name)
    assert found is not None
    return found


def test_what_a_person_changed_stays() -> None:
    pod = the(SHOP)
    shown = manifest(SHOP, pod)
    shown["spec"]["containers"][0]["image"] = "curl"
    shown["spec"]["containers"].append({"name": "more", "image": "more"})
    shown["spec"]["serviceAccountName"] = "own"
    shown["metadata"]["labels"] = {"app": "other"}
    taken = without_additions(shown, SHOP, pod)
    assert taken["spec"]["containers"][0]["image"] == "curl"
    assert taken["spec"]["containers"][1] == {"name": "more", "image": "more"}
    assert taken["spec"]["serviceAccountName"] == "own"
    assert taken["metadata"]["labels"] == {"app": "other"}
    assert "volumes" not in taken["spec"]


FRONT: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "front"},
    "spec": {"type": "LoadBalancer", "loadBalancerSourceRanges": ["198.51.100.0/24"], "selector": {"app": "web"}, "ports": [{"port": 80}]},
}


def rule(host: str) -> dict[str, Any]:
    backend = {"service": {"name": "front", "port": {"number": 80}}}
    return {"host": host, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}


DOOR = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "door"}, "spec": {"rules": [rule("old.example")]}}


@pytest.mark.parametrize(
    ("declared_object", "field", "written"),
    [
        pytest.param(FRONT, "loadBalancerSourceRanges", ["192.0.2.0/24", "198.51.100.0/24"], id="a range is put in front"),
        pytest.param(FRONT, "loadBalancerSourceRanges", ["198.51.100.0/24", "192.0.2.0/24"], id="a range is put behind"),
        pytest.param(DOOR, "rules", [rule("new.example"), rule("old.example")], id="a rule without a name is put in front"),
    ],
)
def test_what_stays_in_a_list_stays_wherever_it_stands_now(declared_object: dict[str, Any], field: str, written: list[Any]) -> None:
    cluster = Cluster(Settings(), [FRONT, DOOR])
    obj = next(one for one in every(cluster.state, declared_object["kind"]) if one.metadata.name == declared_object["metadata"]["name"])
    shown = manifest(cluster, obj)
    shown["spec"][field] = written
    assert without_additions(shown, cluster, obj)["spec"][field] == written


def test_a_resource_version_changes_with_the_object() -> None:
    cluster = SHOP.fork()
    before = manifest(cluster, the(cluster))["metadata"]["resourceVersion"]
    cluster.patch(ObjectKey("pod", "shop", "client"), {"metadata": {"labels": {"x": "y"}}})
    assert before != manifest(cluster, the(cluster))["metadata"]["resourceVersion"]
    assert before == manifest(SHOP, the(SHOP))["metadata"]["resourceVersion"]


def test_a_running_pod_has_its_container_statuses() -> None:
    status = manifest(SHOP, the(SHOP))["status"]
    assert status["qosClass"] == "BestEffort"
    assert status["startTime"] == "2026-01-01T00:00:00Z"
    assert status["hostIPs"] == [{"ip": "192.168.0.12"}]
    assert [one["type"] for one in status["conditions"]] == [
        "PodReadyToStartContainers",
        "Initialized",
        "Ready",
        "ContainersReady",
        "PodScheduled",
    ]
    (one,) = status["containerStatuses"]
    assert one["state"] == {"running": {"startedAt": "2026-01-01T00:00:00Z"}}
    assert (one["name"], one["ready"], one["started"], one["restartCount"]) == ("client", True, True, 0)
    assert one["imageID"].startswith("docker.io/library/busybox@sha256:")


PHASES = [
    ("Pending", {"waiting": {"reason": "ContainerCreating"}}, {"waiting": {"reason": "PodInitializing"}}),
    ("Succeeded", {"exitCode": 0, "reason": "Completed"}, {"exitCode": 0, "reason": "Completed"}),
    ("Failed", {"exitCode": 1, "reason": "Error"}, {"exitCode": 0, "reason": "Completed"}),
]


@pytest.mark.parametrize(("phase", "state", "first"), PHASES)
def test_a_pod_that_does_not_run_says_so_of_its_containers(phase: str, state: dict[str, Any], first: dict[str, Any]) -> None:
    spec = {"nodeName": "node-1", "containers": [{"name": "c", "image": "i"}], "initContainers": [{"name": "i", "image": "i"}]}
    cluster = Cluster(objects=[{**declared("Pod", "odd", spec), "status": {"phase": phase}}])
    status = manifest(cluster, the(cluster, "odd"))["status"]
    found, init = status["containerStatuses"][0]["state"], status["initContainerStatuses"][0]["state"]
    assert {key: value for key, value in found.get("terminated", found).items() if key in state} == state
    assert {key: value for key, value in init.get("terminated", init).items() if key in first} == first


def test_a_sidecar_runs_beside_the_others() -> None:
    spec = {"containers": [{"name": "c", "image": "i"}], "initContainers": [{"name": "s", "image": "i", "restartPolicy": "Always"}]}
    cluster = Cluster(objects=[declared("Pod", "odd", spec)])
    assert "running" in manifest(cluster, the(cluster, "odd"))["status"]["initContainerStatuses"][0]["state"]


def test_a_pod_without_a_node_has_no_statuses() -> None:
    cluster = Cluster(objects=[declared("Pod", "odd", {"nodeSelector": {"a": "b"}, "containers": [{"name": "c", "image": "i"}]})])
    status = manifest(cluster, the(cluster, "odd"))["status"]
    assert "containerStatuses" not in status
    assert "PodReadyToStartContainers" not in {one["type"] for one in status["conditions"]}


def test_before_1_29_the_sandbox_had_no_condition() -> None:
    pod = declared("Pod", "odd", {"containers": [{"name": "c", "image": "i"}]})
    cluster = Cluster(Settings.parse({"version": "1.28"}), [pod])
    assert "PodReadyToStartContainers" not in {one["type"] for one in manifest(cluster, the(cluster, "odd"))["status"]["conditions"]}


def test_tolerations_of_ones_own_stand_for_those_that_are_added() -> None:
    own = [{"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute"}, {"key": "x", "effect": "NoSchedule"}]
    spec = {"tolerations": own, "containers": [{"name": "c", "image": "i"}]}
    cluster = Cluster(objects=[declared("Pod", "odd", spec)])
    keys = [one.get("key") for one in manifest(cluster, the(cluster, "odd"))["spec"]["tolerations"]]
    assert keys == ["node.kubernetes.io/not-ready", "x", "node.kubernetes.io/unreachable"]


IMAGES = [
    ("nginx", "Always", "docker.io/library/nginx@sha256:"),
    ("nginx:1.27", "IfNotPresent", "docker.io/library/nginx@sha256:"),
    ("nginx:latest", "Always", "docker.io/library/nginx@sha256:"),
    ("acme/web:1", "IfNotPresent", "docker.io/acme/web@sha256:"),
    ("localhost:5000/web", "Always", "localhost:5000/web@sha256:"),
    ("ghcr.io/acme/web@sha256:abc", "IfNotPresent", "ghcr.io/acme/web@sha256:"),
]


@pytest.mark.parametrize(("image", "policy", "begins"), IMAGES)
def test_an_image_has_a_policy_and_a_digest(image: str, policy: str, begins: str) -> None:
    cluster = Cluster(objects=[declared("Pod", "odd", {"containers": [{"name": "c", "image": image}]})])
    shown = manifest(cluster, the(cluster, "odd"))
    assert shown["spec"]["containers"][0]["imagePullPolicy"] == policy
    assert shown["status"]["containerStatuses"][0]["imageID"].startswith(begins)


def resources(**given: dict[str, str]) -> dict[str, Any]:
    return {"name": "c", "image": "i", "resources": given}


BOTH = {"cpu": "1", "memory": "1Gi"}
CLASSES = [
    ("nothing asked for", [resources()], "BestEffort"),
    ("all of it, and no more", [resources(requests=BOTH, limits=BOTH)], "Guaranteed"),
    ("a limit is the request too", [resources(limits=BOTH)], "Guaranteed"),
    ("a part of it", [resources(requests={"cpu": "1"})], "Burstable"),
    ("less than the limit", [resources(requests={"cpu": "1", "memory": "1Mi"}, limits=BOTH)], "Burstable"),
    ("of one container alone", [resources(limits=BOTH), resources()], "Burstable"),
    ("a limit for one thing", [resources(limits={"cpu": "1"})], "Burstable"),
]


@pytest.mark.parametrize(("containers", "expected"), [row[1:] for row in CLASSES], ids=[row[0] for row in CLASSES])
def test_the_class_of_a_pod(containers: list[dict[str, Any]], expected: str) -> None:
    obj = from_mapping({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": containers}})
    assert isinstance(obj, Pod)
    assert qos_class(obj) == expected


def conditions(cluster: Cluster) -> dict[str, tuple[str, str, str]]:
    found = cluster.state.one(Deployment, "shop", "one")
    assert found is not None
    listed = manifest(cluster, found)["status"]["conditions"]
    return {one["type"]: (one["status"], one["reason"], one["message"]) for one in listed}


def test_a_rollout_that_has_ended() -> None:
    cluster = Cluster(objects=[workload("Deployment", "one", {"image": "i"})])
    told = conditions(cluster)
    assert told["Available"] == ("True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
    assert told["Progressing"][:2] == ("True", "NewReplicaSetAvailable")
    assert told["Progressing"][2].endswith('" has successfully progressed.')


STUCK = {"image": "i", "readinessProbe": {"tcpSocket": {"port": 1}}}


def test_a_rollout_that_goes_on_and_one_that_has_hung() -> None:
    cluster = Cluster()
    cluster.advance(60)
    cluster.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
    cluster.apply(workload("Deployment", "one", STUCK))
    assert conditions(cluster)["Progressing"][:2] == ("True", "ReplicaSetUpdated")
    cluster.advance(601)
    told = conditions(cluster)
    assert told["Available"] == ("False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
    assert told["Progressing"][:2] == ("False", "ProgressDeadlineExceeded")
    assert told["Progressing"][2].endswith('" has timed out progressing.')


def test_a_deployment_that_is_not_kept_has_no_rollout() -> None:
    obj = from_mapping(workload("Deployment", "one", {"image": "i"}))
    assert "conditions" in manifest(Cluster(), obj)["status"]
    bare = from_mapping({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "one", "namespace": "shop"}})
    assert manifest(Cluster(), bare)["status"] == {"observedGeneration": 1, "conditions": []}


def test_a_stated_condition_is_kept() -> None:
    stated = {"conditions": [{"type": "Progressing", "status": "Unknown", "reason": "DeploymentPaused"}]}
    obj = from_mapping({**workload("Deployment", "one", {"image": "i"}), "status": stated})
    (one,) = manifest(Cluster(), obj)["status"]["conditions"]
    assert (one["type"], one["reason"]) == ("Progressing", "DeploymentPaused")


def test_a_node_reports_its_kubelet() -> None:
    node = SHOP.state.one(Node, None, "node-1")
    assert node is not None
    status = manifest(SHOP, node)["status"]
    assert status["nodeInfo"]["kubeletVersion"] == "v1.37.0"
    assert status["addresses"][-1] == {"type": "Hostname", "address": "node-1"}
    assert [one["type"] for one in status["conditions"]] == ["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"]
    assert status["conditions"][-1]["message"] == "kubelet is posting ready status"


QUANTITIES = [
    ("100m", "100m", False),
    ("0.5", "500m", False),
    ("2", "2", False),
    ("2G", "2000000000", False),
    ("64Mi", "64Mi", True),
    ("65536Ki", "64Mi", True),
    ("1k", "1000", True),
    ("1500", "1500", True),
    ("nothing", "0", True),
    ("1/0", "0", True),
]


@pytest.mark.parametrize(("written", "shown", "binary"), QUANTITIES)
def test_a_quantity_is_shown_in_its_largest_unit(written: str, shown: str, binary: bool) -> None:
    assert quantity_text(quantity(written), binary=binary) == shown
