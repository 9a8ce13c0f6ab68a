"""An endpoint was chosen, and nothing there listens: the Service's target, the container, the process, or an address of the past."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8s_svc_trainer.diagnosis.changing import kinds_of_pods, owner_of, patched, pods_of, recast
from k8s_svc_trainer.diagnosis.likeness import unlikeness
from k8s_svc_trainer.diagnosis.scene import Scene, asking, key_of
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import ObjectKey
from k8s_svc_trainer.sim.listening import LISTEN, listeners
from k8s_svc_trainer.sim.objects import EndpointSlice, Pod, Service


def _at(scene: Scene) -> Pod | None:
    """The pod that the packet came to."""
    word, _, place = scene.hop.object.partition("/")
    namespace, _, name = place.partition("/")
    return scene.state.one(Pod, namespace, name) if word == "pod" and name else None


def target_port(scene: Scene) -> Iterator[Repair]:
    """The Service sends to a port at which the pod does not listen: to one at which it does."""
    pod, service = _at(scene), scene.service()
    if pod is None or service is None or scene.outcome == "connected":
        return
    key = key_of(service)
    for place, port in enumerate(service.spec.ports):
        protocol = port.protocol or "TCP"
        if scene.port not in (port.port, port.nodePort) and len(service.spec.ports) > 1 and scene.port is not None:
            continue
        fitting = sorted({one.port for one in listeners(pod) if one.protocol == protocol and not _loopback(one.address)})
        for number in fitting:
            yield Repair(
                fault="SVC010",
                object=key,
                field=f"spec.ports[{place}].targetPort",
                says=f"service {key.namespace}/{key.name} sends to port {port.targetPort}; its pods listen on {number}",
                steps=patched(scene.cluster, key, _target(place, number)),
                mismatch="targetPort",
                cost=6 + (0 if isinstance(port.targetPort, int) else 3) + len(fitting),
            )


def _target(place: int, number: int) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"]["ports"][place]["targetPort"] = number

    return change


def _loopback(address: str | None) -> bool:
    return address is not None and (address.startswith("127.") or address == "::1")


def process(scene: Scene) -> Iterator[Repair]:
    """The process listens on its loopback only, or at another port than the container declares."""
    pod = _at(scene)
    if pod is None or scene.outcome == "connected":
        return
    stated = pod.metadata.annotations.get(LISTEN)
    if stated is None:
        return
    maker = owner_of(scene.state, pod) or key_of(pod)
    own = [one for one in listeners(pod) if _loopback(one.address)]
    if own:
        text = ",".join(f"{one.port}/{one.protocol}" for one in sorted(listeners(pod), key=lambda one: (one.port, one.protocol)))
        yield Repair(
            fault="SVC015",
            object=maker,
            field=f"metadata.annotations['{LISTEN}']",
            says=f"the process in {maker} listens on {stated}, its own loopback: no packet from outside the pod arrives there",
            steps=recast(scene.cluster, pod, _listen(text)),
            mismatch="listen",
            cost=4,
        )
    declared = [one for container in pod.spec.containers for one in container.ports if one.containerPort]
    text = ",".join(f"{one.containerPort}/{one.protocol or 'TCP'}" for one in declared)
    if text and not own:
        yield Repair(
            fault="SVC014",
            object=maker,
            field=f"metadata.annotations['{LISTEN}']",
            says=f"the process in {maker} listens on {stated or 'nothing'}; its container declares {text}",
            steps=recast(scene.cluster, pod, _listen(text)),
            mismatch="listen",
            cost=9,
        )


def _listen(text: str) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["metadata"].setdefault("annotations", {})[LISTEN] = text

    return change


def declared_port(scene: Scene) -> Iterator[Repair]:
    """A named targetPort whose number in the pod is not where the process listens: mend the number in the container."""
    pod, service = _at(scene), scene.service()
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


def strangers(scene: Scene) -> Iterator[Repair]:
    """The selector picks the pods of another workload too, or only those: narrow it to what the other pods have alone."""
    service = scene.service()
    if service is None or not service.spec.selector:
        return
    yield from apart(scene, service)


def apart(scene: Scene, service: Service) -> Iterator[Repair]:
    """The selector narrowed to the pods of one workload, for each that it picks; and strangers that lose the label."""
    key, wanted = key_of(service), service.spec.selector
    picked = [
        (owner, pod)
        for owner, pod in kinds_of_pods(scene.state, service.metadata.namespace)
        if wanted.items() <= pod.metadata.labels.items()
    ]
    if len(picked) < 2:
        return
    for owner, pod in picked:
        others = [other.metadata.labels for mine, other in picked if mine != owner]
        for name, value in sorted(pod.metadata.labels.items()):
            if name in wanted or name.endswith("hash") or any(labels.get(name) == value for labels in others):
                continue
            yield Repair(
                fault="SVC007",
                object=key,
                field="spec.selector",
                says=f"service {key.namespace}/{key.name} selects pods of {_listed(picked)}: its selector is too wide",
                steps=patched(scene.cluster, key, _narrowed(name, value)),
                mismatch="strangers",
                cost=9 + round(4 * unlikeness(str(service.metadata.name), str(pod.metadata.name))),
            )


def _narrowed(name: str, value: str) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"]["selector"][name] = value

    return change


def _listed(picked: list[tuple[ObjectKey, Pod]]) -> str:
    return " and ".join(str(owner) for owner, _ in picked)


def headless(scene: Scene) -> Iterator[Repair]:
    """A headless Service translates no port: ask for the port on which its pods listen, or give it a cluster IP."""
    service = scene.service()
    if service is None or service.spec.clusterIP != "None" or scene.outcome == "connected":
        return
    key = key_of(service)
    says = f"service {key.namespace}/{key.name} is headless: clients reach the pods themselves, and nothing translates port {scene.port}"
    ports = {one.targetPort for one in service.spec.ports if isinstance(one.targetPort, int)}
    pod = _at(scene)
    ports |= {one.port for one in listeners(pod)} if pod else set()
    for number in sorted(ports - {scene.port}):
        yield Repair(
            fault="SVC038",
            object=key,
            field="spec.clusterIP",
            says=says,
            instead=asking(scene.action, port=number),
            mismatch="headless",
            cost=6,
        )
    yield Repair(
        fault="SVC038",
        object=key,
        field="spec.clusterIP",
        says=says,
        mismatch="headless",
        cost=5,
        steps=_with_address(scene, key),
    )


def _with_address(scene: Scene, key: ObjectKey) -> Any:
    from k8s_svc_trainer.diagnosis.changing import remade

    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"].pop("clusterIP", None)
        manifest["spec"].pop("clusterIPs", None)

    return remade(scene.cluster, key, change)


def stale(scene: Scene) -> Iterator[Repair]:
    """A hand-written slice names an address where nobody is, or a port at which nobody listens: the addresses and ports of pods there."""
    service = scene.service()
    if service is None or service.spec.selector:
        return
    for slice_ in scene.state.slices_of(str(service.metadata.namespace), str(service.metadata.name)):
        yield from _of_pods(scene, service, slice_)


def _of_pods(scene: Scene, service: Service, slice_: EndpointSlice) -> Iterator[Repair]:
    key = key_of(slice_)
    ports = [one.port for one in slice_.ports]
    for owner, pod in kinds_of_pods(scene.state, service.metadata.namespace):
        mates = [one for one in pods_of(scene.state, service.metadata.namespace) if (owner_of(scene.state, one) or key_of(one)) == owner]
        addresses = [ip for one in mates for ip in _of_family(one, slice_)]
        listening = {one.port for one in listeners(pod)}
        if not addresses:
            continue
        alike = unlikeness(str(service.metadata.name), str(pod.metadata.name))
        listed = ", ".join(ip for one in slice_.endpoints for ip in one.addresses)
        if any(port in listening for port in ports):
            yield Repair(
                fault="SVC022",
                object=key,
                field="endpoints[*].addresses",
                says=f"EndpointSlice {key.namespace}/{key.name} lists {listed}; the pods of {owner} have {', '.join(addresses)}",
                steps=patched(scene.cluster, key, _addresses(addresses)),
                mismatch="addresses",
                cost=8 + round(6 * alike),
            )
        for number in sorted(listening - set(ports)):
            if len(ports) == 1:
                yield Repair(
                    fault="SVC024",
                    object=key,
                    field="ports[0].port",
                    says=f"EndpointSlice {key.namespace}/{key.name} sends to port {ports[0]}; the pods of {owner} listen on {number}",
                    steps=patched(scene.cluster, key, _port(number)),
                    mismatch="ports.port",
                    cost=9 + round(6 * alike),
                )


def _of_family(pod: Pod, slice_: EndpointSlice) -> list[str]:
    return [str(one.ip) for one in pod.status.podIPs if (":" in str(one.ip)) == (slice_.addressType == "IPv6")]


def _addresses(addresses: list[str]) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["endpoints"] = [{"addresses": [ip], "conditions": {"ready": True}} for ip in addresses]

    return change


def _port(number: int) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["ports"][0]["port"] = number

    return change


MAKERS = (target_port, process, declared_port, strangers, headless)
STALE = (stale,)
