"""Columns as Go's text/tabwriter lays them out for kubectl."""

from __future__ import annotations

from collections.abc import Sequence

PADDING = 3


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows whose cells are padded to the widest of their column plus three spaces; the last cell of a row is not padded."""
    widths = [max(len(row[column]) for row in rows if len(row) > column) for column in range(max(map(len, rows), default=0))]
    lines = ["".join(f"{cell:<{width + PADDING}}" for cell, width in zip(row[:-1], widths, strict=False)) + row[-1] for row in rows if row]
    return "".join(f"{line}\n" for line in lines)
