"""The printed rules, loaded into network namespaces: what real connections meet is what the simulator says.

Where the machine has no network namespaces or no netfilter tools the tests are skipped with the reason; with
K8S_SVC_TRAINER_KERNEL=required in the environment that is a failure. nftables mode is loaded in each layout that behaves otherwise.
Not compared: load balancers that send a node's packet back to it, and what docs/fidelity.md says of pods that call themselves.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import pytest

from k8s_svc_trainer.printers.rules import rules_text
from k8s_svc_trainer.sim import Cluster, Settings, parse_source
from k8s_svc_trainer.sim.path import origin, packet
from k8s_svc_trainer.sim.results import Connection, Outcome
from tests.kernel.lab import answers, missing

MODES = {"iptables": "1.37", "nftables 1.32": "1.32", "nftables 1.35": "1.35", "nftables 1.36": "1.36", "nftables 1.37": "1.37"}
NODES = {f"node-{number}": f"192.168.0.1{number}" for number in (1, 2, 3)}
RANGES = {f"node-{number}": f"10.244.{number}.0/24" for number in (1, 2, 3)}
PODS = {
    "client-1": ("node-1", "10.244.1.10", 0),
    "client-3": ("node-3", "10.244.3.10", 0),
    "web-1": ("node-1", "10.244.1.5", 8080),
    "web-2": ("node-2", "10.244.2.7", 8080),
}
SOURCES = {"client-1": "pod/default/client-1", "client-3": "pod/default/client-3", "web-1": "pod/default/web-1"}
OUTSIDE = {"outside": "external/198.51.100.7"}
HOSTS = {"node-1": "node/node-1", "node-3": "node/node-3"}
SERVICES: Mapping[str, tuple[int, dict[str, Any]]] = {
    "cluster": (10, {"selector": {"app": "web"}}),
    "local": (11, {"selector": {"app": "web"}, "externalTrafficPolicy": "Local"}),
    "inner": (12, {"selector": {"app": "web"}, "internalTrafficPolicy": "Local"}),
    "both": (13, {"selector": {"app": "web"}, "internalTrafficPolicy": "Local", "externalTrafficPolicy": "Local"}),
    "empty": (14, {"selector": {"app": "nobody"}}),
    "ranged": (15, {"selector": {"app": "web"}, "loadBalancerSourceRanges": ["192.168.0.0/24"]}),
}
ERRNO = {"errno 111": Outcome.REFUSED, "errno 113": Outcome.UNREACHABLE, "errno 101": Outcome.UNREACHABLE, "silence": Outcome.TIMEOUT}
TRIES = 20  # two endpoints: that all go to one has a chance of 1 in half a million


def pod(name: str) -> dict[str, Any]:
    node, ip, port = PODS[name]
    meta = {"name": name, "labels": {"app": name.partition("-")[0]}, "annotations": {"k8s-svc-trainer/listen": str(port or "")}}
    spec = {"nodeName": node, "containers": [{"name": "main", "image": "app"}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec, "status": {"phase": "Running", "podIP": ip}}


def service(name: str) -> dict[str, Any]:
    number, extra = SERVICES[name]
    ports = [{"port": 80, "targetPort": 8080, "nodePort": 30600 + number}]
    spec = {"type": "LoadBalancer", "clusterIP": f"10.96.20.{number}", "externalIPs": [f"198.18.20.{number}"], "ports": ports, **extra}
    status = {"loadBalancer": {"ingress": [{"ip": f"203.0.113.{number}"}]}}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec, "status": status}


def cluster(mode: str) -> Cluster:
    return Cluster(
        Settings(proxyMode=mode.partition(" ")[0], version=MODES[mode], cloud="generic-direct"), [*map(pod, PODS), *map(service, SERVICES)]
    )


def destinations(source: str) -> list[str]:
    found = [f"{ip}:{30600 + number}" for number, _ in SERVICES.values() for ip in ("192.168.0.11", "192.168.0.13")]
    if source != "outside":
        found += [f"10.96.20.{number}:{port}" for number, _ in SERVICES.values() for port in (80, 81)]
        found += ["10.244.1.5:8080", "10.244.1.5:9", "10.96.99.9:80"]
    if source in SOURCES:
        found += [f"{net}.{number}:80" for number, _ in SERVICES.values() for net in ("198.18.20", "203.0.113")]
    if source in HOSTS:
        found += [f"127.0.0.1:{30600 + number}" for number, _ in SERVICES.values()]
        found += [f"{net}.{number}:80" for name, (number, _) in SERVICES.items() if name != "empty" for net in ("198.18.20", "203.0.113")]
    return found


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, dict[str, list[str]]]]:
    reason = missing()
    if reason:
        (pytest.fail if os.environ.get("K8S_SVC_TRAINER_KERNEL") == "required" else pytest.skip)(reason)
    plan = {
        "nodes": NODES,
        "ranges": RANGES,
        "pods": PODS,
        "balanced": {},
        "rules": {mode: {node: rules_text(cluster(mode).state, node) for node in NODES} for mode in MODES},
        "probes": {source: [(to, TRIES) for to in destinations(source)] for source in (*SOURCES, *HOSTS, *OUTSIDE)},
    }
    return answers(plan)


def seen(said: list[str], own: str) -> tuple[str, set[str], bool | None]:
    """What real connections met: outcome, endpoints, and whether the endpoint saw another address than the client's."""
    outcomes = {ERRNO.get(one, Outcome.CONNECTED) for one in said}
    answered = [one.split() for one in said if one not in ERRNO]
    hidden = {source != own for _, source in answered}
    return (
        str(outcomes.pop() if len(outcomes) == 1 else Outcome.MIXED),
        {place for place, _ in answered},
        hidden.pop() if len(hidden) == 1 else None,
    )


def expected(found: Connection) -> tuple[str, set[str], bool | None]:
    reached = {way.backend for way in found.ways if way.outcome is Outcome.CONNECTED and way.backend}
    hidden = {way.masqueraded for way in found.ways if way.outcome is Outcome.CONNECTED}
    return str(found.outcome), reached, hidden.pop() if len(hidden) == 1 else None


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("source", [*SOURCES, *HOSTS, *OUTSIDE])
def test_real_connections_meet_what_the_simulator_says(found: Any, mode: str, source: str) -> None:
    state = cluster(mode).state
    where = {**SOURCES, **HOSTS, **OUTSIDE}[source]
    own = PODS[source][1] if source in PODS else NODES.get(source, "198.51.100.7")
    differing = {}
    for to, said in found[mode][source].items():
        ip, _, port = to.rpartition(":")
        real, simulated = seen(said, own), expected(packet(state, origin(state, parse_source(where)), ip, int(port)))
        if source in HOSTS:  # a node's own address is also the one that masquerading shows
            real, simulated = (*real[:2], None), (*simulated[:2], None)
        if real != simulated:
            differing[to] = {"kernel": real, "simulator": simulated}
    assert differing == {}
