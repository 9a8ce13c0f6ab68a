"""What of a cluster people write, and how two clusters differ in it.

Decides what is left out: what controllers make, statuses, and what the API server counts by itself. Two repairs have the same effect
where nothing of this differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8s_svc_trainer.cases.contain import show
from k8s_svc_trainer.sim import Cluster, ObjectKey
from k8s_svc_trainer.sim.manifest import to_mapping
from k8s_svc_trainer.sim.objects import KINDS, KubeObject

Written = Mapping[ObjectKey, Mapping[str, Any]]
BOOKKEEPING = frozenset({"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "ownerReferences", "generateName"})
NOTES = frozenset(
    {
        "kubectl.kubernetes.io/last-applied-configuration",
        "kubectl.kubernetes.io/restartedAt",
        "deployment.kubernetes.io/revision",
    }
)
MADE_KINDS = frozenset({"ReplicaSet"})
MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
CONTROLLERS = frozenset({"endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"})


def written(cluster: Cluster) -> Written:
    """The objects that people write, as they write them, by key; a stopped kube-proxy stands among them as itself."""
    found: dict[ObjectKey, Mapping[str, Any]] = {}
    for kind, held in cluster.state.objects.items():
        for obj in held.values():
            if not _is_made(kind, obj):
                key = ObjectKey(kind.lower(), obj.metadata.namespace, str(obj.metadata.name))
                found[key] = _bare(to_mapping(obj), stated=kind not in KINDS)
    for node in cluster.state.stopped:
        found[ObjectKey("kube-proxy", None, node)] = {"runs": False}
    return found


def _is_made(kind: str, obj: KubeObject) -> bool:
    """Whether a controller made it: owned objects, and EndpointSlices of Services with a selector."""
    if kind in MADE_KINDS or any(owner.controller for owner in obj.metadata.ownerReferences):
        return True
    return obj.metadata.labels.get(MANAGED_BY) in CONTROLLERS


def _bare(manifest: dict[str, Any], *, stated: bool) -> dict[str, Any]:
    metadata = {key: value for key, value in manifest["metadata"].items() if key not in BOOKKEEPING}
    notes = {key: value for key, value in metadata.pop("annotations", {}).items() if key not in NOTES}
    if notes:
        metadata["annotations"] = notes
    bare = {key: value for key, value in manifest.items() if key != "status" or stated}
    bare["metadata"] = metadata
    return _restarted(bare)


def _restarted(bare: dict[str, Any]) -> dict[str, Any]:
    """The same without the mark that `kubectl rollout restart` leaves in a pod template.

    Of a kind that is kept as it was stated, whatever stands there may stand there.
    """
    spec = bare.get("spec")
    template = spec.get("template") if isinstance(spec, dict) else None
    metadata = template.get("metadata") if isinstance(template, dict) else None
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not isinstance(spec, dict) or not isinstance(template, dict) or not isinstance(metadata, dict) or not isinstance(annotations, dict):
        return bare
    notes = {key: value for key, value in annotations.items() if key not in NOTES}
    kept = {key: value for key, value in metadata.items() if key != "annotations"} | ({"annotations": notes} if notes else {})
    return {**bare, "spec": {**spec, "template": {**template, "metadata": kept}}}


def differences(before: Written, after: Written) -> Iterator[str]:
    """Each field that differs, in a line: what it was, and what it is."""
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old is None:
            yield f"{key}: made" if key.kind != "kube-proxy" else f"{key}: stopped"
        elif new is None:
            yield f"{key}: gone" if key.kind != "kube-proxy" else f"{key}: started"
        else:
            yield from (f"{key} {line}" for line in _fields(old, new, ""))


def _fields(old: Any, new: Any, path: str) -> Iterator[str]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in (*old, *(name for name in new if name not in old)):
            yield from _fields(old.get(name), new.get(name), f"{path}.{name}" if path else str(name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _fields(one, other, f"{path}[{place}]")
    elif old != new:
        yield f"{path}: {show(old)} -> {show(new)}"


def moment(cluster: Cluster) -> tuple[object, ...]:
    """What is another one after each change of a cluster: of an object, of a kube-proxy that was stopped or started, of the time."""
    return cluster.state.moment, cluster.now, frozenset(cluster.state.stopped)
