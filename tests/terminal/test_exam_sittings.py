"""An exam and a drill at a terminal: keys, the clock on the screen, and what is there again after Ctrl-C or a power cut."""

import json
import re
from pathlib import Path

import pytest

from tests.support.terminal import PACK, WITH_PACK, Terminal, run

pytestmark = pytest.mark.slow

CLOCK = re.compile(r"(\d+):(\d\d) left")


def sit(home: Path, screen: str = "exam") -> Terminal:
    return Terminal(home, PACK, screen, program=WITH_PACK)


def begin(terminal: Terminal) -> None:
    terminal.wait_for("8 questions over 1 section.", "Enter begin")
    terminal.press("enter").wait_for("Question 1 of 8", "left", "Esc pause")


def to(terminal: Terminal, number: int) -> None:
    """Go by the list to a question."""
    terminal.press("l").wait_for("answered", "h hand in")
    terminal.press(str(number)).wait_shown(f"› {number} ")
    terminal.press("enter").wait_for(f"Question {number} of 8", "Esc pause")


def left(terminal: Terminal) -> int:
    """The seconds on the clock."""
    found = CLOCK.findall(terminal.text)
    minutes, seconds = found[-1]
    return 60 * int(minutes) + int(seconds)


@pytest.mark.parametrize("ending", ["kill", "ctrl-c", "esc", "ctrl-d"])
def test_whatever_ends_it_the_exam_goes_on_with_its_answers_flags_and_clock(tmp_path: Path, ending: str) -> None:
    with sit(tmp_path) as terminal:
        begin(terminal)
        terminal.press("f").wait_for("Question 1 of 8 · flagged", "Esc pause")
        terminal.press("n").wait_for("Question 2 of 8", "Esc pause")
        clock = left(terminal)
        if ending == "kill":
            terminal.kill()
        else:
            if ending == "esc":
                terminal.press(ending).wait_for("Paused", "The clock stands.", "Esc leave")
                clock = left(terminal)
            terminal.press(ending)
            assert terminal.end() == 0
            clock = left(terminal)
            assert "and the clock stands: `k8s-svc-trainer exam` goes on at question 2." in " ".join(terminal.text.split())
        assert "Traceback" not in terminal.text
    with sit(tmp_path) as terminal:
        terminal.wait_for("You left one at question 2 of 8", "0 answered, 1 flagged", "Enter go on")
        assert clock <= 60 * int(found(terminal)[0]) + int(found(terminal)[1]) <= 45 * 60
        terminal.press("enter").wait_for("Question 2 of 8", "left", "Esc pause")


@pytest.mark.parametrize("way", ["", "l", "lh"], ids=["at a question", "at the list", "before it is handed in"])
def test_ctrl_c_ends_the_exam_wherever_one_is_in_it(tmp_path: Path, way: str) -> None:
    with sit(tmp_path) as terminal:
        begin(terminal)
        for key, shows in zip(way, ("h hand in", "Esc back to the list"), strict=False):
            terminal.press(key).wait_for(shows)
        terminal.press("ctrl-c")
        assert terminal.end() == 0
        assert "All is kept, and the clock stands" in terminal.text


def found(terminal: Terminal) -> tuple[str, str]:
    """The clock as the offer to go on says it."""
    told = re.search(r"with (\d+):(\d\d) on the clock", " ".join(terminal.text.split()))
    assert told is not None
    return told[1], told[2]


def test_the_clock_runs_on_the_screen(tmp_path: Path) -> None:
    with sit(tmp_path) as terminal:
        begin(terminal)
        before = left(terminal)
        terminal.wait_until(lambda: left(terminal) < before - 1, "until the clock went on by two seconds")


def test_marks_of_several_are_there_again_after_turning_away(tmp_path: Path) -> None:
    with sit(tmp_path, "exam") as terminal:
        begin(terminal)
        for _ in range(8):
            if "Space mark" in terminal.text:
                break
            here = re.search(r"Question (\d) of 8", terminal.text)
            assert here is not None
            terminal.press("n").wait_for(f"Question {int(here[1]) + 1} of 8", "Esc pause")
        terminal.press("a").wait_for("● It is answered.")
        terminal.press("b").wait_for("● Nothing is heard.")
        terminal.press("p").wait_for("Make the pod a member again.", "Esc pause")
        terminal.press("n").wait_for("Space mark", "Esc pause")
        assert [line.split("●")[1] for line in terminal.lines if "●" in line] == [" It is answered.", " Nothing is heard."]


def test_a_paper_that_is_handed_in_ends_in_a_report_and_is_kept_once(tmp_path: Path) -> None:
    with sit(tmp_path) as terminal:
        begin(terminal)
        to(terminal, 1)
        terminal.press("l").wait_for("h hand in")
        terminal.press("h").wait_for("8 questions have no answer yet", "h hand in · Esc back to the list")
        terminal.press("esc").wait_for("h hand in")
        terminal.press("h").wait_for("Hand in?", "Esc back to the list")
        terminal.press("h").wait_for("score", "0 of 8 points", "8 not answered")
        terminal.press("esc")
        assert terminal.end() == 0
    with sit(tmp_path) as terminal:
        terminal.wait_for("8 questions over 1 section.", "Enter begin")
    assert json.loads(run(tmp_path, "exam", "--last", "--json").stdout)["answered"] == 0


def test_a_drill_answers_by_one_key_and_ends_in_three_lines(tmp_path: Path) -> None:
    with sit(tmp_path, "single") as terminal:  # one answer, so that something is weak
        terminal.wait_for("Question 1 of 1", "Esc")
        terminal.press("enter").wait_for("c dispute it")
        terminal.press("ctrl-c")
        assert terminal.end() == 0
    with sit(tmp_path, "five-minutes") as terminal:
        terminal.wait_for("Drill", "left", "Esc enough")
        terminal.press("a").wait_for("left", "Enter next · Esc enough")
        terminal.press("enter").wait_for("Drill", "n skip")
        terminal.press("esc").wait_for("drilled 1 question, 1 answer", "wrong", "next")
        assert terminal.end() == 0


def test_from_the_shelf_t_tests_the_lesson_with_the_pointer(tmp_path: Path) -> None:
    with Terminal(tmp_path, "learn") as terminal:
        terminal.wait_for("Learn", "t test out")
        terminal.press("down").wait_for("› 2 ")
        terminal.press("t").wait_for("Test out", "A basic Service", "with 9 right it counts as known", "Enter begin")
        terminal.press("esc")
        assert terminal.end() == 0


@pytest.mark.parametrize("key", ["esc", "ctrl-c"])
def test_a_line_that_was_left_half_typed_is_there_again(tmp_path: Path, key: str) -> None:
    with sit(tmp_path) as terminal:
        begin(terminal)
        for number in range(2, 9):
            if "Type a host" in terminal.text:
                break
            terminal.press("n").wait_for(f"Question {number} of 8", "Esc pause")
        terminal.press("enter").wait_for("the cluster, Esc pause", "host:", "left")
        terminal.type("half a w").wait_for("half a w")
        if key == "esc":
            terminal.press(key).wait_for("Paused", "Esc leave")
        terminal.press(key)
        assert terminal.end() == 0
    with sit(tmp_path) as terminal:
        terminal.wait_for("You left one", "Enter go on")
        terminal.press("enter").wait_for("Enter type your answer")
        terminal.press("enter").wait_for("half a w")
