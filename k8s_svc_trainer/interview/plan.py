"""The plan of a mock interview: what is asked in which minutes, weighted to what is weak.

Decides segments from weights, minutes, level and a seed alone: the same four give the same interview. Knows no screen and no clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from random import Random

import msgspec

from k8s_svc_trainer.course.values import InterviewQuestion


class Part(StrEnum):
    """The parts of an interview, in their order."""

    WARM_UP = "warm-up"
    DEPTH = "depth"
    INCIDENT = "incident"
    DESIGN = "design"
    CLOSING = "closing"


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """One part: a question by its id, or a lab by its own; `minutes` for it, and how many follow-ups at the most."""

    part: Part
    minutes: int
    question: str | None = None
    lab: str | None = None
    followUps: int = 0


SHARES: Mapping[Part, float] = {Part.WARM_UP: 0.10, Part.DEPTH: 0.35, Part.INCIDENT: 0.25, Part.DESIGN: 0.20, Part.CLOSING: 0.10}
FOLLOW_UPS: Mapping[Part, Mapping[str, int]] = {
    Part.WARM_UP: {"junior": 1, "senior": 1, "staff": 1},
    Part.DEPTH: {"junior": 3, "senior": 6, "staff": 8},
    Part.DESIGN: {"junior": 1, "senior": 2, "staff": 3},
    Part.CLOSING: {"junior": 0, "senior": 0, "staff": 0},
}
WARM_UPS = ("why-service", "ports", "types", "kube-proxy", "headless")
DESIGNS = ("way-in", "source-ip", "latency", "ingress", "external")
CLOSINGS = ("request-path", "debug-no-traffic")
TWO_DEEP = 45
"""From so many minutes on two questions go into depth."""


def plan(
    weights: Mapping[str, float], minutes: int, level: str, seed: int, *, questions: Sequence[InterviewQuestion], labs: Mapping[str, str]
) -> tuple[Segment, ...]:
    """The segments, which fill the minutes, with a lab or without. `weights`: how weak each lesson is (0 known, 1 unknown); `labs`: the
    lesson of each lab; both may be empty.

    Raises ValueError for fewer than ten minutes, where no interview fits, and for a pack without questions.
    """
    if minutes < 10:
        raise ValueError("an interview takes ten minutes at the least")
    if not questions:
        raise ValueError("this pack has no interview questions")
    drawn = _Draw(weights, Random(f"{seed} {minutes} {level}"), questions)  # noqa: S311 -- which question is asked, no secret
    parts = [Part.WARM_UP, Part.DEPTH, *([Part.DEPTH] if minutes >= TWO_DEEP else []), Part.INCIDENT, Part.DESIGN, Part.CLOSING]
    found = [(part, drawn.lab(labs) if part is Part.INCIDENT else drawn.question(part)) for part in parts]
    held = [(part, name) for part, name in found if name is not None]
    counts = Counter(part for part, _ in held)
    whole = sum(SHARES[part] for part in counts)
    lengths = _lengths([minutes * SHARES[part] / counts[part] / whole for part, _ in held])
    return tuple(
        Segment(part=part, minutes=length, lab=name)
        if part is Part.INCIDENT
        else Segment(part=part, minutes=length, question=name, followUps=FOLLOW_UPS[part][level])
        for (part, name), length in zip(held, lengths, strict=True)
    )


def _lengths(shares: Sequence[float]) -> list[int]:
    """Whole minutes, one at the least, that come to the sum of the shares: each ends where its share ends, rounded."""
    ends = [round(sum(shares[: place + 1])) for place in range(len(shares))]
    return [max(1, end - begin) for begin, end in zip([0, *ends], ends, strict=False)]


class _Draw:
    """Questions and labs drawn by weight, none twice."""

    def __init__(self, weights: Mapping[str, float], random: Random, questions: Sequence[InterviewQuestion]) -> None:
        self.weights, self.random, self.questions = weights, random, questions
        self.used: set[str] = set()

    def question(self, part: Part) -> str | None:
        """One of those that fit the part, else of those that are left."""
        meant = {Part.WARM_UP: WARM_UPS, Part.DESIGN: DESIGNS, Part.CLOSING: CLOSINGS}.get(part)
        left = [one for one in self.questions if one.id not in self.used]
        fitting = [one for one in left if meant and one.id in meant] or (
            [one for one in left if one.id not in (*DESIGNS, *CLOSINGS)] or left
        )
        if not fitting:
            return None
        chosen = self.random.choices(fitting, [self._weight(one.lesson) for one in fitting])[0].id
        self.used.add(chosen)
        return chosen

    def lab(self, labs: Mapping[str, str]) -> str | None:
        """A lab, of a weak lesson rather than of a strong one."""
        names = sorted(labs)
        return self.random.choices(names, [self._weight(labs[name]) for name in names])[0] if names else None

    def _weight(self, lesson: str) -> float:
        return 0.1 + self.weights.get(lesson, 1.0)
