"""The answers of an exam, marked: `course` says what is right and what part of a point it is, this makes of it what `study` keeps."""

from __future__ import annotations

from functools import partial

from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.course import Question
from k8s_svc_trainer.course.credit import credit
from k8s_svc_trainer.course.grade import BadAnswer, Verdict, grade
from k8s_svc_trainer.course.kinship import by_section
from k8s_svc_trainer.study import Item
from k8s_svc_trainer.study.exam import Mark, Marker
from k8s_svc_trainer.study.gaps import Belief, Marked


def marker(desk: Desk) -> Marker:
    """Marks one answer after another, by the simulated clusters of this desk's pack."""
    return partial(_mark, desk)


def _mark(desk: Desk, item: Item, kept: Mark, seed: int) -> Marked:
    question = desk.pack.question(item.id, seed=seed)
    verdict = _verdict(question, kept)
    right = verdict is not None and verdict.right
    return Marked(
        item=item.id,
        lesson=question.lesson,
        prompt=question.prompt,
        tags=question.tags,
        credit=0.0 if verdict is None else credit(question, kept.answer, verdict),
        right=right,
        answered=kept.answered,
        flagged=kept.flagged,
        seconds=kept.seconds,
        answer="; ".join(kept.said),
        beliefs=() if verdict is None else beliefs(verdict),
        so="" if verdict is None else verdict.first_line.partition(": ")[2],
        say=question.say,
        page="" if right else page_of(desk, question),
        missing=() if verdict is None else tuple(one.text for one in verdict.options if one.right and not one.chosen),
    )


def _verdict(question: Question, kept: Mark) -> Verdict | None:
    """What became of an answer; None where there is none, or where the question was changed since, so that it is none any more."""
    if not kept.answered:
        return None
    try:
        return grade(question, kept.answer)
    except BadAnswer:
        return None


def beliefs(verdict: Verdict) -> tuple[Belief, ...]:
    """The wrong options that were taken for true."""
    return tuple(Belief(text=one.text, why=one.why or "") for one in verdict.options if one.chosen and not one.right)


def page_of(desk: Desk, question: Question) -> str:
    """The title of the page that teaches what a question asks."""
    lesson = desk.pack.lesson(question.lesson)
    homes = by_section(lesson, [question])
    return next((section.title for section in lesson.sections if homes[section.id]), "")
