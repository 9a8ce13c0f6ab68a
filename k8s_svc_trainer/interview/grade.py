"""A text held against a rubric: each point made (1), touched on (0.5) or not made (0), each misconception held, and the words for each.

Decides by patterns and, where labelled texts taught of the question, by what they taught (`judge.py`). Of other questions likeness to the
rubric's own examples speaks where no pattern makes a point, and of misconceptions where another one is held. A point that is claimed in one
place and denied in another is not made; an answer to another question makes none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property

import msgspec
from rapidfuzz.distance import LCSseq

from k8s_svc_trainer.course.values import Taught
from k8s_svc_trainer.interview import naming
from k8s_svc_trainer.interview.claims import Claims, Mention, claims
from k8s_svc_trainer.interview.cues import SMALL
from k8s_svc_trainer.interview.field import Field
from k8s_svc_trainer.interview.judge import Manner, judge
from k8s_svc_trainer.interview.likeness import ANSWERING, Example, Likeness, Sentence, clauses, sentences, traits
from k8s_svc_trainer.interview.pattern import Pattern, PatternFault, literals, matches, parse
from k8s_svc_trainer.interview.score import score
from k8s_svc_trainer.interview.spoken import Answer
from k8s_svc_trainer.interview.spoken import answer as spoken
from k8s_svc_trainer.interview.taught import opinions, telling
from k8s_svc_trainer.interview.text import Text, read
from k8s_svc_trainer.interview.topic import CLEARLY, SURELY

MADE, TOUCHED = 1.0, 0.5
ONLY_NAMED = 1.0  # from these odds on, as a logarithm, an answer is a bag of names; below them they only make each point less likely
FEWEST_NAMED = 8  # words of one to a question that nobody taught: `The EndpointSlice.` may answer it
ANSWERED = 0.5  # whoever makes more than this share of the points seems to answer the question, and must sound like another one surely
COPIED, FEWEST_COPIED = 0.8, 6  # the share, and the number, of a sentence's words that stand in the question in the same order
COPIED_NAMES, FEWEST_NAMES = 0.8, 5  # the same of its names, small words left out, in any order; and how many different ones
SHAPE = ("mechanism", "failure", "trade-off")
"""Concepts of the lexicon by which the shape of an answer is told, whether a rubric names them or not; a denial in them is anybody's."""


class Rule(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How one point or misconception is said: patterns that make it, that touch on it, and that undo it.

    `enough`: so many of `touches` together make it. A line may hold several patterns, parted by `;`, any of which will do. A line
    `held:ID` of `undone` is that misconception: who holds it does not make the point. `makes`, `misses`: texts that make it and texts that
    do not, for likeness.
    """

    id: str
    says: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    enough: int | None = None
    makes: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


class Rubric(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A question's text, its points and its misconceptions."""

    question: str
    text: str
    points: tuple[Rule, ...]
    misconceptions: tuple[Rule, ...] = ()


class Unheard(StrEnum):
    """Why an answer makes no point, whatever it says."""

    ELSEWHERE = "elsewhere"
    """It answers another question."""
    NAMES = "names"
    """It only names things."""


class Grade(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What an answer is worth. `evidence`: (start, end) of letters in the answer, for points and misconceptions alike."""

    question: str
    points: dict[str, float]
    misconceptions: tuple[str, ...]
    score: int
    evidence: dict[str, tuple[tuple[int, int], ...]]
    unheard: Unheard | None = None


class Worth(msgspec.Struct, frozen=True, gc=False):
    """What an answer is worth by one rule, and the letters that say so."""

    grade: float
    spans: tuple[tuple[int, int], ...]


Judged = dict[str, Worth | None]
"""What each part is worth; None where something undoes it."""

Line = tuple[Pattern, ...]
"""The patterns of a line, any of which will do."""


class _Compiled(msgspec.Struct, frozen=True, gc=False):
    id: str
    says: tuple[Line, ...]
    touches: tuple[Line, ...]
    undone: tuple[Line, ...]
    voided_by: frozenset[str]
    enough: int | None

    def names(self) -> Iterator[str]:
        """The concepts that its patterns name."""
        for line in (*self.says, *self.touches, *self.undone):
            for pattern in line:
                yield from pattern.names()


class Grader:
    """One question's rubric over the lexicon; made once, then any number of answers."""

    def __init__(self, field: Field, rubric: Rubric, *, taught: Taught | None = None) -> None:
        """`taught`: what labelled texts say of the question. Raises LexiconFault and PatternFault for what cannot be read."""
        every = [*rubric.points, *rubric.misconceptions]
        quoted = literals(source for one in every for source in (*one.says, *one.touches, *one.undone))
        lexicon = field.lexicon.with_further(quoted)
        self.field = field
        self.rubric = rubric
        known = frozenset(lexicon.concepts)
        self.points = tuple(_compiled(one, known) for one in rubric.points)
        self.misconceptions = tuple(_compiled(one, known) for one in rubric.misconceptions)
        every_id = {rule.id for rule in self.misconceptions}
        for rule in self.points:
            if not rule.voided_by <= every_id:
                raise PatternFault(f"{rule.id} is undone by {', '.join(sorted(rule.voided_by - every_id))}, which is no misconception here")
        named = {name for rule in (*self.points, *self.misconceptions) for name in rule.names()}
        self.lexicon = lexicon.only(named)
        self.taught = taught
        self.shape = lexicon.only(known.intersection(SHAPE))
        self.asked = [word.stem for word in read(rubric.text).words]

    def claims(self, answer: str) -> tuple[Text, tuple[Mention, ...]]:
        """An answer as it was read, and what it claims."""
        text, claimed = self._read(answer)
        return text, claimed.mentions

    def said(self, answer: str) -> tuple[Text, Claims, Answer]:
        """An answer as it was read, what it claims, and its sentences with what each is told by."""
        text, claimed = self._read(answer)
        return text, claimed, spoken(text, claimed, silent=SHAPE)

    def worths(self, answer: str) -> dict[str, float | None]:
        """What patterns alone say of each part: from 0 to 1, None where one of them undoes it."""
        text, claimed = self._read(answer)
        every = _by_patterns((*self.points, *self.misconceptions), claimed, text)
        return {name: worth.grade if worth else None for name, worth in every.items()}

    def found(self, answer: str) -> dict[str, tuple[tuple[int, int], ...]]:
        """Where patterns and the rubric's own examples alone find each part that they find: (start, end) of letters in the answer."""
        text, claimed = self._read(answer)
        held, judged = (_by_patterns(rules, claimed, text) for rules in (self.misconceptions, self.points))
        judged, held = self._by_examples(judged, held, text, claimed)
        return {name: worth.spans for name, worth in (judged | held).items() if worth and worth.grade}

    def _read(self, answer: str) -> tuple[Text, Claims]:
        text = self.field.speller.mend(read(answer))
        found = self.lexicon.find(text)
        found.spans.update({name: spans for name, spans in self.shape.find(text).spans.items() if name in SHAPE})
        return text, claims(text, found, copied=self._copied(text))

    def grade(self, answer: str, *, overruled: Mapping[str, float] | None = None) -> Grade:
        """An answer's grade; `overruled` are points that a person has judged otherwise."""
        text, claimed = self._read(answer)
        held, judged = (_by_patterns(rules, claimed, text) for rules in (self.misconceptions, self.points))
        said = telling(self.taught, spoken(text, claimed, silent=SHAPE)) if self.taught else None
        manner = _manner(text, claimed, said)
        unheard = Unheard.NAMES if manner.naming > ONLY_NAMED else None
        if unheard:
            judged, held = dict.fromkeys(judged), dict.fromkeys(held)
        elif self.taught and said:
            judged, held = self._by_texts(self.taught, judged, held, text, said, manner)
        else:
            judged, held = self._by_examples(judged, held, text, claimed)
        wrong = {name: worth.spans for name, worth in held.items() if worth and worth.grade}
        points = {name: worth.grade if worth else 0.0 for name, worth in judged.items()}
        by = CLEARLY if sum(points.values()) <= ANSWERED * len(points) else SURELY
        if any(points.values()) and self.field.topics.elsewhere(answer, self.rubric.question, by=by):
            judged, points, unheard = dict.fromkeys(judged), dict.fromkeys(points, 0.0), Unheard.ELSEWHERE
        evidence = {name: worth.spans for name, worth in judged.items() if worth and worth.grade}
        points |= overruled or {}
        return Grade(
            question=self.rubric.question,
            points=points,
            misconceptions=tuple(wrong),
            score=score(points, wrong),
            evidence=evidence | wrong,
            unheard=unheard,
        )

    def _by_texts(self, taught: Taught, judged: Judged, held: Judged, text: Text, said: Answer, manner: Manner) -> tuple[Judged, Judged]:
        """What patterns say beside what labelled texts taught. Where nothing is told nothing is made."""
        heard = {name: one for name, one in opinions(taught, said, frozenset(judged)).items() if taught.is_point(name) == (name in judged)}
        if not heard:
            return dict.fromkeys(judged), dict.fromkeys(held)
        worths = {name: worth.grade if worth else None for name, worth in (judged | held).items() if name in heard}
        voided_by = {rule.id: rule.voided_by for rule in self.points if rule.id in heard}
        points, wrong = judge(taught, worths, heard, voided_by, manner)
        grades = points | {name: float(name in wrong) for name in held if name in heard}
        untaught = {name for name, worth in held.items() if name not in heard and worth and worth.grade}
        grades |= {name: 0.0 for name, voiding in voided_by.items() if not voiding.isdisjoint(untaught)}
        at = {name: _letters_of(*heard[name].at, text) for name in grades}
        return _ruled(judged, grades, at), _ruled(held, grades, at)

    def _by_examples(self, judged: Judged, held: Judged, text: Text, claimed: Claims) -> tuple[Judged, Judged]:
        """What patterns say, and what is like the rubric's own examples."""
        said = tuple(sentences(text, claimed))
        if any(worth and worth.grade for worth in held.values()):  # where no error is found, likeness is chance
            held = _filled(held, self.likeness.spoken_for(_without((*said, *clauses(text, claimed)), judged, text)), text)
        wrong = {name for name, worth in held.items() if worth and worth.grade}
        judged = {rule.id: judged[rule.id] if rule.voided_by.isdisjoint(wrong) else None for rule in self.points}
        if any(worth and worth.grade for worth in judged.values()):  # nor where no pattern finds a point
            judged = _filled(judged, self.likeness.spoken_for(said), text)
            if sum(worth.grade for worth in judged.values() if worth) >= ANSWERING * len(judged):
                judged = _filled(judged, self.likeness.spoken_for_on_the_whole(said), text)
        return judged, held

    @cached_property
    def likeness(self) -> Likeness:
        """The rubric's own examples, read when they are first needed."""
        parts = zip((*self.rubric.points, *self.rubric.misconceptions), (*self.points, *self.misconceptions), strict=True)
        return Likeness(example for rule, compiled in parts for example in self._examples(rule, frozenset(compiled.names())))

    def _examples(self, rule: Rule, named: frozenset[str]) -> Iterator[Example]:
        for made, texts in ((True, rule.makes), (False, rule.misses)):
            for one in texts:
                text = self.field.speller.mend(read(one))
                told = traits(text, claims(text, self.lexicon.find(text)), 0, len(text.words))
                yield Example(rule.id, made, told, frozenset(name for name in told.concepts if name.partition("=")[0] in named))

    def _copied(self, text: Text) -> frozenset[int]:
        """The words that repeat the question, in sentences made of little else; what is said besides in them counts."""
        copied: set[int] = set()
        for sentence in range(len(text.ends)):
            places = [place for place, word in enumerate(text.words) if word.sentence == sentence]
            shared = LCSseq.similarity([text.words[place].stem for place in places], self.asked)
            names = [text.words[place].stem for place in places if text.words[place].norm not in SMALL]
            again = [stem for stem in names if stem in self.asked]
            in_order = shared >= FEWEST_COPIED and shared >= COPIED * len(places)
            if in_order or (len(set(again)) >= FEWEST_NAMES and len(again) >= COPIED_NAMES * len(names)):
                copied.update(place for place in places if text.words[place].stem in self.asked)
        return frozenset(copied)


def _manner(text: Text, claimed: Claims, said: Answer | None) -> Manner:
    """How an answer is given by the sentences that tell something; by all of it where nobody knows which those are."""
    spans = [(0, len(text.words))] if said is None else [(one.first, one.last) for one in said.sentences]
    words = sum(last - first for first, last in spans)
    plain = words < FEWEST_NAMED and said is None
    return Manner(len(spans), naming.PLAIN if plain or not words else naming.chance(naming.traits(text, claimed, spans)))


def _by_patterns(rules: Sequence[_Compiled], claimed: Claims, text: Text) -> Judged:
    return {rule.id: _worth(rule, claimed.mentions, text) for rule in rules}


def _ruled(judged: Judged, grades: Mapping[str, float], at: Mapping[str, tuple[int, int]]) -> Judged:
    """The grades with the letters that patterns found, or else those that say it most likely; untaught parts as patterns have them."""
    return {
        name: worth if name not in grades else Worth(grades[name], worth.spans if worth and worth.grade else (at[name],))
        for name, worth in judged.items()
    }


def _whole(sentence: Sentence, text: Text) -> tuple[int, int]:
    return _letters_of(sentence.first, sentence.last, text)


def _letters_of(first: int, last: int, text: Text) -> tuple[int, int]:
    """Words, from the first to past the last, as letters of the answer."""
    return text.words[first].start, text.words[last - 1].end


def _filled(judged: Judged, spoken: Mapping[str, Sentence], text: Text) -> Judged:
    """What was judged, and of points that no pattern makes, or undoes, those for which a sentence speaks."""
    like = {part: Worth(MADE, (_whole(one, text),)) for part, one in spoken.items()}
    return {name: like.get(name, worth) if worth and not worth.grade else worth for name, worth in judged.items()}


def _without(spoken: Sequence[Sentence], judged: Judged, text: Text) -> Iterator[Sentence]:
    """Those in which no pattern finds a point: what says something right is not like an error."""
    made = [span for worth in judged.values() if worth for span in worth.spans]
    for one in spoken:
        begin, end = _whole(one, text)
        if not any(first < end and begin < last for first, last in made):
            yield one


HELD = "held:"


def _compiled(rule: Rule, known: frozenset[str]) -> _Compiled:
    voided_by = frozenset(line.removeprefix(HELD) for line in rule.undone if line.startswith(HELD))
    undoing = tuple(line for line in rule.undone if not line.startswith(HELD))
    said, touched, undone = (
        tuple(tuple(parse(one, known) for one in line.split(";")) for line in lines) for lines in (rule.says, rule.touches, undoing)
    )
    return _Compiled(rule.id, said, touched, undone, voided_by, rule.enough)


Spans = set[tuple[int, int]]


def _worth(rule: _Compiled, found: Sequence[Mention], text: Text) -> Worth | None:
    """What the patterns of a rule give; None where one of them undoes it."""
    if any(_places(line, found, text) for line in rule.undone):
        return None
    said = [places for line in rule.says if (places := _places(line, found, text))]
    touched = [places for line in rule.touches if (places := _places(line, found, text))] if not said else []
    made = said or (rule.enough is not None and len(touched) >= rule.enough)
    spans: Spans = set().union(*said, *touched)
    return Worth(MADE if made else TOUCHED if touched else 0.0, tuple(sorted(spans)))


def _places(line: Line, found: Sequence[Mention], text: Text) -> Spans:
    """Where a line holds, as letters of the answer."""
    return {_letters(chosen, text) for pattern in line for chosen in matches(pattern, found)}


def _letters(chosen: Sequence[Mention], text: Text) -> tuple[int, int]:
    return text.words[min(one.first for one in chosen)].start, text.words[max(one.last for one in chosen) - 1].end
