"""Where an object is looked up: the keys under which the indexes of `state` hold it. None is found nowhere."""

from __future__ import annotations

from typing import Any

from k8s_svc_trainer.sim.names import SERVICE_NAME
from k8s_svc_trainer.sim.objects import Pod, ReplicaSet, kind_of
from k8s_svc_trainer.sim.proxy.ranges import canonical


def pod_labels(pod: Any) -> dict[Any, Any]:
    """By each label of its namespace."""
    if pod is None:
        return {}
    meta = pod.metadata
    return {(meta.namespace, key, value): meta.name for key, value in meta.labels.items()}


def pod_addresses(pod: Any) -> dict[Any, Any]:
    """By each of its addresses."""
    if pod is None:
        return {}
    return {canonical(str(address.ip)): (pod.metadata.namespace, pod.metadata.name) for address in pod.status.podIPs}


def host_ports(pod: Pod | None) -> dict[Any, Any]:
    """The ports of its node that a pod in a network of its own takes for itself."""
    if pod is None or pod.spec.hostNetwork or not pod.spec.nodeName:
        return {}
    place = (pod.metadata.namespace, pod.metadata.name)
    return {
        (pod.spec.nodeName, port.hostPort, port.protocol or "TCP"): place
        for container in pod.spec.containers
        for port in container.ports
        if port.hostPort
    }


def pod_owner(pod: Any) -> dict[Any, Any]:
    """By the uid of its controller."""
    if pod is None:
        return {}
    place = (pod.metadata.namespace, pod.metadata.name)
    return {owner.uid: place for owner in pod.metadata.ownerReferences if owner.controller}


def first_term(service: Any) -> dict[Any, Any]:
    """By the first term of its selector, which every pod that it selects has."""
    if service is None or not service.spec.selector:
        return {}
    key, value = min(service.spec.selector.items())
    return {(service.metadata.namespace, key, value): service.metadata.name}


def cluster_ips(service: Any) -> dict[Any, Any]:
    """By each of its cluster IPs."""
    place = (service.metadata.namespace, service.metadata.name) if service is not None else None
    return {ip: place for ip in service.spec.clusterIPs if ip and ip != "None"} if place else {}


def slice_addresses(slice_: Any) -> dict[Any, Any]:
    """By the addresses of its endpoints."""
    if slice_ is None:
        return {}
    place = (slice_.metadata.namespace, slice_.metadata.name)
    named = slice_.addressType == "FQDN"
    return {address if named else canonical(address): place for endpoint in slice_.endpoints for address in endpoint.addresses}


def policy_namespace(policy: Any) -> dict[Any, Any]:
    """By its namespace."""
    return {policy.metadata.namespace: policy.metadata.name} if policy is not None else {}


def owners(obj: Any) -> dict[Any, Any]:
    """Whom an object belongs to, by uid; a ReplicaSet without a controller is found under "orphans/" and its namespace."""
    if obj is None:
        return {}
    meta = obj.metadata
    orphan = isinstance(obj, ReplicaSet) and not any(owner.controller for owner in meta.ownerReferences)
    if not meta.ownerReferences and not orphan:
        return {}
    member = (kind_of(obj), meta.namespace, meta.name)
    return {**{owner.uid: member for owner in meta.ownerReferences}, **({f"orphans/{meta.namespace}": member} if orphan else {})}


def adopts(workload: Any) -> dict[Any, Any]:
    """Where a workload is looked up by the labels of a pod that has no controller."""
    if workload is None or workload.spec.selector is None:
        return {}
    key, value = min(workload.spec.selector.matchLabels.items(), default=("", ""))
    return {(workload.metadata.namespace, key, value): (kind_of(workload), workload.metadata.name)}


def slice_service(slice_: Any) -> dict[Any, Any]:
    """By the Service that it is for."""
    service = slice_.metadata.labels.get(SERVICE_NAME) if slice_ is not None else None
    return {(slice_.metadata.namespace, service): slice_.metadata.name} if service else {}
