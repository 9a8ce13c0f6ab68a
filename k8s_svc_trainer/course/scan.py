"""The shallow reading of questions.yaml: which questions stand in it, their topics and their hashes, in a tenth of the time.

A quiz chooses among all questions of a course, so this must cost next to nothing; the file of the chosen one alone is read in full.
Decides nothing that `questions` does not: a layout that is not understood here is left to it (`entries` gives None), and `check` compares
the two readings. The hash is of all that decides the answer and of none of the prose, so that a mended sentence asks nobody again.
"""

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import msgspec

from k8s_svc_trainer.cases.document import Faults, read
from k8s_svc_trainer.course.values import Entry, Questions

PROSE = ("prompt", "explain", "say", "source", "tags", "serves", "level", "since", "was")
_SPOKEN = ("text", "why")
_LISTS = frozenset({"tags", "serves", "was"})
_TOP = re.compile(r"(questions|templates):[ \t]*(?:#.*)?$")
_WORD = re.compile(r"[a-z0-9-]+(?=[ \t]*(?:#.*)?$)")
_WORDS = re.compile(r"\[([a-z0-9, -]*)\](?=[ \t]*(?:#.*)?$)")
_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_QUOTED = re.compile(r"""\b(?:text|why): *(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')""")
_SPACE = re.compile(r"\s+")


class _Item(msgspec.Struct, frozen=True, gc=False):
    """The lines of one question, with the indentation of its dash."""

    indent: int
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def entries(text: str, lesson: str) -> tuple[Entry, ...] | None:
    """The questions and templates of a file in its order; None where its layout is not understood."""
    items, rest = _split(text)
    shared = _plain(rest)
    found = tuple(_entry(item, lesson, shared) for item in items)
    return None if not found or None in found else tuple(entry for entry in found if entry is not None)


def deep_entries(questions: Questions, root: Any) -> tuple[Entry, ...]:
    """The same from questions that were read in full, for a layout that the shallow reading does not understand."""
    shared = json.dumps({word: value for word, value in root.items() if word not in ("questions", "templates")}, sort_keys=True)
    found = [_deep(question.id, question, question.at.value, shared) for question in questions.questions]
    return (*found, *(_deep(one.id, one.first, one.at.value, shared) for one in questions.templates))


def _deep(name: str, question: Any, value: Mapping[str, Any], shared: str) -> Entry:
    return Entry(
        id=name,
        lesson=question.lesson,
        kind=question.kind,
        level=question.level,
        tags=question.tags,
        serves=question.serves,
        was=question.was,
        hash=_hash(shared, _decisive(value)),
    )


def _split(text: str) -> tuple[list[_Item], str]:
    """The items under `questions` and `templates`, and all other lines."""
    items: list[_Item] = []
    rest: list[str] = []
    inside = False
    for line in text.splitlines():
        if inside and (item := _begun(line, items)) is not None:
            items.append(item)
        elif inside and (not line.strip() or line[0] in " #"):
            if items:
                items[-1].lines.append(line)
        elif _TOP.match(line):
            inside = True
            items.append(_Item(-1, []))
        else:
            inside = False
            rest.append(line)
    return [item for item in items if item.indent >= 0], "\n".join(rest)


def _begun(line: str, items: list[_Item]) -> _Item | None:
    indent = len(line) - len(line.lstrip(" "))
    if not line.startswith("- ", indent) or (items and 0 <= items[-1].indent != indent):
        return None
    return _Item(indent, [line])


def _entry(item: _Item, lesson: str, shared: str) -> Entry | None:
    fields = _fields(item) or _read(item)
    if fields is None:
        return None
    found, decisive = fields
    if not isinstance(found.get("id"), str) or not isinstance(found.get("level"), int):
        return None
    lists = {word: _names(found.get(word)) for word in _LISTS}
    return Entry(
        id=f"{lesson}/{found['id']}",
        lesson=lesson,
        kind=str(found.get("kind")),
        level=found["level"],
        tags=lists["tags"],
        serves=lists["serves"],
        was=tuple(f"{lesson}/{old}" for old in lists["was"]),
        hash=_hash(shared, decisive),
    )


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(word) for word in value or ())


def _fields(item: _Item) -> tuple[dict[str, Any], str] | None:
    """The fields of a question in block style, each on a line of its own; None where one is written otherwise."""
    found: dict[str, Any] = {}
    kept: list[str] = []
    for word, lines in _blocks(item):
        if word in ("id", "kind", "level") or word in _LISTS:
            value = _value(lines[0].partition(":")[2].strip(), listed=word in _LISTS)
            if any(line.strip() for line in lines[1:]) or value is None:
                return None
            found[word] = int(value) if word == "level" and str(value).isdigit() else value
        if word not in PROSE:
            kept += lines
    written = "\n".join(kept)
    return found, _plain(written if "holds:" in written else _QUOTED.sub("", written))


def _blocks(item: _Item) -> Iterator[tuple[str, list[str]]]:
    """Each field's word with its lines."""
    inner = item.indent + 2
    lines = [" " * inner + item.lines[0][inner:].lstrip(), *item.lines[1:]]
    block: list[str] = []
    for line in lines:
        starts = len(line) - len(line.lstrip()) == inner and line.strip() and not line.lstrip().startswith(("#", "-"))
        if starts and block:
            yield block[0].strip().partition(":")[0], block
            block = []
        block.append(line)
    yield block[0].strip().partition(":")[0], block


def _value(text: str, *, listed: bool) -> Any:
    if (alone := _WORD.match(text)) is not None:
        return alone[0]
    found = _WORDS.match(text) if listed else None
    return None if found is None else [word for part in found[1].split(",") if (word := part.strip())]


def _read(item: _Item) -> tuple[dict[str, Any], str] | None:
    """The fields of a question in any other style, by reading it alone."""
    try:
        value = read(item.text, file="").value
    except Faults:
        return None
    if not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], dict):
        return None
    return value[0], _decisive(value[0])


def _decisive(value: Mapping[str, Any]) -> str:
    """A question without its prose. What an option says is kept where nothing else says what is meant."""
    plain = {word: part for word, part in value.items() if word not in PROSE}
    if isinstance(plain.get("options"), list):
        plain["options"] = [_option(option) for option in plain["options"]]
    return json.dumps(plain, sort_keys=True)


def _option(option: Any) -> Any:
    if not isinstance(option, dict) or "holds" in option:
        return option
    return {word: part for word, part in option.items() if word not in _SPOKEN}


def _plain(text: str) -> str:
    return _SPACE.sub(" ", _COMMENT.sub("", text)).strip()


def _hash(shared: str, decisive: str) -> str:
    return sha256(f"{shared}\n{decisive}".encode()).hexdigest()[:16]
