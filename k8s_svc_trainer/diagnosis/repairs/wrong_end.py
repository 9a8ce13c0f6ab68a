"""A flow that connects, and not where or not as it should: the wrong pods, one pod for ever, another source address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8s_svc_trainer.cases.steps import Patch, Resolve
from k8s_svc_trainer.diagnosis.changing import remade
from k8s_svc_trainer.diagnosis.repairs import resolvers, selectors
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


def virtual_ip(scene: Scene) -> Iterator[Repair]:
    """A name gives the cluster IP where it should give the pods' addresses: make the Service headless."""
    service = scene.service()
    if not isinstance(scene.action, Resolve) or service is None or service.spec.clusterIP in (None, "None"):
        return

    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"] |= {"clusterIP": "None"}
        manifest["spec"].pop("clusterIPs", None)

    yield Repair(
        fault="SVC062",
        object=key_of(service),
        field="spec.clusterIP",
        says=f"service {called(service)} has the cluster IP {service.spec.clusterIP}: its name gives that, and not its pods",
        steps=remade(scene.cluster, key_of(service), change),
        mismatch="headless",
        cost=6,
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


MAKERS = (affinity, *selectors.WRONG_PODS, source_address, virtual_ip, *resolvers.MAKERS)
