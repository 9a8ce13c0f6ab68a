"""How much of a right answer an answer is, where an exam gives part of a point.

Decides shares of a point and nothing else: whether an answer is right is `grade`'s to say, and what is remembered knows no halves. The
rules, in words that a person can check:

- Options: as many parts as there are right options; each that was marked is one. A wrong option that was marked takes all of them: it is
  something that one takes for true, and whoever marks everything knows nothing.
- An order in which two neighbours are exchanged is worth SWAPPED, and any other wrong order nothing.
- A value, a filled field or a mended manifest works or does not.
"""

from collections.abc import Sequence
from typing import Any, assert_never

from k8s_svc_trainer.course.answers import BadAnswer, Ordered, attempt
from k8s_svc_trainer.course.grade import OptionVerdict, Verdict
from k8s_svc_trainer.course.values import Choice, Diagnose, Fill, Fix, Order, Predict, Question

SWAPPED = 0.5
"""An order with one pair of neighbours exchanged."""


def credit(question: Question, answer: Any, verdict: Verdict) -> float:
    """The share of a point, from 0 to 1, of an answer that was graded. An answer that makes no sense for the question is worth 0."""
    if verdict.right:
        return 1.0
    match question.body:
        case Choice() | Diagnose():
            return of_options(verdict.options)
        case Order():
            try:
                given = attempt(question, answer)
            except BadAnswer:
                return 0.0
            return of_order(given.stages, verdict.key) if isinstance(given, Ordered) else 0.0
        case Predict() | Fill() | Fix():
            return 0.0
        case _:
            assert_never(question.body)


def of_options(options: Sequence[OptionVerdict]) -> float:
    """The share of the right options that were marked, where no wrong one was."""
    right = [option for option in options if option.right]
    if not right or any(option.chosen and not option.right for option in options):
        return 0.0
    return sum(option.chosen for option in right) / len(right)


def of_order(given: Sequence[str], right: Sequence[str]) -> float:
    """1 for the order, SWAPPED where two neighbours are exchanged, else 0."""
    apart = [place for place, (one, other) in enumerate(zip(given, right, strict=True)) if one != other]
    if not apart:
        return 1.0
    neighbours = len(apart) == 2 and apart[1] == apart[0] + 1
    return SWAPPED if neighbours else 0.0
