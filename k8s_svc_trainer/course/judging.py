"""Whether a repair is one: the goals that must hold now, what was to be kept, and the objects that nobody may have touched.

Decides outcomes and never fields: a goal is a flow that is run on a fork, so that any repair that works counts. One mechanism for
questions of kind `fix` and for labs. Changes no cluster; knows neither commands nor screens.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec
from msgspec.structs import replace

from k8s_svc_trainer.cases.document import Faults, Node
from k8s_svc_trainer.cases.expect import Mismatch, Result
from k8s_svc_trainer.cases.run import StepResult, check_step
from k8s_svc_trainer.cases.steps import Step
from k8s_svc_trainer.course.stage import steps_in
from k8s_svc_trainer.course.telling import doing, told
from k8s_svc_trainer.course.values import Fix, Lab
from k8s_svc_trainer.diagnosis.successors import by_successor
from k8s_svc_trainer.sim import Cluster, Misuse, NameFault, ObjectKey

# What the API server writes into an object by itself, or anew when the same object is made again.
_BOOKKEEPING = frozenset({"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"})

_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"  # kubectl's own note: who applies what was there has changed nothing


class GoalKind(StrEnum):
    """What is judged: something that must come to hold, that must still hold, or an object that must be as it was."""

    GOAL = "goal"
    KEEP = "keep"
    UNTOUCHED = "untouched"


class Task(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What is to be reached, ready to be judged. Steps without `expect` are done on the way, in order, on the same fork.

    `reference` are the steps of the repair that the author thought of, `lab` where the task is from; empty and None for a question.
    """

    goals: tuple[Step, ...]
    keep: tuple[Step, ...] = ()
    untouched: tuple[ObjectKey, ...] = ()
    reference: tuple[Step, ...] = ()
    lab: Lab | None = None


class Judged(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One goal, judged. `step` is as it was asked, from a successor where the client was replaced.

    `result` is None where the step could not be done, and for an object that was to stay untouched; `why` is the simulator's sentence.
    """

    name: str
    kind: GoalKind
    holds: bool
    step: Step | None = None
    result: Result | None = None
    mismatch: Mismatch | None = None
    why: str = ""

    @property
    def kept(self) -> bool:
        """Whether this held at the start and was to stay so."""
        return self.kind is not GoalKind.GOAL

    @property
    def message(self) -> str:
        """What the cluster did, and what is not as it should be."""
        told_of = told(self.result) if self.result is not None else self.why
        return f"{told_of} ({self.mismatch.message})" if self.mismatch else told_of


class Judgement(msgspec.Struct, frozen=True, gc=False):
    """All goals of a task, in its order: goals, what was to be kept, what was to stay untouched."""

    goals: tuple[Judged, ...]

    @property
    def holds(self) -> bool:
        """Whether all of them hold, and there are some."""
        return bool(self.goals) and self.failed is None

    @property
    def failed(self) -> Judged | None:
        """The first that does not hold."""
        return next((goal for goal in self.goals if not goal.holds), None)


def judge(task: Task, start: Cluster, now: Cluster) -> Judgement:
    """Judge a cluster that began as `start`. Neither is changed; goals, and what is to be kept, have a fork each."""
    return Judgement(
        (
            *judged(start, now.fork(), task.goals, GoalKind.GOAL),
            *judged(start, now.fork(), task.keep, GoalKind.KEEP),
            *(_untouched(start, now, key) for key in task.untouched),
        )
    )


def judged(start: Cluster, now: Cluster, steps: tuple[Step, ...], kind: GoalKind) -> tuple[Judged, ...]:
    """Each step that expects something, one after another on `now`, and each other step that could not be done."""
    done = [check_step(now, replace(step, action=by_successor(start, now, step.action))) for step in steps]
    return tuple(_judged(one, kind) for one in done if one.expected is not None or not one.ok)


def runnable(lab: Lab) -> Task:
    """What is to be reached in a lab. Raises Faults, at their places in the file, where it cannot be judged as it is written."""
    return Task(
        goals=steps_in(lab.goals),
        keep=steps_in(lab.keep),
        untouched=_keys(lab),
        reference=steps_in(lab.reference),
        lab=lab,
    )


def task_of(body: Fix) -> Task:
    """What is to be reached by a question of kind `fix`. Raises Faults."""
    return Task(goals=steps_in(body.goals), keep=steps_in(body.keep), reference=steps_in(body.reference))


def name_of(step: Step) -> str:
    """What a goal is called: the name that its author gave it, or what it does."""
    return doing(step)


def _judged(done: StepResult, kind: GoalKind) -> Judged:
    return Judged(
        name=name_of(done.step), kind=kind, holds=done.ok, step=done.step, result=done.result, mismatch=done.mismatch, why=done.why
    )


def _keys(lab: Lab) -> tuple[ObjectKey, ...]:
    return tuple(_key(node) for node in lab.at.find("untouched").elements()) if lab.untouched else ()


def _key(node: Node) -> ObjectKey:
    try:
        return ObjectKey.parse(str(node.value))
    except (NameFault, ValueError) as error:
        message, _, remedy = str(error).partition(": write ")
        raise Faults([node.fault(message, f"write {remedy}" if remedy else "")]) from None


def _untouched(start: Cluster, now: Cluster, key: ObjectKey) -> Judged:
    was, found = _written(start, key), _written(now, key)
    if was == found:
        why = f"{key} is as it was"
    elif found is None:
        why = f"{key} is gone"
    else:
        why = f"{key} has changed: {', '.join(_changes(was or {}, found))}"
    return Judged(name=str(key), kind=GoalKind.UNTOUCHED, holds=was == found, why=why)


def _written(cluster: Cluster, key: ObjectKey) -> dict[str, Any] | None:
    """An object as far as a person writes it: without its status, and what the API server keeps of it."""
    try:
        found = cluster.get(key)
    except Misuse:
        return None
    if found is None:
        return None
    metadata = {name: value for name, value in found.get("metadata", {}).items() if name not in _BOOKKEEPING}
    notes = {name: value for name, value in metadata.pop("annotations", {}).items() if name != _LAST_APPLIED}
    if notes:
        metadata["annotations"] = notes
    return {**{name: value for name, value in found.items() if name != "status"}, "metadata": metadata}


def _changes(was: Mapping[str, Any], now: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """The paths of the fields that differ, down to lists and plain values."""
    for name in (*was, *(name for name in now if name not in was)):
        old, new = was.get(name), now.get(name)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _changes(old, new, f"{path}{name}.")
        elif old != new:
            yield f"{path}{name}"
