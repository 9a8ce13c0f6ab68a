"""A repair as what a person would type: kubectl for objects, words for what no kubectl does.

Decides how a step is spelt, nothing else. What is printed can be copied and run: where a merge patch would have to say a whole list
again, the same change is said as a JSON patch (RFC 6902), which names the one place.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from k8s_svc_trainer.cases.dump import plain_action
from k8s_svc_trainer.cases.run import run_action
from k8s_svc_trainer.cases.steps import Action, Apply, Connect, Delete, Http, Open, Patch, Resolve, Start, Stop
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import Cluster, ObjectKey
from k8s_svc_trainer.sim.merge import merge_patch

MOST_PLACES = 3  # a JSON patch that names more places says less than the merge patch


def commands(cluster: Cluster, repair: Repair) -> tuple[str, ...]:
    """The lines that make a repair, in order; the last says how to ask instead, where the client is at fault."""
    lines = spelt(cluster, repair.steps)
    return (*lines, asked(repair.instead)) if repair.instead is not None else lines


def spelt(cluster: Cluster, steps: tuple[Action, ...]) -> tuple[str, ...]:
    """Steps as commands, each on the cluster that the ones before it have left."""
    now, lines = cluster.fork(), []
    for step in steps:
        lines.append(command(now, step))
        run_action(now, step)
    return tuple(lines)


def command(cluster: Cluster, step: Action) -> str:
    """One step as a command."""
    match step:
        case Patch():
            return _patch(step, cluster.get(step.object) or {})
        case Delete(key):
            return f"kubectl{_space(key)} delete {_named(key)}"
        case Apply(manifest):
            return f"echo {shlex.quote(_compact(manifest))} | kubectl apply -f -"
        case Start(node):
            return f"restart kube-proxy {node}"  # as the lab has it: nothing in the API starts it
        case Stop(node):
            return f"# stop kube-proxy on {node}"
        case Connect():
            return f"# {step.source} calls {step.to} once"
        case _:
            return f"# {json.dumps(plain_action(step))}"


def patch(step: Action) -> Mapping[str, Any] | None:
    """The merge patch of a step that is one."""
    return step.merge if isinstance(step, Patch) else None


def _patch(step: Patch, old: Mapping[str, Any]) -> str:
    key, merge = step.object, step.merge
    match merge:
        case {"spec": {"selector": Mapping(), **other}, **rest} if not other and not rest and key.kind == "service":
            selector = merge_patch(old, merge)["spec"]["selector"]  # `set selector` replaces all of it
            return (
                f"kubectl{_space(key)} set selector {_named(key)} {shlex.quote(','.join(f'{name}={selector[name]}' for name in selector))}"
            )
        case {"spec": {"replicas": int(count), **other}, **rest} if not other and not rest:
            return f"kubectl{_space(key)} scale {_named(key)} --replicas={count}"
        case {"metadata": {"labels": labels, **other}, **rest} if not other and not rest:
            words = " ".join(f"{name}-" if value is None else f"{name}={value}" for name, value in labels.items())
            return f"kubectl{_space(key)} label {_named(key)} --overwrite {words}"
    if "status" in merge:
        return _of_status(key, merge["status"])
    text, kind = _compact(merge), "merge"
    places = list(_operations(old, merge_patch(old, merge), ""))
    if len(places) <= MOST_PLACES and len(_compact(places)) < len(text):
        text, kind = _compact(places), "json"
    return f"kubectl{_space(key)} patch {_named(key)} --type {kind} -p {shlex.quote(text)}"


def _of_status(key: ObjectKey, status: Mapping[str, Any]) -> str:
    """What has to come about, since nobody types a status."""
    if any(one.get("type") == "Ready" and one.get("status") == "False" for one in status.get("conditions", ())):
        return f"# make the readiness of {_named(key)} in namespace {key.namespace} fail"
    return f"# {_named(key)} in namespace {key.namespace} becomes ready: kubectl{_space(key)} describe {_named(key)} says why it is not"


def _operations(old: Any, new: Any, path: str) -> Iterator[dict[str, Any]]:
    """The operations of a JSON patch that make `new` of `old`."""
    match old, new:
        case Mapping(), Mapping():
            yield from ({"op": "remove", "path": f"{path}/{_escaped(name)}"} for name in old if name not in new)
            for name, value in new.items():
                if name not in old:
                    yield {"op": "add", "path": f"{path}/{_escaped(name)}", "value": value}
                else:
                    yield from _operations(old[name], value, f"{path}/{_escaped(name)}")
        case list() | tuple(), list() | tuple() if len(old) == len(new):
            for place, (one, other) in enumerate(zip(old, new, strict=True)):
                yield from _operations(one, other, f"{path}/{place}")
        case list() | tuple(), list() | tuple() if len(new) == len(old) + 1 and list(new[: len(old)]) == list(old):
            yield {"op": "add", "path": f"{path}/-", "value": new[-1]}
        case _ if old != new:
            yield {"op": "replace", "path": path, "value": new}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


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
