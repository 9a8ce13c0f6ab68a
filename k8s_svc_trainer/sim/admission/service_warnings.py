"""What the API server warns of in a Service that it accepts.

pkg/api/service/warnings.go, GetWarningsForService.
"""

from __future__ import annotations

from k8s_svc_trainer.sim.admission.addresses import cidr_warnings, ip_warnings
from k8s_svc_trainer.sim.admission.service_validation import HINTS, MODE, SAME_TRAFFIC
from k8s_svc_trainer.sim.objects import Service, ServiceSpec

EXTERNAL_IPS_DEPRECATED = 36  # KEP-5707


def service_warnings(service: Service, minor: int) -> tuple[str, ...]:
    """The warnings, in upstream's order."""
    spec = service.spec
    found: list[str] = []
    if HINTS in service.metadata.annotations:
        found.append(f"annotation {HINTS} is deprecated, please use {MODE} instead")
    if spec.clusterIP == "None":
        found += _headless(spec) if spec.type == "ClusterIP" else []
    else:
        for index, ip in enumerate(spec.clusterIPs):
            found += ip_warnings(f"spec.clusterIPs[{index}]", ip)
    for index, ip in enumerate(spec.externalIPs):
        found += ip_warnings(f"spec.externalIPs[{index}]", ip)
    if spec.externalIPs and minor >= EXTERNAL_IPS_DEPRECATED:
        found.append("spec.externalIPs is deprecated")
    if spec.loadBalancerIP:
        found += ip_warnings("spec.loadBalancerIP", spec.loadBalancerIP)
    for index, cidr in enumerate(spec.loadBalancerSourceRanges):
        found += cidr_warnings(f"spec.loadBalancerSourceRanges[{index}]", cidr)
    return (*found, *_ignored(spec, minor))


def _headless(spec: ServiceSpec) -> list[str]:
    fields = {
        "loadBalancerIP": bool(spec.loadBalancerIP),
        "externalIPs": bool(spec.externalIPs),
        "SessionAffinity": spec.sessionAffinity != "None",
    }
    return [f"spec.{field} is ignored for headless services" for field, stated in fields.items() if stated]


def _ignored(spec: ServiceSpec, minor: int) -> list[str]:
    found = []
    if spec.type == "ExternalName" and spec.externalIPs:
        found.append('spec.externalIPs is ignored when spec.type is "ExternalName"')
    if spec.type != "ExternalName" and spec.externalName:
        found.append('spec.externalName is ignored when spec.type is not "ExternalName"')
    if spec.trafficDistribution == "PreferClose" and minor >= SAME_TRAFFIC:
        found.append('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"')
    return found
