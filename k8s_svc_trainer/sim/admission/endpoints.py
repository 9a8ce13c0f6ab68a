"""EndpointSlices and Endpoints at the API server.

pkg/apis/discovery/v1/defaults.go and validation/validation.go; pkg/apis/core/validation/validation.go, ValidateEndpoints.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from k8s_svc_trainer.sim.admission import words
from k8s_svc_trainer.sim.admission.addresses import ip_faults, is_ip, is_ipv6, special_faults
from k8s_svc_trainer.sim.admission.meta import meta_faults, update_faults
from k8s_svc_trainer.sim.admission.report import IMMUTABLE, Faults, all_invalid, duplicate, invalid, required, too_many, unsupported
from k8s_svc_trainer.sim.admission.service_validation import PROTOCOLS
from k8s_svc_trainer.sim.objects import (
    Endpoint,
    EndpointAddress,
    EndpointHints,
    EndpointPort,
    Endpoints,
    EndpointSlice,
    EndpointSubset,
)
from k8s_svc_trainer.sim.results import Fault

ADDRESS_TYPES = frozenset({"IPv4", "IPv6", "FQDN"})
MOST_ENDPOINTS, MOST_ADDRESSES, MOST_PORTS, MOST_HINTS = 1000, 100, 20000, 8
NODE_HINTS = 34  # PreferSameTrafficDistribution is on by default
ENDPOINTS_DEPRECATED = 33
DEPRECATION = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"


# --- EndpointSlice ---------------------------------------------------------------------------------------------------


def admit_slice(slice_: EndpointSlice, old: EndpointSlice | None, minor: int) -> tuple[EndpointSlice, tuple[Fault, ...]]:
    """A slice as it is stored, and all that is wrong with it."""
    made = replace(slice_, ports=_default_ports(slice_.ports), endpoints=_known_hints(slice_.endpoints, minor))
    return made, tuple(_slice_faults(made, old, minor))


def _default_ports(ports: tuple[EndpointPort, ...]) -> tuple[EndpointPort, ...]:
    """SetDefaults_EndpointPort of pkg/apis/discovery/v1/defaults.go: no name is the empty one, no protocol is TCP."""
    return tuple([replace(port, name=port.name or "", protocol=port.protocol or "TCP") for port in ports])


def _with_protocols(ports: tuple[EndpointPort, ...]) -> tuple[EndpointPort, ...]:
    """SetDefaults_Endpoints of pkg/apis/core/v1/defaults.go."""
    return tuple([port if port.protocol else replace(port, protocol="TCP") for port in ports])


def _known_hints(endpoints: tuple[Endpoint, ...], minor: int) -> tuple[Endpoint, ...]:
    """Hints for nodes are dropped where their feature is off (discovery strategy.go, dropDisabledFieldsOnCreate)."""
    if minor >= NODE_HINTS or not any(one.hints and one.hints.forNodes for one in endpoints):
        return endpoints
    return tuple(replace(one, hints=replace(one.hints, forNodes=())) if one.hints else one for one in endpoints)


def _slice_faults(slice_: EndpointSlice, old: EndpointSlice | None, minor: int) -> Faults:
    yield from meta_faults(slice_.metadata, words.dns1123_subdomain)
    if not slice_.addressType:
        yield required("addressType")
    elif slice_.addressType not in ADDRESS_TYPES:
        yield unsupported("addressType", slice_.addressType, ADDRESS_TYPES)
    yield from _slice_port_faults(slice_.ports)
    if old is None or old.endpoints != slice_.endpoints:
        yield from _endpoints_faults(slice_, minor)
    if old is not None:
        yield from update_faults(slice_.metadata, old.metadata)
        if old.addressType != slice_.addressType:
            yield invalid("addressType", IMMUTABLE)


def _slice_port_faults(ports: tuple[EndpointPort, ...]) -> Faults:
    """validatePorts: upstream looks at names and protocols, not at the number."""
    if len(ports) > MOST_PORTS:
        yield too_many("ports", len(ports), MOST_PORTS)
        return
    names: set[str] = set()
    for index, port in enumerate(ports):
        path, name = f"ports[{index}]", port.name or ""
        if name:
            yield from all_invalid(f"{path}.name", words.dns1123_label(name))
        if name in names:
            yield duplicate(f"{path}.name", name)
        names.add(name)
        yield from _port_words(path, port)


def _port_words(path: str, port: EndpointPort) -> Faults:
    if port.protocol not in PROTOCOLS:
        yield unsupported(f"{path}.protocol", port.protocol, PROTOCOLS)
    if port.appProtocol is not None:
        yield from all_invalid(f"{path}.appProtocol", words.qualified_name(port.appProtocol))


def _endpoints_faults(slice_: EndpointSlice, minor: int) -> Faults:
    if len(slice_.endpoints) > MOST_ENDPOINTS:
        yield too_many("endpoints", len(slice_.endpoints), MOST_ENDPOINTS)
        return
    check = ADDRESS_CHECKS.get(slice_.addressType or "")
    for index, endpoint in enumerate(slice_.endpoints):
        path = f"endpoints[{index}]"
        if not endpoint.addresses:
            yield required(f"{path}.addresses", "must contain at least 1 address")
        elif len(endpoint.addresses) > MOST_ADDRESSES:
            yield too_many(f"{path}.addresses", len(endpoint.addresses), MOST_ADDRESSES)
        for inner, address in enumerate(endpoint.addresses):
            if check:
                yield from check(f"{path}.addresses[{inner}]", address, minor)
        if endpoint.nodeName is not None:
            yield from all_invalid(f"{path}.nodeName", words.dns1123_subdomain(endpoint.nodeName))
        if endpoint.hostname is not None:
            yield from all_invalid(f"{path}.hostname", words.dns1123_label(endpoint.hostname))
        if endpoint.hints is not None:
            yield from _hint_faults(f"{path}.hints", endpoint.hints)


def _ipv4_faults(path: str, address: str, minor: int) -> Faults:
    if is_ip(address) and is_ipv6(address):
        yield invalid(path, "must be an IPv4 address")
    else:
        yield from endpoint_ip_faults(path, address, minor)


def _ipv6_faults(path: str, address: str, minor: int) -> Faults:
    if is_ip(address) and not is_ipv6(address):
        yield invalid(path, "must be an IPv6 address")
    else:
        yield from endpoint_ip_faults(path, address, minor)


def endpoint_ip_faults(path: str, address: str, minor: int) -> Faults:
    """A valid address, and an ordinary unicast one: ValidateEndpointIP."""
    wrong = list(ip_faults(path, address, minor))
    yield from wrong or special_faults(path, address)


def _fqdn_faults(path: str, address: str, minor: int) -> Faults:
    del minor  # a name has the same form in every version
    if not address:
        yield required(path)
    else:
        yield from all_invalid(path, words.fully_qualified_domain(address))


ADDRESS_CHECKS: dict[str, Callable[[str, str, int], Faults]] = {"IPv4": _ipv4_faults, "IPv6": _ipv6_faults, "FQDN": _fqdn_faults}


def _hint_faults(path: str, hints: EndpointHints) -> Faults:
    """validateHints."""
    fields = (
        ("forZones", [one.name or "" for one in hints.forZones], words.label_value),
        ("forNodes", [one.name or "" for one in hints.forNodes], words.dns1123_subdomain),
    )
    for field, names, rule in fields:
        if len(names) > MOST_HINTS:
            yield too_many(f"{path}.{field}", len(names), MOST_HINTS)
            continue
        seen: set[str] = set()
        for index, name in enumerate(names):
            at = f"{path}.{field}[{index}].name"
            if name in seen:
                yield duplicate(at, name)
            seen.add(name)
            yield from all_invalid(at, rule(name))


# --- Endpoints -------------------------------------------------------------------------------------------------------


def admit_endpoints(endpoints: Endpoints, old: Endpoints | None, minor: int) -> tuple[Endpoints, tuple[Fault, ...]]:
    """An Endpoints object as it is stored, and all that is wrong with it."""
    subsets = tuple(replace(one, ports=_with_protocols(one.ports)) for one in endpoints.subsets)
    made = replace(endpoints, subsets=subsets)
    return made, tuple(_all_faults(made, old, minor))


def _all_faults(endpoints: Endpoints, old: Endpoints | None, minor: int) -> Faults:
    yield from meta_faults(endpoints.metadata, words.dns1123_subdomain)
    if old is not None:
        yield from update_faults(endpoints.metadata, old.metadata)
    if old is None or old.subsets != endpoints.subsets:
        for index, subset in enumerate(endpoints.subsets):
            yield from _subset_faults(f"subsets[{index}]", subset, minor)


def _subset_faults(path: str, subset: EndpointSubset, minor: int) -> Faults:
    """validateEndpointSubsets."""
    if not subset.addresses and not subset.notReadyAddresses:
        yield required(path, "must specify `addresses` or `notReadyAddresses`")
    for field in ("addresses", "notReadyAddresses"):
        for index, address in enumerate(getattr(subset, field)):
            yield from _address_faults(f"{path}.{field}[{index}]", address, minor)
    for index, port in enumerate(subset.ports):
        at = f"{path}.ports[{index}]"
        if port.name:
            yield from all_invalid(f"{at}.name", words.dns1123_label(port.name))
        elif len(subset.ports) > 1:
            yield required(f"{at}.name")
        yield from all_invalid(f"{at}.port", words.port_number(port.port or 0))
        yield from _port_words(at, port)


def _address_faults(path: str, address: EndpointAddress, minor: int) -> Faults:
    if address.hostname:
        yield from all_invalid(f"{path}.hostname", words.dns1123_label(address.hostname))
    if address.nodeName is not None:
        yield from all_invalid(f"{path}.nodeName", words.dns1123_subdomain(address.nodeName))
    yield from endpoint_ip_faults(f"{path}.ip", address.ip or "", minor)
