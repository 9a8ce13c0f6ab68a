"""What every screen is written with: one accent colour, an even margin, words wrapped to the width.

Text from people and packs is data: control characters are shown as signs and never obeyed, and no markup is read.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.lines import wrap
from k8s_svc_trainer.cli.theme import ACCENT, BAD, GOOD, QUIET, STRONG, style_of

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["ACCENT", "BAD", "FOOT", "GOOD", "MARGIN", "QUIET", "SIGNS", "STRONG", "Paper", "foot_lines", "tame"]

MARGIN = 2
FOOT = 2  # rows kept for what can be pressed
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
SIGNS = {  # sign: (with Unicode, with ASCII)
    "here": ("›", ">"),
    "arrow": ("→", "->"),
    "dot": ("·", "-"),
    "bar": ("█", "#"),
    "rest": ("░", "."),
    "tick": ("✓", "+"),
    "cross": ("✗", "x"),
    "fork": ("├", "|"),
    "last": ("└", "`"),
    "line": ("─", "-"),
    "open": ("○", "o"),
    "full": ("●", "*"),
}
PLAINER = str.maketrans({"…": "...", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "→": "->", "·": "-", "×": "x", "≥": ">="})


def tame(text: str) -> str:
    """The text with every character that a terminal could obey shown as an escape such as \\x1b; line ends stay."""
    return "".join(letter if letter == "\n" or unicodedata.category(letter) not in HIDDEN else _sign(letter) for letter in text)


def _sign(letter: str) -> str:
    code = ord(letter)
    if letter == "\t":
        return "    "
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


class Paper:
    """Writes to the environment's standard output."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.used = 0  # lines that are still to be read: since the screen was fresh, or since what stood there was read
        self.full: Callable[[], object] | None = None  # done before a line for which there is no room

    @cached_property
    def console(self) -> Console:
        """Rich's console, with markup, emoji and highlighting off and the sixteen terminal colours."""
        from rich.console import Console

        class Piped(Console):
            """A console that leaves it to the door what is done when the reader went away."""

            def on_broken_pipe(self) -> None:
                raise BrokenPipeError

        here = self.environment
        return Piped(
            file=here.stdout,
            force_terminal=not here.plain or None,
            color_system=None if here.plain else "standard",
            no_color=not here.colour,
            markup=False,
            emoji=False,
            highlight=False,
            soft_wrap=True,
            width=here.width,
        )

    def sign(self, name: str) -> str:
        """A sign in Unicode, or in ASCII where the output is not UTF-8."""
        return SIGNS[name][0 if self.environment.unicode else 1]

    def write(self, *pieces: str | tuple[str, str], end: str = "\n") -> None:
        """One line of pieces, each a text or (text, style). Nothing is wrapped."""
        from rich.text import Text

        if self.full is not None and self.used + FOOT >= self.environment.height:
            self.full()
        line = Text(end="")
        for piece in pieces:
            text, style = (piece, "") if isinstance(piece, str) else piece
            line.append(self.fit(text), style=self._style(style))
        line.rstrip()
        self.console.print(line, end=end)
        self.used += end == "\n"

    def fit(self, text: str) -> str:
        """The text, tamed, in letters that the output has."""
        text = tame(text)
        return text if self.environment.unicode else text.translate(PLAINER).encode("ascii", "replace").decode()

    def _style(self, style: str) -> str:
        if self.environment.colour:
            return style_of(style, self.environment.theme)
        return " ".join(word for word in style.split() if word == STRONG and not self.environment.plain)

    def fresh(self) -> None:
        """A screen with nothing on it; what stood there moves up into the terminal's history. Nothing happens in plain mode."""
        if not self.environment.plain:
            self.environment.stdout.write("\n" * (self.environment.height - 1) + "\x1b[H\x1b[J")
            self.environment.stdout.flush()
        self.used = 0

    def fits(self, drawing: Callable[[Paper], object]) -> bool:
        """Whether a drawing still fits on the screen, with the keys at its foot. Plain paper has no end."""
        if self.environment.plain:
            return True
        width = {**self.environment.variables, "COLUMNS": str(self.environment.width)}
        trial = Paper(msgspec.structs.replace(self.environment, stdout=io.StringIO(), variables=width, colour=False))
        drawing(trial)
        return self.used + trial.used + FOOT <= self.environment.height

    def gap(self) -> None:
        """An empty line."""
        self.write("")

    def text(self, text: str, style: str = "", *, margin: int = MARGIN) -> None:
        """Paragraphs, wrapped; lines that begin with `- ` are items, what stands in a fence is kept as it is."""
        found = list(blocks(text))
        for place, (kind, block) in enumerate(found):
            for line in wrapped(kind, block, self.environment.width - margin):
                self.write(" " * margin, (line, ACCENT if kind == "code" else style))
            following = found[place + 1][0] if place + 1 < len(found) else ""
            if not kind == following == "item":
                self.gap()

    def entry(
        self, label: str, text: str, *, style: str = "", label_style: str = QUIET, column: int = 12, mark: str = "", margin: int = MARGIN
    ) -> None:
        """A label in a column of its own, and a text wrapped beside it."""
        room = max(20, self.environment.width - margin - column)
        for place, line in enumerate(wrap(self.fit(text), room, break_long_words=False) or [""]):
            head = label.ljust(column) if place == 0 else " " * column
            before = f"{mark} ".rjust(margin) if mark and place == 0 else " " * margin
            self.write((before, ACCENT), (head, label_style), (line, style))

    def title(self, text: str, aside: str = "") -> None:
        """A heading, and a word at the right edge; one that is too long for both goes on below."""
        text, aside = self.fit(text), self.fit(aside)
        room = max(16, self.environment.width - MARGIN - (len(aside) + 2 if aside else 0))
        first, *others = wrap(text, room) or [""]
        space = self.environment.width - MARGIN - len(first) - len(aside)
        self.write(" " * MARGIN, (first, f"{STRONG} {ACCENT}"), " " * max(2, space), (aside, QUIET))
        for line in others:
            self.write(" " * MARGIN, (line, f"{STRONG} {ACCENT}"))
        self.gap()

    def head(self, text: str, aside: str = "") -> None:
        """A heading below an empty line, as screens begin."""
        self.gap()
        self.title(text, aside)

    def keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """The line at the foot: what can be pressed."""
        for line in foot_lines([f"{key} {what}" for key, what in keys], self.sign("dot"), self.environment.width - MARGIN):
            self.write(" " * MARGIN, (line, QUIET))


def foot_lines(keys: Sequence[str], dot: str, width: int) -> list[str]:
    """Keys and what they do, in lines that part between keys and never within one."""
    lines: list[str] = []
    for key in keys:
        if lines and len(lines[-1]) + len(key) + 3 <= width:
            lines[-1] += f" {dot} {key}"
        else:
            lines.append(key)
    return lines


def blocks(text: str) -> Iterable[tuple[str, str]]:
    """The blocks of a small Markdown text: (paragraph | item | code, its words)."""
    paragraph: list[str] = []
    fenced: list[str] | None = None
    for line in [*text.strip("\n").split("\n"), ""]:
        if line.strip().startswith("```"):
            if fenced is not None:
                yield "code", "\n".join(fenced)
            fenced = [] if fenced is None else None
            continue
        if fenced is not None:
            fenced.append(line)
            continue
        starts_item = line.lstrip().startswith(("- ", "* "))
        if paragraph and (not line.strip() or starts_item):
            yield _kind(paragraph), " ".join(paragraph)
            paragraph = []
        if line.strip():
            paragraph.append(line.strip())
    if fenced:
        yield "code", "\n".join(fenced)


def _kind(paragraph: list[str]) -> str:
    return "item" if paragraph[0].startswith(("- ", "* ")) else "paragraph"


def wrapped(kind: str, block: str, width: int) -> list[str]:
    """The lines of a block within a width; code is kept and never wrapped."""
    if kind == "code":
        return [f"  {line}" for line in block.split("\n")]
    hanging = "  " if kind == "item" else ""
    return wrap(block, width, hanging=hanging)
