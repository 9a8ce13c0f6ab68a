"""A node described, with the pods on it and what they ask for. Source: describeNode and describeNodeResource."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

from k8s_svc_trainer.printers.kubectl.age import RUNNING_FOR, age, rfc1123
from k8s_svc_trainer.printers.kubectl.columns import roles_of
from k8s_svc_trainer.printers.kubectl.describing.common import labels, listed, notes
from k8s_svc_trainer.printers.kubectl.kept import shaped
from k8s_svc_trainer.printers.kubectl.quantities import quantity, quantity_text
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.admission.meta import START
from k8s_svc_trainer.sim.objects import Node, Pod

TERMINAL = frozenset({"Succeeded", "Failed"})
INFO = (
    ("Machine ID", "machineID"),
    ("System UUID", "systemUUID"),
    ("Boot ID", "bootID"),
    ("Kernel Version", "kernelVersion"),
    ("OS Image", "osImage"),
    ("Operating System", "operatingSystem"),
    ("Architecture", "architecture"),
    ("Container Runtime Version", "containerRuntimeVersion"),
    ("Kubelet Version", "kubeletVersion"),
)
COUNTED = ("cpu", "memory", "ephemeral-storage")
HUGE = "hugepages-"
Amounts = Mapping[str, Any]


def node(cluster: Cluster, obj: Node) -> Iterator[str]:
    """A node."""
    meta, spec, status = obj.metadata, obj.spec, obj.status
    yield f"Name:\t{meta.name}"
    yield f"Roles:\t{roles_of(obj)}"
    yield from labels("Labels", meta.labels)
    yield from notes("Annotations", meta.annotations)
    yield f"CreationTimestamp:\t{rfc1123(meta.creationTimestamp)}"
    yield from listed("Taints", _taints(spec.rest.get("taints") or ()))
    yield f"Unschedulable:\t{'true' if spec.unschedulable else 'false'}"
    now = rfc1123((START + RUNNING_FOR + timedelta(seconds=int(cluster.now))).isoformat())
    yield from ("Lease:", f"  HolderIdentity:\t{meta.name}", "  AcquireTime:\t<unset>", f"  RenewTime:\t{now}")
    yield from _conditions(obj)
    yield "Addresses:"
    yield from (f"  {one.type}:\t{one.address}" for one in status.addresses)
    for title, key in (("Capacity", "capacity"), ("Allocatable", "allocatable")):
        amounts: Amounts = status.rest.get(key) or {}
        yield f"{title}:"
        yield from (f"  {name}:\t{amounts[name]}" for name in sorted(amounts))
    info = status.rest.get("nodeInfo") or {}
    yield "System Info:"
    yield from (f"  {title}:\t{info.get(key, '')}" for title, key in INFO)
    if spec.podCIDR:
        yield f"PodCIDR:\t{spec.podCIDR}"
    if spec.podCIDRs:
        yield f"PodCIDRs:\t{','.join(spec.podCIDRs)}"
    if spec.rest.get("providerID"):
        yield f"ProviderID:\t{spec.rest['providerID']}"
    yield from _resources(cluster, obj)


def _taints(given: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in sorted(given, key=lambda taint: f"{taint.get('effect')},{taint.get('key')}"):
        value, effect = (f"{sign}{one[word]}" if one.get(word) else "" for sign, word in (("=", "value"), (":", "effect")))
        yield f"{one.get('key', '')}{value}{effect}"


def _conditions(obj: Node) -> Iterator[str]:
    if not obj.status.conditions:
        return
    yield "Conditions:"
    yield "  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage"
    yield "  ----\t------\t-----------------\t------------------\t------\t-------"
    for one in obj.status.conditions:
        beat, changed = (rfc1123(one.rest.get(key)) for key in ("lastHeartbeatTime", "lastTransitionTime"))
        yield f"  {one.type} \t{one.status} \t{beat} \t{changed} \t{one.reason or ''} \t{one.message or ''}"


def _resources(cluster: Cluster, obj: Node) -> Iterator[str]:
    pods = [shaped(pod) for pod in cluster.state.all(Pod) if pod.spec.nodeName == obj.metadata.name and pod.status.phase not in TERMINAL]
    pods.sort(key=lambda pod: (pod.metadata.namespace or "", pod.metadata.name or ""))
    have: Amounts = obj.status.rest.get("allocatable") or obj.status.rest.get("capacity") or {}
    yield f"Non-terminated Pods:\t({len(pods)} in total)"
    yield "  Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge"
    yield "  ---------\t----\t\t------------\t----------\t---------------\t-------------\t---"
    for pod in pods:
        shares = (_share([pod], name, kind, have) for name in ("cpu", "memory") for kind in ("requests", "limits"))
        old = age(cluster, pod.metadata.creationTimestamp)
        yield "\t".join((f"  {pod.metadata.namespace}", str(pod.metadata.name), "", *shares, old))
    yield "Allocated resources:"
    yield "  (Total limits may be over 100 percent, i.e., overcommitted.)"
    yield "  Resource\tRequests\tLimits"
    yield "  --------\t--------\t------"
    for name in (*COUNTED, *sorted(one for one in have if one.startswith(HUGE))):
        yield f"  {name}\t{_share(pods, name, 'requests', have)}\t{_share(pods, name, 'limits', have)}"


def _share(pods: Iterable[Pod], name: str, kind: str, have: Amounts) -> str:
    total = sum((_asked(pod, name, kind) for pod in pods), Fraction(0))
    whole = quantity(have.get(name, "0"))
    return f"{quantity_text(total, binary=name != 'cpu')} ({int(total / whole * 100) if whole else 0}%)"


def _asked(pod: Pod, name: str, kind: str) -> Fraction:
    """What the containers of a pod ask for; a limit alone is the request too."""
    total = Fraction(0)
    for one in pod.spec.containers:
        given = one.rest.get("resources") or {}
        amounts = {**(given.get("limits") or {}), **(given.get("requests") or {})} if kind == "requests" else given.get("limits") or {}
        total += quantity(amounts.get(name, "0"))
    return total
