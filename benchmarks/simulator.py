"""How long the simulator takes in a cluster of 10,000 Services with ten ready endpoints each, on 100 nodes.

Beside each figure stand a bare dictionary look-up and one real TCP connection on this machine, plain and through the rules that are
printed, measured in the same run.
"""

from __future__ import annotations

import gc
import random
import resource
import socket
import statistics
import time
from collections.abc import Callable

from msgspec.structs import replace

from benchmarks import kernel
from k8s_svc_trainer.sim import Cluster, NamespaceSource, ObjectKey, PodSource, Settings
from k8s_svc_trainer.sim.manifest import from_mapping
from k8s_svc_trainer.sim.objects import Condition, KubeObject, Pod

NODES, SERVICES, ENDPOINTS, FEW = 100, 10_000, 10, 10
FURTHER = 500  # endpoints that one Service is given beside its ten


def measure(*, services: int = SERVICES) -> list[dict[str, object]]:
    """Each figure, its unit, and what is wished for."""
    parsed = objects(services)
    began = time.perf_counter()
    gc.freeze()
    gc.disable()
    large = cluster(parsed)
    gc.enable()
    built = time.perf_counter() - began
    small = cluster(objects(FEW))
    gc.collect()
    gc.freeze()  # what stands is not looked through again while single flows are timed
    few = flows(FEW)
    same_large, same_small = per_flow(large, few * 50), per_flow(small, few * 50)
    everywhere = per_flow(large, random.Random(7).choices(flows(services), k=5000))
    return [
        row("dictionary look-up", dictionary(), "µs", None),
        row("real TCP connection, plain loopback", connection(), "µs", None),
        *through_rules(),
        row("cluster built", built, "s", 5.0),
        row("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB", 1500),
        row("traced connection, the same ten flows", same_large, "µs", 20),
        row("against a cluster of ten Services", same_large / same_small, "times", 1.2),
        row("traced connection, random flows", everywhere, "µs", None),
        row("random flows against the same ten", everywhere / same_large, "times", 3.0),
        row("each further endpoint of a Service", further(large), "µs", 0.5),
        row("a pod's change settled", settled(large), "µs", 200),
        row("the same, by a merge patch", patched(large), "µs", None),
        row("a look-up", looked_up(large), "µs", 20),
        row("a fork", forked(large), "ms", 1.0),
    ]


def row(name: str, value: float, unit: str, wished: float | None) -> dict[str, object]:
    """One figure."""
    return {"name": name, "value": round(value, 3), "unit": unit, "wished": wished}


def through_rules() -> list[dict[str, object]]:
    """One real TCP connection through the rules that are printed, in each mode; where it cannot be made, why."""
    found = []
    for mode in kernel.MODES:
        name, reason = f"real TCP connection, rules of {mode}", kernel.missing(mode)
        if reason:
            found.append({"name": name, "value": None, "unit": "µs", "wished": None, "why": reason})
        else:
            found.append(row(name, kernel.connection(mode), "µs", None))
    return found


def objects(services: int) -> list[KubeObject]:
    """Nodes, Services, their pods and one client on each node, parsed."""
    nodes = min(NODES, max(3, services))
    made = [node(number) for number in range(nodes)]
    made += [pod(f"client-{number}", number, {}, address(number, 250)) for number in range(nodes)]
    for number in range(services):
        made.append(service(number))
        for place in range(ENDPOINTS):
            count = number * ENDPOINTS + place
            made.append(pod(f"web-{count}", count % nodes, {"app": f"web-{number}"}, address(count % nodes, count // nodes + 256)))
    return [from_mapping(one) for one in made]


def address(node_number: int, place: int) -> str:
    """An address of a node's range, a /20 of 10.128.0.0/9."""
    number = (10 << 24) + (128 << 16) + node_number * 4096 + place
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def node(number: int) -> dict[str, object]:
    cidr = f"{address(number, 0)}/20"
    status = {"addresses": [{"type": "InternalIP", "address": f"192.168.{number // 200}.{number % 200 + 11}"}]}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": f"node-{number}"},
        "spec": {"podCIDR": cidr, "podCIDRs": [cidr]},
        "status": status,
    }


def pod(name: str, node_number: int, labels: dict[str, str], ip: str) -> dict[str, object]:
    spec = {"nodeName": f"node-{node_number}", "containers": [{"name": "c", "image": "i", "ports": [{"containerPort": 8080}]}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": labels}, "spec": spec, "status": {"podIP": ip}}


def service(number: int) -> dict[str, object]:
    spec = {
        "type": "NodePort" if number % 10 == 0 else "ClusterIP",
        "clusterIP": f"10.96.{number // 250 + 1}.{number % 250 + 1}",
        "selector": {"app": f"web-{number}"},
        "ports": [{"port": 80, "targetPort": 8080}],
    }
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": f"web-{number}"}, "spec": spec}


def cluster(parsed: list[KubeObject]) -> Cluster:
    """A cluster of these objects."""
    return Cluster(Settings.parse({"podCIDRs": ["10.128.0.0/9"]}), parsed)


def flows(services: int) -> list[tuple[PodSource, str]]:
    """One flow to each Service, from clients in turn."""
    nodes = min(NODES, max(3, services))
    return [
        (PodSource("default", f"client-{number % nodes}"), f"10.96.{number // 250 + 1}.{number % 250 + 1}:80") for number in range(services)
    ]


def per_flow(held: Cluster, asked: list[tuple[PodSource, str]]) -> float:
    """Microseconds for each traced connection, best of three rounds after one that warms."""
    held = held.fork()

    def once() -> None:
        for source, to in asked:
            held.connect(source, to)

    once()
    return best(once) / len(asked) * 1e6


def further(held: Cluster) -> float:
    """Microseconds that a traced connection takes longer for each endpoint that its Service has beyond ten."""
    held = held.fork()
    asked = flows(2)[1:] * 100
    ten = per_flow(held, asked)
    for place in range(FURTHER):
        held.apply(from_mapping(pod(f"more-{place}", place % NODES, {"app": "web-1"}, address(place % NODES, 2000 + place))))
    return (per_flow(held, asked) - ten) / FURTHER


def settled(held: Cluster) -> float:
    """Microseconds for a pod's change of readiness, applied as a parsed object and settled."""
    held = held.fork()
    pods = [held.state.one(Pod, "default", f"web-{number}") for number in range(200)]
    turned = {
        word: [
            replace(one, status=replace(one.status, conditions=(Condition(type="Ready", status=word),))) for one in pods if one is not None
        ]
        for word in ("False", "True")
    }
    words = ["False", "True"] * 3

    def once() -> None:
        for one in turned[words.pop()]:
            held.apply(one)

    once()
    return best(once) / len(pods) * 1e6


def patched(held: Cluster) -> float:
    """Microseconds for the same change as a merge patch, which reads and prints the whole manifest."""
    held = held.fork()
    keys = [ObjectKey("pod", "default", f"web-{number}") for number in range(200)]
    words = ["False", "True"] * 3

    def once() -> None:
        word = words.pop()
        for key in keys:
            held.patch(key, {"status": {"conditions": [{"type": "Ready", "status": word}]}})

    once()
    return best(once) / len(keys) * 1e6


def looked_up(held: Cluster) -> float:
    """Microseconds for a look-up of a full name."""
    source = NamespaceSource("default")
    names = [f"web-{number}.default.svc.cluster.local." for number in range(200)]

    def once() -> None:
        for name in names:
            held.resolve(source, name)

    once()
    return best(once) / len(names) * 1e6


def forked(held: Cluster) -> float:
    """Milliseconds for a fork."""

    def once() -> None:
        for _ in range(20):
            held.fork()

    once()
    return best(once) / 20 * 1e3


def best(once: Callable[[], None]) -> float:
    """Seconds, the best of three."""
    found = []
    for _ in range(3):
        began = time.perf_counter()
        once()
        found.append(time.perf_counter() - began)
    return min(found)


def dictionary() -> float:
    """Microseconds for a look-up by address, protocol and port in a dictionary of as many."""
    held = {(f"10.96.{number // 250 + 1}.{number % 250 + 1}", "TCP", 80): number for number in range(SERVICES)}
    keys = list(held)

    def once() -> None:
        for key in keys:
            held[key]

    return best(once) / len(keys) * 1e6


def connection() -> float:
    """Microseconds for a TCP connection to a listener on this machine."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        found = []
        for _ in range(100):
            began = time.perf_counter()
            with socket.create_connection(listener.getsockname()):
                found.append(time.perf_counter() - began)
            listener.accept()[0].close()
    return statistics.median(found) * 1e6
