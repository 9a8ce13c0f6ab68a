"""Faults of names: the Service under another name or in another namespace, the client's resolver, the cluster's DNS, StatefulSets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8s_svc_trainer.cases.steps import Connect, Delete, Expectation, Patch
from k8s_svc_trainer.diagnosis.changing import Manifest, moved, remade
from k8s_svc_trainer.diagnosis.injections.endpoints import of_sets
from k8s_svc_trainer.diagnosis.injections.ground import Flow, Ground
from k8s_svc_trainer.diagnosis.injections.making import injected, makers, misspelt
from k8s_svc_trainer.diagnosis.injections.values import Injection
from k8s_svc_trainer.diagnosis.scene import called, key_of
from k8s_svc_trainer.diagnosis.values import Goal
from k8s_svc_trainer.sim import HostPort, ObjectKey
from k8s_svc_trainer.sim.objects import Pod

DNS = ObjectKey("service", "kube-system", "kube-dns")
DNS_PODS = ObjectKey("deployment", "kube-system", "coredns")


def moved_away(ground: Ground) -> Iterator[Injection]:
    """Service and pods move to another namespace; clients ask in the old one."""
    for service in ground.services():
        others = {flow.object.namespace for flow in ground.flows} - {service.metadata.namespace, None}
        for namespace in sorted(str(one) for one in others)[:1]:
            keys = [key_of(service), *makers(ground.cluster, service)]
            steps = tuple(step for key in keys for step in moved(ground.cluster, key, namespace=namespace))
            if service.spec.selector and not any(_taken(ground, key, namespace) for key in keys):
                says = f"service {called(service)} has moved to namespace {namespace}"
                yield from injected(ground, "SVC030", key_of(service), steps, says, flows=_short(ground.of(key_of(service))))


def _taken(ground: Ground, key: ObjectKey, namespace: str) -> bool:
    return ground.cluster.get(ObjectKey(key.kind, namespace, key.name)) is not None


def _short(flows: tuple[Flow, ...]) -> tuple[Flow, ...]:
    return tuple(flow for flow in flows if flow.client is not None)


def renamed(ground: Ground) -> Iterator[Injection]:
    """The Service is made anew under a name that is nearly the old one."""
    for service in ground.services():
        for wrong in [*misspelt(str(service.metadata.name)), f"{service.metadata.name}-svc"]:
            steps = moved(ground.cluster, key_of(service), name=wrong)
            flows = _short(ground.of(key_of(service)))
            yield from injected(ground, "SVC031", key_of(service), steps, f"service {called(service)} is called {wrong}", flows=flows)


def external(ground: Ground) -> Iterator[Injection]:
    """An ExternalName is mistyped."""
    for service in ground.services():
        name = service.spec.externalName or ""
        for wrong in misspelt(name) if service.spec.type == "ExternalName" else ():
            steps = (Patch(key_of(service), {"spec": {"externalName": wrong}}),)
            yield from injected(ground, "SVC032", key_of(service), steps, f"service {called(service)} is an alias of {wrong}")


def dns_policy(ground: Ground) -> Iterator[Injection]:
    """The client has dnsPolicy Default."""
    yield from _client(ground, "SVC033", {"dnsPolicy": "Default"}, "has dnsPolicy Default")


def host_network(ground: Ground) -> Iterator[Injection]:
    """The client moves into its node's network, and keeps dnsPolicy ClusterFirst."""
    yield from _client(ground, "SVC034", {"hostNetwork": True, "dnsPolicy": "ClusterFirst"}, "runs in its node's network")


def ndots(ground: Ground) -> Iterator[Injection]:
    """The client has ndots 1, and a name with one dot is asked for outside first, where it exists."""
    config = {"options": [{"name": "ndots", "value": "1"}]}
    flows = []
    for service in ground.services():
        for flow in ground.of(key_of(service)):
            host = f"{service.metadata.name}.{service.metadata.namespace}"
            if flow.client is not None and host in ground.cluster.settings.externalNames and service.spec.clusterIPs:
                call = Connect(source=flow.client, to=HostPort(host, service.spec.ports[0].port or 0))
                reached = ground.cluster.fork().connect(call.source, str(call.to))
                goal = Goal(call, Expectation({"outcome": "connected", "backends": list(reached.backends)}))
                flows.append(Flow(goal, key_of(service), special=True))
    yield from _client(ground, "SVC035", {"dnsConfig": config}, "has ndots 1", tuple(flows))


def searches(ground: Ground) -> Iterator[Injection]:
    """The client asks the cluster's DNS, without its search domains."""
    address = str((ground.cluster.get(DNS) or {}).get("spec", {}).get("clusterIP"))
    config = {"nameservers": [address], "searches": ["example.com"]}
    yield from _client(ground, "SVC037", {"dnsPolicy": "None", "dnsConfig": config}, "has a search path of its own")


def _client(ground: Ground, fault: str, spec: dict[str, Any], says: str, flows: tuple[Flow, ...] | None = None) -> Iterator[Injection]:
    def change(manifest: Manifest) -> None:
        manifest["spec"].update(spec)

    asking = ground.plain() if flows is None else flows
    for source in sorted({flow.client for flow in asking if flow.client is not None}, key=str):
        pod = ground.cluster.state.one(Pod, source.namespace, source.name)
        if pod is None or pod.spec.hostNetwork:
            continue
        steps = remade(ground.cluster, key_of(pod), change)
        mine = tuple(flow for flow in asking if flow.client == source)
        yield from injected(ground, fault, key_of(pod), steps, f"pod {called(pod)} {says}", flows=mine)


def service_name(ground: Ground) -> Iterator[Injection]:
    """The StatefulSet is made anew with a serviceName that no Service has."""
    for one in of_sets(ground):
        for wrong in [*misspelt(str(one.spec.serviceName)), f"{one.spec.serviceName}-headless"]:

            def change(manifest: Manifest, wrong: str = wrong) -> None:
                manifest["spec"]["serviceName"] = wrong

            yield from injected(ground, "SVC036", key_of(one), remade(ground.cluster, key_of(one), change), f"{called(one)} names {wrong}")


def governing(ground: Ground) -> Iterator[Injection]:
    """The Service that a StatefulSet names is deleted."""
    for one in of_sets(ground):
        steps = (Delete(ObjectKey("service", one.metadata.namespace, str(one.spec.serviceName))),)
        yield from injected(ground, "SVC036", key_of(one), steps, f"the Service of StatefulSet {called(one)} is gone")


def headless(ground: Ground) -> Iterator[Injection]:
    """The Service is made anew without a cluster IP, and nothing translates its port any more."""

    def change(manifest: Manifest) -> None:
        manifest["spec"] |= {"clusterIP": "None", "type": "ClusterIP"}
        for word in ("clusterIPs", "externalTrafficPolicy", "sessionAffinity", "sessionAffinityConfig", "loadBalancerSourceRanges"):
            manifest["spec"].pop(word, None)
        for port in manifest["spec"]["ports"]:
            port.pop("nodePort", None)

    for service in ground.services():
        if service.spec.clusterIPs and service.spec.clusterIP != "None" and service.spec.type == "ClusterIP" and service.spec.selector:
            steps = remade(ground.cluster, key_of(service), change)
            yield from injected(ground, "SVC038", key_of(service), steps, f"service {called(service)} is headless")


def with_address(ground: Ground) -> Iterator[Injection]:
    """A headless Service is made anew with a cluster IP, and its name no longer lists the pods."""

    def change(manifest: Manifest) -> None:
        for word in ("clusterIP", "clusterIPs"):
            manifest["spec"].pop(word, None)

    for service in ground.services():
        if service.spec.clusterIP == "None":
            steps = remade(ground.cluster, key_of(service), change)
            flows = ground.special(key_of(service), "answers")
            yield from injected(ground, "SVC062", key_of(service), steps, f"service {called(service)} has a cluster IP", flows=flows)


def dns_gone(ground: Ground) -> Iterator[Injection]:
    """The cluster's DNS has no pod, or its Service selects none."""
    flows = tuple(flow for flow in ground.plain() if flow.client is not None)
    steps: tuple[tuple[Patch, ...], ...] = (
        (Patch(DNS_PODS, {"spec": {"replicas": 0}}),),
        (Patch(DNS, {"spec": {"selector": {"k8s-app": "coredns"}}}),),
    )
    if ground.cluster.get(DNS_PODS) is not None:
        for one, says in zip(steps, ("CoreDNS is scaled to 0", "service kube-system/kube-dns selects k8s-app=coredns"), strict=True):
            yield from injected(ground, "SVC039", one[0].object, one, says, flows=flows)
