"""A case file as values: files, cases, steps and expectations.

Decides what a step can be; must not know YAML, nor how a step is done. Where something stands in its file is kept beside it and
is no part of the value: two files that say the same are equal.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.sim.names import HostPort, ObjectKey, Source


class StepKind(StrEnum):
    """What a step does, in the words of a case file. A closed set."""

    APPLY = "apply"
    PATCH = "patch"
    DELETE = "delete"
    TERMINATE = "terminate"
    WAIT = "wait"
    STOP = "stop"
    START = "start"
    OPEN = "open"
    SEND = "send"
    CONNECT = "connect"
    RESOLVE = "resolve"
    HTTP = "http"
    ENDPOINTS = "endpoints"
    GET = "get"


class Protocol(StrEnum):
    """The protocols that a Service can have."""

    TCP = "TCP"
    UDP = "UDP"
    SCTP = "SCTP"


class RecordType(StrEnum):
    """The types of DNS records that can be asked for."""

    A = "A"
    AAAA = "AAAA"
    SRV = "SRV"
    PTR = "PTR"
    CNAME = "CNAME"
    TXT = "TXT"
    NS = "NS"
    SOA = "SOA"
    MX = "MX"


class Place(msgspec.Struct, frozen=True, gc=False, eq=False):
    """Where a value stands in its file; None where it stands in none. All places are equal, so that values compare without them."""

    node: Node | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place)

    def __hash__(self) -> int:
        return 0


NOWHERE = Place()


class Manifest(msgspec.Struct, frozen=True, gc=False):
    """A Kubernetes object as it was written."""

    value: Mapping[str, Any]
    at: Place = NOWHERE


class Apply(msgspec.Struct, frozen=True, gc=False):
    """Create or replace."""

    object: Mapping[str, Any]


class Patch(msgspec.Struct, frozen=True, gc=False):
    """JSON merge patch."""

    object: ObjectKey
    merge: Mapping[str, Any]


class Delete(msgspec.Struct, frozen=True, gc=False):
    """Delete."""

    object: ObjectKey


class Terminate(msgspec.Struct, frozen=True, gc=False):
    """Begin a pod's graceful termination."""

    object: ObjectKey


class Wait(msgspec.Struct, frozen=True, gc=False):
    """Let simulated time pass."""

    seconds: float


class Stop(msgspec.Struct, frozen=True, gc=False):
    """Stop a node's kube-proxy."""

    node: str


class Start(msgspec.Struct, frozen=True, gc=False):
    """Start a node's kube-proxy again."""

    node: str


class Open(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A connection that is kept under a name."""

    name: str
    source: Source
    to: HostPort
    protocol: Protocol = Protocol.TCP


class Send(msgspec.Struct, frozen=True, gc=False):
    """One more request on an open connection."""

    name: str


class Connect(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One new connection."""

    source: Source
    to: HostPort
    protocol: Protocol = Protocol.TCP
    sourcePort: int | None = None


class Resolve(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One look-up."""

    source: Source
    name: str
    type: RecordType = RecordType.A


class Http(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One HTTP request."""

    source: Source
    url: str
    method: str = "GET"
    headers: Mapping[str, str] = {}


class Endpoints(msgspec.Struct, frozen=True, gc=False):
    """Read a Service's EndpointSlices."""

    object: ObjectKey


class Get(msgspec.Struct, frozen=True, gc=False):
    """Read one object back."""

    object: ObjectKey


Action = Apply | Patch | Delete | Terminate | Wait | Stop | Start | Open | Send | Connect | Resolve | Http | Endpoints | Get


class Expectation(msgspec.Struct, frozen=True, gc=False):
    """What must come of a step: only the fields that were written, by name, each of the type that its step kind says."""

    fields: Mapping[str, Any]


class Step(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One step: what is done, what must come of it, and how often (`times`, only where a caller of `parse` allows it)."""

    kind: StepKind
    action: Action
    expect: Expectation | None = None
    name: str | None = None
    times: int = 1
    at: Place = NOWHERE


class Case(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One case: `settings` and `objects` are its own, to be merged over the file's."""

    name: str
    steps: tuple[Step, ...]
    settings: Mapping[str, Any] = {}
    objects: tuple[Manifest, ...] = ()
    about: str | None = None
    source: str | None = None


class CaseFile(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A whole file."""

    cases: tuple[Case, ...]
    settings: Mapping[str, Any] = {}
    objects: tuple[Manifest, ...] = ()
    about: str | None = None
    source: str | None = None
    file: Place = NOWHERE
