"""What must hold of every Service, however it is written and changed."""

from collections import Counter
from typing import Any

import hypothesis.strategies as some
from hypothesis import given, settings

from k8s_svc_trainer.sim.admission import Admitted, admit
from k8s_svc_trainer.sim.allocate import Allocator, Stated
from k8s_svc_trainer.sim.manifest import from_mapping, to_mapping
from k8s_svc_trainer.sim.objects import Namespace, ObjectMeta, Service
from k8s_svc_trainer.sim.settings import Settings
from k8s_svc_trainer.sim.state import State

RANGES = {
    "nodePortRange": "30000-30003",
    "serviceCIDRs": ["10.96.0.0/29", "fd00::/125"],
    "podCIDRs": ["10.244.0.0/16", "fd00:10:244::/56"],
}
ADDRESSES = ["10.96.0.2", "10.96.0.3", "fd00::2", "None", "10.97.0.1", "web"]
PORTS = [None, 30000, 30001, 80]


def port(index: int, *, wild: bool) -> some.SearchStrategy[dict[str, Any]]:
    numbers, protocols = ([80, 443, 0], ["TCP", "UDP", "ICMP"]) if wild else ([80 + index // 2], ["TCP", "UDP"][index % 2 :][:1])
    return some.fixed_dictionaries(
        {"name": some.just(f"p{index}"), "port": some.sampled_from(numbers), "protocol": some.sampled_from(protocols)},
        optional={"nodePort": some.sampled_from(PORTS)} if wild else {},
    )


FREE = {  # what any type may say
    "selector": some.sampled_from([{}, {"app": "web"}]),
    "externalIPs": some.sampled_from([[], ["198.51.100.1"]]),
    "sessionAffinity": some.sampled_from(["None", "ClientIP"]),
    "trafficDistribution": some.just("PreferClose"),
}
ADDRESSED = {
    "clusterIP": some.sampled_from(["10.96.0.2", "10.96.0.3"]),
    "ipFamilyPolicy": some.sampled_from(["SingleStack", "PreferDualStack", "RequireDualStack"]),
}
NODE_PORT = some.sampled_from([None, 30000, 30001])


def ports(*, nodes: bool) -> some.SearchStrategy[list[dict[str, Any]]]:
    plain = some.integers(1, 3).flatmap(lambda count: some.tuples(*(port(index, wild=False) for index in range(count))))
    if not nodes:
        return plain.map(list)
    return some.tuples(plain, NODE_PORT).map(lambda pair: [{**pair[0][0], "nodePort": pair[1]}, *pair[0][1:]])


PLAUSIBLE = some.one_of(
    some.fixed_dictionaries({"ports": ports(nodes=False)}, optional={**FREE, **ADDRESSED}),
    some.fixed_dictionaries({"ports": ports(nodes=False), "clusterIP": some.just("None")}, optional={"selector": FREE["selector"]}),
    some.fixed_dictionaries({"type": some.just("NodePort"), "ports": ports(nodes=True)}, optional={**FREE, **ADDRESSED}),
    some.fixed_dictionaries(
        {"type": some.just("LoadBalancer"), "ports": ports(nodes=True)},
        optional={**FREE, **ADDRESSED, "externalTrafficPolicy": some.just("Local"), "allocateLoadBalancerNodePorts": some.booleans()},
    ),
    some.just({"type": "ExternalName", "externalName": "a.example.com"}),
)
WILD = some.fixed_dictionaries(
    {"ports": some.tuples(port(0, wild=True), port(1, wild=True)) | some.tuples(port(0, wild=True)) | some.just(())},
    optional={
        "type": some.sampled_from(["ClusterIP", "NodePort", "LoadBalancer", "ExternalName", "Other"]),
        "clusterIP": some.sampled_from(ADDRESSES),
        "clusterIPs": some.lists(some.sampled_from(ADDRESSES), max_size=3),
        "ipFamilies": some.lists(some.sampled_from(["IPv4", "IPv6", "IPv5"]), max_size=2),
        "ipFamilyPolicy": some.sampled_from(["SingleStack", "PreferDualStack", "RequireDualStack", "Other"]),
        "selector": some.sampled_from([{}, {"app": "web"}]),
        "externalName": some.sampled_from(["a.example.com", "A"]),
        "externalIPs": some.sampled_from([[], ["198.51.100.1"], ["127.0.0.1"]]),
        "externalTrafficPolicy": some.sampled_from(["Cluster", "Local"]),
        "healthCheckNodePort": some.sampled_from(PORTS),
        "allocateLoadBalancerNodePorts": some.booleans(),
    },
)
SPECS = PLAUSIBLE | PLAUSIBLE | PLAUSIBLE | WILD
CHANGES = some.lists(some.tuples(some.sampled_from(["a", "b", "c"]), SPECS | some.none()), min_size=1, max_size=8)


def held(service: Service) -> tuple[list[str], set[int]]:
    """The addresses and node ports that a stored Service holds."""
    if service.spec.type == "ExternalName":
        return [], set()
    ports = {one.nodePort for one in service.spec.ports if one.nodePort} | {service.spec.healthCheckNodePort or 0}
    return [ip for ip in service.spec.clusterIPs if ip != "None"], ports - {0}


@settings(max_examples=150)
@given(CHANGES, some.sampled_from(["1.24", "1.28", "1.32", "1.37"]))
def test_what_is_held_is_taken_by_one_alone_and_what_is_not_held_is_free(changes: list[tuple[str, Any]], version: str) -> None:
    chosen = Settings.parse({**RANGES, "version": version})
    state = State(chosen, Allocator(chosen, Stated()))
    state.put(Namespace(metadata=ObjectMeta(name="default")))
    for name, spec in changes:
        old = state.held("Service").get(("default", name))
        if spec is None:
            if old is not None:
                state.remove(old)
                state.allocator.release(old)
            continue
        result = admit(state, from_mapping({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}))
        if isinstance(result, Admitted):
            state.put(result.object)
            assert from_mapping(to_mapping(result.object)) == result.object
    services = [service for _, service in state.held("Service").items()]
    addresses = Counter(ip for service in services for ip in held(service)[0])
    ports = Counter(number for service in services for number in held(service)[1])
    assert set(addresses.values()) | set(ports.values()) <= {1}
    claim = state.allocator.claim()
    free = {ip for ip in ("10.96.0.2", "10.96.0.3") if claim.take_address(ip, "IPv4") is None}
    assert free == {"10.96.0.2", "10.96.0.3"} - set(addresses)
    assert {number for number in range(30000, 30004) if claim.take_port(number) is None} == set(range(30000, 30004)) - set(ports)


@settings(max_examples=150)
@given(SPECS)
def test_a_stored_service_is_accepted_again_unchanged(spec: Any) -> None:
    chosen = Settings.parse(RANGES)
    state = State(chosen, Allocator(chosen, Stated()))
    state.put(Namespace(metadata=ObjectMeta(name="default")))
    result = admit(state, from_mapping({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": spec}))
    if isinstance(result, Admitted):
        state.put(result.object)
        again = admit(state, result.object)
        assert isinstance(again, Admitted), again
        assert again.object == result.object
