"""The course with the packs that were added to it: their lessons stand behind the course's own, each under its pack's name.

Decides how an added pack's items are called beside those of the course: `PACK:LESSON/ID`, so that no two are ever one, whatever their
authors chose, and progress with them stays what it is when packs come and go. A pack that cannot be opened is left out and named, and never
keeps the course from opening. What may stand in a pack is `check`'s.
"""

from pathlib import Path

from msgspec.structs import replace

from k8s_svc_trainer.cases.document import Faults
from k8s_svc_trainer.course import files
from k8s_svc_trainer.course.pack import Folder, Pack, open_pack
from k8s_svc_trainer.course.values import ChecklistItem

PACKS = "packs"
"""The folder below the learner's home in which added packs are."""


def added(home: Path) -> list[Path]:
    """The directories of the packs that were added, by name."""
    found = (home / PACKS / name for name in files.names_in(home, PACKS))
    return [path for path in found if path.is_dir() and not path.is_symlink()]


def open_shelf(path: Path, home: Path) -> tuple[Pack, dict[Path, Faults]]:
    """The pack at `path` with all that were added below `home`; and of each that cannot be opened, what is wrong with it.

    Raises Faults where the pack at `path` itself cannot be opened.
    """
    own = open_pack(path)
    others, wrong = [], {}
    for directory in added(home):
        try:
            others.append(open_pack(directory))
        except Faults as faults:
            wrong[directory] = faults
    return joined(own, others) if others else own, wrong


def joined(own: Pack, others: list[Pack]) -> Pack:
    """One pack of the lessons and checklists of several; the first gives its name and its place."""
    folders = {lesson: Folder(own.path, lesson) for lesson in own.lesson_ids}
    checklist = list(own.checklist)
    for pack in others:
        before = f"{pack.path.name}:"
        folders |= {f"{before}{lesson}": Folder(pack.path, lesson, before) for lesson in pack.lesson_ids}
        checklist += [_named(item, before) for item in pack.checklist]
    return Pack(own.path, name=own.name, lesson_ids=tuple(folders), checklist=tuple(checklist), folders=folders)


def _named(item: ChecklistItem, before: str) -> ChecklistItem:
    lesson, interview = (None if name is None else f"{before}{name}" for name in (item.lesson, item.interview))
    return replace(item, id=f"{before}{item.id}", lesson=lesson, interview=interview)
