"""What `kubectl get` prints: tables and names."""

from __future__ import annotations

from collections.abc import Sequence

from k8s_svc_trainer.printers.kubectl.kinds import BY_KIND
from k8s_svc_trainer.printers.kubectl.tabs import aligned
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import KubeObject, kind_of


def table(
    cluster: Cluster,
    kind: str,
    objects: Sequence[KubeObject],
    *,
    wide: bool = False,
    all_namespaces: bool = False,
    show_labels: bool = False,
    label_columns: Sequence[str] = (),
    with_kind: bool = False,
    headers: bool = True,
) -> str:
    """The table of one kind ("Service"). `with_kind` names each row `service/web`, as kubectl does for several kinds at once."""
    rows = [[str(one.metadata.name)] for one in objects]
    return aligned([*([["NAME"]] if headers else []), *rows])


def names(objects: Sequence[KubeObject]) -> str:
    """`-o name`: `service/web`, `deployment.apps/web`, one a line."""
    return "".join(f"{name(one)}\n" for one in objects)


def name(obj: KubeObject) -> str:
    """How kubectl names an object: `service/web`, `deployment.apps/web`."""
    found = BY_KIND[kind_of(obj)]
    return f"{found.singular}{'.' if found.group else ''}{found.group}/{obj.metadata.name}"
