"""The one comparison: what was written against what came of it. `verify`, answers and goals all ask here.

Decides when an expectation holds. Only what is written is compared. Must not know where either side comes from.
"""

from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_address
from typing import Any, assert_never

import msgspec

from k8s_svc_trainer.cases.contain import Difference, difference, matched, projected, show
from k8s_svc_trainer.cases.grammar import EXPECTATIONS, Field
from k8s_svc_trainer.cases.steps import Expectation
from k8s_svc_trainer.sim.names import HostPort
from k8s_svc_trainer.sim.results import Accepted, Connection, EndpointsRead, Fault, HttpResponse, Rejected, Resolution

_FIELDS: Mapping[str, Field] = {word: field for fields in EXPECTATIONS.values() for word, field in fields.items()}

_COMMON = frozenset({"masqueraded", "node"})  # one value for all ways; where they differ there is none


class Got(msgspec.Struct, frozen=True, gc=False):
    """What `get` reads: the object as a manifest, None where it is not there."""

    object: Mapping[str, Any] | None
    hops: tuple[Any, ...] = ()

    @property
    def exists(self) -> bool:
        """Whether the object is there."""
        return self.object is not None

    @property
    def why(self) -> str:
        """Whether it is there, in a sentence."""
        return "the object is there" if self.exists else "the object is not there"


class Done(msgspec.Struct, frozen=True, gc=False):
    """What comes of a step of which nothing can be expected."""

    why: str
    hops: tuple[Any, ...] = ()


Result = Accepted | Rejected | Connection | Resolution | HttpResponse | EndpointsRead | Got | Done


class Mismatch(msgspec.Struct, frozen=True, gc=False):
    """The first field that is not as expected: both values, and the difference in a sentence."""

    field: str
    expected: Any
    actual: Any
    message: str


def compare(expect: Expectation, actual: Result) -> Mismatch | None:
    """None when everything that is written holds, else the first field, in the order of writing, that does not."""
    for word, expected in expect.fields.items():
        found = _compare(word, expected, expect.fields, actual)
        if found is not None:
            return found
    return None


def observed(expect: Expectation, actual: Result) -> dict[str, Any]:
    """The same fields as they came out, as plain values; of objects what was written about. A refusal always says its field."""
    fields = {word: _observed(word, expected, expect.fields, actual) for word, expected in expect.fields.items()}
    if isinstance(actual, Rejected):
        fault = _fault(expect.fields, actual)
        fields |= {"accepted": False, "field": fault.field, "reason": None if fault.reason is None else str(fault.reason)}
    return fields


# --- one field -------------------------------------------------------------------------------------------------------


def _compare(word: str, expected: Any, written: Mapping[str, Any], actual: Result) -> Mismatch | None:
    field = _FIELDS[word]
    got = _observed(word, expected, written, actual)
    match field:
        case Field.OUTCOME | Field.SENT | Field.RCODE | Field.TEXT | Field.STATUS | Field.COUNT | Field.BACKEND | Field.REASON:
            return _single(word, expected, got, same=expected == got)
        case Field.BOOLEAN:
            return _single(word, expected, got, same=expected is got)
        case Field.DOMAIN:
            return _single(word, expected, got, same=_domains([expected]) == _domains([got]))
        case Field.DOMAINS:
            return _single(word, expected, got, same=_domains(expected) == _domains(got or []))
        case Field.ADDRESSES:
            return _sets(word, expected, got, _endpoint)
        case Field.ANSWERS:
            return _sets(word, expected, got, _answer)
        case Field.WORDS:
            return _sets(word, expected, got, str)
        case Field.OBJECT:
            return _object(word, expected, _whole(actual))
        case Field.OBJECTS:
            return _objects(word, expected, list(getattr(actual, word, ())))
        case _:
            assert_never(field)


def _observed(word: str, expected: Any, written: Mapping[str, Any], actual: Result) -> Any:
    match _FIELDS[word], actual:
        case Field.OBJECT, _:
            whole = _whole(actual)
            return None if whole is None else projected(expected, whole)
        case Field.OBJECTS, _:
            words = {key for one in expected for key in one}
            return [{key: value for key, value in one.items() if key in words} for one in getattr(actual, word, ())]
        case _, Rejected() if word in ("field", "reason"):
            return _plain(getattr(_fault(written, actual), word))
        case _:
            return _plain(getattr(actual, word, None))


def _fault(written: Mapping[str, Any], actual: Rejected) -> Fault:
    """The fault that has what is written of field and reason together, else one with the field, else the first."""
    wanted = [word for word in ("field", "reason") if word in written]
    for words in (wanted, wanted[:1]):
        for fault in actual.faults:
            if all(_plain(getattr(fault, word)) == _plain(written[word]) for word in words):
                return fault
    return actual.faults[0]


def _single(word: str, expected: Any, got: Any, *, same: bool) -> Mismatch | None:
    if same:
        return None
    if got is None and word in _COMMON:
        return Mismatch(word, expected, got, f"{word} has no single value here, so none can be expected")
    return Mismatch(word, expected, got, f"{word} is {show(got)}, not {show(expected)}")


def _sets(word: str, expected: Iterable[str], got: Iterable[str] | None, normal: Callable[[str], Any]) -> Mismatch | None:
    wanted, there = {normal(text): text for text in expected}, {normal(text): text for text in got or ()}
    lacking = [text for key, text in wanted.items() if key not in there]
    besides = [text for key, text in there.items() if key not in wanted]
    if not lacking and not besides:
        return None
    parts = [f"lacks {', '.join(lacking)}"] if lacking else []
    parts += [f"has {', '.join(besides)} besides"] if besides else []
    return Mismatch(word, list(wanted.values()), list(there.values()), f"{word} {' and '.join(parts)}")


def _object(word: str, expected: Mapping[str, Any], whole: Mapping[str, Any] | None) -> Mismatch | None:
    if whole is None:
        return Mismatch(word, expected, None, f"{word}: there is no object")
    found = difference(expected, whole, word)
    return None if found is None else _differs(word, expected, whole, found)


def _objects(word: str, expected: list[Mapping[str, Any]], there: list[Mapping[str, Any]]) -> Mismatch | None:
    alone = matched(expected, there)
    if alone is None:
        return None
    only = difference(expected[alone], there[0], f"{word}[{alone}]") if len(there) == 1 == len(expected) else None
    if only is not None:
        return _differs(word, expected, there, only)
    return Mismatch(word, expected, there, f"of {len(there)} {word}, none is left that contains {word}[{alone}]")


def _differs(word: str, expected: Any, actual: Any, found: Difference) -> Mismatch:
    return Mismatch(word, expected, actual, f"{found.path} is {show(found.actual)}, not {show(found.expected)}")


def _whole(actual: Result) -> Mapping[str, Any] | None:
    return actual.object if isinstance(actual, Accepted | Got) else None


# --- spellings -------------------------------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    """Tuples as lists and closed words as texts, as they stand in JSON."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def _domain(name: str) -> str:
    """A name without regard to case and to one final dot."""
    return name.lower().removesuffix(".")


def _domains(names: Iterable[str | None]) -> list[str | None]:
    return [None if name is None else _domain(name) for name in names]


def _endpoint(text: str) -> object:
    """IP and port by value, so that an IPv6 address may be spelled in any way."""
    try:
        parsed = HostPort.parse(text)
        return ip_address(parsed.host), parsed.port
    except ValueError:
        return text


def _answer(text: str) -> object:
    """An address by value; any other record as its words, which end in a name."""
    try:
        return ip_address(text)
    except ValueError:
        return _domain(" ".join(text.split()))
