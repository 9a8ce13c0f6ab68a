"""`kubectl exec`, `kubectl run`, `kubectl port-forward`: commands run in pods, and pods made to run one.

Sources: kubectl pkg/cmd/exec/exec.go, pkg/cmd/run/run.go, pkg/cmd/portforward/portforward.go.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.changing import Manifest
from k8s_svc_trainer.lab.kubectl.made import labels_of, made, port_number
from k8s_svc_trainer.lab.kubectl.pods import container_of, first_pod, named, running
from k8s_svc_trainer.lab.kubectl.targets import space
from k8s_svc_trainer.lab.kubectl.writing import create, typed
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.values import Forward, InPod
from k8s_svc_trainer.lab.view import Failed, View, framed
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.kubectl.messages import deleted
from k8s_svc_trainer.sim.objects import Pod, Service

SHELLS = frozenset({"sh", "bash", "ash", "/bin/sh", "/bin/bash", "/bin/ash", "zsh", "/usr/bin/bash"})
OLD_FORM = (
    "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples"
)


# --- exec ------------------------------------------------------------------------------------------------------------


def execute(view: View, parsed: Parsed) -> Printed:
    """Run a command in a container, or go into its shell."""
    if parsed.rest is None and len(parsed.words) > 1:
        raise Failed(OLD_FORM)
    if not parsed.words:
        raise Failed("error: pod, type/name or --filename must be specified")
    if len(parsed.words) > 1:
        raise Failed(OLD_FORM)
    if not parsed.rest:
        raise Failed("error: you must specify at least one command for the container")
    pod = first_pod(view, parsed, parsed.words[0])
    running(pod)
    container, said = container_of(pod, parsed.text("container"))
    place = InPod(str(pod.metadata.namespace), str(pod.metadata.name), container)
    if parsed.on("quiet"):
        said = ""
    if len(parsed.rest) == 1 and parsed.rest[0] in SHELLS:
        if not parsed.on("stdin"):
            return Printed("", said)  # a shell without input ends at once
        view.enter(place)
        return Printed("", said)
    view.terminal = view.terminal and parsed.on("tty")
    done = view.at(place, parsed.rest)
    ended = f"command terminated with exit code {done.status}\n" if done.status else ""
    return framed(done, before=said, behind=ended)


# --- run -------------------------------------------------------------------------------------------------------------


def run(view: View, parsed: Parsed) -> Printed:
    """Make a pod; with -it and --rm, for one command or one shell."""
    words = parsed.all_words
    if not parsed.words:
        raise Failed("error: NAME is required for run")
    attached = parsed.on("attach") or parsed.on("stdin")
    _refuse(parsed, attached=attached)
    manifest = _pod(view, parsed, words[1:])
    if not attached:
        out = made(view, parsed, manifest, "created")
        if not parsed.on("expose"):
            return out
        service = made(view, parsed, _service(view, parsed), "created")
        between = "---\n" if parsed.text("output") == "yaml" else ""
        return Printed(service.stdout + between + out.stdout, service.stderr + out.stderr)
    if not words[1:] or (len(words) == 2 and words[1] in SHELLS):
        return _shell(view, parsed, manifest)
    if parsed.on("rm"):
        return _once(view, manifest, words[1:])
    written = create(view, manifest)
    return _in(view, typed(written.manifest), words[1:])


def _refuse(parsed: Parsed, *, attached: bool) -> None:
    if not parsed.text("image"):
        raise Failed("error: --image is required")
    if parsed.on("tty") and not parsed.on("stdin"):
        raise Failed("error: -i/--stdin is required for containers with -t/--tty=true")
    if parsed.on("expose") and not parsed.text("port"):
        raise Failed("error: --port must be set when exposing a service")
    if parsed.text("port") and not parsed.text("port").isdigit():
        raise Failed("error: --port must be a number")
    if parsed.on("rm") and not attached:
        raise Failed("error: --rm should only be used for attached containers")
    if attached and flags.is_dry(parsed):
        raise Failed("error: --dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)")
    restart = parsed.text("restart", "Always")
    if restart not in ("Always", "OnFailure", "Never"):
        raise Failed(f"error: invalid restart policy: {restart}, valid values are: Always, OnFailure, Never")


def _pod(view: View, parsed: Parsed, command: tuple[str, ...]) -> Manifest:
    name = parsed.words[0]
    container: Manifest = {"name": name, "image": parsed.text("image")}
    if parsed.every("env"):
        container["env"] = [dict(zip(("name", "value"), text.partition("=")[::2], strict=True)) for text in parsed.every("env")]
    if parsed.text("port"):
        container["ports"] = [{"containerPort": port_number(parsed.text("port"))}]
    if command:
        container["command" if parsed.on("command") else "args"] = list(command)
    labels = labels_of(parsed.text("labels")) if parsed.text("labels") else {"run": name}
    metadata: Manifest = {"name": name, "namespace": space(view, parsed), "labels": labels}
    if parsed.every("annotations"):
        metadata["annotations"] = dict(text.partition("=")[::2] for text in parsed.every("annotations"))
    spec = {"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": parsed.text("restart", "Always")}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def _service(view: View, parsed: Parsed) -> Manifest:
    port = port_number(parsed.text("port"))
    labels = labels_of(parsed.text("labels")) if parsed.text("labels") else {"run": parsed.words[0]}
    spec = {"selector": labels, "ports": [{"port": port, "protocol": "TCP", "targetPort": port}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": parsed.words[0], "namespace": space(view, parsed)}, "spec": spec}


def _shell(view: View, parsed: Parsed, manifest: Manifest) -> Printed:
    if not parsed.on("tty"):
        raise Failed("this lab has no other input than its prompt: write -it, or a command behind --")
    pod = typed(create(view, manifest).manifest)
    _enter(view, pod, fleeting=parsed.on("rm"))
    return Printed("", "If you don't see a command prompt, try pressing enter.\n")


def _enter(view: View, pod: object, *, fleeting: bool) -> None:
    if not isinstance(pod, Pod):
        raise Failed("error: this is no pod")
    running(pod)
    view.enter(InPod(str(pod.metadata.namespace), str(pod.metadata.name), str(pod.spec.containers[0].name), fleeting))


def _once(view: View, manifest: Manifest, command: tuple[str, ...]) -> Printed:
    """A pod that is made, used and deleted: all on a fork, so that nothing of it stays."""
    cluster = view.cluster
    view.cluster = cluster.fork()
    try:
        pod = typed(create(view, manifest).manifest)
        done = _in(view, pod, command)
        return Printed(done.stdout + deleted(pod), done.stderr, done.status)
    finally:
        view.cluster = cluster


def _in(view: View, pod: object, command: tuple[str, ...]) -> Printed:
    if not isinstance(pod, Pod):
        raise Failed("error: this is no pod")
    running(pod)
    name, namespace = str(pod.metadata.name), str(pod.metadata.namespace)
    done = view.at(InPod(namespace, name, str(pod.spec.containers[0].name)), command)
    ended = f"pod {namespace}/{name} terminated (Error)\n" if done.status and pod.spec.restartPolicy == "Never" else ""
    return framed(done, behind=ended)


# --- port-forward ----------------------------------------------------------------------------------------------------


def port_forward(view: View, parsed: Parsed) -> Printed:
    """Lead ports of the workstation to one pod: of several pods one is taken, and neither Service nor kube-proxy has a part in it."""
    if len(parsed.words) < 2:
        raise Failed(
            "error: TYPE/NAME and list of ports are required for port-forward\nSee 'kubectl port-forward -h' for help and examples"
        )
    target = named(view, parsed, parsed.words[0])
    pod = first_pod(view, parsed, parsed.words[0])
    if pod.status.phase != "Running":
        raise Failed(f"error: unable to forward port because pod is not running. Current status={pod.status.phase}")
    lines = []
    forwards = dict(view.standing.forwards)
    for text in parsed.words[1:]:
        local, colon, remote = text.partition(":")
        port = _pod_port(target.obj if isinstance(target.obj, Service) else None, pod, remote if colon else local)
        here = port_number(local) if colon and local else (port_number(local) if local.isdigit() else port)
        forwards[here] = Forward(str(pod.metadata.namespace), str(pod.metadata.name), port)
        lines += [f"Forwarding from {address}:{here} -> {port}\n" for address in ("127.0.0.1", "[::1]")]
    view.standing = msgspec.structs.replace(view.standing, forwards=forwards)
    return Printed("".join(lines), "(It goes on in the background here: `curl localhost:PORT` on the workstation uses it.)\n")


def _pod_port(service: Service | None, pod: Pod, text: str) -> int:
    """A port of the pod: by number, by a container port's name, or as a Service translates it (translateServicePortToTargetPort)."""
    wanted: int | str = port_number(text) if text.isdigit() else text
    if service is not None:
        found = next((port for port in service.spec.ports if wanted in (port.port, port.name)), None)
        if found is None:
            raise Failed(f"error: Service {service.metadata.name} does not have a service port {text}")
        wanted = found.port or 0 if service.spec.clusterIP == "None" else found.targetPort or found.port or 0
    if isinstance(wanted, int):
        return wanted
    for container in pod.spec.containers:
        for port in container.ports:
            if port.name == wanted and port.containerPort:
                return port.containerPort
    raise Failed(f"error: Pod '{pod.metadata.name}' does not have a named port '{wanted}'")


EXEC = Command(
    name="exec",
    about="Execute a command in a container",
    usage="[-it] (POD | TYPE/NAME) [-c CONTAINER] -- COMMAND [ARGS...]",
    run=execute,
    names=("pods",),
    example="kubectl exec client -- curl -s http://web\nkubectl exec -it client -- sh",
    flags=(
        flags.CONTAINER,
        Flag("stdin", "i", help="with a shell: stay in it"),
        Flag("tty", "t", help="with -i"),
        Flag("quiet", "q", help="only what the command prints"),
        Flag("pod-running-timeout", "", Takes.DURATION, "accepted, and without effect here"),
        Flag("filename", "f", Takes.LIST, here=False),
    ),
)
RUN = Command(
    name="run",
    about="Run a particular image in a pod",
    usage="NAME --image=IMAGE [--rm -it] [-- COMMAND ARGS...]",
    run=run,
    example="kubectl run tmp --rm -it --image=busybox --restart=Never -- wget -qO- http://web",
    flags=(
        Flag("image", "", Takes.TEXT, "the image; here every pod has the same tools"),
        Flag("rm", help="delete the pod when its command has ended"),
        Flag("stdin", "i", help="with -t: a shell, or one command"),
        Flag("tty", "t", help="with -i"),
        Flag("attach", "", help="run the command and print what it prints"),
        Flag("restart", "", Takes.TEXT, "Always, OnFailure or Never", "Always", names="Always|OnFailure|Never"),
        Flag("command", "", help="what stands behind -- is the command, not its arguments"),
        Flag("labels", "l", Takes.TEXT, "KEY=VALUE,...; run=NAME where they are left out"),
        Flag("annotations", "", Takes.EACH, "KEY=VALUE"),
        Flag("env", "", Takes.EACH, "KEY=VALUE"),
        Flag("port", "", Takes.TEXT, "the containerPort; in this lab it is what the container listens on"),
        Flag("expose", "", help="make a Service too"),
        Flag("quiet", "q", help="accepted, and without effect here"),
        Flag("image-pull-policy", "", Takes.TEXT, "accepted, and without effect here"),
        Flag("grace-period", "", Takes.NUMBER, "accepted, and without effect here"),
        Flag("force", help="accepted, and without effect here"),
        Flag("pod-running-timeout", "", Takes.DURATION, "accepted, and without effect here"),
        Flag("overrides", "", Takes.TEXT, here=False),
        Flag("privileged", here=False),
        flags.DRY_RUN,
        flags.OUTPUT,
        *flags.QUIETLY,
    ),
)
FORWARD = Command(
    name="port-forward",
    about="Forward ports of the workstation to one pod",
    usage="(POD | TYPE/NAME) [LOCAL:]REMOTE...",
    run=port_forward,
    names=("pods",),
    example="kubectl port-forward svc/web 8080:80",
    flags=(
        Flag("address", "", Takes.LIST, "accepted; it is always localhost"),
        Flag("pod-running-timeout", "", Takes.DURATION, "accepted, and without effect here"),
    ),
)
