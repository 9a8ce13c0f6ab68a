"""What the API server refuses in a pod's spec, a template's alike.

pkg/apis/core/validation/validation.go, ValidatePodSpec and what it calls, for the fields that `objects` holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8s_svc_trainer.sim.admission import words
from k8s_svc_trainer.sim.admission.addresses import ip_faults, is_ipv6, is_plain
from k8s_svc_trainer.sim.admission.container_validation import container_faults, host_port_faults
from k8s_svc_trainer.sim.admission.meta import label_faults
from k8s_svc_trainer.sim.admission.report import Faults, all_invalid, invalid, required, unsupported
from k8s_svc_trainer.sim.admission.taints import toleration_faults
from k8s_svc_trainer.sim.objects import PodDNSConfig, PodSpec, PodStatus

RESTART_POLICIES = frozenset({"Always", "OnFailure", "Never"})
DNS_POLICIES = frozenset({"ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"})
EXPANDED_SEARCH = 26  # ExpandedDNSConfig is on by default
RELAXED_SEARCH = 33  # RelaxedDNSSearchValidation is on by default
NAMESERVERS = 3
SEARCHES = {False: (6, 256), True: (32, 2048)}  # by whether ExpandedDNSConfig is on: paths, letters in all


def pod_spec_faults(path: str, spec: PodSpec, minor: int) -> Faults:
    """ValidatePodSpec."""
    if not spec.containers:
        yield required(f"{path}.containers")
    names: set[str] = set()
    for index, container in enumerate(spec.containers):
        yield from container_faults(f"{path}.containers[{index}]", container, names, minor, init=False)
    for index, container in enumerate(spec.initContainers):
        yield from container_faults(f"{path}.initContainers[{index}]", container, names, minor, init=True)
    yield from host_port_faults(path, spec, minor)
    if spec.restartPolicy not in RESTART_POLICIES:
        yield unsupported(f"{path}.restartPolicy", spec.restartPolicy, RESTART_POLICIES)
    if spec.dnsPolicy not in DNS_POLICIES:
        yield unsupported(f"{path}.dnsPolicy", spec.dnsPolicy, DNS_POLICIES)
    if spec.dnsConfig is not None or spec.dnsPolicy == "None":
        yield from _dns_faults(f"{path}.dnsConfig", spec.dnsConfig, spec.dnsPolicy, minor)
    if (spec.terminationGracePeriodSeconds or 0) < 0:
        yield invalid(f"{path}.terminationGracePeriodSeconds", "must be greater than or equal to 0")
    if spec.nodeName:
        yield from all_invalid(f"{path}.nodeName", words.dns1123_subdomain(spec.nodeName))
    if spec.hostname:
        yield from all_invalid(f"{path}.hostname", words.dns1123_label(spec.hostname))
    if spec.subdomain:
        yield from all_invalid(f"{path}.subdomain", words.dns1123_label(spec.subdomain))
    if spec.nodeSelector:
        yield from label_faults(f"{path}.nodeSelector", spec.nodeSelector)
    if spec.rest:
        yield from toleration_faults(f"{path}.tolerations", spec.rest.get("tolerations"))
        yield from _alias_faults(f"{path}.hostAliases", spec.rest.get("hostAliases"), minor)
    for index, gate in enumerate(spec.readinessGates):
        yield from all_invalid(f"{path}.readinessGates[{index}].conditionType", words.qualified_name(gate.conditionType or ""))


def _alias_faults(path: str, aliases: Any, minor: int) -> Faults:
    """ValidateHostAliases; the field is kept as it was written, so that what is no mapping is passed over."""
    for index, one in enumerate(aliases if isinstance(aliases, list | tuple) else ()):
        if not isinstance(one, Mapping):
            continue
        at = f"{path}[{index}]"
        yield from ip_faults(f"{at}.ip", str(one.get("ip") or ""), minor)
        names = one.get("hostnames")
        for inner, name in enumerate(names if isinstance(names, list | tuple) else ()):
            yield from all_invalid(f"{at}.hostnames[{inner}]", words.dns1123_subdomain(str(name)))


def _dns_faults(path: str, config: PodDNSConfig | None, policy: str | None, minor: int) -> Faults:
    """validatePodDNSConfig."""
    if config is None:
        yield required(path, "must provide `dnsConfig` when `dnsPolicy` is None")
        return
    if policy == "None" and not config.nameservers:
        yield required(f"{path}.nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None")
        return
    if len(config.nameservers) > NAMESERVERS:
        yield invalid(f"{path}.nameservers", f"must not have more than {NAMESERVERS} nameservers")
    for index, server in enumerate(config.nameservers):
        yield from ip_faults(f"{path}.nameservers[{index}]", server, minor)
    yield from _search_faults(f"{path}.searches", config.searches, minor)
    for index, option in enumerate(config.options):
        if not option.name:
            yield required(f"{path}.options[{index}]", "must not be empty")


def _search_faults(path: str, searches: tuple[str, ...], minor: int) -> Faults:
    most, letters = SEARCHES[minor >= EXPANDED_SEARCH]
    if len(searches) > most:
        yield invalid(path, f"must not have more than {most} search paths")
    if len(" ".join(searches)) > letters:
        yield invalid(path, f"must not have more than {letters} characters (including spaces) in the search list")
    relaxed = minor >= RELAXED_SEARCH
    for index, search in enumerate(searches):
        if relaxed and search == ".":
            continue
        rule = words.underscored_subdomain if relaxed else words.dns1123_subdomain
        yield from all_invalid(f"{path}[{index}]", rule(search.removesuffix(".")))


def pod_status_faults(status: PodStatus, minor: int) -> Faults:
    """validatePodIPs, of a status that a manifest states."""
    ips = [one.ip or "" for one in status.podIPs]
    for index, ip in enumerate(ips):
        if not is_plain(ip):
            yield from ip_faults(f"status.podIPs[{index}]", ip, minor)
    if len(ips) > 1 and len({is_ipv6(ip) for ip in ips}) < len(ips):
        yield invalid("status.podIPs", "may specify no more than one IP for each IP family")
