"""Which labels a label selector matches. Knows labels and selectors, and nothing of the objects that carry them."""

from __future__ import annotations

from collections.abc import Mapping

from k8s_svc_trainer.sim.objects import LabelSelector, LabelSelectorRequirement


def selects(selector: LabelSelector, labels: Mapping[str, str]) -> bool:
    """Whether all of a selector holds for some labels; an empty selector matches everything.

    Source: k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go LabelSelectorAsSelector and pkg/labels/selector.go Requirement.Matches.
    """
    return all(labels.get(key) == value for key, value in selector.matchLabels.items()) and all(
        _holds(one, labels) for one in selector.matchExpressions
    )


def _holds(one: LabelSelectorRequirement, labels: Mapping[str, str]) -> bool:
    value = labels.get(one.key or "")
    match one.operator:
        case "In":
            return value is not None and value in one.values
        case "NotIn":
            return value is None or value not in one.values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
    return False
