"""EndpointSlices and Endpoints beyond what the cases in content/cases/endpoints say: what is touched, kept and taken back."""

from __future__ import annotations

from typing import Any

from k8s_svc_trainer.sim import Cluster, Settings
from tests.support.small import DUAL, WEB, get, key, obj, pod, service, slices


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
