"""A cluster as a place to break: the flows that work in it, and whose they are.

Decides which flows everybody would expect of a cluster: each Service by its name, from a client beside it and from one in another
namespace; node ports and balancers from outside; paths of an Ingress; pods of a StatefulSet by name. Only those that work are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from k8s_svc_trainer.cases.expect import compare
from k8s_svc_trainer.cases.run import run_action
from k8s_svc_trainer.cases.steps import Action, Connect, Expectation, Http, Protocol, Resolve
from k8s_svc_trainer.diagnosis.changing import owner_of, pods_of
from k8s_svc_trainer.diagnosis.scene import key_of
from k8s_svc_trainer.diagnosis.values import Goal
from k8s_svc_trainer.sim import Cluster, ExternalSource, HostPort, Misuse, ObjectKey, PodSource, Rejected, Source, Stage
from k8s_svc_trainer.sim.listening import PATHS, listeners
from k8s_svc_trainer.sim.objects import EndpointSlice, Ingress, NetworkPolicy, Pod, Service, ServicePort, StatefulSet

OUTSIDE = ExternalSource("198.51.100.7")  # TEST-NET-2 (RFC 5737)
SYSTEM = frozenset({"kube-system", "ingress-system"})
CONNECTS, ANSWERS = Expectation({"outcome": "connected"}), Expectation({"status": 200})
TIMES_OUT = Expectation({"outcome": "timeout"})
NOT_MASQUERADED = Expectation({"outcome": "connected", "masqueraded": False})
MOST_BESIDE = 2


class Flow(msgspec.Struct, frozen=True, gc=False):
    """A goal that holds, and the object whose traffic it is."""

    goal: Goal
    object: ObjectKey
    special: bool = False  # asks for more than an answer: which addresses, which source

    @property
    def source(self) -> Source | None:
        """Who asks."""
        return getattr(self.goal.action, "source", None)

    @property
    def client(self) -> PodSource | None:
        """The pod that asks, where it is one."""
        return self.source if isinstance(self.source, PodSource) else None


class Ground(msgspec.Struct, frozen=True, gc=False):
    """A cluster, the flows that work in it, and those that its policies close, as goals that they stay closed."""

    cluster: Cluster
    flows: tuple[Flow, ...]
    closed: tuple[Goal, ...] = ()

    def of(self, obj: ObjectKey) -> tuple[Flow, ...]:
        """The flows of one object that ask for an answer, and no more than that."""
        return tuple(flow for flow in self.flows if flow.object == obj and not flow.special)

    def plain(self) -> tuple[Flow, ...]:
        """All flows that ask for an answer, and no more than that."""
        return tuple(flow for flow in self.flows if not flow.special)

    def special(self, obj: ObjectKey, field: str) -> tuple[Flow, ...]:
        """The flows of one object that ask for this field."""
        return tuple(flow for flow in self.flows if flow.object == obj and flow.special and field in flow.goal.expect.fields)

    def services(self) -> Iterator[Service]:
        """The Services that have flows, by namespace and name."""
        for key in sorted({flow.object for flow in self.flows if flow.object.kind == "service"}):
            found = self.cluster.state.one(Service, key.namespace, key.name)
            if found is not None:
                yield found

    def broken(self, steps: Iterable[Action], flows: Iterable[Flow]) -> Flow | None:
        """The first of some flows that works no longer after these steps; None where none does, or where the API server refuses one."""
        twin = after(self.cluster, steps)
        return None if twin is None else next((flow for flow in flows if not holds(twin, flow.goal)), None)


def ground(cluster: Cluster) -> Ground:
    """A cluster with the flows that work in it."""
    wished = list(_wished(cluster))
    found = tuple(flow for flow in wished if holds(cluster, flow.goal))
    shut = (flow.goal.action for flow in wished if flow not in found and not flow.special)
    return Ground(cluster, found, tuple(Goal(action, TIMES_OUT) for action in shut if _closed(cluster, action)))


def _closed(cluster: Cluster, action: Action) -> bool:
    """Whether policies drop a flow, whichever way it takes."""
    result = run_action(cluster.fork(), action)
    ways = [hop.stage for way in getattr(result, "ways", ()) for hop in way.hops if hop.decided]
    return bool(ways) and all(stage is Stage.POLICY for stage in ways) and compare(TIMES_OUT, result) is None


def after(cluster: Cluster, steps: Iterable[Action]) -> Cluster | None:
    """The cluster after some steps, on a fork; None where one is refused or makes no sense."""
    twin = cluster.fork()
    try:
        refused = any(isinstance(run_action(twin, step), Rejected) for step in steps)
    except Misuse:
        return None
    return None if refused else twin


def holds(cluster: Cluster, goal: Goal) -> bool:
    """Whether a goal is reached, asked on a fork. A flow whose client is gone is not."""
    try:
        return compare(goal.expect, run_action(cluster.fork(), goal.action)) is None
    except Misuse:
        return False


# --- which flows -------------------------------------------------------------------------------------------------


def _wished(cluster: Cluster) -> Iterator[Flow]:
    services: list[Service] = list(cluster.state.all(Service))
    clients = _clients(cluster)
    for service in sorted(services, key=lambda one: (str(one.metadata.namespace), str(one.metadata.name))):
        if service.metadata.namespace in SYSTEM or service.metadata.name == "kubernetes":
            continue
        yield from _by_name(cluster, service, clients)
        yield from _from_outside(cluster, service)
    yield from _of_sets(cluster, clients)
    ingresses: list[Ingress] = list(cluster.state.all(Ingress))
    for ingress in sorted(ingresses, key=lambda one: (str(one.metadata.namespace), str(one.metadata.name))):
        yield from _of_ingress(cluster, ingress)


def _clients(cluster: Cluster) -> list[Pod]:
    """Pods that listen on nothing and that no workload makes: whoever asks, and is not asked.

    Where a policy governs who may ask, those in their node's network are left out: whether they may depends on where the other end runs.
    """
    state = cluster.state
    governed = any(True for _ in state.all(NetworkPolicy))
    return [
        pod
        for pod in pods_of(state)
        if pod.metadata.namespace not in SYSTEM
        and not listeners(pod)
        and owner_of(state, pod) is None
        and pod.status.podIPs
        and not (governed and pod.spec.hostNetwork)
    ]


def _beside(clients: list[Pod], namespace: str) -> Iterator[Pod]:
    """Some clients: two of the namespace, and one of each other."""
    yield from [pod for pod in clients if pod.metadata.namespace == namespace][:MOST_BESIDE]
    others = {str(pod.metadata.namespace): pod for pod in reversed(clients) if pod.metadata.namespace != namespace}
    yield from (others[name] for name in sorted(others))


def _by_name(cluster: Cluster, service: Service, clients: list[Pod]) -> Iterator[Flow]:
    namespace, name = str(service.metadata.namespace), str(service.metadata.name)
    for pod in _beside(clients, namespace):
        source = PodSource(str(pod.metadata.namespace), str(pod.metadata.name))
        host = name if source.namespace == namespace else f"{name}.{namespace}"
        if service.spec.type == "ExternalName":
            yield Flow(Goal(Connect(source=source, to=HostPort(host, 443)), CONNECTS), key_of(service))
            continue
        for port in service.spec.ports:
            number = _asked(cluster, service, port)
            if number is not None:
                yield Flow(_goal(cluster, service, port, source, HostPort(host, number)), key_of(service))
        if service.spec.clusterIP == "None":
            action = Resolve(source=source, name=host)
            answers = run_action(cluster.fork(), action)
            yield Flow(Goal(action, Expectation({"answers": list(getattr(answers, "answers", ()))})), key_of(service), special=True)


def _asked(cluster: Cluster, service: Service, port: ServicePort) -> int | None:
    """The port that a client dials: the Service's, and the pods' own where it is headless."""
    if service.spec.clusterIP != "None":
        return port.port
    listed = [one.port for slice_ in _slices(cluster, service) for one in slice_.ports if (one.name or "") == (port.name or "")]
    return next(iter(listed), None)


def _slices(cluster: Cluster, service: Service) -> list[EndpointSlice]:
    return cluster.state.slices_of(str(service.metadata.namespace), str(service.metadata.name))


def _goal(cluster: Cluster, service: Service, port: ServicePort, source: Source, to: HostPort) -> Goal:
    """A request for the path that only this application knows, where it says what it knows; else a connection."""
    path = _path(cluster, service)
    if path and port.protocol in (None, "TCP"):
        place = to.host if to.port == 80 else str(to)
        return Goal(Http(source=source, url=f"http://{place}{path}"), ANSWERS)
    return Goal(Connect(source=source, to=to, protocol=Protocol(port.protocol or "TCP")), CONNECTS)


def _path(cluster: Cluster, service: Service) -> str | None:
    """The first path that the Service's pods know, and no other pods do."""
    if not service.spec.selector:
        return None
    pods = cluster.state.selected_pods(str(service.metadata.namespace), dict(service.spec.selector))
    mine = {id(pod) for pod in pods}
    others = {path for pod in cluster.state.all(Pod) if id(pod) not in mine for path in known_paths(pod)}
    return next((path for pod in pods[:1] for path in known_paths(pod) if path not in others), None)


def known_paths(pod: Pod) -> list[str]:
    """The paths that a pod says it answers."""
    return [path.strip() for path in pod.metadata.annotations.get(PATHS, "").split(",") if path.strip()]


def _from_outside(cluster: Cluster, service: Service) -> Iterator[Flow]:
    """From a client outside. Where policies hold, the way in depends on the node on which a pod runs: such a flow is nothing to rely on."""
    key = key_of(service)
    if any(policy.metadata.namespace == service.metadata.namespace for policy in cluster.state.all(NetworkPolicy)):
        return
    for port in service.spec.ports:
        for ip in [one.ip for one in service.status.loadBalancer.ingress if one.ip]:
            yield Flow(_goal(cluster, service, port, OUTSIDE, HostPort(ip, port.port or 0)), key)
        for node in cluster.state.node_names() if port.nodePort else ():
            seen = cluster.state.tables.node(node)
            address = seen.primary[0] if seen else None
            if address and port.nodePort:
                to = HostPort(address, port.nodePort)
                yield Flow(_goal(cluster, service, port, OUTSIDE, to), key)
                if service.spec.externalTrafficPolicy == "Local":
                    yield Flow(Goal(Connect(source=OUTSIDE, to=to), NOT_MASQUERADED), key, special=True)


def _of_sets(cluster: Cluster, clients: list[Pod]) -> Iterator[Flow]:
    sets: list[StatefulSet] = list(cluster.state.all(StatefulSet))
    for one in sorted(sets, key=lambda held: (str(held.metadata.namespace), str(held.metadata.name))):
        namespace, name = str(one.metadata.namespace), str(one.metadata.name)
        ports = (
            [port.containerPort for container in one.spec.template.spec.containers for port in container.ports] if one.spec.template else []
        )
        for pod in _beside(clients, namespace):
            source = PodSource(str(pod.metadata.namespace), str(pod.metadata.name))
            host = f"{name}-0.{one.spec.serviceName}" + ("" if source.namespace == namespace else f".{namespace}")
            for port in [port for port in ports if port][:1]:
                yield Flow(Goal(Connect(source=source, to=HostPort(host, port)), CONNECTS), key_of(one))


def _of_ingress(cluster: Cluster, ingress: Ingress) -> Iterator[Flow]:
    address = next((one.ip for one in ingress.status.loadBalancer.ingress if one.ip), None)
    for rule in ingress.spec.rules if address else ():
        for path in rule.http.paths if rule.http else ():
            asked = [path.path or "/"] if path.pathType == "Exact" else [f"{(path.path or '/').rstrip('/')}/7", path.path or "/"]
            for one in asked:
                request = Http(source=OUTSIDE, url=f"http://{address}{one}", headers={"Host": rule.host or "any.example"})
                yield Flow(Goal(request, ANSWERS), key_of(ingress))
