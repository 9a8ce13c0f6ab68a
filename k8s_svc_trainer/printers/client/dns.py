"""What nslookup and getent print of a look-up, and resolv.conf. dig has a file of its own.

Sources: bind9, bin/dig/nslookup.c; busybox, networking/nslookup.c; glibc, nss/getent.c.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import ip_address
from itertools import pairwise

import msgspec

from k8s_svc_trainer.printers.client.dig import Dig, dig, unanswered
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim import Rcode, Resolution
from k8s_svc_trainer.sim.resolv_conf import ResolvConf

__all__ = ["Dig", "Getent", "Nslookup", "busybox_names", "chain", "dig", "getent", "nslookup", "nslookup_busybox", "resolv_conf"]
MOST_ALIASES = 8
# how nslookup words a record, by type; those of A and AAAA are lines of their own
RECORDS = {
    "CNAME": "canonical name = {}.",
    "MX": "mail exchanger = {}",
    "NS": "nameserver = {}.",
    "PTR": "name = {}.",
    "SRV": "service = {}.",
    "TXT": 'text = "{}"',
}


class Nslookup(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An nslookup command: the name as it was typed, the server asked (its address), the record type, None for A and AAAA.

    `aliases` are the names that CNAMEs lead to, in order (see `chain`).
    """

    name: str
    server: str
    type: str | None = None
    aliases: tuple[str, ...] = ()


class Getent(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A getent command: `database` is hosts, ahosts, ahostsv4 or ahostsv6; `aliases` as for nslookup."""

    database: str
    name: str
    aliases: tuple[str, ...] = ()


def chain(ask: Callable[[str], Resolution], name: str) -> tuple[str, ...]:
    """The names that CNAMEs lead to from a name; `ask` looks up the CNAME of a complete name."""
    found: list[str] = []
    while len(found) < MOST_ALIASES:
        answers = ask(f"{(found or [name])[-1].rstrip('.')}.").answers
        if not answers or answers[0].rstrip(".") in (*found, name.rstrip(".")):
            break
        found.append(answers[0].rstrip("."))
    return tuple(found)


# --- nslookup ----------------------------------------------------------------------------------------------------


def nslookup(asked: Nslookup, came: Sequence[Resolution]) -> Printed:
    """What bind's nslookup writes; `came` holds what each type gave, in the order asked: A, then AAAA where no type was given."""
    failed = next((one for one in came if one.rcode in (Rcode.TIMEOUT, Rcode.REFUSED)), None)
    if failed is not None:
        return Printed(f"{unanswered(failed, asked.server)};; no servers could be reached\n\n", "", 1)
    head = "" if asked.type == "PTR" and _is_address(asked.name) else f"Server:\t\t{asked.server}\nAddress:\t{asked.server}#53\n\n"
    first = came[0]
    if first.rcode is Rcode.NOERROR:
        lines = [*_aliased(asked, first), *(line for one in came for line in _records(asked, one))]
        return Printed(f"{head}{''.join(lines) or _no_answer(asked)}\n", "", 0)
    served = f";; Got SERVFAIL reply from {asked.server}\n" if first.rcode is Rcode.SERVFAIL else ""
    return Printed(f"{served}{head}** server can't find {_last(asked, first)}: {first.rcode}\n\n", "", 1)


def _no_answer(asked: Nslookup) -> str:
    return f"*** Can't find {asked.name}: No answer\n"


def _last(asked: Nslookup, found: Resolution) -> str:
    """The name that was asked for last, as nslookup says it."""
    if asked.type == "PTR" and _is_address(asked.name):
        return ip_address(asked.name).reverse_pointer
    return (found.name or (found.queries[-1] if found.queries else asked.name)).rstrip(".")


def _aliased(asked: Nslookup, found: Resolution) -> list[str]:
    if asked.type == "CNAME":
        return []
    return [f"{one}\tcanonical name = {other}.\n" for one, other in pairwise((_owner(asked, found), *asked.aliases))]


def _owner(asked: Nslookup, found: Resolution) -> str:
    return (found.name or asked.name).rstrip(".")


def _records(asked: Nslookup, found: Resolution) -> list[str]:
    owner = _owner(asked, found)
    words = RECORDS.get(asked.type or "")
    if words:
        owner = _last(asked, found) if asked.type == "PTR" else owner
        return [f"{owner}\t{words.format(answer.rstrip('.'))}\n" for answer in found.answers]
    if asked.type == "SOA":
        return [line for answer in found.answers for line in _soa(owner, answer)]
    last = asked.aliases[-1] if asked.aliases else owner
    return [f"Name:\t{last}\nAddress: {answer}\n" for answer in found.answers]


def _soa(owner: str, answer: str) -> list[str]:
    words = ("origin", "mail addr", "serial", "refresh", "retry", "expire", "minimum")
    return [f"{owner}\n", *(f"\t{word} = {value.rstrip('.')}\n" for word, value in zip(words, answer.split(), strict=False))]


def nslookup_busybox(server: str, came: Sequence[tuple[str, Resolution]], *, aliases: tuple[str, ...] = ()) -> Printed:
    """What busybox's nslookup writes; `came` holds a type and what it gave for each name of `busybox_names`: all A, then all AAAA.

    A name is asked for as it is; the exit status is 1 as soon as one of the answers is an error.
    """
    text, status = f"Server:\t\t{server}\nAddress:\t{server}:53\n\n", 0
    if all(one.rcode is Rcode.TIMEOUT for _, one in came):
        return Printed(f"{text};; connection timed out; no servers could be reached\n\n", "", 1)
    if any(one.rcode is Rcode.REFUSED for _, one in came):
        refused = f"nslookup: write to '{server}': Connection refused\n"
        return Printed(f"{text};; connection timed out; no servers could be reached\n\n", refused, 1)
    for kind, one in came:
        if one.rcode is not Rcode.NOERROR:
            text += f"** server can't find {_asked_for(one)}: {one.rcode}\n"
            status = 1
        text += "".join(_busybox_records(kind, one, aliases)) + "\n"
    return Printed(text, "", status)


def _asked_for(found: Resolution) -> str:
    return (found.name or (found.queries[-1] if found.queries else "")).rstrip(".")


def _busybox_records(kind: str, found: Resolution, aliases: tuple[str, ...]) -> list[str]:
    owner = _asked_for(found)
    names = (owner, *(aliases if found.rcode is Rcode.NOERROR else ()))
    lines = [f"{one}\tcanonical name = {other}\n" for one, other in pairwise(names)]
    words = RECORDS.get(kind)
    if words:
        return [f"{owner}\t{words.format(answer.rstrip('.')).removesuffix('.')}\n" for answer in found.answers]
    return lines + [f"Name:\t{names[-1]}\nAddress: {answer}\n" for answer in found.answers]


def busybox_names(name: str, searches: Sequence[str]) -> tuple[str, ...]:
    """The complete names that busybox's nslookup asks for: with each search domain, unless the name has a dot."""
    if "." in name or not searches or _is_address(name):
        return (f"{name.rstrip('.')}.",)
    return tuple(f"{name}.{domain.rstrip('.')}." for domain in searches)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


# --- getent, resolv.conf -----------------------------------------------------------------------------------------


def getent(asked: Getent, came: Sequence[Resolution]) -> Printed:
    """What getent writes; `came` holds what A and AAAA gave, in any order. `hosts` prefers IPv6, as glibc's does; status 2: not found."""
    found = [(answer, one.name or asked.name) for one in came for answer in one.answers]
    if not found:
        return Printed("", "", 2)
    if asked.database != "hosts":
        return Printed("".join(_sockets(found, asked)), "", 0)
    six = [pair for pair in found if ":" in pair[0]]
    chosen = six or found
    name = asked.aliases[-1] if asked.aliases else chosen[0][1].rstrip(".")
    aliases = [chosen[0][1].rstrip("."), *asked.aliases[:-1]] if asked.aliases else []
    return Printed("".join(f"{ip:<15} {' '.join([name, *aliases])}\n" for ip, _ in chosen), "", 0)


def _sockets(found: list[tuple[str, str]], asked: Getent) -> list[str]:
    """Each address for each kind of socket; the canonical name behind the first."""
    name = asked.aliases[-1] if asked.aliases else found[0][1].rstrip(".")
    kinds = [(ip, kind) for ip, _ in found for kind in ("STREAM", "DGRAM", "RAW")]
    return [f"{ip:<15} {kind:<6} {'' if index else name}\n" for index, (ip, kind) in enumerate(kinds)]


def resolv_conf(conf: ResolvConf) -> str:
    """A resolv.conf in the order in which a container runtime writes it (containerd, parseDNSOptions)."""
    lines = [f"search {' '.join(conf.searches)}\n"] if conf.searches else []
    lines += [f"nameserver {one}\n" for one in conf.nameservers]
    options = (f"{name}:{value}" if value else name for name, value in conf.options)
    return "".join(lines) + (f"options {' '.join(options)}\n" if conf.options else "")
