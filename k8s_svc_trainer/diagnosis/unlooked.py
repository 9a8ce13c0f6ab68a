"""What a judgement did not look at, in sentences: kinds and fields that are kept and not simulated, and what was assumed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import Ingress, NetworkPolicy, Service, Unmodelled, Value

OF_TRAFFIC = (Service, Ingress, NetworkPolicy)
KUBECTL = "kubectl.kubernetes.io/last-applied-configuration"


def unlooked(cluster: Cluster, assumed: int) -> Iterator[str]:
    """Sentences; none where everything was looked at."""
    kinds = sorted({one.kind for held in cluster.state.objects.values() for one in held.values() if isinstance(one, Unmodelled)})
    if kinds:
        yield f"Kept and not looked at: {', '.join(kinds)}."
    fields = sorted({field for kind in OF_TRAFFIC for one in cluster.state.all(kind) for field in _fields(kind.__name__, one)})
    if fields:
        yield f"Fields that are not simulated: {', '.join(fields)}."
    notes = sorted({name for one in cluster.state.all(Ingress) for name in one.metadata.annotations if "/" in name and name != KUBECTL})
    if notes:
        yield f"Annotations of Ingresses that are not simulated: {', '.join(notes)}."
    if assumed:
        what = "One kind of pod declares" if assumed == 1 else f"{assumed} kinds of pods declare"
        yield f"{what} no port, and {'is' if assumed == 1 else 'are'} taken to listen where Services and probes ask."


def _fields(kind: str, obj: Any) -> Iterator[str]:
    """The uninterpreted fields of a spec, as `Service spec.trafficClass`."""
    yield from (f"{kind} {path}" for path in _rest(obj.spec, "spec"))


def _rest(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, Value):
        yield from (f"{path}.{name}" for name in value.rest)
        for name in value.__struct_fields__:
            if name != "rest":
                yield from _rest(getattr(value, name), f"{path}.{name.rstrip('_')}")
    elif isinstance(value, tuple):
        for one in value:
            yield from _rest(one, f"{path}[]")
    elif isinstance(value, Mapping):
        return
