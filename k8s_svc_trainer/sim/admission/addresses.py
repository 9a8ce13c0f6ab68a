"""What IP addresses and CIDRs may look like, then and now.

Until 1.35 the API server read them as Go once did: leading zeros, IPv4-mapped IPv6 and bits after the prefix pass.
From 1.36 (StrictIPCIDRValidation) they do not, but for old values that an update leaves as they are.
k8s.io/apimachinery/pkg/util/validation/ip.go; pkg/apis/core/validation/validation.go, IsValidIPForLegacyField.
"""

from __future__ import annotations

import re
from collections.abc import Container
from ipaddress import IPv4Network, IPv6Address, IPv6Network

from k8s_svc_trainer.sim.admission.report import Faults, invalid
from k8s_svc_trainer.sim.ipnumbers import address_of, family_of, number_of

STRICT = 36  # StrictIPCIDRValidation is on by default

_SPECIAL: tuple[tuple[str, IPv4Network, IPv6Network], ...] = (
    ("may not be unspecified", IPv4Network("0.0.0.0/32"), IPv6Network("::/128")),
    ("may not be in the loopback range (127.0.0.0/8, ::1/128)", IPv4Network("127.0.0.0/8"), IPv6Network("::1/128")),
    ("may not be in the link-local range (169.254.0.0/16, fe80::/10)", IPv4Network("169.254.0.0/16"), IPv6Network("fe80::/10")),
    ("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)", IPv4Network("224.0.0.0/24"), IPv6Network("ff02::/16")),
)


# A plain IPv4 address: no leading zeros, so nothing can be said against its form.
_PLAIN = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\.(?!$)|$)){4}").fullmatch


def is_plain(text: str) -> bool:
    """Whether a text is an IPv4 address of which nothing can be said against its form."""
    return _PLAIN(text) is not None


def is_ip(text: str) -> bool:
    """Whether Go's ParseIPSloppy takes a text for an address."""
    return number_of(text) is not None


def is_ipv6(text: str) -> bool:
    """Whether a text is an IPv6 address, and not an IPv4-mapped one (netutils.IsIPv6String)."""
    return is_ip(text) and family_of(text) == 6


def is_ipv4(text: str) -> bool:
    """Whether a text is an IPv4 address, mapped ones included (netutils.IsIPv4String)."""
    return is_ip(text) and family_of(text) == 4


def parse_cidr(text: str) -> tuple[int, int, int] | None:
    """(family, number, prefix length) of a CIDR as Go's ParseCIDRSloppy reads it, or None."""
    ip, slash, length = text.partition("/")
    number = number_of(ip)
    if not slash or number is None or not (length.isascii() and length.isdigit()):
        return None
    mapped = ":" in ip and family_of(ip) == 4
    prefix, family = int(length), family_of(ip)
    if mapped:
        prefix -= 96
    return (family, number, prefix) if 0 <= prefix <= (128 if family == 6 else 32) else None


def ip_faults(field: str, text: str, minor: int, kept: Container[str] = ()) -> Faults:
    """What is wrong with an address: IsValidIPForLegacyField. A value of `kept` passes."""
    if _PLAIN(text) or text in kept:
        return
    if not is_ip(text):
        yield invalid(field, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
    elif minor >= STRICT:
        yield from _strict(field, text, "must not have leading 0s", "must not be an IPv4-mapped IPv6 address")


def cidr_faults(field: str, text: str, minor: int, kept: Container[str] = ()) -> Faults:
    """What is wrong with a range: IsValidCIDRForLegacyField. A value of `kept` passes."""
    if text in kept:
        return
    parsed = parse_cidr(text)
    if parsed is None:
        yield invalid(field, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")
    elif minor >= STRICT:
        ip, _, length = text.partition("/")
        words = "must not have leading 0s in IP or prefix length"
        if length != "0" and length.startswith("0"):
            yield invalid(field, words)
            return
        found = list(_strict(field, ip, words, "must not have an IPv4-mapped IPv6 address"))
        yield from found
        if not found and _host_bits(parsed):
            yield invalid(field, "must not have bits set beyond the prefix length")


def _strict(field: str, ip: str, zeros: str, mapped: str) -> Faults:
    if ":" not in ip or "." in ip:
        quad = ip.rpartition(":")[2]
        if any(len(part) > 1 and part.startswith("0") for part in quad.split(".")):
            yield invalid(field, zeros)
    if ":" in ip and IPv6Address(ip).ipv4_mapped:
        yield invalid(field, mapped)


def _host_bits(parsed: tuple[int, int, int]) -> bool:
    family, number, prefix = parsed
    width = (128 if family == 6 else 32) - prefix
    return bool(number & ((1 << width) - 1))


def special_faults(field: str, text: str) -> Faults:
    """What makes an address no ordinary unicast one: ValidateNonSpecialIP, later ValidateEndpointIP."""
    number = number_of(text)
    if number is None:
        yield invalid(field, "must be a valid IP address")
        return
    six = family_of(text) == 6
    for words, four_range, six_range in _SPECIAL:
        chosen = six_range if six else four_range
        if int(chosen.network_address) <= number <= int(chosen.broadcast_address):
            yield invalid(field, words)


def ip_warnings(field: str, text: str) -> list[str]:
    """GetWarningsForIP: forms that will be refused one day."""
    number = None if _PLAIN(text) else number_of(text)
    if number is None:
        return []
    family = family_of(text)
    plain = address_of(number, family)
    if family == 4 and plain != text:
        return [f'{field}: non-standard IP address "{text}" will be considered invalid in a future Kubernetes release: use "{plain}"']
    if family == 6 and plain != text:
        return [f'{field}: IPv6 address "{text}" should be in RFC 5952 canonical format ("{plain}")']
    return []


def cidr_warnings(field: str, text: str) -> list[str]:
    """GetWarningsForCIDR: forms that will be refused one day."""
    parsed = parse_cidr(text)
    if parsed is None:
        return []
    family, number, prefix = parsed
    bits = 128 if family == 6 else 32
    ip = address_of(number, family)
    base = f"{address_of(number >> (bits - prefix) << (bits - prefix), family)}/{prefix}"
    found = []
    if _host_bits(parsed):
        found.append(f'{field}: CIDR value "{text}" is ambiguous in this context (should be "{base}" or "{ip}/{bits}"?)')
    if list(_zeros_or_mapped(field, text)):
        found.append(f'{field}: non-standard CIDR value "{text}" will be considered invalid in a future Kubernetes release: use "{base}"')
    if not found and family == 6 and base != text:
        found.append(f'{field}: IPv6 CIDR value "{text}" should be in RFC 5952 canonical format ("{base}")')
    return found


def _zeros_or_mapped(field: str, text: str) -> Faults:
    ip, _, length = text.partition("/")
    if length != "0" and length.startswith("0"):
        yield invalid(field, "leading 0s")
    yield from _strict(field, ip, "leading 0s", "mapped")
