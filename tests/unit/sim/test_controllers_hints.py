"""Topology hints. Rows are those of upstream's staging/src/k8s.io/endpointslice/topologycache and trafficdist."""

from __future__ import annotations

from typing import Any

import pytest
from hand_made import a, state

from k8s_svc_trainer.sim.controllers import hints, zonehints
from k8s_svc_trainer.sim.controllers.zonehints import Share
from k8s_svc_trainer.sim.objects import Endpoint, EndpointConditions, EndpointHints, EndpointSlice, ForZone, ObjectMeta
from k8s_svc_trainer.sim.state import State


def node(name: str, zone: str | None, cpu: str | int | None, ready: str | None = "True", **labels: str) -> Any:
    zoned = {"topology.kubernetes.io/zone": zone} if zone else {}
    status: dict[str, Any] = {"conditions": [{"type": "Ready", "status": ready}] if ready else []}
    return a("Node", name, labels={**zoned, **labels}, status={**status, **({"allocatable": {"cpu": cpu}} if cpu is not None else {})})


def cluster(**cpus: str) -> State:
    return state(*(node(f"node-{zone}", f"zone-{zone}", cpu) for zone, cpu in cpus.items()))


def entry(ip: str, zone: str | None, ready: bool | None = True, hint: str | None = None) -> Endpoint:
    given = EndpointHints(forZones=(ForZone(name=f"zone-{hint}"),)) if hint else None
    conditions = EndpointConditions(ready=ready)
    return Endpoint(addresses=(ip,), zone=f"zone-{zone}" if zone else None, conditions=conditions, hints=given)


def slice_of(name: str, *entries: Endpoint) -> EndpointSlice:
    return EndpointSlice(metadata=ObjectMeta(name=name), addressType="IPv4", endpoints=entries)


def zones(slices: list[EndpointSlice]) -> list[list[str | None]]:
    return [[one.hints.forZones[0].name if one.hints else None for one in found.endpoints] for found in slices]


def test_without_cpu_there_are_no_hints() -> None:
    made = slice_of("a", entry("10.1.2.3", "a", hint="a"))
    assert zones(zonehints.hinted(state(), [], [], [made])[1]) == [[None]]


def test_two_endpoints_are_too_few_for_three_zones() -> None:
    made = slice_of("a", entry("10.1.2.3", "a"), entry("10.1.2.4", "b"))
    assert zones(zonehints.hinted(cluster(a="3", b="4", c="3"), [], [], [made])[1]) == [[None, None]]


def test_each_endpoint_stays_in_its_zone_where_the_shares_allow() -> None:
    made = slice_of("a", entry("10.1.2.3", "a"), entry("10.1.2.4", "b"))
    assert zones(zonehints.hinted(cluster(a="4500m", b="5500m"), [], [], [made])[1]) == [["zone-a", "zone-b"]]


def test_only_ready_endpoints_are_hinted() -> None:
    made = slice_of(
        "a", entry("10.1.2.3", "a"), entry("10.1.2.4", "b"), entry("10.1.2.5", "b", ready=False), entry("10.1.2.6", "b", ready=None)
    )
    assert zones(zonehints.hinted(cluster(a="45", b="55"), [], [], [made])[1]) == [["zone-a", "zone-b", None, None]]


def test_an_endpoint_is_given_to_the_zone_that_lacks_one_most() -> None:
    made = [
        slice_of("a", entry("10.1.2.3", "a"), entry("10.1.2.4", "b")),
        slice_of("b", entry("10.1.3.3", "c"), entry("10.1.3.4", "c"), entry("10.1.3.4", "a")),
    ]
    kept = [
        slice_of("c", entry("10.2.2.3", "a"), entry("10.2.2.4", "a")),
        slice_of("d", entry("10.2.3.3", "b"), entry("10.2.3.4", "c"), entry("10.2.3.4", "a")),
    ]
    kept, made = zonehints.hinted(cluster(a="35", b="35", c="30"), [], kept, made)
    assert zones(made) == [["zone-b", "zone-b"], ["zone-c", "zone-c", "zone-a"]]
    assert zones(kept) == [["zone-a", "zone-a"], ["zone-b", "zone-c", "zone-a"]]


def test_one_zone_may_give_to_two_others() -> None:
    made = slice_of("a", *(entry(f"10.1.2.{number}", "a") for number in range(6)))
    given = zones(zonehints.hinted(cluster(a="1", b="1", c="1"), [], [], [made])[1])
    assert given == [["zone-b", "zone-b", "zone-c", "zone-c", "zone-a", "zone-a"]]


def test_a_ready_endpoint_without_a_zone_takes_all_hints_away() -> None:
    made = slice_of("a", entry("10.1.2.3", "a"), entry("10.1.2.4", None), entry("10.1.2.5", "b"))
    assert zones(zonehints.hinted(cluster(a="1", b="1"), [], [], [made])[1]) == [[None, None, None]]


def test_an_unchanged_slice_keeps_hints_that_still_fit() -> None:
    held = slice_of("a", entry("10.1.2.3", "a", hint="b"), entry("10.1.2.4", "a", hint="a"))
    assert zonehints.hinted(cluster(a="1", b="1"), [held], [held], []) == ([held], [])


def test_a_share_that_overloads_an_endpoint_gives_no_hints() -> None:
    made = slice_of("a", entry("10.1.2.3", "a"), entry("10.1.2.4", "b"))
    assert zones(zonehints.hinted(cluster(a="100", b="1"), [], [], [made])[1]) == [[None, None]]


def shares(**wished: float) -> dict[str, Share]:
    return {f"zone-{zone}": Share(0, 0, number) for zone, number in wished.items()}


def by_zone(**numbers: int) -> dict[str, int]:
    return {f"zone-{zone}": number for zone, number in numbers.items()}


@pytest.mark.parametrize(
    ("allotted", "wished", "giving", "receiving"),
    [
        pytest.param({}, {}, {}, {}, id="nothing"),
        pytest.param({"a": 1, "b": 1, "c": 1}, {"a": 1.2, "b": 1.1, "c": 1.0}, {}, {}, id="no need to move"),
        pytest.param(
            {"a": 16}, {"a": 5.1, "b": 5.1, "c": 5.8}, {"a": 10}, {"b": 5, "c": 5}, id="the same zone is preferred to a little better"
        ),
        pytest.param(
            {"a": 16}, {"a": 5.0, "b": 5.6, "c": 5.4}, {"a": 11}, {"b": 6, "c": 5}, id="the zone that needs it most gets the last"
        ),
        pytest.param({"b": 8, "c": 8}, {"a": 5.0, "b": 5.6, "c": 5.4}, {"b": 2, "c": 3}, {"a": 5}, id="the zone with most to spare gives"),
        pytest.param({"a": 6, "b": 6, "c": 6}, {"a": 5.0, "b": 5.0, "c": 5.0}, {}, {}, id="all have too many"),
        pytest.param({"a": 6, "b": 6, "c": 6}, {"a": -5.0, "b": -5.0, "c": -5.0}, {}, {}, id="negative shares"),
        pytest.param({"a": -4, "b": -3, "c": -2}, {"a": 5.0, "b": 5.0, "c": 5.0}, {}, {}, id="negative allotments"),
        pytest.param(
            {"a": -40, "b": 20, "c": 20}, {"a": 5.0, "b": 5.0, "c": 5.0}, {"b": 15, "c": 15}, {"a": 30}, id="one negative allotment"
        ),
    ],
)
def test_what_zones_give_and_receive(
    allotted: dict[str, int], wished: dict[str, float], giving: dict[str, int], receiving: dict[str, int]
) -> None:
    assert zonehints.moves(shares(**wished), by_zone(**allotted)) == (by_zone(**giving), by_zone(**receiving))


def most(**numbers: int) -> dict[str, Share]:
    return {f"zone-{zone}": Share(0, number, 0.0) for zone, number in numbers.items()}


@pytest.mark.parametrize(
    ("entries", "allotted", "allowed", "found"),
    [
        pytest.param((), {}, {}, {}, id="an empty slice"),
        pytest.param((entry("1", "a", hint="a"),), {"a": 1}, {"a": 3}, {"a": 1}, id="one hint"),
        pytest.param(
            (entry("1", "a", hint="a"), entry("2", "a", False, "a"), entry("3", "a", None, "a")),
            {"a": 1},
            {"a": 3},
            {"a": 1},
            id="only ready endpoints count",
        ),
        pytest.param(
            (entry("1", "a", hint="a"), entry("2", "a", hint="b"), entry("3", "b", hint="b")),
            {"a": 1, "b": 1, "c": 1},
            {"a": 3, "b": 3, "c": 3},
            {"a": 1, "b": 2},
            id="several zones",
        ),
        pytest.param((entry("1", "a", hint="gone"),), {"a": 1}, {"a": 3}, None, id="a zone that needs none any more"),
        pytest.param((entry("1", "a"),), {}, {"a": 3}, None, id="an endpoint without a hint"),
        pytest.param((entry("1", "a", hint="a"), entry("2", "a", hint="a")), {"a": 1}, {"a": 2}, None, id="too many for the zone"),
    ],
)
def test_hints_that_a_slice_holds(
    entries: tuple[Endpoint, ...], allotted: dict[str, int], allowed: dict[str, int], found: dict[str, int] | None
) -> None:
    held = zonehints.held_hints(slice_of("a", *entries), by_zone(**allotted), most(**allowed))
    assert held == (None if found is None else by_zone(**found))


@pytest.mark.parametrize(
    ("nodes", "hinted"),
    [
        pytest.param((node("1", "zone-a", "1000m"), node("2", "zone-b", 1)), True, id="two zones"),
        pytest.param((node("1", "zone-a", "1"),), False, id="a single node"),
        pytest.param((node("1", "zone-a", "1"), node("2", "zone-a", "1")), False, id="a single zone"),
        pytest.param((node("1", "zone-a", "1", "False"), node("2", "zone-b", "1")), False, id="one zone is not ready"),
        pytest.param((node("1", "zone-a", "1"), node("2", "zone-b", "1", None)), False, id="a node that does not say that it is ready"),
        pytest.param((node("1", "zone-a", "1"), node("2", None, "1"), node("3", "zone-b", "1")), False, id="a node without a zone"),
        pytest.param((node("1", "zone-a", "1"), node("2", "zone-b", None)), False, id="a node without CPU"),
        pytest.param((node("1", "zone-a", "1"), node("2", "zone-b", "much")), False, id="CPU that is no number"),
        pytest.param(
            (node("1", "zone-a", "1"), node("2", "zone-b", "1", **{"node-role.kubernetes.io/control-plane": ""})),
            False,
            id="a control-plane node does not count",
        ),
    ],
)
def test_what_nodes_must_say(nodes: tuple[Any, ...], hinted: bool) -> None:
    made = slice_of("a", entry("10.1.2.3", "a"), entry("10.1.2.4", "b"))
    given = zones(zonehints.hinted(state(*nodes), [], [], [made])[1])
    assert given == ([["zone-a", "zone-b"]] if hinted else [[None, None]])


@pytest.mark.parametrize(
    ("annotations", "asked"),
    [
        pytest.param({}, False, id="no annotation"),
        pytest.param({"service.kubernetes.io/topology-mode": "Auto"}, True, id="Auto"),
        pytest.param({"service.kubernetes.io/topology-mode": "auto"}, True, id="auto"),
        pytest.param({"service.kubernetes.io/topology-mode": "Disabled"}, False, id="another word"),
        pytest.param({"service.kubernetes.io/topology-aware-hints": "Auto"}, True, id="the older annotation"),
        pytest.param(
            {"service.kubernetes.io/topology-aware-hints": "Disabled", "service.kubernetes.io/topology-mode": "Auto"},
            False,
            id="the older annotation goes first",
        ),
    ],
)
def test_whether_an_annotation_asks_for_hints(annotations: dict[str, str], asked: bool) -> None:
    assert hints.by_annotation(annotations, 37) is asked


@pytest.mark.parametrize(
    ("word", "zone", "on", "expected"),
    [
        pytest.param("PreferClose", "a", "n", ("a", None), id="PreferClose: the zone"),
        pytest.param("PreferSameZone", "a", "n", ("a", None), id="PreferSameZone: the zone"),
        pytest.param("PreferSameNode", "a", "n", ("a", "n"), id="PreferSameNode: both"),
        pytest.param("PreferSameNode", None, "n", (None, "n"), id="PreferSameNode without a zone: the node"),
        pytest.param("PreferSameZone", None, "n", None, id="PreferSameZone without a zone: nothing"),
    ],
)
def test_hints_of_a_traffic_distribution(word: str, zone: str | None, on: str, expected: tuple[str | None, str | None] | None) -> None:
    given = hints.hint(word, zone, on)
    found = given and (given.forZones[0].name if given.forZones else None, given.forNodes[0].name if given.forNodes else None)
    assert found == expected
