"""What is longer than the screen waits for Enter, so that nothing scrolls away unread."""

import io

import msgspec
import pytest

from k8s_svc_trainer.cli import leaves
from k8s_svc_trainer.cli.paper import Paper
from tests.golden.glass import ROWS, Glass, glass
from tests.unit.cli.test_prompts_at_a_terminal import at


def draw(paper: Paper) -> None:
    for number in range(1, 91):
        paper.write(f"line {number}.")


def lines_of(terminal: Glass) -> list[str]:
    return [line.strip() for line in terminal.screen.display if line.strip()]


@pytest.mark.parametrize(
    ("keys", "first", "last"),
    [
        pytest.param([], "line 1.", "line 38.", id="the first screen"),
        pytest.param(["\r"], "line 39.", "line 76.", id="the second, of which nothing was skipped"),
    ],
)
def test_each_screen_waits_until_it_was_read(keys: list[str], first: str, last: str) -> None:
    with glass(60, keys) as terminal:
        assert not leaves.flow(Paper(at(terminal)), draw)  # after the keys the person has seen enough
        shown = [line.strip() for line in terminal.picture.split("\n") if line.strip()]
    assert shown[-1] == "Enter more · Esc enough"
    assert shown[-2] == last
    assert first in shown


def test_it_ends_below_its_last_line() -> None:
    with glass(60, ["\r", "\r"]) as terminal:
        assert leaves.flow(Paper(at(terminal)), draw)
        assert lines_of(terminal)[-1] == "line 90."


def test_what_fits_does_not_wait() -> None:
    with glass(60, []) as terminal:
        paper = Paper(at(terminal))
        assert leaves.flow(paper, lambda page: [page.write(f"line {number}.") for number in range(ROWS - 2)])
        assert lines_of(terminal)[0] == "line 0."


@pytest.mark.parametrize("changed", [{"plain": True}, {"interactive": False}], ids=["on plain paper", "where nobody can answer"])
def test_nothing_waits(changed: dict[str, bool]) -> None:
    with glass(60, []) as terminal:
        out = io.StringIO()
        assert leaves.flow(Paper(msgspec.structs.replace(at(terminal), stdout=out, **changed)), draw)
    assert out.getvalue().count("line ") == 90
