"""course.yaml and checklist.yaml: which lessons there are, in which order, and what is to be explained confidently.

Decides what may be written in the two files that are read when a pack is opened.
"""

import msgspec

from k8s_svc_trainer.cases.faults import shown
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.course import words
from k8s_svc_trainer.course.values import ChecklistItem

FORMAT = 1


class Course(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """course.yaml: the ids of the lessons in the order of the course, and the pack's name where it says one."""

    lessons: tuple[str, ...]
    name: str | None = None
    at: Node


def read_course(root: Node, reader: Reader) -> Course | None:
    """The course that a document is; what is wrong is kept in the reader."""
    members = reader.fields(root, ("format", "name", "lessons"), required=("format", "lessons"))
    if members is None:
        return None
    written = members.get("format")
    if written is not None and written.value != FORMAT:
        reader.wrong(written, f"format {shown(written.value)} is not known here", f"write format: {FORMAT}, or use a newer program")
    lessons = words.slugs(members.get("lessons"), reader, empty=False)
    name = words.slug(members["name"], reader) if "name" in members else None
    return Course(lessons=lessons, name=name, at=root)


def read_checklist(root: Node, reader: Reader) -> tuple[ChecklistItem, ...]:
    """The items of a document; what is wrong is kept in the reader."""
    members = reader.fields(root, ("items",), required=("items",))
    if members is None or "items" not in members:
        return ()
    found = tuple(item for node in reader.elements(members["items"], empty=False) if (item := _item(node, reader)) is not None)
    words.once(((item.id, item.at) for item in found), "checklist item", reader)
    return found


def _item(node: Node, reader: Reader) -> ChecklistItem | None:
    members = reader.fields(node, ("id", "text", "means", "lesson", "interview"), required=("id", "text", "means"))
    if members is None:
        return None
    return ChecklistItem(
        id=words.slug(members.get("id"), reader),
        text=words.prose(members.get("text"), reader),
        means=words.prose(members.get("means"), reader),
        lesson=words.slug(members["lesson"], reader) if "lesson" in members else None,
        interview=words.slug(members["interview"], reader) if "interview" in members else None,
        at=node,
    )
