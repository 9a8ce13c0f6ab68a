"""The parameters of a template: which values there are, how they combine, and which combination a seed names.

A combination is one value of each parameter. Seed S puts them in the order of sha256(S // 4, a space, the values as JSON sorted by name),
the smallest first; of those that can be asked it names the one at place S % 4. So a seed names the same instance on every machine, and the
four seeds of a block name four instances. A value that is added moves only the seeds that meet it on the way, and neither a new name of
the template nor mended prose moves any. Knows nothing of what a question asks, nor what is right.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import product
from math import prod
from typing import Any

from k8s_svc_trainer.cases.faults import shown
from k8s_svc_trainer.cases.nodes import Node, variables
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.course import words
from k8s_svc_trainer.course.arithmetic import computed, names_in

MOST_COMBINATIONS = 10_000
NEIGHBOURS = 4
"""So many seeds, from a multiple of it on, name different instances."""

LARGEST = 1_000_000
OWN = ("id", "kind", "level", "tags", "serves", "source", "since", "was")
"""What all instances have in common: no parameter may stand there."""

Values = Mapping[str, Any]
Parameters = Mapping[str, tuple[Any, ...]]


def combinations(parameters: Parameters) -> Iterator[Values]:
    """All combinations, the last parameter changing fastest."""
    return (dict(zip(parameters, values, strict=True)) for values in product(*parameters.values()))


def size(parameters: Parameters) -> int:
    """How many combinations there are."""
    return prod(map(len, parameters.values()))


def ordered(parameters: Parameters, seed: int) -> list[Values]:
    """All combinations in the order in which a seed, and its neighbours of the same block, name them."""
    return sorted(
        combinations(parameters),
        key=lambda chosen: sha256(f"{seed // NEIGHBOURS} {json.dumps(brief(chosen), sort_keys=True)}".encode()).digest(),
    )


def brief(chosen: Values) -> Values:
    """A combination as it is named: of values that go together the first."""
    return {name: next(iter(value.values())) if isinstance(value, Mapping) else value for name, value in chosen.items()}


def spelt(chosen: Values) -> str:
    """A combination in a line: `replicas: 3, policy: Local`."""
    return ", ".join(f"{name}: {str(value).lower() if isinstance(value, bool) else value}" for name, value in brief(chosen).items())


def bound(chosen: Values, derived: Mapping[str, str]) -> dict[str, Any]:
    """What stands for each name: a value, `NAME-KEY` for each of values that go together, and what is derived of them.

    Raises ValueError where a derived value cannot be computed.
    """
    found: dict[str, Any] = {}
    for name, value in chosen.items():
        found |= {f"{name}-{key}": part for key, part in value.items()} if isinstance(value, Mapping) else {name: value}
    for name, text in derived.items():
        found[name] = computed(text, found)
    return found


# --- reading ---------------------------------------------------------------------------------------------------------


def read_parameters(node: Node, reader: Reader) -> Parameters:
    """The values of each parameter; what is wrong is kept in the reader."""
    found = {name: _values(name, values, reader) for name, values in words.members_of(node, reader).items()}
    count = size(found)
    if not found:
        reader.wrong(node, "there are no parameters", "write parameters: {NAME: [VALUE, VALUE]}")
    elif count > MOST_COMBINATIONS:
        reader.wrong(node, f"{count} combinations of one template", f"write {MOST_COMBINATIONS} at the most")
    return found


def _values(name: str, node: Node, reader: Reader) -> tuple[Any, ...]:
    if not words.is_slug(name.lower()):
        reader.add(node.key_fault(f"{shown(name)} cannot be the name of a parameter", "write letters, digits and single hyphens"))
    if node.is_mapping:
        return _range(node, reader)
    elements = reader.elements(node, empty=False)
    found = [_row(element, elements[0], reader) if element.is_mapping else _scalar(element, reader) for element in elements]
    if any(element.is_mapping is not elements[0].is_mapping for element in elements):
        reader.wrong(node, "some values are mappings and some are not", "write all of them in one way")
        return ()
    named: set[str] = set()
    for element, value in zip(elements, map(_first, found), strict=True):
        if json.dumps(value) in named:
            reader.wrong(element, f"{shown(value)} stands here twice", "a value is named once; of a mapping its first value counts")
        named.add(json.dumps(value))
    return tuple(found)


def _first(value: Any) -> Any:
    return next(iter(value.values()), None) if isinstance(value, Mapping) else value


def _scalar(node: Node, reader: Reader) -> Any:
    if node.is_list or node.is_mapping:
        reader.wrong(node, "a parameter is a text, a number, true or false, or a mapping of such", "write a list of such")
        return None
    return node.value


def _row(node: Node, first: Node, reader: Reader) -> Mapping[str, Any]:
    """Values that go together, each with a name of its own; all rows have the same names."""
    found = {key: _scalar(child, reader) for key, child in node.members()}
    if not found or (first.is_mapping and list(found) != [key for key, _ in first.members()]):
        reader.wrong(node, "values that go together have the same names everywhere, in one order", "write them as in the first")
    return found


def _range(node: Node, reader: Reader) -> tuple[Any, ...]:
    """`{from: 1, to: 9, step: 2}`: whole numbers, the ends included."""
    members = reader.fields(node, ("from", "to", "step"), required=("from", "to"))
    if members is None or "from" not in members or "to" not in members:
        return ()
    low, high = (reader.integer(members[word], low=-LARGEST, high=LARGEST) for word in ("from", "to"))
    step = reader.integer(members["step"], low=1, high=LARGEST) if "step" in members else 1
    if low is None or high is None or step is None:
        return ()
    if high < low or (high - low) // step >= MOST_COMBINATIONS:
        reader.wrong(
            node, f"no such range of numbers: {low} to {high}", f"from is the smaller, and there are {MOST_COMBINATIONS} at the most"
        )
        return ()
    return tuple(range(low, high + 1, step))


def read_derived(node: Node | None, parameters: Parameters, reader: Reader) -> Mapping[str, str]:
    """What is computed of the parameters, by name; each may use those before it."""
    known = set(names_of(parameters))
    found: dict[str, str] = {}
    for name, child in words.members_of(node, reader).items():
        text = reader.text(child)
        if not words.is_slug(name.lower()) or name in known:
            reader.add(child.key_fault(f"{shown(name)} cannot be the name of something derived", "write a name that no parameter has"))
        if text is None:
            continue
        try:
            strangers = [word for word in names_in(text) if word not in known]
            if strangers:
                reader.wrong(child, f"{shown(strangers[0])} is not declared", f"there are {', '.join(sorted(known)) or 'none'}")
            else:
                computed(text, {**dict.fromkeys(known, 1), **bound(next(combinations(parameters), {}), found)})
        except ValueError as error:
            reader.wrong(child, str(error), "write a computation with + - * / of whole numbers")
        known.add(name)
        found[name] = text
    return found


def names_of(parameters: Parameters) -> Iterator[str]:
    """Every name that the parameters give a value."""
    for name, values in parameters.items():
        first = values[0] if values else None
        yield from (f"{name}-{key}" for key in first) if isinstance(first, Mapping) else (name,)


def refuse_misuse(node: Node, parameters: Parameters, derived: Mapping[str, str], body: Node, reader: Reader) -> None:
    """Names that are declared and used nowhere, and parameters in what all instances have in common.

    The first of values that go together names them, and may be used for nothing else.
    """
    used = {name for name, _ in variables(body)} | {name for text in derived.values() for name in names_in(text)}
    named = {f"{name}-{next(iter(values[0]))}" for name, values in parameters.items() if values and isinstance(values[0], Mapping)}
    for name in (*names_of(parameters), *derived):
        if name not in used and name not in named:
            declared = node.find("derived") if name in derived else node.find("parameters")
            owner = next((child for key, child in declared.members() if name == key or name.startswith(f"{key}-")), declared)
            reader.wrong(owner, f"${{{name}}} is used nowhere", "use it, or leave it out")
    for word in OWN:
        for name, at in variables(body.find(word)) if body.get(word) else ():
            reader.wrong(at, f"${{{name}}} stands in {word}, which all instances have in common", "write it out")
