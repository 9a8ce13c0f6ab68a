"""The way of one packet: sources that there are, what decides, and what is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.sim import path
from k8s_svc_trainer.sim.allocate import Allocator, Stated
from k8s_svc_trainer.sim.faults import Misuse
from k8s_svc_trainer.sim.manifest import from_mapping
from k8s_svc_trainer.sim.names import parse_source
from k8s_svc_trainer.sim.results import Connection, Outcome, Stage
from k8s_svc_trainer.sim.settings import Settings
from k8s_svc_trainer.sim.state import State


def node(number: int) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": f"node-{number}"},
        "spec": {"podCIDRs": [f"10.244.{number}.0/24"]},
        "status": {"addresses": [{"type": "InternalIP", "address": f"192.168.0.1{number}"}]},
    }


def pod(
    name: str, place: int | None, ip: str | None, *, phase: str = "Running", listen: str = "8080", host: bool = False
) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "default", "annotations": {"k8s-svc-trainer/listen": listen}},
        "spec": {"containers": [], **({"nodeName": f"node-{place}"} if place else {}), **({"hostNetwork": True} if host else {})},
        "status": {"phase": phase, **({"podIPs": [{"ip": ip}]} if ip else {})},
    }


def service(**spec: Any) -> dict[str, Any]:
    plain = {"type": "NodePort", "clusterIP": "10.96.0.80", "ports": [{"port": 80, "protocol": "TCP", "nodePort": 30080}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "default"}, "spec": {**plain, **spec}}


def slice_(*listed: tuple[str, int], managed: bool = True) -> dict[str, Any]:
    made_by = {"endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io"} if managed else {}
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": "web-1", "namespace": "default", "labels": {"kubernetes.io/service-name": "web", **made_by}},
        "addressType": "IPv4",
        "ports": [{"port": 8080, "protocol": "TCP"}],
        "endpoints": [{"addresses": [ip], "nodeName": f"node-{number}"} for ip, number in listed],
    }


WEB = (pod("web-1", 1, "10.244.1.5"), pod("web-2", 2, "10.244.2.7"), slice_(("10.244.1.5", 1), ("10.244.2.7", 2)))
CLIENT = pod("client", 1, "10.244.1.10", listen="")


def cluster(*objects: dict[str, Any], **settings: Any) -> State:
    chosen = Settings.parse(settings)
    state = State(chosen, Allocator(chosen, Stated()))
    for manifest in (*map(node, (1, 2, 3)), CLIENT, *objects):
        state.put(from_mapping(manifest))
    return state


def connect(state: State, source: str, to: str, protocol: str = "TCP") -> Connection:
    ip, _, port = to.rpartition(":")
    return path.packet(state, path.origin(state, parse_source(source)), ip.strip("[]"), int(port), protocol=protocol)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("pod/default/nobody", id="a pod that is not there"),
        pytest.param("pod/default/done", id="a pod that has finished"),
        pytest.param("pod/default/waiting", id="a pod that has not started"),
        pytest.param("node/node-9", id="a node that is not there"),
        pytest.param("namespace/default", id="a namespace"),
    ],
)
def test_sources_that_cannot_connect_are_misuse(source: str) -> None:
    state = cluster(pod("done", 1, "10.244.1.20", phase="Succeeded"), pod("waiting", None, None, phase="Pending"))
    with pytest.raises(Misuse, match=source.rpartition("/")[2] if "namespace" not in source else "namespace"):
        path.origin(state, parse_source(source))


def test_a_connection_is_told_step_by_step() -> None:
    found = connect(cluster(service(), *WEB), "pod/default/client", "10.96.0.80:80")
    assert [hop.stage for hop in found.hops] == [Stage.SOURCE, Stage.RULES, Stage.CHOOSE, Stage.DNAT, Stage.ROUTE, Stage.LISTEN]
    assert [hop.object for hop in found.hops][1:4] == ["KUBE-SERVICES", "KUBE-SVC-LOLE4ISW44XBNF3G", "KUBE-SEP-XQWD6PXGZUTOOIVQ"]
    assert found.why == "pod default/web-1 listens on 8080/TCP"


SERVICE, LOCAL, EXTERNAL = (f"{kind}-PFISGYVC-default/web/tcp/" for kind in ("service", "local", "external"))
ENDPOINT = "endpoint-T6OEKE6Q-default/web/tcp/__10.244.1.5/8080"


@pytest.mark.parametrize(
    ("version", "spec", "source", "to", "chains"),
    [
        pytest.param("1.35", {}, "pod/default/client", "10.96.0.80:80", [SERVICE, ENDPOINT], id="until 1.35 an endpoint has a chain"),
        pytest.param("1.36", {}, "pod/default/client", "10.96.0.80:80", [SERVICE, SERVICE], id="from 1.36 it has none"),
        pytest.param(
            "1.37",
            {"sessionAffinity": "ClientIP"},
            "pod/default/client",
            "10.96.0.80:80",
            [SERVICE, ENDPOINT],
            id="but for session affinity",
        ),
        pytest.param(
            "1.35", {}, "pod/default/web-1", "10.96.0.80:80", [SERVICE, ENDPOINT, ENDPOINT], id="until 1.35 its chain marks a loop"
        ),
        pytest.param("1.36", {}, "pod/default/web-1", "10.96.0.80:80", [SERVICE, "masquerading", SERVICE], id="from 1.36 a set finds it"),
        pytest.param(
            "1.35", {}, "node/node-1", "10.96.0.80:80", [SERVICE, SERVICE, ENDPOINT], id="until 1.35 a Service's chain marks strangers"
        ),
        pytest.param("1.36", {}, "node/node-1", "10.96.0.80:80", ["services", SERVICE, SERVICE], id="from 1.36 one rule marks all"),
        pytest.param(
            "1.36",
            {"externalTrafficPolicy": "Local"},
            "external/198.51.100.7",
            "192.168.0.11:30080",
            [LOCAL, LOCAL],
            id="the chain of policy Local translates too",
        ),
        pytest.param(
            "1.36", {}, "external/198.51.100.7", "192.168.0.11:30080", [EXTERNAL, SERVICE, SERVICE], id="what comes from outside is marked"
        ),
    ],
)
def test_the_chains_of_nftables_are_told_as_the_version_has_them(
    version: str, spec: dict[str, Any], source: str, to: str, chains: list[str]
) -> None:
    found = connect(cluster(service(**spec), *WEB[::2], proxyMode="nftables", version=version), source, to)
    told = {Stage.CHOOSE, Stage.MASQUERADE, Stage.DNAT}
    assert [hop.object for hop in found.ways[0].hops if hop.stage in told] == chains


@pytest.mark.parametrize(
    ("source", "to", "mode", "outcome", "why"),
    [
        pytest.param(
            "pod/default/client", "10.96.0.80:81", "iptables", "timeout", "10.96.0.80 is nowhere in the cluster", id="iptables: no rule"
        ),
        pytest.param(
            "pod/default/client", "10.96.0.80:81", "nftables", "refused", "cluster-ips-check on node-1 rejects", id="nftables: a wrong port"
        ),
        pytest.param(
            "pod/default/client", "10.96.7.7:80", "nftables", "timeout", "cluster-ips-check on node-1 drops", id="nftables: no such Service"
        ),
        pytest.param(
            "pod/default/client", "10.96.0.80:81", "ipvs", "refused", "KUBE-IPVS-FILTER on node-1 rejects", id="ipvs: a wrong port"
        ),
        pytest.param("pod/default/client", "10.244.2.99:80", "iptables", "unreachable", "no pod has it", id="an address of nobody"),
        pytest.param(
            "pod/default/client", "192.168.0.12:22", "iptables", "refused", "no process of node node-2 listens", id="a silent node"
        ),
        pytest.param(
            "external/198.51.100.7", "10.244.1.5:8080", "iptables", "unreachable", "no route leads from outside", id="a pod from outside"
        ),
        pytest.param("external/198.51.100.7", "[fd00::1]:80", "iptables", "unreachable", "has no address of IPv6", id="the other family"),
        pytest.param(
            "external/198.51.100.7", "127.0.0.1:80", "iptables", "refused", "the client's own loopback", id="an outsider's loopback"
        ),
        pytest.param(
            "node/node-3", "127.0.0.1:30080", "ipvs", "refused", "no process of node node-3 listens on 30080/TCP", id="ipvs: loopback"
        ),
    ],
)
def test_what_decides_is_said(source: str, to: str, mode: str, outcome: str, why: str) -> None:
    found = connect(cluster(service(), *WEB, proxyMode=mode), source, to)
    assert found.outcome == outcome
    assert why in found.why


def test_an_answer_that_goes_another_way_is_a_timeout() -> None:
    found = connect(cluster(service(externalTrafficPolicy="Local"), *WEB, proxyMode="ipvs"), "external/198.51.100.7", "192.168.0.13:30080")
    assert (found.outcome, found.backends) == (Outcome.TIMEOUT, ("10.244.1.5:8080", "10.244.2.7:8080"))
    assert found.why.startswith("10.244.1.5:8080 answers 198.51.100.7 directly and not through node-3")


def test_a_finished_pod_is_nobody() -> None:
    state = cluster(service(), pod("web-1", 1, "10.244.1.5", phase="Failed"), slice_(("10.244.1.5", 1)))
    assert connect(state, "pod/default/client", "10.96.0.80:80").outcome is Outcome.UNREACHABLE


def test_an_address_of_the_controllers_slice_that_no_pod_holds_is_nobodys() -> None:
    assert connect(cluster(service(), slice_(("10.244.1.5", 1))), "pod/default/client", "10.96.0.80:80").outcome is Outcome.UNREACHABLE


def test_an_address_of_a_written_slice_that_no_pod_holds_listens_on_the_slices_ports() -> None:
    state = cluster(service(), slice_(("10.244.2.9", 2), managed=False))
    assert connect(state, "pod/default/client", "10.96.0.80:80").outcome is Outcome.CONNECTED
    assert connect(state, "pod/default/client", "10.244.2.9:8080").outcome is Outcome.CONNECTED
    assert connect(state, "pod/default/client", "10.244.2.9:80").outcome is Outcome.REFUSED


def test_health_checks_are_told_by_family_and_node() -> None:
    balanced = service(type="LoadBalancer", externalTrafficPolicy="Local", healthCheckNodePort=31000)
    state = cluster(balanced, *WEB)
    assert [path.health_check(state, f"node-{number}", 31000) for number in (1, 2, 3)] == [True, True, False]
    assert path.health_check(state, "node-1", 31001) is None
    state.stopped["node-1"] = state.tables.fork()
    assert path.health_check(state, "node-1", 31000) is None


def test_the_same_question_after_a_change_has_another_answer() -> None:
    state = cluster(service(), *WEB)
    assert connect(state, "pod/default/client", "10.96.0.80:80").outcome is Outcome.CONNECTED
    state.put(from_mapping(pod("web-1", 1, "10.244.1.5", listen="")))
    assert connect(state, "pod/default/client", "10.96.0.80:80").outcome is Outcome.MIXED


def test_a_fork_keeps_its_own_affinity() -> None:
    state = cluster(service(sessionAffinity="ClientIP"), *WEB[:1], slice_(("10.244.1.5", 1)))
    fork = state.fork()
    connect(fork, "pod/default/client", "10.96.0.80:80")
    for one in (state, fork):
        one.put(from_mapping(WEB[1]))
        one.put(from_mapping(WEB[2]))
    assert connect(fork, "pod/default/client", "10.96.0.80:80").backends == ("10.244.1.5:8080",)
    assert connect(state, "pod/default/client", "10.96.0.80:80").backends == ("10.244.1.5:8080", "10.244.2.7:8080")


def test_a_written_slice_may_list_a_process_of_a_node() -> None:
    state = cluster(service(), slice_(("192.168.0.12", 2), managed=False))
    found = connect(state, "pod/default/client", "10.96.0.80:80")
    assert found.outcome is Outcome.CONNECTED
    assert found.why == "a process that EndpointSlice default/web-1 lists listens on 8080/TCP of node-2"


def host_port(name: str, place: int, ip: str, *, phase: str = "Running", at: str | None = None) -> dict[str, Any]:
    made = pod(name, place, ip, phase=phase)
    port = {"containerPort": 8080, "hostPort": 8000, **({"hostIP": at} if at else {})}
    return {**made, "spec": {**made["spec"], "containers": [{"name": "c", "ports": [port]}]}}


@pytest.mark.parametrize(
    ("taken", "to", "outcome"),
    [
        pytest.param(host_port("web-1", 2, "10.244.2.5"), "192.168.0.12:8000", "connected", id="a running pod has the port of its node"),
        pytest.param(host_port("web-1", 2, "10.244.2.5"), "127.0.0.1:8000", "refused", id="not at the loopback of the node"),
        pytest.param(
            host_port("web-1", 2, "10.244.2.5", phase="Failed"), "192.168.0.12:8000", "refused", id="a finished pod gives it back"
        ),
        pytest.param(
            host_port("web-1", 2, "10.244.2.5", at="192.168.9.9"), "192.168.0.12:8000", "refused", id="only at the address that it names"
        ),
    ],
)
def test_host_ports(taken: dict[str, Any], to: str, outcome: str) -> None:
    assert connect(cluster(taken), "node/node-2", to).outcome.value == outcome


def test_a_pod_in_its_nodes_network_that_has_finished_or_runs_elsewhere_listens_no_more() -> None:
    finished = pod("agent", 2, "192.168.0.12", phase="Succeeded", listen="9100", host=True)
    moved = pod("other", 3, "192.168.0.12", listen="9100", host=True)
    assert connect(cluster(finished, moved), "pod/default/client", "192.168.0.12:9100").outcome is Outcome.REFUSED


def test_a_pod_on_a_node_that_is_not_there_cannot_connect() -> None:
    with pytest.raises(Misuse, match="pod/default/lost is on node node-9, which is not there"):
        connect(cluster(pod("lost", 9, "10.244.9.5")), "pod/default/lost", "10.96.0.80:80")


def test_a_balancer_that_delivers_to_a_node_without_rules_loses_the_packet() -> None:
    state = cluster(*WEB, cloud="generic-direct")
    for number in (1, 2, 3):
        state.stopped[f"node-{number}"] = state.tables.fork()
    ingress = {"status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.5"}]}}}
    state.put(from_mapping({**service(type="LoadBalancer"), **ingress}))
    found = connect(state, "external/198.51.100.7", "203.0.113.5:80")
    assert (found.outcome, found.why) == (
        Outcome.TIMEOUT,
        "the load balancer put 203.0.113.5:80 on node-1, which has no rule for it: the packet goes astray",
    )


def test_in_ipvs_mode_a_family_without_a_range_of_pods_is_not_masqueraded() -> None:
    six = {**slice_(("fd00:1::5", 1), managed=False), "addressType": "IPv6"}
    dual = service(clusterIP="fd00:96::80", clusterIPs=["fd00:96::80"], ipFamilies=["IPv6"])
    client = {**pod("six", 1, None), "status": {"phase": "Running", "podIPs": [{"ip": "fd00:1::9"}]}}
    state = cluster(dual, six, client, proxyMode="ipvs", serviceCIDRs=["10.96.0.0/16", "fd00:96::/112"])
    found = connect(state, "pod/default/six", "[fd00:96::80]:80")
    assert (found.outcome, found.masqueraded) == (Outcome.CONNECTED, False)
