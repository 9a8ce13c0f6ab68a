"""Deployments, ReplicaSets, StatefulSets and DaemonSets described. Source: describeDeployment and its likes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from k8s_svc_trainer.printers.kubectl.age import rfc1123
from k8s_svc_trainer.printers.kubectl.describing.common import controller, labels, named, notes
from k8s_svc_trainer.printers.kubectl.describing.pods import template
from k8s_svc_trainer.printers.kubectl.kept import shaped
from k8s_svc_trainer.printers.kubectl.labels import NONE, format_labels, format_selector, selector_text
from k8s_svc_trainer.printers.kubectl.served_workloads import new_replica_set, owned_pods, replica_sets
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import DaemonSet, Deployment, ReplicaSet, StatefulSet

PHASES = ("Running", "Pending", "Succeeded", "Failed")
NODES = (
    ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
    ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
    ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
    ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
    ("Number of Nodes Misscheduled", "numberMisscheduled"),
)


def deployment(cluster: Cluster, obj: Deployment) -> Iterator[str]:
    """A Deployment, with its ReplicaSets."""
    spec, status = obj.spec, obj.status
    yield from named(obj.metadata)
    yield f"CreationTimestamp:\t{rfc1123(obj.metadata.creationTimestamp)}"
    yield from labels("Labels", obj.metadata.labels)
    yield from notes("Annotations", obj.metadata.annotations)
    yield f"Selector:\t{selector_text(spec.selector)}"
    counts = (
        ("updatedReplicas", "updated"),
        ("replicas", "total"),
        ("availableReplicas", "available"),
        ("unavailableReplicas", "unavailable"),
    )
    yield f"Replicas:\t{_wished(obj)} desired | {' | '.join(f'{status.get(key, 0)} {word}' for key, word in counts)}"
    yield f"StrategyType:\t{spec.strategy.type if spec.strategy else ''}"
    yield f"MinReadySeconds:\t{spec.minReadySeconds or 0}"
    rolling = spec.strategy.rollingUpdate if spec.strategy else None
    if rolling is not None:
        yield f"RollingUpdateStrategy:\t{rolling.maxUnavailable} max unavailable, {rolling.maxSurge} max surge"
    yield from template(spec.template)
    yield from _conditions(status.get("conditions") or ())
    yield from _sets(cluster, obj)


def _sets(cluster: Cluster, obj: Deployment) -> Iterator[str]:
    new = new_replica_set(cluster, obj)
    old = [one for one in replica_sets(cluster, obj) if new is None or one.metadata.uid != new.metadata.uid]
    if old or new is not None:
        by_age = sorted(old, key=lambda one: (one.metadata.creationTimestamp or "", one.metadata.name or ""))
        yield f"OldReplicaSets:\t{', '.join(map(_set, by_age)) or NONE}"
        yield f"NewReplicaSet:\t{_set(new) if new is not None else NONE}"


def _set(one: ReplicaSet) -> str:
    return f"{one.metadata.name} ({shaped(one).status.get('replicas', 0)}/{_wished(one)} replicas created)"


def _wished(obj: Deployment | ReplicaSet | StatefulSet) -> int:
    return 1 if obj.spec.replicas is None else obj.spec.replicas


def _conditions(given: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    every = list(given)
    if every:
        yield "Conditions:"
        yield "  Type\tStatus\tReason"
        yield "  ----\t------\t------"
        yield from (f"  {one.get('type')} \t{one.get('status')}\t{one.get('reason', '')}" for one in every)


def replica_set(cluster: Cluster, obj: ReplicaSet) -> Iterator[str]:
    """A ReplicaSet."""
    yield from named(obj.metadata)
    yield f"Selector:\t{format_selector(obj.spec.selector)}"
    yield from labels("Labels", obj.metadata.labels)
    yield from notes("Annotations", obj.metadata.annotations)
    yield from controller(obj.metadata)
    yield f"Replicas:\t{obj.status.get('replicas', 0)} current / {_wished(obj)} desired"
    yield _pods(cluster, obj)
    yield from template(obj.spec.template)
    yield from _conditions(obj.status.get("conditions") or ())


def stateful_set(cluster: Cluster, obj: StatefulSet) -> Iterator[str]:
    """A StatefulSet."""
    spec = obj.spec
    yield from named(obj.metadata)
    yield f"CreationTimestamp:\t{rfc1123(obj.metadata.creationTimestamp)}"
    yield f"Selector:\t{selector_text(spec.selector)}"
    yield from labels("Labels", obj.metadata.labels)
    yield from notes("Annotations", obj.metadata.annotations)
    if spec.serviceName:
        yield f"Service Name:\t{spec.serviceName}"
    if spec.podManagementPolicy:
        yield f"Pod Management Policy:\t{spec.podManagementPolicy}"
    yield f"Replicas:\t{_wished(obj)} desired | {obj.status.get('replicas', 0)} total"
    yield f"Update Strategy:\t{spec.updateStrategy.type if spec.updateStrategy else ''}"
    rolling = spec.updateStrategy.rollingUpdate if spec.updateStrategy else None
    if rolling is not None and rolling.partition is not None:
        yield f"  Partition:\t{rolling.partition}"
    yield _pods(cluster, obj)
    yield from template(spec.template)
    yield from _claims(spec.rest.get("volumeClaimTemplates") or ())


def _claims(given: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    every = list(given)
    yield "Volume Claims:" if every else f"Volume Claims:\t{NONE}"
    for one in every:
        meta, spec = one.get("metadata") or {}, one.get("spec") or {}
        yield f"  Name:\t{meta.get('name', '')}"
        yield f"  StorageClass:\t{spec.get('storageClassName', '')}"
        yield from labels("  Labels", meta.get("labels") or {})
        yield from labels("  Annotations", meta.get("annotations") or {})
        storage = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
        yield f"  Capacity:\t{storage or '<default>'}"
        yield f"  Access Modes:\t[{' '.join(spec.get('accessModes') or ())}]"


def daemon_set(cluster: Cluster, obj: DaemonSet) -> Iterator[str]:
    """A DaemonSet."""
    yield from named(obj.metadata)
    yield f"Selector:\t{selector_text(obj.spec.selector)}"
    yield f"Node-Selector:\t{format_labels(obj.spec.template.spec.nodeSelector if obj.spec.template else {})}"
    yield from labels("Labels", obj.metadata.labels)
    yield from notes("Annotations", obj.metadata.annotations)
    yield from (f"{words}: {obj.status.get(key, 0)}" for words, key in NODES)
    yield _pods(cluster, obj)
    yield from template(obj.spec.template)


def _pods(cluster: Cluster, obj: ReplicaSet | StatefulSet | DaemonSet) -> str:
    """How many of its pods are in which phase (getPodStatusForController)."""
    phases = [pod.status.phase for pod in owned_pods(cluster, obj)]
    running, waiting, succeeded, failed = (phases.count(phase) for phase in PHASES)
    return f"Pods Status:\t{running} Running / {waiting} Waiting / {succeeded} Succeeded / {failed} Failed"
