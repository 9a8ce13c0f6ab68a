"""A StatefulSet keeps pods web-0, web-1 ... in their order, each with its name; a replaced one has a new address.

Follows pkg/controller/statefulset: stateful_set_control.go (updateStatefulSet, processReplica, processCondemned) and
stateful_set_utils.go (newVersionedStatefulSetPod, completeRollingUpdate). With OrderedReady nothing goes on behind a pod
that is not ready, so a broken template stays where it broke until someone deletes the pod. Volumes are not modelled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from k8s_svc_trainer.sim.admission.workloads import MAX_UNAVAILABLE
from k8s_svc_trainer.sim.controllers.naming import born, owner, template_hash
from k8s_svc_trainer.sim.controllers.pods import TERMINAL
from k8s_svc_trainer.sim.controllers.readiness import is_ready
from k8s_svc_trainer.sim.controllers.work import Work
from k8s_svc_trainer.sim.controllers.workloads import MOST_MEMBERS, claimed, delete_pods, new_pod, scaled, status_of
from k8s_svc_trainer.sim.manifest import convert, plain
from k8s_svc_trainer.sim.objects import (
    ObjectMeta,
    OwnerReference,
    Pod,
    PodTemplateSpec,
    RollingUpdate,
    StatefulSet,
    Unmodelled,
    UpdateStrategy,
)

replace = msgspec.structs.replace
REVISION = "controller-revision-hash"
POD_NAME = "statefulset.kubernetes.io/pod-name"
POD_INDEX = "apps.kubernetes.io/pod-index"
INDEX_SINCE = 28  # KEP-4017: on by default since Kubernetes 1.28
_MEMBER = re.compile(r"(.*)-(\d+)\Z")


class Plan(msgspec.Struct, frozen=True, gc=False):
    """A StatefulSet as one sync sees it."""

    found: StatefulSet
    ref: OwnerReference
    update: str  # name of the revision of its template
    current: str  # name of the revision from which it is being updated
    pods: Mapping[int, Pod]  # by ordinal
    ordinals: range

    @property
    def ordered(self) -> bool:
        """Whether pods come and go one after the other."""
        return self.found.spec.podManagementPolicy != "Parallel"


def reconcile(work: Work, namespace: str | None, name: str) -> None:
    """One sync of a StatefulSet."""
    found = work.state.one(StatefulSet, namespace, name)
    if found is None or found.metadata.deletionTimestamp is not None:
        return
    plan = _plan(work, found)
    if _living(work, plan) and _condemned(work, plan) and _type(found) != "OnDelete":
        _update(work, plan)
    _report(work, plan)


def _plan(work: Work, found: StatefulSet) -> Plan:
    ref = owner("apps/v1", "StatefulSet", found.metadata)
    pods = claimed(work, found, ref, lambda pod: ordinal(found, pod) is not None)
    update = _revision(work, found, ref)
    current = str(found.status.get("currentRevision") or update)
    first = (found.spec.ordinals or {}).get("start", 0)
    count = 1 if found.spec.replicas is None else found.spec.replicas
    numbered = {number: pod for pod in pods if (number := ordinal(found, pod)) is not None}
    return Plan(found, ref, update, current, numbered, range(first, first + count))


def ordinal(found: StatefulSet, pod: Pod) -> int | None:
    """The number of a pod in a StatefulSet; None where its name says that it is none of it."""
    match = _MEMBER.match(str(pod.metadata.name))
    return int(match[2]) if match is not None and match[1] == found.metadata.name else None


def _type(found: StatefulSet) -> str:
    strategy = found.spec.updateStrategy
    return (strategy.type if strategy is not None else None) or "RollingUpdate"


def _partition(found: StatefulSet) -> int:
    strategy = found.spec.updateStrategy
    return (strategy.rollingUpdate.partition or 0) if strategy is not None and strategy.rollingUpdate is not None else 0


def _well(pod: Pod) -> bool:
    return pod.status.phase == "Running" and is_ready(pod) and pod.metadata.deletionTimestamp is None


# --- pods that should be there ---------------------------------------------------------------------------------------


def _living(work: Work, plan: Plan) -> bool:
    """Make the pods that are missing; whether all is well so that the sync may go on (processReplica)."""
    made = False
    for number in plan.ordinals[:MOST_MEMBERS]:
        pod = plan.pods.get(number)
        if pod is not None and pod.status.phase in TERMINAL and pod.metadata.deletionTimestamp is None:
            delete_pods(work, [pod])
            return False
        if pod is None:
            new = _make(work, plan, number)
            if new is None or (plan.ordered and not _well(new)):
                return False
            made = True
        elif plan.ordered and not _well(pod):
            return False
    return not made  # what was made is looked at by the next sync


def _make(work: Work, plan: Plan, number: int) -> Pod | None:
    """Make a pod; None where its name is taken by another, which upstream tries again and again."""
    found = plan.found
    name = f"{found.metadata.name}-{number}"
    if work.state.one(Pod, found.metadata.namespace, name) is not None:
        return None
    revision = plan.current if _is_current(plan, number) else plan.update
    template = _template(work, found, revision)
    spec = replace(template.spec, hostname=name, subdomain=found.spec.serviceName or template.spec.subdomain)
    labels = {POD_NAME: name, REVISION: revision}
    if work.state.settings.minor >= INDEX_SINCE:
        labels[POD_INDEX] = str(number)
    return new_pod(work, found, plan.ref, replace(template, spec=spec), name=name, labels=labels)


def _is_current(plan: Plan, number: int) -> bool:
    """Whether a pod that is made now is still of the revision before (stateful_set_utils.go, newVersionedStatefulSetPod)."""
    return _type(plan.found) == "RollingUpdate" and number < plan.ordinals.start + _partition(plan.found)


# --- pods that should not --------------------------------------------------------------------------------------------


def _condemned(work: Work, plan: Plan) -> bool:
    """Delete surplus pods, the highest first; whether none is left (processCondemned)."""
    surplus = sorted((number for number in plan.pods if number not in plan.ordinals), reverse=True)
    unwell = next((number for number in reversed(surplus) if not _well(plan.pods[number])), None)
    for number in surplus:
        pod = plan.pods[number]
        if pod.metadata.deletionTimestamp is not None:
            if plan.ordered:
                return False
            continue
        if plan.ordered and not _well(pod) and number != unwell:
            return False
        delete_pods(work, [pod])  # it is gone at once, so that the next in order may go in the same sync
    return not surplus


# --- the update ------------------------------------------------------------------------------------------------------


def _update(work: Work, plan: Plan) -> None:
    """Delete pods of another revision, the highest first, so that they are made anew (updateStatefulSetAfterInvariantEstablished).

    In parallel those that are broken already go at once: that makes nothing worse (https://github.com/kubernetes/kubernetes/pull/137666).
    """
    least = _partition(plan.found)
    replicas = [(place, plan.pods[number]) for place, number in enumerate(plan.ordinals) if number in plan.pods]
    if work.state.settings.minor >= MAX_UNAVAILABLE:
        room = _max_unavailable(plan) - sum(1 for _, pod in replicas if not _well(pod))
        stale = [pod for place, pod in reversed(replicas) if place >= least and _is_stale(plan, pod)]
        broken = [] if plan.ordered else [pod for pod in stale if not _well(pod)]
        sound = [pod for pod in stale if pod not in broken]
        delete_pods(work, [*broken, *sound[: max(room, 0)]])
        return
    for place, pod in reversed(replicas):
        if place < least:
            return
        if _is_stale(plan, pod):
            delete_pods(work, [pod])
            return
        if not _well(pod):
            return


def _is_stale(plan: Plan, pod: Pod) -> bool:
    return pod.metadata.labels.get(REVISION) != plan.update and pod.metadata.deletionTimestamp is None


def _max_unavailable(plan: Plan) -> int:
    """How many may be missing; admission has filled it in."""
    strategy = plan.found.spec.updateStrategy or UpdateStrategy()
    rolling = strategy.rollingUpdate or RollingUpdate()
    return max(scaled(rolling.maxUnavailable, len(plan.ordinals), up=True), 1)


# --- revisions and status --------------------------------------------------------------------------------------------


def _revision(work: Work, found: StatefulSet, ref: OwnerReference) -> str:
    """The name of the template's revision; it is kept, so that pods under the partition can be made from it later."""
    template, meta = found.spec.template or PodTemplateSpec(), found.metadata
    name = f"{meta.name}-{template_hash(template)}"
    if (meta.namespace, name) not in work.state.held("ControllerRevision"):
        made = born(work.state, ObjectMeta(name=name, namespace=meta.namespace, ownerReferences=(ref,)))
        rest: dict[str, Any] = {"data": {"spec": {"template": plain(template)}}, "revision": 1 + _revisions(work, found)}
        work.state.put(Unmodelled(apiVersion="apps/v1", kind="ControllerRevision", metadata=made, rest=rest))
    return name


def _revisions(work: Work, found: StatefulSet) -> int:
    return sum(1 for kind, _, _ in work.state.owned.members(str(found.metadata.uid)) if kind == "ControllerRevision")


def _template(work: Work, found: StatefulSet, revision: str) -> PodTemplateSpec:
    kept: Any = work.state.held("ControllerRevision").get((found.metadata.namespace, revision))
    template: PodTemplateSpec = convert(kept.rest["data"]["spec"]["template"], PodTemplateSpec)
    return template


def _report(work: Work, plan: Plan) -> None:
    """The status; a rolling update that is complete makes its revision the current one (completeRollingUpdate)."""
    present = work.state.one(StatefulSet, plan.found.metadata.namespace, str(plan.found.metadata.name)) or plan.found
    members = claimed(work, present, plan.ref, lambda pod: ordinal(present, pod) is not None)
    pods = [pod for pod in members if pod.status.phase not in TERMINAL]
    ready = sum(1 for pod in pods if pod.status.phase == "Running" and is_ready(pod))
    living = [pod for pod in pods if pod.metadata.deletionTimestamp is None]
    current, updated = (sum(1 for pod in living if pod.metadata.labels.get(REVISION) == name) for name in (plan.current, plan.update))
    name = plan.current
    if _type(present) == "RollingUpdate" and updated == len(pods) == ready == len(plan.ordinals):
        name, current = plan.update, updated
    numbers = status_of(readyReplicas=ready, currentReplicas=current, updatedReplicas=updated)
    status = {"replicas": len(pods), "availableReplicas": ready, **numbers, "currentRevision": name, "updateRevision": plan.update}
    if status != present.status:
        work.put_status(replace(present, status=status))
