"""NetworkPolicies at the API server, and the trainer's own SecurityGroups.

pkg/apis/networking/v1/defaults.go and validation/validation.go, ValidateNetworkPolicy.
"""

from __future__ import annotations

from collections.abc import Container

from msgspec.structs import replace

from k8s_svc_trainer.sim.admission import words
from k8s_svc_trainer.sim.admission.addresses import cidr_faults, parse_cidr
from k8s_svc_trainer.sim.admission.meta import label_faults, meta_faults, update_faults
from k8s_svc_trainer.sim.admission.report import Faults, all_invalid, forbidden, invalid, required, unsupported
from k8s_svc_trainer.sim.admission.selectors import selector_faults
from k8s_svc_trainer.sim.admission.service_validation import PROTOCOLS
from k8s_svc_trainer.sim.objects import (
    IPBlock,
    LabelSelector,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicySpec,
    SecurityGroup,
    SecurityGroupRule,
)
from k8s_svc_trainer.sim.results import Fault

TYPES = frozenset({"Ingress", "Egress"})


def admit_policy(policy: NetworkPolicy, old: NetworkPolicy | None, minor: int) -> tuple[NetworkPolicy, tuple[Fault, ...]]:
    """A policy as it is stored, with its types said, and all that is wrong with it."""
    made = replace(policy, spec=_default_spec(policy.spec))
    return made, tuple(_faults(made, old, minor))


def _default_spec(spec: NetworkPolicySpec) -> NetworkPolicySpec:
    """SetDefaults_NetworkPolicy: egress is governed only where it has rules; SetDefaults_NetworkPolicyPort."""
    types = spec.policyTypes or (("Ingress", "Egress") if spec.egress else ("Ingress",))
    return replace(
        spec,
        podSelector=spec.podSelector or LabelSelector(),
        policyTypes=types,
        ingress=tuple(replace(rule, ports=_default_ports(rule.ports)) for rule in spec.ingress),
        egress=tuple(replace(rule, ports=_default_ports(rule.ports)) for rule in spec.egress),
    )


def _default_ports(ports: tuple[NetworkPolicyPort, ...]) -> tuple[NetworkPolicyPort, ...]:
    return tuple(port if port.protocol is not None else replace(port, protocol="TCP") for port in ports)


def _faults(policy: NetworkPolicy, old: NetworkPolicy | None, minor: int) -> Faults:
    spec = policy.spec
    yield from meta_faults(policy.metadata, words.dns1123_subdomain)
    yield from selector_faults("spec.podSelector", spec.podSelector)
    kept = frozenset(_cidrs(old.spec)) if old else frozenset()
    for index, inward in enumerate(spec.ingress):
        yield from _rule_faults(f"spec.ingress[{index}]", inward.ports, "from", inward.from_, minor, kept)
    for index, outward in enumerate(spec.egress):
        yield from _rule_faults(f"spec.egress[{index}]", outward.ports, "to", outward.to, minor, kept)
    if len(spec.policyTypes) > len(TYPES):
        yield invalid("spec.policyTypes", "may not specify more than two policyTypes")
        return
    for index, word in enumerate(spec.policyTypes):
        if word not in TYPES:
            yield unsupported(f"spec.policyTypes[{index}]", word, TYPES)
    if old is not None:
        yield from update_faults(policy.metadata, old.metadata)


def _cidrs(spec: NetworkPolicySpec) -> list[str]:
    """Ranges that a policy holds already: an update may keep them, however they are written."""
    peers = [peer for inward in spec.ingress for peer in inward.from_] + [peer for outward in spec.egress for peer in outward.to]
    blocks = [peer.ipBlock for peer in peers if peer.ipBlock]
    return [cidr for block in blocks for cidr in (block.cidr or "", *block.except_)]


def _rule_faults(
    path: str,
    ports: tuple[NetworkPolicyPort, ...],
    field: str,
    peers: tuple[NetworkPolicyPeer, ...],
    minor: int,
    kept: Container[str],
) -> Faults:
    for index, port in enumerate(ports):
        yield from _port_faults(f"{path}.ports[{index}]", port)
    for index, peer in enumerate(peers):
        yield from _peer_faults(f"{path}.{field}[{index}]", peer, minor, kept)


def _port_faults(path: str, port: NetworkPolicyPort) -> Faults:
    """ValidateNetworkPolicyPort."""
    if port.protocol not in PROTOCOLS:
        yield unsupported(f"{path}.protocol", port.protocol, PROTOCOLS)
    end = port.endPort
    number = port.port
    if number is None:
        if end is not None:
            yield invalid(f"{path}.endPort", "may not be specified when `port` is not specified")
    elif isinstance(number, str):
        if end is not None:
            yield invalid(f"{path}.endPort", "may not be specified when `port` is non-numeric")
        yield from all_invalid(f"{path}.port", words.port_name(number))
    else:
        yield from all_invalid(f"{path}.port", words.port_number(number))
        if end is not None and end < number:
            yield invalid(f"{path}.endPort", "must be greater than or equal to `port`")
        if end is not None:
            yield from all_invalid(f"{path}.endPort", words.port_number(end))


def _peer_faults(path: str, peer: NetworkPolicyPeer, minor: int, kept: Container[str]) -> Faults:
    """ValidateNetworkPolicyPeer."""
    yield from selector_faults(f"{path}.podSelector", peer.podSelector)
    yield from selector_faults(f"{path}.namespaceSelector", peer.namespaceSelector)
    selected = peer.podSelector is not None or peer.namespaceSelector is not None
    if peer.ipBlock is not None:
        yield from _block_faults(f"{path}.ipBlock", peer.ipBlock, minor, kept)
        if selected:
            yield forbidden(path, "may not specify both ipBlock and another peer")
    elif not selected:
        yield required(path, "must specify a peer")


def _block_faults(path: str, block: IPBlock, minor: int, kept: Container[str]) -> Faults:
    """ValidateIPBlock."""
    if not block.cidr:
        yield required(f"{path}.cidr")
        return
    yield from cidr_faults(f"{path}.cidr", block.cidr, minor, kept)
    outer = parse_cidr(block.cidr)
    if outer is None:
        return
    for index, text in enumerate(block.except_):
        yield from cidr_faults(f"{path}.except[{index}]", text, minor, kept)
        inner = parse_cidr(text)
        if inner is not None and not _strictly_inside(inner, outer):
            yield invalid(f"{path}.except[{index}]", "must be a strict subset of `cidr`")


def _strictly_inside(inner: tuple[int, int, int], outer: tuple[int, int, int]) -> bool:
    shift = (128 if outer[0] == 6 else 32) - outer[2]
    return inner[0] == outer[0] and inner[2] > outer[2] and inner[1] >> shift == outer[1] >> shift


# --- SecurityGroup ---------------------------------------------------------------------------------------------------


def admit_group(group: SecurityGroup, old: SecurityGroup | None, minor: int) -> tuple[SecurityGroup, tuple[Fault, ...]]:
    """A SecurityGroup as it is stored, and all that is wrong with it. The rules are this project's own."""
    rules = tuple(rule if rule.protocol else replace(rule, protocol="TCP") for rule in group.spec.ingress)
    made = replace(group, spec=replace(group.spec, ingress=rules))
    faults = [*meta_faults(made.metadata, words.dns1123_subdomain), *label_faults("spec.nodeSelector", made.spec.nodeSelector)]
    for index, rule in enumerate(rules):
        faults += _group_rule_faults(f"spec.ingress[{index}]", rule, minor)
    if old is not None:
        faults += update_faults(made.metadata, old.metadata)
    return made, tuple(faults)


def _group_rule_faults(path: str, rule: SecurityGroupRule, minor: int) -> Faults:
    if rule.protocol not in PROTOCOLS:
        yield unsupported(f"{path}.protocol", rule.protocol, PROTOCOLS)
    for index, ports in enumerate(rule.ports):
        if not _is_range(str(ports)):
            yield invalid(f"{path}.ports[{index}]", "must be a port or a range of ports such as 30000-32767")
    for index, cidr in enumerate(rule.cidrs):
        yield from cidr_faults(f"{path}.cidrs[{index}]", cidr, minor)


def _is_range(text: str) -> bool:
    first, dash, last = text.partition("-")
    numbers = [first, last] if dash else [first]
    if not all(number.isascii() and number.isdigit() and len(number) <= 5 for number in numbers):
        return False
    return 0 <= int(numbers[0]) <= int(numbers[-1]) <= 65535
