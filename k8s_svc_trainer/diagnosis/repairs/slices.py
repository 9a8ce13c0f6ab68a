"""EndpointSlices written by hand for a Service without a selector: the label that binds them, their ports, addresses and conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8s_svc_trainer.cases.steps import Patch
from k8s_svc_trainer.diagnosis.changing import kinds_of_pods, mates, owner_of, patched, pods_of
from k8s_svc_trainer.diagnosis.likeness import unlikeness
from k8s_svc_trainer.diagnosis.scene import Scene, called, key_of
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim.listening import listeners
from k8s_svc_trainer.sim.names import SERVICE_NAME
from k8s_svc_trainer.sim.objects import EndpointSlice, Pod, Service


def slices(scene: Scene) -> Iterator[Repair]:
    """A slice that gives the Service no endpoint: by its label, by the names of its ports, by its conditions."""
    service = scene.service()
    if service is None or service.spec.selector or service.spec.type == "ExternalName":
        return
    for slice_ in sorted(scene.state.all(EndpointSlice), key=lambda one: str(one.metadata.name)):
        if slice_.metadata.namespace == service.metadata.namespace:
            yield from _label(scene, service, slice_)
            if slice_.metadata.labels.get(SERVICE_NAME) == service.metadata.name:
                yield from _port_names(scene, service, slice_)
                yield from _conditions(scene, slice_)


def _label(scene: Scene, service: Service, slice_: EndpointSlice) -> Iterator[Repair]:
    has = slice_.metadata.labels.get(SERVICE_NAME)
    if has == service.metadata.name or (has and scene.state.one(Service, str(service.metadata.namespace), has) is not None):
        return
    near = unlikeness(str(service.metadata.name), has or str(slice_.metadata.name))
    yield Repair(
        fault="SVC020",
        object=key_of(slice_),
        field=f"metadata.labels['{SERVICE_NAME}']",
        says=f"EndpointSlice {called(slice_)} belongs to no Service: its label {SERVICE_NAME} is {has or 'missing'}",
        steps=(Patch(key_of(slice_), {"metadata": {"labels": {SERVICE_NAME: service.metadata.name}}}),),
        cost=6 + round(6 * near),
    )


def _port_names(scene: Scene, service: Service, slice_: EndpointSlice) -> Iterator[Repair]:
    names = [one.name or "" for one in service.spec.ports]
    for place, port in enumerate(slice_.ports):
        for name in names:
            if (port.name or "") not in names:
                yield Repair(
                    fault="SVC021",
                    object=key_of(slice_),
                    field=f"ports[{place}].name",
                    says=f"port {port.name or '(no name)'} of EndpointSlice {called(slice_)} has the name of no port of its Service",
                    steps=patched(scene.cluster, key_of(slice_), _port(place, "name", name)),
                    mismatch="ports.name",
                    cost=6,
                )


def _port(place: int, field: str, value: Any) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["ports"][place][field] = value

    return change


def _conditions(scene: Scene, slice_: EndpointSlice) -> Iterator[Repair]:
    if any(one.conditions.ready is False for one in slice_.endpoints):
        yield Repair(
            fault="SVC023",
            object=key_of(slice_),
            field="endpoints[*].conditions.ready",
            says=f"EndpointSlice {called(slice_)} says of its endpoints that they are not ready",
            steps=patched(scene.cluster, key_of(slice_), _all_ready),
            cost=8,
        )


def _all_ready(manifest: dict[str, Any]) -> None:
    for one in manifest["endpoints"]:
        one["conditions"] = {"ready": True}


def stale(scene: Scene) -> Iterator[Repair]:
    """A slice names an address where the backend is not, or a port at which it does not listen: those of pods that are there."""
    service = scene.service()
    if service is None or service.spec.selector:
        return
    for slice_ in scene.state.slices_of(str(service.metadata.namespace), str(service.metadata.name)):
        yield from _of_pods(scene, service, slice_)


def _of_pods(scene: Scene, service: Service, slice_: EndpointSlice) -> Iterator[Repair]:
    key, ports = key_of(slice_), [one.port for one in slice_.ports]
    listed = ", ".join(ip for one in slice_.endpoints for ip in one.addresses)
    for owner, pod in kinds_of_pods(scene.state, service.metadata.namespace):
        addresses = [ip for one in _beside(scene, pod) for ip in _of_family(one, slice_)]
        listening = {one.port for one in listeners(pod)}
        alike = unlikeness(str(service.metadata.name), str(pod.metadata.name))
        if addresses and any(port in listening for port in ports):
            yield Repair(
                fault="SVC022",
                object=key,
                field="endpoints[*].addresses",
                says=f"EndpointSlice {key.namespace}/{key.name} lists {listed}; the pods of {owner} have {', '.join(addresses)}",
                steps=patched(scene.cluster, key, _addresses(addresses)),
                mismatch="addresses",
                cost=8 + round(6 * alike),
            )
        for number in sorted(listening - set(ports)) if addresses and len(ports) == 1 else ():
            yield Repair(
                fault="SVC024",
                object=key,
                field="ports[0].port",
                says=f"EndpointSlice {key.namespace}/{key.name} sends to port {ports[0]}; the pods of {owner} listen on {number}",
                steps=patched(scene.cluster, key, _port(0, "port", number)),
                mismatch="ports.port",
                cost=9 + round(6 * alike),
            )


def _beside(scene: Scene, pod: Pod) -> list[Pod]:
    """The pods of the same workload, or those that are like it."""
    owner = owner_of(scene.state, pod)
    if owner is None:
        return mates(scene.state, pod)
    return [one for one in pods_of(scene.state, pod.metadata.namespace) if owner_of(scene.state, one) == owner]


def _of_family(pod: Pod, slice_: EndpointSlice) -> list[str]:
    return [str(one.ip) for one in pod.status.podIPs if (":" in str(one.ip)) == (slice_.addressType == "IPv6")]


def _addresses(addresses: list[str]) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["endpoints"] = [{"addresses": [ip], "conditions": {"ready": True}} for ip in addresses]

    return change


MAKERS = (slices,)
STALE = (stale,)
