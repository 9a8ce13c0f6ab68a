"""What an exam came to: the score, and the gaps by cause.

Decides how points add up and what is read next. What each answer was worth, and which misconception stood behind it, is handed in; knows no
screen and no store.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

MOST_READ = 5
"""So many pages are named, those with the most gaps."""


class Cause(StrEnum):
    """Why a question brought less than its point."""

    BELIEF = "belief"  # a wrong option was taken for true
    PART = "part"  # nothing wrong was said, but not all of what is right
    OTHER = "other"  # a typed, ordered or mended answer that is not so
    UNANSWERED = "unanswered"


class Belief(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A wrong option that was taken for true, in its words, and why one might."""

    text: str
    why: str


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """One question of a paper after it was marked.

    `credit` from 0 to 1; `answer` in the words of the screen; `so`: what is right, in a line; `page`: where its lesson teaches it;
    `missing`: right options that were not marked. `comes_back` is None for a question that was not answered.
    """

    item: str
    lesson: str
    prompt: str
    tags: tuple[str, ...]
    credit: float
    right: bool
    answered: bool
    flagged: bool
    seconds: float
    answer: str
    beliefs: tuple[Belief, ...]
    so: str
    say: str
    page: str
    missing: tuple[str, ...] = ()
    comes_back: datetime | None = None

    @property
    def cause(self) -> Cause | None:
        """Why it brought less than its point; None where it did not."""
        if self.right:
            return None
        if not self.answered:
            return Cause.UNANSWERED
        return Cause.BELIEF if self.beliefs else Cause.PART if self.credit else Cause.OTHER


class Section(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One lesson's part of the paper: points made of so many."""

    lesson: str
    points: float
    of: int


class Read(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A page to read, and how many gaps it would close."""

    lesson: str
    page: str
    gaps: int


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What an exam came to. Sections from the weakest; `causes` counts the gaps; `passed` only of a test of one section (`lesson`)."""

    session: str
    seed: int
    minutes: int
    seconds: float
    ended: datetime
    topic: str | None
    lesson: str | None
    questions: int
    answered: int
    right: int
    points: float
    percent: int
    sections: tuple[Section, ...]
    causes: dict[Cause, int]
    read: tuple[Read, ...]
    marked: tuple[Marked, ...]
    needed: int | None = None
    passed: bool | None = None

    @property
    def missed(self) -> tuple[Marked, ...]:
        """The questions that brought less than their point, in the order of the paper."""
        return tuple(one for one in self.marked if not one.right)


def sections(marked: Iterable[Marked]) -> tuple[Section, ...]:
    """Each lesson's points, the weakest first; equals by their place in the course."""
    groups: dict[str, list[Marked]] = {}
    for one in marked:
        groups.setdefault(one.lesson, []).append(one)
    found = [Section(lesson=name, points=sum(one.credit for one in group), of=len(group)) for name, group in groups.items()]
    return tuple(sorted(found, key=lambda part: (part.points / part.of, part.lesson)))


def to_read(missed: Iterable[Marked]) -> tuple[Read, ...]:
    """The pages behind the gaps, those with the most first; what was not reached is no gap of knowledge."""
    pages = Counter((one.lesson, one.page) for one in missed if one.answered)
    ranked = sorted(pages.items(), key=lambda page: (-page[1], page[0]))
    return tuple(Read(lesson=lesson, page=page, gaps=count) for (lesson, page), count in ranked[:MOST_READ])


def causes(missed: Iterable[Marked]) -> dict[Cause, int]:
    """How many gaps of each cause, in the order in which causes are told; none of which there is none."""
    counts = Counter(one.cause for one in missed)
    return {cause: counts[cause] for cause in Cause if counts[cause]}


def percent(marked: Sequence[Marked]) -> int:
    """The points made, of a hundred; never 100 where one is missing."""
    if not marked:
        return 0
    points = sum(one.credit for one in marked)
    share = round(100 * points / len(marked))
    return share if share < 100 or points == len(marked) else 99
