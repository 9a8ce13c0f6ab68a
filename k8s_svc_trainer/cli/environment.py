"""What the program runs in: its streams, width, colour, and whether a person is there to answer.

NO_COLOR takes away colour only. `--plain`, TERM=dumb or a pipe also take away boxes, redraw and arrow prompts.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

import msgspec

from k8s_svc_trainer.cli.theme import Theme, theme_of

HOME_VARIABLE = "K8S_SVC_TRAINER_HOME"
NARROWEST, WIDEST = 40, 100
SHORTEST = 12


class Environment(msgspec.Struct, frozen=True):
    """Streams and what they can show; made once, handed down."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    variables: Mapping[str, str]
    plain: bool  # numbered lines, one line of input, no redraw
    interactive: bool  # a person can answer
    colour: bool
    unicode: bool

    @property
    def width(self) -> int:
        """Columns to write in: the terminal's, never so wide that lines are hard to read."""
        return max(NARROWEST, min(self.columns, WIDEST))

    @property
    def columns(self) -> int:
        """Columns of the terminal."""
        stated = self.variables.get("COLUMNS", "")
        return int(stated) if stated.isascii() and stated.isdigit() and stated != "0" else _size(self.stdout).columns

    @property
    def height(self) -> int:
        """Rows of the terminal."""
        stated = self.variables.get("LINES", "")
        rows = int(stated) if stated.isascii() and stated.isdigit() and stated != "0" else _size(self.stdout).lines
        return max(SHORTEST, rows)

    @property
    def theme(self) -> Theme:
        """The colours that fit the ground of the terminal."""
        return theme_of(self.variables)

    @property
    def home(self) -> Path:
        """The directory that keeps progress: K8S_SVC_TRAINER_HOME, or the user's data directory."""
        chosen = self.variables.get(HOME_VARIABLE)
        if chosen:
            return Path(chosen).expanduser()
        import platformdirs

        return Path(platformdirs.user_data_dir("k8s-svc-trainer", appauthor=False))


def from_process(*, plain: bool = False) -> Environment:
    """The environment of this process."""
    variables = os.environ
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a letter that the output lacks is shown, and never ends the program
    dumb = variables.get("TERM", "") == "dumb"
    terminal = _is_terminal(sys.stdin) and _is_terminal(sys.stdout)
    return Environment(
        stdin=sys.stdin,
        stdout=sys.stdout,
        stderr=sys.stderr,
        variables=variables,
        plain=plain or dumb or not _is_terminal(sys.stdout),
        interactive=terminal,
        colour=not variables.get("NO_COLOR") and not plain and not dumb and _is_terminal(sys.stdout),
        unicode=_says_utf8(sys.stdout),
    )


def _size(stream: TextIO) -> os.terminal_size:
    try:
        return os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        return os.terminal_size((80, 24))


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _says_utf8(stream: TextIO | None) -> bool:
    encoding = getattr(stream, "encoding", None) or ""
    return encoding.lower().replace("-", "").replace("_", "") in ("utf8", "utf16", "utf32")
