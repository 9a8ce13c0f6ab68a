"""A pod described, and the pod template of a workload. Source: describePod and DescribePodTemplate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from k8s_svc_trainer.printers.kubectl.age import age, rfc1123
from k8s_svc_trainer.printers.kubectl.describing.common import controller, labels, listed, named, notes
from k8s_svc_trainer.printers.kubectl.describing.containers import containers
from k8s_svc_trainer.printers.kubectl.labels import NONE
from k8s_svc_trainer.printers.kubectl.served_pods import qos_class
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import Pod, PodTemplateSpec

TERMINAL = frozenset({"Succeeded", "Failed"})


def pod(cluster: Cluster, obj: Pod) -> Iterator[str]:
    """A pod; Events come after it."""
    meta, spec, status = obj.metadata, obj.spec, obj.status
    yield from named(meta)
    yield from _written("Priority", spec.rest.get("priority"))
    yield from _written("Priority Class Name", spec.rest.get("priorityClassName") or None)
    yield from _written("Runtime Class Name", spec.rest.get("runtimeClassName") or None)
    yield from _written("Service Account", spec.rest.get("serviceAccountName") or None)
    yield _node(obj)
    if status.rest.get("startTime"):
        yield f"Start Time:\t{rfc1123(status.rest['startTime'])}"
    yield from labels("Labels", meta.labels)
    yield from notes("Annotations", meta.annotations)
    yield from _phase(cluster, obj)
    yield f"IP:\t{status.podIP or ''}"
    yield "IPs:" if status.podIPs else f"IPs:\t{NONE}"
    yield from (f"  IP:\t{one.ip}" for one in status.podIPs)
    yield from controller(meta)
    yield from _written("NominatedNodeName", status.rest.get("nominatedNodeName") or None)
    if spec.initContainers:
        yield from containers(
            "Init Containers", spec.initContainers, _statuses(obj, "initContainerStatuses"), lambda path: _field(obj, path)
        )
    yield from containers("Containers", spec.containers, _statuses(obj, "containerStatuses"), lambda path: _field(obj, path))
    yield from _conditions(obj)
    yield from _volumes(spec.rest.get("volumes") or (), "")
    yield f"QoS Class:\t{status.rest.get('qosClass') or qos_class(obj)}"
    yield from labels("Node-Selectors", spec.nodeSelector)
    yield from listed("Tolerations", _tolerations(spec.rest.get("tolerations") or ()))


def _written(title: str, value: Any) -> Iterator[str]:
    if value is not None:
        yield f"{title}:\t{value}"


def _node(obj: Pod) -> str:
    return f"Node:\t{obj.spec.nodeName}/{obj.status.hostIP or ''}" if obj.spec.nodeName else f"Node:\t{NONE}"


def _phase(cluster: Cluster, obj: Pod) -> Iterator[str]:
    deleted, status = obj.metadata.deletionTimestamp, obj.status
    if deleted is not None and status.phase not in TERMINAL:
        yield f"Status:\tTerminating (lasts {age(cluster, deleted)})"
        yield f"Termination Grace Period:\t{obj.metadata.deletionGracePeriodSeconds or obj.spec.terminationGracePeriodSeconds or 30}s"
    else:
        yield f"Status:\t{status.phase or ''}"
    yield from _written("Reason", status.rest.get("reason") or None)
    yield from _written("Message", status.rest.get("message") or None)


def _statuses(obj: Pod, key: str) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = obj.status.rest.get(key) or ()
    return found


def _conditions(obj: Pod) -> Iterator[str]:
    given = {one.type: one.status for one in obj.status.conditions}
    if obj.spec.readinessGates:
        yield "Readiness Gates:"
        yield "  Type\tStatus"
        yield from (f"  {gate.conditionType} \t{given.get(gate.conditionType, NONE)} " for gate in obj.spec.readinessGates)
    if obj.status.conditions:
        yield "Conditions:"
        yield "  Type\tStatus"
        yield from (f"  {one.type} \t{one.status} " for one in obj.status.conditions)


def _field(obj: Pod, path: str) -> str:
    """What kubectl can say of a field path: it knows two of them, the kubelet the others (ConvertFieldLabel)."""
    known = {"metadata.name": obj.metadata.name, "metadata.namespace": obj.metadata.namespace}
    return known.get(path) or ""


def template(obj: PodTemplateSpec | None) -> Iterator[str]:
    """The pod template of a workload."""
    yield "Pod Template:"
    if obj is None:
        yield "  <unset>"
        return
    spec = obj.spec
    yield from labels("  Labels", obj.metadata.labels)
    if obj.metadata.annotations:
        yield from notes("  Annotations", obj.metadata.annotations)
    yield from _written("  Service Account", spec.rest.get("serviceAccountName") or None)
    if spec.initContainers:
        yield from containers("Init Containers", spec.initContainers, (), _unresolved, template=True)
    yield from containers("Containers", spec.containers, (), _unresolved, template=True)
    yield from _volumes(spec.rest.get("volumes") or (), "  ")
    yield from _written("  Priority Class Name", spec.rest.get("priorityClassName") or None)
    yield from labels("  Node-Selectors", spec.nodeSelector)
    yield from listed("  Tolerations", _tolerations(spec.rest.get("tolerations") or ()))


def _unresolved(_: str) -> str:
    return ""


def _tolerations(given: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in sorted(given, key=lambda toleration: str(toleration.get("key") or "")):
        key, value, effect = (str(one.get(word) or "") for word in ("key", "value", "effect"))
        text = f"{key}{f'={value}' if value else ''}{f':{effect}' if effect else ''}"
        if one.get("operator") == "Exists" and not value:
            text += " op=Exists" if key or effect else "op=Exists"
        yield text + (f" for {one['tolerationSeconds']}s" if one.get("tolerationSeconds") is not None else "")


# --- volumes -----------------------------------------------------------------------------------------------------


def _volumes(given: Sequence[Mapping[str, Any]], space: str) -> Iterator[str]:
    yield f"{space}Volumes:" if given else f"{space}Volumes:\t{NONE}"
    for one in given:
        yield f"  {' ' if space else ''}{one.get('name', '')}:"
        yield from _volume(one)


def _volume(one: Mapping[str, Any]) -> Iterator[str]:
    source = next(((kind, one[kind]) for kind in VOLUMES if one.get(kind) is not None), None)
    if source is None:
        yield "  <unknown>"
        return
    kind, given = source
    words, fields = VOLUMES[kind]
    yield f"    Type:\t{words}"
    yield from (f"    {title}:\t{_shown(given.get(key), default)}" for title, key, default in fields)
    for part in given.get("sources", ()) if kind == "projected" else ():
        yield from (f"    {line}" for line in _projected(part))


def _shown(value: Any, default: str) -> str:
    return default if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _projected(part: Mapping[str, Any]) -> Iterator[str]:
    match part:
        case {"secret": secret}:
            yield f"SecretName:\t{secret.get('name', '')}"
            yield f"Optional:\t{_shown(secret.get('optional'), 'false')}"
        case {"downwardAPI": _}:
            yield "DownwardAPI:\ttrue"
        case {"configMap": config}:
            yield f"ConfigMapName:\t{config.get('name', '')}"
            yield f"Optional:\t{_shown(config.get('optional'), 'false')}"
        case {"serviceAccountToken": token}:
            yield f"TokenExpirationSeconds:\t{token.get('expirationSeconds', 3600)}"


Fields = tuple[tuple[str, str, str], ...]
VOLUMES: Mapping[str, tuple[str, Fields]] = {
    "hostPath": ("HostPath (bare host directory volume)", (("Path", "path", ""), ("HostPathType", "type", NONE))),
    "emptyDir": (
        "EmptyDir (a temporary directory that shares a pod's lifetime)",
        (("Medium", "medium", ""), ("SizeLimit", "sizeLimit", "<unset>")),
    ),
    "secret": ("Secret (a volume populated by a Secret)", (("SecretName", "secretName", ""), ("Optional", "optional", "false"))),
    "configMap": ("ConfigMap (a volume populated by a ConfigMap)", (("Name", "name", ""), ("Optional", "optional", "false"))),
    "persistentVolumeClaim": (
        "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        (("ClaimName", "claimName", ""), ("ReadOnly", "readOnly", "false")),
    ),
    "projected": ("Projected (a volume that contains injected data from multiple sources)", ()),
}
