"""Controllers run until nothing changes: workloads first, then mirrors, then slices, so that slices are laid out once.

Knows which controller looks at which kind, and nothing of what it does there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from k8s_svc_trainer.sim.controllers import daemonsets, deployments, endpointslices, mirroring, replicasets, statefulsets
from k8s_svc_trainer.sim.controllers.work import Work

Reconcile = Callable[[Work, str | None, str], None]
WORKLOADS: Mapping[str, Reconcile] = {
    "Deployment": deployments.reconcile,
    "ReplicaSet": replicasets.reconcile,
    "StatefulSet": statefulsets.reconcile,
    "DaemonSet": daemonsets.reconcile,
}


def settle(work: Work) -> None:
    """Do all that is noted, and all that comes of it."""
    while True:
        if work.workloads:
            key = next(iter(work.workloads))
            work.adopting = work.workloads.pop(key)
            kind, namespace, name = key
            WORKLOADS[kind](work, namespace, name)
        elif work.mirrors:
            place = next(iter(work.mirrors))
            del work.mirrors[place]
            mirroring.reconcile(work, place)
        elif work.services:
            place = next(iter(work.services))
            endpointslices.reconcile(work, place, work.services.pop(place))
        else:
            return
