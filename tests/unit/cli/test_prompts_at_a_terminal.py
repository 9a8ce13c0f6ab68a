"""Prompts drawn on a terminal: rows that were marked before, keys that say where the pointer is, and a clock beside them."""

import io
from collections.abc import Callable

import msgspec
import pytest
from prompt_toolkit.application.current import get_app, get_app_session

from k8s_svc_trainer.cli import prompts
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.cli.prompts import HAPPENED, Back, Picked, Pressed, Row
from tests.golden.glass import Glass, glass

ROWS = [Row(key="a", text="first"), Row(key="b", text="second"), Row(key="c", text="third")]
FURTHER = [("n", "next")]
CTRL_C, ESC = "\x03", "\x1b"


class Clock:
    """A clock that is over after it was looked at so many times."""

    def __init__(self, looks: int = 1_000_000) -> None:
        self.looks = looks

    def over(self) -> bool:
        self.looks -= 1
        return self.looks < 0

    def said(self) -> str:
        return "4:07 left"


def at(terminal: Glass) -> Environment:
    return Environment(
        stdin=io.StringIO(),
        stdout=terminal,
        stderr=terminal,
        variables={"COLUMNS": "60", "LINES": "40"},
        plain=False,
        interactive=True,
        colour=False,
        unicode=True,
    )


def whenever_drawn(do: Callable[[], None]) -> None:
    """Do this, in place of pressing the next key, each time the terminal was drawn."""
    get_app_session().output.drawn = do


def shown(terminal: Glass) -> str:
    return "\n".join(terminal.screen.display)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        pytest.param(["\r"], Picked(("b", "c")), id="as they were marked"),
        pytest.param(["a", "\r"], Picked(("a", "b", "c")), id="one more"),
        pytest.param(["b", "n"], Pressed("n", "b", ("c",)), id="a key says the pointer and what is marked"),
        pytest.param([CTRL_C], Back(("b", "c")), id="going back leaves them marked"),
    ],
)
def test_several_rows_that_were_marked_before(keys: list[str], answer: prompts.Answer) -> None:
    with glass(60, keys) as terminal:
        assert prompts.choose(at(terminal), ROWS, several=True, further=FURTHER, marked=["b", "c"]) == answer


@pytest.mark.parametrize(
    ("marked", "keys", "answer"),
    [
        pytest.param(["c"], ["\r"], Picked(("c",)), id="the pointer stands on it"),
        pytest.param([], ["\r"], Picked(("a",)), id="or on the first"),
        pytest.param(["c"], ["n"], Pressed("n", "c"), id="a key says where the pointer is"),
    ],
)
def test_one_row_that_was_chosen_before(marked: list[str], keys: list[str], answer: prompts.Answer) -> None:
    with glass(60, keys) as terminal:
        assert prompts.choose(at(terminal), ROWS, further=FURTHER, marked=marked) == answer


def test_a_clock_stands_above_the_keys_and_ends_the_choice_when_it_is_over() -> None:
    with glass(60, []) as terminal:
        whenever_drawn(lambda: None)  # nobody presses a key
        assert prompts.choose(at(terminal), ROWS, several=True, marked=["b"], timer=Clock(1)) == Pressed(HAPPENED, "b", ("b",))
    with glass(60, []) as terminal:
        prompts.choose(at(terminal), ROWS, timer=Clock())
        assert "4:07 left" in terminal.picture


def test_a_clock_that_is_over_ends_a_pause() -> None:
    with glass(60, []) as terminal:
        whenever_drawn(lambda: None)  # nobody presses a key
        assert prompts.pause(at(terminal), [("enter", "next")], timer=Clock(0)) == HAPPENED


@pytest.mark.parametrize("key", [CTRL_C, "\x04", ESC, f"{ESC}\r", f"{ESC}x"], ids=["ctrl-c", "ctrl-d", "esc", "esc and enter", "esc and x"])
def test_who_leaves_a_line_leaves_what_was_typed(key: str) -> None:
    kept: list[str] = []
    sent: list[str] = []
    with glass(60, []) as terminal:

        def press() -> None:
            if "host:" in shown(terminal) and not sent:
                sent.append("we" + key)
                terminal.pipe.send_text(sent[0])

        whenever_drawn(press)
        assert prompts.line(at(terminal), "host", default="my-", left=kept.append) is None
    assert kept == ["my-we"]


def test_esc_is_waited_for_as_shortly_where_a_line_is_typed_as_at_a_list() -> None:
    waits: set[tuple[float | None, float | None]] = set()
    for ask in (lambda here: prompts.line(here, "host"), lambda here: prompts.choose(here, ROWS)):
        with glass(60, []) as terminal:

            def press(terminal: Glass = terminal) -> None:
                if get_app().is_running:
                    waits.add((get_app().ttimeoutlen, get_app().timeoutlen))
                terminal.pipe.send_text(CTRL_C)

            whenever_drawn(press)
            ask(at(terminal))
    assert waits == {(0.1, 0.1)}


def test_arrows_still_move_within_a_line() -> None:
    sent: list[str] = []
    with glass(60, []) as terminal:

        def press() -> None:
            if "host:" in shown(terminal) and not sent:
                sent.append("eb\x1b[D\x1b[Dw\r")
                terminal.pipe.send_text(sent[0])

        whenever_drawn(press)
        assert prompts.line(at(terminal), "host") == "web"


def test_a_clock_stands_beside_a_line_and_cuts_nobody_off() -> None:
    pictures: list[str] = []
    with glass(60, []) as terminal:

        def press() -> None:
            if "host:" in shown(terminal) and not pictures:
                pictures.append(shown(terminal))
                terminal.pipe.send_text("web\r")

        whenever_drawn(press)
        assert prompts.line(at(terminal), "host", default="", timer=Clock(0)) == "web"
        assert "4:07 left" in pictures[0]
        assert "4:07 left" not in shown(terminal)


@pytest.mark.parametrize(("columns", "edge"), [(60, 60), (80, 80), (120, 100)])
def test_what_stands_at_the_right_ends_where_a_title_ends(columns: int, edge: int) -> None:
    pictures: list[str] = []
    with glass(columns, []) as terminal:
        here = msgspec.structs.replace(at(terminal), variables={"COLUMNS": str(columns)})
        Paper(here).title("Home", "Monday")
        prompts.choose(here, [Row(key="a", text="Learn", aside="20 lessons")])

        def press() -> None:
            if "host:" in shown(terminal) and not pictures:
                pictures.append(shown(terminal))
                terminal.pipe.send_text("web\r")

        whenever_drawn(press)
        prompts.line(here, "host", timer=Clock())
    picture = [line[2:] for line in terminal.picture.split("\n")]  # which has a margin of its own
    lines = [line.rstrip() for line in (*picture, *pictures[0].split("\n"))]
    ends = {word: len(line) for line in lines for word in ("Monday", "20 lessons", "4:07 left") if line.endswith(word)}
    assert ends == {"Monday": edge, "20 lessons": edge, "4:07 left": edge}


def test_what_stands_beside_a_row_is_cut_with_a_sign_and_leaves_the_row_its_room() -> None:
    with glass(60, []) as terminal:
        prompts.choose(at(terminal), [Row(key="a", text="Learn", aside="go on with " + "a lesson of a long name " * 3)], at_once=True)
        line = next(line for line in terminal.picture.split("\n") if "Learn" in line).rstrip()
    assert line == "   › a  Learn  go on with a lesson of a long name a lesson of…"


@pytest.mark.parametrize(
    ("marked", "first", "last", "more"),
    [
        pytest.param("1", "› 1 ", "26", "34 more below", id="at the top"),
        pytest.param("60", "35", "› 60 ", "34 more above", id="at the end"),
        pytest.param("30", "5 ", "› 30 ", "4 more above · 30 more below", id="between"),
    ],
)
def test_a_long_list_leaves_in_sight_what_stands_above_it_and_says_how_much_is_hidden(
    marked: str, first: str, last: str, more: str
) -> None:
    rows = [Row(key=str(number), text="a row") for number in range(1, 61)]
    with glass(60, []) as terminal:
        for number in range(11):
            terminal.write(f"above {number}\n")
        prompts.choose(at(terminal), rows, marked=[marked], above=11)
        lines = terminal.picture.split("\n")
    listed = [line.strip() for line in lines if line.endswith("a row")]
    assert lines[0].strip() == "above 0"
    assert listed[0].startswith(first)
    assert listed[-1].startswith(last)
    assert any(line.strip() == more for line in lines)


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        pytest.param(CTRL_C, Pressed(prompts.ENDS, "a"), id="ctrl-c"),
        pytest.param("\x04", Pressed(prompts.ENDS, "a"), id="ctrl-d"),
        pytest.param(f"{ESC}x", Back(), id="esc goes back"),
    ],
)
def test_where_it_is_asked_for_ctrl_c_is_told_from_esc(key: str, answer: prompts.Answer) -> None:
    with glass(60, [key]) as terminal:
        assert prompts.choose(at(terminal), ROWS, further=[(prompts.ENDS, "")]) == answer
