"""`kubectl get events` and `kubectl events`: what the printers work out of each object's late events, in one table.

Decides which objects are asked; no event is stored.
"""

from __future__ import annotations

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.targets import space
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.kubectl import errors
from k8s_svc_trainer.printers.kubectl.get import events_table
from k8s_svc_trainer.printers.kubectl.kinds import resource


def events(view: View, parsed: Parsed) -> Printed:
    """All late events of a namespace, or of all with -A, the latest last."""
    where = None if parsed.on("all-namespaces") else space(view, parsed)
    of = _named(parsed.text("for")) if parsed.text("for") else None
    found = events_table(view.cluster, where, headers=not parsed.on("no-headers"), of=of)
    return Printed(found, "" if found else errors.nothing_found(where))


def _named(text: str) -> tuple[str, str]:
    word, slash, name = text.partition("/")
    if not slash or not name:
        raise Failed(f"error: --for must be in resource/name form: {text}")
    found = resource(word)
    if found is None:
        raise Failed(errors.unknown_resource(word))
    return found.kind, name


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
