"""The one way to show what the cluster did: the step, how it ended, the hops, and where it could go.

Reads results; decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8s_svc_trainer.cli.paper import ACCENT, BAD, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.sim import Accepted, Connection, EndpointsRead, Hop, HttpResponse, Outcome, Rejected, Resolution, Way

Result = Accepted | Rejected | Connection | HttpResponse | Resolution | EndpointsRead | Mapping[str, Any] | None
MOST_WAYS = 8


def draw(paper: Paper, asked: str, result: Result) -> None:
    """A step and what came of it."""
    word, good = headline(result)
    paper.write("  ", (asked, STRONG))
    paper.write("  ", (f"{paper.sign('arrow')} {word}", GOOD if good else BAD))
    match result:
        case Connection() | HttpResponse():
            _ways(paper, result)
        case Resolution():
            _hops(paper, result.hops)
            if result.answers:
                _targets(paper, "answers", [(answer, "") for answer in result.answers])
        case EndpointsRead():
            _hops(paper, result.hops)
            for label in ("ready", "serving", "terminating", "notReady"):
                _targets(paper, label, [(address, "") for address in getattr(result, label)])
        case Rejected():
            for fault in result.faults:
                paper.entry(f"{fault.field or 'refused'}  ", fault.message, column=max(12, len(fault.field or "") + 2))
        case _:
            pass
    paper.gap()


def headline(result: Result) -> tuple[str, bool]:
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
        case None:
            return "it is not there", False
        case _:
            return "done", True


def _backends(result: Connection) -> str:
    if result.outcome is not Outcome.CONNECTED or not result.backends:
        return ""
    return f" to {result.backends[0]}" if len(result.backends) == 1 else f" to one of {len(result.backends)}"


def _ways(paper: Paper, result: Connection | HttpResponse) -> None:
    if not result.ways:
        return
    shown = _example(result)
    common = _common(result.ways)
    _hops(paper, shown.hops if len(result.ways) == 1 else shown.hops[:common])
    if len(result.ways) > 1:
        _branches(paper, result.ways, common)


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


def _hops(paper: Paper, hops: tuple[Hop, ...]) -> None:
    for hop in hops:
        mark = paper.sign("here") if hop.decided else ""
        paper.entry(hop.stage.value, hop.text, mark=mark, style=STRONG if hop.decided else "", label_style=ACCENT if hop.decided else QUIET)


def _branches(paper: Paper, ways: tuple[Way, ...], common: int) -> None:
    paper.entry("then", f"one of {len(ways)} ways:")
    for place, way in enumerate(ways[:MOST_WAYS]):
        ended = f"{way.backend or way.node or ''} {way.outcome.value}"
        fork = paper.sign("last" if place == min(len(ways), MOST_WAYS) - 1 else "fork")
        paper.entry(f"  {fork}{paper.sign('line')}", ended.strip(), column=6, style=STRONG)
        for hop in way.hops[common:]:
            mark = paper.sign("here") if hop.decided else ""
            paper.entry(f"      {hop.stage.value}", hop.text, mark=mark, column=18, label_style=ACCENT if hop.decided else QUIET)
    if len(ways) > MOST_WAYS:
        paper.entry("", f"and {len(ways) - MOST_WAYS} more")


def _targets(paper: Paper, label: str, targets: list[tuple[str, str]]) -> None:
    for place, (target, aside) in enumerate(targets[:20]):
        paper.entry(label if place == 0 else "", f"{target}  {aside}".rstrip())
    if len(targets) > 20:
        paper.entry("", f"and {len(targets) - 20} more")
