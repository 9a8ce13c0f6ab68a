"""Services at the API server, beyond what `content/cases/admission` says: old objects, annotations, warnings."""

from typing import Any

import pytest
from admitting import DUAL, Door, refused, service, stored

from k8s_svc_trainer.sim.admission import Admitted


def warnings(door: Door, spec: dict[str, Any], **metadata: Any) -> tuple[str, ...]:
    result = door.apply(service(spec, **metadata))
    assert isinstance(result, Admitted), result
    return result.warnings


@pytest.mark.parametrize(
    ("version", "spec", "says"),
    [
        pytest.param("1.37", {}, [], id="an ordinary Service"),
        pytest.param("1.35", {"externalIPs": ["198.51.100.1"]}, [], id="externalIPs before they are deprecated"),
        pytest.param("1.36", {"externalIPs": ["198.51.100.1"]}, ["spec.externalIPs is deprecated"], id="externalIPs from 1.36"),
        pytest.param("1.35", {"clusterIP": "10.096.0.9"}, ['use "10.96.0.9"'], id="leading zeros while they are allowed"),
        pytest.param("1.35", {"loadBalancerIP": "2001:DB8::1"}, ['canonical format ("2001:db8::1")'], id="IPv6 in another form"),
        pytest.param("1.35", {"externalIPs": ["::ffff:198.51.100.1"]}, ['use "198.51.100.1"'], id="a mapped address"),
        pytest.param("1.37", {"loadBalancerIP": "203.0.113.9"}, [], id="a canonical IPv4 address"),
        pytest.param("1.37", {"loadBalancerIP": "2001:db8::1"}, [], id="a canonical IPv6 address"),
        pytest.param("1.37", {"loadBalancerIP": "my-lb"}, [], id="what is no address is not warned of"),
        pytest.param(
            "1.35",
            {"type": "LoadBalancer", "loadBalancerSourceRanges": ["198.51.100.9/24"]},
            ['should be "198.51.100.0/24" or "198.51.100.9/32"'],
            id="a range with bits after its prefix",
        ),
        pytest.param(
            "1.35",
            {"type": "LoadBalancer", "loadBalancerSourceRanges": ["198.51.100.0/024"]},
            ['non-standard CIDR value "198.51.100.0/024"'],
            id="a range with zeros before its prefix",
        ),
        pytest.param(
            "1.37",
            {"type": "LoadBalancer", "loadBalancerSourceRanges": ["2001:DB8::/32"]},
            ['canonical format ("2001:db8::/32")'],
            id="an IPv6 range in another form",
        ),
        pytest.param(
            "1.37",
            {"type": "LoadBalancer", "loadBalancerSourceRanges": [" 198.51.100.0/24", "2001:db8::/32"]},
            [],
            id="padding and canonical ranges",
        ),
        pytest.param(
            "1.35",
            {"clusterIP": "None", "externalIPs": ["198.51.100.1"], "loadBalancerIP": "203.0.113.9", "sessionAffinity": "ClientIP"},
            ["spec.loadBalancerIP is ignored", "spec.externalIPs is ignored", "spec.SessionAffinity is ignored"],
            id="what a headless Service ignores",
        ),
        pytest.param(
            "1.35",
            {"type": "ExternalName", "externalName": "a.example.com", "externalIPs": ["198.51.100.1"]},
            ['spec.externalIPs is ignored when spec.type is "ExternalName"'],
            id="external addresses of an external name",
        ),
        pytest.param("1.37", {"externalName": "a.example.com"}, ["spec.externalName is ignored"], id="an external name of a ClusterIP"),
        pytest.param("1.33", {"trafficDistribution": "PreferClose"}, [], id="PreferClose before it had another name"),
        pytest.param("1.34", {"trafficDistribution": "PreferClose"}, ['use "PreferSameZone"'], id="PreferClose from 1.34"),
    ],
)
def test_warnings(version: str, spec: dict[str, Any], says: list[str]) -> None:
    found = warnings(Door(version=version), spec)
    assert len(found) == len(says)
    assert all(part in warning for part, warning in zip(says, found, strict=True))


def test_the_old_annotation_for_hints_is_deprecated() -> None:
    found = warnings(Door(), {}, annotations={"service.kubernetes.io/topology-aware-hints": "auto"})
    assert found == (
        "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead",
    )


ODD = {
    "type": "LoadBalancer",
    "clusterIP": "10.096.0.9",
    "externalIPs": ["198.051.100.9"],
    "loadBalancerSourceRanges": ["198.51.100.9/24"],
}


def test_values_of_a_laxer_time_pass_an_update_that_leaves_them() -> None:
    door = Door(version="1.35")
    assert not refused(door.apply(service(ODD)))
    door.state.settings = Door(version="1.36").state.settings
    assert not refused(door.patch("service/default/web", {"spec": {"sessionAffinity": "ClientIP"}}))
    assert refused(door.patch("service/default/web", {"spec": {"externalIPs": ["198.051.100.8"]}})) == {"spec.externalIPs[0] Invalid"}


RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"


def test_an_unchanged_annotation_of_source_ranges_is_not_checked_again() -> None:
    door = Door(version="1.35")
    assert not refused(door.apply(service({"type": "LoadBalancer"}, annotations={RANGES: "198.51.100.9/24"})))
    door.state.settings = Door(version="1.36").state.settings
    assert not refused(door.patch("service/default/web", {"spec": {"sessionAffinity": "ClientIP"}}))
    changed = door.patch("service/default/web", {"metadata": {"annotations": {RANGES: "198.51.100.8/24"}}})
    assert refused(changed) == {f"metadata.annotations[{RANGES}] Invalid"}


@pytest.mark.parametrize(
    ("merge", "found"),
    [
        pytest.param(
            {"spec": {"ipFamilyPolicy": "SingleStack", "clusterIPs": ["10.0.0.9"], "ipFamilies": ["IPv4"]}}, set(), id="with SingleStack"
        ),
        pytest.param({"spec": {"ipFamilyPolicy": "SingleStack", "clusterIPs": ["10.0.0.9"]}}, set(), id="by the addresses"),
        pytest.param({"spec": {"clusterIPs": ["10.0.0.9"]}}, {"spec.ipFamilyPolicy Invalid"}, id="without a policy, by addresses"),
        pytest.param({"spec": {"ipFamilies": ["IPv4"]}}, {"spec.ipFamilyPolicy Invalid"}, id="without a policy, by families"),
        pytest.param(
            {"spec": {"ipFamilies": ["IPv6", "IPv4"]}}, {"spec.clusterIPs[0] Invalid", "spec.clusterIPs[1] Invalid"}, id="turned round"
        ),
        pytest.param(
            {"spec": {"ipFamilyPolicy": "SingleStack", "clusterIP": "2000::9", "clusterIPs": ["2000::9"], "ipFamilies": ["IPv6"]}},
            {"spec.clusterIPs[0] Invalid", "spec.ipFamilies[0] Invalid"},
            id="to the second family",
        ),
    ],
)
def test_giving_up_the_second_family(merge: dict[str, Any], found: set[str]) -> None:
    door = Door(**DUAL)
    spec = {"ipFamilyPolicy": "RequireDualStack", "clusterIP": "10.0.0.9", "clusterIPs": ["10.0.0.9", "2000::9"]}
    assert not refused(door.apply(service(spec)))
    result = door.patch("service/default/web", merge)
    if found:
        assert refused(result) == found
    else:
        assert stored(result)["spec"]["clusterIPs"] == ["10.0.0.9"]
        assert not refused(door.apply(service({"clusterIP": "2000::9"}, name="other")))


def test_a_second_family_needs_an_address_that_is_free() -> None:
    door = Door(**DUAL)
    door.apply(service({"clusterIP": "2000::9"}, name="other"))
    door.apply(service({"clusterIP": "10.0.0.9"}))
    taken = door.patch("service/default/web", {"spec": {"ipFamilyPolicy": "RequireDualStack", "clusterIPs": ["10.0.0.9", "2000::9"]}})
    assert refused(taken) == {"spec.clusterIPs Invalid"}


def test_an_unchanged_prefer_dual_stack_service_is_not_raised() -> None:
    door = Door(serviceCIDRs=["10.0.0.0/16"])
    door.apply(service({"ipFamilyPolicy": "PreferDualStack"}))
    before = door.state.allocator
    dual = Door(**DUAL)
    dual.state.put(door.state.held("Service").get(("default", "web")))
    made = stored(dual.patch("service/default/web", {"spec": {"sessionAffinity": "ClientIP"}}))
    assert made["spec"]["ipFamilies"] == ["IPv4"]
    assert before is door.state.allocator


def test_clearing_all_addresses_with_a_change_to_external_name() -> None:
    door = Door()
    door.apply(service({}))
    merge = {"spec": {"type": "ExternalName", "externalName": "a.example.com", "clusterIP": None}}
    made = stored(door.patch("service/default/web", merge))["spec"]
    assert not {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"} & set(made)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        pytest.param({"clusterIPs": None}, set(), id="the plural addresses left out"),
        pytest.param({"ipFamilies": ["IPv6"]}, {"spec.ipFamilies Forbidden"}, id="another family"),
        pytest.param({"ipFamilyPolicy": "PreferDualStack"}, {"spec.ipFamilyPolicy Forbidden"}, id="another policy"),
    ],
)
def test_a_change_to_external_name_with(more: dict[str, Any], found: set[str]) -> None:
    door = Door()
    door.apply(service({}))
    assert refused(door.patch("service/default/web", {"spec": {"type": "ExternalName", "externalName": "a.b", **more}})) == found


def test_an_address_and_its_family_changed_together() -> None:
    door = Door(**DUAL)
    door.apply(service({"clusterIP": "10.0.0.9"}))
    merge = {"spec": {"clusterIP": "2000::9", "clusterIPs": ["2000::9"], "ipFamilies": ["IPv6"]}}
    assert refused(door.patch("service/default/web", merge)) == {"spec.clusterIPs[0] Invalid", "spec.ipFamilies[0] Invalid"}


def test_a_load_balancer_without_node_ports_becomes_a_cluster_ip_service() -> None:
    door = Door()
    door.apply(service({"type": "LoadBalancer", "allocateLoadBalancerNodePorts": False}))
    assert not refused(door.patch("service/default/web", {"spec": {"type": "ClusterIP"}}))


def test_a_service_that_turns_local_gets_a_health_check_port_and_back_gives_it_up() -> None:
    door = Door(nodePortRange="30000-30001")
    door.apply(service({"type": "LoadBalancer"}))
    local = stored(door.patch("service/default/web", {"spec": {"externalTrafficPolicy": "Local"}}))
    assert local["spec"]["healthCheckNodePort"] == 30001
    assert refused(door.apply(service({"type": "NodePort"}, name="other"))) == {"- -"}
    door.patch("service/default/web", {"spec": {"externalTrafficPolicy": "Cluster"}})
    assert not refused(door.apply(service({"type": "NodePort"}, name="other")))


def test_no_health_check_port_is_left() -> None:
    door = Door(nodePortRange="30000-30000")
    assert refused(door.apply(service({"type": "LoadBalancer", "externalTrafficPolicy": "Local"}))) == {"- -"}
    local = {"type": "LoadBalancer", "externalTrafficPolicy": "Local", "allocateLoadBalancerNodePorts": False}
    assert not refused(door.apply(service(local)))


def test_no_node_port_is_left_for_a_port_added_later() -> None:
    door = Door(nodePortRange="30000-30000")
    door.apply(service({"type": "NodePort"}))
    added = door.patch("service/default/web", {"spec": {"ports": [{"name": "a", "port": 80}, {"name": "b", "port": 81}]}})
    assert refused(added) == {"- -"}


def test_a_load_balancer_without_allocation_gets_no_node_port_by_an_update() -> None:
    door = Door()
    door.apply(service({"type": "LoadBalancer", "allocateLoadBalancerNodePorts": False}))
    made = stored(door.patch("service/default/web", {"spec": {"ports": [{"port": 81}]}}))
    assert "nodePort" not in made["spec"]["ports"][0]


def test_good_source_ranges_before_they_were_named_by_index() -> None:
    assert not refused(Door(version="1.32").apply(service({"type": "LoadBalancer", "loadBalancerSourceRanges": [" 198.51.100.9/024"]})))


def test_all_faults_are_found_together() -> None:
    spec = {"sessionAffinity": "Cookie", "internalTrafficPolicy": "Zone", "ports": [{"port": 0, "protocol": "HTTP"}]}
    assert refused(Door().apply(service(spec))) == {
        "spec.sessionAffinity NotSupported",
        "spec.internalTrafficPolicy NotSupported",
        "spec.ports[0].port Invalid",
        "spec.ports[0].targetPort Invalid",
        "spec.ports[0].protocol NotSupported",
    }


def test_a_port_pair_is_refused_twice_where_node_ports_repeat_too() -> None:
    spec = {
        "type": "ExternalName",
        "externalName": "a.b",
        "ports": [{"name": "a", "port": 80, "nodePort": 1}, {"name": "b", "port": 81, "nodePort": 1}],
    }
    assert refused(Door().apply(service(spec))) == {"spec.ports[1].nodePort Duplicate"}


def test_before_1_29_any_type_may_carry_load_balancer_addresses() -> None:
    manifest = {**service({}), "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.9"}]}}}
    assert refused(Door(version="1.29").apply(manifest)) == {"status.loadBalancer.ingress Forbidden"}
    assert not refused(Door(version="1.28").apply(manifest))


def test_an_address_of_a_load_balancer_that_is_kept_is_not_checked_again() -> None:
    door = Door(version="1.35")
    door.apply({**service({"type": "LoadBalancer"}), "status": {"loadBalancer": {"ingress": [{"ip": "203.000.113.9"}]}}})
    door.state.settings = Door(version="1.36").state.settings
    assert not refused(door.apply(service({"type": "LoadBalancer"})))
    again = {"status": {"loadBalancer": {"ingress": [{"ip": "203.000.113.8"}]}}}
    assert refused(door.patch("service/default/web", again)) == {"status.loadBalancer.ingress[0].ip Invalid"}


def test_a_replacement_without_a_status_leaves_it_and_one_with_it_changes_what_it_says() -> None:
    door = Door()
    ready = {"type": "Ready", "status": "True"}
    status = {"loadBalancer": {"ingress": [{"ip": "203.0.113.9"}]}}
    door.apply({**service({"type": "LoadBalancer"}), "status": status})
    assert stored(door.apply(service({"type": "LoadBalancer"})))["status"]["loadBalancer"]["ingress"][0]["ip"] == "203.0.113.9"
    made = stored(door.apply({**service({"type": "LoadBalancer"}), "status": {"conditions": [ready]}}))
    assert made["status"]["loadBalancer"]["ingress"][0]["ip"] == "203.0.113.9"
    assert made["status"]["conditions"] == [ready]
