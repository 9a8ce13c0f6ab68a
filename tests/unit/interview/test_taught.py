"""What labelled texts taught: it names what no pattern finds, doubts what one finds, and is never heard in a sentence of something else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from k8s_svc_trainer.cases.faults import Faults
from k8s_svc_trainer.course import open_pack
from k8s_svc_trainer.course.taught import TaughtFile, read_taught, written
from k8s_svc_trainer.course.values import Learned
from k8s_svc_trainer.interview import Field, Grade, grader_of
from k8s_svc_trainer.interview.check import check
from k8s_svc_trainer.interview.likeness import Sentence, Traits
from k8s_svc_trainer.interview.taught import Part, heard
from tests.grading.teach import fingerprint
from tests.support.course import COURSE
from tests.unit.interview.small_rubrics import CONCEPTS, question, wrong

PACK = Path(__file__).parents[2] / "support" / "pack"


def sentence(*words: str, concepts: tuple[str, ...] = ("pod=claimed",), first: int = 0) -> Sentence:
    return Sentence(first, first + 1, Traits(frozenset(words), frozenset(concepts), dict.fromkeys(words, 1.0)), True)


def part(bias: float = 0.0, least: int = 1, **weights: float) -> Part:
    return Part("idle", Learned(bias, weights), frozenset({"pod=claimed", "node=claimed"}), least)


@pytest.mark.parametrize(
    ("taught", "said", "likely"),
    [
        pytest.param(part(), sentence("a"), 0.5, id="nothing is known: as likely as not"),
        pytest.param(part(a=2.0), sentence("a"), 0.881, id="a word that speaks for it"),
        pytest.param(part(a=-2.0), sentence("a"), 0.119, id="a word that speaks against it"),
        pytest.param(part(bias=-2.0, a=2.0, b=1.0), sentence("a", "b"), 0.731, id="words add up, and begin at the bias"),
        pytest.param(part(a=1e300), sentence("a"), 1.0, id="a weight beyond reason is sure, and no error"),
        pytest.param(part(a=-1e300), sentence("a"), 0.0, id="and so is one below it"),
    ],
)
def test_weights_of_a_sentence_add_up_to_how_likely_it_is(taught: Part, said: Sentence, likely: float) -> None:
    assert heard([taught], [said])["idle"].likely == pytest.approx(likely, abs=0.0005)


@pytest.mark.parametrize(
    ("least", "concepts"),
    [
        pytest.param(1, (), id="no concept at all"),
        pytest.param(1, ("pod=denied",), id="one that is denied"),
        pytest.param(2, ("pod=claimed",), id="one where two are wanted"),
    ],
)
def test_a_sentence_of_something_else_is_not_heard(least: int, concepts: tuple[str, ...]) -> None:
    assert heard([part(least=least, a=9.0)], [sentence("a", concepts=concepts)]) == {}


def test_the_likeliest_sentence_is_the_one_that_says_it() -> None:
    found = heard([part(a=1.0, b=3.0)], [sentence("a", first=0), sentence("b", first=5), sentence("a", first=9)])
    assert found["idle"].sentence.first == 5


# --- in a grade


def graded(answer: str, says: str, **weights: float) -> Grade:
    """An answer to a question whose one misconception has a pattern, and was taught."""
    field = Field(CONCEPTS, taught={"why": {"random": Learned(0.0, weights)}})
    return grader_of(question(misconceptions=(wrong("random", says),)), field).grade(answer)


def test_what_no_pattern_finds_is_held_where_a_sentence_surely_says_it() -> None:
    grade = graded("First of all, by label. What is ready is nobody's business.", "'chance' ready", nobodi=3.0)
    assert grade.misconceptions == ("random",)
    assert grade.evidence["random"] == ((24, 58),)


def test_what_a_pattern_finds_is_doubted_where_no_sentence_is_likely_to_say_it() -> None:
    answer = "Only ready pods are chosen."
    assert graded(answer, "ready").misconceptions == ("random",)
    assert graded(answer, "ready", chosen=-3.0, onli=-3.0).misconceptions == ()


def test_a_grader_of_patterns_alone_was_taught_nothing() -> None:
    field = Field(CONCEPTS, taught={"why": {"random": Learned(9.0, {})}})
    asked = question(misconceptions=(wrong("random", "'chance' ready"),))
    assert grader_of(asked, field).grade("Ready ones.").misconceptions == ("random",)
    assert grader_of(asked, field, by_example=False).grade("Ready ones.").misconceptions == ()


# --- the file


def test_the_file_reads_as_it_was_written() -> None:
    taught = TaughtFile(texts="abc", questions={"why": {"b": Learned(-1.5, {"ready pod": 0.25}), "a": Learned(0.0, {})}, "dns": {}})
    text = written(taught)
    assert read_taught(text, file="taught.json") == taught
    assert json.loads(text)["questions"]["why"]["b"] == {"bias": -1.5, "weights": {"ready pod": 0.25}}
    assert sum("bias" in line for line in text.splitlines()) == 2


@pytest.mark.parametrize("text", ["", "[]", '{"texts": "", "questions": {"why": {"a": {"bias": "much", "weights": {}}}}}'])
def test_a_file_of_something_else_is_told_with_its_name(text: str) -> None:
    with pytest.raises(Faults, match=r"taught.json:1:1: .*take the file away"):
        read_taught(text, file="taught.json")


def test_a_part_that_no_rubric_has_is_told(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack)
    (pack / "taught.json").write_text('{"texts": "", "questions": {"why": {"gone": {"bias": 0, "weights": {}}}}}', encoding="utf-8")
    assert [fault.message for fault in check(open_pack(pack))] == ['taught.json tells of "gone" of "why", and there is no such part']


def test_the_course_was_taught_by_the_labelled_texts_as_they_are() -> None:
    taught = read_taught((COURSE.path / "taught.json").read_text(encoding="utf-8"), file="taught.json")
    assert taught.texts == fingerprint(), "make taught"
    assert len(taught.questions) == 14
