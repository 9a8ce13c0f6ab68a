"""What manifests leave unsaid and a judgement needs: where pods listen that declare no port.

containerPort is documentation (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/): many people leave it out.
Such a pod is taken to listen wherever a Service of its namespace sends, and where its probes ask, so that nobody is accused of an omission.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8s_svc_trainer.cases.steps import Patch
from k8s_svc_trainer.diagnosis.changing import kinds_of_pods, mates, own_labels, owner_of, pod_key
from k8s_svc_trainer.diagnosis.repairs.selectors import meant
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.listening import LISTEN, running_containers
from k8s_svc_trainer.sim.objects import Pod, Service


def assuming(cluster: Cluster) -> tuple[Cluster, int]:
    """The cluster with what is assumed, and of how many kinds of pods that is; the same cluster where nothing has to be."""
    found = list(_assumed(cluster))
    if not found:
        return cluster, 0
    twin = cluster.fork()
    for steps in found:
        for step in steps:
            twin.patch(step.object, step.merge)
    return twin, len(found)


def _assumed(cluster: Cluster) -> Iterator[tuple[Patch, ...]]:
    state = cluster.state
    for owner, pod in kinds_of_pods(state):
        if LISTEN in pod.metadata.annotations or any(container.ports for container in running_containers(pod)):
            continue
        services = state.services_selecting(pod) or [one for one in state.all(Service) if _seeks(cluster, one, owner.name, pod)]
        ports = {port for service in services for port in _targets(service)} | _probed(pod)
        if ports and services:
            yield _listening(cluster, pod, ",".join(sorted(ports)))


def _seeks(cluster: Cluster, service: Service, owner: str, pod: Pod) -> bool:
    """Whether a Service of the pod's namespace has found no pod yet, and may mean this one."""
    if service.metadata.namespace != pod.metadata.namespace or not service.spec.selector:
        return False
    found = cluster.state.selected_pods(str(service.metadata.namespace), dict(service.spec.selector))
    return not found and meant(service, own_labels(pod.metadata.labels), owner)


def _targets(service: Service) -> Iterator[str]:
    for port in service.spec.ports:
        if isinstance(port.targetPort, int):
            yield f"{port.targetPort}/{port.protocol or 'TCP'}"


def _probed(pod: Pod) -> set[str]:
    probes = [probe for one in running_containers(pod) for probe in (one.readinessProbe, one.startupProbe, one.livenessProbe) if probe]
    asked = [(probe.httpGet or probe.tcpSocket or probe.grpc) for probe in probes]
    return {f"{one.port}/TCP" for one in asked if one is not None and isinstance(one.port, int)}


def _listening(cluster: Cluster, pod: Pod, text: str) -> tuple[Patch, ...]:
    noted: dict[str, Any] = {"metadata": {"annotations": {LISTEN: text}}}
    owner = owner_of(cluster.state, pod)
    if owner is not None:
        return (Patch(owner, {"spec": {"template": noted}}),)
    return tuple(Patch(pod_key(one), noted) for one in mates(cluster.state, pod))
