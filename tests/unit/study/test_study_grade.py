"""Grades come from evidence; time can only raise them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s_svc_trainer.study import Evidence, Grade, grade
from k8s_svc_trainer.study.grade import usual_seconds


@pytest.mark.parametrize(
    ("evidence", "usual", "expected"),
    [
        pytest.param(Evidence(right=False), None, Grade.AGAIN, id="wrong is Again"),
        pytest.param(Evidence(right=False, seconds=1.0), 20.0, Grade.AGAIN, id="wrong is Again however fast"),
        pytest.param(Evidence(right=False, helped=True), None, Grade.AGAIN, id="wrong with help is Again"),
        pytest.param(Evidence(right=True, helped=True), None, Grade.HARD, id="right with help is Hard"),
        pytest.param(Evidence(right=True, helped=True, seconds=1.0), 20.0, Grade.HARD, id="right with help is Hard however fast"),
        pytest.param(Evidence(right=True), 20.0, Grade.GOOD, id="right without a measured time is Good"),
        pytest.param(Evidence(right=True, seconds=1.0), None, Grade.GOOD, id="right and fast is Good while one's own median is unknown"),
        pytest.param(Evidence(right=True, seconds=19.9), 20.0, Grade.EASY, id="right and faster than one's own median is Easy"),
        pytest.param(Evidence(right=True, seconds=20.0), 20.0, Grade.GOOD, id="right and exactly as fast as the median is Good"),
        pytest.param(Evidence(right=True, seconds=86_400.0), 20.0, Grade.GOOD, id="right after a day at the screen is still Good"),
        pytest.param(Evidence.by_oneself(Grade.EASY), None, Grade.EASY, id="a self-rating is its own grade"),
        pytest.param(Evidence.by_oneself(Grade.AGAIN), None, Grade.AGAIN, id="a self-rating of Again is not right"),
        pytest.param(Evidence.by_points({"a": True, "b": True}), None, Grade.GOOD, id="all points met is Good"),
        pytest.param(Evidence.by_points({"a": True, "b": False}), None, Grade.HARD, id="half of the points met is Hard"),
        pytest.param(Evidence.by_points({"a": True, "b": False, "c": False}), None, Grade.AGAIN, id="fewer than half is Again"),
        pytest.param(Evidence.by_score({"a": 1.0}, 10), None, Grade.GOOD, id="ten of ten is Good"),
        pytest.param(Evidence.by_score({"a": 1.0}, 8), None, Grade.GOOD, id="a score of 8 is Good"),
        pytest.param(Evidence.by_score({"a": 1.0}, 7), None, Grade.HARD, id="a score of 7 is as with help"),
        pytest.param(Evidence.by_score({"a": 0.5}, 5), None, Grade.HARD, id="a score of 5 is as with help"),
        pytest.param(Evidence.by_score({"a": 0.5}, 4), None, Grade.AGAIN, id="a score of 4 is wrong"),
        pytest.param(Evidence.by_score({"a": 0.0}, 0), None, Grade.AGAIN, id="a score of 0 is wrong"),
    ],
)
def test_a_grade_follows_from_the_evidence(evidence: Evidence, usual: float | None, expected: Grade) -> None:
    assert grade(evidence, usual) is expected


def test_a_graded_answer_keeps_the_points_that_were_made_in_full_with_its_words() -> None:
    evidence = Evidence.by_score({"made": 1.0, "touched": 0.5, "missed": 0.0}, 5, answer="By labels.", seconds=40.0)
    assert evidence.points == {"made": True, "touched": False, "missed": False}
    assert (evidence.answer, evidence.seconds, evidence.rated) == ("By labels.", 40.0, None)


def test_a_graded_answer_may_have_no_points() -> None:
    assert Evidence.by_score({}, 0).right is False


def test_an_answer_without_points_cannot_be_judged_by_them() -> None:
    with pytest.raises(ValueError, match="without points"):
        Evidence.by_points({})


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        pytest.param([], None, id="no answer yet"),
        pytest.param([1.0, 2.0, 3.0, 4.0], None, id="four are too few"),
        pytest.param([9.0, 1.0, 3.0, 100.0, 5.0], 5.0, id="of five, the one in the middle"),
        pytest.param([1.0, 2.0, 4.0, 6.0, 8.0, 9.0], 5.0, id="of six, between the two in the middle"),
    ],
)
def test_ones_own_median_needs_five_answers(seconds: list[float], expected: float | None) -> None:
    assert usual_seconds(seconds) == expected


times = st.none() | st.floats(min_value=0, max_value=1e7)


@given(right=st.booleans(), helped=st.booleans(), usual=times, one=st.floats(0, 1e7), other=st.floats(0, 1e7))
def test_taking_longer_never_turns_a_right_answer_into_less_than_good(
    right: bool, helped: bool, usual: float | None, one: float, other: float
) -> None:
    fast, slow = sorted((one, other))
    untimed = grade(Evidence(right=right, helped=helped), usual)
    slower = grade(Evidence(right=right, helped=helped, seconds=slow), usual)
    faster = grade(Evidence(right=right, helped=helped, seconds=fast), usual)
    assert untimed <= slower <= faster


@given(usual=times, seconds=times)
def test_wrong_is_worse_than_helped_and_helped_worse_than_unaided(usual: float | None, seconds: float | None) -> None:
    wrong = grade(Evidence(right=False, seconds=seconds), usual)
    helped = grade(Evidence(right=True, helped=True, seconds=seconds), usual)
    unaided = grade(Evidence(right=True, seconds=seconds), usual)
    assert wrong < helped < unaided
