"""What OpenBSD's nc prints. Source: netcat.c (main, remote_connect, connection_info)."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.printers.client.printed import Printed, Reached
from k8s_svc_trainer.sim import HostPort, Outcome

# /etc/services, so far as Services use it; others have no name
NAMES = {
    22: "ssh", 25: "smtp", 53: "domain", 80: "http", 110: "pop3", 143: "imap2", 389: "ldap", 443: "https", 636: "ldaps",
    1433: "ms-sql-s", 2049: "nfs", 3306: "mysql", 5222: "xmpp-client", 5432: "postgresql", 5671: "amqps", 5672: "amqp",
    6379: "redis", 8080: "http-alt", 9418: "git", 11211: "*", 27017: "*",
}  # fmt: skip
ERRNO = {Outcome.REFUSED: "Connection refused", Outcome.UNREACHABLE: "Network is unreachable", Outcome.TIMEOUT: "Connection timed out"}


class Nc(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An nc command, its options read: -v, -z, -u, -n, -w in seconds."""

    to: HostPort
    verbose: bool = False
    zero: bool = False
    udp: bool = False
    numeric: bool = False
    wait: float | None = None


def nc(asked: Nc, came: Reached) -> Printed:
    """What nc writes, and its exit status. A UDP port counts as open where no rejection comes back."""
    protocol = "udp" if asked.udp else "tcp"
    if came.outcome is Outcome.UNRESOLVED:  # said even without -v
        return Printed("", f'nc: getaddrinfo for host "{asked.to.host}" port {asked.to.port}: Name or service not known\n', 1)
    named = came.resolution is not None and not asked.numeric
    host = f"{asked.to.host} ({came.address})" if named else asked.to.host
    if came.outcome is Outcome.CONNECTED or (asked.udp and came.outcome is Outcome.TIMEOUT):
        service = "*" if asked.numeric else NAMES.get(asked.to.port, "*")
        text = f"Connection to {host} {asked.to.port} port [{protocol}/{service}] succeeded!\n"
        return Printed("" if asked.zero else came.body, text if asked.verbose else "", 0)
    where = f"nc: connect to {host} port {asked.to.port} ({protocol})"
    if came.outcome is Outcome.TIMEOUT and asked.wait:
        text = f"{where} timed out: Operation now in progress\n"
    else:
        text = f"{where} failed: {ERRNO.get(came.outcome, 'Connection refused')}\n"
    return Printed("", text if asked.verbose else "", 1)
