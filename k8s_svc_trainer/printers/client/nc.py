"""What OpenBSD's nc prints with -z and -v."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.printers.client.printed import Printed, Reached
from k8s_svc_trainer.sim import HostPort, Outcome


class Nc(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An nc command, its options read: -v, -z, -u, -w SECONDS, -n."""

    to: HostPort
    verbose: bool = False
    zero: bool = False
    udp: bool = False
    numeric: bool = False
    wait: float | None = None


def nc(asked: Nc, came: Reached) -> Printed:
    """What nc writes, and its exit status."""
    connected = came.outcome is Outcome.CONNECTED
    return Printed(
        "", f"Connection to {asked.to.host} {asked.to.port} port [tcp/*] succeeded!\n" if connected else "", 0 if connected else 1
    )
