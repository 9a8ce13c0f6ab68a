"""The numbers as one HTML file: styles and drawings stand in it, it asks no network and runs no script. Pure: values in, text out.

Every text is escaped here, whoever wrote it. Light or dark is the browser's to say (prefers-color-scheme).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from html import escape

from k8s_svc_trainer.cli import charts
from k8s_svc_trainer.cli.amounts import long_day, many
from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.cli.mistakes import Mistake
from k8s_svc_trainer.cli.paper import tame
from k8s_svc_trainer.study import Stats
from k8s_svc_trainer.study.calibration import COIN, Calibration, in_words

MARK = "<!doctype html>\n<!-- written by: k8s-svc-trainer stats --html -->\n"
"""How a file begins that may be written again."""

MOST_MISTAKES = 12
WEEKS = 52
A_DAY = timedelta(days=1)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # nothing is fetched, whatever a text may hold

STYLE = """
:root { color-scheme: light dark; --ground: #fcfcfa; --ink: #1d2329; --quiet: #5d6873; --line: #dfe3e6; --card: #ffffff;
  --accent: #1f6f8b; --good: #2c7a4b; --bad: #b3382c; --heat0: #e8ecee;
 --heat1: #bcdbe5; --heat2: #7db7ca; --heat3: #3d8ca8; --heat4: #135a75; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181c; --ink: #e4e8eb; --quiet: #98a3ad; --line: #2c343b; --card: #1b2126;
  --accent: #63b8d2; --good: #6cc08b; --bad: #e8857a; --heat0: #242b31;
 --heat1: #1f4a5a; --heat2: #2c7088; --heat3: #479bb6; --heat4: #86d0e6; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.25rem 4rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.5rem 2rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2.5rem 0 0.75rem; }
p { margin: 0.25rem 0 0.75rem; } .quiet { color: var(--quiet); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: 0.75rem; margin-top: 1.5rem; padding: 0; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.7rem 0.9rem; }
.figures dt { color: var(--quiet); font-size: 0.85rem; } .figures dd { margin: 0; font-size: 1.2rem; font-weight: 600;
  white-space: nowrap; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 2.5rem; }
svg { display: block; max-width: 100%; height: auto; } svg text { fill: var(--quiet); font: 11px system-ui, "DejaVu Sans", sans-serif; }
.bar { fill: var(--accent); } .axis { stroke: var(--line); } .line { fill: none; stroke: var(--accent); stroke-width: 2; }
.dot { fill: var(--accent); } .ideal { stroke: var(--quiet); stroke-dasharray: 4 4; }
.h0 { fill: var(--heat0); } .h1 { fill: var(--heat1); } .h2 { fill: var(--heat2); } .h3 { fill: var(--heat3); } .h4 { fill: var(--heat4); }
table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 400; width: 50%; }
th + td { width: 30%; } th, td { padding: 0.3rem 0.75rem 0.3rem 0; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--quiet); }
.track { background: var(--heat0); border-radius: 0.25rem; height: 0.6rem; min-width: 6rem; }
.track span { display: block; background: var(--accent); border-radius: 0.25rem; height: 100%; }
@media (max-width: 34rem) { td.number { white-space: normal; padding-right: 0; } .track { min-width: 3rem; } }
ul.mistakes { list-style: none; margin: 0; padding: 0; }
ul.mistakes li { border-top: 1px solid var(--line); padding: 0.8rem 0; } ul.mistakes p { margin: 0.15rem 0; }
.wrong { color: var(--bad); font-weight: 600; } .so { color: var(--good); }
@media print { body { max-width: none; } h2 { break-after: avoid; } li, tr { break-inside: avoid; } }
"""


def page(found: Stats, mistakes: Sequence[Mistake], desk: Desk, now: datetime) -> str:
    """The whole file. `now` in the learner's own zone."""
    parts = [
        _head(found, now),
        _days(found, now.date()),
        f'<div class="two">{_due(found)}{_kept(found)}</div>',
        _lessons(found, desk),
        _checklist(found, desk),
        _mistakes(mistakes),
        _sure(found.calibration),
    ]
    body = "\n".join(part for part in parts if part)
    return (
        f'{MARK}<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{text(POLICY)}">\n'
        f"<title>k8s-svc-trainer: stats of {now.day} {now:%B %Y}</title>\n"
        f"<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def text(words: str) -> str:
    """Words from anyone, as they may stand in HTML."""
    return escape(tame(words), quote=True)


def _head(found: Stats, now: datetime) -> str:
    share = f"{round(100 * found.right / found.answers)} %" if found.answers else "none"
    kept = f"{round(100 * found.retention.share)} %" if found.retention.share is not None else "none yet"
    figures = {
        "ready": f"{found.readiness.percent} %",
        "seen": f"{found.seen}/{found.items}",
        "answers": str(found.answers),
        "right": share,
        "kept": kept,
        "answering": _time(round(found.seconds / 60)),
        "days in a row": str(found.streak),
    }
    rows = "".join(f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in figures.items())
    on = f"{long_day(now)} {now.year}"
    return f'<header><h1>Kubernetes Services</h1><span class="quiet">{on}</span></header>\n<dl class="figures">{rows}</dl>'


def _time(minutes: int) -> str:
    """A time in a figure's room."""
    return f"{minutes} min" if minutes < 100 else f"{round(minutes / 60)} h"


def _days(found: Stats, today: date) -> str:
    counts = {day.day: day.count for day in found.history}
    return f"<h2>Days of the last year</h2>\n{charts.heat_map(counts, today, WEEKS)}"


def _due(found: Stats) -> str:
    rows = [("today" if day is found.forecast[0] else f"{day.day:%d %b}", day.count) for day in found.forecast]
    return f"<section><h2>Due over the coming days</h2>\n{charts.columns(rows)}</section>"


def _kept(found: Stats) -> str:
    came = [(f"{week.monday:%d %b}", week.share) for week in found.weeks]
    if not any(share is not None for _, share in came):
        return ""
    return f"<section><h2>Kept a day or more, week by week</h2>\n{charts.shares(came)}</section>"


def _rows(rows: Iterable[tuple[str, float, str]]) -> str:
    """A table of names, bars and words."""
    lines = (
        f'<tr><th scope="row">{text(name)}</th><td><div class="track"><span style="width:{round(100 * share)}%"></span></div></td>'
        f'<td class="number">{text(aside)}</td></tr>'
        for name, share, aside in rows
    )
    return f"<table>{''.join(lines)}</table>"


def _lessons(found: Stats, desk: Desk) -> str:
    rows = [
        (desk.lesson_title(part.id), part.strength, f"{round(100 * part.strength)} %, {part.seen} of {part.questions} seen")
        for part in found.sections
    ]
    return f"<h2>Lessons, the weakest first</h2>\n{_rows(rows)}"


def _checklist(found: Stats, desk: Desk) -> str:
    rows = [
        (desk.pack.item(part.id).text, part.strength, "ready" if part.ready else f"{round(100 * part.strength)} %")
        for part in found.readiness.items
    ]
    return f"<h2>Checklist: {found.readiness.ready} of {len(rows)} ready</h2>\n{_rows(rows)}" if rows else ""


def _mistakes(mistakes: Sequence[Mistake]) -> str:
    left = [one for one in mistakes if not one.mended]
    if not mistakes:
        return ""
    lines = []
    for one in left[:MOST_MISTAKES]:
        again = f' <span class="quiet">{one.times} times</span>' if one.times > 1 else ""
        lines.append(
            f'<li><p class="quiet">{text(one.prompt)}</p><p><span class="wrong">✗ {text(one.option)}</span>{again}</p>'
            f'<p>{text(one.why)}</p><p class="so">✓ {text(one.say)}</p></li>'
        )
    mended = len(mistakes) - len(left)
    closing = f'<p class="quiet">{mended} more {"is" if mended == 1 else "are"} mended: answered right since.</p>' if mended else ""
    return f'<h2>What you took for true</h2>\n<ul class="mistakes">{"".join(lines)}</ul>{closing}'


def _sure(found: Calibration) -> str:
    if not found.answers:
        return ""
    points = [(bucket.stated, bucket.share, f"{bucket.word}: {bucket.right} of {bucket.answers} right") for bucket in found.buckets]
    rows = [(bucket.word, bucket.share, f"{round(100 * bucket.share)} % of {many(bucket.answers, 'answer')}") for bucket in found.buckets]
    score = "" if found.brier is None else f" Brier score {found.brier:.2f}: 0 is perfect, {COIN} is what a coin gets."
    return (
        f'<h2>How sure you were, and how often right</h2>\n<div class="two"><section>{charts.calibration(points)}</section>'
        f'<section>{_rows(rows)}<p>{text(in_words(found))}</p><p class="quiet">{text(score.strip())}</p></section></div>'
    )
