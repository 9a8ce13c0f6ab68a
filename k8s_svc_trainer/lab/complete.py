"""What the word before the cursor could become: commands, verbs, kinds, names, flags, namespaces, containers. A pure function.

Decides from the same tables that parse and run a line; what is named is read from the session's cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from k8s_svc_trainer.diagnosis.catalogue import CATALOGUE
from k8s_svc_trainer.lab.command import ACCEPTED, Command, Found, find
from k8s_svc_trainer.lab.filters import FILTERS
from k8s_svc_trainer.lab.kubectl.verbs import KUBECTL
from k8s_svc_trainer.lab.options import Flag, Manners, Takes
from k8s_svc_trainer.lab.session import Session
from k8s_svc_trainer.lab.shell import command_of, commands_at
from k8s_svc_trainer.lab.values import InPod, OnNode, Place
from k8s_svc_trainer.printers.kubectl.kinds import RESOURCES, Resource, resource
from k8s_svc_trainer.sim.objects import Pod, Service
from k8s_svc_trainer.sim.reading import every

MOST = 200
WORKLOADS = ("deployment", "statefulset", "daemonset")


class Completion(msgspec.Struct, frozen=True, gc=False):
    """A word that could stand here: `text` takes the place of the last `length` characters; `about` says what it is."""

    text: str
    length: int
    about: str = ""


class Typed(msgspec.Struct, frozen=True, gc=False):
    """The stage before the cursor: its whole words, the word that is being typed, and whether a pipe stands before."""

    words: tuple[str, ...]
    word: str
    piped: bool


class Asking(msgspec.Struct, frozen=True, gc=False):
    """What completion may look at: the session, where the command would run, the words before, the word, and the namespace."""

    session: Session
    place: Place
    words: tuple[str, ...]
    word: str
    namespace: str


Offer = tuple[str, str]  # a word, and what it is


def complete(session: Session, text_before_cursor: str) -> list[Completion]:
    """The words that could stand at the cursor, the likeliest first; none where nothing is known."""
    typed = typed_so_far(text_before_cursor)
    if typed is None:
        return []
    offers = _stage(session, session.place, typed)
    found = [Completion(text, len(typed.word), about) for text, about in _fitting(offers, typed.word)]
    return found[:MOST]


def _fitting(offers: Iterable[Offer], word: str) -> Iterator[Offer]:
    seen: set[str] = set()
    for text, about in offers:
        if text.startswith(word) and text != word and text not in seen:
            seen.add(text)
            yield text, about


def typed_so_far(text: str) -> Typed | None:
    """The stage before the cursor taken apart; None within quotes, where nothing is completed."""
    words: list[str] = []
    word, quote, piped, begun = "", "", False, False
    for char in text:
        if quote:
            word, quote = (word, "") if char == quote else (word + char, quote)
        elif char in "'\"":
            quote, begun = char, True
        elif char == "|":
            words, word, piped, begun = [], "", True, False
        elif char.isspace():
            words += [word] if word or begun else []
            word, begun = "", False
        else:
            word += char
    return None if quote else Typed(tuple(words), word, piped)


# --- a stage ---------------------------------------------------------------------------------------------------------


def _stage(session: Session, place: Place, typed: Typed) -> Iterator[Offer]:
    if not typed.words:
        commands = (*FILTERS, KUBECTL) if typed.piped else commands_at(place)
        yield from ((name, one.about) for one in commands for name in (one.name,))
        return
    command = command_of(place, typed.words[0])
    if command is None:
        return
    yield from _arguments(session, place, command, typed.words[1:], typed.word)


def _arguments(session: Session, place: Place, command: Command, words: tuple[str, ...], word: str) -> Iterator[Offer]:
    inner = _inner(session, place, command, words)
    if inner is not None:
        yield from _stage(session, inner[0], Typed(inner[1], word, False))
        return
    found = find(command, words)
    asking = Asking(session, place, found.args, word, _namespace(session, found.args))
    flag = _open_flag(found)
    if flag is not None:
        yield from _values(asking, flag)
    elif word.startswith("--") and "=" in word:
        name = word[2:].partition("=")[0]
        known = next((one for one in found.flags if one.name == name), None)
        if known is not None:
            yield from ((f"--{name}={text}", about) for text, about in _values(_without_flag(asking), known))
    elif word.startswith("-") and found.command.manners is not Manners.RAW:
        yield from _flags(found)
    elif found.command.subs and not any(_plain(found)):
        yield from ((one.name, one.about) for one in found.command.subs if one.here)
    else:
        yield from _words(asking, found)


def _inner(session: Session, place: Place, command: Command, words: tuple[str, ...]) -> tuple[Place, tuple[str, ...]] | None:
    """The command within a command: behind `kubectl exec POD --`, `ssh NODE`, `what-if`; and where it would run."""
    if command.name == "what-if":
        return place, words
    if command.name == "ssh" and words:
        return OnNode(words[0]), words[1:]
    if command is KUBECTL and "--" in words:
        return InPod(session.namespace, "", ""), words[words.index("--") + 1 :]
    return None


def _namespace(session: Session, args: tuple[str, ...]) -> str:
    """The namespace that the words before name, or the session's."""
    for place, arg in enumerate(args):
        if arg in ("-n", "--namespace") and place + 1 < len(args):
            return args[place + 1]
        if arg.startswith("--namespace="):
            return arg.partition("=")[2]
    return session.namespace


# --- flags -----------------------------------------------------------------------------------------------------------


def _open_flag(found: Found) -> Flag | None:
    """The flag whose value is being typed."""
    last = found.args[-1] if found.args else ""
    for flag in found.flags:
        takes = flag.takes is not Takes.NOTHING and flag.implied is None
        short = bool(flag.short) and last.startswith("-") and not last.startswith("--") and last.endswith(flag.short)
        if takes and (last == f"--{flag.name}" or short):
            return flag
    return None


def _flags(found: Found) -> Iterator[Offer]:
    curly = found.command.manners is not Manners.PFLAG
    for flag in found.flags:
        if flag.here and len(flag.name) > 1 and not flag.help.startswith(ACCEPTED):
            takes = flag.takes is not Takes.NOTHING and flag.implied is None
            yield f"--{flag.name}{'=' if takes and not curly else ''}", flag.help
    yield from ((f"-{flag.short}", flag.help) for flag in found.flags if flag.short and flag.here)


def _values(asking: Asking, flag: Flag) -> Iterator[Offer]:
    if flag.names in NAMED:
        yield from NAMED[flag.names](asking)
    elif flag.names:
        yield from ((choice, "") for choice in flag.names.split("|"))


def _without_flag(asking: Asking) -> Asking:
    return msgspec.structs.replace(asking, word=asking.word.partition("=")[2])


# --- words -----------------------------------------------------------------------------------------------------------


def _words(asking: Asking, found: Found) -> Iterator[Offer]:
    """What the word at this place names."""
    names = found.command.names
    if not names:
        return
    plain = [arg for arg in _plain(found) if arg]
    kind = names[min(len(plain), len(names) - 1)]
    yield from NAMED[kind](msgspec.structs.replace(asking, words=tuple(plain)))


def _plain(found: Found) -> Iterator[str]:
    """The words that are neither flags nor values of flags."""
    taking = {f"--{flag.name}" for flag in found.flags if flag.takes is not Takes.NOTHING and flag.implied is None}
    taking |= {f"-{flag.short}" for flag in found.flags if flag.short and flag.takes is not Takes.NOTHING}
    skip = False
    for arg in found.args:
        if skip:
            skip = False
        elif arg.startswith("-"):
            skip = arg in taking
        else:
            yield arg


def _kinds(asking: Asking) -> Iterator[Offer]:
    """Types, also behind a comma, and TYPE/NAME."""
    kind, slash, _ = asking.word.partition("/")
    if slash:
        yield from ((f"{kind}/{name}", "") for name, _ in _of_kind(asking, kind))
        return
    before, comma, _ = asking.word.rpartition(",")
    head = f"{before}," if comma else ""
    for one in RESOURCES:
        yield from ((f"{head}{word}", one.kind) for word in (one.plural, one.singular, *one.short))


def _workload_kinds(asking: Asking) -> Iterator[Offer]:
    if "/" in asking.word:
        yield from _kinds(asking)
    yield from ((kind, "") for kind in WORKLOADS)


def _names(asking: Asking) -> Iterator[Offer]:
    """Names of the type that stands first."""
    for word in asking.words[0].split(",") if asking.words else ():
        yield from _of_kind(asking, word)


def _of_kind(asking: Asking, word: str) -> Iterator[Offer]:
    kind = resource(word)
    if kind is not None:
        yield from ((name, kind.kind) for name in _stored(asking, kind))


def _stored(asking: Asking, kind: Resource) -> list[str]:
    where = asking.namespace if kind.namespaced else None
    return [str(obj.metadata.name) for obj in every(asking.session.cluster.state, kind.kind) if obj.metadata.namespace == where]


def _named(word: str) -> Callable[[Asking], Iterator[Offer]]:
    return lambda asking: _of_kind(asking, word)


def _pods(asking: Asking) -> Iterator[Offer]:
    """Pods, and workloads and Services as TYPE/NAME."""
    if "/" in asking.word:
        yield from _kinds(asking)
    yield from _of_kind(asking, "pods")
    yield from ((f"{kind}/", "") for kind in ("deployment", "service", "statefulset"))


def _containers(asking: Asking) -> Iterator[Offer]:
    pods = every(asking.session.cluster.state, "Pod")
    for pod in pods:
        if isinstance(pod, Pod) and pod.metadata.namespace == asking.namespace and pod.metadata.name in asking.words:
            yield from ((str(one.name), str(pod.metadata.name)) for one in pod.spec.containers)


def _hosts(asking: Asking) -> Iterator[Offer]:
    """Services as clients name them; behind a scheme too."""
    scheme, found, _ = asking.word.partition("://")
    head = f"{scheme}://" if found else ""
    services: list[Service] = [one for one in every(asking.session.cluster.state, "Service") if isinstance(one, Service)]
    here = asking.place.namespace if isinstance(asking.place, InPod) else asking.session.namespace
    for one in services:
        port = f":{one.spec.ports[0].port}" if one.spec.ports and found == "" and ":" in asking.word else ""
        if one.metadata.namespace == here:
            yield f"{head}{one.metadata.name}{port}", "Service"
        yield f"{head}{one.metadata.name}.{one.metadata.namespace}{port}", "Service"


def _sources(asking: Asking) -> Iterator[Offer]:
    for pod in every(asking.session.cluster.state, "Pod"):
        if pod.metadata.namespace == asking.session.namespace:
            yield str(pod.metadata.name), "Pod"
        yield f"pod/{pod.metadata.namespace}/{pod.metadata.name}", "Pod"
    yield from ((f"node/{name}", "Node") for name in asking.session.cluster.state.node_names())
    yield from _hosts(asking)


def _causes(asking: Asking) -> Iterator[Offer]:
    yield from ((code, entry.title) for code, entry in CATALOGUE.items())


def _commands(asking: Asking) -> Iterator[Offer]:
    yield from ((one.name, one.about) for one in commands_at(asking.place))


def _fixed(*words: str) -> Callable[[Asking], Iterator[Offer]]:
    return lambda asking: iter([(word, "") for word in words])


NAMED: Mapping[str, Callable[[Asking], Iterator[Offer]]] = {
    "kinds": _kinds,
    "workloads": _workload_kinds,
    "names": _names,
    "pods": _pods,
    "namespace": _named("namespaces"),
    "nodes": _named("nodes"),
    "container": _containers,
    "hosts": _hosts,
    "sources": _sources,
    "causes": _causes,
    "commands": _commands,
    "databases": _fixed("hosts", "ahosts"),
    "actions": _fixed("status", "restart", "start", "stop"),
    "units": _fixed("kube-proxy"),
    "programs": _fixed("kube-proxy"),
    "files": _fixed("/etc/resolv.conf", "/etc/hosts", "/etc/hostname"),
    "file": _fixed(),
    "line": _fixed(),
}
