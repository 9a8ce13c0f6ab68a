"""One interview question from the first answer to the last follow-up: asked, graded, asked back, tried again.

Decides the order of screens. What is asked next is the ladder's to say, what an answer is worth the grader's; a misconception is answered
by the cluster. What was missed is not told before the follow-ups that ask for it, unless the person wants to know.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

import msgspec

from k8s_svc_trainer.cli import answering, judged, leaves, prompts
from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.cli.paper import GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.cli.showing import show_step
from k8s_svc_trainer.course import FollowUp, InterviewQuestion, Rung
from k8s_svc_trainer.course.show import run_refute
from k8s_svc_trainer.interview import Climb, Feedback, Grader, Wrong, feedback, follow_up_grader, following, grader_of, step, wrong_in
from k8s_svc_trainer.store import Ruling
from k8s_svc_trainer.study import Evidence, Item, record

KIND: Mapping[Rung, str] = {Rung.MISSED: "what you left open", Rung.DEEPER: "one step deeper, {} of {}", Rung.TWIST: "a twist"}
FEW = "A few sentences. An empty line ends it; alone it says that you do not know."
SHOW = ("x", "let the cluster show it")


class Sat(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a question: the feedback of its last answer, the climb, and whether the person stayed to its end."""

    feedback: Feedback
    answer: str
    climb: Climb
    stayed: bool


class Asking(msgspec.Struct, frozen=True):
    """A question being asked at a level, with its grader and the number of follow-ups at the most."""

    paper: Paper
    desk: Desk
    question: InterviewQuestion
    grader: Grader
    level: str
    rungs: int

    def next(self, climb: Climb) -> FollowUp | None:
        """What is asked next; None where it is enough."""
        return following(self.question, climb, self.rungs)


def ask(
    paper: Paper,
    desk: Desk,
    question: InterviewQuestion,
    *,
    level: str = "senior",
    rungs: int = 9,
    text: str | None = None,
    aside: str = "",
) -> Sat | None:
    """Ask a question and its follow-ups, `rungs` at the most; `text` is an answer that is there already. None where no answer was given."""
    asking = Asking(paper, desk, question, grader_of(question, desk.field(question.lesson)), level, rungs)
    paper.fresh()
    paper.gap()
    paper.title("Interview", aside or level)
    paper.text(question.text, STRONG)
    first = _first(asking, text)
    if first is None:
        return None
    found, answer, stayed = first
    climb = Climb(found.grade.points)
    while stayed and (asked := asking.next(climb)) is not None:
        made = _follow(asking, asked)
        if made is None:
            stayed = False
        else:
            climb = climb.after(asked, made)
    _close(asking, found, climb)
    return Sat(feedback=found, answer=answer, climb=climb, stayed=stayed)


def _first(asking: Asking, text: str | None) -> tuple[Feedback, str, bool] | None:
    """The first answer, and as many attempts as the person wants: the feedback of the last, the answer, whether they go on."""
    before: int | None = None
    while True:
        began = time.monotonic()
        answer = text if text is not None else answering.write(asking.paper, asking.desk, _item(asking).key)
        if answer is None:
            _left(asking)
            return None
        text = None
        seconds = time.monotonic() - began
        found = feedback(asking.question, asking.grader, answer, level=asking.level)
        found, wish = _judge(asking, answer, found, before)
        evidence = Evidence.by_score(found.grade.points, found.grade.score, answer=answer, seconds=seconds)
        record(asking.desk.store, _item(asking), evidence, datetime.now(UTC))
        if wish != "a":
            return found, answer, wish == "enter"
        before = found.grade.score
        asking.paper.fresh()
        asking.paper.gap()
        asking.paper.title("Once more", f"{before} of 10 before")
        asking.paper.text(asking.question.text, STRONG)


def _left(asking: Asking) -> None:
    """What is said to who goes before the end of an answer."""
    asking.paper.gap()
    if answering.kept(asking.desk, _item(asking).key):
        asking.paper.text("Kept as a draft: it is here when you come back.", QUIET)


def _item(asking: Asking) -> Item:
    return asking.desk.interview_item(asking.question)


def _judge(asking: Asking, answer: str, found: Feedback, before: int | None) -> tuple[Feedback, str]:
    """Show the feedback until the person goes on: `enter`, wants another attempt: `a`, or has had enough: the empty text."""
    paper = asking.paper
    reveal = asking.next(Climb(found.grade.points)) is None
    leaves.flow(paper, partial(judged.show, found=found, before=before, reveal=reveal))
    while True:
        keys = [("enter", "go on"), ("a", "answer again"), ("m", "the model answer"), ("o", "I did say that")]
        keys += [("p", "the points not made")] if found.missed and not reveal else []
        keys += [SHOW] if any(one.misconception.refute for one in found.wrong) else []
        match prompts.pause(paper.environment, keys, back="enough"):
            case "m":
                text = asking.question.answers[asking.level]
                leaves.flow(paper, partial(judged.show_model, text=text, level=asking.level, found=found))
            case "p":
                reveal = True
                leaves.flow(paper, partial(_missed, found=found))
            case "o":
                found = _overrule(asking, answer, found)
                paper.fresh()
                leaves.flow(paper, partial(judged.show, found=found, before=before, reveal=reveal))
            case "x":
                _refute(asking, found.wrong)
            case wish:
                return found, wish or ""


def _missed(paper: Paper, found: Feedback) -> None:
    judged.show_missed(paper, found.missed)
    paper.gap()


def _overrule(asking: Asking, answer: str, found: Feedback) -> Feedback:
    """Let the person say that a point was made; it counts from now on, and is kept for the rubric's author."""
    open_points = [one for one in asking.question.points if found.grade.points[one.id] < 1]
    rows = [prompts.Row(key=str(place), text=one.text) for place, one in enumerate(open_points, 1)]
    if not rows:
        return found
    asking.paper.fresh()
    asking.paper.gap()
    asking.paper.title("Which point did you make?", "it counts from now on")
    picked = prompts.choose(asking.paper.environment, rows, at_once=True, above=asking.paper.used)
    if not isinstance(picked, prompts.Picked):
        return found
    point, item = open_points[int(picked.key) - 1], _item(asking)
    graded = found.grade.points[point.id]
    asking.desk.store.rule(
        Ruling(pack=item.pack, item=item.id, point=point.id, graded=graded, ruled=1.0, answer=answer, at=datetime.now(UTC))
    )
    return feedback(asking.question, asking.grader, answer, level=asking.level, overruled={**found.overruled, point.id: 1.0})


def _refute(asking: Asking, wrong: Sequence[Wrong]) -> None:
    """What the cluster says to each misconception that it can show, one after another."""
    paper, lesson = asking.paper, asking.desk.pack.lesson(asking.question.lesson)
    shown = [one for one in wrong if one.misconception.refute is not None]
    for number, one in enumerate(shown, 1):
        if number > 1 and prompts.pause(paper.environment, [("enter", "next")], back="enough") is None:
            return
        paper.fresh()
        paper.gap()
        paper.title("The cluster's answer", f"{number} of {len(shown)}" if len(shown) > 1 else "")
        paper.entry("you said", f"“{one.words}”", style=STRONG, column=10)
        paper.gap()
        for done in run_refute(lesson, asking.question, one.misconception):
            leaves.on(paper, partial(show_step, one=done))
        paper.entry("so say", judged.instead(one.misconception), column=10)
        paper.gap()


def _follow(asking: Asking, asked: FollowUp) -> dict[str, float] | None:
    """One follow-up, answered and graded; None where the person went back."""
    paper, question = asking.paper, asking.question
    paper.fresh()
    paper.gap()
    paper.title("And then", KIND[asked.rung].format(*step(question, asked)))
    paper.text(asked.text, STRONG)
    key = (_item(asking).pack, f"{question.item}/{asked.id}")
    answer = answering.write(paper, asking.desk, key, how=FEW, passes=True)
    if answer is None:
        return None
    asking.desk.store.drop_draft(key)
    grader = follow_up_grader(question, asked, asking.desk.field(question.lesson))
    grade, wrong = grader.grade(answer), wrong_in(question, grader, answer)
    paper.gap()
    judged.show_wrong(paper, wrong)
    for point in asked.points:
        sign, style = ("tick", GOOD) if grade.points[point.id] == 1 else ("open", QUIET)
        paper.entry(paper.sign(sign), point.text, label_style=style, style="" if style == GOOD else QUIET, column=3)
    if asked.answer:
        paper.gap()
        paper.entry("say", f"“{asked.answer}”", column=8)
    paper.gap()
    keys = [("enter", "next"), *([SHOW] if any(one.misconception.refute for one in wrong) else [])]
    while (wish := prompts.pause(paper.environment, keys, back="enough")) == SHOW[0]:
        _refute(asking, wrong)
    return grade.points if wish else None


def _close(asking: Asking, found: Feedback, climb: Climb) -> None:
    """The end: the score, how the follow-ups went, and what to say next time."""
    paper = asking.paper
    made = sum(share == 1 for _, share in climb.answered)
    paper.fresh()
    paper.gap()
    asked = many(len(climb.answered), "follow-up")
    paper.title(f"{found.grade.score} of 10", f"{made} of {asked} answered in full" if climb.answered else "")
    if not found.missed and not found.wrong:
        paper.text("Nothing was missed.")
        return
    paper.write("  ", ("Next time say", STRONG))
    for wrong in found.wrong:
        paper.entry(paper.sign("here"), judged.instead(wrong.misconception), column=3)
    for point in found.missed:
        paper.entry(paper.sign("here"), point.text, column=3)
    paper.gap()
