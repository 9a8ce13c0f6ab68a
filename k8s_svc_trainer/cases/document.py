"""The only reader of YAML: a text becomes a tree of values that know where they stand.

Decides what YAML may be used for here. Of our own formats (`read`) one document, mappings with text keys, lists and scalars;
anchors, aliases, merge keys, tags, duplicate keys and keys that are no text are refused, because each makes a file mean
something else than it shows. Of manifests (`manifests`) what kubectl takes: several documents, JSON, a List, anchors, aliases and
merge keys, which are written out here so that nobody below meets one. Words without quotes are read by `scalars`.
Size, nesting and number of values are bounded, after aliases are written out. Must not know what any field means.

A terminal's escape sequences in a text are characters like others: they are kept, and every fault quotes them as escapes.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import msgspec
import yaml
from yaml.events import AliasEvent, DocumentStartEvent, Event, NodeEvent, ScalarEvent, SequenceStartEvent

from k8s_svc_trainer.cases.characters import MAX_CHARACTERS, Origin, decode, prepare
from k8s_svc_trainer.cases.faults import Fault, Faults, Gather, shown
from k8s_svc_trainer.cases.grievances import blamed, in_our_words
from k8s_svc_trainer.cases.nodes import Document, Node, Trail, substitute, variables, write_path
from k8s_svc_trainer.cases.scalars import Plain, RefusedScalar, resolve
from k8s_svc_trainer.cases.writer import write

__all__ = [
    "FAST",
    "Document",
    "Fault",
    "Faults",
    "Node",
    "decode",
    "items_of",
    "manifests",
    "manifests_within",
    "read",
    "substitute",
    "variables",
    "write",
]

MAX_VALUES = 500_000
MAX_DUMPED = 60_000_000  # characters of manifests: what `kubectl get -A -o json` prints of some ten thousand objects
MAX_DUMPED_VALUES = 5_000_000
MAX_DEPTH = 64
MAX_KEY = 1024
FAST: bool = bool(yaml.__with_libyaml__)
"""Whether the parser is libyaml's, in C; otherwise PyYAML's own, in Python, reads the same about ten times slower."""
_LOADER: Any = yaml.CSafeLoader if FAST else yaml.SafeLoader

_QUOTED = frozenset("'\"|>")


class _Rules(msgspec.Struct, frozen=True):
    """What a kind of document allows beyond plain values."""

    several: bool = False
    aliases: bool = False
    any_key: bool = False
    characters: int = MAX_CHARACTERS
    values: int = MAX_VALUES


_OURS = _Rules()
_MANIFEST = _Rules(several=True, aliases=True, any_key=True, characters=MAX_DUMPED, values=MAX_DUMPED_VALUES)


_AT_START = Origin()


def read(text: str, *, file: str) -> Document:
    """One document of our own formats.

    Raises Faults with everything that is wrong: all of it where the text is YAML, the first where it is not.
    """
    roots = _read(text, file=file, rules=_OURS)
    return Document(file, roots[0] if roots else Node(file=file, trail=None, line=1, column=1, value=None))


def manifests(text: str, *, file: str) -> list[Node]:
    """The objects of a text as `kubectl apply -f` takes it: YAML documents or JSON, a List opened, empty documents left out.

    Raises Faults. An object that is no mapping is a fault; what stands in a mapping is for others to judge.
    """
    gather, objects = Gather(), []
    for root in _read(text, file=file, rules=_MANIFEST):
        for node in items_of(root):
            if node.is_mapping:
                objects.append(node)
            elif node.value is not None:
                gather.add(node.fault(f"an object is a mapping, not {shown(node.value)}", "see that each document has apiVersion and kind"))
    gather.done()
    return objects


def manifests_within(node: Node) -> list[Node]:
    """The values of the documents in a text that stands in a document, null ones left out; whether they are objects is not looked at.

    Their positions are those of the file where the text is a literal block (`|`), else that of the text. Field paths count the
    documents: `objects[2].spec`. Raises Faults.
    """
    line, column = node.inner or (node.line, node.column)
    origin = Origin(line, column, node.inner is not None)
    roots = _read(str(node.value), file=node.file, rules=_MANIFEST, origin=origin, above=node.trail)
    return [item for root in roots if root.value is not None for item in items_of(root)]


def items_of(node: Node) -> tuple[Node, ...]:
    """A List (`kind: List`, and typed ones such as PodList) as its items, any other value as itself."""
    kind, items = node.get("kind"), node.get("items")
    is_list = kind is not None and isinstance(kind.value, str) and kind.value.endswith("List")
    return items.elements() if is_list and items is not None and items.is_list else (node,)


def _read(text: str, *, file: str, rules: _Rules, origin: Origin = _AT_START, above: Trail = None, loader: Any = _LOADER) -> list[Node]:
    prepared = prepare(text, file=file, origin=origin, json=rules.any_key, most=rules.characters)
    return _Builder(prepared, file, rules, origin, above, loader).documents()


class _Stop(Exception):
    """Not an error: the fault is already kept, and nothing behind it can be read."""


class _Builder:
    """Makes nodes of the parser's events, in one walk; every fault is kept and the walk goes on where it can."""

    def __init__(self, text: str, file: str, rules: _Rules, origin: Origin, above: Trail, loader: Any) -> None:
        self.text, self.file, self.rules, self.origin, self.above = text, file, rules, origin, above
        self.events: Iterator[Event] = yaml.parse(text, Loader=loader)
        self.gather = Gather()
        self.here: Trail = above
        self.values = 0
        self.copies = 0  # of them, those that aliases and merge keys have written out
        self.anchors: dict[str, Node] = {}
        self.lines: list[str] | None = None

    def documents(self) -> list[Node]:
        roots: list[Node] = []
        try:
            for event in self.events:
                if isinstance(event, DocumentStartEvent):
                    roots.append(self.document(event, len(roots)))
        except _Stop:
            pass
        except yaml.YAMLError as error:
            self.gather.add(self.syntax(error))
        except (ValueError, OverflowError):
            # The parser in Python lets chr() refuse an escape such as "\UFFFFFFFF".
            self.add(None, "an escape that names no character", "look for \\u and \\U in this file")
        self.gather.done()
        return roots

    def document(self, start: Event, index: int) -> Node:
        self.here = self.above
        if index and not self.rules.several:
            self.add(start.start_mark, "a second document starts here, and one is meant", "leave out the line ---")
            raise _Stop
        self.anchors = {}
        inside = self.above is not None
        return self.node(next(self.events), (self.above, index) if inside else None, 0)

    def node(self, event: Event, trail: Trail, depth: int) -> Node:
        self.here = trail
        self.count(event.start_mark, depth)
        if isinstance(event, AliasEvent):
            return self.alias(event, trail, depth)
        assert isinstance(event, NodeEvent)  # noqa: S101 -- the parser's grammar; tells mypy what remains
        if getattr(event, "tag", None) is not None:
            self.add(event.start_mark, "a tag changes what a value is, and none is read here", "leave it out; put a text in quotes")
        if isinstance(event, ScalarEvent):
            node = self.scalar(event, trail)
        elif isinstance(event, SequenceStartEvent):
            node = self.sequence(event, trail, depth)
        else:
            node = self.mapping(event, trail, depth)
        self.keep_anchor(event, node)
        return node

    def keep_anchor(self, event: NodeEvent, node: Node) -> None:
        if event.anchor is None:
            return
        if self.rules.aliases:
            self.anchors[event.anchor] = node
        else:
            self.add(event.start_mark, f"the anchor {shown(event.anchor)} is not read here", "write the value out where it is used")

    def alias(self, event: AliasEvent, trail: Trail, depth: int) -> Node:
        line, column = self.origin.place(event.start_mark)
        target = self.anchors.get(event.anchor or "")
        if not self.rules.aliases:
            self.add(event.start_mark, f"the alias {shown(event.anchor)} is not read here", "write the value out")
        elif target is None:
            self.add(event.start_mark, f"nothing before this is marked as {shown(event.anchor)}", "write the value out")
        else:
            return self.planted(target, trail, depth, event.start_mark)
        return Node(file=self.file, trail=trail, line=line, column=column, value=None)

    def planted(self, node: Node, trail: Trail, depth: int, mark: Any) -> Node:
        """A copy of an anchored value under another path: so large as it looks, and counted so."""
        self.count(mark, depth)
        self.copies += 1
        if self.copies > MAX_VALUES:
            self.too_many(mark, MAX_VALUES)
        children: Mapping[str, Node] | tuple[Node, ...] = ()
        if isinstance(node.children, Mapping):
            children = {key: self.planted(child, (trail, key), depth + 1, mark) for key, child in node.children.items()}
        elif node.children:
            children = tuple(self.planted(child, (trail, i), depth + 1, mark) for i, child in enumerate(node.children))
        return msgspec.structs.replace(node, trail=trail, children=children)

    def scalar(self, event: ScalarEvent, trail: Trail) -> Node:
        line, column = self.origin.place(event.start_mark)
        value: Plain = event.value
        inner = None
        if event.style not in _QUOTED:
            try:
                value = resolve(event.value)
            except RefusedScalar as refused:
                self.add(event.start_mark, f"{shown(event.value)}: {refused.message}", refused.remedy)
        elif event.style == "|" and self.origin.exact:
            inner = self.inner(event)
        return Node(file=self.file, trail=trail, line=line, column=column, value=value, text=event.value, inner=inner)

    def inner(self, event: ScalarEvent) -> tuple[int, int]:
        """Where a literal block's text begins: the line below its `|`, behind the indentation that YAML took away."""
        self.lines = self.lines or self.text.splitlines()
        first = next((i for i, line in enumerate(event.value.split("\n")) if line), 0)
        mark: Any = event.start_mark
        below = mark.line + 1
        written = self.lines[below + first] if below + first < len(self.lines) else ""
        kept = event.value.split("\n")[first]
        indentation = max(0, len(written) - len(kept))
        return below + self.origin.line, indentation + self.origin.column

    def sequence(self, event: Event, trail: Trail, depth: int) -> Node:
        line, column = self.origin.place(event.start_mark)
        children: list[Node] = []
        while isinstance(event := next(self.events), NodeEvent):
            children.append(self.node(event, (trail, len(children)), depth + 1))
        value = [child.value for child in children]
        return Node(file=self.file, trail=trail, line=line, column=column, value=value, children=tuple(children))

    def mapping(self, event: Event, trail: Trail, depth: int) -> Node:
        line, column = self.origin.place(event.start_mark)
        children: dict[str, Node] = {}
        merged: list[Node] = []
        while isinstance(event := next(self.events), NodeEvent):
            key = self.key(event, trail, depth)
            self.here = trail if key is None else (trail, key)
            child = self.node(next(self.events), self.here, depth + 1)
            if key == "<<" and _is_plain(event):
                merged.append(child)
            elif key in children:
                self.twice(event, key, children[key])
            elif key is not None:
                children[key] = msgspec.structs.replace(child, key=self.origin.place(event.start_mark))
        for child in merged:
            self.merge(children, child, trail, depth)
        value = {key: child.value for key, child in children.items()}
        return Node(file=self.file, trail=trail, line=line, column=column, value=value, children=children)

    def key(self, event: Event, trail: Trail, depth: int) -> str | None:
        """The text of a key, None when it cannot be one; then it is read over."""
        if not isinstance(event, ScalarEvent):
            self.node(event, trail, depth + 1)
            self.here = trail
            self.add(event.start_mark, "a key is a text, not a list, a mapping or an alias", "write a name before the colon")
            return None
        node = self.node(event, trail, depth + 1)
        if node.text is not None and len(node.text) > MAX_KEY:
            self.add(event.start_mark, f"a key of more than {MAX_KEY} characters", "look for a colon that is missing before it")
            return None
        if isinstance(node.value, str):
            return self.plain_key(event, node.value)
        if self.rules.any_key and node.value is not None:
            return str(event.value)
        self.add(event.start_mark, f"the key {event.value or 'null'} is no text but {_type_word(node.value)}", f'write "{event.value}":')
        return None

    def plain_key(self, event: ScalarEvent, key: str) -> str | None:
        if key != "<<" or not _is_plain(event) or self.rules.aliases:
            return key
        self.add(event.start_mark, "merge keys are not read here", "write the fields out")
        return None

    def merge(self, children: dict[str, Node], source: Node, trail: Trail, depth: int) -> None:
        """What stands in a mapping wins over what is merged into it, and an earlier source over a later one."""
        for one in source.elements() if source.is_list else (source,):
            if not one.is_mapping:
                self.gather.add(one.fault("a merge key takes a mapping or a list of them"))
                continue
            for key, child in one.members():
                if key not in children:
                    children[key] = self.planted(child, (trail, key), depth + 1, None)

    def twice(self, event: Event, key: str, first: Node) -> None:
        line = first.key[0] if first.key else first.line
        self.here = first.trail
        self.add(event.start_mark, f"the key {shown(key)} stands here a second time, the first is in line {line}", "keep one of them")

    def count(self, mark: Any, depth: int) -> None:
        self.values += 1
        if depth > MAX_DEPTH:
            self.add(mark, f"nested deeper than {MAX_DEPTH}", "look for a bracket that is not closed")
            raise _Stop
        if self.values > self.rules.values:
            self.too_many(mark, self.rules.values)

    def too_many(self, mark: Any, most: int) -> NoReturn:
        self.add(mark, f"more than {most} values, aliases written out", "split the file")
        raise _Stop

    def add(self, mark: Any, message: str, remedy: str) -> None:
        line, column = self.origin.place(mark)
        field = write_path(self.here)
        self.gather.add(Fault(file=self.file, line=line, column=column, field=field, message=message, remedy=remedy))

    def syntax(self, error: yaml.YAMLError) -> Fault:
        mark = blamed(error)
        line, column = self.origin.place(mark)
        message, remedy = in_our_words(error, self.text, mark)
        return Fault(file=self.file, line=line, column=column, field=write_path(self.here), message=message, remedy=remedy)


def _is_plain(event: Event) -> bool:
    return isinstance(event, ScalarEvent) and event.style not in _QUOTED


def _type_word(value: object) -> str:
    match value:
        case bool():
            return "a boolean"
        case None:
            return "nothing"
        case _:
            return "a number"
