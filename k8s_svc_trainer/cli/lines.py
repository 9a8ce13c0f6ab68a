"""What fits into a line: text cut at the end of a word, and wrapped so that a number and its per cent stay together. Pure."""

from __future__ import annotations

import re
import textwrap

PER_CENT = re.compile(r"(?<=\d) %")
KEPT_TOGETHER = "\N{NO-BREAK SPACE}%"
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
        PER_CENT.sub(KEPT_TOGETHER, text), width, subsequent_indent=hanging, break_on_hyphens=False, break_long_words=break_long_words
    )
    return [line.replace(KEPT_TOGETHER, " %") for line in lines]
