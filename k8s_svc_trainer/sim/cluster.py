"""Cluster: the one thing that changes. Each change passes admission, then the controllers settle.

Decides the order of things (admit, store, settle) and nothing about Kubernetes; the rules are in `admission`,
`controllers`, `proxy`, `policy`, `dns` and `http`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from k8s_svc_trainer.sim import admission, bootstrap, connect, controllers, dns, flows, http, reading
from k8s_svc_trainer.sim.allocate import Allocator, Stated
from k8s_svc_trainer.sim.faults import Misuse, ObjectsRefused, unreadable
from k8s_svc_trainer.sim.manifest import ManifestFault, from_mapping, to_mapping
from k8s_svc_trainer.sim.merge import merge_patch
from k8s_svc_trainer.sim.names import ObjectKey, Source
from k8s_svc_trainer.sim.objects import KINDS, KubeObject, Value
from k8s_svc_trainer.sim.results import Accepted, Connection, EndpointsRead, HttpResponse, Rejected, Resolution
from k8s_svc_trainer.sim.settings import Settings
from k8s_svc_trainer.sim.state import State

__all__ = ["Cluster", "Misuse", "ObjectsRefused"]

KIND_WORDS: Mapping[str, str] = {kind.lower(): kind for kind in KINDS}


class Cluster:
    """A simulated cluster. After each change it has settled: controllers have run until nothing changed."""

    __slots__ = ("_state",)

    def __init__(
        self, settings: Settings | None = None, objects: Iterable[Mapping[str, Any] | KubeObject] = (), *, stated: Stated | None = None
    ) -> None:
        """A cluster that starts with these objects; what a real one would fill in is filled in.

        Raises ObjectsRefused where the API server would refuse one of them, naming each.
        """
        settings = settings or Settings()
        self._state = State(settings, Allocator(settings, stated or Stated()))
        bootstrap.start(self._state, tuple(objects))

    @property
    def settings(self) -> Settings:
        """The settings that the cluster was made with."""
        return self._state.settings

    @property
    def now(self) -> float:
        """Simulated seconds since the start."""
        return self._state.now

    @property
    def state(self) -> State:
        """What the cluster holds; to be read, not changed."""
        return self._state

    def fork(self) -> Cluster:
        """The same cluster; neither sees the other's later changes."""
        twin = Cluster.__new__(Cluster)
        twin._state = self._state.fork()
        return twin

    # --- changing ------------------------------------------------------------------------------------------------

    def apply(self, manifest: Mapping[str, Any] | KubeObject) -> Accepted | Rejected:
        """Create or replace an object, its status too, through admission."""
        try:
            obj = manifest if isinstance(manifest, Value) else from_mapping(manifest)
        except ManifestFault as fault:
            return unreadable(fault)
        return self._admit(obj, cleared=isinstance(manifest, Mapping) and _clears(manifest))

    def patch(self, key: ObjectKey, merge: Mapping[str, Any]) -> Accepted | Rejected:
        """Change an object by a JSON merge patch (RFC 7386), its status too, through admission.

        Raises Misuse where the object is not there.
        """
        merged = merge_patch(to_mapping(self._the(key)), merge)
        try:
            obj = from_mapping(merged)
        except ManifestFault as fault:
            return unreadable(fault)
        return self._admit(obj, patched=key, cleared=_clears(merge))

    def delete(self, key: ObjectKey) -> Accepted | Rejected:
        """Delete an object.

        Raises Misuse where it is not there.
        """
        controllers.delete(self._state, self._the(key))
        flows.reconcile(self._state)
        return Accepted(None)

    def terminate(self, key: ObjectKey) -> Accepted | Rejected:
        """Begin a pod's graceful termination: a deletion timestamp, still running.

        Raises Misuse where the pod is not there.
        """
        controllers.terminate(self._state, self._the(key))
        flows.reconcile(self._state)
        return Accepted(self.get(key))

    def advance(self, seconds: float) -> None:
        """Let simulated time pass.

        Raises Misuse for a time that is negative.
        """
        if not seconds >= 0:
            raise Misuse(f"time cannot pass by {seconds} seconds")
        self._state.now += seconds

    def stop(self, node: str) -> None:
        """Stop a node's kube-proxy: its rules stay as they were.

        Raises Misuse where there is no such node.
        """
        self._node(node)
        self._state.stopped.setdefault(node, self._state.tables.fork())

    def start(self, node: str) -> None:
        """Start a node's kube-proxy again: its rules follow the API.

        Raises Misuse where there is no such node.
        """
        self._node(node)
        if self._state.stopped.pop(node, None) is not None:
            flows.forget(self._state, node)
            flows.reconcile(self._state)

    # --- asking --------------------------------------------------------------------------------------------------

    def get(self, key: ObjectKey) -> dict[str, Any] | None:
        """An object's manifest, status included; None where it is not there."""
        obj = self._find(key)
        return None if obj is None else to_mapping(obj)

    def list(self, kind: str) -> list[dict[str, Any]]:
        """The manifests of all objects of a kind (`service`), by namespace and name.

        Raises Misuse for a kind that there is not.
        """
        return [to_mapping(obj) for obj in reading.every(self._state, _kind(kind))]

    def endpoints(self, key: ObjectKey) -> EndpointsRead:
        """A Service's EndpointSlices, added up; those that outlived it, too.

        Raises Misuse where neither the Service is there nor a slice of it.
        """
        found = reading.endpoints(self._state, str(key.namespace), key.name)
        if not found.slices:
            self._the(key)
        return found

    def resolve(self, source: Source, name: str, *, record_type: str = "A", server: str | None = None) -> Resolution:
        """One look-up as the C library does it; `server` is the address of a nameserver to be asked in place of resolv.conf's.

        Raises Misuse for a source that is not there, a type that DNS does not have, or a server that is no address.
        """
        return dns.resolve(self._state, source, name, record_type, server)

    def connect(self, source: Source, to: str, *, protocol: str = "TCP", source_port: int | None = None) -> Connection:
        """One new connection. It changes session affinity's state; who only looks asks on a fork.

        Raises Misuse for a source that is not there or a `to` that is not HOST:PORT.
        """
        return connect.connect(self._state, source, to, protocol=protocol, source_port=source_port)

    def open(self, name: str, source: Source, to: str, *, protocol: str = "TCP") -> Connection:
        """As connect, and the connection is kept under a name.

        Raises Misuse as connect does.
        """
        return connect.open_connection(self._state, name, source, to, protocol=protocol)

    def send(self, name: str) -> Connection:
        """One more request on an open connection: connected or broken.

        Raises Misuse where no connection was opened under the name.
        """
        return connect.send(self._state, name)

    def http(self, source: Source, url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> HttpResponse:
        """One HTTP request: resolve, connect, and through an Ingress where the address is its controller's.

        Raises Misuse for a source that is not there or a URL that is none.
        """
        return http.request(self._state, source, url, method=method, headers=headers or {})

    # --- inside --------------------------------------------------------------------------------------------------

    def _admit(self, obj: KubeObject, *, patched: ObjectKey | None = None, cleared: bool = False) -> Accepted | Rejected:
        bootstrap.prepare(self._state, obj)
        admitted = admission.admit(self._state, obj, patched=patched)
        if isinstance(admitted, Rejected):
            return admitted
        stored = controllers.store(self._state, admitted.object, cleared=cleared)
        flows.reconcile(self._state)
        return Accepted(to_mapping(stored), admitted.warnings)

    def _find(self, key: ObjectKey) -> KubeObject | None:
        return reading.find(self._state, _kind(key.kind), key.namespace, key.name)

    def _the(self, key: ObjectKey) -> Any:
        found = self._find(key)
        if found is None:
            raise Misuse(f"there is no {key}")
        return found

    def _node(self, name: str) -> None:
        if (None, name) not in self._state.held("Node"):
            raise Misuse(f"there is no node {name}; there are {', '.join(self._state.node_names())}")


def _clears(manifest: Mapping[str, Any]) -> bool:
    """Whether what is applied or patched says that a Service has no load-balancer address, and does not only keep silent about it."""
    status = manifest.get("status")
    balancer = status.get("loadBalancer", {}) if isinstance(status, Mapping) else {}
    return balancer is None or (isinstance(balancer, Mapping) and "ingress" in balancer and not balancer["ingress"])


def _kind(word: str) -> str:
    kind = KIND_WORDS.get(word)
    if kind is None:
        raise Misuse(f"there is no kind {word!r}; there are {', '.join(KIND_WORDS)}")
    return kind
