"""What a template may compute of its parameters: whole numbers, and nothing that is executed."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s_svc_trainer.course.arithmetic import computed, names_in

VALUES = {"ready": 3, "down": 2, "node-ip": 7, "host": "web", "on": True}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("ready + down", 5, id="a sum"),
        pytest.param("ready - down - 1", 0, id="differences from left to right"),
        pytest.param("ready + down * 10", 23, id="products before sums"),
        pytest.param("(ready + down) * 10", 50, id="parentheses first"),
        pytest.param("(ready + 99) / 100", 1, id="division rounds down"),
        pytest.param("7 / down / down", 1, id="divisions from left to right"),
        pytest.param("node-ip", 7, id="a name with a hyphen is one name"),
        pytest.param("12", 12, id="a number alone"),
    ],
)
def test_a_computation_gives(text, number):
    assert computed(text, VALUES) == number


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("ready +", "a number or a name is missing at the end", id="half a sum"),
        pytest.param("", "a number or a name is missing at the end", id="nothing"),
        pytest.param("(ready", "a parenthesis is not closed", id="an open parenthesis"),
        pytest.param("ready)", "nothing is meant by ')' here", id="a parenthesis too many"),
        pytest.param("* 2", "'*' is no whole number", id="a sign without a number before it"),
        pytest.param("host + 1", "'host' is no whole number", id="a text"),
        pytest.param("on + 1", "'on' is no whole number", id="true"),
        pytest.param("ready-1", "'ready-1' is no whole number", id="a minus without spaces is part of a name"),
        pytest.param("ready ** 2", "'*' is no whole number", id="a power"),
        pytest.param("ready % 2", "'% 2' is neither a name, a whole number nor one of + - * / ( )", id="a sign that is not known"),
        pytest.param("ready / (down - 2)", "a division by zero", id="division by zero"),
        pytest.param("1" * 201, "a computation of more than 200 characters", id="very long"),
        pytest.param("__import__('os')", "\"'os')\" is neither a name, a whole number nor one of + - * / ( )", id="code"),
    ],
)
def test_what_is_no_computation_is_told(text, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        computed(text, VALUES)


def test_the_names_that_it_uses_are_known_before_it_is_computed():
    assert names_in("(pods + 99) / size - pods") == ["pods", "size", "pods"]


@given(st.text(alphabet="ab-+*/() 0123456789", max_size=40))
def test_any_text_gives_a_number_or_is_refused(text):
    with suppress(ValueError):
        assert isinstance(computed(text, {"a": 1, "b": -2}), int)


@given(st.integers(0, 999), st.integers(0, 999), st.integers(1, 999))
def test_it_computes_as_people_do(a, b, c):
    assert computed("a + b * 2 - (a + b) / c", {"a": a, "b": b, "c": c}) == a + b * 2 - (a + b) // c
