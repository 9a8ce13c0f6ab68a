"""What a JSONPath template gives of data, as `-o jsonpath=` prints it. Source: client-go/util/jsonpath/jsonpath.go.

Keys that are not there give nothing, as kubectl allows them by default. Where Go walks a mapping in any order, this walks by key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, assert_never

from k8s_svc_trainer.printers.kubectl.jsonpath_nodes import (
    Field,
    Filter,
    JsonPathFault,
    Node,
    Number,
    Recursive,
    Slice,
    Steps,
    Text,
    Union,
    Wildcard,
    Word,
    parse,
)
from k8s_svc_trainer.printers.kubectl.output import compact_json

__all__ = ["JsonPathFault", "find", "go_text", "jsonpath", "relaxed"]

Values = list[Any]
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: bool(left < right),
    ">": lambda left, right: bool(left > right),
    "==": lambda left, right: bool(left == right),
    "!=": lambda left, right: bool(left != right),
    "<=": lambda left, right: bool(left <= right),
    ">=": lambda left, right: bool(left >= right),
}


def jsonpath(template: str, data: Any) -> str:
    """What a template gives of data; no line break is added at the end.

    Raises JsonPathFault, with all that kubectl says behind `error: `, where the template cannot be read or asks for an entry that
    is not there.
    """
    try:
        nodes = parse(template)
    except JsonPathFault as fault:
        raise JsonPathFault(f"error parsing jsonpath {template}, {fault}") from None
    try:
        return "".join(_printed(results) for results in find(nodes, data))
    except JsonPathFault as fault:
        raise JsonPathFault(_executing(template, fault, data)) from None


def _executing(template: str, fault: JsonPathFault, data: Any) -> str:
    """The message of cli-runtime/pkg/printers/jsonpath.go."""
    told = f"Error executing template: {fault}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t{template}\n"
    return f"error executing jsonpath {json.dumps(template)}: {told}\tobject given to jsonpath engine was:\n\t\t{_go(data)}\n\n"


def relaxed(expression: str) -> str:
    """`metadata.name`, `.metadata.name` or `{.metadata.name}` as a template (RelaxedJSONPathExpression of customcolumn.go).

    Raises JsonPathFault where it is none of them.
    """
    inside = expression
    if expression.startswith("{") and expression.endswith("}"):
        inside = expression[1:-1]
    inside = inside.removeprefix(".")
    if expression and (not inside or "{" in inside or "}" in inside):
        forms = "'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
        raise JsonPathFault(f"unexpected path string, expected a {forms}")
    return f"{{.{inside}}}" if expression else expression


def find(nodes: Sequence[Node], data: Any) -> list[Values]:
    """What each part of a template gives, ranges run.

    Raises JsonPathFault where an entry that is not there is asked for.
    """
    made, end = _block(nodes, 0, data, inside=False)
    if end < len(nodes):
        raise JsonPathFault("not in range, nothing to end")
    return made


def _block(nodes: Sequence[Node], start: int, data: Any, *, inside: bool) -> tuple[list[Values], int]:
    """What the parts give up to the `end` of their range, and where that stands."""
    made: list[Values] = []
    index = start
    while index < len(nodes):
        node = nodes[index]
        word = _word(node)
        if word == "end":
            return made, index
        results = _walk([data], node)
        if word != "range":
            made.append(results)
            index += 1
            continue
        end = len(nodes)
        for value in results:
            one, end = _block(nodes, index + 1, value, inside=True)
            made += one
        if not results:
            end = _past(nodes, index + 1)
        index = end + 1
    return made, index


def _past(nodes: Sequence[Node], start: int) -> int:
    """Where the range that begins before `start` ends."""
    depth = 1
    for index in range(start, len(nodes)):
        word = _word(nodes[index])
        depth += {"range": 1, "end": -1}.get(word, 0)
        if depth == 0:
            return index
    return len(nodes)


def _word(node: Node) -> str:
    """`range` or `end` where an action begins with it."""
    found = next((one.name for one in node.nodes if isinstance(one, Word)), "") if isinstance(node, Steps) else ""
    if found not in ("", "range", "end"):
        raise JsonPathFault(f"unrecognized identifier {found}")
    return found


def _walk(values: Values, node: Node) -> Values:
    match node:
        case Steps(nodes):
            for one in nodes:
                values = _walk(values, one)
            return values
        case Text(text):
            return [text]
        case Number(value):
            return [value for _ in values]
        case Field(name):
            return [one[name] for one in values if isinstance(one, Mapping) and name in one]
        case Slice():
            return [entry for one in values if one is not None for entry in _entries(one, node)]
        case Filter():
            return [entry for one in values for entry in _filtered(one, node)]
        case Wildcard():
            return [inner for one in values for inner in _inner(one)]
        case Recursive():
            return [below for one in values for below in _below(one)]
        case Union(parts):
            return [found for part in parts for found in _walk(values, part)]
        case Word():
            return values
        case _:
            assert_never(node)


def _inner(value: Any) -> Values:
    if isinstance(value, Mapping):
        return [value[key] for key in sorted(value)]
    if isinstance(value, str):
        return list(value.encode())
    return list(value) if isinstance(value, list | tuple) else []


def _below(value: Any) -> Iterator[Any]:
    inner = _inner(value)
    if inner:
        yield value
        for one in inner:
            yield from _below(one)


def _entries(value: Any, node: Slice) -> Values:
    if not isinstance(value, list | tuple):
        raise JsonPathFault(f"{_go_type(value)} is not array or slice")
    length = len(value)
    first = node.first or 0
    first += length if first < 0 else 0
    last = length if node.last is None else node.last
    last += length if last < 0 or (last == 0 and node.derived) else 0
    if first == last:
        return []
    if not 0 <= first < length:
        raise JsonPathFault(f"array index out of bounds: index {first}, length {length}")
    if not 0 <= last <= length:
        raise JsonPathFault(f"array index out of bounds: index {last - 1}, length {length}")
    if first > last:
        raise JsonPathFault(f"starting index {first} is greater than ending index {last}")
    if node.step is not None and node.step <= 0:
        raise JsonPathFault("step must be > 0")
    return list(value[first : last : node.step or 1])


def _filtered(value: Any, node: Filter) -> Iterator[Any]:
    if not isinstance(value, list | tuple):
        raise JsonPathFault(f"{go_text(value)} is not array or slice and cannot be filtered")
    for entry in value:
        lefts = _walk([entry], node.left)
        if node.operator == "exists":
            if lefts:
                yield entry
            continue
        rights = _walk([entry], node.right)
        if len(lefts) > 1 or (lefts and len(rights) > 1):
            raise JsonPathFault("can only compare one element at a time")
        if lefts and rights and _compare(lefts[0], rights[0], node.operator):
            yield entry


def _compare(left: Any, right: Any, operator: str) -> bool:
    """text/template's comparisons: of one kind only, and of booleans only whether they are equal."""
    if operator not in COMPARE:
        raise JsonPathFault(f"unrecognized filter operator {operator}")
    if any(not isinstance(one, str | int | float) for one in (left, right)):
        raise JsonPathFault("invalid type for comparison")
    if type(left) is not type(right):
        raise JsonPathFault("incompatible types for comparison")
    if isinstance(left, bool) and operator not in ("==", "!="):
        raise JsonPathFault("invalid type for comparison")
    return COMPARE[operator](left, right)


# --- as Go prints ------------------------------------------------------------------------------------------------


def _printed(results: Values) -> str:
    return " ".join(compact_json(one) if one is None or isinstance(one, Mapping | list | tuple) else go_text(one) for one in results)


def go_text(value: Any) -> str:
    """fmt.Print of a value."""
    match value:
        case None:
            return "<nil>"
        case bool():
            return "true" if value else "false"
        case Mapping():
            return f"map[{' '.join(f'{key}:{go_text(value[key])}' for key in sorted(value))}]"
        case list() | tuple():
            return f"[{' '.join(map(go_text, value))}]"
    return str(value)


def _go(value: Any) -> str:
    """%#v of a value that came from JSON."""
    match value:
        case None:
            return "interface {}(nil)"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case Mapping():
            return f"map[string]interface {{}}{{{', '.join(f'{_go(key)}:{_go(value[key])}' for key in sorted(value))}}}"
        case list() | tuple():
            return f"[]interface {{}}{{{', '.join(map(_go, value))}}}"
    return go_text(value)


def _go_type(value: Any) -> str:
    names = {str: "string", bool: "bool", int: "int64", float: "float64"}
    return names.get(type(value), "map[string]interface {}")
