"""What fits into a line: text cut at the end of a word, and wrapped so that a number and its unit stay together; a
command parted so that a shell takes it whole, and JSON so that it reads the same. Pure."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

UNIT = re.compile(r"(?<=\d) (?=%|min\b|(?:second|minute|hour|day|week)s?\b)")
KEPT_TOGETHER = "\N{NO-BREAK SPACE}"
WORD = re.compile(r"""(?:[^\s'"]|'[^']*'|"[^"]*")+|\S+""")  # of a shell's line, with what is quoted in it
JSON_WORD = re.compile(r"""(?:[^\s"]|"(?:[^"\\]|\\.)*")+""")
GOES_ON = " \\"
NO_END = " ,;:.(-"  # what does not stand before the sign that a text goes on


def cut(text: str, room: int) -> str:
    """The text, or as many of its words as there is room for, with a sign that it goes on; a word that alone is half of it is cut."""
    if len(text) <= room:
        return text
    kept = text[: max(0, room - 1)]
    words = kept if text[len(kept)] == " " else kept.rpartition(" ")[0]
    return f"{(words if 2 * len(words) >= room else kept).rstrip(NO_END)}…"


def wrap(text: str, width: int, *, hanging: str = "", break_long_words: bool = True) -> list[str]:
    """The lines of a text within a width: broken between words, never at a hyphen; `hanging` stands before all but the first."""
    lines = textwrap.wrap(
        UNIT.sub(KEPT_TOGETHER, text), width, subsequent_indent=hanging, break_on_hyphens=False, break_long_words=break_long_words
    )
    return [line.replace(KEPT_TOGETHER, " ") for line in lines]


def continued(command: str, width: int) -> list[str]:
    """A shell's command in lines within a width, which can be copied together: all but the last end so that the next goes on."""
    if len(command) <= width:
        return [command]
    lines = _packed(_with_values(WORD.findall(command), width - len(GOES_ON)), width - len(GOES_ON))
    return [f"{line}{GOES_ON}" for line in lines[:-1]] + lines[-1:]


def _with_values(words: Sequence[str], width: int) -> list[str]:
    """An option and its value stay together where there is room for both."""
    units: list[str] = []
    for word in words:
        before = units[-1] if units else ""
        if before.startswith("-") and " " not in before and not word.startswith("-") and len(before) + 1 + len(word) <= width:
            units[-1] += f" {word}"
        else:
            units.append(word)
    return units


def parted(json: str, width: int) -> list[str]:
    """JSON in lines within a width, broken at blanks outside of its strings; a word that is longer has a line of its own."""
    return _packed(JSON_WORD.findall(json), width)


def _packed(words: Sequence[str], width: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
