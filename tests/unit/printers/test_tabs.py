"""Columns: rows of what Go's text/tabwriter makes, and what a cell may not do."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.printers.kubectl.tabs import DESCRIBE, GET, cell, laid_out, table

LAID_OUT = [
    (
        "a column is as wide as its widest cell and three spaces more",
        GET,
        "NAME\tAGE\nkubernetes\t12d\n",
        "NAME         AGE\nkubernetes   12d\n",
    ),
    ("a column of kubectl get is six wide at least", GET, "A\tB\n", "A     B\n"),
    ("one of kubectl describe has no least width", DESCRIBE, "A:\tB\n", "A:  B\n"),
    ("what stands behind the last tab widens nothing", DESCRIBE, "a\tvery long\tc\nb\tx\td\n", "a  very long  c\nb  x          d\n"),
    ("an empty cell is filled with spaces", GET, "web\t\t80\n", "web         80\n"),
    ("a line without the cell ends the column", DESCRIBE, "a\t1\nlonger name\nbb\t2\n", "a  1\nlonger name\nbb  2\n"),
    ("columns further right end with it", DESCRIBE, "a\tb\tc\nd\te\nff\tgg\thh\n", "a   b  c\nd   e\nff  gg  hh\n"),
    ("a last cell is not padded", GET, "NAME\tLONG HEADING\nx\ty\n", "NAME   LONG HEADING\nx      y\n"),
    ("nothing stays nothing", GET, "", ""),
]


@pytest.mark.parametrize(("tabs", "text", "expected"), [row[1:] for row in LAID_OUT], ids=[row[0] for row in LAID_OUT])
def test_text_with_tabs_is_laid_out(tabs: object, text: str, expected: str) -> None:
    assert laid_out(text, tabs) == expected


CELLS = [
    ("plain text stays", "web", "web"),
    ("a line break ends a cell", "one\ntwo", "one..."),
    ("an escape becomes visible", "\x1b[31mred", "^[[31mred"),
    ("so does one before a line break", "\x1bx\ny", "^[x..."),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in CELLS], ids=[row[0] for row in CELLS])
def test_a_cell_obeys_nothing(text: str, expected: str) -> None:
    assert cell(text) == expected


def test_rows_become_lines() -> None:
    assert table([["NAME", "AGE"], ["web", "5s"]]) == "NAME   AGE\nweb    5s\n"
