"""export, import, backup and restore: progress that leaves this machine, comes back, or comes from another one."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from k8s_svc_trainer.cli import door, prompts
from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.cli.save import save_text
from k8s_svc_trainer.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8s_svc_trainer.store.whole import Everything
    from k8s_svc_trainer.study.carry import Coming

COLUMN = 12


def export_json(environment: Environment, output: str) -> int:
    """Write all that was done, for another machine."""
    from k8s_svc_trainer.study.carry_format import as_json

    found = _everything(environment)
    text = as_json(found, program=VERSION, now=datetime.now(UTC))
    return _put(environment, output, text, {"holds": _contents(found), "then": f"`k8s-svc-trainer import {Path(output).name}` elsewhere"})


def export_csv(environment: Environment, output: str) -> int:
    """Write the answers as a table, for a spreadsheet."""
    from k8s_svc_trainer.study.carry_format import as_csv

    found = _everything(environment)
    return _put(environment, output, as_csv(found), {"holds": f"{many(len(found.reviews), 'answer')}, a line each"})


def export_anki(environment: Environment, output: str, topic: str | None) -> int:
    """Write the questions as a package for Anki, answers and explanations computed."""
    from k8s_svc_trainer.cli.desk import open_course
    from k8s_svc_trainer.cli.save import save
    from k8s_svc_trainer.study.carry_anki import apkg
    from k8s_svc_trainer.study.carry_notes import notes

    if os.path.lexists(output):
        raise Refused(f"{output} is there already: name another file")
    print("Computing the answers, a few seconds ...", file=environment.stderr, flush=True)
    found = notes(open_course(environment), topic)
    save(Path(output), apkg(found, datetime.now(UTC)))
    decks = len({note.deck for note in found})
    _tell(environment, {"written": output, "holds": f"{many(len(found), 'note')} in {many(decks, 'deck')}", "then": "Anki, File > Import"})
    return door.DONE


def _everything(environment: Environment) -> Everything:
    from k8s_svc_trainer.store import FILE, Store
    from k8s_svc_trainer.store.whole import everything

    if not (environment.home / FILE).exists():
        raise Refused(f"there is no progress yet in {environment.home / FILE}, so there is nothing to export")
    with Store.open(environment.home) as store:
        return everything(store)


def _contents(found: Everything) -> str:
    parts = [many(len(found.reviews), "answer")]
    parts += [many(len(found.drafts), "draft")] if found.drafts else []
    parts += [many(len(found.places), "place") + " in lessons"] if found.places else []
    return ", ".join(parts)


def _put(environment: Environment, output: str, text: str, said: Mapping[str, str]) -> int:
    """Text to standard output for `-`, in UTF-8 whatever the terminal's letters are; else into a new file, of which `said` tells more."""
    if output == "-":
        raw = getattr(environment.stdout, "buffer", None)
        if raw is None:
            environment.stdout.write(text)
        else:
            environment.stdout.flush()
            raw.write(text.encode())
            raw.flush()
        return door.DONE
    save_text(Path(output), text)
    _tell(environment, {"written": output, **said})
    return door.DONE


def _tell(environment: Environment, said: Mapping[str, str | None]) -> None:
    """What was done, a line each; a path is never cut."""
    paper = Paper(environment)
    for label, text in said.items():
        if text is not None:
            paper.entry(label, text, column=COLUMN)


KEPT = "the progress as it was before: "


def take_in(environment: Environment, file: str, *, dry_run: bool) -> int:
    """Merge an export of another machine into the progress here."""
    from k8s_svc_trainer.store import Store
    from k8s_svc_trainer.study import carry
    from k8s_svc_trainer.study.carry_format import read_json

    there = read_json(_bytes(environment, file))
    with Store.open(environment.home) as store:
        coming = carry.take_in(store, there, datetime.now(UTC), dry_run=dry_run)
    known = f"{many(coming.here_already, 'answer')} of the file" if coming.here_already else None
    new = "nothing: all that is in the file is here" if coming.nothing else _new(coming)
    kept = None if coming.kept is None else f"{KEPT}{coming.kept}"
    _tell(environment, {"would come" if dry_run else "came in": new, "here": known, "kept": kept})
    return door.DONE


def _bytes(environment: Environment, file: str) -> bytes:
    """A file, or standard input for `-`, no more of it than can be an export. Raises OSError, and Refused for what is no plain file."""
    from k8s_svc_trainer.study.carry_format import LARGEST

    if file == "-":
        raw = getattr(environment.stdin, "buffer", None)
        return bytes(raw.read(LARGEST + 1)) if raw is not None else environment.stdin.read(LARGEST + 1).encode()
    if not stat.S_ISREG(os.stat(file).st_mode):
        raise Refused(f"{file} is no plain file: name one that `k8s-svc-trainer export json` wrote, or - for standard input")
    with open(file, "rb") as opened:
        return opened.read(LARGEST + 1)


def _new(coming: Coming) -> str:
    """What is new, in words."""
    parts = [f"{many(coming.reviews, 'answer')} to {many(coming.items, 'item')}"] if coming.reviews else []
    counts = ((coming.drafts, "draft"), (coming.rulings, "ruling"), (coming.places, "place"), (coming.settings, "setting"))
    parts += [many(count, word) for count, word in counts if count]
    parts += [f"{many(coming.known, 'lesson')} tested out of"] if coming.known else []
    return ", ".join(parts)


def backup(environment: Environment, file: str | None) -> int:
    """Copy the progress: beside it with a dated name, or to where one says."""
    from k8s_svc_trainer import store
    from k8s_svc_trainer.store.restoring import backup_to

    path = environment.home / store.FILE
    if not path.exists():
        raise Refused(f"there is no progress yet in {path}, so there is nothing to copy")
    now = datetime.now(UTC)
    kept = store.backup(environment.home, now) if file is None else backup_to(environment.home, Path(file), now)
    _tell(environment, {"copied to": str(kept), "then": "`k8s-svc-trainer restore` and its name take it back"})
    return door.DONE


def restore(environment: Environment, file: str, *, yes: bool) -> int:
    """Put a copy in the place of the progress, which is kept under a dated name."""
    from k8s_svc_trainer import store
    from k8s_svc_trainer.store.restoring import looked_at
    from k8s_svc_trainer.store.restoring import restore as take_back

    path = environment.home / store.FILE
    looked_at(Path(file), path)
    if path.exists() and not yes:
        if not environment.interactive:
            raise Refused("restore asks before it replaces your progress and needs a terminal; without one say --yes")
        _tell(environment, {"replaces": str(path), "by": file, "keeps": "a dated copy of what is there"})
        if not prompts.agree(environment, "Replace your progress?"):
            _tell(environment, {"changed": "nothing"})
            return door.DONE
    done = take_back(environment.home, Path(file), datetime.now(UTC))
    said = f"{many(done.reviews, 'answer')} from {file}; a trainer that is open elsewhere goes on with them"
    _tell(environment, {"restored": said, "kept": None if done.kept is None else f"{KEPT}{done.kept}"})
    return door.DONE
