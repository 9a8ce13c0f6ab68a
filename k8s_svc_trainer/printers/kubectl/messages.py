"""What kubectl says after it changed something. Sources: cli-runtime/pkg/printers/name.go, kubectl/pkg/cmd/delete/delete.go.

The verb of each command: created, configured, unchanged, patched, edited, replaced, labeled, annotated, scaled, exposed, restarted,
rolled back, paused, resumed, `selector updated`, `image updated`, `env updated`; `labeled` and its likes turn into `not labeled` or
`unlabeled` as label.go decides.
"""

from __future__ import annotations

from k8s_svc_trainer.printers.kubectl.kinds import resource_of, typed_name
from k8s_svc_trainer.sim.objects import KubeObject


def done(obj: KubeObject, verb: str) -> str:
    """`service/web created`, `deployment.apps/web scaled`."""
    return f"{typed_name(obj)} {verb}\n"


def unchanged(obj: KubeObject, verb: str) -> str:
    """`service/web patched (no change)`: a patch or an edit of the scale that changed nothing."""
    return done(obj, f"{verb} (no change)")


def deleted(obj: KubeObject, *, force: bool = False) -> str:
    """`service "web" deleted from shop namespace`; `namespace "shop" deleted`."""
    known = resource_of(obj)
    where = f" from {obj.metadata.namespace} namespace" if known.namespaced else ""
    return f'{known.typed} "{obj.metadata.name}" {"force " if force else ""}deleted{where}\n'


def label_verb(*, added: bool, removed: bool) -> str:
    """What `kubectl label` did (label.go, updateDataChangeMsg): labeled, unlabeled, both, or nothing."""
    if added and removed:
        return "modified"
    return "labeled" if added else "unlabeled" if removed else "not labeled"
