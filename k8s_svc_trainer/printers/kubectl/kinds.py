"""The resources that kubectl knows: plural, short names, group, kind. Source: the API server's discovery documents.

SecurityGroup is the simulator's own; it looks like a custom resource. Kinds that are only kept are named by the rule that
most of Kubernetes follows (meta.UnsafeGuessKindToResource).
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from k8s_svc_trainer.sim.objects import KubeObject, Unmodelled, kind_of


class Resource(msgspec.Struct, frozen=True, gc=False):
    """One resource as `kubectl api-resources` lists it; `version` is its apiVersion: v1, apps/v1."""

    plural: str
    short: tuple[str, ...]
    version: str
    namespaced: bool
    kind: str

    @property
    def singular(self) -> str:
        """The kind in lower case."""
        return self.kind.lower()

    @property
    def group(self) -> str:
        """The API group; that of the core is empty."""
        return self.version.rpartition("/")[0]

    @property
    def qualified(self) -> str:
        """The plural with its group, as errors have it: deployments.apps."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def typed(self) -> str:
        """The kind with its group, as `-o name` has it: deployment.apps."""
        return f"{self.singular}.{self.group}" if self.group else self.singular


RESOURCES: tuple[Resource, ...] = (
    Resource("configmaps", ("cm",), "v1", True, "ConfigMap"),
    Resource("endpoints", ("ep",), "v1", True, "Endpoints"),
    Resource("events", ("ev",), "v1", True, "Event"),
    Resource("namespaces", ("ns",), "v1", False, "Namespace"),
    Resource("nodes", ("no",), "v1", False, "Node"),
    Resource("pods", ("po",), "v1", True, "Pod"),
    Resource("secrets", (), "v1", True, "Secret"),
    Resource("serviceaccounts", ("sa",), "v1", True, "ServiceAccount"),
    Resource("services", ("svc",), "v1", True, "Service"),
    Resource("daemonsets", ("ds",), "apps/v1", True, "DaemonSet"),
    Resource("deployments", ("deploy",), "apps/v1", True, "Deployment"),
    Resource("replicasets", ("rs",), "apps/v1", True, "ReplicaSet"),
    Resource("statefulsets", ("sts",), "apps/v1", True, "StatefulSet"),
    Resource("endpointslices", (), "discovery.k8s.io/v1", True, "EndpointSlice"),
    Resource("ingressclasses", (), "networking.k8s.io/v1", False, "IngressClass"),
    Resource("ingresses", ("ing",), "networking.k8s.io/v1", True, "Ingress"),
    Resource("networkpolicies", ("netpol",), "networking.k8s.io/v1", True, "NetworkPolicy"),
    Resource("securitygroups", ("sg",), "sim.k8s-svc-trainer/v1", False, "SecurityGroup"),
)
# what `kubectl get all` lists, in its order (the category "all" of pkg/registry, storage by storage)
ALL: tuple[str, ...] = ("Pod", "Service", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")
BY_KIND: Mapping[str, Resource] = {one.kind: one for one in RESOURCES}
BY_WORD: Mapping[str, Resource] = {word: one for one in RESOURCES for word in (one.plural, one.singular, *one.short)}


def resource(word: str) -> Resource | None:
    """The resource that a person names: `svc`, `Service`, `deployments.apps`, `deployment.v1.apps`; None where there is none.

    Source: the shortcut expander and the priority mapper of client-go/restmapper: case does not count, a group must fit.
    """
    name, _, rest = word.lower().partition(".")
    found = BY_WORD.get(name)
    if found is None or rest in ("", found.group):
        return found
    version, _, group = rest.partition(".")
    return found if (version, group) == (found.version.rpartition("/")[2], found.group) else None


def resource_of(obj: KubeObject) -> Resource:
    """The resource of an object."""
    known = BY_KIND.get(kind_of(obj))
    if known is not None:
        return known
    kind = kind_of(obj)
    version = obj.apiVersion if isinstance(obj, Unmodelled) else "v1"
    return Resource(_plural(kind.lower()), (), version, obj.metadata.namespace is not None, kind)


def _plural(singular: str) -> str:
    if singular.endswith(("s", "x", "ch")):
        return f"{singular}es"
    return f"{singular[:-1]}ies" if singular.endswith("y") else f"{singular}s"


def typed_name(obj: KubeObject) -> str:
    """How kubectl names an object: `service/web`, `deployment.apps/web` (cli-runtime/pkg/printers/name.go)."""
    return f"{resource_of(obj).typed}/{obj.metadata.name}"
