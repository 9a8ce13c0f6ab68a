"""Whole numbers computed from others: `ready + down`, `(pods + 99) / 100`.

Decides the grammar: names, whole numbers, + - * /, parentheses; division rounds down. Nothing else can be said in it, so a pack's text is
never executed. A name may hold hyphens, so a minus stands between spaces.
"""

import re
from collections.abc import Mapping
from typing import Any

LONGEST = 200
_TOKEN = re.compile(r"\s*(?:(?P<number>[0-9]{1,9})|(?P<name>[A-Za-z_][A-Za-z0-9_-]*)|(?P<sign>[-+*/()]))")


class _Tokens:
    """The tokens that are left."""

    def __init__(self, text: str, values: Mapping[str, Any]) -> None:
        self.values = values
        self.left: list[tuple[str, str]] = []
        place, text = 0, text.rstrip()
        if len(text) > LONGEST:
            raise ValueError(f"a computation of more than {LONGEST} characters")
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise ValueError(f"{text[place:].strip()[:20]!r} is neither a name, a whole number nor one of + - * / ( )")
            self.left.append((str(found.lastgroup), found[str(found.lastgroup)]))
            place = found.end()

    def take(self, signs: str) -> str:
        """The next sign, where it is one of these; else the empty text."""
        if self.left and self.left[0][0] == "sign" and self.left[0][1] in signs:
            return self.left.pop(0)[1]
        return ""


def names_in(text: str) -> list[str]:
    """The names that a computation uses. Raises ValueError for a text that is none."""
    return [word for kind, word in _Tokens(text, {}).left if kind == "name"]


def computed(text: str, values: Mapping[str, Any]) -> int:
    """The number that a computation gives. Raises ValueError with a sentence: a text that is none, a name that is no number."""
    tokens = _Tokens(text, values)
    found = _sum(tokens)
    if tokens.left:
        raise ValueError(f"nothing is meant by {tokens.left[0][1]!r} here")
    return found


def _sum(tokens: _Tokens) -> int:
    found = _product(tokens)
    while sign := tokens.take("+-"):
        found += _product(tokens) if sign == "+" else -_product(tokens)
    return found


def _product(tokens: _Tokens) -> int:
    found = _atom(tokens)
    while sign := tokens.take("*/"):
        other = _atom(tokens)
        if sign == "/" and other == 0:
            raise ValueError("a division by zero")
        found = found * other if sign == "*" else found // other
    return found


def _atom(tokens: _Tokens) -> int:
    if tokens.take("("):
        found = _sum(tokens)
        if not tokens.take(")"):
            raise ValueError("a parenthesis is not closed")
        return found
    if not tokens.left:
        raise ValueError("a number or a name is missing at the end")
    kind, word = tokens.left.pop(0)
    if kind == "number":
        return int(word)
    value = tokens.values.get(word) if kind == "name" else None
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{word!r} is no whole number")
    return value
