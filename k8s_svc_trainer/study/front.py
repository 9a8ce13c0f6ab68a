"""What home proposes: today's part of the plan, or, where no day is set, what is due and then what is new.

Decides how much that is, and reads what was set. Draws nothing; costs a read of the cards and of today's answers. Knows of fsrs its curve.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from k8s_svc_trainer.store import Card, Key, Store
from k8s_svc_trainer.study import plan
from k8s_svc_trainer.study.choose import is_due
from k8s_svc_trainer.study.items import POINT, Item
from k8s_svc_trainer.study.mind import taking
from k8s_svc_trainer.study.plan import Goal
from k8s_svc_trainer.study.ready import Readiness, readiness
from k8s_svc_trainer.study.session import lessons_known
from k8s_svc_trainer.study.tasks import LESSON, Lessons, Task, at_first_sight, costs, fits, in_order, new_in_turn, spent, tasks

SETTING = "plan"
"""The name under which the store keeps the goal."""

PUT_OFF = "not-today"
"""The name under which the store keeps what the person would rather not do today."""

A_SITTING = 15.0
"""So many minutes are proposed where no plan says how many there are."""


class PutOff(msgspec.Struct, frozen=True, gc=False):
    """Ids of items that are not to be proposed on a day."""

    day: date
    items: tuple[str, ...]


class Front(msgspec.Struct, frozen=True, kw_only=True):
    """What the first screen needs.

    `days`: until the interview, below 0 where it is past, None where no day is set. `chosen`: what to do now, in order. `due`: what was
    answered before and is to be asked again; `new`: how many questions were never asked. `spent`: minutes of today; `minutes`: what
    `chosen` is expected to take.
    """

    goal: Goal | None
    days: int | None
    spent: float
    minutes: float
    chosen: tuple[Task, ...]
    due: tuple[Task, ...]
    new: int
    next_due: datetime | None
    readiness: Readiness
    begun: bool

    @property
    def planned(self) -> bool:
        """Whether a plan decides what is proposed."""
        return self.days is not None and self.days >= 0


def front(
    store: Store, items: Sequence[Item], checklist: Sequence[Item], lessons: Lessons, now: datetime, *, begun: Sequence[Item] = ()
) -> Front:
    """What to propose now; `now` in the learner's zone. `begun`: what waits of a sitting that was left, and goes before all else."""
    cards, goal = store.cards(), goal_of(store)
    days = (goal.day - now.date()).days if goal else None
    todo = everything = tasks(items, costs(store, items))
    known = [task for task in todo if task.item.key in cards]
    late = sorted((task for task in known if is_due(task.item, cards[task.item.key], now)), key=lambda task: cards[task.item.key].due)
    ahead = [cards[task.item.key].due for task in known if not is_due(task.item, cards[task.item.key], now)]
    used, first = spent(store, now, lessons), at_first_sight(store)
    ready = readiness(checklist, items, cards, now, known=lessons_known(store, items))
    off = put_off(store, now)
    items, todo = [item for item in items if item.id not in off], [task for task in todo if task.item.id not in off]
    if begun:
        chosen = as_tasks(begun, everything, lessons)
    elif goal is not None and days is not None and 0 <= days <= plan.FARTHEST:
        chosen = plan.today(items, cards, goal=goal, now=now, costs=costs(store, items), lessons=lessons, first=first, spent=used)
    else:
        chosen = unplanned(todo, [task for task in late if task.item.id not in off], cards, lessons)
    return Front(
        goal=goal,
        days=days,
        spent=used,
        minutes=taking(chosen, {task.item.key for task in known}, first),
        chosen=tuple(chosen),
        due=tuple(late),
        new=sum(task.short and task.item.key not in cards for task in todo),
        next_due=min(ahead, default=None),
        readiness=ready,
        begun=bool(cards),
    )


def as_tasks(items: Iterable[Item], todo: Iterable[Task], lessons: Lessons) -> list[Task]:
    """These items as tasks, each once and in their order; a lesson is one that is to be read."""
    known = {task.item.key: task for task in todo}
    once = {item.key: item for item in items}.values()
    found = (lessons.reading(item.lesson, item.pack) if item.kind == LESSON else known.get(item.key) for item in once)
    return [task for task in found if task is not None]


def unplanned(todo: Sequence[Task], late: Sequence[Task], cards: Mapping[Key, Card], lessons: Lessons) -> list[Task]:
    """A quarter of an hour: what is due, the longest overdue first, then what is new."""
    new = new_in_turn([task for task in todo if task.item.key not in cards and task.item.kind != POINT], lessons)
    chosen, left = [], A_SITTING
    for task in (*late, *new):
        if left <= 0:
            break
        if fits(task, left):
            chosen.append(task)
            left -= task.minutes
    return in_order(chosen, {task.item.id for task in late})


def goal_of(store: Store) -> Goal | None:
    """What the learner set; None where nothing is, or where another version wrote what is not understood here."""
    written = store.settings().get(SETTING)
    try:
        return None if written is None else msgspec.json.decode(written, type=Goal)
    except msgspec.DecodeError:
        return None


def put_off(store: Store, now: datetime) -> frozenset[str]:
    """What is not to be proposed today."""
    written = store.settings().get(PUT_OFF)
    try:
        kept = None if written is None else msgspec.json.decode(written, type=PutOff)
    except msgspec.DecodeError:
        return frozenset()
    return frozenset(kept.items) if kept is not None and kept.day == now.date() else frozenset()


def not_today(store: Store, item: str, now: datetime) -> None:
    """Put an item off until tomorrow; what was put off on other days is forgotten."""
    kept = PutOff(now.date(), tuple(sorted({*put_off(store, now), item})))
    store.set_setting(PUT_OFF, msgspec.json.encode(kept).decode(), now)


def set_goal(store: Store, goal: Goal | None, now: datetime) -> None:
    """Keep the day and the minutes, or forget them."""
    store.set_setting(SETTING, None if goal is None else msgspec.json.encode(goal).decode(), now)
