"""An Ingress controller that answers 404 or 503: class, host, path, path type, backend Service and its port."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from k8s_svc_trainer.cases.steps import Http
from k8s_svc_trainer.diagnosis.changing import owner_of, patched, recast
from k8s_svc_trainer.diagnosis.likeness import closest, unlikeness
from k8s_svc_trainer.diagnosis.repairs import names
from k8s_svc_trainer.diagnosis.scene import Scene, key_of
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim.controllers.ingresses import CLASS, served
from k8s_svc_trainer.sim.http import Url, plain_host
from k8s_svc_trainer.sim.listening import PATHS
from k8s_svc_trainer.sim.objects import Ingress, IngressClass, Pod, Service

ALIKE_PATH = 0.25  # paths are short and share a slash: what was meant is nearly the same


def _asked(scene: Scene) -> tuple[str, str] | None:
    """Host and path of the request."""
    if not isinstance(scene.action, Http):
        return None
    url = Url.parse(scene.action.url)
    header = next((value for name, value in scene.action.headers.items() if name.lower() == "host"), url.target.host)
    return plain_host(header), url.path


def _all(scene: Scene) -> list[Ingress]:
    held: list[Ingress] = list(scene.state.all(Ingress))
    return sorted(held, key=lambda one: (str(one.metadata.namespace), str(one.metadata.name)))


def no_class(scene: Scene) -> Iterator[Repair]:
    """An Ingress that no controller serves: its class is missing, or another's."""
    if _asked(scene) is None:
        return
    classes = sorted(str(one.metadata.name) for one in scene.state.all(IngressClass)) or [CLASS]
    for ingress in _all(scene):
        if served(ingress):
            continue
        has = ingress.spec.ingressClassName
        for name in closest(has or "", classes):
            yield Repair(
                fault="SVC070",
                object=key_of(ingress),
                field="spec.ingressClassName",
                says=f"Ingress {_named(ingress)} has class {has or '(none)'}, and no controller serves it: there is {', '.join(classes)}",
                steps=patched(scene.cluster, key_of(ingress), _with_class(name)),
                mismatch="class",
                cost=5,
            )


def _with_class(name: str) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"]["ingressClassName"] = name
        manifest["metadata"].get("annotations", {}).pop("kubernetes.io/ingress.class", None)

    return change


def rule(scene: Scene) -> Iterator[Repair]:
    """A rule for another host, another path, or of another path type than the request needs."""
    asked = _asked(scene)
    if asked is None:
        return
    host, path = asked
    for ingress in _all(scene):
        for place, one in enumerate(ingress.spec.rules):
            if (one.host or "") not in ("", host):
                yield _host(scene, ingress, place, str(one.host), host)
            for which, entry in enumerate(one.http.paths if one.http else ()):
                yield from _path(scene, ingress, (place, which), str(entry.path or "/"), str(entry.pathType), path)


def _host(scene: Scene, ingress: Ingress, place: int, old: str, new: str) -> Repair:
    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"]["rules"][place]["host"] = new

    return Repair(
        fault="SVC071",
        object=key_of(ingress),
        field=f"spec.rules[{place}].host",
        says=f"Ingress {_named(ingress)} has a rule for host {old}; the request names {new}",
        steps=patched(scene.cluster, key_of(ingress), change),
        mismatch="host",
        cost=6 + round(8 * unlikeness(old, new)),
    )


def _path(scene: Scene, ingress: Ingress, where: tuple[int, int], old: str, kind: str, path: str) -> Iterator[Repair]:
    place, which = where

    def of_type(manifest: dict[str, Any]) -> None:
        manifest["spec"]["rules"][place]["http"]["paths"][which]["pathType"] = "Prefix"

    def of_path(manifest: dict[str, Any]) -> None:
        manifest["spec"]["rules"][place]["http"]["paths"][which]["path"] = path

    field = f"spec.rules[{place}].http.paths[{which}]"
    if kind == "Exact":
        yield Repair(
            fault="SVC073",
            object=key_of(ingress),
            field=f"{field}.pathType",
            says=f"Ingress {_named(ingress)} has path {old} of type Exact, which {path} is not",
            steps=patched(scene.cluster, key_of(ingress), of_type),
            mismatch="pathType",
            cost=5,
        )
    if old != path:
        yield Repair(
            fault="SVC072",
            object=key_of(ingress),
            field=f"{field}.path",
            says=f"Ingress {_named(ingress)} has path {old} ({kind}); the request asks for {path}",
            steps=patched(scene.cluster, key_of(ingress), of_path),
            mismatch="path",
            cost=7 + round(8 * unlikeness(old, path)),
        )


def backend(scene: Scene) -> Iterator[Repair]:
    """A backend that names no Service of its namespace, or no port of it."""
    for ingress in _all(scene):
        if scene.hop.object != f"ingress/{_named(ingress)}":
            continue
        for where, entry in _backends(ingress):
            found = entry.service
            if found is None:
                continue
            service = scene.state.one(Service, str(ingress.metadata.namespace), found.name or "")
            if service is None:
                yield from _other_service(scene, ingress, where, str(found.name))
                for elsewhere in [one for one in scene.state.all(Service) if one.metadata.name == found.name]:
                    yield from names.brought(scene, elsewhere, str(ingress.metadata.namespace), f"the Service of Ingress {_named(ingress)}")
            else:
                yield from _other_port(scene, ingress, where, service, found.port.name or found.port.number)


def _backends(ingress: Ingress) -> Iterator[tuple[tuple[int, int] | None, Any]]:
    if ingress.spec.defaultBackend is not None:
        yield None, ingress.spec.defaultBackend
    for place, one in enumerate(ingress.spec.rules):
        for which, entry in enumerate(one.http.paths if one.http else ()):
            if entry.backend is not None:
                yield (place, which), entry.backend


def _other_service(scene: Scene, ingress: Ingress, where: tuple[int, int] | None, old: str) -> Iterator[Repair]:
    here = [str(one.metadata.name) for one in scene.state.all(Service) if one.metadata.namespace == ingress.metadata.namespace]
    for name in closest(old, here)[:4]:
        yield Repair(
            fault="SVC074",
            object=key_of(ingress),
            field=f"{_field(where)}.service.name",
            says=f"Ingress {_named(ingress)} sends to Service {old}, which namespace {ingress.metadata.namespace} does not have",
            steps=patched(scene.cluster, key_of(ingress), _into(where, name=name)),
            mismatch="service",
            cost=6 + round(8 * unlikeness(old, name)),
        )


def _other_port(scene: Scene, ingress: Ingress, where: tuple[int, int] | None, service: Service, old: str | int | None) -> Iterator[Repair]:
    if any(old in (port.name, port.port) for port in service.spec.ports):
        return
    for port in service.spec.ports:
        yield Repair(
            fault="SVC075",
            object=key_of(ingress),
            field=f"{_field(where)}.service.port",
            says=f"Ingress {_named(ingress)} sends to port {old} of Service {service.metadata.name}, which has {_ports(service)}",
            steps=patched(scene.cluster, key_of(ingress), _into(where, port={"number": port.port})),
            mismatch="port",
            cost=6,
        )


def _field(where: tuple[int, int] | None) -> str:
    return "spec.defaultBackend" if where is None else f"spec.rules[{where[0]}].http.paths[{where[1]}].backend"


def _into(where: tuple[int, int] | None, **changes: Any) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        spec = manifest["spec"]
        found = spec["defaultBackend"] if where is None else spec["rules"][where[0]]["http"]["paths"][where[1]]["backend"]
        found["service"].update(changes)

    return change


def _ports(service: Service) -> str:
    return ", ".join(f"{port.name} ({port.port})" if port.name else str(port.port) for port in service.spec.ports)


def missing_rule_of_app(scene: Scene) -> Iterator[Repair]:
    """The pod itself answers 404: it knows another path than the one that is asked for."""
    word, _, place = scene.hop.object.partition("/")
    if word != "pod" or not isinstance(scene.action, Http):
        return
    pod = scene.state.one(Pod, *place.split("/", 1))
    known = [path.strip() for path in (pod.metadata.annotations.get(PATHS) or "").split(",") if path.strip()] if pod else []
    asked, old = Url.parse(scene.action.url), scene.action
    if pod is None or asked.path in known:
        return
    found = Repair(
        fault="SVC076",
        object=owner_of(scene.state, pod) or key_of(pod),
        field=f"metadata.annotations['{PATHS}']",
        says=f"{place} answers 404 for {asked.path}; it knows {', '.join(known)}",
        mismatch="path",
    )
    near = [path for path in closest(asked.path, known) if unlikeness(asked.path, path) < ALIKE_PATH]
    for path in near[:3]:
        cost = 6 + round(14 * unlikeness(asked.path, path))
        yield replace(found, instead=replace(old, url=f"http://{asked.target}{path}"), cost=cost)
        yield replace(found, steps=recast(scene.cluster, pod, _knowing(",".join([*known, asked.path]))), cost=cost + 1)


def _knowing(paths: str) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["metadata"].setdefault("annotations", {})[PATHS] = paths

    return change


def _named(ingress: Ingress) -> str:
    return f"{ingress.metadata.namespace}/{ingress.metadata.name}"


MAKERS = (no_class, rule, backend)
ANSWERS = (missing_rule_of_app,)
