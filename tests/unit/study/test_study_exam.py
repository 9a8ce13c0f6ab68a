"""An exam: nothing is lost by whatever ends it, and every answer becomes evidence once."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s_svc_trainer.store import Store, StoreFault, Trouble
from k8s_svc_trainer.study import Evidence, Item, record
from k8s_svc_trainer.study.exam import EXAM, TEST_OUT, Exam, Mark, last_result
from k8s_svc_trainer.study.gaps import Belief, Cause, Marked, percent

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
COURSE = [Item(id=f"{lesson}/{number}", kind="choice", lesson=lesson) for lesson in ("a", "b") for number in (1, 2, 3)]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.in_memory() as opened:
        yield opened


def begun(store: Store, **how: object) -> Exam:
    return Exam.start(store, COURSE, NOON, minutes=10, seed=7, **how)


def resumed(store: Store, kind: str = EXAM) -> Exam:
    found = Exam.resume(store, COURSE, kind=kind)
    assert found is not None
    return found


def marker(item: Item, mark: Mark, seed: int) -> Marked:
    """What was answered `right` is, `half` is half so, everything else is a belief."""
    right = mark.answer == "right"
    return Marked(
        item=item.id,
        lesson=item.lesson,
        prompt=f"What of {item.id}?",
        tags=(),
        credit={"right": 1.0, "half": 0.5}.get(mark.answer or "", 0.0),
        right=right,
        answered=mark.answered,
        flagged=mark.flagged,
        seconds=mark.seconds,
        answer="; ".join(mark.said),
        beliefs=(Belief(text="It is so.", why="It looks so."),) if mark.answer == "wrong" else (),
        so="it is",
        say="Say it.",
        page="" if right else "The page",
    )


def answer_all(exam: Exam, answers: str) -> None:
    for place, word in enumerate(answers.split()):
        exam.go(place, NOON)
        if word != "open":
            exam.answer(word, [word], NOON + place * MINUTE)


# --- what is kept


def test_answers_flags_place_and_clock_are_there_again(store: Store) -> None:
    exam = begun(store)
    exam.answer("right", ["Right."], NOON)
    exam.go(2, NOON)
    assert exam.flag(NOON) is True
    exam.spend(61.5, NOON)
    exam.begin(["x"], NOON)
    again = resumed(store)
    assert (again.place, again.answered, again.flagged, again.left) == (2, 1, 1, 538.5)
    assert again.held.marks[0] == Mark(answer="right", said=("Right.",), at=NOON)
    assert again.mark == Mark(begun=["x"], flagged=True, seconds=61.5)
    assert (again.id, again.seed, again.question_seed(2)) == (exam.id, 7, exam.question_seed(2))


def test_an_answer_can_be_changed_and_a_flag_taken_away(store: Store) -> None:
    exam = begun(store)
    exam.begin("half done", NOON)
    exam.answer("wrong", ["Wrong."], NOON)
    exam.answer("right", ["Right."], NOON + MINUTE)
    exam.flag(NOON)
    assert exam.flag(NOON) is False
    assert exam.mark == Mark(answer="right", said=("Right.",), at=NOON + MINUTE)


def test_one_turns_round_at_both_ends(store: Store) -> None:
    exam = begun(store)
    exam.go(-1, NOON)
    assert exam.place == 5
    exam.go(6, NOON)
    assert exam.place == 0


def test_time_in_the_list_is_on_no_question(store: Store) -> None:
    exam = begun(store)
    exam.spend(5, NOON, here=False)
    assert (exam.held.spent, exam.mark.seconds) == (5, 0)


def test_the_clock_does_not_go_below_nothing(store: Store) -> None:
    exam = begun(store)
    exam.spend(700, NOON)
    assert exam.left == 0


def test_what_was_renamed_is_found_and_what_is_gone_is_left_out(store: Store) -> None:
    exam = begun(store)
    exam.go(5, NOON)
    exam.answer("right", ["Right."], NOON)
    now = [Item(id="c/new", kind="choice", lesson="c", was=("a/1",)), *COURSE[2:]]
    again = Exam.resume(store, now)
    assert again is not None
    assert [item.id for item in again.items] == ["c/new", "a/3", "b/1", "b/2", "b/3"]
    assert (again.place, again.mark.answer) == (4, "right")
    assert Exam.resume(store, []) is None


def test_a_new_one_gives_up_the_old_and_kinds_do_not_touch_each_other(store: Store) -> None:
    first, other = begun(store), begun(store, kind=TEST_OUT, lesson="a")
    second = begun(store)
    assert resumed(store).id == second.id != first.id
    assert resumed(store, TEST_OUT).id == other.id


@pytest.mark.parametrize("state", [None, "{", '{"minutes": "ten"}', '{"minutes": 10, "marks": []}'])
def test_what_another_version_kept_otherwise_is_not_taken_up(store: Store, state: str | None) -> None:
    exam = begun(store)
    sitting = store.sitting(exam.id)
    assert sitting is not None
    store.put_sitting(msgspec.structs.replace(sitting, state=state))
    assert Exam.resume(store, COURSE) is None


def test_an_exam_needs_a_question(store: Store) -> None:
    with pytest.raises(ValueError, match="needs a question"):
        Exam.start(store, [], NOON, minutes=10, seed=7)


# --- handing in


def test_every_answer_is_recorded_once_at_the_time_it_was_given(store: Store) -> None:
    exam = begun(store)
    answer_all(exam, "right wrong half open right open")
    assert store.reviews() == []
    exam.spend(30, NOON)
    result = exam.hand_in(marker, NOON + 60 * MINUTE)
    rows = [(one.item, one.right, one.helped, one.at, one.session, one.attempt) for one in store.reviews()]
    assert rows == [
        ("a/1", True, False, NOON, exam.id, 1),
        ("a/2", False, False, NOON + MINUTE, exam.id, 1),
        ("a/3", False, False, NOON + 2 * MINUTE, exam.id, 1),
        ("b/2", True, False, NOON + 4 * MINUTE, exam.id, 1),
    ]
    assert [one.seed for one in store.reviews()] == [exam.question_seed(place) for place in (0, 1, 2, 4)]
    assert [one.comes_back is None for one in result.marked] == [False, False, False, True, False, True]
    assert Exam.resume(store, COURSE) is None


def test_handing_in_twice_records_nothing_twice(store: Store) -> None:
    exam = begun(store)
    answer_all(exam, "right wrong")
    other = resumed(store)
    first = exam.hand_in(marker, NOON)
    assert other.hand_in(marker, NOON + MINUTE) == first
    assert exam.hand_in(marker, NOON + MINUTE) == first
    assert len(store.reviews()) == 2


def test_what_fails_while_it_is_handed_in_leaves_all_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    exam = begun(store)
    answer_all(exam, "right wrong right")
    real, calls = record, []

    def failing(*arguments: object, **named: object) -> object:
        calls.append(1)
        if len(calls) == 3:
            raise StoreFault(Trouble.FULL, Path("progress.db"))
        return real(*arguments, **named)

    monkeypatch.setattr("k8s_svc_trainer.study.exam.record", failing)
    with pytest.raises(StoreFault):
        exam.hand_in(marker, NOON)
    assert store.reviews() == []
    assert resumed(store).answered == 3
    monkeypatch.setattr("k8s_svc_trainer.study.exam.record", real)
    assert resumed(store).hand_in(marker, NOON).right == 2
    assert len(store.reviews()) == 3


def test_an_answer_to_the_same_question_in_between_keeps_its_place_in_time(store: Store) -> None:
    exam = begun(store)
    exam.answer("wrong", ["Wrong."], NOON)
    record(store, COURSE[0], Evidence(right=True), NOON + MINUTE)
    exam.hand_in(marker, NOON + 2 * MINUTE)
    card = store.card(COURSE[0].key)
    assert card is not None
    assert (card.reviews, card.grade, card.last) == (2, 3, NOON + MINUTE)


def test_the_result_counts_points_sections_causes_and_pages(store: Store) -> None:
    exam = begun(store)
    answer_all(exam, "right wrong half typed right open")
    exam.spend(100, NOON)
    result = exam.hand_in(marker, NOON + 60 * MINUTE)
    assert (result.questions, result.answered, result.right, result.points, result.percent) == (6, 5, 2, 2.5, 42)
    assert [(part.lesson, part.points, part.of) for part in result.sections] == [("b", 1.0, 3), ("a", 1.5, 3)]
    assert result.causes == {Cause.BELIEF: 1, Cause.PART: 1, Cause.OTHER: 1, Cause.UNANSWERED: 1}
    assert [(read.lesson, read.page, read.gaps) for read in result.read] == [("a", "The page", 2), ("b", "The page", 1)]
    assert [one.item for one in result.missed] == ["a/2", "a/3", "b/1", "b/3"]
    assert (result.seconds, result.minutes, result.seed, result.passed) == (100, 10, 7, None)


def test_the_last_result_is_kept_and_one_that_was_given_up_is_none(store: Store) -> None:
    assert last_result(store) is None
    exam = begun(store)
    answer_all(exam, "right half")
    result = exam.hand_in(marker, NOON)
    begun(store)
    begun(store)
    assert last_result(store) == result
    assert last_result(store, TEST_OUT) is None


@pytest.mark.parametrize(
    ("answers", "passed"),
    [
        pytest.param("right right right right right right", True, id="all right"),
        pytest.param("right right right right right half", False, id="half a point is not enough"),
        pytest.param("right right right right right open", False, id="one open"),
    ],
)
def test_a_section_is_known_when_it_was_passed(store: Store, answers: str, passed: bool) -> None:
    exam = begun(store, kind=TEST_OUT, lesson="a")
    answer_all(exam, answers)
    result = exam.hand_in(marker, NOON)
    assert (result.passed, result.needed, result.lesson) == (passed, 6, "a")
    assert store.known("core") == ({"a": NOON} if passed else {})


def test_a_full_score_is_only_said_of_all() -> None:
    one = marker(COURSE[0], Mark(answer="right", at=NOON), 0)
    assert percent([one] * 250) == 100
    assert percent([*[one] * 249, msgspec.structs.replace(one, credit=0.5)]) == 99
    assert percent([]) == 0


# --- whatever happens


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("go"), st.integers(-9, 9)),
        st.tuples(st.just("answer"), st.sampled_from(["right", "wrong", "half"])),
        st.tuples(st.just("spend"), st.integers(0, 50)),
        st.tuples(st.just("flag"), st.none()),
        st.tuples(st.just("again"), st.none()),
    ),
    max_size=30,
)


@given(STEPS)
def test_leaving_and_coming_back_at_any_time_changes_nothing(steps: list[tuple[str, object]]) -> None:
    with Store.in_memory() as one, Store.in_memory() as other:
        straight, broken = begun(one), begun(other)
        for what, value in steps:
            if what == "again":
                broken = resumed(other)
            else:
                for exam in (straight, broken):
                    act = {"go": exam.go, "spend": exam.spend}.get(what)
                    if act is not None:
                        act(value, NOON)
                    elif what == "answer":
                        exam.answer(value, [str(value)], NOON)
                    else:
                        exam.flag(NOON)
            assert straight.held == broken.held
        first, second = straight.hand_in(marker, NOON), resumed(other).hand_in(marker, NOON)
        assert msgspec.structs.replace(first, session="") == msgspec.structs.replace(second, session="")
        assert len(one.reviews()) == len(other.reviews()) == straight.answered


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study import Item
from k8s_svc_trainer.study.exam import Exam
store = Store.open(Path(sys.argv[1]))
items = [Item(id="a/1", kind="choice", lesson="a"), Item(id="a/2", kind="choice", lesson="a")]
exam = Exam.start(store, items, datetime(2026, 7, 1, tzinfo=UTC), minutes=10, seed=7)
exam.answer("right", ["Right."], datetime(2026, 7, 1, tzinfo=UTC))
exam.go(1, datetime(2026, 7, 1, tzinfo=UTC))
exam.spend(12.5, datetime(2026, 7, 1, tzinfo=UTC))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_power_cut_loses_nothing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert done.returncode == -signal.SIGKILL
    items = [Item(id="a/1", kind="choice", lesson="a"), Item(id="a/2", kind="choice", lesson="a")]
    with Store.open(tmp_path) as store:
        exam = Exam.resume(store, items)
        assert exam is not None
        assert (exam.place, exam.answered, exam.held.spent) == (1, 1, 12.5)
        exam.hand_in(marker, NOON)
        assert len(store.reviews()) == 1
