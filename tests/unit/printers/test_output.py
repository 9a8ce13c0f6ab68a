"""YAML and JSON as kubectl writes them: what go-yaml quotes, folds and sorts, seen of the real kubectl."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.printers.kubectl.output import compact_json, json_of, listed, yaml_of
from k8s_svc_trainer.printers.kubectl.yaml_text import yaml_text

LONG = "long text with many words in it that goes on and on past the eightieth column of its line, and then some more"
FOLDED = ("long text with many words in it that goes on and on past the eightieth column of", "its line, and then some more")
STRINGS = [
    ("plain", "web", "web"),
    ("a boolean's word", "true", '"true"'),
    ("yes", "yes", '"yes"'),
    ("a single letter that means yes", "y", '"y"'),
    ("null", "null", '"null"'),
    ("nothing", "", '""'),
    ("a number", "80", '"80"'),
    ("a number with underscores", "1_000", '"1_000"'),
    ("a float", "1.5", '"1.5"'),
    ("a float that ends in a dot", "1.", '"1."'),
    ("a float with an exponent", "1e3", '"1e3"'),
    ("an exponent that is no float any more", "1e999", "1e999"),
    ("a hexadecimal number", "0x1f", '"0x1f"'),
    ("an octal number", "0o7", '"0o7"'),
    ("a number by sixties", "1:30", '"1:30"'),
    ("a dot and digits with an underscore between", ".5_0", '".5_0"'),
    ("or behind them", ".5_", ".5_"),
    ("an address", "10.96.0.1", "10.96.0.1"),
    ("a time", "2026-01-01T00:00:00Z", '"2026-01-01T00:00:00Z"'),
    ("a date", "2026-01-01", '"2026-01-01"'),
    ("what only begins as a date", "2026-01-01x", "2026-01-01x"),
    ("a date that there is not", "2026-13-01", "2026-13-01"),
    ("a merge key is plain", "<<", "<<"),
    ("a colon and a space", "a: b", "'a: b'"),
    ("a colon at the end", "a:", "'a:'"),
    ("a colon within", "a:b", "a:b"),
    ("a comment", "a #b", "'a #b'"),
    ("a sign in front", "*a", "'*a'"),
    ("a hyphen and a space", "- a", "'- a'"),
    ("a hyphen alone", "-", "'-'"),
    ("a hyphen and a letter", "-a", "-a"),
    ("a question mark", "?a", "?a"),
    ("three hyphens", "---", "'---'"),
    ("a space in front", " a", "' a'"),
    ("a quote within single quotes", "'a", "'''a'"),
    ("a quote in double quotes", '"1\t', '"\\"1\\t"'),
    ("a control character", "a\x1b", '"a\\e"'),
    ("one without a name", "a\x01", '"a\\x01"'),
    ("a letter beyond ASCII", "é", "é"),
    ("a picture", "😀", '"\\U0001F600"'),
    ("a mark for the order of bytes", "\ufeff", '"\\uFEFF"'),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in STRINGS], ids=[row[0] for row in STRINGS])
def test_a_string_is_quoted_as_go_yaml_quotes_it(text: str, expected: str) -> None:
    assert yaml_text({"a": text}) == f"a: {expected}\n"


DOCUMENTS: list[tuple[str, Any, str]] = [
    ("lists are not indented", {"a": [1, {"b": 2, "c": [3]}]}, "a:\n- 1\n- b: 2\n  c:\n  - 3\n"),
    ("lists within lists", {"a": [[1, [2]], []]}, "a:\n- - 1\n  - - 2\n- []\n"),
    ("empty things", {"a": {}, "b": [], "c": None, "d": True, "e": False, "f": -1}, "a: {}\nb: []\nc: null\nd: true\ne: false\nf: -1\n"),
    ("a document that is a list", [1], "- 1\n"),
    ("an empty document", {}, "{}\n"),
    ("several lines", {"a": "x\ny\n"}, "a: |\n  x\n  y\n"),
    ("several lines without a last break", {"a": "x\ny"}, "a: |-\n  x\n  y\n"),
    ("several lines with more breaks", {"a": "x\n\n"}, "a: |+\n  x\n\n"),
    ("a line break alone", {"a": "\n"}, "a: |2+\n\n"),
    ("lines that begin with a space", {"a": " x\ny"}, "a: |2-\n   x\n  y\n"),
    ("lines that end in a space", {"a": "x \ny"}, 'a: "x \\ny"\n'),
    ("keys are quoted too", {"true": 1, "1": 2}, '"1": 2\n"true": 1\n'),
    ("a long text is folded at spaces", {"a": LONG}, f"a: {FOLDED[0]}\n  {FOLDED[1]}\n"),
    (
        "in single quotes too",
        {"a": f"- {LONG}"},
        "a: '- long text with many words in it that goes on and on past the eightieth column\n  of its line, and then some more'\n",
    ),
    ("in double quotes the first of two spaces", {"a": "\t" + "x" * 90 + "  y"}, 'a: "\\t' + "x" * 90 + '\n  \\ y"\n'),
]


@pytest.mark.parametrize(("value", "expected"), [row[1:] for row in DOCUMENTS], ids=[row[0] for row in DOCUMENTS])
def test_a_document_is_laid_out_as_go_yaml_lays_it_out(value: Any, expected: str) -> None:
    assert yaml_text(value) == expected


def test_keys_stand_in_the_order_of_their_numbers() -> None:
    keys = ["a10", "a2", "a1", "a", "b", "A", "a_", "a-b", "a.b", "a02", "a002", "z1a", "z1", "z01a", "a20", "a100", "a1000"]
    order = ["A", "a", "a-b", "a.b", "a_", "a1", "a2", "a02", "a002", "a10", "a20", "a100", "a1000", "b", "z1", "z1a", "z01a"]
    assert yaml_text(dict.fromkeys(keys, 0)) == "".join(f"{key}: 0\n" for key in order)


ONE = {"kind": "Service", "metadata": {"name": "web"}}


def test_one_object_stands_alone_and_several_are_a_list() -> None:
    assert yaml_of([ONE]) == "kind: Service\nmetadata:\n  name: web\n"
    assert yaml_of([ONE], single=False).startswith("apiVersion: v1\nitems:\n- kind: Service\n")
    assert listed([ONE, ONE])["kind"] == "List"
    assert listed([])["metadata"] == {"resourceVersion": ""}


def test_json_has_its_keys_sorted_and_html_escaped() -> None:
    assert json_of([{"b": "<a>", "a": [{"x": "é&\u2028"}]}]) == (
        '{\n    "a": [\n        {\n            "x": "é\\u0026\\u2028"\n        }\n    ],\n    "b": "\\u003ca\\u003e"\n}\n'
    )
    assert compact_json({"b": 1, "a": "<"}) == '{"a":"\\u003c","b":1}'
