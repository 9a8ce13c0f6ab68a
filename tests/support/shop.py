"""A small shop whose pods, Services and policies show most of what printers have to say. Made once for each caller."""

from __future__ import annotations

from typing import Any

from k8s_svc_trainer.sim import Cluster


def manifest(kind: str, name: str, spec: dict[str, Any], *, version: str = "v1", **meta: Any) -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": "shop", **meta}, "spec": spec}


def workload(kind: str, name: str, container: dict[str, Any], *, pod: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [{"name": name, **container}], **(pod or {})}}
    return manifest(kind, name, {"selector": {"matchLabels": {"app": name}}, "template": template, **spec}, version="apps/v1")


def path(at: str, service: str, port: dict[str, Any]) -> dict[str, Any]:
    return {"path": at, "pathType": "Prefix", "backend": {"service": {"name": service, "port": port}}}


WEB = {
    "image": "nginx:1.27",
    "ports": [{"name": "http", "containerPort": 8080}],
    "readinessProbe": {"httpGet": {"path": "/ready", "port": 9090}},
    "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}},
    "env": [{"name": "MODE", "value": "fast"}],
}
RULES = [path("/", "web", {"name": "http"}), path("/api", "api", {"number": 80}), path("/gone", "gone", {"number": 80})]
PEER = {"podSelector": {"matchLabels": {"app": "api"}}, "namespaceSelector": {}}
BLOCK = {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16", "10.2.0.0/16"]}}
OBJECTS: tuple[dict[str, Any], ...] = (
    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": {"team": "a"}}},
    workload("Deployment", "web", WEB, replicas=2),
    workload("Deployment", "api", {"image": "ghcr.io/shop/api", "ports": [{"containerPort": 8080}]}, replicas=4),
    workload("StatefulSet", "db", {"image": "postgres:17", "ports": [{"containerPort": 5432}]}, serviceName="db", replicas=2),
    workload("DaemonSet", "agent", {"image": "agent:1"}, pod={"nodeSelector": {"kubernetes.io/os": "linux"}}),
    manifest("Service", "web", {"selector": {"app": "web"}, "ports": [{"name": "http", "port": 80, "targetPort": "http"}]}),
    manifest(
        "Service", "api", {"type": "NodePort", "selector": {"app": "api"}, "ports": [{"port": 80, "targetPort": 8080, "nodePort": 30080}]}
    ),
    manifest(
        "Service",
        "pay",
        {"type": "LoadBalancer", "selector": {"app": "api"}, "ports": [{"port": 443, "targetPort": 8080, "nodePort": 30443}]},
    ),
    manifest("Service", "db", {"clusterIP": "None", "selector": {"app": "db"}, "ports": [{"port": 5432}]}),
    manifest("Service", "mail", {"type": "ExternalName", "externalName": "mail.example.com"}),
    manifest(
        "Ingress",
        "web",
        {"ingressClassName": "nginx", "rules": [{"host": "shop.example", "http": {"paths": RULES}}]},
        version="networking.k8s.io/v1",
    ),
    manifest("NetworkPolicy", "deny", {"podSelector": {}, "policyTypes": ["Ingress"]}, version="networking.k8s.io/v1"),
    manifest(
        "NetworkPolicy",
        "web",
        {
            "podSelector": {
                "matchLabels": {"app": "web"},
                "matchExpressions": [{"key": "tier", "operator": "In", "values": ["front", "back"]}],
            },
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{"from": [PEER, BLOCK], "ports": [{"port": 80}, {"protocol": "UDP", "port": "dns"}]}, {}],
            "egress": [{"to": [{"namespaceSelector": {"matchLabels": {"team": "a"}}}], "ports": [{"port": 1000, "endPort": 2000}]}],
        },
        version="networking.k8s.io/v1",
    ),
    manifest(
        "Pod",
        "client",
        {"containers": [{"name": "client", "image": "busybox", "command": ["sleep", "infinity"]}]},
        labels={"app": "client"},
    ),
)


def shop(*more: dict[str, Any]) -> Cluster:
    """The shop, 100 seconds after its start."""
    cluster = Cluster(objects=[*OBJECTS, *more])
    cluster.advance(100)
    return cluster
