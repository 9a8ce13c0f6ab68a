"""What is found at a glance is what reading in full finds."""

from pathlib import Path

import pytest

from k8s_svc_trainer.course import glance, open_pack
from k8s_svc_trainer.course.shelf import joined
from tests.support.course import COURSE

SMALL = Path(__file__).parents[2] / "support" / "pack"
TWO = """\
settings: {version: "1.34"}
questions:
# a comment
- id: one
  text: "What?"
  serves: [dns, types] # a comment
  was: [eins, uno]
  points:
  - id: x
    text: "y"
    says: ["'z'"]
  - {id: y, text: "z"}
  misconceptions:
  - id: none-of-these

- id: two
  text: >-
    What
    else?
  points:
  - id: only
    text: "y"
  serves: [dns]
objects:
- {kind: Pod}
"""


@pytest.mark.parametrize("lesson", COURSE.lesson_ids)
def test_each_lesson_of_the_course_gives_the_same_at_a_glance_and_in_full(lesson: str) -> None:
    file = COURSE.path / lesson / "interview.yaml"
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    assert (glance.glanced(text, lesson) if text else ()) == glance.read_in_full(COURSE, lesson)
    assert glance.minutes_of(COURSE, lesson) == COURSE.lesson(lesson).minutes
    assert glance.templates_of(COURSE, lesson) == {template.id for template in COURSE.questions(lesson).templates}


def test_questions_points_and_former_names() -> None:
    found = glance.glanced(TWO, "01-one")
    assert found is not None
    assert [(one.item, one.serves, one.points, one.was) for one in found] == [
        ("01-one/interview/one", ("dns", "types"), ("x", "y"), ("01-one/interview/eins", "01-one/interview/uno")),
        ("01-one/interview/two", ("dns",), ("only",), ()),
    ]


@pytest.mark.parametrize(
    ("of", "to"),
    [
        pytest.param("- id: one\n", "- {id: one}\n", id="a question in flow style"),
        pytest.param("  serves: [dns, types] # a comment\n", "  serves:\n  - dns\n", id="a list in block style"),
        pytest.param("  - id: x\n", "  - text: x\n", id="a point that does not begin with its id"),
        pytest.param("  serves: [dns]\n", "", id="a question that serves nothing"),
        pytest.param(TWO, "questions: []\n", id="no question"),
    ],
)
def test_a_layout_that_is_not_understood_is_left_to_the_full_reading(of: str, to: str) -> None:
    assert glance.glanced(TWO.replace(of, to), "01-one") is None


def test_what_is_not_understood_at_a_glance_is_read_in_full(tmp_path: Path) -> None:
    for file in SMALL.rglob("*.yaml"):
        target = tmp_path / file.relative_to(SMALL)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.read_text(encoding="utf-8").replace("serves: [selector]", "serves:\n  - selector"), encoding="utf-8")
    lesson = tmp_path / "01-one" / "lesson.yaml"
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("minutes: ", "minutes:  &m "), encoding="utf-8")
    pack = open_pack(tmp_path)
    assert [one.item for one in glance.interviews_of(pack, "01-one")] == ["01-one/interview/why"]


def test_a_lesson_without_interview_questions_or_questions_has_none(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text("format: 1\nlessons: [01-one]\n", encoding="utf-8")
    pack = open_pack(tmp_path)
    assert (glance.interviews_of(pack, "01-one"), glance.templates_of(pack, "01-one")) == ((), frozenset())


def test_what_an_added_pack_has_is_called_by_its_name() -> None:
    shelf = joined(COURSE, [open_pack(SMALL)])
    lesson = next(name for name in shelf.lesson_ids if name not in COURSE.lesson_ids)
    assert glance.interviews_of(shelf, lesson) == glance.read_in_full(shelf, lesson)
    assert glance.interviews_of(shelf, lesson)[0].serves == (f"{lesson.partition(':')[0]}:selector",)
    assert (glance.minutes_of(shelf, lesson), glance.templates_of(shelf, lesson)) == (2.0, frozenset())
