"""Addresses and ranges of addresses as numbers, so that a packet is compared without parsing anything twice.

Decides nothing; an IPv4-mapped IPv6 address is an IPv4 address, as in Go's netutils.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address, ip_interface

import msgspec

from k8s_svc_trainer.sim.ipnumbers import number_of

PLAIN = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")  # most addresses are written as they are


class Range(msgspec.Struct, frozen=True, gc=False):
    """A range of addresses of one family, with the text that it is written as."""

    family: int
    low: int
    high: int
    text: str


@lru_cache(maxsize=1 << 16)
def number(ip: str) -> int:
    """An address as a number; 0 for a text that is none."""
    return number_of(ip) or 0


def is_address(text: str) -> bool:
    """Whether a text is an IP address, leading zeros allowed (netutils.ParseIPSloppy)."""
    return number_of(text) is not None


@lru_cache(maxsize=1 << 14)
def parse_range(text: str) -> Range:
    """A range from its CIDR, bits after the prefix ignored, as Go's ParseCIDRSloppy reads it."""
    ip, _, length = text.partition("/")
    plain = ".".join(str(int(part)) for part in ip.split(".")) if ":" not in ip else ip
    network = ip_interface(f"{plain}/{length}").network
    return Range(network.version, int(network.network_address), int(network.broadcast_address), str(network))


def within(address: int, ranges: tuple[Range, ...]) -> bool:
    """Whether an address lies in one of the ranges (all of its family)."""
    for one in ranges:  # noqa: SIM110  # any() with a generator takes three times as long, and each packet comes here
        if one.low <= address <= one.high:
            return True
    return False


def ranges_text(ranges: tuple[Range, ...]) -> tuple[str, ...]:
    """The ranges as they are written."""
    return tuple(one.text for one in ranges)


@lru_cache(maxsize=1 << 16)
def canonical(ip: str) -> str:
    """An address as kube-proxy writes it, whatever form a manifest gives it (netutils.ParseIPSloppy(...).String()).

    A text that is no address is left as it is.
    """
    if PLAIN.fullmatch(ip) or number_of(ip) is None:
        return ip
    if ":" not in ip:
        return ".".join(str(int(part)) for part in ip.split("."))
    found = ip_address(ip)
    mapped = found.ipv4_mapped if found.version == 6 else None
    return str(mapped or found)
