"""A session: what is wrong comes back, and whatever ends it loses nothing that was answered."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s_svc_trainer.store import Store, StoreFault
from k8s_svc_trainer.study import Evidence, Grade, Item, Session, Wish

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RIGHT, WRONG = Evidence(right=True), Evidence(right=False)
COURSE = [Item(id=f"a/{number}", kind="choice", lesson="a") for number in range(1, 7)]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.in_memory() as opened:
        yield opened


def played(session: Session, wrong: dict[str, int], now: datetime = NOON) -> str:
    """The ids in the order they were asked, where each of `wrong` is answered wrong so many times."""
    asked, wrong = [], dict(wrong)
    while prompt := session.next():
        asked.append(prompt.item.id)
        missed = wrong.get(prompt.item.id, 0)
        wrong[prompt.item.id] = missed - 1
        session.submit(WRONG if missed > 0 else RIGHT, now + len(asked) * MINUTE)
    return " ".join(asked)


@pytest.mark.parametrize(
    ("count", "wrong", "expected"),
    [
        pytest.param(3, {}, "a/1 a/2 a/3", id="all right: each once"),
        pytest.param(6, {"a/1": 1}, "a/1 a/2 a/3 a/4 a/1 a/5 a/6", id="wrong: again after three others"),
        pytest.param(3, {"a/2": 1}, "a/1 a/2 a/3 a/2", id="wrong near the end: again as the last"),
        pytest.param(1, {"a/1": 1}, "a/1 a/1", id="wrong as the only one: again at once"),
        pytest.param(2, {"a/1": 9}, "a/1 a/2 a/1 a/1", id="always wrong: three times at most"),
        pytest.param(3, {"a/1": 1, "a/2": 1}, "a/1 a/2 a/3 a/1 a/2", id="two wrong: in the order they were missed"),
    ],
)
def test_what_was_wrong_comes_back(store: Store, count: int, wrong: dict[str, int], expected: str) -> None:
    assert played(Session.start(store, COURSE, NOON, seed=7, wish=Wish(count=count)), wrong) == expected


def test_an_unattended_quiz_asks_each_question_once(store: Store) -> None:
    assert played(Session.start(store, COURSE, NOON, seed=7, wish=Wish(count=2), repeats=False), {"a/1": 9}) == "a/1 a/2"


def test_a_prompt_stays_until_it_is_answered_and_what_comes_back_keeps_its_number(store: Store) -> None:
    session = Session.start(store, COURSE, NOON, seed=7, wish=Wish(count=2))
    first = session.next()
    assert first == session.next()
    assert first is not None
    assert (first.item.id, first.number, first.total, first.attempt) == ("a/1", 1, 2, 1)
    outcome = session.submit(WRONG, NOON)
    assert (outcome.right, outcome.grade, outcome.comes_back, outcome.left) == (False, Grade.AGAIN, 1, 2)
    session.submit(RIGHT, NOON + MINUTE)
    again = session.next()
    assert again is not None
    assert (again.item.id, again.number, again.total, again.attempt) == ("a/1", 1, 2, 2)
    assert again.seed != first.seed


def test_the_same_seed_draws_the_same_for_each_question(store: Store) -> None:
    seeds = []
    for seed in (7, 7, 8):
        prompt = Session.start(store, COURSE, NOON, seed=seed).next()
        assert prompt is not None
        seeds.append(prompt.seed)
    assert seeds[0] == seeds[1] != seeds[2]


def test_a_summary_counts_first_attempts(store: Store) -> None:
    session = Session.start(store, COURSE, NOON, seed=7, wish=Wish(count=4))
    for evidence in (Evidence(right=False, seconds=4.0), Evidence(right=True, helped=True, seconds=2.0), Evidence(right=True, seconds=1.0)):
        session.submit(evidence, NOON)
    summary = session.summary()
    assert (summary.right, summary.helped, summary.wrong) == (("a/3",), ("a/2",), ("a/1",))
    assert (summary.left, summary.seconds, summary.seed) == (("a/4", "a/1"), 7.0, 7)


def test_a_skipped_question_is_neither_saved_nor_asked_again(store: Store) -> None:
    session = Session.start(store, COURSE, NOON, seed=7, wish=Wish(count=2))
    session.skip(NOON)
    session.submit(RIGHT, NOON)
    assert [review.item for review in store.reviews()] == ["a/2"]
    assert session.next() is None


def test_nothing_to_ask_is_a_session_without_questions_and_writes_nothing(store: Store) -> None:
    session = Session.start(store, COURSE, NOON, seed=7, wish=Wish(due_only=True))
    assert (session.next(), session.left) == (None, 0)
    session.end(NOON)
    assert store.counts()["sittings"] == 0
    with pytest.raises(LookupError, match="no question is left"):
        session.submit(RIGHT, NOON)


def test_a_session_left_in_the_middle_goes_on_at_the_question_on_the_screen(store: Store) -> None:
    left = Session.start(store, COURSE, NOON, seed=7, wish=Wish(count=3))
    left.submit(WRONG, NOON)
    shown = left.next()
    resumed = Session.resume(store, COURSE, NOON + MINUTE)
    assert resumed is not None
    assert resumed.next() == shown
    assert (resumed.id, resumed.seed, resumed.selection) == (left.id, 7, None)
    assert played(resumed, {}) == "a/2 a/3 a/1"
    assert Session.resume(store, COURSE, NOON + MINUTE) is None


@pytest.mark.parametrize(
    ("later", "kind", "items"),
    [
        pytest.param(timedelta(days=2), "quiz", COURSE, id="after a day it is another day's work"),
        pytest.param(MINUTE, "drill", COURSE, id="another kind has its own"),
        pytest.param(MINUTE, "quiz", [], id="its questions are gone"),
    ],
)
def test_a_session_is_not_taken_up_again(store: Store, later: timedelta, kind: str, items: list[Item]) -> None:
    Session.start(store, COURSE, NOON, seed=7)
    assert Session.resume(store, items, NOON + later, kind=kind) is None


def test_a_session_that_was_ended_or_followed_by_another_is_not_offered(store: Store) -> None:
    first = Session.start(store, COURSE, NOON, seed=7)
    second = Session.start(store, COURSE, NOON + MINUTE, seed=8)
    resumed = Session.resume(store, COURSE, NOON + MINUTE)
    assert resumed is not None
    assert resumed.id == second.id != first.id
    second.end(NOON + 2 * MINUTE)
    assert Session.resume(store, COURSE, NOON + 3 * MINUTE) is None


def test_a_renamed_question_is_found_and_one_that_is_gone_is_left_out(store: Store) -> None:
    Session.start(store, COURSE, NOON, seed=7, wish=Wish(count=3))
    now = [Item(id="a/new", kind="choice", lesson="a", was=("a/1",)), COURSE[2]]
    resumed = Session.resume(store, now, NOON)
    assert resumed is not None
    assert played(resumed, {}) == "a/new a/3"


def test_an_answer_that_could_not_be_saved_leaves_the_session_where_it_was(store: Store) -> None:
    session = Session.start(store, COURSE, NOON, seed=7)
    shown = session.next()
    with pytest.raises(TypeError):
        session.submit(Evidence(right=True, answer=object()), NOON)
    assert session.next() == shown
    assert store.reviews() == []


def test_on_a_full_disk_the_session_stays_where_it_was_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        session = Session.start(store, COURSE, NOON, seed=7)
        shown = session.next()
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreFault, match="is full"):
            session.submit(Evidence(right=True, answer="x" * 50_000), NOON)
        assert session.next() == shown
        assert (store.reviews(), store.cards()) == ([], {})
        store._connection.execute("PRAGMA max_page_count = 1000000")
        session.submit(Evidence(right=True, answer="x" * 50_000), NOON)
        assert len(store.reviews()) == 1


KILLED = """
import os, signal, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study import Evidence, Item, Session
items = [Item(id=f"a/{number}", kind="choice", lesson="a") for number in range(1, 7)]
now = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
session = Session.start(Store.open(Path(sys.argv[1])), items, now, seed=7)
for number in range(3):
    session.submit(Evidence(right=number != 0), now)
session.next()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_session_killed_at_a_question_has_all_answers_and_goes_on(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    with Store.open(tmp_path) as store:
        assert sorted(review.item for review in store.reviews()) == ["a/1", "a/2", "a/3"]
        assert len(store.cards()) == 3
        resumed = Session.resume(store, COURSE, NOON + MINUTE)
        assert resumed is not None
        assert played(resumed, {}) == "a/4 a/1 a/5 a/6"


def test_two_trainers_in_one_store_each_play_their_own_session(tmp_path: Path) -> None:
    with Store.open(tmp_path) as one, Store.open(tmp_path) as two:
        first, second = Session.start(one, COURSE, NOON, seed=7), Session.start(two, COURSE, NOON, seed=8)
        for number in range(6):
            first.submit(RIGHT, NOON + number * MINUTE)
            second.submit(RIGHT, NOON + number * MINUTE)
        assert len(first.summary().right) == len(second.summary().right) == 6
        assert all(card.reviews == 2 for card in one.cards().values())


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 10))
def test_every_question_is_asked_at_least_once_and_at_most_three_times_however_often_it_is_left(rights: list[bool], leave: int) -> None:
    with Store.in_memory() as store:
        session, asked = Session.start(store, COURSE, NOON, seed=7), []
        while prompt := session.next():
            asked.append(prompt.item.id)
            right = rights[len(asked) - 1] if len(asked) <= len(rights) else True
            session.submit(Evidence(right=right), NOON + len(asked) * MINUTE)
            if len(asked) == leave and session.left:
                resumed = Session.resume(store, COURSE, NOON + len(asked) * MINUTE)
                assert resumed is not None
                session = resumed
        assert set(asked) == {item.id for item in COURSE}
        assert max(asked.count(item) for item in asked) <= 3
        assert len(store.reviews()) == len(asked)
