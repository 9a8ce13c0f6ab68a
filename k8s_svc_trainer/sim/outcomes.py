"""What came of a packet, as a Connection: where it ended, what it found, and several united into one.

Decides how ways add up: what differs among them is not said. Knows nothing of how a packet travels.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from k8s_svc_trainer.sim.names import at
from k8s_svc_trainer.sim.network import Fate
from k8s_svc_trainer.sim.results import Connection, Hop, Outcome, Tells, Way
from k8s_svc_trainer.sim.state import State

T = TypeVar("T")


def ended(outcome: Outcome, node: str | None, told: tuple[Hop, ...] | Tells) -> Connection:
    """A packet that met no endpoint."""
    return Connection(outcome=outcome, masqueraded=False, node=node, ways=(Way(node, None, outcome, False, told),))


def arrived(state: State, fate: Fate, before: tuple[Hop, ...], node: str | None, ip: str, port: int) -> Connection:
    """A packet that nothing translated, and what it found."""
    connected = fate.outcome is Outcome.CONNECTED
    where = at(ip, port)
    zone = zone_of(state, fate.node) if connected else ""
    way = Way(node, where if connected else None, fate.outcome, False, (*before, *fate.hops))
    return Connection(
        outcome=fate.outcome,
        backends=(where,) if connected else (),
        masqueraded=False,
        node=node,
        zones=(zone,) if zone else (),
        ways=(way,),
    )


def united(connections: Iterable[Connection]) -> Connection:
    """Connections that a client could make, as one; what differs among them is not said."""
    every = list(connections)
    if len(every) == 1:
        return every[0]
    return Connection(
        outcome=common(one.outcome for one in every),
        backends=tuple(sorted({backend for one in every for backend in one.backends})),
        masqueraded=same(one.masqueraded for one in every),
        node=same(one.node for one in every),
        zones=tuple(sorted({zone for one in every for zone in one.zones})),
        ways=tuple(way for one in every for way in one.ways),
    )


def common(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome that all have, or `mixed`."""
    found = set(outcomes)
    return found.pop() if len(found) == 1 else Outcome.MIXED


def same(values: Iterable[T]) -> T | None:
    """The value that all have, or None."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def zone_of(state: State, node: str | None) -> str:
    """The zone of a node, or nothing."""
    seen = state.tables.node(node)
    return seen.zone if seen else ""
