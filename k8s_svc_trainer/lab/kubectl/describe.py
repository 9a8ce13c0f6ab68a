"""`kubectl describe`: objects in words, also by the beginning of a name. Source: kubectl pkg/cmd/describe/describe.go."""

from __future__ import annotations

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.get import nothing, of_files, warned
from k8s_svc_trainer.lab.kubectl.targets import Picked, pick, space
from k8s_svc_trainer.lab.options import Flag, Parsed
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.kubectl.describe import describe as described
from k8s_svc_trainer.sim.reading import every


def describe(view: View, parsed: Parsed) -> Printed:
    """Print objects in words."""
    if not parsed.words and not parsed.has("filename"):
        raise Failed(
            "error: You must specify the type of resource to describe. "
            'Use "kubectl api-resources" for a complete list of supported resources.\n'
        )
    picked = of_files(view, parsed) if parsed.has("filename") else pick(view, parsed, parsed.words, everything=True)
    if picked.missing and len(parsed.words) == 2 and not picked.asked.form:
        return _by_prefix(view, parsed, picked)
    if not picked.targets and not picked.missing:
        return Printed("", nothing(view, parsed, picked.asked))
    several = len(picked.targets) > 1 and not parsed.has("show-events")
    events = not several and (not parsed.has("show-events") or parsed.on("show-events"))
    texts = [described(view.cluster, one.obj, events=events) for one in picked.targets]
    return Printed("\n\n".join(texts), warned(view, picked.targets) + picked.errors, 1 if picked.missing else 0)


def _by_prefix(view: View, parsed: Parsed, picked: Picked) -> Printed:
    kind, prefix = picked.asked.named[0]
    where = space(view, parsed) if kind.namespaced else None
    found = [
        obj for obj in every(view.cluster.state, kind.kind) if obj.metadata.namespace == where and str(obj.metadata.name).startswith(prefix)
    ]
    if not found:
        raise Failed(picked.errors)
    return Printed("".join(f"{described(view.cluster, obj)}\n" for obj in found))


COMMAND = Command(
    name="describe",
    about="Show details of a specific resource or group of resources",
    usage="TYPE [NAME | NAME_PREFIX] | TYPE/NAME",
    run=describe,
    names=("kinds", "names"),
    example="kubectl describe svc web -n shop\nkubectl describe pod web-",
    flags=(
        flags.EVERYWHERE,
        flags.SELECTOR,
        *flags.FILES,
        Flag("show-events", "", help="with events; of one object they are shown anyhow"),
        *flags.QUIETLY,
    ),
)
