"""Ids, names and small texts of content files, read from nodes: the words that lessons, questions and interviews have in common.

Decides what an id is and how a missing or doubtful text is worded. Must not know any of the formats.
"""

import re
from collections.abc import Iterable, Mapping

from k8s_svc_trainer.cases.faults import shown
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.course.values import Point, Wording

LONGEST_ID = 60
LONGEST_TEXT = 10_000
TEXTS = ("says", "touches", "undone", "makes", "misses")
WORDING = (*TEXTS, "enough")
MOST_TOUCHES = 20
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_VERSION = re.compile(r"1\.([0-9]{1,2})")


def is_slug(text: str) -> bool:
    """Whether the text can be an id, and so the name of a file: small letters, digits and single hyphens."""
    return len(text) <= LONGEST_ID and _SLUG.fullmatch(text) is not None


def slug(node: Node | None, reader: Reader) -> str:
    """An id; the empty text, with a fault kept, where it is none."""
    text = reader.text(node)
    if text is None or node is None:
        return ""
    if not is_slug(text):
        reader.wrong(node, f"{shown(text)} is no id", "write small letters, digits and hyphens, at most 60")
        return ""
    return text


def slugs(node: Node | None, reader: Reader, *, empty: bool = True) -> tuple[str, ...]:
    """A list of ids, each written once."""
    if node is None:
        return ()
    found: dict[str, None] = {}
    for element in reader.elements(node, empty=empty):
        word = slug(element, reader)
        if word in found:
            reader.wrong(element, f"{shown(word)} stands here twice", "keep one")
        elif word:
            found[word] = None
    return tuple(found)


def prose(node: Node | None, reader: Reader) -> str:
    """A text for people, without the space around it; the empty text, with a fault kept, where it is none."""
    text = reader.text(node)
    if text is None or node is None:
        return ""
    if len(text) > LONGEST_TEXT:
        reader.wrong(node, f"a text of more than {LONGEST_TEXT} characters", "make sections of it")
        return ""
    if not text.strip():
        reader.wrong(node, "the text is empty", "write it")
    return text.strip()


def version(node: Node | None, reader: Reader) -> str | None:
    """A Kubernetes minor version as a text, such as "1.33"."""
    text = reader.text(node)
    if text is None or node is None:
        return None
    if not _VERSION.fullmatch(text):
        reader.wrong(node, f"{shown(text)} is no Kubernetes version", 'write a minor version in quotes, such as "1.33"')
        return None
    return text


def former(node: Node | None, reader: Reader) -> tuple[str, ...]:
    """The ids of `was`: one, or a list."""
    if node is None:
        return ()
    return slugs(node, reader) if node.is_list else tuple(filter(None, (slug(node, reader),)))


def points(node: Node | None, reader: Reader) -> tuple[Point, ...]:
    """A list of points, each with an id of its own."""
    if node is None:
        return ()
    found = [
        Point(slug(members.get("id"), reader), prose(members.get("text"), reader), wording(members, reader), element)
        for element in reader.elements(node, empty=False)
        if (members := reader.fields(element, ("id", "text", *WORDING), required=("id", "text"))) is not None
    ]
    once(((point.id, element) for point, element in zip(found, node.elements(), strict=False)), "point", reader)
    return tuple(found)


def wording(members: Mapping[str, Node], reader: Reader) -> Wording:
    """How a point or a misconception is said, from its members."""
    texts = {word: reader.texts(members[word]) for word in TEXTS if word in members}
    enough = reader.integer(members["enough"], low=2, high=MOST_TOUCHES) if "enough" in members else None
    return Wording(**texts, enough=enough)


def once(named: Iterable[tuple[str, Node]], what: str, reader: Reader) -> None:
    """Keep a fault for each id that was used before."""
    seen: dict[str, Node] = {}
    for name, node in named:
        if name and name in seen:
            at = node.get("id") or node
            reader.wrong(at, f"a second {what} with the id {shown(name)}, the first is in line {seen[name].line}", "give it another id")
        seen.setdefault(name, node)


def members_of(node: Node | None, reader: Reader) -> Mapping[str, Node]:
    """The members of a mapping, none where there is none."""
    return {} if node is None else reader.mapping(node) or {}
