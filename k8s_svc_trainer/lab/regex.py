r"""POSIX regular expressions, basic and extended, as Python's: for grep alone.

Decides what is a special character in which of the two. Python's own extensions, such as `(?i)` or `\d`, have no meaning here.
Source: IEEE Std 1003.1-2017, 9 Regular Expressions; GNU grep's `\w`, `\b`, `\<`, `\>`, `\s` and `\|` in basic ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

KEPT: Mapping[str, str] = {"w": r"\w", "W": r"\W", "b": r"\b", "B": r"\B", "<": r"\b(?=\w)", ">": r"\b(?<=\w)", "s": r"\s", "S": r"\S"}
CLASSES: Mapping[str, str] = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "a-zA-Z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\s",
    "blank": r" \t",
    "punct": r"!-/:-@\[-`{-~",
    "xdigit": "0-9A-Fa-f",
    "print": r"\x20-\x7e",
    "graph": r"\x21-\x7e",
    "cntrl": r"\x00-\x1f\x7f",
}
GROUPS = frozenset("(){}|+?")
REPEATS = frozenset("*+?")
OPENING = frozenset("(|")
MOST_REPEATS = 32767  # RE_DUP_MAX of GNU


class BadPattern(ValueError):
    """A pattern that is none, in grep's words."""


def compiled(pattern: str, *, extended: bool, fixed: bool = False, ignore_case: bool = False) -> re.Pattern[str]:
    """A pattern of grep, ready to search with.

    Raises BadPattern where it is none.
    """
    text = re.escape(pattern) if fixed else "".join(_translated(pattern, extended=extended))
    try:
        return re.compile(text, re.IGNORECASE if ignore_case else 0)
    except (re.error, OverflowError, RecursionError) as error:
        raise BadPattern(_words(str(error))) from None


WORDS = (
    ("unbalanced parenthesis", "Unmatched ) or \\)"),
    ("subpattern", "Unmatched ( or \\("),
    ("group reference", "Invalid back reference"),
    ("bad character range", "Invalid range end"),
    ("min repeat greater", "Invalid content of \\{\\}"),
    ("repeat", "Invalid preceding regular expression"),
)


def _words(error: str) -> str:
    return next((words for part, words in WORDS if part in error), "Invalid regular expression")


def _translated(pattern: str, *, extended: bool) -> list[str]:
    """The parts of the pattern, one for each character, escape or bracket."""
    parts: list[str] = []
    at, fresh = 0, True  # fresh: nothing stands here that could be repeated
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            if at + 1 == len(pattern):
                raise BadPattern("Trailing backslash")
            part, at = _escaped(pattern[at + 1], extended=extended), at + 2
        elif char == "[":
            part, at = _bracket(pattern, at)
        else:
            part, at = _plain(char, fresh=fresh, extended=extended, first=at == 0), at + 1
        if part in REPEATS and fresh:
            part = "" if extended else re.escape(part)  # GNU grep passes over it, or takes it for itself
        elif part in REPEATS and parts[-1] in REPEATS:
            part = part if part == parts.pop() else "*"  # (a+)? is a*: Python would take +? for something else
        parts.append(part)
        fresh = part in OPENING or (part == "^" and len(parts) == 1) or (fresh and part in ("", "\\*"))
    return parts


def _escaped(char: str, *, extended: bool) -> str:
    if char in KEPT:
        return KEPT[char]
    if char in GROUPS:
        return re.escape(char) if extended else char
    if char.isdigit() and char.isascii() and char != "0":
        return f"\\{char}"
    return re.escape(char)


def _plain(char: str, *, fresh: bool, extended: bool, first: bool) -> str:
    if char in GROUPS:
        return char if extended else re.escape(char)
    if char == "^":
        return char if first or extended or fresh else re.escape(char)
    return char if char in ".$*" else re.escape(char)


def _bracket(pattern: str, start: int) -> tuple[str, int]:
    """A bracket expression and where it ends; a `]` that comes first is itself, and no backslash is special in it."""
    at = start + 1
    negated = pattern.startswith("^", at)
    at += negated
    inside: list[str] = []
    while at < len(pattern) and (pattern[at] != "]" or not inside):
        named = re.compile(r"\[:([a-z]+):\]").match(pattern, at)
        if named:
            if named[1] not in CLASSES:
                raise BadPattern("Invalid character class name")
            inside.append(CLASSES[named[1]])
            at = named.end()
        else:
            inside.append(_inside(pattern, at, bool(inside)))
            at += 1
    if at >= len(pattern):
        raise BadPattern("Unmatched [, [^, [:, [., or [=")
    return f"[{'^' if negated else ''}{''.join(inside)}]", at + 1


def _inside(pattern: str, at: int, later: bool) -> str:
    char = pattern[at]
    between = later and at + 1 < len(pattern) and pattern[at + 1] != "]"
    if char == "-" and between:
        return "-"
    return re.escape(char) if char != "-" else r"\-"
