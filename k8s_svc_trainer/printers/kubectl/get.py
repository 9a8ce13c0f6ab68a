"""What `kubectl get` prints for people: tables and names. Sources: cli-runtime/pkg/printers/tableprinter.go and name.go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from k8s_svc_trainer.printers.kubectl.age import human_duration
from k8s_svc_trainer.printers.kubectl.columns import COLUMNS, OTHER
from k8s_svc_trainer.printers.kubectl.events import events_of
from k8s_svc_trainer.printers.kubectl.kinds import resource_of, typed_name
from k8s_svc_trainer.printers.kubectl.labels import format_labels
from k8s_svc_trainer.printers.kubectl.served import served
from k8s_svc_trainer.printers.kubectl.tabs import table as laid_out
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import KubeObject
from k8s_svc_trainer.sim.reading import every


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
    """The table of one kind ("Service"), in the order given; nothing where there are no objects.

    `with_kind` names each row `service/web`, as kubectl does when it was asked for several kinds; `label_columns` is -L.
    """
    if not objects:
        return ""
    columns = COLUMNS.get(kind, OTHER)
    names = (*columns.usual, *(columns.wide if wide else ()), *(_heading(label) for label in label_columns))
    rows = (
        [[*(["NAMESPACE"] if _spaced(objects[0], all_namespaces) else []), *names, *(["LABELS"] if show_labels else [])]] if headers else []
    )
    for obj in objects:
        cells = list(columns.cells(cluster, served(cluster, obj), wide))[: len(columns.usual) + (len(columns.wide) if wide else 0)]
        cells[0] = typed_name(obj) if with_kind else cells[0]
        labels = obj.metadata.labels
        added = [*(labels.get(label, "") for label in label_columns), *([format_labels(labels)] if show_labels else [])]
        rows.append([*([obj.metadata.namespace or ""] if _spaced(obj, all_namespaces) else []), *cells, *added])
    return laid_out(rows)


def tables(
    cluster: Cluster,
    groups: Mapping[str, Sequence[KubeObject]],
    *,
    wide: bool = False,
    all_namespaces: bool = False,
    show_labels: bool = False,
    label_columns: Sequence[str] = (),
    headers: bool = True,
) -> str:
    """The tables of several kinds, in the order given: rows named by kind, an empty line between (get.go, Run).

    Rows are named by kind where objects of more than one were found; without headers no line stands between.
    """
    found = {kind: objects for kind, objects in groups.items() if objects}
    made = [
        table(
            cluster,
            kind,
            objects,
            wide=wide,
            all_namespaces=all_namespaces,
            show_labels=show_labels,
            label_columns=label_columns,
            with_kind=len(found) > 1,
            headers=headers,
        )
        for kind, objects in found.items()
    ]
    return ("\n" if headers else "").join(made)


def names(objects: Sequence[KubeObject]) -> str:
    """`-o name`: `service/web`, `deployment.apps/web`, one a line."""
    return "".join(f"{typed_name(one)}\n" for one in objects)


def _spaced(obj: KubeObject, all_namespaces: bool) -> bool:
    return all_namespaces and resource_of(obj).namespaced


def _heading(label: str) -> str:
    """formatLabelHeaders: what follows the last slash, in capitals."""
    return label.rpartition("/")[2].upper()


def events_table(cluster: Cluster, namespace: str | None, *, headers: bool = True, of: tuple[str, str] | None = None) -> str:
    """`kubectl get events` of a namespace, or of all of them (None); of one object by kind and name; nothing where there are none.

    Events are no objects here (see `events`), so they are worked out of every object's. Sorted as `kubectl events` sorts: the oldest first.
    """
    told = [
        (one, obj, kind)
        for kind in sorted(cluster.state.objects)
        for obj in every(cluster.state, kind)
        if namespace is None or obj.metadata.namespace == namespace
        if of is None or of == (kind, obj.metadata.name)
        for one in events_of(cluster, obj)
    ]
    if not told:
        return ""
    spaced = namespace is None
    rows = [["NAMESPACE"] * spaced + ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]] if headers else []
    for one, obj, kind in sorted(told, key=lambda pair: -pair[0].last):
        cells = [human_duration(one.last), one.type, one.reason, f"{kind.lower()}/{obj.metadata.name}", one.message]
        rows.append([obj.metadata.namespace or ""] * spaced + cells)
    return laid_out(rows)
