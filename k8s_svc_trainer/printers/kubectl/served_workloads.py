"""What controllers write about a Deployment beside its counts: the revision, and how a rollout goes.

Worked out from the ReplicaSets that are there. Sources: pkg/controller/deployment (progress.go, sync.go) and its util.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8s_svc_trainer.printers.kubectl.age import seconds_since
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import Deployment, Pod, PodTemplateSpec, ReplicaSet, Workload

REVISION = "deployment.kubernetes.io/revision"
HASH = "pod-template-hash"
MESSAGES = {"True": "Deployment has minimum availability.", "False": "Deployment does not have minimum availability."}


def owned_pods(cluster: Cluster, workload: Workload) -> list[Pod]:
    """The pods that a ReplicaSet, StatefulSet or DaemonSet controls, in no promised order."""
    state = cluster.state
    pods: list[Any] = [state.held("Pod").get(place) for place in state.pods_by_owner.members(str(workload.metadata.uid))]
    return pods


def replica_sets(cluster: Cluster, deployment: Deployment) -> list[ReplicaSet]:
    """The ReplicaSets of a Deployment, by revision."""
    uid = deployment.metadata.uid
    owned = [
        one for one in cluster.state.all(ReplicaSet) if any(owner.uid == uid and owner.controller for owner in one.metadata.ownerReferences)
    ]
    return sorted(owned, key=number)


def number(one: ReplicaSet) -> int:
    """The revision of a ReplicaSet."""
    text = one.metadata.annotations.get(REVISION, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def new_replica_set(cluster: Cluster, deployment: Deployment) -> ReplicaSet | None:
    """The ReplicaSet that has the Deployment's template; the hash of its pods does not count (FindNewReplicaSet)."""
    stored = cluster.state.one(Deployment, deployment.metadata.namespace, str(deployment.metadata.name)) or deployment
    wanted = _plain(stored.spec.template)  # as it is kept: what is served has more in it
    return next((one for one in replica_sets(cluster, deployment) if _plain(one.spec.template) == wanted), None)


def _plain(template: PodTemplateSpec | None) -> tuple[Any, ...]:
    if template is None:
        return ()
    labels = {key: value for key, value in template.metadata.labels.items() if key != HASH}
    return (labels, template.metadata.annotations, template.spec)


def revision(cluster: Cluster, deployment: Deployment) -> Mapping[str, str]:
    """The annotation that the controller keeps on the Deployment: the revision of its new ReplicaSet."""
    new = new_replica_set(cluster, deployment)
    return {} if new is None else {REVISION: str(number(new))}


def deployment_status(cluster: Cluster, deployment: Deployment) -> dict[str, Any]:
    """The status with both conditions, in words."""
    since = deployment.metadata.creationTimestamp
    dates = {"lastTransitionTime": since, "lastUpdateTime": since}
    conditions = [{**dates, **_available(one)} for one in deployment.status.get("conditions", ())]
    if not any(one.get("type") == "Progressing" for one in conditions):
        conditions += [{**dates, **one} for one in _progressing(cluster, deployment)]
    status = {"observedGeneration": 1, **deployment.status, "conditions": conditions}
    return {key: value for key, value in status.items() if value != 0}


def _available(condition: Mapping[str, Any]) -> dict[str, Any]:
    message = MESSAGES.get(str(condition.get("status")), "")
    return {"message": message, **condition} if condition.get("type") == "Available" else dict(condition)


def _progressing(cluster: Cluster, deployment: Deployment) -> list[dict[str, Any]]:
    """Whether the rollout to the present template has ended, goes on, or has hung for longer than its deadline."""
    new = new_replica_set(cluster, deployment)
    if new is None:
        return []
    name = new.metadata.name
    if complete(deployment):
        return [_condition("True", "NewReplicaSetAvailable", f'ReplicaSet "{name}" has successfully progressed.')]
    waited = seconds_since(cluster, new.metadata.creationTimestamp) or 0
    if waited > (600 if deployment.spec.progressDeadlineSeconds is None else deployment.spec.progressDeadlineSeconds):
        return [_condition("False", "ProgressDeadlineExceeded", f'ReplicaSet "{name}" has timed out progressing.')]
    return [_condition("True", "ReplicaSetUpdated", f'ReplicaSet "{name}" is progressing.')]


def _condition(status: str, reason: str, message: str) -> dict[str, Any]:
    return {"type": "Progressing", "status": status, "reason": reason, "message": message}


def complete(deployment: Deployment) -> bool:
    """DeploymentComplete: all wished pods are of the new template and available, and no old ones are left."""
    wished = 1 if deployment.spec.replicas is None else deployment.spec.replicas
    status = deployment.status
    return all(status.get(word, 0) == wished for word in ("updatedReplicas", "replicas", "availableReplicas"))
