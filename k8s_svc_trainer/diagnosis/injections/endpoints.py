"""Faults that leave a Service without a usable endpoint, or with the wrong ones: selectors, labels, replicas, readiness, rollouts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8s_svc_trainer.cases.steps import Action, Apply, Delete, Patch
from k8s_svc_trainer.diagnosis.changing import Manifest, kinds_of_pods, moved, own_labels, owner_of, patched
from k8s_svc_trainer.diagnosis.injections.ground import Ground
from k8s_svc_trainer.diagnosis.injections.making import injected, makers, misspelt, pods_behind, recast_all, requests, steady
from k8s_svc_trainer.diagnosis.injections.values import Injection
from k8s_svc_trainer.diagnosis.scene import called, key_of
from k8s_svc_trainer.sim.listening import PATHS
from k8s_svc_trainer.sim.objects import Deployment, Pod, Service, StatefulSet


def selector_value(ground: Ground) -> Iterator[Injection]:
    """A value of the selector is mistyped, or begins with a capital letter."""
    for service in ground.services():
        for name, value in sorted(service.spec.selector.items()):
            for wrong in (*misspelt(value), value.capitalize()):
                steps = (Patch(key_of(service), {"spec": {"selector": {name: wrong}}}),)
                yield from injected(ground, "SVC001", key_of(service), steps, f"service {called(service)} selects {name}={wrong}")


def selector_key(ground: Ground) -> Iterator[Injection]:
    """The selector asks for another key than the pods carry."""
    for service in ground.services():
        for name, value in sorted(service.spec.selector.items())[:1]:
            wrong = "name" if name == "app" else "app"
            steps = (Patch(key_of(service), {"spec": {"selector": {name: None, wrong: value}}}),)
            yield from injected(ground, "SVC001", key_of(service), steps, f"service {called(service)} selects {wrong}={value}")


def missing_label(ground: Ground) -> Iterator[Injection]:
    """The pods lose a label for which the Service asks."""
    for service in ground.services():
        for name in sorted(service.spec.selector):
            for maker, steps in recast_all(ground, service, _without(name)):
                says = f"the pods of {maker} carry no label {name} any more"
                yield from injected(ground, "SVC001", key_of(service), steps, says, flows=steady(ground, service))


def _without(label: str) -> Any:
    def change(manifest: Manifest) -> None:
        manifest["metadata"]["labels"].pop(label, None)

    return change


def no_replicas(ground: Ground) -> Iterator[Injection]:
    """The workload is scaled to none."""
    for service in ground.services():
        for maker in makers(ground.cluster, service):
            if maker.kind in ("deployment", "statefulset"):
                steps = (Patch(maker, {"spec": {"replicas": 0}}),)
                yield from injected(ground, "SVC002", maker, steps, f"{maker} is scaled to 0", flows=ground.of(key_of(service)))


def no_workload(ground: Ground) -> Iterator[Injection]:
    """What makes the pods is deleted, and the Service stays."""
    for service in ground.services():
        found = list(makers(ground.cluster, service))
        steps = tuple(Delete(maker) for maker in found)
        for maker in found[:1]:
            yield from injected(ground, "SVC017", key_of(service), steps, f"{maker} is deleted")


def probe_port(ground: Ground) -> Iterator[Injection]:
    """The readiness probe asks at a port where nothing listens."""
    yield from _probes(ground, "SVC003", "port", 9999)


def probe_path(ground: Ground) -> Iterator[Injection]:
    """The readiness probe asks for a path that the application does not know."""
    yield from _probes(ground, "SVC004", "path", "/readyz")


def _probes(ground: Ground, fault: str, field: str, wrong: Any) -> Iterator[Injection]:
    for service in ground.services():
        for place in _probed(ground, service, field):
            for maker, steps in recast_all(ground, service, _probe(place, field, wrong)):
                says = f"the readiness probe of {maker} asks {field} {wrong}"
                found = list(injected(ground, fault, maker, steps, says, flows=steady(ground, service)))
                yield from found
                if found:
                    break


def _probed(ground: Ground, service: Service, field: str) -> Iterator[int]:
    for pod in pods_behind(ground.cluster, service)[:1]:
        for place, container in enumerate(pod.spec.containers):
            probe = container.readinessProbe
            if probe and (probe.httpGet if field == "path" else probe.httpGet or probe.tcpSocket):
                yield place


def _probe(place: int, field: str, wrong: Any) -> Any:
    def change(manifest: Manifest) -> None:
        probe = manifest["spec"]["containers"][place].setdefault("readinessProbe", {"tcpSocket": {}})
        probe["httpGet" if "httpGet" in probe else "tcpSocket"][field] = wrong

    return change


def unready(ground: Ground) -> Iterator[Injection]:
    """Every pod behind the Service says that it is not ready."""
    for service in ground.services():
        behind = pods_behind(ground.cluster, service)
        conditions = [{"type": "Ready", "status": "False"}, {"type": "ContainersReady", "status": "False"}]
        steps = tuple(Patch(key_of(pod), {"status": {"conditions": conditions}}) for pod in behind)
        for maker in list(makers(ground.cluster, service))[:1]:
            yield from injected(ground, "SVC005", maker, steps, f"no pod of {maker} is ready", flows=ground.of(key_of(service)))


def workload_elsewhere(ground: Ground) -> Iterator[Injection]:
    """The pods move to another namespace, and their Service stays."""
    for service in ground.services():
        for namespace in _namespaces(ground, str(service.metadata.namespace)):
            steps = tuple(step for maker in makers(ground.cluster, service) for step in moved(ground.cluster, maker, namespace=namespace))
            says = f"the pods of service {called(service)} run in namespace {namespace}"
            yield from injected(ground, "SVC006", key_of(service), steps, says)


def _namespaces(ground: Ground, but: str) -> list[str]:
    return sorted({flow.object.namespace for flow in ground.flows if flow.object.namespace and flow.object.namespace != but})[:1]


def wide_selector(ground: Ground) -> Iterator[Injection]:
    """The selector asks only for a label that other workloads carry too."""
    for service in ground.services():
        behind = pods_behind(ground.cluster, service)
        for name, value in sorted(own_labels(behind[0].metadata.labels).items()) if behind else ():
            if name in service.spec.selector or not _shared(ground, service, name, value):
                continue
            gone: dict[str, Any] = dict.fromkeys(service.spec.selector)
            steps = (Patch(key_of(service), {"spec": {"selector": {**gone, name: value}}}),)
            yield from injected(ground, "SVC007", key_of(service), steps, f"service {called(service)} selects {name}={value} alone")


def _shared(ground: Ground, service: Service, name: str, value: str) -> bool:
    others = [pod for _, pod in kinds_of_pods(ground.cluster.state, service.metadata.namespace) if pod.metadata.labels.get(name) == value]
    mine = set(makers(ground.cluster, service))
    return any((owner_of(ground.cluster.state, pod) or key_of(pod)) not in mine for pod in others)


def stranger(ground: Ground) -> Iterator[Injection]:
    """A pod for a trial carries the labels that the Service selects."""
    for service in ground.services():
        meta = {"name": f"{service.metadata.name}-trial", "namespace": service.metadata.namespace, "labels": dict(service.spec.selector)}
        spec = {"containers": [{"name": "shell", "image": "registry.example/shell:1"}]}
        steps = (Apply({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}),)
        if service.spec.selector and any(isinstance(port.targetPort, int) for port in service.spec.ports):
            yield from injected(ground, "SVC007", key_of(service), steps, f"pod {meta['name']} carries the labels of {called(service)}")


def another_workload(ground: Ground) -> Iterator[Injection]:
    """The Service has the selector of another workload, which a Service selects already (a copied manifest), or none does."""
    for service in ground.services():
        for owner, pod in kinds_of_pods(ground.cluster.state, service.metadata.namespace):
            labels = _own_labels(service, pod)
            if PATHS not in pod.metadata.annotations or not labels or labels == dict(service.spec.selector):
                continue
            steps = (Patch(key_of(service), {"spec": {"selector": labels}}),)
            fault = "SVC009" if _selected_by_another(ground, service, labels) else "SVC008"
            says = f"service {called(service)} selects the pods of {owner}"
            yield from injected(ground, fault, key_of(service), steps, says, flows=requests(ground.of(key_of(service))))


def _own_labels(service: Service, pod: Pod) -> dict[str, str]:
    """The pod's labels under the keys of the selector; none where it lacks one."""
    labels = {name: pod.metadata.labels[name] for name in service.spec.selector if name in pod.metadata.labels}
    return labels if len(labels) == len(service.spec.selector) else {}


def _selected_by_another(ground: Ground, service: Service, labels: dict[str, str]) -> bool:
    others: list[Service] = list(ground.cluster.state.all(Service))
    return any(
        other.metadata.namespace == service.metadata.namespace
        and other.metadata.name != service.metadata.name
        and dict(other.spec.selector) == labels
        for other in others
    )


def rollout(ground: Ground) -> Iterator[Injection]:
    """A rollout takes all old pods away at once, and the new ones wait for a readiness gate that nobody sets."""
    for service in ground.services():
        for maker in makers(ground.cluster, service):
            held = ground.cluster.state.one(Deployment, maker.namespace, maker.name) if maker.kind == "deployment" else None
            if held is None:
                continue

            def change(manifest: Manifest) -> None:
                manifest["spec"]["strategy"] = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "100%", "maxSurge": 0}}
                manifest["spec"]["template"]["spec"]["readinessGates"] = [{"conditionType": "example.com/warmed-up"}]

            steps: tuple[Action, ...] = patched(ground.cluster, maker, change)
            says = f"{maker} rolls out pods that never become ready, with maxUnavailable 100%"
            yield from injected(ground, "SVC016", maker, steps, says, flows=ground.of(key_of(service)))


def of_sets(ground: Ground) -> Iterator[StatefulSet]:
    """The StatefulSets that have flows."""
    for key in sorted({flow.object for flow in ground.flows if flow.object.kind == "statefulset"}):
        found = ground.cluster.state.one(StatefulSet, key.namespace, key.name)
        if found is not None:
            yield found
