"""A text held against a rubric: each point made (1), touched on (0.5) or not made (0), each misconception held, and the words for each.

Decides by patterns alone. A point that is claimed in one place and denied in another is not made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from k8s_svc_trainer.interview.claims import Mention, mentions
from k8s_svc_trainer.interview.field import Field
from k8s_svc_trainer.interview.pattern import Pattern, literals, matches, parse
from k8s_svc_trainer.interview.score import score
from k8s_svc_trainer.interview.text import Text, read

MADE, TOUCHED = 1.0, 0.5
SHAPE = ("mechanism", "failure", "trade-off")
"""Concepts of the lexicon by which the shape of an answer is told; they are found whether a rubric names them or not."""


class Rule(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How one point or misconception is said: patterns that make it, that touch on it, and that undo it."""

    id: str
    says: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()


class Rubric(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A question's text, its points and its misconceptions."""

    question: str
    text: str
    points: tuple[Rule, ...]
    misconceptions: tuple[Rule, ...] = ()


class Grade(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What an answer is worth. `evidence`: (start, end) of letters in the answer, for points and misconceptions alike."""

    question: str
    points: dict[str, float]
    misconceptions: tuple[str, ...]
    score: int
    evidence: dict[str, tuple[tuple[int, int], ...]]


class _Compiled(msgspec.Struct, frozen=True, gc=False):
    id: str
    says: tuple[Pattern, ...]
    touches: tuple[Pattern, ...]
    undone: tuple[Pattern, ...]

    def names(self) -> Iterator[str]:
        """The concepts that its patterns name."""
        for pattern in (*self.says, *self.touches, *self.undone):
            yield from pattern.names()


class Grader:
    """One question's rubric over the lexicon; made once, then any number of answers."""

    def __init__(self, field: Field, rubric: Rubric) -> None:
        """Raises LexiconFault and PatternFault for what cannot be read."""
        every = [*rubric.points, *rubric.misconceptions]
        quoted = literals(source for one in every for source in (*one.says, *one.touches, *one.undone))
        lexicon = field.lexicon.with_further(quoted)
        self.speller = field.speller
        self.rubric = rubric
        known = frozenset(lexicon.concepts)
        self.points = tuple(_compiled(one, known) for one in rubric.points)
        self.misconceptions = tuple(_compiled(one, known) for one in rubric.misconceptions)
        named = {name for rule in (*self.points, *self.misconceptions) for name in rule.names()}
        self.lexicon = lexicon.only([*named, *(name for name in SHAPE if name in known)])
        self.asked = frozenset(word.stem for word in read(rubric.text).words)

    def claims(self, answer: str) -> tuple[Text, tuple[Mention, ...]]:
        """An answer as it was read, and what it claims."""
        text = self.speller.mend(read(answer))
        return text, mentions(text, self.lexicon.find(text), copied=self._copied(text))

    def grade(self, answer: str, *, overruled: Mapping[str, float] | None = None) -> Grade:
        """An answer's grade; `overruled` are points that a person has judged otherwise."""
        text, found = self.claims(answer)
        points, evidence = {}, {}
        for rule in self.points:
            worth, spans = _worth(rule, found, text)
            points[rule.id] = worth
            if worth:
                evidence[rule.id] = spans
        points |= overruled or {}
        held = []
        for rule in self.misconceptions:
            worth, spans = _worth(rule, found, text)
            if worth:
                held.append(rule.id)
                evidence[rule.id] = spans
        return Grade(question=self.rubric.question, points=points, misconceptions=tuple(held), score=score(points, held), evidence=evidence)

    def _copied(self, text: Text) -> frozenset[int]:
        """The words that repeat the question, in sentences made of little else; what is said besides in them counts."""
        copied: set[int] = set()
        for sentence in range(len(text.ends)):
            places = [place for place, word in enumerate(text.words) if word.sentence == sentence]
            shared = [text.words[place].stem for place in places if text.words[place].stem in self.asked]
            if len(places) >= 4 and len(shared) >= 0.8 * len(places) and len(set(shared)) >= 0.5 * len(self.asked):
                copied.update(place for place in places if text.words[place].stem in self.asked)
        return frozenset(copied)


def _compiled(rule: Rule, known: frozenset[str]) -> _Compiled:
    return _Compiled(
        rule.id,
        tuple(parse(one, known) for one in rule.says),
        tuple(parse(one, known) for one in rule.touches),
        tuple(parse(one, known) for one in rule.undone),
    )


def _worth(rule: _Compiled, found: Sequence[Mention], text: Text) -> tuple[float, tuple[tuple[int, int], ...]]:
    if any(True for pattern in rule.undone for _ in matches(pattern, found)):
        return 0.0, ()
    for worth, patterns in ((MADE, rule.says), (TOUCHED, rule.touches)):
        spans = {_letters(chosen, text) for pattern in patterns for chosen in matches(pattern, found)}
        if spans:
            return worth, tuple(sorted(spans))
    return 0.0, ()


def _letters(chosen: Sequence[Mention], text: Text) -> tuple[int, int]:
    return text.words[min(one.first for one in chosen)].start, text.words[max(one.last for one in chosen) - 1].end
