"""Typing errors: a word that nobody knows becomes the word of the field that it is nearest to (`lables`, `kubeproxi`, `endpionts`).

Decides by the distance of letters alone (rapidfuzz: Damerau and Levenshtein's, without a second edit of one place). A word that is
known is never changed, so that `tables` stays.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from k8s_svc_trainer.interview.text import Text, stem

SHORTEST = 5  # letters; shorter words are too near to too many
FAR = 8  # letters from which on two slips are forgiven


class Speller:
    """The words of the field, and those that are known besides."""

    def __init__(self, field: frozenset[str], known: frozenset[str]) -> None:
        """`field`: words that may have been meant. `known`: further words that are as they should be."""
        self.known = field | known
        self.field = sorted(word for word in field if len(word) >= SHORTEST - 1 and word.isalpha())
        self.nearest = lru_cache(maxsize=5000)(self._nearest)

    def mend(self, text: Text) -> Text:
        """The text with each unknown word's stem replaced by that of the word that was meant."""
        words = tuple(
            msgspec.structs.replace(word, stem=self.nearest(word.norm))
            if word.stem not in self.known and word.norm not in self.known
            else word
            for word in text.words
        )
        return Text(text.text, words, text.ends)

    def _nearest(self, word: str) -> str:
        here = stem(word)
        if len(word) < SHORTEST or not word.isalpha():
            return here
        allowed = 2 if len(word) >= FAR else 1
        found = extractOne(here, self.field, scorer=OSA.distance, score_cutoff=allowed)
        if found is None or (found[0][0] != here[0] and found[1] > 0 and sorted(found[0][:2]) != sorted(here[:2])):
            return here
        return str(found[0])
