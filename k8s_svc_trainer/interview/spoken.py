"""An answer as the sentences that speak of the field, each with the traits by which what it says is known.

A trait is a word, a pair of neighbours or a concept, each with how the speaker stands to it, two concepts in their order, and a word of
the sentence before or after: `No, the other way round` says nothing itself, and takes back what was said. Decides which sentences speak
of the field at all, so that a sentence of something else changes nothing. Knows no rubric.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from k8s_svc_trainer.interview.claims import Claims, Mention, Stand
from k8s_svc_trainer.interview.likeness import PAIR, Sentence, clauses, sentences
from k8s_svc_trainer.interview.text import Text

QUOTATION = re.compile(r"[\"“]([^\"“”]+)[\"”]")
FEWEST_QUOTED, MOST_QUOTED = 4, 80
"""So many words in quotation marks are said by somebody; fewer are a name, more are a mark that was forgotten."""
QUOTED = "quoted"
"""How the speaker stands to what is said by somebody."""
ORDERED, REACH = 0.4, 4
"""What two concepts in their order weigh beside a word, and among how many that follow."""
BESIDE = 0.3
"""What a word of the sentence before or after weighs."""
FIRST_WORDS, OPENING = 3, 0.5
"""So many words open the sentence after, and what they weigh: `No, wait`, `The other way round`."""
MOSTLY = 0.5
"""The largest share of words of a sentence that may be listed, or repeated from the question."""

Traits = Mapping[str, float]


class Spoken(msgspec.Struct, frozen=True, gc=False):
    """A sentence from its first word to past its last, or a clause: its own traits, and those of what stands before and after it."""

    first: int
    last: int
    own: Traits
    order: Traits = {}
    before: Traits = {}
    after: Traits = {}

    @property
    def said(self) -> Traits:
        """All that speaks for it but what comes after."""
        return {**self.own, **self.order, **self.before}


class Answer(msgspec.Struct, frozen=True, gc=False):
    """The sentences of an answer that speak of the field, their clauses, and the traits of all of them together."""

    sentences: tuple[Spoken, ...]
    clauses: tuple[Spoken, ...]
    whole: Traits


def answer(text: Text, claimed: Claims, *, silent: Iterable[str] = ()) -> Answer:
    """A text as its sentences. `silent`: concepts that do not make a sentence one of the field."""
    telling = _Telling(text, claimed, frozenset(silent))
    spoken = tuple(telling.sentences())
    parts = tuple(Spoken(one.first, one.last, telling.own(one)) for one in clauses(text, claimed) if telling.of_the_field(one))
    return Answer(spoken, parts, together(spoken))


def together(sentences: Iterable[Spoken]) -> Traits:
    """The traits of several sentences."""
    whole: dict[str, float] = {}
    for one in sentences:
        for trait, weight in one.own.items():
            whole[trait] = max(weight, whole.get(trait, 0.0))
    return whole


class _Telling:
    """What the words of a text tell."""

    def __init__(self, text: Text, claimed: Claims, silent: frozenset[str]) -> None:
        self.quoted = _quoted(text)
        self.stands = claimed.stands
        self.words = [
            _stood(word.stem, QUOTED if place in self.quoted else stand)
            for place, (word, stand) in enumerate(zip(text.words, claimed.stands, strict=True))
        ]
        self.mentions = claimed.mentions
        self.silent = silent
        self.parts = list(sentences(text, claimed))

    def sentences(self) -> Iterator[Spoken]:
        """Those of the field, each beside its neighbours; the one before is the last that was of the field."""
        before: Traits = {}
        for place, one in enumerate(self.parts):
            if self.of_the_field(one):
                after = self._opening(self.parts[place + 1]) if place + 1 < len(self.parts) else {}
                own = self.own(one)
                yield Spoken(one.first, one.last, own, self._ordered(one), _beside("<", before), after)
                before = own

    def of_the_field(self, one: Sentence) -> bool:
        """Whether it names a concept, and does not only list names or repeat the question."""
        named = any(mention.concept not in self.silent for mention in self._mentions(one))
        idle = sum(stand in (None, Stand.LISTED) for stand in self.stands[one.first : one.last])
        return named and idle <= MOSTLY * (one.last - one.first)

    def own(self, one: Sentence) -> Traits:
        """Its words, pairs of neighbours and concepts."""
        words = self.words[one.first : one.last]
        named = (self._named(mention) for mention in self._mentions(one))
        return {f"{word} {other}": PAIR for word, other in pairwise(words)} | dict.fromkeys((*words, *named), 1.0)

    def _ordered(self, one: Sentence) -> Traits:
        """Each concept and those that come after it."""
        mentions = self._mentions(one)
        return {
            f"{self._named(mention)}>{self._named(other)}": ORDERED
            for place, mention in enumerate(mentions)
            for other in mentions[place + 1 : place + 1 + REACH]
            if other.first >= mention.last
        }

    def _opening(self, one: Sentence) -> Traits:
        """What a sentence tells of the one before it."""
        words = self.words[one.first : one.last][:FIRST_WORDS]
        opening = [f">1{word}" for word in words] + [f">2{word} {other}" for word, other in pairwise(words)]
        return {**_beside(">", self.own(one)), **dict.fromkeys(opening, OPENING)}

    def _mentions(self, one: Sentence) -> Sequence[Mention]:
        return [mention for mention in self.mentions if one.first <= mention.first < one.last]

    def _named(self, mention: Mention) -> str:
        return _stood(f"={mention.concept}", QUOTED if mention.first in self.quoted else mention.stand)


def _stood(name: str, stand: str | None) -> str:
    return name if stand is Stand.CLAIMED else f"{name}/{stand or ''}"


def _beside(mark: str, traits: Traits) -> Traits:
    """Single traits of a neighbour."""
    return {f"{mark}{trait}": BESIDE for trait in traits if " " not in trait}


def _quoted(text: Text) -> frozenset[int]:
    """The places of words that stand in quotation marks."""
    quotes = (quote for quote in QUOTATION.finditer(text.text) if FEWEST_QUOTED <= len(quote[1].split()) <= MOST_QUOTED)
    spans = [(quote.start(1), quote.end(1)) for quote in quotes]
    return frozenset(
        place for place, word in enumerate(text.words) if any(first <= word.start and word.end <= last for first, last in spans)
    )
