"""Whether a pod is ready: what the kubelet's probes find against what the pod listens on.

Decides conditions and nothing else. A Ready condition that the manifest states is kept (see `pods`).
Sources: pkg/kubelet/prober (prober_manager.go, UpdatePodStatus; prober.go, runProbe), pkg/kubelet/status/generate.go.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from k8s_svc_trainer.sim.listening import answers_200, listens, running_containers
from k8s_svc_trainer.sim.objects import Condition, Container, Pod, Probe

INITIALIZED = Condition(type="Initialized", status="True")
SCHEDULED = Condition(type="PodScheduled", status="True")
READY = Condition(type="Ready", status="True")
CONTAINERS_READY = Condition(type="ContainersReady", status="True")
ALL_WELL = (INITIALIZED, READY, CONTAINERS_READY, SCHEDULED)
NOT_RUNNING = frozenset({"Pending", "Succeeded", "Failed"})
FINISHED = {"Succeeded": "PodCompleted", "Failed": "PodFailed"}


def is_ready(pod: Pod) -> bool:
    """Whether the pod's Ready condition is true (staging/src/k8s.io/endpointslice/util, IsPodReady)."""
    conditions = pod.status.conditions
    return conditions is ALL_WELL or any(one.type == "Ready" and one.status == "True" for one in conditions)


def unready_containers(pod: Pod, ips: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the containers that are not ready.

    A container is ready when its startup probe, if any, has succeeded and its readiness probe, if any, succeeds. A
    failing liveness probe restarts the container and does not of itself make it unready (prober_manager.go,
    UpdatePodStatus looks at the readiness results only).
    """
    return tuple(
        [
            str(one.name)
            for one in running_containers(pod)
            if (one.startupProbe or one.readinessProbe)
            and not (succeeds(pod, one, one.startupProbe, ips) and succeeds(pod, one, one.readinessProbe, ips))
        ]
    )


def succeeds(pod: Pod, container: Container, probe: Probe | None, ips: tuple[str, ...]) -> bool:
    """Whether a probe of a container would succeed; none at all does, and so does any command (exec)."""
    if probe is None:
        return True
    ip = ips[0] if ips else ""
    if probe.httpGet is not None:
        act = probe.httpGet
        return _open(pod, container, act.host or ip, act.port, ips) and answers_200(pod, act.path or "/")
    if probe.tcpSocket is not None:
        return _open(pod, container, probe.tcpSocket.host or ip, probe.tcpSocket.port, ips)
    if probe.grpc is not None:
        return _open(pod, container, ip, probe.grpc.port, ips)
    return True


def _open(pod: Pod, container: Container, host: str, port: int | str | None, ips: tuple[str, ...]) -> bool:
    """Whether the kubelet, on the pod's node, can connect to host and port over TCP.

    A host other than the pod's addresses is some other machine, which the simulator takes not to answer; loopback is
    the node's own, so a pod's only with hostNetwork.
    """
    number = _number(container, port)
    if number is None or not host:
        return False
    if host in ips or (pod.spec.hostNetwork and (host in ("127.0.0.1", "::1", "localhost"))):
        return listens(pod, "127.0.0.1" if host == "localhost" else host, number)
    return False


def _number(container: Container, port: int | str | None) -> int | None:
    """The number of a probe's port; a name is looked up in the probed container only (pkg/probe/util.go, ResolveContainerPort)."""
    if not isinstance(port, str):
        return port
    named = next((one.containerPort for one in container.ports if one.name == port), None)
    return int(port) if named is None and port.isascii() and port.isdigit() else named


def conditions(
    pod: Pod, ips: tuple[str, ...], stated: tuple[Condition, ...], *, phase: str | None, node_ready: bool
) -> tuple[Condition, ...]:
    """The conditions of a scheduled pod: the stated ones as they are, the others as the kubelet would set them."""
    running = phase not in NOT_RUNNING
    unready = unready_containers(pod, ips) if running else tuple(str(one.name) for one in pod.spec.containers)
    if running and not unready and node_ready and not stated and not pod.spec.readinessGates:
        return ALL_WELL
    finished = FINISHED.get(phase or "")
    containers = _containers_ready(unready, finished)
    return (*merged((INITIALIZED, _ready(pod, containers, stated, node_ready), containers, SCHEDULED), stated),)


def merged(computed: Iterable[Condition], stated: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The stated conditions, and the computed ones of other types."""
    types = {condition.type for condition in stated}
    return (*(condition for condition in computed if condition.type not in types), *stated)


def _containers_ready(unready: tuple[str, ...], finished: str | None) -> Condition:
    if finished:
        return _false("ContainersReady", finished, "")
    if unready:
        return _false("ContainersReady", "ContainersNotReady", f"containers with unready status: [{' '.join(unready)}]")
    return CONTAINERS_READY


def _ready(pod: Pod, containers: Condition, stated: tuple[Condition, ...], node_ready: bool) -> Condition:
    """The Ready condition: the containers and every readiness gate (generate.go, GeneratePodReadyCondition).

    The node lifecycle controller takes it away from pods of a node that is not ready (MarkPodsNotReady).
    """
    held = next((one for one in stated if one.type == "ContainersReady"), containers)
    if held.status != "True":
        return msgspec.structs.replace(held, type="Ready")
    given = {condition.type: condition.status for condition in stated}
    for gate in pod.spec.readinessGates:
        status = given.get(gate.conditionType)
        if status is None:
            message = f'corresponding condition of pod readiness gate "{gate.conditionType}" does not exist.'
            return _false("Ready", "ReadinessGatesNotReady", message)
        if status != "True":
            message = f'the status of pod readiness gate "{gate.conditionType}" is not "True", but {status}'
            return _false("Ready", "ReadinessGatesNotReady", message)
    return READY if node_ready else _false("Ready", "NodeNotReady", "the node of the pod is not ready")


def _false(kind: str, reason: str, message: str) -> Condition:
    return Condition(type=kind, status="False", reason=reason, message=message or None)
