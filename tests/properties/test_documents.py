"""Whatever is written is read back equal, and no text makes the reader raise anything but Faults."""

import contextlib

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from k8s_svc_trainer.cases import document
from k8s_svc_trainer.cases.document import Faults, Node, read, write

TRAPS = ["22:22", "012", "0o14", "0x1f", "1_000", "no", "y", "NULL", "~", "=", "<<", "2024-01-01", "1e3", "-.INF", ".5"]
MORE = ["- a", "a: b", "a #b", "|", "\n", ""]
texts = st.one_of(
    st.sampled_from(TRAPS + MORE), st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.text(" \n\tab:-#'\"", max_size=12)
)
keys = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(TRAPS)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False, allow_infinity=False), texts)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5), max_leaves=25)

YAML_PARTS = ["a", "b: ", ": ", "- ", "\n", "\n  ", "[", "]", "{", "}", ",", "&x ", "*x", "<<: ", "!t "]
YAML_PARTS += ["|", ">-", '"', "'", "\\u", "\\", "%", "---\n", "...\n", "? ", "#", "\t"]
near_yaml = st.lists(st.sampled_from(YAML_PARTS) | st.text(max_size=2), max_size=30).map("".join)


@given(values)
@example({"a": [[], {}, [[1, ["x\ny"]], {"b": {"c": "\n"}}]], "": {"": None}})
@example("a\n\n b\n")
def test_what_is_written_is_read_back_equal(value: object) -> None:
    again = read(write(value), file="f").value

    assert again == value
    assert repr(again) == repr(value)  # 1, 1.0 and true are equal and are not the same


@given(values)
def test_what_is_written_is_read_alike_by_a_reader_of_yaml_1_1(value: object) -> None:
    assert yaml.safe_load(write(value)) == value


@pytest.mark.parametrize("loader", [pytest.param(yaml.CSafeLoader, id="libyaml"), pytest.param(yaml.SafeLoader, id="the parser in Python")])
@given(text=st.one_of(st.text(), near_yaml))
@example(text='a: "\\UFFFFFFFF"')
@example(text='"\\ud800"')
@example(text="%YAML 1.99999999999999999999\n---\n")
@example(text="a: &x [*x]")
@example(text="{" * 100)
def test_no_text_raises_anything_but_faults(loader: object, text: str) -> None:
    for rules in (document._OURS, document._MANIFEST):
        with contextlib.suppress(Faults):
            for root in document._read(text, file="f", rules=rules, loader=loader):
                walk(root)


@given(st.binary())
def test_no_bytes_raise_anything_but_faults(data: bytes) -> None:
    with contextlib.suppress(Faults):
        document.manifests(document.decode(data, file="f"), file="f")


@given(values)
def test_a_text_inside_a_block_is_read_as_the_text_itself(value: object) -> None:
    inside = read(write({"objects": write([value, {"kind": "x"}])}), file="f").root.get("objects")

    assert inside is not None
    assert read(inside.value, file="f").value == [value, {"kind": "x"}]


def walk(node: Node) -> None:
    assert node.line > 0
    assert node.column > 0
    assert isinstance(node.path, str)
    for _, child in node.members():
        walk(child)
    for child in node.elements():
        walk(child)
