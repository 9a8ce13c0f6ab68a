"""The schemas take whatever is read, and refuse words that are not known, as the readers do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from k8s_svc_trainer.cases.document import read
from k8s_svc_trainer.course.schemas import schemas

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed: pip install -e '.[dev]'")

ROOT = Path(__file__).parents[3]
SMALL = ROOT / "tests" / "support" / "pack"
MADE = schemas()


def kind_of(path: Path) -> str:
    if path.parent.name == "labs":
        return "lab"
    return "cases" if "cases" in path.relative_to(ROOT).parts else path.stem


def files() -> Iterator[Any]:
    for path in sorted([*(ROOT / "content").rglob("*.yaml"), *SMALL.rglob("*.yaml")]):
        if path.name != "lexicon.yaml":
            yield pytest.param(path, id=path.relative_to(ROOT).as_posix())


def validator(kind: str) -> Any:
    return jsonschema.Draft7Validator(MADE[f"{kind}.schema.json"])


def complaints(kind: str, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(kind).iter_errors(value)]


@pytest.mark.parametrize("name", sorted(MADE))
def test_each_is_a_schema_and_nothing_but_json(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(MADE[name])
    assert json.loads(json.dumps(MADE[name])) == MADE[name]
    assert MADE[name]["$id"] == f"k8s-svc-trainer/{name}"


@pytest.mark.parametrize("path", list(files()))
def test_all_content_is_taken(path: Path) -> None:
    value = json.loads(json.dumps(read(path.read_text(encoding="utf-8"), file=str(path)).value))
    assert complaints(kind_of(path), value) == []


def small(name: str) -> Any:
    value = read((SMALL / name).read_text(encoding="utf-8"), file=name).value
    return json.loads(json.dumps(value))


def without(value: Any, *trail: str | int) -> Any:
    here = value
    for word in trail[:-1]:
        here = here[word]
    del here[trail[-1]]
    return value


def put(value: Any, what: Any, *trail: str | int) -> Any:
    here = value
    for word in trail[:-1]:
        here = here[word]
    here[trail[-1]] = what
    return value


REFUSED = [
    pytest.param("course", put(small("course.yaml"), 1, "surprise"), id="a word of course.yaml that is not known"),
    pytest.param("course", put(small("course.yaml"), 2, "format"), id="another format"),
    pytest.param("checklist", without(small("checklist.yaml"), "items", 0, "means"), id="a checklist item that means nothing"),
    pytest.param("lesson", put(small("01-one/lesson.yaml"), "x", "sections", 0, "txet"), id="a misspelled word of a section"),
    pytest.param("lesson", put(small("01-one/lesson.yaml"), 17, "section"), id="a section that there is not"),
    pytest.param("questions", without(small("01-one/questions.yaml"), "questions", 0, "say"), id="a question without say"),
    pytest.param("questions", put(small("01-one/questions.yaml"), "choise", "questions", 0, "kind"), id="a kind that there is not"),
    pytest.param("questions", put(small("01-one/questions.yaml"), ["a"], "questions", 0, "stages"), id="a word of another kind"),
    pytest.param("questions", put(small("01-one/questions.yaml"), {"gte": "x"}, "questions", 0, "ask"), id="a step that there is not"),
    pytest.param("interview", put(small("01-one/interview.yaml"), {}, "questions", 0, "answers"), id="an answer of no level"),
    pytest.param("lab", put(small("01-one/labs/web-is-silent.yaml"), ["SVC999"], "cause"), id="a cause that there is not"),
    pytest.param("lab", put(small("01-one/labs/web-is-silent.yaml"), ["one"], "hints"), id="a lab with one hint"),
    pytest.param("cases", {"cases": [{"name": "x", "steps": []}]}, id="a case without steps"),
    pytest.param("cases", {"settings": {"proxyMode": "magic"}, "cases": [{"name": "x", "steps": [{"wait": 1}]}]}, id="a proxy mode"),
    pytest.param(
        "cases",
        {"cases": [{"name": "x", "steps": [{"connect": {"from": "pod/a/b", "to": "c:1"}, "expect": {"outcome": "fine"}}]}]},
        id="an outcome that there is not",
    ),
    pytest.param("cases", {"cases": [{"name": "x", "steps": [{"wait": 1, "get": "pod/a/b"}]}]}, id="two things in one step"),
]


@pytest.mark.parametrize(("kind", "value"), REFUSED)
def test_what_the_reader_refuses_is_marked(kind: str, value: Any) -> None:
    assert complaints(kind, value) != []


def test_templates_are_left_open() -> None:
    value = put(small("01-one/questions.yaml"), [{"id": "x", "parameters": {"a": [1]}, "whatever": 1}], "templates")
    assert complaints("questions", value) == []
