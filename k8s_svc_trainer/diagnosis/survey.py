"""Every Service of a cluster judged: a flow that should work, where there is one that everybody would expect to.

Decides which flow that is. NetworkPolicies are left out, because a closed pod may be meant to be closed; so are Services that are as
they should be without an endpoint: an alias of a name outside, and one without a selector that nobody has given a slice. What a file
does not show (no pod in it at all, a controller that is not simulated) is not judged, and said.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from k8s_svc_trainer.cases.expect import Got, Mismatch
from k8s_svc_trainer.cases.steps import Connect, Expectation, Get, Http, Patch, Protocol, Resolve
from k8s_svc_trainer.diagnosis.changing import pods_of
from k8s_svc_trainer.diagnosis.likeness import ALIKE, unlikeness
from k8s_svc_trainer.diagnosis.scene import key_of
from k8s_svc_trainer.diagnosis.search import diagnose
from k8s_svc_trainer.diagnosis.values import Cause, Diagnosis, Finding, Goal, Repair
from k8s_svc_trainer.sim import Cluster, ExternalSource, Hop, HostPort, Misuse, NamespaceSource, NodeSource, Stage
from k8s_svc_trainer.sim.builtins import INGRESS_NAMESPACE
from k8s_svc_trainer.sim.controllers.ingresses import ADDRESS, CLASS, CLASS_ANNOTATION
from k8s_svc_trainer.sim.http import Url
from k8s_svc_trainer.sim.names import SERVICE_NAME
from k8s_svc_trainer.sim.objects import EndpointSlice, Ingress, IngressClass, Service

CLIENT = "198.51.100.7"  # an address of TEST-NET-2 (RFC 5737): a client outside the cluster
WORKS = Expectation({"outcome": "connected"})
ANSWERS = Expectation({"status": 200})
SYSTEM = frozenset({"kube-system", INGRESS_NAMESPACE})
API = ("default", "kubernetes")  # its endpoints are the API server, which is no pod
TRIES = 200  # of thousands of Services each has a share
GIVEN = Expectation({"contains": {"status": {"loadBalancer": {"ingress": [{}]}}}})


class Survey(msgspec.Struct, frozen=True, gc=False):
    """The cluster as it is judged, the flows that should work in it, by what is judged, and what is not judged, in sentences."""

    cluster: Cluster
    goals: tuple[tuple[str, Goal], ...]
    waiting: tuple[Service, ...]  # load balancers that a cluster has not given an address
    left: tuple[str, ...]
    own: int = 0  # how many of the goals are about Services that every cluster has, as it has them

    @property
    def count(self) -> int:
        """How many judgements there will be."""
        return len(self.goals) + len(self.waiting)

    @property
    def stated(self) -> int:
        """How many of them are about something that was stated."""
        return self.count - self.own

    def judged(self) -> Iterator[tuple[str, Diagnosis]]:
        """What is judged (`service/shop/cart:80`, `ingress/shop/web …`), with what came of it, one at a time."""
        for name, goal in self.goals:
            yield name, diagnose(self.cluster, goal, tries=TRIES)
        for service in self.waiting:
            yield f"{key_of(service)} from outside", _pending(self.cluster, service)


def plan(cluster: Cluster) -> Survey:
    """What is to be judged in a cluster. The cluster is not changed."""
    twin, left = _opened(cluster)
    services: list[Service] = sorted(twin.state.all(Service), key=_place)
    empty = not any(pod.metadata.namespace not in SYSTEM for pod in pods_of(twin.state))
    blind = [one for one in services if empty and one.spec.selector and one.metadata.namespace not in SYSTEM]
    if blind:
        left.append(
            f"No pod is in this file, so {_counted(len(blind), 'Service with a selector', 'Services with a selector')} cannot be judged."
        )
    names = {_place(one) for one in blind}
    namespaces, orphaned = {_place(one)[0] for one in services}, _orphaned(twin)
    meant = [one for one in services if _place(one) not in names and _is_meant(twin, one, namespaces, orphaned)]
    bare = Cluster(settings=cluster.settings).state
    goals, own = list[tuple[str, Goal]](), 0
    for service in meant:
        found = list(_of_service(twin, service))
        goals += found
        own += len(found) if service == bare.one(Service, *_place(service)) else 0
    ingresses: list[Ingress] = sorted(twin.state.all(Ingress), key=_place)
    goals += [goal for ingress in ingresses for goal in _of_ingress(twin, ingress)] if not empty else []
    return Survey(twin, tuple(goals), tuple(one for one in services if _waits(one)), tuple(left), own)


def survey(cluster: Cluster) -> Iterator[tuple[str, Diagnosis]]:
    """All judgements of a cluster."""
    yield from plan(cluster).judged()


def _place(obj: Service | Ingress) -> tuple[str, str]:
    return str(obj.metadata.namespace), str(obj.metadata.name)


def _counted(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {many}"


def _opened(cluster: Cluster) -> tuple[Cluster, list[str]]:
    """A fork without NetworkPolicies, in which every Ingress is served that some controller may serve."""
    twin, left = cluster.fork(), list[str]()
    if len(twin.state.held("NetworkPolicy")):
        left.append("NetworkPolicies are left out: a closed pod may be meant so. --from and --to judge one flow with them.")
    twin.state.settings = replace(twin.settings, networkPolicy=False)
    for ingress in sorted(cluster.state.all(Ingress), key=_place):
        name = ingress.metadata.annotations.get(CLASS_ANNOTATION, ingress.spec.ingressClassName)
        if name not in (None, CLASS) and _served_elsewhere(cluster, ingress, name):
            left.append(f"{key_of(ingress)} is judged as if its class {name} were served as {CLASS} is.")
            change = {"metadata": {"annotations": {CLASS_ANNOTATION: None}}, "spec": {"ingressClassName": CLASS}}
            step = Patch(key_of(ingress), change)
            twin.patch(step.object, step.merge)
    return twin, left


def _served_elsewhere(cluster: Cluster, ingress: Ingress, name: str) -> bool:
    """Whether a class that is not simulated may well be served: it is there, or has given an address, or is nothing like a misspelling."""
    known = cluster.state.one(IngressClass, None, name) is not None or bool(ingress.status.loadBalancer.ingress)
    return known or (not _stored(ingress) and unlikeness(name, CLASS) > ALIKE)


def _stored(obj: Service | Ingress) -> bool:
    """Whether an object was read from a cluster: what the API server has stored has a resourceVersion."""
    return "resourceVersion" in obj.metadata.rest


# --- flows -------------------------------------------------------------------------------------------------------


def _is_meant(cluster: Cluster, service: Service, namespaces: set[str], orphaned: set[str]) -> bool:
    """Whether a Service is there to lead somewhere: `namespaces` are those of a Service, `orphaned` those of a slice bound to none."""
    namespace, name = _place(service)
    if service.spec.type == "ExternalName":  # an alias of a Service, in a namespace of which the file shows some
        labels = (service.spec.externalName or "").rstrip(".").removesuffix(f".svc.{_domain(cluster)}").split(".")
        return len(labels) == 2 and labels[1] in namespaces
    led = bool(service.spec.selector or cluster.state.slices_of(namespace, name))
    return (namespace, name) != API and (led or (namespace in orphaned and service.spec.clusterIP != "None"))


def _orphaned(cluster: Cluster) -> set[str]:
    """The namespaces with a slice that is bound to no Service: it may be meant for one that has none."""
    named = ((str(one.metadata.namespace), one.metadata.labels.get(SERVICE_NAME, "")) for one in cluster.state.all(EndpointSlice))
    return {namespace for namespace, name in named if cluster.state.one(Service, namespace, name) is None}


def _domain(cluster: Cluster) -> str:
    return cluster.settings.clusterDomain.rstrip(".")


def _of_service(cluster: Cluster, service: Service) -> Iterator[tuple[str, Goal]]:
    namespace, name = _place(service)
    if service.spec.clusterIP == "None" or service.spec.type == "ExternalName":
        full = f"{name}.{namespace}.svc.{_domain(cluster)}"
        asked = Resolve(source=NamespaceSource(namespace), name=f"{full}.")
        yield f"service/{namespace}/{name}", Goal(asked, Expectation({"rcode": "NOERROR", "name": full}))
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
        slices = cluster.state.slices_of(*_place(service))
        own = {one.nodeName for each in slices for one in each.endpoints if one.conditions.ready is not False}
        names = [name for name in names if name in own] or names
    return names[0] if names else None


def _of_ingress(cluster: Cluster, ingress: Ingress) -> Iterator[tuple[str, Goal]]:
    """Each path of an Ingress; the path itself is asked for, as each type of path matches it."""
    if not cluster.settings.ingressController:
        return
    for rule in ingress.spec.rules:
        host = (rule.host or "any.example").replace("*", "any")
        for path in rule.http.paths if rule.http else ():
            asked = Http(source=ExternalSource(CLIENT), url=f"http://{ADDRESS}{path.path or '/'}", headers={"Host": host})
            if _is_url(asked.url):
                yield f"ingress/{ingress.metadata.namespace}/{ingress.metadata.name} {host}{path.path or '/'}", Goal(asked, ANSWERS)


def _is_url(text: str) -> bool:
    """Whether a path can be asked for: some controllers take patterns there."""
    try:
        return Url.parse(text).path == text.removeprefix(f"http://{ADDRESS}")
    except Misuse:
        return False


# --- load balancers ----------------------------------------------------------------------------------------------


def _waits(service: Service) -> bool:
    """Whether a cluster has stored a load balancer and given it no address. Of a manifest nobody knows yet."""
    return service.spec.type == "LoadBalancer" and not service.status.loadBalancer.ingress and _stored(service)


def _pending(cluster: Cluster, service: Service) -> Diagnosis:
    """A load balancer that nobody makes: no flow can be asked, for there is no address to ask at."""
    key = key_of(service)
    other = service.spec.loadBalancerClass
    why = f"its class is {other}, and no controller serves that" if other else "no controller here makes load balancers"
    repair = Repair(
        fault="SVC048" if other else "SVC043",
        object=key,
        field="spec.loadBalancerClass" if other else "status.loadBalancer",
        says=f"service {key.namespace}/{key.name} waits for a load balancer, EXTERNAL-IP is <pending>: {why}",
    )
    hop = Hop(Stage.BALANCER, "outside", str(key), "{} has no load balancer's address", (str(key),), True)
    result = Got(cluster.get(key), (hop,))
    mismatch = Mismatch("contains", GIVEN.fields["contains"], None, "status.loadBalancer.ingress is absent")
    cause = Cause((Finding(repairs=(repair,), hop=hop, service=key),))
    return Diagnosis(goal=Goal(Get(key), GIVEN), result=result, mismatch=mismatch, causes=(cause,))
