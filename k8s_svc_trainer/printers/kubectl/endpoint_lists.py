"""Endpoints in one line: the first three, and how many more. Every list of kubectl has its own way of counting.

Sources: formatEndpoints and formatDiscoveryEndpoints of pkg/printers/internalversion/printers.go; formatEndpointSlices of
kubectl/pkg/describe/describe.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from k8s_svc_trainer.printers.kubectl.labels import NONE
from k8s_svc_trainer.sim.names import at
from k8s_svc_trainer.sim.objects import Endpoints, EndpointSlice

MOST = 3


def endpoints_text(obj: Endpoints) -> str:
    """The ENDPOINTS of an Endpoints object; nothing where all its addresses are not ready."""
    if not obj.subsets:
        return NONE
    return _some(list(_subset_addresses(obj)))


def _subset_addresses(obj: Endpoints) -> Iterator[str]:
    for subset in obj.subsets:
        if not subset.ports:
            yield from (str(one.ip) for one in subset.addresses)
        for port in subset.ports:
            yield from (at(str(one.ip), port.port or 0) for one in subset.addresses)


def ports_of(obj: EndpointSlice) -> str:
    """The PORTS of a slice: numbers, or the name where there is none, or `*`."""
    return _some([str(port.port) if port.port is not None else port.name or "*" for port in obj.ports]) or UNSET


def addresses_of(obj: EndpointSlice) -> str:
    """The ENDPOINTS of a slice: every address, ready or not."""
    return _some([address for endpoint in obj.endpoints for address in endpoint.addresses]) or UNSET


UNSET = "<unset>"


def _some(listed: Sequence[str]) -> str:
    text = ",".join(listed[:MOST])
    return f"{text} + {len(listed) - MOST} more..." if len(listed) > MOST else text


def ready_endpoints(slices: Iterable[EndpointSlice], port_name: str) -> str:
    """The Endpoints line of a described port: ready endpoints of the slices that have a port of this name.

    What comes after the third is counted; one that is not ready is not, yet it makes kubectl speak of more.
    """
    every = list(slices)
    if not every:
        return NONE
    listed: list[str] = []
    count, more = 0, False
    for address, ready in _offered(every, port_name):
        more = more or len(listed) == MOST
        if ready:
            count += 1
            listed += [] if more else [address]
    text = ",".join(listed)
    return f"{text} + {count - MOST} more..." if more else text


def _offered(slices: Iterable[EndpointSlice], port_name: str) -> Iterator[tuple[str, bool]]:
    for one in slices:
        for endpoint in one.endpoints if not one.ports else ():
            yield endpoint.addresses[0], endpoint.conditions.ready is not False
        for port in one.ports:
            if (port.name or "") == port_name:
                for endpoint in one.endpoints:
                    yield at(endpoint.addresses[0], port.port or 0), endpoint.conditions.ready is not False
