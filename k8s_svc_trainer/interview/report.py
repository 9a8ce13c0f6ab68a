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


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One answer within an interview: the part it belonged to, what was asked, of which lesson, and the feedback."""

    part: Part
    question: str
    asked: str
    lesson: str
    feedback: Feedback


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """The lab of an interview: its score from 0 to 10, and what is to be said of it."""

    lab: str
    title: str
    lesson: str
    score: int
    says: str


class Costly(msgspec.Struct, frozen=True, gc=False):
    """A sentence that cost points: what was said (empty where it was not said at all), and what to say instead."""

    cost: float
    said: str
    instead: str
    lesson: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The whole outcome. `sections`: mean score by lesson; `week`: a line for each of the coming days."""

    level: str
    minutes: float
    score: int
    parts: tuple[tuple[str, int], ...]
    sections: tuple[tuple[str, int], ...]
    costliest: tuple[Costly, ...]
    week: tuple[str, ...]


def report(answers: Sequence[Answered], incidents: Sequence[Incident], *, level: str, minutes: float, titles: Mapping[str, str]) -> Report:
    """What an interview came to. `titles`: lessons by id."""
    scored = [(one.part.value, one.lesson, one.feedback.grade.score) for one in answers]
    scored += [(Part.INCIDENT.value, one.lesson, one.score) for one in incidents]
    costs = sorted((cost for one in answers for cost in _costs(one)), key=lambda cost: -cost.cost)
    sections = _means((lesson, score) for _, lesson, score in scored)
    return Report(
        level=level,
        minutes=round(minutes, 1),
        score=round(sum(score for *_, score in scored) / len(scored)) if scored else 0,
        parts=_means((part, score) for part, _, score in scored),
        sections=tuple((titles.get(lesson, lesson), score) for lesson, score in sections),
        costliest=tuple(costs[:COSTLIEST]),
        week=tuple(_week(sections, titles)),
    )


def _means(scores: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    groups: dict[str, list[int]] = {}
    for name, score in scores:
        groups.setdefault(name, []).append(score)
    return tuple((name, round(sum(group) / len(group))) for name, group in groups.items())


def _costs(one: Answered) -> Iterable[Costly]:
    found = one.feedback
    for wrong in found.wrong:
        yield Costly(WRONG_COSTS, wrong.words, wrong.misconception.instead or f"Not so: {wrong.misconception.text}", one.lesson)
    for point in found.missed:
        yield Costly(MISSED_COSTS, "", point.text, one.lesson)
    for covered in found.covered:
        if covered.worth < 1:
            yield Costly(TOUCHED_COSTS, covered.words, covered.point.text, one.lesson)


def _week(sections: Sequence[tuple[str, int]], titles: Mapping[str, str]) -> Iterable[str]:
    weakest = sorted(sections, key=lambda one: one[1])[:DAYS]
    for day, (lesson, score) in enumerate(weakest, 1):
        deed = "read it again, then its questions" if score < 5 else "its questions, then the interview question once more"
        yield f"Day {day}: {titles.get(lesson, lesson)} ({score} of 10): {deed}."
    yield f"Day {len(weakest) + 1}: another mock interview with another seed."


def markdown(found: Report) -> str:
    """The report as a Markdown page."""
    lines = [f"# Mock interview: {found.score} of 10", "", f"Level {found.level}, {found.minutes:g} minutes.", "", "## Scores", ""]
    lines += [f"- {name}: {score} of 10" for name, score in (*found.parts, *found.sections)]
    lines += ["", "## What cost most", ""]
    for number, costly in enumerate(found.costliest, 1):
        said = f"“{costly.said}”" if costly.said else "(not said)"
        lines += [f"{number}. {said}", f"   Say instead: {costly.instead}"]
    lines += ["", "## The week", "", *(f"- {day}" for day in found.week), ""]
    return "\n".join(lines)
