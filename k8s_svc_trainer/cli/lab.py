"""lab: broken clusters to repair. The list; the incident told in three lines; a prompt, until it is repaired or left.

Every line is kept when it was run, so that leaving, Ctrl-C or a crash loses nothing: coming back runs them again. Where it was repaired on
another day, coming back begins anew: a repair counts each time. Nothing that is typed here reaches a real shell; only an editor is started,
and only files that were named are read and written.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from k8s_svc_trainer.cli import data, door, editor, leaves, prompts
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.lab_prompt import asking
from k8s_svc_trainer.cli.lab_screen import LabScreen
from k8s_svc_trainer.cli.paper import ACCENT, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.cli.save import save_text
from k8s_svc_trainer.course import Lab, LabEntry
from k8s_svc_trainer.course.judging import runnable
from k8s_svc_trainer.course.stage import stage
from k8s_svc_trainer.lab import Entry, Session, Turn
from k8s_svc_trainer.store import Key
from k8s_svc_trainer.study import Evidence, record

LEVELS = ("", "junior", "senior", "staff")
OWN_SEED = 7  # which pod answers where several could: the same for everybody, so that a lab can be talked about


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A session that was left: of which text of the lab, by which seed, and its lines."""

    hash: str
    seed: int
    entries: tuple[Entry, ...]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the options say."""

    name: str | None = None
    random: bool = False
    watch: bool = False
    level: int | None = None
    seed: int | None = None


def run(environment: Environment, wanted: Wanted, *, json: bool) -> int:
    """Print the list, or open a lab."""
    if wanted.watch and wanted.name is None:
        raise Refused("say which lab: lab --watch NAME")
    with sit_down(environment) as desk:
        paper = Paper(environment)
        if (wanted.name is not None or wanted.random) and not environment.interactive:
            raise Refused("a lab asks for commands and needs a terminal; `lab` alone lists them")
        if wanted.random:
            from k8s_svc_trainer.cli import lab_random

            lab_random.hold(paper, desk, level=wanted.level, seed=wanted.seed)
        elif wanted.name is not None and wanted.watch:
            from k8s_svc_trainer.cli import lab_watch

            lab_watch.watch(paper, desk, desk.pack.lab(wanted.name))
        elif wanted.name is not None:
            hold(paper, desk, desk.pack.lab(wanted.name))
        elif json:
            data.put(environment, {"labs": [_as_data(desk, one) for one in desk.pack.lab_index()]})
        elif environment.interactive:
            choose_one(paper, desk)
        else:
            show_list(paper, desk)
    return door.DONE


def lab_key(desk: Desk, lab: Lab | LabEntry) -> Key:
    """Under which progress with a lab is kept."""
    return desk.lab_item(lab).key


def _as_data(desk: Desk, one: LabEntry) -> dict[str, object]:
    return {"id": one.id, "title": one.title, "level": one.level, "lesson": one.lesson, "state": state_of(desk, one)}


def state_of(desk: Desk, one: LabEntry) -> str:
    """What became of a lab: solved, begun, or nothing yet."""
    card = desk.store.card(lab_key(desk, one))
    if card is not None and card.grade > 1:
        return "solved"
    return "begun" if desk.store.draft(lab_key(desk, one)) or card is not None else ""


def show_list(paper: Paper, desk: Desk) -> None:
    """All labs by lesson."""
    entries = desk.pack.lab_index()
    solved = sum(state_of(desk, one) == "solved" for one in entries)
    paper.gap()
    paper.title("Labs", f"{solved} of {len(entries)} solved")
    for lesson in desk.pack.lesson_ids:
        here = [one for one in entries if one.lesson == lesson]
        if here:
            paper.write("  ", (desk.lesson_title(lesson), STRONG))
        for one in here:
            mark = {"solved": ("tick", GOOD), "begun": ("dot", ACCENT)}.get(state_of(desk, one), ("open", QUIET))
            paper.entry(paper.sign(mark[0]), f"{one.title}", label_style=mark[1], column=3)
            paper.entry("", f"{one.id if ':' in one.lesson else one.slug}, {LEVELS[one.level]}", style=QUIET, column=3)
        if here:
            paper.gap()
    paper.write("  ", ("k8s-svc-trainer lab NAME", ACCENT), ("  opens one", QUIET))
    paper.gap()


def choose_one(paper: Paper, desk: Desk) -> bool:
    """Let the person choose a lab, and hold it; whether one was chosen."""
    entries = desk.pack.lab_index()
    solved = sum(state_of(desk, one) == "solved" for one in entries)
    rows = [
        prompts.Row(key=str(place), text=one.title, aside=state_of(desk, one) or LEVELS[one.level]) for place, one in enumerate(entries, 1)
    ]
    head = partial(paper.head, "Labs", f"{solved} of {len(entries)} solved")
    picked = prompts.choose_below(paper, head, rows, further=[("r", "a random one")])
    if isinstance(picked, prompts.Pressed):
        from k8s_svc_trainer.cli import lab_random

        return lab_random.hold(paper, desk, level=None, seed=None)
    if not isinstance(picked, prompts.Picked):
        return False
    hold(paper, desk, desk.pack.lab(entries[int(picked.key) - 1].id))
    return True


def hold(paper: Paper, desk: Desk, lab: Lab, *, seed: int = OWN_SEED, keep: bool = True) -> Session:
    """One lab, from its incident to its repair or until the person leaves. `keep`: whether it is kept, to be gone on with."""
    session, resumed = _opened(paper, desk, lab, seed, keep=keep)
    screen = LabScreen(paper, lab)
    began = time.monotonic()
    paper.fresh()
    leaves.flow(paper, lambda _: screen.tell(session, resumed=resumed))
    ask = asking(paper.environment, session)
    while (line := ask()) is not None:
        if not line.strip():
            continue
        turn = _ran(paper, session, line)
        if keep:
            _save(desk, lab, session)
        screen.show(session, turn)
        if turn.solved_now:
            leaves.flow(paper, lambda _: screen.solved(session))
            if keep:
                _record(desk, lab, session, time.monotonic() - began)
        if turn.left:
            break
    screen.leave(session, kept=keep)
    return session


def _opened(paper: Paper, desk: Desk, lab: Lab, seed: int, *, keep: bool) -> tuple[Session, int]:
    """The session, with the lines that were typed before; and how many these are."""
    task, cluster = runnable(lab), stage(lab)
    kept = desk.store.draft(lab_key(desk, lab)) if keep else None
    if kept is not None:
        try:
            found = msgspec.json.decode(kept.text, type=Kept)
        except msgspec.DecodeError:  # of a version that kept it otherwise
            found = None
        if found is not None and found.hash == lab.hash and found.entries:
            session = Session.resume(task, cluster, found.entries, seed=found.seed, read=_read)
            if not (session.record.solved and _of_another_day(kept.at)):  # what was repaired then is to be repaired again
                return session, len(found.entries)
    return Session(task, cluster, seed=seed, read=_read), 0


def _of_another_day(at: datetime) -> bool:
    now = datetime.now().astimezone()
    return at.astimezone(now.tzinfo).date() != now.date()


def _read(name: str) -> str:
    """A file that the learner named. Raises OSError."""
    try:
        return Path(name).expanduser().read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise OSError(0, "not UTF-8 text", name) from None


def _ran(paper: Paper, session: Session, line: str) -> Turn:
    """A line run, with the editor where it asks for one, and the file where it saves one."""
    turn = session.run(line)
    while turn.edit is not None:
        try:
            text: str | None = editor.edit(paper.environment, turn.edit.text, suffix=turn.edit.suffix)
        except Refused as refused:
            paper.write("  ", str(refused))
            text = None
        turn = session.edited(text)
    if turn.save is not None:
        try:
            save_text(Path(turn.save.file).expanduser(), turn.save.text)
        except (Refused, OSError) as error:
            paper.write("  ", "; ".join(door.words(error) or [str(error)]))
        else:
            paper.write("  ", f"Saved as {turn.save.file}; `k8s-svc-trainer verify {turn.save.file}` runs it.")
    return turn


def _save(desk: Desk, lab: Lab, session: Session) -> None:
    kept = Kept(hash=lab.hash, seed=session.seed, entries=tuple(session.entries))
    desk.store.save_draft(lab_key(desk, lab), msgspec.json.encode(kept).decode(), datetime.now(UTC))


def _record(desk: Desk, lab: Lab, session: Session, seconds: float) -> None:
    """A repair becomes progress; the session stays, since the learner may look around after it."""
    evidence = Evidence(right=session.counts, helped=session.credit < 100, seconds=seconds, answer=list(session.commands))
    record(desk.store, desk.lab_item(lab), evidence, datetime.now(UTC))
    _save(desk, lab, session)
