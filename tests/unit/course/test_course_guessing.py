"""Who knows tests and nothing else must not do better than chance; ties and chance are exact."""

from fractions import Fraction

import msgspec
import pytest

from k8s_svc_trainer.course.guessing import OPEN_BOOK, Guessable, Guesser, guessers, luck


@pytest.mark.parametrize(
    ("marks", "right", "share"),
    [
        pytest.param([3, 1, 1], (True, False, False), Fraction(1), id="the highest mark is the right one"),
        pytest.param([3, 1, 1], (False, True, False), Fraction(0), id="the highest mark is wrong"),
        pytest.param([2, 2, 1], (True, False, False), Fraction(1, 2), id="two are equal, one of them right"),
        pytest.param([0, 0, 0, 0], (False, False, True, False), Fraction(1, 4), id="all are equal"),
        pytest.param([3, 2, 1, 0], (True, True, False, False), Fraction(1), id="two are right and highest"),
        pytest.param([3, 2, 2, 0], (True, True, False, False), Fraction(1, 2), id="the second of two is drawn"),
        pytest.param([3, 2, 2, 0], (False, True, True, False), Fraction(0), id="the highest of two is wrong"),
        pytest.param([1, 1, 1, 1, 1], (True, True, False, False, False), Fraction(1, 10), id="two of five, all equal"),
    ],
)
def test_how_likely_a_way_of_guessing_is_right(marks, right, share):
    assert luck(marks, right) == share


def one(name, *options, right=0, prompt="What happens?"):
    return Guessable(name, prompt, options, tuple(place == right for place in range(len(options))))


@pytest.mark.parametrize(
    ("bank", "named"),
    [
        pytest.param([one("a", "much longer than others", "no"), one("b", "the longest again", "no")], "the longest option", id="length"),
        pytest.param(
            [
                one("a", "nodes", "refused at once", right=1, prompt="Refused: why?"),
                one("b", "x", "refused now", right=1, prompt="Is it refused?"),
            ],
            "the option with most of the prompt's words",
            id="echo",
        ),
        pytest.param(
            [one("a", "no", "it may be", right=1), one("b", "it is so", "usually", right=1)], "the most hedged option", id="hedges"
        ),
        pytest.param([one("a", "x", "y"), one("b", "x", "y"), one("c", "x", "y")], "the first option", id="place"),
        pytest.param([one("a", "x", "y", right=1), one("b", "x", "y", right=1)], "the last option", id="the other end"),
        pytest.param([one("a", "longer", "no", right=1), one("b", "no", "longer")], "the shortest option", id="brevity"),
        pytest.param(
            [
                Guessable("a", "?", ("rules on nodes", "magic"), (True, False), taught=frozenset({"rules", "nodes"})),
                Guessable("b", "?", ("a daemon", "the slice"), (False, True), taught=frozenset({"slice"})),
            ],
            "the option most in the lesson's words",
            id="the open book",
        ),
    ],
)
def test_a_way_that_pays_is_named(bank, named):
    assert named in [guesser.name for guesser in guessers(bank * 5) if guesser.too_good]


def test_a_bank_that_is_even_lets_nobody_gain():
    bank = [one(f"q{place}", "aa", "bb", "cc", "dd", right=place % 4) for place in range(12)]
    assert [(guesser.share, guesser.chance, guesser.too_good) for guesser in guessers(bank)] == [
        (Fraction(1, 4), Fraction(1, 4), False)
    ] * 7


def test_the_instances_of_a_template_weigh_as_one_question():
    half = [one("t", "x", "y", right=place % 2) for place in range(2)]
    weighed = [msgspec.structs.replace(each, weight=Fraction(1, 2)) for each in half]
    bank = [one(f"q{place}", "x", "y") for place in range(9)]
    (first,) = [guesser for guesser in guessers([*bank, *weighed]) if guesser.name == "the first option"]
    assert (first.share, first.chance) == (Fraction(19, 20), Fraction(1, 2))
    assert first.hits == (*(f"q{place}" for place in range(9)), "t")


def test_with_the_lesson_open_one_may_do_a_little_better_and_no_more():
    open_book = Guesser(name="", share=Fraction(39, 100), chance=Fraction(1, 4), hits=(), limit=OPEN_BOOK)
    assert not open_book.too_good
    assert msgspec.structs.replace(open_book, share=Fraction(41, 100)).too_good


@pytest.mark.parametrize(
    "bank",
    [
        pytest.param([Guessable("a", "?", ("x", "y"), (True, True))] * 20, id="questions that cannot be answered wrongly"),
        pytest.param([one("a", "x", "y")] * 9, id="too few to tell"),
    ],
)
def test_a_bank_of_which_nothing_can_be_said(bank):
    assert guessers(bank) == []
