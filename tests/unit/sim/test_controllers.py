"""Controllers beyond what the cases in content/cases/{endpoints,workloads,controllers} say: what is touched, kept and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.sim import Cluster, Misuse, ObjectKey, Settings
from k8s_svc_trainer.sim.objects import EndpointSlice, Pod

WEB = {"app": "web"}


def obj(kind: str, name: str, api: str = "v1", **body: Any) -> dict[str, Any]:
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name, **body.pop("metadata", {})}, **body}


def service(name: str = "web", **spec: Any) -> dict[str, Any]:
    return obj("Service", name, spec={"selector": WEB, "ports": [{"port": 80, "targetPort": 8080}], **spec})


def pod(name: str, ip: str | None = None, **body: Any) -> dict[str, Any]:
    container = {"name": "c", "image": "web", "ports": [{"containerPort": 8080}], **body.pop("container", {})}
    status = {**({"podIP": ip} if ip else {}), **body.pop("status", {})}
    meta = {"labels": WEB, **body.pop("metadata", {})}
    return obj("Pod", name, metadata=meta, spec={"containers": [container], **body.pop("spec", {})}, status=status)


def workload(kind: str, name: str = "web", labels: dict[str, str] = WEB, **spec: Any) -> dict[str, Any]:
    template = spec.pop("template", {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "web"}]}})
    return obj(kind, name, "apps/v1", spec={"selector": {"matchLabels": labels}, "template": template, **spec})


def key(text: str) -> ObjectKey:
    return ObjectKey.parse(text)


def get(cluster: Cluster, text: str) -> Any:
    return cluster.get(key(text))


def slices(cluster: Cluster, name: str = "web") -> dict[str, EndpointSlice]:
    return {str(one.metadata.name): one for one in cluster.state.slices_of("default", name)}


def pods(cluster: Cluster) -> list[Pod]:
    found = (one for (namespace, _), one in cluster.state.held("Pod").items() if namespace == "default")
    return sorted(found, key=lambda one: str(one.metadata.uid))


# --- slices ----------------------------------------------------------------------------------------------------------


def many(count: int) -> Cluster:
    return Cluster(Settings.parse({"nodes": 4}), objects=[service(), *(pod(f"web-{number:03}") for number in range(count))])


def test_one_pods_change_touches_its_slice_and_no_other() -> None:
    cluster = many(250)
    before = slices(cluster)
    cluster.patch(key("pod/default/web-150"), {"status": {"conditions": [{"type": "Ready", "status": "False"}]}})
    changed = [name for name, one in slices(cluster).items() if one is not before[name]]
    assert len(before) == 3
    assert len(changed) == 1
    assert cluster.endpoints(key("service/default/web")).readyCount == 249


def test_a_pod_that_goes_leaves_the_other_slices_alone() -> None:
    cluster = many(250)
    before = slices(cluster)
    cluster.delete(key("pod/default/web-150"))
    assert len([name for name, one in slices(cluster).items() if one is not before[name]]) == 1


def test_slices_are_filled_before_another_is_made() -> None:
    cluster = many(150)
    for number in range(60):
        cluster.delete(key(f"pod/default/web-{number:03}"))
    for number in range(200, 240):
        cluster.apply(pod(f"web-{number}"))
    assert sorted(len(one.endpoints) for one in slices(cluster).values()) == [40, 90]
    cluster.apply(pod("web-300"))
    assert sorted(len(one.endpoints) for one in slices(cluster).values()) == [40, 91]


def test_a_slice_whose_last_endpoint_goes_is_deleted_while_another_is_there() -> None:
    cluster = Cluster(objects=[service(ports=[{"port": 80, "targetPort": "http"}]), *map(named, ("a", "b"), (8080, 9090))])
    assert len(slices(cluster)) == 2
    cluster.delete(key("pod/default/b"))
    assert [len(one.endpoints) for one in slices(cluster).values()] == [1]


def named(name: str, port: int) -> dict[str, Any]:
    return pod(name, container={"ports": [{"name": "http", "containerPort": port}]})


def test_the_empty_slice_is_used_for_the_first_endpoint() -> None:
    cluster = Cluster(objects=[service()])
    before = list(slices(cluster))
    cluster.apply(pod("web-1"))
    assert list(slices(cluster)) == before


def test_a_managed_slice_that_is_changed_is_put_right() -> None:
    cluster = Cluster(objects=[service(), pod("web-1", "10.244.1.9")])
    name = next(iter(slices(cluster)))
    cluster.patch(key(f"endpointslice/default/{name}"), {"endpoints": [{"addresses": ["192.0.2.1"]}]})
    assert cluster.endpoints(key("service/default/web")).ready == ("10.244.1.9:8080",)


def test_a_managed_slice_that_is_deleted_comes_back_under_another_name() -> None:
    cluster = Cluster(objects=[service(), pod("web-1", "10.244.1.9")])
    name = next(iter(slices(cluster)))
    cluster.delete(key(f"endpointslice/default/{name}"))
    assert cluster.endpoints(key("service/default/web")).ready == ("10.244.1.9:8080",)
    assert name not in slices(cluster)


def test_a_name_that_a_slice_already_has_is_passed_over() -> None:
    first = next(iter(slices(Cluster(objects=[service()]))))
    meta = {"labels": {"kubernetes.io/service-name": "web"}}
    taken = obj("EndpointSlice", first, "discovery.k8s.io/v1", metadata=meta, addressType="IPv4", endpoints=[], ports=[])
    assert len(slices(Cluster(objects=[service(), taken]))) == 2
    mirrored = obj("Endpoints", "web", subsets=[{"addresses": [{"ip": "192.0.2.1"}], "ports": [{"port": 1}]}])
    assert len(slices(Cluster(objects=[service(selector=None), taken, mirrored]))) == 2


def test_a_mirrored_slice_that_is_deleted_comes_back() -> None:
    endpoints = obj("Endpoints", "web", subsets=[{"addresses": [{"ip": "192.0.2.1"}], "ports": [{"port": 1}]}])
    cluster = Cluster(objects=[service(selector=None), endpoints])
    cluster.delete(key(f"endpointslice/default/{next(iter(slices(cluster)))}"))
    assert cluster.endpoints(key("service/default/web")).ready == ("192.0.2.1:1",)


def test_an_endpoints_object_is_mirrored_up_to_a_thousand_addresses() -> None:
    addresses = [{"ip": f"192.0.{number // 250}.{number % 250 + 1}"} for number in range(1010)]
    endpoints = obj("Endpoints", "web", subsets=[{"addresses": addresses, "ports": [{"port": 1}]}])
    cluster = Cluster(objects=[service(selector=None), endpoints])
    assert cluster.endpoints(key("service/default/web")).readyCount == 1000


def test_an_endpoints_object_beside_a_selector_is_not_kept() -> None:
    cluster = Cluster(objects=[service(), pod("web-1", "10.244.1.9")])
    cluster.apply(obj("Endpoints", "web", subsets=[{"addresses": [{"ip": "192.0.2.1"}], "ports": [{"port": 1}]}]))
    assert get(cluster, "endpoints/default/web")["subsets"][0]["addresses"][0]["ip"] == "10.244.1.9"
    cluster.delete(key("endpoints/default/web"))
    assert get(cluster, "endpoints/default/web")["subsets"][0]["addresses"][0]["ip"] == "10.244.1.9"


def test_a_selector_takes_over_an_endpoints_object_that_was_written_by_hand() -> None:
    endpoints = obj("Endpoints", "web", subsets=[{"addresses": [{"ip": "192.0.2.1"}], "ports": [{"port": 1}]}])
    cluster = Cluster(objects=[service(selector=None), endpoints, pod("web-1", "10.244.1.9")])
    cluster.patch(key("service/default/web"), {"spec": {"selector": WEB}})
    assert cluster.endpoints(key("service/default/web")).ready == ("10.244.1.9:8080",)
    cluster.patch(key("service/default/web"), {"spec": {"selector": None}})
    assert get(cluster, "endpoints/default/web")["subsets"][0]["addresses"][0]["ip"] == "10.244.1.9"


def test_an_endpoints_object_holds_a_thousand_addresses_the_ready_first() -> None:
    unready = {"conditions": [{"type": "Ready", "status": "False"}]}
    ready = [pod(f"r-{number}", f"10.1.{number // 250}.{number % 250 + 1}", spec={"nodeName": "node-1"}) for number in range(990)]
    others = [pod(f"u-{number}", f"10.2.0.{number + 1}", spec={"nodeName": "node-1"}, status=unready) for number in range(20)]
    cluster = Cluster(objects=[service(), *ready, *others])
    held = get(cluster, "endpoints/default/web")
    assert [(len(one["addresses"]), len(one["notReadyAddresses"])) for one in held["subsets"]] == [(990, 10)]
    assert held["metadata"]["annotations"] == {"endpoints.kubernetes.io/over-capacity": "truncated"}
    for one in others:
        cluster.patch(key(f"pod/default/{one['metadata']['name']}"), {"status": {"conditions": [{"type": "Ready", "status": "True"}]}})
    (subset,) = get(cluster, "endpoints/default/web")["subsets"]
    assert (len(subset["addresses"]), "notReadyAddresses" in subset) == (1000, False)


def test_endpoints_of_a_headless_service_without_ports_have_addresses_alone() -> None:
    cluster = Cluster(objects=[service(clusterIP="None", ports=None), pod("web-1", "10.244.1.9")])
    (subset,) = get(cluster, "endpoints/default/web")["subsets"]
    assert (subset["addresses"][0]["ip"], "ports" in subset) == ("10.244.1.9", False)
    assert cluster.endpoints(key("service/default/web")).ready == ()


def test_endpoints_are_listed_with_those_that_are_made_on_reading() -> None:
    cluster = Cluster(objects=[service()])
    assert [one["metadata"]["name"] for one in cluster.list("endpoints")] == ["kubernetes", "web", "kube-dns"]
    labels = get(cluster, "endpoints/default/web")["metadata"]["labels"]
    assert labels == {"endpoints.kubernetes.io/managed-by": "endpoint-controller"}
    older = Cluster(Settings.parse({"version": "1.32"}), objects=[service(clusterIP="None")])
    assert get(older, "endpoints/default/web")["metadata"]["labels"] == {"service.kubernetes.io/headless": ""}


def test_an_ipv6_address_is_written_as_go_prints_it() -> None:
    settings = Settings.parse({"serviceCIDRs": ["fd00:10:96::/112"], "podCIDRs": ["fd00:10:244::/56"]})
    cluster = Cluster(settings, objects=[service(), pod("web-1", "fd00:10:244:1:0:0:0:9")])
    assert cluster.endpoints(key("service/default/web")).ready == ("[fd00:10:244:1::9]:8080",)


DUAL = {"serviceCIDRs": ["10.96.0.0/16", "fd00:10:96::/112"], "podCIDRs": ["10.244.0.0/16", "fd00:10:244::/56"]}


def test_a_pod_of_one_family_changes_in_the_slice_of_that_family_alone() -> None:
    cluster = Cluster(Settings.parse(DUAL), objects=[service(ipFamilyPolicy="RequireDualStack"), pod("four", "10.244.1.9"), pod("both")])
    before = slices(cluster)
    cluster.patch(key("pod/default/four"), {"status": {"conditions": [{"type": "Ready", "status": "False"}]}})
    changed = [one.addressType for name, one in slices(cluster).items() if one is not before[name]]
    assert changed == ["IPv4"]
    cluster.patch(key("pod/default/four"), {"status": {"message": "nothing that a Service looks at"}})
    assert cluster.endpoints(key("service/default/web")).notReady == ("10.244.1.9:8080",)


def test_endpoints_of_a_dual_stack_service_are_of_its_first_family() -> None:
    objects = [
        service(ipFamilies=["IPv6", "IPv4"], ipFamilyPolicy="RequireDualStack"),
        pod("four", "10.244.1.9"),
        pod("six", "fd00:10:244:1::9"),
    ]
    held = get(Cluster(Settings.parse(DUAL), objects=objects), "endpoints/default/web")
    assert [one["ip"] for subset in held["subsets"] for one in subset["addresses"]] == ["fd00:10:244:1::9"]


def test_numbered_and_named_target_ports_stand_side_by_side() -> None:
    ports = [{"name": "http", "port": 80, "targetPort": "http"}, {"name": "admin", "port": 81, "targetPort": 9000}]
    cluster = Cluster(
        objects=[service(ports=ports), pod("web-1", "10.244.1.9", container={"ports": [{"name": "http", "containerPort": 8080}]})]
    )
    assert cluster.endpoints(key("service/default/web")).ready == ("10.244.1.9:8080", "10.244.1.9:9000")


def test_a_slice_with_no_number_for_a_port_lists_nothing_for_it() -> None:
    written = obj(
        "EndpointSlice",
        "by-hand",
        "discovery.k8s.io/v1",
        metadata={"labels": {"kubernetes.io/service-name": "web"}},
        addressType="IPv4",
        endpoints=[{"addresses": ["192.0.2.1"]}],
        ports=[{"name": "any"}, {"name": "one", "port": 1}],
    )
    assert Cluster(objects=[service(selector=None), written]).endpoints(key("service/default/web")).ready == ("192.0.2.1:1",)


def test_subsets_that_swap_their_ports_are_mirrored_anew() -> None:
    endpoints = obj("Endpoints", "web", subsets=[{"addresses": [{"ip": "192.0.2.1"}], "ports": [{"port": 1}]}])
    cluster = Cluster(objects=[service(selector=None), endpoints])
    subset = {"addresses": [{"ip": "192.0.2.1"}], "ports": [{"port": 2}]}
    assert cluster.patch(key("endpoints/default/web"), {"subsets": [subset]}).accepted
    assert cluster.endpoints(key("service/default/web")).ready == ("192.0.2.1:2",)
    before = slices(cluster)
    cluster.patch(key("service/default/web"), {"metadata": {"labels": {"x": "y"}}})
    assert all(one is before[name] for name, one in slices(cluster).items())


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


def placed(cluster: Cluster) -> list[str | None]:
    return [one.spec.nodeName for one in pods(cluster)]


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
