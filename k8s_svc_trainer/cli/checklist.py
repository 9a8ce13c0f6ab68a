"""checklist: what one must be able to explain, what of it is proven, and the drill: say it aloud, reveal, rate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from k8s_svc_trainer.cli import data, door, prompts
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.lines import cut
from k8s_svc_trainer.cli.paper import ACCENT, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.cli.stats import bar
from k8s_svc_trainer.study import (
    MATURE,
    Evidence,
    Grade,
    Item,
    Raise,
    Readiness,
    Session,
    Strength,
    lessons_known,
    raises,
    raises_of,
    readiness,
    shares,
)

OTHER_LINES = 10  # of the screen, beside the items
RATINGS = (
    (Grade.AGAIN, "I could not say it"),
    (Grade.HARD, "With gaps"),
    (Grade.GOOD, "I said it"),
    (Grade.EASY, "Without thinking"),
)


def run(environment: Environment, *, json: bool) -> int:
    """Print the checklist with what is ready."""
    with sit_down(environment) as desk:
        if json:
            data.put(environment, _as_data(desk))
        else:
            paper = Paper(environment)
            show(paper, desk)
            paper.write("  ", ("k8s-svc-trainer checklist drill", ACCENT), ("  says them aloud with you", QUIET))
            paper.gap()
    return door.DONE


def _found(desk: Desk) -> Readiness:
    return readiness(
        desk.checklist, desk.collection, desk.store.cards(), datetime.now(UTC), known=lessons_known(desk.store, desk.collection)
    )


def _as_data(desk: Desk) -> dict[str, Any]:
    """What is ready, on the day of the interview too where one is set, and what would raise each item most."""
    plain: dict[str, Any] = msgspec.to_builtins(_found(desk))
    on_the_day = _on_the_day(desk)
    rows = [{**row, "planned": on_the_day.get(row["id"]), "raise": _raise(desk, row["id"])} for row in plain["items"]]
    return {**plain, "items": rows}


def _on_the_day(desk: Desk) -> Mapping[str, float]:
    """The strength of each item on the day of the interview, by the plan; nothing where no day is set, or it is past."""
    from k8s_svc_trainer.cli import plan
    from k8s_svc_trainer.study.front import goal_of

    goal, now = goal_of(desk.store), datetime.now().astimezone()
    if goal is None or goal.day < now.date():
        return {}
    return {one.id: one.planned for one in plan.made(desk, goal, now).checklist}


def _raise(desk: Desk, name: str) -> tuple[Raise, ...]:
    """What would raise an item most now."""
    entry = next(entry for entry in desk.checklist if entry.id.rpartition("/")[2] == name)
    known = lessons_known(desk.store, desk.collection)
    return raises_of(entry, desk.collection, desk.store.cards(), datetime.now(UTC), known=known)[:1]


def show(paper: Paper, desk: Desk) -> None:
    """The checklist with what is ready, and what would raise what is not."""
    found, on_the_day = _found(desk), _on_the_day(desk)
    paper.gap()
    paper.title("Checklist", f"{found.ready} of {len(found.items)} ready")
    room = paper.environment.plain or paper.environment.height >= 2 * len(found.items) + OTHER_LINES
    for part in found.items:
        _row(paper, desk, part)
        if room:
            _further(paper, desk, part, on_the_day.get(part.id))
    paper.gap()
    if not room and not found.mature:
        _most(paper, desk)
    if found.mature:
        paper.text(MATURE, f"{STRONG} {GOOD}")
    else:
        paper.text("Ready means proven by answers. Rating yourself in the drill aloud schedules an item; it proves nothing.", QUIET)


def _most(paper: Paper, desk: Desk) -> None:
    """What would raise readiness in all most: for a screen on which there is no room to say it of each item."""
    from k8s_svc_trainer.cli import plan

    cards, known = desk.store.cards(), lessons_known(desk.store, desk.collection)
    most = raises(shares(desk.checklist, desk.collection, cards, known), desk.collection, cards, datetime.now(UTC))[:1]
    paper.entry("most now:", plan.lines_of(desk, most), column=10)
    paper.gap()


def _further(paper: Paper, desk: Desk, part: Strength, planned: float | None) -> None:
    """How strong it will be on the day, and what would raise it most."""
    from k8s_svc_trainer.cli import plan

    day = f"on the day {round(100 * planned)} %" if planned is not None else ""
    most = "" if part.ready else plan.lines_of(desk, _raise(desk, part.id))
    if day or most:
        paper.entry("", "; ".join(text for text in (day, most) if text), style=QUIET, column=2)


def _row(paper: Paper, desk: Desk, part: Strength) -> None:
    entry = desk.pack.item(part.id)
    sign = paper.sign("tick") if part.ready else paper.sign("open")
    room = max(22, paper.environment.width - 31)
    text = cut(entry.text, room)
    state = "ready" if part.ready else f"{part.seen}/{part.questions} seen" if part.questions else "later"
    paper.write(
        "  ", (f"{sign} ", GOOD if part.ready else QUIET), text.ljust(room + 1), *bar(paper, part.strength, 10), (f" {state}", QUIET)
    )


def drill(environment: Environment) -> int:
    """Each item: say it aloud, reveal, rate; what is rated is saved at once."""
    if not environment.interactive:
        raise door.Refused("the drill asks you to rate yourself and needs a terminal; `checklist` alone does not")
    with sit_down(environment) as desk:
        drill_all(Paper(environment), desk)
    return door.DONE


def drill_all(paper: Paper, desk: Desk) -> None:
    """The drill: every item, the weakest first; where it was left it goes on."""
    now = datetime.now(UTC)
    session = Session.resume(desk.store, desk.checklist, now, kind="drill") or Session.of(
        desk.store, desk.checklist, _weakest_first(desk), now, seed=int(now.timestamp()), kind="drill", repeats=False
    )
    while prompt := session.next():
        if not drill_one(paper, desk, session, prompt.item, f"{prompt.number} of {prompt.total}"):
            paper.text("What you rated is kept; it goes on here next time.", QUIET)
            return
    paper.text("That was all of them. `k8s-svc-trainer checklist` shows what is proven.")


def _weakest_first(desk: Desk) -> list[Item]:
    """The checklist's items by what is proven of them; of equals the earlier one comes first."""
    proven = {part.id: part.strength for part in _found(desk).items}
    return sorted(desk.checklist, key=lambda item: proven[item.id.rpartition("/")[2]])


def drill_one(paper: Paper, desk: Desk, session: Session, item: Item, where: str) -> bool:
    """One item: said aloud, revealed, rated; False where the person goes."""
    entry = desk.pack.item(item.id.rpartition("/")[2])
    paper.fresh()
    paper.gap()
    paper.title("Say it aloud", where)
    paper.text(entry.text, STRONG)
    paper.text("As you would to an interviewer; then reveal what belongs to it, and rate yourself.", QUIET)
    if prompts.pause(paper.environment, [("enter", "reveal")]) is None:
        return False
    paper.text(entry.means)
    rows = [prompts.Row(key=str(place), text=words) for place, (_, words) in enumerate(RATINGS, 1)]
    answer = prompts.choose(paper.environment, rows, at_once=True)
    if not isinstance(answer, prompts.Picked):
        return False
    grade = RATINGS[int(answer.key) - 1][0]
    session.submit(Evidence.by_oneself(grade), datetime.now(UTC))
    paper.write("  ", (RATINGS[int(answer.key) - 1][1], ACCENT))
    return True
