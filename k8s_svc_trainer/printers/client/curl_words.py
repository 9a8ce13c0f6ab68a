"""curl's two streams in the order in which they are written, and the format of --write-out. Source: curl, src/tool_writeout.c."""

from __future__ import annotations

import re
from collections.abc import Mapping

from k8s_svc_trainer.printers.client.printed import Printed

PART = re.compile(r"%%|%\{([^}]*)\}|\\(.)", re.DOTALL)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


class Told:
    """What was written so far, to which stream, and how the command ends. Lives for one call."""

    __slots__ = ("_parts", "error", "status")

    def __init__(self) -> None:
        self._parts: list[tuple[bool, str]] = []
        self.error = ""
        self.status = 0

    def out(self, text: str) -> None:
        """Write to stdout."""
        self._parts.append((True, text))

    def err(self, text: str) -> None:
        """Write to stderr."""
        self._parts.append((False, text))

    def fail(self, status: int, error: str) -> None:
        """Say how the command ends."""
        self.status, self.error = status, error

    def printed(self) -> Printed:
        """Both streams, and their order."""
        stdout, stderr = ("".join(text for to, text in self._parts if to is stream) for stream in (True, False))
        order = "".join(text for _, text in self._parts)
        return Printed(stdout, stderr, self.status, None if order == stdout + stderr else order)


def said(told: Told) -> Printed:
    """What was told, as a value."""
    return told.printed()


def write_out(form: str, variables: Mapping[str, str]) -> str:
    """A --write-out format filled in; a variable that curl does not have gives nothing."""

    def part(found: re.Match[str]) -> str:
        if found[1] is not None:
            return variables.get(found[1], "")
        if found[2] is not None:
            return ESCAPES.get(found[2], found[0])
        return "%"

    return PART.sub(part, form)
