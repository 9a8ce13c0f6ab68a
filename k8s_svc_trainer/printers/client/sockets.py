"""What ss prints of the sockets that listen. Source: iproute2, misc/ss.c (columns of -l, -t, -n)."""

from __future__ import annotations

from k8s_svc_trainer.sim.listening import Listener, listeners
from k8s_svc_trainer.sim.objects import Pod

HEADS = ("State", "Recv-Q", "Send-Q", "Local Address:Port", "Peer Address:Port", "Process")


def ss_listening(pod: Pod) -> str:
    """What `ss -ltn` prints in a pod: the TCP sockets that listen, by port."""
    found = sorted((one for one in listeners(pod) if one.protocol == "TCP"), key=lambda one: (one.port, one.address or ""))
    rows = [HEADS, *(("LISTEN", "0", "4096", f"{_shown(one)}:{one.port}", f"{_any(one)}:*", "") for one in found)]
    widths = [max(len(row[place]) for row in rows) for place in range(5)]
    return "".join(f"{_laid(row, widths)}\n" for row in rows)


def _laid(row: tuple[str, ...], widths: list[int]) -> str:
    left, right = row[:3], row[3:5]
    cells = [cell.ljust(width) for cell, width in zip(left, widths, strict=False)]
    cells += [cell.rjust(width) for cell, width in zip(right, widths[3:], strict=True)]
    return " ".join((*cells, row[5])).rstrip()


def _shown(one: Listener) -> str:
    address = one.address or "0.0.0.0"  # noqa: S104 -- the word that ss prints
    return f"[{address}]" if ":" in address else address


def _any(one: Listener) -> str:
    return "[::]" if one.address and ":" in one.address else "0.0.0.0"  # noqa: S104 -- the word that ss prints
