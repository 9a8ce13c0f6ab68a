"""What wget prints, busybox's and GNU's."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.printers.client.printed import Printed, Reached
from k8s_svc_trainer.sim import HostPort, Outcome


class Wget(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A wget command, its options read; `busybox` says whose wget it is. `timeout` is `-T`, in seconds; `output` is `-O`."""

    url: str
    to: HostPort
    busybox: bool = True
    quiet: bool = False
    output: str | None = None
    spider: bool = False
    timeout: float | None = None


def wget(asked: Wget, came: Reached) -> Printed:
    """What wget writes, and its exit status."""
    if came.outcome is Outcome.CONNECTED:
        return Printed(came.body if asked.output == "-" else "", "", 0)
    return Printed("", f"wget: can't connect to remote host ({came.address}): Connection refused\n", 1)
