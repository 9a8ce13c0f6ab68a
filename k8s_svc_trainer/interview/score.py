"""The score: 0 to 10, as a strict interviewer gives it. Misconceptions weigh more than omissions.

Decides how points and misconceptions become one number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

BEST = 10
COST = 1.5  # points of ten that one misconception takes


def score(points: Mapping[str, float], misconceptions: Collection[str]) -> int:
    """A whole number from 0 to 10."""
    made = BEST * sum(points.values()) / len(points) if points else 0.0
    return max(0, min(BEST, round(made - COST * len(misconceptions))))
