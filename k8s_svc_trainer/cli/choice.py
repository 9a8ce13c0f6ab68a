"""What is asked of a person and what they answer, as values: rows, keys, and a clock beside them. Draws nothing and reads nothing."""

from __future__ import annotations

from typing import Protocol

import msgspec

HAPPENED = "happened"
"""The key of an answer that no person gave: what was waited for came to be, or the time is up."""

RESIZED = "resized"
"""The key of another answer that no person gave: the window got another width, and what stands above the rows is to be drawn anew."""

ENDS = "c-c"
"""The key of Ctrl-C, Ctrl-D and the end of input, for a caller that does more than go back then: it stands among the further keys."""


class Row(msgspec.Struct, frozen=True, gc=False):
    """One thing to choose: the key that names it, its words, and a quiet word beside it."""

    key: str
    text: str
    aside: str = ""


class Picked(msgspec.Struct, frozen=True, gc=False):
    """Rows were chosen, by their keys."""

    keys: tuple[str, ...]

    @property
    def key(self) -> str:
        """The only key, where one was to be chosen."""
        return self.keys[0]


class Pressed(msgspec.Struct, frozen=True, gc=False):
    """One of the further keys was pressed; `row` is the key of the row with the pointer, `marked` are those that carry a mark."""

    key: str
    row: str = ""
    marked: tuple[str, ...] = ()


class Back(msgspec.Struct, frozen=True, gc=False):
    """The person went back, and left these rows marked."""

    marked: tuple[str, ...] = ()


Answer = Picked | Pressed | Back


class Timer(Protocol):
    """A clock that runs while a person thinks: it is shown, and looked at again and again."""

    def over(self) -> bool:
        """Whether the time is up."""

    def said(self) -> str:
        """What is to be shown of it."""
