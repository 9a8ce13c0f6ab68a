"""stats: what was done and kept, how strong each lesson is, what was taken for true, what is due. Numbers are `study`'s; this draws them.

On plain paper the map of days is told in words: a screen reader makes nothing of shades.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec

from k8s_svc_trainer.cli import data, door, graphs, leaves
from k8s_svc_trainer.cli.amounts import lasting, many, short_day
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.graphs import BAR, bar
from k8s_svc_trainer.cli.lines import cut
from k8s_svc_trainer.cli.mistakes import Mistake, named
from k8s_svc_trainer.cli.paper import ACCENT, BAD, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.study import Day, Stats, Strength
from k8s_svc_trainer.study import stats as numbers
from k8s_svc_trainer.study.calibration import COIN, Calibration, in_words

__all__ = ["bar", "run", "show", "write_html"]

COLUMN = 14
FIGURES = 15  # columns for a margin, ` 100 %` and `  30/30`
MOST_MISTAKES = 5
MINUTES_DAYS = 28
WEEKS_TOLD = 8
A_DAY = timedelta(days=1)


def run(environment: Environment, *, json: bool) -> int:
    """Print the numbers."""
    with sit_down(environment) as desk:
        if json:
            found = _numbers(desk)
            data.put(environment, {**msgspec.structs.asdict(found), "mistakes": named(desk, found.wrongs)})
        else:
            show(Paper(environment), desk)
    return door.DONE


def write_html(environment: Environment, file: str, *, force: bool) -> int:
    """Write the numbers as one HTML file. Raises Refused for a file that is there and was not written so, unless `force`; and OSError."""
    from k8s_svc_trainer.cli import stats_html
    from k8s_svc_trainer.cli.overwrite import save_over

    path = Path(file)
    with sit_down(environment) as desk:
        found = _numbers(desk)
        text = stats_html.page(found, named(desk, found.wrongs), desk, datetime.now().astimezone())
    save_over(path, text, mark=stats_html.MARK, force=force)
    print(f"Written: {path}", file=environment.stdout)
    return door.DONE


def show(paper: Paper, desk: Desk, *, paged: bool = False) -> bool:
    """The numbers, drawn; `paged` waits where a part no longer fits on the screen. False where the person has seen enough."""
    found = _numbers(desk)
    if not found.answers and not found.self_rated:
        paper.gap()
        paper.title("Stats", f"{found.readiness.percent} % ready")
        paper.text("Nothing was answered yet, so there is nothing to measure. `k8s-svc-trainer` alone proposes where to begin.")
        return True
    today = datetime.now().astimezone().date()
    mistakes = named(desk, found.wrongs)
    parts: list[tuple[str, leaves.Part]] = [
        ("answers", partial(_answers, found=found)),
        ("days", partial(_days, found=found, today=today)),
        ("lessons", partial(_lessons, found=found, desk=desk)),
        *_mistakes(mistakes),
        *([("how sure you were", partial(_sure, found=found.calibration))] if found.calibration.answers else []),
        ("what is due", partial(_due, found=found)),
    ]
    return leaves.put(paper, parts, paged=paged)


def _numbers(desk: Desk) -> Stats:
    return numbers(desk.store, desk.items, desk.checklist, datetime.now().astimezone(), evidence=desk.collection)


# --- the parts ----------------------------------------------------------------------------------------------------


def _answers(paper: Paper, *, found: Stats) -> None:
    paper.gap()
    paper.title("Stats", f"{found.readiness.percent} % ready")
    right = f"{found.right} right" + (f", {found.helped} of them with help" if found.helped else "")
    paper.entry("answers", f"{found.answers}: {right}", column=COLUMN)
    paper.entry("seen", f"{found.seen} of {many(found.items, 'question')}", column=COLUMN)
    paper.entry("answering", f"{lasting(round(found.seconds / 60))}, {many(found.streak, 'day')} in a row", column=COLUMN)
    if found.retention.share is not None:
        kept = round(100 * found.retention.share)
        paper.entry("kept", f"{kept} % of {many(found.retention.answers, 'answer')} that came back after a day or more", column=COLUMN)
    paper.gap()


def _days(paper: Paper, *, found: Stats, today: date) -> None:
    counts = {day.day: day.count for day in found.history}
    weeks = graphs.weeks_shown(paper.environment.width)
    paper.write("  ", (f"Days, over {many(weeks, 'week')}", STRONG))
    if paper.environment.plain:
        _weeks_in_words(paper, counts, today)
    else:
        for line in graphs.heat_map(paper, counts, today, weeks):
            paper.write("  ", *line)
    busiest = max(found.history, key=lambda day: (day.count, day.day))
    paper.gap()
    paper.entry("most", f"{many(busiest.count, 'answer')}, on {short_day(busiest.day)}", column=COLUMN)
    _sparks(paper, found, today)
    paper.gap()


def _weeks_in_words(paper: Paper, counts: dict[date, int], today: date) -> None:
    this = today - A_DAY * today.weekday()
    for ago in reversed(range(WEEKS_TOLD)):
        days = [counts.get(this - A_DAY * (7 * ago - place), 0) for place in range(7)]
        if any(days):
            monday = this - A_DAY * 7 * ago
            name = f"week of {monday.day} {monday:%b}" if ago else "this week"
            paper.entry(name, f"{many(sum(days), 'answer')} on {many(sum(map(bool, days)), 'day')}", column=17)


def _sparks(paper: Paper, found: Stats, today: date) -> None:
    """Minutes day by day, and what was kept week by week: drawn, and on plain paper said."""
    days = {day.day: day.seconds / 60 for day in found.history}
    recent = [days.get(today - A_DAY * ago, 0.0) for ago in reversed(range(MINUTES_DAYS))]
    said = f"{lasting(round(sum(recent)))} in {MINUTES_DAYS} days"
    paper.entry("minutes", said if paper.environment.plain else f"{graphs.spark(paper, recent)}  {said}", column=COLUMN)
    shares = [week.share for week in found.weeks]
    came = [week for week in found.weeks if week.share is not None]
    if len(came) > 1:
        first, last = came[0], came[-1]
        week = f"{first.monday.day} {first.monday:%b}"
        said = f"{round(100 * (first.share or 0))} % in the week of {week}, {round(100 * (last.share or 0))} % now"
        paper.entry("kept", said if paper.environment.plain else f"{graphs.spark(paper, shares, 1.0)}  {said}", column=COLUMN)


def _lessons(paper: Paper, *, found: Stats, desk: Desk) -> None:
    paper.write("  ", ("Lessons, the weakest first", STRONG))
    for part in found.sections:
        _section(paper, desk, part)
    paper.gap()


def _section(paper: Paper, desk: Desk, part: Strength) -> None:
    title = desk.lesson_title(part.id)
    room = max(18, paper.environment.width - BAR - FIGURES)
    short = title if len(title) < room else title.partition(":")[0]
    short = cut(short, room - 1)
    paper.write(
        "  ",
        short.ljust(room),
        *bar(paper, part.strength),
        f" {round(100 * part.strength):3} %",
        (f"  {part.seen}/{part.questions}", QUIET),
    )


def _mistakes(mistakes: Sequence[Mistake]) -> list[tuple[str, leaves.Part]]:
    """What is still taken for true, the most frequent first, a part each; then how many are mended."""
    left = [one for one in mistakes if not one.mended]
    parts: list[tuple[str, leaves.Part]] = [
        ("more" if place else "what you took for true", partial(_mistake, one=one, first=not place))
        for place, one in enumerate(left[:MOST_MISTAKES])
    ]
    more, mended = max(0, len(left) - MOST_MISTAKES), len(mistakes) - len(left)
    closing = partial(_rest, more=more, mended=mended, first=not left)
    return [*parts, ("what you took for true" if not left else "more", closing)] if more or mended else parts


def _mistake(paper: Paper, *, one: Mistake, first: bool) -> None:
    if first:
        paper.write("  ", ("What you took for true", STRONG))
        paper.gap()
    again = f" ({one.times} times)" if one.times > 1 else ""
    paper.entry(paper.sign("cross"), f"{one.option}{again}", label_style=BAD, column=3)
    paper.entry("", one.why, style=QUIET, column=3)
    paper.entry(paper.sign("tick"), one.say, label_style=GOOD, column=3)
    paper.gap()


def _rest(paper: Paper, *, more: int, mended: int, first: bool) -> None:
    if first:
        paper.write("  ", ("What you took for true", STRONG))
        paper.gap()
    rest = [f"{more} more are open"] if more else []
    rest += [f"{mended} {'is' if mended == 1 else 'are'} mended: the question was answered right since"] if mended else []
    paper.text(f"{'; '.join(rest)}.", QUIET)


def _sure(paper: Paper, *, found: Calibration) -> None:
    """How sure the person said they were, against how often they were right."""
    paper.write("  ", ("How sure you were, and how often right", STRONG))
    length = BAR if paper.environment.width >= 70 else BAR // 2
    for bucket in found.buckets:
        paper.write(
            "  ",
            (bucket.word.ljust(13), QUIET),
            *bar(paper, bucket.share, length),
            f" {round(100 * bucket.share):3} %",
            (f"  said {round(100 * bucket.stated)} %, {many(bucket.answers, 'answer')}", QUIET),
        )
    paper.gap()
    paper.text(in_words(found))
    if found.brier is not None:
        paper.text(f"Brier score {found.brier:.2f}: 0 is perfect, {COIN} is what a coin gets.", QUIET)


def _due(paper: Paper, *, found: Stats) -> None:
    paper.write("  ", ("Due over the coming days", STRONG))
    most = max((day.count for day in found.forecast), default=0)
    for day in found.forecast[:7]:
        _due_on(paper, day, most, "today" if day is found.forecast[0] else f"{day.day:%a %d %b}")
    paper.gap()
    paper.text(_next(found))


def _due_on(paper: Paper, day: Day, most: int, name: str) -> None:
    filled = max(1, round(BAR * day.count / most)) if day.count else 0
    paper.write("  ", (name.ljust(12), QUIET), (paper.sign("bar") * filled, ACCENT), f" {day.count}" if day.count else "0")


def _next(found: Stats) -> str:
    """What to do now: what is due, else the weakest lesson."""
    if found.due:
        return f"{many(found.due, 'question')} due: `k8s-svc-trainer quiz --due`."
    weakest = found.sections[0].id
    return f"Nothing is due. The weakest lesson: `k8s-svc-trainer quiz --topic {weakest}`."
