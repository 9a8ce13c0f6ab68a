"""`kubectl rollout`: status, restart, undo, history. Sources: kubectl pkg/polymorphichelpers (rollout_status.go, objectrestarter.go,
rollback.go, history.go).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8s_svc_trainer.lab.command import Command, Run
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.changing import copied, each
from k8s_svc_trainer.lab.kubectl.get import nothing, of_files
from k8s_svc_trainer.lab.kubectl.shown import told
from k8s_svc_trainer.lab.kubectl.targets import Picked, Target, pick
from k8s_svc_trainer.lab.kubectl.writing import PROXY_LABELS, change
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.kubectl.kinds import resource_of
from k8s_svc_trainer.printers.kubectl.tabs import HISTORY, table
from k8s_svc_trainer.sim.admission.meta import timestamp
from k8s_svc_trainer.sim.manifest import to_mapping
from k8s_svc_trainer.sim.objects import DaemonSet, Deployment, ReplicaSet, StatefulSet

RESTARTED = "kubectl.kubernetes.io/restartedAt"
REVISION = "deployment.kubernetes.io/revision"
CHANGE_CAUSE = "kubernetes.io/change-cause"
HASH = "pod-template-hash"
WORKLOADS = (Deployment, StatefulSet, DaemonSet)
TIMED_OUT = "error: timed out waiting for the condition"


def _picked(view: View, parsed: Parsed) -> Picked:
    if not parsed.words and not parsed.has("filename"):
        raise Failed("error: required resource not specified")
    picked = of_files(view, parsed) if parsed.has("filename") else pick(view, parsed, parsed.words, everything=True)
    if not picked.targets and not picked.missing:
        raise Failed(nothing(view, parsed, picked.asked), 0)
    return picked


# --- status ----------------------------------------------------------------------------------------------------------


def status(view: View, parsed: Parsed) -> Printed:
    """Whether a rollout has come to its end; one that has not will not by waiting, since the cluster has settled."""
    picked = _picked(view, parsed)
    return each(picked.targets, _status, missing=picked.errors)


def _status(target: Target) -> Printed:
    obj = target.obj
    if not isinstance(obj, WORKLOADS):
        raise Failed(f"error: no status viewer has been implemented for {_kind(target)}")
    held: Mapping[str, Any] = obj.status
    match obj:
        case Deployment():
            said = _deployment(target.name, held, 1 if obj.spec.replicas is None else obj.spec.replicas)
            end = f'deployment "{target.name}" successfully rolled out\n'
        case StatefulSet():
            wanted = 1 if obj.spec.replicas is None else obj.spec.replicas
            lacking = wanted - int(held.get("readyReplicas", 0))
            said = f"Waiting for {lacking} pods to be ready...\n" if lacking > 0 else ""
            end = f"partitioned roll out complete: {held.get('updatedReplicas', wanted)} new pods have been updated...\n"
        case _:
            said = _daemonset(target.name, held)
            end = f'daemon set "{target.name}" successfully rolled out\n'
    if said:
        return Printed(said, f"{TIMED_OUT}\n", 1)
    return Printed(end)


def _deployment(name: str, held: Mapping[str, Any], wanted: int) -> str:
    total, updated, available = (int(held.get(word, 0)) for word in ("replicas", "updatedReplicas", "availableReplicas"))
    wait = f'Waiting for deployment "{name}" rollout to finish:'
    if updated < wanted:
        return f"{wait} {updated} out of {wanted} new replicas have been updated...\n"
    if total > updated:
        return f"{wait} {total - updated} old replicas are pending termination...\n"
    return f"{wait} {available} of {updated} updated replicas are available...\n" if available < updated else ""


def _daemonset(name: str, held: Mapping[str, Any]) -> str:
    wanted, updated, available = (
        int(held.get(word, 0)) for word in ("desiredNumberScheduled", "updatedNumberScheduled", "numberAvailable")
    )
    wait = f'Waiting for daemon set "{name}" rollout to finish:'
    if updated < wanted:
        return f"{wait} {updated} out of {wanted} new pods have been updated...\n"
    return f"{wait} {available} of {wanted} updated pods are available...\n" if available < wanted else ""


# --- restart ---------------------------------------------------------------------------------------------------------


def restart(view: View, parsed: Parsed) -> Printed:
    """Replace the pods of a workload by others of the same template."""
    picked = _picked(view, parsed)
    return each(picked.targets, lambda one: _restart(view, parsed, one), missing=picked.errors)


def _restart(view: View, parsed: Parsed, target: Target) -> Printed:
    if not isinstance(target.obj, WORKLOADS):
        raise Failed(f'error: {target.resource.qualified} "{target.name}" restarting is not supported')
    if isinstance(target.obj, Deployment) and target.obj.spec.paused:
        raise Failed(f'error: {target.resource.qualified} "{target.name}" can\'t restart paused deployment (run rollout resume first)')
    new = copied(to_mapping(target.obj))
    template = new["spec"].setdefault("template", {}).setdefault("metadata", {})
    stamp = timestamp(int(view.cluster.now) + len(view.history) + 1)  # each restart another, as the clock stands still between commands
    template["annotations"] = {**(template.get("annotations") or {}), RESTARTED: stamp}
    written = change(view, target, new)
    if isinstance(target.obj, DaemonSet) and PROXY_LABELS.items() <= target.obj.metadata.labels.items():
        for node in list(view.cluster.state.stopped):
            view.cluster.start(node)
    return Printed(told(view, parsed, written.manifest if written else new, "restarted"), written.warnings if written else "")


def pause(view: View, parsed: Parsed) -> Printed:
    """Stop a Deployment from rolling out what is changed from here on."""
    return _paused(view, parsed, True)


def resume(view: View, parsed: Parsed) -> Printed:
    """Let a Deployment roll out again."""
    return _paused(view, parsed, False)


def _paused(view: View, parsed: Parsed, paused: bool) -> Printed:
    picked = _picked(view, parsed)
    said = "paused" if paused else "resumed"

    def one(target: Target) -> Printed:
        name = f'{target.resource.qualified} "{target.name}"'
        if not isinstance(target.obj, Deployment):
            raise Failed(f"error: {name} {'pausing' if paused else 'resuming'} is not supported")
        if bool(target.obj.spec.paused) is paused:
            raise Failed(f"error: {name} is {'already' if paused else 'not'} paused")
        new = copied(to_mapping(target.obj))
        new["spec"]["paused"] = paused
        written = change(view, target, new)
        return Printed(told(view, parsed, written.manifest if written else new, said))

    return each(picked.targets, one, missing=picked.errors)


# --- undo, history ---------------------------------------------------------------------------------------------------


def _revisions(view: View, target: Target) -> dict[int, ReplicaSet]:
    uid = str(target.obj.metadata.uid)
    state = view.cluster.state
    held = (state.one(ReplicaSet, namespace, name) for kind, namespace, name in state.owned.members(uid) if kind == "ReplicaSet")
    found = {
        int(one.metadata.annotations.get(REVISION, "0")): one
        for one in held
        if one and one.metadata.annotations.get(REVISION, "0").isdigit()
    }
    return dict(sorted(found.items()))


def undo(view: View, parsed: Parsed) -> Printed:
    """Go back to the template of an earlier revision."""
    picked = _picked(view, parsed)
    return each(picked.targets, lambda one: _undo(view, parsed, one), missing=picked.errors)


def _undo(view: View, parsed: Parsed, target: Target) -> Printed:
    if not isinstance(target.obj, WORKLOADS):
        raise Failed(f"error: no rollbacker has been implemented for {_kind(target)}")
    revisions, wanted = _revisions(view, target), parsed.number("to-revision")
    if wanted and wanted not in revisions:
        raise Failed(f"error: unable to find specified revision {wanted} in history")
    if len(revisions) < 2 and not wanted:
        raise Failed(f'error: no rollout history found for {target.resource.singular} "{target.name}"')
    chosen = revisions[wanted] if wanted else revisions[list(revisions)[-2]]
    new = copied(to_mapping(target.obj))
    template = copied(to_mapping(chosen)["spec"].get("template", {}))
    template.get("metadata", {}).get("labels", {}).pop(HASH, None)
    if template == new["spec"].get("template"):
        return Printed(told(view, parsed, new, f"skipped rollback (current template already matches revision {wanted})"))
    new["spec"]["template"] = template
    written = change(view, target, new, dry=flags.is_dry(parsed))
    return Printed(told(view, parsed, written.manifest if written else new, "rolled back"), written.warnings if written else "")


def history(view: View, parsed: Parsed) -> Printed:
    """The revisions of a Deployment."""
    picked = _picked(view, parsed)
    return each(picked.targets, lambda one: _history(view, parsed, one), missing=picked.errors)


def _history(view: View, parsed: Parsed, target: Target) -> Printed:
    if not isinstance(target.obj, WORKLOADS):
        raise Failed(f"error: no history viewer has been implemented for {_kind(target)}")
    revisions, wanted = _revisions(view, target), parsed.number("revision")
    name = f"{resource_of(target.obj).typed}/{target.name}"
    if wanted and wanted not in revisions:
        raise Failed("error: unable to find the specified revision")
    if wanted:
        template = to_mapping(revisions[wanted])["spec"].get("template", {})
        images = "".join(f"    Image:\t{one.get('image')}\n" for one in template.get("spec", {}).get("containers", ()))
        labels = ",".join(f"{key}={value}" for key, value in sorted(template.get("metadata", {}).get("labels", {}).items()))
        return Printed(f"{name} with revision #{wanted}\nPod Template:\n  Labels:\t{labels}\n  Containers:\n{images}\n")
    rows = [["REVISION", "CHANGE-CAUSE"]]
    rows += [[str(number), one.metadata.annotations.get(CHANGE_CAUSE, "<none>")] for number, one in revisions.items()]
    return Printed(f"{name} \n{table(rows, HISTORY) if revisions else 'No rollout history found.'}\n")


def _kind(target: Target) -> str:
    return f'"{target.resource.kind}.{target.resource.group}"' if target.resource.group else f'"{target.resource.kind}"'


def _command(name: str, about: str, run: Run, *own: Flag) -> Command:
    shared = (*own, flags.SELECTOR, flags.OUTPUT, *flags.FILES, *flags.QUIETLY)
    return Command(name=name, about=about, usage="TYPE NAME | TYPE/NAME", run=run, names=("workloads", "names"), flags=shared)


COMMAND = Command(
    name="rollout",
    about="Manage the rollout of one or many resources",
    subs=(
        _command(
            "status",
            "Show the status of the rollout",
            status,
            Flag("watch", "w", help="accepted; the cluster has settled"),
            Flag("timeout", "", Takes.DURATION, "accepted, and without effect here"),
            Flag("revision", "", Takes.NUMBER, "accepted, and without effect here"),
        ),
        _command("restart", "Restart a resource", restart),
        _command("pause", "Mark a Deployment as paused", pause),
        _command("resume", "Resume a paused Deployment", resume),
        _command(
            "undo",
            "Undo a previous rollout",
            undo,
            Flag("to-revision", "", Takes.NUMBER, "the revision to go back to; the one before where it is left out"),
            flags.DRY_RUN,
        ),
        _command("history", "View rollout history", history, Flag("revision", "", Takes.NUMBER, "the template of this revision")),
    ),
)
