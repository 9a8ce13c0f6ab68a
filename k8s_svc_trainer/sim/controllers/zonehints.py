"""Topology hints of the annotation service.kubernetes.io/topology-mode: endpoints shared out to zones by their nodes' CPU.

Follows staging/src/k8s.io/endpointslice/topologycache (topologycache.go, utils.go, sliceinfo.go). Where the nodes do not
say their zone and allocatable CPU, where one zone only is ready, or where endpoints are too few, there are no hints.
Upstream walks Go maps, whose order is random; here zones are walked by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil

import msgspec

from k8s_svc_trainer.sim.objects import Endpoint, EndpointHints, EndpointSlice, ForZone, Node
from k8s_svc_trainer.sim.state import State

replace = msgspec.structs.replace
OVERLOAD = 0.2  # how far any endpoint may be loaded beyond its share
ZONE = "topology.kubernetes.io/zone"
CONTROL_PLANE = ("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master")
SUFFIXES = {"m": 0.001, "k": 1e3, "M": 1e6, "u": 1e-6, "n": 1e-9}


class Share(msgspec.Struct, frozen=True, gc=False):
    """How many endpoints a zone should get."""

    least: int
    most: int
    wished: float


def hinted(
    state: State, existing: list[EndpointSlice], kept: list[EndpointSlice], made: list[EndpointSlice]
) -> tuple[list[EndpointSlice], list[EndpointSlice]]:
    """The slices with hints, or all without (topologycache.go, AddHints)."""
    slices = [*kept, *made]
    ready = sum(1 for one in slices for entry in one.endpoints if entry.conditions.ready)
    shares = _shares(_ratios(state), ready)
    if shares is None or any(not entry.zone for one in slices for entry in one.endpoints if entry.conditions.ready):
        bare = [_each(one, lambda _: None) for one in slices]
        return bare[: len(kept)], bare[len(kept) :]
    allotted: dict[str, int] = {}
    stale = []
    for index, one in enumerate(slices):
        zones = held_hints(one, allotted, shares) if one in existing else None
        if zones is None:
            stale.append(index)
            continue
        for zone, number in zones.items():
            allotted[zone] = allotted.get(zone, 0) + number
    free = sorted(stale, key=lambda index: (index < len(kept), slices[index] in existing))  # new ones first, then changed ones
    for index in free:
        for entry in slices[index].endpoints:
            if entry.conditions.ready:
                allotted[str(entry.zone)] = allotted.get(str(entry.zone), 0) + 1
    giving, receiving = moves(shares, allotted)
    for index in free:
        slices[index] = _each(slices[index], _sharer(giving, receiving))
    return slices[: len(kept)], slices[len(kept) :]


def _each(one: EndpointSlice, zone_of: object) -> EndpointSlice:
    """The slice with each ready endpoint hinted to the zone that is named for it, the others without hints."""
    entries = []
    for entry in one.endpoints:
        zone = zone_of(entry) if callable(zone_of) and entry.conditions.ready else None
        entries.append(replace(entry, hints=EndpointHints(forZones=(ForZone(name=zone),)) if zone else None))
    return replace(one, endpoints=tuple(entries))


def _sharer(giving: dict[str, int], receiving: dict[str, int]) -> object:
    """Names the zone of each endpoint: its own, or one that is short while its own has to give (redistributeHints)."""

    def zone_of(entry: Endpoint) -> str:
        own = str(entry.zone)
        if giving.get(own, 0) > 0 and receiving:
            taker = min(receiving)
            for zones, zone in ((giving, own), (receiving, taker)):
                zones[zone] -= 1
                if not zones[zone]:
                    del zones[zone]
            return taker
        return own

    return zone_of


def held_hints(one: EndpointSlice, allotted: dict[str, int], shares: dict[str, Share]) -> dict[str, int] | None:
    """The hints that an unchanged slice has, or None where they no longer fit (getHintsByZone)."""
    zones: dict[str, int] = {}
    for entry in one.endpoints:
        if not entry.conditions.ready:
            continue
        if entry.hints is None or not entry.hints.forZones:
            return None
        for zone in entry.hints.forZones:
            if zone.name not in shares:
                return None
            zones[str(zone.name)] = zones.get(str(zone.name), 0) + 1
    fits = all(number + allotted.get(zone, 0) <= shares[zone].most for zone, number in zones.items())
    return zones if fits else None


def _shares(ratios: dict[str, float], endpoints: int) -> dict[str, Share] | None:
    """What each zone should get, or None where that cannot be without overload (getAllocations)."""
    if len(ratios) < 2 or len(ratios) > endpoints:
        return None
    wished = {zone: ratio * endpoints for zone, ratio in ratios.items()}
    least = {zone: ceil(number * (1 / (1 + OVERLOAD))) for zone, number in wished.items()}
    slack = endpoints - sum(least.values())
    if slack < 0:
        return None
    return {zone: Share(least[zone], least[zone] + slack, max(number, float(least[zone]))) for zone, number in wished.items()}


def moves(shares: dict[str, Share], allotted: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """How many endpoints each zone gives and receives (getGivingAndReceivingZones)."""
    spare = {zone: allotted.get(zone, 0) - share.wished for zone, share in shares.items()}
    give = {zone: number for zone, number in spare.items() if number > 0}
    take = {zone: -number for zone, number in spare.items() if number < 0}
    giving: dict[str, int] = {}
    receiving: dict[str, int] = {}
    while True:
        giver, taker = _greatest(give), _greatest(take)
        if giver is None or taker is None:
            return giving, receiving
        if (give[giver] < 1 and take[taker] < 1) or give[giver] < 0.5 or take[taker] < 0.5:
            return giving, receiving
        for zones, moved, zone in ((give, giving, giver), (take, receiving, taker)):
            zones[zone] -= 1
            moved[zone] = moved.get(zone, 0) + 1


def _greatest(zones: dict[str, float]) -> str | None:
    best = max(sorted(zones), key=lambda zone: zones[zone], default=None)
    return best if best is not None and zones[best] > 0 else None


def _ratios(state: State) -> dict[str, float]:
    """Each zone's part of the CPU of all nodes; empty where a node does not say enough (SetNodes)."""
    cpus: dict[str, float] = {}
    for node in _counted(state):
        zone, cpu = node.metadata.labels.get(ZONE), _cpu(node)
        if not zone or not cpu:
            return {}
        cpus[zone] = cpus.get(zone, 0) + cpu
    total = sum(cpus.values())
    return {zone: cpus[zone] / total for zone in sorted(cpus)} if len(cpus) > 1 else {}


def _counted(state: State) -> Iterator[Node]:
    for node in state.all(Node):
        ready = any(one.type == "Ready" and one.status == "True" for one in node.status.conditions)
        if ready and not any(label in node.metadata.labels for label in CONTROL_PLANE):
            yield node


def _cpu(node: Node) -> float:
    """Allocatable CPU in cores; 0 where the node does not say it."""
    allocatable = node.status.rest.get("allocatable")
    text = str(allocatable.get("cpu", "")) if isinstance(allocatable, Mapping) else ""
    number, scale = (text[:-1], SUFFIXES[text[-1]]) if text[-1:] in SUFFIXES else (text, 1.0)
    try:
        return float(number) * scale
    except ValueError:
        return 0.0
