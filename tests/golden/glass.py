"""A screen as a terminal shows it: colours, pointer and keys at the foot, drawn by the real prompts into a screen of pyte.

Keys are pressed one at a time, each when the prompt before it has been drawn. After the last one the picture is taken, and Ctrl-D leaves.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pyte
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.output.vt100 import Vt100_Output

ROWS = 40
CTRL_D = "\x04"
LETTERS = {"cyan": "c", "blue": "b", "green": "g", "red": "r", "brightblack": "q", "black": "?", "default": " "}


class Glass(io.StringIO):
    """A terminal of a given width: what is written to it, and the person in front of it."""

    encoding = "utf-8"

    def __init__(self, width: int, keys: Sequence[str], pipe: PipeInput) -> None:
        super().__init__()
        self.width, self.keys, self.pipe = width, list(keys), pipe
        self.screen = pyte.Screen(width, ROWS)
        self.stream = pyte.Stream(self.screen)
        self.picture = ""

    def write(self, text: str) -> int:
        """Show it."""
        self.stream.feed(text.replace("\n", "\r\n"))
        return len(text)

    def press(self) -> None:
        """The next key, if a prompt is waiting; the picture is taken where there is none left."""
        at_prompt = self._line(self.screen.cursor.y).rstrip().endswith("$")
        if not (at_prompt or any(" Esc " in self._line(row) for row in range(ROWS) if row in self.screen.buffer)):
            return
        if self.keys:
            self.pipe.send_text(self.keys.pop(0))
            return
        self.picture = self.picture or pictured(self.screen)
        self.pipe.send_text(CTRL_D)

    def _line(self, row: int) -> str:
        """A line, joined from its cells: `screen.display` measures each letter of all lines, which takes longer than to draw them."""
        cells = self.screen.buffer[row]
        return "".join(cells[column].data for column in range(self.width))


class _Output(Vt100_Output):
    """prompt_toolkit's output; whoever waits for a drawn screen is told."""

    drawn: Callable[[], None]

    def flush(self) -> None:
        """Write what was drawn, and tell."""
        super().flush()
        self.drawn()


def pictured(screen: pyte.Screen) -> str:
    """Each line as it stands, and below it what is not plain: its colours by letter, capitals where the letters are bold."""
    lines: list[str] = []
    for row in range(screen.lines):
        cells = [screen.buffer[row][column] for column in range(screen.columns)]
        text = "".join(cell.data for cell in cells).rstrip()
        marks = "".join(_mark(cell) if cell.data != " " else " " for cell in cells).rstrip()
        lines += [f"  {text}".rstrip(), *([f"~ {marks}"] if marks else [])]
    return "\n".join(lines).strip("\n") + "\n"


def _mark(cell: pyte.screens.Char) -> str:
    letter = LETTERS[cell.fg]
    return (letter.upper() if letter != " " else "*") if cell.bold else letter


@contextmanager
def glass(width: int, keys: Sequence[str]) -> Iterator[Glass]:
    """A terminal that prompts draw on while the block runs."""
    with create_pipe_input() as pipe:
        made = Glass(width, keys, pipe)
        output = _Output(
            made, lambda: Size(rows=ROWS, columns=width), term="xterm", default_color_depth=ColorDepth.DEPTH_4_BIT, enable_cpr=False
        )
        output.drawn = made.press
        with create_app_session(input=pipe, output=output):
            yield made
