"""Services, Endpoints and EndpointSlices described. Source: describeService, describeEndpoints, describeEndpointSliceV1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from k8s_svc_trainer.printers.kubectl.describing.common import labels, named, notes
from k8s_svc_trainer.printers.kubectl.endpoint_lists import UNSET, ready_endpoints
from k8s_svc_trainer.printers.kubectl.labels import NONE, format_labels
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import Endpoint, EndpointAddress, Endpoints, EndpointSlice, LoadBalancerIngress, Service, ServicePort


def service(cluster: Cluster, obj: Service) -> Iterator[str]:
    """A Service, with the ready endpoints of each port."""
    spec = obj.spec
    yield from _head(obj)
    yield f"Selector:\t{format_labels(spec.selector)}"
    yield f"Type:\t{spec.type}"
    if spec.ipFamilyPolicy is not None:
        yield f"IP Family Policy:\t{spec.ipFamilyPolicy}"
    yield f"IP Families:\t{','.join(spec.ipFamilies) or NONE}"
    yield f"IP:\t{spec.clusterIP or ''}"
    yield f"IPs:\t{','.join(spec.clusterIPs) or NONE}"
    if spec.externalIPs:
        yield f"External IPs:\t{','.join(spec.externalIPs)}"
    if spec.loadBalancerIP:
        yield f"Desired LoadBalancer IP:\t{spec.loadBalancerIP}"
    if spec.externalName:
        yield f"External Name:\t{spec.externalName}"
    if obj.status.loadBalancer.ingress:
        yield f"LoadBalancer Ingress:\t{', '.join(map(_balancer, obj.status.loadBalancer.ingress))}"
    slices = cluster.state.slices_of(str(obj.metadata.namespace), str(obj.metadata.name))
    for port in spec.ports:
        yield from _port(port, slices)
    yield f"Session Affinity:\t{spec.sessionAffinity or ''}"
    yield from _policies(obj)


def _head(obj: Service | Endpoints | EndpointSlice) -> Iterator[str]:
    yield from named(obj.metadata)
    yield from labels("Labels", obj.metadata.labels)
    yield from notes("Annotations", obj.metadata.annotations)


def _balancer(one: LoadBalancerIngress) -> str:
    if not one.ip:
        return one.hostname or ""
    return f"{one.ip} ({one.ipMode})" if one.ipMode is not None else one.ip


def _port(port: ServicePort, slices: list[EndpointSlice]) -> Iterator[str]:
    name, target = port.name or UNSET, port.port if port.targetPort is None else port.targetPort
    yield f"Port:\t{name}\t{port.port}/{port.protocol}"
    yield f"TargetPort:\t{target}/{port.protocol}"
    if port.appProtocol is not None:
        yield f"AppProtocol:\t{port.appProtocol}"
    if port.nodePort:
        yield f"NodePort:\t{name}\t{port.nodePort}/{port.protocol}"
    yield f"Endpoints:\t{ready_endpoints(slices, port.name or '')}"


def _policies(obj: Service) -> Iterator[str]:
    spec = obj.spec
    if spec.externalTrafficPolicy:
        yield f"External Traffic Policy:\t{spec.externalTrafficPolicy}"
    if spec.internalTrafficPolicy is not None:
        yield f"Internal Traffic Policy:\t{spec.internalTrafficPolicy}"
    if spec.healthCheckNodePort:
        yield f"HealthCheck NodePort:\t{spec.healthCheckNodePort}"
    if spec.loadBalancerSourceRanges:
        yield f"LoadBalancer Source Ranges:\t{','.join(spec.loadBalancerSourceRanges)}"
    if spec.trafficDistribution is not None:
        yield f"Traffic Distribution:\t{spec.trafficDistribution}"


def endpoints(_: Cluster, obj: Endpoints) -> Iterator[str]:
    """An Endpoints object."""
    yield from _head(obj)
    yield "Subsets:"
    for subset in obj.subsets:
        yield f"  Addresses:\t{_addresses(subset.addresses)}"
        yield f"  NotReadyAddresses:\t{_addresses(subset.notReadyAddresses)}"
        if subset.ports:
            yield "  Ports:"
            yield "    Name\tPort\tProtocol"
            yield "    ----\t----\t--------"
            yield from (f"    {port.name or UNSET}\t{port.port}\t{port.protocol}" for port in subset.ports)
        yield ""


def _addresses(given: Iterable[EndpointAddress]) -> str:
    return ",".join(str(one.ip) for one in given) or NONE


def endpoint_slice(_: Cluster, obj: EndpointSlice) -> Iterator[str]:
    """An EndpointSlice."""
    yield from _head(obj)
    yield f"AddressType:\t{obj.addressType}"
    if obj.ports:
        yield "Ports:"
        yield "  Name\tPort\tProtocol"
        yield "  ----\t----\t--------"
        for port in obj.ports:
            yield f"  {port.name or UNSET}\t{UNSET if port.port is None else port.port}\t{port.protocol}"
    else:
        yield f"Ports: {UNSET}"
    yield "Endpoints:" if obj.endpoints else f"Endpoints: {NONE}"
    for one in obj.endpoints:
        yield from _endpoint(one)


def _endpoint(one: Endpoint) -> Iterator[str]:
    ready = one.conditions.ready
    yield f"  - Addresses:\t{', '.join(one.addresses) or NONE}"
    yield "    Conditions:"
    yield f"      Ready:\t{UNSET if ready is None else str(ready).lower()}"
    yield f"    Hostname:\t{UNSET if one.hostname is None else one.hostname}"
    if one.targetRef is not None:
        yield f"    TargetRef:\t{one.targetRef.kind}/{one.targetRef.name}"
    yield f"    NodeName:\t{UNSET if one.nodeName is None else one.nodeName}"
    yield f"    Zone:\t{UNSET if one.zone is None else one.zone}"
