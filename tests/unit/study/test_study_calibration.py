"""How sure one was against how often one was right: literal figures, and one sentence."""

from datetime import UTC, datetime

import pytest

from k8s_svc_trainer.store import Review, Store
from k8s_svc_trainer.study import Evidence, Item, record
from k8s_svc_trainer.study.calibration import SAID, calibration, in_words

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def said(stated: float | None, right: int, wrong: int, attempt: int = 1) -> list[Review]:
    return [
        Review(
            uuid=f"{stated} {number} {attempt}", pack="core", item="a/1", kind="choice", grade=3 if number < right else 1,
            right=number < right, hash="", at=NOON, attempt=attempt, confidence=stated,
        )
        for number in range(right + wrong)
    ]  # fmt: skip


def test_nothing_said_is_nothing_measured() -> None:
    found = calibration(said(None, 3, 3))
    assert (found.answers, found.brier, found.buckets) == (0, None, ())


def test_each_sureness_is_a_bucket_from_the_least() -> None:
    found = calibration([*said(0.95, 7, 3), *said(0.25, 1, 3)])
    assert [(one.word, one.answers, one.right, one.share) for one in found.buckets] == [("guess", 4, 1, 0.25), ("sure", 10, 7, 0.7)]
    assert found.answers == 14


@pytest.mark.parametrize(
    ("reviews", "score"),
    [
        pytest.param(said(1.0, 4, 0), 0.0, id="certain and right"),
        pytest.param(said(1.0, 0, 4), 1.0, id="certain and wrong"),
        pytest.param(said(0.5, 2, 2), 0.25, id="a coin"),
        pytest.param([*said(0.75, 3, 1)], 0.1875, id="three in four, as said"),
    ],
)
def test_the_score_is_the_mean_square_of_how_far_off(reviews: list[Review], score: float) -> None:
    assert calibration(reviews).brier == pytest.approx(score)


def test_what_came_back_in_its_session_does_not_count() -> None:
    assert calibration(said(0.95, 3, 0, attempt=2)).answers == 0


def test_a_sureness_of_another_version_goes_to_the_nearest_word() -> None:
    assert [one.word for one in calibration(said(0.9, 1, 0)).buckets] == ["sure"]


@pytest.mark.parametrize(
    ("reviews", "words"),
    [
        pytest.param(said(0.95, 7, 3), "When you say sure, you are right 7 of 10 times, not 95 % of them: doubt more.", id="too sure"),
        pytest.param(said(0.25, 8, 2), "When you say guess, you are right 8 of 10 times: trust yourself more.", id="not sure enough"),
        pytest.param(said(0.75, 8, 2), "When you say rather sure, you are right 8 of 10 times: you know what you know.", id="well"),
        pytest.param(
            [*said(0.95, 8, 2), *said(0.25, 10, 0)],
            "When you say sure, you are right 8 of 10 times, not 95 % of them: doubt more.",
            id="being too sure comes before doubting too much",
        ),
        pytest.param(said(0.95, 1, 3), "Too few answers yet to say more: 5 of one kind are needed.", id="too few"),
    ],
)
def test_one_sentence_says_what_to_make_of_it(reviews: list[Review], words: str) -> None:
    assert in_words(calibration(reviews)) == words


def test_what_was_said_is_kept_with_the_answer() -> None:
    with Store.in_memory() as store:
        record(store, Item(id="a/1", kind="choice"), Evidence(right=True, confidence=SAID["sure"]), NOON)
        assert [review.confidence for review in store.reviews()] == [0.95]


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_that_is_no_share_is_refused(confidence: float) -> None:
    with Store.in_memory() as store, pytest.raises(ValueError, match="from 0 to 1"):
        record(store, Item(id="a/1", kind="choice"), Evidence(right=True, confidence=confidence), NOON)
