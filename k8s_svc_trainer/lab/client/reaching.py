"""One connection or request from where the learner stands, with one end of the several that are possible.

Decides which way is shown where a cluster would choose at random: drawn by the session's seed, and held to where session affinity holds
the client. What the tools print of it is for `printers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

import msgspec

from k8s_svc_trainer.lab.values import InPod, Workstation
from k8s_svc_trainer.lab.view import View
from k8s_svc_trainer.printers.client.answers import nginx_page
from k8s_svc_trainer.printers.client.printed import Reached
from k8s_svc_trainer.sim import Connection, HostPort, HttpResponse, Misuse, Outcome, Resolution, Stage, Way, hosts_file
from k8s_svc_trainer.sim.gateway import OK, is_controller, pod_answer
from k8s_svc_trainer.sim.http import METHODS, plain_host
from k8s_svc_trainer.sim.ipnumbers import family_of
from k8s_svc_trainer.sim.listening import listens
from k8s_svc_trainer.sim.network import listener
from k8s_svc_trainer.sim.objects import Pod, Service
from k8s_svc_trainer.sim.origin import origin
from k8s_svc_trainer.sim.results import Rcode

MOST_BOUND = 200
AFFINITY_LASTS = 10800  # seconds: core/v1 DefaultClientIPServiceAffinitySeconds
OUTSIDE = "You are on the workstation, outside the cluster: `kubectl exec POD -- COMMAND` and `ssh NODE` lead inside."


def connect(view: View, to: HostPort, *, protocol: str = "TCP") -> Reached:
    """One new connection. Raises Failed where nothing can connect from here."""
    try:
        made = view.cluster.connect(view.source, str(to), protocol=protocol)
    except Misuse as error:
        return _nowhere(view, to, error)
    way = _chosen(view, made)
    return _reached(view, to, way, made.outcome)


def request(view: View, url: str, to: HostPort, path: str, *, method: str, headers: Mapping[str, str]) -> Reached:
    """One HTTP request. Raises Failed where nothing can connect from here."""
    known = method.upper() if method.upper() in METHODS else "GET"
    try:
        made = view.cluster.http(view.source, url, method=known, headers=headers)
    except Misuse as error:
        return _nowhere(view, to, error)
    way = _chosen(view, made)
    found = _reached(view, to, way, made.outcome)
    if found.outcome is not Outcome.CONNECTED:
        return found
    status, body = _answer(view, made, way, plain_host(headers.get("Host", to.host)), path)
    return msgspec.structs.replace(found, status=status, body=body)


def resolution(view: View, host: str) -> Resolution | None:
    """How a host name is looked up from here, first in /etc/hosts; None for an address, and for what cannot be a name."""
    if _is_address(host):
        return None
    at_hand = hosts_file.addresses(view.cluster.state, view.source, host)
    if at_hand:
        return Resolution(rcode=Rcode.NOERROR, answers=at_hand, name=host)
    try:
        first = view.cluster.fork().resolve(view.source, host)
        if first.answers or first.rcode in (Rcode.TIMEOUT, Rcode.REFUSED):
            return first
        second = view.cluster.fork().resolve(view.source, host, record_type="AAAA")
        return second if second.answers else first
    except Misuse:
        return None


def outside(view: View) -> None:
    """Note, of a flow that failed from the workstation, that it is outside the cluster."""
    if isinstance(view.place, Workstation) and OUTSIDE not in view.notes:
        view.notes.append(OUTSIDE)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _nowhere(view: View, to: HostPort, error: Misuse) -> Reached:
    """A host that cannot be a name resolves to nothing; that nothing runs here is told as it is."""
    if not _is_address(to.host) and resolution(view, to.host) is None and _runs(view):
        outside(view)
        return Reached(outcome=Outcome.UNRESOLVED, resolution=Resolution(rcode=Rcode.NXDOMAIN, queries=(to.host,)))
    raise error


def _runs(view: View) -> bool:
    try:
        origin(view.cluster.state, view.source)
    except Misuse:
        return False
    return True


# --- one of several --------------------------------------------------------------------------------------------------


def _chosen(view: View, made: Connection | HttpResponse) -> Way | None:
    """One way; where session affinity binds the client, the one that it was shown to take before."""
    if not made.ways:
        return None
    label = next((hop.parts[-1] for hop in made.ways[0].hops if hop.stage is Stage.RULES and hop.parts), "")
    key, now = f"{view.source} {label}", view.cluster.now
    bound, lasts = view.standing.bound.get(key, ()), _affinity(view, label)
    kept = (way for backend, since in bound if now - since < lasts for way in made.ways if way.backend == backend)
    way = next(kept, None) or view.pick(made.ways)
    if lasts and way.backend:
        others = dict(list(view.standing.bound.items())[-MOST_BOUND:])
        taken = ((way.backend, now), *(one for one in bound if one[0] != way.backend))
        view.standing = msgspec.structs.replace(view.standing, bound={**others, key: taken[:10]})
    return way


def _affinity(view: View, label: str) -> float:
    """For how many seconds the Service of a port (`shop/web:http`) binds a client; 0 where it does not."""
    namespace, _, name = label.partition(":")[0].partition("/")
    service = view.cluster.state.one(Service, namespace, name)
    if service is None or service.spec.sessionAffinity != "ClientIP":
        return 0
    config = service.spec.sessionAffinityConfig
    seconds = config.clientIP.timeoutSeconds if config is not None and config.clientIP is not None else None
    return float(AFFINITY_LASTS if seconds is None else seconds)


def _reached(view: View, to: HostPort, way: Way | None, outcome: Outcome) -> Reached:
    found = resolution(view, to.host)
    outcome = way.outcome if way is not None else outcome
    if outcome is not Outcome.CONNECTED:
        outside(view)
    addresses = found.answers if found is not None else (to.host,)
    backend = way.backend.rpartition(":")[0].strip("[]") if way is not None and way.backend else ""
    address = backend if backend in addresses else next(iter(addresses), "")
    return Reached(
        outcome=outcome,
        resolution=found,
        address=address,
        source=_own_address(view, address),
    )


def _own_address(view: View, address: str) -> str:
    if not address or not _is_address(address):
        return ""
    if ip_address(address).is_loopback:
        return address
    try:
        return origin(view.cluster.state, view.source).addresses.get(family_of(address), "")
    except Misuse:
        return ""


# --- what answers ----------------------------------------------------------------------------------------------------


def _answer(view: View, made: HttpResponse, way: Way | None, host: str, path: str) -> tuple[int, str]:
    """The status and the body of one answer: of a pod, of the Ingress controller, or of what stands outside."""
    backend = way.backend if way is not None and way.backend else ""
    pod = _listening(view, backend) if backend else None
    if pod is not None and is_controller(pod):
        behind = view.pick(made.backends) if made.backends else ""
        pod = listener(view.cluster.state, behind, "TCP") if behind else None
        if made.status is not None and (made.status in (502, 503, 504) or pod is None):
            return made.status, nginx_page(made.status)
    if pod is None:
        return made.status or OK, f"{host} answers {path}\n"
    status = made.status if made.status is not None else pod_answer(pod, path)[0]
    return status, f"{pod.metadata.name} answers {path}\n" if status == OK else "404 page not found\n"


def _listening(view: View, backend: str) -> Pod | None:
    """The pod that answers at an address; at a loopback one in whose network the client stands."""
    if not backend.startswith(("127.", "[::1]")):
        return listener(view.cluster.state, backend, "TCP")
    place, state = view.place, view.cluster.state
    pod = state.one(Pod, place.namespace, place.name) if isinstance(place, InPod) else None
    if pod is not None and not pod.spec.hostNetwork:
        return pod
    node = pod.spec.nodeName if pod is not None else getattr(place, "name", "")
    to = HostPort.parse(backend)
    beside = (one for one in state.all(Pod) if one.spec.hostNetwork and one.spec.nodeName == node)
    return next((one for one in beside if listens(one, to.host, to.port)), None)
