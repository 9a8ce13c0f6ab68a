"""nslookup, dig and getent: look-ups from where the learner stands.

Decides how their arguments are read and which names are asked for. Sources: bind9 bin/dig (dig.c, dighost.c, nslookup.c), getent(1).
"""

from __future__ import annotations

from ipaddress import ip_address

import msgspec

from k8s_svc_trainer.lab.client.reaching import outside
from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.options import Manners, Parsed
from k8s_svc_trainer.lab.values import InPod
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.dig import Dig
from k8s_svc_trainer.printers.client.dig import dig as printed_dig
from k8s_svc_trainer.printers.client.dns import Getent, Nslookup, busybox_names, chain, nslookup_busybox
from k8s_svc_trainer.printers.client.dns import getent as printed_getent
from k8s_svc_trainer.printers.client.dns import nslookup as printed_nslookup
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim import Misuse, Rcode, Resolution, hosts_file
from k8s_svc_trainer.sim.dns import TYPES
from k8s_svc_trainer.sim.objects import Pod
from k8s_svc_trainer.sim.origin import origin
from k8s_svc_trainer.sim.resolv_conf import of_source

NO_HOST = Resolution(rcode=Rcode.NXDOMAIN)
FAMILIES = {"hosts": ("AAAA", "A"), "ahosts": ("A", "AAAA"), "ahostsv4": ("A",), "ahostsv6": ("AAAA",)}


class Question(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What dig was asked: a name, a type (None: A), a server, and the options that change the question or the print."""

    name: str = ""
    type: str | None = None
    server: str | None = None
    short: bool = False
    search: bool = False


def ask(view: View, name: str, kind: str, server: str | None) -> Resolution:
    """One look-up; what cannot be a name is not there. Raises Failed where nothing runs here."""
    try:
        origin(view.cluster.state, view.source)
        found = view.cluster.fork().resolve(view.source, name, record_type=kind, server=server)
        if found.rcode is not Rcode.NOERROR:
            outside(view)
        return found
    except Misuse as error:
        if "cannot be asked for" in str(error):
            return msgspec.structs.replace(NO_HOST, queries=(name,))
        raise Failed(f"error: {error}") from None


def own_server(view: View) -> str:
    """The first nameserver of resolv.conf."""
    return next(iter(of_source(view.cluster.state, view.source).nameservers), "127.0.0.1")


def server_at(view: View, text: str, tool: str) -> str:
    """The address of a server that was named. Raises Failed where its name is not there."""
    try:
        return str(ip_address(text.strip("[]")))
    except ValueError:
        found = ask(view, text, "A", None)
    if not found.answers:
        raise Failed(f"{tool}: couldn't get address for '{text}': not found", 9 if tool == "dig" else 1)
    return found.answers[0]


def _pointer(text: str) -> str:
    """The name under which an address is looked up the other way."""
    return ip_address(text).reverse_pointer


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


# --- nslookup --------------------------------------------------------------------------------------------------------


def nslookup(view: View, parsed: Parsed) -> Printed:
    """A name looked up, through the search path."""
    words = [word for word in parsed.all_words if not word.startswith("-")]
    options = [word.lstrip("-") for word in parsed.all_words if word.startswith("-")]
    if not 1 <= len(words) <= 2:
        raise Failed(
            "Usage:\n   nslookup [-opt ...] host           # just look up 'host' using default server\n"
            "   nslookup [-opt ...] host server    # just look up 'host' using 'server'"
        )
    kind = _kind_of(options)
    given = server_at(view, words[1], "nslookup") if len(words) == 2 else None
    server = given or own_server(view)
    if _is_address(words[0]):
        asked = Nslookup(name=words[0], server=server, type="PTR")
        return printed_nslookup(asked, (ask(view, _pointer(words[0]), "PTR", given),))
    kinds = (kind,) if kind else ("A", "AAAA")
    if _in_busybox(view):
        return _by_busybox(view, words[0], kinds, server, given)
    came = tuple(ask(view, words[0], one, given) for one in kinds)
    asked = Nslookup(name=words[0], server=server, type=kind, aliases=_aliases(view, came[0], given))
    return printed_nslookup(asked, came)


def _aliases(view: View, came: Resolution, server: str | None) -> tuple[str, ...]:
    """The names that CNAMEs lead to from the name that answered."""
    if came.name is None or came.rcode is not Rcode.NOERROR:
        return ()
    return chain(lambda name: ask(view, name, "CNAME", server), came.name)


def _in_busybox(view: View) -> bool:
    """Whether the container's image is busybox, whose nslookup is another."""
    place = view.place
    pod = view.cluster.state.one(Pod, place.namespace, place.name) if isinstance(place, InPod) else None
    images = [str(one.image) for one in pod.spec.containers if one.name == getattr(place, "container", "")] if pod is not None else []
    return any(image.rpartition("/")[2].partition(":")[0] == "busybox" for image in images)


def _by_busybox(view: View, name: str, kinds: tuple[str, ...], server: str, given: str | None) -> Printed:
    conf = of_source(view.cluster.state, view.source)
    names = busybox_names(name, conf.searches)
    came = [(kind, ask(view, one, kind, given)) for kind in kinds for one in names]
    found = next((one for _, one in came if one.answers), came[0][1])
    return nslookup_busybox(server, came, aliases=_aliases(view, found, given))


def _kind_of(options: list[str]) -> str | None:
    kind = None
    for option in options:
        name, equals, value = option.partition("=")
        if name in ("type", "querytype", "query", "q", "ty") and equals:
            if value.upper() not in TYPES:
                raise Failed(f"unknown query type: {value}")
            kind = value.upper()
        elif name not in ("debug", "timeout", "retry", "port", "class", "norecurse", "recurse", "search", "nosearch", "vc"):
            raise Failed(f"*** Invalid option: {option}")
    return kind


# --- dig -------------------------------------------------------------------------------------------------------------


def dig(view: View, parsed: Parsed) -> Printed:
    """A name looked up as it is; with +search through the search path."""
    question = _question(parsed.all_words)
    given = server_at(view, question.server, "dig") if question.server else None
    kind = question.type or "A"
    name = question.name or "."
    asked = name if question.search or name.endswith(".") else f"{name}."
    came = ask(view, asked, kind, given)
    shown = Dig(
        name=name,
        server=given or own_server(view),
        type=kind,
        short=question.short,
        search=question.search,
        line=" ".join(parsed.all_words),
        given=given is not None,
        aliases=_aliases(view, came, given),
        zone=view.cluster.settings.clusterDomain.rstrip("."),
    )
    return printed_dig(shown, came)


def _question(words: tuple[str, ...]) -> Question:
    found = Question(type=None if words else "NS")
    put = msgspec.structs.replace
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word.startswith("@"):
            found = put(found, server=word[1:])
        elif word.startswith("+"):
            found = _option(found, word[1:])
        elif word == "-x" and rest:
            found = _reverse(found, rest.pop(0))
        elif word == "-t" and rest:
            found = put(found, type=_type(rest.pop(0)))
        elif word in ("-4", "-6") or word.upper() in ("IN", "ANY"):
            continue
        elif word.startswith("-"):
            raise Failed(f"Invalid option: {word}\nUsage:  dig [@global-server] [domain] [q-type] {{q-opt}}", 1)
        elif word.upper() in TYPES:
            found = put(found, type=word.upper())
        else:
            found = put(found, name=word)
    return found


def _option(found: Question, option: str) -> Question:
    name, _, _ = option.partition("=")
    if name in ("short", "noshort"):
        return msgspec.structs.replace(found, short=name == "short")
    if name in ("search", "nosearch", "defname", "domain"):
        return msgspec.structs.replace(found, search=name != "nosearch")
    return found


def _reverse(found: Question, text: str) -> Question:
    if not _is_address(text):
        raise Failed(f"Invalid IP address {text}", 1)
    return msgspec.structs.replace(found, name=_pointer(text), type="PTR")


def _type(text: str) -> str:
    if text.upper() not in TYPES:
        raise Failed(f";; Warning, ignoring invalid type {text}", 1)
    return text.upper()


# --- getent ----------------------------------------------------------------------------------------------------------


def getent(view: View, parsed: Parsed) -> Printed:
    """A name as programs get it, by getaddrinfo."""
    words = parsed.all_words
    if not words:
        raise Failed("Usage: getent [OPTION...] database [key ...]\nTry `getent --help' for more information.", 1)
    kinds = FAMILIES.get(words[0])
    if kinds is None:
        raise Failed(f"Unknown database: {words[0]}\nTry `getent --help' for more information.", 1)
    if len(words) == 1:
        raise Failed("Enumeration not supported on hosts here", 3)
    done = [_entry(view, words[0], name, kinds) for name in words[1:]]
    return Printed("".join(one.stdout for one in done), "".join(one.stderr for one in done), max(one.status for one in done))


def _entry(view: View, database: str, name: str, kinds: tuple[str, ...]) -> Printed:
    came = _addresses(view, name, kinds)
    found = next((one for one in came if one.answers), came[0])
    return printed_getent(Getent(database=database, name=name, aliases=_aliases(view, found, None)), came)


def _addresses(view: View, name: str, kinds: tuple[str, ...]) -> tuple[Resolution, ...]:
    at_hand = hosts_file.addresses(view.cluster.state, view.source, name)
    if at_hand:
        return (Resolution(rcode=Rcode.NOERROR, answers=at_hand, name=name),)
    return tuple(ask(view, name, kind, None) for kind in kinds)


NSLOOKUP = Command(
    name="nslookup",
    about="Look a name up, through the search path",
    usage="[-type=TYPE] NAME [SERVER]",
    run=nslookup,
    manners=Manners.RAW,
    names=("hosts",),
    example="nslookup web\nnslookup -type=srv _http._tcp.web.default.svc.cluster.local",
)
DIG = Command(
    name="dig",
    about="Look a name up as it is; +search uses the search path",
    usage="[@SERVER] NAME [TYPE] [+short] [+search] [-x ADDRESS]",
    run=dig,
    manners=Manners.RAW,
    names=("hosts",),
    example="dig +short +search web\ndig web.default.svc.cluster.local SRV",
)
GETENT = Command(
    name="getent",
    about="Look a name up as programs do",
    usage="hosts|ahosts NAME",
    run=getent,
    manners=Manners.RAW,
    names=("databases", "hosts"),
    example="getent hosts web",
)
