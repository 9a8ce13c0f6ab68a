"""A lesson's steps run before the reader's eyes, and the steps that refute a misconception.

Decides which one of several possible ends is shown where a step says `times`: drawn by a seed, so that a session can be repeated.
"""

from collections.abc import Sequence
from random import Random

import msgspec

from k8s_svc_trainer.cases.expect import Mismatch, Result
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.run import check_step
from k8s_svc_trainer.cases.steps import Open, Send, Step, StepKind
from k8s_svc_trainer.course.stage import start, steps_in
from k8s_svc_trainer.course.values import InterviewQuestion, Lesson, Misconception, Scene, Section
from k8s_svc_trainer.sim import Cluster

# Steps that change the cluster; the others only ask it something.
CHANGES = frozenset({StepKind.APPLY, StepKind.PATCH, StepKind.DELETE, StepKind.TERMINATE, StepKind.WAIT, StepKind.STOP, StepKind.START})


class ShowResult(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One step and what the cluster did.

    `drawn`: of a step that is done several times, the backend of each time. `result` is None where the step could not be done; then `why`
    says so. `before` is the cluster as it was, to be forked when the reader wants to try another flow.
    """

    step: Step
    result: Result | None
    mismatch: Mismatch | None
    ok: bool
    why: str
    drawn: tuple[str, ...] = ()
    before: Cluster


def run_show(lesson: Lesson, section: Section, *, seed: int = 0) -> list[ShowResult]:
    """A section's steps on a cluster of its own, in order. Raises Faults where they or the objects cannot be read."""
    return _run(lesson.scene, section.show, f"{lesson.id} {section.id} {seed}")


def run_refute(lesson: Lesson, question: InterviewQuestion, misconception: Misconception, *, seed: int = 0) -> list[ShowResult]:
    """The steps that refute a misconception, on the lesson's cluster with what the question adds. Raises Faults."""
    return _run(joined(lesson.scene, question.scene), misconception.refute, f"{question.item} {misconception.id} {seed}")


def joined(first: Scene, second: Scene) -> Scene:
    """One scene with what another adds or replaces."""
    return Scene((*first.settings, *second.settings), (*first.objects, *second.objects))


def show_steps(section: Section) -> tuple[Step, ...]:
    """The steps of a section, not run. Raises Faults."""
    return steps_in(section.show, times=True)


def _run(scene: Scene, node: Node | None, seed: str) -> list[ShowResult]:
    steps = steps_in(node, times=True)
    if not steps:
        return []
    cluster = start(scene, steps)
    random = Random(seed)  # noqa: S311 -- which pod is shown, no secret
    bound: dict[str, str] = {}
    return [_one(cluster, step, random, bound) for step in steps]


def _one(cluster: Cluster, step: Step, random: Random, bound: dict[str, str]) -> ShowResult:
    before = cluster.fork()
    done = check_step(cluster, step)
    drawn = [_draw(step, getattr(done.result, "backends", ()), random, bound)]
    for _ in range(step.times - 1):
        done = check_step(cluster, step)
        drawn.append(_draw(step, getattr(done.result, "backends", ()), random, bound))
    named = tuple(backend for backend in drawn if backend) if step.times > 1 else ()
    return ShowResult(step=step, result=done.result, mismatch=done.mismatch, ok=done.ok, why=done.why, drawn=named, before=before)


def _draw(step: Step, backends: Sequence[str], random: Random, bound: dict[str, str]) -> str:
    """One of the possible backends; an open connection stays on the one that it was given."""
    if not backends:
        return ""
    chosen = random.choice(backends)
    match step.action:
        case Open():
            bound[step.action.name] = chosen
        case Send(name):
            chosen = bound[name] if bound.get(name) in backends else chosen
        case _:
            pass
    return chosen
