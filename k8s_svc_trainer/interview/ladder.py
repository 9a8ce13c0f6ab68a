"""The ladder: which question an interviewer asks next, one at a time.

First about what was missed, then rung by rung towards the packet, at last a twist. Two rungs in a row with nothing made end the climb: an
interviewer who sees the ground reached goes on to the twist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from k8s_svc_trainer.course.values import FollowUp, InterviewQuestion, Rung

MOST_MISSED = 2
"""So many questions about what was missed are asked before it goes deeper."""
GROUND = 2
"""So many rungs in a row without a point end the climb."""


class Climb(msgspec.Struct, frozen=True):
    """What was asked and made so far: the points of the first answer, and of each follow-up its share of points, in order."""

    points: Mapping[str, float]
    answered: tuple[tuple[str, float], ...] = ()

    def after(self, asked: FollowUp, points: Mapping[str, float]) -> Climb:
        """The climb after a follow-up was answered."""
        share = sum(points.values()) / len(points) if points else 0.0
        return Climb(self.points, (*self.answered, (asked.id, share)))


def following(question: InterviewQuestion, climb: Climb) -> FollowUp | None:
    """The next follow-up; None where the interviewer has heard enough."""
    done = {name for name, _ in climb.answered}
    left = [one for one in question.followUps if one.id not in done]
    asked = [one for one in question.followUps if one.id in done]
    if sum(one.rung is Rung.MISSED for one in asked) < MOST_MISSED:
        missed = next((one for one in left if one.rung is Rung.MISSED and any(climb.points.get(name, 0) < 1 for name in one.missed)), None)
        if missed is not None and not any(one.rung is not Rung.MISSED for one in asked):
            return missed
    if not _at_the_ground(question, climb):
        deeper = next((one for one in left if one.rung is Rung.DEEPER), None)
        if deeper is not None:
            return deeper
    return next((one for one in left if one.rung is Rung.TWIST), None)


def _at_the_ground(question: InterviewQuestion, climb: Climb) -> bool:
    deeper = {one.id for one in question.followUps if one.rung is Rung.DEEPER}
    shares: Sequence[float] = [share for name, share in climb.answered if name in deeper]
    return len(shares) >= GROUND and not any(shares[-GROUND:])
