"""A Service without a usable endpoint: its selector, its pods, their readiness, its hand-written slices.

The rules met the packet and had nobody to send it to, or a name had no address because nobody is ready.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8s_svc_trainer.cases.steps import Apply, Patch
from k8s_svc_trainer.diagnosis.changing import bare, kinds_of_pods, owner_of, patched, pods_of, recast, relabelled
from k8s_svc_trainer.diagnosis.likeness import ALIKE, unlikeness
from k8s_svc_trainer.diagnosis.scene import Scene, asking, called, key_of
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import ObjectKey
from k8s_svc_trainer.sim.listening import LISTEN, listeners
from k8s_svc_trainer.sim.objects import EndpointSlice, Pod, Service, ServicePort

SERVICE_NAME = "kubernetes.io/service-name"
HASHES = frozenset({"pod-template-hash", "controller-revision-hash", "apps.kubernetes.io/pod-index", "statefulset.kubernetes.io/pod-name"})
WORKLOADS = ("Deployment", "ReplicaSet", "StatefulSet")


def selector(scene: Scene) -> Iterator[Repair]:
    """The selector fits no pod's labels: align it with those of pods beside it, or them with it; the most alike costs least."""
    service = scene.service()
    if service is None or not service.spec.selector or _selected(scene, service):
        return
    wanted, key = service.spec.selector, key_of(service)
    for owner, pod in kinds_of_pods(scene.state, service.metadata.namespace):
        labels = {name: value for name, value in pod.metadata.labels.items() if name not in HASHES}
        fitting = _nearest(wanted, labels)
        if not labels or fitting is None:
            continue
        cost = 10 + round(10 * _distance(wanted, labels)) + _foreign(scene, service, pod)
        says = f"service {called(service)} selects {_terms(wanted)}; the pods of {owner} carry {_terms(labels)}"
        yield Repair(
            fault="SVC001",
            object=key,
            field="spec.selector",
            says=says,
            steps=(Patch(key, {"spec": {"selector": _instead(wanted, fitting)}}),),
            mismatch="selector",
            cost=cost,
        )
        yield Repair(
            fault="SVC001",
            object=key,
            field="spec.selector",
            says=says,
            steps=relabelled(scene.cluster, pod, wanted),
            mismatch="selector",
            cost=cost + 4,
        )


def _selected(scene: Scene, service: Service) -> list[Pod]:
    found = scene.state.selected_pods(str(service.metadata.namespace), dict(service.spec.selector))
    return [pod for pod in found if pod.status.phase not in ("Succeeded", "Failed")]


def _nearest(wanted: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str] | None:
    """The labels of a pod that a selector may have meant: the same keys where the pod has them, else its most alike."""
    same = {name: labels[name] for name in wanted if name in labels}
    if same:
        return same
    if not labels:
        return None
    best = min(labels, key=lambda name: (unlikeness(_terms(wanted), f"{name}={labels[name]}"), name))
    return {best: labels[best]}


def _distance(wanted: Mapping[str, str], labels: Mapping[str, str]) -> float:
    """How far a selector is from labels: 0 for the same but for case, 1 and more for nothing alike."""
    return sum(_term_distance(name, value, labels) for name, value in wanted.items()) / len(wanted)


def _term_distance(name: str, value: str, labels: Mapping[str, str]) -> float:
    if name in labels:
        return unlikeness(value, labels[name])
    return 0.3 + min((unlikeness(f"{name}={value}", f"{key}={one}") for key, one in labels.items()), default=1.0)


def _foreign(scene: Scene, service: Service, pod: Pod) -> int:
    """What speaks against pods that another Service selects already, or that do not listen where this one sends."""
    others = [one for one in scene.state.services_selecting(pod) if one.metadata.name != service.metadata.name]
    ports = {one.port for one in listeners(pod)}
    suited = any(port.targetPort in ports or isinstance(port.targetPort, str) for port in service.spec.ports)
    alike = unlikeness(str(service.metadata.name), str(pod.metadata.name)) < 1 - ALIKE
    return 6 * bool(others) + 4 * (not suited) + 3 * (not alike)


def _instead(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str | None]:
    gone: dict[str, str | None] = {name: None for name in old if name not in new}
    return gone | dict(new)


def _terms(labels: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(labels.items()))


def replicas(scene: Scene) -> Iterator[Repair]:
    """A workload whose pods the selector would fit, and that is scaled to none."""
    service = scene.service()
    if service is None or not service.spec.selector:
        return
    for kind in WORKLOADS:
        for held in scene.state.held(kind).values():
            labels = held.spec.template.metadata.labels if held.spec.template else {}
            fits = all(labels.get(name) == value for name, value in service.spec.selector.items())
            if held.metadata.namespace == service.metadata.namespace and held.spec.replicas == 0 and fits and not _owned(held):
                yield Repair(
                    fault="SVC002",
                    object=key_of(held),
                    field="spec.replicas",
                    says=f"{kind} {called(held)} is scaled to 0: there is no pod for service {called(service)}",
                    steps=(Patch(key_of(held), {"spec": {"replicas": 1}}),),
                    cost=5,
                )


def _owned(held: Any) -> bool:
    return any(owner.controller for owner in held.metadata.ownerReferences)


def readiness(scene: Scene) -> Iterator[Repair]:
    """Selected pods that are not ready: a probe at a port or path where nothing answers, or a status that says so."""
    service = scene.service()
    if service is None or not service.spec.selector:
        return
    done: set[ObjectKey] = set()
    for pod in _selected(scene, service):
        maker = owner_of(scene.state, pod) or key_of(pod)
        if maker in done or any(one.type == "Ready" and one.status == "True" for one in pod.status.conditions):
            continue
        done.add(maker)
        yield from _probes(scene, pod, maker)
        yield Repair(
            fault="SVC005",
            object=maker,
            field="status.conditions",
            says=f"the pods of {maker} are not ready, and an unready pod gets no traffic",
            steps=tuple(_made_ready(one) for one in _selected(scene, service)),
            cost=20,
        )


def _made_ready(pod: Pod) -> Patch:
    ready = {"type": "Ready", "status": "True"}
    return Patch(key_of(pod), {"status": {"phase": "Running", "conditions": [ready]}})


def _probes(scene: Scene, pod: Pod, maker: ObjectKey) -> Iterator[Repair]:
    """The probe sent to another port on which the pod listens, or to the paths that it answers."""
    ports = sorted({one.port for one in listeners(pod) if one.protocol == "TCP"})
    paths = [path.strip() for path in (pod.metadata.annotations.get("k8s-svc-trainer/paths") or "").split(",") if path.strip()]
    for place, container in enumerate(pod.spec.containers):
        probe = container.readinessProbe
        action = probe and (probe.httpGet or probe.tcpSocket)
        if not probe or not action:
            continue
        kind = "httpGet" if probe.httpGet else "tcpSocket"
        for port in ports:
            if port != action.port:
                yield _probe(scene, pod, maker, (place, kind), fault="SVC003", field="port", old=action.port, new=port)
        for path in paths:
            if probe.httpGet is not None and path != probe.httpGet.path:
                yield _probe(scene, pod, maker, (place, kind), fault="SVC004", field="path", old=probe.httpGet.path, new=path)


def _probe(scene: Scene, pod: Pod, maker: ObjectKey, where: tuple[int, str], *, fault: str, field: str, old: Any, new: Any) -> Repair:
    place, kind = where

    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"]["containers"][place]["readinessProbe"][kind][field] = new

    inside = "spec.template.spec" if maker.kind != "pod" else "spec"
    return Repair(
        fault=fault,
        object=maker,
        field=f"{inside}.containers[{place}].readinessProbe.{kind}.{field}",
        says=f"the readiness probe of {maker} asks {field} {old}, where it gets no good answer; the pod answers at {new}",
        steps=recast(scene.cluster, pod, change),
        mismatch=f"readinessProbe.{field}",
        cost=6,
    )


def elsewhere(scene: Scene) -> Iterator[Repair]:
    """A Service in one namespace, the pods that it means in another: ask for a Service there, made like this one where there is none."""
    service = scene.service()
    if service is None or not service.spec.selector or _selected(scene, service):
        return
    wanted = service.spec.selector
    spaces = {str(pod.metadata.namespace) for pod in pods_of(scene.state) if wanted.items() <= pod.metadata.labels.items()}
    for namespace in sorted(spaces - {str(service.metadata.namespace)}):
        there = scene.state.one(Service, namespace, str(service.metadata.name)) is not None
        made = bare(scene.cluster, key_of(service), status=False)
        made["metadata"]["namespace"] = namespace
        for word in ("clusterIP", "clusterIPs", "ipFamilies", "healthCheckNodePort"):
            made["spec"].pop(word, None)
        for port in made["spec"].get("ports", ()):
            port.pop("nodePort", None)
        yield Repair(
            fault="SVC006",
            object=key_of(service),
            field="metadata.namespace",
            says=f"the pods that service {called(service)} selects live in namespace {namespace}: a selector sees its own namespace only",
            steps=() if there else (Apply(made),),
            instead=asking(scene.action, host=f"{service.metadata.name}.{namespace}"),
            cost=9,
        )


# --- ports that no pod has ---------------------------------------------------------------------------------------


def named_port(scene: Scene) -> Iterator[Repair]:
    """A targetPort by a name that the selected pods do not have: by the name, or the number, of a port that they have."""
    service = scene.service()
    if service is None:
        return
    for place, port in enumerate(service.spec.ports):
        if not isinstance(port.targetPort, str):
            continue
        for pod in _selected(scene, service) if service.spec.selector else ():
            if not _declares(pod, port):
                yield from _renamed(scene, service, place, pod)
                break


def _declares(pod: Pod, port: ServicePort) -> bool:
    protocol = port.protocol or "TCP"
    return any(one.name == port.targetPort and (one.protocol or "TCP") == protocol for each in pod.spec.containers for one in each.ports)


def _renamed(scene: Scene, service: Service, place: int, pod: Pod) -> Iterator[Repair]:
    port, key = service.spec.ports[place], key_of(service)
    has = [one for container in pod.spec.containers for one in container.ports if (one.protocol or "TCP") == (port.protocol or "TCP")]
    numbers = [one.containerPort for one in has] + sorted(one.port for one in listeners(pod))
    for target in dict.fromkeys([*(one.name for one in has if one.name), *numbers]):
        alike = unlikeness(str(port.targetPort), str(target)) if isinstance(target, str) else 0.7
        yield Repair(
            fault="SVC011",
            object=key,
            field=f"spec.ports[{place}].targetPort",
            says=f"targetPort {port.targetPort} of service {called(service)} names no port of its pods; they have {_ports(pod)}",
            steps=patched(scene.cluster, key, _target(place, target)),
            mismatch="targetPort",
            cost=8 + round(4 * alike),
        )


def _target(place: int, target: Any) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"]["ports"][place]["targetPort"] = target

    return change


def _ports(pod: Pod) -> str:
    found = [f"{one.name or 'unnamed'} ({one.containerPort})" for container in pod.spec.containers for one in container.ports]
    return ", ".join(found) or "none declared"


# --- hand-written slices -----------------------------------------------------------------------------------------


def slices(scene: Scene) -> Iterator[Repair]:
    """Slices written by hand for a Service without selector: the label that binds them, and the names of their ports."""
    service = scene.service()
    if service is None or service.spec.selector or service.spec.type == "ExternalName":
        return
    for slice_ in sorted(scene.state.all(EndpointSlice), key=lambda one: str(one.metadata.name)):
        if slice_.metadata.namespace == service.metadata.namespace:
            yield from _label(scene, service, slice_)
            yield from _port_names(scene, service, slice_)
            yield from _conditions(scene, service, slice_)


def _label(scene: Scene, service: Service, slice_: EndpointSlice) -> Iterator[Repair]:
    has = slice_.metadata.labels.get(SERVICE_NAME)
    if has == service.metadata.name or (has and scene.state.one(Service, str(service.metadata.namespace), has) is not None):
        return
    yield Repair(
        fault="SVC020",
        object=key_of(slice_),
        field=f"metadata.labels['{SERVICE_NAME}']",
        says=f"EndpointSlice {called(slice_)} belongs to no Service: its label {SERVICE_NAME} is {has or 'missing'}",
        steps=(Patch(key_of(slice_), {"metadata": {"labels": {SERVICE_NAME: service.metadata.name}}}),),
        cost=6,
    )


def _port_names(scene: Scene, service: Service, slice_: EndpointSlice) -> Iterator[Repair]:
    if slice_.metadata.labels.get(SERVICE_NAME) != service.metadata.name:
        return
    names = [one.name or "" for one in service.spec.ports]
    for place, port in enumerate(slice_.ports):
        for name in names:
            if (port.name or "") not in names:
                yield Repair(
                    fault="SVC021",
                    object=key_of(slice_),
                    field=f"ports[{place}].name",
                    says=f"port {port.name or '(no name)'} of EndpointSlice {called(slice_)} has the name of no port of its Service",
                    steps=patched(scene.cluster, key_of(slice_), _named_port(place, name)),
                    mismatch="ports.name",
                    cost=6,
                )


def _named_port(place: int, name: str) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["ports"][place]["name"] = name

    return change


def _conditions(scene: Scene, service: Service, slice_: EndpointSlice) -> Iterator[Repair]:
    if slice_.metadata.labels.get(SERVICE_NAME) != service.metadata.name:
        return
    if any(one.conditions.ready is False for one in slice_.endpoints):
        yield Repair(
            fault="SVC023",
            object=key_of(slice_),
            field="endpoints[*].conditions.ready",
            says=f"EndpointSlice {called(slice_)} says of its endpoints that they are not ready",
            steps=patched(scene.cluster, key_of(slice_), _all_ready),
            cost=8,
        )


def _all_ready(manifest: dict[str, Any]) -> None:
    for one in manifest["endpoints"]:
        one["conditions"] = {"ready": True}


def listens_nowhere(scene: Scene) -> Iterator[Repair]:
    """A pod that is not ready because nothing in it listens where its probe, and the Service, look."""
    service = scene.service()
    if service is None or not service.spec.selector:
        return
    for pod in _selected(scene, service):
        stated = pod.metadata.annotations.get(LISTEN)
        if stated is None:
            continue
        maker = owner_of(scene.state, pod) or key_of(pod)
        declared = [one for container in pod.spec.containers for one in container.ports if one.containerPort]
        text = ",".join(f"{one.containerPort}/{one.protocol or 'TCP'}" for one in declared)
        loopback = any(part.strip().startswith(("127.", "localhost")) for part in stated.split(","))
        if text:
            yield Repair(
                fault="SVC015" if loopback else "SVC014",
                object=maker,
                field=f"metadata.annotations['{LISTEN}']",
                says=f"the process in {maker} listens on {stated or 'nothing'}; its container declares {text}",
                steps=recast(scene.cluster, pod, _listening(text)),
                mismatch="listen",
                cost=9,
            )
        return


def _listening(text: str) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["metadata"].setdefault("annotations", {})[LISTEN] = text

    return change


MAKERS = (selector, replicas, readiness, elsewhere, named_port, slices, listens_nowhere)
BEHIND_A_NAME = (selector, replicas, readiness, slices)
