"""EndpointSlices that mirror an Endpoints object, for a Service without a selector.

Decides whether an Endpoints object is mirrored and what its slices hold. Follows pkg/controller/endpointslicemirroring
(endpointslicemirroring_controller.go, reconciler.go, utils.go).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from k8s_svc_trainer.sim.controllers.endpoints import Ports, PortsKey, ports_key
from k8s_svc_trainer.sim.controllers.naming import born, count, generated, owner
from k8s_svc_trainer.sim.controllers.work import MANAGED_BY, MIRROR_CONTROLLER, Work
from k8s_svc_trainer.sim.names import SERVICE_NAME
from k8s_svc_trainer.sim.objects import (
    Endpoint,
    EndpointAddress,
    EndpointConditions,
    Endpoints,
    EndpointSlice,
    EndpointSubset,
    ObjectMeta,
    Service,
)
from k8s_svc_trainer.sim.state import Place

replace = msgspec.structs.replace
MOST = 1000  # kube-controller-manager's --mirroring-max-endpoints-per-subset
SKIP = "endpointslice.kubernetes.io/skip-mirror"
LEADER = "control-plane.alpha.kubernetes.io/leader"
NOT_CLONED = ("endpoints.kubernetes.io/last-change-trigger-time", "kubectl.kubernetes.io/last-applied-configuration")
READY = {ready: EndpointConditions(ready=ready) for ready in (True, False)}
Group = tuple[PortsKey, str]  # ports and family
Desired = dict[Group, tuple[Ports, dict[object, Endpoint]]]


def reconcile(work: Work, place: Place) -> None:
    """Bring the mirrored slices of a Service in line with its Endpoints object."""
    namespace, name = place
    endpoints = work.state.one(Endpoints, namespace, name)
    mirrored = [one for one in work.state.slices_of(str(namespace), name) if one.metadata.labels.get(MANAGED_BY) == MIRROR_CONTROLLER]
    desired = _desired(endpoints) if endpoints is not None and _mirrored(work, endpoints) else {}
    for one in mirrored:
        group = (ports_key(one.ports), str(one.addressType))
        if endpoints is None or group not in desired:
            work.state.remove(one)
            continue
        meta = replace(one.metadata, labels=_labels(endpoints), annotations=_annotations(endpoints))
        wanted = replace(one, metadata=meta, endpoints=_most(desired.pop(group)[1]))
        if wanted != one:
            work.state.put(wanted)
    if endpoints is not None:
        for (_, family), (ports, entries) in desired.items():
            made = _metadata(work, endpoints)
            work.state.put(EndpointSlice(metadata=made, addressType=family, ports=ports, endpoints=_most(entries)))


def _mirrored(work: Work, endpoints: Endpoints) -> bool:
    """endpointslicemirroring_controller.go, shouldMirror and syncEndpoints."""
    meta = endpoints.metadata
    service = work.state.one(Service, meta.namespace, str(meta.name))
    return service is not None and not service.spec.selector and meta.labels.get(SKIP) != "true" and LEADER not in meta.annotations


def _most(entries: dict[object, Endpoint]) -> tuple[Endpoint, ...]:
    return tuple(entries.values())[:MOST]


def _desired(endpoints: Endpoints) -> Desired:
    found: Desired = {}
    for subset in endpoints.subsets:
        ports = tuple(replace(port, name=port.name or "", protocol=port.protocol or "TCP") for port in subset.ports)
        for address, ready in _addresses(subset):
            entry = _endpoint(address, ready)
            family = "IPv6" if ":" in str(address.ip) else "IPv4"
            target = address.targetRef
            key = (address.ip, address.nodeName, address.hostname, target and (target.namespace, target.name))
            found.setdefault((ports_key(ports), family), (ports, {}))[1][key] = entry
    return found


def _addresses(subset: EndpointSubset) -> Iterator[tuple[EndpointAddress, bool]]:
    listed = [(one, True) for one in subset.addresses] + [(one, False) for one in subset.notReadyAddresses]
    return (pair for pair in listed[:MOST])


def _endpoint(address: EndpointAddress, ready: bool) -> Endpoint:
    """utils.go, addressToEndpoint: serving and terminating stay unsaid."""
    return Endpoint(
        addresses=(str(address.ip),),
        conditions=READY[ready],
        hostname=address.hostname,
        nodeName=address.nodeName,
        targetRef=address.targetRef,
    )


def _metadata(work: Work, endpoints: Endpoints) -> ObjectMeta:
    meta = endpoints.metadata
    maker = f"{meta.namespace}/{meta.name}"
    name = None
    while name is None or work.state.one(EndpointSlice, meta.namespace, name) is not None:
        name = generated(f"{meta.name}-", maker, count(work.state, f"slices of {maker}"))
    made = ObjectMeta(
        name=name,
        generateName=f"{meta.name}-",
        namespace=meta.namespace,
        labels=_labels(endpoints),
        annotations=_annotations(endpoints),
        ownerReferences=(owner("v1", "Endpoints", meta),),
    )
    return born(work.state, made)


def _labels(endpoints: Endpoints) -> dict[str, str]:
    meta = endpoints.metadata
    return {**meta.labels, SERVICE_NAME: str(meta.name), MANAGED_BY: MIRROR_CONTROLLER}


def _annotations(endpoints: Endpoints) -> dict[str, str]:
    return {key: value for key, value in endpoints.metadata.annotations.items() if key not in NOT_CLONED}
