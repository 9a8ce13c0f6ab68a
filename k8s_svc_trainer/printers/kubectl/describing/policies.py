"""A NetworkPolicy described: what it allows whom. Source: describeNetworkPolicy and describeNetworkPolicySpec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from k8s_svc_trainer.printers.kubectl.age import read
from k8s_svc_trainer.printers.kubectl.describing.common import labels, named, notes
from k8s_svc_trainer.printers.kubectl.labels import format_selector
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort

Rule = tuple[Sequence[NetworkPolicyPort], Sequence[NetworkPolicyPeer]]
ANY_PORT = "To Port: <any> (traffic allowed to all ports)"
ALL_PODS = "<none> (Allowing the specific traffic to all pods in this namespace)"
ANYONE = {"From": "From: <any> (traffic not restricted by source)", "To": "To: <any> (traffic not restricted by destination)"}


def network_policy(_: Cluster, obj: NetworkPolicy) -> Iterator[str]:
    """A NetworkPolicy; it has no Events section."""
    spec = obj.spec
    created = read(obj.metadata.creationTimestamp)
    yield from named(obj.metadata)
    yield f"Created on:\t{created:%Y-%m-%d %H:%M:%S} +0000 UTC" if created else "Created on:\t<nil>"
    yield from labels("Labels", obj.metadata.labels)
    yield from notes("Annotations", obj.metadata.annotations)
    yield "Spec:"
    chosen = spec.podSelector
    every = chosen is None or not (chosen.matchLabels or chosen.matchExpressions)
    yield f"  PodSelector:     {ALL_PODS if every else format_selector(chosen)}"
    yield from _direction(spec.policyTypes, "Ingress", "From", [(rule.ports, rule.from_) for rule in spec.ingress])
    yield from _direction(spec.policyTypes, "Egress", "To", [(rule.ports, rule.to) for rule in spec.egress])
    yield f"  Policy Types: {', '.join(spec.policyTypes)}"


def _direction(types: Iterable[str], kind: str, word: str, rules: Sequence[Rule]) -> Iterator[str]:
    name = kind.lower()
    if kind not in types:
        yield f"  Not affecting {name} traffic"
        return
    yield f"  Allowing {name} traffic:"
    if not rules:
        yield f"    <none> (Selected pods are isolated for {name} connectivity)"
    for index, (ports, peers) in enumerate(rules):
        if index:
            yield "    ----------"
        yield from (f"    {_port(port)}" for port in ports) if ports else [f"    {ANY_PORT}"]
        if not peers:
            yield f"    {ANYONE[word]}"
        for peer in peers:
            yield f"    {word}:"
            yield from (f"      {line}" for line in _peer(peer))


def _port(port: NetworkPolicyPort) -> str:
    protocol = port.protocol or "TCP"
    if port.endPort is not None:
        return f"To Port Range: {port.port}-{port.endPort}/{protocol}"
    return f"To Port: {'<nil>' if port.port is None else port.port}/{protocol}"


def _peer(peer: NetworkPolicyPeer) -> Iterator[str]:
    if peer.namespaceSelector is not None:
        yield f"NamespaceSelector: {format_selector(peer.namespaceSelector)}"
    if peer.podSelector is not None:
        yield f"PodSelector: {format_selector(peer.podSelector)}"
    if peer.ipBlock is not None and peer.podSelector is None and peer.namespaceSelector is None:
        yield "IPBlock:"
        yield f"  CIDR: {peer.ipBlock.cidr}"
        yield f"  Except: {', '.join(peer.ipBlock.except_)}"
