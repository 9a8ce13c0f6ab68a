"""What to do on each day until a date, so that recall on that day is highest: a pure function of items, cards, the time and the minutes.

Decides which new things and which old ones a day gets. The rule, argued in docs/learning.md and measured by `make learning`:

- What was missed comes first, up to a quarter of the day: a mistake is best mended while it is remembered.
- New things are spread evenly over the days that are left: each day gets its share of the minutes that everything new will take.
- The rest of the day goes to what gains most: expected recall on the day of the interview with an answer today, less that without one,
  for each minute that it takes; by fsrs's curve. What was answered today waits.
- Minutes that are still free go to more new things; where nothing gains enough, they stay free.
- Where the days do not suffice for all that is new, `scope` says what is taken on. Labs then have a share of the minutes, and come before
  all else on a day on which the share has grown to one: a day of questions would have no room left for eight minutes at once.

A plan is made anew whenever it is asked for, from what really happened; a day missed needs no repair. Knows no store and no screen.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import ceil

import msgspec

from k8s_svc_trainer.store import Card, Key
from k8s_svc_trainer.study.choose import Lesson
from k8s_svc_trainer.study.items import Item
from k8s_svc_trainer.study.mind import SECONDS_A_DAY, Mind, taking
from k8s_svc_trainer.study.ready import READY_AT, name_of, proving, readiness
from k8s_svc_trainer.study.tasks import GUESSED, Lessons, Task, fits, tasks

FARTHEST = 365
"""So many days ahead a plan reaches: further than that nobody's days are foreseen, and fsrs plans no longer either."""

A_DAY = timedelta(days=1)


class Goal(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What the learner set: the day of the interview, and the minutes that they have a day."""

    day: date
    minutes: int


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """One day of a plan: its minutes, what is new and what comes again, counted by kind (`question`, `lab`, `interview` ...)."""

    day: date
    minutes: float
    new: Mapping[str, int]
    again: Mapping[str, int]


class Outlook(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A checklist item's strength now, on the day with the plan, and on the day if nothing more were done; from 0 to 1."""

    id: str
    now: float
    planned: float
    idle: float

    @property
    def ready(self) -> bool:
        """Whether the plan makes it ready."""
        return self.planned >= READY_AT


class Left(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What of a lesson the plan never comes to, counted by kind."""

    lesson: str
    count: Mapping[str, int]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to do on each day, and what it comes to.

    `today` in the order in which it is done. Shares from 0 to 1: `now`, `planned` and `idle` are the readiness in all, as the mean of the
    checklist's items. `unreached`: what was never asked when the day comes. `enough`: minutes a day in which all that is new could be seen
    once; `too_long`: kinds of which one alone takes longer than a day has minutes.
    """

    goal: Goal
    days: tuple[Ahead, ...]
    today: tuple[Item, ...]
    now: float
    planned: float
    idle: float
    checklist: tuple[Outlook, ...]
    unreached: tuple[Left, ...]
    enough: int
    too_long: tuple[str, ...]


def plan(
    items: Sequence[Item],
    cards: Mapping[Key, Card],
    checklist: Sequence[Item],
    *,
    goal: Goal,
    now: datetime,
    costs: Mapping[str, float],
    lessons: Lessons,
    first: Mapping[str, float] = GUESSED,
    spent: float = 0.0,
    begun: Sequence[Task] | None = None,
) -> Plan:
    """The plan from now on. `now` in the learner's zone, whose days these are; `spent`: minutes of today that are used already.

    `first`: how likely a thing is right that was never asked, by its sort. `begun`: what is left of today, where that was decided before:
    then the plan decides the days after it.

    Raises ValueError for a day that is past or further than FARTHEST, and for minutes below 1.
    """
    days = days_until(goal, now)
    mind = _mind(items, cards, lessons, goal=goal, now=now, costs=costs, first=first, spent=spent)
    known = {(task.item.pack, task.item.lesson) for task in mind.todo if task.item.lesson in lessons.known}
    made, today = [], list[Task]()
    for ahead in range(days):
        at, midnight = _moment(ahead, now), _moment(ahead, now, time())
        seen = frozenset(mind.last)
        if ahead == 0 and begun is not None:
            chosen = list(begun)
        else:
            chosen = mind.pick(at, goal.minutes - (spent if ahead == 0 else 0.0), days - ahead, midnight=midnight)
        today = chosen if ahead == 0 else today
        made.append(_ahead(now.date() + ahead * A_DAY, chosen, seen, first))
        mind.do(chosen, at)
    then = now + timedelta(days=mind.end)
    outlook = _outlook(mind, items, cards, checklist, now, then, known)
    return Plan(
        goal=goal,
        days=tuple(made),
        today=tuple(task.item for task in today),
        now=_mean(one.now for one in outlook),
        planned=_mean(one.planned for one in outlook),
        idle=_mean(one.idle for one in outlook),
        checklist=outlook,
        unreached=_unreached(mind),
        enough=ceil(mind.whole / max(1, days)),
        too_long=tuple(sorted({task.item.kind for task in mind.todo if not fits(task, goal.minutes)})),
    )


def today(
    items: Sequence[Item],
    cards: Mapping[Key, Card],
    *,
    goal: Goal,
    now: datetime,
    costs: Mapping[str, float],
    lessons: Lessons,
    first: Mapping[str, float] = GUESSED,
    spent: float = 0.0,
) -> list[Task]:
    """Today's part of the plan alone, which costs a hundredth of the whole; nothing where no minutes are left, or the day has come."""
    days = days_until(goal, now)
    left = goal.minutes - spent
    if days < 1 or left < 1:
        return []
    mind = _mind(items, cards, lessons, goal=goal, now=now, costs=costs, first=first, spent=spent)
    return mind.pick(0.0, left, days, midnight=_moment(0, now, time()))


def _mind(
    items: Sequence[Item],
    cards: Mapping[Key, Card],
    lessons: Lessons,
    *,
    goal: Goal,
    now: datetime,
    costs: Mapping[str, float],
    first: Mapping[str, float],
    spent: float,
) -> Mind:
    """The learner as they are now, and the minutes that they have until the day."""
    minutes = goal.minutes * days_until(goal, now) - spent
    return Mind(tasks(items, costs), cards, lessons, now=now, end=_end(goal, now), minutes=minutes, a_day=goal.minutes, first=first)


def days_until(goal: Goal, now: datetime) -> int:
    """How many days there are to learn on, today among them; 0 on the day itself. Raises ValueError as `plan` does."""
    days = (goal.day - now.date()).days
    if days < 0:
        raise ValueError(f"{goal.day.isoformat()} is past")
    if days > FARTHEST:
        raise ValueError(f"{goal.day.isoformat()} is {days} days away; a plan reaches {FARTHEST} days ahead")
    if goal.minutes < 1:
        raise ValueError("a plan needs a minute a day at least")
    return days


def _moment(ahead: int, now: datetime, at: time = time(12)) -> float:
    """Noon of a day to come, or another time of it, in days from now; of today now itself."""
    if ahead == 0 and at == time(12):
        return 0.0
    return (datetime.combine(now.date() + ahead * A_DAY, at, now.tzinfo) - now).total_seconds() / SECONDS_A_DAY


def _end(goal: Goal, now: datetime) -> float:
    """Noon of the day of the interview, in days from now; now, where that is past."""
    return max(0.0, (datetime.combine(goal.day, time(12), now.tzinfo) - now).total_seconds() / SECONDS_A_DAY)


def _ahead(day: date, chosen: Sequence[Task], seen: Collection[Key], first: Mapping[str, float]) -> Ahead:
    new = [task for task in chosen if task.item.key not in seen]
    again = [task for task in chosen if task.item.key in seen]
    return Ahead(day=day, minutes=round(taking(chosen, seen, first), 1), new=counted(new), again=counted(again))


def counted(chosen: Iterable[Task]) -> dict[str, int]:
    """How many tasks of each sort: a question is a question, of whatever kind."""
    return dict(Counter("question" if task.short else task.item.kind for task in chosen))


def _outlook(
    mind: Mind,
    items: Sequence[Item],
    cards: Mapping[Key, Card],
    checklist: Sequence[Item],
    now: datetime,
    then: datetime,
    known: Collection[Lesson],
) -> tuple[Outlook, ...]:
    before = readiness(checklist, items, cards, now, known=known).items
    idle = readiness(checklist, items, cards, then, known=known).items
    made = []
    for entry, one, other in zip(checklist, before, idle, strict=True):
        serving = [item for item in proving(entry, items, cards) if item.key in mind.known or (item.pack, item.lesson) not in known]
        planned = _mean(mind.known[item.key].on(mind.end) if item.key in mind.known else 0.0 for item in serving)
        made.append(Outlook(id=name_of(entry), now=one.strength, planned=planned, idle=other.strength))
    return tuple(made)


def _unreached(mind: Mind) -> tuple[Left, ...]:
    left: dict[str, list[Task]] = {}
    for task in mind.new():
        if task.item.lesson not in mind.lessons.known:
            left.setdefault(task.item.lesson, []).append(task)
    return tuple(Left(lesson=lesson, count=counted(of_it)) for lesson, of_it in left.items())


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
