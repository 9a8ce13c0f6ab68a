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
HASHES = frozenset(
    {
        "pod-template-hash",
        "controller-revision-hash",
        "pod-template-generation",
        "apps.kubernetes.io/pod-index",
        "statefulset.kubernetes.io/pod-name",
    }
)
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
    """The steps that make a pod anew with a change of its metadata and spec, and those that are like it.

    Through the template of their workload where they have one; a ReplicaSet leaves the pods that it has as they are.
    """
    owner = owner_of(cluster.state, pod)
    if owner is None:
        return tuple(step for one in mates(cluster.state, pod) for step in remade(cluster, pod_key(one), change))
    old = cluster.get(owner) or {}
    new = _changed(old, lambda manifest: change(manifest["spec"]["template"]))
    renewed = renewing(cluster.state, pod) if owner.kind == "replicaset" else ()
    return (Patch(owner, merge_of(old, new)), *renewed)


def renewing(state: State, pod: Pod) -> tuple[Action, ...]:
    """The steps that delete the pods of a workload, so that it makes others."""
    owner = owner_of(state, pod)
    return tuple(Delete(pod_key(one)) for one in pods_of(state, pod.metadata.namespace) if owner_of(state, one) == owner)


def relabelled(cluster: Cluster, pod: Pod, labels: Mapping[str, str | None]) -> tuple[Action, ...]:
    """The steps that give a pod, and those that are like it, other labels; None takes one away."""
    owner = owner_of(cluster.state, pod)
    if owner is None:
        return tuple(Patch(pod_key(one), {"metadata": {"labels": dict(labels)}}) for one in mates(cluster.state, pod))
    return (Patch(owner, {"spec": {"template": {"metadata": {"labels": dict(labels)}}}}),)


def own_labels(labels: Mapping[str, str]) -> dict[str, str]:
    """The labels that a person gave, without those that controllers add."""
    return {name: value for name, value in labels.items() if name not in HASHES}


def terms(labels: Mapping[str, str]) -> str:
    """Labels as kubectl writes them."""
    return ", ".join(f"{name}={value}" for name, value in sorted(labels.items())) or "no labels"


def pod_key(pod: Pod) -> ObjectKey:
    """The key of a pod."""
    return ObjectKey("pod", pod.metadata.namespace, str(pod.metadata.name))


def mates(state: State, pod: Pod) -> list[Pod]:
    """The pods that nothing makes and that are like this one, itself among them: of its namespace, with its labels and containers."""
    labels, namespace = own_labels(pod.metadata.labels), str(pod.metadata.namespace)
    beside = state.selected_pods(namespace, labels) if labels else list(pods_of(state, namespace))
    alike = (one for one in beside if owner_of(state, one) is None and _kind(one) == _kind(pod))
    return sorted(alike, key=lambda one: str(one.metadata.name))


def _kind(pod: Pod) -> tuple[Any, ...]:
    containers = tuple((one.name, one.image, *((port.name, port.containerPort) for port in one.ports)) for one in pod.spec.containers)
    return tuple(sorted(own_labels(pod.metadata.labels).items())), containers


def moved(cluster: Cluster, key: ObjectKey, *, namespace: str | None = None, name: str | None = None) -> tuple[Action, ...]:
    """The steps that delete an object and make it again in another namespace, or under another name."""
    new = without_numbers(bare(cluster, key, status=False), key.kind)
    new["metadata"] = {**new["metadata"], "namespace": namespace or key.namespace, "name": name or key.name}
    return (Delete(key), Apply(new))


def without_numbers(manifest: Manifest, kind: str) -> Manifest:
    """A manifest without what one cluster has given to one object: a Service's addresses and node ports, a pod's node."""
    if kind == "service":
        for word in OF_A_SERVICE:
            if manifest["spec"].get(word) not in (None, "None", ["None"]):
                manifest["spec"].pop(word)
        for port in manifest["spec"].get("ports", ()):
            port.pop("nodePort", None)
    if kind == "pod":
        manifest["spec"].pop("nodeName", None)
    return manifest


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
    new = bare(cluster, key, status=False)
    for word in OF_A_SERVICE if key.kind == "service" else ():
        if new["spec"].get(word) not in (None, "None", ["None"]):
            new["spec"].pop(word, None)
    change(new)
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
    held: list[Pod] = [pod for pod in state.all(Pod) if namespace in (None, pod.metadata.namespace)]
    for pod in sorted(held, key=lambda one: (str(one.metadata.namespace), str(one.metadata.name))):
        if pod.status.phase not in ("Succeeded", "Failed"):
            yield pod


def kinds_of_pods(state: State, namespace: str | None = None) -> list[tuple[ObjectKey, Pod]]:
    """One pod of each workload, and of those that nothing makes one of each kind (see `mates`), with the key of what makes it."""
    found: dict[ObjectKey, Pod] = {}
    seen: set[tuple[Any, ...]] = set()
    for pod in pods_of(state, namespace):
        owner = owner_of(state, pod)
        if owner is not None:
            found.setdefault(owner, pod)
        elif (kind := (pod.metadata.namespace, *_kind(pod))) not in seen:
            seen.add(kind)
            found[pod_key(pod)] = pod
    return list(found.items())
