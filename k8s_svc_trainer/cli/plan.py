"""plan: what to do each day until the interview, what it comes to on the day, and what it cannot reach.

The numbers are `study.plan`'s; this reads the date, keeps it, and draws. From home the same screen asks for the date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from k8s_svc_trainer.cli import data, door, leaves, prompts, today
from k8s_svc_trainer.cli.amounts import days_away, long_day, many
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.lines import continued, cut
from k8s_svc_trainer.cli.paper import ACCENT, GOOD, MARGIN, QUIET, STRONG, Paper
from k8s_svc_trainer.cli.stats import bar
from k8s_svc_trainer.study import Raise, lessons_known, raises, raises_of, shares
from k8s_svc_trainer.study.front import goal_of, set_goal
from k8s_svc_trainer.study.plan import FARTHEST, Ahead, Goal, Left, Outlook, Plan
from k8s_svc_trainer.study.plan import plan as planned
from k8s_svc_trainer.study.ready import READY_AT
from k8s_svc_trainer.study.tasks import at_first_sight, costs, spent

USUAL_MINUTES, MOST_MINUTES = 20, 480
DAYS_SHOWN, OF_A_LOW_SCREEN, LOW = 7, 3, 36
FEWEST_ITEMS, OTHER_LINES = 4, 24  # of a screen: what the checklist gets at least, and what all the rest takes
FORGOTTEN = "Forgotten: no day is set. Your progress is as it was."
KINDS = {"fix": "manifest to mend", "diagnose": "cluster to diagnose", "checklist": "item said aloud"}  # other kinds are words already
FAR = timedelta(days=28)  # of the day that stands as an example


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the options say."""

    interview: str | None = None
    minutes: int | None = None
    off: bool = False


def run(environment: Environment, asked: Asked, *, json: bool) -> int:
    """Set the day, forget it, or show the plan."""
    with sit_down(environment) as desk:
        now = datetime.now().astimezone()
        if asked.off:
            if asked.interview is not None or asked.minutes is not None:
                raise Refused("--off forgets the day and --interview or --minutes-a-day sets it: give one or the other")
            return _off(environment, desk, now, json=json)
        if asked.interview is not None or asked.minutes is not None:
            set_goal(desk.store, _wanted(asked, goal_of(desk.store), now), now)
        goal = goal_of(desk.store)
        if json:
            data.put(environment, {"goal": None} if goal is None or goal.day < now.date() else as_data(desk, goal, now))
        else:
            paper = Paper(environment)
            show(paper, desk, goal, now)
            if goal is not None and goal.day > now.date() and today.looked(desk).chosen:
                paper.write("  ", ("k8s-svc-trainer", ACCENT), ("  begins with today's part", QUIET))
    return door.DONE


def visit(paper: Paper, desk: Desk) -> None:
    """The plan as home opens it: shown, started, changed, forgotten."""
    while True:
        now = datetime.now().astimezone()
        goal = goal_of(desk.store)
        if goal is None or goal.day < now.date():
            if not _asks(paper, desk, goal, now):
                return
            paper.fresh()
            continue
        leaves.flow(paper, partial(show, desk=desk, goal=goal, now=now))
        chosen = today.looked(desk).chosen
        begins = [("enter", "today's part")] if chosen else []
        match prompts.pause(paper.environment, [*begins, ("d", "another day"), ("f", "forget it")]):
            case "enter":
                if today.sit(paper, desk, chosen) and not paper.environment.plain:
                    prompts.pause(paper.environment, [("enter", "home")], back="")
                return
            case "d" if not _asks(paper, desk, goal, now):
                return
            case "f" if _forgets(paper, desk, now):
                return
            case None:
                return
        paper.fresh()


def _forgets(paper: Paper, desk: Desk, now: datetime) -> bool:
    """Ask before the day is forgotten, and say what was done; whether it was."""
    paper.text("Forget the day and the minutes? Your answers stay; home then proposes what is due.", STRONG)
    if prompts.pause(paper.environment, [("enter", "keep it"), ("f", "forget it")], back="keep it") != "f":
        return False
    set_goal(desk.store, None, now)
    paper.text(FORGOTTEN)
    if not paper.environment.plain:
        prompts.pause(paper.environment, [("enter", "home")], back="")
    return True


def show(paper: Paper, desk: Desk, goal: Goal | None, now: datetime) -> None:
    """The plan, or how to make one."""
    paper.gap()
    if goal is None:
        paper.title("Plan")
        paper.text("No day is set. This plans until a day, with so many minutes on each; write yours:")
        for line in continued(_example(now), paper.environment.width - MARGIN):
            paper.write(" " * MARGIN, (line, ACCENT))
        paper.gap()
        return
    days = (goal.day - now.date()).days
    paper.title("Plan", f"{long_day(goal.day)}, {days_away(days)}")
    if days < 0:
        paper.text(f"The interview was {days_away(days)}. `plan --interview DATE` sets the next one, `plan --off` forgets this one.")
        return
    found = made(desk, goal, now)
    _shares(paper, found, ahead=days > 0)
    if days == 0:
        paper.text("It is today: nothing new any more. Look over what is weakest, and go early.", STRONG)
    else:
        _days(paper, found.days, nothing=today.nothing_left(today.looked(desk)))
    if days == 0:
        _checklist_today(paper, desk, found)
        _never_asked(paper, found)
    else:
        _checklist(paper, desk, found, now)
        _unreached(paper, found)


def made(desk: Desk, goal: Goal, now: datetime) -> Plan:
    """The plan from now on; its today is what home proposes, or what is left of it."""
    store, items = desk.store, desk.collection
    return planned(
        items,
        store.cards(),
        desk.checklist,
        goal=goal,
        now=now,
        costs=costs(store, items),
        lessons=desk.lessons,
        first=at_first_sight(store),
        spent=spent(store, now, desk.lessons),
        begun=today.looked(desk).chosen if goal == goal_of(store) else None,
    )


def as_data(desk: Desk, goal: Goal, now: datetime) -> dict[str, Any]:
    """The same for machines, today's tasks by their ids."""
    found = made(desk, goal, now)
    plain: dict[str, Any] = msgspec.to_builtins(found)
    cards, known = desk.store.cards(), lessons_known(desk.store, desk.collection)
    most = {entry.id.rpartition("/")[2]: raises_of(entry, desk.collection, cards, now, known=known)[:1] for entry in desk.checklist}
    rows = [{**row, "ready": one.ready, "raise": most[one.id]} for row, one in zip(plain["checklist"], found.checklist, strict=True)]
    return {**plain, "today": [item.id for item in found.today], "checklist": rows}


def lines_of(desk: Desk, most: Sequence[Raise]) -> str:
    """What would raise it most, in words."""
    named = {
        "questions": lambda one: f"{many(one.count, 'question')} of {_short(desk.lesson_title(one.id))}",
        "lab": lambda one: f"the lab {one.id.rpartition('/')[2]}",
        "interview": lambda one: f"the interview question {one.id.rpartition('/')[2]}",
    }
    return "; ".join(f"+{max(1, round(100 * one.gain))} % by {named[one.kind](one)}" for one in most)


def _short(title: str) -> str:
    return title.partition(":")[0]


def _off(environment: Environment, desk: Desk, now: datetime, *, json: bool) -> int:
    had = goal_of(desk.store)
    set_goal(desk.store, None, now)
    if json:
        data.put(environment, {"goal": None})
    else:
        Paper(environment).write("  ", FORGOTTEN if had else "No day was set.")
    return door.DONE


def _wanted(asked: Asked, before: Goal | None, now: datetime) -> Goal:
    """The goal that the options and what was set before come to. Raises Refused where it makes no plan."""
    if asked.interview is None and before is None:
        raise Refused(f"say the day too: {_example(now)}")
    day = _date(asked.interview, now) if asked.interview is not None else before.day if before else now.date()
    minutes = asked.minutes if asked.minutes is not None else before.minutes if before else USUAL_MINUTES
    days = (day - now.date()).days
    if days < 0:
        raise Refused(f"{day.isoformat()} is past: it was {days_away(days)}; today is {now.date().isoformat()}")
    if days > FARTHEST:
        raise Refused(
            f"{day.isoformat()} is {days} days away, and a plan reaches {FARTHEST} days ahead; set it when the day is nearer, "
            "until then home proposes what is due"
        )
    if minutes < 1:
        raise Refused(f"{minutes} minutes a day is no plan: say 1 or more, or `plan --off` to learn without one")
    if minutes > MOST_MINUTES:
        raise Refused(f"{minutes} minutes a day: nobody learns for so long; say {MOST_MINUTES} or less")
    return Goal(day=day, minutes=minutes)


def _example(now: datetime) -> str:
    return f"k8s-svc-trainer plan --interview {(now + FAR).date().isoformat()} --minutes-a-day {USUAL_MINUTES}"


def _date(written: str, now: datetime) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise Refused(f"{written!r} is no date: write it as {(now + FAR).date().isoformat()}") from None


def _asks(paper: Paper, desk: Desk, before: Goal | None, now: datetime) -> bool:
    """Ask for the day and the minutes until they make a plan; False where the person goes back."""
    paper.fresh()
    paper.gap()
    paper.title("Plan", "until your interview")
    paper.text("Which day is it, and how many minutes do you have a day? What you do each day then follows from it.")
    minutes = str(before.minutes if before else USUAL_MINUTES)
    while True:
        day = prompts.line(paper.environment, f"day, as {(now + FAR).date().isoformat()}", default=before.day.isoformat() if before else "")
        if not day:
            return False
        minutes_said = prompts.line(paper.environment, "minutes a day", default=minutes)
        if minutes_said is None:
            return False
        try:
            count = int(minutes_said) if minutes_said.strip().isascii() and minutes_said.strip().isdigit() else 0
            set_goal(desk.store, _wanted(Asked(interview=day, minutes=count), None, now), now)
        except Refused as refused:
            paper.text(f"{refused}.")
            continue
        return True


def _shares(paper: Paper, found: Plan, *, ahead: bool) -> None:
    paper.write("  ", ("ready now".ljust(12), QUIET), *bar(paper, found.now), f" {round(100 * found.now):3} %")
    if ahead:
        _on_the_day(paper, found)
    paper.gap()


def _on_the_day(paper: Paper, found: Plan) -> None:
    idle = f"  ({round(100 * found.idle)} % if you stop)"
    paper.write("  ", ("on the day".ljust(12), QUIET), *bar(paper, found.planned), f" {round(100 * found.planned):3} %", (idle, QUIET))


def _days(paper: Paper, days: Sequence[Ahead], *, nothing: str) -> None:
    """The days that are near, each in a line, and the mean of the others; `nothing` is said of today where nothing of it is left."""
    shown = DAYS_SHOWN if paper.environment.plain or paper.environment.height >= LOW else OF_A_LOW_SCREEN
    for place, one in enumerate(days[:shown]):
        name = ("today", "tomorrow")[place] if place < 2 else f"{one.day:%a %d %b}"
        paper.entry(name, _one_day(one) or (nothing if place == 0 else "nothing that is worth a minute"), column=12)
    if len(days) > shown:
        rest = days[shown:]
        mean = sum(one.minutes for one in rest) / len(rest)
        paper.entry("then", f"{many(len(rest), 'more day')} of about {many(round(mean), 'minute')}", column=12)
    paper.gap()


def _one_day(one: Ahead) -> str:
    told = [f"{label} {today.amount(counts)}" for label, counts in (("new:", one.new), ("again:", one.again)) if counts]
    return f"{'; '.join(told)} ({round(one.minutes)} min)" if told else ""


def _checklist(paper: Paper, desk: Desk, found: Plan, now: datetime) -> None:
    ready = sum(one.ready for one in found.checklist)
    room = max(22, paper.environment.width - 24)
    paper.write("  ", (f"Ready on the day: {ready} of {len(found.checklist)}".ljust(room + 2), STRONG), ("  now  on the day", QUIET))
    shown = _shown(paper, found.checklist)
    for one in shown:
        then = f"{round(100 * one.planned):3} %"
        _item(paper, desk.pack.item(one.id).text, one, room, "  ", (f"{then} ready", GOOD) if one.ready else (then, ""))
    _stronger(paper, len(found.checklist) - len(shown))
    cards, known = desk.store.cards(), lessons_known(desk.store, desk.collection)
    most = raises(shares(desk.checklist, desk.collection, cards, known), desk.collection, cards, now)[:1]
    if most:
        paper.gap()
        paper.entry("most now:", lines_of(desk, most), column=10)
    paper.gap()


def _checklist_today(paper: Paper, desk: Desk, found: Plan) -> None:
    """The items on the day itself, which has no day to come."""
    ready = sum(one.now >= READY_AT for one in found.checklist)
    paper.write("  ", (f"Ready: {ready} of {len(found.checklist)}", STRONG))
    shown = _shown(paper, found.checklist)
    for one in shown:
        _item(paper, desk.pack.item(one.id).text, one, max(22, paper.environment.width - 24))
    _stronger(paper, len(found.checklist) - len(shown))
    paper.gap()


def _stronger(paper: Paper, more: int) -> None:
    if more:
        paper.write("  ", (f"  {many(more, 'stronger one')}: `checklist` shows all", QUIET))


def _shown(paper: Paper, checklist: Sequence[Outlook]) -> list[Outlook]:
    """The items for which a low screen has room: the weakest, in the order of the checklist."""
    room = max(FEWEST_ITEMS, paper.environment.height - OTHER_LINES)
    if paper.environment.plain or len(checklist) <= room:
        return list(checklist)
    weakest = sorted(checklist, key=lambda one: one.planned)[:room]
    return [one for one in checklist if one in weakest]


def _item(paper: Paper, name: str, one: Outlook, room: int, *then: str | tuple[str, str]) -> None:
    """One item, ticked where it is ready now, and how strong it is; what it will be `then` is said beside it."""
    sign, style = ("tick", GOOD) if one.now >= READY_AT else ("open", QUIET)
    text = cut(name, room - 1)
    paper.write("  ", (f"{paper.sign(sign)} ", style), text.ljust(room), f"{round(100 * one.now):3} %", *then)


def _never_asked(paper: Paper, found: Plan) -> None:
    """On the day itself nothing can be reached any more; what was never asked is said all the same."""
    if found.unreached:
        paper.text(f"Never asked: {today.amount(_summed(found.unreached))}.", QUIET)


def _unreached(paper: Paper, found: Plan) -> None:
    """What the minutes do not suffice for, and how many would."""
    minutes = many(found.goal.minutes, "minute")
    short = [one for one in found.checklist if not one.ready]
    if found.unreached:
        paper.write("  ", (f"What {minutes} a day cannot reach", STRONG))
        enough = f"{found.enough} minutes a day would see everything once." if found.enough <= MOST_MINUTES else "The days are too few."
        paper.text(f"Never asked by then: {today.amount(_summed(found.unreached))}. {enough}")
    elif short:
        paper.text(
            f"Everything is seen by then, and still {len(short)} of {len(found.checklist)} will not be ready: the days are few.",
            QUIET,
        )
    if found.too_long:
        paper.text(
            f"One of these takes longer than {minutes}, so none is planned: {', '.join(KINDS.get(kind, kind) for kind in found.too_long)}.",
            QUIET,
        )
    if not found.unreached and not short:
        paper.text("All of it is ready on the day, if you keep to it.", f"{STRONG} {GOOD}")


def _summed(left: Sequence[Left]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in left:
        for sort, count in one.count.items():
            found[sort] = found.get(sort, 0) + count
    return found
