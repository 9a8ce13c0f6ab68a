"""How the bank of questions stands up to those who know nothing but tests: what `guessing` is given, and what it makes a fault.

Decides which words of the lesson a matcher of keywords may look at: those of the section that teaches what is asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from k8s_svc_trainer.cases.faults import Fault
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.course.guessing import Guessable, Guesser, words
from k8s_svc_trainer.course.kinship import by_section
from k8s_svc_trainer.course.values import Choice, Diagnose, Lesson, Question


def taught_to(lesson: Lesson | None, questions: Sequence[Question]) -> list[frozenset[str]]:
    """For each question the words of the section that teaches it; none where there is no lesson."""
    if lesson is None or not lesson.sections:
        return [frozenset()] * len(questions)
    texts = {one.id: words(f"{one.title} {one.often or ''} {one.text}") for one in lesson.sections}
    homes = {id(question): texts[section] for section, found in by_section(lesson, questions).items() for question in found}
    return [homes[id(question)] for question in questions]


def guessable(question: Question, right: Iterable[Any], *, taught: frozenset[str], weight: Fraction) -> Guessable:
    """A choice, or a diagnosis, as one sees it who only guesses."""
    options = question.body.options if isinstance(question.body, Choice | Diagnose) else ()
    known = frozenset(right)
    return Guessable(
        id=question.id,
        prompt=question.prompt,
        options=tuple(option.text for option in options),
        right=tuple(option.id in known for option in options),
        taught=taught,
        weight=weight,
    )


def guessed(found: Iterable[Guesser], at: Node) -> Iterator[Fault]:
    """Ways of guessing that pay."""
    for guesser in found:
        if guesser.too_good:
            message = f"whoever always takes {guesser.name} is right in {percent(guesser.share)} of the choices, by chance in "
            message += percent(guesser.chance)
            yield at.fault(message, f"change options in {', '.join(guesser.hits)}")


def percent(share: Fraction) -> str:
    """A share as a whole number of hundredths."""
    return f"{float(share) * 100:.0f} %"
