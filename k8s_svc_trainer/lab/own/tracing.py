"""trace: the way of one flow, hop by hop, in plain lines; and save-case, which keeps a cluster with its goals as a case file."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

import msgspec

from k8s_svc_trainer.cases.dump import dump
from k8s_svc_trainer.cases.flows import case_file_of
from k8s_svc_trainer.diagnosis.successors import by_successor
from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.options import Flag, Manners, Parsed
from k8s_svc_trainer.lab.values import Save
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim import (
    Connection,
    ExternalSource,
    Hop,
    HostPort,
    HttpResponse,
    NameFault,
    NodeSource,
    Outcome,
    PodSource,
    Resolution,
    Source,
    Way,
    parse_source,
)
from k8s_svc_trainer.sim.results import deciding

MOST_WAYS = 8
WAYS = (
    "write `trace FROM TO`: FROM is a pod's name, pod/NAMESPACE/NAME, node/NAME or external/IP; TO is HOST:PORT, a URL, "
    "or a name to look up; without FROM the flow begins where you stand"
)
Result = Connection | HttpResponse | Resolution


def trace(view: View, parsed: Parsed) -> Printed:
    """The way of a connection, a request or a look-up."""
    words = parsed.all_words
    if not 1 <= len(words) <= 2:
        raise Failed(WAYS)
    source = source_of(view, words[0]) if len(words) == 2 else view.source
    result = _followed(view, source, words[-1], udp=parsed.on("udp"))
    return Printed("".join(f"{line}\n" for line in told(f"{source} to {words[-1]}", result)))


def source_of(view: View, word: str) -> Source:
    """The source that a word means. Raises Failed for none."""
    word = word.removeprefix("pods/")
    if "/" not in word:
        if word in view.cluster.state.node_names():
            return NodeSource(word)
        return ExternalSource(word) if _is_address(word) else PodSource(view.standing.namespace, word)
    parts = word.split("/")
    if parts[0] == "pod" and len(parts) == 2:
        return PodSource(view.standing.namespace, parts[1])
    try:
        return parse_source(word)
    except NameFault as fault:
        raise Failed(str(fault)) from None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _followed(view: View, source: Source, to: str, *, udp: bool) -> Result:
    cluster = view.cluster.fork()
    if "://" in to:
        return cluster.http(source, to)
    try:
        HostPort.parse(to)
    except NameFault:
        if "/" in to or ":" in to:
            raise Failed(WAYS) from None
        return cluster.resolve(source, to)
    return cluster.connect(source, to, protocol="UDP" if udp else "TCP")


def told(what: str, result: Result) -> Iterator[str]:
    """A flow in lines: how it ended, then its hops, the deciding one marked with a star."""
    yield f"{what}: {headline(result)}"
    if isinstance(result, Resolution):
        yield from _hops(result.hops)
        if result.answers:
            yield f"    answers     {', '.join(result.answers)}"
        return
    yield from _hops(result.hops)
    if len(result.ways) > 1:
        yield "    the ways end at:"
        yield from (f"      {line}" for line in _ends(result.ways))


def headline(result: Result) -> str:
    """How a flow ended, in a few words."""
    match result:
        case Resolution():
            return result.rcode.value + ("" if result.answers or result.rcode.value != "NOERROR" else ", and no record")
        case HttpResponse() if result.status is not None:
            return str(result.status)
        case _:
            count = len(result.backends)
            many = f" to one of {count}" if count > 1 else (f" to {result.backends[0]}" if count else "")
            return result.outcome.value + (many if result.outcome in (Outcome.CONNECTED, Outcome.MIXED) else "")


def _hops(hops: tuple[Hop, ...]) -> Iterator[str]:
    marked = deciding(hops)
    for hop in hops:
        yield f"  {'*' if hop is marked else ' '} {hop.stage.value:<11} {hop.text}"


def _ends(ways: tuple[Way, ...]) -> Iterator[str]:
    lines = dict.fromkeys(f"{way.backend or way.node or 'nowhere'}: {way.outcome.value}" for way in ways)
    yield from list(lines)[:MOST_WAYS]
    if len(lines) > MOST_WAYS:
        yield f"and {len(lines) - MOST_WAYS} more"


def save_case(view: View, parsed: Parsed) -> Printed:
    """The cluster as it is now, with the goals and what they expect, as a case file."""
    if len(parsed.words) != 1:
        raise Failed("write `save-case FILE`")
    name = "saved-lab"
    steps = tuple(
        msgspec.structs.replace(step, action=by_successor(view.start, view.cluster, step.action))
        for step in (*view.task.goals, *view.task.keep)
    )
    case_file = case_file_of(view.cluster, steps, name)
    about = "A lab as a learner left it: the cluster, and what its goals expect."
    case_file = msgspec.structs.replace(case_file, cases=(msgspec.structs.replace(case_file.cases[0], about=about),))
    view.save = Save(parsed.words[0], dump(case_file))
    return Printed("")


TRACE = Command(
    name="trace",
    about="The way of a flow, hop by hop",
    usage="[FROM] TO",
    run=trace,
    manners=Manners.GETOPT,
    names=("sources", "hosts"),
    example="trace client web:80\ntrace pod/shop/cart http://web.default/healthz\ntrace web",
    flags=(Flag("udp", "u", help="by UDP"),),
)
SAVE_CASE = Command(
    name="save-case",
    about="Keep the cluster and its goals as a case file",
    usage="FILE",
    run=save_case,
    manners=Manners.RAW,
    names=("files",),
)
