"""One change made to each object of a command: what it says of each, and what of all is missing.

Decides the order and that one refusal does not stop the others (ContinueOnError of cli-runtime); what the change is, is the verb's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.get import of_files
from k8s_svc_trainer.lab.kubectl.shown import told
from k8s_svc_trainer.lab.kubectl.targets import Picked, Target, pick
from k8s_svc_trainer.lab.kubectl.writing import change
from k8s_svc_trainer.lab.options import Parsed
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim.manifest import to_mapping

Thing = TypeVar("Thing")
Manifest = dict[str, Any]
TEMPLATES = frozenset({"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"})


def each(things: Iterable[Thing], do: Callable[[Thing], Printed], *, missing: str = "") -> Printed:
    """What comes of doing something to each of several things; a failure is told, and the others are done all the same."""
    out, err, status = [], [], 0
    for thing in things:
        try:
            said = do(thing)
        except Failed as failed:
            said = Printed("", failed.stderr, failed.status)
        out.append(said.stdout)
        err.append(said.stderr)
        status = said.status or status
    return Printed("".join(out), "".join(err) + missing, 1 if missing else status)


def targets_of(view: View, parsed: Parsed, words: tuple[str, ...], *, verb: str) -> Picked:
    """The objects that a changing verb is about. Raises Failed where there is none."""
    picked = of_files(view, reworded(parsed, words)) if parsed.has("filename") else pick(view, parsed, words)
    if not picked.targets and not picked.missing:
        raise Failed(f"error: no objects passed to {verb}")
    return picked


def reworded(parsed: Parsed, words: tuple[str, ...]) -> Parsed:
    """The same command with other words."""
    return Parsed(words, parsed.values, parsed.rest)


def changed(view: View, parsed: Parsed, picked: Picked, do: Callable[[Manifest, Target], None], *, said: str, same: str = "") -> Printed:
    """Change each object by `do`, which gets a copy of its manifest; `said` is what is told then, `same` where nothing changes."""
    dry = flags.is_dry(parsed)

    def one(target: Target) -> Printed:
        new = copied(to_mapping(target.obj))
        do(new, target)
        written = change(view, target, new, dry=dry)
        if written is None:
            return Printed(told(view, parsed, to_mapping(target.obj), same) if same else "")
        return Printed(told(view, parsed, written.manifest, said), written.warnings)

    return each(picked.targets, one, missing=picked.errors)


def pod_spec(manifest: Manifest, target: Target) -> Manifest:
    """The pod spec within a manifest. Raises Failed where its kind has none."""
    kind = target.resource.kind
    if kind == "Pod":
        found = manifest.get("spec")
    elif kind in TEMPLATES:
        found = ((manifest.get("spec") or {}).get("template") or {}).get("spec")
    else:
        raise Failed(f'error: {target.resource.singular} "{target.name}" the object is not a pod or does not have a pod template')
    return found if isinstance(found, dict) else {}


def copied(value: Any) -> Any:
    """A deep copy of plain values."""
    if isinstance(value, dict):
        return {key: copied(one) for key, one in value.items()}
    return [copied(one) for one in value] if isinstance(value, list | tuple) else value
