"""Taints of nodes and tolerations of pods: which may stand. Which of them meet is decided in `controllers.scheduling`.

pkg/apis/core/validation/validation.go, validateNodeTaints, ValidateTolerations, validateTaintEffect. Both are kept as they were
written, so that what is no mapping is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8s_svc_trainer.sim.admission import words
from k8s_svc_trainer.sim.admission.report import Faults, all_invalid, duplicate, invalid, required, unsupported

EFFECTS = frozenset({"NoSchedule", "PreferNoSchedule", "NoExecute"})
OPERATORS = frozenset({"Equal", "Exists"})


def taint_faults(path: str, taints: Any) -> Faults:
    """All that is wrong with a node's taints; a key and an effect stand once."""
    seen: set[tuple[str, str]] = set()
    for at, taint in _mappings(path, taints):
        key, effect = _text(taint, "key"), _text(taint, "effect")
        yield from all_invalid(f"{at}.key", words.qualified_name(key))
        yield from all_invalid(f"{at}.value", words.label_value(_text(taint, "value")))
        if effect:
            yield from _effect_faults(f"{at}.effect", effect)
        else:
            yield required(f"{at}.effect")
        if (key, effect) in seen:
            yield duplicate(at, f"{key}:{effect}")
        seen.add((key, effect))


def toleration_faults(path: str, tolerations: Any) -> Faults:
    """All that is wrong with a pod's tolerations."""
    for at, one in _mappings(path, tolerations):
        key, operator, effect = (_text(one, field) for field in ("key", "operator", "effect"))
        if key:
            yield from all_invalid(f"{at}.key", words.qualified_name(key))
        elif operator != "Exists":
            yield invalid(f"{at}.operator", 'operator must be Exists when `key` is empty, which means "match all values and all keys"')
        if one.get("tolerationSeconds") is not None and effect != "NoExecute":
            yield invalid(f"{at}.effect", "effect must be 'NoExecute' when `tolerationSeconds` is set")
        if operator in ("", "Equal"):
            yield from all_invalid(f"{at}.operator", words.label_value(_text(one, "value")))
        elif operator not in OPERATORS:
            yield unsupported(f"{at}.operator", operator, OPERATORS)
        elif _text(one, "value"):
            yield invalid(f"{at}.operator", "value must be empty when `operator` is 'Exists'")
        if effect:
            yield from _effect_faults(f"{at}.effect", effect)


def _effect_faults(path: str, effect: str) -> Faults:
    if effect not in EFFECTS:
        yield unsupported(path, effect, EFFECTS)


def _mappings(path: str, listed: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for index, one in enumerate(listed if isinstance(listed, list | tuple) else ()):
        if isinstance(one, Mapping):
            yield f"{path}[{index}]", one


def _text(one: Mapping[str, Any], field: str) -> str:
    value = one.get(field)
    return "" if value is None else str(value)
