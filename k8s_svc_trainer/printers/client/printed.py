"""What a command prints, and what came of the flow that it tried. Decides nothing."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim import Outcome, Resolution

Headers = tuple[tuple[str, str], ...]


class Printed(msgspec.Struct, frozen=True, gc=False):
    """What a command wrote to its two streams, and its exit status; `screen` is what a terminal shows of both, in their order."""

    stdout: str = ""
    stderr: str = ""
    status: int = 0
    told: str | None = None  # the order of both streams, where it is not stdout, then stderr

    @property
    def screen(self) -> str:
        """Both streams as a terminal shows them."""
        return self.stdout + self.stderr if self.told is None else self.told


class Reached(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What came of one connection or request: one way, chosen by the caller where several were possible.

    `resolution` is None where the host was an address. `outcome` is never MIXED. `address` is the one connected to: the first
    answer of the resolution, or the host itself; `source` the client's own address. `status`, `headers` and `body` are what HTTP
    answered; where no headers are given they are filled in (see `answers`). `date` is an HTTP date.
    """

    outcome: Outcome
    resolution: Resolution | None = None
    address: str = ""
    source: str = ""
    status: int | None = None
    body: str = ""
    headers: Headers = ()
    date: str = "Tue, 13 Jan 2026 00:00:00 GMT"


def local_port(source: str, to: str) -> int:
    """The port that a client connects from: of the ephemeral range, and for one pair of ends always the same."""
    number = 0
    for letter in f"{source} {to}":
        number = (number * 31 + ord(letter)) % 28232
    return 32768 + number
