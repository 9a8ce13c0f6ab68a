"""The arithmetic of the plan is fsrs's: the same answers on the same days give the same memory."""

from datetime import UTC, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s_svc_trainer.study import curve
from k8s_svc_trainer.study.memory import scheduler

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@given(st.lists(st.tuples(st.sampled_from([0, 1, 2, 5, 17, 60, 300]), st.integers(1, 4)), min_size=1, max_size=8), st.integers(1, 90))
def test_it_gives_what_fsrs_gives(answers: list[tuple[int, int]], later: int) -> None:
    card, at, memory = fsrs.Card(card_id=0, due=NOON), NOON, None
    for days, grade in answers:
        at += timedelta(days=days)
        card, _ = scheduler().review_card(card, fsrs.Rating(grade), at)
        memory = curve.begun(grade) if memory is None else curve.answered(memory, days, grade)
    assert memory is not None
    assert (memory.stability, memory.difficulty) == pytest.approx((card.stability, card.difficulty))
    chance = scheduler().get_card_retrievability(card, at + timedelta(days=later))
    assert curve.known_after(memory, later) == pytest.approx(chance)


def test_the_parameters_are_those_of_fsrs() -> None:
    assert scheduler().parameters == curve.W


@pytest.mark.parametrize(
    ("days", "known"),
    [
        pytest.param(0, 1.0, id="just answered"),
        pytest.param(2.3065, 0.9, id="after its stability, nine in ten"),
        pytest.param(30, 0.6675, id="after a month"),
    ],
)
def test_what_was_answered_right_once_fades(days: float, known: float) -> None:
    assert curve.known_after(curve.begun(3), days) == pytest.approx(known, abs=0.0001)


def test_what_is_to_be_expected_lies_between_right_and_wrong() -> None:
    memory = curve.begun(3)
    right, wrong = curve.answered(memory, 10, 3), curve.answered(curve.answered(memory, 10, 1), 0, 3)
    assert wrong.stability < curve.expected(memory, 10).stability < right.stability
    assert curve.first(1.0) == pytest.approx(curve.begun(3))
    assert curve.first(0.0) == pytest.approx(curve.answered(curve.begun(1), 0, 3))


def test_what_was_asked_later_is_remembered_for_longer() -> None:
    memory = curve.begun(3)
    assert curve.answered(memory, 1, 3).stability < curve.answered(memory, 3, 3).stability < curve.answered(memory, 9, 3).stability


def test_a_day_that_sums_make_a_hair_short_is_a_day() -> None:
    memory = curve.begun(curve.GOOD)
    whole, short = curve.answered(memory, 1.0, curve.GOOD), curve.answered(memory, 1.47 - 0.47 - 1e-12, curve.GOOD)
    assert short.stability == pytest.approx(whole.stability)
    assert curve.answered(memory, 0.99, curve.GOOD).stability < whole.stability / 1.5
