"""`kubectl apply` and `kubectl replace`: manifests from files. Sources: kubectl pkg/cmd/apply/apply.go, pkg/cmd/replace/replace.go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags, merging
from k8s_svc_trainer.lab.kubectl.changing import each
from k8s_svc_trainer.lab.kubectl.files import Document, documents
from k8s_svc_trainer.lab.kubectl.shown import told
from k8s_svc_trainer.lab.kubectl.targets import Target, space
from k8s_svc_trainer.lab.kubectl.writing import (
    LAST_APPLIED,
    change,
    create,
    delete,
    last_applied,
    placed,
    remembered,
    sourced,
    stored,
)
from k8s_svc_trainer.lab.kubectl.writing import replace as put
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.kubectl import errors
from k8s_svc_trainer.printers.kubectl.kinds import resource_of
from k8s_svc_trainer.sim.manifest import to_mapping
from k8s_svc_trainer.sim.objects import KubeObject

NOT_REMEMBERED = (
    "Warning: resource {} is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. "
    "kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. "
    "The missing annotation will be patched automatically.\n"
)


def apply(view: View, parsed: Parsed) -> Printed:
    """Make objects as manifests say, or change them so."""
    if parsed.words:
        raise Failed(f"error: Unexpected args: [{' '.join(parsed.words)}]\nSee 'kubectl apply -h' for help and examples")
    return each(documents(view, parsed), lambda one: _apply(view, parsed, one))


def _apply(view: View, parsed: Parsed, document: Document) -> Printed:
    manifest = placed(document, space(view, parsed), stated=parsed.has("namespace"))
    _named(document)
    there = stored(view.cluster, manifest)
    dry = flags.is_dry(parsed)
    if there is None:
        made = create(view, _marked(manifest), source=document.file, dry=dry)
        return Printed(told(view, parsed, made.manifest, "created"), made.warnings)
    warned = "" if LAST_APPLIED in there.metadata.annotations else NOT_REMEMBERED.format(f"{resource_of(there).plural}/{document.name}")
    merged = _merged(there, _marked(manifest))
    written = change(view, Target(resource_of(there), there), merged, source=document.file, dry=dry)
    if written is None:
        return Printed(told(view, parsed, to_mapping(there), "unchanged"), warned)
    return Printed(told(view, parsed, written.manifest, "configured"), warned + written.warnings)


def _named(document: Document) -> None:
    if not document.name:
        metadata = document.manifest.get("metadata")
        prefix = metadata.get("generateName") if isinstance(metadata, Mapping) else None
        if prefix:
            raise Failed(f"error: from {prefix}: cannot use generate name with apply")
        raise Failed(
            f'error: error when retrieving current configuration of:\nfrom server for: "{document.file}": resource name may not be empty'
        )


def _marked(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest with what apply will remember of it."""
    metadata = manifest.get("metadata")
    if not isinstance(metadata, Mapping):
        return dict(manifest)
    annotations = metadata.get("annotations")
    if annotations is not None and not isinstance(annotations, Mapping):
        return dict(manifest)
    return {**manifest, "metadata": {**metadata, "annotations": {**(annotations or {}), LAST_APPLIED: last_applied(manifest)}}}


def _merged(there: KubeObject, manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    original, current = remembered(there), to_mapping(there)
    merged = merging.three_way(original, manifest, current, (str(manifest["kind"]),))
    found: Mapping[str, Any] = {**merged, "status": current["status"]} if "status" in current else merged
    return found


def replace(view: View, parsed: Parsed) -> Printed:
    """Put manifests in the place of objects; with --force they are deleted and made again."""
    if parsed.words:
        raise Failed(f"error: Unexpected args: [{' '.join(parsed.words)}]\nSee 'kubectl replace -h' for help and examples")
    return each(documents(view, parsed), lambda one: _replace(view, parsed, one))


def _replace(view: View, parsed: Parsed, document: Document) -> Printed:
    manifest = placed(document, space(view, parsed), stated=parsed.has("namespace"))
    there = stored(view.cluster, manifest)
    dry = flags.is_dry(parsed)
    if parsed.on("force"):
        if there is not None and not dry:
            delete(view, Target(resource_of(there), there))
        made = create(view, manifest, source=document.file, dry=dry)
        return Printed(told(view, parsed, made.manifest, "replaced"), made.warnings)
    if there is None:
        if not document.name:
            raise Failed(f'error: error when replacing "{document.file}": resource name may not be empty')
        raise Failed(sourced("replacing", document.file)(errors.not_found(document.kind, document.name)))
    written = put(view, Target(resource_of(there), there), manifest, source=document.file, dry=dry)
    return Printed(told(view, parsed, written.manifest, "replaced"), written.warnings)


SHARED = (flags.DRY_RUN, flags.OUTPUT, *flags.FILES, *flags.QUIETLY)

APPLY = Command(
    name="apply",
    about="Apply a configuration to a resource by file name or stdin",
    usage="-f FILE",
    run=apply,
    reads=True,
    example="kubectl apply -f web.yaml\nkubectl create deployment web --image=web:1 --dry-run=client -o yaml | kubectl apply -f -",
    flags=(
        *SHARED,
        Flag("server-side", here=False),
        Flag("force-conflicts", here=False),
        Flag("prune", here=False),
        Flag("all", here=False),
        Flag("selector", "l", Takes.TEXT, here=False),
        Flag("overwrite", help="accepted, and without effect here"),
        Flag("force", help="accepted, and without effect here"),
        Flag("wait", help="accepted; every command is waited for"),
        Flag("grace-period", "", Takes.NUMBER, "accepted, and without effect here"),
    ),
)
REPLACE = Command(
    name="replace",
    about="Replace a resource by file name or stdin",
    usage="-f FILE [--force]",
    run=replace,
    reads=True,
    example="kubectl replace -f web.yaml --force",
    flags=(
        *SHARED,
        Flag("force", help="delete the object and make it again"),
        Flag("grace-period", "", Takes.NUMBER, "accepted, and without effect here"),
        Flag("subresource", "", Takes.TEXT, here=False),
    ),
)
