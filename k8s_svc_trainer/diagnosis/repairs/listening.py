"""An endpoint was chosen, and nothing there listens: the Service's target, a port's name, the container, the process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from k8s_svc_trainer.cases.steps import Connect, Protocol
from k8s_svc_trainer.diagnosis.changing import owner_of, patched, recast, remade
from k8s_svc_trainer.diagnosis.likeness import unlikeness
from k8s_svc_trainer.diagnosis.repairs.policies import denied
from k8s_svc_trainer.diagnosis.repairs.selectors import selected
from k8s_svc_trainer.diagnosis.scene import Scene, asking, called, key_of
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import Stage
from k8s_svc_trainer.sim.listening import LISTEN, listeners
from k8s_svc_trainer.sim.objects import ContainerPort, Pod, Service, ServicePort


def at(scene: Scene) -> Pod | None:
    """The pod that the packet came to, or would have come to but for a policy."""
    stopped = denied(scene) if scene.hop.stage is Stage.POLICY else None
    if stopped is not None:
        return stopped.pod if stopped.direction == "ingress" else stopped.other
    word, _, place = scene.hop.object.partition("/")
    namespace, _, name = place.partition("/")
    return scene.state.one(Pod, namespace, name) if word == "pod" and name else None


def target_port(scene: Scene) -> Iterator[Repair]:
    """The Service sends to a port at which the pod does not listen: to one at which it does.

    Where the container declares the port to which the Service sends, its process is the likelier to be wrong.
    """
    pod, service = at(scene), scene.service()
    if pod is None or service is None or scene.outcome == "connected":
        return
    key = key_of(service)
    numbers = {one.containerPort for container in pod.spec.containers for one in container.ports}
    for place, port in enumerate(service.spec.ports):
        if scene.port not in (port.port, port.nodePort) and len(service.spec.ports) > 1 and scene.port is not None:
            continue
        protocol = port.protocol or "TCP"
        own = {one.port: _loopback(one.address) for one in listeners(pod) if one.protocol == protocol}
        agreed = isinstance(port.targetPort, str) or port.targetPort in numbers
        for number, hidden in sorted(own.items()):
            yield Repair(
                fault="SVC010",
                object=key,
                field=f"spec.ports[{place}].targetPort",
                says=f"service {key.namespace}/{key.name} sends to port {port.targetPort}; its pods listen on {number}",
                steps=patched(scene.cluster, key, _port(place, "targetPort", number)),
                mismatch=f"ports[{place}].targetPort",
                cost=6 + 6 * agreed + 2 * hidden + len(own),
            )


def _port(place: int, field: str, value: Any) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"]["ports"][place][field] = value

    return change


def _loopback(address: str | None) -> bool:
    return address is not None and (address.startswith("127.") or address == "::1")


def named_port(scene: Scene) -> Iterator[Repair]:
    """A targetPort by a name that the selected pods do not have: by the name, or the number, of a port that they have."""
    service = scene.service()
    if service is None:
        return
    for place, port in enumerate(service.spec.ports):
        if isinstance(port.targetPort, str):
            pod = next((pod for pod in selected(scene, service) if not _declares(pod, port)), None)
            if pod is not None:
                yield from _renamed(scene, service, place, pod)


def _declares(pod: Pod, port: ServicePort) -> bool:
    protocol = port.protocol or "TCP"
    return any(one.name == port.targetPort and (one.protocol or "TCP") == protocol for each in pod.spec.containers for one in each.ports)


def _renamed(scene: Scene, service: Service, place: int, pod: Pod) -> Iterator[Repair]:
    """The Service asks for a name or number that the pods have, or their port gets the name for which it asks."""
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
            steps=patched(scene.cluster, key, _port(place, "targetPort", target)),
            mismatch=f"ports[{place}].targetPort",
            cost=8 + round(4 * alike),
        )
    if len(has) == 1:
        yield Repair(
            fault="SVC011",
            object=key,
            field=f"spec.ports[{place}].targetPort",
            says=f"targetPort {port.targetPort} of service {called(service)} names no port of its pods; they have {_ports(pod)}",
            steps=recast(scene.cluster, pod, _port_called(has[0].containerPort, str(port.targetPort))),
            mismatch=f"ports[{place}].targetPort",
            cost=13,
        )


def _port_called(number: int | None, name: str) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        for container in manifest["spec"]["containers"]:
            for port in container.get("ports", ()):
                old = port.get("name")
                if port["containerPort"] == number:
                    port["name"] = name
                    _follow(container, old, name)

    return change


def _follow(container: dict[str, Any], old: str | None, name: str) -> None:
    """Probes that ask the port by its old name ask it by the new one."""
    for word in ("readinessProbe", "livenessProbe", "startupProbe"):
        for kind in ("httpGet", "tcpSocket"):
            asked = container.get(word, {}).get(kind, {})
            if old is not None and asked.get("port") == old:
                asked["port"] = name


def _ports(pod: Pod) -> str:
    found = [f"{one.name or 'unnamed'} ({one.containerPort})" for container in pod.spec.containers for one in container.ports]
    return ", ".join(found) or "none declared"


def protocol(scene: Scene) -> Iterator[Repair]:
    """The Service's port is for another protocol than the pods' port of that number or name: theirs, for Service and client."""
    service = scene.service()
    pod = next(iter(selected(scene, service)), None) if service is not None else None
    if service is None or pod is None or not isinstance(scene.action, Connect):
        return
    for place, port in enumerate(service.spec.ports):
        own = port.protocol or "TCP"
        has = {one.protocol or "TCP" for container in pod.spec.containers for one in container.ports if port.targetPort in _called(one)}
        for other in sorted(has - {own}) if own not in has and scene.protocol == own else ():
            yield Repair(
                fault="SVC012",
                object=key_of(service),
                field=f"spec.ports[{place}].protocol",
                says=f"port {port.port} of service {called(service)} is for {own}; its pods have {port.targetPort} for {other}",
                steps=patched(scene.cluster, key_of(service), _port(place, "protocol", other)),
                instead=replace(scene.action, protocol=Protocol(other)),
                mismatch=f"ports[{place}].protocol",
                cost=7,
            )


def _called(port: ContainerPort) -> tuple[int | str | None, ...]:
    return port.containerPort, port.name


# --- the process -------------------------------------------------------------------------------------------------


def declared(pod: Pod) -> str:
    """The ports that a pod's containers declare, as the listen annotation writes them."""
    ports = [one for container in pod.spec.containers for one in container.ports if one.containerPort]
    return ",".join(f"{one.containerPort}/{one.protocol or 'TCP'}" for one in ports)


def listening_at(text: str) -> Any:
    """The change that makes a pod's process listen there."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["metadata"].setdefault("annotations", {})[LISTEN] = text

    return change


def process(scene: Scene) -> Iterator[Repair]:
    """The process listens on its loopback only, or at another port than the container declares."""
    pod = at(scene)
    if pod is None or scene.outcome == "connected":
        return
    stated = pod.metadata.annotations.get(LISTEN)
    if stated is None:
        return
    maker, field = owner_of(scene.state, pod) or key_of(pod), f"metadata.annotations['{LISTEN}']"
    if any(_loopback(one.address) for one in listeners(pod)):
        text = ",".join(f"{one.port}/{one.protocol}" for one in sorted(listeners(pod), key=lambda one: (one.port, one.protocol)))
        yield Repair(
            fault="SVC015",
            object=maker,
            field=field,
            says=f"the process in {maker} listens on {stated}, its own loopback: no packet from outside the pod arrives there",
            steps=recast(scene.cluster, pod, listening_at(text)),
            mismatch="listen",
            cost=4,
        )
    elif text := declared(pod):
        yield Repair(
            fault="SVC014",
            object=maker,
            field=field,
            says=f"the process in {maker} listens on {stated or 'nothing'}; its container declares {text}",
            steps=recast(scene.cluster, pod, listening_at(text)),
            mismatch="listen",
            cost=9,
        )


def declared_port(scene: Scene) -> Iterator[Repair]:
    """A named targetPort whose number in the pod is not where the process listens: mend the number in the container."""
    pod, service = at(scene), scene.service()
    if pod is None or service is None or scene.outcome == "connected" or pod.metadata.annotations.get(LISTEN) is None:
        return
    names = {port.targetPort for port in service.spec.ports if isinstance(port.targetPort, str)}
    for place, container in enumerate(pod.spec.containers):
        for which, port in enumerate(container.ports):
            for one in sorted(listeners(pod), key=lambda one: one.port):
                if port.name in names and one.port != port.containerPort and one.protocol == (port.protocol or "TCP"):
                    maker = owner_of(scene.state, pod) or key_of(pod)
                    yield Repair(
                        fault="SVC014",
                        object=maker,
                        field=f"containers[{place}].ports[{which}].containerPort",
                        says=f"port {port.name} of {maker} is declared as {port.containerPort}; the process listens on {one.port}",
                        steps=recast(scene.cluster, pod, _container_port(place, which, one.port)),
                        mismatch="listen",
                        cost=7,
                    )


def _container_port(place: int, which: int, number: int) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"]["containers"][place]["ports"][which]["containerPort"] = number

    return change


# --- headless ----------------------------------------------------------------------------------------------------


def headless(scene: Scene) -> Iterator[Repair]:
    """A headless Service translates no port: ask for the port on which its pods listen, or give it a cluster IP."""
    service = scene.service()
    if service is None or service.spec.clusterIP != "None" or scene.outcome == "connected" or scene.port is None:
        return
    key = key_of(service)
    says = f"service {key.namespace}/{key.name} is headless: clients reach the pods themselves, and nothing translates port {scene.port}"
    ports = {one.targetPort for one in service.spec.ports if isinstance(one.targetPort, int)}
    ports |= {one.port for pod in selected(scene, service) for one in listeners(pod)}
    meant = {one.containerPort for pod in selected(scene, service) for container in pod.spec.containers for one in container.ports}
    more = 6 * (scene.port in meant)  # the port that is asked for is one of the pods' own
    for number in sorted(ports - {scene.port}):
        yield Repair(
            fault="SVC038",
            object=key,
            field="spec.clusterIP",
            says=says,
            instead=asking(scene.action, port=number),
            mismatch="headless",
            cost=6 + more,
        )
    steps = _with_address(scene, service)
    yield Repair(fault="SVC038", object=key, field="spec.clusterIP", says=says, mismatch="headless", cost=5 + more, steps=steps)


def _with_address(scene: Scene, service: Service) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"].pop("clusterIP", None)
        manifest["spec"].pop("clusterIPs", None)

    return remade(scene.cluster, key_of(service), change)


MAKERS = (target_port, protocol, process, declared_port, headless)
