"""Topology hints that an endpoint carries by its own place: what trafficDistribution asks for.

staging/src/k8s.io/endpointslice/trafficdist/trafficdist.go: a ready endpoint is hinted to its own zone, and for
PreferSameNode to its own node too; one that is not ready carries none. The annotation
service.kubernetes.io/topology-mode is weighed over all endpoints together, in `zonehints`, and goes before the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from k8s_svc_trainer.sim.objects import EndpointHints, ForNode, ForZone, Service

CLOSE = frozenset({"PreferClose", "PreferSameZone", "PreferSameNode"})
DEPRECATED_ANNOTATION = "service.kubernetes.io/topology-aware-hints"
ANNOTATION = "service.kubernetes.io/topology-mode"
MODE_ANNOTATION = 27  # https://github.com/kubernetes/kubernetes/pull/116522


def by_annotation(annotations: Mapping[str, str], minor: int) -> bool:
    """Whether hints are asked for by annotation (endpointslice/utils.go, hintsEnabled; the newer one is read since 1.27)."""
    newer = annotations.get(ANNOTATION) if minor >= MODE_ANNOTATION else None
    return annotations.get(DEPRECATED_ANNOTATION, newer) in ("Auto", "auto")


def distribution(service: Service, minor: int) -> str | None:
    """The traffic distribution by which endpoints are hinted; None for none."""
    word = service.spec.trafficDistribution
    return word if word in CLOSE and not by_annotation(service.metadata.annotations, minor) else None


@lru_cache(maxsize=16384)
def hint(word: str, zone: str | None, node: str | None) -> EndpointHints | None:
    """The hints of a ready endpoint in a zone and on a node."""
    nodes = (ForNode(name=node),) if node and word == "PreferSameNode" else ()
    zones = (ForZone(name=zone),) if zone else ()
    return EndpointHints(forZones=zones, forNodes=nodes) if zones or nodes else None
