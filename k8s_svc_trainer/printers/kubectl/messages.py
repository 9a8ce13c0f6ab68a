"""What kubectl says after it changed something."""

from __future__ import annotations

from k8s_svc_trainer.printers.kubectl.kinds import typed_name as name
from k8s_svc_trainer.sim.objects import KubeObject


def done(obj: KubeObject, verb: str) -> str:
    """`service/web created`: the verbs are created, configured, unchanged, patched, edited, labeled, annotated, scaled, exposed, ..."""
    return f"{name(obj)} {verb}\n"


def deleted(obj: KubeObject) -> str:
    """`service "web" deleted`."""
    kind, _, plain = name(obj).partition("/")
    return f'{kind} "{plain}" deleted\n'
