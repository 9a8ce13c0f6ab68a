"""`kubectl scale`. Source: kubectl pkg/cmd/scale/scale.go, pkg/scale/scale.go."""

from __future__ import annotations

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.changing import Manifest, changed, targets_of
from k8s_svc_trainer.lab.kubectl.targets import Target
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed

SCALABLE = frozenset({"Deployment", "ReplicaSet", "StatefulSet"})
REQUIRED = "error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0"


def scale(view: View, parsed: Parsed) -> Printed:
    """Set how many pods a workload should have."""
    wanted = parsed.number("replicas", -1)
    if wanted < 0:
        raise Failed(REQUIRED)
    picked = targets_of(view, parsed, parsed.words, verb="scale")
    current = parsed.number("current-replicas", -1)

    def do(manifest: Manifest, target: Target) -> None:
        if target.resource.kind not in SCALABLE:
            raise Failed("Error from server (NotFound): the server could not find the requested resource")
        held = manifest["spec"].get("replicas", 1)
        if current not in (-1, held):
            raise Failed(f"error: Expected replicas to be {current}, was {held}")
        manifest["spec"]["replicas"] = wanted

    return changed(view, parsed, picked, do, said="scaled", same="scaled")


COMMAND = Command(
    name="scale",
    about="Set a new size for a deployment, replica set or stateful set",
    usage="TYPE NAME --replicas=COUNT",
    run=scale,
    names=("kinds", "names"),
    example="kubectl scale deployment web --replicas=3",
    flags=(
        Flag("replicas", "", Takes.NUMBER, "how many pods there should be"),
        Flag("current-replicas", "", Takes.NUMBER, "only where there are so many now"),
        Flag("timeout", "", Takes.DURATION, "accepted, and without effect here"),
        Flag("resource-version", "", Takes.TEXT, here=False),
        flags.ALL,
        flags.SELECTOR,
        flags.DRY_RUN,
        flags.OUTPUT,
        *flags.FILES,
        *flags.QUIETLY,
    ),
)
