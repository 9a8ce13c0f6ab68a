"""What a new user meets: home with an empty store, a first page, a first question, and home when something is known."""

from pathlib import Path

import pytest

from tests.support.terminal import Terminal

pytestmark = pytest.mark.slow


def test_with_an_empty_store_home_is_three_lines_and_one_proposal(tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal:
        terminal.wait_for("Enter begin")
        written = [line.strip() for line in terminal.lines if line.strip()]
    assert written[0] == "k8s-svc-trainer"
    assert written[1:3] == [
        "For interviews on Kubernetes Services. No answer here is written down as",
        "right: it is what a simulated cluster does.",
    ]
    assert written[3].startswith("Enter: ")
    assert written[3].endswith(", 6 minutes")
    assert len(written) == 5, "title, sentence (in two lines at 80 columns), proposal, keys"


def test_enter_leads_to_a_first_page_and_then_to_a_first_question(tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal:
        terminal.wait_for("Enter begin")
        terminal.press("enter").wait_for("1 of", "Enter one question", "n next page")
        terminal.press("enter").wait_for("Question 1 of 1", "Enter choose")


def test_h_leads_from_the_proposal_to_home(tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal:
        terminal.wait_for("h home")
        terminal.press("h").wait_for("due now", "Quiz", "Learn", "Checklist", "Interview", "Stats", "Esc twice leaves")


@pytest.mark.parametrize(
    ("keys", "said"), [(["h"], "due now    nothing"), (["h", "l"], "Learn"), (["h", "r"], "Labs"), (["h", "i"], "Interview")]
)
def test_what_stands_above_a_list_is_drawn_anew_for_another_width(tmp_path: Path, keys: list[str], said: str) -> None:
    with Terminal(tmp_path, columns=80, rows=24) as terminal:
        terminal.wait_for("h home")
        for key in keys:
            terminal.press(key).wait_for("Enter choose")
        terminal.press("down").wait_for("› ")
        below = pointed(terminal)
        terminal.screen.reset()  # what a terminal makes of the old lines is its own affair
        terminal.resize(60, 24)
        terminal.wait_shown(said).wait_shown("Enter choose")
        assert max(map(len, terminal.lines)) <= 60
        assert pointed(terminal) == below


def pointed(terminal: Terminal) -> str:
    """The key of the row with the pointer."""
    return next(line.split()[1] for line in terminal.lines if line.startswith(" ›"))


def test_home_is_left_by_two_presses_and_the_exit_status_is_0(tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal:
        terminal.wait_for("h home")
        terminal.press("h").wait_for("twice leaves")
        terminal.press("esc").wait_for("Leave? All is saved.", "Esc leave")
        terminal.press("ctrl-c")
        assert terminal.end() == 0


def test_home_stays_where_only_the_first_press_was_meant(tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal:
        terminal.wait_for("h home")
        terminal.press("h").wait_for("twice leaves")
        terminal.press("esc").wait_for("Enter stay")
        terminal.press("enter").wait_for("due now", "twice leaves")


@pytest.mark.parametrize(
    ("key", "opens"),
    [
        pytest.param("l", "Why a Service", id="a letter opens learn"),
        pytest.param("3", "Why a Service", id="a number opens learn"),
        pytest.param("c", "Ready means proven", id="a letter opens the checklist"),
        pytest.param("i", "Esc back", id="a letter opens the interview"),
        pytest.param("s", "Nothing was answered yet", id="a letter opens stats"),
    ],
)
def test_from_home_one_key_goes_anywhere_and_esc_comes_back(tmp_path: Path, key: str, opens: str) -> None:
    with Terminal(tmp_path) as terminal:
        terminal.wait_for("h home")
        terminal.press("h").wait_for("twice leaves")
        terminal.press(key).wait_for(opens, "Esc back")
        terminal.press("esc").wait_for("due now", "twice leaves")


def test_arrows_and_enter_open_learn(tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal:
        terminal.wait_for("h home")
        terminal.press("h").wait_for("twice leaves")
        terminal.press("down", "down", "enter").wait_for("Learn", "Why a Service", "Esc back")


def test_a_lesson_beyond_the_ninth_is_opened_by_its_number(tmp_path: Path) -> None:
    with Terminal(tmp_path, "learn") as terminal:
        terminal.wait_for(" 1 ", "10 ", "Esc back")
        terminal.press("1", "0").wait_for("› 10 ")
        terminal.press("enter").wait_for("1 of", "n next page", "Esc back")


def test_a_list_that_is_longer_than_the_window_follows_the_pointer(tmp_path: Path) -> None:
    with Terminal(tmp_path, "learn", columns=60, rows=15) as terminal:
        terminal.wait_for("› 1 ", " more", "Esc back")
        terminal.press(*["down"] * 11).wait_for("› 12 ").wait_shown(" more")
        terminal.press("down").wait_for("› 13 ")
        terminal.press(*["up"] * 12).wait_for("› 1 ")
