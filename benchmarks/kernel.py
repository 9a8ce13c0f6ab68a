"""One real TCP connection through the rules that the trainer prints: a pod on one node, a ClusterIP, a pod on another.

The network is that of tests/kernel/lab.py: namespaces of its own, gone when it ends. It needs Linux, `ip`, and `nft` or `iptables`;
`missing` says what is not there.
"""

from __future__ import annotations

import statistics
from typing import Any

from k8s_svc_trainer.printers.rules import rules_text
from k8s_svc_trainer.sim import Cluster, Settings
from tests.kernel.lab import answers, missing

__all__ = ["MODES", "connection", "missing"]

MODES = ("nftables", "iptables")
NODES = {"node-1": "192.168.0.11", "node-2": "192.168.0.12"}
RANGES = {"node-1": "10.244.1.0/24", "node-2": "10.244.2.0/24"}
PODS = {"client": ("node-1", "10.244.1.10", 0), "web": ("node-2", "10.244.2.7", 8080)}
CLUSTER_IP, TRIES = "10.96.20.10", 200


def connection(mode: str) -> float:
    """Microseconds until a connection through the rules of a mode stands, the median of many in turn."""
    state = cluster(mode).state
    rules = {node: rules_text(state, node) for node in NODES}
    timed = {"client": (f"{CLUSTER_IP}:80", TRIES)}
    plan = {"nodes": NODES, "ranges": RANGES, "pods": PODS, "balanced": {}, "rules": {mode: rules}, "timed": timed}
    return statistics.median(answers(plan)[mode]["client"])


def cluster(mode: str) -> Cluster:
    """Two nodes, a client on the one, an endpoint on the other, a Service before it."""
    spec = {"clusterIP": CLUSTER_IP, "selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080}]}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": spec}
    return Cluster(Settings(proxyMode=mode, nodes=len(NODES)), [*map(pod, PODS), service])


def pod(name: str) -> dict[str, Any]:
    node, ip, port = PODS[name]
    ports = [{"containerPort": port}] if port else []
    spec = {"nodeName": node, "containers": [{"name": "main", "image": "app", "ports": ports}]}
    meta = {"name": name, "labels": {"app": name}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec, "status": {"phase": "Running", "podIP": ip}}
