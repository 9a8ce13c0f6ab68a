"""Every Service of a cluster judged: a flow that should work, where there is one that everybody would expect to.

Decides which flow that is. NetworkPolicies are left out, because a closed pod may be meant to be closed; so are Services that are as
they should be without an endpoint: an ExternalName, and one without a selector that nobody has given a slice.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from k8s_svc_trainer.cases.steps import Connect, Expectation, Http, Protocol, Resolve
from k8s_svc_trainer.diagnosis.search import diagnose
from k8s_svc_trainer.diagnosis.values import Diagnosis, Goal
from k8s_svc_trainer.sim import Cluster, ExternalSource, HostPort, NamespaceSource, NodeSource
from k8s_svc_trainer.sim.controllers.ingresses import served
from k8s_svc_trainer.sim.objects import Ingress, Service

CLIENT = "198.51.100.7"  # an address of TEST-NET-2 (RFC 5737): a client outside the cluster
WORKS = Expectation({"outcome": "connected"})
ANSWERS = Expectation({"status": 200})
RESOLVES = Expectation({"rcode": "NOERROR"})


def survey(cluster: Cluster) -> Iterator[tuple[str, Diagnosis]]:
    """What is judged (`service/shop/cart:80`, `ingress/shop/web http://…`), with what came of it."""
    open_cluster = _without_policies(cluster)
    for name, goal in goals(open_cluster):
        yield name, diagnose(open_cluster, goal)


def goals(cluster: Cluster) -> Iterator[tuple[str, Goal]]:
    """The flows that should work, by what is judged."""
    services: list[Service] = list(cluster.state.all(Service))
    for service in sorted(services, key=lambda one: (str(one.metadata.namespace), str(one.metadata.name))):
        yield from _of_service(cluster, service)
    ingresses: list[Ingress] = list(cluster.state.all(Ingress))
    for ingress in sorted(ingresses, key=lambda one: (str(one.metadata.namespace), str(one.metadata.name))):
        yield from _of_ingress(ingress)


def _without_policies(cluster: Cluster) -> Cluster:
    twin = cluster.fork()
    twin.state.settings = replace(twin.settings, networkPolicy=False)
    return twin


def _of_service(cluster: Cluster, service: Service) -> Iterator[tuple[str, Goal]]:
    namespace, name = str(service.metadata.namespace), str(service.metadata.name)
    slices = cluster.state.slices_of(namespace, name)
    if service.spec.type == "ExternalName" or not (service.spec.selector or slices):
        return
    if service.spec.clusterIP == "None":
        domain = cluster.settings.clusterDomain.rstrip(".")
        asked = Resolve(source=NamespaceSource(namespace), name=f"{name}.{namespace}.svc.{domain}.")
        yield f"service/{namespace}/{name}", Goal(asked, RESOLVES)
        return
    node = _asking(cluster, service)
    if node is None or not service.spec.clusterIPs:
        return
    for port in service.spec.ports:
        place = HostPort(service.spec.clusterIPs[0], port.port or 0)
        protocol = Protocol(port.protocol or "TCP")
        yield f"service/{namespace}/{name}:{port.port}", Goal(Connect(source=NodeSource(node), to=place, protocol=protocol), WORKS)


def _asking(cluster: Cluster, service: Service) -> str | None:
    """The node to ask from: under internalTrafficPolicy Local one that has an endpoint, since the others are meant to have none."""
    names = cluster.state.node_names()
    if service.spec.internalTrafficPolicy == "Local":
        slices = cluster.state.slices_of(str(service.metadata.namespace), str(service.metadata.name))
        own = {one.nodeName for each in slices for one in each.endpoints if one.conditions.ready is not False}
        names = [name for name in names if name in own] or names
    return names[0] if names else None


def _of_ingress(ingress: Ingress) -> Iterator[tuple[str, Goal]]:
    """Each path of an Ingress that a controller serves; the path itself is asked for, as each type of path matches it."""
    address = next((one.ip for one in ingress.status.loadBalancer.ingress if one.ip), None)
    if address is None or not served(ingress):
        return
    for rule in ingress.spec.rules:
        host = (rule.host or "any.example").replace("*", "any")
        for path in rule.http.paths if rule.http else ():
            asked = Http(source=ExternalSource(CLIENT), url=f"http://{address}{path.path or '/'}", headers={"Host": host})
            yield f"ingress/{ingress.metadata.namespace}/{ingress.metadata.name} {host}{path.path or '/'}", Goal(asked, ANSWERS)
