"""Answers as people type them: lenient as to form, strict as to value, and never a traceback."""

import pytest
from course_packs import write_pack
from hypothesis import given
from hypothesis import strategies as st

from k8s_svc_trainer.course import open_pack
from k8s_svc_trainer.course.answers import BadAnswer, attempt, same


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        pytest.param("2", 2, id="a number"),
        pytest.param(" 2. ", 2, id="a number with a full stop"),
        pytest.param("503", 503, id="a status"),
        pytest.param("Yes", True, id="yes for true"),
        pytest.param("FALSE", False, id="capitals for false"),
        pytest.param("nxdomain", "NXDOMAIN", id="small letters"),
        pytest.param('"refused"', "refused", id="quotes"),
        pytest.param("web.default.svc.cluster.local.", "web.default.svc.cluster.local", id="a final dot"),
        pytest.param("10.96.0.50", ["10.96.0.50"], id="one address for a list of one"),
        pytest.param("10.0.0.2 and 10.0.0.1", ["10.0.0.1", "10.0.0.2"], id="another order, with and"),
        pytest.param("[10.0.0.1:80,10.0.0.2:80]", ["10.0.0.1:80", "10.0.0.2:80"], id="brackets around a list"),
        pytest.param("[fd00::1]:80", ["[fd00::1]:80"], id="an IPv6 endpoint"),
        pytest.param("FD00:0::1", ["fd00::1"], id="an IPv6 address in another spelling"),
        pytest.param("0 100 80 web.default.svc.cluster.local", ["0 100 80 web.default.svc.cluster.local"], id="a record of four words"),
        pytest.param("none", [], id="none for an empty list"),
        pytest.param("nothing", None, id="nothing where there is no value"),
    ],
)
def test_the_same_value_in_another_form(typed, value):
    assert same(typed, value)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        pytest.param("3", 2, id="another number"),
        pytest.param("two", 2, id="a number in words"),
        pytest.param("", 0, id="nothing for zero"),
        pytest.param("true", False, id="the opposite"),
        pytest.param("1", True, id="a number for true"),
        pytest.param("timeout", "refused", id="another word"),
        pytest.param("10.0.0.1", ["10.0.0.1", "10.0.0.2"], id="one of two"),
        pytest.param("10.0.0.1, 10.0.0.2", ["10.0.0.1"], id="one too many"),
        pytest.param("10.0.0.1:81", ["10.0.0.1:80"], id="another port"),
        pytest.param("nan", 2, id="not a number"),
    ],
)
def test_another_value(typed, value):
    assert not same(typed, value)


@pytest.fixture
def pack(tmp_path):
    return open_pack(write_pack(tmp_path))


@pytest.mark.parametrize(
    ("slug", "answer", "message"),
    [
        pytest.param("count", "tow", '"tow" is no option of this question: write "two"', id="the id of no option"),
        pytest.param("count", "", "no option is named: two, all", id="no option"),
        pytest.param("count", {"two": True}, "the answer is the ids of options, not a mapping: two, all", id="a mapping for options"),
        pytest.param("how-many", {"a": 1}, "the answer is a text, not a mapping", id="a mapping for a text"),
        pytest.param("how-many", "x" * 30000, "the answer has more than 20000 characters", id="a book for a text"),
        pytest.param("label", {"ap": "web"}, '"ap" is not asked for: write "app"', id="an input that is not asked for"),
        pytest.param("label", {}, "no value is given for app", id="an input that is missing"),
        pytest.param("repair", "a: [", "line 2: a value is missing here; write it", id="a manifest that is no YAML"),
        pytest.param("repair", "", "there is no object in this answer", id="no manifest"),
        pytest.param("repair", 7, "the answer is a manifest, not 7", id="a number for a manifest"),
    ],
)
def test_an_answer_that_cannot_be_graded_says_what_would_be_one(pack, slug, answer, message):
    with pytest.raises(BadAnswer) as raised:
        attempt(pack.question(f"01-one/{slug}"), answer)
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(
    ("slug", "one", "other"),
    [
        pytest.param("count", "two", ["two"], id="an id, or a list of one"),
        pytest.param("count", "two, all", ["all", "two"], id="commas, or a list in any order"),
        pytest.param("how-many", "1", 1, id="a text, or a number"),
        pytest.param("label", "web", {"app": " web "}, id="the bare value of the only input"),
    ],
)
def test_two_forms_of_one_answer(pack, slug, one, other):
    question = pack.question(f"01-one/{slug}")
    assert attempt(question, one) == attempt(question, other)


@given(st.text(max_size=60), st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.lists(st.text(max_size=20))))
def test_no_text_makes_comparing_fail(typed, value):
    assert same(typed, value) in (True, False)
