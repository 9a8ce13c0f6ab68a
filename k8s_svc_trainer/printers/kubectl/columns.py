"""The columns of `kubectl get`, kind by kind, and the cells of an object. Source: AddHandlers of pkg/printers/internalversion/printers.go.

Decides cells, not their layout. Objects come as the API server shows them (see `served`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from k8s_svc_trainer.printers.kubectl.age import age
from k8s_svc_trainer.printers.kubectl.columns_pods import pod_cells
from k8s_svc_trainer.printers.kubectl.endpoint_lists import addresses_of, endpoints_text, ports_of
from k8s_svc_trainer.printers.kubectl.labels import NONE, format_labels, format_selector
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import (
    Container,
    DaemonSet,
    Deployment,
    Endpoints,
    EndpointSlice,
    Ingress,
    IngressClass,
    LoadBalancerStatus,
    Namespace,
    NetworkPolicy,
    Node,
    ReplicaSet,
    SecurityGroup,
    Service,
    StatefulSet,
    Unmodelled,
    Workload,
)

Cells = tuple[str, ...]
BALANCER_WIDTH = 16  # what is longer is clipped, but for -o wide
MOST_HOSTS = 3


class Columns(msgspec.Struct, frozen=True, gc=False):
    """The headings of a kind, those of `-o wide` last, and what makes the cells of an object, the wide ones among them."""

    usual: Cells
    wide: Cells
    cells: Callable[[Cluster, Any, bool], Cells]


def _service(cluster: Cluster, obj: Service, wide: bool) -> Cells:
    spec = obj.spec
    ports = ",".join(f"{port.port}{f':{port.nodePort}' if port.nodePort else ''}/{port.protocol}" for port in spec.ports)
    ip = spec.clusterIPs[0] if spec.clusterIPs else NONE
    return (_name(obj), spec.type or "", ip, _external(obj, wide), ports or NONE, _age(cluster, obj), format_labels(spec.selector))


def _external(obj: Service, wide: bool) -> str:
    """getServiceExternalIP."""
    spec = obj.spec
    match spec.type:
        case "ClusterIP" | "NodePort":
            return ",".join(spec.externalIPs) or NONE
        case "LoadBalancer":
            balancer = balancer_addresses(obj.status.loadBalancer, wide=wide)
            return ",".join(([balancer] if balancer else []) + list(spec.externalIPs)) or "<pending>"
        case "ExternalName":
            return spec.externalName or ""
    return "<unknown>"


def balancer_addresses(status: LoadBalancerStatus, *, wide: bool) -> str:
    """The addresses of a load balancer, sorted (loadBalancerStatusStringer)."""
    text = ",".join(sorted({one.ip or one.hostname or "" for one in status.ingress} - {""}))
    return text if wide or len(text) <= BALANCER_WIDTH else f"{text[: BALANCER_WIDTH - 3]}..."


def _ingress(cluster: Cluster, obj: Ingress, wide: bool) -> Cells:
    ports = "80, 443" if obj.spec.tls else "80"
    address = balancer_addresses(obj.status.loadBalancer, wide=wide)
    return (_name(obj), obj.spec.ingressClassName or NONE, _hosts(obj), address, ports, _age(cluster, obj))


def _hosts(obj: Ingress) -> str:
    """formatHosts: rules beyond the third host are counted, whether or not they name one."""
    hosts = [rule.host for rule in obj.spec.rules if rule.host]
    text = ",".join(hosts[:MOST_HOSTS]) or "*"
    listed = more = 0
    for rule in obj.spec.rules:
        more = more or listed == MOST_HOSTS
        listed += not more and bool(rule.host)
    return f"{text} + {len(obj.spec.rules) - MOST_HOSTS} more..." if more else text


def _ingress_class(cluster: Cluster, obj: IngressClass, _: bool) -> Cells:
    given = obj.spec.parameters
    group = f".{given['apiGroup']}" if given and given.get("apiGroup") else ""
    parameters = f"{given.get('kind', '')}{group}/{given.get('name', '')}" if given else NONE
    return (_name(obj), obj.spec.controller or "", parameters, _age(cluster, obj))


def _endpoints(cluster: Cluster, obj: Endpoints, _: bool) -> Cells:
    return (_name(obj), endpoints_text(obj), _age(cluster, obj))


def _endpoint_slice(cluster: Cluster, obj: EndpointSlice, _: bool) -> Cells:
    return (_name(obj), obj.addressType or "", ports_of(obj), addresses_of(obj), _age(cluster, obj))


def _deployment(cluster: Cluster, obj: Deployment, _: bool) -> Cells:
    status = obj.status
    ready = f"{status.get('readyReplicas', 0)}/{_wished(obj)}"
    current = (str(status.get("updatedReplicas", 0)), str(status.get("availableReplicas", 0)))
    return (_name(obj), ready, *current, _age(cluster, obj), *_containers(obj), format_selector(obj.spec.selector))


def _replica_set(cluster: Cluster, obj: ReplicaSet, _: bool) -> Cells:
    counts = (str(_wished(obj)), str(obj.status.get("replicas", 0)), str(obj.status.get("readyReplicas", 0)))
    return (_name(obj), *counts, _age(cluster, obj), *_containers(obj), format_selector(obj.spec.selector))


def _stateful_set(cluster: Cluster, obj: StatefulSet, _: bool) -> Cells:
    ready = f"{obj.status.get('readyReplicas', 0)}/{_wished(obj)}"
    return (_name(obj), ready, _age(cluster, obj), *_containers(obj))


DAEMON_COUNTS = ("desiredNumberScheduled", "currentNumberScheduled", "numberReady", "updatedNumberScheduled", "numberAvailable")


def _daemon_set(cluster: Cluster, obj: DaemonSet, _: bool) -> Cells:
    counts = (str(obj.status.get(word, 0)) for word in DAEMON_COUNTS)
    nodes = format_labels(obj.spec.template.spec.nodeSelector if obj.spec.template else {})
    return (_name(obj), *counts, nodes, _age(cluster, obj), *_containers(obj), format_selector(obj.spec.selector))


def _wished(obj: Deployment | ReplicaSet | StatefulSet) -> int:
    return 1 if obj.spec.replicas is None else obj.spec.replicas


def _containers(obj: Workload) -> tuple[str, str]:
    """Names and images (layoutContainerCells)."""
    listed: Sequence[Container] = obj.spec.template.spec.containers if obj.spec.template else ()
    return ",".join(one.name or "" for one in listed), ",".join(one.image or "" for one in listed)


def _namespace(cluster: Cluster, obj: Namespace, _: bool) -> Cells:
    return (_name(obj), str(obj.rest.get("status", {}).get("phase", "")), _age(cluster, obj))


def _network_policy(cluster: Cluster, obj: NetworkPolicy, _: bool) -> Cells:
    return (_name(obj), format_selector(obj.spec.podSelector), _age(cluster, obj))


def _node(cluster: Cluster, obj: Node, _: bool) -> Cells:
    info: Mapping[str, str] = obj.status.rest.get("nodeInfo", {})
    wide = (info.get(word) or "<unknown>" for word in ("osImage", "kernelVersion", "containerRuntimeVersion"))
    addresses = (_node_address(obj, "InternalIP"), _node_address(obj, "ExternalIP"))
    return (_name(obj), _node_status(obj), roles_of(obj), _age(cluster, obj), info.get("kubeletVersion", ""), *addresses, *wide)


def _node_status(obj: Node) -> str:
    ready = ["Ready" if one.status == "True" else "NotReady" for one in obj.status.conditions if one.type == "Ready"]
    return ",".join((ready or ["Unknown"]) + (["SchedulingDisabled"] if obj.spec.unschedulable else []))


def roles_of(obj: Node) -> str:
    """findNodeRoles: node-role.kubernetes.io/ROLE, and kubernetes.io/role=ROLE."""
    labels = obj.metadata.labels
    roles = {label.removeprefix(ROLE) for label in labels if label.startswith(ROLE)} | {labels.get("kubernetes.io/role", "")}
    return ",".join(sorted(roles - {""})) or NONE


ROLE = "node-role.kubernetes.io/"


def _node_address(obj: Node, kind: str) -> str:
    return next((one.address or "" for one in obj.status.addresses if one.type == kind), NONE)


def _security_group(cluster: Cluster, obj: SecurityGroup, _: bool) -> Cells:
    rules = obj.spec.ingress
    ports = ",".join(f"{port}/{rule.protocol or 'TCP'}" for rule in rules for port in (rule.ports or ("*",)))
    sources = ",".join(dict.fromkeys(cidr for rule in rules for cidr in (rule.cidrs or ("*",))))
    return (_name(obj), ports or NONE, sources or NONE, format_labels(obj.spec.nodeSelector), _age(cluster, obj))


def _data(cluster: Cluster, obj: Unmodelled, _: bool) -> Cells:
    return (_name(obj), str(len(obj.rest.get("data") or {}) + len(obj.rest.get("binaryData") or {})), _age(cluster, obj))


def _secret(cluster: Cluster, obj: Unmodelled, _: bool) -> Cells:
    return (_name(obj), str(obj.rest.get("type") or "Opaque"), str(len(obj.rest.get("data") or {})), _age(cluster, obj))


def _revision(cluster: Cluster, obj: Unmodelled, _: bool) -> Cells:
    owner = next((f"{(one.kind or '').lower()}.apps/{one.name}" for one in obj.metadata.ownerReferences if one.controller), NONE)
    return (_name(obj), owner, str(obj.rest.get("revision", 0)), _age(cluster, obj))


def _other(cluster: Cluster, obj: Any, _: bool) -> Cells:
    return (_name(obj), _age(cluster, obj))


def _name(obj: Any) -> str:
    return str(obj.metadata.name)


def _age(cluster: Cluster, obj: Any) -> str:
    return age(cluster, obj.metadata.creationTimestamp)


NODE_WIDE = ("INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION", "CONTAINER-RUNTIME")
DAEMON_USUAL = ("NAME", "DESIRED", "CURRENT", "READY", "UP-TO-DATE", "AVAILABLE", "NODE SELECTOR", "AGE")
IMAGES = ("CONTAINERS", "IMAGES")
OTHER = Columns(("NAME", "AGE"), (), _other)
COLUMNS: Mapping[str, Columns] = {
    "Pod": Columns(("NAME", "READY", "STATUS", "RESTARTS", "AGE"), ("IP", "NODE", "NOMINATED NODE", "READINESS GATES"), pod_cells),
    "Service": Columns(("NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE"), ("SELECTOR",), _service),
    "Ingress": Columns(("NAME", "CLASS", "HOSTS", "ADDRESS", "PORTS", "AGE"), (), _ingress),
    "IngressClass": Columns(("NAME", "CONTROLLER", "PARAMETERS", "AGE"), (), _ingress_class),
    "Endpoints": Columns(("NAME", "ENDPOINTS", "AGE"), (), _endpoints),
    "EndpointSlice": Columns(("NAME", "ADDRESSTYPE", "PORTS", "ENDPOINTS", "AGE"), (), _endpoint_slice),
    "Node": Columns(("NAME", "STATUS", "ROLES", "AGE", "VERSION"), NODE_WIDE, _node),
    "Namespace": Columns(("NAME", "STATUS", "AGE"), (), _namespace),
    "Deployment": Columns(("NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"), (*IMAGES, "SELECTOR"), _deployment),
    "ReplicaSet": Columns(("NAME", "DESIRED", "CURRENT", "READY", "AGE"), (*IMAGES, "SELECTOR"), _replica_set),
    "StatefulSet": Columns(("NAME", "READY", "AGE"), IMAGES, _stateful_set),
    "DaemonSet": Columns(DAEMON_USUAL, (*IMAGES, "SELECTOR"), _daemon_set),
    "NetworkPolicy": Columns(("NAME", "POD-SELECTOR", "AGE"), (), _network_policy),
    "SecurityGroup": Columns(("NAME", "PORTS", "SOURCES", "NODES", "AGE"), (), _security_group),
    "ControllerRevision": Columns(("NAME", "CONTROLLER", "REVISION", "AGE"), (), _revision),
    "ConfigMap": Columns(("NAME", "DATA", "AGE"), (), _data),
    "Secret": Columns(("NAME", "TYPE", "DATA", "AGE"), (), _secret),
}
