"""Which question is asked next. Rows with sentences for names."""

from __future__ import annotations

import pytest
from small_rubrics import follow_up, question

from k8s_svc_trainer.course import Rung
from k8s_svc_trainer.interview import Climb, following, step

LADDER = question(
    follow_ups=(
        follow_up("about-labels", missed=["labels"]),
        follow_up("about-both", missed=["labels", "ready"]),
        follow_up("about-ready", missed=["ready"]),
        follow_up("first", Rung.DEEPER),
        follow_up("second", Rung.DEEPER),
        follow_up("third", Rung.DEEPER),
        follow_up("turn", Rung.TWIST),
        follow_up("other-turn", Rung.TWIST),
    )
)
NOTHING, ALL = {"labels": 0.0, "ready": 0.0}, {"labels": 1.0, "ready": 1.0}


def asked(points: dict[str, float], shares: dict[str, float], most: int = 99) -> list[str]:
    """The ids of what is asked, in order, where each follow-up is answered with its share of points (1 where none is given)."""
    climb, names = Climb(points), []
    while (one := following(LADDER, climb, most)) is not None:
        names.append(one.id)
        climb = climb.after(one, {"then": shares.get(one.id, 1.0)})
    return names


@pytest.mark.parametrize(
    ("points", "shares", "names"),
    [
        pytest.param(
            ALL,
            {},
            ["first", "second", "third", "turn", "other-turn"],
            id="where nothing was missed it goes deeper, rung by rung, and then the twists",
        ),
        pytest.param(
            NOTHING,
            {},
            ["about-both", "about-labels", "first", "second", "third", "turn", "other-turn"],
            id="what asks for most of what was missed comes first, and two such questions are enough",
        ),
        pytest.param(
            {"labels": 1.0, "ready": 0.5},
            {},
            ["about-both", "about-ready", "first", "second", "third", "turn", "other-turn"],
            id="a point that was only touched on is asked for, and one that was made is not",
        ),
        pytest.param(
            ALL,
            {"first": 0.0, "second": 0.0},
            ["first", "second", "turn", "other-turn"],
            id="two rungs in a row without a point are the ground",
        ),
        pytest.param(
            ALL,
            {"first": 0.0, "second": 0.5, "third": 0.0},
            ["first", "second", "third", "turn", "other-turn"],
            id="half a point is not the ground",
        ),
        pytest.param(
            NOTHING,
            {"about-both": 0.0, "about-labels": 0.0},
            ["about-both", "about-labels", "first", "second", "third", "turn", "other-turn"],
            id="answers about what was missed end no climb",
        ),
    ],
)
def test_the_order_of_follow_ups(points: dict[str, float], shares: dict[str, float], names: list[str]) -> None:
    assert asked(points, shares) == names


@pytest.mark.parametrize(
    ("most", "names"),
    [
        pytest.param(0, [], id="none where there is time for none"),
        pytest.param(1, ["about-both"], id="one is about what was missed"),
        pytest.param(2, ["about-both", "about-labels"], id="and so are two"),
        pytest.param(3, ["about-both", "about-labels", "turn"], id="of three the last is a twist"),
        pytest.param(5, ["about-both", "about-labels", "first", "second", "turn"], id="of five as well"),
        pytest.param(9, ["about-both", "about-labels", "first", "second", "third", "turn", "other-turn"], id="more than there are is all"),
    ],
)
def test_where_time_is_short_the_last_question_is_a_twist(most: int, names: list[str]) -> None:
    assert asked(NOTHING, {}, most) == names


def test_a_question_without_follow_ups_has_none() -> None:
    assert following(question(), Climb(NOTHING)) is None


def test_a_ladder_without_a_twist_ends_with_its_rungs() -> None:
    short = question(follow_ups=(follow_up("first", Rung.DEEPER),))
    climb = Climb(ALL)
    only = following(short, climb)
    assert only is not None
    assert following(short, climb.after(only, {"then": 1.0})) is None


def test_a_climb_keeps_the_share_of_points_of_each_answer() -> None:
    climb = Climb(ALL).after(follow_up("a"), {"x": 1.0, "y": 0.5}).after(follow_up("b"), {})
    assert climb.answered == (("a", 0.75), ("b", 0.0))
    assert climb.points == ALL


@pytest.mark.parametrize(("name", "expected"), [("first", (1, 3)), ("third", (3, 3)), ("turn", (1, 2)), ("about-ready", (3, 3))])
def test_a_follow_up_knows_its_place_among_its_kind(name: str, expected: tuple[int, int]) -> None:
    assert step(LADDER, next(one for one in LADDER.followUps if one.id == name)) == expected
