"""What a word without quotes is."""

import pytest

from k8s_svc_trainer.cases.scalars import RefusedScalar, is_plain, resolve

TEXTS = ["22:22", "1:30:00", "012", "-012", "0o14", "0b11", "1_000", "2024-01-01", "2001-12-14t21:59:43.10-05:00", "yes", "No", "on", "OFF"]
TEXTS += ["y", "N", "=", "<<", "tRue", "nULL", "1e999", "0x", "1.2.3", "+", "-", ".", "10.244.1.5", "0xZZ", "--1", "1e", "e3"]


@pytest.mark.parametrize("text", [pytest.param(text, id=f"{text} is a text") for text in TEXTS])
def test_what_readers_disagree_about_is_the_text_that_stands_there(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("", None, id="nothing is null"),
        pytest.param("~", None, id="a tilde is null"),
        pytest.param("NULL", None, id="NULL is null"),
        pytest.param("True", True, id="True is true"),
        pytest.param("FALSE", False, id="FALSE is false"),
        pytest.param("0", 0, id="zero"),
        pytest.param("-7", -7, id="a negative number"),
        pytest.param("+7", 7, id="a number with its sign"),
        pytest.param("0x1F", 31, id="a hexadecimal number"),
        pytest.param("18446744073709551615", 18446744073709551615, id="the largest whole number"),
        pytest.param("-9223372036854775808", -9223372036854775808, id="the smallest whole number"),
        pytest.param("1.5", 1.5, id="a fraction"),
        pytest.param("1e3", 1000.0, id="an exponent makes a fraction"),
        pytest.param(".5", 0.5, id="a fraction without its zero"),
        pytest.param("1.", 1.0, id="a point at the end makes a fraction"),
        pytest.param("012.5", 12.5, id="a fraction is decimal whatever its zeros"),
    ],
)
def test_numbers_booleans_and_nothing(text: str, value: object) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(".inf", id="infinity"),
        pytest.param("-.Inf", id="negative infinity"),
        pytest.param(".NaN", id="not a number"),
        pytest.param("18446744073709551616", id="a whole number of 65 bits"),
        pytest.param("-9223372036854775809", id="a negative number of 65 bits"),
        pytest.param("9" * 5000, id="more digits than Python converts"),
        pytest.param("0x10000000000000000", id="a hexadecimal number of 65 bits"),
    ],
)
def test_what_no_value_can_be_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(RefusedScalar) as caught:
        resolve(text)

    assert caught.value.remedy == "put it in quotes when a text is meant"


@pytest.mark.parametrize(
    ("text", "block", "flow"),
    [
        pytest.param("pod/default/client", True, True, id="a name of an object"),
        pytest.param("10.96.0.50", True, True, id="an IPv4 address"),
        pytest.param("10.96.0.0/16", True, True, id="an IPv4 range"),
        pytest.param("a, b", True, False, id="a comma ends a value inside brackets"),
        pytest.param("web:80", False, False, id="a colon is quoted"),
        pytest.param("no", False, False, id="a boolean of YAML 1.1 is quoted"),
        pytest.param("Y", False, False, id="one letter that YAML 1.1 takes for a boolean is quoted"),
        pytest.param("012", False, False, id="an octal number is quoted"),
        pytest.param("", False, False, id="an empty text is quoted"),
        pytest.param("a ", False, False, id="a space at the end is quoted"),
        pytest.param("a #b", False, False, id="a comment is quoted"),
    ],
)
def test_which_texts_stand_without_quotes(text: str, block: bool, flow: bool) -> None:
    assert is_plain(text, flow=False) is block
    assert is_plain(text, flow=True) is flow
