"""What a cluster did, in one sentence for a learner; what a step does, in a few words.

Reads results; decides nothing, and knows no screen.
"""

from collections.abc import Iterable
from typing import assert_never

from k8s_svc_trainer.cases.dump import plain_action
from k8s_svc_trainer.cases.expect import Done, Got, Result
from k8s_svc_trainer.cases.steps import Connect, Endpoints, Get, Http, Open, Patch, Resolve, Send, Step
from k8s_svc_trainer.sim import Accepted, Connection, EndpointsRead, HttpResponse, Outcome, Rcode, Rejected, Resolution

MOST_NAMED = 4

_OUTCOMES = {
    Outcome.REFUSED: "the connection is refused at once",
    Outcome.TIMEOUT: "the packet is dropped, and the client waits until it times out",
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
    """A step in a few words, such as `connect from pod/default/client to web:80`."""
    if step.name is not None:
        return step.name
    match step.action:
        case Connect() | Open():
            return f"{step.kind} from {step.action.source} to {step.action.to}"
        case Resolve():
            return f"resolve {step.action.name} from {step.action.source}"
        case Http():
            return f"{step.action.method} {step.action.url} from {step.action.source}"
        case Patch() | Endpoints() | Get():
            return f"{step.kind} {step.action.object}"
        case Send(name):
            return f"one more request on connection {name}"
        case _:
            action = plain_action(step.action)
            return f"{step.kind} {_named(action) if isinstance(action, dict) else action}"


def _named(manifest: dict[str, object]) -> str:
    metadata = manifest.get("metadata")
    name = metadata.get("name", "") if isinstance(metadata, dict) else ""
    return f"{str(manifest.get('kind', '')).lower()} {name}".strip()


def _connection(result: Connection) -> str:
    match result.outcome:
        case Outcome.CONNECTED:
            return f"it connects, to {_one_of(result.backends)}" if result.backends else "it connects"
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
        return f"{result.name or 'the name'} gives {listed(result.answers)}"
    if result.rcode is Rcode.NOERROR:
        return "NOERROR without a record: the name exists, and has none of that type"
    many = len(result.queries)
    return f"{result.rcode}" + (f", after {many} names were asked" if many > 1 else "")


def _one_of(backends: tuple[str, ...]) -> str:
    return backends[0] if len(backends) == 1 else f"one of {listed(backends)}"
