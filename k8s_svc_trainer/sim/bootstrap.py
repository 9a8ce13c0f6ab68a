"""What a cluster starts with: namespaces, nodes, the API's own Service, the cluster DNS, and the objects that it is given.

Decides what is there before anything is applied, and in which order starting objects go through admission, so that they
may be written in any order while their age follows the file. The API server answers at a control-plane address of the
nodes' network that no node has: 192.168.0.10, port 6443.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from k8s_svc_trainer.sim import admission, builtins
from k8s_svc_trainer.sim.controllers import nodes
from k8s_svc_trainer.sim.controllers.settle import settle
from k8s_svc_trainer.sim.controllers.work import Work
from k8s_svc_trainer.sim.faults import ObjectsRefused, unreadable
from k8s_svc_trainer.sim.manifest import ManifestFault, from_mapping
from k8s_svc_trainer.sim.objects import Deployment, Ingress, IngressClass, KubeObject, Namespace, Node, Pod, Service, Value, kind_of
from k8s_svc_trainer.sim.results import Rejected
from k8s_svc_trainer.sim.state import State

Read = list[tuple[int, Any]]  # index in the list given, object
Refusals = list[tuple[int, Rejected]]
SYSTEM_NAMESPACES = ("default", "kube-system")


def start(state: State, objects: tuple[Mapping[str, Any] | KubeObject, ...]) -> None:
    """Fill an empty cluster and let it settle.

    Raises ObjectsRefused with every starting object that the API server would refuse.
    """
    read, refusals = _read(objects)
    work = Work(state, starting=True)
    _make(state, work, (builtins.namespace(name) for name in _namespaces(read)))
    spaces = [(index, obj) for index, obj in read if isinstance(obj, Namespace)]
    _admit_all(state, work, spaces, refusals)  # before what the cluster brings along, which lies in some of them
    if not any(isinstance(obj, Node) for _, obj in read):
        _make(state, work, builtins.nodes(state, _nodes_of_pods(read)))
    declared = {_key(obj) for _, obj in read if obj.metadata.name in builtins.NAMES}
    _make(state, work, (obj for obj in _own(state, read) if _key(obj) not in declared))
    for node in (obj for _, obj in read if isinstance(obj, Node)):
        nodes.keep(state, node)
    _admit_all(state, work, [(index, obj) for index, obj in read if not isinstance(obj, Namespace)], refusals)
    if refusals:
        raise ObjectsRefused(tuple(sorted(refusals, key=lambda pair: pair[0])))
    work.look_at_all()
    settle(work)


def prepare(state: State, obj: KubeObject) -> None:
    """Make what must be there before an object is admitted: at the first Ingress, its controller."""
    if isinstance(obj, Ingress) and state.settings.ingressController:
        work = Work(state)
        _make(state, work, (one for one in builtins.ingress_controller() if not _held(state, one)))
        settle(work)


def _read(objects: Iterable[Mapping[str, Any] | KubeObject]) -> tuple[Read, Refusals]:
    read: Read = []
    refusals: Refusals = []
    for index, one in enumerate(objects):
        try:
            read.append((index, one if isinstance(one, Value) else from_mapping(one)))
        except ManifestFault as fault:
            refusals.append((index, unreadable(fault)))
    return read, refusals


def _nodes_of_pods(read: Read) -> dict[str, str]:
    """The nodes on which running pods lie, with the address that these state: what was dumped from a cluster may leave its nodes out."""
    running = [obj for _, obj in read if isinstance(obj, Pod) and obj.spec.nodeName and obj.status.phase == "Running"]
    return {str(pod.spec.nodeName): pod.status.hostIP or "" for pod in reversed(running)}


def _namespaces(read: Read) -> list[str]:
    """Those that every cluster has and those in which a starting object lies; the declared ones come with the objects."""
    declared = {obj.metadata.name for _, obj in read if isinstance(obj, Namespace)}
    implied = dict.fromkeys(obj.metadata.namespace for _, obj in read if obj.metadata.namespace)
    return [name for name in dict.fromkeys((*SYSTEM_NAMESPACES, *implied)) if name not in declared]


def _own(state: State, read: Read) -> Iterable[KubeObject]:
    """What the cluster brings along itself."""
    yield from builtins.api_server(state, {one.address for _, obj in read if isinstance(obj, Node) for one in obj.status.addresses})
    yield builtins.dns_service(state)
    if not any(_is_dns(obj) for _, obj in read):
        yield builtins.dns_deployment()
    if state.settings.ingressController:
        default = not any(isinstance(obj, IngressClass) and builtins.is_default(obj) for _, obj in read)
        yield builtins.ingress_class(default=default)
        if any(isinstance(obj, Ingress) for _, obj in read):
            yield from builtins.ingress_controller()


def _is_dns(obj: Any) -> bool:
    """Whether a starting object brings DNS pods of its own."""
    if obj.metadata.namespace != "kube-system":
        return False
    if isinstance(obj, Deployment) and obj.metadata.name == builtins.DNS_DEPLOYMENT:
        return True
    template = getattr(getattr(obj, "spec", None), "template", None)
    labelled = obj if isinstance(obj, Pod) else template
    return labelled is not None and builtins.DNS_LABELS.items() <= labelled.metadata.labels.items()


def _make(state: State, work: Work, objects: Iterable[KubeObject]) -> None:
    """Store objects of the cluster's own, through admission, for its defaults."""
    for obj in objects:
        admitted = admission.admit(state, obj)
        if not isinstance(admitted, Rejected):  # an address range too small for one of them leaves the cluster without it
            work.put(admitted.object)


def _admit_all(state: State, work: Work, read: Read, refusals: Refusals) -> None:
    """Admit and store the objects, the eldest first in age whatever the order in which they are admitted."""
    born = state.created
    for _, _, index, obj in sorted((_rank(obj), place, index, obj) for place, (index, obj) in enumerate(read)):
        state.created = born + index
        admitted = admission.admit(state, obj)
        if isinstance(admitted, Rejected):
            refusals.append((index, admitted))
        else:
            work.put(admitted.object)
    state.created = born + max((index for index, _ in read), default=-1) + 1


RANKS: Mapping[type[Any], int] = {Node: 1, IngressClass: 3, Service: 4, Pod: 6}


def _rank(obj: KubeObject) -> int:
    """When an object is admitted: those that others refer to first, and of a kind those that state their numbers."""
    rank = RANKS.get(type(obj), 8)
    match obj:
        case Service():
            return rank + (not (obj.spec.clusterIP or any(port.nodePort for port in obj.spec.ports) or obj.spec.healthCheckNodePort))
        case Pod():
            return rank + (not (obj.status.podIP or obj.status.podIPs))
    return rank


def _key(obj: Any) -> tuple[str, str | None, str | None]:
    namespaced = not isinstance(obj, Namespace | Node | IngressClass)
    return kind_of(obj), (obj.metadata.namespace or "default") if namespaced else None, obj.metadata.name


def _held(state: State, obj: Any) -> bool:
    kind, namespace, name = _key(obj)
    return (namespace, str(name)) in state.held(kind)
