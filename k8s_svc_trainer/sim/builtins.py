"""The objects that a cluster brings along: namespaces, nodes, the API's Service, the cluster DNS, the Ingress controller.

Says what they are; when they are made is for `bootstrap`. As kubeadm makes them (cmd/kubeadm/app/phases/addons/dns/manifests.go)
and the API server its own Service (pkg/controlplane/controller/kubernetesservice), so far as traffic depends on it.
"""

from __future__ import annotations

from collections.abc import Container as Holds
from collections.abc import Iterator, Mapping
from ipaddress import ip_network

from k8s_svc_trainer.sim.controllers.ingresses import ADDRESS, CLASS
from k8s_svc_trainer.sim.names import SERVICE_NAME
from k8s_svc_trainer.sim.objects import (
    Container,
    ContainerPort,
    Deployment,
    DeploymentSpec,
    Endpoint,
    EndpointAddress,
    EndpointConditions,
    EndpointPort,
    Endpoints,
    EndpointSlice,
    EndpointSubset,
    HTTPGetAction,
    IngressClass,
    IngressClassSpec,
    KubeObject,
    LabelSelector,
    LoadBalancerIngress,
    LoadBalancerStatus,
    Namespace,
    Node,
    NodeAddress,
    NodeStatus,
    ObjectMeta,
    Pod,
    PodSpec,
    PodTemplateSpec,
    Probe,
    Service,
    ServicePort,
    ServiceSpec,
    ServiceStatus,
)
from k8s_svc_trainer.sim.proxy.ranges import is_address
from k8s_svc_trainer.sim.state import State

DNS_DEPLOYMENT = "coredns"
DNS_LABELS = {"k8s-app": "kube-dns"}
INGRESS_NAMESPACE = "ingress-system"
INGRESS_NAME = "ingress-controller"
INGRESS_LABELS = {"app": INGRESS_NAME}
NAMES = frozenset({"kubernetes", "kube-dns", DNS_DEPLOYMENT, CLASS, INGRESS_NAMESPACE, INGRESS_NAME})  # of all that is made here
DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
API_PORT = 6443
TOLERATED = (  # cmd/kubeadm/app/phases/addons/dns/manifests.go
    {"key": "CriticalAddonsOnly", "operator": "Exists"},
    {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"},
)
CONTROL_PLANE = {"IPv4": "192.168.0.{}", "IPv6": "fd00:192:168::{:x}"}


def namespace(name: str) -> Namespace:
    """A namespace with the label that every one carries."""
    return Namespace(metadata=ObjectMeta(name=name, labels={"kubernetes.io/metadata.name": name}))


def nodes(state: State, named: Mapping[str, str]) -> Iterator[Node]:
    """The nodes of a cluster whose objects declare none: node-1 and so on, and those that its pods name, by their stated address."""
    usual = [f"node-{number}" for number in range(1, state.settings.nodes + 1)]
    stated = {ip: name for name, ip in named.items() if name not in usual and is_address(ip)}  # an address is one node's
    state.allocator.keep_node_addresses(stated)
    own = {name: ip for ip, name in stated.items()}
    for name in dict.fromkeys((*usual, *named)):
        labels = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux"}
        found = (own[name],) if name in own else state.allocator.node_addresses()
        addresses = tuple(NodeAddress(type="InternalIP", address=ip) for ip in found)
        yield Node(metadata=ObjectMeta(name=name, labels=labels), status=NodeStatus(addresses=addresses))


def api_server(state: State, taken: Holds[str | None]) -> Iterator[KubeObject]:
    """Service default/kubernetes, and where it leads: an address of the nodes' network that is not among those taken."""
    family = state.allocator.families[0]
    numbers = [*range(10, 0, -1), *range(250, 1, -1)]
    ip = next(CONTROL_PLANE[family].format(number) for number in numbers if CONTROL_PLANE[family].format(number) not in taken)
    labels = {"component": "apiserver", "provider": "kubernetes"}
    port = ServicePort(name="https", port=443, targetPort=API_PORT)
    spec = ServiceSpec(clusterIP=_address(state, 1), ports=(port,))
    yield Service(metadata=ObjectMeta(name="kubernetes", namespace="default", labels=labels), spec=spec)
    ports = (EndpointPort(name="https", port=API_PORT, protocol="TCP"),)
    slice_meta = ObjectMeta(name="kubernetes", namespace="default", labels={SERVICE_NAME: "kubernetes"})
    entry = Endpoint(addresses=(ip,), conditions=EndpointConditions(ready=True))
    yield EndpointSlice(metadata=slice_meta, addressType=family, endpoints=(entry,), ports=ports)
    meta = ObjectMeta(name="kubernetes", namespace="default", labels={"endpointslice.kubernetes.io/skip-mirror": "true"})
    yield Endpoints(metadata=meta, subsets=(EndpointSubset(addresses=(EndpointAddress(ip=ip),), ports=ports),))


def dns_service(state: State) -> Service:
    """Service kube-system/kube-dns at the tenth address of the service range."""
    labels = {**DNS_LABELS, "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS"}
    ports = (
        ServicePort(name="dns", port=53, targetPort=53, protocol="UDP"),
        ServicePort(name="dns-tcp", port=53, targetPort=53, protocol="TCP"),
        ServicePort(name="metrics", port=9153, targetPort=9153, protocol="TCP"),
    )
    spec = ServiceSpec(clusterIP=_address(state, 10), selector=DNS_LABELS, ports=ports)
    return Service(metadata=ObjectMeta(name="kube-dns", namespace="kube-system", labels=labels), spec=spec)


def dns_deployment() -> Deployment:
    """Deployment kube-system/coredns, with 2 replicas."""
    ports = (
        ContainerPort(name="dns", containerPort=53, protocol="UDP"),
        ContainerPort(name="dns-tcp", containerPort=53, protocol="TCP"),
        ContainerPort(name="metrics", containerPort=9153, protocol="TCP"),
        ContainerPort(name="liveness-probe", containerPort=8080, protocol="TCP"),
        ContainerPort(name="readiness-probe", containerPort=8181, protocol="TCP"),
    )
    probe = Probe(httpGet=HTTPGetAction(path="/ready", port="readiness-probe", scheme="HTTP"))
    container = Container(name="coredns", image="registry.k8s.io/coredns/coredns", ports=ports, readinessProbe=probe)
    pod = PodSpec(dnsPolicy="Default", containers=(container,), rest={"tolerations": [dict(one) for one in TOLERATED]})
    template = PodTemplateSpec(metadata=ObjectMeta(labels=DNS_LABELS), spec=pod)
    spec = DeploymentSpec(selector=LabelSelector(matchLabels=DNS_LABELS), template=template, replicas=2)
    return Deployment(metadata=ObjectMeta(name=DNS_DEPLOYMENT, namespace="kube-system", labels=DNS_LABELS), spec=spec)


def ingress_class(*, default: bool) -> IngressClass:
    """The class that the Ingress controller serves."""
    annotations = {DEFAULT_CLASS: "true"} if default else {}
    spec = IngressClassSpec(controller="k8s.io/ingress-nginx")
    return IngressClass(metadata=ObjectMeta(name=CLASS, annotations=annotations), spec=spec)


def is_default(ingress_class: IngressClass) -> bool:
    """Whether a class is given to Ingresses that name none."""
    return ingress_class.metadata.annotations.get(DEFAULT_CLASS) == "true"


def ingress_controller() -> Iterator[KubeObject]:
    """The Ingress controller: its namespace, its Service at 203.0.113.1, its pod."""
    yield namespace(INGRESS_NAMESPACE)
    ports = (ServicePort(name="http", port=80, targetPort=80), ServicePort(name="https", port=443, targetPort=443))
    meta = ObjectMeta(name=INGRESS_NAME, namespace=INGRESS_NAMESPACE, labels=INGRESS_LABELS)
    status = ServiceStatus(loadBalancer=LoadBalancerStatus(ingress=(LoadBalancerIngress(ip=ADDRESS),)))
    yield Service(metadata=meta, spec=ServiceSpec(type="LoadBalancer", selector=INGRESS_LABELS, ports=ports), status=status)
    listened = (ContainerPort(name="http", containerPort=80), ContainerPort(name="https", containerPort=443))
    container = Container(name="controller", image="registry.k8s.io/ingress-nginx/controller", ports=listened)
    yield Pod(metadata=meta, spec=PodSpec(containers=(container,)))


def _address(state: State, number: int) -> str | None:
    """The n-th address of the first service range; None, for any other, where it has not so many."""
    network = ip_network(state.settings.serviceCIDRs[0], strict=False)
    return str(network[number]) if number < network.num_addresses - 1 else None
