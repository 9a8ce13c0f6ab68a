"""The lab's own words about the task: story, goals, diff.

Decides how a judgement is told in plain lines; what holds is judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from k8s_svc_trainer.cases.contain import show
from k8s_svc_trainer.course.judging import GoalKind, Judged
from k8s_svc_trainer.lab.changes import differences, written
from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.options import Manners, Parsed
from k8s_svc_trainer.lab.view import View
from k8s_svc_trainer.printers.client.printed import Printed

MOST_DIFFERENCES = 40
KINDS = {GoalKind.GOAL: "to reach", GoalKind.KEEP: "to keep", GoalKind.UNTOUCHED: "to leave as it was"}


def story(view: View, parsed: Parsed) -> Printed:
    """Who is hurt, since when, what they see."""
    lab = view.task.lab
    if lab is None:
        return Printed("This task has no story: `goals` says what is to be reached.\n")
    return Printed("".join(f"{line}\n" for line in (lab.title, *lab.story)))


def goals(view: View, parsed: Parsed) -> Printed:
    """What is to be reached, kept and left, and whether it is so."""
    lines: list[str] = []
    for kind, words in KINDS.items():
        found = [one for one in view.judged.goals if one.kind is kind]
        lines += [f"{words}:", *(line for one in found for line in _lines(one))] if found else []
    return Printed("".join(f"{line}\n" for line in lines))


def _lines(one: Judged) -> Iterator[str]:
    yield f"  {'holds' if one.holds else 'fails'}  {one.name}"
    if not one.holds and one.message:
        yield f"         {one.message}"


def diff(view: View, parsed: Parsed) -> Printed:
    """For each goal that fails what should come of it and what does; and what was changed since the start."""
    lines: list[str] = []
    for one in view.judged.goals:
        if not one.holds:
            lines += [one.name, *_sides(one)]
    if not lines:
        lines.append("All goals hold.")
    changes = list(differences(written(view.start), written(view.cluster)))
    lines.append("changed since the start:" if changes else "nothing is changed since the start")
    lines += [f"  {line}" for line in changes[:MOST_DIFFERENCES]]
    if len(changes) > MOST_DIFFERENCES:
        lines.append(f"  and {len(changes) - MOST_DIFFERENCES} more")
    return Printed("".join(f"{line}\n" for line in lines))


def _sides(one: Judged) -> Iterator[str]:
    found = one.mismatch
    if found is not None:
        yield f"  goal  {found.field}: {show(found.expected)}"
        yield f"  now   {found.field}: {show(found.actual)}"
    elif one.kind is GoalKind.UNTOUCHED:
        yield "  goal  as it was"
        yield f"  now   {one.why}"
    else:
        yield "  goal  that it can be done"
        yield f"  now   {one.why}"
    if found is not None and one.why:
        yield f"  why   {one.why}"


STORY = Command(name="story", about="Who is hurt, since when, what they see", run=story, manners=Manners.RAW)
GOALS = Command(name="goals", about="What is to be reached, and whether it is", run=goals, manners=Manners.RAW)
DIFF = Command(name="diff", about="Goal and now, and what was changed since the start", run=diff, manners=Manners.RAW)
