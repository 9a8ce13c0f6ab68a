"""JSON patch, RFC 6902, with the pointers of RFC 6901: what `kubectl patch --type json` does to an object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

MISSING = object()
MOST_OPERATIONS = 10_000  # maxJSONPatchOperations of apiserver's handlers/patch.go
MOST_COPIED = 50_000  # as jsonpatch.AccumulatedCopySizeLimit, in values


class BadPatch(ValueError):
    """Operations that cannot be read, or cannot be done to this value."""


def apply_patch(value: Any, operations: Any) -> Any:
    """The value after all operations, in order; it is not changed itself.

    Raises BadPatch where one cannot be done; then none is.
    """
    if not isinstance(operations, list):
        raise BadPatch("a JSON patch is a list of operations")
    if len(operations) > MOST_OPERATIONS:
        raise BadPatch(f"The allowed maximum operations in a JSON patch is {MOST_OPERATIONS}, got {len(operations)}")
    result, copied = _copied(value), 0
    for operation in operations:
        copied += _size(result, operation)
        if copied > MOST_COPIED:
            raise BadPatch(f"unable to complete the copy, as it makes more than {MOST_COPIED} values")
        if not isinstance(operation, Mapping) or operation.get("op") not in DO:
            raise BadPatch(f"Unexpected kind: {operation.get('op') if isinstance(operation, Mapping) else operation}")
        result = DO[operation["op"]](result, operation)
    return result


def _size(root: Any, operation: Any) -> int:
    """How many values a copy makes: copies of copies grow without end otherwise."""
    if not isinstance(operation, Mapping) or operation.get("op") != "copy":
        return 0
    pending, count = [_read(root, _pointer(operation, "from"))], 0
    while pending:
        one = pending.pop()
        count += 1
        pending += list(one.values()) if isinstance(one, Mapping) else one if isinstance(one, list) else []
    return count


def _pointer(operation: Mapping[str, Any], word: str = "path") -> tuple[str, ...]:
    text = operation.get(word)
    if not isinstance(text, str) or (text and not text.startswith("/")):
        raise BadPatch(f"{operation['op']} operation has no {word} that is a pointer, such as /spec/ports/0/targetPort")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:])


def _value(operation: Mapping[str, Any]) -> Any:
    if "value" not in operation:
        raise BadPatch(f"{operation['op']} operation lacks a value")
    return _copied(operation["value"])


def _add(root: Any, operation: Mapping[str, Any]) -> Any:
    return _put(root, _pointer(operation), _value(operation), replacing=False)


def _replace(root: Any, operation: Mapping[str, Any]) -> Any:
    path = _pointer(operation)
    _read(root, path)
    return _put(root, path, _value(operation), replacing=True)


def _remove(root: Any, operation: Mapping[str, Any]) -> Any:
    return _without(root, _pointer(operation))


def _move(root: Any, operation: Mapping[str, Any]) -> Any:
    source = _pointer(operation, "from")
    value = _read(root, source)
    return _put(_without(root, source), _pointer(operation), value, replacing=False)


def _copy(root: Any, operation: Mapping[str, Any]) -> Any:
    return _put(root, _pointer(operation), _copied(_read(root, _pointer(operation, "from"))), replacing=False)


def _test(root: Any, operation: Mapping[str, Any]) -> Any:
    found, wanted = _read(root, _pointer(operation)), operation.get("value")
    if found != wanted or isinstance(found, bool) is not isinstance(wanted, bool):
        raise BadPatch(f"testing value {operation.get('path')} failed")
    return root


DO: Mapping[Any, Callable[[Any, Mapping[str, Any]], Any]] = {
    "add": _add,
    "replace": _replace,
    "remove": _remove,
    "move": _move,
    "copy": _copy,
    "test": _test,
}


# --- walking ---------------------------------------------------------------------------------------------------------


def _read(root: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        root = _child(root, step)
    return root


def _child(value: Any, step: str) -> Any:
    found = MISSING
    if isinstance(value, Mapping):
        found = value.get(step, MISSING)
    elif isinstance(value, list):
        place = _place(step, len(value) - 1)
        found = value[place]
    if found is MISSING:
        raise BadPatch(f"the path has no {step}: missing value")
    return found


def _place(step: str, last: int) -> int:
    if not step.isascii() or not step.isdigit() or int(step[:9]) > last:
        raise BadPatch(f"Unable to access invalid index: {step}")
    return int(step)


def _put(root: Any, path: tuple[str, ...], value: Any, *, replacing: bool) -> Any:
    if not path:
        return value
    parent, last = _read(root, path[:-1]), path[-1]
    if isinstance(parent, dict):
        parent[last] = value
    elif isinstance(parent, list) and replacing:
        parent[_place(last, len(parent) - 1)] = value
    elif isinstance(parent, list):
        parent.insert(len(parent) if last == "-" else _place(last, len(parent)), value)
    else:
        raise BadPatch(f"nothing can be put at {last}: missing container")
    return root


def _without(root: Any, path: tuple[str, ...]) -> Any:
    if not path:
        return None
    parent, last = _read(root, path[:-1]), path[-1]
    _child(parent, last)
    del parent[last if isinstance(parent, dict) else int(last)]
    return root


def _copied(value: Any) -> Any:
    match value:
        case Mapping():
            return {key: _copied(one) for key, one in value.items()}
        case list() | tuple():
            return [_copied(one) for one in value]
        case _:
            return value
