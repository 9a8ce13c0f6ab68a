"""The pod behind what a command names, and its container: for exec, logs and port-forward.

Decides which of several pods is taken, and which container. Sources: kubectl pkg/polymorphichelpers (attachablepodforobject.go,
helpers.go: GetFirstPod, SelectorsForObject), pkg/cmd/util/podcmd/podcmd.go.
"""

from __future__ import annotations

from k8s_svc_trainer.lab.kubectl.targets import Target, asked_for, space
from k8s_svc_trainer.lab.options import Parsed
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.kubectl import errors
from k8s_svc_trainer.printers.kubectl.kinds import BY_KIND
from k8s_svc_trainer.sim.controllers.readiness import is_ready
from k8s_svc_trainer.sim.objects import DaemonSet, Deployment, KubeObject, LabelSelector, Pod, ReplicaSet, Service, StatefulSet
from k8s_svc_trainer.sim.reading import every, find
from k8s_svc_trainer.sim.selectors import selects

DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container"


def named(view: View, parsed: Parsed, word: str) -> Target:
    """The object that a word names: a pod by its name, anything else as TYPE/NAME. Raises Failed where it is not there."""
    kind, name = asked_for((word,)).named[0] if "/" in word else (BY_KIND["Pod"], word)
    obj = find(view.cluster.state, kind.kind, space(view, parsed) if kind.namespaced else None, name)
    if obj is None:
        raise Failed(errors.not_found(kind.kind, name))
    return Target(kind, obj)


def pods_of(view: View, target: Target) -> list[Pod]:
    """A pod itself, or the pods of a workload or Service, the most active first. Raises Failed where it has no selector."""
    if isinstance(target.obj, Pod):
        return [target.obj]
    selector = _selector(target.obj, target.name)
    pods = [
        pod for pod in every(view.cluster.state, "Pod") if isinstance(pod, Pod) and pod.metadata.namespace == target.obj.metadata.namespace
    ]
    fitting = [pod for pod in pods if selects(selector, pod.metadata.labels)]
    return sorted(fitting, key=lambda pod: (pod.status.phase != "Running", not is_ready(pod), str(pod.metadata.creationTimestamp)))


def _selector(obj: KubeObject, name: str) -> LabelSelector:
    match obj:
        case Service() if obj.spec.selector:
            return LabelSelector(matchLabels=obj.spec.selector)
        case Service():
            raise Failed(f"error: invalid service '{name}': Service is defined without a selector")
        case Deployment() | ReplicaSet() | StatefulSet() | DaemonSet():
            return obj.spec.selector or LabelSelector()
        case _:
            raise Failed(f"error: cannot get the pods of {name}: selector for {type(obj).__name__} not implemented")


def first_pod(view: View, parsed: Parsed, word: str) -> Pod:
    """The pod that a command is run against."""
    target = named(view, parsed, word)
    pods = pods_of(view, target)
    if not pods:
        raise Failed("error: timed out waiting for the condition")
    return pods[0]


def running(pod: Pod) -> None:
    """Raise Failed where nothing runs in a pod."""
    if pod.status.phase in ("Succeeded", "Failed"):
        raise Failed(f"error: cannot exec into a container in a completed pod; current phase is {pod.status.phase}")
    if pod.status.phase != "Running":
        raise Failed(
            f"error: unable to upgrade connection: pod does not exist or is not running: {pod.metadata.name} is {pod.status.phase}"
        )


def container_of(pod: Pod, wanted: str) -> tuple[str, str]:
    """A container's name, and what is said where it was chosen among several. Raises Failed where there is no such one."""
    names = [str(one.name) for one in pod.spec.containers]
    init = [str(one.name) for one in pod.spec.initContainers]
    all_names = ", ".join((*names, *(f"{name} (init)" for name in init)))
    chosen = wanted or pod.metadata.annotations.get(DEFAULT_CONTAINER, "")
    if chosen:
        if chosen not in (*names, *init):
            raise Failed(f"error: container {chosen} is not valid for pod {pod.metadata.name} out of: {all_names}")
        return chosen, ""
    if not names:
        raise Failed(f"error: pod {pod.metadata.namespace}/{pod.metadata.name} does not have any containers")
    return names[0], f'Defaulted container "{names[0]}" out of: {all_names}\n' if len(names) > 1 or init else ""
