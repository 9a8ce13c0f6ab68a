"""Simulated learners: memories whose laws are known, and two ways to fill a day for them.

Each learner draws what it knows by its own seed; all randomness is there. Nothing here is what the trainer believes of people: the plan
believes in fsrs, and `Steeper` and `Exponential` are learners whom fsrs misjudges.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import exp, log
from random import Random
from typing import Protocol

import msgspec

from k8s_svc_trainer.store import Card, Key, Review
from k8s_svc_trainer.study import Item, curve
from k8s_svc_trainer.study.memory import after
from k8s_svc_trainer.study.plan import Goal, plan, today
from k8s_svc_trainer.study.ready import proving
from k8s_svc_trainer.study.tasks import Lessons, Task, fits, new_in_turn, tasks

START = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class Learner(Protocol):
    """A memory: how likely something is known on a day (None: it was never asked), and what an answer does to it."""

    def chance(self, key: Key, day: float) -> float | None: ...
    def first(self, key: Key) -> float: ...
    def learn(self, key: Key, day: float, right: bool) -> None: ...


class _Base:
    """What learners share: each thing has a chance of its own to be known at first sight, three in five at the mean."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def own(self, key: Key, what: str) -> Random:
        return Random(f"{self.seed} {what} {key}")

    def first(self, key: Key) -> float:
        return self.own(key, "first").betavariate(3, 2)


class Fsrs(_Base):
    """A learner who is just as fsrs expects them to be."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.held: dict[Key, tuple[curve.Memory, float]] = {}

    def chance(self, key: Key, day: float) -> float | None:
        held = self.held.get(key)
        return None if held is None else curve.known_after(held[0], day - held[1])

    def learn(self, key: Key, day: float, right: bool) -> None:
        grade = curve.GOOD if right else curve.AGAIN
        held = self.held.get(key)
        self.held[key] = (curve.begun(grade) if held is None else curve.answered(held[0], day - held[1], grade), day)


class Steeper(_Base):
    """A power law three times as steep as fsrs's, with a stability and a growth of its own for each thing."""

    decay, middle, growth = -0.5, 3.0, 2.2

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.held: dict[Key, tuple[float, float]] = {}

    def kept(self, days: float, stability: float) -> float:
        factor = 0.9 ** (1 / self.decay) - 1
        return float((1 + factor * days / stability) ** self.decay)

    def chance(self, key: Key, day: float) -> float | None:
        held = self.held.get(key)
        return None if held is None else self.kept(day - held[1], held[0])

    def learn(self, key: Key, day: float, right: bool) -> None:
        begun = exp(self.own(key, "stability").gauss(log(self.middle), 0.8))
        held = self.held.get(key)
        if held is None:
            stability = begun * (1.0 if right else 0.4)
        elif not right:
            stability = max(0.3 * begun, 0.4 * held[0])
        elif day - held[1] < 0.5:
            stability = held[0]
        else:
            grows = exp(self.own(key, "growth").gauss(log(self.growth), 0.35)) - 1
            stability = held[0] * (1 + grows * min(2.0, (1 - self.kept(day - held[1], held[0])) / 0.1))
        self.held[key] = (stability, day)


class Exponential(Steeper):
    """One who forgets by half-lives, so that what is not repeated is gone: fsrs expects far more of them than they keep."""

    middle, growth = 8.0, 2.0

    def kept(self, days: float, stability: float) -> float:
        return exp(-days / stability)


Policy = Callable[[Sequence[Item], Mapping[Key, Card], datetime, Goal, Lessons, float], list[Task]]


def by_plan(items: Sequence[Item], cards: Mapping[Key, Card], now: datetime, goal: Goal, lessons: Lessons, used: float) -> list[Task]:
    """Today's part of the plan."""
    return today(items, cards, goal=goal, now=now, costs={}, lessons=lessons, spent=used)


def due_first(items: Sequence[Item], cards: Mapping[Key, Card], now: datetime, goal: Goal, lessons: Lessons, used: float) -> list[Task]:
    """What a trainer without a plan does: all that is due, the longest overdue first, then new things in the order of the course."""
    todo = tasks(items, {})
    seen = [task for task in todo if task.item.key in cards]
    late = sorted((task for task in seen if cards[task.item.key].due <= now), key=lambda task: cards[task.item.key].due)
    return [*late, *new_in_turn([task for task in todo if task.item.key not in cards], lessons)]


def new_first(items: Sequence[Item], cards: Mapping[Key, Card], now: datetime, goal: Goal, lessons: Lessons, used: float) -> list[Task]:
    """The other extreme: new things while there are any, then what is due."""
    done = due_first(items, cards, now, goal, lessons, used)
    return [*(task for task in done if task.item.key not in cards), *(task for task in done if task.item.key in cards)]


class Course(msgspec.Struct, frozen=True):
    """What came of it: recall of all on each evening and on the day, answers a day, how many things were seen, the recall of each."""

    evenings: tuple[float, ...]
    recall: float
    answers: float
    seen: int
    known: Mapping[Key, float]


def live(policy: Policy, learner: Learner, items: Sequence[Item], *, days: int, minutes: int, seed: int) -> Course:
    """Let a learner live by a policy until the noon of the interview."""
    chance = Random(f"{seed} answers")
    goal = Goal(day=(START + days * DAY).date(), minutes=minutes)
    lessons = Lessons(opened=frozenset(item.lesson for item in items))
    cards: dict[Key, Card] = {}
    asked = [item.key for item in items if item.kind not in ("checklist", "interview")]
    answers, evenings = 0, []
    for day in range(days):
        answers += _live_a_day(policy, learner, cards, items, (START + day * DAY, goal, lessons), chance)
        evenings.append(_mean(learner, asked, day + 0.2))
    known = {key: learner.chance(key, days - 7 / 24) for key in asked}
    return Course(
        evenings=tuple(evenings),
        recall=sum(one or 0.0 for one in known.values()) / len(known),
        answers=answers / days,
        seen=sum(one is not None for one in known.values()),
        known={key: one or 0.0 for key, one in known.items()},
    )


def promised(items: Sequence[Item], checklist: Sequence[Item], *, days: int, minutes: int) -> float:
    """The readiness on the day that the plan promises on the first evening."""
    goal = Goal(day=(START + days * DAY).date(), minutes=minutes)
    lessons = Lessons(opened=frozenset(item.lesson for item in items))
    return plan(items, {}, checklist, goal=goal, now=START, costs={}, lessons=lessons).planned


def kept(items: Sequence[Item], checklist: Sequence[Item], known: Mapping[Key, float]) -> float:
    """The readiness that a learner really has, by what they really know."""
    parts = [[known[item.key] for item in proving(entry, items, {})] for entry in checklist]
    return sum(sum(part) / len(part) for part in parts) / len(parts)


def _live_a_day(
    policy: Policy, learner: Learner, cards: dict[Key, Card], items: Sequence[Item], when: tuple[datetime, Goal, Lessons], chance: Random
) -> int:
    """A day by a policy, which is asked again as long as it names something that fits into what is left; how many answers were given."""
    now, goal, lessons = when
    used, answers, done = 0.0, 0, set[Key]()
    while True:
        chosen = [task for task in policy(items, cards, now, goal, lessons, used) if task.item.key not in done]
        fitting = [task for task in chosen if fits(task, goal.minutes - used)]
        if not fitting:
            return answers
        for task in fitting:
            if fits(task, goal.minutes - used):
                wrong = _do(task, learner, cards, (now - START).days, now + used * MINUTE, chance)
                used += task.minutes * (2 if wrong and task.short else 1)
                answers += 1 + (wrong and task.short)
                done.add(task.item.key)


def _do(task: Task, learner: Learner, cards: dict[Key, Card], day: int, at: datetime, chance: Random) -> bool:
    """A task done; whether a part of it was wrong at first. A question that was wrong comes back, and is right then."""
    rights = []
    for part in task.parts:
        known = learner.chance(part.key, day)
        right = chance.random() < (learner.first(part.key) if known is None else known)
        rights.append(right)
        for turn, outcome in enumerate((right,) if right or not task.short else (right, True)):
            learner.learn(part.key, day, outcome)
            _record(cards, part, at + 3 * turn * MINUTE, curve.GOOD if outcome else curve.AGAIN)
    if task.item.kind == "interview":
        share = sum(rights) / len(rights)
        _record(cards, task.item, at, curve.GOOD if share >= 0.8 else curve.HARD if share >= 0.5 else curve.AGAIN)
    return not all(rights)


def _record(cards: dict[Key, Card], item: Item, at: datetime, grade: int) -> None:
    review = Review(uuid="", pack=item.pack, item=item.id, kind=item.kind, grade=grade, right=grade > 1, hash=item.hash, at=at)
    cards[item.key] = after(cards.get(item.key), review)


def _mean(learner: Learner, keys: Sequence[Key], day: float) -> float:
    """Recall of everything; what was never asked counts as unknown."""
    return sum(learner.chance(key, day) or 0.0 for key in keys) / len(keys)
