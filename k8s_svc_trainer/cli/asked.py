"""One interview question from the first answer to the last follow-up: asked, graded, asked back, tried again.

Decides the order of screens. What is asked next is the ladder's to say, what an answer is worth the grader's; a misconception is answered
by the cluster.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

import msgspec

from k8s_svc_trainer.cli import answering, judged, prompts
from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.cli.paper import GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.cli.showing import show_step
from k8s_svc_trainer.course import FollowUp, InterviewQuestion
from k8s_svc_trainer.course.show import run_refute
from k8s_svc_trainer.interview import Climb, Feedback, Grader, feedback, follow_up_grader, following, grader_of
from k8s_svc_trainer.store import Ruling
from k8s_svc_trainer.study import Evidence, Item, record

WAYS_ON = ("enter", "next")


class Sat(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a question: the feedback of its last answer, the climb, and whether the person stayed to its end."""

    feedback: Feedback
    answer: str
    climb: Climb
    stayed: bool


class Asking(msgspec.Struct, frozen=True):
    """A question being asked at a level, with its grader."""

    paper: Paper
    desk: Desk
    question: InterviewQuestion
    grader: Grader
    level: str


def ask(
    paper: Paper, desk: Desk, question: InterviewQuestion, *, level: str = "senior", rungs: int = 8, text: str | None = None
) -> Sat | None:
    """Ask a question and its follow-ups, `rungs` at the most; `text` is an answer that is there already. None where no answer was given."""
    asking = Asking(paper, desk, question, grader_of(question, desk.field), level)
    paper.fresh()
    paper.gap()
    paper.title("Interview", level)
    paper.text(question.text, STRONG)
    first = _first(asking, text)
    if first is None:
        return None
    found, answer = first
    climb = Climb(found.grade.points)
    stayed = True
    for _ in range(rungs):
        asked = following(question, climb)
        if asked is None:
            break
        made = _follow(asking, asked)
        if made is None:
            stayed = False
            break
        climb = climb.after(asked, made)
    if stayed:
        _close(asking, found, climb)
    return Sat(feedback=found, answer=answer, climb=climb, stayed=stayed)


def _first(asking: Asking, text: str | None) -> tuple[Feedback, str] | None:
    """The first answer, and as many attempts as the person wants: the feedback of the last one, and the answer itself."""
    before: int | None = None
    while True:
        began = time.monotonic()
        answer = text if text is not None else answering.write(asking.paper, asking.desk, _item(asking).key)
        if answer is None:
            asking.paper.text("Kept as a draft: it is here when you come back.", QUIET)
            return None
        text = None
        found = feedback(asking.question, asking.grader, answer, level=asking.level)
        found, again = _judge(asking, answer, found, before)
        seconds = time.monotonic() - began
        evidence = Evidence.by_score(found.grade.points, found.grade.score, answer=answer, seconds=seconds)
        record(asking.desk.store, _item(asking), evidence, datetime.now(UTC))
        if not again:
            return found, answer
        before = found.grade.score
        asking.paper.fresh()
        asking.paper.gap()
        asking.paper.title("Once more", f"{before} of 10 before")
        asking.paper.text(asking.question.text, STRONG)


def _item(asking: Asking) -> Item:
    return asking.desk.interview_item(asking.question)


def _judge(asking: Asking, answer: str, found: Feedback, before: int | None) -> tuple[Feedback, bool]:
    """Show the feedback until the person goes on; whether they want another attempt."""
    paper = asking.paper
    judged.show(paper, found, before=before)
    while True:
        keys = [("enter", "go on"), ("a", "answer again"), ("m", "the model answer"), ("o", "I did say that")]
        keys += [("x", "let the cluster show it")] if any(one.misconception.refute for one in found.wrong) else []
        match prompts.pause(paper.environment, keys, back="go on"):
            case "a":
                return found, True
            case "m":
                judged.show_model(paper, asking.question.answers[asking.level], asking.level, found)
            case "o":
                found = _overrule(asking, answer, found)
                judged.show(paper, found, before=before)
            case "x":
                _refute(asking, found)
            case _:
                return found, False


def _overrule(asking: Asking, answer: str, found: Feedback) -> Feedback:
    """Let the person say that a point was made; it counts from now on, and is kept for the rubric's author."""
    open_points = [one for one in asking.question.points if found.grade.points[one.id] < 1]
    rows = [prompts.Row(key=str(place), text=one.text) for place, one in enumerate(open_points, 1)]
    picked = prompts.choose(asking.paper.environment, rows, at_once=True) if rows else prompts.Back()
    if not isinstance(picked, prompts.Picked):
        return found
    point, item = open_points[int(picked.key) - 1], _item(asking)
    graded = found.grade.points[point.id]
    asking.desk.store.rule(
        Ruling(pack=item.pack, item=item.id, point=point.id, graded=graded, ruled=1.0, answer=answer, at=datetime.now(UTC))
    )
    overruled = {name: worth for name, worth in found.grade.points.items() if worth == 1 and name not in found.grade.evidence}
    return feedback(asking.question, asking.grader, answer, level=asking.level, overruled={**overruled, point.id: 1.0})


def _refute(asking: Asking, found: Feedback) -> None:
    """What the cluster says to each misconception that it can show."""
    lesson = asking.desk.pack.lesson(asking.question.lesson)
    for wrong in found.wrong:
        if wrong.misconception.refute is None:
            continue
        asking.paper.gap()
        asking.paper.title("You said", f"{asking.question.id}")
        asking.paper.entry("", f"“{wrong.words}”", style=STRONG, column=0)
        asking.paper.gap()
        for one in run_refute(lesson, asking.question, wrong.misconception):
            show_step(asking.paper, one)


def _follow(asking: Asking, asked: FollowUp) -> dict[str, float] | None:
    """One follow-up, answered and graded; None where the person went back."""
    paper, question = asking.paper, asking.question
    paper.fresh()
    paper.gap()
    paper.title("And then", asked.rung.value)
    paper.text(asked.text, STRONG)
    key = (_item(asking).pack, f"{question.item}/{asked.id}")
    answer = answering.write(paper, asking.desk, key, how="")
    if answer is None:
        return None
    asking.desk.store.drop_draft(key)
    grade = follow_up_grader(question, asked, asking.desk.field).grade(answer)
    paper.gap()
    for point in asked.points:
        worth = grade.points[point.id]
        sign, style = ("tick", GOOD) if worth == 1 else ("dot", QUIET) if worth else ("open", QUIET)
        paper.entry(paper.sign(sign), point.text, label_style=style, column=3)
    if asked.answer:
        paper.gap()
        paper.entry("say", f"“{asked.answer}”", column=8)
    paper.gap()
    return grade.points if prompts.pause(paper.environment, [WAYS_ON], back="enough") is not None else None


def _close(asking: Asking, found: Feedback, climb: Climb) -> None:
    paper = asking.paper
    paper.gap()
    made = sum(share == 1 for _, share in climb.answered)
    paper.title(f"{found.grade.score} of 10", f"{made} of {len(climb.answered)} follow-ups answered in full" if climb.answered else "")
    for point in found.missed:
        paper.entry("next time", point.text, column=11)
    paper.gap()
