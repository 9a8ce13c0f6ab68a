"""What a cluster starts with."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.sim import Cluster, ObjectKey, ObjectsRefused, Settings, Stated


def get(cluster: Cluster, key: str) -> Any:
    return cluster.get(ObjectKey.parse(key))


def obj(kind: str, name: str, api: str = "v1", **body: Any) -> dict[str, Any]:
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name, **body.pop("metadata", {})}, **body}


def service(name: str, **spec: Any) -> dict[str, Any]:
    return obj("Service", name, spec={"ports": [{"port": 80}], **spec})


def test_every_refusal_is_reported_with_its_place_in_the_list() -> None:
    wrong = service("web", clusterIP="nonsense")
    unreadable = service("other", nonsense=1)
    with pytest.raises(ObjectsRefused) as raised:
        Cluster(objects=[unreadable, obj("Namespace", "fine"), wrong])
    assert [index for index, _ in raised.value.refusals] == [0, 2]
    assert raised.value.refusals[0][1].faults[0].field == "spec.nonsense"


def test_objects_may_stand_in_any_order_and_age_as_they_stand() -> None:
    objects = [service("young"), service("old", clusterIP="10.96.1.0"), obj("Namespace", "shop")]
    cluster = Cluster(
        objects=[*objects, obj("Ingress", "site", "networking.k8s.io/v1", spec={"defaultBackend": backend()}), a_class("other")]
    )
    young, old = get(cluster, "service/default/young"), get(cluster, "service/default/old")
    assert old["spec"]["clusterIP"] == "10.96.1.0"
    assert young["spec"]["clusterIP"] != "10.96.1.0"
    assert young["metadata"]["uid"] < old["metadata"]["uid"]
    assert get(cluster, "ingress/default/site")["spec"]["ingressClassName"] == "other"


def backend() -> dict[str, Any]:
    return {"service": {"name": "web", "port": {"number": 80}}}


def a_class(name: str) -> dict[str, Any]:
    annotations = {"ingressclass.kubernetes.io/is-default-class": "true"}
    return obj("IngressClass", name, "networking.k8s.io/v1", metadata={"annotations": annotations}, spec={"controller": "example.com/c"})


def test_a_default_class_of_ones_own_takes_that_from_nginx() -> None:
    cluster = Cluster(objects=[a_class("other")])
    assert "annotations" not in get(cluster, "ingressclass/nginx")["metadata"]


def test_an_object_written_twice_is_replaced_by_the_later() -> None:
    cluster = Cluster(
        objects=[obj("Namespace", "shop", metadata={"labels": {"a": "1"}}), obj("Namespace", "shop", metadata={"labels": {"a": "2"}})]
    )
    assert get(cluster, "namespace/shop")["metadata"]["labels"]["a"] == "2"


def test_objects_may_be_values_already() -> None:
    first = Cluster(objects=[service("web", clusterIP="10.96.3.3")])
    held = first.state.held("Service").get(("default", "web"))
    assert get(Cluster(objects=[held]), "service/default/web")["spec"]["clusterIP"] == "10.96.3.3"


@pytest.mark.parametrize(
    "objects",
    [
        pytest.param([service("kubernetes", clusterIP="10.96.0.1")], id="the API's own Service"),
        pytest.param(
            [obj("Service", "kube-dns", metadata={"namespace": "kube-system"}, spec={"ports": [{"port": 53}]})], id="the DNS Service"
        ),
        pytest.param([obj("Namespace", "kube-system", metadata={"labels": {"mine": "yes"}})], id="a namespace"),
        pytest.param([obj("Namespace", "ingress-system", metadata={"labels": {"mine": "yes"}})], id="the controller's namespace"),
    ],
)
def test_what_is_declared_is_not_made(objects: list[dict[str, Any]]) -> None:
    cluster = Cluster(objects=objects)
    kind, meta = objects[0]["kind"].lower(), objects[0]["metadata"]
    place = f"{kind}/{meta['name']}" if kind == "namespace" else f"{kind}/{meta.get('namespace', 'default')}/{meta['name']}"
    assert get(cluster, place)["metadata"].get("labels", {}).get("kubernetes.io/cluster-service") is None
    assert meta.get("labels", {}).items() <= get(cluster, place)["metadata"].get("labels", {}).items()


def test_a_deployment_of_dns_of_ones_own_is_kept() -> None:
    template = {"metadata": {"labels": {"x": "y"}}, "spec": {"containers": [{"name": "c", "image": "dns"}]}}
    spec = {"replicas": 1, "selector": {"matchLabels": {"x": "y"}}, "template": template}
    mine = obj("Deployment", "coredns", "apps/v1", metadata={"namespace": "kube-system"}, spec=spec)
    assert get(Cluster(objects=[mine]), "deployment/kube-system/coredns")["spec"]["replicas"] == 1


def test_a_workload_labelled_as_dns_takes_the_deployments_place() -> None:
    labels = {"k8s-app": "kube-dns"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "dns"}]}}
    mine = obj(
        "DaemonSet",
        "dns",
        "apps/v1",
        metadata={"namespace": "kube-system"},
        spec={"selector": {"matchLabels": labels}, "template": template},
    )
    cluster = Cluster(objects=[mine, obj("ConfigMap", "coredns", metadata={"namespace": "kube-system"})])
    assert get(cluster, "deployment/kube-system/coredns") is None


def test_the_api_answers_where_no_node_is() -> None:
    taken = [{"type": "InternalIP", "address": f"192.168.0.{number}"} for number in (10, 9)]
    cluster = Cluster(objects=[obj("Node", "n", status={"addresses": taken})])
    assert cluster.endpoints(ObjectKey.parse("service/default/kubernetes")).ready == ("192.168.0.8:6443",)


def test_a_cluster_of_ipv6_is_of_ipv6_throughout() -> None:
    cluster = Cluster(Settings.parse({"serviceCIDRs": ["fd00:10:96::/112"], "podCIDRs": ["fd00:10:244::/56"]}))
    assert cluster.endpoints(ObjectKey.parse("service/default/kubernetes")).ready == ("[fd00:192:168::a]:6443",)
    assert get(cluster, "service/kube-system/kube-dns")["spec"]["clusterIP"] == "fd00:10:96::a"
    assert ":" in get(cluster, "node/node-1")["status"]["addresses"][0]["address"]
    dns = cluster.endpoints(ObjectKey.parse("service/kube-system/kube-dns"))
    assert dns.readyCount == 4


def test_a_range_without_a_tenth_address_gives_the_dns_another() -> None:
    cluster = Cluster(Settings.parse({"serviceCIDRs": ["10.96.0.0/29"]}))
    assert get(cluster, "service/kube-system/kube-dns")["spec"]["clusterIP"] != "10.96.0.10"


def test_a_range_with_too_few_node_ports_leaves_the_ingress_controller_without_its_service() -> None:
    ingress = obj("Ingress", "site", "networking.k8s.io/v1", spec={"defaultBackend": backend()})
    cluster = Cluster(Settings.parse({"nodePortRange": "30600-30600"}), [ingress])
    assert get(cluster, "service/ingress-system/ingress-controller") is None
    assert get(cluster, "pod/ingress-system/ingress-controller") is not None


def test_declared_namespaces_hold_what_the_cluster_brings_along() -> None:
    cluster = Cluster(objects=[obj("Namespace", "kube-system"), obj("Namespace", "default")])
    assert get(cluster, "service/default/kubernetes") is not None
    assert get(cluster, "service/kube-system/kube-dns") is not None


def test_without_nodes_pods_wait() -> None:
    cluster = Cluster(Settings.parse({"nodes": 0}))
    assert {pod["status"]["phase"] for pod in cluster.list("pod")} == {"Pending"}


def test_what_is_stated_is_given_to_no_other() -> None:
    cluster = Cluster(objects=[service("web")], stated=Stated(addresses=frozenset({"10.96.1.0"})))
    assert get(cluster, "service/default/web")["spec"]["clusterIP"] != "10.96.1.0"


def test_the_same_objects_make_the_same_cluster() -> None:
    first, second = (Cluster(objects=[service("web", selector={"app": "web"})]) for _ in range(2))
    assert [first.list(kind) for kind in ("pod", "service", "endpointslice")] == [
        second.list(kind) for kind in ("pod", "service", "endpointslice")
    ]
