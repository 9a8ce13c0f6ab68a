"""How injections are made: misspelt words, templates changed, objects made anew; and the one test that each of them passes.

Decides how a change is spelt as steps; which changes are faults is for the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from k8s_svc_trainer.cases.steps import Action, Http
from k8s_svc_trainer.diagnosis.changing import Manifest, owner_of, patched, remade
from k8s_svc_trainer.diagnosis.injections.ground import Flow, Ground, after, holds
from k8s_svc_trainer.diagnosis.injections.values import Injection
from k8s_svc_trainer.diagnosis.scene import key_of
from k8s_svc_trainer.sim import Cluster, ObjectKey
from k8s_svc_trainer.sim.objects import Pod, Service

Change = Callable[[Manifest], None]
STABLE = frozenset({"deployment", "replicaset", "statefulset", "daemonset"})


def injected(
    ground: Ground, fault: str, key: ObjectKey, steps: Iterable[Action], says: str, *, flows: Iterable[Flow] | None = None
) -> Iterator[Injection]:
    """The injection, where it breaks one of some flows (those of its object, if not said otherwise); nothing where it does not."""
    made = tuple(steps)
    flow = ground.broken(made, ground.of(key) if flows is None else flows)
    if flow is not None:
        yield Injection(fault=fault, object=key, steps=made, flow=flow.goal, says=says)


def requests(flows: Iterable[Flow]) -> tuple[Flow, ...]:
    """The flows that only the right application answers: HTTP requests."""
    return tuple(flow for flow in flows if isinstance(flow.goal.action, Http))


def misspelt(word: str) -> Iterator[str]:
    """A word as it is mistyped: two letters swapped, one left out, one doubled."""
    middle = len(word) // 2
    for one in (
        word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :] if len(word) > 2 else word + word,
        word[:middle] + word[middle + 1 :],
        word[:middle] + word[middle] + word[middle:],
    ):
        if one != word and one and one[0].isalnum() and one[-1].isalnum():
            yield one


def pods_behind(cluster: Cluster, service: Service) -> list[Pod]:
    """The pods that a Service selects and that have not ended."""
    if not service.spec.selector:
        return []
    found = cluster.state.selected_pods(str(service.metadata.namespace), dict(service.spec.selector))
    return [pod for pod in found if pod.status.phase not in ("Succeeded", "Failed")]


def makers(cluster: Cluster, service: Service) -> dict[ObjectKey, Pod]:
    """What makes the pods behind a Service (a pod that nothing makes stands for itself), with one pod of each."""
    found: dict[ObjectKey, Pod] = {}
    for pod in pods_behind(cluster, service):
        found.setdefault(owner_of(cluster.state, pod) or key_of(pod), pod)
    return found


def recast_all(ground: Ground, service: Service, change: Change) -> Iterator[tuple[ObjectKey, tuple[Action, ...]]]:
    """The pods behind a Service changed, in the ways in which that happens: a new template rolled out, or all made anew."""
    cluster = ground.cluster
    found = list(makers(cluster, service))
    if not found:
        return
    if all(key.kind in STABLE for key in found):
        yield found[0], tuple(step for key in found for step in patched(cluster, key, _in_template(change)))
        yield found[0], tuple(step for key in found for step in remade(cluster, key, _in_template(change)))
    else:
        yield found[0], tuple(step for key in found for step in anew(cluster, key, change))


def steady(ground: Ground, service: Service) -> tuple[Flow, ...]:
    """The flows of a Service that go on working when its pods are made anew as they are, wherever they come to run."""
    steps = tuple(step for key in makers(ground.cluster, service) for step in anew(ground.cluster, key, lambda manifest: None))
    twin, flows = after(ground.cluster, steps), ground.of(key_of(service))
    return tuple(flow for flow in flows if twin is not None and holds(twin, flow.goal))


def _in_template(change: Change) -> Change:
    return lambda manifest: change(manifest["spec"]["template"])


def anew(cluster: Cluster, key: ObjectKey, change: Change) -> tuple[Action, ...]:
    """A pod deleted and made again with a change; the change is of the template where a workload makes the pods."""
    return remade(cluster, key, _in_template(change) if key.kind in STABLE else change)


def of_ports(place: int, **values: Any) -> Change:
    """A change of one port of a Service; None takes a field away."""

    def change(manifest: Manifest) -> None:
        port = manifest["spec"]["ports"][place]
        for name, value in values.items():
            port.pop(name, None) if value is None else port.update({name: value})

    return change
