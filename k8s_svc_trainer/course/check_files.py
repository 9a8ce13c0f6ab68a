"""What an author can get wrong in files and folders: lessons without a folder, folders without a lesson, files that nothing reads.

Decides which files belong to a pack.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from k8s_svc_trainer.cases.faults import Fault, printable
from k8s_svc_trainer.course.files import exists
from k8s_svc_trainer.course.pack import CHECKLIST, COURSE, INTERVIEW, LABS, LESSON, LEXICON, QUESTIONS, TAUGHT

CASES = "cases"
MOST_FILES = 5000
_BESIDE = frozenset({"README.md", "LICENSE", "LICENSE.md", "NOTICE"})


def files(root: Path, lessons: tuple[str, ...]) -> Iterator[Fault]:
    """Everything that is there and not meant, or meant and not there."""
    for lesson in lessons:
        for name in (LESSON, QUESTIONS):
            if not exists(root, f"{lesson}/{name}"):
                yield _fault(root / lesson / name, f"the course lists {lesson}, and this file is not there", "write it")
    for relative in walk(root):
        parts = relative.split("/")
        if not _belongs(parts, lessons):
            yield _fault(root / relative, *_complaint(parts, lessons))


def case_files(root: Path) -> list[str]:
    """The pack's case files, below `cases/`."""
    return [relative for relative in walk(root) if relative.startswith(f"{CASES}/") and relative.endswith(".yaml")]


def walk(root: Path) -> list[str]:
    """All files below a directory, links not followed, hidden ones left out, by name."""
    found: list[str] = []
    for directory, folders, names in os.walk(root):
        folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
        linked = [folder for folder in folders if (Path(directory) / folder).is_symlink()]
        shown = [name for name in (*names, *linked) if not name.startswith(".")]
        found += [(Path(directory) / name).relative_to(root).as_posix() for name in sorted(shown)]
        if len(found) > MOST_FILES:
            break
    return found


def _belongs(parts: list[str], lessons: tuple[str, ...]) -> bool:
    match parts:
        case [name]:
            return name in (COURSE, CHECKLIST, LEXICON) or name in _BESIDE
        case [lesson, name] if lesson in lessons:
            return name in (LESSON, QUESTIONS, INTERVIEW)
        case [lesson, folder, name] if lesson in lessons and folder == LABS:
            return name.endswith(".yaml") or name in _BESIDE
        case [folder, name] if folder == TAUGHT:
            return name.endswith(".json")
        case ["cases", *_, name]:
            return name.endswith(".yaml") or name in _BESIDE
        case _:
            return False


def _complaint(parts: list[str], lessons: tuple[str, ...]) -> tuple[str, str]:
    if len(parts) == 2 and parts[0] not in lessons and parts[1] in (LESSON, QUESTIONS, INTERVIEW):
        return f"{COURSE} does not list the lesson {printable(parts[0])}", f"list it under lessons in {COURSE}, or remove the folder"
    return "no part of a pack reads this file", "remove it, or give it the name of a file that is read"


def _fault(path: Path, message: str, remedy: str) -> Fault:
    return Fault(file=str(path), line=1, column=1, field="", message=message, remedy=remedy)
