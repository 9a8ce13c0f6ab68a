"""A DaemonSet keeps one pod on each node that takes it.

Follows pkg/controller/daemon: daemon_controller.go (podsShouldBeOnNode, NodeShouldRunDaemonPod) and update.go
(rollingUpdate). A pod that is ready counts as available.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim.controllers.naming import owner, template_hash
from k8s_svc_trainer.sim.controllers.pods import TERMINAL
from k8s_svc_trainer.sim.controllers.readiness import is_ready
from k8s_svc_trainer.sim.controllers.scheduling import mappings, only_on, roster, takes, target_of
from k8s_svc_trainer.sim.controllers.work import Work
from k8s_svc_trainer.sim.controllers.workloads import claimed, delete_pods, new_pod, scaled, status_of
from k8s_svc_trainer.sim.objects import DaemonSet, Node, OwnerReference, Pod, PodTemplateSpec, RollingUpdate

replace = msgspec.structs.replace
REVISION = "controller-revision-hash"


class Plan(msgspec.Struct, frozen=True, gc=False):
    """A DaemonSet as one sync sees it."""

    found: DaemonSet
    ref: OwnerReference
    template: PodTemplateSpec
    mark: str  # of the template
    pods: dict[str, list[Pod]]  # by node, the eldest first
    should: tuple[str, ...]  # the nodes that should have one
    may: frozenset[str]  # the nodes whose pod may stay


def reconcile(work: Work, namespace: str | None, name: str) -> None:
    """One sync of a DaemonSet: first the pods that lack and those that are too many, then the update."""
    found = work.state.one(DaemonSet, namespace, name)
    if found is None or found.metadata.deletionTimestamp is not None:
        return
    plan = _plan(work, found)
    if not _manage(work, plan) and _rolling(found) is not None:
        _update(work, plan)
    _report(work, plan)


def _plan(work: Work, found: DaemonSet) -> Plan:
    ref = owner("apps/v1", "DaemonSet", found.metadata)
    template = found.spec.template or PodTemplateSpec()
    pods: dict[str, list[Pod]] = {}
    for pod in claimed(work, found, ref):
        pods.setdefault(target_of(pod) or "", []).append(pod)
    sample = Pod(metadata=template.metadata, spec=template.spec)
    should, may = [], set()
    for node in roster(work.state).nodes:
        stays, runs = _fits(node, sample)
        if runs:
            should.append(str(node.metadata.name))
        if stays:
            may.add(str(node.metadata.name))
    return Plan(found, ref, template, template_hash(template), pods, tuple(should), frozenset(may))


def _fits(node: Node, sample: Pod) -> tuple[bool, bool]:
    """Whether a pod may stay on a node, and whether it should run there: a NoSchedule taint sends none away."""
    if sample.spec.nodeName not in (None, node.metadata.name):
        return False, False
    taints = [taint for taint in mappings(node.spec.rest.get("taints")) if taint.get("effect") != "NoSchedule"]
    lenient = replace(node, spec=replace(node.spec, rest={**node.spec.rest, "taints": taints}))
    return takes(lenient, sample, daemon=True), takes(node, sample, daemon=True)


def _rolling(found: DaemonSet) -> RollingUpdate | None:
    strategy = found.spec.updateStrategy
    if strategy is not None and strategy.type == "OnDelete":
        return None
    return (strategy.rollingUpdate if strategy is not None else None) or RollingUpdate(maxUnavailable=1, maxSurge=0)


def _manage(work: Work, plan: Plan) -> bool:
    """Make pods where they lack, delete those that failed, stand on a wrong node or are too many; whether anything was done."""
    going: list[Pod] = []
    surge = _surge(plan)
    for node, pods in plan.pods.items():
        living = [pod for pod in pods if pod.metadata.deletionTimestamp is None]
        ended = [pod for pod in living if pod.status.phase in TERMINAL]
        going += ended if node in plan.may else living
        if node in plan.may:
            going += _surplus(plan, [pod for pod in living if pod not in ended], surge)
    lacking = [node for node in plan.should if node not in plan.pods]
    delete_pods(work, going)
    for node in lacking:
        _make(work, plan, node)
    return bool(going or lacking)


def _surplus(plan: Plan, living: list[Pod], surge: int) -> list[Pod]:
    """All but the eldest of a node's pods; with a surge, all but the eldest of each kind."""
    if not surge:
        return living[1:]
    kinds = ([pod for pod in living if _is_new(plan, pod) is wanted] for wanted in (True, False))
    return [pod for pods in kinds for pod in pods[1:]]


def _make(work: Work, plan: Plan, node: str) -> None:
    spec = plan.template.spec
    if work.spread.free(node, Pod(metadata=plan.template.metadata, spec=spec)):
        spec = replace(spec, nodeName=node)
    else:
        spec = replace(spec, nodeName=None, rest={**spec.rest, "affinity": only_on(node)})
    template = replace(plan.template, spec=spec)
    new_pod(work, plan.found, plan.ref, template, labels={REVISION: plan.mark, "pod-template-generation": "1"})


def _is_new(plan: Plan, pod: Pod) -> bool:
    return pod.metadata.labels.get(REVISION) == plan.mark


def _surge(plan: Plan) -> int:
    rolling = _rolling(plan.found)
    return scaled(rolling.maxSurge, len(plan.should), up=True) if rolling is not None else 0


def _update(work: Work, plan: Plan) -> None:
    """Replace pods of an older template, so many at a time as may be missing, or may be there beside the old."""
    surge = _surge(plan)
    if surge:
        _update_surging(work, plan, surge)
        return
    rolling = _rolling(plan.found)
    room = scaled(rolling.maxUnavailable if rolling is not None else 1, len(plan.should), up=True)
    broken: list[Pod] = []
    candidates: list[Pod] = []
    for node in plan.should:
        living = [pod for pod in plan.pods.get(node, ()) if pod.metadata.deletionTimestamp is None]
        if len(living) != 1 or not is_ready(living[0]):
            room -= 1
        if len(living) == 1 and not _is_new(plan, living[0]):
            (candidates if is_ready(living[0]) else broken).append(living[0])
    delete_pods(work, [*broken, *candidates[: max(room, 0)]])


def _update_surging(work: Work, plan: Plan, surge: int) -> None:
    """A new pod comes beside the old one and takes its place once it is ready."""
    allowed: list[str] = []
    candidates: list[str] = []
    going: list[Pod] = []
    for node in plan.should:
        living = [pod for pod in plan.pods.get(node, ()) if pod.metadata.deletionTimestamp is None]
        new = next((pod for pod in living if _is_new(plan, pod)), None)
        old = next((pod for pod in living if not _is_new(plan, pod)), None)
        if old is None:
            continue
        if new is None:
            (candidates if is_ready(old) else allowed).append(node)
        elif is_ready(new) or not is_ready(old):
            going.append(old)
        else:
            surge -= 1
    delete_pods(work, going)
    for node in [*allowed, *candidates[: max(surge, 0)]]:
        _make(work, plan, node)


def _report(work: Work, plan: Plan) -> None:
    """daemon_controller.go, updateDaemonSetStatus; the numbers that are always there are there at 0 too."""
    present = work.state.one(DaemonSet, plan.found.metadata.namespace, str(plan.found.metadata.name)) or plan.found
    pods: dict[str, list[Pod]] = {}
    for pod in claimed(work, present, plan.ref):
        if pod.metadata.deletionTimestamp is None:
            pods.setdefault(pod.spec.nodeName or "", []).append(pod)
    scheduled = [pods[node][0] for node in plan.should if node in pods]
    ready = sum(1 for pod in scheduled if is_ready(pod))
    status = {
        "currentNumberScheduled": len(scheduled),
        "desiredNumberScheduled": len(plan.should),
        "numberMisscheduled": sum(1 for node in pods if node not in plan.should),
        "numberReady": ready,
        **status_of(
            updatedNumberScheduled=sum(1 for pod in scheduled if _is_new(plan, pod)),
            numberAvailable=ready,
            numberUnavailable=len(plan.should) - ready,
        ),
    }
    if status != present.status:
        work.put_status(replace(present, status=status))
