"""Changes as steps: of a pod or of the workload that makes it, of a Service, of any object by the smallest merge patch.

Decides how a change is made that the API server takes: what is immutable is deleted and made again. Not whether it helps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from k8s_svc_trainer.cases.steps import Action, Apply, Delete, Patch
from k8s_svc_trainer.sim import Cluster, ObjectKey
from k8s_svc_trainer.sim.objects import Pod
from k8s_svc_trainer.sim.state import State

Manifest = dict[str, Any]
OF_THE_CLUSTER = ("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields")
OF_A_SERVICE = ("clusterIP", "clusterIPs", "ipFamilies", "healthCheckNodePort")


def merge_of(old: Any, new: Any) -> Any:
    """The merge patch (RFC 7386) that makes `new` of `old`; lists are replaced whole."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return new
    gone = {name: None for name in old if name not in new}
    return gone | {name: merge_of(old.get(name), value) for name, value in new.items() if old.get(name) != value or name not in old}


def owner_of(state: State, pod: Pod) -> ObjectKey | None:
    """The workload that makes a pod: its Deployment where a ReplicaSet belongs to one, else its controlling owner."""
    found = _controller(state, pod)
    if found is not None and found.kind == "replicaset":
        held = state.held("ReplicaSet").get((found.namespace, found.name))
        return _controller(state, held) or found if held is not None else found
    return found


def _controller(state: State, obj: Any) -> ObjectKey | None:
    owner = next((one for one in obj.metadata.ownerReferences if one.controller), None)
    if owner is None or (obj.metadata.namespace, owner.name) not in state.held(owner.kind):
        return None
    return ObjectKey(owner.kind.lower(), obj.metadata.namespace, str(owner.name))


def recast(cluster: Cluster, pod: Pod, change: Callable[[Manifest], None]) -> tuple[Action, ...]:
    """The steps that make a pod anew with a change of its metadata and spec: through its workload's template where it has one."""
    owner = owner_of(cluster.state, pod)
    if owner is None:
        key = ObjectKey("pod", pod.metadata.namespace, str(pod.metadata.name))
        return (Delete(key), Apply(_changed(bare(cluster, key, status=False), change)))
    old = cluster.get(owner) or {}
    new = _changed(old, lambda manifest: change(manifest["spec"]["template"]))
    return (Patch(owner, merge_of(old, new)),)


def relabelled(cluster: Cluster, pod: Pod, labels: Mapping[str, str]) -> tuple[Action, ...]:
    """The steps that give a pod more labels."""
    owner = owner_of(cluster.state, pod)
    if owner is None:
        return (Patch(ObjectKey("pod", pod.metadata.namespace, str(pod.metadata.name)), {"metadata": {"labels": dict(labels)}}),)
    return (Patch(owner, {"spec": {"template": {"metadata": {"labels": dict(labels)}}}}),)


def bare(cluster: Cluster, key: ObjectKey, *, status: bool = True) -> Manifest:
    """An object's manifest as a person would write it to have it again; `status` keeps that too."""
    found = _changed(cluster.get(key) or {}, lambda manifest: None)
    for word in OF_THE_CLUSTER:
        found["metadata"].pop(word, None)
    if not status:
        found.pop("status", None)
    return found


def remade(cluster: Cluster, key: ObjectKey, change: Callable[[Manifest], None]) -> tuple[Action, ...]:
    """The steps that delete an object and make it again with a change, for what is immutable."""
    new = _changed(bare(cluster, key, status=False), change)
    if key.kind == "service":
        for word in OF_A_SERVICE:
            if new["spec"].get(word) not in (None, "None", ["None"]):
                new["spec"].pop(word, None)
    return (Delete(key), Apply(new))


def patched(cluster: Cluster, key: ObjectKey, change: Callable[[Manifest], None]) -> tuple[Action, ...]:
    """The one step that changes an object in place."""
    old = cluster.get(key) or {}
    return (Patch(key, merge_of(old, _changed(old, change))),)


def _changed(manifest: Mapping[str, Any], change: Callable[[Manifest], None]) -> Manifest:
    new: Manifest = _copied(manifest)
    change(new)
    return new


def _copied(value: Any) -> Any:
    match value:
        case Mapping():
            return {name: _copied(one) for name, one in value.items()}
        case list() | tuple():
            return [_copied(one) for one in value]
        case _:
            return value


def pods_of(state: State, namespace: str | None = None) -> Iterator[Pod]:
    """All pods, or those of a namespace, by name; pods that ended are left out."""
    held: list[Pod] = list(state.all(Pod))
    for pod in sorted(held, key=lambda one: (str(one.metadata.namespace), str(one.metadata.name))):
        if namespace in (None, pod.metadata.namespace) and pod.status.phase not in ("Succeeded", "Failed"):
            yield pod


def kinds_of_pods(state: State, namespace: str | None = None) -> list[tuple[ObjectKey, Pod]]:
    """One pod of each workload, and each pod that has none, with the key of what makes it."""
    found: dict[ObjectKey, Pod] = {}
    for pod in pods_of(state, namespace):
        key = owner_of(state, pod) or ObjectKey("pod", pod.metadata.namespace, str(pod.metadata.name))
        found.setdefault(key, pod)
    return list(found.items())
