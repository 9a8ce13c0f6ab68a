"""Objects that a verb makes from flags and not from a file: sent or only shown, and the small readings that these verbs share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.shown import sent, told
from k8s_svc_trainer.lab.kubectl.writing import create
from k8s_svc_trainer.lab.options import Parsed
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim.manifest import ManifestFault, from_mapping


def made(view: View, parsed: Parsed, manifest: Mapping[str, Any], verb: str) -> Printed:
    """Make an object and say so; with `--dry-run=client` it is shown as it would be sent, its namespace only where -n was written."""
    if flags.is_dry(parsed) and parsed.text("dry-run") == "client":
        try:
            from_mapping(manifest)
        except ManifestFault as fault:
            raise Failed(f"error: {fault}") from None
        kept = {key: value for key, value in manifest["metadata"].items() if key != "namespace" or parsed.has("namespace")}
        return Printed(sent(parsed, {**manifest, "metadata": kept}, verb))
    written = create(view, manifest, dry=flags.is_dry(parsed))
    return Printed(told(view, parsed, written.manifest, verb), written.warnings)


def one_name(parsed: Parsed, command: str) -> str:
    """The NAME of a creating verb (NameFromCommandArgs)."""
    if len(parsed.words) != 1:
        raise Failed(f"error: exactly one NAME is required, got {len(parsed.words)}\nSee '{command} -h' for help and examples")
    return parsed.words[0]


def labels_of(text: str) -> dict[str, str]:
    """`KEY=VALUE,KEY=VALUE` (parseLabels)."""
    found: dict[str, str] = {}
    for part in text.split(","):
        key, equals, value = part.partition("=")
        if not equals or "=" in value:
            raise Failed(f"error: unexpected label spec: {part}")
        if not key:
            raise Failed("error: unexpected empty label key")
        found[key] = value
    return found


def port_number(text: str) -> int:
    """A port in digits."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Failed(f'error: strconv.Atoi: parsing "{text}": invalid syntax')
    return int(text)


def target_port(text: str) -> int | str:
    """A port by number or by name (intstr.Parse)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
