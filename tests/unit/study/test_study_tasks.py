"""What a day's tasks take, and how likely a first answer is right: a guess that one's own first answers move."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study import Evidence, Item, point_of, record
from k8s_svc_trainer.study.tasks import GUESSED, Lessons, at_first_sight, spent

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TALK = Item(id="a/interview/talk", kind="interview", lesson="a")
LAB = Item(id="a/lab/broken", kind="lab", lesson="a")


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.in_memory() as opened:
        yield opened


def question(number: int, kind: str = "choice") -> Item:
    return Item(id=f"a/{number}", kind=kind, lesson="a")


def rounded(store: Store) -> dict[str, float]:
    return {sort: round(chance, 3) for sort, chance in at_first_sight(store).items()}


def test_before_the_first_answer_three_in_five_are_guessed(store: Store) -> None:
    assert at_first_sight(store) == GUESSED == {"question": 0.6, "lab": 0.6, "point": 0.6}


def test_first_answers_to_questions_of_all_kinds_move_the_guess_and_later_ones_do_not(store: Store) -> None:
    for number, kind in enumerate(["choice", "predict", "order", "fill"]):
        record(store, question(number, kind), Evidence(right=number < 3), NOON + timedelta(minutes=number))
    after_four = {"question": round((12 + 3) / 24, 3), "lab": 0.6, "point": 0.6}
    assert rounded(store) == after_four
    record(store, question(3, "fill"), Evidence(right=True), NOON + DAY)
    record(store, question(0), Evidence(right=False), NOON + DAY)
    assert rounded(store) == after_four


def test_a_first_answer_that_needed_help_counts_by_half(store: Store) -> None:
    record(store, question(1), Evidence(right=True, helped=True), NOON)
    assert rounded(store)["question"] == round(12.5 / 21, 3)


def test_points_and_labs_are_sorts_of_their_own_and_an_interview_question_as_a_whole_is_none(store: Store) -> None:
    record(store, TALK, Evidence.by_score({"x": 1.0, "y": 0.0, "z": 0.0}, 3), NOON)
    record(store, LAB, Evidence(right=True), NOON)
    assert point_of(TALK, "x").kind == "point"
    assert rounded(store) == {"question": 0.6, "lab": round(13 / 21, 3), "point": round(13 / 23, 3)}


def test_a_rating_of_oneself_moves_no_guess(store: Store) -> None:
    record(store, Item(id="checklist/dns", kind="checklist"), Evidence(right=True, rated=4), NOON)
    assert at_first_sight(store) == GUESSED


def test_what_a_wrong_clock_dated_after_today_is_no_work_of_today(store: Store) -> None:
    lessons = Lessons(minutes={"a": 6.0, "b": 7.0}, read={"a": NOON + 9 * DAY, "b": NOON})
    for number, ahead in enumerate([0 * DAY, timedelta(hours=3), 5 * DAY, -DAY]):
        record(store, question(number), Evidence(right=True, seconds=60.0), NOON + ahead)
    assert spent(store, NOON, lessons) == pytest.approx(7.0 + 2 * 1.4)
