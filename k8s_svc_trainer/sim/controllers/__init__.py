"""What a cluster makes of a change: pods run, workloads keep their pods, slices follow, load balancers get addresses.

`store`, `delete` and `terminate` are the only doors; each leaves the cluster settled. Objects come admitted.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from k8s_svc_trainer.sim.admission.meta import START
from k8s_svc_trainer.sim.controllers import deletion, loadbalancers
from k8s_svc_trainer.sim.controllers.settle import settle
from k8s_svc_trainer.sim.controllers.work import Work
from k8s_svc_trainer.sim.faults import Misuse
from k8s_svc_trainer.sim.objects import KubeObject, Node, Pod, Service, kind_of
from k8s_svc_trainer.sim.state import State

__all__ = ["delete", "store", "terminate"]

GRACE = 30  # pkg/apis/core/v1/defaults.go: terminationGracePeriodSeconds


def store(state: State, obj: KubeObject, *, cleared: bool = False) -> KubeObject:
    """Store an admitted object and let everything that follows from it happen; gives the object as it then is.

    An object that a controller takes away again at once is given as it was stored. `cleared`: of a Service it was said that it has no
    load-balancer address.
    """
    if cleared and isinstance(obj, Service):
        obj = loadbalancers.cleared(state, obj)
    work = Work(state)
    before = state.one(Node, None, str(obj.metadata.name)) if isinstance(obj, Node) else None
    stored = work.put(obj)
    if isinstance(stored, Node):
        deletion.evict(work, before, stored)
    settle(work)
    found: KubeObject | None = state.held(kind_of(stored)).get((stored.metadata.namespace, str(stored.metadata.name)))
    return found or stored


def delete(state: State, obj: KubeObject) -> None:
    """Take an object away with all that it owns, and let everything that follows happen."""
    work = Work(state)
    deletion.remove(work, obj)
    settle(work)


def terminate(state: State, obj: KubeObject) -> None:
    """Begin a pod's graceful termination: it gets a deletion timestamp and runs on.

    Raises Misuse for anything but a pod.
    """
    if not isinstance(obj, Pod):
        raise Misuse(f"only a pod terminates gracefully, and {kind_of(obj).lower()} {obj.metadata.name} is none")
    if obj.metadata.deletionTimestamp is not None:
        return
    grace = obj.spec.terminationGracePeriodSeconds
    seconds = GRACE if grace is None else grace
    meta = msgspec.structs.replace(
        obj.metadata, deletionTimestamp=_written(START + timedelta(seconds=state.now + seconds)), deletionGracePeriodSeconds=seconds
    )
    work = Work(state)
    work.put(msgspec.structs.replace(obj, metadata=meta))
    settle(work)


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
