"""What holds of kube-proxy's rules for every Service, endpoint and client: they agree with what may be used, in all modes."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from k8s_svc_trainer.sim import path
from k8s_svc_trainer.sim.allocate import Allocator, Stated
from k8s_svc_trainer.sim.manifest import from_mapping
from k8s_svc_trainer.sim.names import parse_source
from k8s_svc_trainer.sim.proxy.endpoints import Usable, categorize
from k8s_svc_trainer.sim.proxy.seen import backends_of, ports_of
from k8s_svc_trainer.sim.results import Connection, Outcome
from k8s_svc_trainer.sim.settings import Settings
from k8s_svc_trainer.sim.state import State

NODES = ("node-1", "node-2", "node-3")
MODES = ("iptables", "nftables", "ipvs")
CLUSTER_IP, NODE_PORT = "10.96.0.80:80", "192.168.0.11:30080"
SERVICE = ("default", "web")

endpoint = st.fixed_dictionaries(
    {
        "node": st.sampled_from((*NODES, None)),
        "ready": st.booleans(),
        "serving": st.booleans(),
        "terminating": st.booleans(),
        "zones": st.sampled_from(((), ("zone-1",), ("zone-2",), ("zone-1", "zone-2"))),
    }
)
endpoints = st.lists(endpoint, max_size=5)
policies = st.fixed_dictionaries(
    {"externalTrafficPolicy": st.sampled_from(("Cluster", "Local")), "internalTrafficPolicy": st.sampled_from(("Cluster", "Local"))}
)
clients = st.sampled_from(("pod/default/client-1", "pod/default/client-3", "node/node-1", "external/198.51.100.7"))


def node(number: int) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": f"node-{number}", "labels": {"topology.kubernetes.io/zone": f"zone-{number}"}},
        "spec": {"podCIDRs": [f"10.244.{number}.0/24"]},
        "status": {"addresses": [{"type": "InternalIP", "address": f"192.168.0.1{number}"}]},
    }


def client(number: int) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": f"client-{number}", "namespace": "default"},
        "spec": {"nodeName": f"node-{number}", "containers": []},
        "status": {"phase": "Running", "podIPs": [{"ip": f"10.244.{number}.10"}]},
    }


def cluster(mode: str, policy: dict[str, str], listed: list[dict[str, Any]]) -> State:
    chosen = Settings(proxyMode=mode)
    state = State(chosen, Allocator(chosen, Stated()))
    spec = {"type": "NodePort", "clusterIP": "10.96.0.80", "ports": [{"port": 80, "protocol": "TCP", "nodePort": 30080}], **policy}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "default"}, "spec": spec}
    written = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": "web-1", "namespace": "default", "labels": {"kubernetes.io/service-name": "web"}},
        "addressType": "IPv4",
        "ports": [{"port": 8080, "protocol": "TCP"}],
        "endpoints": [
            {
                "addresses": [f"10.244.{(one['node'] or 'node-9')[-1]}.{100 + index}"],
                "conditions": {key: one[key] for key in ("ready", "serving", "terminating")},
                "hints": {"forZones": [{"name": zone} for zone in one["zones"]]},
                **({"nodeName": one["node"]} if one["node"] else {}),
            }
            for index, one in enumerate(listed)
        ],
    }
    for manifest in (*map(node, (1, 2, 3)), client(1), client(3), service, written):
        state.put(from_mapping(manifest))
    return state


def connect(state: State, source: str, to: str) -> Connection:
    ip, _, port = to.rpartition(":")
    return path.packet(state, path.origin(state, parse_source(source)), ip, int(port))


def usable_on(state: State, name: str) -> Usable:
    service = state.objects["Service"].get(SERVICE)
    (port,) = ports_of(service)
    return categorize(backends_of(state.tables.slices.get(SERVICE) or (), port, minor=37), port, name, f"zone-{name[-1]}", minor=37)


def stated(mode: str, policy: dict[str, str], usable: Usable, *, inside: bool, short: bool) -> tuple[str, ...] | Outcome:
    """Which endpoints a packet gets, said without rules; `short`: it comes from a pod or from the node itself."""
    local = policy["internalTrafficPolicy" if inside else "externalTrafficPolicy"] == "Local"
    if not usable.anywhere:
        return Outcome.REFUSED
    if not local or (short and not inside and mode != "ipvs"):
        chosen = usable.cluster
    elif mode == "ipvs":
        chosen = usable.local or usable.cluster
    else:
        chosen = usable.local
    return tuple(sorted(one.at for one in chosen)) or Outcome.TIMEOUT


@settings(max_examples=150)
@given(st.sampled_from(MODES), policies, endpoints, clients)
def test_the_rules_agree_with_what_a_node_may_use(mode: str, policy: dict[str, str], listed: list[dict[str, Any]], source: str) -> None:
    state = cluster(mode, policy, listed)
    outside = source.startswith("external")
    if not outside:
        found = connect(state, source, CLUSTER_IP)
        said = stated(mode, policy, usable_on(state, f"node-{source[-1]}"), inside=True, short=True)
        assert (found.backends or found.outcome) == said
    found = connect(state, source, NODE_PORT)
    said = stated(mode, policy, usable_on(state, "node-1"), inside=False, short=not outside)
    assert (found.backends or found.outcome) == said


@settings(max_examples=100)
@given(st.sampled_from(MODES), policies, endpoints, st.sampled_from(NODES), clients)
def test_an_endpoint_that_is_not_ready_never_widens_the_set(
    mode: str, policy: dict[str, str], listed: list[dict[str, Any]], where: str, source: str
) -> None:
    dead = {"node": where, "ready": False, "serving": False, "terminating": False, "zones": ()}
    before, after = cluster(mode, policy, listed), cluster(mode, policy, [*listed, dead])
    for to in (CLUSTER_IP, NODE_PORT):
        one, other = connect(before, source, to), connect(after, source, to)
        assert (one.outcome, one.backends, one.masqueraded) == (other.outcome, other.backends, other.masqueraded)


@settings(max_examples=100)
@given(policies, endpoints, clients)
def test_the_modes_differ_only_where_ipvs_knows_no_policy_local(policy: dict[str, str], listed: list[dict[str, Any]], source: str) -> None:
    iptables, nftables, ipvs = (cluster(mode, policy, listed) for mode in MODES)
    for to in (CLUSTER_IP, NODE_PORT):
        one, two, three = (connect(state, source, to) for state in (iptables, nftables, ipvs))
        assert (one.outcome, one.backends, one.masqueraded) == (two.outcome, two.backends, two.masqueraded)
        if "Local" not in policy.values():
            assert (one.outcome, one.backends, one.masqueraded) == (three.outcome, three.backends, three.masqueraded)


@settings(max_examples=60)
@given(st.sampled_from(MODES), policies, endpoints, clients)
def test_every_way_tells_hops_and_ends_where_it_says(mode: str, policy: dict[str, str], listed: list[dict[str, Any]], source: str) -> None:
    state = cluster(mode, policy, listed)
    for to in (CLUSTER_IP, NODE_PORT):
        found = connect(state, source, to)
        assert found.ways
        for way in found.ways:
            assert way.hops
            assert all(hop.text for hop in way.hops)
            assert way.outcome is Outcome.CONNECTED or sum(hop.decided for hop in way.hops) == 1
        assert {way.backend for way in found.ways if way.backend} <= set(found.backends)


@settings(max_examples=60)
@given(st.sampled_from(MODES), policies, endpoints, clients)
def test_a_fork_sees_the_same_and_leaves_no_trace(mode: str, policy: dict[str, str], listed: list[dict[str, Any]], source: str) -> None:
    state = cluster(mode, {**policy, "sessionAffinity": "ClientIP"}, listed)
    fork = state.fork()
    assert connect(fork, source, NODE_PORT) == connect(state, source, NODE_PORT)
    assert connect(fork, source, CLUSTER_IP) == connect(state, source, CLUSTER_IP)
