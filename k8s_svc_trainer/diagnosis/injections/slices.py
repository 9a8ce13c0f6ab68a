"""Faults of EndpointSlices that are written by hand: their label, their ports, their addresses, their conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from k8s_svc_trainer.cases.steps import Action, Apply, Delete, Patch
from k8s_svc_trainer.diagnosis.changing import Manifest, bare, patched
from k8s_svc_trainer.diagnosis.injections.ground import Ground
from k8s_svc_trainer.diagnosis.injections.making import injected
from k8s_svc_trainer.diagnosis.injections.values import Injection
from k8s_svc_trainer.diagnosis.scene import called, key_of
from k8s_svc_trainer.sim.names import SERVICE_NAME
from k8s_svc_trainer.sim.objects import EndpointSlice, Service


def label(ground: Ground) -> Iterator[Injection]:
    """The label that binds the slice is missing, or names another Service."""
    for service, slice_ in _written(ground):
        for value, says in ((None, "has lost its label"), (f"{service.metadata.name}-svc", "is labelled for another Service")):
            steps = (Patch(key_of(slice_), {"metadata": {"labels": {SERVICE_NAME: value}}}),)
            yield from _injected(ground, "SVC020", service, slice_, steps, says)


def port_name(ground: Ground) -> Iterator[Injection]:
    """The slice calls its port otherwise than the Service does."""

    def change(manifest: Manifest) -> None:
        manifest["ports"][0]["name"] = "main"

    yield from _patched(ground, "SVC021", change, "calls its port main")


def address(ground: Ground) -> Iterator[Injection]:
    """The pod is made anew and has another address; another pod has the one that the slice knows."""
    for service, slice_ in _written(ground):
        for ip in [ip for one in slice_.endpoints for ip in one.addresses][:1]:
            for pod in ground.cluster.state.pods_at(ip):
                manifest = bare(ground.cluster, key_of(pod), status=False)
                meta = {"name": f"{pod.metadata.name}-next", "namespace": pod.metadata.namespace}
                spec = {"nodeName": pod.spec.nodeName, "containers": [{"name": "shell", "image": "registry.example/shell:1"}]}
                heir = {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec, "status": {"podIP": ip}}
                steps = (Delete(key_of(pod)), Apply(heir), Apply(manifest))
                yield from _injected(ground, "SVC022", service, slice_, steps, f"lists {ip}, which another pod has now")


def conditions(ground: Ground) -> Iterator[Injection]:
    """The slice says that its endpoints are not ready."""

    def change(manifest: Manifest) -> None:
        for one in manifest["endpoints"]:
            one["conditions"] = {"ready": False}

    yield from _patched(ground, "SVC023", change, "says that its endpoints are not ready")


def port_number(ground: Ground) -> Iterator[Injection]:
    """The slice names the Service's port, at which the backend does not listen."""

    def change(manifest: Manifest) -> None:
        manifest["ports"][0]["port"] = 80

    yield from _patched(ground, "SVC024", change, "sends to port 80")


def _patched(ground: Ground, fault: str, change: Callable[[Manifest], None], says: str) -> Iterator[Injection]:
    for service, slice_ in _written(ground):
        yield from _injected(ground, fault, service, slice_, patched(ground.cluster, key_of(slice_), change), says)


def _injected(
    ground: Ground, fault: str, service: Service, slice_: EndpointSlice, steps: tuple[Action, ...], says: str
) -> Iterator[Injection]:
    flows = ground.of(key_of(service))
    yield from injected(ground, fault, key_of(slice_), steps, f"EndpointSlice {called(slice_)} {says}", flows=flows)


def _written(ground: Ground) -> Iterator[tuple[Service, EndpointSlice]]:
    for service in ground.services():
        if not service.spec.selector and service.spec.type != "ExternalName":
            for slice_ in ground.cluster.state.slices_of(str(service.metadata.namespace), str(service.metadata.name)):
                yield service, slice_
