"""Columns as Go's text/tabwriter lays them out, padded with spaces.

A cell ends with a tab; what stands behind the last tab of a line belongs to no column. A column is a run of consecutive
lines that have a cell there: a line with fewer cells ends it. Source: format and writeLines of text/tabwriter/tabwriter.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec


class Tabs(msgspec.Struct, frozen=True, gc=False):
    """How wide a column is at least, and how many spaces stand behind its widest cell."""

    least: int
    padding: int


GET = Tabs(6, 3)  # cli-runtime/pkg/printers/tabwriter.go
DESCRIBE = Tabs(0, 2)  # kubectl/pkg/describe, tabbedString
HISTORY = Tabs(0, 2)  # kubectl/pkg/polymorphichelpers/history.go prints through the same


def table(rows: Iterable[Sequence[str]], tabs: Tabs = GET) -> str:
    """Rows of cells as lines; the last cell of a row is not padded."""
    return laid_out("".join("\t".join(cell(one) for one in row) + "\n" for row in rows), tabs)


def cell(text: str) -> str:
    """A cell as kubectl prints it: cut at a line break, escapes made visible (tableprinter.go, appendCellValue)."""
    end = next((index for index, letter in enumerate(text) if letter in "\f\n\r"), None)
    return visible(text) if end is None else f"{visible(text[:end])}..."


def visible(text: str) -> str:
    """Text without what a terminal would obey (cli-runtime/pkg/printers/terminal.go)."""
    return text.replace("\x1b", "^[").replace("\r", "\\r")


def laid_out(text: str, tabs: Tabs) -> str:
    """Text with tabs, its columns aligned."""
    lines = [line.split("\t") for line in text.split("\n")]
    widths: list[list[int]] = [[] for _ in lines]
    _measure(lines, widths, range(len(lines)), 0, tabs)
    return "\n".join(_padded(line, widths[number]) for number, line in enumerate(lines))


def _measure(lines: list[list[str]], widths: list[list[int]], block: range, column: int, tabs: Tabs) -> None:
    """The widths of one column, in each of its runs, and of the columns to its right within the run."""
    start = block.start
    while start < block.stop:
        end = start
        while end < block.stop and len(lines[end]) > column + 1:
            end += 1
        if end > start:
            widest = max(len(lines[number][column]) for number in range(start, end)) + tabs.padding
            for number in range(start, end):
                widths[number].append(max(widest, tabs.least))
            _measure(lines, widths, range(start, end), column + 1, tabs)
        start = end + 1


def _padded(line: list[str], widths: list[int]) -> str:
    return "".join(text.ljust(width) for text, width in zip(line, widths, strict=False)) + line[-1]
