"""Session affinity: which endpoints a client may be bound to, from one connection to the next.

Decides with sets what a cluster decides by chance: after a choice among several, the record is the set that the choice was
made from. Follows iptables' `recent` lists and nftables' sets with timeouts (one for each endpoint of a service port, by client
address, refreshed by each new connection), and ipvs' persistence (by virtual address and port).
"""

from __future__ import annotations

from k8s_svc_trainer.sim.proxy.tables import Backend
from k8s_svc_trainer.sim.state import Affinity, State

Key = tuple[str | int, ...]


def bound(state: State, key: Key, targets: tuple[Backend, ...], timeout: int) -> tuple[Backend, ...]:
    """Those of the endpoints that a client's new connection may take.

    Those of the record that are still among them; all, where one of the record has left (the client may have been bound to that one)
    or the record is too old.
    """
    record = state.affinity.get(key)
    if record is None or state.now - record.since >= timeout:
        return targets
    kept = tuple(one for one in targets if one.at in record.endpoints)
    return kept if len(kept) == len(record.endpoints) else targets


def bind(state: State, key: Key, chosen: tuple[Backend, ...]) -> None:
    """Remember what a client's new connection was chosen from."""
    state.affinity.set(key, Affinity(frozenset(one.at for one in chosen), state.now))
