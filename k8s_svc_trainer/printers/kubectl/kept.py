"""Objects with what the simulator keeps and never reads brought to the shape that Kubernetes gives it.

A person may have written anything there, which a real API server would refuse. So that none of it stops a printer, numbers become text
where Kubernetes has text, quantities their canonical form, and what has another shape altogether counts as absent.
Which field has which shape is `kept_shapes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from k8s_svc_trainer.printers.kubectl.kept_shapes import ABSENT, SHAPES, fields
from k8s_svc_trainer.sim.objects import Value

T = TypeVar("T", bound=Value)


def shaped(value: T) -> T:
    """The object; the very same where nothing had to change."""
    shapes = SHAPES.get(_name(value), {})
    changed: dict[str, Any] = {}
    for field in value.__struct_fields__:
        held = getattr(value, field)
        made = _rest(held, shapes) if field == "rest" else _one(held, shapes.get(field))
        if made is not held:
            changed[field] = made
    return msgspec.structs.replace(value, **changed) if changed else value


def _name(value: Value) -> str:
    kind = getattr(value, "kind", None)
    return f"{kind}" if isinstance(kind, str) and type(value).__name__ == "Unmodelled" else type(value).__name__


def _rest(held: Mapping[str, Any], shapes: Mapping[str, Any]) -> Mapping[str, Any]:
    if not held:
        return held
    made = fields(**shapes)(held)
    return held if made == held else made


def _one(held: Any, shape: Any) -> Any:
    if isinstance(held, Value):
        return shaped(held)
    if shape is not None and isinstance(held, Mapping):
        made = shape(held)
        return held if made is ABSENT or made == held else made
    if isinstance(held, tuple) and held and isinstance(held[0], Value):
        made = tuple(map(shaped, held))
        return held if all(new is old for new, old in zip(made, held, strict=True)) else made
    return held
