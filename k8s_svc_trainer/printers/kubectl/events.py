"""Events: what scheduler, kubelet and controllers would have told of late, worked out from the state and never remembered.

An event is kept for an hour after it last happened (--event-ttl of kube-apiserver), so what was made long ago has none but those that
go on. A failing probe's events pass the recorder's filter: 25 at once, then one in five minutes (client-go/tools/record/events_cache.go).
Sources of the words: pkg/kubelet/events, pkg/scheduler, pkg/controller/{deployment,replicaset,statefulset,daemon}, cloud-provider.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from k8s_svc_trainer.printers.kubectl.age import seconds_since
from k8s_svc_trainer.printers.kubectl.kept import shaped
from k8s_svc_trainer.printers.kubectl.probes import failing
from k8s_svc_trainer.printers.kubectl.scheduling import why_unscheduled
from k8s_svc_trainer.printers.kubectl.served_workloads import owned_pods, replica_sets
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import DaemonSet, Deployment, Ingress, KubeObject, Pod, Probe, ReplicaSet, Service, StatefulSet, Workload

KEPT = 3600.0  # seconds
BURST, REFILL = 25, 300.0  # events at once, seconds for one more


class Event(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One event of an object: `first` and `last` are seconds ago, `field` the part of the object that it is about."""

    reason: str
    message: str
    source: str
    first: float
    last: float
    count: int = 1
    type: str = "Normal"
    field: str = ""


def events_of(cluster: Cluster, obj: KubeObject) -> tuple[Event, ...]:
    """The events of an object that are still kept."""
    return tuple(one for one in _told(cluster, shaped(obj)) if one.last < KEPT)


def _told(cluster: Cluster, obj: KubeObject) -> Iterator[Event]:
    match obj:
        case Pod():
            yield from _pod(cluster, obj)
        case Deployment():
            yield from _deployment(cluster, obj)
        case ReplicaSet():
            yield from _created(cluster, obj, "replicaset-controller", "Created pod: {}")
        case DaemonSet():
            yield from _created(cluster, obj, "daemonset-controller", "Created pod: {}")
        case StatefulSet():
            yield from _created(cluster, obj, "statefulset-controller", f"create Pod {{}} in StatefulSet {obj.metadata.name} successful")
        case Service() if obj.status.loadBalancer.ingress and cluster.settings.cloud != "none":
            yield _once(cluster, obj, "EnsuringLoadBalancer", "Ensuring load balancer", "service-controller")
            yield _once(cluster, obj, "EnsuredLoadBalancer", "Ensured load balancer", "service-controller")
        case Ingress() if obj.status.loadBalancer.ingress:
            yield _once(cluster, obj, "Sync", "Scheduled for sync", "nginx-ingress-controller")


def _age(cluster: Cluster, obj: Any) -> float:
    return max(seconds_since(cluster, obj.metadata.creationTimestamp) or 0.0, 0.0)


def _once(cluster: Cluster, obj: Any, reason: str, message: str, source: str, field: str = "") -> Event:
    age = _age(cluster, obj)
    return Event(reason=reason, message=message, source=source, first=age, last=age, field=field)


# --- pods --------------------------------------------------------------------------------------------------------


def _pod(cluster: Cluster, pod: Pod) -> Iterator[Event]:
    if not pod.spec.nodeName:
        yield _warned(_once(cluster, pod, "FailedScheduling", why_unscheduled(cluster, pod), "default-scheduler"))
        return
    where = f"{pod.metadata.namespace}/{pod.metadata.name}"
    yield _once(cluster, pod, "Scheduled", f"Successfully assigned {where} to {pod.spec.nodeName}", "default-scheduler")
    if pod.status.phase == "Pending":
        yield _no_address(cluster, pod)
        return
    for one in (*pod.spec.initContainers, *pod.spec.containers):
        field, kubelet = _field(pod, str(one.name)), "kubelet"
        words = f'Container image "{one.image}" already present on machine and can be accessed by the pod'
        yield _once(cluster, pod, "Pulled", words, kubelet, field)
        yield _once(cluster, pod, "Created", "Container created", kubelet, field)
        yield _once(cluster, pod, "Started", "Container started", kubelet, field)
    if pod.status.phase == "Running":
        for container, probe, message in failing(pod):
            yield from _unhealthy(cluster, pod, _field(pod, str(container.name)), probe, message)
    if pod.metadata.deletionTimestamp is not None:
        ago = max(seconds_since(cluster, pod.metadata.deletionTimestamp) or 0.0, 0.0)
        for one in pod.spec.containers:
            words = f"Stopping container {one.name}"
            yield Event(reason="Killing", message=words, source="kubelet", first=ago, last=ago, field=_field(pod, str(one.name)))


def _field(pod: Pod, container: str) -> str:
    inits = {one.name for one in pod.spec.initContainers}
    return f"spec.{'initContainers' if container in inits else 'containers'}{{{container}}}"


def _warned(event: Event) -> Event:
    return msgspec.structs.replace(event, type="Warning")


def _no_address(cluster: Cluster, pod: Pod) -> Event:
    plugin = 'plugin type="ptp" failed (add): failed to allocate for range 0: no IP addresses available in range set'
    message = f"Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: {plugin}"
    return _warned(_once(cluster, pod, "FailedCreatePodSandBox", message, "kubelet"))


def _unhealthy(cluster: Cluster, pod: Pod, field: str, probe: Probe, message: str) -> Iterator[Event]:
    """The failures of a probe since the pod began, so far as the recorder let them through."""
    period = float(probe.periodSeconds or 10)
    first = _age(cluster, pod) - float(probe.initialDelaySeconds or 0)
    if first < 0:
        return
    failures, allowed = int(first // period) + 1, BURST + int(first // REFILL)
    last = first % period if failures <= allowed else first % REFILL
    count = min(failures, allowed)
    yield Event(type="Warning", reason="Unhealthy", message=message, source="kubelet", first=first, last=last, count=count, field=field)


# --- controllers -------------------------------------------------------------------------------------------------


def _deployment(cluster: Cluster, obj: Deployment) -> Iterator[Event]:
    """The scaling of its ReplicaSets: the new one up from nothing, the old ones down to what they are."""
    sets = replica_sets(cluster, obj)
    for index, one in enumerate(sets):
        wished = one.spec.replicas or 0
        if index == len(sets) - 1:
            yield _once(
                cluster, one, "ScalingReplicaSet", f"Scaled up replica set {one.metadata.name} from 0 to {wished}", "deployment-controller"
            )


def _created(cluster: Cluster, obj: Workload, source: str, words: str) -> Iterator[Event]:
    for pod in sorted(owned_pods(cluster, obj), key=lambda one: (one.metadata.creationTimestamp or "", one.metadata.name or "")):
        yield _once(cluster, pod, "SuccessfulCreate", words.format(pod.metadata.name), source)
