"""What *contains* means, for mappings, lists and scalars, and for several mappings among several.

Decides it as the case language says: a mapping has at least these keys, each containing what is written; a list has the same length
and order, each element contained; null means absent. An empty list or mapping is contained in an absent one, since the API does
not tell them apart (omitempty). IPv6 addresses compare by value.
"""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import Any

import msgspec

from k8s_svc_trainer.cases.faults import printable

_SHOWN = 120


class Difference(msgspec.Struct, frozen=True, gc=False):
    """The first place where an object does not contain what is written."""

    path: str
    expected: Any
    actual: Any


def difference(expected: Any, actual: Any, path: str) -> Difference | None:
    """None when the actual value contains the expected one. What is empty, or a mapping of what is absent, is in an absent one too."""
    if actual is None and _all_absent(expected):
        return None
    match expected:
        case Mapping():
            if not isinstance(actual, Mapping):
                return Difference(path, expected, actual)
            below = (difference(value, actual.get(key), f"{path}.{key}") for key, value in expected.items())
        case list() | tuple():
            if not isinstance(actual, list | tuple) or len(actual) != len(expected):
                return Difference(path, expected, actual)
            below = (difference(one, other, f"{path}[{i}]") for i, (one, other) in enumerate(zip(expected, actual, strict=True)))
        case _:
            return None if _same(expected, actual) else Difference(path, expected, actual)
    return next((found for found in below if found is not None), None)


def matched(expected: Sequence[Mapping[str, Any]], actual: Sequence[Mapping[str, Any]]) -> int | None:
    """None when each expected mapping is contained in an actual one of its own, else the index of one that is left alone.

    A matching by augmenting paths (Kuhn): an earlier one is moved where a later one needs its place.
    """
    fits = [[j for j, one in enumerate(actual) if difference(wanted, one, "") is None] for wanted in expected]
    taken: dict[int, int] = {}
    for i in range(len(expected)):
        if not _place(i, fits, taken, set()):
            return i
    return None


def projected(expected: Any, actual: Any) -> Any:
    """Of the actual value what is written about, so that both can be read side by side."""
    match expected, actual:
        case Mapping(), Mapping():
            return {key: projected(value, actual.get(key)) for key, value in expected.items()}
        case (list() | tuple(), list() | tuple()) if len(expected) == len(actual):
            return [projected(one, other) for one, other in zip(expected, actual, strict=True)]
        case _:
            return actual


def show(value: Any) -> str:
    """A value in a sentence: short, on one line, `nothing` for what is absent."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case Mapping():
            text = "{" + ", ".join(f"{key}: {show(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            text = "[" + ", ".join(show(item) for item in value) + "]"
        case _:
            text = str(value)
    text = printable(text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def _all_absent(expected: Any) -> bool:
    match expected:
        case Mapping():
            return all(_all_absent(value) for value in expected.values())
        case list() | tuple():
            return not expected
        case _:
            return expected is None


def _same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, str) and isinstance(actual, str) and ":" in expected and ":" in actual:
        return expected == actual or _same_address(expected, actual)
    return bool(expected == actual)


def _same_address(expected: str, actual: str) -> bool:
    try:
        return ip_address(expected) == ip_address(actual)
    except ValueError:
        return False


def _place(i: int, fits: Sequence[Sequence[int]], taken: dict[int, int], tried: set[int]) -> bool:
    for j in fits[i]:
        if j in tried:
            continue
        tried.add(j)
        if j not in taken or _place(taken[j], fits, taken, tried):
            taken[j] = i
            return True
    return False
