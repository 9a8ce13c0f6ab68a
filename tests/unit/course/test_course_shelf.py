"""Added packs stand beside the course: each of their items under its pack's name, and none of them changes anything of the course's own."""

import shutil
from pathlib import Path

import pytest

from k8s_svc_trainer.course import Pack, UnknownItem, open_pack
from k8s_svc_trainer.course.grade import key
from k8s_svc_trainer.course.shelf import added, open_shelf

SMALL = Path(__file__).parents[2] / "support" / "pack"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("mine", "other"):
        shutil.copytree(SMALL, tmp_path / "packs" / name)
    return tmp_path


@pytest.fixture
def shelf(home: Path) -> Pack:
    return open_shelf(SMALL, home)[0]


def test_without_added_packs_the_course_is_the_course(tmp_path: Path) -> None:
    pack, wrong = open_shelf(SMALL, tmp_path)
    assert (pack.lesson_ids, pack.name, wrong) == (("01-one",), "pack", {})


def test_lessons_of_added_packs_stand_behind_the_courses_own(shelf: Pack) -> None:
    assert shelf.lesson_ids == ("01-one", "mine:01-one", "other:01-one")
    assert [item.id for item in shelf.checklist] == ["selector", "mine:selector", "other:selector"]
    assert (shelf.name, shelf.path) == ("pack", SMALL)


def test_every_item_is_called_by_its_pack_and_read_from_it(shelf: Pack, home: Path) -> None:
    assert shelf.lesson("mine:01-one").id == "mine:01-one"
    assert shelf.lesson("mine:01-one").serves == ("mine:selector",)
    assert shelf.lesson("mine:01-one").at.file == str(home / "packs" / "mine" / "01-one" / "lesson.yaml")
    question = shelf.question("mine:01-one/how-many")
    assert (question.id, question.lesson, question.serves) == ("mine:01-one/how-many", "mine:01-one", ("mine:selector",))
    assert key(question) == 1
    asked = shelf.interview("other:why")
    assert (asked.id, asked.item, asked.serves) == ("other:why", "other:01-one/interview/why", ("other:selector",))
    assert shelf.interview("other:01-one/interview/why") is asked
    lab = shelf.lab("mine:01-one/web-is-silent")
    assert (lab.id, lab.item, lab.serves) == ("mine:01-one/web-is-silent", "mine:01-one/lab/web-is-silent", ("mine:selector",))
    item = shelf.item("mine:selector")
    assert (item.lesson, item.interview) == ("mine:01-one", "mine:why")


def test_the_courses_own_items_are_what_they_are_alone(shelf: Pack) -> None:
    alone = open_pack(SMALL)
    assert shelf.index()[: len(alone.index())] == alone.index()
    assert shelf.lab("web-is-silent").id == "01-one/web-is-silent"
    assert shelf.interview("why").item == "01-one/interview/why"
    assert shelf.question("01-one/how-many") == alone.question("01-one/how-many")


def test_the_index_names_what_each_question_serves(shelf: Pack) -> None:
    assert {entry.serves for entry in shelf.entries("mine:01-one")} == {("mine:selector",)}
    assert [entry.serves for entry in shelf.lab_entries("mine:01-one")] == [("mine:selector",)]
    assert [entry.hash for entry in shelf.entries("mine:01-one")] == [entry.hash for entry in shelf.entries("01-one")]


def test_a_layout_that_only_the_full_reading_understands_is_named_too(home: Path) -> None:
    file = home / "packs" / "mine" / "01-one" / "questions.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("\nquestions:", '\n"questions":'), encoding="utf-8")
    found = open_shelf(SMALL, home)[0].entries("mine:01-one")
    assert {entry.id.partition("/")[0] for entry in found} == {"mine:01-one"}
    assert {entry.serves for entry in found} == {("mine:selector",)}


def test_templates_of_added_packs_are_named_too(home: Path) -> None:
    file = home / "packs" / "mine" / "01-one" / "questions.yaml"
    template = """
templates:
- id: counted
  kind: predict
  level: 1
  tags: [t]
  serves: [selector]
  prompt: "Port ${port}?"
  parameters: {port: [80, 81]}
  ask: {connect: {from: pod/default/client, to: "web:${port}"}}
  field: outcome
  explain: "e"
  say: "s"
  source: https://kubernetes.io/docs/
"""
    file.write_text(file.read_text(encoding="utf-8") + template, encoding="utf-8")
    found = open_shelf(SMALL, home)[0].question("mine:01-one/counted", seed=1)
    assert (found.id, found.serves, found.parameters) == ("mine:01-one/counted", ("mine:selector",), {"port": 81})


def test_a_lexicon_is_for_the_lessons_of_its_own_pack(home: Path) -> None:
    (home / "packs" / "mine" / "lexicon.yaml").write_text("gizmo: [a gizmo]\n", encoding="utf-8")
    shelf = open_shelf(SMALL, home)[0]
    assert shelf.lexicon("mine:01-one")["gizmo"] == ("a gizmo",)
    for lesson in ("01-one", "other:01-one", None):
        assert "gizmo" not in shelf.lexicon(lesson)


def test_a_pack_that_cannot_be_read_is_left_out_and_named(home: Path) -> None:
    (home / "packs" / "mine" / "course.yaml").write_text("format: 99\n", encoding="utf-8")
    shelf, wrong = open_shelf(SMALL, home)
    assert shelf.lesson_ids == ("01-one", "other:01-one")
    assert list(wrong) == [home / "packs" / "mine"]


def test_only_folders_are_packs(home: Path) -> None:
    (home / "packs" / "notes.txt").write_text("")
    (home / "packs" / ".new-x").mkdir()
    (home / "packs" / "link").symlink_to(SMALL)
    assert [path.name for path in added(home)] == ["mine", "other"]


def test_an_unknown_lesson_is_named(shelf: Pack) -> None:
    with pytest.raises(UnknownItem, match="mine:01-one"):
        shelf.lesson("mine:01-on")
