"""A case file as text: the inverse of `parse`.

Decides the order in which words stand; what is the default is left out. Must not know positions.
"""

from collections.abc import Mapping
from typing import Any, assert_never

from k8s_svc_trainer.cases.document import write
from k8s_svc_trainer.cases.steps import (
    Action,
    Apply,
    Case,
    CaseFile,
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
    Step,
    Stop,
    Terminate,
    Wait,
)


def dump(case_file: CaseFile) -> str:
    """The case file as YAML; `parse` makes the same value of it.

    Raises ValueError where an object holds what YAML cannot (see `document.write`).
    """
    return write({**_around(case_file), "cases": [_case(case) for case in case_file.cases]})


def plain_step(step: Step) -> dict[str, Any]:
    """A step as a plain mapping, as it would stand in a file."""
    plain: dict[str, Any] = {"name": step.name} if step.name else {}
    plain[step.kind.value] = plain_action(step.action)
    if step.times != 1:
        plain["times"] = step.times
    if step.expect is not None:
        plain["expect"] = dict(step.expect.fields)
    return plain


def plain_action(action: Action) -> Any:
    """What a step does, as it would stand behind its word."""
    match action:
        case Apply(manifest):
            return manifest
        case Patch(key, merge):
            return {"object": str(key), "merge": merge}
        case Delete(key) | Terminate(key) | Endpoints(key) | Get(key):
            return str(key)
        case Wait(seconds):
            return seconds
        case Stop(node) | Start(node):
            return f"kube-proxy/{node}"
        case Send(name):
            return name
        case Open():
            return {"name": action.name, "from": str(action.source), "to": str(action.to), **_protocol(action.protocol)}
        case Connect():
            port = {} if action.sourcePort is None else {"sourcePort": action.sourcePort}
            return {"from": str(action.source), "to": str(action.to), **_protocol(action.protocol), **port}
        case Resolve():
            kind = {} if action.type is RecordType.A else {"type": action.type.value}
            return {"from": str(action.source), "name": action.name, **kind}
        case Http():
            method = {} if action.method == "GET" else {"method": action.method}
            headers = {"headers": dict(action.headers)} if action.headers else {}
            return {"from": str(action.source), "url": action.url, **method, **headers}
        case _:
            assert_never(action)


def _protocol(protocol: Protocol) -> dict[str, str]:
    return {} if protocol is Protocol.TCP else {"protocol": protocol.value}


def _around(value: CaseFile | Case) -> dict[str, Any]:
    prose = {"about": value.about, "source": value.source}
    plain: dict[str, Any] = {word: text for word, text in prose.items() if text is not None}
    if value.settings:
        plain["settings"] = _thawed(value.settings)
    if value.objects:
        plain["objects"] = [manifest.value for manifest in value.objects]
    return plain


def _case(case: Case) -> dict[str, Any]:
    return {"name": case.name, **_around(case), "steps": [plain_step(step) for step in case.steps]}


def _thawed(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in settings.items()}
