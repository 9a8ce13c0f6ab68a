"""Label selectors: which may stand. Whether one matches is decided in `sim.selectors`.

k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go, ValidateLabelSelector.
"""

from __future__ import annotations

from k8s_svc_trainer.sim.admission import words
from k8s_svc_trainer.sim.admission.meta import label_faults
from k8s_svc_trainer.sim.admission.report import Faults, all_invalid, forbidden, invalid, required
from k8s_svc_trainer.sim.objects import LabelSelector, LabelSelectorRequirement

WITH_VALUES = ("In", "NotIn")
WITHOUT_VALUES = ("Exists", "DoesNotExist")


def selector_faults(path: str, selector: LabelSelector | None) -> Faults:
    """All that is wrong with a selector."""
    if selector is None:
        return
    yield from label_faults(f"{path}.matchLabels", selector.matchLabels)
    for index, expression in enumerate(selector.matchExpressions):
        yield from _expression_faults(f"{path}.matchExpressions[{index}]", expression)


def _expression_faults(path: str, expression: LabelSelectorRequirement) -> Faults:
    if expression.operator in WITH_VALUES:
        if not expression.values:
            yield required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'")
    elif expression.operator in WITHOUT_VALUES:
        if expression.values:
            yield forbidden(f"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    else:
        yield invalid(f"{path}.operator", "not a valid selector operator")
    yield from all_invalid(f"{path}.key", words.qualified_name(expression.key or ""))
    for index, value in enumerate(expression.values):
        yield from all_invalid(f"{path}.values[{index}]", words.label_value(value))


def is_empty(selector: LabelSelector) -> bool:
    """Whether a selector has no terms."""
    return not selector.matchLabels and not selector.matchExpressions
