"""What is wrong in a file that a person wrote, and where: values, to be shown together.

Decides how a fault is worded and how foreign text is quoted in it; must not know any format.
"""

from collections.abc import Iterable

import msgspec

MAX_FAULTS = 100
"""So many faults of one file are kept; beyond that a file is not the kind of file it is taken for."""

_SHOWN = 60


class Fault(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One thing that is wrong: where it stands (line and column count from 1), at which field, and what to do about it.

    `file` and the texts of the file that `message` quotes are safe to print: control characters are written as escapes.
    """

    file: str
    line: int
    column: int
    field: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        """`FILE:LINE:COLUMN: FIELD: MESSAGE; REMEDY`, the form that editors can jump to."""
        field = f"{self.field}: " if self.field else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{printable(self.file)}:{self.line}:{self.column}: {field}{self.message}{remedy}"


class Faults(ValueError):
    """All the faults that were found, in the order of files and lines. `faults` is never empty."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Gather:
    """A list of faults that grows while a file is read, and is thrown once at the end."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Keep a fault; those beyond MAX_FAULTS are dropped."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(fault)

    def done(self) -> None:
        """Raise Faults, in the order of lines, when there is any."""
        if self.faults:
            raise Faults(sorted(self.faults, key=lambda fault: (fault.file, fault.line, fault.column)))


def printable(text: str) -> str:
    """The text with every character that a terminal could obey written as an escape."""
    return text if text.isprintable() else "".join(char if char.isprintable() else _escape(char) for char in text)


def shown(value: object) -> str:
    """A value of a file as a message quotes it: one line, short, in quotes when it is a text."""
    match value:
        case str():
            return f'"{_short(printable(value))}"'
        case True | False | None:
            return {True: "true", False: "false", None: "null"}[value]
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            return _short(str(value))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, None when none is near. Capitals alone never make a word another."""
    ranked = sorted((_distance(word[:_SHOWN].lower(), other.lower()), other) for other in known)
    if not ranked or ranked[0][0] > max(1, min(len(word), _SHOWN) // 3):
        return None
    return ranked[0][1]


def meant(word: str, known: Iterable[str]) -> str:
    """The remedy for an unknown word: the one that was probably meant, else all that are known."""
    words = list(known)
    near = nearest(word, words)
    if near is not None:
        return f'write "{near}"'
    return f"one of {', '.join(words)}" if words else "leave it out"


def _escape(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def _distance(one: str, other: str) -> int:
    """Letters to add, drop, change or swap with a neighbour until one word is the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one):
        older, before, row = before, row, [i + 1]
        for j, right in enumerate(other):
            cost = min(before[j + 1] + 1, row[j] + 1, before[j] + (left != right))
            if i and j and left == other[j - 1] and one[i - 1] == right:
                cost = min(cost, older[j - 1] + 1)
            row.append(cost)
    return row[-1]
