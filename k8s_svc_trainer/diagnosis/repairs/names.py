"""A name that gives no address: the wrong namespace, a misspelling, an ExternalName, a StatefulSet's Service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from k8s_svc_trainer.cases.steps import Apply
from k8s_svc_trainer.diagnosis.changing import kinds_of_pods, moved, patched, remade
from k8s_svc_trainer.diagnosis.likeness import ALIKE, closest, unlikeness
from k8s_svc_trainer.diagnosis.scene import Scene, asking, key_of
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import ObjectKey
from k8s_svc_trainer.sim.objects import Service, StatefulSet

MOST = 4  # guesses at one name


def _labels(scene: Scene) -> list[str]:
    """The labels of the name within the cluster, its domain left out."""
    stem = (scene.host or "").rstrip(".").removesuffix(f".{scene.cluster.settings.clusterDomain.rstrip('.')}")
    return stem.removesuffix(".svc").split(".")


def namespace(scene: Scene) -> Iterator[Repair]:
    """A Service of this name lives in another namespace than the one that is asked."""
    labels = _labels(scene)
    here = labels[1] if len(labels) > 1 else getattr(scene.source, "namespace", None)
    for service in _services(scene):
        place = str(service.metadata.namespace)
        if service.metadata.name == labels[0] and place != here and len(labels) <= 2:
            yield Repair(
                fault="SVC030",
                object=key_of(service),
                field="metadata.namespace",
                says=f"{scene.host} is looked for in namespace {here}; the Service {labels[0]} lives in {place}",
                instead=asking(scene.action, host=f"{labels[0]}.{place}"),
                mismatch="namespace",
                cost=5 if len(labels) == 1 else 10,
            )
            yield from brought(scene, service, here, str(scene.host))


def brought(scene: Scene, service: Service, here: str | None, asked: str) -> Iterator[Repair]:
    """The Service under its name in the namespace that is asked: as an alias, or itself with its pods."""
    if here is None or not scene.state.namespace_exists(here):
        return
    place, name = str(service.metadata.namespace), str(service.metadata.name)
    spec = {"type": "ExternalName", "externalName": f"{name}.{place}.svc.{scene.cluster.settings.clusterDomain.rstrip('.')}"}
    alias = Apply({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": here}, "spec": spec})
    wanted = service.spec.selector
    makers = [owner for owner, pod in kinds_of_pods(scene.state, place) if wanted and wanted.items() <= pod.metadata.labels.items()]
    back = tuple(step for key in (key_of(service), *makers) for step in moved(scene.cluster, key, namespace=here))
    for steps, cost in (((alias,), 8), (back, 14)):
        yield Repair(
            fault="SVC030",
            object=key_of(service),
            field="metadata.namespace",
            says=f"{asked} is looked for in namespace {here}; the Service {name} lives in {place}",
            steps=steps,
            mismatch="namespace",
            cost=cost,
        )


def _services(scene: Scene) -> list[Service]:
    held: list[Service] = list(scene.state.all(Service))
    return sorted(held, key=lambda one: (str(one.metadata.namespace), str(one.metadata.name)))


def spelling(scene: Scene) -> Iterator[Repair]:
    """A Service whose name is nearly the one that is asked for."""
    labels = _labels(scene)
    here = labels[1] if len(labels) > 1 else getattr(scene.source, "namespace", None)
    names = {str(one.metadata.name) for one in _services(scene) if str(one.metadata.namespace) == here}
    near = [name for name in closest(labels[0], names - {labels[0]}) if _near(labels[0], name)][:MOST]
    spaces = {str(one.metadata.namespace) for one in _services(scene) if one.metadata.name == labels[0]}
    for name in near:
        meant = _meant(scene, ObjectKey("service", here, name), ".".join([name, *labels[1:]]), unlikeness(labels[0], name))
        yield meant
        yield replace(meant, instead=None, steps=moved(scene.cluster, meant.object, name=labels[0]), cost=meant.cost + 2)
    if len(labels) > 1:
        for space in [one for one in closest(labels[1], spaces - {labels[1]}) if unlikeness(labels[1], one) < ALIKE][:MOST]:
            yield _meant(scene, ObjectKey("service", space, labels[0]), f"{labels[0]}.{space}", unlikeness(labels[1], space))


def _near(one: str, other: str) -> bool:
    """Whether one name may have been meant by the other: nearly the same letters, or one with something added: db, db-svc."""
    return unlikeness(one, other) < ALIKE or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def _meant(scene: Scene, key: ObjectKey, host: str, distance: float) -> Repair:
    return Repair(
        fault="SVC031",
        object=key,
        field="metadata.name",
        says=f"there is no Service by the name {scene.host}; there is {key.namespace}/{key.name}",
        instead=asking(scene.action, host=host),
        mismatch="name",
        cost=7 + round(6 * distance),
    )


def domain(scene: Scene) -> Iterator[Repair]:
    """A name with another cluster domain, or with one label too many: the Service's own full name."""
    labels = (scene.host or "").rstrip(".").split(".")
    own = scene.cluster.settings.clusterDomain.rstrip(".")
    if len(labels) > 2:
        key = ObjectKey("service", labels[1], labels[0])
        right = f"{labels[0]}.{labels[1]}.svc.{own}"
        if scene.state.one(Service, labels[1], labels[0]) is not None and scene.host != right:
            yield Repair(
                fault="SVC037",
                object=key,
                field="metadata.name",
                says=f"{scene.host} is not how this cluster spells it: the name of service {labels[1]}/{labels[0]} is {right}",
                instead=asking(scene.action, host=right),
                mismatch="name",
                cost=7,
            )


def external(scene: Scene) -> Iterator[Repair]:
    """An ExternalName that points at a name that nobody answers for."""
    service = _aliased(scene)
    if service is None:
        return
    wrong = (service.spec.externalName or "").rstrip(".")
    own = scene.cluster.settings.clusterDomain.rstrip(".")
    inside = [f"{one.metadata.name}.{one.metadata.namespace}.svc.{own}" for one in _services(scene) if one is not service]
    outside = list(scene.cluster.settings.externalNames)
    for name in [one for one in closest(wrong, [*outside, *inside]) if one != wrong][:MOST]:
        yield Repair(
            fault="SVC032",
            object=key_of(service),
            field="spec.externalName",
            says=f"service {service.metadata.namespace}/{service.metadata.name} is an alias of {wrong}, which does not exist",
            steps=patched(scene.cluster, key_of(service), _alias(name)),
            mismatch="externalName",
            cost=7 + round(8 * unlikeness(wrong, name)),
        )


def _aliased(scene: Scene) -> Service | None:
    labels = _labels(scene)
    place = labels[1] if len(labels) > 1 else getattr(scene.source, "namespace", None)
    service = scene.state.one(Service, place, labels[0])
    return service if service is not None and service.spec.type == "ExternalName" else None


def _alias(name: str) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"]["externalName"] = name

    return change


def stateful(scene: Scene) -> Iterator[Repair]:
    """A pod of a StatefulSet asked for by name, where the set names another Service than the one in the question, or none."""
    labels = _labels(scene)
    if len(labels) < 2:
        return
    stem, place = labels[0].rpartition("-")[0], labels[2] if len(labels) > 2 else getattr(scene.source, "namespace", None)
    held = scene.state.one(StatefulSet, place, stem) if stem else None
    if held is None or held.spec.serviceName == labels[1]:
        return
    has, key = held.spec.serviceName, key_of(held)
    says = f"{scene.host} is a name under Service {labels[1]}; StatefulSet {place}/{stem} has serviceName {has or 'none'}"

    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"]["serviceName"] = labels[1]

    yield Repair(
        fault="SVC036",
        object=key,
        field="spec.serviceName",
        says=says,
        steps=remade(scene.cluster, key, change),
        mismatch="serviceName",
        cost=6,
    )
    if has:
        host = ".".join([labels[0], has, *labels[2:]])
        yield Repair(
            fault="SVC036",
            object=key,
            field="spec.serviceName",
            says=says,
            instead=asking(scene.action, host=host),
            mismatch="serviceName",
            cost=9,
        )


def governing(scene: Scene) -> Iterator[Repair]:
    """A pod of a StatefulSet asked for by name, and the Service that governs it does not exist, or is none of its own."""
    labels = _labels(scene)
    if len(labels) < 2:
        return
    stem, place = labels[0].rpartition("-")[0], labels[2] if len(labels) > 2 else getattr(scene.source, "namespace", None)
    held = scene.state.one(StatefulSet, place, stem) if stem else None
    if held is None or held.spec.serviceName != labels[1] or scene.state.one(Service, place, labels[1]) is not None:
        return
    ports = [one for container in held.spec.template.spec.containers for one in container.ports] if held.spec.template else []
    spec = {
        "clusterIP": "None",
        "selector": dict((held.spec.selector.matchLabels if held.spec.selector else None) or {}),
        "ports": [{"name": one.name or f"port-{one.containerPort}", "port": one.containerPort} for one in ports],
    }
    made = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": labels[1], "namespace": place}, "spec": spec}
    yield Repair(
        fault="SVC036",
        object=key_of(held),
        field="spec.serviceName",
        says=f"StatefulSet {place}/{stem} names Service {labels[1]}, which does not exist: its pods have no names in DNS",
        steps=(Apply(made),),
        mismatch="serviceName",
        cost=6,
    )


MAKERS = (namespace, spelling, domain, external, stateful, governing)
