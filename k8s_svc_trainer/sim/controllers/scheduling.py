"""Which node a pod gets: the same steps always give the same one.

Filters as the scheduler's plugins NodeUnschedulable, TaintToleration and NodeAffinity do (pkg/scheduler/framework/plugins),
then spreads: the node with the fewest pods of the same owner, the next in turn among equals. No resources are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

import msgspec

from k8s_svc_trainer.sim.listening import ANY_ADDRESS
from k8s_svc_trainer.sim.objects import Node, Pod
from k8s_svc_trainer.sim.state import State

ZONE = "topology.kubernetes.io/zone"
UNSCHEDULABLE = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
NOT_READY = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}
BLOCKING = frozenset({"NoSchedule", "NoExecute"})
EASY = Pod()
HostPort = tuple[str, int, str | None]
FINISHED = frozenset({"Succeeded", "Failed"})
NO_PORTS: frozenset[HostPort] = frozenset()
_DIGITS = re.compile(r"(\d+)")


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts node-2 before node-10."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in _DIGITS.split(name) if part)


def node_is_ready(node: Node) -> bool:
    """Whether a node's Ready condition is not denied; a node without one is taken to be ready."""
    return all(condition.status == "True" for condition in node.status.conditions if condition.type == "Ready")


class Roster(msgspec.Struct, frozen=True, gc=False):
    """The nodes as the scheduler sees them, made once for as long as none of them changes."""

    nodes: tuple[Node, ...]  # by name in natural order
    by_name: dict[str, Node]
    open: frozenset[str]  # those that take any pod that does not choose
    zones: dict[str, str | None]


def roster(state: State) -> Roster:
    """The nodes of a cluster as they are."""
    if state.roster is None:
        nodes = tuple(sorted(state.all(Node), key=lambda node: natural(str(node.metadata.name))))
        by_name = {str(node.metadata.name): node for node in nodes}
        zones = {name: node.metadata.labels.get(ZONE) or None for name, node in by_name.items()}
        state.roster = Roster(nodes, by_name, frozenset(name for name, node in by_name.items() if takes(node, EASY)), zones)
    found: Roster = state.roster
    return found


class Spread:
    """What the scheduler knows during one change: how many pods of each owner the nodes hold."""

    __slots__ = ("_counts", "_held_ports", "_level", "_state", "full")

    def __init__(self, state: State) -> None:
        self._state = state
        self._counts: dict[str, dict[str, int]] = {}
        self._level: dict[str, int] = {}
        self._held_ports: dict[str, set[HostPort]] | None = None  # by node; looked up only for pods that want some
        self.full: set[str] = set()  # nodes whose pod range has nothing left

    def forget(self) -> None:
        """The nodes have changed, or pods have gone."""
        self.full.clear()
        self._counts.clear()
        self._level.clear()
        self._held_ports = None

    def choose(self, pod: Pod) -> str | None:
        """The node for a pod that states none, or None where no node takes it."""
        nodes = roster(self._state).nodes
        held = _stated_address(pod)
        if held:
            for node in nodes:
                own = any(held == one.address for one in node.status.addresses)  # of a pod in its node's network
                if own or any(_inside(held, cidr) for cidr in node.spec.podCIDRs):
                    return str(node.metadata.name)
        refs = pod.metadata.ownerReferences
        owner = next((one.uid for one in refs if one.controller), None) if refs else None
        for _ in range(2):  # the second round finds one, unless no node takes the pod: a round raises the level by one at most
            found = self._round(pod, nodes, owner)
            if found is not None:
                return found
        return self._least(pod, nodes, owner)

    def _round(self, pod: Pod, nodes: tuple[Node, ...], owner: str | None) -> str | None:
        counts, level = self._of(owner), self._level.get(owner or "", 0)
        wanted = host_ports(pod)
        easy = not pod.spec.nodeSelector and not pod.spec.rest and not wanted
        ready = roster(self._state).open
        for step in range(len(nodes)):
            node = nodes[(self._state.placed + step) % len(nodes)]
            name = str(node.metadata.name)
            if counts.get(name, 0) <= level and ((easy and name in ready) or self._fits(node, pod, wanted)):
                self._state.placed += step + 1
                self._count(counts, name, wanted)
                return name
        self._level[owner or ""] = level + 1
        return None

    def _least(self, pod: Pod, nodes: tuple[Node, ...], owner: str | None) -> str | None:
        """The node with the fewest, where the fewest are more than the level: some nodes do not take the pod."""
        counts, wanted = self._of(owner), host_ports(pod)
        fit = [str(node.metadata.name) for node in nodes if self._fits(node, pod, wanted)]
        if not fit:
            return None
        name = min(fit, key=lambda one: counts.get(one, 0))
        self._count(counts, name, wanted)
        return name

    def _count(self, counts: dict[str, int], name: str, wanted: frozenset[HostPort]) -> None:
        counts[name] = counts.get(name, 0) + 1
        if wanted:
            self._ports()[name] = self._ports().get(name, set()) | wanted

    def _fits(self, node: Node, pod: Pod, wanted: frozenset[HostPort]) -> bool:
        """Whether a node takes a pod and has its host ports free (plugins/nodeports)."""
        held = self._ports().get(str(node.metadata.name), ()) if wanted else ()
        return takes(node, pod) and not any(_clash(one, other) for one in wanted for other in held)

    def free(self, node: str, pod: Pod) -> bool:
        """Whether a node has a pod's host ports free; they are the pod's from then on."""
        wanted = host_ports(pod)
        if any(_clash(one, other) for one in wanted for other in self._ports().get(node, ())):
            return False
        if wanted:
            self._ports()[node] = self._ports().get(node, set()) | wanted
        return True

    def _ports(self) -> dict[str, set[HostPort]]:
        if self._held_ports is None:
            self._held_ports = {}
            for pod in self._state.all(Pod):
                wanted = host_ports(pod)
                if wanted and pod.spec.nodeName:
                    self._held_ports.setdefault(pod.spec.nodeName, set()).update(wanted)
        return self._held_ports

    def _of(self, owner: str | None) -> dict[str, int]:
        if owner is None:
            return {}
        counts = self._counts.get(owner)
        if counts is None:
            counts = self._counts[owner] = {}
            for namespace, name in self._state.pods_by_owner.members(owner):
                pod = self._state.one(Pod, namespace, name)
                if pod is not None and pod.spec.nodeName:
                    counts[pod.spec.nodeName] = counts.get(pod.spec.nodeName, 0) + 1
            spread = [counts.get(str(node.metadata.name), 0) for node in roster(self._state).nodes]
            self._level[owner] = min(spread, default=0)
        return counts


def host_ports(pod: Pod) -> frozenset[HostPort]:
    """The ports of its node that a pod wants: protocol, number, and the address or None for all."""
    said = pod.spec.hostNetwork or any(port.hostPort for one in pod.spec.containers for port in one.ports)
    if not said or pod.status.phase in FINISHED:
        return NO_PORTS
    return frozenset(
        (port.protocol or "TCP", number, None if port.hostIP in (None, "", *ANY_ADDRESS) else port.hostIP)
        for one in pod.spec.containers
        for port in one.ports
        if (number := port.hostPort or (port.containerPort if pod.spec.hostNetwork else None))
    )


def _clash(one: HostPort, other: HostPort) -> bool:
    return one[:2] == other[:2] and (one[2] is None or other[2] is None or one[2] == other[2])


def takes(node: Node, pod: Pod, *, daemon: bool = False) -> bool:
    """Whether a node takes a pod; a DaemonSet's pods tolerate a node that is cordoned or not ready (pkg/controller/daemon/util)."""
    labels, spec = node.metadata.labels, pod.spec
    if any(labels.get(key) != value for key, value in spec.nodeSelector.items()):
        return False
    if "affinity" in spec.rest and not _affine(node, spec.rest["affinity"]):
        return False
    taints = [taint for taint in mappings(node.spec.rest.get("taints")) if taint.get("effect") in tuple(BLOCKING)]
    if not daemon:
        taints += [UNSCHEDULABLE] * bool(node.spec.unschedulable) + [NOT_READY] * (not node_is_ready(node))
    return not taints or all(_tolerated(taint, mappings(spec.rest.get("tolerations"))) for taint in taints)


def driven_off(pod: Pod, taints: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a taint sends a running pod away: NoExecute, and not tolerated (pkg/controller/tainteviction, processPodOnNode).

    A toleration with tolerationSeconds is taken to last.
    """
    tolerations = mappings(pod.spec.rest.get("tolerations"))
    return any(taint.get("effect") == "NoExecute" and not _tolerated(taint, tolerations) for taint in taints)


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """The mappings of a list that the simulator keeps as it was written, so that it may be anything."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []


def _mapping(value: Any, key: str) -> Mapping[str, Any]:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _tolerated(taint: Mapping[str, Any], tolerations: list[Mapping[str, Any]]) -> bool:
    """k8s.io/api/core/v1/toleration.go, ToleratesTaint."""
    for one in tolerations:
        if one.get("effect") not in (None, "", taint.get("effect")) or one.get("key") not in (None, "", taint.get("key")):
            continue
        if one.get("operator", "Equal") == "Exists" or (one.get("key") and (one.get("value") or "") == (taint.get("value") or "")):
            return True
    return False


def _affine(node: Node, affinity: Any) -> bool:
    """Required node affinity: any term, all expressions of it (k8s.io/component-helpers/scheduling/corev1/nodeaffinity)."""
    required = _mapping(affinity, "nodeAffinity").get("requiredDuringSchedulingIgnoredDuringExecution")
    if not isinstance(required, Mapping):
        return True
    return any(_term(node, term) for term in mappings(required.get("nodeSelectorTerms")))


def _term(node: Node, term: Mapping[str, Any]) -> bool:
    expressions, fields = mappings(term.get("matchExpressions")), mappings(term.get("matchFields"))
    found = all(_expression(node.metadata.labels, one) for one in expressions)
    return bool(expressions or fields) and found and all(_expression({"metadata.name": str(node.metadata.name)}, one) for one in fields)


def _expression(labels: Mapping[str, str], one: Mapping[str, Any]) -> bool:
    listed = one.get("values")
    value, values = labels.get(str(one.get("key"))), [str(item) for item in listed] if isinstance(listed, list | tuple) else []
    match one.get("operator"):
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case "Gt" | "Lt" as word if value is not None and value.isdigit() and len(values) == 1 and values[0].isdigit():
            return int(value) > int(values[0]) if word == "Gt" else int(value) < int(values[0])
    return False


def only_on(node: str) -> Mapping[str, Any]:
    """The affinity of a DaemonSet's pod (pkg/controller/daemon/util, ReplaceDaemonSetPodNodeNameNodeAffinity)."""
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}}


def target_of(pod: Pod) -> str | None:
    """The node on which a pod is, or for which a DaemonSet made it (GetTargetNodeName)."""
    if pod.spec.nodeName:
        return pod.spec.nodeName
    required = _mapping(_mapping(pod.spec.rest.get("affinity"), "nodeAffinity"), "requiredDuringSchedulingIgnoredDuringExecution")
    terms = mappings(required.get("nodeSelectorTerms"))
    fields = mappings(terms[0].get("matchFields")) if len(terms) == 1 else []
    named = [one.get("values") for one in fields if one.get("key") == "metadata.name"]
    return str(named[0][0]) if named and named[0] else None


def _stated_address(pod: Pod) -> str | None:
    return pod.status.podIP or (pod.status.podIPs[0].ip if pod.status.podIPs else None)


def _inside(ip: str, cidr: str) -> bool:
    return ip_address(ip) in ip_network(cidr, strict=False)
