"""Reading a cluster back: a Service's EndpointSlices added up, and objects that are computed when they are read.

Changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from k8s_svc_trainer.sim.controllers.endpoints_objects import derived, is_derived
from k8s_svc_trainer.sim.manifest import to_mapping
from k8s_svc_trainer.sim.names import at
from k8s_svc_trainer.sim.objects import Endpoint, EndpointSlice, KubeObject, Service
from k8s_svc_trainer.sim.results import EndpointsRead
from k8s_svc_trainer.sim.state import State


def endpoints(state: State, namespace: str, service: str) -> EndpointsRead:
    """The EndpointSlices that carry a Service's name, added up; each endpoint counts once for each of its ports.

    An absent `ready` or `serving` counts as true, an absent `terminating` as false (discovery/v1, EndpointConditions);
    of several addresses the first counts, as for kube-proxy. A slice without port numbers has no endpoint to list.
    """
    slices = state.slices_of(namespace, service)
    listed = [(name, entry) for one in slices for entry in one.endpoints for name in _names(one, entry)]
    ready = _once(name for name, entry in listed if entry.conditions.ready is not False)
    return EndpointsRead(
        ready=ready,
        serving=_once(name for name, entry in listed if entry.conditions.serving is not False),
        terminating=_once(name for name, entry in listed if entry.conditions.terminating),
        notReady=_once(name for name, entry in listed if entry.conditions.ready is False),
        readyCount=len(ready),
        slices=tuple(to_mapping(one) for one in slices),
    )


def find(state: State, kind: str, namespace: str | None, name: str) -> KubeObject | None:
    """An object by kind and place; the Endpoints object of a Service with a selector is made here."""
    if kind == "Endpoints":
        service = state.one(Service, namespace, name)
        if service is not None and is_derived(service):
            return derived(state, service)
    found: KubeObject | None = state.held(kind).get((namespace, name))
    return found


def every(state: State, kind: str) -> list[KubeObject]:
    """All objects of a kind, by namespace and name; those made on reading among them."""
    found: list[KubeObject] = list(state.held(kind).values())
    if kind == "Endpoints":
        found += [derived(state, service) for service in state.all(Service) if is_derived(service)]
    return sorted(found, key=lambda obj: (obj.metadata.namespace or "", obj.metadata.name or ""))


def _names(one: EndpointSlice, entry: Endpoint) -> Iterator[str]:
    for port in one.ports:
        if port.port is not None:
            yield at(entry.addresses[0], port.port)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
