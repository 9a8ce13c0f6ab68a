"""A ReplicaSet keeps as many active pods as it should have.

Follows pkg/controller/replicaset/replica_set.go (syncReplicaSet, manageReplicas, getPodsToDelete) and
replica_set_utils.go (calculateStatus). A pod that is ready counts as available: minReadySeconds is taken to have passed.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from k8s_svc_trainer.sim.controllers.naming import owner
from k8s_svc_trainer.sim.controllers.pods import is_active
from k8s_svc_trainer.sim.controllers.readiness import is_ready
from k8s_svc_trainer.sim.controllers.work import Work
from k8s_svc_trainer.sim.controllers.workloads import MOST_PODS, by_deletion, claimed, delete_pods, new_pod, owned_pods, status_of
from k8s_svc_trainer.sim.objects import ObjectMeta, Pod, PodTemplateSpec, ReplicaSet
from k8s_svc_trainer.sim.state import State


def reconcile(work: Work, namespace: str | None, name: str) -> None:
    """Bring a ReplicaSet's pods to the number wished for."""
    found = work.state.one(ReplicaSet, namespace, name)
    if found is None or found.metadata.deletionTimestamp is not None:
        return
    ref = owner("apps/v1", "ReplicaSet", found.metadata)
    pods = [pod for pod in claimed(work, found, ref, is_active) if is_active(pod)]
    wished = 1 if found.spec.replicas is None else found.spec.replicas
    template = found.spec.template or PodTemplateSpec()
    pods += [new_pod(work, found, ref, template) for _ in range(min(wished, MOST_PODS) - len(pods))]
    if len(pods) > wished:
        going = by_deletion(pods, _crowd(work.state, found.metadata))[: len(pods) - wished]
        delete_pods(work, going)
        gone = {pod.metadata.uid for pod in going}
        pods = [pod for pod in pods if pod.metadata.uid not in gone]
    work.workloads.pop(("ReplicaSet", namespace, name), None)  # what was done just now need not be looked at again
    _report(work, found, pods)


def _crowd(state: State, meta: ObjectMeta) -> Counter[str]:
    """How many active pods each node has of this ReplicaSet and of the others of its Deployment (getIndirectlyRelatedPods)."""
    parents = [str(ref.uid) for ref in meta.ownerReferences if ref.controller]
    owned = [place for uid in parents for place in state.owned.members(uid) if place[0] == "ReplicaSet"]
    sets = [state.one(ReplicaSet, namespace, name) for _, namespace, name in owned]
    uids = {str(meta.uid), *(str(one.metadata.uid) for one in sets if one is not None)}
    return Counter(pod.spec.nodeName or "" for uid in sorted(uids) for pod in owned_pods(state, uid) if is_active(pod))


def _report(work: Work, found: ReplicaSet, pods: list[Pod]) -> None:
    ready = sum(1 for pod in pods if is_ready(pod))
    labels = (found.spec.template or PodTemplateSpec()).metadata.labels
    labelled = sum(1 for pod in pods if labels.items() <= pod.metadata.labels.items())
    status = {
        "replicas": len(pods),
        **status_of(fullyLabeledReplicas=labelled, readyReplicas=ready, availableReplicas=ready),
    }
    if status != found.status:
        work.put_status(msgspec.structs.replace(found, status=status))
