"""Readiness and numbers: from evidence alone, and literal."""

from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
import pytest

from k8s_svc_trainer.store import Card, Key, Store
from k8s_svc_trainer.study import MATURE, Evidence, Grade, Item, readiness, record, stats
from k8s_svc_trainer.study.ready import strength

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def a_question(name: str, *serves: str, kind: str = "choice") -> Item:
    return Item(id=name, kind=kind, lesson=name.partition("/")[0], serves=serves)


def known(name: str, *, grade: int = 3, rated: bool = False, stability: float = 1000.0) -> tuple[Key, Card]:
    card = Card(
        pack="core", item=name, rated=rated, state=2, step=None, stability=stability, difficulty=5.0, due=NOON + DAY, last=NOON,
        grade=grade, reviews=1, lapses=0, hash="",
    )  # fmt: skip
    return card.key, card


FIVE = [a_question(f"a/{number}", "dns") for number in range(1, 6)]
DNS, PROXY = Item(id="checklist/dns", kind="checklist"), Item(id="checklist/kube-proxy", kind="checklist")


@pytest.mark.parametrize(
    ("cards", "expected", "ready", "seen", "right"),
    [
        pytest.param({}, 0.0, False, 0, 0, id="unseen is not ready"),
        pytest.param(dict([known("a/1"), known("a/2"), known("a/3")]), 0.6, False, 3, 3, id="three of five are not enough"),
        pytest.param(dict(known(f"a/{n}") for n in range(1, 5)), 0.8, True, 4, 4, id="four of five, just answered right, are ready"),
        pytest.param(dict(known(f"a/{n}", grade=1) for n in range(1, 6)), 0.0, False, 5, 0, id="last answered wrong is worth nothing"),
        pytest.param(dict(known(f"a/{n}", grade=2) for n in range(1, 6)), 0.5, False, 5, 5, id="right with help is worth half"),
        pytest.param(dict(known(f"a/{n}", rated=True) for n in range(1, 6)), 0.0, False, 0, 0, id="self-rated is no evidence"),
    ],
)
def test_strength_is_the_mean_of_what_is_proved(cards: dict[Key, Card], expected: float, ready: bool, seen: int, right: int) -> None:
    got = strength("dns", FIVE, cards, NOON)
    assert got.strength == pytest.approx(expected)
    assert (got.ready, got.questions, got.seen, got.right) == (ready, 5, seen, right)


def test_strength_fades_with_time_until_it_is_no_longer_ready() -> None:
    cards = dict(known(f"a/{number}", stability=10.0) for number in range(1, 6))
    at = [strength("dns", FIVE, cards, NOON + days * DAY) for days in (0, 10, 60)]
    assert [round(part.strength, 3) for part in at] == [1.0, 0.9, 0.743]
    assert [part.ready for part in at] == [True, True, False]


def test_questions_that_people_judge_themselves_neither_prove_nor_hinder() -> None:
    items = [a_question("a/1", "dns"), a_question("a/interview/1", "dns", kind="interview")]
    got = strength("dns", items, dict([known("a/1"), known("a/interview/1", rated=True)]), NOON)
    assert (got.strength, got.questions, got.ready) == (1.0, 1, True)


def test_what_no_question_serves_cannot_be_ready_and_keeps_maturity_away() -> None:
    got = readiness([DNS, PROXY], FIVE, dict(known(f"a/{number}") for number in range(1, 6)), NOON)
    assert [(part.id, part.ready, part.questions) for part in got.items] == [("dns", True, 5), ("kube-proxy", False, 0)]
    assert (got.percent, got.ready, got.mature) == (50, 1, False)


def test_all_ready_by_evidence_is_maturity() -> None:
    got = readiness([DNS], FIVE, dict(known(f"a/{number}") for number in range(1, 6)), NOON)
    assert (got.percent, got.ready, got.mature) == (100, 1, True)
    assert MATURE == "Service-level maturity achieved"


def test_rating_oneself_schedules_and_is_shown_but_makes_nothing_ready() -> None:
    with Store.in_memory() as store:
        got = record(store, DNS, Evidence.by_oneself(Grade.EASY), NOON)
        assert got.due == NOON + 8 * DAY
        part = readiness([DNS], FIVE, store.cards(), NOON).items[0]
        assert (part.rated, part.strength, part.ready) == (Grade.EASY, 0.0, False)


def test_an_empty_checklist_is_not_maturity() -> None:
    assert readiness([], FIVE, {}, NOON).mature is False


def test_stats_count_days_where_the_learner_lives() -> None:
    tokyo = timezone(timedelta(hours=9))
    course = [a_question("b/1"), *FIVE]
    with Store.in_memory() as store:
        record(store, FIVE[0], Evidence(right=True, seconds=10.0), NOON - DAY)
        record(store, FIVE[1], Evidence(right=True, helped=True, seconds=5.0), NOON + timedelta(hours=2))
        record(store, FIVE[2], Evidence(right=False), NOON + timedelta(hours=4))
        record(store, FIVE[0], Evidence(right=True), NOON + timedelta(hours=4))
        record(store, DNS, Evidence.by_oneself(Grade.GOOD), NOON + timedelta(hours=4))
        got = stats(store, course, [DNS], (NOON + timedelta(hours=5)).astimezone(tokyo))
    assert [(day.day, day.count) for day in got.history] == [(date(2026, 6, 30), 1), (date(2026, 7, 1), 1), (date(2026, 7, 2), 3)]
    assert [(day.day, day.count) for day in got.forecast if day.count] == [(date(2026, 7, 2), 2), (date(2026, 7, 9), 1)]
    assert len(got.forecast) == 14
    assert (got.answers, got.right, got.helped, got.self_rated, got.seconds) == (4, 3, 1, 1, 15.0)
    assert (got.items, got.seen, got.due, got.streak) == (6, 3, 2, 3)
    assert [(part.id, part.questions, part.seen) for part in got.sections] == [("b", 1, 0), ("a", 5, 3)]
    assert (got.retention.answers, got.retention.share) == (1, 1.0)
    assert msgspec.json.encode(got).startswith(b'{"readiness":{"items":[{"id":"dns",')


def test_stats_of_nothing_are_empty_and_not_wrong() -> None:
    with Store.in_memory() as store:
        got = stats(store, FIVE, [DNS], NOON)
    assert (got.answers, got.history, got.streak, got.retention.share, got.due) == (0, (), 0, None, 0)


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [
        pytest.param([0, 1, 2], 3, id="today and the two days before"),
        pytest.param([1, 2], 2, id="today is not over"),
        pytest.param([2, 3], 0, id="yesterday was missed"),
        pytest.param([0, 2], 1, id="a gap ends it"),
    ],
)
def test_a_streak_is_days_in_a_row(days_ago: list[int], expected: int) -> None:
    with Store.in_memory() as store:
        for ago in days_ago:
            record(store, FIVE[0], Evidence(right=True), NOON - ago * DAY)
        assert stats(store, FIVE, [], NOON).streak == expected


def test_four_of_five_answered_right_are_still_ready_the_day_after() -> None:
    cards = dict(known(f"a/{number}", stability=2.3) for number in range(1, 5))
    got = strength("dns", FIVE, cards, NOON + DAY)
    assert (round(got.strength, 3), got.ready) == (0.757, True)
