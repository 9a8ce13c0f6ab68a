"""stats: how strong each lesson is, what is due over the coming days, how much was kept. Numbers are `study`'s; this draws them."""

from __future__ import annotations

from datetime import datetime

from k8s_svc_trainer.cli import data, door
from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import ACCENT, QUIET, STRONG, Paper
from k8s_svc_trainer.study import Stats, Strength
from k8s_svc_trainer.study import stats as numbers

BAR = 20


def run(environment: Environment, *, json: bool) -> int:
    """Print the numbers."""
    with sit_down(environment) as desk:
        if json:
            data.put(environment, _numbers(desk))
        else:
            show(Paper(environment), desk)
    return door.DONE


def show(paper: Paper, desk: Desk) -> None:
    """The numbers, drawn."""
    _draw(paper, desk, _numbers(desk))


def _numbers(desk: Desk) -> Stats:
    return numbers(desk.store, desk.items, desk.checklist, datetime.now().astimezone())


def _draw(paper: Paper, desk: Desk, found: Stats) -> None:
    paper.gap()
    paper.title("Stats", f"{found.readiness.percent} % ready")
    if not found.answers and not found.self_rated:
        paper.text("Nothing was answered yet, so there is nothing to measure. `k8s-svc-trainer` alone proposes where to begin.")
        return
    right = f"{found.right} right" + (f", {found.helped} of them with help" if found.helped else "")
    paper.entry("answers", f"{found.answers}: {right}", column=14)
    paper.entry("seen", f"{found.seen} of {found.items} questions", column=14)
    paper.entry("time", f"{many(round(found.seconds / 60), 'minute')}, {many(found.streak, 'day')} in a row", column=14)
    if found.retention.share is not None:
        kept = round(100 * found.retention.share)
        paper.entry("kept", f"{kept} % of {found.retention.answers} answers that came back after a day or more", column=14)
    paper.gap()
    paper.write("  ", ("Lessons, the weakest first", STRONG))
    for part in found.sections:
        _section(paper, desk, part)
    paper.gap()
    paper.write("  ", ("Due over the coming days", STRONG))
    most = max((day.count for day in found.forecast), default=0)
    for day in found.forecast[:7]:
        name = "today" if day is found.forecast[0] else f"{day.day:%a %d %b}"
        filled = round(BAR * day.count / most) if most else 0
        paper.write("  ", (name.ljust(12), QUIET), (paper.sign("bar") * filled, ACCENT), f" {day.count}" if day.count else "0")
    paper.gap()
    paper.text(_next(found))
    paper.gap()


def _next(found: Stats) -> str:
    """What to do now: what is due, else the weakest lesson."""
    if found.due:
        return f"{many(found.due, 'question')} due: `k8s-svc-trainer quiz --due`."
    weakest = found.sections[0].id
    return f"Nothing is due. The weakest lesson: `k8s-svc-trainer quiz --topic {weakest}`."


def _section(paper: Paper, desk: Desk, part: Strength) -> None:
    title = desk.lesson_title(part.id)
    room = max(18, paper.environment.width - BAR - 22)
    short = title if len(title) < room else title.partition(":")[0]
    short = short if len(short) < room else f"{short[: room - 2]}…"
    paper.write(
        "  ",
        short.ljust(room),
        *bar(paper, part.strength),
        f" {round(100 * part.strength):3} %",
        (f"  {part.seen}/{part.questions}", QUIET),
    )


def bar(paper: Paper, share: float, length: int = BAR) -> list[tuple[str, str]]:
    """A bar of a share from 0 to 1."""
    filled = round(length * share)
    return [(paper.sign("bar") * filled, ACCENT), (paper.sign("rest") * (length - filled), QUIET)]
