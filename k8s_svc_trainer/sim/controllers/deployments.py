"""A Deployment rolls its pods over from old ReplicaSets to the one of its template, and scales them.

Each reconciliation is one of upstream's syncs; it is repeated as long as the ReplicaSets change, so what is seen is the
settled end: complete, or stuck where new pods do not become ready. Follows pkg/controller/deployment
(deployment_controller.go, sync.go, rolling.go, recreate.go, util/deployment_util.go).
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from k8s_svc_trainer.sim.controllers import deletion
from k8s_svc_trainer.sim.controllers.naming import born, owner, template_hash
from k8s_svc_trainer.sim.controllers.pods import TERMINAL
from k8s_svc_trainer.sim.controllers.readiness import is_ready
from k8s_svc_trainer.sim.controllers.rollout import (
    MAX_REPLICAS,
    WISHED_REPLICAS,
    Fleet,
    max_unavailable,
    maximum,
    new_size,
    proportional,
    rolled,
    wished,
)
from k8s_svc_trainer.sim.controllers.work import Work, age
from k8s_svc_trainer.sim.controllers.workloads import fits, is_controlled, owned_pods, status_of
from k8s_svc_trainer.sim.objects import Deployment, LabelSelector, ObjectMeta, PodTemplateSpec, ReplicaSet, ReplicaSetSpec
from k8s_svc_trainer.sim.state import State

replace = msgspec.structs.replace
HASH = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"


def reconcile(work: Work, namespace: str | None, name: str) -> None:
    """One sync of a Deployment (deployment_controller.go, syncDeployment)."""
    found = work.state.one(Deployment, namespace, name)
    if found is None or found.metadata.deletionTimestamp is not None:
        return
    sets = _claimed(work, found)
    fleet = _fleet(work.state, found, sets)
    if found.spec.paused or _rescaled(found, sets):
        sizes = proportional(found, fleet)
    elif found.spec.strategy is not None and found.spec.strategy.type == "Recreate":
        sizes = _recreated(work, found, fleet)
    else:
        if fleet.new is None:
            fleet = replace(fleet, new=_made(work, found, fleet))
        sizes = rolled(found, fleet)
    _resize(work, found, fleet, sizes)
    _report(work, found)


# --- its ReplicaSets -------------------------------------------------------------------------------------------------


def _claimed(work: Work, found: Deployment) -> list[ReplicaSet]:
    """The ReplicaSets of a Deployment, the eldest first: those that no longer match are released, orphans adopted."""
    state, meta = work.state, found.metadata
    sets = []
    for one in _owned_sets(state, meta):
        if fits(found.spec.selector, one.metadata.labels):
            sets.append(one)
        else:
            rest = tuple(ref for ref in one.metadata.ownerReferences if ref.uid != meta.uid)
            work.put(replace(one, metadata=replace(one.metadata, ownerReferences=rest)))
    ref = owner("apps/v1", "Deployment", meta)
    for _, namespace, name in list(state.owned.members(f"orphans/{meta.namespace}")) if work.adopting else ():
        orphan = state.one(ReplicaSet, namespace, name)
        if orphan is not None and not is_controlled(orphan.metadata) and fits(found.spec.selector, orphan.metadata.labels):
            refs = (*orphan.metadata.ownerReferences, ref)
            adopted = replace(orphan, metadata=replace(orphan.metadata, ownerReferences=refs))
            work.put(adopted)
            sets.append(adopted)
    return sorted(sets, key=age)


def _owned_sets(state: State, meta: ObjectMeta) -> list[ReplicaSet]:
    found = (state.one(ReplicaSet, namespace, name) for kind, namespace, name in state.owned.members(str(meta.uid)) if kind == "ReplicaSet")
    return [one for one in found if one is not None]


def _fleet(state: State, found: Deployment, sets: list[ReplicaSet]) -> Fleet:
    """The new ReplicaSet, the old ones, and how many pods of each are available."""
    wanted = _bare(found.spec.template or PodTemplateSpec())
    new = next((one for one in sets if _bare(one.spec.template or PodTemplateSpec()) == wanted), None)
    old = tuple(one for one in sets if new is None or one.metadata.uid != new.metadata.uid)
    available = {}
    for one in sets:
        pods = owned_pods(state, one.metadata.uid)
        available[str(one.metadata.uid)] = sum(1 for pod in pods if is_ready(pod) and pod.metadata.deletionTimestamp is None)
    return Fleet(new=new, old=old, available=available)


def _bare(template: PodTemplateSpec) -> PodTemplateSpec:
    """A template without the label that the Deployment adds (deployment_util.go, EqualIgnoreHash)."""
    labels = {key: value for key, value in template.metadata.labels.items() if key != HASH}
    return replace(template, metadata=replace(template.metadata, labels=labels))


def _made(work: Work, found: Deployment, fleet: Fleet) -> ReplicaSet:
    """A new ReplicaSet for the Deployment's template (sync.go, getNewReplicaSet)."""
    meta, template = found.metadata, found.spec.template or PodTemplateSpec()
    mark = template_hash(template)
    while work.state.one(ReplicaSet, meta.namespace, f"{meta.name}-{mark}") is not None:
        mark = template_hash(replace(template, rest={"collision": mark}))
    labelled = replace(template, metadata=replace(template.metadata, labels={**template.metadata.labels, HASH: mark}))
    selector = found.spec.selector or LabelSelector()
    spec = ReplicaSetSpec(
        selector=replace(selector, matchLabels={**selector.matchLabels, HASH: mark}),
        template=labelled,
        minReadySeconds=found.spec.minReadySeconds,
        replicas=new_size(found, fleet),
    )
    made = ObjectMeta(
        name=f"{meta.name}-{mark}",
        namespace=meta.namespace,
        labels=labelled.metadata.labels,
        annotations=_annotations(found, {}, _next_revision(fleet)),
        ownerReferences=(owner("apps/v1", "Deployment", meta),),
    )
    new = ReplicaSet(metadata=born(work.state, made), spec=spec)
    work.put(new)
    return new


def _next_revision(fleet: Fleet) -> int:
    return max((_revision(one) for one in fleet.old), default=0) + 1


def _revision(one: ReplicaSet) -> int:
    text = one.metadata.annotations.get(REVISION, "0")
    return int(text) if text.isdigit() else 0


def _annotations(found: Deployment, held: Mapping[str, str], revision: int) -> dict[str, str]:
    counts = {WISHED_REPLICAS: str(wished(found)), MAX_REPLICAS: str(maximum(found))}
    return {**held, **({REVISION: str(revision)} if revision else {}), **counts}


def _rescaled(found: Deployment, sets: list[ReplicaSet]) -> bool:
    """Whether the wished number has changed since the ReplicaSets were last sized (sync.go, isScalingEvent)."""
    marks = (one.metadata.annotations.get(WISHED_REPLICAS) for one in sets if one.spec.replicas)
    return any(mark is not None and mark != str(wished(found)) for mark in marks)


# --- sizing them -----------------------------------------------------------------------------------------------------


def _recreated(work: Work, found: Deployment, fleet: Fleet) -> dict[str, int]:
    """All old pods go before the new ones come; terminating ones are waited for (recreate.go, rolloutRecreate)."""
    active = [one for one in fleet.old if one.spec.replicas]
    if active:
        return {str(one.metadata.uid): 0 for one in active}
    for one in fleet.old:
        if any(pod.status.phase not in TERMINAL for pod in owned_pods(work.state, one.metadata.uid)):
            work.look_at(one)
            return {}
    new = fleet.new or _made(work, found, fleet)
    return {str(new.metadata.uid): wished(found)}


def _resize(work: Work, found: Deployment, fleet: Fleet, sizes: Mapping[str, int]) -> None:
    """Store the new sizes and the marks of this Deployment's numbers; drop old ReplicaSets beyond the history limit."""
    for one in (*fleet.old, *((fleet.new,) if fleet.new is not None else ())):
        revision = _revision(one)
        if one is fleet.new:
            revision = max(revision, _next_revision(fleet))
        size = sizes.get(str(one.metadata.uid), one.spec.replicas or 0)
        marked = one is fleet.new or size != (one.spec.replicas or 0) or bool(one.spec.replicas and _rescaled(found, [one]))
        annotations = _annotations(found, one.metadata.annotations, revision) if marked else one.metadata.annotations
        if size != one.spec.replicas or annotations != one.metadata.annotations:
            work.put(replace(one, metadata=replace(one.metadata, annotations=annotations), spec=replace(one.spec, replicas=size)))
    limit = found.spec.revisionHistoryLimit
    idle = [one for one in fleet.old if not one.spec.replicas and not owned_pods(work.state, one.metadata.uid)]
    surplus = len(idle) - (10 if limit is None else limit)
    complete = fleet.new is not None and all(not one.spec.replicas for one in fleet.old)
    for one in sorted(idle, key=_revision)[: max(surplus, 0)] if complete else ():
        deletion.remove(work, one)


def _report(work: Work, found: Deployment) -> None:
    """The Deployment's status (sync.go, calculateStatus), with its condition Available."""
    present = work.state.one(Deployment, found.metadata.namespace, str(found.metadata.name)) or found
    sets = _owned_sets(work.state, present.metadata)
    fleet = _fleet(work.state, present, sets)
    counts = {str(one.metadata.uid): int(one.status.get("replicas", 0)) for one in sets}
    total, available = sum(counts.values()), sum(fleet.available.values())
    enough = available >= wished(present) - max_unavailable(present)
    condition = {
        "type": "Available",
        "status": "True" if enough else "False",
        "reason": "MinimumReplicasAvailable" if enough else "MinimumReplicasUnavailable",
    }
    status: dict[str, object] = {
        **status_of(
            replicas=total,
            updatedReplicas=counts.get(str(fleet.new.metadata.uid), 0) if fleet.new is not None else 0,
            readyReplicas=available,
            availableReplicas=available,
            unavailableReplicas=max(total - available, 0),
        ),
        "conditions": [condition],
    }
    if status != present.status:
        work.put_status(replace(present, status=status))
