"""Kinds other than Services at the API server, beyond what `content/cases/admission` says."""

from typing import Any

import pytest
from admitting import Door, manifest, refused, stored

from k8s_svc_trainer.sim.admission import Admitted
from k8s_svc_trainer.sim.names import ObjectKey

CONTAINER = {"name": "c", "image": "web"}
TEMPLATE = {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": [CONTAINER]}}
SELECTOR = {"matchLabels": {"app": "x"}}


def pod(**container: Any) -> dict[str, Any]:
    return {"spec": {"containers": [{**CONTAINER, **container}]}}


def sidecar(**container: Any) -> dict[str, Any]:
    return {"spec": {"containers": [CONTAINER], "initContainers": [{"name": "i", "image": "init", **container}]}}


def workload(**spec: Any) -> dict[str, Any]:
    return {"spec": {"selector": SELECTOR, "template": TEMPLATE, **spec}}


def labelled(*expressions: dict[str, Any]) -> dict[str, Any]:
    return {"spec": {"selector": {"matchExpressions": list(expressions)}, "template": TEMPLATE}}


@pytest.mark.parametrize(
    ("kind", "body", "found"),
    [
        pytest.param("Pod", pod(image=" web"), {"spec.containers[0].image Invalid"}, id="an image with a space before it"),
        pytest.param("Pod", pod(name="C"), {"spec.containers[0].name Invalid"}, id="a container's name in capitals"),
        pytest.param(
            "Pod",
            pod(ports=[{"containerPort": 80, "hostPort": -1}]),
            {"spec.containers[0].ports[0].hostPort Invalid"},
            id="a host port below 1",
        ),
        pytest.param(
            "Pod", pod(ports=[{"containerPort": 80, "hostPort": 80}, {"containerPort": 81}]), set(), id="one host port of two ports"
        ),
        pytest.param("Pod", pod(restartPolicy="Always"), set(), id="a container's own restart policy"),
        pytest.param(
            "Pod",
            pod(restartPolicy="Often"),
            {"spec.containers[0].restartPolicy NotSupported"},
            id="an unknown restart policy of a container",
        ),
        pytest.param("Pod", pod(readinessProbe={"grpc": {"port": 80}}), set(), id="a probe by gRPC"),
        pytest.param(
            "Pod",
            pod(readinessProbe={"grpc": {}}),
            {"spec.containers[0].readinessProbe.grpc.port Invalid"},
            id="a probe by gRPC without a port",
        ),
        pytest.param("Pod", pod(readinessProbe={"exec": {"command": ["true"]}}), set(), id="a probe by a command"),
        pytest.param(
            "Pod",
            pod(readinessProbe={"httpGet": {"port": "web", "scheme": "FTP"}}),
            {"spec.containers[0].readinessProbe.httpGet.scheme NotSupported"},
            id="a probe of another scheme",
        ),
        pytest.param(
            "Pod",
            pod(readinessProbe={"tcpSocket": {"port": 80}, "terminationGracePeriodSeconds": 1}),
            {"spec.containers[0].readinessProbe.terminationGracePeriodSeconds Invalid"},
            id="a grace period of a readiness probe",
        ),
        pytest.param(
            "Pod",
            pod(livenessProbe={"tcpSocket": {"port": 80}, "terminationGracePeriodSeconds": 0}),
            {"spec.containers[0].livenessProbe.terminationGracePeriodSeconds Invalid"},
            id="no grace period of a liveness probe",
        ),
        pytest.param("Pod", pod(startupProbe={"tcpSocket": {"port": 80}, "terminationGracePeriodSeconds": 5}), set(), id="a startup probe"),
        pytest.param("Pod", sidecar(), set(), id="an init container"),
        pytest.param("Pod", sidecar(restartPolicy="Always", readinessProbe={"tcpSocket": {"port": 80}}), set(), id="a sidecar's probe"),
        pytest.param(
            "Pod",
            sidecar(readinessProbe={"tcpSocket": {"port": 80}}),
            {"spec.initContainers[0].readinessProbe Forbidden"},
            id="an init container's probe",
        ),
        pytest.param(
            "Pod",
            sidecar(ports=[{"containerPort": 80, "hostPort": 80}, {"containerPort": 81, "hostPort": 80}]),
            {"spec.initContainers[0].ports[1].hostPort Duplicate"},
            id="an init container's host port twice",
        ),
        pytest.param(
            "Pod",
            {"spec": {"containers": [CONTAINER], "terminationGracePeriodSeconds": -1}},
            {"spec.terminationGracePeriodSeconds Invalid"},
            id="a negative grace period",
        ),
        pytest.param(
            "Pod", {"spec": {"containers": [CONTAINER], "nodeName": "Node_1"}}, {"spec.nodeName Invalid"}, id="a node's name that is none"
        ),
        pytest.param(
            "Pod",
            {"spec": {"containers": [CONTAINER], "nodeSelector": {"a b": "c"}}},
            {"spec.nodeSelector Invalid"},
            id="a node selector that is no label",
        ),
        pytest.param(
            "Pod",
            {"spec": {"containers": [CONTAINER], "readinessGates": [{"conditionType": "a b"}]}},
            {"spec.readinessGates[0].conditionType Invalid"},
            id="a readiness gate that is no name",
        ),
        pytest.param(
            "Pod",
            {"spec": {"containers": [CONTAINER], "dnsConfig": {"searches": [f"a{number}.example" for number in range(33)]}}},
            {"spec.dnsConfig.searches Invalid"},
            id="33 search paths",
        ),
        pytest.param(
            "Pod",
            {
                "spec": {
                    "containers": [CONTAINER],
                    "dnsConfig": {"searches": [f"{'a' * 60}.{'b' * 60}.{'c' * 60}.{number}" for number in range(12)]},
                }
            },
            {"spec.dnsConfig.searches Invalid"},
            id="too many letters of search paths",
        ),
        pytest.param(
            "Pod", {**pod(), "status": {"podIPs": [{"ip": "web"}]}}, {"status.podIPs[0] Invalid"}, id="a pod address that is none"
        ),
        pytest.param(
            "Pod",
            {**pod(), "status": {"podIPs": [{"ip": "10.0.0.1"}, {"ip": "10.0.0.2"}]}},
            {"status.podIPs Invalid"},
            id="two pod addresses of one family",
        ),
        pytest.param(
            "Pod", {**pod(), "status": {"podIPs": [{"ip": "10.0.0.1"}, {"ip": "fd00::1"}]}}, set(), id="a pod address of each family"
        ),
        pytest.param("Node", {"spec": {"podCIDRs": ["10.244.1.0/24", "fd00::/64"]}}, set(), id="a pod range of each family"),
        pytest.param(
            "Node", {"spec": {"podCIDRs": ["10.244.1.0/24", "10.244.2.0/24"]}}, {"spec.podCIDRs Invalid"}, id="two pod ranges of one family"
        ),
        pytest.param(
            "Node",
            {
                "status": {
                    "addresses": [{"type": "InternalIP", "address": "192.168.0.11"}, {"type": "InternalIP", "address": "192.168.0.11"}]
                }
            },
            {"status.addresses[1] Duplicate"},
            id="a node's address twice",
        ),
        pytest.param(
            "Deployment", workload(minReadySeconds=600), {"spec.progressDeadlineSeconds Invalid"}, id="a deadline that cannot be met"
        ),
        pytest.param(
            "Deployment", workload(progressDeadlineSeconds=-1), {"spec.progressDeadlineSeconds Invalid"}, id="a deadline in the past"
        ),
        pytest.param(
            "Deployment",
            workload(strategy={"rollingUpdate": {"maxSurge": -1}}),
            {"spec.strategy.rollingUpdate.maxSurge Invalid"},
            id="a negative surge",
        ),
        pytest.param("Deployment", workload(strategy={"rollingUpdate": {"maxSurge": "200%"}}), set(), id="a surge of 200 %"),
        pytest.param("Deployment", workload(strategy={"type": "Recreate"}), set(), id="a Deployment that recreates"),
        pytest.param(
            "Deployment",
            {"spec": {"selector": SELECTOR, "template": {**TEMPLATE, "spec": {"containers": [CONTAINER], "activeDeadlineSeconds": 5}}}},
            {"spec.template.spec.activeDeadlineSeconds Forbidden"},
            id="a template with a deadline",
        ),
        pytest.param(
            "Deployment",
            {
                "spec": {
                    "selector": SELECTOR,
                    "template": {"metadata": {"labels": {"app": "x", "tier": "a b"}}, "spec": {"containers": [CONTAINER]}},
                }
            },
            {"spec.template.labels Invalid"},
            id="a template's label that is none",
        ),
        pytest.param(
            "Deployment",
            {"spec": {"selector": SELECTOR}},
            {"spec.template.metadata.labels Invalid", "spec.template.spec.containers Required"},
            id="no template",
        ),
        pytest.param("ReplicaSet", workload(), set(), id="a ReplicaSet"),
        pytest.param("ReplicaSet", labelled({"key": "app", "operator": "In", "values": ["x", "y"]}), set(), id="a selector by In"),
        pytest.param("ReplicaSet", labelled({"key": "app", "operator": "NotIn", "values": ["y"]}), set(), id="a selector by NotIn"),
        pytest.param("ReplicaSet", labelled({"key": "app", "operator": "Exists"}), set(), id="a selector by Exists"),
        pytest.param(
            "ReplicaSet",
            labelled({"key": "app", "operator": "DoesNotExist"}),
            {"spec.template.metadata.labels Invalid"},
            id="a selector by DoesNotExist",
        ),
        pytest.param(
            "ReplicaSet",
            labelled({"key": "app", "operator": "Like"}),
            {"spec.selector Invalid", "spec.selector.matchExpressions[0].operator Invalid"},
            id="a selector by no known operator",
        ),
        pytest.param(
            "StatefulSet", workload(podManagementPolicy="Random"), {"spec.podManagementPolicy Invalid"}, id="an unknown order of pods"
        ),
        pytest.param("StatefulSet", workload(updateStrategy={"type": "OnDelete"}), set(), id="a StatefulSet updated on deletion"),
        pytest.param(
            "StatefulSet",
            workload(updateStrategy={"type": "OnDelete", "rollingUpdate": {"partition": 1}}),
            {"spec.updateStrategy.rollingUpdate Invalid"},
            id="a partition of what is updated on deletion",
        ),
        pytest.param(
            "StatefulSet",
            workload(updateStrategy={"rollingUpdate": {"partition": -1}}),
            {"spec.updateStrategy.rollingUpdate.partition Invalid"},
            id="a negative partition",
        ),
        pytest.param(
            "StatefulSet", workload(updateStrategy={"type": "Recreate"}), {"spec.updateStrategy Invalid"}, id="a StatefulSet that recreates"
        ),
        pytest.param("StatefulSet", workload(ordinals={"start": -1}), {"spec.ordinals.start Invalid"}, id="ordinals from below 0"),
        pytest.param("StatefulSet", workload(serviceName="a.b"), {"spec.serviceName Invalid"}, id="a governing Service that cannot be"),
        pytest.param(
            "StatefulSet",
            {"spec": {"template": TEMPLATE}},
            {"spec.selector Required", "spec.template.metadata.labels Invalid"},
            id="a StatefulSet without a selector",
        ),
        pytest.param("DaemonSet", workload(), set(), id="a DaemonSet"),
        pytest.param("DaemonSet", workload(updateStrategy={"type": "OnDelete"}), set(), id="a DaemonSet updated on deletion"),
        pytest.param(
            "DaemonSet",
            workload(updateStrategy={"type": "Recreate"}),
            {"spec.updateStrategy NotSupported"},
            id="a DaemonSet that recreates",
        ),
        pytest.param(
            "DaemonSet",
            workload(updateStrategy={"rollingUpdate": {"maxUnavailable": 0}}),
            {"spec.updateStrategy.rollingUpdate.maxUnavailable Required"},
            id="no step of a DaemonSet",
        ),
        pytest.param(
            "DaemonSet",
            workload(updateStrategy={"rollingUpdate": {"maxUnavailable": 0, "maxSurge": "101%"}}),
            {"spec.updateStrategy.rollingUpdate.maxSurge Invalid"},
            id="a surge of a DaemonSet over 100 %",
        ),
        pytest.param(
            "DaemonSet", {"spec": {"template": TEMPLATE}}, {"spec.template.metadata.labels Invalid"}, id="a DaemonSet without a selector"
        ),
        pytest.param(
            "EndpointSlice",
            {"addressType": "IPv4", "ports": [{"appProtocol": "a b"}]},
            {"ports[0].appProtocol Invalid"},
            id="a slice's application protocol that is no name",
        ),
        pytest.param(
            "EndpointSlice",
            {"addressType": "IPv4", "endpoints": [{"addresses": ["10.0.0.1"] * 101}]},
            {"endpoints[0].addresses TooMany"},
            id="101 addresses of an endpoint",
        ),
        pytest.param(
            "EndpointSlice",
            {"addressType": "IPv4", "endpoints": [{"addresses": ["10.0.0.1"]}] * 1001},
            {"endpoints TooMany"},
            id="1001 endpoints of a slice",
        ),
        pytest.param(
            "EndpointSlice",
            {"addressType": "IPv4", "ports": [{"name": f"p{number}"} for number in range(20001)]},
            {"ports TooMany"},
            id="20001 ports of a slice",
        ),
        pytest.param(
            "EndpointSlice",
            {"addressType": "Name", "endpoints": [{"addresses": ["web"]}]},
            {"addressType NotSupported"},
            id="addresses of no known type",
        ),
        pytest.param(
            "EndpointSlice",
            {"addressType": "FQDN", "endpoints": [{"addresses": [""]}]},
            {"endpoints[0].addresses[0] Required"},
            id="an empty name as an address",
        ),
        pytest.param(
            "EndpointSlice",
            {"addressType": "IPv4", "endpoints": [{"addresses": ["10.0.0.1"], "hints": {"forNodes": [{"name": "Node_1"}]}}]},
            {"endpoints[0].hints.forNodes[0].name Invalid"},
            id="a hint for a node that cannot be",
        ),
        pytest.param(
            "Endpoints",
            {"subsets": [{"addresses": [{"ip": "10.0.0.1", "nodeName": "Node_1"}]}]},
            {"subsets[0].addresses[0].nodeName Invalid"},
            id="Endpoints on a node that cannot be",
        ),
        pytest.param(
            "Ingress",
            {
                "spec": {"rules": [{"host": "a.b"}]},
                "status": {"loadBalancer": {"ingress": [{"ip": "web"}, {"hostname": "A"}, {"hostname": "10.0.0.1"}]}},
            },
            {
                "status.loadBalancer.ingress[0].ip Invalid",
                "status.loadBalancer.ingress[1].hostname Invalid",
                "status.loadBalancer.ingress[2].hostname Invalid",
            },
            id="addresses of an Ingress that are none",
        ),
        pytest.param(
            "Ingress",
            {"spec": {"defaultBackend": {"resource": {"apiGroup": "A", "kind": "a/b"}}}},
            {
                "spec.defaultBackend.resource.apiGroup Invalid",
                "spec.defaultBackend.resource.kind Invalid",
                "spec.defaultBackend.resource.name Required",
            },
            id="a resource that cannot be named",
        ),
        pytest.param(
            "IngressClass", {"spec": {"controller": f"a.b/{'c' * 250}"}}, {"spec.controller TooLong"}, id="a controller of 254 letters"
        ),
        pytest.param(
            "IngressClass",
            {"spec": {"controller": "a.b/c", "parameters": {"kind": "K", "name": "n", "scope": "Namespace", "namespace": "A"}}},
            {"spec.parameters.namespace Invalid"},
            id="parameters in a namespace that cannot be",
        ),
        pytest.param(
            "NetworkPolicy",
            {"spec": {"ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["web"]}}]}]}},
            {"spec.ingress[0].from[0].ipBlock.except[0] Invalid"},
            id="an exception that is no range",
        ),
        pytest.param(
            "NetworkPolicy",
            {"spec": {"egress": [{"ports": [{"port": 1, "endPort": 65536}]}]}},
            {"spec.egress[0].ports[0].endPort Invalid"},
            id="a range of ports beyond the last",
        ),
        pytest.param(
            "Node",
            {
                "spec": {
                    "taints": [
                        {"key": "a b", "value": "c d", "effect": "NoSchedule"},
                        {"key": "a", "effect": "Never"},
                        {"key": "b"},
                        {"key": "c", "effect": "NoExecute"},
                        {"key": "c", "effect": "NoExecute"},
                        "d",
                    ]
                }
            },
            {
                "metadata.taints[0].key Invalid",
                "metadata.taints[0].value Invalid",
                "metadata.taints[1].effect NotSupported",
                "metadata.taints[2].effect Required",
                "metadata.taints[4] Duplicate",
            },
            id="taints, which upstream names under metadata",
        ),
        pytest.param(
            "Pod",
            {
                "spec": {
                    "containers": [CONTAINER],
                    "tolerations": [
                        {"operator": "Exists"},
                        {"key": "a", "value": "b", "effect": "NoExecute", "tolerationSeconds": 5},
                        {"key": "a b", "operator": "Exists", "effect": "NoSchedule"},
                        {"value": "b"},
                        {"key": "a", "effect": "NoSchedule", "tolerationSeconds": 5},
                        {"key": "a", "value": "c d"},
                        {"key": "a", "operator": "Like"},
                        {"key": "a", "operator": "Exists", "value": "b"},
                        {"key": "a", "effect": "Never"},
                    ],
                }
            },
            {
                "spec.tolerations[2].key Invalid",
                "spec.tolerations[3].operator Invalid",
                "spec.tolerations[4].effect Invalid",
                "spec.tolerations[5].operator Invalid",
                "spec.tolerations[6].operator NotSupported",
                "spec.tolerations[7].operator Invalid",
                "spec.tolerations[8].effect NotSupported",
            },
            id="tolerations",
        ),
        pytest.param(
            "Pod",
            {
                "spec": {
                    "containers": [CONTAINER],
                    "hostAliases": [
                        {"ip": "10.1.2.3", "hostnames": ["a", "b.example.com"]},
                        {"ip": "fd00::1"},
                        {"ip": "web", "hostnames": ["a", "a_b"]},
                        {"hostnames": "a"},
                        "d",
                    ],
                }
            },
            {"spec.hostAliases[2].ip Invalid", "spec.hostAliases[2].hostnames[1] Invalid", "spec.hostAliases[3].ip Invalid"},
            id="hostAliases",
        ),
        pytest.param("Pod", {"spec": {"containers": [CONTAINER], "hostAliases": "a"}}, set(), id="hostAliases that are no list"),
        pytest.param(
            "SecurityGroup", {"spec": {"ingress": [{"ports": [80, "30000-32767"], "cidrs": ["0.0.0.0/0"]}]}}, set(), id="a SecurityGroup"
        ),
        pytest.param(
            "SecurityGroup",
            {
                "spec": {
                    "ingress": [{"ports": ["http", "90-80", "70000", "1-"], "protocol": "ICMP", "cidrs": ["web"]}],
                    "nodeSelector": {"a b": "c"},
                }
            },
            {
                "spec.nodeSelector Invalid",
                "spec.ingress[0].protocol NotSupported",
                "spec.ingress[0].ports[0] Invalid",
                "spec.ingress[0].ports[1] Invalid",
                "spec.ingress[0].ports[2] Invalid",
                "spec.ingress[0].ports[3] Invalid",
                "spec.ingress[0].cidrs[0] Invalid",
            },
            id="a SecurityGroup of nonsense",
        ),
    ],
)
def test_at_creation(kind: str, body: dict[str, Any], found: set[str]) -> None:
    assert refused(Door().apply(manifest(kind, body))) == found


@pytest.mark.parametrize(
    ("version", "kind", "body", "found"),
    [
        pytest.param(
            "1.34",
            "Pod",
            pod(restartPolicy="Always"),
            {"spec.containers[0].restartPolicy Forbidden"},
            id="a container's restart policy before 1.35",
        ),
        pytest.param(
            "1.34",
            "Pod",
            sidecar(restartPolicy="Never"),
            {"spec.initContainers[0].restartPolicy NotSupported"},
            id="a sidecar that is not always restarted before 1.35",
        ),
        pytest.param("1.29", "Pod", sidecar(restartPolicy="Always"), set(), id="a sidecar from 1.29"),
        pytest.param(
            "1.25",
            "Pod",
            {"spec": {"containers": [CONTAINER], "dnsConfig": {"searches": ["a.b"] * 7}}},
            {"spec.dnsConfig.searches Invalid"},
            id="seven search paths before 1.26",
        ),
        pytest.param(
            "1.26",
            "Pod",
            {"spec": {"containers": [CONTAINER], "dnsConfig": {"searches": ["a.b"] * 7}}},
            set(),
            id="seven search paths from 1.26",
        ),
        pytest.param("1.33", "StatefulSet", workload(serviceName="a.b"), set(), id="any governing Service before 1.34"),
    ],
)
def test_by_version(version: str, kind: str, body: dict[str, Any], found: set[str]) -> None:
    assert refused(Door(version=version).apply(manifest(kind, body))) == found


def test_a_statefulsets_name_is_a_label_from_1_27() -> None:
    assert not refused(Door(version="1.26").apply(manifest("StatefulSet", workload(), name="a.b")))
    assert refused(Door(version="1.27").apply(manifest("StatefulSet", workload(), name="a.b"))) == {"metadata.name Invalid"}


def test_host_ports_of_a_template_are_filled_in_until_1_27() -> None:
    body = workload()
    body["spec"]["template"] = {**TEMPLATE, "spec": {"hostNetwork": True, "containers": [{**CONTAINER, "ports": [{"containerPort": 80}]}]}}
    ports = [
        stored(Door(version=v).apply(manifest("Deployment", body)))["spec"]["template"]["spec"]["containers"][0]["ports"]
        for v in ("1.27", "1.28")
    ]
    assert ports == [[{"containerPort": 80, "hostPort": 80, "protocol": "TCP"}], [{"containerPort": 80, "protocol": "TCP"}]]


def test_hints_for_nodes_are_dropped_before_1_34() -> None:
    hints = {"forZones": [{"name": "a"}], "forNodes": [{"name": "node-1"}]}
    body = {"addressType": "IPv4", "endpoints": [{"addresses": ["10.0.0.1"], "hints": hints}, {"addresses": ["10.0.0.2"]}]}
    old = stored(Door(version="1.33").apply(manifest("EndpointSlice", body)))
    assert old["endpoints"][0]["hints"] == {"forZones": [{"name": "a"}]}
    assert stored(Door(version="1.34").apply(manifest("EndpointSlice", body)))["endpoints"][0]["hints"] == hints


def test_endpoints_are_deprecated_from_1_33() -> None:
    for version, count in (("1.32", 0), ("1.33", 1)):
        result = Door(version=version).apply(manifest("Endpoints", {}))
        assert isinstance(result, Admitted)
        assert len(result.warnings) == count


def test_the_class_annotation_alone_is_warned_of_at_creation() -> None:
    door = Door()
    site = manifest("Ingress", {"spec": {"rules": [{"host": "a.b"}]}}, annotations={"kubernetes.io/ingress.class": "nginx"})
    results = [door.apply(site), door.apply(site), door.apply(manifest("Ingress", {"spec": {"rules": [{"host": "a.b"}]}}, name="y"))]
    assert [len(result.warnings) for result in results if isinstance(result, Admitted)] == [1, 0, 0]


def test_of_several_default_classes_the_newest_is_taken_from_1_26() -> None:
    marked = {"annotations": {"ingressclass.kubernetes.io/is-default-class": "true"}}
    site = manifest("Ingress", {"spec": {"rules": [{"host": "a.b"}]}})
    for version, found in (("1.25", {"- -"}), ("1.26", set())):
        door = Door(version=version)
        door.apply(
            manifest("IngressClass", {"spec": {"controller": "a.b/c"}}, name="old", creationTimestamp="2020-01-01T00:00:00Z", **marked)
        )
        for name in ("new-b", "new-a"):
            door.apply(
                manifest("IngressClass", {"spec": {"controller": "a.b/c"}}, name=name, creationTimestamp="2021-01-01T00:00:00Z", **marked)
            )
        result = door.apply(site)
        assert refused(result) == found
        if not found:
            assert stored(result)["spec"]["ingressClassName"] == "new-a"


@pytest.mark.parametrize(
    ("kind", "body", "merge"),
    [
        pytest.param("Pod", pod(), {"status": {"phase": "Running"}}, id="Pod"),
        pytest.param("Node", {}, {"spec": {"unschedulable": True}}, id="Node"),
        pytest.param("Namespace", {}, {"metadata": {"labels": {"team": "a"}}}, id="Namespace"),
        pytest.param("Deployment", workload(), {"spec": {"replicas": 2}}, id="Deployment"),
        pytest.param("StatefulSet", workload(), {"spec": {"replicas": 2}}, id="StatefulSet"),
        pytest.param("EndpointSlice", {"addressType": "IPv4"}, {"ports": [{"port": 80}]}, id="EndpointSlice"),
        pytest.param("Endpoints", {}, {"subsets": [{"addresses": [{"ip": "10.0.0.1"}]}]}, id="Endpoints"),
        pytest.param("Ingress", {"spec": {"rules": [{"host": "a.b"}]}}, {"spec": {"rules": [{"host": "a.c"}]}}, id="Ingress"),
        pytest.param("IngressClass", {"spec": {"controller": "a.b/c"}}, {"metadata": {"labels": {"team": "a"}}}, id="IngressClass"),
        pytest.param("NetworkPolicy", {"spec": {}}, {"spec": {"policyTypes": ["Egress"]}}, id="NetworkPolicy"),
        pytest.param("SecurityGroup", {}, {"spec": {"nodeSelector": {"a": "b"}}}, id="SecurityGroup"),
    ],
)
def test_a_change_keeps_the_uid_and_may_not_state_another(kind: str, body: dict[str, Any], merge: dict[str, Any]) -> None:
    door = Door()
    made = stored(door.apply(manifest(kind, body)))
    key = "/".join([kind.lower(), *(["default"] if "namespace" in made["metadata"] else []), "x"])
    changed = stored(door.patch(key, merge))
    assert changed["metadata"]["uid"] == made["metadata"]["uid"]
    assert refused(door.patch(key, {"metadata": {"uid": "another"}})) == {"metadata.uid Invalid"}


def test_unchanged_endpoints_of_a_laxer_time_are_not_checked_again() -> None:
    door = Door(version="1.35")
    door.apply(manifest("EndpointSlice", {"addressType": "IPv4", "endpoints": [{"addresses": ["10.0.0.01"]}]}))
    door.apply(manifest("Endpoints", {"subsets": [{"addresses": [{"ip": "10.0.0.01"}]}]}))
    door.apply(manifest("NetworkPolicy", {"spec": {"egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.1/8"}}]}]}}))
    door.state.settings = Door(version="1.36").state.settings
    for key in ("endpointslice/default/x", "endpoints/default/x", "networkpolicy/default/x"):
        assert not refused(door.patch(key, {"metadata": {"labels": {"team": "a"}}}))


def test_a_pods_address_is_the_first_of_its_addresses() -> None:
    door = Door()
    assert (
        stored(door.apply(manifest("Pod", {**pod(), "status": {"podIPs": [{"ip": "10.0.0.1"}]}}, name="a")))["status"]["podIP"]
        == "10.0.0.1"
    )
    assert stored(door.apply(manifest("Pod", {**pod(), "status": {"podIP": "10.0.0.1"}}, name="b")))["status"]["podIPs"] == [
        {"ip": "10.0.0.1"}
    ]
    both = {"podIP": "10.0.0.1", "podIPs": [{"ip": "10.0.0.2"}]}
    assert stored(door.apply(manifest("Pod", {**pod(), "status": both}, name="c")))["status"]["podIPs"] == [{"ip": "10.0.0.1"}]
    both = {"podIP": "10.0.0.1", "podIPs": [{"ip": "10.0.0.1"}, {"ip": "fd00::1"}]}
    assert stored(door.apply(manifest("Pod", {**pod(), "status": both}, name="d")))["status"]["podIPs"] == both["podIPs"]


def test_binding_a_pod_is_no_change_of_it_and_moving_it_is() -> None:
    door = Door()
    door.apply(manifest("Pod", pod()))
    assert not refused(door.patch("pod/default/x", {"spec": {"nodeName": "node-1"}}))
    assert stored(door.apply(manifest("Pod", pod())))["spec"]["nodeName"] == "node-1"
    assert refused(door.patch("pod/default/x", {"spec": {"nodeName": "node-2"}})) == {"spec Forbidden"}


def test_a_node_without_ranges_keeps_those_that_it_has() -> None:
    door = Door()
    door.apply(manifest("Node", {"spec": {"podCIDRs": ["10.244.1.0/24"]}}))
    assert stored(door.apply(manifest("Node", {})))["spec"] == {"podCIDR": "10.244.1.0/24", "podCIDRs": ["10.244.1.0/24"]}


@pytest.mark.parametrize(
    ("metadata", "found"),
    [
        pytest.param({"annotations": {"a": "b" * 262144}}, {"metadata.annotations TooLong"}, id="annotations over 256 KiB"),
        pytest.param(
            {"ownerReferences": [{"name": "a"}]},
            {f"metadata.ownerReferences.{field} Invalid" for field in ("apiVersion", "kind", "uid")},
            id="an owner half named",
        ),
        pytest.param(
            {"ownerReferences": [{"apiVersion": "v1", "kind": "K", "name": name, "uid": name, "controller": True} for name in "ab"]},
            {"metadata.ownerReferences Invalid"},
            id="two controllers",
        ),
        pytest.param(
            {"ownerReferences": [{"apiVersion": "v1", "kind": "K", "name": "a", "uid": "a", "controller": True}]},
            set(),
            id="one controller",
        ),
    ],
)
def test_metadata(metadata: dict[str, Any], found: set[str]) -> None:
    assert refused(Door().apply(manifest("NetworkPolicy", {"spec": {}}, **metadata))) == found


def test_generated_names_differ_and_are_well_formed() -> None:
    door = Door()
    names = [stored(door.apply(manifest("Pod", pod(), name=None, generateName="web-")))["metadata"]["name"] for _ in range(2)]
    assert len(set(names)) == 2
    assert all(name.startswith("web-") and len(name) == 9 for name in names)
    assert refused(door.apply(manifest("Pod", pod(), name=None, generateName="Web-"))) == {
        "metadata.generateName Invalid",
        "metadata.name Invalid",
    }


def test_objects_are_numbered_in_order_and_a_refused_one_takes_no_number() -> None:
    door = Door()
    door.apply(manifest("Pod", {"spec": {}}))
    door.state.now = 61.5
    made = stored(door.apply(manifest("Pod", pod())))["metadata"]
    assert made["uid"] == "00000000-0000-4000-8000-000000000001"
    assert made["creationTimestamp"] == "2026-01-01T00:01:01Z"


def test_an_object_outside_namespaces_loses_the_namespace_that_it_states() -> None:
    assert "namespace" not in stored(Door().apply(manifest("Node", {}, namespace="default")))["metadata"]


def test_kinds_that_are_only_kept_are_accepted_in_a_namespace_that_exists() -> None:
    door = Door()
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": {"a": "b"}}
    assert stored(door.apply(config))["data"] == {"a": "b"}
    assert refused(door.apply({**config, "metadata": {"name": "x", "namespace": "nowhere"}})) == {"- -"}


@pytest.mark.parametrize(
    ("metadata", "faults"),
    [
        pytest.param({}, {"metadata.name Required"}, id="without a name"),
        pytest.param({"name": "a/b"}, {"metadata.name Invalid"}, id="a name that is no path segment"),
        pytest.param({"name": "x", "labels": {"a b": "c"}}, {"metadata.labels Invalid"}, id="labels are labels"),
    ],
)
def test_kinds_that_are_only_kept_have_metadata_like_all_others(metadata: dict[str, Any], faults: set[str]) -> None:
    assert refused(Door().apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata})) == faults


def test_a_kind_that_is_only_kept_may_have_its_name_made() -> None:
    made = stored(Door().apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "x-"}}))
    assert made["metadata"]["name"].startswith("x-")


def test_a_patch_cannot_make_another_kind_of_it() -> None:
    door = Door()
    door.apply(manifest("NetworkPolicy", {"spec": {}}))
    result = door.apply(manifest("Pod", pod(), namespace="default"), patched=ObjectKey("networkpolicy", "default", "x"))
    assert refused(result) == {"- -"}


def test_a_workload_without_a_status_keeps_it() -> None:
    door = Door()
    door.apply(manifest("ReplicaSet", {**workload(), "status": {"replicas": 1}}))
    assert stored(door.apply(manifest("ReplicaSet", workload())))["status"] == {"replicas": 1}
