"""An answer in writing: several lines, or the person's own editor. Each line is kept as a draft when it is entered, and so is
what was typed of one that is left, so nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from k8s_svc_trainer.cli import editor, prompts
from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.cli.paper import ACCENT, QUIET, Paper
from k8s_svc_trainer.store import Key

HOW = "Answer as you would speak, in as many lines as you like. An empty line ends it; e alone opens your editor."


def write(paper: Paper, desk: Desk, key: Key, *, how: str = HOW, passes: bool = False) -> str | None:
    """The answer; None where the person went back, who finds what was written as a draft the next time. One that `passes` may be empty."""
    draft = desk.store.draft(key)
    lines = draft.text.split("\n") if draft and draft.text else []
    if how:
        paper.text(how, QUIET)
    if lines:
        paper.write("  ", ("Your draft so far:", QUIET))
        _show(paper, lines)
    begun = _take(desk, key)
    while True:
        typed = prompts.line(paper.environment, f"{len(lines) + 1}", default=begun, left=partial(_leave, desk, key))
        begun = ""
        if typed is None:
            return None
        if typed.strip() == "e":
            lines = editor.edit(paper.environment, "\n".join(lines)).split("\n")
            _keep(desk, key, lines)
            _show(paper, lines)
        elif typed.strip():
            lines.append(typed)
            _keep(desk, key, lines)
        elif passes or any(one.strip() for one in lines):
            return "\n".join(lines).strip()


def kept(desk: Desk, key: Key) -> bool:
    """Whether something of an answer waits to be gone on with."""
    return desk.store.draft(key) is not None or desk.store.draft(_of_a_line(key)) is not None


def _of_a_line(key: Key) -> Key:
    return key[0], f"{key[1]}#line"


def _leave(desk: Desk, key: Key, typed: str) -> None:
    if typed.strip():
        desk.store.save_draft(_of_a_line(key), typed, datetime.now(UTC))


def _take(desk: Desk, key: Key) -> str:
    """What was typed of the line that was left; it is kept no longer."""
    draft = desk.store.draft(_of_a_line(key))
    if draft is None:
        return ""
    desk.store.drop_draft(_of_a_line(key))
    return draft.text


def _keep(desk: Desk, key: Key, lines: list[str]) -> None:
    desk.store.save_draft(key, "\n".join(lines), datetime.now(UTC))


def _show(paper: Paper, lines: list[str]) -> None:
    for line in lines:
        paper.write("  ", (f"| {line}", ACCENT))
