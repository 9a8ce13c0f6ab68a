"""content new, and check --schema: beginnings of content files, and schemas for the editors in which they are written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from k8s_svc_trainer.cli import data, door
from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.cli.save import replace_text, save_text

if TYPE_CHECKING:
    from k8s_svc_trainer.course.scaffold import Begun

COLUMN = 10


def new_lesson(environment: Environment, into: str, name: str) -> int:
    """Begin a lesson."""
    from k8s_svc_trainer.course import scaffold

    return _write(environment, into, lambda root: scaffold.lesson(root, name))


def new_question(environment: Environment, into: str, lesson: str, name: str, kind: str) -> int:
    """Begin a question of a lesson."""
    from k8s_svc_trainer.course import Kind, scaffold

    return _write(environment, into, lambda root: scaffold.question(root, lesson, name, Kind(kind)))


def new_interview(environment: Environment, into: str, lesson: str, name: str) -> int:
    """Begin an open question of a lesson."""
    from k8s_svc_trainer.course import scaffold

    return _write(environment, into, lambda root: scaffold.interview(root, lesson, name))


def new_lab(environment: Environment, into: str, lesson: str, name: str) -> int:
    """Begin a lab of a lesson."""
    from k8s_svc_trainer.course import scaffold

    return _write(environment, into, lambda root: scaffold.lab(root, lesson, name))


def _write(environment: Environment, into: str, begin: Callable[[Path], Begun]) -> int:
    """Write what was begun: files that are new first, so that nothing is listed that is not there."""
    root = Path(into)
    if root.exists() and not root.is_dir():
        raise Refused(f"{root} is no directory: name one that holds a pack, or that is to hold one")
    begun = begin(root)
    there = [name for name in begun.new if (root / name).exists()]
    if there:
        raise Refused(f"{root / there[0]} is there already: move it away, or choose another name")
    for name, text in begun.new.items():
        save_text(root / name, text)
    for name, text in begun.changed.items():
        replace_text(root / name, text)
    paper = Paper(environment)
    for name in begun.new:
        paper.entry("new", str(root / name), column=COLUMN)
    for name in begun.changed:
        paper.entry("added to", str(root / name), column=COLUMN)
    todo = f"write the {many(begun.todos, 'TODO')} in {'it' if len(begun.new) + len(begun.changed) == 1 else 'them'}"
    paper.entry("then", f"{todo}; `k8s-svc-trainer check {root}` names what is left", column=COLUMN)
    return door.DONE


def write_schemas(environment: Environment, target: str) -> int:
    """Write the schemas of the content files into a directory, or all of them as one JSON object for `-`."""
    import json

    from k8s_svc_trainer.course.schemas import schemas

    made = schemas()
    if target == "-":
        data.put(environment, made)
        return door.DONE
    root = Path(target)
    strangers = [name for name, schema in made.items() if (root / name).exists() and f'"{schema["$id"]}"' not in _text(root / name)]
    if strangers:
        raise Refused(f"{root / strangers[0]} is there already and is no schema of ours: name another directory")
    root.mkdir(parents=True, exist_ok=True)
    for name, schema in made.items():
        replace_text(root / name, json.dumps(schema, indent=1) + "\n")
    paper = Paper(environment)
    paper.entry("written", f"{many(len(made), 'schema')} into {root}", column=COLUMN)
    line = f"# yaml-language-server: $schema={(root / 'questions.schema.json').absolute()}"
    paper.entry("then", "the first line of each questions.yaml, and so for the others:", column=COLUMN)
    paper.write(" " * (COLUMN + 2), line)  # in one line, to be copied
    return door.DONE


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
