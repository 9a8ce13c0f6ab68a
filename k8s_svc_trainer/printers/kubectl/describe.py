"""What `kubectl describe` prints of an object. Decides which description a kind has, and lays it out. Source: kubectl/pkg/describe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from k8s_svc_trainer.printers.kubectl.describing import nodes, others, pods, policies, services, workloads
from k8s_svc_trainer.printers.kubectl.describing.common import event_lines
from k8s_svc_trainer.printers.kubectl.events import events_of
from k8s_svc_trainer.printers.kubectl.served import manifest, served
from k8s_svc_trainer.printers.kubectl.tabs import DESCRIBE, laid_out, visible
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import KubeObject, kind_of

Description = Callable[[Cluster, Any], Iterator[str]]
DESCRIPTIONS: Mapping[str, Description] = {
    "ConfigMap": others.config_map,
    "DaemonSet": workloads.daemon_set,
    "Deployment": workloads.deployment,
    "EndpointSlice": services.endpoint_slice,
    "Endpoints": services.endpoints,
    "Ingress": others.ingress,
    "IngressClass": others.ingress_class,
    "Namespace": others.namespace,
    "NetworkPolicy": policies.network_policy,
    "Node": nodes.node,
    "Pod": pods.pod,
    "ReplicaSet": workloads.replica_set,
    "Service": services.service,
    "StatefulSet": workloads.stateful_set,
}
WITHOUT_EVENTS = frozenset({"Namespace", "NetworkPolicy"})


def describe(cluster: Cluster, obj: KubeObject, *, events: bool = True) -> str:
    """The description of an object; `events` is --show-events."""
    kind = kind_of(obj)
    made = DESCRIPTIONS.get(kind)
    lines = list(made(cluster, served(cluster, obj)) if made else others.other(manifest(cluster, obj)))
    told = list(event_lines(events_of(cluster, obj))) if events and kind not in WITHOUT_EVENTS else []
    return _laid_out(lines + told) if len(told) < 2 else _laid_out(lines) + _laid_out(told)


def describe_all(cluster: Cluster, objects: Sequence[KubeObject]) -> str:
    """Several descriptions, two empty lines between; kubectl shows events of one object only, unless it is told to."""
    return "\n\n".join(describe(cluster, obj, events=len(objects) == 1) for obj in objects)


def _laid_out(lines: Sequence[str]) -> str:
    return laid_out("".join(f"{visible(line)}\n" for line in lines), DESCRIBE)
