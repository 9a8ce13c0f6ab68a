"""The tables of the case language: which words a step has, and what may be expected of it.

Decides what may be written; `parse` and `expect` walk these tables. Source: the tables of the case language itself.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from k8s_svc_trainer.cases.steps import StepKind


class Field(StrEnum):
    """What stands under a word of an expectation, and so how it is read and compared."""

    OUTCOME = "outcome"
    SENT = "sent"
    RCODE = "rcode"
    REASON = "reason"
    BOOLEAN = "boolean"
    TEXT = "text"
    DOMAIN = "domain"
    DOMAINS = "domains"
    ANSWERS = "answers"
    ADDRESSES = "addresses"
    WORDS = "words"
    STATUS = "status"
    COUNT = "count"
    BACKEND = "backend"
    OBJECT = "object"
    OBJECTS = "objects"


class Words(msgspec.Struct, frozen=True):
    """The words of one step's mapping."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


# Steps whose value is a mapping with words of its own; the others take one text, a number or an object.
ARGUMENTS: Mapping[StepKind, Words] = {
    StepKind.PATCH: Words(("object", "merge")),
    StepKind.OPEN: Words(("name", "from", "to"), ("protocol",)),
    StepKind.CONNECT: Words(("from", "to"), ("protocol", "sourcePort")),
    StepKind.RESOLVE: Words(("from", "name"), ("type",)),
    StepKind.HTTP: Words(("from", "url"), ("method", "headers")),
}

_CONNECTION = {
    "outcome": Field.OUTCOME,
    "backends": Field.ADDRESSES,
    "masqueraded": Field.BOOLEAN,
    "node": Field.TEXT,
    "zones": Field.WORDS,
}
_REFUSAL = {"accepted": Field.BOOLEAN, "field": Field.TEXT, "reason": Field.REASON}
_ADMISSION = {**_REFUSAL, "becomes": Field.OBJECT}
_NOTHING: Mapping[str, Field] = {}

EXPECTATIONS: Mapping[StepKind, Mapping[str, Field]] = {
    StepKind.APPLY: _ADMISSION,
    StepKind.PATCH: _ADMISSION,
    StepKind.DELETE: _REFUSAL,
    StepKind.TERMINATE: _ADMISSION,
    StepKind.WAIT: _NOTHING,
    StepKind.STOP: _NOTHING,
    StepKind.START: _NOTHING,
    StepKind.OPEN: _CONNECTION,
    StepKind.SEND: {"outcome": Field.SENT, "backends": Field.ADDRESSES},
    StepKind.CONNECT: _CONNECTION,
    StepKind.RESOLVE: {"rcode": Field.RCODE, "answers": Field.ANSWERS, "name": Field.DOMAIN, "queries": Field.DOMAINS},
    StepKind.HTTP: {**_CONNECTION, "status": Field.STATUS, "service": Field.BACKEND},
    StepKind.ENDPOINTS: {
        **dict.fromkeys(("ready", "serving", "terminating", "notReady"), Field.ADDRESSES),
        "readyCount": Field.COUNT,
        "slices": Field.OBJECTS,
    },
    StepKind.GET: {"exists": Field.BOOLEAN, "contains": Field.OBJECT},
}

# Words that contradict each other: where the first has this value, the others cannot hold.
CONTRADICTIONS: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    ("accepted", True, ("field", "reason")),
    ("accepted", False, ("becomes",)),
    ("exists", False, ("contains",)),
)

# Fields of which null says that there is none; under every other a null is a mistake.
NULLABLE = frozenset({Field.DOMAIN, Field.STATUS, Field.BACKEND})
