"""A spread drawn from what the simulator did: the source and its node, the address, the rules that chose, the endpoints.

Pure: reads a result, gives lines. Within 60 columns for IPv4; in UTF-8 or in ASCII.
"""

from __future__ import annotations

from collections.abc import Iterator

from k8s_svc_trainer.sim import Connection, Hop, HttpResponse, Outcome, Stage, Way

BRANCHES = {True: ("├─ ", "└─ "), False: ("|- ", "`- ")}
MOST = 10
FEW = 3


def diagram(result: Connection | HttpResponse, to: str, *, unicode: bool) -> list[str]:
    """The lines of a picture of all the endpoints that a connection could reach; none where no rule chose among several."""
    chosen = [way for way in result.ways if _hop(way, Stage.CHOOSE) and way.backend]
    ends = list({(way.backend, way.outcome): way for way in chosen}.values())
    if len(ends) < 2:
        return []
    fork, last = BRANCHES[unicode]
    lines = [f"{_source(chosen[0])}{_entered(chosen)}", f"{last}{to}, by {_object(chosen[0], Stage.CHOOSE)}"]
    width = max(len(str(way.backend)) for way in ends)
    shown = ends[:MOST]
    more = len(ends) - len(shown)
    for way in shown:
        final = way is shown[-1] and not more
        lines.append(f"   {last if final else fork}{str(way.backend).ljust(width)}  {' '.join(_end(way))}")
    return [*lines, *([f"   {last}and {more} more"] if more else [])]


def _source(way: Way) -> str:
    hop = _hop(way, Stage.SOURCE)
    if hop is None:
        return "the client"
    return hop.object if hop.at in (hop.object, "outside") else f"{hop.object} on {hop.at}"


def _entered(ways: list[Way]) -> str:
    """The nodes on which the rules were met, where there are several."""
    nodes = sorted({way.node for way in ways if way.node is not None})
    if len(nodes) < 2:
        return ""
    return f", through {', '.join(nodes[:-1])} or {nodes[-1]}" if len(nodes) <= FEW else f", through one of {len(nodes)} nodes"


def _end(way: Way) -> Iterator[str]:
    """Whose address it is, and how the way ends where it does not connect."""
    route = _hop(way, Stage.ROUTE)
    if route is not None:
        holder = route.object.rpartition("/")[2]
        yield f"on {route.at}" if holder == route.at else f"{holder} on {route.at}"  # a node, where no pod holds the address
    if way.outcome is not Outcome.CONNECTED:
        yield way.outcome.value


def _object(way: Way, stage: Stage) -> str:
    hop = _hop(way, stage)
    return hop.object if hop else ""


def _hop(way: Way, stage: Stage) -> Hop | None:
    return next((hop for hop in way.hops if hop.stage is stage), None)
