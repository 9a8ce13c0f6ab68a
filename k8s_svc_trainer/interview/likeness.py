"""How like a text is to a rubric's own examples: the second opinion on a point that no pattern makes.

Ways to say a thing have no end, and patterns do. Every text of `makes` and `misses` stands here as words, pairs of neighbouring words and
concepts, each as it is claimed, denied or asked, and weighs by how rare it is among the examples. A sentence speaks for a point when the
example that it is most like makes that point, and none that does not make it is nearly as like. In an answer that makes other points
already, all texts of a point together may speak for it too.
Knows no pattern. How much that adds, and how often it errs, stands in docs/grading.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from math import log, sqrt

import msgspec

from k8s_svc_trainer.interview.claims import Claims, Stand
from k8s_svc_trainer.interview.cues import SMALL
from k8s_svc_trainer.interview.text import Text, by_clause, stem

PAIR = 0.5
"""What a pair of words weighs beside a word or a concept."""
LIKE = 0.15
"""The least likeness (cosine) that says anything."""
CLEAR = 0.03
"""By how much it must be more like a text that makes the point than any that does not."""
SHARED = 3
"""So many words must a text have in common with the example that makes the point, and a concept that the point's patterns name."""
SPOKEN = 0.5
"""The share of a sentence's words that must be claimed: what is mostly denied, asked or told of others speaks for nothing."""
FEWEST = 5
"""So many texts must make a part before anything is said to be like them."""

ON_THE_WHOLE = 0.1
"""The least likeness to all texts together that make a point, from which they say something as a whole."""
ON_THE_WHOLE_CLEAR = 0.02
"""By how much it must be more like them than like those of any other part, and those that do not make it."""
NAMED = 2
"""So many of the concepts that the point's patterns name must such a sentence claim."""
ANSWERING = 1 / 3
"""And so large a share of the points must be made already, by patterns or by single texts: only who answers is read so kindly."""


COMMON = frozenset(stem(word) for word in SMALL)
"""Words that every text has: texts that share no other say nothing of each other."""


class Traits(msgspec.Struct, frozen=True, gc=False):
    """What some words are told by: themselves, the concepts that they name, and with pairs of neighbours what each weighs."""

    words: frozenset[str]
    concepts: frozenset[str]
    weights: Mapping[str, float]


class Example(msgspec.Struct, frozen=True, gc=False):
    """A text of the rubric: of which part it is, whether it makes it, and which of its concepts the patterns of the part name."""

    part: str
    makes: bool
    traits: Traits
    concepts: frozenset[str]

    def shares(self, traits: Traits) -> bool:
        """Whether a text has enough in common with it to say what it says."""
        shared = self.traits.words & traits.words
        return len(shared) >= SHARED and not shared <= COMMON and not self.concepts.isdisjoint(traits.concepts)


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """A sentence of an answer, from its first word to past its last."""

    first: int
    last: int
    traits: Traits
    spoken: bool
    """Whether most of it is claimed."""


class Likeness:
    """The examples of one rubric; made once, then any number of texts are held against them."""

    def __init__(self, examples: Iterable[Example]) -> None:
        self.examples = tuple(examples)
        makers = Counter(one.part for one in self.examples if one.makes)
        self.parts = frozenset(part for part, number in makers.items() if number >= FEWEST)
        common = Counter(trait for one in self.examples for trait in one.traits.weights)
        self.rarity = {trait: log((len(self.examples) + 1) / (number + 0.5)) for trait, number in common.items()}
        self.unknown = log((len(self.examples) + 1) / 0.5)
        self.holding: dict[str, list[tuple[int, float]]] = defaultdict(list)
        made, missed = defaultdict[str, Counter[str]](Counter), defaultdict[str, Counter[str]](Counter)
        self.claimed: dict[str, frozenset[str]] = defaultdict(frozenset)
        for place, one in enumerate(self.examples):
            weights = self._weighed(one.traits)
            (made if one.makes else missed)[one.part].update(weights)
            self.claimed[one.part] |= {name for name in one.concepts if name.endswith(f"={Stand.CLAIMED}")}
            for trait, weight in weights.items():
                self.holding[trait].append((place, weight))
        self.made = {part: _of_length_1(weights) for part, weights in made.items()}
        self.missed = {part: _of_length_1(weights) for part, weights in missed.items()}

    def spoken_for(self, sentences: Iterable[Sentence]) -> dict[str, Sentence]:
        """Each part that a single text speaks for, and the sentence that does so most clearly."""
        return _clearest(sentences, lambda sentence: self._clear(sentence.traits), CLEAR)

    def spoken_for_on_the_whole(self, sentences: Iterable[Sentence]) -> dict[str, Sentence]:
        """The same of parts that all their texts together speak for."""
        return _clearest(sentences, lambda sentence: self._clear_on_the_whole(sentence.traits), ON_THE_WHOLE_CLEAR)

    def _weighed(self, traits: Traits) -> dict[str, float]:
        """Weights by rarity, brought to length 1: the sum of the products of two such is their cosine."""
        return _of_length_1({trait: weight * self.rarity.get(trait, self.unknown) for trait, weight in traits.weights.items()})

    def _clear_on_the_whole(self, traits: Traits) -> dict[str, float]:
        """By how much a text is more like those that make a part than those of others, for each part of which it claims enough."""
        weights = self._weighed(traits)
        like = {part: _product(weights, other) for part, other in self.made.items()}
        parts = [part for part in self.parts if like[part] >= ON_THE_WHOLE and len(self.claimed[part] & traits.concepts) >= NAMED]
        return {
            part: like[part]
            - max(_product(weights, self.missed.get(part, {})), *(much for other, much in like.items() if other != part), 0.0)
            for part in parts
        }

    def _clear(self, traits: Traits) -> dict[str, float]:
        """By how much a text is more like one that makes a part than any that does not, for each part that it is like."""
        like: dict[int, float] = defaultdict(float)
        for trait, weight in self._weighed(traits).items():
            for place, other in self.holding.get(trait, ()):
                like[place] += weight * other
        makes, near, misses = defaultdict[str, float](float), defaultdict[str, float](float), defaultdict[str, float](float)
        for place, much in like.items():
            one = self.examples[place]
            side = makes if one.makes else misses
            side[one.part] = max(side[one.part], much)
            if one.makes and much >= LIKE and one.shares(traits):
                near[one.part] = max(near[one.part], much)
        others = {part: max((much for other, much in makes.items() if other != part), default=0.0) for part in near}
        return {part: much - max(misses[part], others[part]) for part, much in near.items() if part in self.parts}


def _clearest(sentences: Iterable[Sentence], clear: Callable[[Sentence], Mapping[str, float]], least: float) -> dict[str, Sentence]:
    best: dict[str, tuple[float, Sentence]] = {}
    for sentence in sentences:
        for part, much in clear(sentence).items() if sentence.spoken else ():
            if much >= least and (part not in best or much > best[part][0]):
                best[part] = much, sentence
    return {part: sentence for part, (_, sentence) in best.items()}


def _of_length_1(weights: Mapping[str, float]) -> dict[str, float]:
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {trait: weight / length for trait, weight in weights.items()}


def _product(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other.get(trait, 0.0) for trait, weight in one.items())


FEWEST_WORDS = 7
"""So many words must clauses have that are held against the examples by themselves."""


def clauses(text: Text, claimed: Claims) -> Iterator[Sentence]:
    """Single clauses, and two neighbours in a sentence, as if they were sentences: who strings much together errs in a part of it."""
    bounds = list(by_clause(text.words))
    for first, last in (*bounds, *((one[0], other[1]) for one, other in pairwise(bounds))):
        if text.words[first].sentence == text.words[last - 1].sentence and last - first >= FEWEST_WORDS:
            yield Sentence(first, last, traits(text, claimed, first, last), _spoken(claimed, first, last))


def sentences(text: Text, claimed: Claims) -> Iterator[Sentence]:
    """The sentences of a text."""
    bounds: dict[int, tuple[int, int]] = {}
    for place, word in enumerate(text.words):
        bounds[word.sentence] = (bounds.get(word.sentence, (place, 0))[0], place + 1)
    for first, last in bounds.values():
        yield Sentence(first, last, traits(text, claimed, first, last), _spoken(claimed, first, last))


def _spoken(claimed: Claims, first: int, last: int) -> bool:
    """Whether enough of some words is claimed."""
    return sum(stand is Stand.CLAIMED for stand in claimed.stands[first:last]) >= SPOKEN * (last - first)


def traits(text: Text, claimed: Claims, first: int, last: int) -> Traits:
    """What some words are told by, each word and concept with how the speaker stands to it."""
    stood = zip(text.words[first:last], claimed.stands[first:last], strict=True)
    words = [word.stem if stand is Stand.CLAIMED else f"{word.stem}/{stand or ''}" for word, stand in stood]
    named = [f"{one.concept}={one.stand}" for one in claimed.mentions if first <= one.first < last]
    pairs = {f"{one} {other}": PAIR for one, other in pairwise(words)}
    return Traits(frozenset(words), frozenset(named), pairs | dict.fromkeys((*words, *named), 1.0))
