"""Where no pattern makes a point, likeness to the rubric's own examples may, and so it may make an error beside another one.

Never does it speak for what is denied, told of others or off the topic.
"""

from __future__ import annotations

import pytest

from k8s_svc_trainer.course import Misconception, Point
from k8s_svc_trainer.course.values import Wording
from k8s_svc_trainer.interview import Field, Grader, grader_of
from tests.unit.interview.small_rubrics import CONCEPTS, question, wrong

SPREADS = (
    "Every copy gets its share of the visitors.",
    "The visitors are handed out evenly among the copies.",
    "Whoever calls is given to one copy or another by a throw of dice.",
    "No copy has to carry all the callers, each carries some.",
    "The work is shared by all the copies that stand behind it.",
)
STAYS = (
    "The number on the door stays while the tenants change.",
    "Tenants come and go behind one and the same number.",
    "You dial the same number for years, whoever sits there.",
    "The address outlives everybody who ever answered at it.",
    "Nobody has to learn a new number when somebody moves out.",
)


FIELD = Field(CONCEPTS | {"visitors": ["visitor", "caller", "work"], "copies": ["copy"], "number": ["number", "address"], "long": ["for"]})


def grader(*, by_example: bool = True) -> Grader:
    """A question of three points: `ready` by a pattern, the others by nothing but their examples."""
    points = (
        Point(id="ready", text="Ready pods.", wording=Wording(says=("ready",), makes=("Ready ones.",), misses=("All.",))),
        Point(
            id="spreads",
            text="It spreads.",
            wording=Wording(
                says=("visitors copies 'fair'",), makes=SPREADS, misses=("One copy gets all the visitors until it falls over.",)
            ),
        ),
        Point(id="stays", text="It stays.", wording=Wording(says=("number|long 'fair'",), makes=STAYS)),
        Point(id="few", text="Few examples.", wording=Wording(makes=("A porter stands at the door and looks at papers.",))),
    )
    return grader_of(question(points=points, misconceptions=(wrong("process", "'daemon'"),)), FIELD, by_example=by_example)


READY = "Only what is ready counts. "


@pytest.mark.parametrize(
    ("answer", "made"),
    [
        pytest.param("All the visitors are shared among the copies.", {"spreads"}, id="other words for what the examples say"),
        pytest.param("The same number stays on the door, whoever moves out.", {"stays"}, id="words of several examples"),
        pytest.param(
            "Visitors are shared among all the copies. The number stays the same when tenants change.",
            {"spreads", "stays"},
            id="two sentences, two points",
        ),
        pytest.param("One copy gets all visitors until it falls.", set(), id="more like a text that misses the point"),
        pytest.param("The visitors do not get their share among the copies, nor evenly.", set(), id="what is denied"),
        pytest.param("Some believe that the visitors are handed out evenly among the copies.", set(), id="what is told of others"),
        pytest.param("Are the visitors handed out evenly among the copies?", set(), id="what is asked"),
        pytest.param("A porter stands at the door and looks at papers.", set(), id="one example is too few to be like"),
        pytest.param("The coffee here is good.", set(), id="off the topic"),
        pytest.param("Nobody has to learn the cello when somebody moves out.", set(), id="the words of an example without its concept"),
        pytest.param("That is for the two of you.", set(), id="small words, which every text has, and a concept"),
        pytest.param("Visitors, copies, share.", set(), id="words in a row"),
    ],
)
def test_a_sentence_speaks_for_the_point_whose_examples_it_is_like(answer: str, made: set[str]) -> None:
    points = grader().grade(READY + answer).points
    assert {name for name, worth in points.items() if worth} - {"ready"} == made


def test_where_no_pattern_finds_anything_likeness_is_silent() -> None:
    assert set(grader().grade("All the visitors are shared among the copies.").points.values()) == {0.0}


def test_patterns_can_be_asked_alone() -> None:
    assert grader(by_example=False).grade(READY + "All the visitors are shared among the copies.").points["spreads"] == 0


def test_the_sentence_is_the_evidence() -> None:
    answer = READY + "All the visitors are shared among the copies."
    ((start, end),) = grader().grade(answer).evidence["spreads"]
    assert answer[start:end] == "All the visitors are shared among the copies"


def test_what_a_pattern_undoes_is_not_made_by_likeness() -> None:
    undone = Point(id="spreads", text="It spreads.", wording=Wording(says=("visitors copies 'fair'",), makes=SPREADS, undone=("'sticky'",)))
    ready = grader().rubric.points[0]
    rubric = question(points=(undone, Point(id="ready", text="Ready.", wording=Wording(says=ready.says))))
    answer = READY + "All the visitors are shared among the copies."
    judge = grader_of(rubric, FIELD)
    assert (judge.grade(answer).points["spreads"], judge.grade(answer + " It is sticky.").points["spreads"]) == (1, 0)


STAYING = "The number stays the same when tenants change. "


@pytest.mark.parametrize(
    ("before", "answer", "made"),
    [
        pytest.param(STAYING, "The copies carry the callers between them.", 1, id="of who answers"),
        pytest.param("", "The copies carry the callers between them.", 0, id="who made a quarter of the points is not read so kindly"),
        pytest.param(STAYING, "The copies do not carry the callers.", 0, id="not what is denied"),
        pytest.param(STAYING, "The copies carry it between them.", 0, id="one concept is too little"),
        pytest.param(STAYING, "One copy falls over the callers.", 0, id="nor what is like a text that misses the point"),
    ],
)
def test_all_texts_of_a_point_together_may_speak_for_it(before: str, answer: str, made: int) -> None:
    assert grader().grade(READY + before + answer).points["spreads"] == made


NEEDS_RENT = (
    "The tenants pay rent for each visitor that they let in.",
    "Rent is due from tenants whenever a visitor calls.",
    "Every visitor costs the tenants some rent.",
    "Without rent from the tenants no visitor is let in.",
    "The visitors come in only when the tenants have paid their rent.",
)


@pytest.mark.parametrize(
    ("before", "answer", "held"),
    [
        pytest.param(
            "A daemon does it. ", "The tenants pay some rent whenever a visitor comes.", {"process", "rent"}, id="beside another error"
        ),
        pytest.param("", "The tenants pay some rent whenever a visitor comes.", set(), id="alone it is chance"),
        pytest.param(
            "A daemon does it. ",
            "It goes by luck and by colour and noon, the tenants pay some rent whenever a visitor comes, and it goes by moon and tide.",
            {"process", "rent"},
            id="a clause of a long sentence",
        ),
        pytest.param("A daemon does it. ", "The tenants never pay any rent, nor for visitors.", {"process"}, id="not what is denied"),
        pytest.param(
            "A daemon does it. ", "The tenants that are ready pay some rent whenever a visitor comes.", {"process"}, id="nor beside a point"
        ),
    ],
)
def test_in_an_answer_that_holds_an_error_likeness_may_speak_for_another(before: str, answer: str, held: set[str]) -> None:
    rent = Misconception(id="rent", text="Rent.", instead="", refute=None, wording=Wording(says=("visitors 'loan'",), makes=NEEDS_RENT))
    ready = Point(id="ready", text="Ready pods.", wording=Wording(says=("ready",)))
    judge = grader_of(question(points=(ready,), misconceptions=(wrong("process", "'daemon'"), rent)), FIELD)
    assert set(judge.grade(before + answer).misconceptions) == held
