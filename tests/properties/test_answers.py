"""What holds of every answer: letter case and spacing change no grade, what is off the topic earns nothing, what is denied is not made."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s_svc_trainer.cases.document import read
from k8s_svc_trainer.interview import Field, Grade, Grader, field_of_pack, grader_of
from k8s_svc_trainer.interview.cues import DENIALS, LOCAL, SPLIT, TURN
from tests.support.course import COURSE

QUESTIONS = [question for question in COURSE.every_interview() if any(one.wording.says for one in question.points)]
DEVELOPMENT = Path(__file__).parents[1] / "grading" / "development"
ANSWERS = [
    (file.stem, answer["text"])
    for file in sorted(DEVELOPMENT.glob("*.yaml"))
    for answer in read(file.read_text(encoding="utf-8"), file=file.name).value["answers"]
]
OFF_TOPIC = [
    "My sister plays the cello on Sundays.",
    "Lunch was soup with bread.",
    "It rained all through the weekend, so we went to the museum.",
    "I studied history before I came to computers.",
    "The coffee here is excellent, thank you.",
    "Last year I wrote a parser in Rust.",
]
SMALL_TURNS = DENIALS | LOCAL | SPLIT | TURN
CLAIMS = [
    (question.id, point.id, text)
    for question in QUESTIONS
    for point in question.points
    for text in point.wording.makes
    if re.fullmatch(
        r"(?:The|A|An|It|Each|Every|Pods?|Services?|CoreDNS|NodePort|ClusterIP|LoadBalancer|kube-proxy)\b[\w' -]{20,100}\.", text
    )
    and not SMALL_TURNS & set(text.lower().strip(".").split())
]
"""Plain statements that make a point, without a word that turns what is said."""


@cache
def field() -> Field:
    """The lexicon of the course, read when the first answer is graded."""
    return field_of_pack(COURSE)


@cache
def grader(question: str) -> Grader:
    """The grader of a question of the course, its examples read."""
    made = grader_of(COURSE.interview(question), field())
    assert made.likeness.parts
    return made


def judged(grade: Grade) -> tuple[dict[str, float], tuple[str, ...], int]:
    """What is said of an answer, without the places."""
    return grade.points, grade.misconceptions, grade.score


@given(answer=st.sampled_from(ANSWERS), case=st.sampled_from([str.lower, str.upper, str.title, str.swapcase]))
def test_letter_case_changes_no_grade(answer: tuple[str, str], case: type[str]) -> None:
    question, text = answer
    assert judged(grader(question).grade(case(text))) == judged(grader(question).grade(text))


@given(answer=st.sampled_from(ANSWERS), data=st.data())
def test_more_spaces_between_words_change_no_grade(answer: tuple[str, str], data: st.DataObject) -> None:
    question, text = answer
    wide = re.sub(r"(?<=\S) (?=\S)", lambda _: data.draw(st.sampled_from([" ", "  ", "   ", "\t"])), text)
    assert judged(grader(question).grade(wide)) == judged(grader(question).grade(text))


@given(answer=st.sampled_from(ANSWERS), sentence=st.sampled_from(OFF_TOPIC))
def test_a_sentence_off_the_topic_earns_no_point(answer: tuple[str, str], sentence: str) -> None:
    question, text = answer
    before = grader(question).grade(text).points
    for longer in (f"{text.rstrip()}\n\n{sentence}", f"{sentence}\n\n{text}"):
        after = grader(question).grade(longer).points
        assert {name: worth for name, worth in after.items() if worth > before[name]} == {}


@pytest.mark.parametrize("question", sorted({name for name, _ in ANSWERS}))
@pytest.mark.parametrize("sentence", OFF_TOPIC)
def test_an_answer_that_is_off_the_topic_earns_nothing_at_all(question: str, sentence: str) -> None:
    grade = grader(question).grade(sentence)
    assert (set(grade.points.values()), grade.misconceptions, grade.score) == ({0.0}, (), 0)


def plainly(text: str) -> str:
    """A statement as it goes on after a few words."""
    return text if text.split()[0] in ("CoreDNS", "NodePort", "ClusterIP", "LoadBalancer") else text[0].lower() + text[1:]


def makes(question: str, point: str, text: str) -> bool:
    return grader(question).grade(text).points[point] == 1


def test_a_plain_statement_makes_its_point_nearly_always() -> None:
    missed = [text for question, point, text in CLAIMS if not makes(question, point, text)]
    assert len(missed) <= len(CLAIMS) / 50, missed


@pytest.mark.parametrize("denial", ["It is not true that {}", "Some people say that {}", "It's a common myth that {}"])
def test_a_point_that_is_denied_is_not_made(denial: str) -> None:
    denied = ((question, point, denial.format(plainly(text))) for question, point, text in CLAIMS if makes(question, point, text))
    assert [one for one in denied if makes(*one)] == []
