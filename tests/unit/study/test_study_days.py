"""Days, weeks and wrong options, counted from answers: literal figures."""

from datetime import UTC, date, datetime, timedelta

import pytest

from k8s_svc_trainer.store import Review, Store
from k8s_svc_trainer.study import Evidence, Item, record, stats
from k8s_svc_trainer.study.stats import WEEKS, history, kept, options_of, weeks, wrongs

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)  # a Wednesday
DAY = timedelta(days=1)


def review(
    item: str, ago: float, *, right: bool = True, answer: str | None = None, kind: str = "choice", seconds: float | None = None
) -> Review:
    at = NOON - DAY * ago
    return Review(
        uuid=f"{item} {ago}", pack="core", item=item, kind=kind, grade=3 if right else 1, right=right, hash="", at=at, answer=answer,
        seconds=seconds, seed=4,
    )  # fmt: skip


def test_a_day_counts_its_answers_and_their_seconds() -> None:
    found = history([review("a/1", 1, seconds=10), review("a/2", 1, seconds=5.5), review("a/1", 0)], NOON)
    assert [(day.day, day.count, day.seconds) for day in found] == [(date(2026, 6, 30), 2, 15.5), (date(2026, 7, 1), 1, 0.0)]


def test_kept_is_what_came_back_after_a_day_or_more() -> None:
    answers = [review("a/1", 9), review("a/1", 8.5), review("a/1", 7), review("a/2", 7), review("a/1", 1)]
    assert [one.uuid for one in kept(answers)] == ["a/1 7", "a/1 1"]


def test_retention_is_told_week_by_week_and_a_week_without_has_none() -> None:
    answers = [review("a/1", 30), review("a/1", 14), review("a/2", 13), review("a/2", 2, right=False), review("a/1", 1)]
    found = weeks(answers, NOON)
    assert len(found) == WEEKS
    assert [(one.monday, one.answers, one.share) for one in found[-3:]] == [
        (date(2026, 6, 15), 1, 1.0),
        (date(2026, 6, 22), 0, None),
        (date(2026, 6, 29), 2, 0.5),
    ]


def test_wrong_options_are_counted_the_open_and_frequent_first() -> None:
    answers = [
        review("a/1", 5, right=False, answer='["x"]'),
        review("a/1", 4, right=False, answer='["x", "y"]'),
        review("a/2", 3, right=False, answer='"z"'),
        review("a/2", 2, right=True, answer='["x"]'),
        review("a/3", 1, right=False, answer='"timeout"', kind="predict"),
    ]
    found = [(one.item, one.option, one.times, one.mended, one.seed, one.last) for one in wrongs(answers)]
    assert found == [
        ("a/1", "x", 2, False, 4, NOON - 4 * DAY),
        ("a/1", "y", 1, False, 4, NOON - 4 * DAY),
        ("a/2", "z", 1, True, 4, NOON - 3 * DAY),
    ]


@pytest.mark.parametrize(
    ("answer", "options"),
    [
        ('["a", "b"]', ["a", "b"]),
        ('"a"', ["a"]),
        ('["a", 1]', ["a"]),
        ('{"host": "web"}', []),
        ("[", []),
        (None, []),
    ],
)
def test_an_answer_of_another_shape_marked_no_option(answer: str | None, options: list[str]) -> None:
    assert options_of(review("a/1", 1, answer=answer)) == options


def test_what_is_part_of_another_answer_is_no_answer_of_its_own() -> None:
    with Store.in_memory() as store:
        for item, kind in (("a/interview/x", "interview"), ("a/interview/x/point/y", "point"), ("a/interview/x/point/z", "point")):
            record(store, Item(id=item, kind=kind, lesson="a"), Evidence(right=True), NOON - DAY)
        found = stats(store, [], [], NOON)
    assert (found.answers, found.right, [day.count for day in found.history]) == (1, 1, [1])


def test_stats_hold_all_of_it() -> None:
    items = [Item(id="a/1", kind="choice", lesson="a")]
    with Store.in_memory() as store:
        for ago, right in ((3, False), (2, True)):
            record(store, items[0], Evidence(right=right, seconds=30.0, answer=["x"], confidence=0.75), NOON - DAY * ago)
        found = stats(store, items, [], NOON)
    assert [(day.count, day.seconds) for day in found.history] == [(1, 30.0), (1, 30.0)]
    assert [(one.option, one.mended) for one in found.wrongs] == [("x", True)]
    assert (found.calibration.answers, found.calibration.brier) == (2, 0.3125)
    assert found.weeks[-1].answers == 1
