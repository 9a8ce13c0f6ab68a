"""What a pod's manifest leaves out and the API server fills in.

pkg/apis/core/v1/defaults.go, SetDefaults_Pod, SetDefaults_PodSpec, SetDefaults_Probe; conversion.go for podIP and podIPs.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from k8s_svc_trainer.sim.objects import Container, ContainerPort, HTTPGetAction, Pod, PodIP, PodSpec, PodStatus, Probe

SIDECARS = 29  # SidecarContainers is on by default; until then the API server drops an init container's restartPolicy
TEMPLATES_WITHOUT_HOST_PORTS = 28  # DefaultHostNetworkHostPortsInPodTemplates is off: a template's host ports are not filled in
GRACE_SECONDS = 30
PROBE = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}


def default_pod(pod: Pod, minor: int) -> Pod:
    """A pod with its defaults."""
    return replace(pod, spec=default_pod_spec(pod.spec, minor, host_ports=True), status=_one_address(pod.status))


def default_pod_spec(spec: PodSpec, minor: int, *, host_ports: bool) -> PodSpec:
    """A pod's spec, or a template's, with its defaults and without what its version does not know yet."""
    filled = host_ports and bool(spec.hostNetwork)
    changes: dict[str, Any] = {"containers": tuple([_container(one, host=filled) for one in spec.containers])}
    if spec.initContainers:
        first = spec.initContainers if minor >= SIDECARS else tuple(replace(one, restartPolicy=None) for one in spec.initContainers)
        changes["initContainers"] = tuple(_container(one, host=filled) for one in first)
    if not spec.restartPolicy:
        changes["restartPolicy"] = "Always"
    if not spec.dnsPolicy:
        changes["dnsPolicy"] = "ClusterFirst"
    if spec.terminationGracePeriodSeconds is None:
        changes["terminationGracePeriodSeconds"] = GRACE_SECONDS
    return replace(spec, **changes)


def _container(container: Container, *, host: bool) -> Container:
    if not any([host, container.ports, container.readinessProbe, container.livenessProbe, container.startupProbe]):
        return container
    changes: dict[str, Any] = {}
    if container.ports:
        changes["ports"] = tuple([_port(port, host=host) for port in container.ports])
    for field in ("readinessProbe", "livenessProbe", "startupProbe"):
        probe = getattr(container, field)
        if probe is not None:
            changes[field] = _probe(probe)
    return replace(container, **changes) if changes else container


def _port(port: ContainerPort, *, host: bool) -> ContainerPort:
    if port.protocol and not host:
        return port
    return ContainerPort(
        name=port.name,
        containerPort=port.containerPort,
        hostPort=port.containerPort if host and not port.hostPort else port.hostPort,
        hostIP=port.hostIP,
        protocol=port.protocol or "TCP",
        rest=port.rest,
    )


def _probe(probe: Probe) -> Probe:
    changes: dict[str, Any] = {field: value for field, value in PROBE.items() if not getattr(probe, field)}
    if probe.httpGet is not None:
        changes["httpGet"] = _http(probe.httpGet)
    return replace(probe, **changes) if changes else probe


def _http(action: HTTPGetAction) -> HTTPGetAction:
    return replace(action, path=action.path or "/", scheme=action.scheme or "HTTP")


def _one_address(status: PodStatus) -> PodStatus:
    """podIP is the first of podIPs; where they differ, podIP holds."""
    listed = status.podIPs
    if status.podIP:
        return status if listed and listed[0].ip == status.podIP else replace(status, podIPs=(PodIP(ip=status.podIP),))
    return replace(status, podIP=listed[0].ip) if listed else status
