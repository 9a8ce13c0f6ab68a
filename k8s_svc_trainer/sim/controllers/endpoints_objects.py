"""The Endpoints object that the endpoints controller would write for a Service with a selector; made when it is read.

Follows pkg/controller/endpoint/endpoints_controller.go (syncService, truncateEndpoints) and
k8s.io/kubernetes/pkg/api/v1/endpoints (RepackSubsets: ports that have the same addresses stand in one subset). Only the
Service's first family is listed, and a terminating pod only with publishNotReadyAddresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import msgspec

from k8s_svc_trainer.sim.controllers.endpoints import belongs, endpoint, ports_of, wish
from k8s_svc_trainer.sim.controllers.scheduling import roster
from k8s_svc_trainer.sim.ipnumbers import number_of
from k8s_svc_trainer.sim.objects import EndpointAddress, EndpointPort, Endpoints, EndpointSubset, ObjectMeta, Service
from k8s_svc_trainer.sim.state import State

replace = msgspec.structs.replace
HEADLESS = "service.kubernetes.io/headless"
MANAGED_BY = {"endpoints.kubernetes.io/managed-by": "endpoint-controller"}
MANAGED_BY_SINCE = 33  # KEP-4974: the label came with the deprecation of Endpoints in Kubernetes 1.33
MOST = 1000  # pkg/controller/endpoint, maxCapacity
Ready = tuple[EndpointAddress, ...]
Listed = dict[str, tuple[EndpointAddress, bool]]  # by address: the entry, and whether it is ready


def is_derived(service: Service | None) -> bool:
    """Whether the endpoints controller writes the Endpoints object of a Service."""
    return service is not None and service.spec.type != "ExternalName" and bool(service.spec.selector)


def derived(state: State, service: Service) -> Endpoints:
    """The Endpoints object of a Service with a selector."""
    by_port: dict[tuple[str, str, int] | None, tuple[EndpointPort | None, Listed]] = {}
    for port, entry, ready in _entries(state, service):
        key = None if port is None else (port.name or "", port.protocol or "TCP", port.port or 0)
        by_port.setdefault(key, (port, {}))[1][str(entry.ip)] = (entry, ready)
    groups: dict[frozenset[tuple[str, bool]], tuple[list[EndpointPort], Listed]] = {}
    for port, listed in by_port.values():
        same = frozenset((ip, ready) for ip, (_, ready) in listed.items())
        ports, _ = groups.setdefault(same, ([], listed))
        if port is not None:
            ports.append(port)
    subsets = tuple(_subset(ports, listed) for ports, listed in groups.values())
    over = sum(len(one.addresses) + len(one.notReadyAddresses) for one in subsets) > MOST
    annotations = {"endpoints.kubernetes.io/over-capacity": "truncated"} if over else {}
    return Endpoints(metadata=_metadata(state, service, annotations), subsets=_truncated(subsets) if over else subsets)


def _entries(state: State, service: Service) -> Iterator[tuple[EndpointPort | None, EndpointAddress, bool]]:
    """Each port of each pod; None for a headless Service without ports."""
    wished = wish(service, roster(state).zones, state.settings.minor)
    family = wished.families[0]
    for pod in state.selected_pods(str(service.metadata.namespace), dict(service.spec.selector)):
        if not belongs(wished, pod) or (pod.metadata.deletionTimestamp and not wished.publish):
            continue
        found = endpoint(wished, pod, family)
        if found is None:
            continue
        entry = EndpointAddress(ip=found.addresses[0], hostname=found.hostname, nodeName=found.nodeName, targetRef=found.targetRef)
        if not service.spec.ports and service.spec.clusterIP == "None":
            yield None, entry, bool(found.conditions.ready)
        for port in ports_of(wished, pod):
            yield replace(port, name=port.name or None), entry, bool(found.conditions.ready)


def _subset(ports: list[EndpointPort], listed: Listed) -> EndpointSubset:
    entries = sorted(listed.values(), key=lambda pair: number_of(str(pair[0].ip)) or 0)
    return EndpointSubset(
        addresses=tuple(entry for entry, ready in entries if ready),
        notReadyAddresses=tuple(entry for entry, ready in entries if not ready),
        ports=tuple(sorted(ports, key=lambda port: (port.name or "", port.port or 0, port.protocol or ""))),
    )


def _truncated(subsets: tuple[EndpointSubset, ...]) -> tuple[EndpointSubset, ...]:
    """At most a thousand addresses, those that are ready before the others, shared out over the subsets."""
    ready = sum(len(one.addresses) for one in subsets)
    field = "addresses" if ready > MOST else "notReadyAddresses"
    most = MOST if ready > MOST else MOST - ready
    total, left = sum(len(getattr(one, field)) for one in subsets), most
    kept = []
    for one in subsets:
        held: Ready = getattr(one, field)
        share = min(ceil(len(held) / total * most), left)
        left -= min(share, len(held))
        rest = {"notReadyAddresses": ()} if field == "addresses" else {}
        kept.append(replace(one, **{**rest, field: held[:share]}))
    return tuple(kept)


def _metadata(state: State, service: Service, annotations: dict[str, str]) -> ObjectMeta:
    meta = service.metadata
    labels = {key: value for key, value in meta.labels.items() if key != HEADLESS}
    if service.spec.clusterIP in (None, "", "None"):
        labels[HEADLESS] = ""
    if state.settings.minor >= MANAGED_BY_SINCE:
        labels |= MANAGED_BY
    return ObjectMeta(
        name=meta.name, namespace=meta.namespace, labels=labels, annotations=annotations, creationTimestamp=meta.creationTimestamp
    )
