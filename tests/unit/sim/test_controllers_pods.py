"""Pods, where they are put, and nodes, beyond what the cases in content/cases say."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.sim import Cluster, Misuse, Settings
from tests.support.small import DUAL, WEB, get, key, obj, placed, pod, pods, service, slices, workload

# --- pods ------------------------------------------------------------------------------------------------------------


def conditions(cluster: Cluster, text: str) -> dict[str, str]:
    return {one["type"]: one["status"] for one in get(cluster, text)["status"]["conditions"]}


def test_a_condition_that_was_computed_is_computed_again_after_any_patch() -> None:
    cluster = Cluster(objects=[pod("web-1", container={"readinessProbe": {"tcpSocket": {"port": 8080}}})])
    cluster.patch(key("pod/default/web-1"), {"metadata": {"annotations": {"k8s-svc-trainer/listen": ""}}})
    assert conditions(cluster, "pod/default/web-1")["Ready"] == "False"


def test_a_patch_that_states_what_was_computed_makes_it_stated() -> None:
    cluster = Cluster(objects=[pod("web-1", container={"readinessProbe": {"tcpSocket": {"port": 8080}}})])
    cluster.patch(key("pod/default/web-1"), {"status": {"conditions": [{"type": "Ready", "status": "True"}]}})
    cluster.patch(key("pod/default/web-1"), {"metadata": {"annotations": {"k8s-svc-trainer/listen": ""}}})
    assert conditions(cluster, "pod/default/web-1")["Ready"] == "True"


def test_an_edited_list_of_conditions_states_only_what_was_edited() -> None:
    cluster = Cluster(objects=[pod("web-1")])
    edited = [
        {**one, "status": "False"} if one["type"] == "Ready" else one for one in get(cluster, "pod/default/web-1")["status"]["conditions"]
    ]
    cluster.patch(key("pod/default/web-1"), {"status": {"conditions": edited}})
    assert cluster.state.stated_status.get(("default", "web-1")) == {"Ready"}


def test_conditions_that_are_taken_away_are_computed_again() -> None:
    cluster = Cluster(objects=[pod("web-1", status={"conditions": [{"type": "Ready", "status": "False"}]})])
    cluster.patch(key("pod/default/web-1"), {"status": {"conditions": None}})
    assert conditions(cluster, "pod/default/web-1")["Ready"] == "True"
    assert cluster.state.stated_status.get(("default", "web-1")) is None


def test_a_finished_pod_stays_finished_through_patches_and_may_run_again() -> None:
    cluster = Cluster(objects=[pod("web-1", status={"phase": "Failed"})])
    cluster.patch(key("pod/default/web-1"), {"metadata": {"annotations": {"note": "x"}}})
    assert get(cluster, "pod/default/web-1")["status"]["phase"] == "Failed"
    assert conditions(cluster, "pod/default/web-1")["Ready"] == "False"
    cluster.patch(key("pod/default/web-1"), {"status": {"phase": "Running"}})
    assert get(cluster, "pod/default/web-1")["status"]["phase"] == "Running"


def test_stated_containers_that_are_not_ready_make_the_pod_unready() -> None:
    cluster = Cluster(objects=[pod("web-1", status={"conditions": [{"type": "ContainersReady", "status": "False"}]})])
    assert conditions(cluster, "pod/default/web-1")["Ready"] == "False"


def test_a_readiness_gate_says_what_it_waits_for() -> None:
    cluster = Cluster(objects=[pod("web-1", spec={"readinessGates": [{"conditionType": "x/y"}]})])

    def message() -> str:
        return str(next(one["message"] for one in get(cluster, "pod/default/web-1")["status"]["conditions"] if one["type"] == "Ready"))

    assert message() == 'corresponding condition of pod readiness gate "x/y" does not exist.'
    cluster.patch(key("pod/default/web-1"), {"status": {"conditions": [{"type": "x/y", "status": "False"}]}})
    assert message() == 'the status of pod readiness gate "x/y" is not "True", but False'


@pytest.mark.parametrize(
    ("probe", "ready"),
    [
        pytest.param({"httpGet": {"port": 8080, "host": "192.0.2.7"}}, "False", id="another host"),
        pytest.param({"httpGet": {"port": 8080, "host": "127.0.0.1"}}, "False", id="the node's loopback"),
        pytest.param({"httpGet": {"port": 8080, "host": "10.244.1.9"}}, "True", id="the pod's own address"),
        pytest.param({"tcpSocket": {"port": "http"}}, "False", id="a name that the container lacks"),
        pytest.param({"tcpSocket": {"port": 8080, "host": ""}}, "True", id="no host is the pod"),
    ],
)
def test_probes_of_hosts_and_names(probe: dict[str, Any], ready: str) -> None:
    cluster = Cluster(objects=[pod("web-1", "10.244.1.9", container={"readinessProbe": probe})])
    assert conditions(cluster, "pod/default/web-1")["Ready"] == ready


def test_a_pod_in_the_nodes_network_is_probed_on_the_nodes_loopback() -> None:
    probe = {"httpGet": {"port": 8080, "host": "127.0.0.1"}}
    annotated = {"annotations": {"k8s-svc-trainer/listen": "127.0.0.1:8080"}}
    cluster = Cluster(objects=[pod("web-1", spec={"hostNetwork": True}, container={"readinessProbe": probe}, metadata=annotated)])
    assert conditions(cluster, "pod/default/web-1")["Ready"] == "True"


def test_a_pod_keeps_node_and_address_when_it_is_applied_again() -> None:
    cluster = Cluster(objects=[pod("web-1")])
    before = get(cluster, "pod/default/web-1")
    cluster.apply(pod("web-1", status={"hostIP": "192.0.2.1"}))
    after = get(cluster, "pod/default/web-1")
    assert (after["spec"]["nodeName"], after["status"]["podIP"]) == (before["spec"]["nodeName"], before["status"]["podIP"])


def test_a_patched_address_takes_the_place_of_all_the_old_ones() -> None:
    settings = Settings.parse({"serviceCIDRs": ["10.96.0.0/16", "fd00:10:96::/112"], "podCIDRs": ["10.244.0.0/16", "fd00:10:244::/56"]})
    cluster = Cluster(settings, objects=[pod("web-1")])
    cluster.patch(key("pod/default/web-1"), {"status": {"podIP": "10.244.1.200"}})
    assert [one["ip"] for one in get(cluster, "pod/default/web-1")["status"]["podIPs"]] == ["10.244.1.200"]


def test_a_termination_cannot_be_undone() -> None:
    cluster = Cluster(objects=[pod("web-1", spec={"terminationGracePeriodSeconds": 5})])
    cluster.advance(10)
    cluster.terminate(key("pod/default/web-1"))
    cluster.terminate(key("pod/default/web-1"))
    cluster.patch(key("pod/default/web-1"), {"metadata": {"deletionTimestamp": None}})
    meta = get(cluster, "pod/default/web-1")["metadata"]
    assert (meta["deletionTimestamp"], meta["deletionGracePeriodSeconds"]) == ("2026-01-01T00:00:15Z", 5)


def test_only_a_pod_terminates() -> None:
    with pytest.raises(Misuse, match="only a pod"):
        Cluster().terminate(key("node/node-1"))


def test_a_full_pod_range_leaves_pods_waiting() -> None:
    node = obj("Node", "n", spec={"podCIDR": "10.244.1.0/29"})
    cluster = Cluster(objects=[node, service(), *(pod(f"web-{number}") for number in range(9))])
    waiting = [one for one in pods(cluster) if one.status.phase == "Pending"]
    assert len(waiting) >= 4
    assert cluster.endpoints(key("service/default/web")).readyCount == 9 - len(waiting)


def test_a_pod_on_a_node_that_is_not_there_waits_and_is_not_listed_unless_that_is_wished() -> None:
    cluster = Cluster(objects=[service(), pod("web-1", "10.244.9.9", spec={"nodeName": "nowhere"})])
    assert get(cluster, "pod/default/web-1")["status"]["phase"] == "Pending"
    assert cluster.endpoints(key("service/default/web")).notReady == ()
    cluster.patch(key("service/default/web"), {"spec": {"publishNotReadyAddresses": True}})
    assert cluster.endpoints(key("service/default/web")).ready == ("10.244.9.9:8080",)


# --- scheduling ------------------------------------------------------------------------------------------------------


def test_pods_take_their_turn_on_the_nodes() -> None:
    cluster = Cluster(objects=[pod(f"p-{number}") for number in range(4)])
    assert placed(cluster) == ["node-1", "node-2", "node-3", "node-1"]


def test_a_workloads_pods_are_spread_and_a_replacement_fills_the_gap() -> None:
    cluster = Cluster(objects=[workload("ReplicaSet", replicas=3)])
    gap = pods(cluster)[1]
    cluster.delete(key(f"pod/default/{gap.metadata.name}"))
    assert sorted(map(str, placed(cluster))) == ["node-1", "node-2", "node-3"]
    assert pods(cluster)[2].spec.nodeName == gap.spec.nodeName


def test_a_workload_is_spread_over_the_nodes_that_take_it() -> None:
    labelled = [obj("Node", name, metadata={"labels": {"disk": disk}}) for name, disk in (("a", "ssd"), ("b", "hdd"), ("c", "ssd"))]
    template = {"metadata": {"labels": WEB}, "spec": {"nodeSelector": {"disk": "ssd"}, "containers": [{"name": "c", "image": "web"}]}}
    cluster = Cluster(objects=[*labelled, workload("ReplicaSet", replicas=4, template=template)])
    assert sorted(map(str, placed(cluster))) == ["a", "a", "c", "c"]


def test_a_workload_that_grows_again_goes_on_where_its_pods_are_fewest() -> None:
    labelled = [obj("Node", name, metadata={"labels": {"disk": disk}}) for name, disk in (("a", "ssd"), ("b", "hdd"), ("c", "ssd"))]
    template = {"metadata": {"labels": WEB}, "spec": {"nodeSelector": {"disk": "ssd"}, "containers": [{"name": "c", "image": "web"}]}}
    cluster = Cluster(objects=[*labelled, workload("ReplicaSet", replicas=6, template=template)])
    cluster.patch(key("replicaset/default/web"), {"spec": {"replicas": 8}})
    assert sorted(map(str, placed(cluster))) == ["a", "a", "a", "a", "c", "c", "c", "c"]


def test_pods_that_wait_do_not_count_where_they_are_not() -> None:
    wants = {"hostNetwork": True, "containers": [{"name": "c", "image": "web", "ports": [{"containerPort": 80}]}]}
    cluster = Cluster(objects=[workload("ReplicaSet", replicas=4, template={"metadata": {"labels": WEB}, "spec": wants})])
    cluster.patch(key("replicaset/default/web"), {"spec": {"replicas": 5}})
    assert sorted(map(str, placed(cluster))) == ["None", "None", "node-1", "node-2", "node-3"]


def test_a_stated_address_outside_all_ranges_decides_nothing() -> None:
    assert placed(Cluster(objects=[pod("p", "192.0.2.9")])) == ["node-1"]


def affinity(*expressions: dict[str, Any], field: str = "matchExpressions") -> dict[str, Any]:
    term = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{field: list(expressions)}]}}
    return {"affinity": {"nodeAffinity": term}}


@pytest.mark.parametrize(
    ("spec", "node"),
    [
        pytest.param(affinity({"key": "disk", "operator": "In", "values": ["ssd"]}), "b", id="In"),
        pytest.param(affinity({"key": "disk", "operator": "NotIn", "values": ["ssd"]}), "a", id="NotIn"),
        pytest.param(affinity({"key": "disk", "operator": "Exists"}), "b", id="Exists"),
        pytest.param(affinity({"key": "disk", "operator": "DoesNotExist"}), "a", id="DoesNotExist"),
        pytest.param(affinity({"key": "cores", "operator": "Gt", "values": ["4"]}), "b", id="Gt"),
        pytest.param(affinity({"key": "cores", "operator": "Lt", "values": ["4"]}), "a", id="Lt"),
        pytest.param(affinity({"key": "cores", "operator": "Like", "values": ["4"]}), None, id="an operator that there is not"),
        pytest.param(affinity({"key": "metadata.name", "operator": "In", "values": ["b"]}, field="matchFields"), "b", id="the node's name"),
        pytest.param(affinity(), None, id="an empty term fits none"),
        pytest.param({"affinity": {"podAffinity": {}}}, "a", id="affinity of another sort is not looked at"),
        pytest.param({"affinity": {"nodeAffinity": "odd"}}, "a", id="what is no mapping is not looked at"),
    ],
)
def test_node_affinity(spec: dict[str, Any], node: str | None) -> None:
    nodes = [obj("Node", "a", metadata={"labels": {"cores": "2"}}), obj("Node", "b", metadata={"labels": {"disk": "ssd", "cores": "8"}})]
    assert get(Cluster(objects=[*nodes, pod("p", spec=spec)]), "pod/default/p")["spec"].get("nodeName") == node


@pytest.mark.parametrize(
    ("tolerations", "node"),
    [
        pytest.param([], None, id="none"),
        pytest.param([{"key": "k", "value": "v", "effect": "NoSchedule"}], "a", id="equal"),
        pytest.param([{"key": "k", "value": "w"}], None, id="another value"),
        pytest.param([{"key": "j", "operator": "Exists"}], None, id="another key"),
        pytest.param([{"key": "k", "operator": "Exists", "effect": "NoExecute"}], None, id="another effect"),
        pytest.param([{"operator": "Exists"}], "a", id="everything"),
        pytest.param("odd", None, id="what is no list"),
    ],
)
def test_taints_and_tolerations(tolerations: Any, node: str | None) -> None:
    tainted = obj("Node", "a", spec={"taints": [{"key": "k", "value": "v", "effect": "NoSchedule"}]})
    cluster = Cluster(objects=[tainted, pod("p", spec={"tolerations": tolerations})])
    assert get(cluster, "pod/default/p")["spec"].get("nodeName") == node


def test_a_preference_against_a_node_keeps_nobody_away() -> None:
    tainted = obj("Node", "a", spec={"taints": [{"key": "k", "effect": "PreferNoSchedule"}]})
    assert get(Cluster(objects=[tainted, pod("p")]), "pod/default/p")["spec"]["nodeName"] == "a"


@pytest.mark.parametrize(
    ("first", "second", "node"),
    [
        pytest.param({"hostPort": 80}, {"hostPort": 80}, None, id="one port twice"),
        pytest.param({"hostPort": 80}, {"hostPort": 80, "protocol": "UDP"}, "a", id="two protocols"),
        pytest.param({"hostPort": 80, "hostIP": "192.168.0.11"}, {"hostPort": 80, "hostIP": "192.168.0.12"}, "a", id="two addresses"),
        pytest.param({"hostPort": 80, "hostIP": "192.168.0.11"}, {"hostPort": 80, "hostIP": "0.0.0.0"}, None, id="one address and all"),
    ],
)
def test_host_ports_are_kept_apart(first: dict[str, Any], second: dict[str, Any], node: str | None) -> None:
    one, two = (pod(name, container={"ports": [{"containerPort": 1, **port}]}) for name, port in (("one", first), ("two", second)))
    assert get(Cluster(objects=[obj("Node", "a"), one, two]), "pod/default/two")["spec"].get("nodeName") == node


def test_a_host_port_is_held_by_pods_that_were_there_before() -> None:
    wants = {"container": {"ports": [{"containerPort": 1, "hostPort": 80}]}}
    cluster = Cluster(objects=[obj("Node", "a"), pod("one", **wants), pod("waiting", **wants)])
    cluster.apply(pod("two", **wants))
    assert "nodeName" not in get(cluster, "pod/default/two")["spec"]


def test_a_finished_pod_gives_its_host_port_back() -> None:
    wants = {"container": {"ports": [{"containerPort": 1, "hostPort": 80}]}}
    cluster = Cluster(objects=[obj("Node", "a"), pod("one", **wants, status={"phase": "Succeeded"}), pod("two", **wants)])
    assert get(cluster, "pod/default/two")["spec"]["nodeName"] == "a"


# --- nodes -----------------------------------------------------------------------------------------------------------


def test_a_nodes_own_numbers_are_kept_and_what_lacks_is_filled_in() -> None:
    cluster = Cluster(objects=[obj("Node", "a", status={"addresses": [{"type": "Hostname", "address": "a"}]})])
    cluster.patch(
        key("node/a"),
        {
            "metadata": {"labels": {"x": "y"}},
            "status": {"addresses": None, "conditions": None},
            "spec": {"podCIDRs": None, "podCIDR": None},
        },
    )
    node = get(cluster, "node/a")
    assert [one["type"] for one in node["status"]["addresses"]] == ["InternalIP", "Hostname"]
    assert (node["spec"]["podCIDRs"], node["status"]["conditions"][0]["status"]) == (["10.244.1.0/24"], "True")


def test_a_change_that_nobody_looks_at_wakes_nobody() -> None:
    cluster = Cluster(objects=[service(), pod("web-1")])
    before = slices(cluster)
    cluster.patch(key("node/node-1"), {"metadata": {"annotations": {"x": "y"}}})
    assert all(one is before[name] for name, one in slices(cluster).items())


def test_a_pod_in_the_nodes_network_has_its_first_address_of_each_family() -> None:
    addresses = [{"type": "InternalIP", "address": ip} for ip in ("192.168.0.50", "fd00:192:168::50", "192.168.0.51")]
    node = obj("Node", "a", status={"addresses": [{"type": "Hostname", "address": "a"}, *addresses]})
    cluster = Cluster(Settings.parse(DUAL), objects=[node, pod("p", spec={"hostNetwork": True})])
    assert [one["ip"] for one in get(cluster, "pod/default/p")["status"]["podIPs"]] == ["192.168.0.50", "fd00:192:168::50"]
