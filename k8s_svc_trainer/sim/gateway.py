"""What an Ingress controller does with a request: match it, find the ready endpoints of the Service, connect to them itself.

Statuses are cases.md's: 404 where no rule matches; 503 where the Service, its port or a ready endpoint is missing; 502 where the
endpoint refuses, 504 where it does not answer. Where one endpoint fails the next is tried, as nginx's proxy_next_upstream does by
default. The controller is the source of these packets for NetworkPolicy; kube-proxy has no part in them. A backend Service of type
ExternalName is resolved by the controller, and reached at the number that the Ingress names, as ingress-nginx does.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from k8s_svc_trainer.sim import dns, path
from k8s_svc_trainer.sim.builtins import INGRESS_LABELS, INGRESS_NAMESPACE
from k8s_svc_trainer.sim.ingress_match import Match, match
from k8s_svc_trainer.sim.listening import answers_200
from k8s_svc_trainer.sim.names import PodSource
from k8s_svc_trainer.sim.network import listener
from k8s_svc_trainer.sim.objects import Ingress, Pod, Service, ServicePort
from k8s_svc_trainer.sim.results import Connection, Hop, Outcome, Stage
from k8s_svc_trainer.sim.state import State

OK, NOT_FOUND, BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT = 200, 404, 502, 503, 504


class Answer(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What one request came to: a status (None where it could be several), the Ingress's choice, and how.

    `upstream`: whether an Ingress controller answered, or passed on the answer of the backends named here.
    """

    status: int | None
    hops: tuple[Hop, ...]
    upstream: bool = False
    service: str | None = None
    backends: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()


class _Request(msgspec.Struct, frozen=True, gc=False):
    """A request at a controller: its pod, and what is asked for."""

    controller: Pod
    host: str
    path: str

    @property
    def where(self) -> str:
        """The controller's pod, as hops name it."""
        return f"pod/{self.controller.metadata.namespace}/{self.controller.metadata.name}"


def is_controller(pod: Pod) -> bool:
    """Whether a pod is the cluster's Ingress controller."""
    return pod.metadata.namespace == INGRESS_NAMESPACE and INGRESS_LABELS.items() <= pod.metadata.labels.items()


def pod_answer(pod: Pod, asked: str) -> tuple[int, Hop]:
    """What a pod answers to a path, and the hop that says so."""
    status = OK if answers_200(pod, asked) else NOT_FOUND
    name = f"pod/{pod.metadata.namespace}/{pod.metadata.name}"
    return status, Hop(Stage.ANSWER, name, name, "{} answers {} for {}", (name, str(status), asked), True)


def forward(state: State, controller: Pod, host: str, asked: str) -> Answer:
    """What a controller answers to a request for a host (without port and capitals) and a path (without query)."""
    request = _Request(controller, host, asked)
    found = match(state.all(Ingress), host, asked)
    if found is None:
        words = "no Ingress has a rule for host {} and path {}, nor a default backend: the controller answers 404"
        return Answer(status=NOT_FOUND, upstream=True, hops=(Hop(Stage.INGRESS, request.where, request.where, words, (host, asked), True),))
    wanted = found.backend.service
    if wanted is None:
        return _unavailable(request, found, None, "its backend is no Service")
    namespace = str(found.ingress.metadata.namespace)
    place = f"{namespace}/{wanted.name}"
    service = state.one(Service, namespace, wanted.name or "")
    if service is None:
        told = f"{place}:{wanted.port.number}" if wanted.port.number else None
        return _unavailable(request, found, told, f"there is no service {place}")
    port = _port(service, wanted.port.name, wanted.port.number)
    if port is None:
        told = f"{place}:{wanted.port.number}" if wanted.port.number else None
        return _unavailable(request, found, told, f"service {place} has no port {wanted.port.name or wanted.port.number}")
    told = f"{place}:{port.port}"
    ends = _connections(state, request, service, port)
    if not ends:
        return _unavailable(request, found, told, f"service {place} has no ready endpoint for port {port.port}")
    return _tried(state, request, told, _chosen(request, found, told), ends)


def _chosen(request: _Request, found: Match, told: str) -> Hop:
    name = f"{found.ingress.metadata.namespace}/{found.ingress.metadata.name}"
    words = "Ingress {}, {}: {} on {} goes to service {}"
    return Hop(Stage.INGRESS, request.where, f"ingress/{name}", words, (name, found.rule, request.path, request.host, told))


def _unavailable(request: _Request, found: Match, told: str | None, why: str) -> Answer:
    name = f"{found.ingress.metadata.namespace}/{found.ingress.metadata.name}"
    words = "Ingress {}, {}: {}, so the controller answers 503"
    hop = Hop(Stage.INGRESS, request.where, f"ingress/{name}", words, (name, found.rule, why), True)
    return Answer(status=UNAVAILABLE, upstream=True, service=told, hops=(hop,))


def _port(service: Service, name: str | None, number: int | None) -> ServicePort | None:
    """The port that an Ingress names; of an ExternalName Service any number, as nothing there says otherwise."""
    if service.spec.type == "ExternalName":
        return ServicePort(port=number) if number else None
    fitting = [port for port in service.spec.ports if (port.name == name if name else port.port == number)]
    return min(fitting, key=lambda port: (port.protocol or "TCP") != "TCP", default=None)


# --- endpoints ---------------------------------------------------------------------------------------------------


def _connections(state: State, request: _Request, service: Service, port: ServicePort) -> list[Connection]:
    """The controller's own connections to each endpoint, in the order in which they are listed."""
    source = PodSource(str(request.controller.metadata.namespace), str(request.controller.metadata.name))
    origin = path.origin(state, source)
    if service.spec.type == "ExternalName":
        addresses, _ = dns.lookup(state, source, service.spec.externalName or "")
        places = dict.fromkeys((one, port.port or 0) for one in addresses)
    else:
        places = dict.fromkeys(_ready_places(state, service, port))
    return [path.packet(state, origin, ip, number) for ip, number in places]


def _ready_places(state: State, service: Service, port: ServicePort) -> Iterator[tuple[str, int]]:
    """Ready endpoints by the port's name; as for kube-proxy, only the first address of each counts, and FQDN slices do not."""
    for slice_ in state.slices_of(str(service.metadata.namespace), str(service.metadata.name)):
        if slice_.addressType == "FQDN":
            continue
        named = [one for one in slice_.ports if (one.name or "") == (port.name or "") and (one.protocol or "TCP") == "TCP" and one.port]
        for endpoint in slice_.endpoints:
            if endpoint.conditions.ready is not False:
                yield from ((endpoint.addresses[0], one.port or 0) for one in named)


def _tried(state: State, request: _Request, told: str, chosen: Hop, ends: list[Connection]) -> Answer:
    good = [end for end in ends if end.outcome is Outcome.CONNECTED]
    shown = path.united(good or ends)
    statuses, hops = zip(*(_status(state, request, end) for end in good or ends), strict=True)
    kinds = set(statuses)
    status = statuses[0] if len(kinds) == 1 else None
    upstream = (good or ends)[0]
    asked = tuple(backend for end in good for backend in end.backends)
    return Answer(
        status=status,
        upstream=True,
        service=told,
        backends=asked or _listed(ends),
        zones=shown.zones,
        hops=(chosen, *upstream.hops, hops[0]),
    )


def _listed(ends: list[Connection]) -> tuple[str, ...]:
    return tuple(way.backend for end in ends for way in end.ways if way.backend)


def _status(state: State, request: _Request, end: Connection) -> tuple[int, Hop]:
    if end.outcome is Outcome.CONNECTED:
        backend = end.backends[0]
        pod = listener(state, backend, "TCP")
        if pod is not None:
            return pod_answer(pod, request.path)
        return OK, Hop(Stage.ANSWER, backend, backend, "{} answers 200", (backend,), True)
    status = GATEWAY_TIMEOUT if end.outcome is Outcome.TIMEOUT else BAD_GATEWAY
    words = "the endpoint does not answer the controller ({}), which answers {}"
    return status, Hop(Stage.ANSWER, request.where, request.where, words, (end.outcome.value, str(status)), True)
