"""Rule sets as values: what one kube-proxy writes for one service port, in the form of chains of rules.

Decides nothing about Services; `iptables`, `nftables` and `ipvs` make these values, `trace` walks them, printers print them.
Names of chains are made only when somebody reads them.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

import msgspec

from k8s_svc_trainer.sim.proxy.endpoints import Usable
from k8s_svc_trainer.sim.proxy.ranges import Range, within
from k8s_svc_trainer.sim.proxy.seen import Backend, Port
from k8s_svc_trainer.sim.proxy.tables import CLUSTER


class Role(StrEnum):
    """What a chain of a service port is for; the words are those of the iptables chains."""

    CLUSTER = "SVC"  # spreads over the endpoints of policy Cluster
    LOCAL = "SVL"  # spreads over this node's endpoints
    EXTERNAL = "EXT"  # traffic to node ports, external and load-balancer IPs
    FIREWALL = "FW"  # source ranges of a load balancer


class Hook(StrEnum):
    """Where on its way through a node a packet is looked at."""

    INPUT = "INPUT"
    FORWARD = "FORWARD"
    OUTPUT = "OUTPUT"


EVERY_HOOK = frozenset(Hook)


class Packet(msgspec.Struct, frozen=True, gc=False):
    """What rules see of a packet: its source as text and as number, whether that is an address of the node, its hooks, by what
    kind of address it met the service port (CLUSTER ... of `tables`), and the hooks that filter before they translate.
    """

    source: str
    number: int
    own: bool
    hooks: frozenset[Hook]
    kind: int
    first: frozenset[Hook] = frozenset()


# --- matches -----------------------------------------------------------------------------------------------------


class Match(Protocol):
    """Whether a rule applies to a packet that has met its chain."""

    def fits(self, packet: Packet) -> bool:
        """Whether the packet matches."""
        ...


class SourceIn(msgspec.Struct, frozen=True, gc=False):
    """The source lies in one of these ranges."""

    ranges: tuple[Range, ...]

    def fits(self, packet: Packet) -> bool:
        """Whether the packet matches."""
        return within(packet.number, self.ranges)


class SourceNotIn(msgspec.Struct, frozen=True, gc=False):
    """The source lies in none of these ranges."""

    ranges: tuple[Range, ...]

    def fits(self, packet: Packet) -> bool:
        """Whether the packet matches."""
        return not within(packet.number, self.ranges)


class ToClusterIP(msgspec.Struct, frozen=True, gc=False):
    """The destination is the cluster IP, and the source lies in none of these ranges."""

    ranges: tuple[Range, ...]

    def fits(self, packet: Packet) -> bool:
        """Whether the packet matches."""
        return packet.kind == CLUSTER and not within(packet.number, self.ranges)


class SourceLocal(msgspec.Struct, frozen=True, gc=False):
    """The source is an address of the node itself (addrtype --src-type LOCAL, fib saddr type local)."""

    def fits(self, packet: Packet) -> bool:
        """Whether the packet matches."""
        return packet.own


# --- verdicts ----------------------------------------------------------------------------------------------------


class Jump(msgspec.Struct, frozen=True, gc=False):
    """On to another chain of the service port; no chain here comes back with work to do."""

    role: Role


class Mark(msgspec.Struct, frozen=True, gc=False):
    """Mark for masquerading (jump KUBE-MARK-MASQ), and go on."""


class Reject(msgspec.Struct, frozen=True, gc=False):
    """Refuse at once."""


class Drop(msgspec.Struct, frozen=True, gc=False):
    """Swallow in silence."""


class Choose(msgspec.Struct, frozen=True, gc=False):
    """One of these endpoints, each as likely: n probability rules, a vmap or n real servers.

    An endpoint that is the client itself is masqueraded (ipvs: if it is on the node). With `sticky`, a client is kept for that
    many seconds with the endpoint that it had.
    """

    targets: tuple[Backend, ...]
    sticky: int | None


Verdict = Jump | Mark | Reject | Drop | Choose


class Rule(msgspec.Struct, frozen=True, gc=False):
    """A match (None: every packet) and what happens to a packet that fits."""

    match: Match | None
    verdict: Verdict
    comment: str = ""


class Filter(msgspec.Struct, frozen=True, gc=False):
    """A rule outside the chains: `chain` stops a packet that reaches one of `hooks` untranslated (or, with `early`, any)."""

    chain: str
    hooks: frozenset[Hook]
    match: Match | None
    verdict: Reject | Drop
    comment: str
    early: bool = False


class Capture(msgspec.Struct, frozen=True, gc=False):
    """How packets to one kind of address are met: the chain that they enter, and what stops them else."""

    enters: Role | None
    filters: tuple[Filter, ...] = ()


class PortRules(msgspec.Struct, frozen=True, gc=False):
    """All rules that one kube-proxy has for one service port."""

    mode: str
    port: Port
    usable: Usable
    captures: tuple[Capture, Capture, Capture, Capture]  # by CLUSTER, EXTERNAL, BALANCER, NODE_PORT of tables
    chains: Mapping[Role, tuple[Rule, ...]]

    def name(self, role: Role) -> str:
        """A chain's name, as kube-proxy gives it."""
        return chain_name(self.mode, self.port, role)


# --- names -------------------------------------------------------------------------------------------------------

NFT_PREFIX: Mapping[Role, str] = {Role.CLUSTER: "service", Role.LOCAL: "local", Role.EXTERNAL: "external", Role.FIREWALL: "firewall"}

NFT_LONGEST = 240


def _hash(text: str, length: int) -> str:
    return base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:length]


def _cut(base: str) -> str:
    """pkg/proxy/nftables/proxier.go hashAndTruncate: nftables takes 256 letters, of which 16 are kept for what stands before."""
    name = f"{_hash(base, 8)}-{base}"
    return name if len(name) <= NFT_LONGEST else f"{name[: NFT_LONGEST - 3]}..."


def chain_name(mode: str, port: Port, role: Role) -> str:
    """The name of a service port's chain.

    pkg/proxy/iptables/proxier.go portProtoHash; pkg/proxy/nftables/proxier.go servicePortChainNameBase.
    """
    protocol = port.protocol.lower()
    if mode == "nftables":
        base = f"{port.namespace}/{port.service}/{protocol}/{port.name}"
        return f"{NFT_PREFIX[role]}-{_cut(base)}"
    if mode == "ipvs":
        return "IPVS"
    return f"KUBE-{role}-{_hash(port.label + protocol, 16)}"


def endpoint_chain(mode: str, port: Port, backend: Backend) -> str:
    """The name of the chain of one endpoint of a service port (servicePortEndpointChainName, servicePortEndpointChainNameBase)."""
    protocol = port.protocol.lower()
    if mode == "nftables":
        base = f"{port.namespace}/{port.service}/{protocol}/{port.name}__{backend.ip.replace(':', '.')}/{backend.port}"
        return f"endpoint-{_cut(base)}"
    if mode == "ipvs":
        return f"real server {backend.at}"
    return f"KUBE-SEP-{_hash(port.label + protocol + backend.at, 16)}"
