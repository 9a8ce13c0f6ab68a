"""The address ranges of the cluster that a dump was taken from, as far as its objects show them.

Decides the settings of a file that `kubectl get -o yaml` wrote: what a cluster has stored (it has a resourceVersion) lay in that
cluster's ranges. Hand-written manifests say nothing of the kind, so an address outside the default range stays a mistake there.
"""

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from k8s_svc_trainer.sim import Settings, SettingsFault

_Address = IPv4Address | IPv6Address
_USUAL = {4: 16, 6: 112}  # how long a range's prefix is at most taken to be
_POD_USUAL = {4: 16, 6: 56}
_OTHER_PODS = {4: "10.244.0.0/16", 6: "fd00:10:244::/56"}


def settings_shown(objects: Iterable[Mapping[str, Any]]) -> Settings:
    """The settings under which stored objects may have the addresses that they have; the defaults where these do."""
    stored = [one for one in objects if _at(one, "metadata", "resourceVersion")]
    services = _around(list(_service_addresses(stored)), _USUAL, Settings().serviceCIDRs)
    others = tuple(_OTHER_PODS[ip_network(one).version] for one in services)
    pods = _around(list(_pod_addresses(stored)), _POD_USUAL, others)
    tries = (
        {"serviceCIDRs": services, "podCIDRs": pods},
        {"serviceCIDRs": services, "podCIDRs": others},
    )  # those of pods may be a mere guess
    return next((found for written in tries if (found := _parsed(written))), Settings())


def _parsed(written: Mapping[str, tuple[str, ...]]) -> Settings | None:
    try:
        return Settings.parse(written)
    except SettingsFault:
        return None


def _around(addresses: list[_Address], usual: Mapping[int, int], default: tuple[str, ...]) -> tuple[str, ...]:
    """The smallest range of the usual length or wider around the addresses of each family; a default one that holds them is kept."""
    found = {ip_network(one).version: one for one in default} if not addresses else {}
    for family in dict.fromkeys(one.version for one in addresses):
        mine = [one for one in addresses if one.version == family]
        kept = next((one for one in default if ip_network(one).version == family), None)
        found[family] = kept if kept and all(one in ip_network(kept) for one in mine) else _smallest(mine, usual[family])
    return tuple(found.values())


def _smallest(addresses: list[_Address], longest: int) -> str:
    first, last = min(map(int, addresses)), max(map(int, addresses))
    length = min(longest, addresses[0].max_prefixlen - (first ^ last).bit_length())
    return str(ip_network((addresses[0].__class__(first), length), strict=False))


def _service_addresses(stored: list[Mapping[str, Any]]) -> Iterator[_Address]:
    for one in stored:
        if one.get("kind") == "Service":
            listed = _at(one, "spec", "clusterIPs") or [_at(one, "spec", "clusterIP")]
            yield from _addresses(listed)


def _pod_addresses(stored: list[Mapping[str, Any]]) -> Iterator[_Address]:
    for one in stored:
        if one.get("kind") == "Pod" and not _at(one, "spec", "hostNetwork"):
            held = _at(one, "status", "podIPs")
            listed = [_at(item, "ip") for item in held] if isinstance(held, list) else []
            yield from _addresses(listed or [_at(one, "status", "podIP")])


def _addresses(listed: Any) -> Iterator[_Address]:
    for text in listed if isinstance(listed, list) else ():
        try:
            yield ip_address(str(text))
        except ValueError:
            continue  # "None", or what admission refuses


def _at(value: Any, *path: str) -> Any:
    for word in path:
        value = value.get(word) if isinstance(value, Mapping) else None
    return value
