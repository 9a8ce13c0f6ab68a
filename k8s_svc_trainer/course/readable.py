"""Whether what was typed at a prompt can be an answer at all: a number where a number is asked for, values that the goals' steps can take.

Decides which answers are asked for again instead of being judged. What is right is `grade`'s alone, and whatever could be right in this
cluster or another is let through. A file of answers cannot be asked again, so it is not read by this.
"""

from typing import Any, assert_never

from k8s_svc_trainer.cases.document import Faults
from k8s_svc_trainer.cases.faults import printable
from k8s_svc_trainer.course.answers import BadAnswer, Filled, Typed, attempt, misfit
from k8s_svc_trainer.course.grade import typed_values, value_of
from k8s_svc_trainer.course.stage import ask, filled
from k8s_svc_trainer.course.values import Choice, Diagnose, Fill, Fix, Order, Predict, Question


def unreadable(question: Question, answer: Any) -> str:
    """Why a typed answer cannot be judged, as a sentence; empty where it can. Raises Faults where the question itself cannot be run."""
    try:
        given = attempt(question, answer)
    except BadAnswer as bad:
        return _sentence(str(bad))
    match question.body:
        case Predict() as body:
            asked = ask(question)
            return misfit(given.text, value_of(question, body, asked)) if asked and isinstance(given, Typed) else ""
        case Fill() as body:
            return _no_steps(body, given) if isinstance(given, Filled) else ""
        case Choice() | Diagnose() | Order() | Fix():
            return ""
        case _:
            assert_never(question.body)


def _no_steps(body: Fill, given: Filled) -> str:
    """Why the goals cannot be read with these values."""
    if body.goals is None:
        return ""
    try:
        filled(body.goals, typed_values(body, given.values))
    except Faults as faults:
        first = faults.faults[0]
        remedy = first.remedy.partition(", such as")[0] if first.remedy else ""  # an example could be the answer
        return _sentence(f"{first.message}: {remedy}" if remedy else first.message)
    except BadAnswer as bad:
        return _sentence(str(bad))
    return ""


def _sentence(said: str) -> str:
    """With a full stop, and safe to print: what was typed may stand in it."""
    return f"{printable(said).rstrip('.')}."
