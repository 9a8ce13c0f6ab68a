"""A person who does what home proposes and nothing else, from nothing to the day: the real course, a store, a clock that they turn.

No screens: what is asked comes from `front`, and is answered through a session as `cli.today` does it. The person is right at first sight
in 17 of 20 cases and later in 19, by a draw of their own.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

import msgspec
import pytest

from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.cli.environment import from_process
from k8s_svc_trainer.course import default_pack_path, open_pack
from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study import Evidence, Grade, Item, Session, record
from k8s_svc_trainer.study.choose import draw
from k8s_svc_trainer.study.front import Front, front, set_goal
from k8s_svc_trainer.study.plan import Goal, Plan, plan
from k8s_svc_trainer.study.tasks import LESSON, at_first_sight, costs, spent

BEGIN = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
SECONDS = {"fix": 150.0, "fill": 40.0, "order": 40.0, "diagnose": 45.0, "lab": 420.0, "interview": 150.0, "checklist": 45.0}
A_QUESTION, AN_EXPLANATION, FOLLOW_UPS = 25.0, 22.0, 200.0
MOST_SITTINGS = 8  # on a day


class Evening(msgspec.Struct, frozen=True):
    """What a day was: its minutes by the clock, what was proposed, what of it was new, and the plans of the morning and the evening."""

    minutes: float
    proposed: tuple[Item, ...]
    new: tuple[Item, ...]
    morning: Plan
    evening: Plan


class Person:
    """Somebody with a desk and a clock."""

    def __init__(self, store: Store, days: int, minutes: int) -> None:
        self.desk = Desk(from_process(plain=True), open_pack(default_pack_path()), store)
        self.goal, self.now = Goal(day=(BEGIN + timedelta(days=days)).date(), minutes=minutes), BEGIN
        set_goal(store, self.goal, BEGIN)

    def looked(self) -> Front:
        return front(self.desk.store, self.desk.collection, self.desk.checklist, self.desk.lessons, self.now)

    def planned(self) -> Plan:
        store, items, lessons = self.desk.store, self.desk.collection, self.desk.lessons
        used = spent(store, self.now, lessons)
        known = {"costs": costs(store, items), "lessons": lessons, "first": at_first_sight(store), "spent": used}
        return plan(items, store.cards(), self.desk.checklist, goal=self.goal, now=self.now, **known)

    def day(self, number: int) -> Evening:
        """All that is proposed, until nothing is."""
        self.now = began = BEGIN + timedelta(days=number)
        morning, proposed, new = self.planned(), list[Item](), list[Item]()
        for _ in range(MOST_SITTINGS):
            chosen = [task.item for task in self.looked().chosen]
            if not chosen:
                break
            proposed += chosen
            new += [item for item in chosen if self.desk.store.card(item.key) is None]
            self.sit(chosen)
        else:
            raise AssertionError(f"day {number} does not end: {chosen}")
        return Evening((self.now - began).total_seconds() / 60, tuple(proposed), tuple(new), morning, self.planned())

    def sit(self, items: list[Item]) -> None:
        session = Session.of(self.desk.store, self.desk.collection, items, self.now, seed=len(items), kind="today")
        while prompt := session.next():
            evidence = self.answer(prompt.item, prompt.attempt)
            if evidence is not None:
                session.submit(evidence, self.now)
                self.wait(AN_EXPLANATION)
            else:
                session.skip(self.now)

    def answer(self, item: Item, attempt: int) -> Evidence | None:
        """What they answer, the time that it takes over; None where it is no question and was recorded or read already."""
        store, seconds = self.desk.store, SECONDS.get(item.kind, A_QUESTION)
        if item.kind == LESSON:
            self.wait(60 * self.desk.lessons.takes(item.id))
            store.save_place(item.pack, item.id, "end", self.now, finished=True)
            return None
        self.wait(seconds)
        right = self.knows(item, attempt)
        match item.kind:
            case "checklist":
                return Evidence.by_oneself(Grade.GOOD)
            case "lab":
                record(store, item, Evidence(right=True, seconds=seconds), self.now)
            case "interview":
                points = [one.id.partition("#")[2] for one in self.desk.collection if one.asked_by == item.id]
                made = {name: float(self.knows(item, place)) for place, name in enumerate(points)}
                record(store, item, Evidence.by_score(made, round(10 * sum(made.values()) / len(made)), seconds=seconds), self.now)
                self.wait(FOLLOW_UPS)
            case _:
                return Evidence(right=right, seconds=seconds)
        return None

    def knows(self, item: Item, turn: int) -> bool:
        card = self.desk.store.card(item.key)
        return draw(turn, item.id, "" if card is None else str(card.reviews)) % 20 < (17 if card is None else 19)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@cache
def lived(days: int, minutes: int) -> tuple[Evening, ...]:
    """Every day of a plan."""
    with Store.in_memory() as store:
        person = Person(store, days, minutes)
        return tuple(person.day(number) for number in range(days))


LONG, SHORT = (10, 45), (7, 20)
"""Days and minutes: lessons are read in the one, and too few minutes for that are there in the other."""


@pytest.mark.parametrize(("days", "minutes"), [LONG, SHORT])
def test_a_day_keeps_to_its_minutes(days: int, minutes: int) -> None:
    assert [round(day.minutes) for day in lived(days, minutes) if not 0.9 * minutes <= day.minutes <= 1.1 * minutes] == []


@pytest.mark.parametrize(("days", "minutes"), [LONG, SHORT])
def test_nothing_is_proposed_twice_on_a_day_and_the_morning_names_what_comes_first(days: int, minutes: int) -> None:
    for day in lived(days, minutes):
        assert max(Counter(item.key for item in day.proposed).values()) == 1
        assert day.proposed[: len(day.morning.today)] == day.morning.today


@pytest.mark.parametrize(("days", "minutes", "least"), [(*LONG, 4), (*SHORT, 2)])
def test_labs_are_among_it_and_none_comes_again_within_three_days(days: int, minutes: int, least: int) -> None:
    done: dict[str, list[int]] = {}
    for number, day in enumerate(lived(days, minutes)):
        for item in day.proposed:
            if item.kind == "lab":
                done.setdefault(item.id, []).append(number)
    assert len(done) >= least
    assert [name for name, numbers in done.items() for one, other in pairwise(numbers) if other - one < 3] == []


@pytest.mark.parametrize(("days", "minutes"), [LONG, SHORT])
def test_what_was_promised_on_the_first_morning_is_there_on_the_last_evening(days: int, minutes: int) -> None:
    evenings = lived(days, minutes)
    assert evenings[-1].evening.now >= evenings[0].morning.planned - 0.02
    assert evenings[-1].evening.now == pytest.approx(evenings[-1].evening.planned, abs=0.03), "a night takes little of it"


def test_each_lesson_is_read_once_and_before_its_questions_and_labs() -> None:
    """What came back as another shape of what was missed is none of what was proposed, and opens no lesson."""
    order = [item for day in lived(*LONG) for item in day.new if item.kind != "checklist"]
    read = [item.lesson for item in order if item.kind == LESSON]
    assert len(read) > 10
    assert len(set(read)) == len(read)
    first = {item.lesson: item.id for item in reversed(order)}
    assert [name for lesson, name in first.items() if name != lesson] == []


def test_where_minutes_are_few_no_lesson_is_read_on_any_day() -> None:
    assert [item.id for day in lived(*SHORT) for item in day.proposed if item.kind == LESSON] == []
