"""Which labels a label selector matches. Knows labels and selectors, and nothing of the objects that carry them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from k8s_svc_trainer.sim.objects import LabelSelector, LabelSelectorRequirement

# pkg/labels/selector.go, Requirement.Matches: by operator, whether a label's value (None: it is not there) is right
OPERATORS: Mapping[str, Callable[[str | None, tuple[str, ...]], bool]] = {
    "In": lambda value, values: value in values,
    "NotIn": lambda value, values: value not in values,
    "Exists": lambda value, _: value is not None,
    "DoesNotExist": lambda value, _: value is None,
}


def selects(selector: LabelSelector, labels: Mapping[str, str]) -> bool:
    """Whether all of a selector holds for some labels; an empty selector matches everything.

    Source: k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go LabelSelectorAsSelector.
    """
    return all(labels.get(key) == value for key, value in selector.matchLabels.items()) and all(
        _holds(one, labels) for one in selector.matchExpressions
    )


def _holds(one: LabelSelectorRequirement, labels: Mapping[str, str]) -> bool:
    return OPERATORS[one.operator or ""](labels.get(one.key or ""), one.values)
