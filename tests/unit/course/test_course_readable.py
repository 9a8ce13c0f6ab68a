"""What was typed and can be no answer is asked for again; what is only wrong is judged."""

from pathlib import Path

import pytest
from course_packs import write_pack
from test_course_grade import MORE

from k8s_svc_trainer.course import Fill, default_pack_path, open_pack
from k8s_svc_trainer.course.answers import misfit
from k8s_svc_trainer.course.readable import unreadable

DIGITS = "A number is asked for: write it in digits."
YES_OR_NO = "The answer is yes or no."


@pytest.mark.parametrize(
    ("typed", "value", "said"),
    [
        pytest.param("five", 3, DIGITS, id="a number in letters"),
        pytest.param("5 pods", 3, DIGITS, id="a number and a word"),
        pytest.param("nan", 3, DIGITS, id="no number"),
        pytest.param("inf", 3, DIGITS, id="no number of anything"),
        pytest.param("5", 3, "", id="a wrong number"),
        pytest.param("0", 3, "", id="zero"),
        pytest.param("'3.'", 3, "", id="a number in quotes with a dot"),
        pytest.param("-1", 3, "", id="a number below zero"),
        pytest.param("none", 3, "", id="nothing, where there is something"),
        pytest.param("maybe", True, YES_OR_NO, id="neither yes nor no"),
        pytest.param("No", True, "", id="a wrong no"),
        pytest.param("True", False, "", id="a wrong yes"),
        pytest.param("five", "10.96.0.50", "", id="any word may be a name"),
        pytest.param("five", ["10.96.0.50"], "", id="or stand in a list"),
        pytest.param("five", None, "", id="or be something where nothing is"),
    ],
)
def test_only_what_cannot_be_compared_does_not_fit(typed: str, value: object, said: str) -> None:
    assert misfit(typed, value) == said


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        pytest.param("01-why-a-service/scaled", "five", DIGITS, id="a number is asked for"),
        pytest.param("01-why-a-service/scaled", "77", "", id="a wrong number"),
        pytest.param(
            "01-why-a-service/write-this",
            {"to": "user-service"},
            "'user-service' is not HOST:PORT: write a port from 1 to 65535 after a colon.",
            id="no port",
        ),
        pytest.param("01-why-a-service/write-this", {"to": "user-service:8080"}, "", id="a wrong port"),
        pytest.param("01-why-a-service/write-this", {"to": "nobody:80"}, "", id="a wrong name"),
        pytest.param("01-why-a-service/write-this", {"to": "x" * 1001}, "to has more than 1000 characters.", id="too long"),
        pytest.param("01-why-a-service/scaled", "1" * 20_001, "the answer has more than 20000 characters.", id="no answer but a book"),
    ],
)
def test_an_answer_of_the_course_is_read(name: str, typed: object, said: str) -> None:
    assert unreadable(open_pack(default_pack_path()).question(name, seed=1), typed) == said


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        pytest.param("said", ["proxy"], "", id="a wrong option"),
        pytest.param("said", ["kubelet"], '"kubelet" is no option of this question: one of controller, proxy.', id="no option"),
        pytest.param("number", {"count": "2"}, "", id="a wrong number"),
        pytest.param("number", {"count": "two"}, "count is a whole number.", id="a number in letters"),
    ],
)
def test_every_kind_is_read(tmp_path: Path, name: str, answer: object, said: str) -> None:
    write_pack(tmp_path, {"01-one/questions.yaml": MORE})
    assert unreadable(open_pack(tmp_path).question(f"01-one/{name}"), answer) == said


def test_no_answer_that_an_author_foresaw_is_turned_away() -> None:
    pack = open_pack(default_pack_path())
    read = 0
    for lesson in pack.lesson_ids:
        for question in pack.questions(lesson).questions:
            body = question.body
            if isinstance(body, Fill):
                for values in [one for one in (body.reference, *body.rights, *body.wrongs) if one is not None]:
                    assert unreadable(question, {name: str(value) for name, value in values.value.items()}) == "", question.name
                    read += 1
    assert read > 50
