"""The score: 0 to 10, as a strict interviewer gives it. Misconceptions weigh more than omissions.

Decides how points and misconceptions become one number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

BEST = 10
COST = 1.25  # points of ten that one misconception takes


def score(points: Mapping[str, float], misconceptions: Collection[str]) -> int:
    """A whole number from 0 to 10: the share of the points made, less `COST` for each misconception.

    Of 6,485 labelled answers it gives, from the labels of points and misconceptions, the labelled score in 74 % and one within 1 in 99.7 %
    (with a cost of 1.5 in 72 and 99.8 %, of 2 in 72 and 99.2 %). What is missed beyond that comes from points, not from here.
    """
    made = BEST * sum(points.values()) / len(points) if points else 0.0
    return max(0, min(BEST, round(made - COST * len(misconceptions))))
