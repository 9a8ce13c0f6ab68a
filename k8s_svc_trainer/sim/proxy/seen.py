"""What a kube-proxy takes of Services, EndpointSlices and Nodes, as values: service ports, endpoints, the node's own addresses.

Decides what of an object it takes notice of at all (pkg/proxy/serviceport.go, endpointslicecache.go). Pure; `tables` keeps what was seen.
"""

from __future__ import annotations

from typing import Any

import msgspec

from k8s_svc_trainer.sim.ipnumbers import family_of
from k8s_svc_trainer.sim.names import at
from k8s_svc_trainer.sim.objects import Endpoint, EndpointSlice, Node, Service, ServicePort
from k8s_svc_trainer.sim.proxy.ranges import Range, canonical, is_address, parse_range

PROXY_NAME = "service.kubernetes.io/service-proxy-name"
HEADLESS = "service.kubernetes.io/headless"
MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
SLICE_CONTROLLER = "endpointslice-controller.k8s.io"
LISTEN = "k8s-svc-trainer/listen"
ZONE = "topology.kubernetes.io/zone"
TOPOLOGY_MODES = ("service.kubernetes.io/topology-mode", "service.kubernetes.io/topology-aware-hints")
FAMILIES = (4, 6)
RUNNING_FIRST = 36  # of two endpoints with one address the one that does not terminate counts

Place = tuple[str, str]  # (namespace, Service)


class Port(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One port of a Service in one address family, as kube-proxy holds it: BaseServicePortInfo of pkg/proxy/serviceport.go."""

    namespace: str
    service: str
    name: str
    protocol: str
    family: int
    clusterIP: str
    port: int
    nodePort: int = 0
    externalIPs: tuple[str, ...] = ()
    balancerIPs: tuple[str, ...] = ()  # of load balancers that nodes capture (ipMode VIP)
    sourceRanges: tuple[Range, ...] = ()
    externalLocal: bool = False
    internalLocal: bool = False
    sticky: int | None = None  # seconds of session affinity
    healthCheckNodePort: int = 0
    hintsAnnotation: str = ""  # either annotation, as kube-proxy reads them since 1.27
    olderHintsAnnotation: str = ""  # topology-aware-hints alone

    @property
    def place(self) -> Place:
        """(namespace, Service)."""
        return (self.namespace, self.service)

    @property
    def label(self) -> str:
        """`NS/SERVICE:PORT NAME`, as kube-proxy writes a service port (ServicePortName.String)."""
        return f"{self.namespace}/{self.service}:{self.name}" if self.name else f"{self.namespace}/{self.service}"

    @property
    def accessible(self) -> bool:
        """Whether it has a node port, an external or a load-balancer IP (ExternallyAccessible)."""
        return bool(self.nodePort or self.externalIPs or self.balancerIPs)

    @property
    def uses_cluster(self) -> bool:
        """Whether any of its traffic may go to endpoints of other nodes (UsesClusterEndpoints)."""
        return not self.internalLocal or self.accessible

    @property
    def uses_local(self) -> bool:
        """Whether any of its traffic is kept on the node (UsesLocalEndpoints)."""
        return self.internalLocal or (self.externalLocal and self.accessible)


class Backend(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One endpoint of a service port, as kube-proxy holds it: BaseEndpointInfo of pkg/proxy/endpoint.go."""

    ip: str
    port: int
    at: str
    ready: bool
    serving: bool
    terminating: bool
    node: str | None
    zone: str | None
    zone_hints: tuple[str, ...] = ()
    node_hints: tuple[str, ...] = ()
    slice: str
    written: bool  # by hand: an address that no pod holds is taken to listen
    listen: str | None = None  # the slice's own annotation of what its addresses listen on


class NodeSeen(msgspec.Struct, frozen=True, gc=False):
    """A Node as the network needs it: its zone, its own addresses, the first of each family, and its pods' ranges."""

    name: str
    zone: str
    addresses: tuple[str, ...]
    primary: tuple[str | None, str | None]  # of IPv4, of IPv6
    ranges: tuple[Range, ...]


# --- Services ----------------------------------------------------------------------------------------------------


def ports_of(service: Service) -> tuple[Port, ...]:
    """The service ports that kube-proxy makes of a Service, in each family that it has a cluster IP of.

    pkg/proxy/servicechangetracker.go serviceToServiceMap and pkg/proxy/util/utils.go ShouldSkipService: none for a headless
    Service, one of type ExternalName, or one that is labelled for another proxy.
    """
    spec, labels = service.spec, service.metadata.labels
    if spec.type == "ExternalName" or spec.clusterIP in (None, "", "None") or PROXY_NAME in labels or HEADLESS in labels:
        return ()
    found = []
    for family in FAMILIES:
        ip = next((one for one in spec.clusterIPs or (spec.clusterIP,) if one and family_of(one) == family), None)
        if ip is not None:
            shared = _shared(service, family, ip)
            found += [_port(shared, port) for port in spec.ports]
    return tuple(found)


def _port(shared: dict[str, Any], port: ServicePort) -> Port:
    return Port(name=port.name or "", protocol=port.protocol or "TCP", port=int(port.port or 0), nodePort=int(port.nodePort or 0), **shared)


def _shared(service: Service, family: int, cluster_ip: str) -> dict[str, Any]:
    """newBaseServiceInfo of pkg/proxy/serviceport.go: what all ports of a Service have in common in a family."""
    spec, meta = service.spec, service.metadata
    outward = spec.type in ("LoadBalancer", "NodePort") or bool(spec.externalIPs)  # pkg/api/v1/service/util.go ExternallyAccessible
    local = outward and spec.externalTrafficPolicy == "Local"
    return {
        "namespace": str(meta.namespace),
        "service": str(meta.name),
        "family": family,
        "clusterIP": canonical(cluster_ip),
        "externalIPs": tuple(canonical(ip) for ip in spec.externalIPs if family_of(ip) == family),
        "balancerIPs": tuple(
            canonical(one.ip)
            for one in service.status.loadBalancer.ingress
            if one.ip and family_of(one.ip) == family and one.ipMode in (None, "VIP")
        ),
        "sourceRanges": tuple(found for text in spec.loadBalancerSourceRanges if (found := parse_range(text.strip())).family == family),
        "externalLocal": local,
        "internalLocal": spec.internalTrafficPolicy == "Local",
        "sticky": _sticky(service),
        # NeedsHealthCheck: only a load balancer under policy Local
        "healthCheckNodePort": int(spec.healthCheckNodePort or 0) if local and spec.type == "LoadBalancer" else 0,
        "hintsAnnotation": next((meta.annotations[key] for key in TOPOLOGY_MODES if key in meta.annotations), ""),
        "olderHintsAnnotation": meta.annotations.get(TOPOLOGY_MODES[1], ""),
    }


def _sticky(service: Service) -> int | None:
    if service.spec.sessionAffinity != "ClientIP":
        return None
    config = service.spec.sessionAffinityConfig
    seconds = config.clientIP.timeoutSeconds if config and config.clientIP else None
    return 10800 if seconds is None else seconds


def balancer_addresses(service: Service | None) -> tuple[str, ...]:
    """The addresses that load balancers have for a Service."""
    if service is None or service.spec.type != "LoadBalancer":
        return ()
    return tuple(dict.fromkeys(canonical(one.ip) for one in service.status.loadBalancer.ingress if one.ip))


# --- EndpointSlices ----------------------------------------------------------------------------------------------


def backends_of(slices: tuple[EndpointSlice, ...], port: Port, *, minor: int) -> tuple[Backend, ...]:
    """The endpoints of a service port: those of all slices that have a port of its name and protocol, sorted by address.

    pkg/proxy/endpointslicecache.go endpointInfoByServicePort, addEndpoints: a port that is nil or 0 is ignored, only the first
    address of an endpoint counts, and an address that is listed twice is one endpoint (`_replaces`).
    """
    found: dict[str, Backend] = {}
    for one in slices:
        if one.addressType != ("IPv6" if port.family == 6 else "IPv4"):
            continue
        for offered in one.ports:
            if (offered.name or "") != port.name or (offered.protocol or "TCP") != port.protocol or not offered.port:
                continue
            for endpoint in one.endpoints:
                backend = _backend(one, endpoint, offered.port, port.family)
                if backend is not None and (backend.at not in found or _replaces(found[backend.at], backend, minor)):
                    found[backend.at] = backend
    return tuple(found[key] for key in sorted(found))


def _replaces(first: Backend, later: Backend, minor: int) -> bool:
    """Whether of an address that is listed twice the later entry counts: since 1.36 one that runs before one that terminates.

    https://github.com/kubernetes/kubernetes/pull/135593: a pod may get the address of one that is still terminating. Where both are
    alike upstream takes either (until 1.35 the one of kube-proxy's own node); here the first, unless only the later says its node.
    """
    if minor >= RUNNING_FIRST and first.terminating is not later.terminating:
        return first.terminating
    return first.node is None and later.node is not None


def is_written(one: EndpointSlice, endpoint: Endpoint) -> bool:
    """Whether somebody wrote an endpoint by hand: no controller did, and it does not say that it is a pod's."""
    of_pod = endpoint.targetRef is not None and endpoint.targetRef.kind == "Pod"
    return not of_pod and one.metadata.labels.get(MANAGED_BY) != SLICE_CONTROLLER


def _backend(one: EndpointSlice, endpoint: Endpoint, port: int, family: int) -> Backend | None:
    if not endpoint.addresses or family_of(endpoint.addresses[0]) != family:
        return None
    ip, state, hints = canonical(endpoint.addresses[0]), endpoint.conditions, endpoint.hints
    return Backend(
        ip=ip,
        port=port,
        at=at(ip, port),
        ready=state.ready is not False,
        serving=state.serving is not False,
        terminating=state.terminating is True,
        node=endpoint.nodeName,
        zone=endpoint.zone,
        zone_hints=tuple(hint.name for hint in hints.forZones if hint.name) if hints else (),
        node_hints=tuple(hint.name for hint in hints.forNodes if hint.name) if hints else (),
        slice=f"{one.metadata.namespace}/{one.metadata.name}",
        written=is_written(one, endpoint),
        listen=one.metadata.annotations.get(LISTEN),
    )


# --- Nodes -------------------------------------------------------------------------------------------------------


def node_addresses(node: Node) -> tuple[str, ...]:
    """The IP addresses that a node owns, its InternalIPs first; what is no address is passed over (pkg/util/node, GetNodeHostIPs)."""
    listed = sorted(node.status.addresses, key=lambda one: one.type != "InternalIP")
    found = (one.address for one in listed if one.type in ("InternalIP", "ExternalIP") and one.address)
    return tuple(dict.fromkeys(canonical(ip) for ip in found if is_address(ip)))


def node_seen(node: Node) -> NodeSeen:
    """What the network needs of a Node."""
    addresses = node_addresses(node)
    first = tuple(next((ip for ip in addresses if family_of(ip) == family), None) for family in FAMILIES)
    cidrs = node.spec.podCIDRs or ((node.spec.podCIDR,) if node.spec.podCIDR else ())
    return NodeSeen(
        name=str(node.metadata.name),
        zone=node.metadata.labels.get(ZONE, ""),
        addresses=addresses,
        primary=(first[0], first[1]),
        ranges=tuple(parse_range(cidr) for cidr in cidrs),
    )
