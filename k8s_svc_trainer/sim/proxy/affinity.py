"""Session affinity: which endpoints a client may be bound to, from one connection to the next.

Decides with sets what a cluster decides by chance: after a choice among several, the record is the set that the choice was
made from. Follows iptables' `recent` lists and nftables' sets with timeouts (one for each endpoint of a service port, by client
address, refreshed by each new connection, gone with the endpoint's chain), and ipvs' persistence (by virtual address and port).
"""

from __future__ import annotations

from k8s_svc_trainer.sim.proxy import iptables
from k8s_svc_trainer.sim.proxy.endpoints import categorize
from k8s_svc_trainer.sim.proxy.seen import Backend, NodeSeen, Port, backends_of
from k8s_svc_trainer.sim.proxy.tables import ProxyTables, Version
from k8s_svc_trainer.sim.state import Affinity, State

Key = tuple[str | int, ...]  # the client's address is the last
LISTED = 100  # addresses that one list holds: ip_list_tot of net/netfilter/xt_recent.c


def bound(
    state: State, view: ProxyTables, node: NodeSeen, key: Key, port: Port, targets: tuple[Backend, ...], timeout: int
) -> tuple[Backend, ...]:
    """Those of the endpoints that a client's new connection may take.

    Those of the record; all, where one of the record has left the rules since (the client may have been bound to that one), if only
    for a while, or where the record is too old.
    """
    record = state.affinity.get(key)
    if record is None or state.now - record.since >= timeout or _crowded_out(state, key, record):
        return targets
    kept = tuple(one for one in targets if one.at in record.endpoints)
    if len(kept) < len(record.endpoints) or _left(state, view, node, port, record):
        return targets
    return kept


def _crowded_out(state: State, key: Key, record: Affinity) -> bool:
    """Whether so many others came since that a list of iptables' `recent` may have dropped this client: the one not seen longest goes."""
    others = key[:-1]
    if state.settings.proxyMode != iptables.MODE or (state.clients.get(others) or 0) <= LISTED:
        return False
    later = [one.endpoints for other, one in state.affinity.items() if one.order > record.order and other[:-1] == others]
    return any(sum(endpoint in held for held in later) >= LISTED for endpoint in record.endpoints)


def _left(state: State, view: ProxyTables, node: NodeSeen, port: Port, record: Affinity) -> bool:
    """Whether an endpoint of the record was out of the node's rules at any time since."""
    since = (one for one in view.history.get(port.place) or () if one.number > record.version)
    return any(not record.endpoints <= _reachable(state, node, port, one) for one in since)


def _reachable(state: State, node: NodeSeen, port: Port, version: Version) -> set[str]:
    same = (one for one in version.ports if (one.name, one.protocol, one.family) == (port.name, port.protocol, port.family))
    then = next((one for one in same if one.sticky is not None), None)
    if then is None:
        return set()
    minor = state.settings.minor
    usable = categorize(backends_of(version.slices, then, minor=minor), then, node.name, node.zone, minor=minor)
    return {one.at for one in usable.reachable}


def bind(state: State, view: ProxyTables, key: Key, chosen: tuple[Backend, ...]) -> None:
    """Remember what a client's new connection was chosen from."""
    if key not in state.affinity:
        others = key[:-1]
        state.clients.set(others, (state.clients.get(others) or 0) + 1)
    state.bound += 1
    state.affinity.set(key, Affinity(frozenset(one.at for one in chosen), state.now, view.version, state.bound))
