"""Faults of ports: what the Service asks for, what the pods declare, what their process listens on and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8s_svc_trainer.diagnosis.changing import Manifest, patched
from k8s_svc_trainer.diagnosis.injections.ground import Ground
from k8s_svc_trainer.diagnosis.injections.making import injected, misspelt, of_ports, pods_behind, recast_all, requests, steady
from k8s_svc_trainer.diagnosis.injections.values import Injection
from k8s_svc_trainer.diagnosis.scene import called, key_of
from k8s_svc_trainer.sim.listening import LISTEN, PATHS
from k8s_svc_trainer.sim.objects import Service, ServicePort

WRONG_PORTS = (8888, 3001)


def target_number(ground: Ground) -> Iterator[Injection]:
    """targetPort is a number at which the pods do not listen."""
    for service, place, _ in _ports(ground):
        for wrong in WRONG_PORTS:
            says = f"service {called(service)} sends to port {wrong}"
            yield from _changed(ground, "SVC010", service, place, says, targetPort=wrong)


def target_name(ground: Ground) -> Iterator[Injection]:
    """targetPort is a name that no port of the pods has."""
    for service, place, port in _ports(ground):
        if isinstance(port.targetPort, str):
            for wrong in (*misspelt(port.targetPort), "api"):
                says = f"service {called(service)} sends to the port that is called {wrong}"
                yield from _changed(ground, "SVC011", service, place, says, targetPort=wrong)


def renamed_port(ground: Ground) -> Iterator[Injection]:
    """The pods' port gets another name, and the Service asks for the old one."""
    for service, _, port in _ports(ground):
        if not isinstance(port.targetPort, str):
            continue
        for maker, steps in recast_all(ground, service, _rename(port.targetPort)):
            says = f"{maker} calls its port main, and no longer {port.targetPort}"
            yield from injected(ground, "SVC011", key_of(service), steps, says, flows=steady(ground, service))


def _rename(old: str) -> Any:
    def change(manifest: Manifest) -> None:
        for container in manifest["spec"]["containers"]:
            for port in container.get("ports", ()):
                if port.get("name") == old:
                    port["name"] = "main"
            probe = container.get("readinessProbe") or {}
            for kind in ("httpGet", "tcpSocket"):
                if probe.get(kind, {}).get("port") == old:
                    probe[kind]["port"] = "main"

    return change


def protocol(ground: Ground) -> Iterator[Injection]:
    """The Service's port is for UDP."""
    for service, place, port in _ports(ground):
        if (port.protocol or "TCP") == "TCP":
            says = f"port {port.port} of service {called(service)} is for UDP"
            yield from _changed(ground, "SVC012", service, place, says, protocol="UDP")


def service_port(ground: Ground) -> Iterator[Injection]:
    """The Service's port is changed, and clients ask for the old one; or its node port is."""
    for service, place, port in _ports(ground):
        if service.spec.clusterIP != "None":
            new = 8000 if port.port != 8000 else 8001
            says = f"service {called(service)} has port {new} in place of {port.port}"
            yield from _changed(ground, "SVC013", service, place, says, port=new)
        if port.nodePort:
            says = f"service {called(service)} has node port 32100 in place of {port.nodePort}"
            steps = patched(ground.cluster, key_of(service), of_ports(place, nodePort=32100))
            yield from injected(ground, "SVC013", key_of(service), steps, says, flows=requests(ground.of(key_of(service))))


def process_port(ground: Ground) -> Iterator[Injection]:
    """The process listens on another port than the container declares."""
    yield from _listening(ground, "SVC014", "{}", 9191)


def loopback(ground: Ground) -> Iterator[Injection]:
    """The process listens on its loopback only."""
    yield from _listening(ground, "SVC015", "127.0.0.1:{}", None)


def _listening(ground: Ground, fault: str, form: str, number: int | None) -> Iterator[Injection]:
    for service in ground.services():
        for pod in pods_behind(ground.cluster, service)[:1]:
            declared = next((port.containerPort for one in pod.spec.containers for port in one.ports), None)
            if declared is None or LISTEN in pod.metadata.annotations:
                continue
            text = form.format(number or declared)
            for maker, steps in recast_all(ground, service, _annotated(LISTEN, text)):
                found = list(injected(ground, fault, maker, steps, f"{maker} listens on {text}", flows=steady(ground, service)))
                yield from found
                if found:
                    break


def forgotten_path(ground: Ground) -> Iterator[Injection]:
    """The application answers at another path than it did."""
    for service in ground.services():
        for pod in pods_behind(ground.cluster, service)[:1]:
            known = pod.metadata.annotations.get(PATHS)
            if known is None:
                continue
            wrong = f"/{service.metadata.name}s"
            text = ",".join(path.replace(f"/{service.metadata.name}", wrong) for path in known.split(","))
            for maker, steps in recast_all(ground, service, _annotated(PATHS, text)):
                yield from injected(ground, "SVC076", maker, steps, f"{maker} answers at {wrong}", flows=steady(ground, service))


def _annotated(name: str, text: str) -> Any:
    def change(manifest: Manifest) -> None:
        manifest["metadata"].setdefault("annotations", {})[name] = text

    return change


def _ports(ground: Ground) -> Iterator[tuple[Service, int, ServicePort]]:
    for service in ground.services():
        if service.spec.type != "ExternalName" and service.spec.selector:
            for place, port in enumerate(service.spec.ports):
                yield service, place, port


def _changed(ground: Ground, fault: str, service: Service, place: int, says: str, **values: Any) -> Iterator[Injection]:
    steps = patched(ground.cluster, key_of(service), of_ports(place, **values))
    yield from injected(ground, fault, key_of(service), steps, says)
