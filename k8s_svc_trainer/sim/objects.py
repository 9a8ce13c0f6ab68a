"""Kubernetes objects as frozen values, with Kubernetes' own field names.

A struct holds what the simulator interprets. What Kubernetes has and the simulator does not interpret is kept in
`rest` and printed back. Absent is None, or an empty tuple or mapping; `manifest` turns objects into mappings and back.
Mappings inside these values are never changed after they were made. Field names and types follow
k8s.io/api (core/v1, apps/v1, discovery/v1, networking/v1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Value(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True, rename={"rest": "(rest)"}):
    """The form of every object here: frozen, named arguments only; `rest` holds what is kept and not interpreted."""

    rest: Mapping[str, Any] = {}


class OwnerReference(Value, frozen=True):
    """Who made an object; `controller` marks the one that replaces it."""

    apiVersion: str | None = None
    kind: str | None = None
    name: str | None = None
    uid: str | None = None
    controller: bool | None = None
    blockOwnerDeletion: bool | None = None


class ObjectMeta(Value, frozen=True):
    """Name, namespace, labels and life of an object."""

    name: str | None = None
    generateName: str | None = None
    namespace: str | None = None
    uid: str | None = None
    labels: Mapping[str, str] = {}
    annotations: Mapping[str, str] = {}
    creationTimestamp: str | None = None
    deletionTimestamp: str | None = None
    deletionGracePeriodSeconds: int | None = None
    ownerReferences: tuple[OwnerReference, ...] = ()


class Condition(Value, frozen=True):
    """One condition of a status; `status` is "True", "False" or "Unknown"."""

    type: str | None = None
    status: str | None = None
    reason: str | None = None
    message: str | None = None


class LabelSelectorRequirement(Value, frozen=True):
    """One expression of a label selector: In, NotIn, Exists, DoesNotExist."""

    key: str | None = None
    operator: str | None = None
    values: tuple[str, ...] = ()


class LabelSelector(Value, frozen=True):
    """Which labels match: all of both lists; an empty one matches everything."""

    matchLabels: Mapping[str, str] = {}
    matchExpressions: tuple[LabelSelectorRequirement, ...] = ()


# --- Service -----------------------------------------------------------------------------------------------------


class ServicePort(Value, frozen=True):
    """One port of a Service; `targetPort` is a number or the name of a container port."""

    name: str | None = None
    protocol: str | None = None
    appProtocol: str | None = None
    port: int | None = None
    targetPort: int | str | None = None
    nodePort: int | None = None


class ClientIPConfig(Value, frozen=True):
    """How long session affinity lasts, in seconds since the last connection."""

    timeoutSeconds: int | None = None


class SessionAffinityConfig(Value, frozen=True):
    """Settings of session affinity."""

    clientIP: ClientIPConfig | None = None


class ServiceSpec(Value, frozen=True):
    """What a Service should be."""

    type: str | None = None
    clusterIP: str | None = None
    clusterIPs: tuple[str, ...] = ()
    ipFamilies: tuple[str, ...] = ()
    ipFamilyPolicy: str | None = None
    selector: Mapping[str, str] = {}
    ports: tuple[ServicePort, ...] = ()
    sessionAffinity: str | None = None
    sessionAffinityConfig: SessionAffinityConfig | None = None
    externalIPs: tuple[str, ...] = ()
    externalName: str | None = None
    externalTrafficPolicy: str | None = None
    internalTrafficPolicy: str | None = None
    loadBalancerIP: str | None = None
    loadBalancerClass: str | None = None
    loadBalancerSourceRanges: tuple[str, ...] = ()
    allocateLoadBalancerNodePorts: bool | None = None
    healthCheckNodePort: int | None = None
    publishNotReadyAddresses: bool | None = None
    trafficDistribution: str | None = None


class LoadBalancerIngress(Value, frozen=True):
    """One address of a load balancer; `ipMode` is VIP (captured on nodes) or Proxy (not captured)."""

    ip: str | None = None
    hostname: str | None = None
    ipMode: str | None = None
    ports: tuple[Mapping[str, Any], ...] = ()


class LoadBalancerStatus(Value, frozen=True):
    """The addresses that a load balancer was given."""

    ingress: tuple[LoadBalancerIngress, ...] = ()


class ServiceStatus(Value, frozen=True):
    """What a Service has."""

    loadBalancer: LoadBalancerStatus = LoadBalancerStatus()
    conditions: tuple[Condition, ...] = ()


class Service(Value, frozen=True):
    """core/v1 Service."""

    metadata: ObjectMeta = ObjectMeta()
    spec: ServiceSpec = ServiceSpec()
    status: ServiceStatus = ServiceStatus()


# --- Pod ---------------------------------------------------------------------------------------------------------


class ContainerPort(Value, frozen=True):
    """A declared port: documentation, but for the name that a targetPort may use and a hostPort."""

    name: str | None = None
    containerPort: int | None = None
    hostPort: int | None = None
    hostIP: str | None = None
    protocol: str | None = None


class HTTPGetAction(Value, frozen=True):
    """A probe by HTTP: 200 to 399 is success."""

    path: str | None = None
    port: int | str | None = None
    host: str | None = None
    scheme: str | None = None
    httpHeaders: tuple[Mapping[str, Any], ...] = ()


class TCPSocketAction(Value, frozen=True):
    """A probe by connecting."""

    port: int | str | None = None
    host: str | None = None


class GRPCAction(Value, frozen=True):
    """A probe by gRPC's health service."""

    port: int | None = None
    service: str | None = None


class Probe(Value, frozen=True):
    """One probe of a container."""

    httpGet: HTTPGetAction | None = None
    tcpSocket: TCPSocketAction | None = None
    grpc: GRPCAction | None = None
    exec: Mapping[str, Any] | None = None
    initialDelaySeconds: int | None = None
    timeoutSeconds: int | None = None
    periodSeconds: int | None = None
    successThreshold: int | None = None
    failureThreshold: int | None = None
    terminationGracePeriodSeconds: int | None = None


class Container(Value, frozen=True):
    """One container of a pod."""

    name: str | None = None
    image: str | None = None
    ports: tuple[ContainerPort, ...] = ()
    readinessProbe: Probe | None = None
    livenessProbe: Probe | None = None
    startupProbe: Probe | None = None
    restartPolicy: str | None = None


class PodDNSConfigOption(Value, frozen=True):
    """One resolver option, such as ndots."""

    name: str | None = None
    value: str | None = None


class PodDNSConfig(Value, frozen=True):
    """What is added to a pod's resolv.conf, or all of it under dnsPolicy None."""

    nameservers: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    options: tuple[PodDNSConfigOption, ...] = ()


class PodReadinessGate(Value, frozen=True):
    """A further condition that a pod needs to be ready."""

    conditionType: str | None = None


class PodSpec(Value, frozen=True):
    """What a pod should be."""

    nodeName: str | None = None
    hostNetwork: bool | None = None
    hostname: str | None = None
    subdomain: str | None = None
    dnsPolicy: str | None = None
    dnsConfig: PodDNSConfig | None = None
    containers: tuple[Container, ...] = ()
    initContainers: tuple[Container, ...] = ()
    restartPolicy: str | None = None
    readinessGates: tuple[PodReadinessGate, ...] = ()
    terminationGracePeriodSeconds: int | None = None
    nodeSelector: Mapping[str, str] = {}


class PodIP(Value, frozen=True):
    """One address of a pod."""

    ip: str | None = None


class PodStatus(Value, frozen=True):
    """What a pod has."""

    phase: str | None = None
    podIP: str | None = None
    podIPs: tuple[PodIP, ...] = ()
    hostIP: str | None = None
    conditions: tuple[Condition, ...] = ()


class Pod(Value, frozen=True):
    """core/v1 Pod."""

    metadata: ObjectMeta = ObjectMeta()
    spec: PodSpec = PodSpec()
    status: PodStatus = PodStatus()


# --- Node, Namespace ---------------------------------------------------------------------------------------------


class NodeSpec(Value, frozen=True):
    """The pod ranges of a node."""

    podCIDR: str | None = None
    podCIDRs: tuple[str, ...] = ()
    unschedulable: bool | None = None


class NodeAddress(Value, frozen=True):
    """One address of a node: InternalIP, ExternalIP or Hostname."""

    type: str | None = None
    address: str | None = None


class NodeStatus(Value, frozen=True):
    """What a node has."""

    addresses: tuple[NodeAddress, ...] = ()
    conditions: tuple[Condition, ...] = ()


class Node(Value, frozen=True):
    """core/v1 Node."""

    metadata: ObjectMeta = ObjectMeta()
    spec: NodeSpec = NodeSpec()
    status: NodeStatus = NodeStatus()


class Namespace(Value, frozen=True):
    """core/v1 Namespace."""

    metadata: ObjectMeta = ObjectMeta()


# --- Workloads ---------------------------------------------------------------------------------------------------


class PodTemplateSpec(Value, frozen=True):
    """The pods that a workload makes."""

    metadata: ObjectMeta = ObjectMeta()
    spec: PodSpec = PodSpec()


class RollingUpdate(Value, frozen=True):
    """How far a rollout may leave the wished number; a count, or a percentage as text."""

    maxSurge: int | str | None = None
    maxUnavailable: int | str | None = None
    partition: int | None = None


class UpdateStrategy(Value, frozen=True):
    """RollingUpdate, Recreate (Deployment) or OnDelete (StatefulSet, DaemonSet)."""

    type: str | None = None
    rollingUpdate: RollingUpdate | None = None


class DeploymentSpec(Value, frozen=True):
    """What a Deployment should be."""

    selector: LabelSelector | None = None
    template: PodTemplateSpec | None = None
    minReadySeconds: int | None = None
    replicas: int | None = None
    strategy: UpdateStrategy | None = None
    revisionHistoryLimit: int | None = None
    progressDeadlineSeconds: int | None = None
    paused: bool | None = None


class Deployment(Value, frozen=True):
    """apps/v1 Deployment."""

    metadata: ObjectMeta = ObjectMeta()
    spec: DeploymentSpec = DeploymentSpec()
    status: Mapping[str, Any] = {}


class ReplicaSetSpec(Value, frozen=True):
    """What a ReplicaSet should be."""

    selector: LabelSelector | None = None
    template: PodTemplateSpec | None = None
    minReadySeconds: int | None = None
    replicas: int | None = None


class ReplicaSet(Value, frozen=True):
    """apps/v1 ReplicaSet."""

    metadata: ObjectMeta = ObjectMeta()
    spec: ReplicaSetSpec = ReplicaSetSpec()
    status: Mapping[str, Any] = {}


class StatefulSetSpec(Value, frozen=True):
    """What a StatefulSet should be."""

    selector: LabelSelector | None = None
    template: PodTemplateSpec | None = None
    minReadySeconds: int | None = None
    replicas: int | None = None
    serviceName: str | None = None
    podManagementPolicy: str | None = None
    updateStrategy: UpdateStrategy | None = None
    ordinals: Mapping[str, int] | None = None
    revisionHistoryLimit: int | None = None


class StatefulSet(Value, frozen=True):
    """apps/v1 StatefulSet."""

    metadata: ObjectMeta = ObjectMeta()
    spec: StatefulSetSpec = StatefulSetSpec()
    status: Mapping[str, Any] = {}


class DaemonSetSpec(Value, frozen=True):
    """What a DaemonSet should be."""

    selector: LabelSelector | None = None
    template: PodTemplateSpec | None = None
    minReadySeconds: int | None = None
    updateStrategy: UpdateStrategy | None = None
    revisionHistoryLimit: int | None = None


class DaemonSet(Value, frozen=True):
    """apps/v1 DaemonSet."""

    metadata: ObjectMeta = ObjectMeta()
    spec: DaemonSetSpec = DaemonSetSpec()
    status: Mapping[str, Any] = {}


# --- Endpoints ---------------------------------------------------------------------------------------------------


class ObjectReference(Value, frozen=True):
    """Another object, named."""

    apiVersion: str | None = None
    kind: str | None = None
    namespace: str | None = None
    name: str | None = None
    uid: str | None = None


class EndpointConditions(Value, frozen=True):
    """State of an endpoint; an absent `ready` or `serving` counts as true, an absent `terminating` as false."""

    ready: bool | None = None
    serving: bool | None = None
    terminating: bool | None = None


class ForZone(Value, frozen=True):
    """A zone that an endpoint is meant for."""

    name: str | None = None


class ForNode(Value, frozen=True):
    """A node that an endpoint is meant for."""

    name: str | None = None


class EndpointHints(Value, frozen=True):
    """Where an endpoint should be used from."""

    forZones: tuple[ForZone, ...] = ()
    forNodes: tuple[ForNode, ...] = ()


class Endpoint(Value, frozen=True):
    """One backend of an EndpointSlice."""

    addresses: tuple[str, ...] = ()
    conditions: EndpointConditions = EndpointConditions()
    hostname: str | None = None
    targetRef: ObjectReference | None = None
    nodeName: str | None = None
    zone: str | None = None
    hints: EndpointHints | None = None


class EndpointPort(Value, frozen=True):
    """One port of an EndpointSlice; a None port means every port, which kube-proxy ignores."""

    name: str | None = None
    protocol: str | None = None
    port: int | None = None
    appProtocol: str | None = None


class EndpointSlice(Value, frozen=True):
    """discovery.k8s.io/v1 EndpointSlice."""

    metadata: ObjectMeta = ObjectMeta()
    addressType: str | None = None
    endpoints: tuple[Endpoint, ...] = ()
    ports: tuple[EndpointPort, ...] = ()


class EndpointAddress(Value, frozen=True):
    """One address of an Endpoints object."""

    ip: str | None = None
    hostname: str | None = None
    nodeName: str | None = None
    targetRef: ObjectReference | None = None


class EndpointSubset(Value, frozen=True):
    """Addresses that share ports, in an Endpoints object."""

    addresses: tuple[EndpointAddress, ...] = ()
    notReadyAddresses: tuple[EndpointAddress, ...] = ()
    ports: tuple[EndpointPort, ...] = ()


class Endpoints(Value, frozen=True):
    """core/v1 Endpoints, deprecated since Kubernetes 1.33."""

    metadata: ObjectMeta = ObjectMeta()
    subsets: tuple[EndpointSubset, ...] = ()


# --- Ingress -----------------------------------------------------------------------------------------------------


class ServiceBackendPort(Value, frozen=True):
    """A port of a backend Service, by name or by number."""

    name: str | None = None
    number: int | None = None


class IngressServiceBackend(Value, frozen=True):
    """A Service that an Ingress sends to."""

    name: str | None = None
    port: ServiceBackendPort = ServiceBackendPort()


class IngressBackend(Value, frozen=True):
    """Where an Ingress sends a request."""

    service: IngressServiceBackend | None = None
    resource: Mapping[str, Any] | None = None


class HTTPIngressPath(Value, frozen=True):
    """A path and its backend; `pathType` is Exact, Prefix or ImplementationSpecific."""

    path: str | None = None
    pathType: str | None = None
    backend: IngressBackend | None = None


class HTTPIngressRuleValue(Value, frozen=True):
    """The paths of a host."""

    paths: tuple[HTTPIngressPath, ...] = ()


class IngressRule(Value, frozen=True):
    """A host (exact, or `*.` and one label) and its paths; no host matches all."""

    host: str | None = None
    http: HTTPIngressRuleValue | None = None


class IngressTLS(Value, frozen=True):
    """Hosts that a Secret's certificate serves."""

    hosts: tuple[str, ...] = ()
    secretName: str | None = None


class IngressSpec(Value, frozen=True):
    """What an Ingress should be."""

    ingressClassName: str | None = None
    defaultBackend: IngressBackend | None = None
    tls: tuple[IngressTLS, ...] = ()
    rules: tuple[IngressRule, ...] = ()


class IngressStatus(Value, frozen=True):
    """The addresses of an Ingress's controller."""

    loadBalancer: LoadBalancerStatus = LoadBalancerStatus()


class Ingress(Value, frozen=True):
    """networking.k8s.io/v1 Ingress."""

    metadata: ObjectMeta = ObjectMeta()
    spec: IngressSpec = IngressSpec()
    status: IngressStatus = IngressStatus()


class IngressClassSpec(Value, frozen=True):
    """Which controller serves a class."""

    controller: str | None = None
    parameters: Mapping[str, Any] | None = None


class IngressClass(Value, frozen=True):
    """networking.k8s.io/v1 IngressClass."""

    metadata: ObjectMeta = ObjectMeta()
    spec: IngressClassSpec = IngressClassSpec()


# --- Policy ------------------------------------------------------------------------------------------------------


class IPBlock(Value, frozen=True, rename={"except_": "except", "rest": "(rest)"}):
    """A range of addresses, and ranges left out of it."""

    cidr: str | None = None
    except_: tuple[str, ...] = ()


class NetworkPolicyPeer(Value, frozen=True):
    """Who is allowed: pods by label (of namespaces by label), or addresses."""

    podSelector: LabelSelector | None = None
    namespaceSelector: LabelSelector | None = None
    ipBlock: IPBlock | None = None


class NetworkPolicyPort(Value, frozen=True):
    """A port, a named port, or a range up to `endPort`; no port means all of the protocol."""

    protocol: str | None = None
    port: int | str | None = None
    endPort: int | None = None


class NetworkPolicyIngressRule(Value, frozen=True, rename={"from_": "from", "rest": "(rest)"}):
    """Sources and ports that are allowed in; an empty list allows all."""

    ports: tuple[NetworkPolicyPort, ...] = ()
    from_: tuple[NetworkPolicyPeer, ...] = ()


class NetworkPolicyEgressRule(Value, frozen=True):
    """Destinations and ports that are allowed out; an empty list allows all."""

    ports: tuple[NetworkPolicyPort, ...] = ()
    to: tuple[NetworkPolicyPeer, ...] = ()


class NetworkPolicySpec(Value, frozen=True):
    """Which pods a policy governs and what it allows them."""

    podSelector: LabelSelector | None = None
    policyTypes: tuple[str, ...] = ()
    ingress: tuple[NetworkPolicyIngressRule, ...] = ()
    egress: tuple[NetworkPolicyEgressRule, ...] = ()


class NetworkPolicy(Value, frozen=True):
    """networking.k8s.io/v1 NetworkPolicy."""

    metadata: ObjectMeta = ObjectMeta()
    spec: NetworkPolicySpec = NetworkPolicySpec()


class SecurityGroupRule(Value, frozen=True):
    """What a cloud's firewall lets in: ports ("80", "30000-32767"), a protocol and source ranges."""

    ports: tuple[int | str, ...] = ()
    protocol: str | None = None
    cidrs: tuple[str, ...] = ()


class SecurityGroupSpec(Value, frozen=True):
    """The rules of a firewall and the nodes that it stands in front of; an empty selector means all nodes."""

    ingress: tuple[SecurityGroupRule, ...] = ()
    nodeSelector: Mapping[str, str] = {}


class SecurityGroup(Value, frozen=True):
    """sim.k8s-svc-trainer/v1 SecurityGroup: the cloud's firewall in front of nodes. Not a kind of Kubernetes."""

    metadata: ObjectMeta = ObjectMeta()
    spec: SecurityGroupSpec = SecurityGroupSpec()


class Unmodelled(Value, frozen=True):
    """An object of a kind that is kept and never interpreted, such as a ConfigMap."""

    apiVersion: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()


KubeObject = (
    Service
    | Pod
    | Node
    | Namespace
    | Deployment
    | ReplicaSet
    | StatefulSet
    | DaemonSet
    | EndpointSlice
    | Endpoints
    | Ingress
    | IngressClass
    | NetworkPolicy
    | SecurityGroup
    | Unmodelled
)
Workload = Deployment | ReplicaSet | StatefulSet | DaemonSet


class KindInfo(msgspec.Struct, frozen=True, gc=False):
    """How a kind is written and where it lives."""

    struct: type[Any]
    apiVersion: str
    namespaced: bool = True


KINDS: Mapping[str, KindInfo] = {
    "Service": KindInfo(Service, "v1"),
    "Pod": KindInfo(Pod, "v1"),
    "Node": KindInfo(Node, "v1", namespaced=False),
    "Namespace": KindInfo(Namespace, "v1", namespaced=False),
    "Endpoints": KindInfo(Endpoints, "v1"),
    "Deployment": KindInfo(Deployment, "apps/v1"),
    "ReplicaSet": KindInfo(ReplicaSet, "apps/v1"),
    "StatefulSet": KindInfo(StatefulSet, "apps/v1"),
    "DaemonSet": KindInfo(DaemonSet, "apps/v1"),
    "EndpointSlice": KindInfo(EndpointSlice, "discovery.k8s.io/v1"),
    "Ingress": KindInfo(Ingress, "networking.k8s.io/v1"),
    "IngressClass": KindInfo(IngressClass, "networking.k8s.io/v1", namespaced=False),
    "NetworkPolicy": KindInfo(NetworkPolicy, "networking.k8s.io/v1"),
    "SecurityGroup": KindInfo(SecurityGroup, "sim.k8s-svc-trainer/v1", namespaced=False),
}
KIND_OF: Mapping[type[Any], str] = {info.struct: kind for kind, info in KINDS.items()}


def kind_of(obj: KubeObject) -> str:
    """The kind of an object, as it is written in a manifest."""
    return obj.kind if isinstance(obj, Unmodelled) else KIND_OF[type(obj)]
