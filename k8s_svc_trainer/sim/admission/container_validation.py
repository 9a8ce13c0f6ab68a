"""What the API server refuses in a container: its ports and probes above all.

pkg/apis/core/validation/validation.go, validateContainers, validateInitContainers, validateContainerPorts, validateProbe.
"""

from __future__ import annotations

from collections.abc import Iterable

from k8s_svc_trainer.sim.admission import words
from k8s_svc_trainer.sim.admission.report import Faults, all_invalid, duplicate, forbidden, invalid, required, unsupported
from k8s_svc_trainer.sim.admission.service_validation import PROTOCOLS
from k8s_svc_trainer.sim.objects import Container, ContainerPort, PodSpec, Probe

PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
SCHEMES = frozenset({"HTTP", "HTTPS"})
HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
RESTART_RULES = 35  # ContainerRestartRules is on by default: a container may have a restartPolicy of its own
HOST_PORT_AT_FAULT = 28  # https://github.com/kubernetes/kubernetes/pull/117696
COUNTS = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")
RESTARTS = frozenset({"Always", "OnFailure", "Never"})


def container_faults(path: str, container: Container, names: set[str], minor: int, *, init: bool) -> Faults:
    """All that is wrong with a container; `names` are those of the containers before it."""
    name = container.name
    if not name:
        yield required(f"{path}.name")
    else:
        if wrong := words.dns1123_label(name):
            yield from all_invalid(f"{path}.name", wrong)
        if name in names:
            yield duplicate(f"{path}.name", name)
        names.add(name)
    if not container.image:
        yield required(f"{path}.image")
    elif container.image.strip() != container.image:
        yield invalid(f"{path}.image", "must not have leading or trailing whitespace")
    if container.ports:
        yield from _ports_faults(path, container.ports)
    if container.restartPolicy is not None:
        yield from _restart_faults(f"{path}.restartPolicy", container.restartPolicy, minor, init=init)
    sidecar = container.restartPolicy == "Always"
    for field in PROBES:
        probe = getattr(container, field)
        if probe is None:
            continue
        if init and not sidecar:
            yield forbidden(f"{path}.{field}", "may not be set for init containers without restartPolicy=Always")
        else:
            yield from _probe_faults(f"{path}.{field}", probe, readiness=field == "readinessProbe")


def _restart_faults(path: str, policy: str, minor: int, *, init: bool) -> Faults:
    if minor >= RESTART_RULES:
        if policy not in RESTARTS:
            yield unsupported(path, policy, RESTARTS)
    elif not init:
        yield forbidden(path, "may not be set for non-init containers")
    elif policy != "Always":
        yield unsupported(path, policy, ["Always"])


def _ports_faults(path: str, ports: tuple[ContainerPort, ...]) -> Faults:
    names: set[str] = set()
    for index, port in enumerate(ports):
        if not (port.name or port.hostPort) and 0 < (port.containerPort or 0) <= words.LAST_PORT and port.protocol in PROTOCOLS:
            continue  # the ordinary port
        at = f"{path}.ports[{index}]"
        if port.name:
            wrong = words.port_name(port.name)
            yield from all_invalid(f"{at}.name", wrong)
            if not wrong and port.name in names:
                yield duplicate(f"{at}.name", port.name)
            names.add(port.name)
        if not port.containerPort:
            yield required(f"{at}.containerPort")
        else:
            yield from all_invalid(f"{at}.containerPort", words.port_number(port.containerPort))
        if port.hostPort:
            yield from all_invalid(f"{at}.hostPort", words.port_number(port.hostPort))
        if port.protocol not in PROTOCOLS:
            yield unsupported(f"{at}.protocol", port.protocol, PROTOCOLS)


def host_port_faults(path: str, spec: PodSpec, minor: int) -> Faults:
    """checkHostPortConflicts and validateHostNetwork: host ports are unique in a pod, and are the container ports on a host network."""
    wrong, other = ("hostPort", "containerPort") if minor >= HOST_PORT_AT_FAULT else ("containerPort", "hostPort")
    if any(port.hostPort for container in spec.containers for port in container.ports):
        yield from _conflicts(f"{path}.containers", spec.containers)
    for container in spec.initContainers:
        yield from _conflicts(f"{path}.initContainers", (container,))
    if not spec.hostNetwork:
        return
    for outer, container in enumerate(spec.containers):
        for inner, port in enumerate(container.ports):
            if port.hostPort and port.hostPort != port.containerPort:
                at = f"{path}.containers[{outer}].ports[{inner}].{wrong}"
                yield invalid(at, f"must match `{other}` when `hostNetwork` is true")


def _conflicts(path: str, containers: Iterable[Container]) -> Faults:
    seen: set[tuple[str | None, str | None, int]] = set()
    for outer, container in enumerate(containers):
        for inner, port in enumerate(container.ports):
            if not port.hostPort:
                continue
            held = (port.protocol, port.hostIP, port.hostPort)
            if held in seen:
                yield duplicate(f"{path}[{outer}].ports[{inner}].hostPort", "/".join(str(part or "") for part in held))
            seen.add(held)


def _probe_faults(path: str, probe: Probe, *, readiness: bool) -> Faults:
    yield from _handler_faults(path, probe)
    for field in COUNTS:
        if (getattr(probe, field) or 0) < 0:
            yield invalid(f"{path}.{field}", "must be greater than or equal to 0")
    if not readiness and probe.successThreshold != 1:
        yield invalid(f"{path}.successThreshold", "must be 1")
    grace = probe.terminationGracePeriodSeconds
    if grace is not None and readiness:
        yield invalid(f"{path}.terminationGracePeriodSeconds", "must not be set for readinessProbes")
    elif grace is not None and grace <= 0:
        yield invalid(f"{path}.terminationGracePeriodSeconds", "must be greater than 0")


def _handler_faults(path: str, probe: Probe) -> Faults:
    """validateHandler: one of the four, and well formed."""
    stated = [field for field in HANDLERS if getattr(probe, field) is not None]
    if not stated:
        yield required(path, "must specify a handler type")
    for field in stated[1:]:
        yield forbidden(f"{path}.{field}", "may not specify more than 1 handler type")
    if probe.exec is not None and not probe.exec.get("command"):
        yield required(f"{path}.exec.command")
    if probe.httpGet is not None:
        yield from _port_faults(f"{path}.httpGet.port", probe.httpGet.port)
        if probe.httpGet.scheme not in SCHEMES:
            yield unsupported(f"{path}.httpGet.scheme", probe.httpGet.scheme, SCHEMES)
    if probe.tcpSocket is not None:
        yield from _port_faults(f"{path}.tcpSocket.port", probe.tcpSocket.port)
    if probe.grpc is not None:
        yield from _port_faults(f"{path}.grpc.port", probe.grpc.port)


def _port_faults(path: str, port: int | str | None) -> Faults:
    """ValidatePortNumOrName."""
    yield from all_invalid(path, words.port_name(port) if isinstance(port, str) else words.port_number(port or 0))
