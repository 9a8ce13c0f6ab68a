"""The allocator: order, what is never handed out, exhaustion, forks."""

import pytest
from admitting import Door, manifest, refused, service, stored

from k8s_svc_trainer.sim.allocate import Allocator, Exhausted, Stated
from k8s_svc_trainer.sim.ipnumbers import address_of, family_of, number_of
from k8s_svc_trainer.sim.pool import Pool
from k8s_svc_trainer.sim.settings import Settings


def allocator(stated: Stated | None = None, **settings: object) -> Allocator:
    return Allocator(Settings.parse(settings), stated or Stated())


@pytest.mark.parametrize(
    ("ip", "number"),
    [
        ("10.96.0.1", 174063617),
        ("010.096.000.001", 174063617),
        ("::ffff:10.96.0.1", 174063617),
        ("::1", 1),
        ("10.96.0", None),
        ("10.96.0.256", None),
        ("10.96.0.1.2", None),
        ("10.96.0.-1", None),
        ("10.96..1", None),
        ("1٠.96.0.1", None),
        ("", None),
        ("::g", None),
        ("fe80::1%eth0", None),
    ],
)
def test_addresses_as_numbers(ip: str, number: int | None) -> None:
    assert number_of(ip) == number


def test_numbers_as_addresses() -> None:
    assert address_of(174063617, 4) == "10.96.0.1"
    assert address_of(1, 6) == "::1"
    assert [family_of(ip) for ip in ("10.0.0.1", "fd00::1", "::FFFF:10.0.0.1")] == [4, 6, 4]


def test_a_pool_hands_out_the_upper_band_then_the_lower_one() -> None:
    pool = Pool(1, 5, offset=2)
    handed = []
    for _ in range(5):
        handed.append(pool.next())
        pool.take(handed[-1])
    assert handed == [3, 4, 5, 1, 2]
    with pytest.raises(Exhausted, match="full"):
        pool.next()


def test_a_number_given_back_is_handed_out_again_only_after_all_others() -> None:
    pool = Pool(1, 3)
    for number in (1, 2, 3):
        assert pool.next() == number
        pool.take(number)
        if number == 2:
            pool.give_back(1)
    assert pool.next() == 1


def test_stated_numbers_are_left_alone_as_long_as_others_are_free() -> None:
    pool = Pool(1, 3, stated=frozenset({1, 2}))
    assert pool.next() == 3
    pool.take(3)
    assert pool.next() == 1


def test_numbers_pending_in_a_claim_are_not_free() -> None:
    pool = Pool(1, 2)
    assert pool.next([1]) == 2
    with pytest.raises(Exhausted):
        pool.next([1, 2])


def test_what_lies_outside_a_pool_is_not_taken() -> None:
    pool = Pool(1, 2)
    pool.take(7)
    assert not pool.taken(7)


def test_service_addresses_begin_above_the_band_left_to_those_who_choose() -> None:
    claim = allocator().claim()
    assert claim.next_address("IPv4") == "10.96.1.1"
    assert claim.next_address("IPv4") == "10.96.1.2"
    assert claim.next_port() == 30086


def test_small_ranges_have_no_such_band() -> None:
    claim = allocator(serviceCIDRs=["10.96.0.0/28"], nodePortRange="30000-30010").claim()
    assert claim.next_address("IPv4") == "10.96.0.1"
    assert claim.next_port() == 30000


def test_an_ipv6_range_uses_its_last_address() -> None:
    claim = allocator(serviceCIDRs=["fd00::/125"]).claim()
    assert [claim.next_address("IPv6") for _ in range(7)][-2:] == ["fd00::6", "fd00::7"]


def test_a_claim_changes_nothing_before_its_commit() -> None:
    made = allocator()
    first = made.claim()
    assert first.take_address("10.96.0.9", "IPv4") is None
    assert first.take_port(30100) is None
    assert first.take_address("10.96.0.9", "IPv4") == "provided IP is already allocated"
    assert first.take_port(30100) == "provided port is already allocated"
    second = made.claim()
    assert second.take_address("10.96.0.9", "IPv4") is None
    second.commit()
    assert made.claim().take_address("10.96.0.9", "IPv4") == "provided IP is already allocated"
    assert made.claim().take_port(30100) is None


@pytest.mark.parametrize("ip", ["10.96.0.0", "10.96.255.255", "10.97.0.1", "fd00::1", "web"])
def test_addresses_outside_the_range(ip: str) -> None:
    assert allocator().claim().take_address(ip, "IPv4") == "the provided IP is not in the valid range"


def test_a_fork_and_its_origin_do_not_see_each_other() -> None:
    made = allocator()
    twin = made.fork()
    claim = twin.claim()
    claim.take_port(30100)
    claim.commit()
    assert made.claim().take_port(30100) is None
    assert twin.claim().take_port(30100) == "provided port is already allocated"
    assert made.pod_ips(["10.244.1.0/24"]) == twin.pod_ips(["10.244.1.0/24"]) == ("10.244.1.2",)


def test_a_node_gets_the_pod_range_of_its_number_else_the_next_free_one() -> None:
    made = allocator(podCIDRs=["10.244.0.0/16", "fd00:10:244::/56"])
    assert made.node_ranges("node-1") == ("10.244.1.0/24", "fd00:10:244:1::/64")
    assert made.node_ranges("worker") == ("10.244.2.0/24", "fd00:10:244:2::/64")
    assert made.node_ranges("other-2") == ("10.244.3.0/24", "fd00:10:244:3::/64")
    assert made.node_ranges("node-77") == ("10.244.77.0/24", "fd00:10:244:4d::/64")


def test_stated_pod_ranges_are_not_handed_out_until_they_are_released() -> None:
    made = allocator()
    made.keep_ranges(["10.244.1.0/24", "192.0.2.0/24", "fd00::/64", "nonsense"])
    assert made.node_ranges("node-1") == ("10.244.2.0/24",)
    made.release_ranges(["10.244.1.0/24", "nonsense"])
    assert made.node_ranges("node-1") == ("10.244.1.0/24",)


def test_small_pod_ranges_run_out() -> None:
    made = allocator(podCIDRs=["10.244.0.0/23"])
    assert made.node_ranges("node-1") == ("10.244.1.0/24",)
    assert made.node_ranges("node-2") == ("10.244.0.0/24",)
    assert made.node_ranges("node-3") == ()
    assert allocator(podCIDRs=["10.244.9.0/24"]).node_ranges("a") == ("10.244.9.0/24",)
    assert allocator(podCIDRs=["10.244.9.0/25"]).node_ranges("a") == ("10.244.9.0/25",)


def test_made_nodes_have_addresses_from_eleven_on_but_for_what_another_node_states() -> None:
    made = allocator(Stated(frozenset({"192.168.0.11"})), podCIDRs=["10.244.0.0/16", "fd00:10:244::/56"])
    made.keep_node_addresses(["192.168.0.12", "node-2", "10.0.0.1"])
    assert made.node_addresses() == ("192.168.0.11", "fd00:192:168::b")
    assert made.node_addresses() == ("192.168.0.13", "fd00:192:168::d")


def test_pod_addresses_skip_what_is_stated_and_what_is_in_use() -> None:
    made = allocator(Stated(frozenset({"10.244.1.3", "10.244.1.0/24", "web"})))
    assert made.pod_ips(["10.244.1.0/24"], {"10.244.1.2"}.__contains__) == ("10.244.1.4",)
    with pytest.raises(Exhausted, match="is full"):
        made.pod_ips(["10.244.1.0/30"], lambda _: True)


def test_pod_addresses_come_round_again_and_stated_ones_last() -> None:
    made = allocator(Stated(frozenset({"10.244.1.3"})))
    assert [made.pod_ips(["10.244.1.0/29"])[0] for _ in range(5)] == [f"10.244.1.{last}" for last in (2, 4, 5, 6, 2)]
    assert made.pod_ips(["10.244.1.0/29"], lambda ip: ip != "10.244.1.3") == ("10.244.1.3",)


def test_a_pods_address_is_of_its_nodes_range() -> None:
    door = Door()
    door.apply(manifest("Node", {"spec": {"podCIDR": "10.244.9.0/24"}}, name="a"))
    assert door.state.allocator.pod_ip(door.state, "a") == ("10.244.9.2",)
    assert door.state.allocator.pod_ip(door.state, "nowhere") == ()


def test_load_balancer_addresses_begin_behind_the_ingress_controllers() -> None:
    made = allocator(Stated(frozenset({"203.0.113.2"})))
    assert made.load_balancer_ip() == "203.0.113.3"
    made.release_balancer("203.0.113.3")
    made.release_balancer("")
    assert made.load_balancer_ip() == "203.0.113.4"


def test_a_deleted_service_gives_back_all_it_holds() -> None:
    door = Door()
    spec = {"type": "LoadBalancer", "clusterIP": "10.96.0.9", "externalTrafficPolicy": "Local", "healthCheckNodePort": 30101}
    door.apply(
        {**service({**spec, "ports": [{"port": 80, "nodePort": 30100}]}), "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.2"}]}}}
    )
    door.apply(service({**spec, "clusterIP": "10.96.0.8", "healthCheckNodePort": 30102}, name="other"))
    door.delete("service/default/web")
    assert not refused(door.apply(service({**spec, "ports": [{"port": 80, "nodePort": 30100}]})))


def test_a_deleted_external_name_or_headless_service_gives_back_nothing_of_others() -> None:
    door = Door()
    door.apply(service({"type": "NodePort", "ports": [{"port": 80, "nodePort": 30100}]}, name="other"))
    door.apply(service({"type": "ExternalName", "externalName": "a.b", "ports": [{"port": 80, "nodePort": 30100}]}))
    door.delete("service/default/web")
    door.apply(service({"clusterIP": "None"}))
    door.delete("service/default/web")
    assert refused(door.apply(service({"type": "NodePort", "ports": [{"port": 80, "nodePort": 30100}]}))) == {
        "spec.ports[0].nodePort Invalid"
    }


def test_a_deleted_node_gives_its_range_back() -> None:
    door = Door()
    door.apply(manifest("Node", {"spec": {"podCIDRs": ["10.244.9.0/24"]}}, name="a"))
    door.state.allocator.keep_ranges(["10.244.9.0/24"])
    door.delete("node/a")
    assert door.state.allocator.node_ranges("node-9") == ("10.244.9.0/24",)


def test_what_holds_nothing_gives_nothing_back() -> None:
    door = Door()
    door.apply(manifest("NetworkPolicy", {"spec": {}}))
    door.delete("networkpolicy/default/x")
    assert stored(door.apply(manifest("NetworkPolicy", {"spec": {}})))["spec"]["policyTypes"] == ["Ingress"]


def test_a_release_of_a_family_that_the_cluster_lacks_is_no_matter() -> None:
    claim = allocator().claim()
    claim.release_address("fd00::1")
    claim.release_address("web")
    claim.commit()
