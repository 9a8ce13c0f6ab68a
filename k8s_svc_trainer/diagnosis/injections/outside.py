"""Faults of the way in from outside, of traffic policies, affinity and nodes."""

from __future__ import annotations

from collections.abc import Iterator

from k8s_svc_trainer.cases.run import run_action
from k8s_svc_trainer.cases.steps import Action, Apply, Connect, Delete, Expectation, Patch, Stop
from k8s_svc_trainer.diagnosis.changing import Manifest, bare, patched, remade
from k8s_svc_trainer.diagnosis.injections.ground import Flow, Ground, after, holds
from k8s_svc_trainer.diagnosis.injections.making import injected, makers, pods_behind, requests
from k8s_svc_trainer.diagnosis.injections.values import Injection
from k8s_svc_trainer.diagnosis.scene import called, key_of
from k8s_svc_trainer.diagnosis.values import Goal
from k8s_svc_trainer.sim import ExternalSource, HostPort, ObjectKey, Stage
from k8s_svc_trainer.sim.objects import Pod, SecurityGroup, Service


def cluster_ip_only(ground: Ground) -> Iterator[Injection]:
    """A Service that was called from outside becomes one of type ClusterIP."""

    def change(manifest: Manifest) -> None:
        manifest["spec"]["type"] = "ClusterIP"
        for word in ("externalTrafficPolicy", "healthCheckNodePort", "loadBalancerSourceRanges", "allocateLoadBalancerNodePorts"):
            manifest["spec"].pop(word, None)
        for port in manifest["spec"]["ports"]:
            port.pop("nodePort", None)

    for service in ground.services():
        if service.spec.type == "NodePort":
            steps = patched(ground.cluster, key_of(service), change)
            flows = requests(ground.of(key_of(service)))
            yield from injected(ground, "SVC040", key_of(service), steps, f"service {called(service)} is of type ClusterIP", flows=flows)


def firewall(ground: Ground) -> Iterator[Injection]:
    """The cloud's firewall loses the rule for node ports; one is put there where none was."""
    groups: list[SecurityGroup] = sorted(ground.cluster.state.all(SecurityGroup), key=lambda one: str(one.metadata.name))
    rules = {"ingress": [{"ports": [22], "protocol": "TCP", "cidrs": ["0.0.0.0/0"]}]}
    meta = {"name": str(groups[0].metadata.name) if groups else "nodes"}
    steps = (Apply({"apiVersion": "sim.k8s-svc-trainer/v1", "kind": "SecurityGroup", "metadata": meta, "spec": rules}),)
    says = f"SecurityGroup {meta['name']} lets in port 22 alone"
    yield from injected(ground, "SVC041", ObjectKey("securitygroup", None, meta["name"]), steps, says, flows=_from_outside(ground))


def _from_outside(ground: Ground) -> tuple[Flow, ...]:
    return tuple(flow for flow in ground.plain() if isinstance(flow.source, ExternalSource))


def source_ranges(ground: Ground) -> Iterator[Injection]:
    """The source ranges do not hold the client."""
    for service in ground.services():
        if service.spec.type == "LoadBalancer":
            steps = (Patch(key_of(service), {"spec": {"loadBalancerSourceRanges": ["192.0.2.0/24"]}}),)
            yield from injected(ground, "SVC044", key_of(service), steps, f"service {called(service)} lets in 192.0.2.0/24 alone")


def external_local(ground: Ground) -> Iterator[Injection]:
    """externalTrafficPolicy Local, and a node without an endpoint is asked."""
    yield from _local(ground, "SVC045", "externalTrafficPolicy")


def internal_local(ground: Ground) -> Iterator[Injection]:
    """internalTrafficPolicy Local, and the client's node has no endpoint."""
    yield from _local(ground, "SVC046", "internalTrafficPolicy")


def _local(ground: Ground, fault: str, field: str) -> Iterator[Injection]:
    for service in ground.services():
        if getattr(service.spec, field) == "Cluster":
            steps = (Patch(key_of(service), {"spec": {field: "Local"}}),)
            flows = _dying_at_rules(ground, steps, ground.of(key_of(service)))
            yield from injected(ground, fault, key_of(service), steps, f"service {called(service)} has {field} Local", flows=flows)


def _dying_at_rules(ground: Ground, steps: tuple[Action, ...], flows: tuple[Flow, ...]) -> tuple[Flow, ...]:
    """Flows that die for want of an endpoint, and not because a policy sees another source."""
    twin = after(ground.cluster, steps)
    ends = [(flow, run_action(twin.fork(), flow.goal.action)) for flow in flows] if twin else []
    return tuple(flow for flow, end in ends if not any(hop.decided and hop.stage is Stage.POLICY for hop in end.hops))


def affinity(ground: Ground) -> Iterator[Injection]:
    """A client that came when there was one pod stays with it, now that there are more."""
    for service in ground.services():
        behind = pods_behind(ground.cluster, service)
        flow = next((flow for flow in ground.of(key_of(service)) if flow.client is not None), None)
        alone = len(makers(ground.cluster, service)) == len(behind) > 1
        if flow is None or not alone or service.spec.sessionAffinity == "ClientIP" or service.spec.clusterIP == "None":
            continue
        port = service.spec.ports[0]
        host = (
            str(service.metadata.name)
            if flow.client and flow.client.namespace == service.metadata.namespace
            else called(service).replace("/", ".")
        )
        host = ".".join(reversed(host.split("."))) if "." in host else host
        call = Connect(source=flow.goal.action.source, to=HostPort(host, port.port or 0))  # type: ignore[union-attr]  # a flow's client asks
        found = ground.cluster.fork().connect(call.source, str(call.to))
        goal = Goal(call, Expectation({"outcome": "connected", "backends": list(found.backends)}))
        steps = _held_on_one(ground, service, behind, call)
        says = f"service {called(service)} holds {call.source} on one of its {len(behind)} pods"
        if holds(ground.cluster, goal):
            yield from injected(ground, "SVC047", key_of(service), steps, says, flows=(Flow(goal, key_of(service)),))


def _held_on_one(ground: Ground, service: Service, behind: list[Pod], call: Connect) -> tuple[Action, ...]:
    others = behind[1:]
    kept = [(key_of(pod), bare(ground.cluster, key_of(pod)), str(pod.status.podIP)) for pod in others]
    back = [Apply({**manifest, "status": {"podIP": ip}}) for _, manifest, ip in kept]
    return (
        Patch(key_of(service), {"spec": {"sessionAffinity": "ClientIP"}}),
        *(Delete(key) for key, _, _ in kept),
        call,
        *back,
    )


def balancer_class(ground: Ground) -> Iterator[Injection]:
    """The Service is made anew with a load balancer's class that nobody serves."""

    def change(manifest: Manifest) -> None:
        manifest["spec"]["loadBalancerClass"] = "example.com/internal"

    for service in ground.services():
        if service.spec.type == "LoadBalancer":
            given = {one.ip for one in service.status.loadBalancer.ingress}
            flows = tuple(flow for flow in _from_outside(ground) if flow.object == key_of(service) and _host(flow) in given)
            steps = remade(ground.cluster, key_of(service), change)
            says = f"service {called(service)} has class example.com/internal"
            yield from injected(ground, "SVC048", key_of(service), steps, says, flows=flows)


def _host(flow: Flow) -> str | None:
    action = flow.goal.action
    to = getattr(action, "to", None)
    return to.host if to is not None else getattr(action, "url", "//").split("/")[2].split(":")[0]


def masqueraded(ground: Ground) -> Iterator[Injection]:
    """externalTrafficPolicy Cluster, where the pods should see the client's own address."""
    for service in ground.services():
        if service.spec.externalTrafficPolicy == "Local":
            steps = (Patch(key_of(service), {"spec": {"externalTrafficPolicy": "Cluster"}}),)
            flows = ground.special(key_of(service), "masqueraded")
            yield from injected(ground, "SVC049", key_of(service), steps, f"service {called(service)} hides its clients", flows=flows)


def stopped_proxy(ground: Ground) -> Iterator[Injection]:
    """kube-proxy stops on a client's node, and the pods are made anew after that."""
    for service in ground.services():
        for flow in [flow for flow in ground.of(key_of(service)) if flow.client is not None]:
            pod = ground.cluster.state.one(Pod, flow.client.namespace, flow.client.name) if flow.client else None
            node = pod.spec.nodeName if pod else None
            if node is None or service.spec.clusterIP == "None":
                continue
            renewed = [step for maker in makers(ground.cluster, service) for step in remade(ground.cluster, maker, lambda manifest: None)]
            steps: tuple[Action, ...] = (Stop(node), *renewed)
            twin = after(ground.cluster, renewed)
            if twin is not None and holds(twin, flow.goal):
                says = f"kube-proxy on {node} stopped before the pods of {called(service)} were made anew"
                yield from injected(ground, "SVC060", ObjectKey("node", None, node), steps, says, flows=(flow,))
                break


def family(ground: Ground) -> Iterator[Injection]:
    """The Service is made anew with IPv6 alone, for a client that has IPv4 alone."""

    def change(manifest: Manifest) -> None:
        manifest["spec"] |= {"ipFamilies": ["IPv6"], "ipFamilyPolicy": "SingleStack"}

    for service in ground.services() if len(ground.cluster.settings.serviceCIDRs) > 1 else ():
        if service.spec.clusterIPs and service.spec.clusterIP != "None":
            steps = remade(ground.cluster, key_of(service), change)
            yield from injected(ground, "SVC061", key_of(service), steps, f"service {called(service)} has IPv6 alone")
