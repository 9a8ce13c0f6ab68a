"""IP addresses as whole numbers, read as Go reads them. Knows nothing of what an address is used for."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address


@lru_cache(maxsize=4096)
def family_of(ip: str) -> int:
    """4 or 6; an IPv4-mapped IPv6 address counts as IPv4, as in Go."""
    return 6 if ":" in ip and not ip.lower().startswith("::ffff:") else 4


def number_of(ip: str) -> int | None:
    """An address as a number, leading zeros allowed as in Go's ParseIPSloppy; None where it is no address."""
    try:
        if ":" in ip:
            return _number_of_ipv6(ip)
        if not (ip.isascii() and ip.replace(".", "").isdigit()):
            return None
        a, b, c, d = map(int, ip.split("."))
    except ValueError:
        return None
    return a << 24 | b << 16 | c << 8 | d if a < 256 and b < 256 and c < 256 and d < 256 else None


@lru_cache(maxsize=4096)
def _number_of_ipv6(ip: str) -> int | None:
    if "%" in ip:
        return None
    found = IPv6Address(ip)
    return int(found.ipv4_mapped) if found.ipv4_mapped else int(found)


def address_of(number: int, family: int) -> str:
    """A number as an address, in canonical form."""
    if family == 6:
        return str(IPv6Address(number))
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
