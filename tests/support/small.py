"""Small manifests, and looks into a small cluster, for the tests of controllers."""

from __future__ import annotations

from typing import Any

from k8s_svc_trainer.sim import Cluster, ObjectKey
from k8s_svc_trainer.sim.objects import EndpointSlice, Pod

WEB = {"app": "web"}
DUAL = {"serviceCIDRs": ["10.96.0.0/16", "fd00:10:96::/112"], "podCIDRs": ["10.244.0.0/16", "fd00:10:244::/56"]}


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


def placed(cluster: Cluster) -> list[str | None]:
    return [one.spec.nodeName for one in pods(cluster)]
