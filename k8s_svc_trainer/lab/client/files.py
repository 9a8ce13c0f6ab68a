"""What can be read of a pod, a node or the workstation without a packet: files, variables, names, open sockets.

Decides what they say, derived from the cluster's objects; there is no other file. Sources: kubelet_pods.go (managedHostsFileContent,
makeEnvironmentVariables), pkg/kubelet/envvars/envvars.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.options import Flag, Manners, Parsed
from k8s_svc_trainer.lab.values import InPod, OnNode, Workstation
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.dns import resolv_conf as printed_conf
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.client.sockets import Socket, sockets
from k8s_svc_trainer.printers.client.sockets import netstat as printed_netstat
from k8s_svc_trainer.printers.client.sockets import ss as printed_ss
from k8s_svc_trainer.sim.listening import ListenFault
from k8s_svc_trainer.sim.objects import Pod, Service
from k8s_svc_trainer.sim.origin import origin
from k8s_svc_trainer.sim.resolv_conf import of_source

PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def pod_here(view: View) -> Pod | None:
    """The pod in which the learner stands. Raises Failed where it is gone."""
    place = view.place
    if not isinstance(place, InPod):
        return None
    pod = view.cluster.state.one(Pod, place.namespace, place.name)
    if pod is None:
        raise Failed(f"the pod {place.name} is gone: `exit` leads back")
    return pod


# --- files -----------------------------------------------------------------------------------------------------------


def resolv_conf(view: View) -> str:
    """/etc/resolv.conf as it stands here."""
    return printed_conf(of_source(view.cluster.state, view.source))


def hosts(view: View) -> str:
    """/etc/hosts as it stands here."""
    pod = pod_here(view)
    head = "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"
    if pod is None or pod.spec.hostNetwork:
        return f"127.0.0.1\tlocalhost\n::1\tlocalhost\n{''.join(f'{ip}{chr(9)}{hostname_of(view)}{chr(10)}' for ip in addresses(view)[:1])}"
    lines = [f"{one.ip}\t{hostname_of(view)}\n" for one in pod.status.podIPs]
    aliases = pod.spec.rest.get("hostAliases")
    named = [one for one in aliases if isinstance(one, Mapping)] if isinstance(aliases, list) else []
    lines += [f"{one.get('ip')}\t{chr(9).join(map(str, one.get('hostnames') or ()))}\n" for one in named]
    return head + "".join(lines)


def hostname_of(view: View) -> str:
    """The name of the machine here."""
    match view.place:
        case OnNode(name):
            return name
        case InPod(_, name):
            pod = pod_here(view)
            return (pod.spec.nodeName if pod.spec.hostNetwork else pod.spec.hostname) or name if pod is not None else name
        case _:
            return "workstation"


def addresses(view: View) -> list[str]:
    """The addresses of the machine here, IPv4 first."""
    found = origin(view.cluster.state, view.source).addresses
    return [found[family] for family in sorted(found)]


FILES: Mapping[str, Callable[[View], str]] = {
    "/etc/resolv.conf": resolv_conf,
    "/etc/hosts": hosts,
    "/etc/hostname": lambda view: f"{hostname_of(view)}\n",
}


def cat(view: View, parsed: Parsed) -> Printed:
    """What stands in a file of the place; the learner's own files are read by -f FILE alone."""
    if not parsed.all_words or parsed.all_words == ("-",):
        text, view.stdin = view.stdin or "", None
        return Printed(text)
    out = [FILES[name](view) for name in parsed.all_words if name in FILES]
    err = [f"cat: {name}: No such file or directory\n" for name in parsed.all_words if name not in FILES]
    if err and isinstance(view.place, Workstation):
        view.notes.append("Your own files are read by kubectl's -f FILE alone.")
    return Printed("".join(out), "".join(err), 1 if err else 0)


def hostname(view: View, parsed: Parsed) -> Printed:
    """The name of the machine, or with -i its addresses."""
    if parsed.on("i") or parsed.on("I"):
        return Printed(f"{' '.join(addresses(view))}\n")
    return Printed(f"{hostname_of(view)}\n")


def echo(view: View, parsed: Parsed) -> Printed:
    """Its words."""
    words = list(parsed.words)
    newline = "\n"
    while words and words[0] in ("-n", "-e", "-E"):
        newline = "" if words.pop(0) == "-n" else newline
    return Printed(" ".join(words) + newline)


# --- variables -------------------------------------------------------------------------------------------------------


def env(view: View, parsed: Parsed) -> Printed:
    """The environment of a container: its own variables, and those of the Services that were there when its pod was made."""
    pod = pod_here(view)
    if pod is None:
        return Printed(f"{PATH}\nHOSTNAME={hostname_of(view)}\nUSER={'root' if isinstance(view.place, OnNode) else 'learner'}\n")
    lines = [PATH, f"HOSTNAME={hostname_of(view)}", *_service_variables(view, pod), *_own_variables(view, pod)]
    return Printed("".join(f"{line}\n" for line in lines))


def _own_variables(view: View, pod: Pod) -> Iterator[str]:
    place = view.place
    wanted = place.container if isinstance(place, InPod) else ""
    container = next((one for one in pod.spec.containers if one.name == wanted), None)
    for one in container.rest.get("env", ()) if container is not None else ():
        if isinstance(one, Mapping) and "value" in one:
            yield f"{one.get('name')}={one['value']}"


def _service_variables(view: View, pod: Pod) -> Iterator[str]:
    """Those of the API server always; those of the pod's namespace unless enableServiceLinks is false (getServiceEnvVarMap)."""
    namespace, born = str(pod.metadata.namespace), str(pod.metadata.uid)
    linked = pod.spec.rest.get("enableServiceLinks") is not False
    services: list[Service] = sorted(view.cluster.state.all(Service), key=lambda one: str(one.metadata.name))
    for one in services:
        master = one.metadata.namespace == "default" and one.metadata.name == "kubernetes"
        beside = linked and one.metadata.namespace == namespace and str(one.metadata.uid) < born
        if (master or beside) and one.spec.clusterIP not in (None, "None", "") and one.spec.ports:
            yield from _of_service(one)


def _of_service(service: Service) -> Iterator[str]:
    """pkg/kubelet/envvars/envvars.go, FromServices and makeLinkVariables."""
    prefix = str(service.metadata.name).upper().replace("-", "_").replace(".", "_")
    ip, first = service.spec.clusterIP or "", service.spec.ports[0]
    host = f"[{ip}]" if ":" in ip else ip
    yield f"{prefix}_SERVICE_HOST={ip}"
    yield f"{prefix}_SERVICE_PORT={first.port}"
    for port in service.spec.ports:
        if port.name:
            yield f"{prefix}_SERVICE_PORT_{port.name.upper().replace('-', '_')}={port.port}"
    for number, port in enumerate(service.spec.ports):
        protocol = (port.protocol or "TCP").lower()
        url = f"{protocol}://{host}:{port.port}"
        if not number:
            yield f"{prefix}_PORT={url}"
        link = f"{prefix}_PORT_{port.port}_{protocol.upper()}"
        yield f"{link}={url}"
        yield f"{link}_PROTO={protocol}"
        yield f"{link}_PORT={port.port}"
        yield f"{link}_ADDR={ip}"


# --- sockets ---------------------------------------------------------------------------------------------------------


def open_here(view: View) -> tuple[Socket, ...]:
    """What listens here."""
    match view.place:
        case InPod():
            pod = pod_here(view)
            if pod is not None and pod.spec.hostNetwork and pod.spec.nodeName:
                return _on_node(view, pod.spec.nodeName)
            return _of_pod(pod) if pod is not None else ()
        case OnNode(name):
            return _on_node(view, name)
        case _:
            return tuple(Socket(port, address="127.0.0.1", process="kubectl") for port in sorted(view.standing.forwards))


def _on_node(view: View, name: str) -> tuple[Socket, ...]:
    """kubelet, kube-proxy where it runs, the health-check ports of Services, and pods in the node's network."""
    found = [Socket(10250, process="kubelet"), Socket(10248, address="127.0.0.1", process="kubelet")]
    if name not in view.cluster.state.stopped:
        found += [Socket(10249, address="127.0.0.1", process="kube-proxy"), Socket(10256, process="kube-proxy")]
        services: list[Service] = list(view.cluster.state.all(Service))
        found += [Socket(one.spec.healthCheckNodePort, process="kube-proxy") for one in services if one.spec.healthCheckNodePort]
    pods: list[Pod] = [pod for pod in view.cluster.state.all(Pod) if pod.spec.hostNetwork and pod.spec.nodeName == name]
    return tuple(sorted([*found, *(one for pod in pods for one in _of_pod(pod, str(pod.spec.containers[0].name)))]))


def _of_pod(pod: Pod, process: str = "") -> tuple[Socket, ...]:
    try:
        return sockets(pod, process) if pod.status.phase == "Running" else ()
    except ListenFault:
        return ()


def _wanted(parsed: Parsed) -> tuple[str, ...]:
    asked = tuple(name for name, flag in (("TCP", "t"), ("UDP", "u")) if parsed.on(flag))
    return asked or ("TCP", "UDP", "SCTP")


def ss(view: View, parsed: Parsed) -> Printed:
    """Sockets that listen."""
    return Printed(printed_ss(open_here(view), _wanted(parsed), processes=parsed.on("p")))


def netstat(view: View, parsed: Parsed) -> Printed:
    """Sockets that listen, as netstat shows them."""
    return Printed(printed_netstat(open_here(view), _wanted(parsed), processes=parsed.on("p")))


SOCKET_FLAGS = (
    Flag("l", "l", help="those that listen; others are not shown here"),
    Flag("t", "t", help="TCP"),
    Flag("u", "u", help="UDP"),
    Flag("n", "n", help="accepted; ports are always numbers"),
    Flag("p", "p", help="with the process"),
    Flag("a", "a", help="accepted, and without effect here"),
)
CAT = Command(
    name="cat",
    about="Print /etc/resolv.conf, /etc/hosts or /etc/hostname",
    usage="FILE",
    run=cat,
    manners=Manners.RAW,
    names=("files",),
    reads=True,
)
ECHO = Command(name="echo", about="Print its words, for a pipe to `kubectl apply -f -`", usage="TEXT", run=echo, manners=Manners.RAW)
HOSTNAME = Command(
    name="hostname",
    about="The name of the machine; -i: its addresses",
    run=hostname,
    manners=Manners.GETOPT,
    flags=(Flag("i", "i"), Flag("I", "I")),
)
ENV = Command(name="env", aliases=("printenv",), about="The environment variables", run=env, manners=Manners.GETOPT)
SS = Command(name="ss", about="Sockets that listen", usage="-ltn", run=ss, manners=Manners.GETOPT, flags=SOCKET_FLAGS)
NETSTAT = Command(name="netstat", about="Sockets that listen", usage="-ltn", run=netstat, manners=Manners.GETOPT, flags=SOCKET_FLAGS)
