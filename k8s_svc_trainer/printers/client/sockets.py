"""What ss and netstat print of the sockets that listen. Decides no more than their columns.

Sources: iproute2, misc/ss.c (columns, render, inet_addr_print; as it prints where its output goes to no terminal); net-tools, netstat.c.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from k8s_svc_trainer.sim.listening import listeners
from k8s_svc_trainer.sim.objects import Pod

BACKLOG = 4096  # net.core.somaxconn
ORDER = ("UDP", "TCP", "SCTP")  # in which ss asks for them
FIRST_PID = 800


class Socket(msgspec.Struct, frozen=True, gc=False, order=True):
    """A socket that listens; no address means all of the machine's, of both families."""

    port: int
    protocol: str = "TCP"
    address: str = ""
    process: str = ""


def sockets(pod: Pod, process: str = "") -> tuple[Socket, ...]:
    """The sockets of a pod, by port.

    Raises ListenFault where its annotation cannot be read.
    """
    return tuple(sorted(Socket(one.port, one.protocol, one.address or "", process) for one in listeners(pod)))


def ss_listening(pod: Pod) -> str:
    """What `ss -ltn` prints in a pod."""
    return ss(sockets(pod), ("TCP",))


def ss(listening: Iterable[Socket], protocols: Sequence[str], *, processes: bool = False) -> str:
    """What `ss -ln` prints for some protocols; with processes as `-p`."""
    found = [one for protocol in ORDER for one in listening if one.protocol == protocol and protocol in protocols]
    pids = _pids(listening)
    rows: list[tuple[str, ...]] = [("Netid", "State", "Recv-Q", "Send-Q", "Local Address:", "Port", "Peer Address:", "Port", "Process")]
    rows += [(*_cells(one), _users(one, pids)) for one in found]
    left = 0 if len(protocols) > 1 else 1
    return "".join(f"{line}\n" for line in _laid_out([row[left : None if processes else -1] for row in rows], left))


def _cells(one: Socket) -> tuple[str, ...]:
    state, queue = ("UNCONN", 0) if one.protocol == "UDP" else ("LISTEN", BACKLOG)
    local, peer = (f"[{one.address}]", "[::]") if ":" in one.address else (one.address or "*", "0.0.0.0" if one.address else "*")  # noqa: S104
    return one.protocol.lower(), state, "0", str(queue), f"{local}:", str(one.port), f"{peer}:", "*"


def _laid_out(rows: Sequence[Sequence[str]], left: int) -> Iterator[str]:
    """Columns as wide as what is in them; an address leans to its port, and what stands last is not filled up."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        line = ""
        for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
            column = place + left
            delimiter = " " if place and column not in (5, 7, 8) else ""
            filled = cell.rjust(width) if column in (4, 6) else cell if place == len(row) - 1 else cell.ljust(width)
            line += delimiter + filled
        yield line


def _users(one: Socket, pids: dict[str, int]) -> str:
    return f' users:(("{one.process}",pid={pids[one.process]},fd=3))' if one.process else ""


def _pids(listening: Iterable[Socket]) -> dict[str, int]:
    """A number for each process: it says nothing, and is always the same."""
    return {name: FIRST_PID + place for place, name in enumerate(sorted({one.process for one in listening}))}


def netstat(listening: Iterable[Socket], protocols: Sequence[str], *, processes: bool = False) -> str:
    """What `netstat -ln` prints for some protocols, TCP first; with processes as `-p`."""
    found = [one for protocol in ("TCP", "UDP", "SCTP") for one in listening if one.protocol == protocol and protocol in protocols]
    pids = _pids(listening)
    lines = ["Active Internet connections (only servers)"]
    lines.append(_line("Proto", "Recv-Q", "Send-Q", "Local Address", "Foreign Address", "State"))
    lines += [_line(*_columns(one)) for one in found]
    programs = ["", "PID/Program name", *(f"{pids[one.process]}/{one.process}" if one.process else "-" for one in found)]
    told = (f"{line} {program:<20}" if processes and program else line for line, program in zip(lines, programs, strict=True))
    return "".join(f"{line}\n" for line in told)


def _columns(one: Socket) -> tuple[str, ...]:
    wide = not one.address or ":" in one.address
    local = f"{one.address or '::'}:{one.port}"
    return (
        f"{one.protocol.lower()}{'6' if wide else ''}",
        "0",
        "0",
        local,
        ":::*" if wide else "0.0.0.0:*",
        "LISTEN" * (one.protocol != "UDP"),
    )


def _line(protocol: str, received: str, sent: str, local: str, peer: str, state: str) -> str:
    return f"{protocol:<5} {received:>6} {sent:>6} {local:<23} {peer:<23} {state:<11}"
