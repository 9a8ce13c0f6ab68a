"""What one step does, read from its node: one function for each kind of step, found by a table.

Decides which sources, names, addresses and objects a step may name; whether they exist is for the cluster to say.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from k8s_svc_trainer.cases.document import items_of
from k8s_svc_trainer.cases.faults import meant
from k8s_svc_trainer.cases.grammar import ARGUMENTS
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.cases.steps import (
    Action,
    Apply,
    Connect,
    Delete,
    Endpoints,
    Get,
    Http,
    Open,
    Patch,
    Protocol,
    RecordType,
    Resolve,
    Send,
    Start,
    StepKind,
    Stop,
    Terminate,
    Wait,
)
from k8s_svc_trainer.sim.names import HostPort, NamespaceSource, ObjectKey, Source, parse_source
from k8s_svc_trainer.sim.objects import KINDS

LONGEST_WAIT = 1e9
_KINDS = tuple(kind.lower() for kind in KINDS)
_URL = re.compile(r"https?://[^/\s?#]+(?:[/?#]\S*)?", re.IGNORECASE)
_METHOD = re.compile(r"[A-Z]{1,20}")


def read_action(node: Node, kind: StepKind, reader: Reader) -> Action | None:
    """What a step of this kind does; None, with a fault kept, where it cannot be done as it is written."""
    return _ACTIONS[kind](node, reader)


def read_object(node: Node, reader: Reader) -> dict[str, Any] | None:
    """A manifest as kubectl reads it before it asks the API server: apiVersion and kind are there, names are texts."""
    members = reader.mapping(node)
    if members is None:
        return None
    for word in ("apiVersion", "kind"):
        if word in members:
            reader.text(members[word])
        else:
            reader.wrong(node, f'"{word}" is missing', f"write {word}: ...")
    metadata = members.get("metadata")
    if metadata is not None and reader.mapping(metadata) is not None:
        for word in ("name", "namespace"):
            child = metadata.get(word)
            if child is not None and child.value is not None:
                reader.text(child, empty=True)
    return reader.plain(node)


def _apply(node: Node, reader: Reader) -> Apply | None:
    if items_of(node) != (node,):
        reader.wrong(node, "one object is meant, not a List", "write one step for each")
        return None
    value = read_object(node, reader)
    return None if value is None else Apply(value)


def _patch(node: Node, reader: Reader) -> Patch | None:
    members = _arguments(StepKind.PATCH, node, reader)
    key = _key(members["object"], reader) if "object" in members else None
    merge = reader.plain(members["merge"]) if "merge" in members else None
    return None if key is None or merge is None else Patch(key, merge)


def _delete(node: Node, reader: Reader) -> Delete | None:
    key = _key(node, reader)
    return None if key is None else Delete(key)


def _terminate(node: Node, reader: Reader) -> Terminate | None:
    key = _key(node, reader, only="pod")
    return None if key is None else Terminate(key)


def _wait(node: Node, reader: Reader) -> Wait | None:
    seconds = reader.number(node, low=0, high=LONGEST_WAIT)
    return None if seconds is None else Wait(seconds)


def _stop(node: Node, reader: Reader) -> Stop | None:
    name = reader.parsed(node, _kube_proxy)
    return None if name is None else Stop(name)


def _start(node: Node, reader: Reader) -> Start | None:
    name = reader.parsed(node, _kube_proxy)
    return None if name is None else Start(name)


def _open(node: Node, reader: Reader) -> Open | None:
    members = _arguments(StepKind.OPEN, node, reader)
    name = reader.text(members.get("name"))
    source, to = _source(members, reader), _to(members, reader)
    protocol = _protocol(members, reader)
    if name is None or source is None or to is None or protocol is None:
        return None
    return Open(name=name, source=source, to=to, protocol=protocol)


def _send(node: Node, reader: Reader) -> Send | None:
    name = reader.text(node)
    return None if name is None else Send(name)


def _connect(node: Node, reader: Reader) -> Connect | None:
    members = _arguments(StepKind.CONNECT, node, reader)
    source, to, protocol = _source(members, reader), _to(members, reader), _protocol(members, reader)
    port = reader.integer(members["sourcePort"], low=1, high=65535) if "sourcePort" in members else None
    if source is None or to is None or protocol is None:
        return None
    return Connect(source=source, to=to, protocol=protocol, sourcePort=port)


def _resolve(node: Node, reader: Reader) -> Resolve | None:
    members = _arguments(StepKind.RESOLVE, node, reader)
    source, name = _source(members, reader, namespaces=True), reader.text(members.get("name"))
    kind = reader.word(members["type"], RecordType) if "type" in members else RecordType.A
    if source is None or name is None or kind is None:
        return None
    return Resolve(source=source, name=name, type=kind)


def _http(node: Node, reader: Reader) -> Http | None:
    members = _arguments(StepKind.HTTP, node, reader)
    source = _source(members, reader)
    url = reader.parsed(members["url"], _url) if "url" in members else None
    method = reader.parsed(members["method"], _method) if "method" in members else "GET"
    headers = _headers(members["headers"], reader) if "headers" in members else {}
    if source is None or url is None or method is None:
        return None
    return Http(source=source, url=url, method=method, headers=headers)


def _endpoints(node: Node, reader: Reader) -> Endpoints | None:
    key = _key(node, reader, only="service")
    return None if key is None else Endpoints(key)


def _get(node: Node, reader: Reader) -> Get | None:
    key = _key(node, reader)
    return None if key is None else Get(key)


_ACTIONS: Mapping[StepKind, Callable[[Node, Reader], Action | None]] = {
    StepKind.APPLY: _apply,
    StepKind.PATCH: _patch,
    StepKind.DELETE: _delete,
    StepKind.TERMINATE: _terminate,
    StepKind.WAIT: _wait,
    StepKind.STOP: _stop,
    StepKind.START: _start,
    StepKind.OPEN: _open,
    StepKind.SEND: _send,
    StepKind.CONNECT: _connect,
    StepKind.RESOLVE: _resolve,
    StepKind.HTTP: _http,
    StepKind.ENDPOINTS: _endpoints,
    StepKind.GET: _get,
}


# --- the words of a step ---------------------------------------------------------------------------------------------


def _arguments(kind: StepKind, node: Node, reader: Reader) -> Mapping[str, Node]:
    words = ARGUMENTS[kind]
    return reader.fields(node, (*words.required, *words.optional), required=words.required) or {}


def _key(node: Node, reader: Reader, *, only: str | None = None) -> ObjectKey | None:
    key = reader.parsed(node, ObjectKey.parse)
    if key is None:
        return None
    known = (only,) if only else _KINDS
    if key.kind not in known:
        reader.wrong(node, f'"{key.kind}" is no kind that can stand here', meant(key.kind, known))
        return None
    return key


def _source(members: Mapping[str, Node], reader: Reader, *, namespaces: bool = False) -> Source | None:
    node = members.get("from")
    source = None if node is None else reader.parsed(node, parse_source)
    if node is not None and isinstance(source, NamespaceSource) and not namespaces:
        reader.wrong(node, "a namespace can resolve names and do nothing else", "write pod/NAMESPACE/NAME")
        return None
    return source


def _to(members: Mapping[str, Node], reader: Reader) -> HostPort | None:
    return reader.parsed(members["to"], HostPort.parse) if "to" in members else None


def _protocol(members: Mapping[str, Node], reader: Reader) -> Protocol | None:
    return reader.word(members["protocol"], Protocol) if "protocol" in members else Protocol.TCP


def _kube_proxy(text: str) -> str:
    program, _, node = text.partition("/")
    if program != "kube-proxy" or not node or "/" in node:
        raise ValueError("only the kube-proxy of a node can be stopped and started: write kube-proxy/NODE")
    return node


def _url(text: str) -> str:
    if not _URL.fullmatch(text) or not _has_port(text):
        raise ValueError("this is no URL: write http://HOST/PATH or http://HOST:PORT/PATH")
    return text


def _has_port(url: str) -> bool:
    """Whether the port of a URL, where it has one, is a port, and its address in brackets an address."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _method(text: str) -> str:
    if not _METHOD.fullmatch(text):
        raise ValueError("this is no HTTP method: write GET, POST or another one, in capitals")
    return text


def _headers(node: Node, reader: Reader) -> dict[str, str]:
    members = reader.mapping(node) or {}
    found = {name: reader.text(child, empty=True) for name, child in members.items()}
    return {name: value for name, value in found.items() if value is not None}
