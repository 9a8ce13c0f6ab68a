"""What a cluster answers. The fields of these values ARE the words of a case's `expect`.

Every result carries the hops that led to it, with the deciding one marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

import msgspec


class Outcome(StrEnum):
    """How a connection ends, as its client sees it."""

    CONNECTED = "connected"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    UNRESOLVED = "unresolved"
    MIXED = "mixed"
    BROKEN = "broken"


class Rcode(StrEnum):
    """How a look-up ends."""

    NOERROR = "NOERROR"
    NXDOMAIN = "NXDOMAIN"
    SERVFAIL = "SERVFAIL"
    REFUSED = "REFUSED"
    TIMEOUT = "TIMEOUT"


class Reason(StrEnum):
    """Why the API server refuses a field, in the words of cases.md."""

    REQUIRED = "Required"
    INVALID = "Invalid"
    FORBIDDEN = "Forbidden"
    DUPLICATE = "Duplicate"
    NOT_SUPPORTED = "NotSupported"
    TOO_LONG = "TooLong"
    TOO_MANY = "TooMany"


class Stage(StrEnum):
    """Where on the way a hop happens. A closed set: `--json` and questions of kind `order` use these words."""

    SOURCE = "source"  # the client and its network
    RESOLVE = "resolve"  # a name becomes an address
    POLICY = "policy"  # NetworkPolicy on the pod's way out or in
    FIREWALL = "firewall"  # the cloud's firewall in front of a node, source ranges
    BALANCER = "balancer"  # a load balancer chooses a node
    RULES = "rules"  # kube-proxy's rules for the address are met, or none are
    AFFINITY = "affinity"  # an earlier choice is remembered
    CHOOSE = "choose"  # an endpoint is chosen
    DNAT = "dnat"  # the destination is rewritten
    MASQUERADE = "masquerade"  # the source is rewritten
    ROUTE = "route"  # the network carries the packet, or cannot
    LISTEN = "listen"  # a process listens at the destination, or none does
    INGRESS = "ingress"  # an Ingress controller matches host and path
    ANSWER = "answer"  # what comes back


class Hop(msgspec.Struct, frozen=True, gc=False):
    """One step of a way: where (`at`: a node, pod or "outside"), by what (`object`), and in words.

    `saying` is a sentence with `{}` for each of `parts`; the words are made when `text` is read.
    """

    stage: Stage
    at: str
    object: str
    saying: str
    parts: tuple[str, ...] = ()
    decided: bool = False

    @property
    def text(self) -> str:
        """The hop in one sentence."""
        return self.saying.format(*self.parts)


def decided(hop: Hop) -> Hop:
    """The same hop, marked as the one that decided the outcome."""
    return Hop(hop.stage, hop.at, hop.object, hop.saying, hop.parts, True)


def undecided(hop: Hop) -> Hop:
    """The same hop, where another one decided after all."""
    return Hop(hop.stage, hop.at, hop.object, hop.saying, hop.parts) if hop.decided else hop


class Tells(Protocol):
    """Something that can tell hops, and does so when they are asked for."""

    def tell(self) -> tuple[Hop, ...]:
        """The hops, in order."""
        ...


class Way(msgspec.Struct, frozen=True, gc=False):
    """One way that a packet could take, to one backend or to its end. `told` holds its hops, or what tells them."""

    node: str | None
    backend: str | None
    outcome: Outcome
    masqueraded: bool
    told: tuple[Hop, ...] | Tells

    @property
    def hops(self) -> tuple[Hop, ...]:
        """What happened on the way, in order; one hop is marked as the one that decided, the last where no other did."""
        hops = self.told if isinstance(self.told, tuple) else self.told.tell()
        return hops if not hops or any(hop.decided for hop in hops) else (*hops[:-1], decided(hops[-1]))


def deciding(hops: tuple[Hop, ...]) -> Hop | None:
    """The hop that decided: the marked one, or else the last."""
    return next((hop for hop in reversed(hops) if hop.decided), hops[-1] if hops else None)


def shown(ways: tuple[Way, ...], outcome: Outcome) -> tuple[Hop, ...]:
    """The hops of the way that shows an outcome best: of a mixed one the first that did not connect, else the first."""
    failing = next((way for way in ways if way.outcome is not Outcome.CONNECTED), None)
    way = failing if outcome is Outcome.MIXED and failing else next(iter(ways), None)
    return way.hops if way else ()


def sentence(hops: tuple[Hop, ...]) -> str:
    """The hop that decided, as a sentence; empty where there is none."""
    hop = deciding(hops)
    return hop.text if hop else ""


class Connection(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A new connection: every way it could take, and what they have in common.

    `masqueraded` and `node` are None where the ways differ.
    """

    outcome: Outcome
    backends: tuple[str, ...] = ()
    masqueraded: bool | None = None
    node: str | None = None
    zones: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The hops of the way that shows the outcome best."""
        return shown(self.ways, self.outcome)

    @property
    def why(self) -> str:
        """The hop that decided, as a sentence."""
        return sentence(self.hops)


class HttpResponse(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An HTTP request's end: the status that the client sees (None where no connection was made)."""

    outcome: Outcome
    status: int | None = None
    service: str | None = None
    backends: tuple[str, ...] = ()
    masqueraded: bool | None = None
    node: str | None = None
    zones: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The hops of the way that shows the outcome best."""
        return shown(self.ways, self.outcome)

    @property
    def why(self) -> str:
        """The hop that decided, as a sentence."""
        return sentence(self.hops)


class Resolution(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A look-up's end: `queries` are the names asked, in order; `name` the one that answered."""

    rcode: Rcode
    answers: tuple[str, ...] = ()
    name: str | None = None
    queries: tuple[str, ...] = ()
    hops: tuple[Hop, ...] = ()

    @property
    def why(self) -> str:
        """The hop that decided, as a sentence."""
        return sentence(self.hops)


class EndpointsRead(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The EndpointSlices of a Service, added up; each endpoint as `IP:PORT`."""

    ready: tuple[str, ...] = ()
    serving: tuple[str, ...] = ()
    terminating: tuple[str, ...] = ()
    notReady: tuple[str, ...] = ()
    readyCount: int = 0
    slices: tuple[Mapping[str, Any], ...] = ()
    hops: tuple[Hop, ...] = ()

    @property
    def why(self) -> str:
        """The slices in a sentence."""
        return sentence(self.hops) or f"{len(self.slices)} EndpointSlices list {self.readyCount} ready endpoints"


class Fault(msgspec.Struct, frozen=True, gc=False):
    """Why an object is refused: the field's path (None where the API server names none), the reason, a sentence."""

    field: str | None
    reason: Reason | None
    message: str


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """A change was made; `object` is the stored object as a manifest, or None after a deletion."""

    object: Mapping[str, Any] | None
    warnings: tuple[str, ...] = ()
    accepted: bool = True
    hops: tuple[Hop, ...] = ()

    @property
    def why(self) -> str:
        """That the change was accepted."""
        return "the API server accepts it"


class Rejected(msgspec.Struct, frozen=True, gc=False):
    """A change was refused: all faults found; a case may name any one of them."""

    faults: tuple[Fault, ...]
    accepted: bool = False
    hops: tuple[Hop, ...] = ()

    @property
    def why(self) -> str:
        """The first fault in words."""
        fault = self.faults[0]
        where = f"{fault.field}: " if fault.field else ""
        return f"the API server refuses it: {where}{fault.message}"
