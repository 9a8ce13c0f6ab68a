"""The ladder: which question an interviewer asks next, one at a time.

First about what was missed, the most of it first, then rung by rung towards the packet, at last a twist. Two rungs in a row with nothing
made end the climb: an interviewer who sees the ground reached goes on to the twist. Where time is short, the last question is the twist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from k8s_svc_trainer.course.values import FollowUp, InterviewQuestion, Rung

MOST_MISSED = 2
"""So many questions about what was missed are asked before it goes deeper."""
GROUND = 2
"""So many rungs in a row without a point end the climb."""
ROOM = 3
"""From so many follow-ups on the last is kept for a twist."""


class Climb(msgspec.Struct, frozen=True):
    """What was asked and made so far: the points of the first answer, and of each follow-up its share of points, in order."""

    points: Mapping[str, float]
    answered: tuple[tuple[str, float], ...] = ()

    def after(self, asked: FollowUp, points: Mapping[str, float]) -> Climb:
        """The climb after a follow-up was answered."""
        share = sum(points.values()) / len(points) if points else 0.0
        return Climb(self.points, (*self.answered, (asked.id, share)))


def following(question: InterviewQuestion, climb: Climb, most: int = 99) -> FollowUp | None:
    """The next follow-up of `most`; None where the interviewer has heard enough."""
    if len(climb.answered) >= most:
        return None
    done = {name for name, _ in climb.answered}
    asked = [one for one in question.followUps if one.id in done]
    left = [one for one in question.followUps if one.id not in done]
    twist = next((one for one in left if one.rung is Rung.TWIST), None)
    if twist is not None and len(climb.answered) == most - 1 and most >= ROOM:
        return twist
    if all(one.rung is Rung.MISSED for one in asked) and len(asked) < MOST_MISSED:
        missed = [one for one in left if _missing(one, climb)]
        if missed:
            return max(missed, key=lambda one: _missing(one, climb))
    if not _at_the_ground(question, climb):
        deeper = next((one for one in left if one.rung is Rung.DEEPER), None)
        if deeper is not None:
            return deeper
    return twist


def step(question: InterviewQuestion, asked: FollowUp) -> tuple[int, int]:
    """Which of how many of its kind a follow-up is: (2, 5) for the second rung of five."""
    kind = [one.id for one in question.followUps if one.rung is asked.rung]
    return kind.index(asked.id) + 1, len(kind)


def _missing(one: FollowUp, climb: Climb) -> float:
    """How much of what a follow-up is about was not said."""
    return sum(1 - climb.points.get(name, 0.0) for name in one.missed)


def _at_the_ground(question: InterviewQuestion, climb: Climb) -> bool:
    deeper = {one.id for one in question.followUps if one.rung is Rung.DEEPER}
    shares: Sequence[float] = [share for name, share in climb.answered if name in deeper]
    return len(shares) >= GROUND and not any(shares[-GROUND:])
