"""content new and check --schema as an author calls them: what is written, what is left alone."""

import json
import os
from pathlib import Path

import pytest
from screens import strings, written

from k8s_svc_trainer.cli import content
from k8s_svc_trainer.cli.carrying import QuestionKind
from k8s_svc_trainer.cli.check import whole_report
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.course import Kind


def test_a_pack_is_begun_in_an_empty_directory(tmp_path: Path) -> None:
    here = strings(COLUMNS="100")
    root = tmp_path / "mine"
    assert content.new_lesson(here, str(root), "first") == 0
    assert written(here).splitlines()[0] == f"  new       {root}/01-first/lesson.yaml"
    assert "write the 17 TODOs in them" in written(here)
    assert (root / "01-first" / "lesson.yaml").exists()
    assert content.new_question(here, str(root), "first", "asked", "fix") == 0
    assert content.new_interview(here, str(root), "first", "why") == 0
    assert content.new_lab(here, str(root), "first", "broken") == 0
    assert f"added to  {root}/01-first/questions.yaml" in written(here)
    report = whole_report(root)
    assert (report.lessons, report.questions, report.interview, report.labs) == (1, 2, 1, 1)


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "01-first").mkdir()
    (tmp_path / "01-first" / "questions.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match=r"questions\.yaml is there already: move it away"):
        content.new_lesson(strings(), str(tmp_path), "first")
    assert os.listdir(tmp_path) == ["01-first"]
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Refused, match="is no directory"):
        content.new_lesson(strings(), str(tmp_path / "file"), "first")


def test_a_file_that_is_added_to_keeps_its_rights(tmp_path: Path) -> None:
    content.new_lesson(strings(), str(tmp_path), "first")
    file = tmp_path / "01-first" / "questions.yaml"
    file.chmod(0o640)
    content.new_question(strings(), str(tmp_path), "first", "asked", "fill")
    assert file.stat().st_mode & 0o777 == 0o640


def test_schemas_are_written_and_written_again(tmp_path: Path) -> None:
    here = strings(COLUMNS="100")
    for _ in range(2):
        assert content.write_schemas(here, str(tmp_path / "schemas")) == 0
    assert len(os.listdir(tmp_path / "schemas")) == 7
    assert json.loads((tmp_path / "schemas" / "lab.schema.json").read_text(encoding="utf-8"))["title"] == "k8s-svc-trainer: lab"
    assert "# yaml-language-server: $schema=" in written(here)


def test_a_file_that_is_no_schema_of_ours_is_left_alone(tmp_path: Path) -> None:
    for data in (b"{}", b"\xff"):
        (tmp_path / "lab.schema.json").write_bytes(data)
        with pytest.raises(Refused, match=r"lab\.schema\.json is there already and is no schema of ours"):
            content.write_schemas(strings(), str(tmp_path))
        assert os.listdir(tmp_path) == ["lab.schema.json"]


def test_schemas_are_printed_as_one_object() -> None:
    here = strings()
    assert content.write_schemas(here, "-") == 0
    assert len(json.loads(written(here))) == 7


def test_the_kinds_of_the_option_are_those_of_the_course() -> None:
    assert [kind.value for kind in QuestionKind] == [kind.value for kind in Kind]
