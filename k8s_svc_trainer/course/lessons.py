"""lesson.yaml: a document becomes a lesson.

Decides what may be written in a lesson. Its `show` steps are kept as nodes: `stage` runs them.
"""

from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.course import words
from k8s_svc_trainer.course.questions import scene_of
from k8s_svc_trainer.course.values import Lesson, Scene, Section

SECTIONS_OF_THE_NOTES = 16
LONGEST_MINUTES = 60
_NEEDED = ("title", "section", "minutes", "serves", "sources", "sections")
_MAY = ("settings", "objects")


def read_lesson(root: Node, lesson: str, reader: Reader) -> Lesson | None:
    """The lesson that a document is; what is wrong is kept in the reader."""
    members = reader.fields(root, (*_NEEDED, *_MAY), required=_NEEDED)
    if members is None:
        return None
    sections = tuple(_sections(members.get("sections"), reader))
    words.once(((section.id, section.at) for section in sections), "section", reader)
    section = reader.integer(members["section"], low=1, high=SECTIONS_OF_THE_NOTES) if "section" in members else None
    minutes = reader.integer(members["minutes"], low=1, high=LONGEST_MINUTES) if "minutes" in members else None
    return Lesson(
        id=lesson,
        title=words.prose(members["title"], reader) if "title" in members else lesson,
        section=section or 1,
        minutes=minutes or 1,
        serves=words.slugs(members.get("serves"), reader, empty=False),
        sources=reader.texts(members["sources"], empty=False) if "sources" in members else (),
        sections=sections,
        scene=scene_of(members, Scene()),
        at=root,
    )


def _sections(node: Node | None, reader: Reader) -> list[Section]:
    found = [] if node is None else [_section(element, reader) for element in reader.elements(node, empty=False)]
    return [section for section in found if section is not None]


def _section(node: Node, reader: Reader) -> Section | None:
    members = reader.fields(node, ("id", "title", "often", "text", "show", "since"), required=("id", "text"))
    if members is None:
        return None
    if "title" not in members and "often" not in members:
        reader.wrong(node, "a section has a title, or often: what people often say", "write title: ...")
    title, often = (words.prose(members[word], reader) if word in members else None for word in ("title", "often"))
    return Section(
        id=words.slug(members.get("id"), reader) if "id" in members else "",
        title=title or f"You will often hear: {often}",
        often=often,
        text=words.prose(members["text"], reader) if "text" in members else "",
        show=members.get("show"),
        since=words.version(members.get("since"), reader),
        at=node,
    )
