"""interview mock: a whole interview by a plan, with a clock that can be paused; it survives Ctrl-C and ends in a report.

Composes what siblings do not know of each other: `interview` plans and grades, `lab` holds the incident, `study` records and says what is
weak. What was done so far is kept after each part.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from k8s_svc_trainer.cli import asked, data, door, leaves, prompts
from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import ACCENT, BAD, QUIET, STRONG, Paper
from k8s_svc_trainer.cli.save import save_text
from k8s_svc_trainer.interview import feedback, grader_of
from k8s_svc_trainer.interview.plan import Part, Segment, plan
from k8s_svc_trainer.interview.report import Answered, Incident, Report, markdown, outcome, report

KEPT = "interview/mock"
LAST = "interview/report"
INCIDENT_SCORE = 10  # for a repair without help
ANEW = ("n", "a new one instead")
Kept = TypeVar("Kept", "Held", Report)
STANDS = "The clock stands. `interview mock` goes on with this part."


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What kind of interview: how long, at which level, by which seed."""

    minutes: int = 30
    level: str = "senior"
    seed: int | None = None


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that was given: to which question of which part, the points that the person judged otherwise, what follow-ups came to."""

    part: str
    question: str
    answer: str
    overruled: Mapping[str, float]
    followUps: tuple[float, ...]


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An interview so far: its plan, how many parts are over, the seconds it took, and what came of them."""

    wanted: Wanted
    segments: tuple[Segment, ...]
    over: int = 0
    seconds: float = 0.0
    answers: tuple[Given, ...] = ()
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
        found = _read(desk, LAST, Report)
        if found is None:
            raise door.Refused("no mock interview was brought to its end yet; `interview mock` holds one")
        if json:
            data.put(environment, found)
        elif as_markdown:
            print(markdown(found), file=environment.stdout)
        else:
            _draw(Paper(environment), found)
    return door.DONE


def hold(paper: Paper, desk: Desk, wanted: Wanted) -> bool:
    """The interview, part by part; whether it was brought to its end, or the person left before."""
    left = _read(desk, KEPT, Held)
    held = left or _begun(desk, wanted)
    _introduce(paper, desk, held)
    while held.over < len(held.segments):
        keys = [("enter", f"begin: {held.segments[held.over].part}"), *([ANEW] if held is left else [])]
        match prompts.pause(paper.environment, keys, back="pause the interview"):
            case "n":
                held = _begun(desk, wanted)
                _introduce(paper, desk, held)
                continue
            case None:
                paper.text(STANDS, QUIET)
                return False
        began = time.monotonic()
        after = _part(paper, desk, held)
        seconds = held.seconds + time.monotonic() - began
        held = msgspec.structs.replace(after or held, seconds=seconds, over=held.over + (after is not None))
        _keep(desk, held)
        if after is None:
            paper.text(STANDS, QUIET)
            return False
        _clock(paper, held)
    if not paper.environment.plain:
        prompts.pause(paper.environment, [("enter", "the report")], back="")  # what the last part ended with is still to be read
    _end(paper, desk, held)
    return True


def _begun(desk: Desk, wanted: Wanted) -> Held:
    seed = wanted.seed if wanted.seed is not None else int(datetime.now(UTC).timestamp())
    segments = plan(weights(desk), wanted.minutes, wanted.level, seed, questions=desk.interviews, labs=_labs(desk))
    held = Held(wanted=msgspec.structs.replace(wanted, seed=seed), segments=segments)
    _keep(desk, held)
    return held


def _read(desk: Desk, what: str, kind: type[Kept]) -> Kept | None:
    """What was kept; None where nothing was, or where another version kept it otherwise."""
    kept = desk.store.draft((desk.pack.name, what))
    try:
        return None if kept is None else msgspec.json.decode(kept.text, type=kind)
    except msgspec.DecodeError:
        return None


def _keep(desk: Desk, held: Held) -> None:
    desk.store.save_draft((desk.pack.name, KEPT), msgspec.json.encode(held).decode(), datetime.now(UTC))


def weights(desk: Desk) -> Mapping[str, float]:
    """By lesson how weak it is: 1 for unknown, 0 for known for certain."""
    from k8s_svc_trainer.study import stats

    found = stats(desk.store, desk.items, desk.checklist, datetime.now().astimezone())
    return {part.id: 1.0 - part.strength for part in found.sections}


def _labs(desk: Desk) -> Mapping[str, str]:
    return {one.id: one.lesson for one in desk.pack.lab_index()}


def _incident(paper: Paper, desk: Desk, held: Held, name: str) -> Held | None:
    """The incident: a lab, held until it is repaired or left; None where it was left as it was."""
    from k8s_svc_trainer.cli import lab as labs

    found = desk.pack.lab(name)
    session = labs.hold(paper, desk, found)
    paper.gap()
    if not session.record.solved and not session.changing:
        return None
    score = round(INCIDENT_SCORE * session.credit / 100) if session.counts else 0
    incident = Incident(lab=found.id, title=found.title, lesson=found.lesson, score=score, says=found.say)
    return msgspec.structs.replace(held, incidents=(*held.incidents, incident))


def _introduce(paper: Paper, desk: Desk, held: Held) -> None:
    paper.fresh()
    paper.gap()
    paper.title("Mock interview", f"{many(held.wanted.minutes, 'minute')}, {held.wanted.level}, seed {held.wanted.seed}")
    for place, segment in enumerate(held.segments):
        mark = paper.sign("tick") if place < held.over else paper.sign("here") if place == held.over else " "
        paper.write(
            "  ",
            (mark.ljust(3), ACCENT),
            segment.part.value.ljust(12),
            (f"{segment.minutes:>3} {'minute' if segment.minutes == 1 else 'minutes'}", QUIET),
        )
        if segment.question and place < held.over:
            paper.entry("", desk.pack.interview(segment.question).text, column=3, style=QUIET)
    paper.gap()
    paper.text("Leave whenever you must: the clock stands until you are back.", QUIET)


def _part(paper: Paper, desk: Desk, held: Held) -> Held | None:
    """One part; None where the person left before its end."""
    segment = held.segments[held.over]
    if segment.lab is not None:
        return _incident(paper, desk, held, segment.lab)
    if segment.question is None:
        return held
    question = desk.pack.interview(segment.question)
    aside = f"{segment.part}, {many(segment.minutes, 'minute')}"
    sat = asked.ask(paper, desk, question, level=held.wanted.level, rungs=segment.followUps, aside=aside)
    if sat is None:
        return None
    given = Given(
        part=segment.part.value,
        question=question.id,
        answer=sat.answer,
        overruled=sat.feedback.overruled,
        followUps=tuple(share for _, share in sat.climb.answered),
    )
    return msgspec.structs.replace(held, answers=(*held.answers, given))


def _clock(paper: Paper, held: Held) -> None:
    minutes = held.seconds / 60
    planned = sum(segment.minutes for segment in held.segments[: held.over])
    late = f"{minutes - planned:.0f} behind the plan" if minutes > planned + 1 else "in time"
    paper.text(f"{minutes:.0f} of {many(held.wanted.minutes, 'minute')}, {late}.", QUIET)


def _end(paper: Paper, desk: Desk, held: Held) -> None:
    found = _report(desk, held)
    now = datetime.now(UTC)
    desk.store.save_draft((desk.pack.name, LAST), msgspec.json.encode(found).decode(), now)
    desk.store.drop_draft((desk.pack.name, KEPT))
    paper.fresh()
    leaves.flow(paper, partial(_draw, found=found))
    if prompts.pause(paper.environment, [("s", "save it as Markdown"), ("enter", "done")], back="") == "s":
        file = Path(f"mock-interview-{now:%Y-%m-%d-%H%M}.md")
        save_text(file, markdown(found))
        paper.text(f"Saved as {file}.")


def _report(desk: Desk, held: Held) -> Report:
    answers = []
    for given in held.answers:
        question = desk.pack.interview(given.question)
        grader = grader_of(question, desk.field(question.lesson))
        found = feedback(question, grader, given.answer, level=held.wanted.level, overruled=given.overruled)
        part = Part(given.part)
        answers.append(
            Answered(
                part=part, question=question.id, asked=question.text, lesson=question.lesson, feedback=found, followUps=given.followUps
            )
        )
    titles = {name: desk.lesson_title(name) for name in desk.pack.lesson_ids}
    return report(answers, held.incidents, level=held.wanted.level, minutes=held.seconds / 60, titles=titles)


def _draw(paper: Paper, found: Report) -> None:
    paper.gap()
    paper.title("Mock interview", f"{found.score} of 10")
    for one in found.parts:
        paper.entry(one.name, outcome(one), label_style="", style=QUIET, column=12)
    paper.gap()
    for one in found.sections:
        paper.entry(f"{one.score} of 10", one.name, column=12)
    paper.gap()
    if found.costliest:
        paper.write("  ", ("What cost most", STRONG))
        for costly in found.costliest:
            paper.entry(paper.sign("cross"), f"“{costly.said}”" if costly.said else "Not said", label_style=BAD, column=3)
            paper.entry("", costly.asked, style=QUIET, column=3)
            paper.entry("say", costly.instead, column=6, margin=5, label_style=ACCENT)
        paper.gap()
    paper.write("  ", ("The week", STRONG))
    for day in found.week:
        paper.entry(f"day {day.day}", day.section or day.deed, column=8, label_style=ACCENT)
        if day.section:
            paper.entry("", f"{day.score} of 10: {day.deed}", column=8, style=QUIET)
    paper.gap()
