"""Plain mappings and lists as kubectl's YAML: sigs.k8s.io/yaml over its fork of go-yaml v2.

Decides key order, quoting and line breaks as that emitter does: keys sorted with numbers in their order, lists not indented, lines
folded at spaces past column 80. Sources: sorter.go, resolve.go, encode.go and emitterc.go of go-yaml v2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cmp_to_key
from math import isfinite
from typing import Any

WIDTH = 80
WORDS = frozenset(
    (
        "",
        "~",
        "null",
        "Null",
        "NULL",
        ".nan",
        ".NaN",
        ".NAN",
        *(f"{sign}.{word}" for sign in ("", "+", "-") for word in ("inf", "Inf", "INF")),
    )
)
WORDS |= frozenset(
    form for word in ("y", "n", "yes", "no", "true", "false", "on", "off") for form in (word, word.capitalize(), word.upper())
)
INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)\Z")
WITHIN = re.compile(r"(?<=[0-9])_(?=[0-9])")  # an underscore that separates digits
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
SIXTIES = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?\Z")
DATED = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?\Z")
SIMPLE = re.compile(r"[A-Za-z/][-A-Za-z0-9_./]*\Z")  # needs no quotes, whatever else it means
FIRST = frozenset("#,[]{}&*!|>'\"%@`")
ESCAPES = {"\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", "\x1b": "e", '"': '"', "\\": "\\"}
ESCAPES |= {"\x85": "N", "\xa0": "_", "\u2028": "L", "\u2029": "P"}


def yaml_text(value: Any) -> str:
    """A value as a YAML document."""
    return "\n".join(_document(value)) + "\n"


def _document(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield from _mapping(value, 0)
    elif isinstance(value, list | tuple) and value:
        yield from _sequence(value, 0)
    else:
        yield _atom(value, 0, 0)


def _mapping(value: Mapping[str, Any], indent: int) -> Iterator[str]:
    for key in sorted(value) if all(map(str.isalpha, value)) else sorted(value, key=cmp_to_key(_compare)):
        head = f"{' ' * indent}{_string(key, indent, indent, key=True)}:"
        inner = value[key]
        if isinstance(inner, Mapping) and inner:
            yield head
            yield from _mapping(inner, indent + 2)
        elif isinstance(inner, list | tuple) and inner:
            yield head
            yield from _sequence(inner, indent)
        else:
            yield f"{head} {_atom(inner, indent, len(head) + 1)}"


def _sequence(value: Sequence[Any], indent: int) -> Iterator[str]:
    for inner in value:
        nested = isinstance(inner, Mapping | list | tuple) and bool(inner)
        if not nested:
            yield f"{' ' * indent}- {_atom(inner, indent, indent + 2)}"
            continue
        lines = _mapping(inner, indent + 2) if isinstance(inner, Mapping) else _sequence(inner, indent + 2)
        first, *others = lines
        yield f"{' ' * indent}- {first[indent + 2 :]}"
        yield from others


def _atom(value: Any, indent: int, column: int) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return _string(value, indent, column)
        case Mapping():
            return "{}"
        case list() | tuple():
            return "[]"
    return str(value)


# --- strings -----------------------------------------------------------------------------------------------------


def _string(text: str, indent: int, column: int, *, key: bool = False) -> str:
    """A string in the style that go-yaml chooses; `column` is where it begins, `indent` that of what holds it."""
    if SIMPLE.match(text) and text not in WORDS:
        return text
    special = any(not _printable(letter) for letter in text if letter != "\n") or " \n" in text
    if "\n" in text and not (key or special or text.endswith(" ")):
        return _literal(text, indent + 2)
    plain = "\n" not in text and not _resolves(text)
    if not plain or special:
        return _folded(_escaped(text), column, indent + 2, '"', fold=not key)
    if _needs_quotes(text):
        return _folded(text.replace("'", "''"), column, indent + 2, "'", fold=not key)
    return _folded(text, column, indent + 2, "", fold=not key)


def _resolves(text: str) -> bool:
    """Whether a plain scalar would be read as something other than a string (resolve.go), or as a number by sixties."""
    if text in WORDS or SIXTIES.match(text):
        return True
    digits = text.replace("_", "") if text[0] in "+-0123456789" else WITHIN.sub("", text) if text[0] == "." else ""
    if INTEGER.match(digits) or (FLOAT.match(digits) and isfinite(float(digits))):
        return True
    return bool(DATED.match(text)) and _is_time(text)


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text.replace("t", "T"))
    except ValueError:
        return False
    return True


def _needs_quotes(text: str) -> bool:
    """Whether a string may not stand plain in a block (yaml_emitter_analyze_scalar)."""
    if text[0] in FIRST or text[0] == " " or text[-1] == " " or text[:3] in ("---", "..."):
        return True
    if text[0] in "?:-" and (len(text) == 1 or text[1] == " "):
        return True
    return ": " in text or text.endswith(":") or " #" in text


def _printable(letter: str) -> bool:
    code = ord(letter)
    return 0x20 <= code <= 0x7E or 0xA0 <= code <= 0xD7FF or (0xE000 <= code <= 0xFFFD and code != 0xFEFF)


def _escaped(text: str) -> str:
    return "".join(_escape(letter) for letter in text)


def _escape(letter: str) -> str:
    if letter in ESCAPES:
        return f"\\{ESCAPES[letter]}"
    if _printable(letter):
        return letter
    code = ord(letter)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _folded(text: str, column: int, indent: int, quote: str, *, fold: bool) -> str:
    """Text in its quotes; past the width a single space becomes a line break, and in double quotes the first of several."""
    made, column = [quote], column + len(quote)
    for index, letter in enumerate(text):
        inside = letter == " " and 0 < index < len(text) - 1 and text[index - 1] != " "
        if fold and inside and column > WIDTH and (quote == '"' or text[index + 1] != " "):
            made.append(f"\n{' ' * indent}")
            made.append("\\" if text[index + 1] == " " else "")
            column = indent
        else:
            made.append(letter)
            column += 1
    return "".join([*made, quote])


def _literal(text: str, indent: int) -> str:
    """A block with its lines as they are; the mark says what becomes of line breaks at the end."""
    body = text.removesuffix("\n")
    keep = "" if text.endswith("\n") and not body.endswith("\n") else "+" if text.endswith("\n") else "-"
    if text == "\n":
        keep = "+"
    hint = "2" if text[0] in " \n" else ""
    lines = body.split("\n")
    return f"|{hint}{keep}\n" + "\n".join(f"{' ' * indent}{line}" if line else "" for line in lines)


def _compare(one: str, other: str) -> int:
    """The order of keys: letters by themselves and after all else, runs of digits as numbers (keyList.Less)."""
    return 0 if one == other else -1 if _less(one, other) else 1


def _less(one: str, other: str) -> bool:
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left == right:
            continue
        if left.isalpha() or right.isalpha():
            return left < right if left.isalpha() and right.isalpha() else right.isalpha()
        led = "0" in (left, right) and bool(one[:index][len(one[:index].rstrip("0123456789")) :].strip("0"))
        numbers = _digits(one, index), _digits(other, index)
        values = [int(f"{'1' if led else ''}{digits}" or "0") for digits in numbers]
        if values[0] != values[1]:
            return values[0] < values[1]
        return len(numbers[0]) < len(numbers[1]) if len(numbers[0]) != len(numbers[1]) else left < right
    return len(one) < len(other)


def _digits(text: str, start: int) -> str:
    end = start
    while end < len(text) and text[end].isdigit():
        end += 1
    return text[start:end]
