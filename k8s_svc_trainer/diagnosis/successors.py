"""The same flow asked from the pod that took the client's place, where a change has replaced it.

Decides which pod is a client's successor: one of the same workload, on the same node where there is one. Not what is asked.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.cases.steps import Action, Connect, Http, Open, Resolve
from k8s_svc_trainer.diagnosis.changing import owner_of, pods_of
from k8s_svc_trainer.sim import Cluster, PodSource
from k8s_svc_trainer.sim.objects import Pod


def by_successor(before: Cluster, after: Cluster, action: Action) -> Action:
    """The flow as it is asked on `after`: its own, where the client is still there, had no workload, or has no successor."""
    if not isinstance(action, Connect | Http | Open | Resolve) or not isinstance(action.source, PodSource):
        return action
    here = action.source
    if after.state.one(Pod, here.namespace, here.name) is not None:
        return action
    was = before.state.one(Pod, here.namespace, here.name)
    owner = owner_of(before.state, was) if was is not None else None
    if was is None or owner is None:
        return action
    heirs = [pod for pod in pods_of(after.state, here.namespace) if owner_of(after.state, pod) == owner]
    if not heirs:
        return action
    heir = min(heirs, key=lambda pod: pod.spec.nodeName != was.spec.nodeName)
    return msgspec.structs.replace(action, source=PodSource(here.namespace, str(heir.metadata.name)))
