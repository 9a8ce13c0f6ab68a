"""fsrs's model as arithmetic: what a memory is after an answer, and how it fades. What a plan computes a hundred thousand times.

Decides nothing that fsrs does not: the formulas and the parameters are those of py-fsrs 6, `scheduler.py` (DEFAULT_PARAMETERS,
`_initial_stability`, `_next_difficulty`, `_next_recall_stability`, `_next_forget_stability`, `_short_term_stability`), and a test holds
both to the same numbers. Days may be broken here, where fsrs counts whole ones. Imports nothing, so that home may use it.
"""

from __future__ import annotations

from math import exp, log
from typing import NamedTuple

W = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
DECAY = -W[20]
FACTOR = 0.9 ** (1 / DECAY) - 1
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
A_DAY = 1 - 1e-6
"""What counts as a day: sums of broken days are a hair less than whole."""
LEAST_STABILITY, LEAST_DIFFICULTY, MOST_DIFFICULTY = 0.001, 1.0, 10.0
_GROWTH = exp(W[8])
_LAPSED_AT_MOST = exp(W[17] * W[18])
_EASIEST = W[4] - exp(W[5] * (EASY - 1)) + 1


class Memory(NamedTuple):
    """How a thing is remembered: after `stability` days nine in ten still know it; `difficulty` from 1 to 10."""

    stability: float
    difficulty: float


def known_after(memory: Memory, days: float) -> float:
    """How likely it is still known, so many days after the last answer: from 0 to 1."""
    return float((1 + FACTOR * max(0.0, days) / memory.stability) ** DECAY)


def begun(grade: int) -> Memory:
    """The memory after a first answer."""
    return Memory(max(LEAST_STABILITY, W[grade - 1]), _clamped(W[4] - exp(W[5] * (grade - 1)) + 1))


def answered(memory: Memory, days: float, grade: int) -> Memory:
    """The memory after another answer, so many days after the one before."""
    if days < A_DAY:
        stability = _same_day(memory.stability, grade)
    elif grade == AGAIN:
        stability = _forgotten(memory, known_after(memory, days))
    else:
        stability = _kept(memory, known_after(memory, days), grade)
    return Memory(max(LEAST_STABILITY, stability), _harder(memory.difficulty, grade))


def expected(memory: Memory, days: float) -> Memory:
    """The memory that is to be expected of an answer not given yet: right, or wrong and then right in the same sitting.

    The mean of both, each as likely as it is: of stabilities the geometric one, since stability works by its logarithm.
    """
    chance = known_after(memory, days)
    return between(answered(memory, days, GOOD), answered(answered(memory, days, AGAIN), 0, GOOD), chance)


def first(chance: float) -> Memory:
    """The same of something never asked, known with this chance."""
    return between(begun(GOOD), answered(begun(AGAIN), 0, GOOD), chance)


def between(right: Memory, wrong: Memory, chance: float) -> Memory:
    """The memory between two, the first as likely as `chance`."""
    stability = exp(chance * log(right.stability) + (1 - chance) * log(wrong.stability))
    return Memory(stability, chance * right.difficulty + (1 - chance) * wrong.difficulty)


def _kept(memory: Memory, chance: float, grade: int) -> float:
    stability, difficulty = memory
    extra = {HARD: W[15], EASY: W[16]}.get(grade, 1.0)
    grows = _GROWTH * (11 - difficulty) * stability ** -W[9] * (exp(W[10] * (1 - chance)) - 1) * extra
    return float(stability * (1 + grows))


def _forgotten(memory: Memory, chance: float) -> float:
    stability, difficulty = memory
    longer = W[11] * difficulty ** -W[12] * ((stability + 1) ** W[13] - 1) * exp(W[14] * (1 - chance))
    return float(min(longer, stability / _LAPSED_AT_MOST))


def _same_day(stability: float, grade: int) -> float:
    grows = exp(W[17] * (grade - 3 + W[18])) * stability ** -W[19]
    return float(stability * (max(1.0, grows) if grade >= HARD else grows))


def _harder(difficulty: float, grade: int) -> float:
    moved = difficulty - W[6] * (grade - 3) * (MOST_DIFFICULTY - difficulty) / 9
    return _clamped(W[7] * _EASIEST + (1 - W[7]) * moved)


def _clamped(difficulty: float) -> float:
    return min(MOST_DIFFICULTY, max(LEAST_DIFFICULTY, difficulty))
