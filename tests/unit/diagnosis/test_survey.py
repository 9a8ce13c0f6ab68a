"""Which Services are accused and which are left alone, what is not judged and said, and what is assumed of pods that declare no port."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.cases.document import manifests
from k8s_svc_trainer.diagnosis.assumed import assuming
from k8s_svc_trainer.diagnosis.survey import plan, survey
from k8s_svc_trainer.diagnosis.unlooked import unlooked
from k8s_svc_trainer.sim import Cluster, Settings

POD = """
apiVersion: v1
kind: Pod
metadata: {name: web-1, labels: {app: web}}
spec: {nodeName: node-2, containers: [{name: web, image: "web:1", ports: [{name: http, containerPort: 8080}]}]}
"""
BARE = """
apiVersion: v1
kind: Pod
metadata: {name: web-1, labels: {app: web}}
spec: {nodeName: node-2, containers: [{name: web, image: "web:1", readinessProbe: {httpGet: {path: /, port: 9000}}}]}
"""
SERVICE = "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}"
DENY = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny}, spec: {podSelector: {}}}"


def cluster(*texts: str, **settings: Any) -> Cluster:
    objects = [node.value for text in texts for node in manifests(text, file="f")]
    return Cluster(Settings.parse(settings), objects)


def accused(*texts: str, **settings: Any) -> dict[str, list[str]]:
    """Each flow that is wrong, with the faults that are named first."""
    judged, _ = assuming(cluster(*texts, **settings))
    return {
        name: [finding.fault for cause in found.causes[:1] for finding in cause.findings]
        for name, found in survey(judged)
        if not found.holds
    }


# --- healthy lookalikes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "service",
    [
        pytest.param(
            "{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {type: ExternalName, externalName: db.nowhere.example}}",
            id="an ExternalName has no endpoint",
        ),
        pytest.param(
            "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}}",
            id="a headless Service has no rules, and its port need not be the pods'",
        ),
        pytest.param(SERVICE, id="one pod is enough"),
        pytest.param(
            "{apiVersion: v1, kind: Service, metadata: {name: old}, spec: {ports: [{port: 80}]}}\n---\n"
            "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: old-1, labels: {kubernetes.io/service-name: old}},"
            " addressType: IPv4, ports: [{port: 80}], endpoints: [{addresses: [198.51.100.9]}]}",
            id="no selector, and a slice by hand",
        ),
        pytest.param(
            "{apiVersion: v1, kind: Service, metadata: {name: kept}, spec: {ports: [{port: 80}]}}", id="no selector, and no slice yet"
        ),
        pytest.param(
            "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, externalTrafficPolicy: Local,"
            " selector: {app: web}, ports: [{port: 80, targetPort: http}]}}",
            id="policy Local, with a pod on one of three nodes",
        ),
        pytest.param(
            "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {internalTrafficPolicy: Local,"
            " selector: {app: web}, ports: [{port: 80, targetPort: http}]}}",
            id="internalTrafficPolicy Local, with a pod on one of three nodes",
        ),
        pytest.param(
            f"{SERVICE}\n---\n{SERVICE.replace('name: web}', 'name: again}')}", id="two Services with one selector, both of them served"
        ),
        pytest.param(
            f"{SERVICE}\n---\n{DENY}",
            id="a policy closes the pods, and may be meant to",
        ),
        pytest.param(
            "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, selector: {app: web},"
            " ports: [{port: 80, targetPort: 8080}]}}",
            id="a load balancer of a manifest that no cluster has seen yet",
        ),
    ],
)
def test_what_only_looks_broken_is_left_alone(service: str) -> None:
    assert accused(POD, service) == {}


# --- what is accused ---------------------------------------------------------------------------------------------


def test_each_port_of_a_service_is_judged_and_the_broken_one_is_named() -> None:
    ports = "[{name: a, port: 80, targetPort: 8080}, {name: b, port: 81, targetPort: 9090}]"
    service = f"{{apiVersion: v1, kind: Service, metadata: {{name: web}}, spec: {{selector: {{app: web}}, ports: {ports}}}}}"
    assert accused(POD, service) == {"service/default/web:81": ["SVC010"]}


def test_a_load_balancer_that_a_cluster_has_stored_without_an_address_waits_for_one() -> None:
    service = (
        "{apiVersion: v1, kind: Service, metadata: {name: web, resourceVersion: '7'}, spec: {type: LoadBalancer,"
        " selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}, status: {loadBalancer: {}}}"
    )
    assert accused(POD, service) == {"service/default/web from outside": ["SVC043"]}
    classed = service.replace("type: LoadBalancer,", "type: LoadBalancer, loadBalancerClass: example.com/lb,")
    assert accused(POD, classed) == {"service/default/web from outside": ["SVC048"]}
    (_, found) = list(survey(cluster(POD, service)))[-1]
    assert found.result.why == "the object is there"
    assert found.causes[0].findings[0].repair.says.endswith("EXTERNAL-IP is <pending>: no controller here makes load balancers")


ALIAS = "{apiVersion: v1, kind: Service, metadata: {name: alias}, spec: {type: ExternalName, externalName: wbe.default.svc.cluster.local}}"
MANUAL = "{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {ports: [{port: 80}]}}"
SLICE = (
    "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: db-1, labels: {kubernetes.io/service-name: dbb}},"
    " addressType: IPv4, ports: [{port: 80}], endpoints: [{addresses: [198.51.100.9]}]}"
)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param((SERVICE, ALIAS), {"service/default/alias": ["SVC032"]}, id="an alias of a Service that is not there"),
        pytest.param((SERVICE, ALIAS.replace("wbe.", "web.")), {}, id="an alias of one that is"),
        pytest.param((SERVICE, ALIAS.replace("wbe.default", "web.other")), {}, id="an alias into a namespace that the file does not show"),
        pytest.param((MANUAL, SLICE), {"service/default/db:80": ["SVC020"]}, id="no slice, and one beside it that is bound to nobody"),
    ],
)
def test_what_is_broken_without_a_selector_is_accused(texts: tuple[str, ...], expected: dict[str, list[str]]) -> None:
    assert accused(POD, *texts) == expected


def ingress(name: str, *, stored: bool = False, host: str = "a.example", path: str = "/x", service: str = "web") -> str:
    version = ", resourceVersion: '7'" if stored else ""
    return (
        f"{{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {{name: i{version}}}, spec: {{ingressClassName: {name}, rules:"
        f" [{{host: {host}, http: {{paths: [{{path: '{path}', pathType: Prefix, backend: {{service: {{name: {service},"
        " port: {number: 80}}}}]}}]}}"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(ingress("nginx"), {}, id="a class that is served"),
        pytest.param(ingress("traefik"), {}, id="a class that another controller may serve"),
        pytest.param(ingress("ngnix"), {"ingress/default/i a.example/x": ["SVC070"]}, id="a class that is misspelt"),
        pytest.param(
            ingress("traefik", stored=True),
            {"ingress/default/i a.example/x": ["SVC070"]},
            id="a class that nobody serves in the cluster it comes from",
        ),
        pytest.param(
            ingress("traefik", service="wbe"),
            {"ingress/default/i a.example/x": ["SVC074"]},
            id="another's class, and a Service that is not there",
        ),
        pytest.param(ingress("nginx", host="'*.example'"), {}, id="a host with a wildcard"),
        pytest.param(ingress("nginx", path="/x(/|$)[\\d ]"), {}, id="a path that is a pattern is not asked for"),
    ],
)
def test_each_path_of_an_ingress_is_judged(text: str, expected: dict[str, list[str]]) -> None:
    assert accused(POD, SERVICE, text) == expected


def test_without_an_ingress_controller_no_path_is_judged() -> None:
    assert accused(POD, SERVICE, ingress("nginx", service="wbe"), ingressController=False) == {}


def test_a_file_without_any_pod_says_so_and_accuses_nobody() -> None:
    planned = plan(cluster(SERVICE, SERVICE.replace("name: web}", "name: again}")))
    assert (planned.count, [found.holds for _, found in planned.judged()]) == (3, [True] * 3)  # the cluster's DNS
    assert planned.left == ("No pod is in this file, so 2 Services with a selector cannot be judged.",)


def test_one_service_is_spoken_of_as_one() -> None:
    assert plan(cluster(SERVICE)).left == ("No pod is in this file, so 1 Service with a selector cannot be judged.",)


def test_what_is_left_out_of_a_judgement_is_said() -> None:
    assert plan(cluster(POD, SERVICE, DENY, ingress("traefik"))).left == (
        "NetworkPolicies are left out: a closed pod may be meant so. --from and --to judge one flow with them.",
        "ingress/default/i is judged as if its class traefik were served as nginx is.",
    )


def test_a_plan_changes_nothing() -> None:
    before = cluster(POD, SERVICE, ingress("traefik"))
    shown = before.list("ingress"), before.settings
    list(plan(before).judged())
    assert (before.list("ingress"), before.settings) == shown


# --- what is assumed, and what is not looked at ------------------------------------------------------------------


def test_a_pod_that_declares_no_port_is_taken_to_listen_where_its_services_and_probes_ask() -> None:
    assumed, kinds = assuming(cluster(BARE, SERVICE))
    assert kinds == 1
    assert assumed.list("pod")[0]["metadata"]["annotations"] == {"k8s-svc-trainer/listen": "8080/TCP,9000/TCP"}
    assert accused(BARE, SERVICE) == {}


def test_a_workload_that_declares_no_port_is_taken_the_same_way() -> None:
    template = "{metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: w}]}}"
    deployment = (
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 2, selector: {matchLabels: {app: web}},"
        f" template: {template}}}}}"
    )
    assert accused(deployment, SERVICE) == {}


def test_a_pod_that_no_service_has_found_is_taken_to_listen_for_one_that_has_none() -> None:
    assert accused(BARE, SERVICE.replace("app: web", "app: wbe")) == {"service/default/web:80": ["SVC001"]}


@pytest.mark.parametrize(
    "pod",
    [
        pytest.param(POD, id="a port is declared"),
        pytest.param(BARE.replace("labels:", "annotations: {k8s-svc-trainer/listen: ''}, labels:"), id="it is said where it listens"),
        pytest.param(BARE.replace("app: web", "app: other").replace("default", "x"), id="no Service wants it"),
    ],
)
def test_nothing_is_assumed_where(pod: str) -> None:
    before = cluster(pod, SERVICE) if "other" not in pod else cluster(pod)
    assumed, kinds = assuming(before)
    assert (assumed is before, kinds) == (True, 0)


def test_kinds_fields_and_annotations_that_are_not_simulated_are_named() -> None:
    config = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}"
    service = SERVICE.replace("selector:", "sessionAffinity: None, topologyKeys: ['*'], selector:")
    noted = ingress("nginx").replace("name: i}", "name: i, annotations: {nginx.ingress.kubernetes.io/rewrite-target: /}}")
    assert list(unlooked(cluster(BARE, config, noted, SERVICE), 1)) == [
        "Kept and not looked at: ConfigMap.",
        "Annotations of Ingresses that are not simulated: nginx.ingress.kubernetes.io/rewrite-target.",
        "One kind of pod declares no port, and is taken to listen where Services and probes ask.",
    ]
    assert list(unlooked(cluster(POD, service), 0)) == ["Fields that are not simulated: Service spec.topologyKeys."]
    assert list(unlooked(cluster(POD, SERVICE), 2)) == [
        "2 kinds of pods declare no port, and are taken to listen where Services and probes ask."
    ]
