"""What goes when an object goes: what it owned, what it held, and for some kinds what stood or fell with it.

Follows the garbage collector (pkg/controller/garbagecollector: dependents go when their last owner has), the namespace
controller, pod GC (pkg/controller/podgc: pods of a node that is gone), the endpoints controller (an Endpoints object
goes with the Service of its name) and the taint eviction controller (pkg/controller/tainteviction).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8s_svc_trainer.sim.controllers import services
from k8s_svc_trainer.sim.controllers.scheduling import driven_off, mappings
from k8s_svc_trainer.sim.controllers.work import Work
from k8s_svc_trainer.sim.objects import Endpoints, KubeObject, Namespace, Node, Pod, Service, kind_of
from k8s_svc_trainer.sim.state import State


def remove(work: Work, obj: KubeObject) -> None:
    """Take an object away, and all that goes with it; those that are already gone are passed over."""
    pending: list[Any] = [obj]
    while pending:
        one = pending.pop()
        if work.state.held(kind_of(one)).get((one.metadata.namespace, one.metadata.name)) is None:
            continue
        work.remove(one)
        if isinstance(one, Service):
            services.release(work.state, one)
        pending += reversed([other for other in _dependents(work.state, one) if _lost(work.state, other)])
        pending += reversed(list(_companions(work.state, one)))


def evict(work: Work, before: Node | None, node: Node) -> None:
    """Take away the pods of a node that a taint which is new there drives off; a DaemonSet sees to its own."""
    known = mappings(before.spec.rest.get("taints")) if before is not None else []
    taints = [taint for taint in mappings(node.spec.rest.get("taints")) if taint not in known]
    for pod in [one for one in work.state.all(Pod) if one.spec.nodeName == node.metadata.name] if taints else ():
        if driven_off(pod, taints) and not any(owner.kind == "DaemonSet" for owner in pod.metadata.ownerReferences):
            remove(work, pod)


def _lost(state: State, obj: Any) -> bool:
    """Whether an object has no owner left."""
    for owner in obj.metadata.ownerReferences:
        held = state.held(str(owner.kind))
        found = held.get((obj.metadata.namespace, str(owner.name))) or held.get((None, str(owner.name)))
        if found is not None and found.metadata.uid == owner.uid:
            return False
    return True


def _dependents(state: State, obj: KubeObject) -> Iterator[Any]:
    uid = str(obj.metadata.uid)
    held = [state.held(kind).get((namespace, name)) for kind, namespace, name in state.owned.members(uid)]
    pods = [state.one(Pod, namespace, name) for namespace, name in state.pods_by_owner.members(uid)]
    return (one for one in (*held, *pods) if one is not None)


def _companions(state: State, obj: KubeObject) -> Iterator[Any]:
    match obj:
        case Namespace():
            for held in list(state.objects.values()):
                yield from [one for (namespace, _), one in held.items() if namespace == obj.metadata.name]
        case Node():
            yield from [pod for pod in state.all(Pod) if pod.spec.nodeName == obj.metadata.name]
        case Service():
            endpoints = state.one(Endpoints, obj.metadata.namespace, str(obj.metadata.name))
            if endpoints is not None:
                yield endpoints
