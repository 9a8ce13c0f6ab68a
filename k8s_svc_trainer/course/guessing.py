"""Test-wiseness: how much of the bank a person could answer who knows nothing of Kubernetes and much of tests.

Decides the ways of guessing, and how far above chance one may come. Chance and ties are computed exactly, nothing is drawn.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import comb

import msgspec

ABOVE_CHANCE = Fraction(5, 100)
"""So far above chance a way of guessing may come that looks at the question alone."""

OPEN_BOOK = Fraction(15, 100)
"""And one that has the lesson open beside it: what is right uses the lesson's words more often than what is wrong, and must not much."""
FEWEST_CHOICES = 10
"""Of so few choices nothing can be said: one right guess would weigh more than the limit."""

_WORD = re.compile(r"[a-z0-9][a-z0-9.:/-]*")
_HEDGES = frozenset(
    _WORD.findall(
        "about almost can could generally likely may maybe might mostly most normally often perhaps possibly probably rarely roughly "
        "should some sometimes typically unless usually"
    )
)
_STOP = frozenset(
    _WORD.findall(
        "a an and are as at be by can does for from has have how in is it its no not of on one or out so than that the their them then "
        "there these they this to two was what when where which who why will with"
    )
)


class Guessable(msgspec.Struct, frozen=True, gc=False):
    """A choice as a guesser sees it, and which options are right.

    `taught` are the words of the section that teaches what it asks; `weight` is its part of a question: of n instances of a template 1/n.
    """

    id: str
    prompt: str
    options: tuple[str, ...]
    right: tuple[bool, ...]
    taught: frozenset[str] = frozenset()
    weight: Fraction = Fraction(1)


class Guesser(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How one way of guessing does over the bank: shares from 0 to 1, and the questions that it gets right for certain.

    `limit`: how far above chance it may come.
    """

    name: str
    share: Fraction
    chance: Fraction
    hits: tuple[str, ...]
    limit: Fraction = ABOVE_CHANCE

    @property
    def too_good(self) -> bool:
        """Whether this way pays."""
        return self.share - self.chance > self.limit


def _length(question: Guessable) -> list[int]:
    return [len(option) for option in question.options]


def _echo(question: Guessable) -> list[int]:
    asked = words(question.prompt)
    return [len(words(option) & asked) for option in question.options]


def _hedged(question: Guessable) -> list[int]:
    return [sum(word in _HEDGES for word in _WORD.findall(option.lower())) for option in question.options]


def _first(question: Guessable) -> list[int]:
    return [-place for place in range(len(question.options))]


def _last(question: Guessable) -> list[int]:
    return list(range(len(question.options)))


def _shortest(question: Guessable) -> list[int]:
    return [-len(option) for option in question.options]


def _taught(question: Guessable) -> list[Fraction]:
    """Which part of an option's words the lesson has: whoever matches words takes the option that speaks most like the page."""
    said = [words(option) for option in question.options]
    return [Fraction(len(each & question.taught), len(each)) if each else Fraction(0) for each in said]


WAYS: Mapping[str, Callable[[Guessable], Sequence[int | Fraction]]] = {
    "the longest option": _length,
    "the shortest option": _shortest,
    "the first option": _first,
    "the last option": _last,
    "the most hedged option": _hedged,
    "the option with most of the prompt's words": _echo,
    "the option most in the lesson's words": _taught,
}


def guessers(bank: Iterable[Guessable]) -> list[Guesser]:
    """Each way of guessing, over all choices that have a right and a wrong option; none where these are too few."""
    bank = [question for question in bank if any(question.right) and not all(question.right)]
    whole = sum((question.weight for question in bank), Fraction(0))
    if whole < FEWEST_CHOICES:
        return []
    chance = sum((one.weight / comb(len(one.right), sum(one.right)) for one in bank), Fraction(0)) / whole
    found = []
    for name, way in WAYS.items():
        scores = [luck(way(question), question.right) for question in bank]
        share = sum((question.weight * score for question, score in zip(bank, scores, strict=True)), Fraction(0)) / whole
        hits = dict.fromkeys(question.id for question, score in zip(bank, scores, strict=True) if score == 1)
        limit = OPEN_BOOK if way is _taught else ABOVE_CHANCE
        found.append(Guesser(name=name, share=share, chance=chance, hits=tuple(hits), limit=limit))
    return found


def luck(marks: Sequence[int | Fraction], right: tuple[bool, ...]) -> Fraction:
    """How likely it is to choose just the right options, by taking so many of the highest marks; equals are drawn evenly."""
    wanted = sum(right)
    limit = sorted(marks, reverse=True)[wanted - 1]
    sure = [good for mark, good in zip(marks, right, strict=True) if mark > limit]
    tied = [good for mark, good in zip(marks, right, strict=True) if mark == limit]
    if not all(sure) or sum(tied) != wanted - len(sure):
        return Fraction(0)
    return Fraction(1, comb(len(tied), wanted - len(sure)))


def words(text: str) -> frozenset[str]:
    """The words that carry a meaning."""
    return frozenset(word.rstrip(".:") for word in _WORD.findall(text.lower())) - _STOP
