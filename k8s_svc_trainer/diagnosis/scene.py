"""Where a flow died, as the makers of repairs look at it: the client, the Service that was asked, the hop that decided.

Reads a cluster and a result; changes nothing and proposes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from k8s_svc_trainer.cases.expect import Result
from k8s_svc_trainer.cases.steps import Action, Connect, Http, Open, Resolve
from k8s_svc_trainer.sim import Cluster, Connection, Hop, HostPort, HttpResponse, ObjectKey, Outcome, PodSource, Resolution, Source, Stage
from k8s_svc_trainer.sim.http import Url
from k8s_svc_trainer.sim.objects import Pod, Service
from k8s_svc_trainer.sim.results import deciding
from k8s_svc_trainer.sim.state import State

_NAMED = re.compile(r"(?:service/)?([a-z0-9-]+)/([a-z0-9-]+)(?::\S*)?\Z")
_OF_INGRESS = re.compile(r"\bservice ([a-z0-9-]+)/([a-z0-9-]+)")
_TELLS_SERVICE = frozenset({Stage.RULES, Stage.FIREWALL, Stage.BALANCER, Stage.AFFINITY, Stage.CHOOSE, Stage.MASQUERADE})


class Scene(msgspec.Struct, frozen=True, gc=False):
    """One way of a flow that did not do what it should: the cluster, what was asked, the hops, and the one that decided."""

    cluster: Cluster
    action: Action
    hops: tuple[Hop, ...]
    hop: Hop
    outcome: str

    @property
    def state(self) -> State:
        """What the cluster holds."""
        return self.cluster.state

    @property
    def source(self) -> Source | None:
        """Who asks."""
        return self.action.source if isinstance(self.action, Connect | Open | Resolve | Http) else None

    @property
    def client(self) -> Pod | None:
        """The pod that asks, where it is one."""
        return self.state.one(Pod, self.source.namespace, self.source.name) if isinstance(self.source, PodSource) else None

    @property
    def host(self) -> str | None:
        """The name or address that is asked for, as the client writes it."""
        match self.action:
            case Connect() | Open():
                return self.action.to.host
            case Resolve():
                return self.action.name
            case Http():
                return Url.parse(self.action.url).target.host
            case _:
                return None

    @property
    def port(self) -> int | None:
        """The port that is asked for."""
        match self.action:
            case Connect() | Open():
                return self.action.to.port
            case Http():
                return Url.parse(self.action.url).target.port
            case _:
                return None

    @property
    def protocol(self) -> str:
        """The protocol that is asked for."""
        return self.action.protocol.value if isinstance(self.action, Connect | Open) else "TCP"

    def service(self) -> Service | None:
        """The Service whose rules the flow met last, or else the one that was asked for."""
        for hop in reversed(self.hops):
            if hop.stage is Stage.INGRESS:
                told = _OF_INGRESS.search(hop.text)
                behind = self.state.one(Service, told[1], told[2]) if told else None
                if behind is not None:
                    return behind
            if hop.stage in _TELLS_SERVICE:
                found = next(self._named(hop), None)
                if found is not None:
                    return found
            if hop.stage is Stage.RESOLVE:
                found = self._resolved(hop.object)
                if found is not None:
                    return found
        return None

    def _resolved(self, obj: str) -> Service | None:
        """The Service whose name was asked for: the hop names it, or the full name that stands for it."""
        word, _, place = obj.partition("/")
        if word == "service":
            namespace, _, name = place.partition("/")
            return self.state.one(Service, namespace, name)
        return self.service_of_name(place) if word == "name" else None

    def service_of_name(self, name: str) -> Service | None:
        """The Service that a full name within the cluster domain stands for."""
        labels = name.rstrip(".").removesuffix(f".svc.{self.cluster.settings.clusterDomain.rstrip('.')}").split(".")
        if len(labels) < 2:
            return None
        return self.state.one(Service, labels[-1], labels[-2])

    def _named(self, hop: Hop) -> Iterator[Service]:
        for text in (hop.object, *hop.parts):
            found = _NAMED.match(text)
            service = self.state.one(Service, found[1], found[2]) if found else None
            if service is not None:
                yield service
        for text in hop.parts:
            for namespace, name in sorted(self.state.services_by_ip.members(text), key=str):
                service = self.state.one(Service, namespace, name)
                if service is not None:
                    yield service


def scenes(cluster: Cluster, action: Action, result: Result) -> list[Scene]:
    """The ways of a result that did not connect, each deciding hop once; all ways where all connected (what came of them is wrong).

    A question that never reached its name server, and a request that its Ingress controller could not pass on, died twice: at the hop
    that the client sees and at the one before it that caused it. Both count, the cause first.
    """
    found: dict[tuple[str, str, str], Scene] = {}
    for hops, outcome in _ways(result):
        last = deciding(hops)
        marked = [place for place, hop in enumerate(hops) if hop.decided or hop is last]
        for place in marked[-2:]:
            hop = hops[place]
            told = hops if hop.stage is Stage.RESOLVE else hops[: place + 1]  # all names of the search path were asked for
            ended = outcome if place == marked[-1] else "failed"  # the client may well have connected, to a controller
            found.setdefault((hop.stage, hop.object, hop.text), Scene(cluster, action, told, hop, ended))
    return list(found.values())


def _ways(result: Result) -> Iterator[tuple[tuple[Hop, ...], str]]:
    match result:
        case Connection() | HttpResponse():
            failing = [way for way in result.ways if way.outcome is not Outcome.CONNECTED]
            for way in failing or result.ways:
                yield way.hops, way.outcome.value
        case Resolution():
            yield result.hops, result.rcode.value
        case _:
            return


def asking(action: Action, *, host: str | None = None, port: int | None = None) -> Action:
    """The same question, to another name or port."""
    match action:
        case Connect() | Open():
            to = HostPort(host or action.to.host, port or action.to.port)
            return msgspec.structs.replace(action, to=to)
        case Resolve():
            return msgspec.structs.replace(action, name=host or action.name)
        case Http():
            scheme, _, rest = action.url.rpartition("://")
            place, slash, path = rest.partition("/")
            old = Url.parse(action.url).target
            spelt = str(HostPort(host or old.host, port or old.port)) if ":" in place or port else host or place
            return msgspec.structs.replace(action, url=f"{scheme or 'http'}://{spelt}{slash}{path}")
        case _:
            return action


def called(obj: object) -> str:
    """An object's namespace and name, as sentences name it."""
    meta = obj.metadata  # type: ignore[attr-defined]  # every Kubernetes object has it
    return f"{meta.namespace}/{meta.name}"


def key_of(obj: object) -> ObjectKey:
    """The key of an object."""
    meta = obj.metadata  # type: ignore[attr-defined]  # every Kubernetes object has it
    return ObjectKey(type(obj).__name__.lower(), meta.namespace, str(meta.name))
