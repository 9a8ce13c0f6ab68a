"""One HTTP request: the URL taken apart, a connection, and what answers on it: a pod, a health-check port, an Ingress controller.

Decides what the URL and the Host header mean and whose answer the client sees; connections are made by `connect`, an Ingress
controller's work is done in `gateway`. TLS is not simulated: https differs in its port alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from k8s_svc_trainer.sim import connect, path
from k8s_svc_trainer.sim.faults import Misuse
from k8s_svc_trainer.sim.gateway import OK, UNAVAILABLE, Answer, forward, is_controller, pod_answer
from k8s_svc_trainer.sim.names import HostPort, NameFault, Source, at
from k8s_svc_trainer.sim.network import listener
from k8s_svc_trainer.sim.results import Connection, Hop, HttpResponse, Outcome, Stage
from k8s_svc_trainer.sim.state import State

T = TypeVar("T")
PORTS = {"http": 80, "https": 443}
METHODS = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})


class Url(msgspec.Struct, frozen=True, gc=False):
    """Where a request goes and what it asks for, the query left out."""

    target: HostPort
    path: str

    @classmethod
    def parse(cls, text: str) -> Url:
        """Read `http://web:8080/path?query`; without a scheme it is http, as for curl.

        Raises Misuse where the text is no such URL.
        """
        try:
            parts = urlsplit(text if "://" in text else f"http://{text}")
            scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
            if scheme not in PORTS or not host:
                raise Misuse(f"{text!r} is not a URL: write http://HOST:PORT/PATH or https://HOST:PORT/PATH")
            return cls(HostPort.parse(at(host, PORTS[scheme] if port is None else port)), parts.path or "/")
        except (ValueError, NameFault) as fault:
            raise Misuse(str(fault) if isinstance(fault, Misuse) else f"{text!r} is not a URL: {fault}") from None


def plain_host(header: str) -> str:
    """A Host header without its port, without capital letters and without a final dot."""
    host = header.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".") if host.count(":") == 1 else host.rstrip(".")


def request(state: State, source: Source, url: str, *, method: str, headers: Mapping[str, str]) -> HttpResponse:
    """One HTTP request from a source.

    Raises Misuse for a source that is not there, a URL that is none, or a method that HTTP does not have.
    """
    if method.upper() not in METHODS:
        raise Misuse(f"{method!r} is no method of HTTP; there are {', '.join(sorted(METHODS))}")
    asked = Url.parse(url)
    host = plain_host(next((value for name, value in headers.items() if name.lower() == "host"), asked.target.host))
    made = connect.reach(state, source, asked.target)
    if made.outcome is not Outcome.CONNECTED:
        return _response(made, None, None)
    answers = {backend: _answer(state, str(backend), host, asked.path) for backend in dict.fromkeys(way.backend for way in made.ways)}
    ways = tuple(connect.wrapped(way, then=answers[way.backend].hops) for way in made.ways)
    made = msgspec.structs.replace(made, ways=ways)
    through = [answer for answer in answers.values() if answer.upstream]
    if through:  # what the client reaches is behind the controller
        backends, zones = _joined([one.backends for one in through]), _joined([one.zones for one in through])
        made = msgspec.structs.replace(made, backends=backends, zones=zones)
    return _response(made, _same([one.status for one in answers.values()]), _same([one.service for one in answers.values()]))


def _joined(lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for each in lists for one in each))


def _same(values: list[T]) -> T | None:
    return values[0] if len(set(values)) == 1 else None


def _response(made: Connection, status: int | None, service: str | None) -> HttpResponse:
    return HttpResponse(
        outcome=made.outcome,
        status=status,
        service=service,
        backends=made.backends,
        masqueraded=made.masqueraded,
        node=made.node,
        zones=made.zones,
        ways=made.ways,
    )


def _answer(state: State, backend: str, host: str, asked: str) -> Answer:
    """What a connected backend replies."""
    pod = listener(state, backend, "TCP")
    if pod is not None:
        if is_controller(pod):
            return forward(state, pod, host, asked)
        status, hop = pod_answer(pod, asked)
        return Answer(status=status, hops=(hop,))
    place = HostPort.parse(backend)
    node = state.tables.owner(place.host)
    healthy = path.health_check(state, node, place.port, place.host) if node else None
    if healthy is None:
        return Answer(status=OK, hops=(Hop(Stage.ANSWER, backend, backend, "{} answers 200", (backend,), True),))
    words = "kube-proxy on {} answers 200: the Service has a ready endpoint on the node"
    if not healthy:
        words = "kube-proxy on {} answers 503: the Service has no ready endpoint on the node, whatever still serves"
    hop = Hop(Stage.ANSWER, str(node), f"node/{node}", words, (str(node),), True)
    return Answer(status=OK if healthy else UNAVAILABLE, hops=(hop,))
