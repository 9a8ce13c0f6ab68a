"""Which pods a Service picks: none, because its selector fits no labels or its pods live elsewhere; strangers; another workload's.

The rules met the packet and had nobody to send it to, or sent it to somebody who should not be there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8s_svc_trainer.cases.steps import Apply, Patch
from k8s_svc_trainer.diagnosis.changing import (
    bare,
    kinds_of_pods,
    moved,
    own_labels,
    owner_of,
    patched,
    relabelled,
    terms,
    without_numbers,
)
from k8s_svc_trainer.diagnosis.likeness import ALIKE, unlikeness
from k8s_svc_trainer.diagnosis.scene import Scene, asking, called, key_of
from k8s_svc_trainer.diagnosis.values import LAST_RESORT, Repair
from k8s_svc_trainer.sim import ObjectKey
from k8s_svc_trainer.sim.listening import listeners
from k8s_svc_trainer.sim.objects import Namespace, Pod, Service

FAR = 0.52  # a label so far from the selector's most telling term was hardly meant by it
WORKLOADS = ("Deployment", "ReplicaSet", "StatefulSet")


def selected(scene: Scene, service: Service) -> list[Pod]:
    """The pods that a Service selects and that have not ended."""
    if not service.spec.selector:
        return []
    found = scene.state.selected_pods(str(service.metadata.namespace), dict(service.spec.selector))
    return [pod for pod in found if pod.status.phase not in ("Succeeded", "Failed")]


def selector(scene: Scene) -> Iterator[Repair]:
    """The selector fits no pod's labels: align it with those of pods beside it, or them with it; the most alike costs least."""
    service = scene.service()
    if service is None or not service.spec.selector or selected(scene, service):
        return
    wanted, key = service.spec.selector, key_of(service)
    for owner, pod in kinds_of_pods(scene.state, service.metadata.namespace):
        labels = own_labels(pod.metadata.labels)
        fitting = _nearest(wanted, labels)
        cost = 10 + round(10 * _distance(wanted, labels, owner.name)) + _foreign(scene, service, pod)
        aligned = (Patch(key, {"spec": {"selector": _instead(wanted, fitting)}}),) if fitting else ()
        for steps, more in ((aligned, 0), (relabelled(scene.cluster, pod, wanted), 4)):
            if steps:
                yield Repair(
                    fault="SVC001",
                    object=key,
                    field="spec.selector",
                    says=f"service {called(service)} selects {terms(wanted)}; {_carriers(owner)} {terms(labels)}",
                    steps=steps,
                    mismatch="selector",
                    beside=owner,
                    cost=cost + more,
                )


def _carriers(owner: ObjectKey) -> str:
    """Who carries labels: a pod that nothing makes, or the pods of a workload."""
    return f"{owner} carries" if owner.kind == "pod" else f"the pods of {owner} carry"


def _nearest(wanted: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str] | None:
    """The labels of a pod that a selector may have meant: the same keys where the pod has them, else its most alike."""
    same = {name: labels[name] for name in wanted if name in labels}
    if same:
        return same
    if not labels:
        return None
    best = min(labels, key=lambda name: (unlikeness(terms(wanted), f"{name}={labels[name]}"), name))
    return {best: labels[best]}


def _distance(wanted: Mapping[str, str], labels: Mapping[str, str], owner: str) -> float:
    """How far a selector is from the pods of a workload: 0 for the same labels but for case, 1 and more for nothing alike."""
    return sum(_term_distance(name, value, labels, owner) for name, value in wanted.items()) / len(wanted)


def _term_distance(name: str, value: str, labels: Mapping[str, str], owner: str) -> float:
    if name in labels:
        return unlikeness(value, labels[name])
    return 0.3 + min(unlikeness(value, owner), *(unlikeness(f"{name}={value}", f"{key}={one}") for key, one in labels.items()), 1.0)


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


def no_workload(scene: Scene) -> Iterator[Repair]:
    """Nothing makes the pods that the selector asks for: make one, as the Service would have it. Where it may have meant others, last."""
    service = scene.service()
    if service is None or not service.spec.selector or selected(scene, service):
        return
    beside = kinds_of_pods(scene.state, service.metadata.namespace)
    kinds = [(own_labels(pod.metadata.labels), owner.name) for owner, pod in beside]
    kinds += [(labels_of(held), str(held.metadata.name)) for held in scaled_down(scene, service)]
    near = any(meant(service, labels, name) for labels, name in kinds)
    ports = [
        {"containerPort": port.targetPort if isinstance(port.targetPort, int) else port.port, "protocol": port.protocol or "TCP"}
        | ({"name": port.targetPort} if isinstance(port.targetPort, str) else {})
        for port in service.spec.ports
    ]
    name, namespace = str(service.metadata.name), str(service.metadata.namespace)
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(service.spec.selector)},
        "spec": {"containers": [{"name": name, "image": name, "ports": ports}]},
    }
    yield Repair(
        fault="SVC017",
        object=key_of(service),
        field="spec.selector",
        says=f"service {called(service)} selects {terms(service.spec.selector)}, and nothing in namespace {namespace} makes such pods",
        steps=(Apply(pod),),
        mismatch="workload",
        cost=LAST_RESORT if near else 17,
    )


def meant(service: Service, labels: Mapping[str, str], owner: str) -> bool:
    """Whether a selector may have meant the pods of a workload: its most telling term is near to what they carry."""
    telling = min(service.spec.selector.items(), key=lambda term: unlikeness(term[1], str(service.metadata.name)))
    return _term_distance(*telling, labels, owner) < FAR


def scaled_down(scene: Scene, service: Service) -> list[Any]:
    """The workloads of the Service's namespace that are scaled to none, and that nothing else makes."""
    held = [one for kind in WORKLOADS for one in scene.state.held(kind).values() if one.spec.replicas == 0]
    mine = [one for one in held if one.metadata.namespace == service.metadata.namespace]
    return [one for one in mine if not any(owner.controller for owner in one.metadata.ownerReferences)]


def labels_of(workload: Any) -> dict[str, str]:
    """The labels of the pods that a workload makes."""
    return dict(workload.spec.template.metadata.labels) if workload.spec.template else {}


def elsewhere(scene: Scene) -> Iterator[Repair]:
    """A Service in one namespace, the pods that it means in another: a Service there, or the pods here."""
    service = scene.service()
    if service is None or not service.spec.selector or selected(scene, service):
        return
    wanted, here = service.spec.selector, str(service.metadata.namespace)
    spaces = sorted(str(one.metadata.name) for one in scene.state.all(Namespace) if one.metadata.name != here)
    for namespace in [name for name in spaces if scene.state.selected_pods(name, dict(wanted))]:
        says = f"the pods that service {called(service)} selects live in namespace {namespace}: a selector sees its own namespace only"
        there = scene.state.one(Service, namespace, str(service.metadata.name)) is not None
        made = without_numbers(bare(scene.cluster, key_of(service), status=False), "service")
        made["metadata"] = {**made["metadata"], "namespace": namespace}
        yield Repair(
            fault="SVC006",
            object=key_of(service),
            field="metadata.namespace",
            says=says,
            steps=() if there else (Apply(made),),
            instead=asking(scene.action, host=f"{service.metadata.name}.{namespace}"),
            mismatch="namespace",
            cost=9,
        )
        makers = [owner for owner, pod in kinds_of_pods(scene.state, namespace) if wanted.items() <= pod.metadata.labels.items()]
        yield Repair(
            fault="SVC006",
            object=key_of(service),
            field="metadata.namespace",
            says=says,
            steps=tuple(step for owner in makers for step in moved(scene.cluster, owner, namespace=here)),
            mismatch="namespace",
            cost=11,
        )


# --- the wrong pods ----------------------------------------------------------------------------------------------


def another_workload(scene: Scene) -> Iterator[Repair]:
    """The selector picks the pods of another workload than the one whose name the Service has."""
    service = scene.service()
    if service is None or not selected(scene, service):
        return
    wanted, key, name = service.spec.selector, key_of(service), str(service.metadata.name)
    now = [pod for _, pod in kinds_of_pods(scene.state, service.metadata.namespace) if wanted.items() <= pod.metadata.labels.items()]
    mine = min(unlikeness(name, _root(scene, pod)) for pod in now) if now else 1.0
    shared = sorted(str(one.metadata.name) for one in scene.state.all(Service) if _same_selector(one, service))
    for owner, pod in kinds_of_pods(scene.state, service.metadata.namespace):
        labels = {word: pod.metadata.labels[word] for word in wanted if word in pod.metadata.labels}
        if not labels or labels == dict(wanted):
            continue
        likeness = mine - unlikeness(name, _root(scene, pod))
        says = (
            f"service {called(service)} selects {terms(wanted)}, the pods of {_names(scene, now)}; those of {owner} carry {terms(labels)}"
        )
        if shared:
            says = (
                f"service {called(service)} has the selector of service {', '.join(shared)}: {terms(wanted)}; {owner} has {terms(labels)}"
            )
        yield Repair(
            fault="SVC009" if shared else "SVC008",
            object=key,
            field="spec.selector",
            says=says,
            steps=patched(scene.cluster, key, lambda manifest, labels=labels: manifest["spec"].update(selector=labels)),  # type: ignore[misc]
            mismatch="selector",
            beside=owner,
            cost=max(4, 11 - round(10 * likeness)),
        )


def _root(scene: Scene, pod: Pod) -> str:
    """What a pod is called after: its workload, or itself."""
    owner = owner_of(scene.state, pod)
    return owner.name if owner else str(pod.metadata.name)


def _names(scene: Scene, pods: list[Pod]) -> str:
    return " and ".join(str(owner_of(scene.state, pod) or key_of(pod)) for pod in pods)


def _same_selector(one: Service, other: Service) -> bool:
    here = one.metadata.namespace == other.metadata.namespace and one.metadata.name != other.metadata.name
    return here and dict(one.spec.selector) == dict(other.spec.selector)


def strangers(scene: Scene) -> Iterator[Repair]:
    """The selector picks pods of several workloads: narrow it to what those of one have alone, or take the label from strangers."""
    service = scene.service()
    if service is None or not service.spec.selector:
        return
    key, wanted = key_of(service), service.spec.selector
    picked = [
        (owner, pod)
        for owner, pod in kinds_of_pods(scene.state, service.metadata.namespace)
        if wanted.items() <= pod.metadata.labels.items()
    ]
    if len(picked) < 2:
        return
    says = f"service {key.namespace}/{key.name} selects pods of {_listed(picked)}: its selector is too wide"
    for owner, pod in picked:
        others = [other.metadata.labels for mine, other in picked if mine != owner]
        likeness = round(4 * unlikeness(str(service.metadata.name), _root(scene, pod)))
        for name, value in sorted(own_labels(pod.metadata.labels).items()):
            if name not in wanted and all(labels.get(name) != value for labels in others):
                yield Repair(
                    fault="SVC007",
                    object=key,
                    field="spec.selector",
                    says=says,
                    steps=(Patch(key, {"spec": {"selector": {name: value}}}),),
                    mismatch="strangers",
                    cost=8 + likeness,
                )
        if owner.kind == "pod":
            yield Repair(
                fault="SVC007",
                object=key,
                field="spec.selector",
                says=f"service {key.namespace}/{key.name} selects pods of {_listed(picked)}: they carry the same labels",
                steps=relabelled(scene.cluster, pod, dict.fromkeys(wanted)),
                mismatch="strangers",
                cost=14 - likeness,
            )


def _listed(picked: list[tuple[ObjectKey, Pod]]) -> str:
    return " and ".join(str(owner) for owner, _ in picked)


MAKERS = (selector, elsewhere, no_workload)
WRONG_PODS = (strangers, another_workload)
