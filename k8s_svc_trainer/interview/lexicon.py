"""The lexicon of the field: concepts, and the phrases by which people say them.

Decides where in a text a concept is named; whether it is claimed or denied is `claims`' to say. A phrase is words in a row, compared by
their stems: `rewrite|swap _ @target address`. `|` parts alternatives, `_` is up to three words of any kind but a denial, `?the` may be
missing, `=nodes` is that very form and no other of its stem, `<number>` is any number, `<nodeport>` one between 30000 and 32767, and
`@target` is any phrase of that concept. At its begin or end `!the|a` says which neighbours in the same clause make it another thing:
`!target|node port`; `!_` allows none, and `!.` a neighbour only: the sentence goes on there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import msgspec

from k8s_svc_trainer.interview.cues import DENIALS, LOCAL, SMALL, SWEEPING
from k8s_svc_trainer.interview.text import Text, Word, stem

GAP = 3  # words that a `_` may pass over
NUMBER, NODE_PORT = "<number>", "<nodeport>"
NODE_PORTS = range(30_000, 32_768)
SENTENCE_END = "."


class Element(msgspec.Struct, frozen=True, gc=False):
    """One place of a phrase: words by stem (or with `=` before them as they are), concepts by name, or a gap."""

    words: frozenset[str] = frozenset()
    concepts: tuple[str, ...] = ()
    optional: bool = False
    gap: bool = False
    barred: bool = False  # a neighbour that may not be there


class LexiconFault(ValueError):
    """A phrase that cannot be read; the message names it and what is wrong."""


@lru_cache(maxsize=20_000)  # a third of a lexicon's phrases, and more of their parts, stand in it more than once
def parse_phrase(text: str) -> tuple[Element, ...]:
    """A phrase as it is written. Raises LexiconFault."""
    found = tuple(_element(part) for part in text.split())
    said = [one for one in found if not one.barred]
    if not said or said[0].gap or said[-1].gap or all(one.optional for one in said):
        raise LexiconFault(f"the phrase {text!r} must begin and end with a word")
    if any(one.barred for one in found[1:-1]):
        raise LexiconFault(f"{text!r} bars a neighbour, which only its begin and its end have")
    return found


def careless(text: str) -> frozenset[str]:
    """The small words of which one alone is all that a phrase of several parts asks for: `plus ?a`, whose other parts may be missing.

    A small word that is a phrase by itself is meant, and none of them. Raises LexiconFault.
    """
    said = _said(parse_phrase(text))
    asked = [one for one in said if not one.optional]
    if len(said) == 1 or len(asked) > 1:
        return frozenset()
    stems = {stem(word) for word in SMALL}
    return frozenset(word for word in asked[0].words if word in stems or word.removeprefix("=") in SMALL)


@lru_cache(maxsize=20_000)
def _element(part: str) -> Element:
    if part == "_":
        return Element(gap=True)
    if part == "!_":
        return Element(gap=True, barred=True)
    optional, barred = part.startswith("?"), part.startswith("!")
    options = part.lstrip("?!").split("|")
    if "" in options:
        raise LexiconFault(f"an empty alternative in {part!r}")
    return Element(
        words=frozenset(one.lower() if one.startswith("=") else stem(one.lower()) for one in options if not one.startswith("@")),
        concepts=tuple(one[1:] for one in options if one.startswith("@")),
        optional=optional,
        barred=barred,
    )


def _is(element: Element, word: Word) -> bool:
    """Whether a word is one of an element's own."""
    if word.stem in element.words or f"={word.norm}" in element.words:
        return True
    return not element.words.isdisjoint(_kinds(word))


def _kinds(word: Word) -> Iterator[str]:
    """What a number is an example of."""
    if word.norm[:1].isdigit():
        yield NUMBER
        if word.norm.isdecimal() and int(word.norm) in NODE_PORTS:
            yield NODE_PORT


class Lexicon:
    """Concepts by name, in an order in which each is made of words and of concepts before it."""

    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        """Raises LexiconFault for a phrase that cannot be read, or that names a concept which is not there or comes later."""
        self.concepts: dict[str, tuple[tuple[Element, ...], ...]] = {}
        for name, phrases in concepts.items():
            parsed = tuple(parse_phrase(one) for one in phrases)
            unknown = {word for phrase in parsed for one in phrase for word in one.concepts} - set(self.concepts)
            if unknown:
                raise LexiconFault(f"concept {name} is made of {', '.join(sorted(unknown))}, which must stand before it")
            self.concepts[name] = parsed
        self.heads = {name: _by_head(phrases) for name, phrases in self.concepts.items()}

    def with_further(self, concepts: Mapping[str, Iterable[str]]) -> Lexicon:
        """The lexicon with concepts that stand by themselves. Raises LexiconFault."""
        more = Lexicon(concepts)
        more.concepts = {**self.concepts, **more.concepts}
        more.heads = {**self.heads, **more.heads}
        return more

    def only(self, names: Iterable[str]) -> Lexicon:
        """The lexicon of these concepts and of those that they are made of: what others say elsewhere changes nothing here."""
        wanted = set(names)
        for name in reversed(self.concepts):
            if name in wanted:
                wanted |= {made_of for phrase in self.concepts[name] for one in phrase for made_of in one.concepts}
        few = Lexicon({})
        few.concepts = {name: phrases for name, phrases in self.concepts.items() if name in wanted}
        few.heads = {name: self.heads[name] for name in few.concepts}
        return few

    def find(self, text: Text) -> Found:
        """Where each concept is named."""
        words = text.words
        places: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            places.setdefault(word.stem, []).append(place)
            places.setdefault(f"={word.norm}", []).append(place)
            for kind in _kinds(word):
                places.setdefault(kind, []).append(place)
        found = Found({}, {})
        for name, heads in self.heads.items():
            begun = dict.fromkeys(phrase for head in heads.keys() & places.keys() for phrase in heads[head])
            spans = {(first, last) for phrase in begun for first, last in _spans(phrase, words, places, found)}
            if spans:
                found.spans[name] = tuple(sorted(spans))
                places[f"@{name}"] = [first for first, _ in spans]
        return found


class Found(msgspec.Struct, frozen=True, gc=False):
    """The places of concepts, as (first, past the last) word; and the denials that are part of a phrase (`not ready`), with its words."""

    spans: dict[str, tuple[tuple[int, int], ...]]
    spoken_for: dict[int, set[int]]


def vocabulary(phrases: Iterable[str]) -> Iterator[str]:
    """The words of phrases, as they are written there."""
    for phrase in phrases:
        for part in phrase.lower().split():
            yield from (one.lstrip("=") for one in part.lstrip("?!").split("|") if one not in ("", "_") and not one.startswith("@"))


def _spoken_for(words: tuple[Word, ...], start: int, end: int) -> set[int]:
    """The denials that only belong to a phrase: `not ready`, but not one at its end (`they are not`), which denies what follows, nor a
    `nobody` or a `never`, which deny what else is said there."""
    denials = {place for place in range(start, end - 1) if words[place].norm in DENIALS | LOCAL}
    return set() if len(denials) == end - start else {place for place in denials if words[place].norm not in SWEEPING}


def _said(phrase: tuple[Element, ...]) -> tuple[Element, ...]:
    """The elements that are said, without the neighbours that may not be there."""
    return tuple(one for one in phrase if not one.barred)


def _head(said: tuple[Element, ...]) -> int:
    """The first element that may not be missing."""
    return next(place for place, one in enumerate(said) if not one.optional)


def _keys(element: Element) -> Iterator[str]:
    """By what a text is known to have an element: words, and concepts behind an @."""
    yield from element.words
    yield from (f"@{name}" for name in element.concepts)


def _by_head(phrases: Iterable[tuple[Element, ...]]) -> dict[str, list[tuple[Element, ...]]]:
    """Phrases by what their heads can be: only those of which a text has one need a closer look."""
    heads: dict[str, list[tuple[Element, ...]]] = {}
    for phrase in phrases:
        said = tuple(one for one in phrase if not one.barred)
        for begin in range(_head(said) + 1) if phrase[0].barred else (_head(said),):
            for key in _keys(said[begin]):
                heads.setdefault(key, []).append(phrase)
    return heads


def _spans(
    phrase: tuple[Element, ...], words: tuple[Word, ...], places: Mapping[str, list[int]], found: Found
) -> Iterator[tuple[int, int]]:
    said = _said(phrase)
    head = _head(said)
    begins = range(head + 1) if phrase[0].barred else (head,)
    starts = {(begin, place) for begin in begins for key in _keys(said[begin]) for place in places.get(key, ())}
    for begin, start in sorted(starts):
        for end in _ends(said, begin, start, start, words, found):
            if words[start].sentence != words[end - 1].sentence:  # no phrase goes on in the next sentence
                continue
            if _barred(phrase[0], start, start - 1, words) or _barred(phrase[-1], end - 1, end, words):
                continue
            yield start, end
            for place in _spoken_for(words, start, end):
                found.spoken_for.setdefault(place, set()).update(range(start, end))


def _barred(element: Element, end: int, neighbour: int, words: tuple[Word, ...]) -> bool:
    """Whether beside the word at an end of a phrase one stands that may not be there."""
    if not element.barred:
        return False
    if not 0 <= neighbour < len(words) or words[neighbour].sentence != words[end].sentence:
        return SENTENCE_END in element.words
    return words[neighbour].clause == words[end].clause and (element.gap or _is(element, words[neighbour]))


def _ends(phrase: tuple[Element, ...], which: int, start: int, at: int, words: tuple[Word, ...], found: Found) -> set[int]:
    """Where the phrase that began at word `start` can end, when it goes on with its element `which` at word `at`, in the same sentence."""
    if which == len(phrase):
        return {at}
    element = phrase[which]
    if element.gap:
        return _after_gap(phrase, which, start, at, words, found)
    ends: set[int] = set()
    if element.optional:
        ends |= _ends(phrase, which + 1, start, at, words, found)
    if at < len(words) and words[at].sentence == words[start].sentence:
        if _is(element, words[at]):
            ends |= _ends(phrase, which + 1, start, at + 1, words, found)
        for name in element.concepts:
            for first, last in found.spans.get(name, ()):
                if first == at:
                    ends |= _ends(phrase, which + 1, start, last, words, found)
    return ends


def _after_gap(phrase: tuple[Element, ...], which: int, start: int, at: int, words: tuple[Word, ...], found: Found) -> set[int]:
    ends: set[int] = set()
    for skipped in range(GAP + 1):
        ends |= _ends(phrase, which + 1, start, at + skipped, words, found)
        place = at + skipped
        if place >= len(words) or words[place].norm in DENIALS or words[place].sentence != words[at - 1].sentence:
            break
    return ends
