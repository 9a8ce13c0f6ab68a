"""Which cluster IP, node port, node range, pod IP and load-balancer address is handed out next, and which are taken.

Deterministic: the same steps hand out the same numbers. What a case file states is handed out only when nothing else
is left. Knows pools and nothing of what the numbers are used for; who asks, and when, is decided in `admission` and
`controllers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Network, ip_network
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from k8s_svc_trainer.sim.ipnumbers import address_of, family_of, number_of
from k8s_svc_trainer.sim.layered import LayeredMap
from k8s_svc_trainer.sim.objects import KubeObject, Node, Service, ServiceSpec
from k8s_svc_trainer.sim.pool import Exhausted, Pool
from k8s_svc_trainer.sim.settings import Settings

if TYPE_CHECKING:
    from k8s_svc_trainer.sim.state import State

__all__ = ["BALANCERS", "NODE_NETWORK", "NODE_NETWORK_V6", "Allocator", "Claim", "Exhausted", "Stated"]

NODE_NETWORK = "192.168.0.0/16"
NODE_NETWORK_V6 = "fd00:192:168::/64"
NODE_BASES = {4: int(ip_network(NODE_NETWORK).network_address), 6: int(ip_network(NODE_NETWORK_V6).network_address)}
FIRST_NODE = 11  # the InternalIP of the first node made is 192.168.0.11
BALANCERS = "203.0.113.0/24"
NODE_BITS = {4: 8, 6: 64}  # a node gets a /24, or a /64 of IPv6


class Stated(msgspec.Struct, frozen=True, gc=False):
    """Addresses and ports that a case file states anywhere: the allocator leaves them alone as long as it can."""

    addresses: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset()


def _offset(size: int, *, largest: int, step: int) -> int:
    """How much of the lower end of a range is left to those who choose numbers themselves.

    pkg/registry/core/service/ipallocator/bitmap.go and portallocator/allocator.go, calculateRangeOffset.
    """
    return 0 if size <= 16 else min(max(size // step, 16), largest)


def _addresses(cidr: str, stated: frozenset[str]) -> Pool:
    """The usable addresses of a service range: not its first, nor IPv4's last (bitmap.go, New)."""
    network = ip_network(cidr, strict=False)
    first, last = int(network.network_address) + 1, int(network.broadcast_address)
    if network.version == 4:
        last -= 1
    offset = _offset(network.num_addresses, largest=256, step=16)
    return Pool(first, last, offset=min(offset, max(last - first, 0)), stated=_numbers(stated, network.version))


@lru_cache(maxsize=64)
def _numbers(stated: frozenset[str], version: int) -> frozenset[int]:
    found = (number_of(ip) for ip in stated if ip and "/" not in ip and family_of(ip) == version)
    return frozenset(number for number in found if number is not None)


class Allocator:
    """Takes and gives back addresses and node ports; changes only by `Claim.commit` and by its own methods."""

    __slots__ = ("_balancers", "_node_numbers", "_pods", "_ranges", "families", "node_ports", "services", "settings", "stated")

    def __init__(self, settings: Settings, stated: Stated) -> None:
        self.settings, self.stated = settings, stated
        self.services: dict[int, Pool] = {
            ip_network(cidr, strict=False).version: _addresses(cidr, stated.addresses) for cidr in settings.serviceCIDRs
        }
        self.families = tuple(f"IPv{family}" for family in self.services)  # of the service range, the default one first
        ports = settings.node_ports
        offset = _offset(len(ports), largest=128, step=32)
        self.node_ports = Pool(ports[0], ports[-1], offset=offset, stated=stated.ports)
        self._ranges = Pool(0, 1 << 16)
        self._node_numbers = Pool(FIRST_NODE, 1 << 16)
        network = IPv4Network(BALANCERS)
        first = int(network.network_address)
        self._balancers = Pool(first + 2, first + 254, stated=_numbers(stated.addresses, 4))
        self._pods: LayeredMap[str, int] = LayeredMap()  # pod range -> where to look next

    def fork(self) -> Allocator:
        """The same; neither sees the other's later changes."""
        twin = Allocator.__new__(Allocator)
        twin.settings, twin.stated, twin.families = self.settings, self.stated, self.families
        twin.services = {family: pool.fork() for family, pool in self.services.items()}
        twin.node_ports, twin._ranges = self.node_ports.fork(), self._ranges.fork()
        twin._node_numbers, twin._balancers = self._node_numbers.fork(), self._balancers.fork()
        twin._pods = self._pods.fork()
        return twin

    def release(self, obj: KubeObject) -> None:
        """Give back what a deleted object held: cluster IPs, node ports, a load balancer's address, a node's pod ranges."""
        match obj:
            case Service():
                claim = self.claim()
                claim.release_service(obj.spec)
                claim.commit()
                for ingress in obj.status.loadBalancer.ingress:
                    self.release_balancer(ingress.ip or "")
            case Node():
                self.release_ranges(obj.spec.podCIDRs)

    def claim(self) -> Claim:
        """What one change takes and gives back; nothing is changed before its `commit`."""
        return Claim(self)

    # --- nodes ---------------------------------------------------------------------------------------------------

    def node_ranges(self, name: str) -> tuple[str, ...]:
        """The pod ranges of a new node, one for each of podCIDRs: number 1 for node-1, else the next one that is free.

        Empty where podCIDRs have no room left.
        """
        room = min((_room(podcidr) for podcidr in self.settings.podCIDRs), default=0)
        wished = _trailing(name)
        if wished is None or wished >= room or self._ranges.taken(wished):
            order = chain(range(1, room), range(min(room, 1)))
            wished = next((index for index in order if not self._ranges.taken(index)), None)
        if wished is None:
            return ()
        self._ranges.take(wished)
        return tuple(_subnet(podcidr, wished) for podcidr in self.settings.podCIDRs)

    def keep_ranges(self, cidrs: Iterable[str]) -> None:
        """Pod ranges that a manifest states for a node: they are handed out to no other."""
        for cidr in cidrs:
            for podcidr in self.settings.podCIDRs:
                index = _index(podcidr, cidr)
                if index is not None:
                    self._ranges.take(index)

    def release_ranges(self, cidrs: Iterable[str]) -> None:
        """Give back the pod ranges of a node that is gone."""
        for cidr in cidrs:
            for podcidr in self.settings.podCIDRs:
                index = _index(podcidr, cidr)
                if index is not None:
                    self._ranges.give_back(index)

    def node_addresses(self) -> tuple[str, ...]:
        """The InternalIPs of a node to be made, one for each family of podCIDRs: 192.168.0.11 and up.

        Only what another node states is left out. A step or a pod that states such an address means the node that has it.
        """
        number = self._node_numbers.next()
        self._node_numbers.take(number)
        families = dict.fromkeys(ip_network(cidr, strict=False).version for cidr in self.settings.podCIDRs)
        return tuple(address_of(NODE_BASES[family] + number, family) for family in families)

    def keep_node_addresses(self, addresses: Iterable[str]) -> None:
        """Addresses that a manifest states for a node: they are handed out to no other."""
        for address in addresses:
            number = number_of(address)
            if number is not None:  # what a node states is checked elsewhere; a host name is no address
                self._node_numbers.take(number - NODE_BASES[family_of(address)])

    # --- pods, load balancers ------------------------------------------------------------------------------------

    def pod_ips(self, ranges: Iterable[str], in_use: Callable[[str], bool] = lambda _: False) -> tuple[str, ...]:
        """Addresses for a pod on a node with these pod ranges, one for each; `in_use` names what pods already hold.

        An address is not handed out a second time before the range has been gone through. Raises Exhausted.
        """
        return tuple(self._pod_ip(cidr, in_use) for cidr in ranges)

    def pod_ip(self, state: State, node: str) -> tuple[str, ...]:
        """Addresses for a pod on a node, the first one its podIP; none where the node has no pod range.

        Raises Exhausted.
        """
        found = state.one(Node, None, node)
        ranges = (found.spec.podCIDRs or tuple(filter(None, [found.spec.podCIDR]))) if found else ()
        return self.pod_ips(ranges, lambda ip: bool(state.pods_by_ip.members(ip)))

    def _pod_ip(self, cidr: str, in_use: Callable[[str], bool]) -> str:
        first, last = _span(cidr)
        family = family_of(cidr)
        begin = self._pods.get(cidr) or first
        stated = _numbers(self.stated.addresses, family)
        for left_alone in (stated, frozenset[int]()):
            for number in chain(range(begin, last + 1), range(first, begin)):
                if number not in left_alone and not in_use(ip := address_of(number, family)):
                    self._pods.set(cidr, number + 1)
                    return ip
        raise Exhausted(f"{cidr} is full")

    def load_balancer_ip(self) -> str:
        """An address from 203.0.113.0/24 for a load balancer; 203.0.113.1 is the Ingress controller's.

        Raises Exhausted.
        """
        number = self._balancers.next()
        self._balancers.take(number)
        return address_of(number, 4)

    def release_balancer(self, ip: str) -> None:
        """Give back a load balancer's address."""
        number = number_of(ip)
        if number is not None:
            self._balancers.give_back(number)


class Claim:
    """What one change takes and gives back, all or nothing. Two-phase: taken numbers count at once for this claim only."""

    __slots__ = ("_addresses", "_allocator", "_free_addresses", "_free_ports", "_ports")

    def __init__(self, allocator: Allocator) -> None:
        self._allocator = allocator
        self._addresses: dict[int, list[int]] = {4: [], 6: []}
        self._ports: list[int] = []
        self._free_addresses: list[str] = []
        self._free_ports: list[int] = []

    @property
    def families(self) -> tuple[str, ...]:
        """The IP families of the service range, the default one first."""
        return self._allocator.families

    def take_address(self, ip: str, family: str) -> str | None:
        """Take a cluster IP; what stands against it in words, or None.

        pkg/registry/core/service/ipallocator/bitmap.go, Allocate.
        """
        version, number = int(family[-1]), number_of(ip)
        pool = self._allocator.services[version]
        if number is None or family_of(ip) != version or number not in pool:
            return "the provided IP is not in the valid range"
        if pool.taken(number) or number in self._addresses[version]:
            return "provided IP is already allocated"
        self._addresses[version].append(number)
        return None

    def next_address(self, family: str) -> str:
        """Take a free cluster IP of a family.

        Raises Exhausted.
        """
        version = int(family[-1])
        number = self._allocator.services[version].next(self._addresses[version])
        self._addresses[version].append(number)
        return address_of(number, version)

    def take_port(self, port: int) -> str | None:
        """Take a node port; what stands against it in words, or None.

        pkg/registry/core/service/portallocator/allocator.go, Allocate.
        """
        pool = self._allocator.node_ports
        if port not in pool:
            return f"provided port is not in the valid range. The range of valid ports is {pool.first}-{pool.last}"
        if pool.taken(port) or port in self._ports:
            return "provided port is already allocated"
        self._ports.append(port)
        return None

    def next_port(self) -> int:
        """Take a free node port.

        Raises Exhausted.
        """
        port = self._allocator.node_ports.next(self._ports)
        self._ports.append(port)
        return port

    def release_address(self, ip: str) -> None:
        """Give a cluster IP back when this is committed."""
        self._free_addresses.append(ip)

    def release_port(self, port: int) -> None:
        """Give a node port back when this is committed."""
        self._free_ports.append(port)

    def release_service(self, spec: ServiceSpec) -> None:
        """Give back all that a deleted Service holds when this is committed.

        pkg/registry/core/service/storage/alloc.go, releaseAllocatedResources.
        """
        if spec.type == "ExternalName":
            return
        self._free_addresses += [ip for ip in spec.clusterIPs if ip != "None"]
        self._free_ports += [port.nodePort for port in spec.ports if port.nodePort]
        if spec.healthCheckNodePort:
            self._free_ports.append(spec.healthCheckNodePort)

    def commit(self) -> None:
        """Make it so."""
        allocator = self._allocator
        for ip in self._free_addresses:
            pool, number = allocator.services.get(family_of(ip)), number_of(ip)
            if pool is not None and number is not None:
                pool.give_back(number)
        for port in self._free_ports:
            allocator.node_ports.give_back(port)
        for version, numbers in self._addresses.items():
            for number in numbers:
                allocator.services[version].take(number)
        for port in self._ports:
            allocator.node_ports.take(port)


@lru_cache(maxsize=8192)
def _span(cidr: str) -> tuple[int, int]:
    """The addresses of a pod range that a pod may have: not its first, its bridge's or its last."""
    network = ip_network(cidr, strict=False)
    return int(network.network_address) + 2, int(network.broadcast_address) - 1


def _trailing(name: str) -> int | None:
    digits = name[len(name.rstrip("0123456789")) :]
    return int(digits) if 0 < len(digits) <= 4 and int(digits) > 0 else None


def _bits(podcidr: str) -> int:
    """How many bits number the nodes of a pod range."""
    network = ip_network(podcidr, strict=False)
    return max(network.max_prefixlen - network.prefixlen - NODE_BITS[network.version], 0)


def _room(podcidr: str) -> int:
    return 1 << min(_bits(podcidr), 16)


def _subnet(podcidr: str, index: int) -> str:
    network = ip_network(podcidr, strict=False)
    bits = _bits(podcidr)
    width = network.max_prefixlen - network.prefixlen - bits
    base = int(network.network_address) + (index << width)
    return f"{address_of(base, network.version)}/{network.prefixlen + bits}"


def _index(podcidr: str, cidr: str) -> int | None:
    """Which of a pod range's node ranges begins where a range does; None where it lies elsewhere."""
    try:
        network, inner = ip_network(podcidr, strict=False), ip_network(cidr, strict=False)
    except ValueError:
        return None
    if network.version != inner.version:
        return None
    distance = int(inner.network_address) - int(network.network_address)
    width = network.max_prefixlen - network.prefixlen - _bits(podcidr)
    return distance >> width if 0 <= distance < network.num_addresses else None
