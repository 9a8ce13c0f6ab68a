"""`kubectl logs`: what the program of a container would have written, derived from what it listens on; nothing is remembered.

Decides no more than that: no application is simulated, so that a log tells the sockets that are open and no request.
Source of the choices and errors: kubectl pkg/cmd/logs/logs.go, pkg/polymorphichelpers/logsforobject.go.
"""

from __future__ import annotations

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.changing import each
from k8s_svc_trainer.lab.kubectl.get import nothing
from k8s_svc_trainer.lab.kubectl.pods import container_of, named, pods_of
from k8s_svc_trainer.lab.kubectl.targets import asked_for, pick
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim.listening import LISTEN, Listener, ListenFault, listeners, parse_listen
from k8s_svc_trainer.sim.objects import Pod

USAGE = (
    "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n"
    "POD or TYPE/NAME is a required argument for the logs command\nSee 'kubectl logs -h' for help and examples"
)


def logs(view: View, parsed: Parsed) -> Printed:
    """Print what containers have written."""
    if parsed.on("previous"):
        raise Failed("error: previous terminated container not found: no container of this lab has been restarted")
    if parsed.text("selector"):
        if parsed.words:
            raise Failed("error: only a selector (-l) or a POD name is allowed\nSee 'kubectl logs -h' for help and examples")
        found = pick(view, parsed, ("pods",))
        if not found.targets:
            raise Failed(nothing(view, parsed, asked_for(("pods",))), 0)
        return each([one.obj for one in found.targets], lambda pod: _of_pod(parsed, pod, prefix=parsed.on("prefix")))
    if not 1 <= len(parsed.words) <= 2:
        raise Failed(USAGE)
    target = named(view, parsed, parsed.words[0])
    pods = pods_of(view, target)
    if not pods:
        raise Failed("error: timed out waiting for the condition")
    if parsed.on("all-pods"):
        return each(pods, lambda pod: _of_pod(parsed, pod, prefix=True))
    said = f"Found {len(pods)} pods, using pod/{pods[0].metadata.name}\n" if len(pods) > 1 else ""
    done = _of_pod(parsed, pods[0], prefix=parsed.on("prefix"))
    return Printed(done.stdout, said + done.stderr, done.status)


def _of_pod(parsed: Parsed, pod: object, *, prefix: bool) -> Printed:
    if not isinstance(pod, Pod):
        raise Failed("error: expected a resource")
    wanted = parsed.text("container") or (parsed.words[1] if len(parsed.words) > 1 else "")
    if parsed.on("all-containers"):
        names, said = [str(one.name) for one in pod.spec.containers], ""
    else:
        name, said = container_of(pod, wanted)
        names = [name]
    if pod.status.phase == "Pending":
        raise Failed(
            f'Error from server (BadRequest): container "{names[0]}" in pod "{pod.metadata.name}" is waiting to start: ContainerCreating'
        )
    lines = [f"[pod/{pod.metadata.name}/{name}] {line}" if prefix else line for name in names for line in _lines(pod, name)]
    last = parsed.number("tail", -1)
    shown = lines if last < 0 else lines[len(lines) - min(last, len(lines)) :]
    return Printed("".join(f"{line}\n" for line in shown), said)


def _lines(pod: Pod, container: str) -> list[str]:
    """A line for each socket that the container opens; the annotation speaks of the whole pod, and counts for its first container."""
    first = pod.spec.containers[0].name == container if pod.spec.containers else True
    if LISTEN in pod.metadata.annotations:
        found = _annotated(pod) if first else []
    else:
        own = next((one for one in (*pod.spec.containers, *pod.spec.initContainers) if one.name == container), None)
        found = [Listener(port.protocol or "TCP", port.containerPort) for port in own.ports if port.containerPort] if own else []
    return [f"listening on {one.address or '0.0.0.0'}:{one.port}/{one.protocol.lower()}" for one in sorted(found, key=lambda one: one.port)]  # noqa: S104


def _annotated(pod: Pod) -> list[Listener]:
    try:
        return list(parse_listen(pod.metadata.annotations[LISTEN])) if LISTEN in pod.metadata.annotations else list(listeners(pod))
    except ListenFault:
        return []


COMMAND = Command(
    name="logs",
    about="Print the logs for a container in a pod",
    usage="(POD | TYPE/NAME) [-c CONTAINER]",
    run=logs,
    names=("pods",),
    example="kubectl logs web-1\nkubectl logs deployment/web --tail=5",
    flags=(
        flags.CONTAINER,
        flags.SELECTOR,
        Flag("all-containers", help="of all containers"),
        Flag("all-pods", help="of all pods of a workload"),
        Flag("prefix", help="each line with its pod and container"),
        Flag("tail", "", Takes.NUMBER, "the last lines only"),
        Flag("previous", "p", help="of the container before a restart: there is none"),
        Flag("follow", "f", help="accepted; nothing is written between two commands"),
        Flag("timestamps", help="accepted, and without effect here"),
        Flag("since", "", Takes.DURATION, "accepted, and without effect here"),
        Flag("since-time", "", Takes.TEXT, "accepted, and without effect here"),
        Flag("limit-bytes", "", Takes.NUMBER, here=False),
        Flag("ignore-errors", help="accepted, and without effect here"),
        Flag("max-log-requests", "", Takes.NUMBER, "accepted, and without effect here"),
    ),
)
