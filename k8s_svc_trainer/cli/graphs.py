"""Numbers as letters: bars, sparklines, a heat map of days. Pure: values in, pieces of lines out, for any width, and in ASCII too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from k8s_svc_trainer.cli.paper import ACCENT, QUIET, Paper

BAR = 20
SPARK = ("▁▂▃▄▅▆▇█", ".:-=+*#@")
HEAT = ("·░▒▓█", ".-+*#")
MOST_WEEKS = 26
LABEL = 5  # columns for the names of days
A_DAY = timedelta(days=1)
DAYS = ("Mon", "", "Wed", "", "Fri", "", "")

Piece = tuple[str, str]


def bar(paper: Paper, share: float, length: int = BAR) -> list[Piece]:
    """A bar of a share from 0 to 1."""
    filled = round(length * share)
    return [(paper.sign("bar") * filled, ACCENT), (paper.sign("rest") * (length - filled), QUIET)]


def spark(paper: Paper, values: Sequence[float | None], most: float | None = None) -> str:
    """A letter for each value, the higher the larger, from 0 to the `most` (the largest of them); a blank where there is none."""
    signs = SPARK[0 if paper.environment.unicode else 1]
    top = most if most is not None else max((value for value in values if value is not None), default=0.0)
    return "".join(" " if value is None else signs[_step(value, top, len(signs))] for value in values)


def _step(value: float, top: float, steps: int) -> int:
    return min(steps - 1, max(0, int(steps * value / top))) if top > 0 else 0


def weeks_shown(width: int) -> int:
    """How many weeks a heat map has at this width."""
    return max(1, min(MOST_WEEKS, (width - 2 - LABEL) // 2))


def heat(count: int, most: int) -> int:
    """How dark a day is: 0 for none, then by quarters of the `most` of a day."""
    return min(4, -(-4 * count // most)) if most else 0


def heat_map(paper: Paper, counts: Mapping[date, int], today: date, weeks: int) -> list[list[Piece]]:
    """Lines: the names of months, then a line for each day of the week; the last column is this week, and what is to come stays blank."""
    signs = HEAT[0 if paper.environment.unicode else 1]
    first = today - A_DAY * today.weekday() - A_DAY * 7 * (weeks - 1)
    most = max((counts.get(first + A_DAY * ago, 0) for ago in range(7 * weeks)), default=0)
    lines: list[list[Piece]] = [[(" " * LABEL + months(first, weeks), QUIET)]]
    for place, name in enumerate(DAYS):
        pieces: list[Piece] = [(name.ljust(LABEL), QUIET)]
        for week in range(weeks):
            day = first + A_DAY * (7 * week + place)
            level = heat(counts.get(day, 0), most)
            pieces.append(("  ", "") if day > today else (f"{signs[level]} ", ACCENT if level else QUIET))
        lines.append(pieces)
    return lines


def months(first: date, weeks: int) -> str:
    """The names of months above the weeks in which they begin, as far as they have room."""
    line = ""
    for week in range(weeks):
        monday = first + A_DAY * 7 * week
        begins = week == 0 or monday.day <= 7
        if begins and len(line) <= 2 * week and (not line or len(line) < 2 * week):
            line = line.ljust(2 * week) + f"{monday:%b}"
    return line
