"""What ss prints of the sockets that listen. Source: iproute2, misc/ss.c (columns of -l, -t, -n)."""

from __future__ import annotations

from k8s_svc_trainer.sim.listening import listeners
from k8s_svc_trainer.sim.objects import Pod


def ss_listening(pod: Pod) -> str:
    """What `ss -ltn` prints in a pod: the TCP sockets that listen, by port; one for all addresses is shown as `*`."""
    rows = [("State", "Recv-Q", "Send-Q", "Local Address:Port", "Peer Address:Port")]
    found = sorted((one for one in listeners(pod) if one.protocol == "TCP"), key=lambda one: (one.port, one.address or ""))
    rows += [("LISTEN", "0", "4096", f"{_shown(one.address)}:{one.port}", "0.0.0.0:*" if one.address else "*:*") for one in found]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "".join(f"{' '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()}\n" for row in rows)


def _shown(address: str | None) -> str:
    if address is None:
        return "*"
    return f"[{address}]" if ":" in address else address
