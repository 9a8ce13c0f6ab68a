"""A NetworkPolicy holds the packet back: rules that nearly allow it, one rule more, or the policy taken away.

What a denied hop names (policies, direction, protocol, port, the other end) is read from its parts; see `policy._denied_hop`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from k8s_svc_trainer.cases.steps import Patch
from k8s_svc_trainer.diagnosis.changing import own_labels, patched, relabelled, terms
from k8s_svc_trainer.diagnosis.likeness import unlikeness
from k8s_svc_trainer.diagnosis.scene import Scene, key_of
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import ObjectKey
from k8s_svc_trainer.sim.objects import LabelSelector, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, Pod
from k8s_svc_trainer.sim.policy import NAME_LABEL, namespace_labels
from k8s_svc_trainer.sim.selectors import selects

DNS_PORT = 53


class Denied(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A packet that policies hold back: in which direction, which pod they govern, and the other end."""

    policies: tuple[NetworkPolicy, ...]
    direction: str
    pod: Pod
    protocol: str
    port: int
    ip: str
    other: Pod | None

    @property
    def word(self) -> str:
        """The field in which peers stand."""
        return "from" if self.direction == "ingress" else "to"


def denied(scene: Scene) -> Denied | None:
    """What the hop says, as values; None where it is no such hop."""
    if len(scene.hop.parts) != 6:
        return None
    names, pod, direction, protocol, port, called = scene.hop.parts
    held = scene.state.one(Pod, *pod.split("/", 1))
    policies = [scene.state.one(NetworkPolicy, *name.split("/", 1)) for name in names.split(", ")]
    if held is None:
        return None
    ip, _, other = called.partition(" (pod ")
    peer = scene.state.one(Pod, *other.rstrip(")").split("/", 1)) if other else None
    kept = tuple(policy for policy in policies if policy is not None)
    return Denied(policies=kept, direction=direction, pod=held, protocol=protocol, port=int(port), ip=ip, other=peer)


def rules_that_nearly_fit(scene: Scene) -> Iterator[Repair]:
    """A rule that allows the other end at another port, or this port for another end."""
    found = denied(scene)
    if found is None:
        return
    for policy in found.policies:
        for place, (peers, ports) in enumerate(_rules(policy, found.direction)):
            fits_peer = not peers or any(_fits(scene, peer, policy, found) for peer in peers)
            fits_port = not ports or any(_covers(found, one.port, one.endPort, one.protocol) for one in ports)
            of_dns = bool(ports) and all(one.port == DNS_PORT for one in ports)
            if fits_peer and not fits_port and of_dns == (found.port == DNS_PORT):
                yield _other_port(scene, found, policy, place)
            if fits_port and not fits_peer:
                yield from _other_peers(scene, found, policy, place, peers)


def _covers(found: Denied, port: int | str | None, end: int | None, protocol: str | None) -> bool:
    if (protocol or "TCP") != found.protocol:
        return False
    if isinstance(port, str):
        holder = found.pod if found.direction == "ingress" else found.other
        return holder is not None and any(
            one.name == port and one.containerPort == found.port for container in holder.spec.containers for one in container.ports
        )
    return port is None or port <= found.port <= (end or port)


def _fits(scene: Scene, peer: NetworkPolicyPeer, policy: NetworkPolicy, found: Denied) -> bool:
    if peer.ipBlock is not None or found.other is None:
        return False
    return _namespace_fits(scene, peer, policy, found.other) and _pod_fits(peer, found.other)


def _namespace_fits(scene: Scene, peer: NetworkPolicyPeer, policy: NetworkPolicy, other: Pod) -> bool:
    if peer.namespaceSelector is None:
        return other.metadata.namespace == policy.metadata.namespace
    return selects(peer.namespaceSelector, namespace_labels(scene.state, str(other.metadata.namespace)))


def _pod_fits(peer: NetworkPolicyPeer, other: Pod) -> bool:
    return peer.podSelector is None or selects(peer.podSelector, other.metadata.labels)


def _other_port(scene: Scene, found: Denied, policy: NetworkPolicy, place: int) -> Repair:
    field = f"spec.{found.direction}[{place}].ports"
    service = scene.service()
    translated = service is not None and any(port.port != found.port for port in service.spec.ports)

    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"][found.direction][place]["ports"].append({"protocol": found.protocol, "port": found.port})

    dns = found.direction == "egress" and found.port == DNS_PORT
    says = f"NetworkPolicy {_named(policy)} allows other ports than {found.port}/{found.protocol}"
    if translated and not dns:
        says += ": a policy sees the pod's port, after the Service's translation"
    return Repair(
        fault="SVC051" if dns else "SVC053",
        object=key_of(policy),
        field=field,
        says=says,
        steps=patched(scene.cluster, key_of(policy), change),
        mismatch="ports",
        cost=6,
    )


def _other_peers(scene: Scene, found: Denied, policy: NetworkPolicy, place: int, peers: tuple[NetworkPolicyPeer, ...]) -> Iterator[Repair]:
    other = found.other
    if other is None:
        return
    for which, peer in enumerate(peers):
        if peer.ipBlock is not None:
            continue
        field = f"spec.{found.direction}[{place}].{found.word}[{which}]"
        space, pod = str(other.metadata.namespace), own_labels(other.metadata.labels)
        if not _namespace_fits(scene, peer, policy, other):
            cost = 5 + round(8 * _apart(peer.namespaceSelector, {NAME_LABEL: space, **namespace_labels(scene.state, space)}))
            yield _peer(scene, found, policy, f"{field}.namespaceSelector", fault="SVC052", cost=cost, both=not _pod_fits(peer, other))
            yield from _space_labelled(scene, policy, peer, other, f"{field}.namespaceSelector")
        elif not _pod_fits(peer, other):
            cost = 5 + round(8 * _apart(peer.podSelector, pod))
            yield _peer(scene, found, policy, f"{field}.podSelector", fault="SVC054", cost=cost, both=False)
            wanted = dict((peer.podSelector.matchLabels if peer.podSelector else None) or {})
            if wanted:
                yield Repair(
                    fault="SVC054",
                    object=key_of(policy),
                    field=f"{field}.podSelector",
                    says=f"NetworkPolicy {_named(policy)} lets in {terms(wanted)}; {_pod(other)} has {terms(pod)}",
                    steps=relabelled(scene.cluster, other, wanted),
                    mismatch="podSelector",
                    cost=cost + 2,
                )


def _apart(selector: LabelSelector | None, labels: Mapping[str, str]) -> float:
    """How far what a selector asks for is from the labels that are there: 0 for nearly the same words, 1 for others altogether."""
    asked = dict(selector.matchLabels if selector else {})
    if not asked:
        return 0.3 if selector is not None and selector.matchExpressions else 1.0
    return sum(min(unlikeness(value, one) for one in labels.values()) if labels else 1.0 for value in asked.values()) / len(asked)


def _peer(scene: Scene, found: Denied, policy: NetworkPolicy, field: str, *, fault: str, cost: int, both: bool) -> Repair:
    """The peer at a field replaced by one that names the other end."""
    other = found.other
    assert other is not None  # noqa: S101 -- the caller has looked
    path = field.split(".")
    rule, peer = int(path[1].partition("[")[2].rstrip("]")), int(path[2].partition("[")[2].rstrip("]"))

    def change(manifest: dict[str, Any]) -> None:
        entry = manifest["spec"][found.direction][rule][found.word][peer]
        if fault == "SVC052":
            entry["namespaceSelector"] = {"matchLabels": {NAME_LABEL: str(other.metadata.namespace)}}
        if fault == "SVC054" or both:
            entry["podSelector"] = {"matchLabels": own_labels(other.metadata.labels)}

    says = f"NetworkPolicy {_named(policy)} names another peer than {_pod(other)}"
    if fault == "SVC052":
        says = f"NetworkPolicy {_named(policy)} does not select namespace {other.metadata.namespace}, in which {_pod(other)} runs"
    return Repair(
        fault=fault,
        object=key_of(policy),
        field=field,
        says=says,
        steps=patched(scene.cluster, key_of(policy), change),
        mismatch=field.rpartition(".")[2],
        cost=cost + 6 * both,
    )


def _space_labelled(scene: Scene, policy: NetworkPolicy, peer: NetworkPolicyPeer, other: Pod, field: str) -> Iterator[Repair]:
    wanted = dict(((peer.namespaceSelector or LabelSelector()).matchLabels) or {})
    space = ObjectKey("namespace", None, str(other.metadata.namespace))
    if wanted and NAME_LABEL not in wanted and scene.cluster.get(space) is not None:
        yield Repair(
            fault="SVC052",
            object=key_of(policy),
            field=field,
            says=f"NetworkPolicy {_named(policy)} selects namespaces with {terms(wanted)}; {other.metadata.namespace} does not carry them",
            steps=(Patch(space, {"metadata": {"labels": wanted}}),),
            mismatch="namespaceSelector",
            cost=8,
        )


def one_rule_more(scene: Scene) -> Iterator[Repair]:
    """A rule that allows just this: from or to this pod, at this port. A policy that has no rule at all is a default deny."""
    found = denied(scene)
    if found is None or not found.policies:
        return
    dns = found.direction == "egress" and found.port == DNS_PORT
    policy = max(found.policies, key=lambda one: len(_rules(one, found.direction)))
    fault = "SVC051" if dns else "SVC050" if not _rules(policy, found.direction) else "SVC055"
    what = "egress to DNS" if dns else found.direction

    def change(manifest: dict[str, Any]) -> None:
        rule: dict[str, Any] = {"ports": _ports(found, dns=dns)}
        if not dns:
            rule[found.word] = _peers_of(scene, found)
        manifest["spec"].setdefault(found.direction, []).append(rule)

    yield Repair(
        fault=fault,
        object=key_of(policy),
        field=f"spec.{found.direction}",
        says=f"{_names(found.policies)} {'isolates' if len(found.policies) == 1 else 'isolate'} {_pod(found.pod)} for {what},"
        f" and no rule allows {found.port}/{found.protocol} {found.word} {found.ip}",
        steps=patched(scene.cluster, key_of(policy), change),
        mismatch=f"{found.direction}-dns" if dns else found.direction,
        cost=9 if not dns else 4,
    )


def _rules(policy: NetworkPolicy, direction: str) -> list[tuple[tuple[NetworkPolicyPeer, ...], tuple[NetworkPolicyPort, ...]]]:
    """The peers and ports of each rule of a direction."""
    if direction == "ingress":
        return [(rule.from_, rule.ports) for rule in policy.spec.ingress]
    return [(rule.to, rule.ports) for rule in policy.spec.egress]


def _ports(found: Denied, *, dns: bool) -> list[dict[str, Any]]:
    protocols = ("UDP", "TCP") if dns else (found.protocol,)
    return [{"protocol": protocol, "port": found.port} for protocol in protocols]


def _peers_of(scene: Scene, found: Denied) -> list[dict[str, Any]]:
    """The other end; of a node all nodes, since a packet may come by any of them."""
    if found.other is None:
        nodes = [node for name in scene.state.node_names() if (node := scene.state.tables.node(name)) is not None]
        addresses = [ip for node in nodes for ip in node.addresses] if scene.state.tables.owner(found.ip) else [found.ip]
        return [{"ipBlock": {"cidr": f"{ip}/{128 if ':' in ip else 32}"}} for ip in addresses if (":" in ip) == (":" in found.ip)]
    return [_peer_of(found, found.other)]


def _peer_of(found: Denied, other: Pod) -> dict[str, Any]:
    space = {"namespaceSelector": {"matchLabels": {NAME_LABEL: str(other.metadata.namespace)}}}
    same = other.metadata.namespace == found.pod.metadata.namespace
    return {**({} if same else space), "podSelector": {"matchLabels": own_labels(other.metadata.labels)}}


def _named(policy: NetworkPolicy) -> str:
    return f"{policy.metadata.namespace}/{policy.metadata.name}"


def _names(policies: tuple[NetworkPolicy, ...]) -> str:
    return f"NetworkPolic{'y' if len(policies) == 1 else 'ies'} {', '.join(map(_named, policies))}"


def _pod(pod: Pod) -> str:
    return f"pod {pod.metadata.namespace}/{pod.metadata.name}"


MAKERS = (rules_that_nearly_fit, one_rule_more)
