"""The EndpointSlices of a Service with a selector.

Decides how endpoints are laid out in slices: one set of slices for each family and each set of port numbers, at most
100 endpoints in one, an empty slice where there is no endpoint. A change touches the slices concerned and no others.
Follows staging/src/k8s.io/endpointslice/reconciler.go and pkg/controller/endpointslice/endpointslice_controller.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from k8s_svc_trainer.sim.controllers import zonehints
from k8s_svc_trainer.sim.controllers.endpoints import Ports, PortsKey, Wish, belongs, endpoint, ports_key, ports_of, wish
from k8s_svc_trainer.sim.controllers.naming import born, count, generated, owner
from k8s_svc_trainer.sim.controllers.scheduling import roster
from k8s_svc_trainer.sim.controllers.work import MANAGED_BY, SLICE_CONTROLLER, Work
from k8s_svc_trainer.sim.names import SERVICE_NAME
from k8s_svc_trainer.sim.objects import Endpoint, EndpointSlice, ObjectMeta, Pod, Service
from k8s_svc_trainer.sim.state import Place

replace = msgspec.structs.replace
MOST = 100  # kube-controller-manager's --max-endpoints-per-slice
HEADLESS = "service.kubernetes.io/headless"
RESERVED = frozenset({HEADLESS, SERVICE_NAME, MANAGED_BY})
Group = dict[str, Endpoint]  # by the pod's name


def reconcile(work: Work, place: Place, changed: Mapping[str, None] | None) -> None:
    """Bring a Service's slices in line with its pods; `changed` names the pods to look at, None means all."""
    namespace, name = place
    service = work.state.one(Service, namespace, name)
    if service is None or service.spec.type == "ExternalName" or not service.spec.selector:
        return  # endpointslice_controller.go, syncService: such slices as there are stay as they are
    wished = wish(service, roster(work.state).zones, work.state.settings.minor)
    managed = [one for one in work.state.slices_of(str(namespace), name) if one.metadata.labels.get(MANAGED_BY) == SLICE_CONTROLLER]
    if changed is not None and not wished.weighed and _in_place(work, wished, managed, changed):
        return
    pods = [pod for pod in work.state.selected_pods(str(namespace), dict(service.spec.selector)) if belongs(wished, pod)]
    for one in managed:
        if one.addressType not in wished.families:
            work.state.remove(one)
    for family in wished.families:
        _reconcile_family(work, wished, family, [one for one in managed if one.addressType == family], pods)


# --- one pod's change ------------------------------------------------------------------------------------------------


def _in_place(work: Work, wished: Wish, managed: list[EndpointSlice], changed: Iterable[str]) -> bool:
    """Replace the changed pods' endpoints where they stand; False where the layout must change, and all is looked at."""
    edits: list[tuple[EndpointSlice, int, Endpoint]] = []
    for name in changed:
        pod = work.state.one(Pod, wished.service.metadata.namespace, name)
        if pod is None or not belongs(wished, pod) or not _selected(wished.service, pod):
            return False
        for family in wished.families:
            found = endpoint(wished, pod, family)
            spot = _spot(managed, family, name)
            if found is None and spot is None:
                continue
            if found is None or spot is None or spot[0].ports != ports_of(wished, pod):
                return False
            edits.append((*spot, found))
    for one, index, found in edits:
        present = work.state.one(EndpointSlice, one.metadata.namespace, str(one.metadata.name)) or one
        if present.endpoints[index] != found:
            work.state.put(replace(present, endpoints=(*present.endpoints[:index], found, *present.endpoints[index + 1 :])))
    return True


def _selected(service: Service, pod: Pod) -> bool:
    labels = pod.metadata.labels
    return all(labels.get(key) == value for key, value in service.spec.selector.items())


def _spot(managed: list[EndpointSlice], family: str, pod: str) -> tuple[EndpointSlice, int] | None:
    """The slice and the index at which a pod stands."""
    for one in managed:
        if one.addressType == family:
            for index, entry in enumerate(one.endpoints):
                if entry.targetRef is not None and entry.targetRef.name == pod:
                    return one, index
    return None


# --- all of a Service ------------------------------------------------------------------------------------------------


def _reconcile_family(work: Work, wished: Wish, family: str, existing: list[EndpointSlice], pods: list[Pod]) -> None:
    """reconciler.go, reconcileByAddressType and finalize."""
    desired = _desired(wished, family, pods)
    uid = wished.service.metadata.uid
    spare = [one for one in existing if not any(ref.uid == uid for ref in one.metadata.ownerReferences)]
    owned = [one for one in existing if one not in spare]
    kept: list[EndpointSlice] = []
    made: list[EndpointSlice] = []
    spare += [one for one in owned if ports_key(one.ports) not in desired]
    for key, (ports, group) in desired.items():
        mine = [one for one in owned if ports_key(one.ports) == key]
        laid, dropped = _lay_out(wished, mine, group, made, ports, family)
        kept += laid
        spare += dropped
    if not kept and not made:
        made.append(_new(wished, (), family))
    labels = _labels(wished.service)
    if wished.weighed:
        kept, made = zonehints.hinted(work.state, existing, kept, made)
    _finish(work, wished, kept, made, spare, labels)


def _desired(wished: Wish, family: str, pods: list[Pod]) -> dict[PortsKey, tuple[Ports, Group]]:
    """The endpoints that there should be, by their ports."""
    desired: dict[PortsKey, tuple[Ports, Group]] = {}
    same = None if wished.ports is None or not pods else desired.setdefault(ports_key(wished.ports), (wished.ports, {}))[1]
    for pod in pods:
        group = same
        if group is None:
            ports = ports_of(wished, pod)
            group = desired.setdefault(ports_key(ports), (ports, {}))[1]
        found = endpoint(wished, pod, family)
        if found is not None:
            group[str(pod.metadata.name)] = found
    return desired


def _lay_out(
    wished: Wish, existing: list[EndpointSlice], group: Group, made: list[EndpointSlice], ports: Ports, family: str
) -> tuple[list[EndpointSlice], list[EndpointSlice]]:
    """The slices that stay, with what they now hold, and those to be dropped; new ones go to `made`.

    reconciler.go, reconcileByPortMapping: changed slices are filled first, the fullest before the others; what is then
    left goes into one unchanged slice with room for all of it, the fullest such, or else into new ones.
    """
    left = dict(group)
    kept: list[EndpointSlice] = []
    touched: list[EndpointSlice] = []
    dropped: list[EndpointSlice] = []
    for one in existing:
        names = [entry.targetRef.name if entry.targetRef is not None else None for entry in one.endpoints]
        entries = tuple([left.pop(name) for name in names if name is not None and name in left])
        if entries == (_bare(one) if wished.weighed else one.endpoints):
            kept.append(one)
        elif entries:
            touched.append(replace(one, endpoints=entries))
        else:
            dropped.append(one)
    touched = [_filled(one, left) for one in sorted(touched, key=lambda one: -len(one.endpoints))]
    while left:
        room = [one for one in kept if len(one.endpoints) + len(left) <= MOST] if len(left) < MOST else []
        if room:
            fullest = max(room, key=lambda one: len(one.endpoints))
            kept.remove(fullest)
            touched.append(_filled(fullest, left))
        else:
            made.append(_filled(_new(wished, ports, family), left))
    return kept + touched, dropped


def _bare(one: EndpointSlice) -> tuple[Endpoint, ...]:
    """The endpoints without the hints that `zonehints` gave them."""
    return tuple(replace(entry, hints=None) for entry in one.endpoints)


def _filled(one: EndpointSlice, left: Group) -> EndpointSlice:
    """A slice with as many of the endpoints left over as it has room for; they are taken from there."""
    names = list(left)[: MOST - len(one.endpoints)]
    return replace(one, endpoints=(*one.endpoints, *[left.pop(name) for name in names])) if names else one


def _finish(
    work: Work, wished: Wish, kept: list[EndpointSlice], made: list[EndpointSlice], spare: list[EndpointSlice], labels: Mapping[str, str]
) -> None:
    """Store what is to be: a slice that would be dropped is used again for one that would be made."""
    state, meta = work.state, wished.service.metadata
    for one in made:
        again = next((old for old in spare if any(ref.uid == meta.uid for ref in old.metadata.ownerReferences)), None)
        if again is not None:
            spare.remove(again)
            kept.append(replace(one, metadata=again.metadata))
        else:
            name = _name(work, meta)
            state.put(replace(one, metadata=born(state, replace(one.metadata, name=name, labels=labels))))
    for one in spare:
        state.remove(one)
    for one in kept:
        wanted = one if one.metadata.labels == labels else replace(one, metadata=replace(one.metadata, labels=labels))
        if state.one(EndpointSlice, meta.namespace, str(one.metadata.name)) != wanted:
            state.put(wanted)


def _name(work: Work, meta: ObjectMeta) -> str:
    """A name that no slice has: the Service's, a dash and five letters."""
    maker = f"{meta.namespace}/{meta.name}"
    while True:
        name = generated(f"{meta.name}-", maker, count(work.state, f"slices of {maker}"))
        if work.state.one(EndpointSlice, meta.namespace, name) is None:
            return name


def _new(wished: Wish, ports: Ports, family: str) -> EndpointSlice:
    """utils.go, newEndpointSlice."""
    meta = wished.service.metadata
    made = ObjectMeta(namespace=meta.namespace, generateName=f"{meta.name}-", ownerReferences=(owner("v1", "Service", meta),))
    return EndpointSlice(metadata=made, addressType=family, ports=ports)


def _labels(service: Service) -> dict[str, str]:
    """The Service's own labels and the reserved ones (utils.go, setEndpointSliceLabels)."""
    labels = {key: value for key, value in service.metadata.labels.items() if key not in RESERVED}
    if service.spec.clusterIP in (None, "", "None"):
        labels[HEADLESS] = ""
    return {**labels, SERVICE_NAME: str(service.metadata.name), MANAGED_BY: SLICE_CONTROLLER}
