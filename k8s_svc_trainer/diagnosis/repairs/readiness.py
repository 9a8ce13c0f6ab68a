"""Pods that are there and not ready, or not there at all: replicas, probes, rollouts, a process that listens elsewhere.

A probe is proposed for repair only where it fails as it stands (`sim.controllers.readiness`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8s_svc_trainer.cases.steps import Action, Patch
from k8s_svc_trainer.diagnosis.changing import kinds_of_pods, merge_of, owner_of, recast, renewing
from k8s_svc_trainer.diagnosis.likeness import unlikeness
from k8s_svc_trainer.diagnosis.repairs.listening import declared, listening_at
from k8s_svc_trainer.diagnosis.repairs.selectors import labels_of, meant, scaled_down, selected
from k8s_svc_trainer.diagnosis.scene import Scene, called, key_of
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import ObjectKey
from k8s_svc_trainer.sim.controllers.readiness import is_ready, succeeds
from k8s_svc_trainer.sim.listening import LISTEN, PATHS, listeners
from k8s_svc_trainer.sim.objects import Deployment, Pod, ReplicaSet, Service

REVISION = "deployment.kubernetes.io/revision"
RESTARTED = "kubectl.kubernetes.io/restartedAt"


def replicas(scene: Scene) -> Iterator[Repair]:
    """A workload whose pods the selector would fit, or may have meant, and that is scaled to none."""
    service = scene.service()
    if service is None or not service.spec.selector:
        return
    for held in scaled_down(scene, service):
        labels = labels_of(held)
        fits = all(labels.get(name) == value for name, value in service.spec.selector.items())
        if fits or (not selected(scene, service) and meant(service, labels, str(held.metadata.name))):
            yield Repair(
                fault="SVC002",
                object=key_of(held),
                field="spec.replicas",
                says=f"{type(held).__name__} {called(held)} is scaled to 0: there is no pod for service {called(service)}",
                steps=(Patch(key_of(held), {"spec": {"replicas": 1}}),),
                cost=5,
            )


def readiness(scene: Scene) -> Iterator[Repair]:
    """Selected pods that are not ready: a probe at a port or path where nothing answers, a rollout, or a status that says so."""
    service = scene.service()
    if service is None:
        return
    for maker, pod in _unready(scene, service):
        yield from _probes(scene, pod, maker)
        yield from _rolled_out(scene, maker)
        yield from _listening(scene, pod, maker)
        says = f"the pods of {maker} are not ready, and an unready pod gets no traffic"
        for steps, more in ((_renewed(scene, pod), 0), (_made_ready(scene, service, maker), 4)):
            if steps:
                yield Repair(
                    fault="SVC005", object=maker, field="status.conditions", says=says, steps=steps, mismatch="ready", cost=16 + more
                )


def _unready(scene: Scene, service: Service) -> Iterator[tuple[ObjectKey, Pod]]:
    wanted = service.spec.selector
    for maker, _ in kinds_of_pods(scene.state, service.metadata.namespace) if wanted else ():
        behind = [pod for pod in selected(scene, service) if (owner_of(scene.state, pod) or key_of(pod)) == maker]
        pod = next((pod for pod in behind if not is_ready(pod)), None)
        if pod is not None:
            yield maker, pod


def _renewed(scene: Scene, pod: Pod) -> tuple[Action, ...]:
    """The pods made anew, by their workload or by hand; what a status stated of the old ones goes with them.

    Not those of a workload that is not in the file.
    """
    if owner_of(scene.state, pod) is not None:
        return renewing(scene.state, pod)
    return () if pod.metadata.ownerReferences else recast(scene.cluster, pod, lambda manifest: None)


def _made_ready(scene: Scene, service: Service, maker: ObjectKey) -> tuple[Action, ...]:
    ready = {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
    return tuple(Patch(key_of(pod), ready) for pod in selected(scene, service))


def _probes(scene: Scene, pod: Pod, maker: ObjectKey) -> Iterator[Repair]:
    """A probe that fails, sent to another port on which the pod listens, or to the paths that it answers."""
    ports = sorted({one.port for one in listeners(pod) if one.protocol == "TCP"})
    paths = [path.strip() for path in (pod.metadata.annotations.get(PATHS) or "").split(",") if path.strip()]
    ips = tuple(str(one.ip) for one in pod.status.podIPs)
    for place, container in enumerate(pod.spec.containers):
        probe = container.readinessProbe
        action = probe and (probe.httpGet or probe.tcpSocket)
        if not probe or not action or succeeds(pod, container, probe, ips):
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
        cost=6 + round(2 * unlikeness(str(old), str(new))),
    )


def _rolled_out(scene: Scene, maker: ObjectKey) -> Iterator[Repair]:
    """A rollout that took the old pods away before the new ones were ready: back to the template of the ReplicaSet before."""
    held = scene.state.one(Deployment, maker.namespace, maker.name) if maker.kind == "deployment" else None
    if held is None:
        return
    mine = [one for one in scene.state.all(ReplicaSet) if any(owner.uid == held.metadata.uid for owner in one.metadata.ownerReferences)]
    mine.sort(key=lambda one: int(one.metadata.annotations.get(REVISION, "0")))
    if len(mine) < 2:
        return
    old = scene.cluster.get(key_of(mine[-2])) or {}
    template = old["spec"]["template"]
    template = {**template, "metadata": {**template["metadata"], "labels": _without_hash(template["metadata"]["labels"])}}
    now = (scene.cluster.get(maker) or {})["spec"]["template"]
    strategy = held.spec.strategy
    how = "Recreate" if strategy and strategy.type == "Recreate" else "a rolling update that lets all pods be missing at once"
    yield Repair(
        fault="SVC016",
        object=maker,
        field="spec.template",
        says=f"the last rollout of {maker} took the old pods away ({how}), and the new ones are not ready",
        steps=(Patch(maker, {"spec": {"template": merge_of(now, template)}}),),
        mismatch="rollout",
        cost=9,
    )


def _without_hash(labels: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in labels.items() if name != "pod-template-hash"}


def _listening(scene: Scene, pod: Pod, maker: ObjectKey) -> Iterator[Repair]:
    """A pod that is not ready because nothing in it listens where its probe, and the Service, look."""
    stated, text = pod.metadata.annotations.get(LISTEN), declared(pod)
    if stated is None or not text:
        return
    loopback = any(part.strip().startswith(("127.", "localhost")) for part in stated.split(","))
    yield Repair(
        fault="SVC015" if loopback else "SVC014",
        object=maker,
        field=f"metadata.annotations['{LISTEN}']",
        says=f"the process in {maker} listens on {stated or 'nothing'}; its container declares {text}",
        steps=recast(scene.cluster, pod, listening_at(text)),
        mismatch="listen",
        cost=5,
    )


MAKERS = (replicas, readiness)
