"""Why no node takes a pod, in the scheduler's words. Whether one does is the simulator's (`sim.controllers.scheduling`).

Sources: pkg/scheduler/framework/types.go (FitError) and the plugins' reasons in pkg/scheduler/framework/plugins.
"""

from __future__ import annotations

from collections import Counter

from k8s_svc_trainer.printers.kubectl.kept import shaped
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import Node, Pod

BLOCKING = frozenset({"NoSchedule", "NoExecute"})
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"


def why_unscheduled(cluster: Cluster, pod: Pod) -> str:
    """The message of the event FailedScheduling."""
    nodes = list(cluster.state.all(Node))
    if not nodes:
        return "no nodes available to schedule pods"
    reasons = Counter(_reason(shaped(node), shaped(pod)) for node in nodes)
    told = ", ".join(sorted(f"{count} {reason}" for reason, count in reasons.items()))
    head = f"0/{len(nodes)} nodes are available"
    return f"{head}: {told}. no new claims to deallocate, preemption: {head}: {len(nodes)} Preemption is not helpful for scheduling."


def _reason(node: Node, pod: Pod) -> str:
    if node.spec.unschedulable and not _tolerated(UNSCHEDULABLE, pod):
        return "node(s) were unschedulable"
    for taint in node.spec.rest.get("taints") or ():
        if taint.get("effect") in BLOCKING and not _tolerated(str(taint.get("key")), pod):
            return "node(s) had untolerated taint(s)"
    if any(node.metadata.labels.get(key) != value for key, value in pod.spec.nodeSelector.items()) or pod.spec.rest.get("affinity"):
        return "node(s) didn't match Pod's node affinity/selector"
    if any(port.hostPort for container in pod.spec.containers for port in container.ports):
        return "node(s) didn't have free ports for the requested pod ports"
    return "node(s) had untolerated taint(s)"


def _tolerated(key: str, pod: Pod) -> bool:
    return any(one.get("key") in (None, "", key) for one in pod.spec.rest.get("tolerations") or ())
