"""The cells of a pod in `kubectl get pods`. Source: printPod of pkg/printers/internalversion/printers.go.

STATUS is no field: it is worked out from the phase, the containers and the deletion. Pods come as `served` shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from k8s_svc_trainer.printers.kubectl.age import age
from k8s_svc_trainer.printers.kubectl.labels import NONE
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import Pod

Status = Mapping[str, Any]
TERMINAL = frozenset({"Succeeded", "Failed"})


class Told(msgspec.Struct, frozen=True, gc=False):
    """What containers say: how many are ready, what the pod's STATUS becomes, how often they began again and when last."""

    ready: int
    reason: str
    restarts: int
    last: str  # the time of the last end, "" for never


def pod_cells(cluster: Cluster, pod: Pod, _: bool) -> tuple[str, ...]:
    """The cells of a pod, those of `-o wide` last."""
    told = _told(pod)
    sidecars = sum(1 for one in pod.spec.initContainers if one.restartPolicy == "Always")
    ready = f"{told.ready}/{len(pod.spec.containers) + sidecars}"
    again = f" ({age(cluster, told.last)} ago)" if told.restarts and told.last else ""
    usual = (str(pod.metadata.name), ready, _status(pod, told), f"{told.restarts}{again}", age(cluster, pod.metadata.creationTimestamp))
    ip = next((one.ip for one in pod.status.podIPs if one.ip), NONE)
    return (*usual, ip, pod.spec.nodeName or NONE, pod.status.rest.get("nominatedNodeName") or NONE, _gates(pod))


def _status(pod: Pod, told: Told) -> str:
    if pod.metadata.deletionTimestamp is None:
        return told.reason
    if pod.status.rest.get("reason") == "NodeLost":
        return "Unknown"
    return told.reason if pod.status.phase in TERMINAL else "Terminating"


def _gates(pod: Pod) -> str:
    gates = [gate.conditionType for gate in pod.spec.readinessGates]
    true = {one.type for one in pod.status.conditions if one.status == "True"}
    return f"{sum(gate in true for gate in gates)}/{len(gates)}" if gates else NONE


def _told(pod: Pod) -> Told:
    reason = str(pod.status.rest.get("reason") or pod.status.phase or "")
    gated = any(one.type == "PodScheduled" and one.reason == "SchedulingGated" for one in pod.status.conditions)
    first = _initializing(pod, "SchedulingGated" if gated else reason)
    initialized = any(one.type == "Initialized" and one.status == "True" for one in pod.status.conditions)
    if first.reason.startswith("Init:") and not initialized:
        return first
    return _running(pod, first)


def _initializing(pod: Pod, reason: str) -> Told:
    """What the init containers say; a sidecar that has started is no obstacle."""
    sidecars = {one.name for one in pod.spec.initContainers if one.restartPolicy == "Always"}
    ready = restarts = 0
    last = ""
    statuses: Sequence[Status] = pod.status.rest.get("initContainerStatuses") or ()
    for index, one in enumerate(statuses):
        restarts += one.get("restartCount", 0)
        last = max(last, _ended(one))
        stopped = one.get("state", {}).get("terminated")
        if stopped is not None and not stopped.get("exitCode"):
            continue
        if one.get("name") in sidecars and one.get("started"):
            ready += bool(one.get("ready"))
            continue
        return Told(ready, f"Init:{_obstacle(one) or f'{index}/{len(pod.spec.initContainers)}'}", restarts, last)
    return Told(ready, reason, restarts, last)


def _obstacle(one: Status) -> str:
    state = one.get("state", {})
    if "terminated" in state:
        return _end(state["terminated"])
    waiting = state.get("waiting", {}).get("reason") or ""
    return "" if waiting == "PodInitializing" else str(waiting)


def _end(terminated: Status) -> str:
    if terminated.get("reason"):
        return str(terminated["reason"])
    return f"Signal:{terminated['signal']}" if terminated.get("signal") else f"ExitCode:{terminated.get('exitCode', 0)}"


def _running(pod: Pod, first: Told) -> Told:
    """What the containers say, the last one first."""
    sidecars = {one.name for one in pod.spec.initContainers if one.restartPolicy == "Always"}
    begun = [one for one in pod.status.rest.get("initContainerStatuses") or () if one.get("name") in sidecars]
    statuses: Sequence[Status] = pod.status.rest.get("containerStatuses") or ()
    ready, reason, running = first.ready, first.reason, False
    for one in reversed(statuses):
        state = one.get("state", {})
        if state.get("waiting", {}).get("reason"):
            reason = str(state["waiting"]["reason"])
        elif "terminated" in state:
            reason = _end(state["terminated"])
        elif one.get("ready") and "running" in state:
            running = True
            ready += 1
    if reason == "Completed" and running:
        whole = any(one.type == "Ready" and one.status == "True" for one in pod.status.conditions)
        reason = "Running" if whole else "NotReady"
    counted = [*begun, *statuses]
    return Told(ready, reason, sum(one.get("restartCount", 0) for one in counted), max(map(_ended, counted), default=""))


def _ended(one: Status) -> str:
    return str(one.get("lastState", {}).get("terminated", {}).get("finishedAt") or "")
