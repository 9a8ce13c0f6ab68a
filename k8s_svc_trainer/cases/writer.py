"""The only writer of YAML: plain values become a text that `document.read` gives back equal, and that a person likes to read.

Decides quotes and layout: everything that YAML 1.1 or 1.2 could take for something else is quoted, small mappings and lists
stand on one line, texts of several lines as blocks. Must not know what any field means.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from k8s_svc_trainer.cases.scalars import is_plain

_WIDTH = 100
_LONGEST_KEY = 1000  # YAML allows 1024 characters for a key that is written before a colon
_DEEPEST = 64
_ESCAPED = "[\x7f-\xa0\xad\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"  # patterns, compiled when something is written: these take long
_PRINTABLE = "[\t\x20-\x7e\xa1-\xac\xae-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"


def write(value: Any) -> str:
    """The value as one YAML document.

    Takes str, int of at most 64 bits, finite float, bool, None, list, tuple, and mappings with str keys, nested at most 64 deep;
    raises ValueError for anything else, because it could not be read back.
    """
    if isinstance(value, Mapping) and value:
        return "".join(_mapping(value, 0, 1))
    if isinstance(value, list | tuple) and value:
        return "".join(_sequence(value, 0, 1))
    return f"{_scalar(value, flow=False)}\n"


def _mapping(mapping: Mapping[str, Any], indent: int, depth: int) -> Iterator[str]:
    for key, value in mapping.items():
        yield f"{' ' * indent}{_key(key)}:{_after(value, indent, depth, nested=isinstance(value, Mapping))}"


def _sequence(items: list[Any] | tuple[Any, ...], indent: int, depth: int) -> Iterator[str]:
    for item in items:
        short = _one_line(item, indent + 2)
        if isinstance(item, Mapping | list | tuple) and short is None:
            block = _mapping(item, indent + 2, depth + 1) if isinstance(item, Mapping) else _sequence(item, indent + 2, depth + 1)
            _refuse_depth(depth)
            yield f"{' ' * indent}- {''.join(block)[indent + 2 :]}"
        else:
            yield f"{' ' * indent}-{_after(item, indent, depth, nested=True)}"


def _after(value: Any, indent: int, depth: int, *, nested: bool) -> str:
    """What stands behind `key:` or `-`, the line's end included. A list in a mapping stands under its key, not indented."""
    short = _one_line(value, indent + 2)
    if short is not None:
        return f" {short}\n"
    if isinstance(value, str):
        return _block(value, indent + 2) or f" {_double(value)}\n"
    _refuse_depth(depth)
    below = indent + 2 if nested else indent
    lines = _mapping(value, below, depth + 1) if isinstance(value, Mapping) else _sequence(value, below, depth + 1)
    return "\n" + "".join(lines)


def _one_line(value: Any, indent: int) -> str | None:
    """A value as it stands on one line: a scalar of one line, or a small collection of such; None when it needs several."""
    match value:
        case Mapping():
            if not all(_is_word(item) for item in value.values()):
                return None
            line = "{" + ", ".join(f"{_key(key)}: {_scalar(item, flow=True)}" for key, item in value.items()) + "}"
            return line if len(line) + indent <= _WIDTH or not value else None
        case list() | tuple():
            if not all(_is_word(item) for item in value):
                return None
            line = "[" + ", ".join(_scalar(item, flow=True) for item in value) + "]"
            return line if len(line) + indent <= _WIDTH or not value else None
        case str():
            return None if "\n" in value else _scalar(value, flow=False)
        case _:
            return _scalar(value, flow=False)


def _is_word(value: Any) -> bool:
    return not isinstance(value, Mapping | list | tuple) and not (isinstance(value, str) and "\n" in value)


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise ValueError(f"a key is a text, not {type(key).__name__}")
    written = key if is_plain(key, flow=True) else _quoted(key)
    if len(written) > _LONGEST_KEY:
        raise ValueError("a key is too long to be written")
    return written


def _scalar(value: Any, *, flow: bool) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() if -(2**63) <= value < 2**64:
            return str(int(value))
        case float() if math.isfinite(value):
            return _float(value)
        case str():
            return str(value) if is_plain(value, flow=flow) else _quoted(value)
        case Mapping() if not value:
            return "{}"
        case list() | tuple() if not value:
            return "[]"
        case _:
            raise ValueError(f"{value!r} cannot be written as YAML")


def _float(value: float) -> str:
    """With a point and a signed exponent, so that YAML 1.1 sees a number too."""
    written = repr(float(value))
    return written.replace("e", ".0e") if "e" in written and "." not in written else written


def _quoted(text: str) -> str:
    if "\n" in text or not re.fullmatch(_PRINTABLE, text) or "\t" in text:
        return _double(text)
    return "'" + text.replace("'", "''") + "'"


def _double(text: str) -> str:
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("half of a surrogate pair cannot be written as YAML")
    return re.sub(_ESCAPED, lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def _block(text: str, indent: int) -> str | None:
    """A text of several lines as a literal block; None where YAML would not give back every space and line break of it."""
    lines = text.split("\n")
    ended = lines[-1] == ""
    body = lines[:-1] if ended else lines
    odd = not body or body[-1].strip(" \t") == "" or body[0][:1] in ("", " ", "\t")
    if odd or not all(re.fullmatch(_PRINTABLE, line) for line in body):
        return None
    return f" |{'' if ended else '-'}\n" + "".join(f"{' ' * indent if line else ''}{line}\n" for line in body)


def _refuse_depth(depth: int) -> None:
    if depth >= _DEEPEST:
        raise ValueError(f"nested deeper than {_DEEPEST}")
