"""The address that the Ingress controller writes on the Ingresses that it serves.

`settings.ingressController` decides whether there is one; its own objects are made by `bootstrap`. A stated status is kept.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim.objects import Ingress, IngressStatus, LoadBalancerIngress, LoadBalancerStatus
from k8s_svc_trainer.sim.state import State

CLASS = "nginx"
CLASS_ANNOTATION = "kubernetes.io/ingress.class"
ADDRESS = "203.0.113.1"
GIVEN = IngressStatus(loadBalancer=LoadBalancerStatus(ingress=(LoadBalancerIngress(ip=ADDRESS),)))


def served(ingress: Ingress) -> bool:
    """Whether the controller serves an Ingress: the annotation, where there is one, goes before the field."""
    return ingress.metadata.annotations.get(CLASS_ANNOTATION, ingress.spec.ingressClassName) == CLASS


def settled(state: State, ingress: Ingress) -> Ingress:
    """The Ingress with the address that it should have."""
    serves = state.settings.ingressController and served(ingress)
    if serves and not ingress.status.loadBalancer.ingress:
        return msgspec.structs.replace(ingress, status=GIVEN)
    if not serves and ingress.status == GIVEN:
        return msgspec.structs.replace(ingress, status=IngressStatus())
    return ingress
