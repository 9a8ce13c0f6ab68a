"""The plan to a day: what is new evenly, what was missed first, then what gains most; and honest words of what it comes to."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8s_svc_trainer.store import Card, Key
from k8s_svc_trainer.study import Item, curve, point_of
from k8s_svc_trainer.study.mind import Mind, expected_minutes
from k8s_svc_trainer.study.plan import FARTHEST, Goal, Plan, days_until, plan, today
from k8s_svc_trainer.study.tasks import GUESSED, Lessons, tasks

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DNS, TYPES = Item(id="checklist/dns", kind="checklist", lesson="b"), Item(id="checklist/types", kind="checklist", lesson="a")


def questions(lesson: str, count: int, serves: str = "dns") -> list[Item]:
    return [Item(id=f"{lesson}/{number}", kind="choice", lesson=lesson, serves=(serves,)) for number in range(1, count + 1)]


def known(item: Item, *, days_ago: float, stability: float = 2.3, grade: int = 3, hash_: str = "") -> tuple[Key, Card]:
    card = Card(
        pack=item.pack, item=item.id, rated=False, state=2, step=None, stability=stability, difficulty=2.1, due=NOON,
        last=NOON - days_ago * DAY, grade=grade, reviews=1, lapses=0, hash=hash_,
    )  # fmt: skip
    return item.key, card


def until(days: int, minutes: int = 20) -> Goal:
    return Goal(day=NOON.date() + days * DAY, minutes=minutes)


def opened(*lessons: str, known_: tuple[str, ...] = ()) -> Lessons:
    return Lessons(opened=frozenset(lessons), known=frozenset(known_))


def planned(
    items: list[Item],
    cards: dict[Key, Card] | None = None,
    *,
    days: int = 10,
    minutes: int = 20,
    lessons: Lessons | None = None,
    spent: float = 0.0,
    now: datetime = NOON,
) -> Plan:
    goal = Goal(day=now.date() + days * DAY, minutes=minutes)
    return plan(items, cards or {}, [DNS], goal=goal, now=now, costs={}, lessons=lessons or opened("a", "b"), spent=spent)


def ids(items: tuple[Item, ...]) -> list[str]:
    return [item.id for item in items]


# --- what a day gets ----------------------------------------------------------------------------------------------


def test_who_knows_more_at_first_sight_is_promised_more_and_needs_fewer_minutes() -> None:
    def made(chance: float) -> Plan:
        first = dict.fromkeys(GUESSED, chance)
        return plan(questions("a", 40), {}, [DNS], goal=until(6, minutes=4), now=NOON, costs={}, lessons=opened("a"), first=first)

    good, poor = made(0.9), made(0.3)
    assert good.planned > poor.planned + 0.1
    assert (good.enough, poor.enough) == (6, 9), "40 questions of 0.75 minutes, every tenth or seven in ten of them twice, in 6 days"


def test_what_is_new_is_spread_evenly_where_other_things_want_the_rest_of_the_day() -> None:
    seen, new = questions("a", 60), questions("b", 20)
    found = planned([*seen, *new], dict(known(item, days_ago=6) for item in seen), days=10, minutes=8)
    assert [(day.new, day.again) for day in found.days] == [({"question": 2}, {"question": 8})] * 10
    assert found.days[0].day == date(2026, 7, 1)
    assert found.days[-1].day == date(2026, 7, 10), "the day of the interview itself is not for learning"


def test_minutes_that_nothing_else_wants_go_to_more_new_things() -> None:
    assert [day.new.get("question", 0) for day in planned(questions("a", 20), days=10).days[:2]] == [19, 1]


def test_what_is_seen_comes_again_when_that_gains_most() -> None:
    found = planned(questions("a", 20), days=10)
    again = [day.again.get("question", 0) for day in found.days]
    assert again[0] == 0, "nothing was seen before the first day"
    assert sum(again) > 20


def test_where_all_is_fresh_in_memory_a_day_stays_free() -> None:
    items = questions("a", 4)
    sure = dict(known(item, days_ago=1, stability=5000.0) for item in items)
    found = planned(items, sure, days=3)
    assert (found.today, [day.minutes for day in found.days]) == ((), [0.0, 0.0, 0.0])


def test_what_was_answered_today_waits() -> None:
    items = questions("a", 4)
    cards = dict([known(items[0], days_ago=0.1, grade=1), known(items[1], days_ago=0.6)])
    found = planned(items[:2], cards, days=3)
    assert ids(found.today) == ["a/2"], "12:00 less 0.1 days is today, less 0.6 days was yesterday"


def test_what_was_missed_comes_before_what_is_new() -> None:
    items = questions("a", 60)
    cards = dict([known(items[50], days_ago=1, grade=1, stability=0.3), known(items[51], days_ago=1)])
    found = planned(items, cards, days=2, minutes=10)
    assert ids(found.today)[0] == "a/51"
    assert "a/52" not in ids(found.today), "answered right yesterday, it gains less than what is new"


def test_a_question_whose_content_changed_is_asked_as_if_it_were_new_and_before_the_new_ones() -> None:
    items = questions("a", 3)
    found = planned(items, dict([known(items[2], days_ago=3, stability=900.0, hash_="older")]), days=30)
    assert ids(found.today)[0] == "a/3"


@pytest.mark.parametrize(
    ("spent", "minutes", "expected"),
    [
        pytest.param(0.0, 10, 10, id="a whole day"),
        pytest.param(8.0, 10, 2, id="most of it is used"),
        pytest.param(10.0, 10, 0, id="all of it is used"),
        pytest.param(25.0, 10, 0, id="more than that is used"),
    ],
)
def test_what_was_used_of_today_is_not_there_any_more(spent: float, minutes: int, expected: int) -> None:
    items = questions("a", 200)
    assert len(planned(items, days=3, minutes=minutes, spent=spent).today) == expected
    chosen = today(items, {}, goal=until(3, minutes), now=NOON, costs={}, lessons=opened("a"), spent=spent)
    assert len(chosen) == expected


def test_today_alone_is_the_first_day_of_the_whole_plan() -> None:
    items = [*questions("a", 30), *questions("b", 30)]
    cards = dict(known(item, days_ago=4, grade=1 + place % 3) for place, item in enumerate(items[::4]))
    found = plan(items, cards, [DNS], goal=until(9), now=NOON, costs={}, lessons=opened("a", "b"))
    chosen = today(items, cards, goal=until(9), now=NOON, costs={}, lessons=opened("a", "b"))
    assert ids(found.today) == [task.item.id for task in chosen]


def test_one_pace_of_ones_own_decides_how_much_fits() -> None:
    items = questions("a", 200)
    slow = plan(items, {}, [DNS], goal=until(3, 12), now=NOON, costs={"choice": 3.0}, lessons=opened("a"))
    quick = plan(items, {}, [DNS], goal=until(3, 12), now=NOON, costs={"choice": 0.5}, lessons=opened("a"))
    assert (len(slow.today), len(quick.today)) == (3, 18)


# --- interview questions, labs, lessons ---------------------------------------------------------------------------

TALK = Item(id="a/interview/talk", kind="interview", lesson="a", serves=("dns",))
LAB = Item(id="a/lab/broken", kind="lab", lesson="a", serves=("dns",))


def test_an_interview_question_is_one_task_with_a_memory_for_each_point() -> None:
    items = [TALK, *(point_of(TALK, name) for name in ("x", "y"))]
    found = planned(items, days=1)
    assert (ids(found.today), found.days[0].new) == (["a/interview/talk"], {"interview": 1})
    assert found.planned == pytest.approx(curve.known_after(curve.first(0.6), 1), abs=0.001)


def test_a_point_that_is_forgotten_brings_its_question_back() -> None:
    points = [point_of(TALK, name) for name in ("x", "y")]
    sure = [known(one, days_ago=30, stability=9000.0) for one in (TALK, *points)]
    assert planned([TALK, *points], dict(sure), days=5).today == ()
    weak = dict([*sure, known(points[1], days_ago=30, stability=0.5)])
    assert ids(planned([TALK, *points], weak, days=5).today) == ["a/interview/talk"]


def test_long_work_comes_last_in_a_day() -> None:
    items = [LAB, *questions("a", 3), TALK, point_of(TALK, "x")]
    found = planned(items, days=1, minutes=60)
    assert ids(found.today) == ["a/1", "a/2", "a/3", "a/interview/talk", "a/lab/broken"]


def labs(lesson: str, count: int) -> list[Item]:
    return [Item(id=f"{lesson}/lab/{number}", kind="lab", lesson=lesson, serves=("dns",)) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("minutes", "days"),
    [
        pytest.param(7, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], id="none where a day is shorter than a lab"),
        pytest.param(20, [0, 0, 1, 0, 0, 0, 1, 0, 0, 0], id="now and then"),
        pytest.param(60, [1, 1, 0, 1, 1, 0, 1, 1, 0, 1], id="nearly every day"),
    ],
)
def test_where_days_are_few_a_tenth_of_them_is_labs_from_early_on(minutes: int, days: list[int]) -> None:
    found = planned([*labs("a", 20), *questions("a", 900)], days=10, minutes=minutes)
    assert [day.new.get("lab", 0) for day in found.days] == days


def test_a_lab_of_a_lesson_that_was_not_opened_waits_for_it() -> None:
    items = [*questions("b", 300), *labs("b", 20)]
    found = planned(items, days=4, minutes=60, lessons=opened())
    days = [(day.new.get("lesson", 0), day.new.get("lab", 0)) for day in found.days]
    assert days == [(1, 0), (0, 1), (0, 1), (0, 1)], "the lesson first"


def test_where_a_lesson_is_never_opened_none_of_its_labs_is_planned() -> None:
    found = planned([*questions("a", 300), *labs("b", 9), *questions("b", 300)], days=6, minutes=60, lessons=opened("a"))
    assert {sort for day in found.days for sort in day.new} == {"question"}


def test_a_lab_of_today_is_owed_no_longer_when_it_is_done() -> None:
    items = [*labs("a", 20), *questions("a", 900)]
    assert ids(planned(items, minutes=60).today)[-1] == "a/lab/1"
    done = dict([known(items[0], days_ago=0.1)])
    assert not [name for name in ids(planned(items, done, minutes=60, spent=8.0).today) if "lab" in name]


def test_a_lesson_is_read_before_its_questions_and_one_is_opened_at_a_time() -> None:
    items = [*questions("a", 6), *questions("b", 6)]
    found = planned(items, days=4, minutes=11, lessons=Lessons(minutes={"a": 5.0, "b": 5.0}))
    assert ids(found.today)[:2] == ["a", "a/1"]
    assert "b" not in ids(found.today)
    assert sum(day.new.get("lesson", 0) for day in found.days) == 2


def test_a_lesson_that_does_not_fit_today_keeps_its_questions_away() -> None:
    found = planned(questions("a", 6), days=9, minutes=6, lessons=Lessons(minutes={"a": 30.0}))
    assert found.today == ()


def test_a_lesson_that_was_tested_out_of_is_not_pressed_upon_anybody() -> None:
    items = [*questions("a", 5), *questions("b", 5)]
    found = planned(items, days=5, minutes=3, lessons=opened("b", known_=("a",)))
    asked = [day.new.get("question", 0) for day in found.days]
    assert sum(asked) >= 5
    assert ids(found.today) == ["b/1", "b/2", "b/3"]
    assert found.unreached == ()
    assert found.enough == 2, "five questions in five days; those of the lesson that is known are not counted"


# --- what it comes to ---------------------------------------------------------------------------------------------


def test_what_is_not_repeated_fades_and_what_is_planned_does_not() -> None:
    items = questions("a", 10)
    found = planned(items, dict(known(item, days_ago=2) for item in items), days=14)
    assert (round(found.now, 2), round(found.idle, 2)) == (0.91, 0.73)
    assert found.planned > 0.92
    assert (found.checklist[0].id, found.checklist[0].ready) == ("dns", True)


def test_what_cannot_be_reached_is_said_with_the_minutes_that_would_suffice() -> None:
    items = [*questions("a", 100), LAB]
    found = planned(items, days=5, minutes=5)
    assert [(left.lesson, left.count["lab"]) for left in found.unreached] == [("a", 1)]
    assert found.unreached[0].count["question"] > 70
    assert found.enough == 23, "100 questions of 0.75 minutes, two in five of which come back, and a lab of 8: 113 minutes"
    assert (found.too_long, found.checklist[0].ready) == (("lab",), False)


def test_right_with_help_counts_half_and_wrong_nothing_until_it_is_asked_again() -> None:
    items = questions("a", 3)
    cards = dict(known(item, days_ago=0.1, stability=900.0, grade=grade) for item, grade in zip(items, (1, 2, 3), strict=True))
    assert planned(items, cards, days=1).now == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("days", "minutes", "said"),
    [
        pytest.param(-1, 20, "2026-06-30 is past", id="a day that is past"),
        pytest.param(FARTHEST + 1, 20, "366 days away; a plan reaches 365", id="further than a year"),
        pytest.param(5, 0, "a minute a day", id="no minutes"),
    ],
)
def test_a_goal_that_makes_no_plan_is_refused(days: int, minutes: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        planned(questions("a", 1), days=days, minutes=minutes)


def test_on_the_day_itself_there_is_nothing_to_plan_but_readiness_is_told() -> None:
    items = questions("a", 2)
    found = planned(items, dict([known(items[0], days_ago=1)]), days=0)
    assert (found.days, found.today, round(found.planned, 2)) == ((), (), 0.47)
    assert today(items, {}, goal=until(0), now=NOON, costs={}, lessons=opened("a")) == []


def test_tomorrow_is_one_day_of_learning() -> None:
    assert [day.new for day in planned(questions("a", 4), days=1).days] == [{"question": 4}]


def test_days_are_the_learners_own() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=timezone(timedelta(hours=9)))
    assert days_until(Goal(day=date(2026, 7, 2), minutes=5), late) == 1
    found = planned(questions("a", 4), days=1, now=late)
    assert found.days[0].day == date(2026, 7, 1)


def test_a_year_is_planned_too() -> None:
    found = planned(questions("a", 12), days=FARTHEST)
    assert len(found.days) == 365
    assert found.planned > 0.85


def test_nothing_to_ask_is_an_empty_plan() -> None:
    found = planned([], days=3)
    assert (found.today, found.enough, found.planned, found.unreached) == ((), 0, 0.0, ())


def test_a_question_that_is_likely_wrong_costs_more_since_it_comes_back() -> None:
    short, long = tasks([questions("a", 1)[0], LAB], {})
    assert (expected_minutes(short, 1.0), expected_minutes(short, 0.5)) == (0.75, 1.125)
    assert expected_minutes(long, 0.5) == 8.0


def test_the_gain_of_a_review_is_the_recall_that_it_adds_for_each_minute() -> None:
    items = questions("a", 1)
    cards = dict([known(items[0], days_ago=5)])
    mind = Mind(tasks(items, {}), cards, opened("a"), now=NOON, end=10.0, minutes=100, a_day=10)
    memory = curve.Memory(2.3, 2.1)
    after = curve.known_after(curve.expected(memory, 5), 10)
    before, chance = curve.known_after(memory, 15), curve.known_after(memory, 5)
    assert mind.gain(mind.todo[0], 0.0) == pytest.approx(0.75 * (after - before) / (0.75 * (2 - chance)))


@settings(max_examples=40)
@given(st.integers(1, 40), st.integers(1, 60), st.lists(st.tuples(st.floats(0.1, 90), st.integers(1, 4)), max_size=30))
def test_no_day_gets_more_than_its_minutes_and_nothing_twice(days: int, minutes: int, seen: list[tuple[float, int]]) -> None:
    items = [*questions("a", 20), LAB, *questions("b", 20)]
    cards = dict(known(item, days_ago=ago, grade=grade) for item, (ago, grade) in zip(items, seen, strict=False))
    found = plan(items, cards, [DNS, TYPES], goal=until(days, minutes), now=NOON, costs={}, lessons=opened("a"))
    assert len(found.days) == days
    for day in found.days:
        assert day.minutes <= minutes + 1
    assert len(set(ids(found.today))) == len(found.today)
    assert all(0 <= share <= 1 for share in (found.now, found.planned, found.idle))
