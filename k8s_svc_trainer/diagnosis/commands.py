"""A repair as what a person would type: kubectl for objects, words for what no kubectl does.

Decides how a step is spelt, nothing else. A patch is printed as the merge patch that it is, so that it can be copied and run.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any

from k8s_svc_trainer.cases.dump import plain_action
from k8s_svc_trainer.cases.steps import Action, Apply, Connect, Delete, Http, Open, Patch, Resolve, Start
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import ObjectKey


def commands(repair: Repair) -> tuple[str, ...]:
    """The lines that make a repair, in order; the last says how to ask instead, where the client is at fault."""
    lines = tuple(command(step) for step in repair.steps)
    return (*lines, asked(repair.instead)) if repair.instead is not None else lines


def command(step: Action) -> str:
    """One step as a command."""
    match step:
        case Patch():
            return _patch(step)
        case Delete(key):
            return f"kubectl{_space(key)} delete {_named(key)}"
        case Apply(manifest):
            text = json.dumps(manifest, separators=(",", ":"), ensure_ascii=False)
            return f"echo {shlex.quote(text)} | kubectl apply -f -"
        case Start(node):
            return f"# start kube-proxy on {node} again"
        case _:
            return f"# {json.dumps(plain_action(step))}"


def _patch(step: Patch) -> str:
    key, merge = step.object, step.merge
    match merge:
        case {"spec": {"selector": selector, **other}, **rest} if not other and not rest and _whole(selector) and key.kind == "service":
            return f"kubectl{_space(key)} set selector {_named(key)} {','.join(f'{name}={value}' for name, value in selector.items())}"
        case {"spec": {"replicas": int(count), **other}, **rest} if not other and not rest:
            return f"kubectl{_space(key)} scale {_named(key)} --replicas={count}"
        case {"metadata": {"labels": labels, **other}, **rest} if not other and not rest:
            words = " ".join(f"{name}-" if value is None else f"{name}={value}" for name, value in labels.items())
            return f"kubectl{_space(key)} label {_named(key)} --overwrite {words}"
    text = json.dumps(merge, separators=(",", ":"), ensure_ascii=False)
    return f"kubectl{_space(key)} patch {_named(key)} --type merge -p {shlex.quote(text)}"


def _whole(selector: Any) -> bool:
    """`set selector` replaces all of it, so that what a patch leaves alone would be lost: it fits where nothing is taken away."""
    return isinstance(selector, Mapping) and len(selector) == 1 and None not in selector.values()


def asked(action: Action) -> str:
    """How a client should ask."""
    match action:
        case Connect() | Open():
            return f"# from {action.source}: {action.to}"
        case Http():
            return f"# from {action.source}: {action.url}"
        case Resolve():
            return f"# from {action.source}: look up {action.name}"
        case _:
            return ""


def _space(key: ObjectKey) -> str:
    return f" -n {key.namespace}" if key.namespace else ""


def _named(key: ObjectKey) -> str:
    return f"{key.kind}/{key.name}"
