"""What the kubelet says of a probe that does not succeed.

Whether it succeeds is the simulator's (`sim.controllers.readiness`); here are the words. Sources: pkg/kubelet/prober/prober.go,
pkg/probe/{http,tcp,grpc} and pkg/probe/util.go; the errors beneath are Go's.
"""

from __future__ import annotations

from collections.abc import Iterator

from k8s_svc_trainer.sim.controllers.readiness import succeeds
from k8s_svc_trainer.sim.listening import listens
from k8s_svc_trainer.sim.names import at
from k8s_svc_trainer.sim.objects import Container, Pod, Probe

SLOW = "context deadline exceeded"
AWAITING = f"{SLOW} (Client.Timeout exceeded while awaiting headers)"
LOCAL = ("127.0.0.1", "::1", "localhost")


def failing(pod: Pod) -> Iterator[tuple[Container, Probe, str]]:
    """The probes of a running pod that do not succeed, each with the message of its event.

    Readiness is not probed before the startup probe has succeeded. Liveness is left out: the simulator restarts no container.
    """
    ips = tuple(str(one.ip) for one in pod.status.podIPs)
    for container in (*pod.spec.initContainers, *pod.spec.containers):
        for word, probe in (("Startup", container.startupProbe), ("Readiness", container.readinessProbe)):
            if probe is not None and not succeeds(pod, container, probe, ips):
                yield container, probe, message(word, pod, container, probe)
                break


def message(word: str, pod: Pod, container: Container, probe: Probe) -> str:
    """The event of a probe that failed; `word` is Readiness, Startup or Liveness."""
    asked, host = _port(probe), _host(probe) or pod.status.podIP or ""
    number = _number(container, asked)
    if number is None:
        return f'{word} probe errored and resulted in unknown state: strconv.Atoi: parsing "{asked}": invalid syntax'
    if not 0 < number < 65536:
        return f"{word} probe errored and resulted in unknown state: invalid port number: {number}"
    return f"{word} probe failed: {_output(pod, probe, host, number)}"


def _output(pod: Pod, probe: Probe, host: str, number: int) -> str:
    own = host in {str(one.ip) for one in pod.status.podIPs} or host in LOCAL
    answered = own and (host not in LOCAL or bool(pod.spec.hostNetwork)) and listens(pod, host, number)
    where = at(host, number)
    if probe.httpGet is not None:
        if answered:
            return "HTTP probe failed with statuscode: 404"
        path = probe.httpGet.path or "/"
        url = f"{(probe.httpGet.scheme or 'HTTP').lower()}://{where}{path if path.startswith('/') else f'/{path}'}"
        return f'Get "{url}": {f"dial tcp {where}: connect: connection refused" if own else AWAITING}'
    if probe.tcpSocket is not None:
        return f"dial tcp {where}: {'connect: connection refused' if own else 'i/o timeout'}"
    limit = 1 if probe.timeoutSeconds is None else probe.timeoutSeconds
    return f'timeout: failed to connect service "{where}" within {limit}s: {SLOW}'


def _port(probe: Probe) -> int | str | None:
    action = probe.httpGet or probe.tcpSocket or probe.grpc
    return action.port if action is not None else None


def _host(probe: Probe) -> str | None:
    action = probe.httpGet or probe.tcpSocket
    return action.host if action is not None else None


def _number(container: Container, port: int | str | None) -> int | None:
    """The number of a probe's port; a name is looked up among the ports of the probed container (ResolveContainerPort)."""
    if not isinstance(port, str):
        return port
    named = next((one.containerPort for one in container.ports if one.name == port), None)
    return int(port) if named is None and port.isascii() and port.isdigit() else named
