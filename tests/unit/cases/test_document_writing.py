"""What the writer of YAML refuses, and what it writes."""

import pytest

from k8s_svc_trainer.cases.document import Faults, read, write
from k8s_svc_trainer.cases.grievances import in_our_words


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param({1: "a"}, "a key is a text, not int", id="a number as a key"),
        pytest.param({"k" * 1001: 1}, "a key is too long to be written", id="a long key"),
        pytest.param({"a": float("nan")}, "nan cannot be written as YAML", id="not a number"),
        pytest.param([float("inf")], "inf cannot be written as YAML", id="infinity"),
        pytest.param(2**64, "18446744073709551616 cannot be written as YAML", id="65 bits"),
        pytest.param({"a": {1, 2}}, "{1, 2} cannot be written as YAML", id="a set"),
        pytest.param("\ud800", "half of a surrogate pair cannot be written as YAML", id="half a character"),
    ],
)
def test_what_could_not_be_read_back_is_not_written(value: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- the message is compared below
        write(value)

    assert str(caught.value) == message


def nested(depth: int, *, lists: bool) -> object:
    value: object = {"a": [1, {"b": "x\ny"}]}
    for _ in range(depth):
        value = [value] if lists else {"k": value}
    return value


@pytest.mark.parametrize("lists", [pytest.param(True, id="lists"), pytest.param(False, id="mappings")])
def test_whatever_is_written_is_not_too_deep_to_be_read(lists: bool) -> None:
    written = [depth for depth in range(55, 75) if _round_trips(nested(depth, lists=lists))]

    assert written == [55, 56, 57, 58, 59, 60, 61]


def _round_trips(value: object) -> bool:
    try:
        return bool(read(write(value), file="f").value == value)
    except Faults:
        pytest.fail("it was written and cannot be read")
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param({}, "{}\n", id="an empty mapping"),
        pytest.param([], "[]\n", id="an empty list"),
        pytest.param("no", "'no'\n", id="a word that is a boolean elsewhere"),
        pytest.param(None, "null\n", id="nothing"),
        pytest.param(1e300, "1.0e+300\n", id="a large number, as YAML 1.1 reads it"),
        pytest.param({"text": "one\ntwo\n"}, "text: |\n  one\n  two\n", id="lines"),
        pytest.param({"text": "one\n\n  two"}, "text: |-\n  one\n\n    two\n", id="lines without an end"),
        pytest.param({"text": " one\ntwo"}, 'text: " one\\ntwo"\n', id="lines of which the first is indented"),
        pytest.param({"text": "a\x1b[31m"}, 'text: "a\\u001b[31m"\n', id="an escape sequence"),
        pytest.param({"a": {"b": 1, "c": [1]}}, "a:\n  b: 1\n  c: [1]\n", id="a mapping of lists"),
        pytest.param({"a": [{"b": {"c": [1, 2]}}]}, "a:\n- b:\n    c: [1, 2]\n", id="a list of mappings"),
        pytest.param([[[1], ["x\ny"]]], "- - [1]\n  - - |-\n      x\n      y\n", id="lists of lists"),
        pytest.param({"to": "web:80", "from": "pod/default/a"}, "to: 'web:80'\nfrom: pod/default/a\n", id="names and addresses"),
    ],
)
def test_what_is_written(value: object, text: str) -> None:
    assert write(value) == text
    assert read(text, file="f").value == value


def test_a_sentence_of_pyyaml_that_we_do_not_know_is_passed_on_and_cannot_be_obeyed() -> None:
    assert in_our_words(ValueError("odd\x1b[31m"), "", None) == ("this is not YAML: odd\\x1b[31m", "")
