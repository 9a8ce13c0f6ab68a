"""check: everything that an author of content can get wrong, told at once; leaves with 1 where something is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from k8s_svc_trainer.cli import data, door
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import ACCENT, STRONG, Paper

if TYPE_CHECKING:
    from k8s_svc_trainer.cases.faults import Fault
    from k8s_svc_trainer.course.check import Report
    from k8s_svc_trainer.course.counting import Counted


def run(environment: Environment, pack: str | None, *, sources: bool, counts: bool, json: bool) -> int:
    """Check a directory of content, or the trainer's own; with `sources` list what it claims, by the page that says so.

    With `counts`, and where nothing is wrong, tables of what it holds stand before the last line.
    """
    from k8s_svc_trainer.course import default_pack_path

    path = Path(pack) if pack is not None else default_pack_path()
    if not path.is_dir():
        raise door.Refused(f"{path} is no directory of content: name one that has a course.yaml")
    if sources:
        return _sources(environment, path, json=json)
    report = whole_report(path)
    tables = _tables(path, report) if counts and report.ok else {}
    if json:
        data.put(environment, {**report.plain(), **({"tables": {name: one.plain() for name, one in tables.items()}} if counts else {})})
    else:
        for table in tables.values():
            if table.rows:
                print(table.text(), end="\n\n", file=environment.stdout)
        print(report.text(), file=environment.stdout)
    return door.DONE if report.ok else door.WRONG


def _tables(path: Path, report: Report) -> dict[str, Counted]:
    from k8s_svc_trainer.course import open_pack
    from k8s_svc_trainer.course.counting import counted

    return counted(open_pack(path), report.made, report.guessing)


def whole_report(path: Path) -> Report:
    """What the room of the content finds, and where that is nothing what the rooms that use it find."""
    from k8s_svc_trainer.course.check import check

    report = check(path)
    return report.also(_of_other_rooms(path)) if report.ok else report


def _of_other_rooms(path: Path) -> list[Fault]:
    """What only the rooms that use the content can see, in content that is sound so far."""
    from k8s_svc_trainer.course import open_pack
    from k8s_svc_trainer.interview.check import check as rubrics
    from k8s_svc_trainer.lab.check import check as labs

    pack = open_pack(path)
    return [*labs(pack), *rubrics(pack)]


def _sources(environment: Environment, path: Path, *, json: bool) -> int:
    from k8s_svc_trainer.course import open_pack
    from k8s_svc_trainer.course.sources import facts_by_page

    found = facts_by_page(open_pack(path))
    if json:
        data.put(environment, {page: [{"id": name, "claim": claim} for name, claim in facts] for page, facts in found.items()})
        return door.DONE
    paper = Paper(environment)
    for page, facts in sorted(found.items()):
        paper.write("  ", (page, STRONG))
        for name, claim in facts:
            paper.entry("", name, style=ACCENT, column=2)
            paper.entry("", claim, column=4)
        paper.gap()
    return door.DONE
