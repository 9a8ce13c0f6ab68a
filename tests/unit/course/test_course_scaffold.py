"""Beginnings: every TODO is named until it is written, and then the pack is sound; a file is added to and otherwise left as it is."""

import json
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from k8s_svc_trainer.cases.document import Faults, read
from k8s_svc_trainer.course import Kind, scaffold
from k8s_svc_trainer.course.check import check
from k8s_svc_trainer.course.scaffold import Begun
from k8s_svc_trainer.course.schemas import schemas
from k8s_svc_trainer.interview.check import check as rubrics
from k8s_svc_trainer.lab.check import check as labs

PAGE = "https://kubernetes.io/docs/concepts/services-networking/service/"


def write(root: Path, begun: Begun) -> None:
    for name, text in {**begun.new, **begun.changed}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def todos(root: Path) -> set[tuple[str, int]]:
    """File and line of every TODO."""
    return {
        (path.relative_to(root).as_posix(), number)
        for path in root.rglob("*.yaml")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "TODO" in line
    }


def fill(root: Path) -> None:
    """Write every TODO, as an author would."""
    numbers = count(1)

    def written(found: re.Match[str]) -> str:
        if "official page" in found[1]:
            return f'"{PAGE}"'
        if "60 to 130" in found[1]:
            return json.dumps(" ".join(f"word{number}" for number in range(80)))
        return f'"Sentence number {next(numbers)} of mine."'

    for path in root.rglob("*.yaml"):
        path.write_text(re.sub(r'"TODO: ([^"]*)"', written, path.read_text(encoding="utf-8")), encoding="utf-8")


BEGINNINGS: list[object] = [
    pytest.param(lambda root: (), id="a lesson"),
    pytest.param(lambda root: (scaffold.lesson(root, "second"),), id="a second lesson"),
    pytest.param(lambda root: (scaffold.interview(root, "first", "why"),), id="an interview question"),
    pytest.param(lambda root: (scaffold.lab(root, "01-first", "broken"),), id="a lab"),
    *(pytest.param(lambda root, kind=kind: (scaffold.question(root, "first", "asked", kind),), id=f"a question: {kind}") for kind in Kind),
]


@pytest.mark.parametrize("begin", BEGINNINGS)
def test_a_beginning_names_its_todos_and_is_sound_once_they_are_written(tmp_path: Path, begin: Callable[[Path], tuple[Begun, ...]]) -> None:
    first = scaffold.lesson(tmp_path, "first")
    write(tmp_path, first)
    for begun in begin(tmp_path):
        write(tmp_path, begun)
    report = check(tmp_path)
    told = {(Path(fault.file).relative_to(tmp_path).as_posix(), fault.line) for fault in report.errors}
    assert told >= todos(tmp_path)
    assert {fault.message for fault in report.errors if "stub" not in fault.message} <= {
        '"TODO: the official page that says it" is no plain https page',
        "the senior answer has 9 words",
        f"the same stands in {tmp_path}/01-first/questions.yaml:12",
    }
    fill(tmp_path)
    from k8s_svc_trainer.course import open_pack

    assert check(tmp_path).text().endswith("nothing is wrong")
    pack = open_pack(tmp_path)
    assert [*labs(pack), *rubrics(pack)] == []


def test_a_beginning_is_counted_and_fits_its_schema(tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed: pip install -e '.[dev]'")
    begun = scaffold.lesson(tmp_path, "first")
    assert begun.todos == 17
    kinds = {
        "course.yaml": "course",
        "checklist.yaml": "checklist",
        "01-first/lesson.yaml": "lesson",
        "01-first/questions.yaml": "questions",
    }
    assert set(begun.new) == set(kinds)
    for name, text in begun.new.items():
        value = json.loads(json.dumps(read(text, file=name).value))
        errors = jsonschema.Draft7Validator(schemas()[f"{kinds[name]}.schema.json"]).iter_errors(value)
        assert {error.message for error in errors if "TODO" not in error.message} == set()


COURSES = [
    pytest.param(
        "format: 1\nlessons: [07-a]\nname: mine\n", "format: 1\nlessons: [07-a, 08-b]\nname: mine\n", id="a list on one line",
    ),
    pytest.param(
        "lessons: [07-a,\n  ] # the list\nformat: 1\n", "lessons: [07-a, 08-b,\n  ] # the list\nformat: 1\n", id="a list that is wrapped"
    ),
    pytest.param(
        "format: 1\nlessons: # all\n# first\n- 07-a # one\n# end\nname: mine\n",
        "format: 1\nlessons: # all\n# first\n- 07-a # one\n- 08-b\n# end\nname: mine\n",
        id="a list of lines, with comments",
    ),
    pytest.param("lessons:\n  - 07-a\nformat: 1", "lessons:\n  - 07-a\n  - 08-b\nformat: 1", id="a list of lines that is indented"),
    pytest.param("format: 1\nlessons:\n- 07-a", "format: 1\nlessons:\n- 07-a\n- 08-b\n", id="a file without a last line feed"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), COURSES)
def test_a_lesson_is_listed_and_nothing_else_changes(tmp_path: Path, before: str, after: str) -> None:
    (tmp_path / "course.yaml").write_text(before, encoding="utf-8")
    assert scaffold.lesson(tmp_path, "b").changed["course.yaml"] == after


QUESTIONS = [
    pytest.param("questions:\n- {id: a}\n", "questions:\n- {id: a}\nITEM", id="at the end"),
    pytest.param("questions:\n- id: a\n  x: 1", "questions:\n- id: a\n  x: 1\nITEM", id="without a last line feed"),
    pytest.param(
        "questions: # all\n  - id: a\n\n# more\ntemplates: []\n",
        "questions: # all\n  - id: a\n\n# more\nITEMtemplates: []\n",
        id="before what stands behind them, indented as they are",
    ),
]


@pytest.mark.parametrize(("before", "after"), QUESTIONS)
def test_a_question_is_added_and_nothing_else_changes(tmp_path: Path, before: str, after: str) -> None:
    write(tmp_path, scaffold.lesson(tmp_path, "first"))
    (tmp_path / "01-first" / "interview.yaml").write_text(before, encoding="utf-8")
    text = scaffold.interview(tmp_path, "first", "why").changed["01-first/interview.yaml"]
    begun, end = (after.partition("ITEM")[place] for place in (0, 2))
    assert text.startswith(begun)
    assert text.endswith(end)
    assert read(text, file="x").value["questions"][-1]["id"] == "why"


REFUSED: list[object] = [
    pytest.param(lambda root: scaffold.lesson(root, "My Lesson"), "a lesson cannot be called 'My Lesson'", id="a name"),
    pytest.param(lambda root: scaffold.lesson(root, "../up"), "cannot be called", id="a name that leads elsewhere"),
    pytest.param(
        lambda root: scaffold.question(root, "nope", "a", Kind.FILL), "there is no lesson 'nope'; there are 01-first", id="a lesson"
    ),
    pytest.param(lambda root: scaffold.lab(root, "first", "A"), "a lab cannot be called 'A'", id="a name of a lab"),
]


@pytest.mark.parametrize(("begin", "said"), REFUSED)
def test_what_cannot_be_begun_is_refused(tmp_path: Path, begin: Callable[[Path], object], said: str) -> None:
    write(tmp_path, scaffold.lesson(tmp_path, "first"))
    with pytest.raises(Faults, match=re.escape(said)):
        begin(tmp_path)


def test_a_lab_that_is_there_is_not_begun_again(tmp_path: Path) -> None:
    write(tmp_path, scaffold.lesson(tmp_path, "first"))
    write(tmp_path, scaffold.lab(tmp_path, "first", "broken"))
    with pytest.raises(Faults, match="there is such a lab already"):
        scaffold.lab(tmp_path, "first", "broken")


@pytest.mark.parametrize(
    "text", [pytest.param("questions: [{id: a}]\n", id="on one line"), pytest.param('"questions":\n- {id: a}\n', id="in quotes")]
)
def test_a_layout_that_is_not_understood_is_left_alone_and_said(tmp_path: Path, text: str) -> None:
    write(tmp_path, scaffold.lesson(tmp_path, "first"))
    (tmp_path / "01-first" / "interview.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Faults, match="the layout of questions is not understood, so nothing was added; add this by hand: - id: why"):
        scaffold.interview(tmp_path, "first", "why")


def test_a_course_whose_list_is_not_understood_is_left_alone_and_said(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text('{"format": 1, "lessons": ["07-a"]}\n', encoding="utf-8")
    with pytest.raises(Faults, match="add this by hand: - 08-b"):
        scaffold.lesson(tmp_path, "b")
