"""labs/NAME.yaml: a document becomes a lab, a broken cluster to repair.

Decides what may be written in a lab. Steps are kept as nodes, as in questions: `stage` and `judging` make them runnable, `lab_proof`
proves them. A lab may also be read from a text that is in no pack.
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256

from k8s_svc_trainer.cases.document import Faults, read
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.course import words
from k8s_svc_trainer.course.questions import scene_of
from k8s_svc_trainer.course.values import Lab, LabEntry, NearMiss, Scene

STORY = "who is hurt, since when, what they see"
HINTS = "a nudge, where to look, the command"
MOST_COMMANDS = 40
DECISIVE = ("settings", "objects", "steps", "cause", "goals", "keep", "untouched")
_NEEDED = ("title", "level", "story", "objects", "cause", "goals", "hints", "reference", "say", "expert")
_MAY = ("serves", "settings", "steps", "keep", "untouched", "rights", "wrongs", "was")
_TOP = re.compile(r"([a-zA-Z]+):")
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_SPACE = re.compile(r"\s+")


def read_lab(text: str, *, file: str, lesson: str = "", slug: str = "") -> Lab:
    """The lab that a text is; without a lesson it is in no pack, and its id is its slug.

    Raises Faults with everything that is wrong in it.
    """
    reader = Reader()
    found = lab_of(read(text, file=file).root, reader, text=text, lesson=lesson, slug=slug)
    reader.done()
    if found is None:
        raise AssertionError("what could not be read has left a fault")
    return found


def lab_of(root: Node, reader: Reader, *, text: str, lesson: str, slug: str) -> Lab | None:
    """The lab that a document is; what is wrong is kept in the reader. `text` is what the document was read from."""
    members = reader.fields(root, (*_NEEDED, *_MAY), required=_NEEDED)
    if members is None:
        return None
    commands, reference = _reference(members.get("reference"), reader)
    return Lab(
        id=f"{lesson}/{slug}" if lesson else slug,
        lesson=lesson,
        slug=slug,
        title=_prose(members, "title", reader),
        level=_number(members, "level", reader, high=3),
        serves=words.slugs(members.get("serves"), reader, empty=False),
        story=_three(members.get("story"), STORY, reader),
        cause=_texts(members, "cause", reader),
        goals=members.get("goals"),
        keep=members.get("keep"),
        untouched=_texts(members, "untouched", reader),
        hints=_three(members.get("hints"), HINTS, reader),
        commands=commands,
        reference=reference,
        rights=words.members_of(members.get("rights"), reader),
        wrongs=_wrongs(members.get("wrongs"), reader),
        say=_prose(members, "say", reader),
        expert=_number(members, "expert", reader, high=MOST_COMMANDS),
        scene=scene_of(members, Scene()),
        steps=members.get("steps"),
        was=tuple(f"{lesson}/{old}" for old in words.former(members.get("was"), reader)),
        hash=hash_of(text),
        at=root,
    )


def _prose(members: Mapping[str, Node], word: str, reader: Reader) -> str:
    return words.prose(members[word], reader) if word in members else ""


def _number(members: Mapping[str, Node], word: str, reader: Reader, *, high: int) -> int:
    found = reader.integer(members[word], low=1, high=high) if word in members else None
    return found or 1


def _texts(members: Mapping[str, Node], word: str, reader: Reader) -> tuple[str, ...]:
    return reader.texts(members[word], empty=False) if word in members else ()


def _three(node: Node | None, what: str, reader: Reader) -> tuple[str, ...]:
    """A list of exactly three texts."""
    if node is None:
        return ()
    found = tuple(words.prose(element, reader) for element in reader.elements(node))
    if node.is_list and len(found) != 3:
        reader.wrong(node, f"three lines are meant, not {len(found)}", f"write {what}")
    return found


def _reference(node: Node | None, reader: Reader) -> tuple[tuple[str, ...], Node | None]:
    """The commands of the reference and the steps that say the same."""
    members = None if node is None else reader.fields(node, ("commands", "steps"), required=("commands", "steps"))
    if members is None:
        return (), None
    return _texts(members, "commands", reader), members.get("steps")


def _wrongs(node: Node | None, reader: Reader) -> Mapping[str, NearMiss]:
    found: dict[str, NearMiss] = {}
    for name, child in words.members_of(node, reader).items():
        members = reader.fields(child, ("steps", "fails"), required=("steps", "fails"))
        if members is not None and "steps" in members and "fails" in members:
            found[name] = NearMiss(members["steps"], reader.text(members["fails"]) or "", child)
    return found


# --- the shallow reading ---------------------------------------------------------------------------------------------


def entry(text: str, *, lesson: str, slug: str) -> LabEntry | None:
    """What a list shows of a lab, found without reading its cluster; None where its layout is not understood."""
    shown = "\n".join(block for word, block in _blocks(text) if word in ("title", "level", "serves"))
    try:
        fields = read(shown, file="").value
    except Faults:
        return None
    title, level, serves = (fields.get(word) for word in ("title", "level", "serves")) if isinstance(fields, dict) else (None, None, None)
    if not isinstance(title, str) or not isinstance(level, int) or not isinstance(serves, list | None):
        return None
    return LabEntry(
        id=f"{lesson}/{slug}",
        lesson=lesson,
        slug=slug,
        title=title.strip(),
        level=level,
        serves=tuple(map(str, serves or ())),
        hash=hash_of(text),
    )


def entry_of(lab: Lab) -> LabEntry:
    """The same from a lab that was read in full."""
    return LabEntry(id=lab.id, lesson=lab.lesson, slug=lab.slug, title=lab.title, level=lab.level, serves=lab.serves, hash=lab.hash)


def hash_of(text: str) -> str:
    """A short hash of what decides what a repair is, so that a mended sentence of the story asks nobody again."""
    decisive = "\n".join(block for word, block in _blocks(text) if word in DECISIVE)
    return sha256(_SPACE.sub(" ", _COMMENT.sub("", decisive)).strip().encode()).hexdigest()[:16]


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Each top field's word with its lines."""
    word, lines = "", list[str]()
    for line in text.splitlines():
        found = _TOP.match(line)
        if found is not None:
            yield word, "\n".join(lines)
            word, lines = found[1], []
        lines.append(line)
    yield word, "\n".join(lines)
