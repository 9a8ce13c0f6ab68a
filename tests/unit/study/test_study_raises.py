"""Readiness from all kinds of evidence, lessons that were tested out of, and what would raise readiness most."""

from datetime import UTC, datetime, timedelta

import pytest

from k8s_svc_trainer.store import Card, Key, Store
from k8s_svc_trainer.study import (
    Evidence,
    Item,
    Session,
    Wish,
    choose,
    lessons_known,
    point_of,
    raises,
    raises_of,
    readiness,
    record,
    shares,
)

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
DNS, TYPES = Item(id="checklist/dns", kind="checklist"), Item(id="checklist/types", kind="checklist")
TALK = Item(id="b/interview/talk", kind="interview", lesson="b", serves=("dns",))
QUESTIONS = [Item(id=f"{lesson}/{number}", kind="choice", lesson=lesson, serves=("dns",)) for lesson in "ab" for number in (1, 2, 3)]
LAB = Item(id="a/lab/broken", kind="lab", lesson="a", serves=("dns", "types"))
ALL = [*QUESTIONS, LAB, TALK, point_of(TALK, "x"), point_of(TALK, "y")]


def known(item: Item, grade: int = 3) -> tuple[Key, Card]:
    card = Card(
        pack="core", item=item.id, rated=False, state=2, step=None, stability=1e9, difficulty=5.0, due=NOON, last=NOON,
        grade=grade, reviews=1, lapses=0, hash="",
    )  # fmt: skip
    return item.key, card


def test_questions_labs_and_points_each_count_once() -> None:
    found = readiness([DNS], ALL, dict([known(QUESTIONS[0]), known(LAB), known(ALL[-1])]), NOON).items[0]
    assert (found.questions, found.seen, found.strength) == (9, 3, pytest.approx(3 / 9))


@pytest.mark.parametrize(
    ("proved", "strength", "of"),
    [
        pytest.param([], 0.0, 5, id="testing out of a lesson proves nothing by itself, and its unseen questions are not asked for"),
        pytest.param(["a/1", "a/2"], 2 / 7, 7, id="what was asked of it counts as ever"),
        pytest.param(["b/1"], 1 / 5, 5, id="the others count against all that is left"),
    ],
)
def test_of_a_lesson_that_was_tested_out_of_only_what_was_asked_counts(proved: list[str], strength: float, of: int) -> None:
    cards = dict(known(item) for item in ALL if item.id in proved)
    found = readiness([DNS], ALL, cards, NOON, known={("core", "a")}).items[0]
    assert (found.questions, found.strength) == (of, pytest.approx(strength))


def test_what_raises_most_is_named_with_how_much_and_how_many() -> None:
    cards = dict([known(QUESTIONS[0]), known(QUESTIONS[1], 1), known(QUESTIONS[3], 2)])
    found = raises_of(DNS, ALL, cards, NOON)
    assert [(one.kind, one.id, one.count, round(one.gain * 9, 2)) for one in found] == [
        ("questions", "b", 3, 2.5),
        ("questions", "a", 2, 2.0),
        ("interview", "b/interview/talk", 2, 2.0),
        ("lab", "a/lab/broken", 1, 1.0),
    ]


def test_what_is_proven_raises_nothing() -> None:
    assert raises_of(DNS, QUESTIONS, dict(known(item) for item in QUESTIONS), NOON) == ()


def test_in_all_a_lab_that_serves_two_items_raises_both() -> None:
    share = shares([DNS, TYPES], ALL, {})
    assert share[LAB.key] == pytest.approx(1 / 18 + 1 / 2)
    assert sum(share.values()) == pytest.approx(1.0)
    assert raises(share, ALL, {}, NOON)[0].id == "a/lab/broken"


def test_questions_of_a_lesson_that_was_tested_out_of_come_after_all_other_new_ones_and_before_what_is_not_due() -> None:
    ahead = {key: card for key, card in [known(QUESTIONS[5])] for card in [_due(card, NOON + timedelta(days=3))]}
    found = choose(QUESTIONS, ahead, now=NOON, known={("core", "a")})
    assert [item.id for item in found.items] == ["b/1", "b/2", "a/1", "a/2", "a/3", "b/3"]


def _due(card: Card, when: datetime) -> Card:
    return Card(**{name: getattr(card, name) for name in card.__struct_fields__} | {"due": when})


def test_due_questions_are_mixed_by_section_and_the_longest_overdue_are_among_them() -> None:
    late = {key: _due(card, NOON - timedelta(days=9 - place)) for place, item in enumerate(QUESTIONS) for key, card in [known(item)]}
    found = choose(QUESTIONS, late, now=NOON, wish=Wish(count=5))
    assert [item.id for item in found.items] == ["a/1", "b/1", "a/2", "b/2", "a/3"]


def test_a_session_knows_what_was_tested_out_of() -> None:
    with Store.in_memory() as store:
        store.mark_known("core", "a", NOON)
        assert lessons_known(store, ALL) == {("core", "a")}
        session = Session.start(store, QUESTIONS, NOON, seed=1, wish=Wish(count=3))
        prompt = session.next()
    assert prompt is not None
    assert prompt.item.id == "b/1"


def test_recording_for_a_lesson_tested_out_of_is_evidence_as_ever() -> None:
    with Store.in_memory() as store:
        record(store, QUESTIONS[0], Evidence(right=True), NOON)
        found = readiness([DNS], QUESTIONS, store.cards(), NOON, known={("core", "a"), ("core", "b")})
    assert (found.items[0].strength, found.items[0].questions) == (1.0, 1)
