"""Which addresses and ports a case file states, so that the allocator hands out none of them.

Decides what counts as stated: every IP address in any text of objects, steps and expectations, also in its dashed and its reversed
form, and every number that is a node port or stands behind an address. Settings do not count.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv6Address, ip_address
from typing import Any

from k8s_svc_trainer.cases.dump import plain_step
from k8s_svc_trainer.cases.steps import Manifest, Step
from k8s_svc_trainer.sim.allocate import Stated

_PORT_KEYS = frozenset({"nodePort", "healthCheckNodePort"})
_IPV4 = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.]*\d)(?::(\d{1,5}))?")
_IPV6 = re.compile(r"\[?([0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})(?:\]:(\d{1,5}))?")
_DASHED = re.compile(r"(?<![\w-])((?:\d{1,3}-){3}\d{1,3}|(?:[0-9a-fA-F]{0,4}-){2,7}[0-9a-fA-F]{0,4})(?=\.)")
_REVERSED = re.compile(r"((?:\d{1,3}\.){4})in-addr\.arpa|((?:[0-9a-f]\.){32})ip6\.arpa", re.IGNORECASE)


def stated(objects: Iterable[Manifest], steps: Iterable[Step]) -> Stated:
    """All addresses and ports that these objects and steps state."""
    addresses: set[str] = set()
    ports: set[int] = set()
    written = [*(manifest.value for manifest in objects), *(plain_step(step) for step in steps)]
    for text in _texts(written):
        for address, port in _in_text(text):
            addresses.add(address)
            ports |= {int(port)} if port else set()
    ports.update(_node_ports(written))
    return Stated(frozenset(addresses), frozenset(ports))


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for key, item in value.items():
                yield key
                yield from _texts(item)
        case list() | tuple():
            for item in value:
                yield from _texts(item)
        case _:
            return


def _node_ports(value: Any) -> Iterator[int]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key in _PORT_KEYS and isinstance(item, int) and not isinstance(item, bool):
                yield item
            yield from _node_ports(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _node_ports(item)


def _in_text(text: str) -> Iterator[tuple[str, str | None]]:
    """What a text states. Most texts state nothing, and their signs are counted before any pattern is tried."""
    dots = text.count(".")
    if dots >= 3:
        for match in _IPV4.finditer(text):
            yield from _address(match[1], match[2])
    if text.count(":") >= 2:
        for match in _IPV6.finditer(text):
            yield from _address(match[1], match[2])
    if dots and text.count("-") >= 2:
        for match in _DASHED.finditer(text):
            yield from _address(match[1].replace("-", "."), None)
            yield from _address(match[1].replace("-", ":"), None)
    if dots > 4:
        for match in _REVERSED.finditer(text):
            yield from _four(match[1]) if match[1] else _six(match[2])


def _four(backwards: str) -> Iterator[tuple[str, str | None]]:
    yield from _address(".".join(reversed(backwards.rstrip(".").split("."))), None)


def _six(backwards: str) -> Iterator[tuple[str, str | None]]:
    yield str(IPv6Address(int("".join(reversed(backwards.split("."))), 16))), None


def _address(text: str, port: str | None) -> Iterator[tuple[str, str | None]]:
    try:
        yield str(ip_address(text)), port
    except ValueError:
        return
