"""What one kube-proxy has learned from the API: Services and EndpointSlices, found by address, protocol and port.

Decides what of an object kube-proxy takes notice of at all (pkg/proxy/serviceport.go, endpointslicecache.go), and nothing
about packets. Kept step by step: one changed object costs the same in a cluster of any size.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from k8s_svc_trainer.sim.layered import LayeredIndex, LayeredMap
from k8s_svc_trainer.sim.names import SERVICE_NAME
from k8s_svc_trainer.sim.objects import EndpointSlice, Node, Service
from k8s_svc_trainer.sim.proxy.seen import (
    HEADLESS,
    PROXY_NAME,
    NodeSeen,
    Place,
    Port,
    balancer_addresses,
    node_addresses,
    node_seen,
    ports_of,
)


class Version(msgspec.Struct, frozen=True, gc=False):
    """The ports and slices of a Service as they were after one change: session affinity ends where an endpoint left in between."""

    number: int
    ports: tuple[Port, ...]
    slices: tuple[EndpointSlice, ...]


LAYERS = ("balancers", "by_address", "by_node_port", "health_ports", "history", "nodes", "nodes_by_ip", "served", "services", "slices")
KEPT_VERSIONS = 1000  # of one Service: how far back it is known that an endpoint left


class ProxyTables:
    """Services and slices as a kube-proxy sees them."""

    __slots__ = (*LAYERS, "memo", "version")

    def __init__(self) -> None:
        self.services: LayeredMap[Place, tuple[Port, ...]] = LayeredMap()
        self.slices: LayeredMap[Place, tuple[EndpointSlice, ...]] = LayeredMap()  # of each Service, by name
        self.by_address: LayeredMap[tuple[str, str, int], tuple[tuple[int, Port], ...]] = LayeredMap()
        self.by_node_port: LayeredMap[tuple[int, str, int], tuple[Port, ...]] = LayeredMap()
        self.served: LayeredIndex[str, tuple[str, Port]] = LayeredIndex()  # every address that a port is served on
        self.balancers: LayeredIndex[str, Place] = LayeredIndex()  # load-balancer addresses of any mode -> Services
        self.health_ports: LayeredIndex[int, Port] = LayeredIndex()
        self.nodes: LayeredMap[str, NodeSeen] = LayeredMap()
        self.nodes_by_ip: LayeredIndex[str, str] = LayeredIndex()
        self.history: LayeredMap[Place, tuple[Version, ...]] = LayeredMap()  # of Services with session affinity, the newest last
        self.version = 0  # counts changes of Services and slices
        self.memo: dict[Any, Any] = {}  # what was computed from values held here, found and checked by their identity

    def fork(self) -> ProxyTables:
        """The same; neither sees the other's later changes."""
        twin = ProxyTables.__new__(ProxyTables)
        for name in LAYERS:
            setattr(twin, name, getattr(self, name).fork())
        twin.memo, twin.version = self.memo, self.version
        return twin

    # --- reading -------------------------------------------------------------------------------------------------

    def node(self, name: str | None) -> NodeSeen | None:
        """What is known of a node, or None."""
        return self.nodes.get(name) if name is not None else None

    def owner(self, ip: str) -> str | None:
        """The node whose own address this is."""
        held = self.nodes_by_ip.members(ip)
        return next(iter(held)) if held else None

    # --- learning ------------------------------------------------------------------------------------------------

    def change_service(self, old: Service | None, new: Service | None) -> None:
        """Learn of a Service that came, changed or went."""
        place = _place(old or new)
        for ip in balancer_addresses(old):
            self.balancers.remove(ip, place)
        for ip in balancer_addresses(new):
            self.balancers.add(ip, place)
        before = self.services.get(place) or ()
        after = ports_of(new) if new is not None else ()
        if before == after:
            return
        for port in before:
            self._forget(port)
        for port in after:
            self._learn(port)
        if after:
            self.services.set(place, after)
        else:
            self.services.drop(place)
        self._remember(place)

    def change_slice(self, old: EndpointSlice | None, new: EndpointSlice | None) -> None:
        """Learn of an EndpointSlice that came, changed or went."""
        before, after = _slice_place(old), _slice_place(new)
        if old is not None and before is not None and before != after:
            self._put_slices(before, tuple(one for one in self.slices.get(before) or () if one.metadata.name != old.metadata.name))
        if new is not None and after is not None:
            held = (*(one for one in self.slices.get(after) or () if one.metadata.name != new.metadata.name), new)
            self._put_slices(after, tuple(sorted(held, key=lambda one: str(one.metadata.name))) if len(held) > 1 else held)

    def change_node(self, old: Node | None, new: Node | None) -> None:
        """Learn of a Node's labels and addresses."""
        if old is not None:
            for ip in node_addresses(old):
                self.nodes_by_ip.remove(ip, str(old.metadata.name))
            if new is None:
                self.nodes.drop(str(old.metadata.name))
        if new is None:
            return
        seen = node_seen(new)
        self.nodes.set(seen.name, seen)
        for ip in seen.addresses:
            self.nodes_by_ip.add(ip, seen.name)

    def _put_slices(self, place: Place, held: tuple[EndpointSlice, ...]) -> None:
        if held:
            self.slices.set(place, held)
        else:
            self.slices.drop(place)
        self._remember(place)

    def _remember(self, place: Place) -> None:
        self.version += 1
        ports, past = self.services.get(place) or (), self.history.get(place)
        if past is None and not any(port.sticky is not None for port in ports):
            return
        now = Version(self.version, ports, self.slices.get(place) or ())
        self.history.set(place, (*(past or ())[-KEPT_VERSIONS:], now))

    def _learn(self, port: Port) -> None:
        for kind, ip in _captured(port):
            key = (ip, port.protocol, port.port)
            held = ((kind, port), *(self.by_address.get(key) or ()))
            self.by_address.set(key, tuple(sorted(held, key=_precedence)) if len(held) > 1 else held)
            self.served.add(ip, (port.label, port))
        if port.nodePort:
            number = (port.family, port.protocol, port.nodePort)
            self.by_node_port.set(number, (*(self.by_node_port.get(number) or ()), port))
        if port.healthCheckNodePort:
            self.health_ports.add(port.healthCheckNodePort, port)

    def _forget(self, port: Port) -> None:
        for kind, ip in _captured(port):
            key = (ip, port.protocol, port.port)
            _without(self.by_address, key, (kind, port))
            self.served.remove(ip, (port.label, port))
        if port.nodePort:
            _without(self.by_node_port, (port.family, port.protocol, port.nodePort), port)
        if port.healthCheckNodePort:
            self.health_ports.remove(port.healthCheckNodePort, port)


CLUSTER, EXTERNAL, BALANCER, NODE_PORT = range(4)  # by what address a packet met a service port; in the order of kube-proxy's rules


def _captured(port: Port) -> Iterator[tuple[int, str]]:
    yield CLUSTER, port.clusterIP
    for ip in dict.fromkeys(port.externalIPs):
        yield EXTERNAL, ip
    for ip in dict.fromkeys(port.balancerIPs):
        yield BALANCER, ip


def _precedence(held: tuple[int, Port]) -> tuple[int, str, str]:
    kind, port = held
    return (kind, port.label, port.protocol)


def _without(table: LayeredMap[Any, tuple[Any, ...]], key: Any, gone: Any) -> None:
    left = tuple(one for one in table.get(key) or () if one != gone)
    if left:
        table.set(key, left)
    else:
        table.drop(key)


def _place(service: Any) -> Place:
    return (str(service.metadata.namespace), str(service.metadata.name))


def _slice_place(one: EndpointSlice | None) -> Place | None:
    """The Service that a slice is for, if kube-proxy watches the slice.

    cmd/kube-proxy/app/server.go (Run): objects labelled for another proxy, or headless, are not watched;
    pkg/proxy/endpointschangetracker.go: slices of FQDNs are not supported.
    """
    if one is None or one.addressType not in ("IPv4", "IPv6"):
        return None
    labels = one.metadata.labels
    service = labels.get(SERVICE_NAME)
    return (str(one.metadata.namespace), service) if service and PROXY_NAME not in labels and HEADLESS not in labels else None
