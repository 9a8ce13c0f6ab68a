"""Proof of repairs: the reference and every right one work, every wrong one fails, and doing nothing fails too.

Decides what an author's repairs must show of themselves, in questions of kind `fix` and in labs alike. Gives faults at the places in the
file; raises none.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import msgspec

from k8s_svc_trainer.cases.document import Fault, Faults
from k8s_svc_trainer.cases.faults import meant, printable, shown
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.run import check_step
from k8s_svc_trainer.course.judging import GoalKind, Judgement, Task, judge
from k8s_svc_trainer.course.stage import fault_of, first_failure, steps_in
from k8s_svc_trainer.sim import Cluster

Tried = Callable[[], str | None]
"""Tries a repair: why it does not work, None where it does. Raises Faults where it cannot be tried."""


class Claim(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What an author says of repairs. `goals` and `keep` are where a fault of theirs is told; `fails` names a goal for each wrong one."""

    goals: Node
    keep: Node | None
    rights: Mapping[str, Node]
    wrongs: Mapping[str, Node]
    fails: Mapping[str, Node] = {}


def prove_repairs(task: Task, start: Cluster, claim: Claim) -> Iterator[Fault]:
    """All that does not hold of the repairs of a task that begins with this cluster."""
    yield from _as_it_stands(judge(task, start, start), claim)
    for name, node in claim.rights.items():
        yield from works(name, node, partial(_reason_after, task, start, node))
    for name, node in claim.wrongs.items():
        yield from _near_miss(task, start, node, claim.fails.get(name))


def after(task: Task, start: Cluster, node: Node, *, refused: bool = False) -> Judgement:
    """The judgement after a repair.

    A step of a right one that fails is a fault; a wrong one may well be refused. Raises Faults.
    """
    mended = start.fork()
    steps = steps_in(node)
    if refused:
        for step in steps:
            check_step(mended, step)
    else:
        failed = first_failure(mended, steps)
        if failed is not None:
            raise Faults([fault_of(failed)])
    return judge(task, start, mended)


def works(name: str, node: Node, tried: Tried) -> Iterator[Fault]:
    """A fault where a repair does not do what it is meant to."""
    try:
        reason = tried()
    except Faults as faults:
        yield from faults.faults
        return
    if reason is not None:
        yield node.fault(f"{name} is meant to work and does not: {reason}", "mend it, or the goals")


def fails(node: Node, tried: Tried) -> Iterator[Fault]:
    """A fault where a repair works that is meant to fail."""
    try:
        reason = tried()
    except Faults as faults:
        yield from faults.faults
        return
    if reason is None:
        yield node.fault("this is meant to fail, and all goals hold with it", "write a goal that it fails, or count it among rights")


def reason_of(judgement: Judgement) -> str | None:
    """The first goal that does not hold and what the cluster did; None where all hold."""
    failed = judgement.failed
    return None if failed is None else printable(f"{failed.name}: {failed.message}").rstrip(".")


def _reason_after(task: Task, start: Cluster, node: Node) -> str | None:
    return reason_of(after(task, start, node))


def _near_miss(task: Task, start: Cluster, node: Node, named: Node | None) -> Iterator[Fault]:
    try:
        judgement = after(task, start, node, refused=True)
    except Faults as faults:
        yield from faults.faults
        return
    yield from fails(node, lambda: reason_of(judgement))
    if named is not None:
        yield from _as_named(judgement, named)


def _as_it_stands(judgement: Judgement, claim: Claim) -> Iterator[Fault]:
    if all(goal.holds for goal in judgement.goals if goal.kind is GoalKind.GOAL):
        yield claim.goals.fault("the goals hold before anything is mended", "break something, or write goals that fail")
    for goal in judgement.goals:
        if goal.kind is GoalKind.KEEP and not goal.holds:
            message = f"what is to be kept does not hold at the start: {goal.name}: {printable(goal.message)}"
            yield (claim.keep or claim.goals).fault(message, "mend keep")


def _as_named(judgement: Judgement, named: Node) -> Iterator[Fault]:
    """A near miss fails for the reason that its author names."""
    names = {goal.name for goal in judgement.goals}
    failing = [goal.name for goal in judgement.goals if not goal.holds]
    if named.value not in names:
        yield named.fault(f"{shown(named.value)} is no goal", meant(str(named.value), names))
    elif failing and named.value not in failing:
        yield named.fault(f"this does not fail {shown(named.value)}: it fails {', '.join(failing)}", "name what it fails")
