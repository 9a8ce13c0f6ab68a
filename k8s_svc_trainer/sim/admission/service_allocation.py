"""IP families, cluster IPs and node ports of a Service, asked of the allocator.

pkg/registry/core/service/storage/alloc.go. Nothing is taken before the claim is committed.
"""

from __future__ import annotations

from msgspec.structs import replace

from k8s_svc_trainer.sim.admission.addresses import is_ipv4
from k8s_svc_trainer.sim.admission.report import Refused, invalid, nameless
from k8s_svc_trainer.sim.admission.service_defaults import needs_health_check
from k8s_svc_trainer.sim.admission.service_validation import cluster_ip_faults
from k8s_svc_trainer.sim.allocate import Claim, Exhausted
from k8s_svc_trainer.sim.objects import ServicePort, ServiceSpec
from k8s_svc_trainer.sim.results import Fault

OTHER = {"IPv4": "IPv6", "IPv6": "IPv4"}
HEADLESS = "None"
POLICY = "spec.ipFamilyPolicy"


def allocate(claim: Claim, spec: ServiceSpec, minor: int) -> ServiceSpec:
    """A new Service's spec with families, addresses and ports (allocateCreate).

    Raises Refused.
    """
    spec = _with_families(claim, spec, None, minor)
    spec = _with_addresses(claim, spec)
    if spec.type in ("NodePort", "LoadBalancer"):
        spec = replace(spec, ports=_first_ports(claim, spec))
    return _with_health_port(claim, spec) if needs_health_check(spec) else spec


def reallocate(claim: Claim, spec: ServiceSpec, old: ServiceSpec, minor: int) -> ServiceSpec:
    """A changed Service's spec with families, addresses and ports; what it no longer needs is released (allocateUpdate).

    Raises Refused.
    """
    spec = _with_families(claim, spec, old, minor)
    spec = _updated_addresses(claim, spec, old)
    if old.type in ("NodePort", "LoadBalancer") and spec.type in ("ExternalName", "ClusterIP"):
        for port in old.ports:
            if port.nodePort:
                claim.release_port(port.nodePort)
    if spec.type in ("NodePort", "LoadBalancer"):
        spec = replace(spec, ports=_updated_ports(claim, spec, old))
    needed, needs = needs_health_check(old), needs_health_check(spec)
    if needs and not needed:
        return _with_health_port(claim, spec)
    if needed and not needs and old.healthCheckNodePort:
        claim.release_port(old.healthCheckNodePort)
    return spec


# --- families --------------------------------------------------------------------------------------------------------


def _unchanged_preference(spec: ServiceSpec, old: ServiceSpec | None) -> bool:
    """isMatchingPreferDualStackClusterIPFields: PreferDualStack is not raised or lowered by itself."""
    return (
        old is not None
        and spec.ipFamilyPolicy == "PreferDualStack"
        and old.ipFamilyPolicy in (None, "PreferDualStack")
        and old.type == spec.type
        and spec.type in ("ClusterIP", "NodePort", "LoadBalancer")
        and spec.clusterIPs == old.clusterIPs
        and spec.ipFamilies == old.ipFamilies
    )


def _with_families(claim: Claim, spec: ServiceSpec, old: ServiceSpec | None, minor: int) -> ServiceSpec:
    """initIPFamilyFields."""
    if spec.type == "ExternalName" or _unchanged_preference(spec, old):
        return spec
    free = spec.clusterIP == HEADLESS and not spec.selector  # headless without a selector: its endpoints may be of any family
    spec = _with_policy(spec, old, free=free)
    _raise(list(cluster_ip_faults(spec, old, minor)))
    spec, faults = _narrowed(spec, old)
    spec, more = _inferred(claim, spec)
    _raise(faults + more)
    if free:
        families = spec.ipFamilies or claim.families[:1]
        if len(families) < 2 and spec.ipFamilyPolicy != "SingleStack":
            families = (families[0], OTHER[families[0]])
        return replace(spec, ipFamilies=families)
    return _for_cluster(claim, spec)


def _with_policy(spec: ServiceSpec, old: ServiceSpec | None, *, free: bool) -> ServiceSpec:
    if spec.ipFamilyPolicy is not None:
        return spec
    if old is not None and old.ipFamilyPolicy is not None:
        return replace(spec, ipFamilyPolicy=old.ipFamilyPolicy)
    return replace(spec, ipFamilyPolicy="RequireDualStack" if free else "SingleStack")


def _narrowed(spec: ServiceSpec, old: ServiceSpec | None) -> tuple[ServiceSpec, list[Fault]]:
    """SingleStack alone gives up the second family; and it does not go with two."""
    faults: list[Fault] = []
    single = spec.ipFamilyPolicy == "SingleStack"
    if old is not None and single:
        ips = spec.clusterIPs[:1] if spec.clusterIPs == old.clusterIPs else spec.clusterIPs
        families = spec.ipFamilies[:1] if spec.ipFamilies == old.ipFamilies else spec.ipFamilies
        spec = replace(spec, clusterIPs=ips, ipFamilies=families)
    elif old is not None:
        for field, words in (("clusterIPs", "cluster IP"), ("ipFamilies", "IP family")):
            if 0 < len(getattr(spec, field)) < len(getattr(old, field)):
                faults.append(invalid(POLICY, f"must be 'SingleStack' to release the secondary {words}"))
    if single:
        for field, words in (("clusterIPs", "cluster IPs"), ("ipFamilies", "IP families")):
            if len(getattr(spec, field)) == 2:
                faults.append(invalid(POLICY, f"must be 'RequireDualStack' or 'PreferDualStack' when multiple {words} are specified"))
    return spec, faults


def _inferred(claim: Claim, spec: ServiceSpec) -> tuple[ServiceSpec, list[Fault]]:
    """Families that the stated addresses imply."""
    faults: list[Fault] = []
    families = list(spec.ipFamilies)
    for index, ip in enumerate(spec.clusterIPs):
        if ip == HEADLESS:
            break
        family = "IPv4" if is_ipv4(ip) else "IPv6"
        if index >= len(families):
            if family not in claim.families:
                faults.append(invalid(f"spec.clusterIPs[{index}]", f"{family} is not configured on this cluster"))
            else:
                families.append(family)
    return (spec if len(families) == len(spec.ipFamilies) else replace(spec, ipFamilies=tuple(families))), faults


def _for_cluster(claim: Claim, spec: ServiceSpec) -> ServiceSpec:
    faults = []
    if spec.ipFamilyPolicy == "RequireDualStack" and len(claim.families) < 2:
        faults.append(invalid(POLICY, "this cluster is not configured for dual-stack services"))
    for index, family in enumerate(spec.ipFamilies):
        if family not in claim.families:
            faults.append(invalid(f"spec.ipFamilies[{index}]", "not configured on this cluster"))
    _raise(faults)
    families = spec.ipFamilies or claim.families[:1]
    if spec.ipFamilyPolicy != "SingleStack" and len(families) == 1 and len(claim.families) == 2:
        families = (families[0], OTHER[families[0]])
    return spec if families == spec.ipFamilies else replace(spec, ipFamilies=families)


def _raise(faults: list[Fault]) -> None:
    if faults:
        raise Refused(*faults)


# --- addresses -------------------------------------------------------------------------------------------------------


def _with_addresses(claim: Claim, spec: ServiceSpec) -> ServiceSpec:
    """allocClusterIPs."""
    if spec.type == "ExternalName" or spec.clusterIPs[:1] == (HEADLESS,):
        return spec
    stated = dict(enumerate(spec.clusterIPs))
    ips = tuple(_address(claim, family, stated.get(index)) for index, family in enumerate(spec.ipFamilies))
    return replace(spec, clusterIP=ips[0], clusterIPs=ips + spec.clusterIPs[len(ips) :])


def _address(claim: Claim, family: str, stated: str | None) -> str:
    """allocIPs."""
    if not stated:
        try:
            return claim.next_address(family)
        except Exhausted as full:
            raise Refused(nameless(f"failed to allocate a serviceIP: {full}")) from None
    wrong = claim.take_address(stated, family)
    if wrong:
        raise Refused(invalid("spec.clusterIPs", f"failed to allocate IP {stated}: {wrong}"))
    return stated


def _updated_addresses(claim: Claim, spec: ServiceSpec, old: ServiceSpec) -> ServiceSpec:
    """updateClusterIPs."""
    if _unchanged_preference(spec, old):
        return spec
    if old.type == "ExternalName" and spec.type != "ExternalName":
        return _with_addresses(claim, spec)
    if old.clusterIPs[:1] == (HEADLESS,):
        return spec
    if old.type != "ExternalName" and spec.type == "ExternalName":
        for ip in old.clusterIPs:
            claim.release_address(ip)
        return spec
    if len(old.ipFamilies) == 1 and len(spec.ipFamilies) == 2:
        second = _address(claim, spec.ipFamilies[1], spec.clusterIPs[1] if len(spec.clusterIPs) > 1 else None)
        return replace(spec, clusterIPs=(*spec.clusterIPs[:1], second))
    if len(old.ipFamilies) == 2 and len(spec.ipFamilies) == 1 and len(old.clusterIPs) > 1:
        claim.release_address(old.clusterIPs[1])
    return spec


# --- ports -----------------------------------------------------------------------------------------------------------


def _allots_ports(spec: ServiceSpec) -> bool:
    """shouldAllocateNodePorts."""
    return spec.type == "NodePort" or (spec.type == "LoadBalancer" and bool(spec.allocateLoadBalancerNodePorts))


def _first_ports(claim: Claim, spec: ServiceSpec) -> tuple[ServicePort, ...]:
    """initNodePorts: ports of one number, TCP and UDP, share a node port unless each states its own."""
    shared: dict[int | None, int] = {}
    made: list[ServicePort] = []
    for index, port in enumerate(spec.ports):
        if not port.nodePort and not _allots_ports(spec):
            made.append(port)
            continue
        known = shared.get(port.port)
        if known is None:
            wished = next((twin.nodePort for twin in (*made, *spec.ports[index:]) if twin.port == port.port and twin.nodePort), None)
            number = shared[port.port] = _port(claim, wished, index)
        elif port.nodePort and port.nodePort != known:
            number = _port(claim, port.nodePort, index)
        else:
            number = known
        made.append(replace(port, nodePort=number))
    return tuple(made)


def _port(claim: Claim, wished: int | None, index: int) -> int:
    if not wished:
        try:
            return claim.next_port()
        except Exhausted as full:
            raise Refused(nameless(f"failed to allocate a nodePort: {full}")) from None
    wrong = claim.take_port(wished)
    if wrong:
        raise Refused(invalid(f"spec.ports[{index}].nodePort", wrong))
    return wished


def _updated_ports(claim: Claim, spec: ServiceSpec, old: ServiceSpec) -> tuple[ServicePort, ...]:
    """updateNodePorts: a port without a number gets one of its own."""
    before = {port.nodePort for port in old.ports if port.nodePort}
    taken: set[int] = set()
    seen: set[tuple[str | None, int]] = set()
    made: list[ServicePort] = []
    for index, port in enumerate(spec.ports):
        if not port.nodePort and not _allots_ports(spec):
            made.append(port)
            continue
        number = port.nodePort
        if not number or (number not in before and number not in taken):
            number = _port(claim, number, index)
            taken.add(number)
        if (port.protocol, number) in seen:
            raise Refused(nameless(f"duplicate nodePort: {port.protocol} {number}"))
        seen.add((port.protocol, number))
        made.append(replace(port, nodePort=number))
    for number in before - {port.nodePort for port in made}:
        claim.release_port(number)
    return tuple(made)


def _with_health_port(claim: Claim, spec: ServiceSpec) -> ServiceSpec:
    """allocHealthCheckNodePort: what stands against the wished port is no fault of a field."""
    wished = spec.healthCheckNodePort
    if not wished:
        try:
            return replace(spec, healthCheckNodePort=claim.next_port())
        except Exhausted as full:
            raise Refused(nameless(f"failed to allocate a HealthCheck NodePort: {full}")) from None
    wrong = claim.take_port(wished)
    if wrong:
        raise Refused(nameless(f"failed to allocate requested HealthCheck NodePort {wished}: {wrong}"))
    return spec
