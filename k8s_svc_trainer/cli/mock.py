"""interview mock: a whole interview by a plan, with a clock that can be paused; it survives Ctrl-C and ends in a report.

Composes what siblings do not know of each other: `interview` plans and grades, `lab` holds the incident, `study` records and says what is
weak. What was done so far is kept after each part.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from k8s_svc_trainer.cli import asked, data, door, prompts
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import ACCENT, BAD, QUIET, STRONG, Paper
from k8s_svc_trainer.cli.save import save_text
from k8s_svc_trainer.interview.plan import Segment, plan
from k8s_svc_trainer.interview.report import Answered, Incident, Report, markdown, report

KEPT = "interview/mock"
LAST = "interview/report"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What kind of interview: how long, at which level, by which seed."""

    minutes: int = 30
    level: str = "senior"
    seed: int | None = None


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An interview so far: its plan, how many parts are over, the seconds it took, and what came of them."""

    wanted: Wanted
    segments: tuple[Segment, ...]
    over: int = 0
    seconds: float = 0.0
    answers: tuple[tuple[str, str, str], ...] = ()  # (part, question, answer)
    incidents: tuple[Incident, ...] = ()


def run(environment: Environment, wanted: Wanted) -> int:
    """Hold an interview, or go on with one that was left."""
    if not environment.interactive:
        raise door.Refused("a mock interview asks questions and needs a terminal")
    with sit_down(environment) as desk:
        hold(Paper(environment), desk, wanted)
    return door.DONE


def show_last(environment: Environment, *, json: bool, as_markdown: bool) -> int:
    """Print the report of the last interview."""
    with sit_down(environment) as desk:
        kept = desk.store.draft((desk.pack.name, LAST))
        if kept is None:
            raise door.Refused("no mock interview was brought to its end yet; `interview mock` holds one")
        found = msgspec.json.decode(kept.text, type=Report)
        if json:
            data.put(environment, found)
        elif as_markdown:
            print(markdown(found), file=environment.stdout)
        else:
            _draw(Paper(environment), found)
    return door.DONE


def hold(paper: Paper, desk: Desk, wanted: Wanted) -> None:
    """The interview, part by part, until its end or until the person leaves."""
    held = _resumed(desk) or _begun(desk, wanted)
    _introduce(paper, desk, held)
    while held.over < len(held.segments):
        if prompts.pause(paper.environment, [("enter", f"begin: {held.segments[held.over].part}")], back="pause the interview") is None:
            paper.text("The clock stands. `interview mock` goes on here.", QUIET)
            return
        began = time.monotonic()
        after = _part(paper, desk, held)
        if after is None:
            paper.text("The clock stands. `interview mock` goes on with this part.", QUIET)
            return
        held = msgspec.structs.replace(after, over=held.over + 1, seconds=held.seconds + time.monotonic() - began)
        _keep(desk, held)
        _clock(paper, held)
    _end(paper, desk, held)


def _begun(desk: Desk, wanted: Wanted) -> Held:
    seed = wanted.seed if wanted.seed is not None else int(datetime.now(UTC).timestamp())
    segments = plan(weights(desk), wanted.minutes, wanted.level, seed, questions=desk.interviews, labs=_labs(desk))
    held = Held(wanted=msgspec.structs.replace(wanted, seed=seed), segments=segments)
    _keep(desk, held)
    return held


def _resumed(desk: Desk) -> Held | None:
    kept = desk.store.draft((desk.pack.name, KEPT))
    if kept is None:
        return None
    try:
        return msgspec.json.decode(kept.text, type=Held)
    except msgspec.DecodeError:  # of a version that kept it otherwise
        return None


def _keep(desk: Desk, held: Held) -> None:
    desk.store.save_draft((desk.pack.name, KEPT), msgspec.json.encode(held).decode(), datetime.now(UTC))


def weights(desk: Desk) -> Mapping[str, float]:
    """By lesson how weak it is: 1 for unknown, 0 for known for certain."""
    from k8s_svc_trainer.study import stats

    found = stats(desk.store, desk.items, desk.checklist, datetime.now().astimezone())
    return {part.id: 1.0 - part.strength for part in found.sections}


def _labs(desk: Desk) -> Mapping[str, str]:
    return {}


def _introduce(paper: Paper, desk: Desk, held: Held) -> None:
    paper.fresh()
    paper.gap()
    paper.title("Mock interview", f"{held.wanted.minutes} minutes, {held.wanted.level}, seed {held.wanted.seed}")
    for place, segment in enumerate(held.segments):
        mark = paper.sign("tick") if place < held.over else paper.sign("here") if place == held.over else " "
        what = desk.pack.interview(segment.question).text if segment.question and place < held.over else segment.part.value
        paper.entry(mark, what, column=3, label_style=ACCENT)
        paper.entry("", f"{segment.minutes} minutes", column=3, style=QUIET)
    paper.gap()
    paper.text("Leave whenever you must: the clock stands until you are back.", QUIET)


def _part(paper: Paper, desk: Desk, held: Held) -> Held | None:
    """One part; None where the person left before its end."""
    segment = held.segments[held.over]
    if segment.question is None:
        return held
    question = desk.pack.interview(segment.question)
    sat = asked.ask(paper, desk, question, level=held.wanted.level, rungs=segment.followUps)
    if sat is None:
        return None
    return msgspec.structs.replace(held, answers=(*held.answers, (segment.part.value, question.id, sat.answer)))


def _clock(paper: Paper, held: Held) -> None:
    minutes = held.seconds / 60
    planned = sum(segment.minutes for segment in held.segments[: held.over])
    late = f"{minutes - planned:.0f} behind the plan" if minutes > planned + 1 else "in time"
    paper.text(f"{minutes:.0f} of {held.wanted.minutes} minutes, {late}.", QUIET)


def _end(paper: Paper, desk: Desk, held: Held) -> None:
    found = _report(desk, held)
    now = datetime.now(UTC)
    desk.store.save_draft((desk.pack.name, LAST), msgspec.json.encode(found).decode(), now)
    desk.store.drop_draft((desk.pack.name, KEPT))
    paper.fresh()
    _draw(paper, found)
    if prompts.pause(paper.environment, [("s", "save it as Markdown"), ("enter", "done")], back="") == "s":
        file = Path(f"mock-interview-{now:%Y-%m-%d-%H%M}.md")
        save_text(file, markdown(found))
        paper.text(f"Saved as {file}.")


def _report(desk: Desk, held: Held) -> Report:
    from k8s_svc_trainer.interview import feedback, grader_of
    from k8s_svc_trainer.interview.plan import Part

    answers = []
    for part, name, text in held.answers:
        question = desk.pack.interview(name)
        found = feedback(question, grader_of(question, desk.field), text, level=held.wanted.level)
        answers.append(Answered(part=Part(part), question=name, asked=question.text, lesson=question.lesson, feedback=found))
    titles = {name: desk.lesson_title(name) for name in desk.pack.lesson_ids}
    return report(answers, held.incidents, level=held.wanted.level, minutes=held.seconds / 60, titles=titles)


def _draw(paper: Paper, found: Report) -> None:
    paper.gap()
    paper.title("Mock interview", f"{found.score} of 10")
    for name, score in (*found.parts, *found.sections):
        paper.write("  ", name.ljust(max(18, paper.environment.width - 20))[: paper.environment.width - 14], (f"{score:>3} of 10", QUIET))
    paper.gap()
    if found.costliest:
        paper.write("  ", ("What cost most", STRONG))
        for costly in found.costliest:
            paper.entry(paper.sign("cross"), f"“{costly.said}”" if costly.said else "(not said)", label_style=BAD, column=3)
            paper.entry("say", costly.instead, column=6, margin=5, label_style=ACCENT)
        paper.gap()
    paper.write("  ", ("The week", STRONG))
    for day in found.week:
        paper.entry(paper.sign("here"), day, column=3, label_style=ACCENT)
    paper.gap()
