"""What comes next: due, then new, then ahead of time; the same for the same seed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s_svc_trainer.store import Card, Key
from k8s_svc_trainer.study import Item, UnknownTopic, Wish, choose, topics
from k8s_svc_trainer.study.choose import draw

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def an_item(name: str, **fields: object) -> Item:
    return Item(id=name, kind="choice", lesson=name.partition("/")[0], **fields)


def cards(**due_in_days: float) -> dict[Key, Card]:
    """Cards by item, `a_1=-2` for item a/1 due two days ago."""
    made = {}
    for name, days in due_in_days.items():
        item = name.replace("_", "/")
        made["core", item] = Card(
            pack="core", item=item, rated=False, state=2, step=None, stability=2.0, difficulty=5.0, due=NOON + days * DAY,
            last=NOON - 9 * DAY, grade=3, reviews=1, lapses=0, hash="",
        )  # fmt: skip
    return made


COURSE = [an_item(f"{lesson}/{number}") for lesson in ("a", "b", "c", "d") for number in (1, 2)]


@pytest.mark.parametrize(
    ("known", "wish", "expected"),
    [
        pytest.param(
            cards(), Wish(), "a/1 b/1 c/1 a/2 b/2 c/2 d/1 d/2", id="with nothing seen: new ones, three sections in turn, then the next"
        ),
        pytest.param(cards(), Wish(count=2), "a/1 b/1", id="no more than were asked for"),
        pytest.param(cards(d_1=-1, b_2=-3), Wish(count=4), "b/2 d/1 a/1 b/1", id="the longest overdue first, then new ones"),
        pytest.param(cards(d_1=0), Wish(count=1), "d/1", id="due at this very moment is due"),
        pytest.param(
            cards(a_1=5, a_2=1, b_1=2, b_2=3, c_1=4, c_2=9, d_1=8),
            Wish(count=4),
            "d/2 a/2 b/1 b/2",
            id="what is not due yet comes after the new ones, the soonest first",
        ),
        pytest.param(cards(a_1=-1, b_1=1), Wish(due_only=True), "a/1", id="only what is due, where only that was asked for"),
        pytest.param(cards(b_1=1), Wish(due_only=True), "", id="nothing due is nothing"),
        pytest.param(cards(), Wish(topic="B"), "b/1 b/2", id="one section"),
    ],
)
def test_questions_come_in_order(known: dict[Key, Card], wish: Wish, expected: str) -> None:
    assert " ".join(item.id for item in choose(COURSE, known, now=NOON, wish=wish).items) == expected


def test_what_was_wanted_and_had_is_told() -> None:
    chosen = choose(COURSE, cards(a_1=-1, b_1=2), now=NOON, wish=Wish(count=50))
    assert (chosen.wanted, chosen.had, chosen.due, chosen.new, chosen.ahead, chosen.short) == (50, 8, 1, 6, 1, True)
    assert choose(COURSE, {}, now=NOON, wish=Wish(count=8)).short is False


def test_nothing_due_says_when_the_next_is_and_how_many_are_new() -> None:
    chosen = choose(COURSE, cards(a_1=3, b_1=2), now=NOON, wish=Wish(due_only=True))
    assert (chosen.items, chosen.next_due, chosen.new) == ((), NOON + 2 * DAY, 6)
    assert choose(COURSE, {}, now=NOON, wish=Wish(due_only=True)).next_due is None


def test_an_item_whose_content_changed_is_due_at_once() -> None:
    changed = [an_item("a/1", hash="another"), an_item("a/2")]
    chosen = choose(changed, cards(a_1=30, a_2=1), now=NOON, wish=Wish(due_only=True))
    assert [item.id for item in chosen.items] == ["a/1"]


def test_a_level_narrows_the_choice() -> None:
    items = [an_item("a/1", level=1), an_item("a/2", level=2), an_item("a/3", level=2)]
    chosen = choose(items, {}, now=NOON, wish=Wish(level=2))
    assert ([item.id for item in chosen.items], chosen.had) == (["a/2", "a/3"], 2)


PROXY = Item(id="04-kube-proxy/who", kind="choice", lesson="04-kube-proxy", tags=("iptables",), serves=("kube-proxy",))
NAMES = Item(id="08-internal-dns/ndots", kind="predict", lesson="08-internal-dns", tags=("search path",), serves=("dns",))


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        pytest.param("04-kube-proxy", ["04-kube-proxy/who"], id="a lesson"),
        pytest.param("internal-dns", ["08-internal-dns/ndots"], id="a lesson without its number"),
        pytest.param("8", ["08-internal-dns/ndots"], id="a lesson's number alone"),
        pytest.param("08", ["08-internal-dns/ndots"], id="as it is written"),
        pytest.param("iptables", ["04-kube-proxy/who"], id="a tag"),
        pytest.param("Search Path", ["08-internal-dns/ndots"], id="a tag of two words, in capitals"),
        pytest.param(" dns ", ["08-internal-dns/ndots"], id="a checklist item, with blanks around it"),
        pytest.param("04-kube-proxy/who", ["04-kube-proxy/who"], id="one question"),
    ],
)
def test_a_topic_is_any_word_that_an_item_answers_to(topic: str, expected: list[str]) -> None:
    assert [item.id for item in choose([PROXY, NAMES], {}, now=NOON, wish=Wish(topic=topic)).items] == expected


def test_an_unknown_topic_names_the_three_nearest() -> None:
    with pytest.raises(UnknownTopic) as caught:
        choose([PROXY, NAMES], {}, now=NOON, wish=Wish(topic="iptable"))
    assert caught.value.nearest == ("iptables", "internal-dns", "kube-proxy")
    assert str(caught.value) == "There is no topic 'iptable'. The nearest: iptables, internal-dns, kube-proxy."


def test_topics_to_offer_are_words_without_numbers_and_single_questions() -> None:
    assert topics([PROXY, NAMES]) == ["dns", "internal-dns", "iptables", "kube-proxy", "search path"]


def test_no_items_at_all_is_an_empty_choice() -> None:
    assert choose([], {}, now=NOON).items == ()


@pytest.mark.parametrize("count", [0, -1])
def test_a_count_below_one_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="the count must be 1 or more"):
        choose(COURSE, {}, now=NOON, wish=Wish(count=count))


def test_a_draw_is_the_same_for_ever() -> None:
    assert draw(7, "core", "a/1") == 1_473_292_244


@given(st.lists(st.integers(-5, 5), min_size=8, max_size=8), st.integers(0, 255), st.integers(1, 12), st.integers())
def test_a_choice_holds_each_item_once_and_as_many_as_there_are(due: list[int], seen: int, count: int, seed: int) -> None:
    known = cards(**{item.id.replace("/", "_"): days for at, (item, days) in enumerate(zip(COURSE, due, strict=True)) if seen >> at & 1})
    chosen = choose(COURSE, known, now=NOON, seed=seed, wish=Wish(count=count))
    assert chosen == choose(COURSE, known, now=NOON, seed=seed, wish=Wish(count=count))
    assert len(chosen.items) == min(count, 8) == len({item.id for item in chosen.items})
    assert chosen.due + chosen.new + chosen.ahead == chosen.had == 8
