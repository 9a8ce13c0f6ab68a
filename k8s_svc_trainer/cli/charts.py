"""Drawings for a page of HTML, as SVG: a heat map of days, columns, shares over weeks, said against right. Pure; colours are the page's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape

from k8s_svc_trainer.cli.graphs import MOST_WEEKS, heat

A_DAY = timedelta(days=1)
CELL, GAP, LEFT, TOP = 13, 3, 34, 18
WIDTH, HEIGHT, FOOT = 420, 150, 20


def svg(width: float, height: float, label: str, inner: str) -> str:
    """A drawing with words for those who do not see it."""
    return f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img" aria-label="{escape(label)}">{inner}</svg>'


def heat_map(counts: Mapping[date, int], today: date, weeks: int = MOST_WEEKS) -> str:
    """A square for each day of so many weeks, this one the last; a day to come has none."""
    first = today - A_DAY * today.weekday() - A_DAY * 7 * (weeks - 1)
    days = [first + A_DAY * ago for ago in range((today - first).days + 1)]
    most = max(counts.get(day, 0) for day in days)
    step = CELL + GAP
    squares = [
        f'<rect class="h{heat(counts.get(day, 0), most)}" x="{LEFT + step * ((day - first).days // 7)}" y="{TOP + step * day.weekday()}"'
        f' width="{CELL}" height="{CELL}" rx="2"><title>{day:%a %d %b}: {counts.get(day, 0)}</title></rect>'
        for day in days
    ]
    names = [f'<text x="0" y="{TOP + step * place + 11}">{name}</text>' for place, name in ((0, "Mon"), (2, "Wed"), (4, "Fri"))]
    heads = [
        f'<text x="{LEFT + step * week}" y="11">{first + A_DAY * 7 * week:%b}</text>'
        for week in range(weeks)
        if (first + A_DAY * 7 * week).day <= 7
    ]
    answered = sum(counts.get(day, 0) > 0 for day in days)
    label = f"Answers on {answered} of {len(days)} days; {most} on the busiest"
    return svg(LEFT + step * weeks, TOP + step * 7, label, "".join([*heads, *names, *squares]))


def columns(rows: Sequence[tuple[str, int]]) -> str:
    """A column for each name, the highest the largest."""
    most = max((count for _, count in rows), default=0)
    step = WIDTH / max(1, len(rows))
    room = HEIGHT - FOOT - 16
    parts = [f'<line class="axis" x1="0" x2="{WIDTH}" y1="{HEIGHT - FOOT}" y2="{HEIGHT - FOOT}"/>']
    for place, (name, count) in enumerate(rows):
        height = room * count / most if most else 0
        middle = step * (place + 0.5)
        top = HEIGHT - FOOT - height
        parts.append(
            f'<rect class="bar" x="{step * place + 3:.1f}" y="{top:.1f}" width="{step - 6:.1f}" height="{height:.1f}" rx="2">'
            f"<title>{escape(name)}: {count}</title></rect>"
        )
        if count:
            parts.append(f'<text x="{middle:.1f}" y="{top - 4:.1f}" text-anchor="middle">{count}</text>')
        if place % 3 == 0:
            parts.append(f'<text x="{middle:.1f}" y="{HEIGHT - 5}" text-anchor="middle">{escape(name)}</text>')
    label = ", ".join(f"{name} {count}" for name, count in rows)
    return svg(WIDTH, HEIGHT, label, "".join(parts))


def shares(rows: Sequence[tuple[str, float | None]]) -> str:
    """A line of shares from 0 to 1, with a point for each that there is."""
    room, left = HEIGHT - FOOT - 10, 36
    step = (WIDTH - left - 20) / max(1, len(rows) - 1)
    parts = []
    for share in (0.0, 0.5, 1.0):
        y = 10 + room * (1 - share)
        parts.append(f'<line class="axis" x1="{left}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="0" y="{y + 4:.1f}">{round(100 * share)} %</text>')
    points = [
        (left + 10 + step * place, 10 + room * (1 - share), name, share) for place, (name, share) in enumerate(rows) if share is not None
    ]
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in points)
    parts.append(f'<polyline class="line" points="{way}"/>')
    parts += [
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{escape(name)}: {round(100 * share)} %</title></circle>'
        for x, y, name, share in points
    ]
    for place, (name, _) in enumerate(rows):
        if place % 4 == 0:
            parts.append(f'<text x="{left + 10 + step * place:.1f}" y="{HEIGHT - 5}" text-anchor="middle">{escape(name)}</text>')
    label = ", ".join(f"{name} {round(100 * share)} %" for _, _, name, share in points)
    return svg(WIDTH, HEIGHT, label, "".join(parts))


def calibration(points: Sequence[tuple[float, float, str]]) -> str:
    """(said, right, words): each a dot; on the dashed line said and right agree, below it was too sure."""
    side, edge = 260.0, 36.0
    room = side - edge - 10

    def at(said: float, right: float) -> tuple[float, float]:
        return edge + room * said, 10 + room * (1 - right)

    x0, y0 = at(0, 0)
    x1, y1 = at(1, 1)
    parts = [
        f'<line class="axis" x1="{x0:.1f}" x2="{x1:.1f}" y1="{y0:.1f}" y2="{y0:.1f}"/>',
        f'<line class="axis" x1="{x0:.1f}" x2="{x0:.1f}" y1="{y0:.1f}" y2="{y1:.1f}"/>',
        f'<line class="ideal" x1="{x0:.1f}" x2="{x1:.1f}" y1="{y0:.1f}" y2="{y1:.1f}"/>',
        f'<text x="{x1:.1f}" y="{side - 12:.1f}" text-anchor="end">said</text>',
        f'<text x="0" y="{y1 + 8:.1f}">right</text>',
    ]
    for said, right, words in points:
        x, y = at(said, right)
        parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="6"><title>{escape(words)}</title></circle>')
    return svg(side, side, "; ".join(words for _, _, words in points), "".join(parts))
