"""What stands behind a name in the cluster's zones: Services, endpoints and pods, as CoreDNS finds them.

Follows plugin/kubernetes of coredns/coredns. Names here are in lower case and have no final dot. Gives addresses, ports and
owners, or the reason why there is no such name; how they become records of a type is for `dns_records`.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address

import msgspec

from k8s_svc_trainer.sim.names import SERVICE_NAME
from k8s_svc_trainer.sim.objects import Endpoint, EndpointPort, EndpointSlice, Pod, Service
from k8s_svc_trainer.sim.state import State

IPV4_ARPA, IPV6_ARPA = "in-addr.arpa", "ip6.arpa"
NO_PORT = -1  # object/service.go, object/endpoint.go: the sentinel of a Service or slice without ports
UNWATCHED = frozenset({"Succeeded", "Failed", "Unknown"})  # controller.go podListFunc: the field selector on status.phase


class Found(msgspec.Struct, frozen=True, gc=False):
    """One record of the backend: an address or a name, a port, and the name that has it (plugin/etcd/msg Service)."""

    host: str
    port: int = 0
    owner: str = ""


class Absent(msgspec.Struct, frozen=True, gc=False):
    """That a name does not exist, and why: the object that decides, and a saying with its parts."""

    object: str
    saying: str
    parts: tuple[str, ...] = ()


class Request(msgspec.Struct, frozen=True, gc=False):
    """A name taken apart; an empty `branch` is a name above all namespaces (parse.go recordRequest)."""

    branch: str = ""
    namespace: str = ""
    service: str = ""
    endpoint: str = ""
    port: str = ""
    protocol: str = ""


Records = tuple[Found, ...] | Absent


def find(state: State, name: str, zone: str) -> Records:
    """All that a name in a zone stands for, or why there is no such name.

    Source: coredns plugin/kubernetes/kubernetes.go Records.
    """
    request = parse(name, zone)
    if request is None:
        return Absent(f"name/{name}", "{} has not the form of a name in the cluster", (name,))
    if not request.branch:
        return ()
    if zone in (IPV4_ARPA, IPV6_ARPA):
        return Absent(f"name/{name}", "{} is no reverse name", (name,))
    if not state.namespace_exists(request.namespace):
        return Absent(f"namespace/{request.namespace}", "there is no namespace {}", (request.namespace,))
    if request.branch == "pod":
        return _find_pods(state, request, zone)
    return _find_services(state, request, zone) if request.service else ()


def parse(name: str, zone: str) -> Request | None:
    """The parts of a name, or None where no name in the cluster has such a form.

    Source: coredns plugin/kubernetes/parse.go parseRequest.
    """
    if len(name) == len(zone):
        return Request()
    labels = name[: -len(zone) - 1].split(".")
    branch = labels.pop()
    if branch not in ("svc", "pod"):
        return None
    if not labels:
        return Request()
    namespace = labels.pop()
    service = labels.pop() if labels else ""
    match labels:
        case []:
            return Request(branch, namespace, service)
        case [endpoint]:
            return Request(branch, namespace, service, endpoint)
        case [port, protocol]:
            return Request(branch, namespace, service, "", port.removeprefix("_"), protocol.removeprefix("_"))
    return None


# --- Services and endpoints --------------------------------------------------------------------------------------


def _find_services(state: State, request: Request, zone: str) -> Records:
    """Source: coredns plugin/kubernetes/kubernetes.go findServices."""
    service = state.one(Service, request.namespace, request.service)
    if service is None:
        saying = "there is no Service {} in namespace {}"
        return Absent(f"service/{request.namespace}/{request.service}", saying, (request.service, request.namespace))
    owner = f"{request.service}.{request.namespace}.svc.{zone}"
    if service.spec.type == "ExternalName":
        return _find_external(service, request, owner)
    if headless(service) or request.endpoint:
        return _find_endpoints(state, service, request, owner)
    if not service.spec.ports and not request.port and not request.protocol:
        return tuple(Found(ip, NO_PORT, owner) for ip in service.spec.clusterIPs)
    ports = [port.port or NO_PORT for port in service.spec.ports if _named(request, port.name, port.protocol)]
    return tuple(Found(ip, port, owner) for port in ports for ip in service.spec.clusterIPs) if ports else _no_port(service, request)


def headless(service: Service) -> bool:
    """Whether a Service has no cluster IP on purpose."""
    return service.spec.clusterIP == "None"


def _find_external(service: Service, request: Request, owner: str) -> Records:
    target = service.spec.externalName or ""
    place = _place(service)
    if request.endpoint or request.port or request.protocol:
        return Absent(place, "{} is an ExternalName, and nothing has a name under it", (place,))
    if family_of(target):
        return Absent(place, "the externalName {} of {} is an address and not a name", (target, place))
    return (Found(target.lower().rstrip("."), 0, owner),)


def _find_endpoints(state: State, service: Service, request: Request, owner: str) -> Records:
    found: list[Found] = []
    for slice_ in state.slices_of(str(service.metadata.namespace), str(service.metadata.name)):
        ports = slice_.ports or (EndpointPort(port=NO_PORT),)
        numbers = [NO_PORT if port.port is None else port.port for port in ports if _named(request, port.name, port.protocol)]
        for endpoint, address in ready(slice_) if numbers else ():
            label = endpoint_name(endpoint, address)
            if not request.endpoint or request.endpoint == label.lower():
                found += [Found(address, number, f"{label}.{owner}") for number in numbers]
    return tuple(found) or _no_endpoint(service, request)


def _no_endpoint(service: Service, request: Request) -> Absent:
    place = _place(service)
    if request.endpoint:
        return Absent(place, "no ready endpoint of {} is called {}", (place, request.endpoint))
    if request.port or request.protocol:
        return _no_port(service, request)
    return Absent(place, "{} is headless and has no ready endpoint, so its name does not exist", (place,))


def _no_port(service: Service, request: Request) -> Absent:
    place = _place(service)
    return Absent(
        place, "{} answers for no port {} with protocol {}", (place, request.port or "(any)", request.protocol.upper() or "(any)")
    )


def _named(request: Request, name: str | None, protocol: str | None) -> bool:
    """kubernetes.go matchPortAndProtocol: what is not asked for matches all."""
    return (not request.port or request.port == (name or "").lower()) and (
        not request.protocol or request.protocol == (protocol or "").lower()
    )


def ready(slice_: EndpointSlice) -> list[tuple[Endpoint, str]]:
    """The endpoints of a slice that CoreDNS keeps, with each of their addresses (object/endpoint.go: a missing ready is true)."""
    kept = [endpoint for endpoint in slice_.endpoints if endpoint.conditions.ready is not False]
    return [(endpoint, address) for endpoint in kept for address in endpoint.addresses]


def endpoint_name(endpoint: Endpoint, address: str) -> str:
    """The first label of an endpoint's name: its hostname, or else its address with dashes.

    Source: coredns plugin/kubernetes/kubernetes.go endpointHostname (endpoint_pod_names is off).
    """
    if endpoint.hostname:
        return endpoint.hostname
    if "." in address:
        return address.replace(".", "-")
    dashed = address.replace(":", "-")
    return f"{dashed}0" if dashed.endswith("-") else dashed


def _place(service: Service) -> str:
    return f"service/{service.metadata.namespace}/{service.metadata.name}"


# --- pod names ---------------------------------------------------------------------------------------------------


def _find_pods(state: State, request: Request, zone: str) -> Records:
    """Source: coredns plugin/kubernetes/kubernetes.go findPods."""
    if state.settings.dnsPods == "disabled":
        return Absent("configmap/kube-system/coredns", "CoreDNS has its pod names switched off (pods disabled)")
    if not request.service:
        return ()
    label = request.service
    ip = label.replace("-", "." if label.count("-") == 3 and "--" not in label else ":")
    owner = f"{label}.{request.namespace}.pod.{zone}"
    if state.settings.dnsPods == "insecure":
        if not family_of(ip):
            return Absent(f"name/{owner}", "{} is not an address written with dashes, and a pod's own name never counts", (label,))
        return (Found(ip, 0, owner),)
    if any(_watched(pod, request.namespace, ip) for pod in state.pods_at(ip)):
        return (Found(ip, 0, owner),)
    return Absent(f"name/{owner}", "no pod of namespace {} has the address {} (pods verified)", (request.namespace, ip))


def _watched(pod: Pod, namespace: str, ip: str) -> bool:
    return pod.metadata.namespace == namespace and pod.status.podIP == ip and pod.status.phase not in UNWATCHED


# --- reverse names and name servers ------------------------------------------------------------------------------


def owners_of(state: State, ip: str) -> tuple[str, ...]:
    """The names that an address has: that of the Service whose cluster IP it is, or else one for each Service that it serves.

    Source: coredns plugin/kubernetes/reverse.go serviceRecordForIP.
    """
    domain = domain_of(state)
    for namespace, service in state.services_by_ip.members(ip):
        return (f"{service}.{namespace}.svc.{domain}",)
    names = {
        f"{endpoint_name(endpoint, ip)}.{slice_.metadata.labels.get(SERVICE_NAME, '')}.{slice_.metadata.namespace}.svc.{domain}": None
        for slice_, endpoint in _endpoints_at(state, ip)
    }
    return tuple(names)


def domain_of(state: State) -> str:
    """The cluster's domain in lower case, without a final dot."""
    return state.settings.clusterDomain.lower().rstrip(".")


def name_servers(state: State, addresses: tuple[str, ...], zone: str) -> tuple[Found, ...]:
    """The Services that the answering CoreDNS, at these addresses, is a ready endpoint of.

    Source: coredns plugin/kubernetes/ns.go nsAddrs.
    """
    found: list[Found] = []
    listed = [slice_ for address in addresses for slice_, _ in _endpoints_at(state, address)]
    for slice_ in listed:
        service = state.one(Service, slice_.metadata.namespace, slice_.metadata.labels.get(SERVICE_NAME, ""))
        if service is None:
            continue
        owner = f"{service.metadata.name}.{service.metadata.namespace}.svc.{zone}"
        if headless(service):
            found += [Found(address, 0, f"{endpoint_name(one, address)}.{owner}") for one, address in ready(slice_)]
        else:
            found += [Found(ip, 0, owner) for ip in service.spec.clusterIPs]
    return tuple(found) if listed else tuple(Found(address, 0, f"ns.dns.{zone}") for address in addresses)


def _endpoints_at(state: State, ip: str) -> list[tuple[EndpointSlice, Endpoint]]:
    places = state.endpoints_by_ip.members(ip)
    slices = [found for namespace, name in places if (found := state.one(EndpointSlice, namespace, name)) is not None]
    return [(slice_, endpoint) for slice_ in slices for endpoint, address in ready(slice_) if address == ip]


# --- text --------------------------------------------------------------------------------------------------------


def within(name: str, zone: str) -> bool:
    """Whether a name is a domain or lies under it."""
    return name.endswith(zone) and (len(name) == len(zone) or name[-len(zone) - 1] == ".")


@lru_cache(maxsize=1 << 14)
def family_of(text: str) -> int:
    """4 or 6 for an address, and 0 for a name (plugin/etcd/msg HostType, by Go's net.ParseIP)."""
    if not text or "%" in text or not (text[0].isdigit() or ":" in text):
        return 0
    try:
        address = ip_address(text)
    except ValueError:
        return 0
    return 4 if isinstance(address, IPv6Address) and address.ipv4_mapped else address.version


def address_of(name: str) -> str:
    """The address that a reverse name spells, or nothing.

    Source: coredns plugin/pkg/dnsutil/reverse.go ExtractAddressFromReverse.
    """
    if name.endswith(f".{IPV4_ARPA}"):
        address = ".".join(reversed(name.removesuffix(f".{IPV4_ARPA}").split(".")))
        return address if family_of(address) == 4 else ""
    if not name.endswith(f".{IPV6_ARPA}"):
        return ""
    nibbles = name.removesuffix(f".{IPV6_ARPA}").split(".")[::-1]
    address = ":".join("".join(nibbles[at : at + 4]) for at in range(0, len(nibbles) // 4 * 4, 4))
    return str(ip_address(address)) if family_of(address) == 6 else ""
