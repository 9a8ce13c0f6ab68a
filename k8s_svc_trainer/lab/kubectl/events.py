"""`kubectl get events` and `kubectl events`: what the printers work out of each object's late events, in one table.

Decides which objects are asked; no event is stored. Source of the columns: pkg/printers/internalversion/printers.go (printEvent).
"""

from __future__ import annotations

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.targets import space
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.kubectl import errors
from k8s_svc_trainer.printers.kubectl.age import human_duration
from k8s_svc_trainer.printers.kubectl.events import Event, events_of
from k8s_svc_trainer.printers.kubectl.kinds import resource_of
from k8s_svc_trainer.printers.kubectl.tabs import table
from k8s_svc_trainer.sim.objects import KubeObject
from k8s_svc_trainer.sim.reading import every

KINDS = ("Pod", "Service", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Ingress")
COLUMNS = ("LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE")


def events(view: View, parsed: Parsed) -> Printed:
    """All late events of a namespace, or of all with -A, the latest last."""
    everywhere, where = parsed.on("all-namespaces"), space(view, parsed)
    only = parsed.text("for").lower()
    found = [
        (event, obj)
        for kind in KINDS
        for obj in every(view.cluster.state, kind)
        if everywhere or obj.metadata.namespace == where
        if not only or only in (f"{resource_of(obj).singular}/{obj.metadata.name}", f"{resource_of(obj).plural}/{obj.metadata.name}")
        for event in events_of(view.cluster, obj)
    ]
    if not found:
        return Printed("", errors.nothing_found(None if everywhere else where))
    found.sort(key=lambda pair: -pair[0].last)
    head = [] if parsed.on("no-headers") else [[*(["NAMESPACE"] if everywhere else []), *COLUMNS]]
    return Printed(table([*head, *(_row(event, obj, everywhere=everywhere) for event, obj in found)]))


def _row(event: Event, obj: KubeObject, *, everywhere: bool) -> list[str]:
    name = f"{resource_of(obj).singular}/{obj.metadata.name}"
    row = [human_duration(event.last), event.type, event.reason, name, event.message]
    return [str(obj.metadata.namespace), *row] if everywhere else row


COMMAND = Command(
    name="events",
    about="List events",
    run=events,
    flags=(
        flags.EVERYWHERE,
        Flag("for", "", Takes.TEXT, "of one object: TYPE/NAME"),
        Flag("no-headers", help="no line of headers"),
        Flag("watch", "w", help="accepted; nothing happens between two commands"),
        Flag("types", "", Takes.LIST, "accepted, and without effect here"),
    ),
)
