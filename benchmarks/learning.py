"""`make learning`: does the plan help? Learners with known memory live with it and without it; what comes of it is written into
docs/learning.md, between two marks, and drawn into docs/learning.svg. `--json` prints the figures and writes nothing.

The same on every machine: all chance is seeded, and no time is measured.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from benchmarks.learners import Course, Exponential, Fsrs, Learner, Policy, Steeper, by_plan, due_first, kept, live, new_first, promised
from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.cli.environment import from_process
from k8s_svc_trainer.course import default_pack_path, open_pack
from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study import Item

DOCUMENT = Path(__file__).parents[1] / "docs" / "learning.md"
PLOT = DOCUMENT.with_suffix(".svg")
BEGIN, END = "<!-- computed by make learning -->\n", "<!-- end -->\n"
LEARNERS: Mapping[str, type[Fsrs | Steeper]] = {"as fsrs has it": Fsrs, "steeper": Steeper, "by half-lives": Exponential}
POLICIES: Mapping[str, Policy] = {"plan": by_plan, "due first": due_first, "new first": new_first}
SETTINGS = ((14, 20), (30, 20), (60, 20), (60, 10))
DRAWN = (60, 20)
SEEDS = range(5)


class Figure(msgspec.Struct, frozen=True):
    """One learner in one setting, by one policy: the mean over all seeds."""

    days: int
    minutes: int
    learner: str
    policy: str
    recall: float
    answers: float
    seen: float
    kept: float
    evenings: tuple[float, ...]


def course_items() -> tuple[list[Item], list[Item]]:
    """Everything that the course asks, and its checklist."""
    with Store.in_memory() as store:
        desk = Desk(from_process(plain=True), open_pack(default_pack_path()), store)
        return desk.collection, desk.checklist


def measure(
    items: Sequence[Item],
    checklist: Sequence[Item],
    settings: Sequence[tuple[int, int]] = SETTINGS,
    seeds: Sequence[int] = SEEDS,
) -> list[Figure]:
    """Every learner by every policy in every setting."""
    return [
        _figure((days, minutes, learner, policy), lived, _mean([kept(items, checklist, one.known) for one in lived]))
        for days, minutes in settings
        for learner, kind in LEARNERS.items()
        for policy in POLICIES
        for lived in [[_lived(kind, POLICIES[policy], items, days, minutes, seed) for seed in seeds]]
    ]


def _lived(kind: type[Fsrs | Steeper], policy: Policy, items: Sequence[Item], days: int, minutes: int, seed: int) -> Course:
    learner: Learner = kind(seed)
    return live(policy, learner, items, days=days, minutes=minutes, seed=seed)


def _figure(what: tuple[int, int, str, str], lived: Sequence[Course], kept_: float) -> Figure:
    return Figure(
        *what,
        recall=_mean([one.recall for one in lived]),
        answers=_mean([one.answers for one in lived]),
        seen=_mean([one.seen for one in lived]),
        kept=kept_,
        evenings=tuple(_mean(evening) for evening in zip(*(one.evenings for one in lived), strict=True)),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def table(figures: Sequence[Figure], things: int) -> str:
    """The figures as a table of Markdown, a row for each setting and learner."""
    lines = [
        f"Recall of all {things} things at noon of the day (the mean of {len(SEEDS)} learners each), and in brackets answers a day.",
        "",
        "| days | minutes a day | learner | plan | due first | new first | seen: plan | seen: due first |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows: dict[tuple[int, int, str], dict[str, Figure]] = {}
    for one in figures:
        rows.setdefault((one.days, one.minutes, one.learner), {})[one.policy] = one
    for (days, minutes, learner), found in rows.items():
        best = max(found.values(), key=lambda one: round(one.recall, 2))
        cells = [_cell(found[policy], round(best.recall, 2)) for policy in POLICIES]
        seen = [f"{found[policy].seen:.0f}" for policy in ("plan", "due first")]
        lines.append(f"| {days} | {minutes} | {learner} | {' | '.join((*cells, *seen))} |")
    return "\n".join(lines) + "\n"


def promises(figures: Sequence[Figure], items: Sequence[Item], checklist: Sequence[Item]) -> str:
    """What the plan promises on the first evening, beside the readiness that its followers then have."""
    lines = ["| days | minutes a day | readiness promised | " + " | ".join(LEARNERS) + " |", "| --- | --- | --- | --- | --- | --- |"]
    for days, minutes in SETTINGS:
        found = [one.kept for one in figures if (one.days, one.minutes, one.policy) == (days, minutes, "plan")]
        cells = [f"{round(100 * share)} %" for share in (promised(items, checklist, days=days, minutes=minutes), *found)]
        lines.append(f"| {days} | {minutes} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(one: Figure, best: float) -> str:
    recall = f"{round(100 * one.recall)} %"
    return f"{f'**{recall}**' if round(one.recall, 2) == best else recall} ({one.answers:.0f})"


# --- the plot -----------------------------------------------------------------------------------------------------

WIDTH, HEIGHT, LEFT, TOP, ROOM = 760, 330, 46, 40, 216
COLOURS = {"plan": "#0b6e99", "due first": "#c2571a", "new first": "#767676"}


def plot(figures: Sequence[Figure]) -> str:
    """Recall on each evening, a panel for each learner, a line for each policy: SVG."""
    drawn = [one for one in figures if (one.days, one.minutes) == DRAWN]
    panel = (WIDTH - LEFT - 14) / len(LEARNERS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f"<title>Recall on each evening, {DRAWN[0]} days at {DRAWN[1]} minutes</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for place, learner in enumerate(LEARNERS):
        parts += _panel([one for one in drawn if one.learner == learner], learner, LEFT + place * panel, panel - 14, labels=place == 0)
    for place, policy in enumerate(POLICIES):
        x = LEFT + place * 110
        parts.append(f'<line x1="{x}" y1="{HEIGHT - 14}" x2="{x + 22}" y2="{HEIGHT - 14}" stroke="{COLOURS[policy]}" stroke-width="2.5"/>')
        parts.append(f'<text x="{x + 28}" y="{HEIGHT - 10}">{policy}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(figures: Sequence[Figure], learner: str, left: float, width: float, *, labels: bool) -> list[str]:
    bottom = TOP + ROOM
    parts = [f'<text x="{left:.0f}" y="{TOP - 14}" font-weight="bold">{learner}</text>']
    for share in (0, 25, 50, 75, 100):
        y = bottom - ROOM * share / 100
        parts.append(f'<line x1="{left:.0f}" y1="{y:.1f}" x2="{left + width:.0f}" y2="{y:.1f}" stroke="#dddddd"/>')
        if labels:
            parts.append(f'<text x="{left - 6:.0f}" y="{y + 4:.1f}" text-anchor="end">{share} %</text>')
    for day in range(0, DRAWN[0] + 1, 20):
        x = left + width * day / DRAWN[0]
        parts.append(f'<text x="{x:.0f}" y="{bottom + 16}" text-anchor="middle">{day}</text>')
    parts.append(f'<text x="{left + width / 2:.0f}" y="{bottom + 32}" text-anchor="middle">day</text>')
    for one in figures:
        points = " ".join(
            f"{left + width * (day + 1) / one.days:.1f},{bottom - ROOM * share:.1f}" for day, share in enumerate(one.evenings)
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[one.policy]}" stroke-width="2"/>')
    return parts


def written(document: str, computed: str) -> str:
    """The document with what stands between its marks replaced. Raises ValueError where a mark is missing."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{DOCUMENT} lacks the line {(BEGIN if not begin else END).strip()}")
    return f"{before}{BEGIN}{computed}{END}{after}"


def main(words: Sequence[str]) -> None:
    """Measure, and write the document and the plot."""
    items, checklist = course_items()
    figures = measure(items, checklist)
    if "--json" in words:
        print(json.dumps(msgspec.to_builtins(figures), indent=2))
        return
    things = sum(item.kind not in ("checklist", "interview") for item in items)
    computed = f"{table(figures, things)}\n{promises(figures, items, checklist)}"
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8"), computed), encoding="utf-8")
    PLOT.write_text(plot(figures), encoding="utf-8")
    print(computed)


if __name__ == "__main__":
    main(sys.argv[1:])
