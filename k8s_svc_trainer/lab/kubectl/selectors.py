"""`-l` and `--field-selector`: which objects they pick.

Decides how selectors are written. Sources: k8s.io/apimachinery/pkg/labels/selector.go (Parse), pkg/fields/selector.go, and the field labels
that pkg/apis/core/v1/conversion.go lists for each kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from k8s_svc_trainer.lab.view import Failed
from k8s_svc_trainer.printers.kubectl.kinds import Resource
from k8s_svc_trainer.sim.manifest import to_mapping
from k8s_svc_trainer.sim.objects import KubeObject, LabelSelector, LabelSelectorRequirement
from k8s_svc_trainer.sim.selectors import selects

_KEY = r"[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?"
_SET = re.compile(rf"({_KEY})\s+(in|notin)\s+\(([^()]*)\)")
_PAIR = re.compile(rf"({_KEY})\s*(==|=|!=)\s*([A-Za-z0-9._-]*)")
_PRESENT = re.compile(rf"(!?)\s*({_KEY})")
_FIELD = re.compile(r"([^=!]+)(==|=|!=)(.*)", re.DOTALL)

Path = tuple[str, ...]
FIELDS: Mapping[str, Mapping[str, Path]] = {
    "": {"metadata.name": ("metadata", "name"), "metadata.namespace": ("metadata", "namespace")},
    "Pod": {
        "spec.nodeName": ("spec", "nodeName"),
        "spec.restartPolicy": ("spec", "restartPolicy"),
        "status.phase": ("status", "phase"),
        "status.podIP": ("status", "podIP"),
    },
    "Service": {"spec.clusterIP": ("spec", "clusterIP"), "spec.type": ("spec", "type")},
    "Node": {"spec.unschedulable": ("spec", "unschedulable")},
}


class Labels(msgspec.Struct, frozen=True, gc=False):
    """A label selector: what must be so, and labels that must not have a value (an absent label fits too)."""

    requirements: tuple[LabelSelectorRequirement, ...] = ()

    def fits(self, labels: Mapping[str, str]) -> bool:
        """Whether some labels fit."""
        return selects(LabelSelector(matchExpressions=self.requirements), labels)


def label_selector(text: str) -> Labels:
    """The selector that `-l` says. Raises Failed, in the words of kubectl, where it says none."""
    return Labels(tuple(_requirement(part.strip(), text) for part in _parts(text)))


def _parts(text: str) -> list[str]:
    """The terms of a selector, at the commas outside brackets."""
    return [part for part in re.split(r",(?![^()]*\))", text) if part.strip() or "," in text]


def _requirement(part: str, whole: str) -> LabelSelectorRequirement:
    several = _SET.fullmatch(part)
    if several:
        values = tuple(value.strip() for value in several[4].split(","))
        return LabelSelectorRequirement(key=several[1], operator="In" if several[3] == "in" else "NotIn", values=values)
    pair = _PAIR.fullmatch(part)
    if pair:
        return LabelSelectorRequirement(key=pair[1], operator="NotIn" if pair[3] == "!=" else "In", values=(pair[4],))
    present = _PRESENT.fullmatch(part)
    if present:
        return LabelSelectorRequirement(key=present[2], operator="DoesNotExist" if present[1] else "Exists")
    wanted = "KEY=VALUE, KEY!=VALUE, KEY in (V1,V2), KEY or !KEY"
    raise Failed(f"error: unable to parse requirement: found '{part}' in the selector {whole!r}, expected: {wanted}")


def field_selector(text: str, resource: Resource) -> Callable[[KubeObject], bool]:
    """What `--field-selector` says of a kind. Raises Failed for a field that the API server cannot select by."""
    known = {**FIELDS[""], **FIELDS.get(resource.kind, {})}
    wanted: list[tuple[Path, bool, str]] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _FIELD.fullmatch(part)
        if found is None:
            raise Failed(f"error: invalid selector: '{text}'; can't understand '{part}'")
        path = known.get(found[1].strip())
        if path is None:
            version = resource.version.rpartition("/")[2]
            asked = f'Unable to find "{resource.group}/{version}, Resource={resource.plural}"'
            raise Failed(
                f'Error from server (BadRequest): {asked} that match label selector "", field selector "{text}": '
                f'"{found[1].strip()}" is not a known field selector: only "metadata.name", "metadata.namespace"'
            )
        wanted.append((path, found[2] != "!=", found[3].strip()))

    def fits(obj: KubeObject) -> bool:
        manifest = to_mapping(obj)
        return all((_at(manifest, path) == value) is equal for path, equal, value in wanted)

    return fits


def _at(manifest: Mapping[str, Any], path: Path) -> str:
    value: Any = manifest
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
