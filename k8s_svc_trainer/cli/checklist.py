"""checklist: what one must be able to explain, what of it is proven, and the drill: say it aloud, reveal, rate."""

from __future__ import annotations

from datetime import UTC, datetime

from k8s_svc_trainer.cli import data, door, prompts
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import ACCENT, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.cli.stats import bar
from k8s_svc_trainer.study import MATURE, Evidence, Grade, Item, Session, Strength, readiness

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
            data.put(environment, readiness(desk.checklist, desk.items, desk.store.cards(), datetime.now(UTC)))
        else:
            paper = Paper(environment)
            show(paper, desk)
            paper.write("  ", ("k8s-svc-trainer checklist drill", ACCENT), ("  says them aloud with you", QUIET))
            paper.gap()
    return door.DONE


def show(paper: Paper, desk: Desk) -> None:
    """The checklist with what is ready."""
    found = readiness(desk.checklist, desk.items, desk.store.cards(), datetime.now(UTC))
    paper.gap()
    paper.title("Checklist", f"{found.ready} of {len(found.items)} ready")
    for part in found.items:
        _row(paper, desk, part)
    paper.gap()
    if found.mature:
        paper.text(MATURE, f"{STRONG} {GOOD}")
    else:
        paper.text("Ready means proven by answers to questions. Rating yourself in the drill schedules an item; it proves nothing.", QUIET)


def _row(paper: Paper, desk: Desk, part: Strength) -> None:
    entry = desk.pack.item(part.id)
    sign = paper.sign("tick") if part.ready else paper.sign("open")
    room = max(22, paper.environment.width - 29)
    text = entry.text if len(entry.text) <= room else f"{entry.text[: room - 1]}…"
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
    """The drill; where it was left it goes on."""
    now = datetime.now(UTC)
    session = Session.resume(desk.store, desk.checklist, now, kind="drill") or Session.start(
        desk.store, desk.checklist, now, seed=int(now.timestamp()), kind="drill", repeats=False
    )
    while prompt := session.next():
        if not _drill_one(paper, desk, session, prompt.item, f"{prompt.number} of {prompt.total}"):
            paper.text("What you rated is kept; the drill goes on here next time.", QUIET)
            return
    paper.text("That was all of them. `k8s-svc-trainer checklist` shows what is proven.")


def _drill_one(paper: Paper, desk: Desk, session: Session, item: Item, where: str) -> bool:
    entry = desk.pack.item(item.id.rpartition("/")[2])
    paper.fresh()
    paper.gap()
    paper.title(entry.text, where)
    paper.text("Say it aloud, as you would to an interviewer.", QUIET)
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
