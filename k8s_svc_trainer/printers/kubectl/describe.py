"""What `kubectl describe` prints of an object."""

from __future__ import annotations

from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import KubeObject


def describe(cluster: Cluster, obj: KubeObject) -> str:
    """The description of an object, with its Events."""
    return f"Name: {obj.metadata.name}\n"
