"""What kubelet and API server write into a pod beside what the simulator keeps: container statuses, defaults, the service account.

Readiness is the simulator's; identifiers are hashes of names, so that one pod always shows the same ones.
Sources: pkg/kubelet/kubelet_pods.go (generateAPIPodStatus), pkg/apis/core/v1/defaults.go, plugin/pkg/admission/serviceaccount.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import msgspec

from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.admission.meta import SUFFIX_LETTERS
from k8s_svc_trainer.sim.controllers.readiness import unready_containers
from k8s_svc_trainer.sim.objects import Condition, Container, Pod, PodSpec, PodStatus

replace = msgspec.structs.replace
ACCOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
TOLERATED = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")  # for 300 s, by DefaultTolerationSeconds
SANDBOX_SINCE = 29  # the condition PodReadyToStartContainers is on by default from 1.29 (KEP-3085)
ENDED = {"Succeeded": ("Completed", 0), "Failed": ("Error", 1)}


def pod_spec(pod: Pod) -> PodSpec:
    """The spec with defaults, the service account's token and the tolerations of every pod."""
    spec = pod.spec
    token = f"kube-api-access-{_letters(str(pod.metadata.uid))}"
    tolerations = [{"effect": "NoExecute", "key": key, "operator": "Exists", "tolerationSeconds": 300} for key in TOLERATED]
    stated = list(spec.rest.get("tolerations") or ())
    keys = {one.get("key") for one in stated if one.get("effect", "NoExecute") == "NoExecute"}
    volumes = list(spec.rest.get("volumes") or ())
    rest: dict[str, Any] = {
        "enableServiceLinks": True,
        "preemptionPolicy": "PreemptLowerPriority",
        "priority": 0,
        "schedulerName": "default-scheduler",
        "securityContext": {},
        "serviceAccount": "default",
        "serviceAccountName": "default",
        **spec.rest,
        "tolerations": [*stated, *(one for one in tolerations if one["key"] not in keys and None not in keys)],
        "volumes": volumes if any(one.get("name") == token for one in volumes) else [*volumes, _token_volume(token)],
    }
    containers = tuple(_mounted(container_of(one), token) for one in spec.containers)
    return replace(
        spec, containers=containers, initContainers=tuple(_mounted(container_of(one), token) for one in spec.initContainers), rest=rest
    )


def container_of(container: Container) -> Container:
    """A container with the defaults that the simulator does not interpret (SetDefaults_Container)."""
    image = container.image or ""
    latest = ":" not in image.rpartition("/")[2] or image.endswith(":latest")
    rest: dict[str, Any] = {
        "imagePullPolicy": "Always" if latest and "@" not in image else "IfNotPresent",
        "resources": {},
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
    }
    return replace(container, rest={**rest, **container.rest})


def _mounted(container: Container, token: str) -> Container:
    mounts = list(container.rest.get("volumeMounts") or ())
    if any(one.get("mountPath") == ACCOUNT_PATH for one in mounts):
        return container
    mount = {"mountPath": ACCOUNT_PATH, "name": token, "readOnly": True}
    return replace(container, rest={**container.rest, "volumeMounts": [*mounts, mount]})


def _token_volume(name: str) -> dict[str, Any]:
    field = {"apiVersion": "v1", "fieldPath": "metadata.namespace"}
    sources = [
        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
        {"configMap": {"items": [{"key": "ca.crt", "path": "ca.crt"}], "name": "kube-root-ca.crt"}},
        {"downwardAPI": {"items": [{"fieldRef": field, "path": "namespace"}]}},
    ]
    return {"name": name, "projected": {"defaultMode": 420, "sources": sources}}


def pod_status(cluster: Cluster, pod: Pod) -> PodStatus:
    """The status with container statuses, times, hostIPs, QoS class and the condition of the sandbox."""
    status, since = pod.status, pod.metadata.creationTimestamp
    rest: dict[str, Any] = {"qosClass": qos_class(pod)}
    if pod.spec.nodeName:
        rest["startTime"] = since
        rest["containerStatuses"] = [_container_status(pod, one) for one in pod.spec.containers]
        if pod.spec.initContainers:
            rest["initContainerStatuses"] = [_init_status(pod, one) for one in pod.spec.initContainers]
        if status.hostIP:
            rest["hostIPs"] = [{"ip": status.hostIP}]
    conditions = tuple(_dated(one, since) for one in _conditions(cluster, pod))
    return replace(status, conditions=conditions, rest={**rest, **status.rest})


def _conditions(cluster: Cluster, pod: Pod) -> tuple[Condition, ...]:
    """In the kubelet's order, PodReadyToStartContainers first (podutil, kubelet_pods.go)."""
    known = {one.type for one in pod.status.conditions}
    if cluster.settings.minor < SANDBOX_SINCE or not pod.spec.nodeName or "PodReadyToStartContainers" in known:
        return pod.status.conditions
    running = "True" if pod.status.phase == "Running" else "False"
    return (Condition(type="PodReadyToStartContainers", status=running), *pod.status.conditions)


def _dated(condition: Condition, since: str | None) -> Condition:
    return replace(condition, rest={"lastProbeTime": None, "lastTransitionTime": since, **condition.rest})


def _container_status(pod: Pod, container: Container) -> dict[str, Any]:
    ips = tuple(str(one.ip) for one in pod.status.podIPs)
    running = pod.status.phase == "Running"
    ready = running and str(container.name) not in unready_containers(pod, ips)
    if pod.status.phase in ENDED:
        reason, code = ENDED[pod.status.phase]
        state = {"terminated": {**_end(pod), "exitCode": code, "reason": reason}}
    elif running:
        state = {"running": {"startedAt": pod.metadata.creationTimestamp}}
    else:
        state = {"waiting": {"reason": "ContainerCreating"}}
    return _status(pod, container, ready=ready, started=running, state=state)


def _init_status(pod: Pod, container: Container) -> dict[str, Any]:
    """A sidecar runs beside the others; an ordinary init container has done its work once the pod runs."""
    if container.restartPolicy == "Always":
        return _container_status(pod, container)
    if pod.status.phase == "Pending":
        return _status(pod, container, ready=False, started=False, state={"waiting": {"reason": "PodInitializing"}})
    state = {"terminated": {**_end(pod), "exitCode": 0, "reason": "Completed"}}
    return _status(pod, container, ready=True, started=False, state=state)


def _end(pod: Pod) -> dict[str, Any]:
    return {"startedAt": pod.metadata.creationTimestamp, "finishedAt": pod.metadata.creationTimestamp}


def _status(pod: Pod, container: Container, *, ready: bool, started: bool, state: Mapping[str, Any]) -> dict[str, Any]:
    image = container.image or ""
    begun = "waiting" not in state
    digest = f"{_repository(image)}@sha256:{sha256(image.encode()).hexdigest()}"
    return {
        "containerID": f"containerd://{sha256(f'{pod.metadata.uid}/{container.name}'.encode()).hexdigest()}" if begun else "",
        "image": image,
        "imageID": digest if begun else "",
        "lastState": {},
        "name": container.name,
        "ready": ready,
        "restartCount": 0,
        "started": started,
        "state": state,
    }


def _repository(image: str) -> str:
    """The whole name of an image without tag: docker.io/library/nginx (distribution/reference)."""
    name = image.partition("@")[0]
    name = name.rpartition(":")[0] if ":" in name.rpartition("/")[2] else name
    host, slash, _ = name.partition("/")
    if slash and (any(letter in host for letter in ".:") or host == "localhost"):
        return name
    return f"docker.io/{name if slash else f'library/{name}'}"


def _letters(text: str) -> str:
    number, letters = int(sha256(text.encode()).hexdigest()[:12], 16), []
    for _ in range(5):
        number, rest = divmod(number, len(SUFFIX_LETTERS))
        letters.append(SUFFIX_LETTERS[rest])
    return "".join(letters)


def qos_class(pod: Pod) -> str:
    """Guaranteed, Burstable or BestEffort (pkg/util/qos, ComputePodQOS). Quantities are compared as they are written."""
    found = {_qos(one.rest.get("resources") or {}) for one in (*pod.spec.initContainers, *pod.spec.containers)}
    return found.pop() if len(found) == 1 else "BestEffort" if not found else "Burstable"


def _qos(resources: Mapping[str, Any]) -> str:
    limits = resources.get("limits") or {}
    requests = {**limits, **(resources.get("requests") or {})}  # a limit alone is the request too
    kinds = [_one_qos(requests.get(name), limits.get(name)) for name in ("cpu", "memory")]
    return kinds[0] if kinds[0] == kinds[1] else "Burstable"


def _one_qos(request: Any, limit: Any) -> str:
    if request != limit:
        return "Burstable"
    return "BestEffort" if request is None else "Guaranteed"
