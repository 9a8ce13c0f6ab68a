"""What all workloads have in common: which pods are theirs, how a pod is made from a template, which pods go first.

Follows pkg/controller/controller_ref_manager.go (claiming, adopting, releasing) and pkg/controller/controller_utils.go
(GetPodFromTemplate, ActivePodsWithRanks).

A workload has at most `MOST_PODS` pods here, a StatefulSet, whose pods come one after the other, `MOST_MEMBERS`; upstream knows no
such bound. What is wished for beyond it is never made, as if a quota were used up: the cluster settles, a rollout may stay stuck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from k8s_svc_trainer.sim.controllers import deletion
from k8s_svc_trainer.sim.controllers.naming import born, count, generated
from k8s_svc_trainer.sim.controllers.readiness import is_ready
from k8s_svc_trainer.sim.controllers.work import Work, age
from k8s_svc_trainer.sim.objects import LabelSelector, ObjectMeta, OwnerReference, Pod, PodTemplateSpec, Workload
from k8s_svc_trainer.sim.selectors import selects
from k8s_svc_trainer.sim.state import State

replace = msgspec.structs.replace
DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
MOST_PODS = 5000
MOST_MEMBERS = 1000
PHASES: Mapping[str | None, int] = {"Pending": 0, "Unknown": 1, "Running": 2}


def fits(selector: LabelSelector | None, labels: Mapping[str, str]) -> bool:
    """Whether a workload's selector fits labels; none fits nothing."""
    return selector is not None and selects(selector, labels)


def is_controlled(metadata: ObjectMeta) -> bool:
    """Whether an object has a controller."""
    return any(one.controller for one in metadata.ownerReferences)


def owned_pods(state: State, uid: str | None) -> list[Pod]:
    """The pods that a controller owns."""
    found = (state.one(Pod, namespace, name) for namespace, name in state.pods_by_owner.members(str(uid)))
    return [pod for pod in found if pod is not None]


def claimed(work: Work, workload: Workload, owner: OwnerReference, member: Callable[[Pod], bool] = lambda _: True) -> list[Pod]:
    """The pods of a workload, the eldest first: those that no longer match are released, those without a controller adopted."""
    state, selector = work.state, workload.spec.selector
    pods = []
    for pod in owned_pods(state, workload.metadata.uid):
        if fits(selector, pod.metadata.labels):
            pods.append(pod)
        else:
            rest = tuple(one for one in pod.metadata.ownerReferences if one.uid != owner.uid)
            work.put_pod(replace(pod, metadata=replace(pod.metadata, ownerReferences=rest)))
    for pod in _orphans(state, workload) if work.adopting else ():
        if member(pod):
            meta = replace(pod.metadata, ownerReferences=(*pod.metadata.ownerReferences, owner))
            pods.append(work.put_pod(replace(pod, metadata=meta)))
    return sorted(pods, key=age)


def _orphans(state: State, workload: Workload) -> list[Pod]:
    selector, namespace = workload.spec.selector or LabelSelector(), str(workload.metadata.namespace)
    if selector.matchLabels:
        found: Iterable[Pod] = state.selected_pods(namespace, dict(selector.matchLabels))
    else:
        found = [pod for pod in state.all(Pod) if pod.metadata.namespace == namespace]
    return [
        pod
        for pod in found
        if not is_controlled(pod.metadata) and pod.metadata.deletionTimestamp is None and fits(selector, pod.metadata.labels)
    ]


def new_pod(
    work: Work,
    workload: Workload,
    owner: OwnerReference,
    template: PodTemplateSpec,
    *,
    name: str | None = None,
    labels: Mapping[str, str] | None = None,
) -> Pod:
    """Make and store a pod from a template; without a name it gets the workload's and five letters."""
    state, meta = work.state, workload.metadata
    maker = f"{owner.kind}/{meta.namespace}/{meta.name}"
    prefix = None if name else f"{meta.name}-"
    while name is None or (prefix and state.one(Pod, meta.namespace, name) is not None):
        name = generated(str(prefix), maker, count(state, maker))
    made = ObjectMeta(
        name=name,
        generateName=prefix,
        namespace=meta.namespace,
        labels={**template.metadata.labels, **labels} if labels else template.metadata.labels,
        annotations=template.metadata.annotations,
        ownerReferences=(owner,),
    )
    return work.put_pod(Pod(metadata=born(state, made), spec=template.spec))


def delete_pods(work: Work, pods: Iterable[Pod]) -> None:
    """Delete pods; their termination is not waited for."""
    for pod in pods:
        deletion.remove(work, pod)


def by_deletion(pods: list[Pod], crowd: Mapping[str, int]) -> list[Pod]:
    """Pods in the order in which a controller deletes them; `crowd` counts related pods on each node (ActivePodsWithRanks)."""

    def rank(pod: Pod) -> tuple[bool, int, bool, int, int]:
        cost = pod.metadata.annotations.get(DELETION_COST, "0")
        return (
            bool(pod.spec.nodeName),
            PHASES.get(pod.status.phase, 0),
            is_ready(pod),
            int(cost) if cost.lstrip("+-").isdigit() else 0,
            -crowd.get(pod.spec.nodeName or "", 0),
        )

    newest_first = sorted(pods, key=age, reverse=True)
    return sorted(newest_first, key=rank)


def status_of(**numbers: int | str | None) -> dict[str, int | str]:
    """Status fields without the empty ones, as the API leaves them out."""
    return {key: value for key, value in numbers.items() if value}


def scaled(value: int | str | None, total: int, *, up: bool) -> int:
    """A count, or a percentage of a total (k8s.io/apimachinery/pkg/util/intstr, GetScaledValueFromIntOrPercent)."""
    if isinstance(value, int):
        return value
    text = (value or "0").removesuffix("%")
    percent = int(text) if text.isdigit() else 0
    return -(-percent * total // 100) if up else percent * total // 100
