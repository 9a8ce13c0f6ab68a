"""paths, doctor and reset: where things are kept, whether they are in order, and beginning anew."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec

from k8s_svc_trainer.cli import data, door, prompts
from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.environment import HOME_VARIABLE, Environment
from k8s_svc_trainer.cli.paper import BAD, GOOD, QUIET, Paper
from k8s_svc_trainer.version import VERSION


def paths(environment: Environment, *, json: bool) -> int:
    """Print where progress and content are."""
    from k8s_svc_trainer.course import default_pack_path
    from k8s_svc_trainer.course.shelf import PACKS
    from k8s_svc_trainer.store import FILE

    places = {"home": str(environment.home), "progress": str(environment.home / FILE), "content": str(default_pack_path())}
    places["packs"] = str(environment.home / PACKS)
    if json:
        data.put(environment, places)
    else:
        paper = Paper(environment)
        for name, place in places.items():
            paper.write("  ", (name.ljust(10), QUIET), place)
        paper.write("  ", (f"{HOME_VARIABLE} moves home to another directory.", QUIET))
    return door.DONE


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One thing that doctor looked at."""

    name: str
    good: bool
    text: str


def doctor(environment: Environment, *, json: bool) -> int:
    """Look at the program, the terminal, the content and the progress; 1 where something is wrong."""
    findings = list(_look(environment))
    if json:
        data.put(environment, {"version": VERSION, "findings": findings})
    else:
        paper = Paper(environment)
        for finding in findings:
            sign = paper.sign("tick" if finding.good else "cross")
            label = f"{sign} {finding.name}"
            paper.entry(label, finding.text, label_style=GOOD if finding.good else BAD)
    return door.DONE if all(finding.good for finding in findings) else door.WRONG


def _look(environment: Environment) -> Iterator[Finding]:
    yield Finding("program", True, f"k8s-svc-trainer {VERSION}, Python {platform.python_version()} on {platform.system()}")
    yield Finding("terminal", True, _terminal(environment))
    yield _tried("yaml", _yaml)
    yield _tried("content", _content)
    yield _tried("packs", lambda: _packs(environment))
    yield _tried("progress", lambda: _progress(environment))


def _tried(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, look())
    except Exception as error:
        words = door.words(error)
        if words is None:
            raise
        return Finding(name, False, " ".join(words))


def _terminal(environment: Environment) -> str:
    parts = [
        f"{environment.columns} columns" + (f", of which lines use {environment.width}" if environment.columns > environment.width else ""),
        "colour" if environment.colour else "no colour",
        "UTF-8" if environment.unicode else f"{getattr(sys.stdout, 'encoding', 'unknown')}, so signs are ASCII",
        "plain" if environment.plain else "arrow keys",
        "a person can answer" if environment.interactive else "nobody can answer: prompts refuse",
    ]
    return ", ".join(parts)


def _yaml() -> str:
    from k8s_svc_trainer.cases.document import FAST

    return "libyaml reads content" if FAST else "PyYAML has no libyaml here: content loads about ten times slower"


def _content() -> str:
    from k8s_svc_trainer.course import default_pack_path, open_pack

    pack = open_pack(default_pack_path())
    return f"{many(len(pack.lesson_ids), 'lesson')} in {default_pack_path()}"


def _packs(environment: Environment) -> str:
    """Every file of every added pack is read, since a newer trainer may refuse what an older one took."""
    from k8s_svc_trainer.course import open_pack
    from k8s_svc_trainer.course.shelf import added

    found = added(environment.home)
    for pack in map(open_pack, found):
        for lesson in pack.lesson_ids:
            pack.lesson(lesson), pack.questions(lesson), pack.interviews(lesson)
        for lab in pack.lab_index():
            pack.lab(lab.id)
    return f"{', '.join(path.name for path in found)}: every file of it readable" if found else "none was added"


def _progress(environment: Environment) -> str:
    from k8s_svc_trainer.store import FILE, Store

    if not (environment.home / FILE).exists():
        return f"none yet; it will be kept in {environment.home / FILE}"
    with Store.open(environment.home) as store:
        store.check()
        counts = store.counts()
    return f"{many(counts['reviews'], 'answer')} in {environment.home / FILE}, every page of it readable; {_copies(environment)}"


def _copies(environment: Environment) -> str:
    """The dated copies beside the progress: of `backup`, `reset`, `restore`, `import`, and of what stood there before a migration."""
    found = sorted(path.name for path in environment.home.glob("progress-*.db"))
    if not found:
        return "no dated copy beside it (`k8s-svc-trainer backup` makes one)"
    return f"{len(found)} dated cop{'y' if len(found) == 1 else 'ies'} beside it, the last {found[-1]}"


def reset(environment: Environment, *, yes: bool) -> int:
    """Begin anew; a dated copy of the old progress is kept."""
    from k8s_svc_trainer import store

    paper = Paper(environment)
    path = environment.home / store.FILE
    if not path.exists():
        paper.write("  ", f"There is no progress yet in {path}.")
        return door.DONE
    if not yes and not environment.interactive:
        raise door.Refused("reset asks before it begins anew and needs a terminal; without one say --yes")
    if not yes:
        paper.entry("empties", str(path))
        paper.entry("keeps", "a dated copy of what is there")
        if not prompts.agree(environment, "Begin anew?"):
            paper.write("  ", "Nothing was changed.")
            return door.DONE
    kept = store.reset(environment.home, datetime.now(UTC))
    paper.write("  ", f"Begun anew. The old progress is kept in {kept}.")
    return door.DONE
