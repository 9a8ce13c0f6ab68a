"""What an interviewer would say of an answer: what was covered, missed and wrong, how it was built, how long it takes to say.

Decides nothing about points (`grade` does). The shape of a senior answer is four things: the answer comes first, then the mechanism, how
it fails, and what it costs.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from k8s_svc_trainer.course.values import InterviewQuestion, Misconception, Point
from k8s_svc_trainer.interview.claims import Mention, Stand
from k8s_svc_trainer.interview.grade import Grade, Grader, Unheard
from k8s_svc_trainer.interview.text import Text

WORDS_A_MINUTE = 130
FIRST = 2  # sentences in which the answer should stand
QUOTED = 90  # letters up to which a quotation is a whole clause
PARTS: Mapping[str, str] = {
    "answer first": "say the answer in the first two sentences, then explain",
    "mechanism": "say who does it, where and how",
    "failure mode": "say how it fails, and what one sees then",
    "trade-off": "say what it costs, or when you would do something else",
}
UNHEARD: Mapping[Unheard, tuple[str, str]] = {
    Unheard.ELSEWHERE: ("the question", "this answers another one; say what was asked here"),
    Unheard.NAMES: ("statements", "names alone state nothing; say what each does, to what, and when"),
}
CONCEPTS: Mapping[str, str] = {"mechanism": "mechanism", "failure mode": "failure", "trade-off": "trade-off"}


class Covered(msgspec.Struct, frozen=True, gc=False):
    """A point that was made or touched on, and the words that earned it."""

    point: Point
    worth: float
    words: str


class Wrong(msgspec.Struct, frozen=True, gc=False):
    """A misconception that the candidate holds, and the words that show it."""

    misconception: Misconception
    words: str


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """All that is to be said of one answer. `seconds`: the time to say it; `lacks`: parts of a senior answer that it does without.

    `overruled`: points that the candidate has judged otherwise.
    """

    grade: Grade
    covered: tuple[Covered, ...]
    missed: tuple[Point, ...]
    wrong: tuple[Wrong, ...]
    lacks: tuple[str, ...]
    words: int
    seconds: int
    adds: tuple[Point, ...]
    overruled: Mapping[str, float] = {}


def feedback(
    question: InterviewQuestion, grader: Grader, answer: str, *, level: str, overruled: Mapping[str, float] | None = None
) -> Feedback:
    """Feedback to an answer, beside the model answer of a level (`junior`, `senior`, `staff`).

    `adds`: the points that the model answer makes and this one does not.
    """
    grade = grader.grade(answer, overruled=overruled)
    model = grader.grade(question.answers[level])
    text, found = grader.claims(answer)
    return Feedback(
        grade=grade,
        covered=tuple(Covered(one, grade.points[one.id], _said(grade, one.id, text)) for one in question.points if grade.points[one.id]),
        missed=tuple(one for one in question.points if not grade.points[one.id]),
        wrong=_wrong(question, grade, text),
        lacks=tuple(_lacks(grade, text, found)),
        words=len(answer.split()),
        seconds=speaking_seconds(answer),
        adds=tuple(one for one in question.points if model.points[one.id] == 1 > grade.points[one.id]),
        overruled=overruled or {},
    )


def wrong_in(question: InterviewQuestion, grader: Grader, answer: str) -> tuple[Wrong, ...]:
    """The misconceptions of a question that an answer, to it or to a follow-up with its own grader, holds."""
    return _wrong(question, grader.grade(answer), grader.claims(answer)[0])


def speaking_seconds(text: str) -> int:
    """How long it takes to say a text, in seconds."""
    return round(60 * len(text.split()) / WORDS_A_MINUTE)


def _wrong(question: InterviewQuestion, grade: Grade, text: Text) -> tuple[Wrong, ...]:
    return tuple(Wrong(one, _said(grade, one.id, text)) for one in question.misconceptions if one.id in grade.misconceptions)


def _said(grade: Grade, name: str, text: Text) -> str:
    """The shortest of the places that earned it, with the rest of its clauses where these are short."""
    spans = grade.evidence.get(name, ())
    start, end = min(spans, key=lambda span: span[1] - span[0], default=(0, 0))
    clauses = {word.clause for word in text.words if start < word.end and word.start < end}
    around = [word for word in text.words if word.clause in clauses]
    if around and around[-1].end - around[0].start <= QUOTED:
        start, end = around[0].start, around[-1].end
    return " ".join(text.text[start:end].split())


def _lacks(grade: Grade, text: Text, found: tuple[Mention, ...]) -> list[str]:
    last = max((word.end for word in text.words if word.sentence < FIRST), default=0)
    lacking = [] if any(start < last for spans in grade.evidence.values() for start, _ in spans) else ["answer first"]
    return lacking + [part for part, concept in CONCEPTS.items() if not _names(found, concept)]


def _names(found: tuple[Mention, ...], concept: str) -> bool:
    return any(one.concept == concept and one.stand in (Stand.CLAIMED, Stand.DENIED) for one in found)
