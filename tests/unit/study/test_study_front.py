"""What home proposes: today's part of the plan, or what is due and then what is new."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study import Evidence, Item, point_of, record
from k8s_svc_trainer.study.front import Front, front, goal_of, not_today, put_off, set_goal
from k8s_svc_trainer.study.plan import Goal, counted
from k8s_svc_trainer.study.tasks import Lessons

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TALK = Item(id="a/interview/talk", kind="interview", lesson="a", serves=("dns",))
LAB = Item(id="a/lab/broken", kind="lab", lesson="a", serves=("dns",))
DNS = Item(id="checklist/dns", kind="checklist", lesson="a", serves=("dns",))
COURSE = [
    *(Item(id=f"a/{number}", kind="choice", lesson="a", serves=("dns",)) for number in range(1, 41)),
    LAB,
    TALK,
    point_of(TALK, "x"),
    DNS,
]
READ = Lessons(opened=frozenset("a"))


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.in_memory() as opened:
        yield opened


def looked(store: Store, now: datetime = NOON, lessons: Lessons = READ) -> Front:
    return front(store, COURSE, [DNS], lessons, now)


def names(found: Front) -> list[str]:
    return [task.item.id for task in found.chosen]


def test_with_nothing_known_a_quarter_of_an_hour_of_new_things(store: Store) -> None:
    found = looked(store, lessons=Lessons(minutes={"a": 6.0}))
    assert (found.begun, found.due, found.new, found.next_due, found.planned) == (False, (), 40, None, False)
    assert names(found)[:3] == ["a", "a/1", "a/2"]
    assert 14 < sum(task.minutes for task in found.chosen) < 16


def test_what_is_due_of_every_kind_comes_before_what_is_new(store: Store) -> None:
    record(store, COURSE[0], Evidence(right=True), NOON - 9 * DAY)
    record(store, LAB, Evidence(right=False), NOON - DAY)
    record(store, TALK, Evidence.by_score({"x": 0.0}, 0), NOON - DAY)
    record(store, COURSE[1], Evidence(right=True), NOON - DAY)
    found = looked(store)
    assert sorted(task.item.id for task in found.due) == ["a/1", "a/interview/talk", "a/lab/broken"]
    assert names(found) == ["a/1", "a/3", "a/interview/talk", "a/lab/broken"], "and a new question fits into the quarter of an hour"
    assert found.next_due == NOON + DAY
    assert counted(found.due) == {"question": 1, "interview": 1, "lab": 1}


def test_with_a_day_set_the_plan_decides_and_minutes_that_were_used_are_gone(store: Store) -> None:
    set_goal(store, Goal(day=date(2026, 7, 11), minutes=3), NOON)
    assert names(looked(store)) == ["a/1", "a/2", "a/3"]
    record(store, COURSE[0], Evidence(right=True, seconds=120.0), NOON)
    found = looked(store, NOON + timedelta(hours=1))
    assert (found.days, found.planned, round(found.spent, 1), names(found)) == (10, True, 2.4, [])


@pytest.mark.parametrize(
    ("day", "days", "planned", "proposes"),
    [
        pytest.param(date(2026, 7, 2), 1, True, True, id="tomorrow"),
        pytest.param(date(2026, 7, 1), 0, True, False, id="on the day nothing is proposed"),
        pytest.param(date(2026, 6, 28), -3, False, True, id="after it, as without a plan"),
    ],
)
def test_near_the_day_and_after_it(store: Store, day: date, days: int, planned: bool, proposes: bool) -> None:
    set_goal(store, Goal(day=day, minutes=20), NOON)
    found = looked(store)
    assert (found.days, found.planned, bool(found.chosen)) == (days, planned, proposes)


def test_what_was_put_off_is_not_proposed_again_today(store: Store) -> None:
    record(store, LAB, Evidence(right=False), NOON - DAY)
    assert "a/lab/broken" in names(looked(store))
    not_today(store, "a/lab/broken", NOON)
    not_today(store, "a/1", NOON)
    assert put_off(store, NOON) == {"a/lab/broken", "a/1"}
    assert not {"a/lab/broken", "a/1"} & set(names(looked(store)))
    assert "a/lab/broken" in names(looked(store, NOON + DAY))
    set_goal(store, Goal(day=date(2026, 7, 11), minutes=20), NOON)
    assert not {"a/lab/broken", "a/1"} & set(names(looked(store)))


def test_a_goal_is_kept_changed_and_forgotten(store: Store) -> None:
    assert goal_of(store) is None
    set_goal(store, Goal(day=date(2026, 7, 11), minutes=20), NOON)
    assert goal_of(store) == Goal(day=date(2026, 7, 11), minutes=20)
    set_goal(store, None, NOON)
    assert goal_of(store) is None


@pytest.mark.parametrize("name", ["plan", "not-today"])
def test_what_another_version_kept_otherwise_is_as_if_it_were_not_there(store: Store, name: str) -> None:
    store.set_setting(name, '{"day": 7}', NOON)
    assert (goal_of(store), put_off(store, NOON)) == (None, frozenset())
