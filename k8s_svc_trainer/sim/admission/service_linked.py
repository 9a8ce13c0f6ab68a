"""Fields of a Service that hang together: clusterIP and clusterIPs, and what depends on the type.

pkg/registry/core/service/storage/storage.go and strategy.go.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from k8s_svc_trainer.sim.admission.service_defaults import externally_accessible, needs_health_check
from k8s_svc_trainer.sim.objects import ServicePort, ServiceSpec

TRAFFIC_DISTRIBUTION = 31  # ServiceTrafficDistribution: alpha and off in 1.30, on from 1.31


def needs_cluster_ip(spec: ServiceSpec) -> bool:
    """storage.go and strategy.go, needsClusterIP."""
    return spec.type != "ExternalName"


def node_ports(spec: ServiceSpec) -> set[int]:
    """The node ports that a Service holds."""
    return {port.nodePort for port in spec.ports if port.nodePort}


def same_cluster_ips(spec: ServiceSpec, old: ServiceSpec) -> bool:
    """Whether clusterIP and clusterIPs are as they were."""
    return spec.clusterIP == old.clusterIP and spec.clusterIPs == old.clusterIPs


def normalized(spec: ServiceSpec, old: ServiceSpec | None) -> ServiceSpec:
    """clusterIPs as clusterIP would have it (storage.go, normalizeClusterIPs)."""
    if old is None:
        if spec.clusterIP and not spec.clusterIPs:
            return replace(spec, clusterIPs=(spec.clusterIP,))
        return spec
    if old.clusterIPs and not spec.clusterIPs and old.clusterIP == spec.clusterIP:
        spec = replace(spec, clusterIPs=old.clusterIPs)
    if old.clusterIP != spec.clusterIP and spec.clusterIPs == old.clusterIPs:
        cleared = bool(old.clusterIP) and not spec.clusterIP
        return replace(spec, clusterIPs=() if cleared else (str(spec.clusterIP),))
    return spec


def patched(spec: ServiceSpec, old: ServiceSpec) -> ServiceSpec:
    """What was allotted before and the new manifest leaves out (storage.go, patchAllocatedValues)."""
    changes: dict[str, Any] = {}
    if needs_cluster_ip(old) and needs_cluster_ip(spec):
        if not spec.clusterIP:
            changes["clusterIP"] = old.clusterIP
        if not spec.clusterIPs and old.clusterIPs:
            changes["clusterIPs"] = old.clusterIPs
    if _keeps_node_ports(old) and _keeps_node_ports(spec):
        changes["ports"] = _kept_ports(spec, old)
    if needs_health_check(old) and needs_health_check(spec) and not spec.healthCheckNodePort:
        changes["healthCheckNodePort"] = old.healthCheckNodePort
    return replace(spec, **changes) if changes else spec


def _keeps_node_ports(spec: ServiceSpec) -> bool:
    return spec.type == "NodePort" or (spec.type == "LoadBalancer" and spec.allocateLoadBalancerNodePorts is not False)


def _kept_ports(spec: ServiceSpec, old: ServiceSpec) -> tuple[ServicePort, ...]:
    """Node ports by port name, but for those that another port of the new manifest names."""
    used = node_ports(old) & node_ports(spec)
    known = {port.name: port.nodePort for port in old.ports}
    return tuple(
        replace(port, nodePort=known.get(port.name)) if not port.nodePort and known.get(port.name) not in used else port
        for port in spec.ports
    )


def drop_disabled(spec: ServiceSpec, old: ServiceSpec | None, minor: int) -> ServiceSpec:
    """Fields whose feature is off (strategy.go, dropServiceDisabledFields)."""
    if spec.trafficDistribution is not None and minor < TRAFFIC_DISTRIBUTION and (old is None or old.trafficDistribution is None):
        return replace(spec, trafficDistribution=None)
    return spec


def drop_type_dependent(spec: ServiceSpec, old: ServiceSpec, minor: int) -> ServiceSpec:
    """Fields that the new type has no use for, where the user did not change them too (strategy.go, dropTypeDependentFields)."""
    changes: dict[str, Any] = {}
    if needs_cluster_ip(old) and not needs_cluster_ip(spec):
        changes |= _dropped_addresses(spec, old)
    if _uses_node_ports(old) and not _uses_node_ports(spec) and node_ports(old) >= node_ports(spec):
        changes["ports"] = tuple(replace(port, nodePort=None) for port in spec.ports)
    if needs_health_check(old) and not needs_health_check(spec) and old.healthCheckNodePort == spec.healthCheckNodePort:
        changes["healthCheckNodePort"] = None
    if old.type == "LoadBalancer" and spec.type != "LoadBalancer":
        for field in ("allocateLoadBalancerNodePorts", "loadBalancerClass"):
            if getattr(old, field) == getattr(spec, field):
                changes[field] = None
    if (
        externally_accessible(old, minor)
        and not externally_accessible(spec, minor)
        and old.externalTrafficPolicy == spec.externalTrafficPolicy
    ):
        changes["externalTrafficPolicy"] = None
    return replace(spec, **changes) if changes else spec


def _dropped_addresses(spec: ServiceSpec, old: ServiceSpec) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if same_cluster_ips(spec, old):
        changes |= {"clusterIP": None, "clusterIPs": ()}
    if spec.ipFamilies == old.ipFamilies:
        changes["ipFamilies"] = ()
    if spec.ipFamilyPolicy == old.ipFamilyPolicy:
        changes["ipFamilyPolicy"] = None
    return changes


def _uses_node_ports(spec: ServiceSpec) -> bool:
    return spec.type in ("NodePort", "LoadBalancer")


def default_on_read(spec: ServiceSpec) -> ServiceSpec:
    """internalTrafficPolicy is not shown on an ExternalName (storage.go, defaultOnReadInternalTrafficPolicy)."""
    if spec.type == "ExternalName" and spec.internalTrafficPolicy is not None:
        return replace(spec, internalTrafficPolicy=None)
    return spec
