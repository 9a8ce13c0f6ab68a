"""What a command prints, and what came of the flow that it tried. Decides nothing."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim import Outcome, Resolution


class Printed(msgspec.Struct, frozen=True, gc=False):
    """What a command wrote to its two streams, and its exit status."""

    stdout: str = ""
    stderr: str = ""
    status: int = 0


class Reached(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What came of one connection or request: one way, chosen by the caller where several were possible.

    `resolution` is None where the host was an address. `outcome` is never MIXED. `address` is the one connected to: the first
    answer of the resolution, or the host itself; `source` the client's own address; `status` and `body` what HTTP answered.
    """

    outcome: Outcome
    resolution: Resolution | None = None
    address: str = ""
    source: str = ""
    status: int | None = None
    body: str = ""
