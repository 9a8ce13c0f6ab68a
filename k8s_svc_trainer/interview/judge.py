"""One verdict out of several opinions: what patterns say of a part, and how likely its sentences, clauses and the whole say it.

A logistic regression over these, computed by `make taught` from answers that no pattern was ever tuned to: so each opinion weighs as much
as it is worth on a stranger's answer. It is one for all parts of all questions, and each part departs from it as far as answers show that
its patterns or sentences are worth more, or less. A point is made, touched on or not made, whichever is likeliest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement
from math import exp, log

import msgspec

from k8s_svc_trainer.course.values import Taught
from k8s_svc_trainer.interview.naming import PLAIN
from k8s_svc_trainer.interview.taught import MOST, Opinion

HELD = 0.45
"""A misconception is held where it is likelier than this; on fresh answers it so misses about as many as it makes up."""
AGREED = 0.0
"""In a plain answer in which nobody finds an error, a point is made that patterns find, if these odds say so too, as a logarithm."""
GRADES = (0.0, 0.5, 1.0)

Rows = Sequence[Sequence[float]]
"""What judges a part: a row of weights for each grade of a point, one row for a misconception."""


def traits(worth: float | None, opinion: Opinion) -> list[float]:
    """A verdict of patterns and an opinion as numbers: themselves, and each beside each other."""
    said = [float(worth is None), float(worth == GRADES[1]), float(worth == GRADES[2])]
    heard = [opinion.sentence, opinion.second, opinion.whole, opinion.clause]
    both = [one * other for one, other in combinations_with_replacement(heard, 2)]
    return [1.0, *said, *heard, *both, *(one * other for one in said for other in heard)]


class Manner(msgspec.Struct, frozen=True, gc=False):
    """How an answer is given: the sentences that tell something, and the odds, as a logarithm, that they only name things."""

    sentences: int
    naming: float


def beside(voiding: float, wrong: float, manner: Manner) -> list[float]:
    """What else counts for a point: the chance of an error that voids it, how many errors are to be expected, and the answer's manner."""
    return [voiding, wrong, log(1 + manner.sentences), manner.naming]


def chance_of_error(rows: Rows, worth: float | None, opinion: Opinion) -> float:
    """How likely a misconception is held. `rows`: what judges it."""
    (row,) = rows
    return 1 / (1 + exp(-max(-MOST, min(MOST, _sum(row, traits(worth, opinion))))))


def grade_of_point(rows: Rows, worth: float | None, opinion: Opinion, others: Sequence[float]) -> float:
    """1, 0.5 or 0. `rows`: what judges it; `others`: as `beside` gives it."""
    numbers = traits(worth, opinion) + list(others)
    sums = [_sum(row, numbers) for row in rows]
    return GRADES[max(range(len(sums)), key=sums.__getitem__)]


def _sum(weights: Sequence[float], numbers: Sequence[float]) -> float:
    return sum(weight * number for weight, number in zip(weights, numbers, strict=True))


def judge(
    taught: Taught,
    worths: Mapping[str, float | None],
    heard: Mapping[str, Opinion],
    voided_by: Mapping[str, frozenset[str]],
    manner: Manner,
) -> tuple[dict[str, float], tuple[str, ...]]:
    """The grade of each point and the misconceptions that are held, each part in the order of `worths`; `voided_by`: of each point."""
    judges = taught.judges
    errors = {part: chance_of_error(judges[part], worth, heard[part]) for part, worth in worths.items() if part not in voided_by}
    held = tuple(part for part, chance in errors.items() if chance > HELD)
    plain = manner.naming <= PLAIN and not held and not any(worths[part] for part in errors)
    points = {}
    for part, voiding in voided_by.items():
        others = beside(max((errors.get(one, 0.0) for one in voiding), default=0.0), sum(errors.values()), manner)
        made = grade_of_point(judges[part], worths[part], heard[part], others)
        agreed = plain and worths[part] == GRADES[2] and heard[part].sentence > AGREED
        points[part] = GRADES[2] if agreed else made if voiding.isdisjoint(held) else 0.0
    return points, held
