"""A value of a document together with where it stands: line, column and field path, for every value and every key.

Decides how paths are written and walked; must not know YAML's grammar nor what any field means.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from k8s_svc_trainer.cases.faults import Fault, printable

Trail = tuple["Trail", str | int] | None
"""The way from the root of a document: (the way to the parent, the key or index). Paths are made of it when they are read."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_STEP = re.compile(r"\[([^\]]*)\]|\.?([^.\[\]]+)")
_LONGEST_WORD = 80
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_-]*)\}")


class Node(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One value of a document.

    `value` is the plain value: str, int, float, bool, None, list or dict. `text` is what was written, for a scalar.
    `children` are the nodes of a mapping by key, or of a list. `key` is where the key stands that leads here. `inner` is where
    the first character of a literal block (`|`) stands, so that a document inside it can be read with the positions of the file.
    """

    file: str
    trail: Trail
    line: int
    column: int
    value: Any
    text: str | None = None
    children: "Mapping[str, Node] | tuple[Node, ...]" = ()
    key: tuple[int, int] | None = None
    inner: tuple[int, int] | None = None

    @property
    def path(self) -> str:
        """The field path, as Kubernetes writes them: `cases[0].steps[2].expect`, `metadata.labels[app/name]`."""
        return write_path(self.trail)

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return isinstance(self.value, list)

    def get(self, key: str) -> "Node | None":
        """The value under a key, None when this is no mapping or has no such key."""
        return self.children.get(key) if isinstance(self.children, Mapping) else None

    def members(self) -> Iterator[tuple[str, "Node"]]:
        """Keys and values of a mapping, in the order of the file; nothing for any other value."""
        return iter(self.children.items()) if isinstance(self.children, Mapping) else iter(())

    def elements(self) -> "tuple[Node, ...]":
        """The elements of a list; nothing for any other value."""
        return self.children if isinstance(self.children, tuple) else ()

    def find(self, path: str) -> "Node":
        """The node at a field path below this one, or the deepest one on the way to it that stands in the document.

        Capitals are not looked at, because the API server names `spec.LoadBalancerSourceRanges`, which nobody writes so.
        """
        node = self
        for match in _STEP.finditer(path):
            below = node._below(match[1] if match[1] is not None else match[2])
            if below is None:
                break
            node = below
        return node

    def fault(self, message: str, remedy: str = "") -> Fault:
        """A fault of this value."""
        return Fault(file=self.file, line=self.line, column=self.column, field=self.path, message=message, remedy=remedy)

    def key_fault(self, message: str, remedy: str = "") -> Fault:
        """A fault of the key that leads here; of the value where no key does."""
        line, column = self.key or (self.line, self.column)
        return Fault(file=self.file, line=line, column=column, field=self.path, message=message, remedy=remedy)

    def _below(self, step: str) -> "Node | None":
        if isinstance(self.children, tuple):
            return self.children[int(step)] if step.isdecimal() and int(step) < len(self.children) else None
        wanted = step.lower()
        return self.children.get(step) or next((child for key, child in self.children.items() if key.lower() == wanted), None)


class Document(msgspec.Struct, frozen=True, gc=False):
    """One document of a file: the tree of its values. `root` of an empty document is null at the first line."""

    file: str
    root: Node

    @property
    def value(self) -> Any:
        """The whole document as a plain value."""
        return self.root.value


def write_path(trail: Trail) -> str:
    """A way from the root as a field path; the empty text at the root itself."""
    parts: list[str] = []
    while trail is not None:
        trail, step = trail
        parts.append(_write_step(step, first=trail is None))
    return "".join(reversed(parts))


def rebuild(node: Node, change: Callable[[Node], Any]) -> Node:
    """The same tree with `change(scalar)` as the value of each scalar; everything stays where it stands."""
    children: Mapping[str, Node] | tuple[Node, ...]
    if isinstance(node.children, Mapping):
        children = {key: rebuild(child, change) for key, child in node.children.items()}
        return msgspec.structs.replace(node, children=children, value={key: child.value for key, child in children.items()})
    if node.is_list:
        children = tuple(rebuild(child, change) for child in node.children)
        return msgspec.structs.replace(node, children=children, value=[child.value for child in children])
    return msgspec.structs.replace(node, value=change(node))


def substitute(node: Node, values: Mapping[str, Any]) -> Node:
    """The same tree with `${name}` replaced in texts, never in keys; positions stay.

    A text that is nothing but `${name}` becomes the value itself, of whatever type; within a text true and false are written so. Raises
    KeyError with the name when a name is not among `values`; what was put in is not looked at again.
    """

    def change(scalar: Node) -> Any:
        if not isinstance(scalar.value, str):
            return scalar.value
        whole = _VARIABLE.fullmatch(scalar.value)
        return values[whole[1]] if whole else _VARIABLE.sub(lambda match: _spelt(values[match[1]]), scalar.value)

    return rebuild(node, change)


def _spelt(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def variables(node: Node) -> Iterator[tuple[str, Node]]:
    """Every `${name}` in the texts of a tree, with the node in which it stands."""
    if isinstance(node.value, str):
        yield from ((match[1], node) for match in _VARIABLE.finditer(node.value))
    children = node.children.values() if isinstance(node.children, Mapping) else node.children
    for child in children:
        yield from variables(child)


def _write_step(step: str | int, *, first: bool) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    word = step if len(step) <= _LONGEST_WORD else step[:_LONGEST_WORD] + "..."
    if _IDENTIFIER.fullmatch(word):
        return word if first else f".{word}"
    return f"[{printable(word)}]"
