"""Home: what today asks for, how ready you are, and where to go. With an empty store three lines and one proposal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

import msgspec

from k8s_svc_trainer.cli import door, leaves, prompts, today
from k8s_svc_trainer.cli.amounts import days_away, lasting, long_day, many, when
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import ACCENT, QUIET, STRONG, Paper
from k8s_svc_trainer.cli.stats import bar
from k8s_svc_trainer.study.front import Front
from k8s_svc_trainer.study.plan import counted
from k8s_svc_trainer.study.tasks import Task


class Place(msgspec.Struct, frozen=True, gc=False):
    """One way from home: its key, its name, and what is to be said of it now."""

    key: str
    name: str
    aside: str


def run(environment: Environment) -> int:
    """Show home until the person leaves."""
    if not environment.interactive:
        raise door.Refused("home asks questions and needs a terminal; `k8s-svc-trainer --help` lists the commands that do not")
    paper = Paper(environment)
    with sit_down(environment) as desk:
        begun = desk.store.cards() or desk.store.places(desk.pack.name)
        if not begun and not _propose(paper, desk):
            return door.DONE
        while _once(paper, desk):
            pass
    return door.DONE


def _propose(paper: Paper, desk: Desk) -> bool:
    """The first screen that a person ever sees; False where they left."""
    lesson = desk.pack.lesson(desk.pack.lesson_ids[0])
    paper.fresh()
    paper.gap()
    paper.write("  ", ("k8s-svc-trainer", f"{STRONG} {ACCENT}"))
    paper.text("For interviews on Kubernetes Services. No answer here is written down as right: it is what a simulated cluster does.")
    paper.entry("Enter:", f"{lesson.title}, {many(lesson.minutes, 'minute')}", label_style=ACCENT, column=7)
    paper.gap()
    key = prompts.pause(paper.environment, [("enter", "begin"), ("h", "home")], back="leave")
    if key is None:
        return False
    if key == "enter":
        from k8s_svc_trainer.cli import learn

        learn.read(paper, desk, lesson.id)
    return True


def _once(paper: Paper, desk: Desk) -> bool:
    """Home once, and wherever it leads; False where the person leaves."""
    now = datetime.now().astimezone()
    found = today.looked(desk)
    going = today.left_open(desk, now)
    left = len(going.waiting) if going else 0
    rows = [prompts.Row(key=place.key, text=place.name, aside=place.aside) for place in _places(desk, found, left)]
    answer = prompts.choose_below(paper, partial(_draw, paper, found, now, left), rows, at_once=True, back="twice leaves")
    if not isinstance(answer, prompts.Picked):
        return not _leaves(paper)
    try:
        GO[answer.key](paper, desk)
    except door.Refused as refused:
        paper.text(str(refused))
        _read(paper)
    return True


def _read(paper: Paper) -> None:
    """Wait until what stands on the screen was read, where home would wipe it away."""
    if not paper.environment.plain:
        prompts.pause(paper.environment, [("enter", "home")], back="")


def _leaves(paper: Paper) -> bool:
    """Whether the second press follows the first."""
    paper.write("  ", ("Leave? All is saved.", STRONG))
    return prompts.pause(paper.environment, [("enter", "stay")], back="leave") is None


def _draw(paper: Paper, found: Front, now: datetime, going: int) -> None:
    ready = found.readiness
    paper.gap()
    paper.title("k8s-svc-trainer", long_day(now))
    for label, words in _proposed(found, now, going):
        paper.entry(label, words, column=11)
    paper.write(
        "  ", ("ready".ljust(11), QUIET), f"{ready.ready} of {len(ready.items)}  ", *bar(paper, ready.percent / 100), f"  {ready.percent} %"
    )
    paper.gap()


def _proposed(found: Front, now: datetime, going: int) -> list[tuple[str, str]]:
    """What is to be done now, in one line or two, each with its label."""
    if found.goal is not None and found.planned:
        if found.days == 0:
            return [("today", "is the interview: look over what is weakest, learn nothing new")]
        part = f"{today.amount(counted(found.chosen))} ({round(found.minutes)} min)"
        words = part if found.chosen else today.nothing_left(found)
        return [("today", words), ("interview", f"{days_away(found.days or 0)}, {long_day(found.goal.day)}")]
    past = [("interview", f"was {days_away(found.days)}; Plan sets the next one")] if found.days is not None and found.days < 0 else []
    if found.due:
        return [*past, ("due now", f"{today.amount(counted(found.due))}, about {lasting(_minutes(found.due))}")]
    then = f"; the next {when(found.next_due - now)}" if found.next_due else ""
    return [*past, ("due now", f"nothing{then}; {many(found.new, 'new question')} to see")]


def _minutes(chosen: Sequence[Task]) -> int:
    return max(1, round(sum(task.minutes for task in chosen)))


def _enter(found: Front, going: int) -> str:
    """What Enter does at once."""
    if going:
        return f"go on, {going} left, {round(found.minutes)} min"
    if found.days == 0:
        return "nothing new"
    if not found.chosen:
        return "done" if found.planned and today.begun(found) else "nothing"
    return f"{round(found.minutes)} min" if found.planned else today.amount(counted(found.chosen))


def _places(desk: Desk, found: Front, going: int) -> list[Place]:
    places = desk.store.places(desk.pack.name)
    last = max((place for place in places.values() if place.finished is None), key=lambda place: place.at, default=None)
    reading = (
        f"go on with {desk.lesson_title(last.lesson).partition(':')[0]}"
        if last and last.lesson in desk.pack.lesson_ids
        else many(len(desk.pack.lesson_ids), "lesson")
    )
    return [
        Place("t", "Today", _enter(found, going)),
        Place("q", "Quiz", f"{sum(task.short for task in found.due)} due, {found.new} new"),
        Place("l", "Learn", reading),
        Place("c", "Checklist", f"{found.readiness.ready} of {len(found.readiness.items)} ready"),
        Place("r", "Repair a cluster", _labs(desk)),
        Place("i", "Interview", many(sum(item.kind == "interview" for item in desk.collection), "question")),
        Place("e", "Exam", _waiting(desk)),
        Place("d", "Drill", "five minutes of questions"),
        Place("p", "Plan", _plan(found)),
        Place("s", "Stats", ""),
    ]


def _waiting(desk: Desk) -> str:
    """The exam that was left, or what an exam is."""
    from k8s_svc_trainer.study.exam import Exam

    left = Exam.resume(desk.store, desk.items)
    return f"question {left.place + 1} of {len(left.items)} waits" if left else "by the clock, verdicts at the end"


def _plan(found: Front) -> str:
    """Until when there is a plan."""
    if found.goal is None or found.days is None or found.days < 0:
        return "until your interview"
    if not found.days:
        return "today"
    return f"{many(found.days, 'day')}, {many(found.goal.minutes, 'minute')}{' each' if found.days > 1 else ''}"


def _labs(desk: Desk) -> str:
    from k8s_svc_trainer.cli import lab

    entries = desk.pack.lab_index()
    return f"{sum(lab.state_of(desk, one) == 'solved' for one in entries)} of {len(entries)} solved"


def _repair(paper: Paper, desk: Desk) -> None:
    from k8s_svc_trainer.cli import lab

    lab.choose_one(paper, desk)


def _today(paper: Paper, desk: Desk) -> None:
    found = today.looked(desk)
    if not found.chosen and today.left_open(desk, datetime.now().astimezone()) is None:
        paper.text(today.told(found))
        _read(paper)
    elif today.sit(paper, desk, found.chosen):
        _read(paper)


def _plan_screen(paper: Paper, desk: Desk) -> None:
    from k8s_svc_trainer.cli.plan import visit

    paper.fresh()
    visit(paper, desk)


def _quiz(paper: Paper, desk: Desk) -> None:
    from k8s_svc_trainer.cli import quiz

    if quiz.sit(paper, desk, quiz.Asked()):
        _read(paper)


def _learn(paper: Paper, desk: Desk) -> None:
    from k8s_svc_trainer.cli import learn

    learn.shelf(paper, desk)


def _checklist(paper: Paper, desk: Desk) -> None:
    from k8s_svc_trainer.cli import checklist

    paper.fresh()
    if (
        leaves.flow(paper, partial(checklist.show, desk=desk))
        and prompts.pause(paper.environment, [("enter", "say them aloud")]) is not None
    ):
        checklist.drill_all(paper, desk)
        _read(paper)


def _interview(paper: Paper, desk: Desk) -> None:
    from k8s_svc_trainer.cli import interview

    if interview.choose_one(paper, desk):
        _read(paper)


def _exam(paper: Paper, desk: Desk) -> None:
    from k8s_svc_trainer.cli import exam

    if exam.sit(paper, desk, exam.Wanted()):
        _read(paper)


def _drill(paper: Paper, desk: Desk) -> None:
    from k8s_svc_trainer.cli import drill

    if drill.sit(paper, desk):
        _read(paper)


def _stats(paper: Paper, desk: Desk) -> None:
    from k8s_svc_trainer.cli import stats

    paper.fresh()
    if stats.show(paper, desk, paged=True):
        prompts.pause(paper.environment, [("enter", "home")])


GO: Mapping[str, Callable[[Paper, Desk], None]] = {
    "t": _today,
    "q": _quiz,
    "l": _learn,
    "c": _checklist,
    "r": _repair,
    "i": _interview,
    "e": _exam,
    "d": _drill,
    "p": _plan_screen,
    "s": _stats,
}
