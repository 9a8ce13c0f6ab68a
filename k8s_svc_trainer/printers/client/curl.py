"""What curl prints: messages and exit statuses by outcome. Source: curl/curl, lib/connect.c, src/tool_operate.c."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.printers.client.printed import Printed, Reached
from k8s_svc_trainer.sim import HostPort, Outcome


class Curl(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A curl command, its options read. `output` is `-o`; seconds are seconds."""

    url: str
    to: HostPort
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    silent: bool = False
    show_error: bool = False
    verbose: bool = False
    include: bool = False
    head: bool = False
    fail: bool = False
    output: str | None = None
    write_out: str = ""
    max_time: float | None = None
    connect_timeout: float | None = None


def curl(asked: Curl, came: Reached) -> Printed:
    """What curl writes, and its exit status."""
    match came.outcome:
        case Outcome.CONNECTED:
            return Printed(came.body, "", 0)
        case Outcome.UNRESOLVED:
            return Printed("", f"curl: (6) Could not resolve host: {asked.to.host}\n", 6)
        case Outcome.TIMEOUT:
            return Printed("", "curl: (28) Connection timed out\n", 28)
        case _:
            return Printed("", f"curl: (7) Failed to connect to {asked.to.host} port {asked.to.port}: Connection refused\n", 7)
