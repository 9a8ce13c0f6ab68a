"""What dig prints: a whole message, or with +short its data alone. As dig 9.20 against CoreDNS.

Sources: bind9, bin/dig/dig.c (printmessage) and dighost.c; lib/dns/masterdump.c (columns); CoreDNS, plugin/kubernetes and plugin/cache.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise

import msgspec

from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim import Rcode, Resolution
from k8s_svc_trainer.sim.admission.meta import START

VERSION = "9.20.11"
TTL = 30  # seconds: kubeadm's Corefile, `ttl 30` of the kubernetes plugin and `cache 30`
TRIES = 3
NOW = START + timedelta(days=12)
COLUMNS = {"ttl": 24, "class": 32, "type": 40, "data": 48}
HEADER, RECORD, OPT, COOKIE = 12, 10, 11, 12  # bytes of a message
ROOT_SOA = "a.root-servers.net. nstld.verisign-grs.com. 2026011300 1800 900 604800 86400"
HOSTED = frozenset({"CNAME", "NS", "PTR"})  # records whose data is a name
WORDS = {Rcode.TIMEOUT: "timed out", Rcode.REFUSED: "connection refused"}


class Dig(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A dig command, its options read. `line` is what was typed behind `dig`; `given` says that a server was named with @.

    `aliases` are the names that CNAMEs lead to, in order; `zone` is the cluster's domain, for which CoreDNS is the authority.
    """

    name: str
    server: str
    type: str = "A"
    short: bool = False
    search: bool = False
    line: str = ""
    given: bool = False
    aliases: tuple[str, ...] = ()
    zone: str = "cluster.local"
    now: datetime = NOW


def dig(asked: Dig, came: Resolution) -> Printed:
    """What dig writes; its exit status is 9 where no server answers, and 0 whatever a server answers."""
    if came.rcode in WORDS:
        head = "" if asked.short else _banner(asked)
        return Printed(f"{unanswered(came, asked.server)}{head};; no servers could be reached\n", "", 9)
    if asked.short:
        return Printed("".join(f"{data}\n" for _, _, data in _answers(asked, came)), "", 0)
    return Printed(_banner(asked) + _message(asked, came), "", 0)


def unanswered(came: Resolution, server: str) -> str:
    """What bind's tools say of each try that failed."""
    return f";; communications error to {server}#53: {WORDS.get(came.rcode, 'timed out')}\n" * TRIES


def _banner(asked: Dig) -> str:
    line = asked.line or f"{asked.name}{f' {asked.type}' if asked.type != 'A' else ''}"
    servers = "; (1 server found)\n" if asked.given else ""
    return f"\n; <<>> DiG {VERSION} <<>> {line}\n{servers};; global options: +cmd\n"


def _message(asked: Dig, came: Resolution) -> str:
    name, records = _asked_name(asked, came), _answers(asked, came)
    authority = [] if records else _authority(asked, came, name)
    local = name.rstrip(".").endswith(".local")
    inside = _inside(asked, name)
    status = f"status: {came.rcode}, id: {_hash(name) % 65536}"
    counts = f"QUERY: 1, ANSWER: {len(records)}, AUTHORITY: {len(authority)}, ADDITIONAL: 1"
    lines = [";; Got answer:"]
    if local:
        lines += [";; WARNING: .local is reserved for Multicast DNS"]
        lines += [";; You are currently testing what happens when an mDNS query is leaked to DNS"]
    lines += [f";; ->>HEADER<<- opcode: QUERY, {status}", f";; flags: qr {'aa rd' if inside else 'rd ra'}; {counts}"]
    lines += [";; WARNING: recursion requested but not available"] if inside else []
    lines += ["", ";; OPT PSEUDOSECTION:", "; EDNS: version: 0, flags:; udp: 1232", f"; COOKIE: {_hash(name):016x} (echoed)"]
    lines += [";; QUESTION SECTION:", f";{_columns(name, None, asked.type, '')}", ""]
    for title, section in (("ANSWER", records), ("AUTHORITY", authority)):
        if section:
            lines += [f";; {title} SECTION:", *(_columns(owner, TTL, kind, data) for owner, kind, data in section), ""]
    lines += [";; Query time: 1 msec", f";; SERVER: {asked.server}#53({asked.server}) (UDP)"]
    lines += [f";; WHEN: {asked.now:%a %b %d %H:%M:%S} UTC {asked.now:%Y}", f";; MSG SIZE  rcvd: {_size(name, [*records, *authority])}", ""]
    return "".join(f"{line}\n" for line in lines)


def _asked_name(asked: Dig, came: Resolution) -> str:
    """The complete name of the question."""
    name = came.name or (came.queries[-1] if came.queries else asked.name)
    return f"{name.rstrip('.')}."


Record = tuple[str, str, str]  # owner, type, data


def _answers(asked: Dig, came: Resolution) -> list[Record]:
    owner = _asked_name(asked, came)
    names = [owner, *(f"{alias.rstrip('.')}." for alias in asked.aliases)] if asked.type != "CNAME" else [owner]
    made = [(one, "CNAME", other) for one, other in pairwise(names)]
    return made + [(names[-1], asked.type, _data(asked.type, answer)) for answer in came.answers]


def _data(kind: str, answer: str) -> str:
    """The data of a record as a zone file has it: names end in a dot."""
    match kind:
        case "SRV":
            return f"{answer.rstrip('.')}."
        case "SOA":
            host, mail, *numbers = answer.split()
            return " ".join([f"{host.rstrip('.')}.", f"{mail.rstrip('.')}.", *numbers])
        case "TXT":
            return f'"{answer}"'
    return f"{answer.rstrip('.')}." if kind in HOSTED else answer


def _authority(asked: Dig, came: Resolution, name: str) -> list[Record]:
    """The SOA that comes with an answer without records."""
    if came.rcode not in (Rcode.NXDOMAIN, Rcode.NOERROR):
        return []
    if _inside(asked, name):
        zone = f"{asked.zone.rstrip('.')}."
        return [(zone, "SOA", f"ns.dns.{zone} hostmaster.{zone} {int(asked.now.timestamp())} 7200 1800 86400 30")]
    return [(".", "SOA", ROOT_SOA)]


def _inside(asked: Dig, name: str) -> bool:
    plain = name.rstrip(".").lower()
    return plain == asked.zone or plain.endswith((f".{asked.zone}", ".in-addr.arpa", ".ip6.arpa"))


def _columns(owner: str, ttl: int | None, kind: str, data: str) -> str:
    """A record in the columns of a zone file: tabs up to where a column begins, or one space where that is passed."""
    line = owner
    for column, text in (("ttl", "" if ttl is None else str(ttl)), ("class", "IN"), ("type", kind), ("data", data)):
        if text:
            line = _up_to(line, COLUMNS[column]) + text
    return line


def _up_to(line: str, column: int) -> str:
    width = len(line.expandtabs(8))
    if width >= column:
        return f"{line} "
    return line + "\t" * (column // 8 - width // 8)


def _size(name: str, records: list[Record]) -> int:
    """The bytes of the message, names written out (CoreDNS compresses only what would not fit)."""
    question = _length(name) + 4
    return HEADER + question + sum(_length(owner) + RECORD + _bytes(kind, data) for owner, kind, data in records) + OPT + COOKIE


def _length(name: str) -> int:
    return len(name.rstrip(".")) + 2 if name != "." else 1


def _bytes(kind: str, data: str) -> int:
    fixed = {"A": 4, "AAAA": 16}
    if kind in fixed:
        return fixed[kind]
    if kind == "SOA":
        return sum(_length(one) for one in data.split()[:2]) + 20
    return 6 + _length(data.split()[-1]) if kind == "SRV" else len(data) - 1 if kind == "TXT" else _length(data)


def _hash(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8])
