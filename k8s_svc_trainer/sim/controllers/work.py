"""The work that one change causes: what is stored, what must be looked at again, and nothing else.

Knows who may be affected by which change, by the indexes of `State`; what is then done is decided by each controller.
"""

from __future__ import annotations

from msgspec.structs import replace

from k8s_svc_trainer.sim.controllers import ingresses, loadbalancers, nodes, pods
from k8s_svc_trainer.sim.controllers.endpoints_objects import derived, is_derived
from k8s_svc_trainer.sim.controllers.hints import by_annotation
from k8s_svc_trainer.sim.controllers.naming import born
from k8s_svc_trainer.sim.controllers.scheduling import FINISHED, Spread, host_ports
from k8s_svc_trainer.sim.names import SERVICE_NAME
from k8s_svc_trainer.sim.objects import (
    DaemonSet,
    Deployment,
    Endpoints,
    EndpointSlice,
    Ingress,
    KubeObject,
    Node,
    ObjectMeta,
    Pod,
    ReplicaSet,
    Service,
    StatefulSet,
    Workload,
    kind_of,
)
from k8s_svc_trainer.sim.state import ObjectKind, Place, State

MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
SLICE_CONTROLLER = "endpointslice-controller.k8s.io"
MIRROR_CONTROLLER = "endpointslicemirroring-controller.k8s.io"
APPS = ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet")


class Work:
    """One change, and who must look at what follows from it. Lists are in order of asking, each entry once."""

    __slots__ = ("adopting", "mirrors", "services", "spread", "starting", "state", "workloads")

    def __init__(self, state: State, *, starting: bool = False) -> None:
        self.state = state
        self.starting = starting  # every Service will be looked at anyway
        self.spread = Spread(state)
        self.workloads: dict[ObjectKind, bool] = {}  # true: there may be something to adopt
        self.adopting = False  # whether the workload that is being looked at should seek what it may adopt
        self.services: dict[Place, dict[str, None] | None] = {}  # the pods that have changed; None: all are looked at
        self.mirrors: dict[Place, None] = {}

    # --- storing -------------------------------------------------------------------------------------------------

    def put(self, obj: KubeObject) -> KubeObject:
        """Store an object, and note who must look at it."""
        match obj:
            case Pod():
                return self.put_pod(obj)
            case Node():
                return self._put_node(obj)
            case Service():
                before: Service | None = self.state.held("Service").get((obj.metadata.namespace, str(obj.metadata.name)))
                obj = loadbalancers.settled(self.state, before, obj)
                self._hand_over(before, obj)
            case Ingress():
                obj = ingresses.settled(self.state, obj)
            case Endpoints() if is_derived(self.state.one(Service, obj.metadata.namespace, str(obj.metadata.name))):
                return obj  # the endpoints controller overwrites it at once
        old = self.state.put(obj)
        self._note(obj, old)
        return obj

    def put_pod(self, pod: Pod) -> Pod:
        """Store a pod as scheduler and kubelet make it."""
        state = self.state
        place = (pod.metadata.namespace, str(pod.metadata.name))
        old: Pod | None = state.held("Pod").get(place)
        new = pods.settled(state, self.spread, old, pod)
        state.put_pod(place, old, new)
        if old is not None or not self.starting or new.metadata.ownerReferences:
            self._note_pod(old, new)
        if old is not None and new.status.phase in FINISHED:
            self._give_back(old)
        return new

    def remove(self, obj: KubeObject) -> None:
        """Take an object away, and note who must look."""
        self.state.remove(obj)
        match obj:
            case Pod():
                pods.forget(self.state, obj)
                self.spread.forget()
                self._note_pod(obj, None)
                self._note_waiting(obj)
                self._note_name(obj)
                self._give_back(obj)
            case Node():
                nodes.gone(self.state, obj)
                self.look_at_node(str(obj.metadata.name))
            case _:
                self._note(None, obj)

    def _put_node(self, node: Node) -> Node:
        old: Node | None = self.state.held("Node").get((None, str(node.metadata.name)))
        new = nodes.settled(self.state, old, node)
        self.state.put(new)
        if old is None or _place_of(old) != _place_of(new):
            self.look_at_node(str(new.metadata.name))
        return new

    def put_status(self, workload: Workload) -> None:
        """Store what a controller reports of its own object; only the object's own controller looks at that."""
        self.state.put(workload)
        self._note_controller(workload.metadata)

    def _hand_over(self, before: Service | None, service: Service) -> None:
        """An Endpoints object goes over to the endpoints controller with the selector, and is left as it is without it."""
        place = (service.metadata.namespace, str(service.metadata.name))
        if is_derived(service):
            held = self.state.held("Endpoints").get(place)
            if held is not None:
                self.state.remove(held)
        elif before is not None and is_derived(before):
            left = derived(self.state, before)
            self.state.put(replace(left, metadata=born(self.state, replace(left.metadata, creationTimestamp=None))))

    # --- noting --------------------------------------------------------------------------------------------------

    def look_at_node(self, name: str) -> None:
        """A node has come, gone or changed: its pods and those that wait are looked at, DaemonSets, and who lists the pods."""
        self.spread.forget()
        if self.starting:
            return
        touched = (pod for pod in self.state.all(Pod) if pod.spec.nodeName in (None, name))
        for pod in sorted(touched, key=age):
            self._note_services(self.put_pod(pod))  # an endpoint carries its node's zone
        for one in sorted(self.state.all(DaemonSet), key=age):
            self.look_at(one)
        for service in self.state.all(Service):
            if by_annotation(service.metadata.annotations, self.state.settings.minor):  # hints are weighed by the CPU of all nodes
                self.services[service.metadata.namespace, str(service.metadata.name)] = None

    def look_at_all(self) -> None:
        """The cluster has been filled: pods that were made before its nodes get one, and every Service is to be looked at."""
        self.spread.forget()
        for pod in sorted((pod for pod in self.state.all(Pod) if pod.spec.nodeName is None), key=age):
            self.put_pod(pod)
        for service in self.state.all(Service):
            self.services[service.metadata.namespace, str(service.metadata.name)] = None

    def look_at(self, workload: Workload) -> None:
        """Note that a workload must be looked at."""
        self.workloads[kind_of(workload), workload.metadata.namespace, str(workload.metadata.name)] = True

    def _note(self, new: KubeObject | None, old: KubeObject | None) -> None:
        match new or old:
            case Service() as service:
                place = (service.metadata.namespace, str(service.metadata.name))
                self.services[place] = self.mirrors[place] = None
            case Endpoints() as endpoints:
                self.mirrors[endpoints.metadata.namespace, str(endpoints.metadata.name)] = None
            case EndpointSlice():
                self._note_slice(new, old)
            case Deployment() | ReplicaSet() | StatefulSet() | DaemonSet() as workload:
                self.look_at(workload)
                self._note_controller(workload.metadata)
                if isinstance(workload, ReplicaSet) and not self.starting:
                    self._note_deployments(workload)

    def _note_deployments(self, orphan: ReplicaSet) -> None:
        """Any Deployment of the namespace may adopt a ReplicaSet without a controller."""
        if not any(owner.controller for owner in orphan.metadata.ownerReferences):
            for one in sorted(self.state.all(Deployment), key=age):
                if one.metadata.namespace == orphan.metadata.namespace:
                    self.look_at(one)

    def _note_slice(self, new: KubeObject | None, old: KubeObject | None) -> None:
        """A slice that a controller manages, or managed, is made right again (endpointslice_controller.go, onEndpointSliceUpdate)."""
        for one in (new, old):
            if isinstance(one, EndpointSlice) and one.metadata.labels.get(SERVICE_NAME):
                place = (one.metadata.namespace, one.metadata.labels[SERVICE_NAME])
                if one.metadata.labels.get(MANAGED_BY) == SLICE_CONTROLLER:
                    self.services[place] = None
                if one.metadata.labels.get(MANAGED_BY) == MIRROR_CONTROLLER:
                    self.mirrors[place] = None

    def _note_pod(self, old: Pod | None, new: Pod | None) -> None:
        same, released = _same_endpoint(old, new), _released(old, new)
        if same and not released:
            return
        relabelled = old is None or new is None or old.metadata.labels != new.metadata.labels
        for pod in (old, new) if relabelled or released else (new,):
            if pod is not None:
                self._note_controller(pod.metadata)
                if not self.starting and not same:
                    self._note_services(pod)
        if new is not None and not self.starting and (relabelled or released):
            self._note_adopters(new)

    def _note_waiting(self, gone: Pod) -> None:
        """A Deployment that recreates its pods may have waited for one to end (deployment_controller.go, deletePod)."""
        for owner in gone.metadata.ownerReferences:
            held = self.state.one(ReplicaSet, gone.metadata.namespace, str(owner.name)) if owner.kind == "ReplicaSet" else None
            if held is not None and gone.metadata.deletionTimestamp is not None:
                self._note_controller(held.metadata)

    def _note_name(self, gone: Pod) -> None:
        """A StatefulSet may have waited for a name that this pod had (stateful_set_control.go, processReplica)."""
        name = str(gone.metadata.name).rpartition("-")[0]
        if self.state.one(StatefulSet, gone.metadata.namespace, name) is not None:
            self.workloads.setdefault(("StatefulSet", gone.metadata.namespace, name), False)

    def _give_back(self, gone: Pod) -> None:
        """Pods that no node took are tried again once host ports are free (plugins/nodeports, EventsToRegister)."""
        if self.starting or not gone.spec.nodeName or not host_ports(gone):
            return
        self.spread.forget()
        for pod in sorted((pod for pod in self.state.all(Pod) if pod.spec.nodeName is None and host_ports(pod)), key=age):
            self.put_pod(pod)

    def _note_services(self, pod: Pod) -> None:
        for service in self.state.services_selecting(pod):
            place = (service.metadata.namespace, str(service.metadata.name))
            changed = self.services.setdefault(place, {})
            if changed is not None:
                changed[str(pod.metadata.name)] = None

    def _note_controller(self, meta: ObjectMeta) -> None:
        for owner in meta.ownerReferences:
            if owner.controller and owner.kind in APPS and owner.name:
                self.workloads.setdefault((owner.kind, meta.namespace, owner.name), False)

    def _note_adopters(self, pod: Pod) -> None:
        if any(owner.controller for owner in pod.metadata.ownerReferences):
            return
        namespace = pod.metadata.namespace or ""
        for key, value in (*pod.metadata.labels.items(), ("", "")):
            for kind, name in self.state.workloads_by_label.members((namespace, key, value)):
                self.workloads[kind, namespace, name] = True


def _place_of(node: Node) -> tuple[object, ...]:
    """What of a node others look at."""
    return (node.metadata.labels, node.spec, node.status)


def age(obj: KubeObject) -> tuple[str, str]:
    """A key that puts the elder first."""
    return (obj.metadata.creationTimestamp or "", obj.metadata.uid or "")


def _released(old: Pod | None, new: Pod | None) -> bool:
    """Whether a pod has changed hands."""
    return old is not None and new is not None and old.metadata.ownerReferences != new.metadata.ownerReferences


def _same_endpoint(old: Pod | None, new: Pod | None) -> bool:
    """Whether a pod is the same endpoint as before, for any Service (util/controller_utils.go, podEndpointsChanged)."""
    if old is None or new is None:
        return False
    before, after = old.metadata, new.metadata
    return (
        before.labels == after.labels
        and before.deletionTimestamp == after.deletionTimestamp
        and before.uid == after.uid
        and old.status == new.status
        and (old.spec is new.spec or old.spec == new.spec)
    )
