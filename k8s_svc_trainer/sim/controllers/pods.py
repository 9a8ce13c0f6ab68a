"""What a pod becomes once it is stored: a node, a phase, addresses and conditions, as scheduler and kubelet would fill them in.

Decides a pod's status and nothing of other objects. What the manifest states of the status is kept; what was computed
is computed again at each change, so a pod that stops listening becomes unready. `State.stated_status` remembers which
is which: words "phase", and the types of conditions.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim.allocate import Exhausted
from k8s_svc_trainer.sim.controllers.readiness import conditions, merged
from k8s_svc_trainer.sim.controllers.scheduling import Spread, node_is_ready, roster
from k8s_svc_trainer.sim.ipnumbers import family_of
from k8s_svc_trainer.sim.objects import Condition, Node, Pod, PodIP, PodStatus
from k8s_svc_trainer.sim.state import State

replace = msgspec.structs.replace
TERMINAL = frozenset({"Succeeded", "Failed"})
IDLE = TERMINAL | {"Pending"}
UNSCHEDULED = (Condition(type="PodScheduled", status="False", reason="Unschedulable", message="no node takes the pod"),)
NOTHING: frozenset[str] = frozenset()
UNSAID = PodStatus()


def is_active(pod: Pod) -> bool:
    """Whether a pod counts for its controller (pkg/controller/controller_utils.go, IsPodActive)."""
    return pod.status.phase not in TERMINAL and pod.metadata.deletionTimestamp is None


def settled(state: State, spread: Spread, old: Pod | None, pod: Pod) -> Pod:
    """The pod with all that a cluster fills in; `old` is what stood there before."""
    stated = NOTHING if old is None and pod.status == UNSAID else _stated(state, old, pod)
    name = pod.spec.nodeName
    if name is None:
        name = spread.choose(pod)
        if name is not None:
            pod = replace(pod, spec=replace(pod.spec, nodeName=name))
    node = roster(state).by_name.get(name) if name else None
    status = _status(state, spread, pod, node, stated)
    return pod if status == pod.status else replace(pod, status=status)


def _stated(state: State, old: Pod | None, pod: Pod) -> frozenset[str]:
    """The words of the status that the manifest states, remembered for the next change."""
    status, place = pod.status, (pod.metadata.namespace, str(pod.metadata.name))
    if old is None:
        if status.phase not in IDLE and not status.conditions:
            return NOTHING
        words = {str(one.type) for one in status.conditions}
        if status.phase in IDLE:
            words.add("phase")
    else:
        before = state.stated_status.get(place) or NOTHING
        words = _stated_types(old.status.conditions, status.conditions, before)
        if status.phase in IDLE and ("phase" in before or status.phase != old.status.phase):
            words.add("phase")
        if not words:
            state.stated_status.drop(place)
    found = frozenset(words)
    if found:
        state.stated_status.set(place, found)
    return found


def _stated_types(old: tuple[Condition, ...], new: tuple[Condition, ...], before: frozenset[str]) -> set[str]:
    """The types of the conditions that are stated after a change.

    Conditions that were computed come back in a patch, so a list that still has all the old types was edited: what
    differs in it is stated. One that lacks some was written anew: all of it is stated.
    """
    if {one.type for one in old} <= {one.type for one in new}:
        return {str(one.type) for one in new if one.type in before or one not in old}
    return {str(one.type) for one in new}


def forget(state: State, pod: Pod) -> None:
    """The pod is gone, and what its manifest stated with it."""
    state.stated_status.drop((pod.metadata.namespace, str(pod.metadata.name)))


def _status(state: State, spread: Spread, pod: Pod, node: Node | None, stated: frozenset[str]) -> PodStatus:
    status = pod.status
    kept = tuple(one for one in status.conditions if one.type in stated) if stated else ()
    dumped = status.phase == "Running" and pod.spec.nodeName is not None  # its node may be missing in what was dumped
    phase = status.phase if "phase" in stated else ("Running" if node is not None or dumped else "Pending")
    ips = _ips(state, spread, pod, node, phase)
    if phase == "Running" and not ips:
        phase = "Pending"  # the network plugin has no address left: the sandbox is not made
    if pod.spec.nodeName is None:
        found = merged(UNSCHEDULED, kept)
    else:
        ready = node is None or node_is_ready(node)
        found = conditions(pod, ips, kept, phase=phase, node_ready=ready)
    pod_ips = status.podIPs if len(status.podIPs) == len(ips) else tuple([PodIP(ip=ip) for ip in ips])
    host = status.hostIP or next(iter(_addresses(state, pod)), None)
    return PodStatus(phase=phase, podIP=ips[0] if ips else None, podIPs=pod_ips, hostIP=host, conditions=found, rest=status.rest)


def _ips(state: State, spread: Spread, pod: Pod, node: Node | None, phase: str | None) -> tuple[str, ...]:
    status = pod.status
    if status.podIPs:
        return tuple(str(one.ip) for one in status.podIPs)
    if node is None or phase in IDLE:
        return ()
    if pod.spec.hostNetwork:
        return host_ips(_addresses(state, pod))
    name = pod.spec.nodeName or ""
    if name in spread.full:
        return ()
    try:
        return state.allocator.pod_ips(node.spec.podCIDRs, lambda ip: bool(state.pods_by_ip.members(ip)))
    except Exhausted:
        spread.full.add(name)
        return ()


def _addresses(state: State, pod: Pod) -> tuple[str, ...]:
    seen = state.tables.node(pod.spec.nodeName or "")
    return seen.addresses if seen is not None else ()


def host_ips(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Of a node's addresses the first, and the first of the other family (pkg/util/node, GetNodeHostIPs)."""
    first: dict[int, str] = {}
    for ip in addresses:
        first.setdefault(family_of(ip), ip)
    return tuple(first.values())
