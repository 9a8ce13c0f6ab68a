"""What the API server refuses in a change of a Service: fields that may not change, or only in one direction.

pkg/apis/core/validation/validation.go, ValidateServiceUpdate. What allocation fills in or refuses before is not asked again:
addresses and families that are cleared come back, and the second family goes with SingleStack only (alloc.go).
"""

from __future__ import annotations

from k8s_svc_trainer.sim.admission.report import IMMUTABLE, Faults, forbidden, invalid
from k8s_svc_trainer.sim.admission.service_defaults import needs_health_check
from k8s_svc_trainer.sim.admission.service_validation import is_headless
from k8s_svc_trainer.sim.objects import Service, ServiceSpec

ONCE_SET = "may not change once set"
FIRST_FAMILY = "spec.ipFamilies[0]"


def service_update_faults(service: Service, old: Service) -> Faults:
    """All that may not change."""
    spec, before = service.spec, old.spec
    if spec.type != "ExternalName" and before.type != "ExternalName":
        yield from _address_faults(spec, before)
        yield from _family_faults(spec, before)
    if before.type == spec.type == "LoadBalancer" and before.loadBalancerClass != spec.loadBalancerClass:
        yield invalid("spec.loadBalancerClass", ONCE_SET)
    if needs_health_check(before) and needs_health_check(spec) and before.healthCheckNodePort != spec.healthCheckNodePort:
        yield forbidden("spec.healthCheckNodePort", IMMUTABLE)


def _address_faults(spec: ServiceSpec, old: ServiceSpec) -> Faults:
    """validateUpgradeDowngradeClusterIPs."""
    if is_headless(spec) and is_headless(old):
        return
    new, was = spec.clusterIPs, old.clusterIPs
    if len(new) == len(was):
        for index, (ip, before) in enumerate(zip(new, was, strict=True)):
            if ip != before:
                yield invalid(f"spec.clusterIPs[{index}]", ONCE_SET)
        return
    if was and new[0] != was[0]:
        yield invalid("spec.clusterIPs[0]", ONCE_SET)


def _family_faults(spec: ServiceSpec, old: ServiceSpec) -> Faults:
    """validateUpgradeDowngradeIPFamilies."""
    if is_headless(old) or is_headless(spec):
        return
    new, was = spec.ipFamilies, old.ipFamilies
    if len(new) == len(was):
        if new != was:
            yield invalid(FIRST_FAMILY, ONCE_SET)
        return
    if was and new[0] != was[0]:
        yield invalid(FIRST_FAMILY, ONCE_SET)
