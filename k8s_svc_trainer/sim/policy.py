"""NetworkPolicy and SecurityGroup: whether a packet may leave a pod, enter a pod, or enter a node from outside.

Decides on addresses and ports as they are after the Service's translation; `path` asks at the right moments. Knows nothing of
Services. Follows k8s.io/api/networking/v1 types.go and kubernetes.io/docs/concepts/services-networking/network-policies:
a pod that no policy selects in a direction is open in it; policies add up; replies always pass; a pod never blocks itself,
nor its own node; pods in their node's network are not governed, and no podSelector matches them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from k8s_svc_trainer.sim.ipnumbers import family_of
from k8s_svc_trainer.sim.listening import running_containers
from k8s_svc_trainer.sim.network import finished
from k8s_svc_trainer.sim.objects import (
    IPBlock,
    Namespace,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    Node,
    Pod,
    SecurityGroup,
    SecurityGroupRule,
)
from k8s_svc_trainer.sim.proxy.ranges import number, parse_range
from k8s_svc_trainer.sim.results import Hop, Stage
from k8s_svc_trainer.sim.selectors import selects
from k8s_svc_trainer.sim.state import State

NAME_LABEL = "kubernetes.io/metadata.name"  # every namespace carries its own name in this label


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """Whether a packet passes; `hop` says by which policy, or which policies hold it back; None where none governs."""

    allowed: bool
    hop: Hop | None = None


OPEN = Verdict(True)


class _Party(msgspec.Struct, frozen=True, gc=False):
    """The other end of a packet: its address, and the pods that have it."""

    ip: str
    pods: tuple[Pod, ...]


def egress(state: State, pod: Pod, ip: str, port: int, protocol: str) -> Verdict:
    """Whether a pod may open a connection to an address and port."""
    policies = _governing(state, pod, "Egress")
    if not policies or _itself(pod, ip) or ip in _node_addresses(state, pod.spec.nodeName):
        return OPEN
    party = _Party(ip, _pods_at(state, ip))
    for policy in policies:
        for rule in policy.spec.egress:
            if _ports(rule.ports, port, protocol, party.pods) and _peers(state, rule.to, policy, party):
                return Verdict(True, _allowed_hop(pod, policy, "egress", "to", party, port, protocol))
    return Verdict(False, _denied_hop(pod, policies, "egress", "to", party, port, protocol))


def ingress(
    state: State, pod: Pod, *, source_ip: str, source_pod: Pod | None, source_node: str | None, port: int, protocol: str
) -> Verdict:
    """Whether a pod may be reached from an address.

    `source_ip` is what the pod would see; a `source_pod` that has another address (its packet was masqueraded) does not count.
    """
    policies = _governing(state, pod, "Ingress")
    if not policies or _itself(pod, source_ip) or source_ip in _node_addresses(state, pod.spec.nodeName):
        return OPEN
    if source_pod is not None and any(one.ip == source_ip for one in source_pod.status.podIPs):
        party = _Party(source_ip, (source_pod,))
    else:
        party = _Party(source_ip, _pods_at(state, source_ip))
    if source_node == pod.spec.nodeName and all(one.spec.hostNetwork for one in party.pods):
        return OPEN
    for policy in policies:
        for rule in policy.spec.ingress:
            if _ports(rule.ports, port, protocol, (pod,)) and _peers(state, rule.from_, policy, party):
                return Verdict(True, _allowed_hop(pod, policy, "ingress", "from", party, port, protocol))
    return Verdict(False, _denied_hop(pod, policies, "ingress", "from", party, port, protocol))


def governing(state: State, pod: Pod, direction: str) -> tuple[NetworkPolicy, ...]:
    """The policies that isolate a pod in a direction, `Ingress` or `Egress`, by name; none where the network enforces none."""
    return tuple(_governing(state, pod, direction))


def _governing(state: State, pod: Pod, direction: str) -> list[NetworkPolicy]:
    namespace = str(pod.metadata.namespace)
    names = state.policies_by_namespace.members(namespace)
    if not names or not state.settings.networkPolicy or pod.spec.hostNetwork:
        return []
    found = (state.one(NetworkPolicy, namespace, name) for name in sorted(names))
    return [policy for policy in found if policy is not None and direction in types_of(policy) and _selected(policy, pod)]


def _selected(policy: NetworkPolicy, pod: Pod) -> bool:
    selector = policy.spec.podSelector
    return selector is None or selects(selector, pod.metadata.labels)


def types_of(policy: NetworkPolicy) -> tuple[str, ...]:
    """The directions that a policy closes: those it states, or else ingress, and egress too where it has egress rules.

    Source: kubernetes pkg/apis/networking/v1/defaults.go SetDefaults_NetworkPolicy.
    """
    if policy.spec.policyTypes:
        return policy.spec.policyTypes
    return ("Ingress", "Egress") if policy.spec.egress else ("Ingress",)


def _itself(pod: Pod, ip: str) -> bool:
    return ip.startswith("127.") or ip == "::1" or any(one.ip == ip for one in pod.status.podIPs)


def _node_addresses(state: State, node: str | None) -> tuple[str, ...]:
    seen = state.tables.node(node)
    return seen.addresses if seen else ()


def _pods_at(state: State, ip: str) -> tuple[Pod, ...]:
    return tuple(pod for pod in state.pods_at(ip) if not finished(pod))


# --- rules -------------------------------------------------------------------------------------------------------


def _ports(ports: tuple[NetworkPolicyPort, ...], port: int, protocol: str, holders: Iterable[Pod]) -> bool:
    return not ports or any(_port(one, port, protocol, holders) for one in ports)


def _port(rule: NetworkPolicyPort, port: int, protocol: str, holders: Iterable[Pod]) -> bool:
    """A name means the port that the pods at the destination declare under it; `endPort` counts only beside a number."""
    if (rule.protocol or "TCP") != protocol:
        return False
    if isinstance(rule.port, str):
        return any(port == number for pod in holders for number in _numbers(pod, rule.port, protocol))
    return rule.port is None or rule.port <= port <= (rule.endPort or rule.port)


def _numbers(pod: Pod, name: str, protocol: str) -> Iterator[int | None]:
    for container in running_containers(pod):
        for one in container.ports:
            if one.name == name and (one.protocol or "TCP") == protocol:
                yield one.containerPort


def _peers(state: State, peers: tuple[NetworkPolicyPeer, ...], policy: NetworkPolicy, party: _Party) -> bool:
    return not peers or any(_peer(state, peer, policy, party) for peer in peers)


def _peer(state: State, peer: NetworkPolicyPeer, policy: NetworkPolicy, party: _Party) -> bool:
    if peer.ipBlock is not None:
        return in_block(party.ip, peer.ipBlock)
    return any(_pod_peer(state, peer, policy, pod) for pod in party.pods if not pod.spec.hostNetwork)


def _pod_peer(state: State, peer: NetworkPolicyPeer, policy: NetworkPolicy, pod: Pod) -> bool:
    namespace = str(pod.metadata.namespace)
    if peer.namespaceSelector is None:
        here = namespace == policy.metadata.namespace
    else:
        here = selects(peer.namespaceSelector, namespace_labels(state, namespace))
    return here and (peer.podSelector is None or selects(peer.podSelector, pod.metadata.labels))


def namespace_labels(state: State, name: str) -> Mapping[str, str]:
    """The labels of a namespace, with the one that every namespace is given."""
    found = state.one(Namespace, None, name)
    return {**(found.metadata.labels if found else {}), NAME_LABEL: name}


def in_block(ip: str, block: IPBlock) -> bool:
    """Whether an address lies in the range and in none of its exceptions."""
    return in_range(ip, block.cidr or "") and not any(in_range(ip, cidr) for cidr in block.except_)


def in_range(ip: str, cidr: str) -> bool:
    """Whether an address lies in a range; never in one of the other family."""
    found = parse_range(cidr)
    return found.family == family_of(ip) and found.low <= number(ip) <= found.high


# --- words -------------------------------------------------------------------------------------------------------


def _allowed_hop(pod: Pod, policy: NetworkPolicy, direction: str, preposition: str, party: _Party, port: int, protocol: str) -> Hop:
    saying = "NetworkPolicy {} allows {} of pod {}: {} port {} " + preposition + " {}"
    words = (_named(policy), direction, _pod_name(pod), protocol, str(port), _called(party))
    return Hop(Stage.POLICY, f"pod/{_pod_name(pod)}", f"networkpolicy/{_named(policy)}", saying, words)


def _denied_hop(pod: Pod, policies: list[NetworkPolicy], direction: str, preposition: str, party: _Party, port: int, protocol: str) -> Hop:
    who = "NetworkPolicy {} isolates" if len(policies) == 1 else "NetworkPolicies {} isolate"
    none = "it has no rule that allows" if len(policies) == 1 else "none of them has a rule that allows"
    saying = who + " pod {} for {}, and " + none + " {} port {} " + preposition + " {}: the packet is dropped"
    words = (", ".join(map(_named, policies)), _pod_name(pod), direction, protocol, str(port), _called(party))
    return Hop(Stage.POLICY, f"pod/{_pod_name(pod)}", f"networkpolicy/{_named(policies[0])}", saying, words, True)


def _named(policy: NetworkPolicy) -> str:
    return f"{policy.metadata.namespace}/{policy.metadata.name}"


def _pod_name(pod: Pod) -> str:
    return f"{pod.metadata.namespace}/{pod.metadata.name}"


def _called(party: _Party) -> str:
    pods = [_pod_name(pod) for pod in party.pods if not pod.spec.hostNetwork]
    return f"{party.ip} (pod {pods[0]})" if pods else party.ip


# --- the cloud's firewall ----------------------------------------------------------------------------------------


def firewall(state: State, node: str, source_ip: str, port: int, protocol: str) -> Verdict:
    """Whether a packet from outside may enter a node; open where no SecurityGroup selects the node.

    Source: cases.md. A rule that names no ports or no ranges allows all of them; groups add up.
    """
    if not len(state.held("SecurityGroup")):
        return OPEN
    found = state.one(Node, None, node)
    labels = found.metadata.labels if found else {}
    groups = [group for group in state.all(SecurityGroup) if _stands_before(group, labels)]
    for group in groups:
        if any(_lets_in(rule, source_ip, port, protocol) for rule in group.spec.ingress):
            return Verdict(
                True, _firewall_hop("SecurityGroup {} lets {} reach {} port {} of node {}", group, source_ip, protocol, port, node)
            )
    if not groups:
        return OPEN
    first = min(groups, key=lambda group: str(group.metadata.name))
    hop = _firewall_hop(
        "SecurityGroup {} drops the packet: no rule lets {} reach {} port {} of node {}", first, source_ip, protocol, port, node
    )
    return Verdict(False, msgspec.structs.replace(hop, decided=True))


def _firewall_hop(saying: str, group: SecurityGroup, source_ip: str, protocol: str, port: int, node: str) -> Hop:
    name = str(group.metadata.name)
    return Hop(Stage.FIREWALL, node, f"securitygroup/{name}", saying, (name, source_ip, protocol, str(port), node))


def _stands_before(group: SecurityGroup, labels: Mapping[str, str]) -> bool:
    return all(labels.get(key) == value for key, value in group.spec.nodeSelector.items())


def _lets_in(rule: SecurityGroupRule, source_ip: str, port: int, protocol: str) -> bool:
    if (rule.protocol or "TCP") != protocol or (rule.ports and not any(_in_ports(str(text), port) for text in rule.ports)):
        return False
    return not rule.cidrs or any(in_range(source_ip, cidr) for cidr in rule.cidrs)


def _in_ports(text: str, port: int) -> bool:
    first, _, last = text.partition("-")
    return int(first) <= port <= int(last or first)
