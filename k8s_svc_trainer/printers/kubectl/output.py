"""`-o yaml` and `-o json`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def yaml_of(manifests: Sequence[Mapping[str, Any]], *, single: bool = True) -> str:
    """The manifests as YAML: one as it is where `single`, else a List."""
    return json_of(manifests, single=single)


def json_of(manifests: Sequence[Mapping[str, Any]], *, single: bool = True) -> str:
    """The manifests as JSON: one as it is where `single` (a name was given), else a List."""
    return json.dumps(listed(manifests, single=single), indent=4, sort_keys=True, ensure_ascii=False) + "\n"


def listed(manifests: Sequence[Mapping[str, Any]], *, single: bool = True) -> Mapping[str, Any]:
    """The one manifest, or the List that kubectl makes of them; what jsonpath and custom columns are asked of."""
    if single and len(manifests) == 1:
        return manifests[0]
    return {"apiVersion": "v1", "items": list(manifests), "kind": "List", "metadata": {"resourceVersion": ""}}
