"""The end of a mock interview: scores by part and section, what cost most and what to say instead, a plan for the week.

Decides what weighs: a wrong sentence more than a missed point, a missed point more than one that was touched on. Values and Markdown only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from k8s_svc_trainer.interview.feedback import Feedback
from k8s_svc_trainer.interview.plan import Part

COSTLIEST = 3
WRONG_COSTS, MISSED_COSTS, TOUCHED_COSTS = 3.0, 1.0, 0.5
DAYS = 5
WEAK = 5  # a section with less is read again
READ, ASK = "read it again, then its questions", "its questions, then the interview question once more"
STRONG, KEEP = 9, "it holds: only what is due of its questions"
AGAIN = "another mock interview, with another seed"


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One answer within an interview: the part it belonged to, what was asked, of which lesson, and the feedback.

    `followUps`: the share of points made in each follow-up.
    """

    part: Part
    question: str
    asked: str
    lesson: str
    feedback: Feedback
    followUps: tuple[float, ...] = ()


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """The lab of an interview: its score from 0 to 10, and what is to be said of it."""

    lab: str
    title: str
    lesson: str
    score: int
    says: str


class Costly(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A sentence that cost points: what was said (empty where it was not said at all) when what was asked, and what to say instead."""

    cost: float
    asked: str
    said: str
    instead: str


class Scored(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The score of a part or a section. `full` of `followUps` were answered in full."""

    name: str
    score: int
    full: int = 0
    followUps: int = 0


class Day(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What to do on a day of the coming week: with which section, of which score; the last day has none."""

    day: int
    deed: str
    section: str = ""
    score: int | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The whole outcome. `sections`: the mean score of each lesson."""

    level: str
    minutes: float
    score: int
    parts: tuple[Scored, ...]
    sections: tuple[Scored, ...]
    costliest: tuple[Costly, ...]
    week: tuple[Day, ...]


def report(answers: Sequence[Answered], incidents: Sequence[Incident], *, level: str, minutes: float, titles: Mapping[str, str]) -> Report:
    """What an interview came to. `titles`: lessons by id."""
    rows = [(one.part.value, titles.get(one.lesson, one.lesson), one.feedback.grade.score, one.followUps) for one in answers]
    rows += [(Part.INCIDENT.value, titles.get(one.lesson, one.lesson), one.score, ()) for one in incidents]
    costs = sorted((cost for one in answers for cost in _costs(one)), key=lambda cost: -cost.cost)
    sections = _scored((section, score, shares) for _, section, score, shares in rows)
    order = list(Part)
    return Report(
        level=level,
        minutes=round(minutes, 1),
        score=_mean([score for _, _, score, _ in rows]),
        parts=tuple(sorted(_scored((part, score, shares) for part, _, score, shares in rows), key=lambda one: order.index(Part(one.name)))),
        sections=sections,
        costliest=tuple(costs[:COSTLIEST]),
        week=tuple(_week(sections)),
    )


def _scored(rows: Iterable[tuple[str, int, tuple[float, ...]]]) -> tuple[Scored, ...]:
    groups: dict[str, list[tuple[int, tuple[float, ...]]]] = {}
    for name, score, shares in rows:
        groups.setdefault(name, []).append((score, shares))
    return tuple(
        Scored(
            name=name,
            score=_mean([score for score, _ in group]),
            full=sum(share == 1 for _, shares in group for share in shares),
            followUps=sum(len(shares) for _, shares in group),
        )
        for name, group in groups.items()
    )


def _mean(scores: Sequence[int]) -> int:
    return round(sum(scores) / len(scores)) if scores else 0


def _costs(one: Answered) -> Iterable[Costly]:
    found = one.feedback
    sentences: dict[str, list[str]] = {}  # two errors in one sentence are one entry, which costs both
    for wrong in found.wrong:
        sentences.setdefault(wrong.words, []).append(wrong.misconception.instead or f"Not so: {wrong.misconception.text}")
    for words, says in sentences.items():
        yield Costly(cost=WRONG_COSTS * len(says), asked=one.asked, said=words, instead=" ".join(says))
    for point in found.missed:
        yield Costly(cost=MISSED_COSTS, asked=one.asked, said="", instead=point.text)
    for covered in found.covered:
        if covered.worth < 1:
            yield Costly(cost=TOUCHED_COSTS, asked=one.asked, said=covered.words, instead=covered.point.text)


def _week(sections: Sequence[Scored]) -> Iterable[Day]:
    weakest = sorted(sections, key=lambda one: one.score)[:DAYS]
    for day, one in enumerate(weakest, 1):
        deed = READ if one.score < WEAK else KEEP if one.score >= STRONG else ASK
        yield Day(day=day, deed=deed, section=one.name, score=one.score)
    yield Day(day=len(weakest) + 1, deed=AGAIN)


def outcome(one: Scored) -> str:
    """A score in words: `6 of 10, 2 of 3 follow-ups in full`."""
    followed = f", {one.full} of {one.followUps} {'follow-up' if one.followUps == 1 else 'follow-ups'} in full" if one.followUps else ""
    return f"{one.score} of 10{followed}"


def markdown(found: Report) -> str:
    """The report as a Markdown page."""
    minutes = "minute" if found.minutes == 1 else "minutes"
    lines = [f"# Mock interview: {found.score} of 10", "", f"Level {found.level}, {found.minutes:g} {minutes}.", "", "## Scores", ""]
    lines += [f"- {one.name}: {outcome(one)}" for one in found.parts]
    lines += ["", "By section:", "", *(f"- {one.name}: {one.score} of 10" for one in found.sections)]
    if found.costliest:
        lines += ["", "## What cost most", ""]
    for number, costly in enumerate(found.costliest, 1):
        said = f"“{costly.said}”" if costly.said else "Not said"
        lines += [f"{number}. {said}, when asked: {costly.asked}", f"   Say: {costly.instead}"]
    lines += ["", "## The week", ""]
    lines += [f"- Day {day.day}: {f'“{day.section}” ({day.score} of 10): ' if day.section else ''}{day.deed}." for day in found.week]
    return "\n".join([*lines, ""])
