"""What a person typed, or an answers file holds, as an attempt at a question.

Decides which answers can be graded at all, and when a typed value is the same as a computed one: lenient as to form, strict as to value.
All of it is text from anyone: it is bounded, and quoted safely wherever a message shows it.
"""

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from math import isfinite
from typing import Any, assert_never

import msgspec

from k8s_svc_trainer.cases.document import Faults, Node, manifests, write
from k8s_svc_trainer.cases.faults import meant, shown
from k8s_svc_trainer.course.values import Choice, Diagnose, Fill, Fix, Order, Predict, Question

LONGEST_ANSWER = 20_000
LONGEST_VALUE = 1000
_SEPARATORS = re.compile(r"[,;\s]+")
_LISTS = re.compile(r"\s*[,;\n]\s*")
_YES, _NO = frozenset({"true", "yes", "y"}), frozenset({"false", "no", "n"})
_NOTHING = frozenset({"", "[]", "none", "nothing", "null", "empty", "no", "nobody", "-"})


class BadAnswer(ValueError):
    """An answer that cannot be graded, such as the id of no option; the message says what would be one. It counts for nothing."""


class Chosen(msgspec.Struct, frozen=True, gc=False):
    """Options, by id."""

    ids: frozenset[str]


class Typed(msgspec.Struct, frozen=True, gc=False):
    """A predicted value, as typed."""

    text: str


class Filled(msgspec.Struct, frozen=True, gc=False):
    """What was typed for each input."""

    values: Mapping[str, str]


class Ordered(msgspec.Struct, frozen=True, gc=False):
    """Stages in an order."""

    stages: tuple[str, ...]


class Edited(msgspec.Struct, frozen=True, gc=False):
    """Manifests that are to take the place of objects."""

    manifests: tuple[Node, ...]


Attempt = Chosen | Typed | Filled | Ordered | Edited


def attempt(question: Question, answer: Any) -> Attempt:
    """An answer of this question's kind, from what JSON, YAML or a prompt can hold. Raises BadAnswer with a sentence."""
    match question.body:
        case Choice(options) | Diagnose(options):
            return Chosen(frozenset(_words(answer, [option.id for option in options], "option")))
        case Order(stages):
            return Ordered(_permutation(_words(answer, stages, "stage"), stages))
        case Predict():
            return Typed(_text(answer))
        case Fill():
            return Filled(_values(answer, tuple(question.body.inputs)))
        case Fix():
            return Edited(_manifests(answer))
        case _:
            assert_never(question.body)


def _words(answer: Any, known: Iterable[str], what: str) -> list[str]:
    """Ids, as a list or as one text with commas or spaces."""
    known = list(known)
    given = [word for word in _SEPARATORS.split(answer) if word] if isinstance(answer, str) else answer
    if not isinstance(given, list | tuple) or not all(isinstance(word, str) for word in given):
        raise BadAnswer(f"the answer is the ids of {what}s, not {shown(answer)}: {', '.join(known)}")
    for word in given:
        if word not in known:
            raise BadAnswer(f"{shown(word)} is no {what} of this question: {meant(word, known)}")
    if not given:
        raise BadAnswer(f"no {what} is named: {', '.join(known)}")
    return list(given)


def _permutation(given: list[str], stages: tuple[str, ...]) -> tuple[str, ...]:
    if sorted(given) != sorted(stages):
        raise BadAnswer(f"each of the {len(stages)} stages is named once: {', '.join(stages)}")
    return tuple(given)


def _text(answer: Any) -> str:
    if isinstance(answer, list | tuple) and all(isinstance(part, str | int) for part in answer):
        answer = ", ".join(map(str, answer))
    if isinstance(answer, bool):
        answer = "true" if answer else "false"
    if isinstance(answer, int | float):
        answer = str(answer)
    if not isinstance(answer, str):
        raise BadAnswer(f"the answer is a text, not {shown(answer)}")
    if len(answer) > LONGEST_ANSWER:
        raise BadAnswer(f"the answer has more than {LONGEST_ANSWER} characters")
    return answer


def _values(answer: Any, names: tuple[str, ...]) -> dict[str, str]:
    """A mapping of the inputs; where there is only one, its value alone will do."""
    if not isinstance(answer, Mapping):
        if len(names) != 1:
            raise BadAnswer(f"the answer is a mapping with {', '.join(names)}, not {shown(answer)}")
        answer = {names[0]: answer}
    for name in answer:
        if name not in names:
            raise BadAnswer(f"{shown(name)} is not asked for: {meant(str(name), names)}")
    missing = [name for name in names if name not in answer]
    if missing:
        raise BadAnswer(f"no value is given for {', '.join(missing)}")
    return {name: _text(answer[name]).strip() for name in names}


def _manifests(answer: Any) -> tuple[Node, ...]:
    """A mapping, a list of them, or a text of YAML or JSON documents."""
    if isinstance(answer, Mapping | list | tuple):
        parts = [answer] if isinstance(answer, Mapping) else answer
        try:
            answer = "---\n".join(write(part) for part in parts)
        except ValueError as error:
            raise BadAnswer(f"this is no manifest: {error}") from None
    if not isinstance(answer, str):
        raise BadAnswer(f"the answer is a manifest, not {shown(answer)}")
    if len(answer) > LONGEST_ANSWER:
        raise BadAnswer(f"the manifests have more than {LONGEST_ANSWER} characters")
    try:
        found = tuple(manifests(answer, file="answer"))
    except Faults as faults:
        first = faults.faults[0]
        remedy = f"; {first.remedy}" if first.remedy else ""
        raise BadAnswer(f"line {first.line}: {first.message}{remedy}") from None
    if not found:
        raise BadAnswer("there is no object in this answer")
    return found


# --- predictions -----------------------------------------------------------------------------------------------------


def same(text: str, value: Any) -> bool:
    """Whether a typed text says a computed value: case, spaces, quotes and the order of a list do not matter, the value does."""
    typed = text.strip().strip("\"'").strip()
    match value:
        case None:
            return typed.casefold() in _NOTHING
        case bool():
            return typed.casefold() in (_YES if value else _NO)
        case int() | float():
            return _number(typed) == value
        case list() | tuple():
            return _items(typed, value) == {_item(str(item)) for item in value}
        case _:
            return _item(typed) == _item(str(value))


def misfit(text: str, value: Any) -> str:
    """Why a typed text is nothing that could be compared with such a value, as a sentence; empty where it could. Any text may be a name."""
    typed = text.strip().strip("\"'").strip()
    match value:
        case _ if typed.casefold() in _NOTHING:
            return ""  # in another cluster there may be nothing
        case bool():
            return "" if typed.casefold() in _YES | _NO else "The answer is yes or no."
        case int() | float():
            return "" if isfinite(_number(typed) or 0) and _number(typed) is not None else "A number is asked for: write it in digits."
        case _:
            return ""


def _number(typed: str) -> float | None:
    try:
        return float(typed.replace("_", "").rstrip("."))
    except ValueError:
        return None


def _items(typed: str, value: Iterable[Any]) -> set[object]:
    inner = typed[1:-1] if typed.startswith("[") and typed.endswith("]") and "]" not in typed[1:-1] else typed
    if inner.strip().casefold() in _NOTHING:
        return set()
    spaced = any(" " in str(item) for item in value)
    parts = (_LISTS if spaced else _SEPARATORS).split(inner.strip())
    return {_item(part) for part in parts if part and part.casefold() not in ("and", "or")}


def _item(text: str) -> object:
    """An address by value, and any other word without regard to case, quotes, spaces and one final dot."""
    plain = " ".join(text.strip().strip("\"'").split()).casefold().removesuffix(".")
    try:
        return ip_address(plain)
    except ValueError:
        return plain
