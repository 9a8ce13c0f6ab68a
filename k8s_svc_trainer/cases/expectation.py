"""What must come of a step, read from its node: every field known for the step's kind, every value one that could come.

Decides which values can be expected at all; whether they hold is for `expect`.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from ipaddress import ip_address
from typing import Any

from k8s_svc_trainer.cases.faults import shown
from k8s_svc_trainer.cases.grammar import CONTRADICTIONS, EXPECTATIONS, NULLABLE, Field
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.cases.steps import Expectation, RecordType, StepKind
from k8s_svc_trainer.sim.names import HostPort
from k8s_svc_trainer.sim.results import Outcome, Rcode, Reason

_BACKEND = re.compile(r"[^/\s:]+/[^/\s:]+:[1-9][0-9]{0,4}")
_SRV = re.compile(r"[0-9]+ [0-9]+ [0-9]+ \S+")


def read_expectation(node: Node, kind: StepKind, reader: Reader, *, record_type: RecordType) -> Expectation | None:
    """An expectation of a step of this kind; None, with faults kept, where it is none."""
    known = EXPECTATIONS[kind]
    members = reader.fields(node, known)
    if members is None:
        return None
    if not node.value:
        reader.wrong(node, "an expectation that says nothing always holds", f"one of {', '.join(known)}")
        return None
    fields: dict[str, Any] = {}
    for word, child in members.items():
        read = _answers(record_type) if known[word] is Field.ANSWERS else _FIELDS[known[word]]
        fields[word] = None if child.value is None and known[word] in NULLABLE else read(child, reader)
    _refuse_contradictions(members, reader)
    return Expectation(fields)


def _refuse_contradictions(members: Mapping[str, Node], reader: Reader) -> None:
    for word, value, others in CONTRADICTIONS:
        if word in members and members[word].value is value:
            for other in others:
                if other in members:
                    reader.add(members[other].key_fault(f'"{other}" cannot be where {word} is {shown(value)}', "leave out one of them"))


def _outcome(node: Node, reader: Reader) -> str | None:
    return reader.word(node, Outcome, but=(Outcome.BROKEN,))


def _sent(node: Node, reader: Reader) -> str | None:
    return reader.word(node, Outcome, but=tuple(word for word in Outcome if word not in (Outcome.CONNECTED, Outcome.BROKEN)))


def _texts(node: Node, reader: Reader) -> list[str]:
    return list(reader.texts(node))


def _addresses(node: Node, reader: Reader) -> list[str]:
    return _all(node, reader, _address)


def _address(text: str) -> str:
    host = HostPort.parse(text).host
    try:
        ip_address(host)
    except ValueError:
        raise ValueError(f"{shown(text)} is no IP:PORT, and a backend has no name") from None
    return text


def _answers(record_type: RecordType) -> Callable[[Node, Reader], Any]:
    check = _ANSWERS.get(record_type, str)
    return lambda node, reader: _all(node, reader, check)


def _ip(version: int, text: str) -> str:
    try:
        if ip_address(text).version == version:
            return text
    except ValueError:
        pass
    raise ValueError(f"{shown(text)} is no IPv{version} address; answers are addresses, a CNAME on the way is not listed")


def _srv(text: str) -> str:
    if not _SRV.fullmatch(text):
        raise ValueError(f"{shown(text)} is no SRV record: write PRIORITY WEIGHT PORT TARGET")
    return text


def _all(node: Node, reader: Reader, check: Callable[[str], str]) -> list[str]:
    return [text for element in reader.elements(node) if (text := reader.parsed(element, check)) is not None]


def _backend(text: str) -> str:
    if not _BACKEND.fullmatch(text):
        raise ValueError(f"{shown(text)} is no backend: write NAMESPACE/NAME:PORT, with the port as a number")
    return text


def _objects(node: Node, reader: Reader) -> list[dict[str, Any]]:
    return [plain for element in reader.elements(node) if (plain := reader.plain(element)) is not None]


_ANSWERS: Mapping[RecordType, Callable[[str], str]] = {
    RecordType.A: partial(_ip, 4),
    RecordType.AAAA: partial(_ip, 6),
    RecordType.SRV: _srv,
}

_FIELDS: Mapping[Field, Callable[[Node, Reader], Any]] = {
    Field.OUTCOME: _outcome,
    Field.SENT: _sent,
    Field.RCODE: lambda node, reader: reader.word(node, Rcode),
    Field.REASON: lambda node, reader: reader.word(node, Reason),
    Field.BOOLEAN: lambda node, reader: reader.boolean(node),
    Field.TEXT: lambda node, reader: reader.text(node),
    Field.DOMAIN: lambda node, reader: reader.text(node),
    Field.DOMAINS: _texts,
    Field.ADDRESSES: _addresses,
    Field.WORDS: _texts,
    Field.STATUS: lambda node, reader: reader.integer(node, low=100, high=599),
    Field.COUNT: lambda node, reader: reader.integer(node, low=0, high=1_000_000),
    Field.BACKEND: lambda node, reader: reader.parsed(node, _backend),
    Field.OBJECT: lambda node, reader: reader.plain(node),
    Field.OBJECTS: _objects,
}
