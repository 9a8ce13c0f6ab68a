"""The resources that kubectl knows: plural, short names, group, kind. Source: the API server's discovery documents."""

from __future__ import annotations

import msgspec


class Resource(msgspec.Struct, frozen=True, gc=False):
    """One resource as `kubectl api-resources` lists it."""

    plural: str
    short: tuple[str, ...]
    version: str  # apiVersion: v1, apps/v1
    namespaced: bool
    kind: str

    @property
    def singular(self) -> str:
        """The kind in lower case."""
        return self.kind.lower()

    @property
    def group(self) -> str:
        """The API group; the core group is empty."""
        return self.version.rpartition("/")[0]

    @property
    def qualified(self) -> str:
        """The plural with its group, as errors and `name/…` have it: deployments.apps."""
        return f"{self.plural}.{self.group}" if self.group else self.plural


RESOURCES: tuple[Resource, ...] = (
    Resource("endpoints", ("ep",), "v1", True, "Endpoints"),
    Resource("namespaces", ("ns",), "v1", False, "Namespace"),
    Resource("nodes", ("no",), "v1", False, "Node"),
    Resource("pods", ("po",), "v1", True, "Pod"),
    Resource("services", ("svc",), "v1", True, "Service"),
    Resource("daemonsets", ("ds",), "apps/v1", True, "DaemonSet"),
    Resource("deployments", ("deploy",), "apps/v1", True, "Deployment"),
    Resource("replicasets", ("rs",), "apps/v1", True, "ReplicaSet"),
    Resource("statefulsets", ("sts",), "apps/v1", True, "StatefulSet"),
    Resource("endpointslices", (), "discovery.k8s.io/v1", True, "EndpointSlice"),
    Resource("ingressclasses", (), "networking.k8s.io/v1", False, "IngressClass"),
    Resource("ingresses", ("ing",), "networking.k8s.io/v1", True, "Ingress"),
    Resource("networkpolicies", ("netpol",), "networking.k8s.io/v1", True, "NetworkPolicy"),
)
CATEGORY_ALL = ("Pod", "Service", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")
BY_KIND = {one.kind: one for one in RESOURCES}
BY_WORD = {word: one for one in RESOURCES for word in (one.plural, one.singular, one.qualified, *one.short)}


def resource(word: str) -> Resource | None:
    """The resource that a person names: `svc`, `service`, `Services`, `deployments.apps`; None where there is none."""
    return BY_WORD.get(word.lower())
