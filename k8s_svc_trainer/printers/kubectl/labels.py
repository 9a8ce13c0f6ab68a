"""Labels and selectors as text. Source: apimachinery, pkg/labels and FormatLabelSelector of pkg/apis/meta/v1/helpers.go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from k8s_svc_trainer.sim.objects import LabelSelector, LabelSelectorRequirement

NONE = "<none>"


def format_labels(labels: Mapping[str, str]) -> str:
    """`app=web,tier=front`, by key; `<none>` where there are none."""
    return ",".join(f"{key}={value}" for key, value in sorted(labels.items())) or NONE


def format_selector(selector: LabelSelector | None) -> str:
    """A selector as `describe` prints it; `<none>` where it is empty or absent."""
    return selector_text(selector) or NONE


def selector_text(selector: LabelSelector | None) -> str:
    """A selector's terms by key: `app=web,tier in (a,b),!old`; nothing where it is empty or absent."""
    return "" if selector is None else ",".join(text for _, text in sorted(_terms(selector), key=lambda term: term[0]))


def _terms(selector: LabelSelector) -> Iterator[tuple[str, str]]:
    for key, value in selector.matchLabels.items():
        yield key, f"{key}={value}"
    for one in selector.matchExpressions:
        yield one.key or "", _expression(one)


def _expression(one: LabelSelectorRequirement) -> str:
    match one.operator:
        case "Exists":
            return one.key or ""
        case "DoesNotExist":
            return f"!{one.key}"
    word = "in" if one.operator == "In" else "notin"
    return f"{one.key} {word} ({','.join(sorted(one.values))})"
