"""Controllers beyond what the cases in content/cases/{workloads,controllers} say: what is touched, kept and taken back."""

from __future__ import annotations

from typing import Any

from k8s_svc_trainer.sim import Cluster, Settings
from tests.support.small import WEB, get, key, obj, placed, pod, pods, service, workload

# --- workloads -------------------------------------------------------------------------------------------------------


def test_an_orphaned_replicaset_is_adopted_by_its_deployment_whichever_comes_first() -> None:
    template = {"metadata": {"labels": {**WEB, "pod-template-hash": "x"}}, "spec": {"containers": [{"name": "c", "image": "web"}]}}
    orphan = obj(
        "ReplicaSet",
        "lost",
        "apps/v1",
        metadata={"labels": WEB},
        spec={"replicas": 2, "selector": {"matchLabels": {**WEB, "pod-template-hash": "x"}}, "template": template},
    )
    for first, second in ((orphan, workload("Deployment", replicas=2)), (workload("Deployment", replicas=2), orphan)):
        cluster = Cluster(objects=[first])
        cluster.apply(second)
        assert get(cluster, "replicaset/default/lost")["metadata"]["ownerReferences"][0]["kind"] == "Deployment"
        assert len(pods(cluster)) == 2


def test_a_relabelled_replicaset_is_released_and_another_is_made() -> None:
    cluster = Cluster(objects=[workload("Deployment", replicas=1)])
    name = next(one["metadata"]["name"] for one in cluster.list("replicaset") if one["metadata"]["namespace"] == "default")
    cluster.patch(key(f"replicaset/default/{name}"), {"metadata": {"labels": {"app": "other"}}})
    assert "ownerReferences" not in get(cluster, f"replicaset/default/{name}")["metadata"]
    assert get(cluster, "deployment/default/web")["status"]["readyReplicas"] == 1
    assert len(pods(cluster)) == 2


def test_old_replicasets_are_kept_up_to_the_limit() -> None:
    cluster = Cluster(objects=[workload("Deployment", replicas=1, revisionHistoryLimit=2)])
    for number in range(5):
        template = {"metadata": {"annotations": {"n": str(number)}}}
        cluster.patch(key("deployment/default/web"), {"spec": {"template": template}})
    sets = [one for one in cluster.list("replicaset") if one["metadata"]["namespace"] == "default"]
    assert len(sets) == 3
    revisions = sorted(one["metadata"]["annotations"]["deployment.kubernetes.io/revision"] for one in sets)
    assert revisions == ["4", "5", "6"]


def test_rolling_back_uses_the_old_replicaset_under_a_new_revision() -> None:
    cluster = Cluster(objects=[workload("Deployment", replicas=1)])
    for note in ("x", None):
        cluster.patch(key("deployment/default/web"), {"spec": {"template": {"metadata": {"annotations": {"n": note}}}}})
    sets = {
        one["metadata"]["annotations"]["deployment.kubernetes.io/revision"]: one["spec"]["replicas"]
        for one in cluster.list("replicaset")
        if one["metadata"]["namespace"] == "default"
    }
    assert sets == {"2": 0, "3": 1}


def test_recreating_waits_for_a_pod_that_still_terminates() -> None:
    cluster = Cluster(objects=[workload("Deployment", replicas=1, strategy={"type": "Recreate"})])
    held = pods(cluster)[0]
    cluster.terminate(key(f"pod/default/{held.metadata.name}"))
    cluster.patch(key("deployment/default/web"), {"spec": {"template": {"metadata": {"labels": {"v": "2"}}}}})
    assert [one.metadata.labels.get("v") for one in pods(cluster)] == [None]
    cluster.delete(key(f"pod/default/{held.metadata.name}"))
    assert [one.metadata.labels.get("v") for one in pods(cluster)] == ["2"]


def test_a_deployments_name_for_a_replicaset_may_be_taken() -> None:
    cluster = Cluster(objects=[workload("Deployment", replicas=1)])
    taken = next(one["metadata"]["name"] for one in cluster.list("replicaset") if one["metadata"]["namespace"] == "default")
    other = Cluster(objects=[workload("ReplicaSet", taken, {"app": "other"}, replicas=0)])
    other.apply(workload("Deployment", replicas=1))
    assert get(other, "deployment/default/web")["status"]["readyReplicas"] == 1


def test_a_workload_selects_by_expressions_too() -> None:
    expressions = [{"key": "app", "operator": "In", "values": ["web", "api"]}]
    made = workload("ReplicaSet", replicas=2)
    made["spec"]["selector"] = {"matchExpressions": expressions}
    cluster = Cluster(objects=[pod("stray"), made])
    assert get(cluster, "replicaset/default/web")["status"]["replicas"] == 2
    cluster.apply(pod("another"))
    assert len(pods(cluster)) == 2


def test_a_deleted_workload_takes_its_pods_along_whatever_they_are_labelled() -> None:
    cluster = Cluster(objects=[workload("StatefulSet", replicas=2, serviceName="web"), workload("DaemonSet", "agent", {"app": "agent"})])
    assert len(pods(cluster)) == 5
    cluster.delete(key("statefulset/default/web"))
    cluster.delete(key("daemonset/default/agent"))
    assert pods(cluster) == []


def test_a_finished_orphan_is_not_adopted() -> None:
    cluster = Cluster(objects=[pod("done", status={"phase": "Succeeded"}), workload("ReplicaSet", replicas=1)])
    assert "ownerReferences" not in get(cluster, "pod/default/done")["metadata"]
    assert len(pods(cluster)) == 2


def test_a_pod_of_a_controller_that_is_not_modelled_is_left_alone() -> None:
    owner = {"apiVersion": "batch/v1", "kind": "Job", "name": "job", "uid": "u", "controller": True}
    second = {"apiVersion": "v1", "kind": "ConfigMap", "name": "c", "uid": "v"}
    cluster = Cluster(objects=[pod("p", metadata={"ownerReferences": [owner, second]}), workload("ReplicaSet", replicas=1)])
    cluster.delete(key("pod/default/p"))
    assert len(pods(cluster)) == 1


def test_what_has_another_owner_left_stays() -> None:
    owners = [{"apiVersion": "v1", "kind": "Service", "name": name, "uid": uid} for name, uid in (("web", "u-1"), ("api", "u-2"))]
    config = obj("ConfigMap", "shared", metadata={"ownerReferences": owners})
    cluster = Cluster(objects=[service(), service("api"), config])
    for name, uid in (("web", "u-1"), ("api", "u-2")):
        held = cluster.state.held("Service").get(("default", name))
        assert held is not None
        cluster.state.remove(held)
        cluster.apply({**service(name), "metadata": {"name": name, "uid": uid}})
    cluster.delete(key("service/default/web"))
    assert ("default", "shared") in cluster.state.held("ConfigMap")
    cluster.delete(key("service/default/api"))
    assert ("default", "shared") not in cluster.state.held("ConfigMap")


def stuck() -> dict[str, Any]:
    return {"spec": {"containers": [{"name": "c", "image": "web:2", "readinessProbe": {"tcpSocket": {"port": 9}}}]}}


def test_a_statefulset_may_update_several_at_a_time_since_1_37() -> None:
    strategy = {"rollingUpdate": {"maxUnavailable": 2}}
    for version, ready in (("1.36", 3), ("1.37", 2)):
        made = workload("StatefulSet", replicas=4, serviceName="web", podManagementPolicy="Parallel", updateStrategy=strategy)
        cluster = Cluster(Settings.parse({"version": version}), objects=[made])
        cluster.patch(key("statefulset/default/web"), {"spec": {"template": stuck()}})
        assert get(cluster, "statefulset/default/web")["status"]["readyReplicas"] == ready


def test_under_the_partition_pods_stayed_before_1_37_too() -> None:
    made = workload("StatefulSet", replicas=2, serviceName="web", updateStrategy={"rollingUpdate": {"partition": 1}})
    cluster = Cluster(Settings.parse({"version": "1.36"}), objects=[made])
    cluster.patch(key("statefulset/default/web"), {"spec": {"template": {"metadata": {"labels": {"v": "2"}}}}})
    assert {str(one.metadata.name): one.metadata.labels.get("v") for one in pods(cluster)} == {"web-0": None, "web-1": "2"}


def test_a_parallel_statefulset_scales_down_past_a_terminating_pod() -> None:
    cluster = Cluster(objects=[workload("StatefulSet", replicas=3, serviceName="web", podManagementPolicy="Parallel")])
    cluster.terminate(key("pod/default/web-2"))
    cluster.patch(key("statefulset/default/web"), {"spec": {"replicas": 1}})
    assert [str(one.metadata.name) for one in pods(cluster)] == ["web-0", "web-2"]


def test_an_ordered_statefulset_waits_for_a_terminating_pod_before_it_scales_down_further() -> None:
    cluster = Cluster(objects=[workload("StatefulSet", replicas=3, serviceName="web")])
    cluster.terminate(key("pod/default/web-2"))
    cluster.patch(key("statefulset/default/web"), {"spec": {"replicas": 1}})
    assert len(pods(cluster)) == 3


def test_an_ordered_statefulset_scales_down_the_first_unwell_pod_only() -> None:
    cluster = Cluster(objects=[workload("StatefulSet", replicas=4, serviceName="web")])
    for number in (1, 3):
        cluster.patch(key(f"pod/default/web-{number}"), {"status": {"conditions": [{"type": "Ready", "status": "False"}]}})
    cluster.patch(key("statefulset/default/web"), {"spec": {"replicas": 1}})
    assert [str(one.metadata.name) for one in pods(cluster)] == ["web-0", "web-1", "web-2", "web-3"]


def test_a_failed_pod_of_a_statefulset_is_made_again() -> None:
    cluster = Cluster(objects=[workload("StatefulSet", replicas=2, serviceName="web")])
    cluster.patch(key("pod/default/web-0"), {"status": {"phase": "Failed"}})
    assert get(cluster, "pod/default/web-0")["status"]["phase"] == "Running"


def test_a_statefulset_whose_name_is_taken_waits() -> None:
    cluster = Cluster(objects=[pod("web-0", metadata={"labels": {"app": "other"}}), workload("StatefulSet", replicas=2, serviceName="web")])
    assert [str(one.metadata.name) for one in pods(cluster)] == ["web-0"]


def test_a_statefulsets_pods_have_an_index_since_1_28() -> None:
    for version, index in (("1.27", None), ("1.28", "0")):
        cluster = Cluster(Settings.parse({"version": version}), objects=[workload("StatefulSet", replicas=1, serviceName="web")])
        assert get(cluster, "pod/default/web-0")["metadata"]["labels"].get("apps.kubernetes.io/pod-index") == index


def test_a_daemonset_keeps_the_eldest_of_two_on_a_node_and_replaces_a_failed_one() -> None:
    cluster = Cluster(objects=[obj("Node", "a"), workload("DaemonSet")])
    held = pods(cluster)[0]
    cluster.apply(pod("stray", spec={"nodeName": "a"}))
    assert [one.metadata.name for one in pods(cluster)] == [held.metadata.name]
    cluster.patch(key(f"pod/default/{held.metadata.name}"), {"status": {"phase": "Failed"}})
    assert [one.status.phase for one in pods(cluster)] == ["Running"]


def test_a_daemonset_on_deletion_only_updates_what_is_deleted() -> None:
    cluster = Cluster(objects=[obj("Node", "a"), workload("DaemonSet", updateStrategy={"type": "OnDelete"})])
    cluster.patch(key("daemonset/default/web"), {"spec": {"template": {"metadata": {"labels": {"v": "2"}}}}})
    assert pods(cluster)[0].metadata.labels.get("v") is None
    cluster.delete(key(f"pod/default/{pods(cluster)[0].metadata.name}"))
    assert pods(cluster)[0].metadata.labels.get("v") == "2"


def test_a_daemonset_with_a_surge_lets_the_old_pod_go_once_the_new_is_ready() -> None:
    rolling = {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    cluster = Cluster(objects=[workload("DaemonSet", updateStrategy=rolling)])
    cluster.patch(key("daemonset/default/web"), {"spec": {"template": {"metadata": {"labels": {"v": "2"}}}}})
    assert [one.metadata.labels.get("v") for one in pods(cluster)] == ["2", "2", "2"]


def test_a_daemonset_with_a_surge_replaces_broken_pods_beyond_it() -> None:
    rolling = {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    cluster = Cluster(objects=[workload("DaemonSet", updateStrategy=rolling, template={"metadata": {"labels": WEB}, **stuck()})])
    cluster.patch(key("daemonset/default/web"), {"spec": {"template": {"metadata": {"labels": {"v": "2"}}}}})
    assert {one.metadata.labels.get("v") for one in pods(cluster)} == {"2"}


def test_a_terminating_pod_of_a_daemonset_is_waited_for() -> None:
    cluster = Cluster(objects=[obj("Node", "a"), workload("DaemonSet")])
    cluster.terminate(key(f"pod/default/{pods(cluster)[0].metadata.name}"))
    assert get(cluster, "daemonset/default/web")["status"]["currentNumberScheduled"] == 0
    assert len(pods(cluster)) == 1


def test_a_daemonset_may_name_its_node() -> None:
    template = {"metadata": {"labels": WEB}, "spec": {"nodeName": "node-2", "containers": [{"name": "c", "image": "web"}]}}
    assert placed(Cluster(objects=[workload("DaemonSet", template=template)])) == ["node-2"]


# --- the rest --------------------------------------------------------------------------------------------------------


def test_an_ingress_of_another_class_gets_no_address() -> None:
    spec = {"ingressClassName": "other", "defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}}
    cluster = Cluster()
    cluster.apply(obj("Ingress", "site", "networking.k8s.io/v1", spec=spec))
    assert "status" not in get(cluster, "ingress/default/site")
    cluster.patch(key("ingress/default/site"), {"spec": {"ingressClassName": "nginx"}})
    assert get(cluster, "ingress/default/site")["status"]["loadBalancer"]["ingress"] == [{"ip": "203.0.113.1"}]
    cluster.patch(key("ingress/default/site"), {"spec": {"ingressClassName": "other"}})
    assert "status" not in get(cluster, "ingress/default/site")


def test_a_service_of_ipv6_alone_waits_for_a_cloud_that_has_only_ipv4() -> None:
    settings = {"cloud": "generic", "serviceCIDRs": ["fd00:10:96::/112"], "podCIDRs": ["fd00:10:244::/56"]}
    cluster = Cluster(Settings.parse(settings), objects=[service(type="LoadBalancer")])
    assert "status" not in get(cluster, "service/default/web")


def test_a_cloud_that_has_no_address_left_leaves_a_service_waiting() -> None:
    services = [service(f"s-{number}", type="LoadBalancer", allocateLoadBalancerNodePorts=False) for number in range(254)]
    cluster = Cluster(Settings.parse({"cloud": "generic"}), objects=services)
    assert len([one for one in cluster.list("service") if "status" not in one and one["metadata"]["name"].startswith("s-")]) == 1


def test_a_deleted_service_gives_everything_back() -> None:
    made = service(
        type="LoadBalancer",
        clusterIP="10.96.3.3",
        externalTrafficPolicy="Local",
        healthCheckNodePort=30999,
        ports=[{"port": 80, "nodePort": 30001}],
    )
    cluster = Cluster(Settings.parse({"cloud": "generic"}), objects=[made])
    cluster.delete(key("service/default/web"))
    assert cluster.apply(made).accepted


def test_a_load_balancer_known_by_name_has_no_address_to_give_back() -> None:
    named_by = {"loadBalancer": {"ingress": [{"hostname": "lb.example.com"}]}}
    cluster = Cluster(
        Settings.parse({"cloud": "generic"}),
        objects=[{**service(type="LoadBalancer"), "status": named_by}, service("none", clusterIP="None")],
    )
    assert get(cluster, "service/default/web")["status"] == named_by
    cluster.delete(key("service/default/web"))
    cluster.delete(key("service/default/none"))
    assert get(cluster, "service/default/web") is None


def test_a_fork_and_its_origin_do_not_see_each_other() -> None:
    cluster = Cluster(objects=[service(), workload("Deployment", replicas=2)])
    fork = cluster.fork()
    fork.patch(key("deployment/default/web"), {"spec": {"replicas": 5}})
    assert cluster.endpoints(key("service/default/web")).readyCount == 2
    assert fork.endpoints(key("service/default/web")).readyCount == 5
    cluster.patch(key("deployment/default/web"), {"spec": {"replicas": 5}})
    assert cluster.list("pod") == fork.list("pod")
