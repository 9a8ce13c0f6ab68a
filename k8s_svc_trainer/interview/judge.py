"""One verdict out of several opinions: what patterns say of a part, and how likely its sentences, clauses and the whole say it.

A logistic regression over these, the same for every part, computed by `make taught` from answers that no pattern was ever tuned to: so
each opinion weighs as much as it is worth on a stranger's answer. A point is made, touched on or not made, whichever is likeliest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement
from math import exp, log

from k8s_svc_trainer.course.values import Taught
from k8s_svc_trainer.interview.taught import MOST, Opinion

HELD = 0.45
"""A misconception is held where it is likelier than this; on fresh answers it so misses about as many as it makes up."""
GRADES = (0.0, 0.5, 1.0)


def traits(worth: float | None, opinion: Opinion) -> list[float]:
    """A verdict of patterns and an opinion as numbers: themselves, and each beside each other."""
    said = [float(worth is None), float(worth == GRADES[1]), float(worth == GRADES[2])]
    heard = [opinion.sentence, opinion.second, opinion.whole, opinion.clause]
    both = [one * other for one, other in combinations_with_replacement(heard, 2)]
    return [1.0, *said, *heard, *both, *(one * other for one in said for other in heard)]


def beside(voiding: float, wrong: float, sentences: int) -> list[float]:
    """What else counts for a point: the chance of an error that voids it, how many errors are to be expected, and the answer's length."""
    return [voiding, wrong, log(1 + sentences)]


def chance_of_error(taught: Taught, worth: float | None, opinion: Opinion) -> float:
    """How likely a misconception is held."""
    return 1 / (1 + exp(-max(-MOST, min(MOST, _sum(taught.misconceptions, traits(worth, opinion))))))


def grade_of_point(taught: Taught, worth: float | None, opinion: Opinion, others: Sequence[float]) -> float:
    """1, 0.5 or 0. `others`: as `beside` gives it."""
    numbers = traits(worth, opinion) + list(others)
    sums = [_sum(row, numbers) for row in taught.points]
    return GRADES[max(range(len(sums)), key=sums.__getitem__)]


def _sum(weights: Sequence[float], numbers: Sequence[float]) -> float:
    return sum(weight * number for weight, number in zip(weights, numbers, strict=True))


def judge(
    taught: Taught,
    worths: Mapping[str, float | None],
    heard: Mapping[str, Opinion],
    voided_by: Mapping[str, frozenset[str]],
    sentences: int,
) -> tuple[dict[str, float], tuple[str, ...]]:
    """The grade of each point and the misconceptions that are held, each part in the order of `worths`; `voided_by`: of each point."""
    errors = {part: chance_of_error(taught, worth, heard[part]) for part, worth in worths.items() if part not in voided_by}
    held = tuple(part for part, chance in errors.items() if chance > HELD)
    points = {}
    for part, voiding in voided_by.items():
        others = beside(max((errors.get(one, 0.0) for one in voiding), default=0.0), sum(errors.values()), sentences)
        made = grade_of_point(taught, worths[part], heard[part], others)
        points[part] = made if voiding.isdisjoint(held) else 0.0
    return points, held
