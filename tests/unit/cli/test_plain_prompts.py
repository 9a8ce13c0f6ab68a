"""Without arrow keys: numbered lines and one line of input; what is no answer is asked for again."""

import io
from types import SimpleNamespace

import msgspec
import pytest
from screens import strings, written

from k8s_svc_trainer.cli import chooser, lab_prompt, prompts
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.prompts import Back, Picked, Pressed, Row

ROWS = [Row(key="a", text="first", aside="5 min"), Row(key="b2", text="second"), Row(key="c", text="third")]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("1\n", Picked(("a",)), id="a number"),
        pytest.param("3\n", Picked(("c",)), id="the last number"),
        pytest.param("C\n", Picked(("c",)), id="a letter, large or small"),
        pytest.param("h\n", Pressed("h"), id="one of the further keys"),
        pytest.param("h 3\n", Pressed("h", "c"), id="a further key and the row it is meant for"),
        pytest.param("h 9\nh 1 2\n2\n", Picked(("b2",)), id="a further key with a row that there is not, or two"),
        pytest.param("b\n", Back(), id="b goes back"),
        pytest.param("q\n", Back(), id="q goes back too"),
        pytest.param("", Back(), id="the end of input goes back"),
        pytest.param("9\nx\n\n1 2\n2\n", Picked(("b2",)), id="what is no answer is asked for again"),
    ],
)
def test_one_row_is_chosen(typed: str, answer: prompts.Answer) -> None:
    assert prompts.choose(strings(typed), ROWS, further=[("h", "a hint")]) == answer


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        pytest.param("1 3\n", ("a", "c"), id="numbers with a blank"),
        pytest.param("3,1\n", ("c", "a"), id="numbers with a comma"),
        pytest.param("1 1\n", ("a",), id="one number twice counts once"),
    ],
)
def test_several_rows_are_chosen(typed: str, keys: tuple[str, ...]) -> None:
    assert prompts.choose(strings(typed), ROWS, several=True) == Picked(keys)


def test_rows_are_numbered_lines() -> None:
    environment = strings("b\n")
    prompts.choose(environment, ROWS, further=[("h", "a hint")])
    assert written(environment) == ("  1.  first (5 min)\n  2.  second\n  3.  third\n\n  Type a number, h a hint, b back: ")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        pytest.param("\n", "enter", id="Enter"),
        pytest.param("T\n", "t", id="a letter"),
        pytest.param("x\nt\n", "t", id="what is no key is asked for again"),
        pytest.param("b\n", None, id="b goes back"),
        pytest.param("", None, id="the end of input goes back"),
    ],
)
def test_a_pause_waits_for_a_key(typed: str, key: str | None) -> None:
    assert prompts.pause(strings(typed), [("enter", "next"), ("t", "try")]) == key


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        pytest.param("web\n", "web", id="what was typed"),
        pytest.param("\n", "pod/default/client", id="the proposal, where nothing was typed"),
        pytest.param("", None, id="the end of input goes back"),
    ],
)
def test_a_line_is_taken(typed: str, line: str | None) -> None:
    assert prompts.line(strings(typed), "from", default="pod/default/client") == line


@pytest.mark.parametrize(("typed", "agreed"), [("yes\n", True), ("Y\n", True), ("no\n", False), ("\n", False), ("", False)])
def test_only_yes_is_yes(typed: str, agreed: bool) -> None:
    assert prompts.agree(strings(typed), "Begin anew?") is agreed


class Quick(io.StringIO):
    """A terminal at which somebody presses Ctrl-C as soon as the prompt is there."""

    def flush(self) -> None:
        raise KeyboardInterrupt


def test_ctrl_c_while_a_prompt_is_written_counts_as_at_the_prompt() -> None:
    environment = msgspec.structs.replace(strings("web\n"), stdout=Quick())
    assert prompts.line(environment, "host") is None
    assert lab_prompt.asking(environment, SimpleNamespace(prompt="lab:default$ "))() == ""
    assert written(environment) == "  host: \nlab:default$ \n"


def test_without_a_person_every_prompt_refuses() -> None:
    environment = strings("1\n", interactive=False)
    for ask in (
        lambda: prompts.choose(environment, ROWS),
        lambda: prompts.line(environment, "from"),
        lambda: prompts.pause(environment, [("enter", "next")]),
        lambda: prompts.agree(environment, "Begin anew?"),
    ):
        with pytest.raises(Refused, match="needs a terminal"):
            ask()
    assert written(environment) == ""


@pytest.mark.parametrize(
    ("heights", "here", "room", "shown"),
    [
        pytest.param([1, 1, 1], 0, 5, [0, 1, 2], id="all fit"),
        pytest.param([1, 1, 1, 1], 0, 2, [0, 1], id="the first ones"),
        pytest.param([1, 1, 1, 1], 3, 2, [2, 3], id="down to the pointer"),
        pytest.param([2, 2, 2, 2], 2, 5, [1, 2], id="rows of two lines"),
        pytest.param([3, 3], 1, 2, [1], id="where not even one fits, the pointer's"),
        pytest.param([], 0, 9, [], id="none"),
    ],
)
def test_a_long_list_shows_the_rows_around_the_pointer(heights: list[int], here: int, room: int, shown: list[int]) -> None:
    assert list(chooser.fitting(heights, here, room)) == shown
