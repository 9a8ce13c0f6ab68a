"""What is wrong with the commands of a pack's labs: each lab's reference, typed into a session, must solve it, as its steps do.

Decides nothing about labs that `course.lab_proof` decides already.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from k8s_svc_trainer.cases.faults import Fault, Faults
from k8s_svc_trainer.cases.run import check_step
from k8s_svc_trainer.course.judging import Task, runnable
from k8s_svc_trainer.course.pack import Pack
from k8s_svc_trainer.course.stage import stage
from k8s_svc_trainer.course.values import Lab
from k8s_svc_trainer.lab.changes import differences, written
from k8s_svc_trainer.lab.session import Session
from k8s_svc_trainer.sim import Cluster

SEED = 1
MOST_TOLD = 3


def check(pack: Pack) -> list[Fault]:
    """All that is wrong with the commands of all labs; a lab that cannot be read is told elsewhere."""
    found: list[Fault] = []
    for entry in pack.lab_index():
        try:
            lab = pack.lab(entry.id)
        except Faults:
            continue
        found += check_lab(lab)
    return found


def check_lab(lab: Lab) -> list[Fault]:
    """What is wrong with the commands of one lab."""
    try:
        task, start = runnable(lab), stage(lab)
    except Faults:
        return []
    return list(_check(lab, task, start))


def _check(lab: Lab, task: Task, start: Cluster) -> Iterator[Fault]:
    at = lab.at.find("reference.commands")
    session = Session(task, start, seed=SEED, read=_nothing)
    for place, line in enumerate(lab.commands):
        node = at.elements()[place] if place < len(at.elements()) else at
        turn = session.run(line)
        if turn.edit is not None:
            yield node.fault("this command needs an editor, which a reference cannot have", "write kubectl patch, set or apply")
            return
        if turn.output.status:
            yield node.fault(f"this command fails: {_first(turn.output.stderr)}", "mend the command")
            return
    if not session.counts:
        failed = session.judged.failed
        yield at.fault(f"these commands do not solve the lab: {failed.name if failed else 'nothing is to be reached'} fails", "mend them")
        return
    yield from _same_effect(lab, task, start, session.cluster)


def _same_effect(lab: Lab, task: Task, start: Cluster, by_commands: Cluster) -> Iterator[Fault]:
    by_steps = start.fork()
    for step in task.reference:
        check_step(by_steps, step)
    lines = list(differences(written(by_steps), written(by_commands)))
    if lines:
        shown = "; ".join(lines[:MOST_TOLD])
        yield lab.at.find("reference").fault(
            f"commands and steps do not come to the same (steps -> commands): {shown}", "say the same in both"
        )


def _first(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "without a word"


def _nothing(name: str) -> NoReturn:
    raise FileNotFoundError(name)
