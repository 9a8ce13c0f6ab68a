"""What a Service's manifest leaves out and the API server fills in, without a look at the cluster.

pkg/apis/core/v1/defaults.go, SetDefaults_Service.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim.objects import (
    ClientIPConfig,
    LoadBalancerIngress,
    ServicePort,
    ServiceSpec,
    ServiceStatus,
    SessionAffinityConfig,
)

AFFINITY_SECONDS = 10800  # DefaultClientIPServiceAffinitySeconds
EXTERNAL_IPS_COUNT = 29  # from 1.29 a ClusterIP Service with externalIPs counts as reachable from outside
IP_MODE = 30  # LoadBalancerIPMode is on by default
ALLOCATED = ("ClusterIP", "NodePort", "LoadBalancer")
ZERO = (None, 0, "")


def externally_accessible(spec: ServiceSpec, minor: int) -> bool:
    """pkg/api/service/util.go, ExternallyAccessible."""
    match spec.type:
        case "NodePort" | "LoadBalancer":
            return True
        case "ClusterIP":
            return bool(spec.externalIPs) and minor >= EXTERNAL_IPS_COUNT
    return False


def needs_health_check(spec: ServiceSpec) -> bool:
    """pkg/api/service/util.go, NeedsHealthCheck."""
    return spec.type == "LoadBalancer" and spec.externalTrafficPolicy == "Local"


def default_spec(spec: ServiceSpec, minor: int) -> ServiceSpec:
    """A spec with its defaults; numbers and texts that are empty are absent."""
    affinity = spec.sessionAffinity or "None"
    kind = spec.type or "ClusterIP"
    made = msgspec.structs.replace(
        spec,
        type=kind,
        sessionAffinity=affinity,
        sessionAffinityConfig=_affinity_config(spec.sessionAffinityConfig, affinity),
        ports=tuple([_default_port(port) for port in spec.ports]),
        clusterIP=spec.clusterIP or None,
        externalName=spec.externalName or None,
        externalTrafficPolicy=spec.externalTrafficPolicy or None,
        healthCheckNodePort=spec.healthCheckNodePort or None,
        loadBalancerIP=spec.loadBalancerIP or None,
    )
    changes: dict[str, object] = {}
    if made.externalTrafficPolicy is None and externally_accessible(made, minor):
        changes["externalTrafficPolicy"] = "Cluster"
    if made.internalTrafficPolicy is None and kind in ALLOCATED:
        changes["internalTrafficPolicy"] = "Cluster"
    if made.allocateLoadBalancerNodePorts is None and kind == "LoadBalancer":
        changes["allocateLoadBalancerNodePorts"] = True
    return msgspec.structs.replace(made, **changes) if changes else made


def _affinity_config(config: SessionAffinityConfig | None, affinity: str) -> SessionAffinityConfig | None:
    if affinity == "None":
        return None
    if affinity == "ClientIP" and (config is None or config.clientIP is None or config.clientIP.timeoutSeconds is None):
        return SessionAffinityConfig(clientIP=ClientIPConfig(timeoutSeconds=AFFINITY_SECONDS))
    return config


def _default_port(port: ServicePort) -> ServicePort:
    return ServicePort(
        name=port.name or None,
        protocol=port.protocol or "TCP",
        appProtocol=port.appProtocol,
        port=port.port or 0,
        targetPort=(port.port or 0) if port.targetPort in ZERO else port.targetPort,
        nodePort=port.nodePort or None,
        rest=port.rest,
    )


def default_status(status: ServiceStatus, minor: int) -> ServiceStatus:
    """A load balancer's address is of ipMode VIP where none is said; before 1.30 there is no ipMode."""
    ingress = status.loadBalancer.ingress
    if not ingress:
        return status
    made = tuple(_mode(one, minor) for one in ingress)
    return msgspec.structs.replace(status, loadBalancer=msgspec.structs.replace(status.loadBalancer, ingress=made))


def _mode(ingress: LoadBalancerIngress, minor: int) -> LoadBalancerIngress:
    if minor < IP_MODE:
        return msgspec.structs.replace(ingress, ipMode=None)
    if ingress.ip and ingress.ipMode is None:
        return msgspec.structs.replace(ingress, ipMode="VIP")
    return ingress
