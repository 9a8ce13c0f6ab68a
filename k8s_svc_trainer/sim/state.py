"""What a cluster holds at one moment: objects, the indexes over them, what each kube-proxy sees, and simulated time.

Holds and indexes; decides nothing. `cluster` changes it through admission and controllers; `path`, `dns`, `http` and
`policy` read it. A fork is cheap (see `layered`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from k8s_svc_trainer.sim.allocate import Allocator
from k8s_svc_trainer.sim.index_keys import (
    adopts,
    cluster_ips,
    first_term,
    host_ports,
    owners,
    pod_addresses,
    pod_labels,
    pod_owner,
    policy_namespace,
    slice_addresses,
    slice_service,
)
from k8s_svc_trainer.sim.layered import LayeredIndex, LayeredMap
from k8s_svc_trainer.sim.names import ObjectKey, Source
from k8s_svc_trainer.sim.objects import (
    DaemonSet,
    EndpointSlice,
    KubeObject,
    Namespace,
    NetworkPolicy,
    Node,
    Pod,
    ReplicaSet,
    Service,
    StatefulSet,
    kind_of,
)
from k8s_svc_trainer.sim.proxy.ranges import canonical
from k8s_svc_trainer.sim.proxy.tables import ProxyTables
from k8s_svc_trainer.sim.settings import Settings

T = TypeVar("T")
Place = tuple[str | None, str]  # (namespace, name)
ObjectKind = tuple[str, str | None, str]  # (kind, namespace, name)


class Affinity(msgspec.Struct, frozen=True, gc=False):
    """Which endpoints one client may be bound to, and when that was last confirmed: in simulated seconds, in changes that kube-proxy
    had seen by then, and in the order of all that was bound.
    """

    endpoints: frozenset[str]
    since: float
    version: int = 0
    order: int = 0


class Socket(msgspec.Struct, frozen=True, gc=False):
    """Where datagrams are sent from and to: a port that nothing else has, and what the name resolved to."""

    source: Source
    port: int
    addresses: tuple[str, ...]
    to: int


class OpenConnection(msgspec.Struct, frozen=True, gc=False):
    """A connection that stays open: the ways that it may have taken; over UDP a `socket`, which only has a port and knows addresses."""

    source: str
    to: str
    protocol: str
    backends: tuple[str, ...]
    pods: tuple[tuple[str, ObjectKey | None, str | None], ...]  # (IP:PORT, pod, that pod's uid)
    client: str | None = None  # the uid of the pod that opened it
    socket: Socket | None = None


FORKED = (
    "affinity",
    "clients",
    "endpoints_by_ip",
    "flows",
    "host_ports",
    "made",
    "owned",
    "pods_by_ip",
    "pods_by_label",
    "pods_by_owner",
    "policies_by_namespace",
    "services_by_ip",
    "services_by_label",
    "slices_by_service",
    "stated_status",
    "tables",
    "workloads_by_label",
)


class State:
    """Objects by kind and place, and the indexes that make one change cheap to settle."""

    __slots__ = (
        "affinity",
        "allocator",
        "bound",
        "clients",
        "created",
        "endpoints_by_ip",
        "flows",
        "host_ports",
        "made",
        "moment",
        "now",
        "objects",
        "opened",
        "owned",
        "placed",
        "pods_by_ip",
        "pods_by_label",
        "pods_by_owner",
        "policies_by_namespace",
        "reached",
        "roster",
        "services_by_ip",
        "services_by_label",
        "settings",
        "slices_by_service",
        "sockets",
        "stated_status",
        "stopped",
        "tables",
        "workloads_by_label",
    )

    def __init__(self, settings: Settings, allocator: Allocator) -> None:
        self.settings = settings
        self.allocator = allocator
        self.now = 0.0
        self.moment = object()  # another one after each change of an object: what is computed from objects holds as long
        self.created = 0  # counts objects made, for uids and order of creation
        self.objects: dict[str, LayeredMap[Place, Any]] = {}
        self.pods_by_label: LayeredIndex[tuple[str, str, str], str] = LayeredIndex()  # (namespace, label, value) -> pod names
        self.pods_by_ip: LayeredIndex[str, Place] = LayeredIndex()
        self.pods_by_owner: LayeredIndex[str, Place] = LayeredIndex()  # the controlling owner's uid -> pods
        self.services_by_label: LayeredIndex[tuple[str, str, str], str] = LayeredIndex()  # by the first term of the selector
        self.slices_by_service: LayeredIndex[Place, str] = LayeredIndex()  # (namespace, service) -> slice names
        self.owned: LayeredIndex[str, ObjectKind] = LayeredIndex()  # an owner's uid -> all it owns but pods; see `owners`
        self.workloads_by_label: LayeredIndex[tuple[str, str, str], tuple[str, str]] = LayeredIndex()  # -> (kind, name) that may adopt
        self.made: LayeredMap[str, int] = LayeredMap()  # how many objects a controller has named
        self.roster: Any = None  # what the scheduler has made of the nodes; None once they have changed
        self.placed = 0  # how many pods the scheduler has placed: where its next round begins
        self.stated_status: LayeredMap[Place, frozenset[str]] = LayeredMap()  # what of a pod's status its manifest states
        self.services_by_ip: LayeredIndex[str, Place] = LayeredIndex()  # by each cluster IP
        self.endpoints_by_ip: LayeredIndex[str, Place] = LayeredIndex()  # by each address of a slice -> (namespace, slice)
        self.host_ports: LayeredIndex[tuple[str, int, str], Place] = LayeredIndex()  # (node, hostPort, protocol) -> pods
        self.policies_by_namespace: LayeredIndex[str, str] = LayeredIndex()
        self.tables = ProxyTables()  # what a running kube-proxy sees
        self.stopped: dict[str, ProxyTables] = {}  # node -> what its kube-proxy saw when it stopped
        self.affinity: LayeredMap[Any, Affinity] = LayeredMap()
        self.clients: LayeredMap[Any, int] = LayeredMap()  # how many have been bound to a service port at a node
        self.bound = 0  # counts what was bound
        self.flows: LayeredMap[Any, Any] = LayeredMap()  # of datagrams, which `flows` follows
        self.opened: dict[str, OpenConnection] = {}
        self.sockets = 0  # how many were opened for datagrams
        self.reached: tuple[object, dict[Any, Any]] = (None, {})  # what `dns` found at nameservers, and the moment for which it holds

    def fork(self) -> State:
        """The same state; neither sees the other's later changes."""
        twin = State.__new__(State)
        twin.settings, twin.now, twin.created, twin.placed = self.settings, self.now, self.created, self.placed
        twin.moment, twin.sockets, twin.bound = self.moment, self.sockets, self.bound
        twin.allocator = self.allocator.fork()
        twin.objects = {kind: held.fork() for kind, held in self.objects.items()}
        for index in FORKED:
            setattr(twin, index, getattr(self, index).fork())
        twin.roster = self.roster
        twin.stopped = dict(self.stopped)  # a stopped proxy's tables never change
        twin.opened = dict(self.opened)
        twin.reached = (None, {})
        return twin

    # --- reading -------------------------------------------------------------------------------------------------

    def held(self, kind: str) -> LayeredMap[Place, Any]:
        """The objects of a kind (as in a manifest: "Service") by (namespace, name)."""
        found = self.objects.get(kind)
        if found is None:
            found = self.objects[kind] = LayeredMap()
        return found

    def one(self, struct: type[T], namespace: str | None, name: str) -> T | None:
        """An object by type and place, or None."""
        found: T | None = self.held(struct.__name__).get((namespace, name))
        return found

    def all(self, struct: type[T]) -> Iterator[T]:
        """Every object of a type, in no promised order."""
        return self.held(struct.__name__).values()

    def node_names(self) -> list[str]:
        """The names of all nodes, in order."""
        return sorted(name for _, name in self.held("Node").keys())  # noqa: SIM118  # a LayeredMap is no dict

    def pods_at(self, ip: str) -> Iterator[Pod]:
        """The pods that have an address; several where they share their node's."""
        held = self.held("Pod")
        for place in self.pods_by_ip.members(canonical(ip)):
            pod: Any = held.get(place)
            yield pod

    def slices_of(self, namespace: str, service: str) -> list[EndpointSlice]:
        """The EndpointSlices that name a Service by their label, by name."""
        names = sorted(self.slices_by_service.members((namespace, service)))
        return [found for name in names if (found := self.one(EndpointSlice, namespace, name)) is not None]

    def selected_pods(self, namespace: str, selector: dict[str, str]) -> list[Pod]:
        """The pods of a namespace that carry every label of a (non-empty) selector, in order of creation."""
        terms = sorted(selector.items())
        least = min((self.pods_by_label.members((namespace, *term)) for term in terms), key=len)
        held = self.held("Pod")
        pods: list[Any] = [held.get((namespace, name)) for name in least]
        if len(terms) == 1:
            return pods
        return [pod for pod in pods if all(pod.metadata.labels.get(key) == value for key, value in terms)]

    def services_selecting(self, pod: Pod) -> list[Service]:
        """The Services of a pod's namespace whose selector the pod's labels fulfil."""
        labels, namespace = pod.metadata.labels, str(pod.metadata.namespace)
        found = []
        for label, value in labels.items():
            for name in self.services_by_label.members((namespace, label, value)):
                service = self.one(Service, namespace, name)
                if service is not None and all(labels.get(key) == wanted for key, wanted in service.spec.selector.items()):
                    found.append(service)
        return found

    def namespace_exists(self, name: str) -> bool:
        """Whether a namespace is there."""
        return (None, name) in self.held("Namespace")

    def view(self, node: str) -> ProxyTables:
        """What the kube-proxy of a node sees: the present, or what it saw when it stopped."""
        return self.stopped.get(node) or self.tables

    # --- changing ------------------------------------------------------------------------------------------------

    def put(self, obj: KubeObject) -> KubeObject | None:
        """Store an object and keep the indexes; gives what stood there before."""
        place = (obj.metadata.namespace, str(obj.metadata.name))
        held = self.held(kind_of(obj))
        old: KubeObject | None = held.get(place)
        held.set(place, obj)
        self._index(old, obj)
        return old

    def put_pod(self, place: Place, old: Pod | None, new: Pod) -> None:
        """Store a pod where the caller has already looked up what stands there."""
        self.moment = object()
        self.held("Pod").set(place, new)
        self._index_pod(old, new)

    def remove(self, obj: KubeObject) -> None:
        """Take an object away and keep the indexes."""
        self.held(kind_of(obj)).drop((obj.metadata.namespace, str(obj.metadata.name)))
        self._index(obj, None)

    def _index(self, old: KubeObject | None, new: KubeObject | None) -> None:
        self.moment = object()
        if not isinstance(old or new, Pod):
            self._move(self.owned, owners(old), owners(new))
        match old or new:
            case Pod():
                self._index_pod(_as(Pod, old), _as(Pod, new))
            case Service():
                self._move(self.services_by_label, first_term(old), first_term(new))
                self._move(self.services_by_ip, cluster_ips(old), cluster_ips(new))
                self.tables.change_service(_as(Service, old), _as(Service, new))
            case EndpointSlice():
                self._move(self.slices_by_service, slice_service(old), slice_service(new))
                self._move(self.endpoints_by_ip, slice_addresses(old), slice_addresses(new))
                self.tables.change_slice(_as(EndpointSlice, old), _as(EndpointSlice, new))
            case ReplicaSet() | StatefulSet() | DaemonSet():
                self._move(self.workloads_by_label, adopts(old), adopts(new))
            case Node():
                self.roster = None
                self.tables.change_node(_as(Node, old), _as(Node, new))
            case NetworkPolicy():
                self._move(self.policies_by_namespace, policy_namespace(old), policy_namespace(new))
            case Namespace() | _:
                pass

    def _index_pod(self, old: Pod | None, new: Pod | None) -> None:
        """Pods are many: what has not changed is not even looked at."""
        if old is None and new is not None:
            self._index_new_pod(new)
            return
        if old is None or new is None or old.metadata.labels != new.metadata.labels:
            self._move(self.pods_by_label, pod_labels(old), pod_labels(new))
        if old is None or new is None or old.status.podIPs != new.status.podIPs:
            self._move(self.pods_by_ip, pod_addresses(old), pod_addresses(new))
        if old is None or new is None or old.spec != new.spec:
            self._move(self.host_ports, host_ports(old), host_ports(new))
        if old is None or new is None or old.metadata.ownerReferences != new.metadata.ownerReferences:
            self._move(self.pods_by_owner, pod_owner(old), pod_owner(new))

    def _index_new_pod(self, pod: Pod) -> None:
        meta = pod.metadata
        namespace, name = str(meta.namespace), str(meta.name)
        place = (namespace, name)
        for key, value in meta.labels.items():
            self.pods_by_label.add((namespace, key, value), name)
        for address in pod.status.podIPs:
            self.pods_by_ip.add(canonical(str(address.ip)), place)
        for key in host_ports(pod):
            self.host_ports.add(key, place)
        for owner in meta.ownerReferences:
            if owner.controller:
                self.pods_by_owner.add(str(owner.uid), place)

    @staticmethod
    def _move(index: LayeredIndex[Any, Any], before: dict[Any, Any], after: dict[Any, Any]) -> None:
        if not before:
            for key, member in after.items():
                index.add(key, member)
            return
        if before == after:
            return
        for key, member in before.items():
            if key not in after:
                index.remove(key, member)
        for key, member in after.items():
            if key not in before:
                index.add(key, member)


def _as(struct: type[T], obj: Any) -> T | None:
    return obj if isinstance(obj, struct) else None
