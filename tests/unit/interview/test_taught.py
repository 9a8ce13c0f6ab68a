"""What labelled texts taught: sums of weights, what stands beside a sentence, verdicts over several opinions, and the file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest

from k8s_svc_trainer.cases.faults import Faults
from k8s_svc_trainer.course import open_pack
from k8s_svc_trainer.course.taught import BESIDE, NUMBERS, read_taught, written
from k8s_svc_trainer.course.taught import GRADES as KINDS_OF_GRADES
from k8s_svc_trainer.course.values import Table, Taught
from k8s_svc_trainer.interview import Field, Grade, grader_of
from k8s_svc_trainer.interview.check import check
from k8s_svc_trainer.interview.judge import GRADES, Manner, beside, judge, traits
from k8s_svc_trainer.interview.naming import PLAIN
from k8s_svc_trainer.interview.spoken import Answer, Spoken
from k8s_svc_trainer.interview.taught import Opinion, odds, opinions, telling
from tests.grading.teach import fingerprint
from tests.support.course import COURSE
from tests.unit.interview.small_rubrics import CONCEPTS, point, question, wrong

PACK = Path(__file__).parents[2] / "support" / "pack"
PARTS = ("labels", "ready", "random")
NOTHING, TELLING = Table((0, 0, 0), {}), Table((0,), {})
NO_OPINION = Opinion(0.0, 0.0, 0.0, 0.0, (0, 1))


def weighing(part: str, number: int, weight: float) -> tuple[float, ...]:
    """A row of a judge that hears one number; the bias is against it."""
    length = NUMBERS + (BESIDE if part == "point" else 0)
    return (-1.0, *(weight if place == number else 0.0 for place in range(1, length)))


def biased(weight: float) -> tuple[float, ...]:
    """A row of a judge of points that hears nothing."""
    return (weight, *([0.0] * (NUMBERS + BESIDE - 1)))


ONE, SENTENCE = 3, 4
"""The places of `patterns find it` and of `a sentence says it` among the numbers that are judged by."""


def taught(
    sentences: Table = NOTHING,
    whole: Table = NOTHING,
    *,
    telling: Table = TELLING,
    number: int = SENTENCE,
    points: tuple[tuple[float, ...], ...] | None = None,
) -> Taught:
    """A judge who believes one number alone, and never says that a point is touched on."""
    rows = points or (biased(0.0), biased(-99.0), weighing("point", number, 1.0))
    judges = {"labels": rows, "ready": rows, "random": (weighing("error", number, 1.0),)}
    return Taught(texts="", parts=PARTS, telling=telling, sentences=sentences, whole=whole, judges=judges)


def sentence(*own: str, first: int = 0, after: tuple[str, ...] = ()) -> Spoken:
    return Spoken(first, first + 1, dict.fromkeys(own, 1.0), after=dict.fromkeys(after, 1.0))


# --- opinions


@pytest.mark.parametrize(
    ("bias", "weights", "said", "expected"),
    [
        pytest.param(0, {}, ("a",), 0.0, id="nothing is known: as likely as not"),
        pytest.param(0, {"a": 20}, ("a",), 1.0, id="a word that speaks for it, in twentieths"),
        pytest.param(0, {"a": -20}, ("a",), -1.0, id="a word that speaks against it"),
        pytest.param(-20, {"a": 20, "b": 10}, ("a", "b"), 0.5, id="words add up, and begin at the bias"),
        pytest.param(0, {"a": 10**9}, ("a",), odds(50.0), id="a weight beyond reason is sure, and no error"),
        pytest.param(0, {"a": -(10**9)}, ("a",), odds(-50.0), id="and so is one below it"),
    ],
)
def test_weights_add_up_to_the_odds_that_a_sentence_says_it(
    bias: int, weights: dict[str, int], said: tuple[str, ...], expected: float
) -> None:
    table = Table((bias, 0, 0), {trait: (weight, 0, 0) for trait, weight in weights.items()})
    opinion = opinions(taught(table), Answer((sentence(*said),), (), {}), ())["labels"]
    assert opinion.sentence == pytest.approx(expected, abs=0.01)


def test_the_likeliest_sentence_and_the_second_count_each_for_itself() -> None:
    table = Table((0, 0, 0), {"a": (20, 0, 0), "b": (60, 0, 0)})
    answer = Answer((sentence("a"), sentence("b", first=5), sentence("a", first=9)), (sentence("b", "a"),), {"a": 1.0})
    heard = opinions(taught(table, Table((0, 0, 0), {"a": (-20, 0, 0)})), answer, ())["labels"]
    assert [round(one, 1) for one in (heard.sentence, heard.second, heard.whole, heard.clause)] == [3.0, 1.0, -1.0, 3.9]
    assert heard.at == (5, 6)


def test_an_answer_of_one_sentence_has_no_second() -> None:
    assert opinions(taught(), Answer((sentence("a"),), (), {}), ())["labels"].second == odds(None) < -6


@pytest.mark.parametrize(
    ("weight", "point", "expected"),
    [
        pytest.param(-20, True, -1.0, id="what follows takes a point back"),
        pytest.param(20, True, 0.0, id="what follows earns no point"),
        pytest.param(20, False, 1.0, id="it may tell of an error"),
    ],
)
def test_what_stands_after_a_sentence_only_takes_points_back(weight: int, point: bool, expected: float) -> None:
    table = Table((0, 0, 0), {">no": (weight, 0, 0)})
    heard = opinions(taught(table), Answer((sentence("a", after=(">no",)),), (), {}), {"labels"} if point else ())
    assert heard["labels"].sentence == pytest.approx(expected, abs=0.01)


def test_nothing_of_the_field_is_nothing_to_judge() -> None:
    assert opinions(taught(), Answer((), (), {}), ()) == {}


def test_a_sentence_that_says_nothing_of_the_question_is_not_heard_with_the_others() -> None:
    table = Table((-80,), {"a": (100,)})
    clauses = sentence("b"), sentence("c", first=5)
    kept = telling(
        taught(telling=table), Answer((sentence("a", "b"), sentence("b", "c", first=5)), clauses, {"a": 1.0, "b": 1.0, "c": 1.0})
    )
    assert ([one.first for one in kept.sentences], [one.first for one in kept.clauses]) == ([0], [0])
    assert kept.whole == {"a": 1.0, "b": 1.0}


# --- verdicts


def test_the_file_has_a_weight_for_each_number_that_is_judged_by() -> None:
    numbers = len(traits(0.0, NO_OPINION)), len(beside(0.0, 0.0, Manner(1, 0.0))), len(GRADES)
    assert numbers == (NUMBERS, BESIDE, KINDS_OF_GRADES)


def ruled(worths: dict[str, float | None], judging: Taught, *, held: float = -5.0) -> tuple[dict[str, float], tuple[str, ...]]:
    heard = dict.fromkeys(PARTS, NO_OPINION) | {"random": Opinion(held, 0.0, 0.0, 0.0, (0, 1))}
    return judge(judging, worths, heard, {"labels": frozenset({"random"}), "ready": frozenset()}, Manner(1, 0.0))


def test_patterns_are_one_opinion_among_others() -> None:
    judging = taught(number=ONE, points=(biased(0.0), biased(-99.0), weighing("point", ONE, 2.0)))
    points, wrong_ones = ruled({"labels": 1.0, "ready": None, "random": 0.0}, judging)
    assert (points, wrong_ones) == ({"labels": 1.0, "ready": 0.0}, ())


def test_whoever_holds_an_error_does_not_make_the_point_that_it_voids() -> None:
    every = (biased(0.0), biased(-99.0), biased(9.0))
    assert ruled(dict.fromkeys(PARTS, 1.0), taught(points=every), held=5.0) == ({"labels": 0.0, "ready": 1.0}, ("random",))
    assert ruled(dict.fromkeys(PARTS, 1.0), taught(points=every), held=-5.0) == ({"labels": 1.0, "ready": 1.0}, ())


def test_an_error_that_was_not_taught_voids_a_point_where_patterns_find_it() -> None:
    points = (point("labels", "label"), point("ready", "ready"))
    voided = msgspec.structs.replace(points[0], wording=msgspec.structs.replace(points[0].wording, undone=("held:random",)))
    asked = question(points=(voided, points[1]), misconceptions=(wrong("random", "'chance'"),))
    every = (biased(0.0), biased(0.0), biased(9.0))
    known = Taught(
        texts="",
        parts=("labels", "ready"),
        telling=TELLING,
        sentences=Table((0, 0), {}),
        whole=Table((0, 0), {}),
        judges={"labels": every, "ready": every},
    )
    grader = grader_of(asked, Field(CONCEPTS, taught=lambda _: known))
    assert grader.grade("By label.").points == {"labels": 1.0, "ready": 1.0}
    said = grader.grade("By label, and by chance.")
    assert (said.points, said.misconceptions) == ({"labels": 0.0, "ready": 1.0}, ("random",))


def test_the_likeliest_of_three_grades_is_given() -> None:
    touched = (biased(0.0), biased(9.0), biased(0.0))
    assert ruled(dict.fromkeys(PARTS, 1.0), taught(points=touched))[0] == {"labels": 0.5, "ready": 0.5}


def test_each_part_is_judged_in_its_own_way() -> None:
    kind, strict = (biased(0.0), biased(-99.0), biased(9.0)), (biased(9.0), biased(-99.0), biased(0.0))
    judging = taught()
    judging = msgspec.structs.replace(judging, judges=judging.judges | {"labels": kind, "ready": strict})
    assert ruled(dict.fromkeys(PARTS, 1.0), judging)[0] == {"labels": 1.0, "ready": 0.0}


@pytest.mark.parametrize(
    ("worth", "error", "sentence", "naming", "expected"),
    [
        pytest.param(1.0, 0.0, 0.5, PLAIN, 1.0, id="patterns and a sentence agree, and nobody finds an error"),
        pytest.param(1.0, 0.0, -0.5, PLAIN, 0.0, id="no sentence is likelier than not to say it"),
        pytest.param(0.0, 0.0, 0.5, PLAIN, 0.0, id="no pattern finds it"),
        pytest.param(1.0, 1.0, 0.5, PLAIN, 0.0, id="patterns find an error"),
        pytest.param(1.0, 0.0, 0.5, PLAIN + 0.5, 0.0, id="it may be a bag of names"),
    ],
)
def test_what_patterns_and_a_sentence_agree_on_is_made(worth: float, error: float, sentence: float, naming: float, expected: float) -> None:
    never = taught(points=(biased(9.0), biased(0.0), biased(0.0)))
    heard = {"labels": Opinion(sentence, 0.0, 0.0, 0.0, (0, 1)), "random": Opinion(-5.0, 0.0, 0.0, 0.0, (0, 1))}
    voided_by = {"labels": frozenset[str]()}
    assert judge(never, {"labels": worth, "random": error}, heard, voided_by, Manner(1, naming))[0] == {"labels": expected}


NAMING = NUMBERS + BESIDE - 1
"""The place of how likely an answer only names things."""


@pytest.mark.parametrize(("naming", "expected"), [(-2.0, 1.0), (2.0, 0.0)])
def test_the_more_an_answer_sounds_like_a_bag_of_names_the_less_it_makes(naming: float, expected: float) -> None:
    judging = taught(points=(biased(-1.0), biased(-99.0), weighing("point", NAMING, -1.0)))
    assert judge(judging, {"labels": 1.0}, {"labels": NO_OPINION}, {"labels": frozenset()}, Manner(1, naming))[0] == {"labels": expected}


# --- in a grade


def graded(answer: str, *, taught: Taught | None) -> Grade:
    field = Field(CONCEPTS, taught=lambda name: taught if name == "why" else None)
    return grader_of(question(misconceptions=(wrong("random", "'chance' ready"),)), field).grade(answer)


HEARD = taught(Table((-60, -60, -60), {"nobodi": (0, 0, 120), "sort": (120, 0, 0)}))


def test_what_no_pattern_finds_is_made_where_a_sentence_says_it() -> None:
    grade = graded("First I sort them. The ready ones are nobody's business. I sort by what is ready.", taught=HEARD)
    assert (grade.points, grade.misconceptions) == ({"labels": 1.0, "ready": 0.0}, ("random",))
    assert grade.evidence["random"] == ((19, 55),)


def test_what_a_pattern_finds_is_not_made_where_nobody_would_say_so() -> None:
    assert graded("Labels it is.", taught=None).points["labels"] == 1
    assert graded("Labels it is.", taught=HEARD).points["labels"] == 0


def test_an_answer_off_the_field_is_worth_nothing_whatever_was_taught() -> None:
    grade = graded("I sort the cutlery.", taught=HEARD)
    assert (set(grade.points.values()), grade.misconceptions, grade.evidence) == ({0.0}, (), {})


def test_a_part_that_was_not_taught_is_judged_by_its_patterns() -> None:
    untaught = Taught(texts="", parts=("ready",), telling=TELLING, sentences=Table((0,), {}), whole=Table((0,), {}), judges=HEARD.judges)
    assert graded("Labels it is.", taught=untaught).points["labels"] == 1


def test_a_part_that_was_taught_as_another_kind_is_judged_by_its_patterns() -> None:
    other = msgspec.structs.replace(taught(), judges=HEARD.judges | {"labels": HEARD.judges["random"]})
    assert graded("Labels it is.", taught=other).points["labels"] == 1


def test_a_grader_of_patterns_alone_was_taught_nothing() -> None:
    asked = question(misconceptions=(wrong("random", "'chance' ready"),))
    field = Field(CONCEPTS, taught=lambda _: HEARD)
    assert grader_of(asked, field).grade("Labels it is.").points["labels"] == 0
    assert grader_of(asked, field, by_example=False).grade("Labels it is.").points["labels"] == 1


# --- the file


def test_the_file_reads_as_it_was_written() -> None:
    made = taught(Table((-15, 0, 3), {"ready pod": (4, 0, -1), "a": (0, 0, 1)}))
    text = written(made)
    assert read_taught(text, file="why.json") == made
    assert json.loads(text)["sentences"] == {"biases": [-15, 0, 3], "weights": {"a": [0, 0, 1], "ready pod": [4, 0, -1]}}
    assert '\n"ready pod": [4,0,-1]\n' in text


SHORT_ROW = written(taught(Table((0, 0, 0), {"a": (1, 2)})))


NO_PARTS = written(msgspec.structs.replace(taught(), parts=(), sentences=Table((), {}), whole=Table((), {})))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("[]", id="a list"),
        pytest.param('{"texts": ""}', id="half of it"),
        pytest.param(SHORT_ROW, id="a weight for each part but one"),
        pytest.param(written(taught(points=((0.0, 1.0),) * 3)), id="a judge of something else"),
        pytest.param(written(taught(points=(biased(0.0),))), id="a judge without three grades"),
        pytest.param(written(msgspec.structs.replace(taught(), judges={})), id="nothing that judges"),
        pytest.param(NO_PARTS, id="no part at all"),
        pytest.param(written(taught(telling=NOTHING)), id="more than one weight for what tells something"),
    ],
)
def test_a_file_of_something_else_is_told_with_its_name(text: str) -> None:
    with pytest.raises(Faults, match=r"why.json:1:1: .*take the file away"):
        read_taught(text, file="why.json")


def test_a_part_that_no_rubric_has_is_told(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack)
    (pack / "taught").mkdir()
    point, error = taught().judges["labels"], taught().judges["random"]
    gone = Taught(
        texts="",
        parts=("gone", "labels"),
        telling=TELLING,
        sentences=Table((0, 0), {}),
        whole=Table((0, 0), {}),
        judges={"gone": point, "labels": error},
    )
    (pack / "taught" / "why.json").write_text(written(gone), encoding="utf-8")
    assert [fault.message for fault in check(open_pack(pack))] == [
        'taught/why.json tells of the point "gone" of "why", and there is no such point',
        'taught/why.json tells of the misconception "labels" of "why", and there is no such misconception',
    ]


def test_the_course_was_taught_by_the_labelled_texts_as_they_are() -> None:
    every = [COURSE.taught(name) for name in COURSE.taught_questions()]
    assert len(every) == 14
    assert {one.texts for one in every if one} == {fingerprint()}, "make taught"
