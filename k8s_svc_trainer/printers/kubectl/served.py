"""An object as the API server shows it: with what kubelets and controllers write and the simulator does not keep.

What is added is worked out from the state each time it is asked for; what the object states itself is never replaced, but brought to
the shape Kubernetes gives it (`kept`). Nothing here decides about traffic. Who takes a manifest back from a person takes the additions
off again with `without_additions`.
Sources: pkg/kubelet/kubelet_pods.go, pkg/apis/core/v1/defaults.go, plugin/pkg/admission/{serviceaccount,defaulttolerationseconds}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from k8s_svc_trainer.printers.kubectl.kept import shaped
from k8s_svc_trainer.printers.kubectl.served_nodes import node_status
from k8s_svc_trainer.printers.kubectl.served_pods import container_of, pod_spec, pod_status
from k8s_svc_trainer.printers.kubectl.served_workloads import deployment_status, revision
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.manifest import to_mapping
from k8s_svc_trainer.sim.objects import (
    Container,
    DaemonSet,
    Deployment,
    KubeObject,
    Namespace,
    Node,
    ObjectMeta,
    Pod,
    PodTemplateSpec,
    ReplicaSet,
    StatefulSet,
)

replace = msgspec.structs.replace
T = TypeVar("T")


def served(cluster: Cluster, obj: KubeObject) -> KubeObject:
    """The object as `kubectl get -o yaml` would find it; one that is served already stays as it is."""
    made = _filled(cluster, shaped(obj))
    number = int(sha256(repr(obj).encode()).hexdigest()[:12], 16) % 900_000 + 100_000
    return replace(made, metadata=_with(made.metadata, {"resourceVersion": str(number)}))


def manifest(cluster: Cluster, obj: KubeObject) -> dict[str, Any]:
    """The served object as a mapping, with what the API server writes even where it is empty."""
    made = to_mapping(served(cluster, obj))
    if made["kind"] in ("Service", "Ingress"):
        made.setdefault("status", {}).setdefault("loadBalancer", {})
    return made


def _filled(cluster: Cluster, obj: KubeObject) -> KubeObject:
    match obj:
        case Pod():
            return replace(obj, spec=pod_spec(obj), status=pod_status(cluster, obj))
        case Node():
            return replace(obj, status=node_status(cluster, obj))
        case Namespace():
            return replace(obj, rest={"spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"}, **obj.rest})
        case Deployment():
            notes = {**revision(cluster, obj), **obj.metadata.annotations}
            meta = _with(replace(obj.metadata, annotations=notes), {"generation": 1})
            return replace(obj, metadata=meta, spec=_templated(obj.spec), status=deployment_status(cluster, obj))
        case ReplicaSet() | StatefulSet() | DaemonSet():
            status = {"observedGeneration": 1, **obj.status}
            return replace(obj, metadata=_with(obj.metadata, {"generation": 1}), spec=_templated(obj.spec), status=status)
    return obj


def _with(meta: ObjectMeta, added: Mapping[str, Any]) -> ObjectMeta:
    return replace(meta, rest={**added, **meta.rest})


def _templated(spec: Any) -> Any:
    """A workload's spec with the defaults of its pod template."""
    template: PodTemplateSpec | None = spec.template
    if template is None:
        return spec
    containers: tuple[Container, ...] = tuple(container_of(one) for one in template.spec.containers)
    rest = {"schedulerName": "default-scheduler", "securityContext": {}, **template.spec.rest}
    return replace(spec, template=replace(template, spec=replace(template.spec, containers=containers, rest=rest)))


def without_additions(written: Mapping[str, Any], cluster: Cluster, obj: KubeObject) -> dict[str, Any]:
    """A manifest that a person wrote from what they were shown, without what was added for showing.

    Only what is as it was shown is taken off: what a person changed stays.
    """
    taken: dict[str, Any] = _without(written, manifest(cluster, obj), to_mapping(obj))
    return taken


def _without(written: Any, shown: Any, kept: Any) -> Any:
    if written == shown:
        return kept
    if isinstance(written, Mapping) and isinstance(shown, Mapping):
        held = kept if isinstance(kept, Mapping) else {}
        both = {key: value for key, value in written.items() if key in held or key not in shown or value != shown[key]}
        return {key: _without(value, shown.get(key, MISSING), held.get(key)) for key, value in both.items()}
    if isinstance(written, list) and isinstance(shown, list):
        held_list = kept if isinstance(kept, list) else []
        placed = [(shown.index(one) if one in shown else index, one) for index, one in enumerate(written)]
        left = [(place, one) for place, one in placed if one not in shown or _partner(one, place, held_list) is not MISSING]
        return [_without(one, _partner(one, place, shown), _partner(one, place, held_list)) for place, one in left]
    return written


MISSING = object()


def _partner(one: Any, index: int, listed: Sequence[Any]) -> Any:
    """The entry that stands for another: of the same name, or where entries have none, in the place where the other was shown."""
    if isinstance(one, Mapping) and "name" in one:
        return next((other for other in listed if isinstance(other, Mapping) and other.get("name") == one["name"]), MISSING)
    return listed[index] if index < len(listed) else MISSING
