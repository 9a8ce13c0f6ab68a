"""Ctrl-C, Ctrl-D and Esc at every prompt go back, and nothing that was answered or typed is lost, by kill -9 neither."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.terminal import PACK, PROGRAM, WITH_PACK, Terminal, environment, run

pytestmark = pytest.mark.slow

PROMPTS = [
    pytest.param("single", "Enter choose", id="a choice"),
    pytest.param("several", "Space mark", id="a choice of several"),
    pytest.param("number", "ready endpoints:", id="a line for a number"),
    pytest.param("typed", "host:", id="a line for a name"),
    pytest.param("stages", "Enter choose", id="an order"),
    pytest.param("manifest", "Enter edit", id="a manifest to mend"),
    pytest.param("learn", "next page", id="a page of a lesson"),
    pytest.param("interview", "1:", id="an answer in words"),
    pytest.param("drill", "Enter reveal", id="an item of the checklist"),
    pytest.param("exam", "Enter begin", id="an exam before it begins"),
    pytest.param("test-out", "Enter begin", id="a test of a section"),
    pytest.param("five-minutes", "Esc enough", id="a drill"),
]


@pytest.mark.parametrize("key", ["ctrl-c", "ctrl-d", "esc"])
@pytest.mark.parametrize(("screen", "prompt"), PROMPTS)
def test_at_every_prompt_one_key_goes_back_and_the_program_ends_well(tmp_path: Path, screen: str, prompt: str, key: str) -> None:
    with Terminal(tmp_path, PACK, screen, program=WITH_PACK, measured=key == "ctrl-c") as terminal:
        terminal.wait_for(prompt)
        terminal.press(key)
        assert terminal.end() == 0
        assert "Traceback" not in terminal.text


@pytest.mark.parametrize("key", ["ctrl-c", "ctrl-d"])
@pytest.mark.parametrize(
    ("screen", "prompt"),
    [
        pytest.param("single", "Type a number", id="numbered lines"),
        pytest.param("typed", "host:", id="a line"),
        pytest.param("manifest", "Enter edit", id="a pause"),
        pytest.param("interview", "1:", id="an answer in words"),
    ],
)
def test_without_arrow_prompts_too(tmp_path: Path, screen: str, prompt: str, key: str) -> None:
    with Terminal(tmp_path, PACK, screen, program=WITH_PACK, variables={"TERM": "dumb"}, measured=key == "ctrl-c") as terminal:
        terminal.wait_for(prompt)
        terminal.press(key)
        assert terminal.end() == 0
        assert "Traceback" not in terminal.text


@pytest.mark.parametrize("key", ["ctrl-c", "ctrl-d", "esc"])
def test_from_home_two_presses_leave_with_0(tmp_path: Path, key: str) -> None:
    with Terminal(tmp_path) as terminal:
        terminal.wait_for("h home")
        terminal.press("h").wait_for("twice leaves")
        terminal.press(key).wait_for("Enter stay")
        terminal.press(key)
        assert terminal.end() == 0


def answer_the_first(terminal: Terminal) -> None:
    """Give any answer to the first question of the course: a choice, the first option."""
    terminal.wait_for("Question 1 of 3", "Enter choose")
    terminal.press("enter").wait_for("c dispute it")


@pytest.mark.parametrize("ending", ["kill", "ctrl-c", "esc"])
def test_what_was_answered_is_kept_and_the_next_quiz_goes_on(tmp_path: Path, ending: str) -> None:
    with Terminal(tmp_path, "quiz", "--count", "3") as terminal:
        answer_the_first(terminal)
        if ending == "kill":
            terminal.kill()
        else:
            terminal.press(ending)
            assert terminal.end() == 0
    with Terminal(tmp_path, "quiz") as terminal:
        terminal.wait_for("Going on where you left:", "Question 2 of")
    answers = json.loads(run(tmp_path, "stats", "--json").stdout)["answers"]
    assert answers == 1


def test_after_ctrl_c_the_next_quiz_goes_on(tmp_path: Path) -> None:
    with Terminal(tmp_path, PACK, "01-one", program=WITH_PACK) as terminal:
        terminal.wait_for("Question 1 of 8", "Esc")
        terminal.press("ctrl-c")
        assert terminal.end() == 0
        assert "this quiz waits for you" in terminal.text


def test_a_page_of_a_lesson_is_where_it_was_left(tmp_path: Path) -> None:
    with Terminal(tmp_path, PACK, "learn", program=WITH_PACK) as terminal:
        terminal.wait_for("The first page", "n next page")
        terminal.press("n").wait_for("The second page", "end of the lesson")
        terminal.press("ctrl-c")
        assert terminal.end() == 0
    with Terminal(tmp_path, PACK, "learn", program=WITH_PACK) as terminal:
        terminal.wait_for("The second page", "end of the lesson")


def test_n_turns_every_page_whether_questions_wait_or_not(tmp_path: Path) -> None:
    with Terminal(tmp_path, PACK, "learn", program=WITH_PACK) as terminal:
        terminal.wait_for("The first page", "n next page")
        terminal.press("n").wait_for("The second page", "end of the lesson")
        terminal.press("n").wait_for("Read to the end")


def test_a_draft_survives_ctrl_c_and_goes_on(tmp_path: Path) -> None:
    with Terminal(tmp_path, PACK, "interview", program=WITH_PACK) as terminal:
        terminal.wait_for("1:")
        terminal.type("It matches labels.").press("enter").wait_for("2:")
        terminal.type("Half a thou").press("ctrl-c")
        assert terminal.end() == 0
        assert "Kept as a draft" in terminal.text
    with Terminal(tmp_path, PACK, "interview", program=WITH_PACK) as terminal:
        terminal.wait_for("Your draft so far:", "| It matches labels.", "2: Half a thou")
        terminal.type("ght").press("enter").wait_for("3:")
    with Terminal(tmp_path, PACK, "interview", program=WITH_PACK) as terminal:
        terminal.wait_for("| Half a thought", "3:")


def test_a_draft_survives_kill(tmp_path: Path) -> None:
    with Terminal(tmp_path, PACK, "interview", program=WITH_PACK) as terminal:
        terminal.wait_for("1:")
        terminal.type("It matches labels.").press("enter").wait_for("2:")
        terminal.kill()
    with Terminal(tmp_path, PACK, "interview", program=WITH_PACK) as terminal:
        terminal.wait_for("| It matches labels.", "2:")


def test_an_answer_in_words_is_graded_at_once(tmp_path: Path) -> None:
    with Terminal(tmp_path, PACK, "interview", program=WITH_PACK) as terminal:
        terminal.wait_for("1:")
        terminal.type("It matches labels.").press("enter").wait_for("2:")
        terminal.press("enter").wait_for("of 10", "Enter go on", "m the model answer")
        terminal.press("m").wait_for("A senior would say")


def test_ctrl_c_while_the_program_is_still_loading_is_quiet(tmp_path: Path) -> None:
    """Stands in for the moment: the first library that is loaded is one in which Ctrl-C comes."""
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt\n", encoding="utf-8")
    shell = environment(tmp_path, PYTHONPATH=f"{tmp_path}:{Path(__file__).parents[2]}")
    done = subprocess.run([sys.executable, *PROGRAM, "stats"], check=False, capture_output=True, text=True, env=shell, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


WORKS = """
import signal
from k8s_svc_trainer.__main__ import run
from k8s_svc_trainer.cli import stats

def work(environment, *, json):
    print("at work", flush=True)
    signal.pause()

stats.run = work
run()
"""


def test_after_ctrl_c_at_work_the_shell_has_a_line_of_its_own(tmp_path: Path) -> None:
    with Terminal(tmp_path, "stats", program=("-c", WORKS)) as terminal:
        terminal.wait_for("at work")
        terminal.press("ctrl-c")
        assert terminal.end() == 130
        assert terminal.lines[:2] == ["at work", "^C"]
        assert (terminal.screen.cursor.y, terminal.screen.cursor.x) == (2, 0)
