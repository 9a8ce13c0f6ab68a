"""Faults as the API server words them: a field's path, a reason, a sentence.

k8s.io/apimachinery/pkg/util/validation/field/errors.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from k8s_svc_trainer.sim.results import Fault, Reason

Faults = Iterator[Fault]
IMMUTABLE = "field is immutable"


class Refused(Exception):
    """Carries faults found while allocating, which hide all that validation would find."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults


def required(field: str, message: str = "a value is required") -> Fault:
    """A value is missing."""
    return Fault(field, Reason.REQUIRED, message)


def invalid(field: str, message: str) -> Fault:
    """A value is malformed."""
    return Fault(field, Reason.INVALID, message)


def forbidden(field: str, message: str) -> Fault:
    """A value may not stand here."""
    return Fault(field, Reason.FORBIDDEN, message)


def duplicate(field: str, value: object) -> Fault:
    """A value stands here twice."""
    return Fault(field, Reason.DUPLICATE, f"duplicate value: {value}")


def unsupported(field: str, value: object, words: Iterable[str]) -> Fault:
    """A value is none of the closed set."""
    listed = ", ".join(f'"{word}"' for word in sorted(words))
    return Fault(field, Reason.NOT_SUPPORTED, f'unsupported value: "{value}": supported values: {listed}')


def too_long(field: str, most: int) -> Fault:
    """A value is longer than it may be."""
    return Fault(field, Reason.TOO_LONG, f"too long: may not be more than {most} bytes")


def too_many(field: str, count: int, most: int) -> Fault:
    """A list holds more than it may."""
    return Fault(field, Reason.TOO_MANY, f"too many: {count}: must have at most {most} items")


def nameless(message: str) -> Fault:
    """A refusal for which the API server names no field."""
    return Fault(None, None, message)


def all_invalid(field: str, messages: Iterable[str]) -> Faults:
    """One fault for each message about a field."""
    for message in messages:
        yield Fault(field, Reason.INVALID, message)


def key(path: str, name: str) -> str:
    """The path of an entry of a mapping: `metadata.annotations[a/b]`."""
    return f"{path}[{name}]"
