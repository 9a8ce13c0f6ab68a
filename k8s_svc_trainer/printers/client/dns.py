"""What nslookup, dig and getent print of a look-up, and the file that they read."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim import Rcode, Resolution


class Nslookup(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An nslookup command: the name, the server asked (its address), the record type, None for A and AAAA."""

    name: str
    server: str
    type: str | None = None


class Dig(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A dig command, its options read."""

    name: str
    server: str
    type: str = "A"
    short: bool = False
    search: bool = False


class Getent(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A getent command: `database` is hosts, ahosts, ahostsv4 or ahostsv6."""

    database: str
    name: str


def nslookup(asked: Nslookup, came: tuple[Resolution, ...]) -> Printed:
    """What bind's nslookup writes; `came` holds what each type gave, in the order asked."""
    found = came[0]
    head = f"Server:\t\t{asked.server}\nAddress:\t{asked.server}#53\n\n"
    if found.rcode is not Rcode.NOERROR:
        return Printed(f"{head}** server can't find {asked.name}: {found.rcode}\n\n", "", 1)
    return Printed(head + "".join(f"Name:\t{found.name}\nAddress: {ip}\n" for ip in found.answers) + "\n", "", 0)


def dig(asked: Dig, came: Resolution) -> Printed:
    """What dig writes."""
    return Printed("".join(f"{answer}\n" for answer in came.answers), "", 0)


def getent(asked: Getent, came: tuple[Resolution, ...]) -> Printed:
    """What getent writes; `came` holds what A and AAAA gave."""
    lines = [f"{ip:<15} {one.name}\n" for one in came for ip in one.answers]
    return Printed("".join(lines), "", 0 if lines else 2)
