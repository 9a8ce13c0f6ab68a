"""The shapes that Kubernetes gives fields which the simulator keeps and never reads, so far as a printer reads them.

Source: k8s.io/api (staging/src/k8s.io/api/*/types.go).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from k8s_svc_trainer.printers.kubectl.quantities import canonical

ABSENT = object()
Shape = Callable[[Any], Any]  # a value in this shape, or ABSENT


def text(value: Any) -> Any:
    """A text; numbers and booleans are written out."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else ABSENT


def time(value: Any) -> Any:
    """A time, or null."""
    return None if value is None else text(value)


def amount(value: Any) -> Any:
    """A quantity."""
    return ABSENT if isinstance(value, bool) or text(value) is ABSENT else canonical(text(value))


def number(value: Any) -> Any:
    """A whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else ABSENT


def flag(value: Any) -> Any:
    """True or false."""
    return value if isinstance(value, bool) else ABSENT


def many(shape: Shape) -> Shape:
    """A list of such."""
    return lambda value: [made for one in value if (made := shape(one)) is not ABSENT] if isinstance(value, list | tuple) else ABSENT


def by_name(shape: Shape) -> Shape:
    """A mapping of names to such."""

    def made(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return ABSENT
        pairs = ((text(name), shape(one)) for name, one in value.items())
        return {name: one for name, one in pairs if name is not ABSENT and one is not ABSENT}

    return made


def fields(**shapes: Shape) -> Shape:
    """A mapping with fields of these shapes; others pass as they are."""

    def made(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return ABSENT
        pairs = ((name, shapes[name](one) if name in shapes else one) for name, one in value.items())
        return {name: one for name, one in pairs if one is not ABSENT}

    return made


META = fields(name=text, namespace=text, labels=by_name(text), annotations=by_name(text))
RESOURCES = fields(limits=by_name(amount), requests=by_name(amount))
NAMED = fields(name=text, optional=flag)
ENV_VALUE = fields(
    fieldRef=fields(apiVersion=text, fieldPath=text),
    resourceFieldRef=fields(containerName=text, resource=text, divisor=amount),
    configMapKeyRef=fields(name=text, key=text, optional=flag),
    secretKeyRef=fields(name=text, key=text, optional=flag),
)
TAINT = fields(key=text, value=text, effect=text)
TOLERATION = fields(key=text, operator=text, value=text, effect=text, tolerationSeconds=number)
VOLUME = fields(
    name=text,
    hostPath=fields(path=text, type=text),
    emptyDir=fields(medium=text, sizeLimit=amount),
    secret=fields(secretName=text, optional=flag),
    configMap=NAMED,
    persistentVolumeClaim=fields(claimName=text, readOnly=flag),
    projected=fields(
        sources=many(fields(secret=NAMED, configMap=NAMED, downwardAPI=fields(), serviceAccountToken=fields(expirationSeconds=number)))
    ),
)
STATE = fields(
    running=fields(startedAt=text),
    waiting=fields(reason=text, message=text),
    terminated=fields(reason=text, message=text, exitCode=number, signal=number, startedAt=text, finishedAt=text),
)
STATUSES = many(
    fields(
        name=text,
        image=text,
        imageID=text,
        containerID=text,
        ready=flag,
        started=flag,
        restartCount=number,
        state=STATE,
        lastState=STATE,
    )
)
COUNTS = """replicas readyReplicas updatedReplicas availableReplicas unavailableReplicas fullyLabeledReplicas currentReplicas
desiredNumberScheduled currentNumberScheduled numberReady updatedNumberScheduled numberAvailable numberMisscheduled numberUnavailable
observedGeneration terminatingReplicas collisionCount"""
STATUS = fields(
    conditions=many(
        fields(type=text, status=text, reason=text, message=text, lastUpdateTime=text, lastTransitionTime=text, lastProbeTime=time)
    ),
    **dict.fromkeys(COUNTS.split(), number),
)
CLAIM = fields(
    metadata=META, spec=fields(accessModes=many(text), storageClassName=text, resources=RESOURCES, volumeName=text, volumeMode=text)
)
INFO = """machineID systemUUID bootID kernelVersion osImage containerRuntimeVersion kubeletVersion kubeProxyVersion operatingSystem
architecture"""

# by the struct of `sim.objects`, or the kind where it is not modelled
SHAPES: Mapping[str, Mapping[str, Shape]] = {
    "Condition": dict.fromkeys(("lastProbeTime", "lastTransitionTime", "lastUpdateTime", "lastHeartbeatTime"), time),
    "Container": {
        "command": many(text),
        "args": many(text),
        "workingDir": text,
        "env": many(fields(name=text, value=text, valueFrom=ENV_VALUE)),
        "envFrom": many(fields(prefix=text, configMapRef=NAMED, secretRef=NAMED)),
        "resources": RESOURCES,
        "volumeMounts": many(fields(name=text, mountPath=text, subPath=text, readOnly=flag)),
        "imagePullPolicy": text,
    },
    "Probe": {"exec": fields(command=many(text))},
    "PodSpec": {
        "affinity": fields(),
        "priority": number,
        "priorityClassName": text,
        "runtimeClassName": text,
        "schedulerName": text,
        "serviceAccountName": text,
        "tolerations": many(TOLERATION),
        "volumes": many(VOLUME),
    },
    "PodStatus": {
        "message": text,
        "reason": text,
        "nominatedNodeName": text,
        "startTime": text,
        "qosClass": text,
        "initContainerStatuses": STATUSES,
        "containerStatuses": STATUSES,
    },
    "NodeSpec": {"providerID": text, "taints": many(TAINT)},
    "NodeStatus": {
        "allocatable": by_name(amount),
        "capacity": by_name(amount),
        "nodeInfo": fields(**dict.fromkeys(INFO.split(), text)),
    },
    "Namespace": {"spec": fields(finalizers=many(text)), "status": fields(phase=text)},
    "Deployment": {"status": STATUS},
    "ReplicaSet": {"status": STATUS},
    "StatefulSet": {"status": STATUS},
    "DaemonSet": {"status": STATUS},
    "StatefulSetSpec": {"volumeClaimTemplates": many(CLAIM)},
    "IngressBackend": {"resource": fields(apiGroup=text, kind=text, name=text)},
    "IngressClassSpec": {"parameters": fields(apiGroup=text, kind=text, name=text, namespace=text, scope=text)},
    "ConfigMap": {"data": by_name(text), "binaryData": by_name(text)},
    "Secret": {"data": by_name(text), "stringData": by_name(text), "type": text},
    "ControllerRevision": {"revision": number},
}
