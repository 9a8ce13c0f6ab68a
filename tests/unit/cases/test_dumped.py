"""What `kubectl get pods,services -o yaml` writes is a cluster: on its nodes, in its ranges, with its owners left out."""

from pathlib import Path
from typing import Any

import pytest

from k8s_svc_trainer.cases.document import manifests
from k8s_svc_trainer.cases.faults import Faults
from k8s_svc_trainer.cases.ranges import settings_shown
from k8s_svc_trainer.cases.run import build_manifests
from k8s_svc_trainer.sim import Cluster, ObjectKey, parse_source

DUMPS = Path(__file__).parents[2] / "support" / "dumps"
OBJECTS = (DUMPS / "pods-and-services.yaml").read_text(encoding="utf-8")
SLICE = (DUMPS / "slice-of-the-controller.yaml").read_text(encoding="utf-8")


def dumped(text: str) -> Cluster:
    return build_manifests(manifests(text, file="dump.yaml"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(OBJECTS, id="pods and services, their ReplicaSet and nodes left out"),
        pytest.param(f"{OBJECTS}---\n{SLICE}", id="the slice that the controller had made is in it"),
    ],
)
def test_a_connection_goes_where_it_would_in_the_dumped_cluster(text: str) -> None:
    found = dumped(text).connect(parse_source("pod/shop/client"), "web:80")
    assert (found.outcome, found.backends, found.masqueraded) == ("connected", ("10.0.1.77:8080",), False)
    assert found.node == "ip-10-0-2-9.ec2.internal"


def test_pods_keep_what_was_dumped_of_them_and_their_nodes_have_the_addresses_that_they_tell() -> None:
    cluster = dumped(OBJECTS)
    held = {pod["metadata"]["name"]: pod["status"]["podIP"] for pod in cluster.list("pod") if pod["metadata"]["namespace"] == "shop"}
    assert held == {"client": "10.0.2.40", "web-7c5ddbdf54-8xk2p": "10.0.1.77", "web-7c5ddbdf54-q7vzt": "10.0.2.31"}
    node = cluster.get(ObjectKey.parse("node/ip-10-0-2-9.ec2.internal"))
    assert node is not None
    assert node["status"]["addresses"] == [{"type": "InternalIP", "address": "10.0.2.9"}]


def stored(kind: str, **parts: Any) -> dict[str, Any]:
    return {"kind": kind, "metadata": {"name": "x", "resourceVersion": "1"}, **parts}


@pytest.mark.parametrize(
    ("objects", "services", "pods"),
    [
        pytest.param([], ("10.96.0.0/16",), ("10.244.0.0/16",), id="nothing says nothing"),
        pytest.param(
            [{"kind": "Service", "spec": {"clusterIP": "172.20.0.9"}}],
            ("10.96.0.0/16",),
            ("10.244.0.0/16",),
            id="what a person wrote says nothing",
        ),
        pytest.param(
            [stored("Service", spec={"clusterIP": "10.96.0.1"}), stored("Service", spec={"clusterIP": "10.104.3.2"})],
            ("10.96.0.0/12",),
            ("10.244.0.0/16",),
            id="kubeadm's range",
        ),
        pytest.param(
            [stored("Service", spec={"clusterIPs": ["10.43.0.1"]}), stored("Pod", status={"podIP": "10.42.3.9"})],
            ("10.43.0.0/16",),
            ("10.42.0.0/16",),
            id="neighbours do not overlap",
        ),
        pytest.param(
            [stored("Service", spec={"clusterIPs": ["10.0.200.1"]}), stored("Pod", status={"podIP": "10.0.3.9"})],
            ("10.0.0.0/16",),
            ("10.244.0.0/16",),
            id="where both would be one range, that of pods is not guessed",
        ),
        pytest.param(
            [stored("Service", spec={"clusterIPs": ["10.96.0.9", "fd00:1::9"]}), stored("Pod", status={"podIPs": [{"ip": "fd00:2::7"}]})],
            ("10.96.0.0/16", "fd00:1::/112"),
            ("fd00:2::/56",),
            id="two families",
        ),
        pytest.param(
            [stored("Service", spec={"clusterIP": "None"}), stored("Service", spec={}), stored("Pod", status={"podIP": 7})],
            ("10.96.0.0/16",),
            ("10.244.0.0/16",),
            id="what is no address says nothing",
        ),
        pytest.param(
            [stored("Pod", spec={"hostNetwork": True}, status={"podIP": "10.0.0.4"})],
            ("10.96.0.0/16",),
            ("10.244.0.0/16",),
            id="a pod in its node's network says nothing",
        ),
    ],
)
def test_ranges_that_objects_show(objects: list[dict[str, Any]], services: tuple[str, ...], pods: tuple[str, ...]) -> None:
    found = settings_shown(objects)
    assert (found.serviceCIDRs, found.podCIDRs) == (services, pods)


def test_a_hand_written_address_outside_the_range_is_still_a_mistake() -> None:
    text = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: 172.20.0.9, ports: [{port: 80}]}\n"
    with pytest.raises(Faults, match="the provided IP is not in the valid range"):
        dumped(text)
