"""What the documents show is run, and gives what they say."""

import io
import re
import shutil
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import typer

from k8s_svc_trainer.cases.grammar import EXPECTATIONS
from k8s_svc_trainer.cases.report import verify
from k8s_svc_trainer.cases.steps import StepKind
from k8s_svc_trainer.cli import main
from k8s_svc_trainer.course.check import check
from k8s_svc_trainer.course.values import Kind
from k8s_svc_trainer.sim import Outcome, Reason, Settings, Stage
from k8s_svc_trainer.sim.settings import CHECKS
from tests.documents.examples import DOCUMENTS, ROOT, blocks, text_of, write_files
from tests.support.terminal import PACK, Terminal, run


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_within_the_project_leads_somewhere(document: str) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", text_of(document))
    inner = [link for link in links if "://" not in link]
    assert [link for link in inner if not (ROOT / document).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("place", range(3))
def test_the_case_files_of_the_reference_hold(place: int) -> None:
    found = blocks("docs/cases.md", "yaml")
    assert len(found) == 3
    report = verify([("docs/cases.md", found[place].text)])
    assert report.ok, report.text()


def test_the_reference_names_every_step_field_outcome_reason_and_setting() -> None:
    text = text_of("docs/cases.md")
    words = {str(kind) for kind in StepKind} | {field for fields in EXPECTATIONS.values() for field in fields}
    words |= {*map(str, Outcome), *map(str, Reason), *CHECKS}
    assert [word for word in sorted(words) if f"`{word}" not in text] == []


def test_the_reference_gives_every_setting_its_default() -> None:
    rows = dict(re.findall(r"^\| `([a-zA-Z]+)` \| `([^`]*)` \|", text_of("docs/cases.md").partition("## Settings")[2], re.MULTILINE))
    shown = {"true": True, "false": False, "[]": (), "{}": {}, "3": 3}
    written = {name: shown.get(rows[name], rows[name].strip('"')) for name in CHECKS}
    plain = Settings()
    lists = {"serviceCIDRs": "[10.96.0.0/16]", "podCIDRs": "[10.244.0.0/16]"}
    assert {name: written[name] for name in CHECKS if name not in lists} == {
        name: getattr(plain, name) for name in CHECKS if name not in lists
    }
    assert {name: f"[{', '.join(getattr(plain, name))}]" for name in lists} == lists == {name: rows[name] for name in lists}


def test_the_pack_of_the_reference_of_content_is_right(tmp_path: Path) -> None:
    report = check(write_files("docs/content.md", tmp_path))
    assert report.ok, report.text()
    assert (report.lessons, report.questions, report.computed, report.interview, report.labs) == (1, 7, 7, 1, 1)
    assert (report.templates, report.instances) == (1, 4)


def test_the_reference_of_content_names_every_kind_stage_and_count(tmp_path: Path) -> None:
    text = text_of("docs/content.md")
    words = {str(kind) for kind in Kind if kind is not Kind.DIAGNOSE} | set(map(str, Stage)) | set(check(PACK).plain())
    assert [word for word in sorted(words) if f"`{word}`" not in text] == []


def test_the_question_of_the_readme_is_right(tmp_path: Path) -> None:
    pack = shutil.copytree(PACK, tmp_path / "pack")
    write_files("README.md", pack)
    (pack / "web.yaml").unlink()
    report = check(pack)
    assert report.ok, report.text()
    assert report.questions == 1
    assert len(blocks("README.md", "yaml", "file")[1].text.splitlines()) <= 20


def test_the_library_example_prints_what_its_comments_say() -> None:
    (example,) = blocks("README.md", "python")
    lines = [line for line in example.text.splitlines() if line]
    assert len(lines) <= 11
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(example.text, "README.md", "exec"), {})
    assert printed.getvalue().splitlines() == [line.partition("  # ")[2] for line in lines if line.startswith("print(")]


def test_the_console_examples_print_what_they_show(tmp_path: Path) -> None:
    write_files("README.md", tmp_path)
    for example in blocks("README.md", "console"):
        command, _, shown = example.text.partition("\n")
        done = run(tmp_path, *command.removeprefix("$ k8s-svc-trainer ").split())
        assert (done.returncode, done.stdout) == (0, shown)


@pytest.mark.slow
def test_the_course_is_right_and_its_counts_are_those_that_the_reference_shows() -> None:
    (example,) = blocks("docs/content.md", "console")
    command, _, shown = example.text.partition("\n")
    done = run(ROOT, *command.removeprefix("$ k8s-svc-trainer ").split(), measured=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout == shown, "make counts"


def test_the_readme_lists_every_command() -> None:
    listed = set(re.findall(r"`([a-z]+)", text_of("README.md").partition("## Commands")[2].partition("##")[0]))
    group = typer.main.get_command(main.app)
    assert set(group.commands) - listed == set()


@pytest.mark.slow
def test_the_session_of_the_readme_is_a_real_one(tmp_path: Path) -> None:
    (question,) = blocks("README.md", "text", "session")
    (feedback,) = blocks("README.md", "text", "press")
    with Terminal(tmp_path, *question.rest.split(), columns=80, rows=60) as terminal:
        terminal.wait_for("Enter choose")
        assert question.text.strip("\n") in terminal.text
        terminal.press(*feedback.rest.split()).wait_for("c dispute it")
        screen = terminal.lines
        assert [line for line in feedback.text.splitlines() if line not in screen] == []
