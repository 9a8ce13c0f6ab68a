"""pack add, list and remove: content of others, checked and copied whole into the trainer's own directory.

A pack is copied beside the others, checked there, and given its name by one rename; so it is there whole, or not at all.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from k8s_svc_trainer.cli import data, door, prompts
from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import QUIET, Paper

if TYPE_CHECKING:
    from k8s_svc_trainer.cases.faults import Fault
    from k8s_svc_trainer.course.check import Report

COLUMN = 10


def add(environment: Environment, source: str, *, replace: bool) -> int:
    """Copy a pack, check the copy, and put it beside the course; 1, with every fault, where the pack is not sound."""
    from k8s_svc_trainer.course import open_pack, unpack
    from k8s_svc_trainer.course.shelf import PACKS

    packs, path = environment.home / PACKS, Path(source)
    with _staged(packs) as staged:
        unpack.copy(path, staged)
        report = _checked(staged, path)
        if not report.ok:
            print(report.text(), file=environment.stdout)
            return door.WRONG
        name = _name(open_pack(staged), path)
        _put_in_place(staged, packs / name, replace=replace)
    paper = Paper(environment)
    paper.entry("added", f"{name}: {_counts(report)}", column=COLUMN)
    paper.entry("then", f"learn, quiz, lab and interview have it; its items are called {name}:LESSON/ID", column=COLUMN)
    return door.DONE


@contextmanager
def _staged(packs: Path) -> Iterator[Path]:
    """A new directory among the packs that nobody sees; what is left of it goes at the end."""
    packs.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Path(tempfile.mkdtemp(dir=packs, prefix=".new-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _checked(staged: Path, source: Path) -> Report:
    """The report on a copy, told of the files that the person knows."""
    from k8s_svc_trainer.cli.check import whole_report

    report = whole_report(staged)
    return msgspec.structs.replace(report, errors=tuple(_of_source(fault, staged, source) for fault in report.errors))


def _of_source(fault: Fault, staged: Path, source: Path) -> Fault:
    texts = {name: getattr(fault, name).replace(str(staged), str(source)) for name in ("file", "message", "remedy")}
    return msgspec.structs.replace(fault, **texts)


def _name(pack: Any, source: Path) -> str:
    """What a pack is called: as its course.yaml says, or else as its directory or zip is. Raises Refused for what can be no name."""
    from k8s_svc_trainer.course import INNER
    from k8s_svc_trainer.course.words import is_slug

    said = pack.name if pack.name != pack.path.resolve().name else source.resolve().name.removesuffix(".zip")
    if not is_slug(said) or said == INNER:
        raise Refused(f"{said} cannot be the name of a pack: write name: into its course.yaml, of small letters, digits and hyphens")
    return str(said)


def _put_in_place(staged: Path, place: Path, *, replace: bool) -> None:
    """Give a checked copy its name; with `replace` in the place of an older one, which is there until the new one is."""
    if not os.path.lexists(place):
        os.rename(staged, place)
        return
    if not replace:
        raise Refused(f"a pack {place.name} is there already: say --replace to put this one in its place")
    aside = Path(tempfile.mkdtemp(dir=place.parent, prefix=".old-"))
    try:
        os.rename(place, aside / place.name)
        try:
            os.rename(staged, place)
        except BaseException:
            os.rename(aside / place.name, place)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _counts(report: Report) -> str:
    counts = ((report.lessons, "lesson"), (report.questions, "question"), (report.labs, "lab"), (report.interview, "interview question"))
    return ", ".join(many(count, word) for count, word in counts if count)


def show(environment: Environment, *, json: bool) -> int:
    """List the packs that were added."""
    from k8s_svc_trainer.course.shelf import added

    rows = [_row(path) for path in added(environment.home)]
    if json:
        data.put(environment, {"packs": rows})
        return door.DONE
    paper = Paper(environment)
    if not rows:
        paper.entry("none", "`k8s-svc-trainer pack add PATH` adds one: a directory or a zip with a course.yaml", column=COLUMN)
    width = max((len(row["name"]) + 2 for row in rows), default=0)
    for row in rows:
        said = f"{many(len(row['lessons']), 'lesson')}, {many(row['questions'], 'question')}"
        paper.entry(row["name"], said if row["error"] is None else f"cannot be read: {row['error']}", column=max(COLUMN, width))
        paper.entry("", row["path"], style=QUIET, column=max(COLUMN, width))
    return door.DONE


def _row(path: Path) -> dict[str, Any]:
    from k8s_svc_trainer.cases.faults import Faults
    from k8s_svc_trainer.course import open_pack

    row: dict[str, Any] = {"name": path.name, "path": str(path), "lessons": [], "questions": 0, "error": None}
    try:
        pack = open_pack(path)
        return {**row, "lessons": list(pack.lesson_ids), "questions": len(pack.index())}
    except Faults as faults:
        return {**row, "error": str(faults.faults[0])}


def remove(environment: Environment, name: str, *, yes: bool) -> int:
    """Take a pack away; progress with its items is kept, and is there again when the pack is."""
    from k8s_svc_trainer.course.shelf import added

    found = {path.name: path for path in added(environment.home)}
    if name not in found:
        raise Refused(f"there is no pack {name}; there {'are ' + ', '.join(found) if found else 'is none'}")
    if not yes and not environment.interactive:
        raise Refused("pack remove asks before it removes and needs a terminal; without one say --yes")
    paper = Paper(environment)
    if not yes and not prompts.agree(environment, f"Remove the pack {name}? Your progress with it is kept."):
        paper.entry("changed", "nothing", column=COLUMN)
        return door.DONE
    aside = Path(tempfile.mkdtemp(dir=found[name].parent, prefix=".old-"))
    os.rename(found[name], aside / name)  # gone at once, and not file by file
    shutil.rmtree(aside, ignore_errors=True)
    paper.entry("removed", f"{name}; your progress with it is kept", column=COLUMN)
    return door.DONE
