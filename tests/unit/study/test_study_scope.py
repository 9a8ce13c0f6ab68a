"""Tasks: what they cost, in which order new ones come, and what is taken on where the days do not suffice."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study import Evidence, Grade, Item, point_of, record
from k8s_svc_trainer.study.scope import by_turns, scope
from k8s_svc_trainer.study.tasks import Lessons, Task, costs, in_order, new_in_turn, spent, spread, tasks

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def an_item(name: str, kind: str = "choice", *, level: int = 1, serves: tuple[str, ...] = ("dns",)) -> Item:
    return Item(id=name, kind=kind, lesson=name.partition("/")[0], level=level, serves=serves)


def todo(*items: Item) -> list[Task]:
    return tasks(items, {})


def names(found: list[Task] | tuple[Task, ...]) -> str:
    return " ".join(task.item.id for task in found)


# --- what a task takes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [
        ("choice", 0.75),
        ("predict", 0.75),
        ("fill", 1.0),
        ("order", 1.0),
        ("diagnose", 1.25),
        ("fix", 3.0),
        ("lab", 8.0),
        ("interview", 6.0),
    ],
)
def test_a_kind_takes_what_it_takes_as_a_rule_until_enough_was_measured(kind: str, minutes: float) -> None:
    with Store.in_memory() as store:
        for _ in range(4):
            record(store, an_item("a/x", kind), Evidence(right=True, seconds=600.0), NOON)
        assert costs(store, [an_item("a/x", kind)]) == {kind: minutes}


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [
        pytest.param("choice", 1.9, id="a question, and its explanation"),
        pytest.param("lab", 1.5, id="a lab has none"),
        pytest.param("interview", 5.0, id="an interview question has follow-ups too"),
    ],
)
def test_from_five_right_answers_on_it_is_ones_own_median(kind: str, minutes: float) -> None:
    with Store.in_memory() as store:
        for seconds in (30.0, 90.0, 80.0, 100.0, 900.0):
            record(store, an_item("a/x", kind), Evidence(right=True, seconds=seconds), NOON)
        assert costs(store, [an_item("a/x", kind)]) == {kind: pytest.approx(minutes)}


def test_an_interview_question_has_its_points_and_a_point_is_no_task() -> None:
    talk = an_item("a/interview/talk", "interview")
    found = todo(talk, point_of(talk, "x"), point_of(talk, "y"), an_item("a/1"))
    assert [(task.item.id, len(task.parts)) for task in found] == [("a/interview/talk", 2), ("a/1", 1)]


def test_minutes_of_today_are_those_since_midnight_where_the_learner_lives() -> None:
    tokyo = timezone(timedelta(hours=9))
    talk = an_item("a/interview/talk", "interview")
    with Store.in_memory() as store:
        record(store, an_item("a/1"), Evidence(right=True, seconds=60.0), NOON)  # 21:00 of the day before, there
        record(store, an_item("a/2"), Evidence(right=True, seconds=60.0), NOON + timedelta(hours=4))
        record(store, talk, Evidence.by_score({"x": 1.0}, 9, seconds=120.0), NOON + timedelta(hours=5))
        record(store, an_item("checklist/dns", "checklist"), Evidence.by_oneself(Grade.GOOD), NOON + timedelta(hours=5))
        assert spent(store, (NOON + timedelta(hours=6)).astimezone(tokyo), Lessons()) == pytest.approx(1.4 + 5.5 + 1.0)
        assert spent(store, NOON + timedelta(hours=6), Lessons()) == pytest.approx(1.4 + 1.4 + 5.5 + 1.0)


def test_a_lesson_that_was_read_today_took_its_minutes() -> None:
    lessons = Lessons(minutes={"a": 6.0}, read={"a": NOON, "b": NOON + timedelta(hours=1), "c": NOON - timedelta(days=1)})
    with Store.in_memory() as store:
        record(store, an_item("a/1"), Evidence(right=True, seconds=60.0), NOON)
        assert spent(store, NOON + timedelta(hours=2), lessons) == pytest.approx(6.0 + 8.0 + 1.4), "b does not say what it takes"


# --- in which order -----------------------------------------------------------------------------------------------


def test_three_lessons_at_a_time_turn_by_turn() -> None:
    items = [an_item(f"{lesson}/{number}") for lesson in "abcd" for number in (1, 2)]
    assert names(new_in_turn(todo(*items), Lessons(opened=frozenset("abcd")))) == "a/1 b/1 c/1 a/2 b/2 c/2 d/1 d/2"


def test_with_nothing_opened_the_first_lesson_is_read_and_the_others_wait() -> None:
    items = [an_item(f"{lesson}/{number}") for lesson in "ab" for number in (1, 2)]
    assert names(new_in_turn(todo(*items), Lessons())) == "a a/1 a/2 b b/1 b/2"


def test_where_two_are_at_hand_the_next_is_opened_among_them() -> None:
    items = [an_item(f"{lesson}/{number}") for lesson in "abc" for number in (1, 2)]
    assert names(new_in_turn(todo(*items), Lessons(opened=frozenset("ac")))) == "a/1 c/1 b a/2 c/2 b/1 b/2"


def test_what_was_tested_out_of_comes_last_and_unread() -> None:
    items = [an_item(f"{lesson}/1") for lesson in "ab"]
    assert names(new_in_turn(todo(*items), Lessons(known=frozenset("a")))) == "b b/1 a/1"


def test_labs_stand_between_the_questions_of_their_lesson() -> None:
    items = [*(an_item(f"a/{number}") for number in range(1, 5)), an_item("a/lab/x", "lab"), an_item("a/lab/y", "lab")]
    assert names(spread(todo(*items))) == "a/1 a/lab/x a/2 a/3 a/lab/y a/4"


def test_a_day_begins_with_what_was_seen_and_ends_with_what_is_long() -> None:
    aloud = an_item("checklist/dns", "checklist")
    items = [an_item("a/lab/x", "lab"), an_item("a/1"), an_item("b/1"), aloud, an_item("a/2"), an_item("a/3")]
    assert names(in_order(todo(*items), {"a/2", "a/3", "b/1"})) == "b/1 a/2 a/3 a/1 checklist/dns a/lab/x"


# --- what is taken on ---------------------------------------------------------------------------------------------

OPEN = Lessons(opened=frozenset({"a", "b"}))


def test_where_everything_fits_everything_is_taken_on() -> None:
    found = scope(todo(an_item("a/1"), an_item("a/lab/x", "lab")), (), OPEN, minutes=20, first_minutes=1.4)
    assert (names(found.tasks), found.whole) == ("a/1 a/lab/x", pytest.approx(9.05))


def test_each_checklist_item_gets_its_turn_the_easier_first_and_labs_last() -> None:
    items = [
        an_item("a/lab/x", "lab"), an_item("a/1", level=3), an_item("a/2"), an_item("a/3", level=2), an_item("a/interview/t", "interview"),
        an_item("b/1", serves=("types",)), an_item("b/2", serves=("types", "dns")), an_item("b/3", serves=()),
    ]  # fmt: skip
    assert names(list(by_turns(todo(*items)))) == "a/2 b/1 b/3 b/2 a/3 a/interview/t a/1 a/lab/x"


def test_items_rise_evenly_by_their_share_and_not_by_their_count() -> None:
    """Eight questions and two: when half are asked, half of each is; turns by count would finish the small one."""
    large = [an_item(f"a/{number}") for number in range(8)]
    small = [an_item(f"b/{number}", serves=("types",)) for number in range(2)]
    first = names(list(by_turns(todo(*large, *small)))[:6])
    assert first == "a/0 b/0 a/1 a/2 a/3 a/4"


def test_what_stands_first_in_the_checklist_comes_to_more_than_what_stands_last() -> None:
    entries = [an_item(f"checklist/{name}", "checklist", serves=(name,)) for name in ("dns", "types", "ingress")]
    questions = [an_item(f"{name}/{number}", serves=(name,)) for name in ("ingress", "types", "dns") for number in range(10)]
    first = [task.item.lesson for task in list(by_turns(todo(*entries, *questions)))[:15]]
    assert {name: first.count(name) for name in ("dns", "types", "ingress")} == {"dns": 6, "types": 5, "ingress": 4}


def test_what_does_not_fit_is_left_out_and_the_others_keep_the_order_of_the_course() -> None:
    items = [an_item("a/lab/x", "lab"), *(an_item(f"a/{number}") for number in range(1, 5)), an_item("b/1", serves=("types",))]
    found = scope(todo(*items), (), OPEN, minutes=3.5, first_minutes=1.4)
    assert names(found.tasks) == "a/1 a/2 b/1"


def test_where_the_days_do_not_suffice_a_share_of_the_minutes_is_for_labs() -> None:
    labs = [an_item("a/lab/hard", "lab", level=3), an_item("a/lab/easy", "lab"), an_item("b/lab/z", "lab", serves=("types",))]
    items = [
        *labs,
        *(an_item(f"a/{number}") for number in range(200)),
        *(an_item(f"b/{number}", serves=("types",)) for number in range(200)),
    ]
    found = scope(todo(*items), (), OPEN, minutes=160, first_minutes=1.4)
    assert names(found.labs) == "a/lab/easy b/lab/z", "one of each item, the easier first"
    assert (len(found.tasks), sum(task.item.kind == "lab" for task in found.tasks)) == (129, 0), "0.95 of 160 minutes less two labs"


@pytest.mark.parametrize(
    ("minutes", "labs"),
    [
        pytest.param(39, "", id="not half of one"),
        pytest.param(40, "a/lab/x", id="half of one"),
        pytest.param(119, "a/lab/x", id="one and not half of another"),
        pytest.param(120, "a/lab/x a/lab/y", id="one and a half"),
    ],
)
def test_a_lab_is_taken_on_where_its_share_pays_for_half_of_it(minutes: int, labs: str) -> None:
    items = [an_item("a/lab/x", "lab"), an_item("a/lab/y", "lab"), *(an_item(f"a/{number}") for number in range(200))]
    assert names(scope(todo(*items), (), OPEN, minutes=minutes, first_minutes=1.4).labs) == labs


def test_a_lab_that_was_seen_is_not_taken_on_again() -> None:
    items = [an_item("a/lab/x", "lab"), an_item("a/lab/y", "lab"), *(an_item(f"a/{number}") for number in range(200))]
    assert names(scope(todo(*items), {("core", "a/lab/x")}, OPEN, minutes=60, first_minutes=1.4).labs) == "a/lab/y"


def test_what_was_seen_keeps_its_turn_so_that_the_next_day_decides_as_the_day_before() -> None:
    items = [an_item("a/1"), an_item("a/lab/x", "lab"), *(an_item(f"b/{number}", serves=("types",)) for number in range(1, 5))]
    seen = {("core", "a/1"), ("core", "b/1")}
    assert names(scope(todo(*items), seen, OPEN, minutes=10.9, first_minutes=1.4).tasks) == "a/lab/x b/2 b/3"
    assert names(scope(todo(*items), seen, OPEN, minutes=3.4, first_minutes=1.4).tasks) == "b/2 b/3 b/4"


def test_lessons_are_read_while_a_third_of_everything_fits_and_not_below_that() -> None:
    items = [an_item(f"a/{number}") for number in range(1, 11)]
    lessons = Lessons(minutes={"a": 6.0})
    enough, few = (scope(todo(*items), (), lessons, minutes=minutes, first_minutes=1.4) for minutes in (9.0, 5.0))
    assert (enough.lessons.opened, len(enough.tasks)) == (frozenset(), 2), "6 minutes to read, 3 for two questions"
    assert (few.lessons.opened, len(few.tasks)) == (frozenset({"a"}), 4)


def test_a_plan_that_began_to_read_lessons_reads_the_others_when_few_minutes_are_left() -> None:
    """Of 21 minutes of questions and 12 of lessons 15 were there, which is near a half; 5 are left, of what is left a quarter."""
    items = [*(an_item(f"a/{number}") for number in range(10)), *(an_item(f"b/{number}") for number in range(10))]
    seen = {("core", f"a/{number}") for number in range(4)}
    lessons = Lessons(opened=frozenset("a"), minutes={"a": 6.0, "b": 6.0}, read={"a": NOON})
    found = scope(todo(*items), seen, lessons, minutes=5.0, first_minutes=1.4)
    assert found.lessons.opened == {"a"}
    assert scope(todo(*items), (), Lessons(minutes=lessons.minutes), minutes=5.0, first_minutes=1.4).lessons.opened == {"a", "b"}


def test_what_was_tested_out_of_is_never_taken_on_where_time_is_short() -> None:
    lessons = Lessons(known=frozenset("a"), opened=OPEN.opened)
    found = scope(todo(an_item("a/1"), an_item("b/1"), an_item("b/2")), (), lessons, minutes=1.2, first_minutes=1.4)
    assert (names(found.tasks), found.whole) == ("b/1", pytest.approx(2.1))
