"""A JSONPath template as values, and the reading of one. kubectl's dialect; the messages are kubectl's.

Decides what a template means, not what it gives. Source: client-go/util/jsonpath, parser.go and node.go.
"""

from __future__ import annotations

import re

import msgspec


class JsonPathFault(ValueError):
    """A template that cannot be read, or that asks for what cannot be had; the message is kubectl's, without `error:`."""


class Text(msgspec.Struct, frozen=True, gc=False):
    """What is printed as it stands."""

    text: str


class Number(msgspec.Struct, frozen=True, gc=False):
    """A number or a boolean to compare with."""

    value: int | float | bool


class Field(msgspec.Struct, frozen=True, gc=False):
    """A key of a mapping."""

    name: str


class Slice(msgspec.Struct, frozen=True, gc=False):
    """Entries of a list: from, to, step. `derived` where one index was written."""

    first: int | None
    last: int | None
    step: int | None
    derived: bool = False


class Wildcard(msgspec.Struct, frozen=True, gc=False):
    """Every value of a mapping or list."""


class Recursive(msgspec.Struct, frozen=True, gc=False):
    """The value and all below it."""


class Word(msgspec.Struct, frozen=True, gc=False):
    """`range` or `end`."""

    name: str


class Steps(msgspec.Struct, frozen=True, gc=False):
    """Parts of one action, each applied to what the one before gave."""

    nodes: tuple[Node, ...]


class Union(msgspec.Struct, frozen=True, gc=False):
    """Several paths side by side."""

    parts: tuple[Steps, ...]


class Filter(msgspec.Struct, frozen=True, gc=False):
    """Entries of a list for which a comparison holds; `exists` asks whether the left side is there."""

    left: Steps
    right: Steps
    operator: str


Node = Text | Number | Field | Slice | Wildcard | Recursive | Word | Steps | Union | Filter
KEY = re.compile(r"'([^']*)'\Z")
SLICE = re.compile(r"(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?\Z")
COMPARISON = re.compile(r"([^!<>=]+)([!<>=]+)(.+?)\Z", re.DOTALL)
ENDS = frozenset(" \t\r\n.,[]$@{}")
ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", "'": "'", '"': '"'}


def parse(template: str) -> tuple[Node, ...]:
    """The parts of a template: texts, and actions as Steps.

    Raises JsonPathFault where an action cannot be read.
    """
    return _Reader(template).template()


def _action(text: str) -> Steps:
    first = parse(f"{{{text}}}")[0]
    return first if isinstance(first, Steps) else Steps((first,))


class _Reader:
    """A place in a template, and what was read of the action there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.nodes: list[Node] = []

    def template(self) -> tuple[Node, ...]:
        made: list[Node] = []
        while self.at < len(self.text):
            start = self.text.find("{", self.at)
            plain = self.text[self.at : start if start >= 0 else len(self.text)]
            made += [Text(plain)] if plain else []
            self.at = start + 1 if start >= 0 else len(self.text)
            if start >= 0:
                made.append(self.action())
        return tuple(made)

    def action(self) -> Steps:
        self.nodes = []
        while not self.text.startswith("}", self.at):
            self.part()
        self.at += 1
        return Steps(tuple(self.nodes))

    def part(self) -> None:
        if self.text.startswith("[?(", self.at):
            self.filter()
        elif self.text.startswith("..", self.at):
            self.recursive()
        else:
            self.by_letter(self.peek())

    def by_letter(self, letter: str) -> None:
        match letter:
            case "" | "\r" | "\n":
                raise JsonPathFault("unclosed action")
            case " " | "@" | "$":
                self.at += 1
            case "[":
                self.array()
            case '"' | "'":
                self.quote(letter)
            case ".":
                self.at += 1
                self.field()
            case "+" | "-":
                self.number()
            case _ if letter.isdigit():
                self.number()
            case _ if letter == "_" or letter.isalpha():
                self.word()
            case _:
                raise JsonPathFault(f"unrecognized character in action: U+{ord(letter):04X} '{letter}'")

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def word(self) -> None:
        start = self.at
        while self.peek() and self.peek() not in ENDS:
            self.at += 1
        name = self.text[start : self.at]
        self.nodes.append(Number(name == "true") if name in ("true", "false") else Word(name))

    def recursive(self) -> None:
        if self.nodes and isinstance(self.nodes[-1], Recursive):
            raise JsonPathFault("invalid multiple recursive descent")
        self.at += 2
        self.nodes.append(Recursive())
        if self.peek() == "_" or self.peek().isalnum():
            self.field()

    def number(self) -> None:
        start = self.at
        self.at += self.peek() in ("+", "-")
        while self.peek() and (self.peek() == "." or self.peek().isdigit()):
            self.at += 1
        text = self.text[start : self.at]
        try:
            self.nodes.append(Number(float(text) if "." in text else int(text)))
        except ValueError:
            raise JsonPathFault(f"cannot parse number {text}") from None

    def field(self) -> None:
        start = self.at
        while self.peek() and self.peek() not in ENDS:
            self.at += 2 if self.peek() == "\\" else 1
        name = self.text[start : self.at]
        self.nodes.append(Wildcard() if name == "*" else Field(name.replace("\\", "")))

    def quote(self, end: str) -> None:
        start, self.at = self.at, self.at + 1
        while self.peek() != end or self.text[self.at - 1] == "\\":
            if self.peek() in ("", "\n"):
                raise JsonPathFault("unterminated quoted string")
            self.at += 1
        self.at += 1
        self.nodes.append(Text(_unquoted(self.text[start : self.at])))

    def array(self) -> None:
        end = self.text.find("]", self.at)
        if end < 0 or "\n" in self.text[self.at : end]:
            raise JsonPathFault("unterminated array")
        inside, self.at = self.text[self.at + 1 : end], end + 1
        parts = inside.split(",")
        if len(parts) > 1:
            self.nodes.append(Union(tuple(_action(f"[{part.strip(' ')}]") for part in parts)))
            return
        key = KEY.match(inside)
        if key:
            self.nodes += _action(f".{key[1]}").nodes
            return
        self.nodes.append(_slice(":" if inside == "*" else inside))

    def filter(self) -> None:
        start = self.at = self.at + 3
        opened = ""
        closed = False
        while not (self.peek() == ")" and bool(opened) == closed):
            letter = self.peek()
            if letter in ("", "\n"):
                raise JsonPathFault("unterminated filter")
            if letter in "\"'" and not opened:
                opened = letter
            elif letter == opened and self.text[self.at - 1] != "\\":
                closed = True
            self.at += 1
        inside, self.at = self.text[start : self.at], self.at + 1
        if self.peek() != "]":
            raise JsonPathFault("unclosed array expect ]")
        self.at += 1
        found = COMPARISON.match(inside)
        sides = (_action(found[1]), _action(found[3]), found[2]) if found else (_action(inside), Steps(()), "exists")
        self.nodes.append(Filter(*sides))


def _slice(text: str) -> Slice:
    found = SLICE.match(text)
    if not found:
        raise JsonPathFault(f"invalid array index {text}")
    try:
        first = int(found[1]) if found[1] else None
        last = int(found[2][1:]) if found[2] and found[2] != ":" else None
        step = int(found[3][1:]) if found[3] and found[3] != ":" else None
    except ValueError:
        raise JsonPathFault(f"array index {text} is not a number") from None
    if not found[2]:
        return Slice(first, (first or 0) + 1, step, derived=True)
    return Slice(first, last, step)


def _unquoted(quoted: str) -> str:
    """The text between quotes, its escapes as Go reads them (UnquoteExtend)."""
    body, made, index = quoted[1:-1], [], 0
    while index < len(body):
        letter = body[index]
        if letter != "\\":
            made.append(letter)
            index += 1
            continue
        follow = body[index + 1 : index + 2]
        if follow not in ESCAPED or follow == ("'" if quoted[0] == '"' else '"'):
            raise JsonPathFault(f"unquote string {quoted} error invalid syntax")
        made.append(ESCAPED[follow])
        index += 2
    return "".join(made)
