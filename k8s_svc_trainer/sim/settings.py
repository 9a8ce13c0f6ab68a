"""The settings of a cluster, as cases.md lists them, and the Kubernetes versions that the simulator knows.

Decides which values are settings at all; what they mean is decided where they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from difflib import get_close_matches
from ipaddress import ip_network
from itertools import product
from typing import Any

import msgspec

OLDEST, NEWEST = 24, 37
PROXY_MODES = ("iptables", "nftables", "ipvs")
CLOUDS = ("none", "generic", "generic-direct")
DNS_PODS = ("insecure", "verified", "disabled")
LEAST_SERVICES = 8
PRIMARY = "primary"  # of nodePortAddresses


class SettingsFault(ValueError):
    """Settings that cannot be; `faults` are (field, message) pairs, all of them."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{field}: {message}" for field, message in faults))


class Settings(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One cluster's settings; the defaults are those of cases.md."""

    proxyMode: str = "iptables"
    clusterDomain: str = "cluster.local"
    serviceCIDRs: tuple[str, ...] = ("10.96.0.0/16",)
    podCIDRs: tuple[str, ...] = ("10.244.0.0/16",)
    nodePortRange: str = "30000-32767"
    nodePortAddresses: tuple[str, ...] = ()
    masqueradeAll: bool = False
    nodes: int = 3
    externalNames: Mapping[str, tuple[str, ...]] = {}
    dnsPods: str = "insecure"
    cloud: str = "none"
    ingressController: bool = True
    networkPolicy: bool = True
    version: str = "1.37"

    @property
    def minor(self) -> int:
        """The minor version as a number: 37 for "1.37"."""
        return int(self.version.removeprefix("1."))

    @property
    def node_ports(self) -> range:
        """The node ports that may be allotted."""
        first, last = self.nodePortRange.split("-")
        return range(int(first), int(last) + 1)

    @property
    def node_ports_at_primary(self) -> bool:
        """Whether node ports are served at a node's primary addresses alone: the word `primary`, which is the default of nftables mode.

        pkg/proxy/apis/config NodePortAddressesPrimary; cmd/kube-proxy/app/server_linux.go platformApplyDefaults.
        """
        return self.nodePortAddresses == (PRIMARY,) or (not self.nodePortAddresses and self.proxyMode == "nftables")

    @classmethod
    def parse(cls, written: Mapping[str, Any]) -> Settings:
        """Settings from a mapping.

        Raises SettingsFault naming every unknown setting and every value that cannot be.
        """
        faults: list[tuple[str, str]] = []
        values: dict[str, Any] = {}
        for name, value in written.items():
            check = CHECKS.get(name)
            if check is None:
                near = get_close_matches(str(name), CHECKS, 1)
                remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(CHECKS)}"
                faults.append((str(name), f"is not a setting; {remedy}"))
                continue
            message = check(value)
            if message:
                faults.append((name, message))
            else:
                values[name] = _frozen(value)
        found = cls(**values)
        if not faults:
            faults += _plan_faults(found, values)
        if faults:
            raise SettingsFault(tuple(faults))
        return found

    def written(self) -> dict[str, Any]:
        """The settings that differ from the defaults, as a mapping that `parse` reads."""
        plain = Settings()
        return {name: _thawed(getattr(self, name)) for name in CHECKS if getattr(self, name) != getattr(plain, name)}


def _plan_faults(settings: Settings, stated: Container[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the address plan as a whole, at the settings that were stated.

    A service range has eight addresses or more (pkg/controlplane, ServiceIPRange). Pods, Services and nodes need ranges that do not
    overlap (https://kubernetes.io/docs/concepts/cluster-administration/networking/); nodes may have addresses of their own here.
    """
    services, pods = ([ip_network(cidr) for cidr in ranges] for ranges in (settings.serviceCIDRs, settings.podCIDRs))
    for name, ranges in (("serviceCIDRs", services), ("podCIDRs", pods)):
        if len({one.version for one in ranges}) < len(ranges):
            yield name, "two ranges are for dual stack: one of IPv4 and one of IPv6"
    small = next((one for one in services if one.num_addresses < LEAST_SERVICES), None)
    if small is not None:
        yield "serviceCIDRs", f"a service range has at least {LEAST_SERVICES} addresses; {small} has {small.num_addresses}"
    for service, pod in product(services, pods):
        if service.version == pod.version and service.overlaps(pod):
            words = f"the range of Services {service} and that of pods {pod} overlap: one address would be both"
            yield from ((name, words) for name in ("serviceCIDRs", "podCIDRs") if name in stated)


def _frozen(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, Mapping):
        return {key: (_frozen(item) if isinstance(item, list | tuple) else (item,)) for key, item in value.items()}
    return value


def _thawed(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {key: list(item) for key, item in value.items()}
    return value


def _one_of(words: tuple[str, ...]) -> Callable[[Any], str | None]:
    return lambda value: None if value in words else f"must be one of {', '.join(words)}, not {value!r}"


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else f"must be true or false, not {value!r}"


def _cidrs(most: int) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            return "must be a list of address ranges"
        if most and not 1 <= len(value) <= most:
            return f"must have one range, or {most} for dual stack"
        return next((f"{item!r} is not an address range such as 10.96.0.0/16" for item in value if not _is_network(item)), None)

    return check


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return "/" in text


def _is_address(item: Any) -> bool:
    return isinstance(item, str) and "/" not in item and _is_network(f"{item}/{128 if ':' in item else 32}")


def _domain(value: Any) -> str | None:
    labels = value.rstrip(".").split(".") if isinstance(value, str) else [""]
    good = all(label and len(label) <= 63 and label.replace("-", "").isalnum() and label.isascii() for label in labels)
    return None if good else f"must be a domain such as cluster.local, not {value!r}"


def _port_range(value: Any) -> str | None:
    parts = value.split("-") if isinstance(value, str) else []
    good = len(parts) == 2 and all(part.isascii() and part.isdigit() for part in parts) and 1 <= int(parts[0]) <= int(parts[1]) <= 65535
    return None if good else f"must be a range such as 30000-32767, not {value!r}"


def _nodes(value: Any) -> str | None:
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 5000
    return None if good else f"must be a number of nodes from 0 to 5000, not {value!r}"


def _names(value: Any) -> str | None:
    if not isinstance(value, Mapping):
        return "must be a mapping of names to lists of addresses"
    for name, addresses in value.items():
        listed = addresses if isinstance(addresses, list | tuple) else [addresses]
        if not isinstance(name, str) or not listed or not all(_is_address(item) for item in listed):
            return f"{name!r} must have a list of IP addresses, or one"
    return None


def _version(value: Any) -> str | None:
    known = {f"1.{minor}" for minor in range(OLDEST, NEWEST + 1)}
    return None if isinstance(value, str) and value in known else f'must be a string from "1.{OLDEST}" to "1.{NEWEST}", not {value!r}'


CHECKS: Mapping[str, Callable[[Any], str | None]] = {
    "proxyMode": _one_of(PROXY_MODES),
    "clusterDomain": _domain,
    "serviceCIDRs": _cidrs(2),
    "podCIDRs": _cidrs(2),
    "nodePortRange": _port_range,
    "nodePortAddresses": lambda value: None if value in ([PRIMARY], (PRIMARY,)) else _cidrs(0)(value),
    "masqueradeAll": _flag,
    "nodes": _nodes,
    "externalNames": _names,
    "dnsPods": _one_of(DNS_PODS),
    "cloud": _one_of(CLOUDS),
    "ingressController": _flag,
    "networkPolicy": _flag,
    "version": _version,
}
