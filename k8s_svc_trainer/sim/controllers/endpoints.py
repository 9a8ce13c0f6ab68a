"""Which endpoint a pod is to a Service: addresses, conditions, ports and hints.

Decides one pod's entry; how entries are laid out in slices is for `endpointslices`. Follows
staging/src/k8s.io/endpointslice: utils.go (podToEndpoint, getEndpointPorts, FindPort), reconciler.go
(reconcileByAddressType) and util/controller_utils.go (ShouldPodBeInEndpoints, ShouldSetHostname).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address

import msgspec

from k8s_svc_trainer.sim.controllers.hints import by_annotation, distribution, hint
from k8s_svc_trainer.sim.controllers.pods import TERMINAL
from k8s_svc_trainer.sim.controllers.readiness import is_ready
from k8s_svc_trainer.sim.listening import running_containers
from k8s_svc_trainer.sim.objects import Endpoint, EndpointConditions, EndpointPort, ObjectReference, Pod, Service, ServicePort

Ports = tuple[EndpointPort, ...]
PortsKey = tuple[tuple[str, str, int, str], ...]
CONDITIONS = {
    (ready, serving, terminating): EndpointConditions(ready=ready, serving=serving, terminating=terminating)
    for ready in (True, False)
    for serving in (True, False)
    for terminating in (True, False)
}


class Wish(msgspec.Struct, frozen=True, gc=False):
    """What a Service wishes its endpoints to be: read once, used for each of its pods."""

    service: Service
    families: tuple[str, ...]  # utils.go, getAddressTypesForService; admission has filled them in
    ports: Ports | None  # None where a named target port makes them differ from pod to pod
    publish: bool
    distribution: str | None
    weighed: bool  # hints are shared out over all endpoints together
    zones: Mapping[str, str | None]  # of every node there is


def wish(service: Service, zones: Mapping[str, str | None], minor: int) -> Wish:
    """What a Service wishes, in a cluster whose nodes lie in these zones."""
    spec = service.spec
    named = any(isinstance(port.targetPort, str) for port in spec.ports)
    ports = None if named else tuple(_port(port, _number(port.targetPort, port)) for port in spec.ports)
    weighed = by_annotation(service.metadata.annotations, minor)
    spread = distribution(service, minor)
    return Wish(service, service.spec.ipFamilies, ports, bool(spec.publishNotReadyAddresses), spread, weighed, zones)


def _number(target: int | str | None, port: ServicePort) -> int | None:
    return target if isinstance(target, int) and target else port.port


def ports_of(wished: Wish, pod: Pod) -> Ports:
    """The ports that a pod has for a Service; one whose name it lacks is left out."""
    if wished.ports is not None:
        return wished.ports
    found = ((port, find_port(pod, port)) for port in wished.service.spec.ports)
    return tuple(_port(port, number) for port, number in found if number is not None)


def ports_key(ports: Ports) -> PortsKey:
    """What tells sets of ports apart, whatever their order (util/controller_utils.go, NewPortMapKey)."""
    if len(ports) == 1:
        return (_port_key(ports[0]),)
    return tuple(sorted(_port_key(port) for port in ports))


def _port_key(port: EndpointPort) -> tuple[str, str, int, str]:
    return (port.name or "", port.protocol or "TCP", -1 if port.port is None else port.port, port.appProtocol or "")


def _port(port: ServicePort, number: int | None) -> EndpointPort:
    return EndpointPort(name=port.name or "", port=number, protocol=port.protocol or "TCP", appProtocol=port.appProtocol)


def find_port(pod: Pod, port: ServicePort) -> int | None:
    """The number that a target port means on a pod; a name is found by name and protocol, in sidecars too."""
    target = port.targetPort
    if not isinstance(target, str):
        return _number(target, port)
    for container in running_containers(pod):
        for one in container.ports:
            if one.name == target and (one.protocol or "TCP") == (port.protocol or "TCP"):
                return one.containerPort
    return None


def belongs(wished: Wish, pod: Pod) -> bool:
    """Whether a selected pod is listed at all: it has an address and is not finished, and its node is there."""
    if pod.status.phase in TERMINAL or not pod.status.podIPs:
        return False
    return wished.publish or (pod.spec.nodeName or "") in wished.zones


def _canonical(ip: str) -> str:
    """An address as Go prints it."""
    return _canonical_six(ip) if ":" in ip else ip


@lru_cache(maxsize=4096)
def _canonical_six(ip: str) -> str:
    return str(ip_address(ip))


def endpoint(wished: Wish, pod: Pod, family: str) -> Endpoint | None:
    """A pod's entry for one family; None where it has no address of it."""
    six = family == "IPv6"
    addresses = tuple([_canonical(str(one.ip)) for one in pod.status.podIPs if (":" in str(one.ip)) == six])
    if not addresses:
        return None
    serving, terminating = is_ready(pod), pod.metadata.deletionTimestamp is not None
    ready = wished.publish or (serving and not terminating)
    spec, meta, node = pod.spec, pod.metadata, pod.spec.nodeName
    zone = wished.zones.get(node) if node else None
    return Endpoint(
        addresses=addresses,
        conditions=CONDITIONS[ready, serving, terminating],
        hostname=spec.hostname if spec.hostname and spec.subdomain == wished.service.metadata.name else None,
        targetRef=ObjectReference(kind="Pod", namespace=meta.namespace, name=meta.name, uid=meta.uid),
        nodeName=node,
        zone=zone,
        hints=hint(wished.distribution, zone, node) if wished.distribution and ready else None,
    )
