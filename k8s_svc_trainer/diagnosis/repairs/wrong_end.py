"""A flow that connects, and not where or not as it should: the wrong pods, one pod for ever, another source address."""

from __future__ import annotations

from collections.abc import Iterator

from k8s_svc_trainer.cases.steps import Patch
from k8s_svc_trainer.diagnosis.changing import kinds_of_pods, patched
from k8s_svc_trainer.diagnosis.likeness import unlikeness
from k8s_svc_trainer.diagnosis.repairs.listening import apart
from k8s_svc_trainer.diagnosis.scene import Scene, called, key_of
from k8s_svc_trainer.diagnosis.values import Repair


def affinity(scene: Scene) -> Iterator[Repair]:
    """sessionAffinity ClientIP holds a client on one endpoint."""
    service = scene.service()
    if service is not None and service.spec.sessionAffinity == "ClientIP":
        yield Repair(
            fault="SVC047",
            object=key_of(service),
            field="spec.sessionAffinity",
            says=f"service {called(service)} has sessionAffinity ClientIP: a client stays on its endpoint",
            steps=(Patch(key_of(service), {"spec": {"sessionAffinity": "None", "sessionAffinityConfig": None}}),),
            cost=5,
        )


def another_workload(scene: Scene) -> Iterator[Repair]:
    """The selector picks the pods of another workload, or of one too many."""
    service = scene.service()
    if (
        service is None
        or not service.spec.selector
        or not scene.state.selected_pods(str(service.metadata.namespace), dict(service.spec.selector))
    ):
        return
    yield from apart(scene, service)
    wanted, key = service.spec.selector, key_of(service)
    for owner, pod in kinds_of_pods(scene.state, service.metadata.namespace):
        labels = {name: pod.metadata.labels[name] for name in wanted if name in pod.metadata.labels}
        if labels and labels != dict(wanted):
            yield Repair(
                fault="SVC008",
                object=key,
                field="spec.selector",
                says=f"service {key.namespace}/{key.name} selects the pods of another workload than {owner}",
                steps=patched(scene.cluster, key, lambda manifest, labels=labels: manifest["spec"].update(selector=labels)),  # type: ignore[misc]
                mismatch="selector",
                cost=10 + round(6 * unlikeness(str(service.metadata.name), str(pod.metadata.name))),
            )


def source_address(scene: Scene) -> Iterator[Repair]:
    """externalTrafficPolicy Cluster masquerades: the pods see a node as the client."""
    service = scene.service()
    if service is not None and service.spec.externalTrafficPolicy == "Cluster":
        yield Repair(
            fault="SVC049",
            object=key_of(service),
            field="spec.externalTrafficPolicy",
            says=f"service {called(service)} has externalTrafficPolicy Cluster: nodes masquerade clients",
            steps=(Patch(key_of(service), {"spec": {"externalTrafficPolicy": "Local"}}),),
            cost=6,
        )


MAKERS = (affinity, another_workload, source_address)
