"""Part of a point: what is worth how much, in literal shares."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s_svc_trainer.course import open_pack
from k8s_svc_trainer.course.credit import credit, of_options, of_order
from k8s_svc_trainer.course.grade import OptionVerdict, Verdict, grade

PACK = open_pack(Path(__file__).parents[2] / "support" / "pack")


def options(chosen: str, right: str) -> list[OptionVerdict]:
    return [OptionVerdict(id=one, text=one, chosen=one in chosen, right=one in right, why=None) for one in "abcd"]


@pytest.mark.parametrize(
    ("chosen", "right", "share"),
    [
        pytest.param("ab", "ab", 1.0, id="all"),
        pytest.param("a", "ab", 0.5, id="one of two missed"),
        pytest.param("ab", "abc", 2 / 3, id="one of three missed"),
        pytest.param("abc", "ab", 0.0, id="all, and a wrong one"),
        pytest.param("abcd", "abc", 0.0, id="everything"),
        pytest.param("c", "a", 0.0, id="the wrong one of one"),
        pytest.param("", "ab", 0.0, id="nothing"),
        pytest.param("a", "", 0.0, id="where nothing is right"),
    ],
)
def test_of_several_options_each_right_one_is_a_part_and_a_wrong_one_takes_all(chosen: str, right: str, share: float) -> None:
    assert of_options(options(chosen, right)) == pytest.approx(share)


@pytest.mark.parametrize(
    ("given_", "share"),
    [
        pytest.param("abcd", 1.0, id="in order"),
        pytest.param("bacd", 0.5, id="the first two exchanged"),
        pytest.param("abdc", 0.5, id="the last two exchanged"),
        pytest.param("cbad", 0.0, id="two exchanged that are no neighbours"),
        pytest.param("badc", 0.0, id="two pairs exchanged"),
        pytest.param("bcda", 0.0, id="one in the wrong place"),
    ],
)
def test_of_an_order_one_exchange_of_neighbours_is_worth_half(given_: str, share: float) -> None:
    assert of_order(given_, "abcd") == share


@given(st.permutations("abcde"))
def test_no_wrong_order_is_worth_more_than_half(given_: Sequence[str]) -> None:
    assert of_order(given_, "abcde") in ((1.0,) if list(given_) == list("abcde") else (0.0, 0.5))


@pytest.mark.parametrize(
    ("name", "answer", "share"),
    [
        pytest.param("two-of-three", ["answer", "pod"], 1.0, id="both right options"),
        pytest.param("two-of-three", ["pod"], 0.5, id="one right option of two"),
        pytest.param("two-of-three", ["answer", "pod", "silence"], 0.0, id="and a wrong one"),
        pytest.param("one-of-three", ["refusal"], 0.0, id="a wrong option of one"),
        pytest.param("which-cause", ["SVC010"], 0.0, id="a wrong cause"),
        pytest.param("the-way", ["choose", "resolve", "listen"], 0.5, id="two stages exchanged"),
        pytest.param("the-way", ["listen", "choose", "resolve"], 0.0, id="the way backwards"),
        pytest.param("which-outcome", "timeout", 0.0, id="a wrong word"),
        pytest.param("how-many", "2", 0.0, id="a wrong number"),
        pytest.param("a-name", {"host": "wbe"}, 0.0, id="a name that does not work"),
    ],
)
def test_the_simulator_says_what_is_right_and_this_what_part_it_is(name: str, answer: Any, share: float) -> None:
    question = PACK.question(f"01-one/{name}")
    assert credit(question, answer, grade(question, answer)) == share


def test_an_answer_that_makes_no_sense_any_more_is_worth_nothing() -> None:
    assert credit(PACK.question("01-one/the-way"), ["gone"], Verdict(right=False, first_line="Wrong.", key=["resolve"])) == 0.0
