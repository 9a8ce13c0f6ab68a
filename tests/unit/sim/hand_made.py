"""Small clusters put together by hand, without admission or controllers, for tests of what only reads the state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8s_svc_trainer.sim.allocate import Allocator, Stated
from k8s_svc_trainer.sim.manifest import from_mapping
from k8s_svc_trainer.sim.settings import Settings
from k8s_svc_trainer.sim.state import State

APIS = {
    "Service": "v1",
    "Pod": "v1",
    "Node": "v1",
    "Namespace": "v1",
    "EndpointSlice": "discovery.k8s.io/v1",
    "NetworkPolicy": "networking.k8s.io/v1",
    "Ingress": "networking.k8s.io/v1",
    "SecurityGroup": "sim.k8s-svc-trainer/v1",
}


def state(*objects: Mapping[str, Any], **settings: Any) -> State:
    chosen = Settings.parse(settings)
    made = State(chosen, Allocator(chosen, Stated()))
    for manifest in objects:
        made.put(from_mapping(manifest))
    return made


def a(kind: str, place: str, *, labels: Mapping[str, str] | None = None, annotations: Mapping[str, str] | None = None, **body: Any) -> Any:
    """An object's manifest; `place` is NAMESPACE/NAME, or NAME for what the whole cluster has."""
    namespace, _, name = place.rpartition("/")
    metadata: dict[str, Any] = {"name": name, "labels": labels or {}, "annotations": annotations or {}}
    if namespace:
        metadata["namespace"] = namespace
    return {"apiVersion": APIS[kind], "kind": kind, "metadata": metadata, **body}


def namespace(name: str, **labels: str) -> Any:
    return a("Namespace", name, labels=labels)


def service(place: str, *ips: str, ports: tuple[Any, ...] = ({"name": "http", "port": 80, "protocol": "TCP"},), **spec: Any) -> Any:
    addresses = {"clusterIP": ips[0], "clusterIPs": list(ips)} if ips else {}
    return a("Service", place, spec={"ports": list(ports), **addresses, **spec})


def endpoint(*addresses: str, ready: bool | None = True, hostname: str | None = None) -> Any:
    made: dict[str, Any] = {"addresses": list(addresses), "conditions": {} if ready is None else {"ready": ready}}
    return {**made, "hostname": hostname} if hostname else made


def slice_of(place: str, *endpoints: Any, name: str = "1", ports: tuple[Any, ...] | None = None, family: str = "IPv4") -> Any:
    namespace, _, service = place.partition("/")
    return a(
        "EndpointSlice",
        f"{namespace}/{service}-{name}",
        labels={"kubernetes.io/service-name": service},
        addressType=family,
        endpoints=list(endpoints),
        ports=list(({"name": "http", "port": 8080, "protocol": "TCP"},) if ports is None else ports),
    )


def pod(
    place: str,
    *ips: str,
    labels: Mapping[str, str] | None = None,
    node: str = "node-1",
    ports: tuple[Any, ...] = (),
    phase: str = "Running",
    annotations: Mapping[str, str] | None = None,
    **spec: Any,
) -> Any:
    return a(
        "Pod",
        place,
        labels=labels,
        annotations=annotations,
        spec={"nodeName": node, "containers": [{"name": "c", "image": "i", "ports": list(ports)}], **spec},
        status={"phase": phase, "podIP": ips[0], "podIPs": [{"ip": ip} for ip in ips]} if ips else {"phase": phase},
    )


def node(name: str, *ips: str, **labels: str) -> Any:
    return a("Node", name, labels=labels, status={"addresses": [{"type": "InternalIP", "address": ip} for ip in ips]})
