"""How alike two words are, for guesses at what was meant: 0 for the same, 1 for nothing in common."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

ALIKE = 0.4  # below this one word may have been meant by the other


def unlikeness(one: str, other: str) -> float:
    """From 0.0 (the same but for capital letters) to 1.0."""
    if one.lower() == other.lower():
        return 0.0
    return 1.0 - SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).ratio()


def closest(word: str, known: Iterable[str]) -> list[str]:
    """The known words, the most alike first."""
    return sorted(known, key=lambda one: (unlikeness(word, one), one))
