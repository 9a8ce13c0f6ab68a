"""Typing errors: a word that nobody knows becomes the word of the field that it is nearest to (`lables`, `kubeproxi`, `endpionts`), or the
two words that were run together (`andwrites`).

Decides by the distance of letters alone (rapidfuzz: Damerau and Levenshtein's, without a second edit of one place), between words as they
are written, not between stems: `responsible` is far from `respond`. A word that is known is never changed, so that `tables` stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec
from rapidfuzz.distance import OSA, Indel
from rapidfuzz.process import extract

from k8s_svc_trainer.interview.cues import DENIALS, GLUED, SPLIT
from k8s_svc_trainer.interview.text import Text, Word, stem

SHORTEST = 4  # letters; shorter words are too near to too many, and of these only a letter left out or two exchanged are mended
FAR = 8  # letters from which on two slips are forgiven
NOT_SO_FAR = 6  # letters from which on two letters that were left out are
SMALL = frozenset(word for word in DENIALS | SPLIT if word.isalpha() and len(word) > SHORTEST)
"""Small words that turn what is said, as they are spelt when they are spelt right."""
DOUBLED = re.compile(r"(.)\1")
ENDINGS = ("", "s", "es", "d", "ed", "ing", "er", "r", "ly", "'s", "ers", "ings")


class Speller:
    """The words of the field, and those that are known besides."""

    def __init__(self, field: Iterable[str], known: Iterable[str]) -> None:
        """`field`: words that may have been meant, as they are written. `known`: further words that are as they should be."""
        words = frozenset(field) | SMALL
        self.known = words | frozenset(known)
        self.words: dict[str, list[str]] = {}
        for word in words:
            if word.isalpha() and len(word) >= SHORTEST:
                self.words.setdefault(word[0], []).append(word)
        self.forms = lru_cache(maxsize=None)(self._forms_from)
        self.nearest = lru_cache(maxsize=5000)(self._nearest)

    def _forms_from(self, letter: str) -> dict[str, list[str]]:
        """What may have been written that begins with a letter, in order, each with the words that it may be a form of."""
        found: dict[str, list[str]] = {}
        for word in self.words.get(letter, ()):
            for form in _forms(word):
                found.setdefault(form, []).append(word)
        return dict(sorted(found.items()))

    def _is_form(self, form: str) -> bool:
        """Whether a word ends so and keeps its stem: asked of the few that are near, since to stem takes long."""
        return any(form == word or stem(form) == stem(word) for word in self.forms(form[0])[form])

    def mend(self, text: Text) -> Text:
        """The text with each unknown word replaced by the word that was meant."""
        return Text(text.text, tuple(mended for word in text.words for mended in self._mended(word)), text.ends)

    def _knows(self, word: str) -> bool:
        return word in self.known or any(base in self.known and stem(base) == stem(word) for base in _bases(word))

    def _mended(self, word: Word) -> Iterator[Word]:
        if word.norm.endswith("'s") and not self._knows(word.norm.removesuffix("'s")):
            (owner,) = [*self._mended(msgspec.structs.replace(word, norm=word.norm.removesuffix("'s")))][:1]
            yield msgspec.structs.replace(word, norm=f"{owner.norm}'s", stem=stem(f"{owner.norm}'s"))
            return
        if self._knows(word.norm) or len(word.norm) < SHORTEST or not word.norm.isalpha():
            yield word
            return
        meant = self.nearest(word.norm)
        at = None if meant else self._seam(word.norm)
        if at is None:
            yield msgspec.structs.replace(word, norm=meant, stem=stem(meant)) if meant else word
            return
        for first, last in ((0, at), (at, len(word.norm))):
            part = word.norm[first:last]
            meant = part if self._knows(part) else self.nearest(part) or part
            yield msgspec.structs.replace(
                word,
                norm=meant,
                stem=stem(meant),
                start=word.start + first,
                end=word.start + last,
                before=word.before if not first else "",
            )

    def _seam(self, word: str) -> int | None:
        """Where a word falls into a small word and one that is known."""
        for at in range(1, len(word)):
            left, right = word[:at], word[at:]
            if (left in GLUED and len(right) >= SHORTEST and self._knows(right)) or (
                right in GLUED and len(left) >= SHORTEST and self._knows(left)
            ):
                return at
        return None

    def _nearest(self, word: str) -> str:
        """The word of the field that was meant, or the empty text: it has the same first letter, or the first two exchanged."""
        same, exchanged = [*self.forms(word[0])], [form for form in self.forms(word[1]) if form[1] == word[0]]
        if len(word) == SHORTEST:
            same, exchanged = ([one for one in forms if len(one) > SHORTEST or sorted(one) == sorted(word)] for forms in (same, exchanged))
        near = extract(word, [*same, *exchanged], scorer=OSA.distance, score_cutoff=2 if len(word) >= NOT_SO_FAR else 1, limit=None)
        fitting = (one for one in near if one[1] < 2 or len(word) >= FAR or Indel.distance(word, one[0]) == 2)
        found = [one for one in fitting if self._is_form(one[0])]
        # letters exchanged are likelier than one left out or doubled, and that is than another letter, which Indel counts twice
        letters = sorted(word)
        return (
            min(
                found,
                key=lambda one: (
                    one[1],
                    one[0][0] != word[0],
                    sorted(one[0]) != letters,
                    _once(one[0]) != _once(word),
                    Indel.distance(word, one[0]),
                    -len(one[0]),
                ),
            )[0]
            if found
            else ""
        )


def _once(word: str) -> str:
    """A word without its doubled letters: to write one of two is the likeliest slip."""
    return DOUBLED.sub(r"\1", word)


def _bases(word: str) -> Iterator[str]:
    """What a word may be a form of, or the singular of."""
    yield word + "s"
    for ending in ENDINGS[1:]:
        base = word.removesuffix(ending)
        if len(base) >= SHORTEST - 1 and base != word:
            yield from (base, base + "e")
            if base[-1] == base[-2]:
                yield base[:-1]
            if base[-1] == "i":
                yield base[:-1] + "y"


def _forms(word: str) -> Iterator[str]:
    """A word with each ending; not all of them leave its stem as it is."""
    for base in (word, word.removesuffix("e"), word + word[-1]):
        for ending in ENDINGS:
            if base == word or ending in ("ed", "ing", "er"):
                yield base + ending
