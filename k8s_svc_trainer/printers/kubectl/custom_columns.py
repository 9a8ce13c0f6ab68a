"""`-o custom-columns=NAME:.metadata.name,...`. Source: kubectl/pkg/cmd/get/customcolumn.go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from k8s_svc_trainer.printers.kubectl.jsonpath import JsonPathFault, find, go_text, relaxed
from k8s_svc_trainer.printers.kubectl.jsonpath_nodes import Node, parse
from k8s_svc_trainer.printers.kubectl.tabs import table


def custom_columns(spec: str, manifests: Sequence[Mapping[str, Any]], *, headers: bool = True) -> str:
    """The table of a specification: headings and paths; `<none>` where a path gives nothing.

    Raises JsonPathFault where the specification is none; the message is kubectl's, without `error: `.
    """
    if not spec:
        raise JsonPathFault("custom-columns format specified but no custom columns given")
    columns = [_column(part) for part in spec.split(",")]
    head = [[name for name, _ in columns]] if headers and manifests else []
    return table([*head, *([_cell(path, one) for _, path in columns] for one in manifests)])


def _column(part: str) -> tuple[str, tuple[Node, ...]]:
    name, colon, path = part.partition(":")
    if not colon:
        raise JsonPathFault(f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>")
    return name, parse(relaxed(path))


def _cell(path: Sequence[Node], manifest: Mapping[str, Any]) -> str:
    found = find(path, manifest)
    values = [go_text(one) for results in found for one in results]
    return ",".join(([] if found and found[0] else ["<none>"]) + values)
