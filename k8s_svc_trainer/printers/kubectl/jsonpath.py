"""kubectl's dialect of JSONPath. Source: client-go/util/jsonpath."""

from __future__ import annotations

from typing import Any


class JsonPathFault(ValueError):
    """A template that cannot be read, or that asks for what is not there; the message is kubectl's."""


def jsonpath(template: str, data: Any) -> str:
    """What a template gives of data.

    Raises JsonPathFault where the template is none.
    """
    raise JsonPathFault(f"error parsing jsonpath {template}, not yet")
