"""What an answer is worth: grades from evidence.

Decides the grade, and nothing else. Slowness never lowers a grade: time can only turn Good into Easy. A self-rating is its own grade.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, Self

import msgspec


class Grade(IntEnum):
    """fsrs's four ratings, with its numbers: https://github.com/open-spaced-repetition/py-fsrs, `rating.py`."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an answer once it was compared.

    `right`, `helped` (a hint, the lesson or a try on the cluster was used before answering), `seconds` from question to answer where they
    were measured, `answer` as it was given (anything JSON can hold). `rated`: a person's own judgement, which overrides all of these.
    `points`: the points of an interview answer, met or not; `shares`: how far each was made, from 0 to 1, where a grader said so.
    `confidence`: how sure they said they were before the verdict, from 0 to 1.
    """

    right: bool = False
    helped: bool = False
    seconds: float | None = None
    answer: Any = None
    rated: Grade | None = None
    points: Mapping[str, bool] | None = None
    shares: Mapping[str, float] | None = None
    confidence: float | None = None

    @classmethod
    def by_oneself(cls, grade: Grade, *, answer: Any = None) -> Self:
        """A self-rating, as in `checklist drill`."""
        return cls(right=grade is not Grade.AGAIN, rated=grade, answer=answer)

    @classmethod
    def by_points(cls, points: Mapping[str, bool], *, answer: Any = None, seconds: float | None = None) -> Self:
        """An interview answer whose points the learner judged: all met is Good, half or more Hard, fewer Again.

        Raises ValueError for no points.
        """
        if not points:
            raise ValueError("an answer without points cannot be judged by them")
        met = sum(points.values())
        grade = Grade.GOOD if met == len(points) else Grade.HARD if 2 * met >= len(points) else Grade.AGAIN
        return cls(right=grade is not Grade.AGAIN, rated=grade, points=points, answer=answer, seconds=seconds)

    @classmethod
    def by_score(cls, points: Mapping[str, float], score: int, *, answer: Any = None, seconds: float | None = None) -> Self:
        """An interview answer that was graded: from PASSED on it is right, below FULL only as an answer with help is."""
        made = {name: worth == 1 for name, worth in points.items()}
        return cls(right=score >= PASSED, helped=score < FULL, points=made, shares=points, answer=answer, seconds=seconds)

    def of_points(self) -> dict[str, Self]:
        """What a graded answer proves of each point: made in full it is right, touched on it is right as with help, else wrong.

        Nothing where a person judged themselves.
        """
        if self.rated is not None:
            return {}
        return {name: type(self)(right=share > 0, helped=0 < share < 1) for name, share in (self.shares or {}).items()}


PASSED, FULL = 5, 8
"""From these scores of 10 on an interview answer is right, and right without reserve."""


ENOUGH_TIMES = 5
"""So many right answers of a kind are needed before one's own median means something."""


def usual_seconds(seconds: Sequence[float]) -> float | None:
    """The median of one's own right answers of a kind; None where they are too few."""
    if len(seconds) < ENOUGH_TIMES:
        return None
    ordered, half = sorted(seconds), len(seconds) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def grade(evidence: Evidence, usual: float | None = None) -> Grade:
    """Again: wrong. Hard: right with help. Easy: right without help and faster than `usual`. Good: any other right answer."""
    if evidence.rated is not None:
        return evidence.rated
    if not evidence.right:
        return Grade.AGAIN
    if evidence.helped:
        return Grade.HARD
    quick = usual is not None and evidence.seconds is not None and 0 <= evidence.seconds < usual
    return Grade.EASY if quick else Grade.GOOD
