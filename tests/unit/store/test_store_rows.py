"""What the store is given comes back as it was, whatever the order and the number of connections."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from k8s_svc_trainer.store import Asked, Card, Draft, Place, Review, Ruling, Sitting, Store

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
ONE = timedelta(minutes=1)
KEY = ("core", "04-kube-proxy/who")


def a_review(uuid: str = "a1", **fields: object) -> Review:
    base = {"pack": KEY[0], "item": KEY[1], "kind": "choice", "grade": 3, "right": True, "hash": "h1", "at": NOON}
    return Review(uuid=uuid, **(base | fields))


def a_card(**fields: object) -> Card:
    base = {"pack": KEY[0], "item": KEY[1], "rated": False, "state": 2, "step": None, "stability": 2.3065, "difficulty": 2.118}
    base |= {"due": NOON + 2 * timedelta(days=1), "last": NOON, "grade": 3, "reviews": 1, "lapses": 0, "hash": "h1"}
    return Card(**(base | fields))


FULL = a_review(
    helped=True,
    rated=True,
    seconds=12.25,
    seed=7,
    answer='{"host":"web.default"}',
    session="s1",
    attempt=2,
    confidence=0.9,
    at=NOON + timedelta(microseconds=1),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path)


@pytest.mark.parametrize(
    "review",
    [
        pytest.param(a_review(), id="an answer with nothing but what it must have"),
        pytest.param(FULL, id="an answer with everything it may have"),
        pytest.param(
            a_review(item="x/ü ' -- \u202e", answer='"\\u0000"'), id="an item and an answer that SQL and terminals would trip over"
        ),
    ],
)
def test_a_review_comes_back_as_it_was_written(store: Store, review: Review) -> None:
    assert store.add_review(review) is True
    assert store.reviews() == [review]


def test_a_review_is_written_once_however_often_it_is_added(store: Store) -> None:
    store.add_review(a_review(grade=3), {"dnat": True})
    assert store.add_review(a_review(grade=1), {"dnat": False}) is False
    assert store.reviews() == [a_review(grade=3)]
    assert store.points(KEY) == {"dnat": True}


def test_a_time_in_another_zone_is_kept_as_the_same_moment(store: Store) -> None:
    store.add_review(a_review(at=datetime(2026, 7, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))))
    assert store.reviews()[0].at == NOON
    assert store.reviews()[0].at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused_and_nothing_is_written(store: Store) -> None:
    with pytest.raises(ValueError, match="a time without a zone: 2026-07-01T12:00:00"):
        store.add_review(a_review(at=datetime(2026, 7, 1, 12, 0)))
    assert store.reviews() == []


def test_reviews_are_read_in_the_order_of_time_and_by_item_and_by_session(store: Store) -> None:
    late, early = a_review("b", at=NOON + ONE, session="s1"), a_review("a", session="s2")
    other = a_review("c", item="08-dns/other", session="s1", at=NOON + 2 * ONE)
    for review in (other, late, early):
        store.add_review(review)
    assert store.reviews() == [early, late, other]
    assert store.reviews(KEY) == [early, late]
    assert store.reviews(session="s1") == [late, other]
    assert store.reviews(KEY, session="s1") == [late]


def test_only_right_unaided_first_attempts_with_a_time_count_for_the_median(store: Store) -> None:
    unlike = [{"right": False}, {"helped": True}, {"rated": True}, {"attempt": 2}, {"seconds": None}, {"kind": "fill"}]
    for number, fields in enumerate([{}, *unlike]):
        store.add_review(a_review(str(number), **({"seconds": 10.0 + number} | fields)))
    assert store.seconds("choice") == [10.0]


def test_a_card_is_replaced_as_a_whole(store: Store) -> None:
    store.put_card(a_card())
    store.put_card(a_card(grade=1, state=3, step=0, lapses=1))
    assert store.card(KEY) == a_card(grade=1, state=3, step=0, lapses=1)
    assert store.cards() == {KEY: a_card(grade=1, state=3, step=0, lapses=1)}
    assert store.card(("other pack", KEY[1])) is None


def test_the_points_are_those_of_the_last_answer_that_was_judged(store: Store) -> None:
    store.add_review(a_review("a"), {"dnat": False, "watch": True})
    store.add_review(a_review("b", at=NOON + ONE), {"dnat": True, "watch": True})
    store.add_review(a_review("c", at=NOON + 2 * ONE))
    assert store.points(KEY) == {"dnat": True, "watch": True}
    assert store.points(("core", "never asked")) == {}


def test_a_draft_is_the_last_text_until_it_is_dropped(store: Store) -> None:
    store.save_draft(KEY, "A Service is", NOON)
    store.save_draft(KEY, "A Service is\na virtual address", NOON + ONE)
    assert store.draft(KEY) == Draft(pack="core", item="04-kube-proxy/who", text="A Service is\na virtual address", at=NOON + ONE)
    store.drop_draft(KEY)
    assert store.draft(KEY) is None


def a_ruling(**fields: object) -> Ruling:
    base = {"pack": "core", "item": "04-kube-proxy/interview/load-balance", "point": "dnat", "graded": 0.5, "ruled": 1.0}
    return Ruling(**(base | {"answer": "It swaps the address.", "at": NOON} | fields))


@pytest.mark.parametrize(
    "ruling",
    [
        pytest.param(a_ruling(), id="a point that was touched on"),
        pytest.param(a_ruling(graded=0.0, answer="two\nlines"), id="a point that was not made"),
        pytest.param(a_ruling(point="x' --", answer="\u202e \u0000 '"), id="words that SQL and terminals would trip over"),
    ],
)
def test_a_ruling_comes_back_as_it_was_written(store: Store, ruling: Ruling) -> None:
    store.rule(ruling)
    assert store.rulings() == [ruling]


def test_rulings_are_read_in_the_order_of_time_and_one_of_the_same_moment_replaces_the_other(store: Store) -> None:
    late, early = a_ruling(at=NOON + ONE), a_ruling()
    for ruling in (late, early, a_ruling(graded=0.0)):
        store.rule(ruling)
    assert store.rulings() == [a_ruling(graded=0.0), late]


def test_a_ruling_without_a_zone_in_its_time_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="a time without a zone"):
        store.rule(a_ruling(at=datetime(2026, 7, 1, 12, 0)))
    assert store.rulings() == []


def test_rulings_go_with_a_renamed_question(store: Store) -> None:
    store.rule(a_ruling(item="old/interview/q"))
    store.rename("core", "old/interview/q", "new/interview/q")
    assert store.rulings() == [a_ruling(item="new/interview/q")]


def test_a_lesson_once_finished_stays_finished_wherever_it_is_left(store: Store) -> None:
    store.save_place("core", "04-kube-proxy", "agent", NOON)
    assert store.places("core") == {"04-kube-proxy": Place(pack="core", lesson="04-kube-proxy", section="agent", at=NOON)}
    store.save_place("core", "04-kube-proxy", "robin", NOON + ONE, finished=True)
    store.save_place("core", "04-kube-proxy", "agent", NOON + 2 * ONE)
    place = Place(pack="core", lesson="04-kube-proxy", section="agent", at=NOON + 2 * ONE, finished=NOON + ONE)
    assert store.places("core") == {"04-kube-proxy": place}
    assert store.places("another") == {}


def test_the_open_sitting_is_the_one_touched_last_and_ended_ones_are_not_open(store: Store) -> None:
    plan = (Asked("core", "a/1"), Asked("core", "a/2", 2))
    first = Sitting(id="s1", kind="quiz", seed=7, started=NOON, touched=NOON, ended=None, plan=plan, queue=plan[1:])
    second = Sitting(id="s2", kind="quiz", seed=8, started=NOON, touched=NOON + ONE, ended=None, plan=plan, queue=plan)
    for sitting in (second, first):
        store.put_sitting(sitting)
    assert store.open_sitting("quiz") == second
    assert store.open_sitting("drill") is None
    store.end_sittings("quiz", NOON + 2 * ONE)
    assert store.open_sitting("quiz") is None
    assert store.sitting("s1") == Sitting(
        id="s1", kind="quiz", seed=7, started=NOON, touched=NOON, ended=NOON + 2 * ONE, plan=plan, queue=plan[1:]
    )


def test_what_was_begun_inside_a_transaction_is_gone_when_it_fails(store: Store) -> None:
    def interrupted() -> None:
        with store.transaction():
            store.add_review(a_review())
            store.put_card(a_card())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (store.reviews(), store.cards()) == ([], {})


def test_a_rename_takes_answers_card_and_draft_along(store: Store) -> None:
    store.add_review(a_review(), {"dnat": True})
    store.put_card(a_card())
    store.save_draft(KEY, "text", NOON)
    new = ("core", "04-kube-proxy/writer")
    store.rename("core", KEY[1], new[1])
    assert (store.knows(KEY), store.knows(new)) == (False, True)
    assert store.reviews(new) == [a_review(item="04-kube-proxy/writer")]
    assert store.card(new) == a_card(item="04-kube-proxy/writer")
    assert store.points(new) == {"dnat": True}
    assert store.draft(new) == Draft(pack="core", item="04-kube-proxy/writer", text="text", at=NOON)


def test_a_rename_never_overwrites_what_the_new_name_has(store: Store) -> None:
    new = a_card(item="new", stability=9.0)
    for card in (a_card(), new):
        store.put_card(card)
    store.rename("core", KEY[1], "new")
    assert store.cards() == {("core", "new"): new}


def test_two_connections_of_one_process_see_each_other_and_lose_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path) as one, Store.open(tmp_path) as two:
        for number in range(10):
            one.add_review(a_review(f"one-{number}"))
            two.add_review(a_review(f"two-{number}"))
        assert len(one.reviews()) == len(two.reviews()) == 20
    with Store.open(tmp_path) as third:
        assert len(third.reviews()) == 20


def test_a_store_in_memory_holds_what_it_is_given_and_names_no_file() -> None:
    with Store.in_memory() as store:
        store.add_review(a_review())
        assert store.counts() == {
            "cards": 0,
            "drafts": 0,
            "places": 0,
            "points": 0,
            "reviews": 1,
            "known": 0,
            "rulings": 0,
            "settings": 0,
            "sittings": 0,
        }
        store.check()


def test_a_setting_is_what_was_set_last_until_it_is_forgotten(store: Store) -> None:
    store.set_setting("minutes", "20", NOON)
    store.set_setting("minutes", "30", NOON + ONE)
    store.set_setting("interview", '"2026-07-14"', NOON)
    assert store.settings() == {"minutes": "30", "interview": '"2026-07-14"'}
    store.set_setting("minutes", None, NOON)
    assert store.settings() == {"interview": '"2026-07-14"'}


def test_a_lesson_that_was_tested_out_of_keeps_its_first_time(store: Store) -> None:
    store.mark_known("core", "01-why-a-service", NOON)
    store.mark_known("core", "01-why-a-service", NOON + ONE)
    assert store.known("core") == {"01-why-a-service": NOON}
    assert store.known("another") == {}
