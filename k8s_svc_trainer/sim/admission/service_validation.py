"""What the API server refuses in a Service, at creation and at an update alike.

pkg/apis/core/validation/validation.go, validateService and what it calls.
"""

from __future__ import annotations

from k8s_svc_trainer.sim.admission import words
from k8s_svc_trainer.sim.admission.addresses import cidr_faults, ip_faults, is_ip, is_ipv6, parse_cidr, special_faults
from k8s_svc_trainer.sim.admission.meta import label_faults
from k8s_svc_trainer.sim.admission.report import Faults, all_invalid, duplicate, forbidden, invalid, key, required, unsupported
from k8s_svc_trainer.sim.admission.service_defaults import IP_MODE, externally_accessible, needs_health_check
from k8s_svc_trainer.sim.objects import Service, ServicePort, ServiceSpec

RELAXED_NAMES = 36  # RelaxedServiceNameValidation is on by default
KUBELET_PORT_FREE = 33  # until 1.32 a LoadBalancer could not use the kubelet's port
KUBELET_PORT = 10250
RANGES_INDEXED = 33  # from 1.33 a bad source range is named by its index
SAME_TRAFFIC = 34  # PreferSameTrafficDistribution is on by default
STATUS_BY_TYPE = 29  # AllowServiceLBStatusOnNonLB is off: only a LoadBalancer has load-balancer addresses
LONGEST_AFFINITY = 86400
TYPES = frozenset({"ClusterIP", "NodePort", "LoadBalancer", "ExternalName"})
PROTOCOLS = frozenset({"TCP", "UDP", "SCTP"})
FAMILIES = frozenset({"IPv4", "IPv6"})
POLICIES = frozenset({"SingleStack", "PreferDualStack", "RequireDualStack"})
AFFINITIES = frozenset({"None", "ClientIP"})
TRAFFIC = frozenset({"Cluster", "Local"})
MODES = frozenset({"VIP", "Proxy"})
HINTS = "service.kubernetes.io/topology-aware-hints"
MODE = "service.kubernetes.io/topology-mode"
RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
ONLY_BALANCER = "may only be used when `type` is 'LoadBalancer'"


def name_rule(minor: int) -> words.NameRule:
    """ValidateServiceName: from 1.36 a name may begin with a digit."""
    return words.dns1123_label if minor >= RELAXED_NAMES else words.dns1035_label


def is_headless(spec: ServiceSpec) -> bool:
    """isHeadlessService."""
    return spec.clusterIPs == ("None",)


def service_faults(service: Service, old: Service | None, minor: int) -> Faults:
    """validateService."""
    spec, annotations = service.spec, service.metadata.annotations
    before = old.spec if old else None
    if HINTS in annotations and annotations.get(MODE, annotations[HINTS]) != annotations[HINTS]:
        yield invalid(key("metadata.annotations", MODE), f"must match annotations[{HINTS}] when both are specified")
    yield from _type_faults(spec)
    yield from _ports_faults(spec, minor)
    if spec.selector:
        yield from label_faults("spec.selector", spec.selector)
    yield from _affinity_faults(spec)
    if before is not None:  # a new Service passed these while it was allocated
        yield from cluster_ip_faults(spec, before, minor)
    for index, ip in enumerate(spec.externalIPs):
        yield from _external_ip_faults(f"spec.externalIPs[{index}]", ip, before, minor)
    yield from _range_faults(service, old, minor)
    yield from _balancer_faults(spec)
    yield from _external_traffic_faults(spec, minor)
    yield from _internal_traffic_faults(spec)
    yield from _distribution_faults(spec, minor)


def _type_faults(spec: ServiceSpec) -> Faults:
    headless = is_headless(spec)
    if not spec.ports and not headless and spec.type != "ExternalName":
        yield required("spec.ports")
    if headless and spec.type in ("NodePort", "LoadBalancer"):
        yield invalid("spec.clusterIPs[0]", f"may not be set to 'None' for {spec.type} services")
    if spec.type == "ExternalName":
        for field in ("clusterIPs", "ipFamilies", "ipFamilyPolicy"):
            if getattr(spec, field):
                yield forbidden(f"spec.{field}", "may not be set for ExternalName services")
        name = (spec.externalName or "").removesuffix(".")
        if not name:
            yield required("spec.externalName")
        else:
            yield from all_invalid("spec.externalName", words.dns1123_subdomain(name))
    if spec.type not in TYPES:
        yield unsupported("spec.type", spec.type, TYPES)


def _ports_faults(spec: ServiceSpec, minor: int) -> Faults:
    names: set[str] = set()
    seen: set[tuple[str | None, int | None]] = set()
    nodes: set[tuple[str | None, int | None]] = set()
    for index, port in enumerate(spec.ports):
        path = f"spec.ports[{index}]"
        yield from _port_faults(path, port, names, named=len(spec.ports) > 1)
        if spec.type == "LoadBalancer" and port.port == KUBELET_PORT and minor < KUBELET_PORT_FREE:
            yield invalid(path, "may not expose port 10250 externally since it is used by kubelet")
        if port.nodePort and spec.type == "ClusterIP":
            yield forbidden(f"{path}.nodePort", "may not be used when `type` is 'ClusterIP'")
        if port.nodePort and (port.protocol, port.nodePort) in nodes:
            yield duplicate(f"{path}.nodePort", port.nodePort)
        nodes.add((port.protocol, port.nodePort))
        if (port.protocol, port.port) in seen:
            yield duplicate(path, f"{port.protocol} {port.port}")
        seen.add((port.protocol, port.port))


def _port_faults(path: str, port: ServicePort, names: set[str], *, named: bool) -> Faults:
    """validateServicePort."""
    if not port.name:
        if named:
            yield required(f"{path}.name")
    else:
        yield from all_invalid(f"{path}.name", words.dns1123_label(port.name))
        if port.name in names:
            yield duplicate(f"{path}.name", port.name)
        names.add(port.name)
    yield from all_invalid(f"{path}.port", words.port_number(port.port or 0))
    if port.protocol not in PROTOCOLS:
        yield unsupported(f"{path}.protocol", port.protocol, PROTOCOLS)
    target = port.targetPort
    wrong = words.port_name(target) if isinstance(target, str) else words.port_number(target or 0)
    yield from all_invalid(f"{path}.targetPort", wrong)
    if port.appProtocol is not None:
        yield from all_invalid(f"{path}.appProtocol", words.qualified_name(port.appProtocol))


def _affinity_faults(spec: ServiceSpec) -> Faults:
    """validateClientIPAffinityConfig; the config itself is defaulted."""
    if spec.sessionAffinity not in AFFINITIES:
        yield unsupported("spec.sessionAffinity", spec.sessionAffinity, AFFINITIES)
    config = spec.sessionAffinityConfig
    if spec.sessionAffinity == "ClientIP" and config and config.clientIP and config.clientIP.timeoutSeconds is not None:
        seconds = config.clientIP.timeoutSeconds
        if not 0 < seconds <= LONGEST_AFFINITY:
            path = "spec.sessionAffinityConfig.clientIP.timeoutSeconds"
            yield invalid(path, f"must be greater than 0 and less than {LONGEST_AFFINITY}")


def cluster_ip_faults(spec: ServiceSpec, old: ServiceSpec | None, minor: int) -> Faults:
    """ValidateServiceClusterIPsRelatedFields."""
    if spec.type == "ExternalName":
        return
    ips = spec.clusterIPs
    if spec.clusterIP and ips and ips[0] != spec.clusterIP:
        yield invalid("spec.clusterIPs", "first value must match `clusterIP`")
    elif ips and not spec.clusterIP:
        yield invalid("spec.clusterIPs", "must be empty when `clusterIP` is not specified")
    for index, family in enumerate(spec.ipFamilies):
        if family not in FAMILIES:
            yield unsupported(f"spec.ipFamilies[{index}]", family, FAMILIES)
        if family in spec.ipFamilies[:index]:
            yield duplicate(f"spec.ipFamilies[{index}]", family)
    if spec.ipFamilyPolicy is not None and spec.ipFamilyPolicy not in POLICIES:
        yield unsupported("spec.ipFamilyPolicy", spec.ipFamilyPolicy, POLICIES)
    wrong = list(_address_faults(ips, old.clusterIPs if old else (), minor))
    yield from wrong
    if len(ips) > 2:
        yield invalid("spec.clusterIPs", "may only hold up to 2 values")
    if not wrong:
        yield from _family_faults(spec)


def _address_faults(ips: tuple[str, ...], kept: tuple[str, ...], minor: int) -> Faults:
    for index, ip in enumerate(ips):
        if index == 0 and ip == "None":
            if len(ips) > 1:
                yield invalid("spec.clusterIPs", "'None' must be the first and only value")
            continue
        yield from ip_faults(f"spec.clusterIPs[{index}]", ip, minor, kept)


def _family_faults(spec: ServiceSpec) -> Faults:
    ips = spec.clusterIPs
    if len(ips) > 1 and len({is_ipv6(ip) for ip in ips}) < 2:
        yield invalid("spec.clusterIPs", "may specify no more than one IP for each IP family")
    if is_headless(spec):
        return
    for index, (ip, family) in enumerate(zip(ips, spec.ipFamilies, strict=False)):
        if family in FAMILIES and (family == "IPv6") != is_ipv6(ip):
            yield invalid(f"spec.clusterIPs[{index}]", f"expected an {family} value as indicated by `ipFamilies[{index}]`")


def _external_ip_faults(path: str, ip: str, old: ServiceSpec | None, minor: int) -> Faults:
    wrong = list(ip_faults(path, ip, minor, old.externalIPs if old else ()))
    yield from wrong or special_faults(path, ip)


def _range_faults(service: Service, old: Service | None, minor: int) -> Faults:
    """loadBalancerSourceRanges, or the annotation that came before it; upstream's path has a capital L."""
    spec = service.spec
    annotation = service.metadata.annotations.get(RANGES)
    if spec.loadBalancerSourceRanges:
        path, listed = "spec.LoadBalancerSourceRanges", list(spec.loadBalancerSourceRanges)
        kept = {cidr.strip() for cidr in old.spec.loadBalancerSourceRanges} if old else set()
    elif annotation is not None:
        path, listed = key("metadata.annotations", RANGES), annotation.split(",") if annotation.strip() else []
        kept = set()
        if old is not None and old.metadata.annotations.get(RANGES) == annotation:
            listed = []
    else:
        return
    if spec.type != "LoadBalancer":
        yield forbidden(path, ONLY_BALANCER)
    values = [value.strip() for value in listed]
    if minor < RANGES_INDEXED:
        if any(parse_cidr(value) is None for value in values):
            yield invalid(path, "must be a list of IP ranges. For example, 10.240.0.0/24,10.250.0.0/24 ")
        return
    for index, value in enumerate(values):
        yield from cidr_faults(f"{path}[{index}]" if spec.loadBalancerSourceRanges else path, value, minor, kept)


def _balancer_faults(spec: ServiceSpec) -> Faults:
    if spec.type == "LoadBalancer":
        if spec.loadBalancerClass is not None:
            yield from all_invalid("spec.loadBalancerClass", words.qualified_name(spec.loadBalancerClass))
        return
    for field in ("allocateLoadBalancerNodePorts", "loadBalancerClass"):
        if getattr(spec, field) is not None:
            yield forbidden(f"spec.{field}", ONLY_BALANCER)


def _external_traffic_faults(spec: ServiceSpec, minor: int) -> Faults:
    """validateServiceExternalTrafficPolicy."""
    policy = spec.externalTrafficPolicy
    if not externally_accessible(spec, minor):
        if policy is not None:
            yield invalid("spec.externalTrafficPolicy", "may only be set for externally-accessible services")
    elif policy not in TRAFFIC:
        yield unsupported("spec.externalTrafficPolicy", policy, TRAFFIC)
    if spec.healthCheckNodePort and not needs_health_check(spec):
        words_ = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        yield invalid("spec.healthCheckNodePort", words_)


def _internal_traffic_faults(spec: ServiceSpec) -> Faults:
    """validateServiceInternalTrafficFieldsValue; a missing value is defaulted."""
    policy = spec.internalTrafficPolicy
    if policy is not None and policy not in TRAFFIC:
        yield unsupported("spec.internalTrafficPolicy", policy, TRAFFIC)


def _distribution_faults(spec: ServiceSpec, minor: int) -> Faults:
    """validateServiceTrafficDistribution."""
    allowed = {"PreferClose"} | ({"PreferSameZone", "PreferSameNode"} if minor >= SAME_TRAFFIC else set())
    if spec.trafficDistribution is not None and spec.trafficDistribution not in allowed:
        yield unsupported("spec.trafficDistribution", spec.trafficDistribution, allowed)


def status_faults(service: Service, old: Service | None, minor: int) -> Faults:
    """ValidateLoadBalancerStatus."""
    ingress = service.status.loadBalancer.ingress
    if ingress and service.spec.type != "LoadBalancer" and minor >= STATUS_BY_TYPE:
        yield forbidden("status.loadBalancer.ingress", "may only be used when `spec.type` is 'LoadBalancer'")
        return
    kept = {one.ip for one in old.status.loadBalancer.ingress if one.ip} if old else set()
    for index, one in enumerate(ingress):
        path = f"status.loadBalancer.ingress[{index}]"
        if one.ip:
            yield from ip_faults(f"{path}.ip", one.ip, minor, kept)
        if minor >= IP_MODE and one.ipMode is not None:
            if not one.ip:
                yield forbidden(f"{path}.ipMode", "may not be specified when `ip` is not set")
            elif one.ipMode not in MODES:
                yield unsupported(f"{path}.ipMode", one.ipMode, MODES)
        if one.hostname:
            yield from all_invalid(f"{path}.hostname", words.dns1123_subdomain(one.hostname))
            if is_ip(one.hostname):
                yield invalid(f"{path}.hostname", "must be a DNS name, not an IP address")
