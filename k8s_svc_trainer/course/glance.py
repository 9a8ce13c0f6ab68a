"""What a plan needs of lessons and interview questions, found without reading them: ids, topics and points, in a hundredth of the time.

As `scan` does for questions. Decides nothing: a layout that is not understood here gives None, and the file is then read in full; a test
holds both readings of every file to the same.
"""

import re

import msgspec

from k8s_svc_trainer.course import files
from k8s_svc_trainer.course.interviews import interview_item
from k8s_svc_trainer.course.pack import INTERVIEW, LESSON, QUESTIONS, Pack

_MINUTES = re.compile(r"^minutes: *(\d+) *(?:#.*)?$", re.MULTILINE)
_WORD = r"([a-z0-9-]+) *(?:#.*)?"
_QUESTION = re.compile(rf"- id: *{_WORD}")
_POINT = re.compile(r"  - (?:\{ *id: *([a-z0-9-]+) *[,}].*|id: *([a-z0-9-]+) *(?:#.*)?)")
_LIST = re.compile(r"  (serves|was): *\[([a-z0-9, -]*)\] *(?:#.*)?")
_FIELD = re.compile(r"  ([A-Za-z]+):")
_TEMPLATE = re.compile(rf"^ *- id: *{_WORD}$", re.MULTILINE)


class InterviewEntry(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An interview question and its points, by their ids."""

    item: str
    lesson: str
    serves: tuple[str, ...]
    points: tuple[str, ...]
    was: tuple[str, ...] = ()


def minutes_of(pack: Pack, lesson: str) -> float:
    """How long a lesson takes to read."""
    folder = pack.folder(lesson)
    found = _MINUTES.search(files.text_of(folder.root, folder.file(LESSON)))
    return float(found[1] if found else pack.lesson(lesson).minutes)


def interviews_of(pack: Pack, lesson: str) -> tuple[InterviewEntry, ...]:
    """The interview questions of a lesson; none where it has no such file."""
    folder = pack.folder(lesson)
    if not folder.has(INTERVIEW):
        return ()
    found = glanced(files.text_of(folder.root, folder.file(INTERVIEW)), lesson)
    return tuple(map(folder.own, found)) if found is not None else read_in_full(pack, lesson)


def read_in_full(pack: Pack, lesson: str) -> tuple[InterviewEntry, ...]:
    """The same from what `interviews` reads."""
    return tuple(
        InterviewEntry(item=one.item, lesson=lesson, serves=one.serves, points=tuple(point.id for point in one.points), was=one.was)
        for one in pack.interviews(lesson)
    )


def glanced(text: str, lesson: str) -> tuple[InterviewEntry, ...] | None:
    """The interview questions of a text in block style, its questions at the left edge; None for any other."""
    found: list[InterviewEntry] = []
    inside, field = False, ""
    for line in text.splitlines():
        if not line or line[2:3] in (" ", "#") or line[0] == "#":  # most lines are patterns and examples, further in
            continue
        if line[0] not in " -":
            inside = line.startswith("questions:")
            continue
        if not inside:
            continue
        if line.startswith("- "):
            begun = _QUESTION.fullmatch(line)
            if begun is None:
                return None
            found.append(InterviewEntry(item=interview_item(lesson, begun[1]), lesson=lesson, serves=(), points=()))
            field = ""
        elif found:
            known = _told(line, field, found[-1])
            if known is None:
                return None
            field, found[-1] = known
    whole = all(one.serves and one.points for one in found)
    return tuple(found) if found and whole else None


def _told(line: str, field: str, before: InterviewEntry) -> tuple[str, InterviewEntry] | None:
    """The field that a line belongs to, and what is known after it; None for a line that is not understood."""
    named = _FIELD.match(line)
    if named is None:
        point = _POINT.fullmatch(line) if field == "points" else None
        if field == "points" and point is None:
            return None
        return field, before if point is None else msgspec.structs.replace(before, points=(*before.points, point[1] or point[2]))
    if named[1] not in ("serves", "was"):
        return named[1], before
    listed = _LIST.fullmatch(line)
    if listed is None:
        return None
    words = tuple(word for part in listed[2].split(",") if (word := part.strip()))
    if named[1] == "serves":
        return "serves", msgspec.structs.replace(before, serves=words)
    return "was", msgspec.structs.replace(before, was=tuple(interview_item(before.lesson, old) for old in words))


def templates_of(pack: Pack, lesson: str) -> frozenset[str]:
    """The ids of those questions of a lesson that are templates."""
    folder = pack.folder(lesson)
    if not folder.has(QUESTIONS):
        return frozenset()
    _, found, written = files.text_of(folder.root, folder.file(QUESTIONS)).partition("\ntemplates:")
    named = frozenset(f"{lesson}/{one[1]}" for one in _TEMPLATE.finditer(written))
    return named & frozenset(entry.id for entry in pack.entries(lesson)) if found else frozenset()
