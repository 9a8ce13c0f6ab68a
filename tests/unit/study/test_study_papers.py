"""Papers: which questions stand on an exam, test a section, and come in a drill."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s_svc_trainer.store import Card
from k8s_svc_trainer.study import Item, UnknownTopic
from k8s_svc_trainer.study.papers import MINUTES, drilled, hardest, minutes_for, needed, paper

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
COURSE = [
    Item(id=f"{lesson}/{level}-{number}", kind="choice", lesson=lesson, level=level, tags=(f"tag-{level}",))
    for lesson in ("01-a", "02-b", "03-c", "04-d")
    for level in (1, 2, 3)
    for number in range(10)
]


def card(item: str, *, difficulty: float = 5.0, grade: int = 3, due: datetime = NOON + DAY, stability: float = 5.0) -> Card:
    return Card(
        pack="core", item=item, rated=False, state=2, step=None, stability=stability, difficulty=difficulty, due=due, last=NOON - DAY,
        grade=grade, reviews=1, lapses=0, hash="",
    )  # fmt: skip


def test_a_seed_names_a_paper_for_ever() -> None:
    first = [item.id for item in paper(COURSE, minutes=12, seed=7)]
    assert first == [item.id for item in paper(COURSE, minutes=12, seed=7)]
    assert first == ["01-a/2-6", "04-d/2-3", "03-c/2-0", "02-b/2-7", "01-a/3-1", "04-d/3-8", "03-c/3-4", "02-b/2-0"]


def test_every_section_has_its_turn_before_one_has_another() -> None:
    counts = Counter(item.lesson for item in paper(COURSE, minutes=45, seed=1))
    assert sorted(counts.values()) == [7, 7, 8, 8]


def test_senior_and_staff_questions_come_sooner_than_junior_ones() -> None:
    levels = Counter(item.level for seed in range(40) for item in paper(COURSE, minutes=15, seed=seed))
    assert levels[1] < levels[2] / 2
    assert levels[1] < levels[3] / 2


@given(st.integers(0, 10_000), st.integers(5, 240), st.permutations(COURSE))
def test_no_question_twice_and_no_more_than_the_minutes_hold(seed: int, minutes: int, items: list[Item]) -> None:
    found = paper(items, minutes=minutes, seed=seed)
    assert len({item.key for item in found}) == len(found)
    assert sum(MINUTES[item.kind] for item in found) <= minutes


def test_a_topic_is_all_there_is_on_the_paper_and_an_unknown_one_is_refused() -> None:
    assert {item.level for item in paper(COURSE, minutes=45, seed=1, topic="tag-3")} == {3}
    with pytest.raises(UnknownTopic):
        paper(COURSE, minutes=45, seed=1, topic="tag-4")


def test_what_is_no_question_stands_on_no_paper() -> None:
    items = [Item(id="01-a/lab/x", kind="lab", lesson="01-a"), Item(id="01-a/interview/x", kind="interview", lesson="01-a")]
    assert paper(items, minutes=45, seed=1) == ()
    assert hardest(items, {}, "01-a", seed=1) == ()
    assert drilled(items, {}, NOON, seed=1) == ()


def test_a_long_question_does_not_keep_short_ones_out() -> None:
    items = [Item(id="01-a/fix", kind="fix", lesson="01-a"), Item(id="02-b/choice", kind="choice", lesson="02-b")]
    assert [item.id for item in paper(items, minutes=3, seed=1)] == ["02-b/choice"]


def test_the_hardest_are_the_highest_levels_then_the_unseen_then_what_was_hard() -> None:
    items = [Item(id=f"a/{name}", kind="choice", lesson="a", level=level) for name, level in
             [("easy", 1), ("unseen", 2), ("hard", 2), ("light", 2), ("top", 3)]]  # fmt: skip
    cards = {one.key: one for one in (card("a/hard", difficulty=9.0), card("a/light", difficulty=2.0), card("a/top", difficulty=1.0))}
    assert [item.id for item in hardest(items, cards, "a", seed=1)] == ["a/top", "a/unseen", "a/hard", "a/light", "a/easy"]
    assert len(hardest(COURSE, {}, "01-a", seed=1)) == 10
    assert {item.level for item in hardest(COURSE, {}, "01-a", seed=1)} == {3}


@pytest.mark.parametrize(("questions", "right"), [(10, 9), (9, 9), (5, 5), (1, 1), (20, 18)])
def test_nine_of_ten_pass_and_of_fewer_all(questions: int, right: int) -> None:
    assert needed(questions) == right


def test_minutes_are_whole_and_enough() -> None:
    assert minutes_for([Item(id="a/1", kind="choice"), Item(id="a/2", kind="fix")]) == 6


def test_a_drill_begins_with_what_was_wrong_then_due_then_weak_then_new() -> None:
    names = ("new-2", "new-1", "strong", "weak", "due", "wrong", "earlier")
    items = [Item(id=f"a/{name}", kind="choice", lesson="a", level=2 if name == "new-2" else 1) for name in names]
    cards = {
        one.key: one
        for one in (
            card("a/strong", stability=1000.0),
            card("a/weak", stability=1.0),
            card("a/due", due=NOON - DAY),
            card("a/earlier", due=NOON - 2 * DAY),
            card("a/wrong", due=NOON, grade=1),
        )
    }
    order = ["a/wrong", "a/earlier", "a/due", "a/weak", "a/strong", "a/new-1", "a/new-2"]
    assert [item.id for item in drilled(items, cards, NOON, seed=1)] == order


def test_a_drill_asks_nothing_that_is_typed_at_length() -> None:
    items = [Item(id=f"a/{kind}", kind=kind, lesson="a") for kind in MINUTES]
    assert {item.kind for item in drilled(items, {}, NOON, seed=1)} == {"choice", "predict", "diagnose", "order"}
