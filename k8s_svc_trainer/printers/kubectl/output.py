"""`-o yaml` and `-o json`, as kubectl writes them. Sources: cli-runtime/pkg/printers/{yaml,json}.go; get.go, printGeneric."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from k8s_svc_trainer.printers.kubectl.yaml_text import yaml_text


def yaml_of(manifests: Sequence[Mapping[str, Any]], *, single: bool = True) -> str:
    """The manifests as YAML: one as it is where `single` (a name was given), else a List."""
    return yaml_text(listed(manifests, single=single))


def json_of(manifests: Sequence[Mapping[str, Any]], *, single: bool = True) -> str:
    """The manifests as JSON: one as it is where `single` (a name was given), else a List."""
    return f"{_escaped(json.dumps(listed(manifests, single=single), indent=4, sort_keys=True, ensure_ascii=False))}\n"


def compact_json(value: Any) -> str:
    """A value as Go's encoding/json writes it: no spaces, keys sorted, <, > and & escaped."""
    return _escaped(json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False))


def listed(manifests: Sequence[Mapping[str, Any]], *, single: bool = True) -> Mapping[str, Any]:
    """The one manifest, or the List that kubectl makes of them; what jsonpath and templates are asked of."""
    if single and len(manifests) == 1:
        return manifests[0]
    return {"apiVersion": "v1", "items": list(manifests), "kind": "List", "metadata": {"resourceVersion": ""}}


def _escaped(text: str) -> str:
    """What Go's encoder escapes for HTML's sake, and the two line separators."""
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text
