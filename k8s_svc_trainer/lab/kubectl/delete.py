"""`kubectl delete`. Source: kubectl pkg/cmd/delete/delete.go."""

from __future__ import annotations

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.changing import each
from k8s_svc_trainer.lab.kubectl.get import of_files
from k8s_svc_trainer.lab.kubectl.targets import Picked, Target, pick
from k8s_svc_trainer.lab.kubectl.writing import delete as gone
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.kubectl.get import names
from k8s_svc_trainer.printers.kubectl.messages import deleted

KEPT = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})  # NamespaceLifecycle: immortal namespaces
FORCED = (
    "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. "
    "The resource may continue to run on the cluster indefinitely.\n"
)


def delete(view: View, parsed: Parsed) -> Printed:
    """Take objects away, and wait until they are gone."""
    picked = _picked(view, parsed)
    if not picked.targets and not picked.missing:
        return Printed("No resources found\n")
    dry = flags.is_dry(parsed)

    def one(target: Target) -> Printed:
        _refuse_immortal(target)
        if not dry:
            gone(view, target)
        return Printed(names([target.obj]) if parsed.text("output") == "name" else _said(parsed, target))

    done = each(picked.targets, one, missing=picked.errors)
    return Printed(done.stdout, (FORCED if parsed.on("force") else "") + done.stderr, done.status)


def _picked(view: View, parsed: Parsed) -> Picked:
    form = parsed.text("output")
    if form not in ("", "name"):
        raise Failed(f"error: unexpected -o output mode: {form}. We only support '-o name'")
    for one in ("selector", "field-selector"):
        if parsed.on("all") and parsed.text(one):
            raise Failed(f"error: cannot set --all and --{one} at the same time")
    if parsed.on("interactive"):
        raise Failed("this lab asks nothing while a command runs: leave out --interactive; `undo` takes a deletion back")
    if parsed.has("filename"):
        picked = of_files(view, parsed)
        return Picked(picked.targets) if parsed.on("ignore-not-found") else picked
    return pick(view, parsed, parsed.words, ignore_missing=parsed.on("ignore-not-found"))


def _said(parsed: Parsed, target: Target) -> str:
    text = deleted(target.obj, force=parsed.on("force") and parsed.number("grace-period", 0) <= 0)
    dry = flags.dry_words(parsed)
    return f"{text.removesuffix(chr(10))}{dry}\n" if dry else text


def _refuse_immortal(target: Target) -> None:
    if target.resource.kind == "Namespace" and target.name in KEPT:
        raise Failed(f'Error from server (Forbidden): namespaces "{target.name}" is forbidden: this namespace may not be deleted')


COMMAND = Command(
    name="delete",
    about="Delete resources by names, files, or a selector",
    usage="TYPE (NAME... | -l SELECTOR | --all) | -f FILE",
    run=delete,
    names=("kinds", "names"),
    example="kubectl delete pod web-1\nkubectl delete networkpolicy deny-all -n shop",
    flags=(
        flags.ALL,
        flags.EVERYWHERE,
        flags.SELECTOR,
        flags.FIELDS,
        flags.DRY_RUN,
        *flags.FILES,
        Flag("output", "o", Takes.TEXT, "name", names="name"),
        Flag("force", help="at once; here everything is gone at once"),
        Flag("now", help="accepted, and without effect here"),
        Flag("grace-period", "", Takes.NUMBER, "accepted, and without effect here"),
        Flag("ignore-not-found", help="no error for what is not there"),
        Flag("wait", help="accepted; a deletion is always waited for"),
        Flag("timeout", "", Takes.DURATION, "accepted, and without effect here"),
        Flag("cascade", "", Takes.TEXT, "accepted; what an object owns goes with it", "background", "background", "background|foreground"),
        Flag("interactive", "i", help="refused: nothing is asked while a command runs"),
        Flag("raw", "", Takes.TEXT, here=False),
        *flags.QUIETLY,
    ),
)
