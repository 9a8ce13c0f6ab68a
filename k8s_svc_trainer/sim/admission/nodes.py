"""Nodes and Namespaces at the API server.

pkg/apis/core/validation/validation.go, ValidateNode, ValidateNodeUpdate, ValidateNamespace; pkg/apis/core/v1/defaults.go,
SetDefaults_Namespace.
"""

from __future__ import annotations

from msgspec.structs import replace

from k8s_svc_trainer.sim.admission import words
from k8s_svc_trainer.sim.admission.addresses import cidr_faults, parse_cidr
from k8s_svc_trainer.sim.admission.meta import meta_faults, update_faults
from k8s_svc_trainer.sim.admission.report import Faults, duplicate, forbidden, invalid
from k8s_svc_trainer.sim.admission.taints import taint_faults
from k8s_svc_trainer.sim.objects import Namespace, Node, NodeSpec
from k8s_svc_trainer.sim.results import Fault

NAME_LABEL = "kubernetes.io/metadata.name"


def admit_node(node: Node, old: Node | None, minor: int) -> tuple[Node, tuple[Fault, ...]]:
    """A node as it is stored, and all that is wrong with it; an update without pod ranges keeps them."""
    spec = _one_range(node.spec)
    if old is not None and not spec.podCIDRs:
        spec = replace(spec, podCIDR=old.spec.podCIDR, podCIDRs=old.spec.podCIDRs)
    made = replace(node, spec=spec)
    return made, tuple(_node_faults(made, old, minor))


def _one_range(spec: NodeSpec) -> NodeSpec:
    """podCIDR is the first of podCIDRs; where they differ, podCIDR holds (conversion.go)."""
    if spec.podCIDR:
        return spec if spec.podCIDRs[:1] == (spec.podCIDR,) else replace(spec, podCIDRs=(spec.podCIDR,))
    return replace(spec, podCIDR=spec.podCIDRs[0]) if spec.podCIDRs else spec


def _node_faults(node: Node, old: Node | None, minor: int) -> Faults:
    yield from meta_faults(node.metadata, words.dns1123_subdomain)
    yield from taint_faults("metadata.taints", node.spec.rest.get("taints"))  # upstream names them under metadata
    ranges = node.spec.podCIDRs
    kept = old.spec.podCIDRs if old else ()
    for index, cidr in enumerate(ranges):
        yield from cidr_faults(f"spec.podCIDRs[{index}]", cidr, minor, kept)
    families = [parsed[0] for cidr in ranges if (parsed := parse_cidr(cidr))]
    if len(ranges) > 2 or len(set(families)) < len(families):
        yield invalid("spec.podCIDRs", "may specify no more than one CIDR for each IP family")
    seen: set[tuple[str | None, str | None]] = set()
    for index, address in enumerate(node.status.addresses):
        if (address.type, address.address) in seen:
            yield duplicate(f"status.addresses[{index}]", address.address)
        seen.add((address.type, address.address))
    if old is not None:
        yield from update_faults(node.metadata, old.metadata)
        if old.spec.podCIDRs and ranges != old.spec.podCIDRs:
            yield forbidden("spec.podCIDRs", 'node updates may not change podCIDR except from "" to valid')


def admit_namespace(namespace: Namespace, old: Namespace | None, minor: int) -> tuple[Namespace, tuple[Fault, ...]]:
    """A namespace as it is stored, with its name as a label, and all that is wrong with it."""
    meta = namespace.metadata
    made = replace(namespace, metadata=replace(meta, labels={**meta.labels, NAME_LABEL: meta.name or ""}))
    faults = [*meta_faults(meta, words.dns1123_label)]
    if old is not None:
        faults += update_faults(meta, old.metadata)
    return made, tuple(faults)
