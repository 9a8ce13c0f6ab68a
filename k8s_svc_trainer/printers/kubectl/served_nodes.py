"""What a kubelet reports of its node: versions, capacity, conditions. Fixed values of a middling machine.

Source: pkg/kubelet/nodestatus/setters.go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import Condition, Node, NodeAddress, NodeStatus

replace = msgspec.structs.replace
CAPACITY: Mapping[str, str] = {
    "cpu": "4",
    "ephemeral-storage": "61202244Ki",
    "hugepages-1Gi": "0",
    "hugepages-2Mi": "0",
    "memory": "8148620Ki",
    "pods": "110",
}
ALLOCATABLE: Mapping[str, str] = {**CAPACITY, "ephemeral-storage": "56403987978", "memory": "8046220Ki"}
# each but Ready is good when it is False
PRESSURES = (
    ("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
)


def node_status(cluster: Cluster, node: Node) -> NodeStatus:
    """The status with what the kubelet reports."""
    status = node.status
    rest = {
        "capacity": CAPACITY,
        "allocatable": ALLOCATABLE,
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        "nodeInfo": _info(cluster, node),
    }
    addresses = status.addresses
    if not any(one.type == "Hostname" for one in addresses):
        addresses = (*addresses, NodeAddress(type="Hostname", address=node.metadata.name))
    return replace(status, addresses=addresses, conditions=tuple(_conditions(node)), rest={**rest, **status.rest})


def _conditions(node: Node) -> Iterator[Condition]:
    """The pressures, then Ready, then what else is stated."""
    stated = {one.type: one for one in node.status.conditions}
    for kind, reason, message in PRESSURES:
        yield _dated(stated.pop(kind, Condition(type=kind, status="False", reason=reason, message=message)), node)
    ready = stated.pop("Ready", Condition(type="Ready", status="True"))
    yield _dated(_explained(ready), node)
    yield from (_dated(one, node) for one in stated.values())


def _explained(ready: Condition) -> Condition:
    """Ready with the words of the kubelet, or those of the node lifecycle controller where it has fallen silent."""
    words = {
        "True": ("KubeletReady", "kubelet is posting ready status"),
        "False": ("KubeletNotReady", "container runtime network not ready"),
        "Unknown": ("NodeStatusUnknown", "Kubelet stopped posting node status."),
    }
    reason, message = words.get(ready.status or "", ("", ""))
    return replace(ready, reason=ready.reason or reason, message=ready.message or message)


def _dated(condition: Condition, node: Node) -> Condition:
    since = node.metadata.creationTimestamp
    return replace(condition, rest={"lastHeartbeatTime": since, "lastTransitionTime": since, **condition.rest})


def _info(cluster: Cluster, node: Node) -> Mapping[str, Any]:
    return {
        "architecture": "amd64",
        "bootID": _uuid(f"boot {node.metadata.uid}"),
        "containerRuntimeVersion": "containerd://2.1.4",
        "kernelVersion": "6.12.43+deb13-amd64",
        "kubeProxyVersion": "",
        "kubeletVersion": f"v{cluster.settings.version}.0",
        "machineID": _uuid(f"machine {node.metadata.uid}").replace("-", ""),
        "operatingSystem": "linux",
        "osImage": "Debian GNU/Linux 13 (trixie)",
        "systemUUID": _uuid(f"system {node.metadata.uid}"),
    }


def _uuid(text: str) -> str:
    return str(UUID(bytes=sha256(text.encode()).digest()[:16], version=4))
