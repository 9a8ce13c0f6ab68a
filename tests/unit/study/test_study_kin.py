"""A mistake comes back in another shape, and each answer is put down to the question that was asked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study import Evidence, Grade, Item, Outcome, Prompt, Session, record
from k8s_svc_trainer.study.kin import sibling

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RIGHT, WRONG = Evidence(right=True), Evidence(right=False)


def an_item(name: str, *tags: str, serves: str = "dns", kind: str = "choice", level: int = 1, template: bool = False) -> Item:
    return Item(id=name, kind=kind, lesson=name.partition("/")[0], tags=tags, serves=(serves,), level=level, template=template)


MISSED = an_item("a/missed", "ndots", "fqdn")


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param([], None, id="nothing else at all"),
        pytest.param([an_item("a/other", "srv")], None, id="the same checklist item, but no tag"),
        pytest.param([an_item("a/other", "ndots", serves="types")], None, id="the same tag, but another checklist item"),
        pytest.param([an_item("b/other", "ndots")], "b/other", id="a tag and a checklist item"),
        pytest.param([an_item("b/one", "ndots"), an_item("b/two", "ndots", "fqdn")], "b/two", id="two tags are nearer than one"),
        pytest.param(
            [an_item("b/one", "fqdn"), an_item("b/two", "ndots"), an_item("b/three", "fqdn", serves="types")],
            "b/two",
            id="a rare tag is nearer than a common one",
        ),
        pytest.param([an_item("b/one", "ndots"), an_item("a/two", "ndots")], "a/two", id="the same lesson is nearer than another"),
        pytest.param([an_item("b/one", "ndots", level=3), an_item("b/two", "ndots", level=1)], "b/two", id="the same level is nearer"),
        pytest.param([an_item("b/one", "ndots", kind="fix")], None, id="a repair stands in for none that is quicker"),
        pytest.param([an_item("a/lab/one", "ndots", kind="lab")], None, id="a lab is no question"),
        pytest.param([an_item("a/interview/one#x", "ndots", kind="point")], None, id="nor is a point of an interview question"),
    ],
)
def test_the_nearest_question_about_the_same_stands_in(others: list[Item], expected: str | None) -> None:
    found = sibling(MISSED, [MISSED, *others], without=())
    assert (found.id if found else None) == expected


def test_what_was_asked_already_stands_in_for_nothing() -> None:
    other = an_item("b/other", "ndots")
    assert sibling(MISSED, [MISSED, other], without={other.key}) is None


def test_a_template_is_its_own_other_shape_and_a_repair_may_stand_in_for_a_repair() -> None:
    assert sibling(an_item("a/missed", "ndots", template=True), [an_item("b/other", "ndots")], without=()) is None
    found = sibling(an_item("a/missed", "ndots", kind="fix"), [an_item("b/other", "ndots", kind="fix")], without=())
    assert found is not None


# --- in a session -------------------------------------------------------------------------------------------------

SIBLING = an_item("b/sibling", "ndots")
COURSE = [MISSED, *(Item(id=f"a/{number}", kind="choice", lesson="a") for number in range(1, 6)), SIBLING]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.in_memory() as opened:
        yield opened


def begun(store: Store, *, items: list[Item] = COURSE) -> Session:
    """A session of two questions: the first is the one that will be missed."""
    return Session.of(store, items, items[:2], NOON, seed=7, kind="quiz")


def answered(session: Session, *evidence: Evidence) -> tuple[Outcome, Prompt | None]:
    """The outcome of the last of these answers, and what is asked then."""
    for minute, one in enumerate(evidence):
        outcome = session.submit(one, NOON + minute * MINUTE)
    return outcome, session.next()


def test_a_sibling_comes_back_and_says_so(store: Store) -> None:
    outcome, _ = answered(session := begun(store), WRONG)
    assert (outcome.comes_back, outcome.reshaped) == (1, True)
    _, back = answered(session, RIGHT)
    assert back is not None
    assert (back.item.id, back.attempt, back.reshaped) == ("b/sibling", 2, True)


def test_a_sibling_answered_right_settles_the_matter_for_this_session_and_leaves_the_missed_question_due(store: Store) -> None:
    _, end = answered(begun(store), WRONG, RIGHT, RIGHT)
    assert end is None
    missed, stood_in = store.card(MISSED.key), store.card(SIBLING.key)
    assert missed is not None
    assert stood_in is not None
    assert (missed.grade, missed.reviews, missed.due) == (Grade.AGAIN, 1, NOON + 10 * MINUTE)
    assert (stood_in.grade, stood_in.reviews) == (Grade.HARD, 1), "never seen before: as with help, the explanation had just been read"
    assert [(review.item, review.attempt) for review in store.reviews()] == [("a/missed", 1), ("a/1", 1), ("b/sibling", 2)]


def test_a_sibling_known_before_counts_in_full_but_is_never_easy(store: Store) -> None:
    record(store, SIBLING, RIGHT, NOON - timedelta(days=2, hours=1))
    for _ in range(5):
        record(store, COURSE[2], Evidence(right=True, seconds=30.0), NOON - timedelta(days=1))
    asked = Session.of(store, COURSE, [MISSED, COURSE[1]], NOON, seed=7, kind="quiz")
    answered(asked, WRONG, RIGHT, Evidence(right=True, seconds=1.0))
    assert store.reviews(SIBLING.key)[-1].grade == Grade.GOOD


def test_a_sibling_that_is_missed_too_gives_way_to_the_first_question_and_three_attempts_are_enough(store: Store) -> None:
    session = begun(store)
    _, third = answered(session, WRONG, RIGHT, WRONG)
    assert third is not None
    assert (third.item.id, third.attempt, third.reshaped) == ("a/missed", 3, False)
    outcome, end = answered(session, WRONG)
    assert (outcome.comes_back, end) == (None, None)
    asked = sorted((review.item, review.attempt) for review in store.reviews())
    assert asked == [("a/1", 1), ("a/missed", 1), ("a/missed", 3), ("b/sibling", 2)]


def test_a_question_without_a_sibling_comes_back_itself(store: Store) -> None:
    _, back = answered(begun(store, items=COURSE[:-1]), WRONG, RIGHT)
    assert back is not None
    assert (back.item.id, back.attempt, back.reshaped) == ("a/missed", 2, False)


def test_a_template_comes_back_as_another_instance(store: Store) -> None:
    template = an_item("a/missed", "ndots", template=True)
    session = begun(store, items=[template, *COURSE[1:]])
    first = session.next()
    _, back = answered(session, WRONG, RIGHT)
    assert first is not None
    assert back is not None
    assert (back.item.id, back.attempt, back.reshaped) == ("a/missed", 2, True)
    assert back.seed != first.seed


def test_after_an_interruption_the_sibling_is_still_one(store: Store) -> None:
    answered(begun(store), WRONG, RIGHT)
    resumed = Session.resume(store, COURSE, NOON + 5 * MINUTE)
    assert resumed is not None
    back = resumed.next()
    assert back is not None
    assert (back.item.id, back.reshaped) == ("b/sibling", True)
    _, third = answered(resumed, WRONG)
    assert third is not None
    assert third.item.id == "a/missed"


def test_where_the_missed_question_is_gone_meanwhile_its_sibling_comes_back_itself(store: Store) -> None:
    answered(begun(store), WRONG, RIGHT)
    resumed = Session.resume(store, COURSE[1:], NOON + 5 * MINUTE)
    assert resumed is not None
    _, third = answered(resumed, WRONG)
    assert third is not None
    assert (third.item.id, third.attempt) == ("b/sibling", 3)


def test_where_the_missed_question_was_renamed_it_is_found(store: Store) -> None:
    answered(begun(store), WRONG, RIGHT)
    renamed = Item(id="a/new", kind="choice", lesson="a", was=("a/missed",))
    resumed = Session.resume(store, [renamed, *COURSE[1:]], NOON + 5 * MINUTE)
    assert resumed is not None
    _, third = answered(resumed, WRONG)
    assert third is not None
    assert third.item.id == "a/new"


def test_a_session_of_what_was_chosen_elsewhere_keeps_its_order_and_says_when_it_began(store: Store) -> None:
    session = Session.of(store, COURSE, [COURSE[3], COURSE[1]], NOON, seed=1, kind="today")
    assert session.started == NOON
    assert session.selection is None
    _, second = answered(session, RIGHT)
    assert second is not None
    assert second.item.id == "a/1"
    assert Session.resume(store, COURSE, NOON, kind="quiz") is None


@pytest.mark.parametrize(
    ("earlier", "ago", "back"),
    [
        pytest.param(RIGHT, 5 * MINUTE, "a/missed", id="answered right minutes ago: it stands in for nothing"),
        pytest.param(WRONG, 5 * MINUTE, "b/sibling", id="answered wrong minutes ago"),
        pytest.param(RIGHT, timedelta(days=1), "b/sibling", id="answered right yesterday"),
    ],
)
def test_what_was_answered_right_today_is_no_other_shape(store: Store, earlier: Evidence, ago: timedelta, back: str) -> None:
    record(store, SIBLING, earlier, NOON - ago, session="a page of a lesson")
    _, prompt = answered(begun(store), WRONG, RIGHT)
    assert prompt is not None
    assert prompt.item.id == back
