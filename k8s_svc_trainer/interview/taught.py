"""What labelled texts taught: how likely an answer says each part of a rubric, by its sentences, its clauses and as a whole.

Logistic regressions over traits (`spoken.py`), of sentences and of wholes, computed by `make taught`; one more tells sentences that tell
something of the question from those of everyday life. They know no pattern. What comes
after a sentence can only take a point back: a sentence of something else must not earn one. Knows nothing of grades.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import exp, log

import msgspec

from k8s_svc_trainer.course.values import Table, Taught
from k8s_svc_trainer.interview.spoken import Answer, Spoken, Traits, together

UNIT = 20
"""A table weighs in twentieths: finer ones would make files larger, and change hardly any grade."""
MOST = 50.0
"""Beyond this the sum of weights says nothing more."""
FAINT = -1.5
"""A sentence with smaller odds, as a logarithm, tells nothing of the question. Set so that one in eighty of everyday life tells something,
in the words in which also pictures are told."""
LEAST = 1e-3
"""What is added to a chance and its contrary, so that no chance is none."""


class Opinion(msgspec.Struct, frozen=True, gc=False):
    """The chances, as logarithms of their odds, that a part is said: by the likeliest sentence and the second, the whole, a clause."""

    sentence: float
    second: float
    whole: float
    clause: float
    at: tuple[int, int]
    """The words that say it most likely: the first, and past the last."""


def telling(taught: Taught, answer: Answer) -> Answer:
    """An answer without the sentences that tell nothing of the question: whatever else is said, it earns and costs nothing."""
    kept = tuple(one for one in answer.sentences if sums(taught.telling, one.own)[0] > FAINT)
    clauses = tuple(one for one in answer.clauses if any(whole.first <= one.first < whole.last for whole in kept))
    return Answer(kept, clauses, together(kept))


def opinions(taught: Taught, answer: Answer, points: Collection[str]) -> dict[str, Opinion]:
    """What is to be thought of each part; nothing where no sentence tells anything. `points`: parts that no neighbour may earn."""
    if not answer.sentences:
        return {}
    clipped = [part in points for part in taught.parts]
    sentences = [_sentence(taught.sentences, one, clipped) for one in answer.sentences]
    clauses = [sums(taught.sentences, one.own) for one in answer.clauses]
    whole = sums(taught.whole, answer.whole)
    found = {}
    for column, part in enumerate(taught.parts):
        said = [row[column] for row in sentences]
        best = max(range(len(said)), key=said.__getitem__)
        second = max((one for place, one in enumerate(said) if place != best), default=None)
        clause = max((row[column] for row in clauses), default=None)
        at = answer.sentences[best].first, answer.sentences[best].last
        found[part] = Opinion(odds(said[best]), odds(second), odds(whole[column]), odds(clause), at)
    return found


def odds(total: float | None) -> float:
    """The logarithm of the odds of a sum of weights, within bounds; of none where there is nothing that could say it."""
    chance = 0.0 if total is None else 1 / (1 + exp(-max(-MOST, min(MOST, total))))
    return log((chance + LEAST) / (1 - chance + LEAST))


def _sentence(table: Table, one: Spoken, clipped: list[bool]) -> list[float]:
    own = sums(table, one.said)
    after = sums(table, one.after, bias=False)
    return [total + (min(0.0, more) if clip else more) for total, more, clip in zip(own, after, clipped, strict=True)]


def sums(table: Table, traits: Traits, *, bias: bool = True) -> list[float]:
    """For each part what the traits weigh together."""
    totals = [float(one) for one in table.biases] if bias else [0.0] * len(table.biases)
    known: Mapping[str, tuple[int, ...]] = table.weights
    for trait, weight in traits.items():
        if trait in known:
            totals = [total + weight * one for total, one in zip(totals, known[trait], strict=True)]
    return [total / UNIT for total in totals]
