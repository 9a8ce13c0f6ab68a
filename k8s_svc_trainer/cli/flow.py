"""The one way to show what the cluster did: the step, how it ended, the hops, and where it could go.

Reads results; decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from k8s_svc_trainer.cases.expect import Done, Got
from k8s_svc_trainer.cli.diagram import diagram
from k8s_svc_trainer.cli.paper import ACCENT, BAD, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.sim import Accepted, Connection, EndpointsRead, Hop, HttpResponse, Outcome, Rejected, Resolution, Stage, Way

MOST_WAYS = 8
INSIDE = 4  # the margin of what stands under a step
MOST_SHOWN = 8  # of a Service's endpoints: a list of a hundred is no picture


def draw(
    paper: Paper, asked: str, result: Any, *, brief: bool = False, near: bool = False, to: str = "", fields: Sequence[tuple[str, str]] = ()
) -> None:
    """A step and what came of it, with the `fields` of an object that was read.

    `brief` leaves out all hops but the deciding one, and draws a spread over the endpoints of `to`; `near` shows the deciding hop and
    the one before it, and says how many are left out.
    """
    word, good = headline(result)
    paper.entry(paper.sign("here"), asked, column=2, label_style=ACCENT)
    if isinstance(result, Done | Accepted):
        return
    paper.entry("", word, column=2, style=f"{STRONG} {GOOD if good else BAD}")
    if brief:
        _brief(paper, result, to)
    else:
        _whole(paper, result, near=near)
    column = max((len(path) for path, _ in fields), default=0) + 2
    for path, value in fields:
        paper.entry(path, value, column=column, margin=INSIDE)
    paper.gap()


def _brief(paper: Paper, result: Any, to: str) -> None:
    picture = diagram(result, to, unicode=paper.environment.unicode) if to and isinstance(result, Connection | HttpResponse) else []
    for line in picture:
        paper.write(" " * INSIDE, (line, QUIET))
    if isinstance(result, Connection | HttpResponse) and len(result.backends) > 1 and not picture:
        paper.entry("", ", ".join(result.backends), column=2, style=QUIET)
    elif isinstance(result, Resolution):
        _asked_for(paper, result)
    elif isinstance(result, EndpointsRead):
        _states(paper, result)
    why = getattr(result, "why", "")
    spread = isinstance(result, Connection | HttpResponse) and len(result.backends) > 1 and result.outcome is Outcome.CONNECTED
    if why and not spread and not isinstance(result, EndpointsRead | Got):
        paper.entry("", why, column=2)
    if isinstance(result, Connection) and result.outcome is Outcome.CONNECTED and result.masqueraded:
        paper.entry("", f"masqueraded: the pod sees an address of {result.node or 'a node'}", column=2)


def _asked_for(paper: Paper, result: Resolution) -> None:
    """The names that were asked for, where there was more than one, and the answer."""
    if len(result.queries) > 1:
        for place, name in enumerate(result.queries, start=1):
            paper.entry("", f"asked {place}: {name}", column=2, style=QUIET)
    if result.answers:
        paper.entry("", ", ".join(result.answers), column=2, style=QUIET)


def _states(paper: Paper, result: EndpointsRead) -> None:
    for label in ("ready", "serving", "terminating", "notReady"):
        addresses = getattr(result, label)
        if addresses and not (label == "serving" and addresses == result.ready):
            more = f" and {len(addresses) - MOST_SHOWN} more" if len(addresses) > MOST_SHOWN else ""
            paper.entry(label, ", ".join(addresses[:MOST_SHOWN]) + more, margin=INSIDE)


def _whole(paper: Paper, result: Any, *, near: bool) -> None:
    match result:
        case Connection() | HttpResponse():
            _ways(paper, result, near=near)
        case Resolution():
            _hops(paper, _near(paper, result.hops) if near else result.hops)
            if result.answers:
                paper.entry("answers", ", ".join(result.answers), margin=INSIDE)
        case EndpointsRead():
            _hops(paper, result.hops)
            _states(paper, result)
        case Rejected():
            for fault in result.faults:
                paper.entry(fault.field or "refused", fault.message, column=max(12, len(fault.field or "") + 2), margin=INSIDE)
        case _:
            pass


def headline(result: Any) -> tuple[str, bool]:
    """How it ended in a few words, and whether that is an answer."""
    match result:
        case Connection():
            return result.outcome.value + _backends(result), result.outcome is Outcome.CONNECTED
        case HttpResponse():
            status = f"{result.status}" if result.status is not None else result.outcome.value
            return (f"{status}, from {result.service}" if result.service else status), result.status is not None and result.status < 400
        case Resolution():
            words = result.rcode.value + ("" if result.answers or result.rcode.value != "NOERROR" else ", and no record")
            return words + (f", {result.name}" if result.name and result.answers else ""), bool(result.answers)
        case EndpointsRead():
            return (
                f"{result.readyCount} ready in {len(result.slices)} EndpointSlice{'' if len(result.slices) == 1 else 's'}",
                result.readyCount > 0,
            )
        case Rejected():
            return "refused by the API server", False
        case Got(None):
            return "it is not there", False
        case Got():
            manifest = result.object or {}
            return f"{manifest.get('kind')} {(manifest.get('metadata') or {}).get('name')}", True
        case _:
            return "done", True


def _backends(result: Connection) -> str:
    if result.outcome is not Outcome.CONNECTED or not result.backends:
        return ""
    return f" to {result.backends[0]}" if len(result.backends) == 1 else f" to one of {len(result.backends)}"


def _ways(paper: Paper, result: Connection | HttpResponse, *, near: bool) -> None:
    ways, alike = _folded(result.ways)
    if not ways:
        return
    common = _common(ways)
    shared = _example(result).hops if len(ways) == 1 else ways[0].hops[:common]
    _hops(paper, _near(paper, shared) if near else shared)
    if len(ways) > 1:
        _branches(paper, ways, common, near=near)
    if alike:
        paper.entry("alike", f"the same through {', '.join(alike)}", margin=INSIDE)


def _folded(ways: tuple[Way, ...]) -> tuple[tuple[Way, ...], list[str]]:
    """The ways through one node, and the further nodes through which all ends are the same; all ways where they are not."""
    ends: dict[str | None, set[tuple[str | None, Outcome]]] = {}
    for way in ways:
        ends.setdefault(way.node, set()).add((way.backend, way.outcome))
    first, *others = ends or [None]
    if not others or any(ends[node] != ends[first] for node in others):
        return ways, []
    return tuple(way for way in ways if way.node == first), [str(node) for node in others]


def _example(result: Connection | HttpResponse) -> Way:
    failing = [way for way in result.ways if way.outcome is not Outcome.CONNECTED]
    return failing[0] if failing and result.outcome is Outcome.MIXED else result.ways[0]


def _common(ways: tuple[Way, ...]) -> int:
    """How many hops all ways begin with."""
    first = ways[0].hops
    for place, hop in enumerate(first):
        for way in ways[1:]:
            if place >= len(way.hops) or (way.hops[place].stage, way.hops[place].text) != (hop.stage, hop.text):
                return place
    return len(first)


def _near(paper: Paper, hops: tuple[Hop, ...]) -> tuple[Hop, ...]:
    """The hop that decided, or else the last, and the one before it; how many are left out is said."""
    place = max((place for place, hop in enumerate(hops) if hop.decided), default=len(hops) - 1)
    kept = hops[max(0, place - 1) : place + 1]
    left = len(hops) - len(kept)
    if left < 2:  # to say so would take as much room
        return hops
    paper.entry("", f"{left} hops left out: w shows the whole way", style=QUIET, margin=INSIDE)
    return kept


def _hops(paper: Paper, hops: tuple[Hop, ...]) -> None:
    for hop in hops:
        mark = paper.sign("full") if hop.decided else ""
        paper.entry(
            hop.stage.value,
            hop.text,
            mark=mark,
            style=STRONG if hop.decided else "",
            label_style=ACCENT if hop.decided else QUIET,
            margin=INSIDE,
        )


def _sent_to(way: Way) -> str:
    """Where a way that no rule rewrote began to go: address and port, from its first packet. Empty where it sent none."""
    first = next((hop for hop in way.hops if hop.stage is Stage.SOURCE and hop.parts[-1] in ("TCP", "UDP", "SCTP")), None)
    return ":".join(first.parts[-3:-1]) if first else ""


def _branches(paper: Paper, ways: tuple[Way, ...], common: int, *, near: bool) -> None:
    paper.entry("then", f"one of {len(ways)} ways:", margin=INSIDE)
    for place, way in enumerate(ways[:MOST_WAYS]):
        ended = f"{way.backend or _sent_to(way) or way.node or ''} {way.outcome.value}"
        fork = paper.sign("last" if place == min(len(ways), MOST_WAYS) - 1 else "fork")
        paper.entry(f"  {fork}{paper.sign('line')}", ended.strip(), column=6, style=STRONG, margin=INSIDE)
        for hop in () if near else way.hops[common:]:
            mark = paper.sign("full") if hop.decided else ""
            paper.entry(hop.stage.value, hop.text, mark=mark, column=12, label_style=ACCENT if hop.decided else QUIET, margin=INSIDE + 4)
    if len(ways) > MOST_WAYS:
        paper.entry("", f"and {len(ways) - MOST_WAYS} more", margin=INSIDE)
