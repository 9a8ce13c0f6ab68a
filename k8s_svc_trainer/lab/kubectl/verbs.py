"""kubectl: all its verbs in one tree, in the order of kubectl's own help, and those that it has and this lab does not."""

from __future__ import annotations

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import (
    apply,
    create,
    delete,
    describe,
    edit,
    events,
    executing,
    explain,
    expose,
    flags,
    get,
    info,
    labels,
    logs,
    patch,
    rollout,
    scale,
    setting,
)
from k8s_svc_trainer.lab.options import Manners, Parsed
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed

INSTEAD = {
    "attach": "`kubectl exec -it POD -- sh` goes into a pod",
    "autoscale": "`kubectl scale` sets how many pods there are",
    "certificate": "",
    "completion": "the Tab key completes here",
    "cordon": "",
    "cp": "",
    "debug": "`kubectl run tmp --rm -it --image=busybox -- sh` makes a pod with tools, and all pods here have the same tools",
    "diff": "`kubectl apply --dry-run=server -o yaml -f FILE` shows what would come of it, `what-if` what it would do",
    "drain": "`kubectl delete pod` takes a pod away",
    "kustomize": "",
    "plugin": "",
    "proxy": "`kubectl get -o yaml` reads from the API server",
    "taint": "",
    "uncordon": "",
}


def _absent(name: str, instead: str) -> Command:
    def run(view: View, parsed: Parsed) -> Printed:
        raise Failed(f"kubectl has {name}, and this lab does not{': ' if instead else ''}{instead}")

    return Command(name=name, about="Not in this lab", run=run, manners=Manners.RAW, here=False)


KUBECTL = Command(
    name="kubectl",
    aliases=("k",),
    about="kubectl controls the Kubernetes cluster manager",
    usage="[flags] COMMAND",
    deep=flags.GLOBAL,
    reads=True,
    subs=(
        create.COMMAND,
        expose.COMMAND,
        executing.RUN,
        setting.COMMAND,
        get.COMMAND,
        explain.COMMAND,
        edit.COMMAND,
        delete.COMMAND,
        rollout.COMMAND,
        scale.COMMAND,
        describe.COMMAND,
        logs.COMMAND,
        executing.EXEC,
        executing.FORWARD,
        apply.APPLY,
        patch.COMMAND,
        apply.REPLACE,
        labels.LABEL,
        labels.ANNOTATE,
        events.COMMAND,
        *info.COMMANDS,
        *(_absent(name, instead) for name, instead in INSTEAD.items()),
    ),
)
