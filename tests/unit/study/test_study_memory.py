"""fsrs with our clock: the same answers give the same dates, on every machine and in every order."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s_svc_trainer.store import Card, Review, Store
from k8s_svc_trainer.study import Evidence, Grade, Item, adopt, record
from k8s_svc_trainer.study.memory import after, recall, remembered, scheduler
from k8s_svc_trainer.study.record import learn

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ITEM = Item(id="04-kube-proxy/who", kind="choice", lesson="04-kube-proxy", serves=("kube-proxy",), hash="h1")


def a_review(uuid: str, grade: int, at: datetime, *, rated: bool = False) -> Review:
    return Review(uuid=uuid, pack="core", item="a/b", kind="choice", grade=grade, right=grade > 1, hash="h", at=at, rated=rated)


@pytest.mark.parametrize(
    ("grade", "due_in", "state"),
    [
        pytest.param(Grade.AGAIN, timedelta(minutes=10), 1, id="wrong comes again in ten minutes"),
        pytest.param(Grade.HARD, timedelta(minutes=15), 1, id="right with help comes again in fifteen"),
        pytest.param(Grade.GOOD, 2 * DAY, 2, id="right comes again in two days"),
        pytest.param(Grade.EASY, 8 * DAY, 2, id="right and quick comes again in eight days"),
    ],
)
def test_the_first_answer_decides_when_the_item_comes_again(grade: Grade, due_in: timedelta, state: int) -> None:
    card = after(None, a_review("a", grade, NOON))
    assert (card.due - NOON, card.state, card.last, card.reviews) == (due_in, state, NOON, 1)


def test_right_answers_in_time_move_further_and_further_apart() -> None:
    card, gaps = after(None, a_review("0", 3, NOON)), []
    for number in range(5):
        card = after(card, a_review(str(number), 3, card.due))
        gaps.append((card.due - card.last).days)
    assert gaps == [11, 46, 163, 365, 365]


def test_a_wrong_answer_to_what_was_known_is_a_lapse_and_comes_again_in_ten_minutes() -> None:
    known = after(None, a_review("a", 3, NOON))
    lapsed = after(known, a_review("b", 1, NOON + 2 * DAY))
    assert (lapsed.lapses, lapsed.state, lapsed.due - lapsed.last) == (1, 3, timedelta(minutes=10))


def test_what_is_due_is_nine_in_ten_likely_known() -> None:
    card = after(None, a_review("a", 3, NOON))
    assert recall(card, NOON) == 1.0
    assert recall(card, card.due) == pytest.approx(0.9095, abs=0.001)
    assert recall(card, NOON - DAY) == 1.0


@given(stability=st.floats(0.001, 400), days=st.integers(0, 1000))
def test_recall_is_fsrs_own_curve_at_whole_days(stability: float, days: int) -> None:
    card = Card(
        pack="core", item="a", rated=False, state=2, step=None, stability=stability, difficulty=5.0, due=NOON, last=NOON, grade=3,
        reviews=1, lapses=0, hash="",
    )  # fmt: skip
    same = fsrs.Card(0, fsrs.State.Review, None, stability, 5.0, NOON, NOON)
    assert recall(card, NOON + days * DAY) == pytest.approx(scheduler().get_card_retrievability(same, NOON + days * DAY))


def test_a_card_does_not_depend_on_the_clock_or_on_chance() -> None:
    reviews = [a_review(str(number), 3, NOON + number * 9 * DAY) for number in range(4)]
    assert remembered(reviews) == remembered(reviews) == remembered(reversed(reviews))


answers = st.lists(
    st.builds(
        a_review,
        st.integers(0, 99).map(str),
        st.integers(1, 4),
        st.integers(0, 40_000).map(lambda minutes: NOON + timedelta(minutes=minutes)),
        rated=st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda review: review.uuid,
)


@given(answers, st.randoms(use_true_random=False))
def test_in_whatever_order_answers_arrive_the_card_is_that_of_the_whole_log(reviews: list[Review], order: object) -> None:
    order.shuffle(reviews)
    with Store.in_memory() as store:
        for review in reviews:
            store.add_review(review)
            learn(store, review)
        assert store.card(("core", "a/b")) == remembered(reviews)


def test_the_first_evidence_begins_anew_and_later_self_ratings_change_nothing() -> None:
    evidence = a_review("b", 1, NOON + DAY)
    reviews = [a_review("a", 4, NOON, rated=True), evidence, a_review("c", 4, NOON + 2 * DAY, rated=True)]
    assert remembered(reviews) == remembered([evidence])
    card = remembered(reviews[:1])
    assert card is not None
    assert card.rated is True


def test_an_answer_is_saved_with_its_evidence_and_its_card_and_drops_the_draft() -> None:
    with Store.in_memory() as store:
        store.save_draft(ITEM.key, "text", NOON)
        got = record(store, ITEM, Evidence(right=True, seconds=4.5, answer={"host": "web"}), NOON, seed=7, session="s1")
        assert (got.grade, got.right, got.due) == (Grade.GOOD, True, NOON + 2 * DAY)
        (review,) = store.reviews()
        assert (review.answer, review.seconds, review.seed, review.session, review.hash, review.at) == (
            '{"host":"web"}',
            4.5,
            7,
            "s1",
            "h1",
            NOON,
        )
        assert len(review.uuid) == 32
        assert store.draft(ITEM.key) is None
        card = store.card(ITEM.key)
        assert card is not None
        assert (card.due, card.grade, card.hash) == (NOON + 2 * DAY, 3, "h1")


def test_after_five_right_answers_a_faster_one_is_easy_but_not_when_it_comes_back() -> None:
    with Store.in_memory() as store:
        for number in range(5):
            got = record(store, ITEM, Evidence(right=True, seconds=10.0), NOON + number * DAY)
            assert got.grade is Grade.GOOD
        assert record(store, ITEM, Evidence(right=True, seconds=9.0), NOON + 6 * DAY, attempt=2).grade is Grade.GOOD
        assert record(store, ITEM, Evidence(right=True, seconds=9.0), NOON + 7 * DAY).grade is Grade.EASY


@pytest.mark.parametrize(
    "seconds", [pytest.param(-1.0, id="below 0"), pytest.param(float("nan"), id="no number"), pytest.param(float("inf"), id="for ever")]
)
def test_seconds_that_no_clock_measures_are_refused_and_nothing_is_written(seconds: float) -> None:
    with Store.in_memory() as store:
        with pytest.raises(ValueError, match="seconds must be a finite number, 0 or more"):
            record(store, ITEM, Evidence(right=True, seconds=seconds), NOON)
        assert store.reviews() == []


def test_an_answer_that_cannot_be_kept_as_json_leaves_nothing_behind() -> None:
    with Store.in_memory() as store:
        with pytest.raises(TypeError):
            record(store, ITEM, Evidence(right=True, answer=object()), NOON)
        assert (store.reviews(), store.cards()) == ([], {})


def test_points_are_kept_with_the_answer_they_judge() -> None:
    item = Item(id="04-kube-proxy/interview/load-balance", kind="interview")
    with Store.in_memory() as store:
        got = record(store, item, Evidence.by_points({"dnat": True, "watch": False}, answer="It writes rules."), NOON)
        assert got.grade is Grade.HARD
        assert store.points(item.key) == {"dnat": True, "watch": False}
        assert store.reviews()[0].rated is True


def test_a_renamed_question_keeps_its_progress_and_moves_it_once() -> None:
    new = Item(id="04-kube-proxy/writer", kind="choice", hash="h1", was=("04-kube-proxy/older", "04-kube-proxy/who"))
    with Store.in_memory() as store:
        record(store, ITEM, Evidence(right=True), NOON)
        assert adopt(store, [new]) == [("04-kube-proxy/who", "04-kube-proxy/writer")]
        assert adopt(store, [new]) == []
        card = store.card(new.key)
        assert card is not None
        assert card.due == NOON + 2 * DAY
        assert store.card(ITEM.key) is None


def test_a_draft_alone_moves_too() -> None:
    new = Item(id="04-kube-proxy/writer", kind="choice", was=("04-kube-proxy/who",))
    with Store.in_memory() as store:
        store.save_draft(ITEM.key, "text", NOON)
        assert adopt(store, [new]) == [("04-kube-proxy/who", "04-kube-proxy/writer")]
        draft = store.draft(new.key)
        assert draft is not None
        assert (draft.text, store.cards()) == ("text", {})


def test_where_both_names_were_answered_the_card_is_that_of_all_answers() -> None:
    new = Item(id="04-kube-proxy/writer", kind="choice", hash="h1", was=("04-kube-proxy/who",))
    with Store.in_memory() as store:
        record(store, ITEM, Evidence(right=True), NOON)
        record(store, new, Evidence(right=True), NOON + 2 * DAY)
        adopt(store, [new])
        card = store.card(new.key)
        assert card is not None
        assert (card.reviews, card.due) == (2, NOON + 13 * DAY)


def test_fsrs_is_not_imported_to_show_a_question() -> None:
    script = """
import sys
from datetime import UTC, datetime
from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study import Item, Session
from k8s_svc_trainer.study.front import front
from k8s_svc_trainer.study.tasks import Lessons
items = [Item(id="a/1", kind="choice", lesson="a")]
with Store.in_memory() as store:
    front(store, items, [], Lessons(), datetime(2026, 7, 1, tzinfo=UTC))
    Session.start(store, items, datetime(2026, 7, 1, tzinfo=UTC), seed=1).next()
print([name for name in ("fsrs", "yaml", "rich", "typer", "difflib", "tempfile") if name in sys.modules])
"""
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"
