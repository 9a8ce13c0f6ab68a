"""What a cluster did, in one sentence for a learner; what a step does, in a few words.

Reads results; decides nothing, and knows no screen.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, assert_never

from k8s_svc_trainer.cases.expect import Done, Got, Result
from k8s_svc_trainer.cases.steps import (
    Apply,
    Connect,
    Delete,
    Endpoints,
    Get,
    Http,
    Open,
    Patch,
    Resolve,
    Send,
    Start,
    Step,
    Stop,
    Terminate,
    Wait,
)
from k8s_svc_trainer.sim import Accepted, Connection, EndpointsRead, HttpResponse, Outcome, Rcode, Rejected, Resolution

MOST_NAMED = 4

_OUTCOMES = {
    Outcome.REFUSED: "the connection is refused at once",
    Outcome.TIMEOUT: "nothing comes back, and the client waits until it times out",
    Outcome.UNREACHABLE: "nothing has that address: unreachable",
    Outcome.UNRESOLVED: "the name does not resolve",
    Outcome.BROKEN: "the open connection is broken",
}


def told(result: Result) -> str:
    """What the cluster did."""
    match result:
        case Connection():
            return _connection(result)
        case HttpResponse():
            return _response(result)
        case Resolution():
            return _resolution(result)
        case EndpointsRead():
            parts = [f"{result.readyCount} ready: {listed(result.ready)}" if result.ready else "no endpoint is ready"]
            for word, addresses in (("not ready", result.notReady), ("terminating", result.terminating)):
                parts += [f"{word}: {listed(addresses)}"] if addresses else []
            return "; ".join(parts)
        case Accepted() | Rejected() | Got() | Done():
            return result.why
        case _:
            assert_never(result)


def listed(texts: Iterable[str]) -> str:
    """A few of many texts."""
    texts = list(texts)
    more = len(texts) - MOST_NAMED
    return ", ".join(texts) if more <= 1 else f"{', '.join(texts[:MOST_NAMED])} and {more} more"


def doing(step: Step) -> str:
    """What a step does, in a line."""
    if step.name:
        return step.name
    action = step.action
    match action:
        case Connect():
            protocol = "" if action.protocol == "TCP" else f" by {action.protocol}"
            return f"{action.source} connects to {action.to}{protocol}"
        case Open():
            return f"{action.source} opens a connection to {action.to}, kept as {action.name}"
        case Send():
            return f"one more request on the open connection {action.name}"
        case Resolve():
            kind = "" if action.type == "A" else f" ({action.type})"
            return f"{action.source} looks up {action.name}{kind}"
        case Http():
            return f"{action.source} sends {action.method} {action.url}"
        case Endpoints():
            return f"the endpoints of {action.object}"
        case Get():
            return f"{action.object}, read back"
        case Apply():
            metadata = action.object.get("metadata") or {}
            return f"{str(action.object.get('kind')).lower()} {metadata.get('name')} is applied"
        case Patch():
            return f"{action.object} is patched: {_compact(action.merge)}"
        case Delete():
            return f"{action.object} is deleted"
        case Terminate():
            return f"{action.object} begins to terminate"
        case Wait():
            return f"{action.seconds:g} seconds pass"
        case Stop():
            return f"kube-proxy stops on {action.node}"
        case Start():
            return f"kube-proxy starts on {action.node}"
        case _:
            assert_never(action)


def read_back(step: Step, result: Result | None) -> list[tuple[str, str]]:
    """Of an object that was read, the fields of which the author speaks (`contains`), each by its path, as the cluster has them."""
    if not isinstance(result, Got) or step.expect is None:
        return []
    return list(_leaves(step.expect.fields.get("contains"), result.object, ""))


def _leaves(written: Any, actual: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(written, Mapping) and isinstance(actual, Mapping | None):
        for key, value in written.items():
            yield from _leaves(value, (actual or {}).get(key), f"{path}.{key}" if path else key)
    elif isinstance(written, list | tuple) and isinstance(actual, list | tuple):
        for place, (value, found) in enumerate(zip(written, actual, strict=False)):
            yield from _leaves(value, found, f"{path}[{place}]")
    elif path:
        yield path, "none" if actual is None else _compact(actual)


def _compact(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_compact(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_compact(item) for item in value)}]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _connection(result: Connection) -> str:
    match result.outcome:
        case Outcome.CONNECTED:
            seen = f"; the other side sees an address of {result.node or 'a node'}" if result.masqueraded else ""
            return f"it connects, to {_one_of(result.backends)}{seen}" if result.backends else f"it connects{seen}"
        case Outcome.MIXED:
            ends = sorted({way.outcome.value for way in result.ways})
            return f"it depends on which endpoint is chosen: {' or '.join(ends)}"
        case _:
            return _OUTCOMES[result.outcome]


def _response(result: HttpResponse) -> str:
    if result.status is None:
        return _OUTCOMES.get(result.outcome, result.outcome.value)
    answered = f", from {_one_of(result.backends)}" if result.backends and result.status == 200 else ""
    return f"the client sees status {result.status}{answered}"


def _resolution(result: Resolution) -> str:
    if result.answers:
        vain = len(result.queries) - 1
        tried = f", after {vain} name{'' if vain == 1 else 's'} in vain" if vain > 0 else ""
        return f"{result.name or 'the name'} gives {listed(result.answers)}{tried}"
    if result.rcode is Rcode.NOERROR:
        return "NOERROR without a record: the name exists, and has none of that type"
    many = len(result.queries)
    return f"{result.rcode}" + (f", after {many} names were asked" if many > 1 else "")


def _one_of(backends: tuple[str, ...]) -> str:
    return backends[0] if len(backends) == 1 else f"one of {listed(backends)}"
