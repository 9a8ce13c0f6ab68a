"""Labels and selectors as text: rows of apimachinery's FormatLabelSelector."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.printers.kubectl.labels import format_labels, format_selector
from k8s_svc_trainer.sim.objects import LabelSelector, LabelSelectorRequirement

Term = LabelSelectorRequirement
SELECTORS = [
    ("none at all", None, "<none>"),
    ("an empty one", LabelSelector(), "<none>"),
    ("labels by key", LabelSelector(matchLabels={"tier": "front", "app": "web"}), "app=web,tier=front"),
    ("values in order", LabelSelector(matchExpressions=(Term(key="a", operator="In", values=("y", "x")),)), "a in (x,y)"),
    ("values that are not wanted", LabelSelector(matchExpressions=(Term(key="a", operator="NotIn", values=("x",)),)), "a notin (x)"),
    ("a label that must be there", LabelSelector(matchExpressions=(Term(key="a", operator="Exists"),)), "a"),
    ("and one that must not", LabelSelector(matchExpressions=(Term(key="a", operator="DoesNotExist"),)), "!a"),
    (
        "labels and terms together, by key",
        LabelSelector(matchLabels={"b": "1"}, matchExpressions=(Term(key="c", operator="Exists"), Term(key="a", operator="Exists"))),
        "a,b=1,c",
    ),
]


@pytest.mark.parametrize(("selector", "expected"), [row[1:] for row in SELECTORS], ids=[row[0] for row in SELECTORS])
def test_a_selector_is_printed(selector: LabelSelector | None, expected: str) -> None:
    assert format_selector(selector) == expected


def test_labels_are_printed_by_key() -> None:
    assert format_labels({"b": "2", "a": "1"}) == "a=1,b=2"
    assert format_labels({}) == "<none>"
