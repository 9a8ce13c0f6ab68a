"""Objects in the format that `-o` asks for, and what a verb says of an object that it has changed.

Decides which printer is asked; the printers decide the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from k8s_svc_trainer.lab.kubectl.flags import dry_words
from k8s_svc_trainer.lab.options import Parsed
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.kubectl.custom_columns import custom_columns
from k8s_svc_trainer.printers.kubectl.get import names
from k8s_svc_trainer.printers.kubectl.jsonpath import JsonPathFault, jsonpath
from k8s_svc_trainer.printers.kubectl.messages import done
from k8s_svc_trainer.printers.kubectl.output import json_of, listed, yaml_of
from k8s_svc_trainer.printers.kubectl.served import manifest
from k8s_svc_trainer.sim.manifest import from_mapping
from k8s_svc_trainer.sim.objects import KubeObject

ALLOWED = (
    "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,"
    "kyaml,name,template,templatefile,wide,yaml"
)
ABSENT = ("go-template", "template", "jsonpath-file", "jsonpath-as-json", "custom-columns-file", "kyaml", "templatefile")


def formatted(view: View, parsed: Parsed, objects: Sequence[KubeObject], *, single: bool) -> str:
    """The objects as `-o` asks for them, but for tables.

    Raises Failed for a format that there is not, and for a template that cannot be read.
    """
    form, equals, template = parsed.text("output").partition("=")
    manifests = [manifest(view.cluster, one) for one in objects]
    match form:
        case "yaml":
            return yaml_of(manifests, single=single)
        case "json":
            return json_of(manifests, single=single)
        case "name":
            return names(objects)
        case "jsonpath":
            return _of_template(template, listed(manifests, single=single), written=bool(equals))
        case "custom-columns":
            return _of_columns(template, manifests, headers=not parsed.on("no-headers"))
        case _ if form in ABSENT:
            raise Failed(f"kubectl has -o {form}, and this lab does not: use jsonpath= or custom-columns=")
        case _:
            raise Failed(f'error: unable to match a printer suitable for the output format "{form}", allowed formats are: {ALLOWED}')


def _of_template(template: str, data: Mapping[str, Any], *, written: bool) -> str:
    if not written or not template:
        raise Failed("error: template format specified but no template given")
    try:
        return jsonpath(template, data)
    except JsonPathFault as fault:
        raise Failed(f"error: {fault}") from None


def _of_columns(spec: str, manifests: Sequence[Mapping[str, Any]], *, headers: bool) -> str:
    if not spec:
        raise Failed("error: custom-columns format specified but no custom columns given")
    try:
        return custom_columns(spec, manifests, headers=headers)
    except JsonPathFault as fault:
        raise Failed(f"error: {fault}") from None


def told(view: View, parsed: Parsed, stored: Mapping[str, Any], verb: str) -> str:
    """`service/web configured`, or the object as `-o` asks for it."""
    obj = from_mapping(stored)
    if parsed.text("output"):
        return formatted(view, parsed, (obj,), single=True)
    return done(obj, f"{verb}{dry_words(parsed)}")


def sent(parsed: Parsed, bare: Mapping[str, Any], verb: str) -> str:
    """What `--dry-run=client` shows: the manifest as it would be sent, which no server has seen."""
    form, equals, template = parsed.text("output").partition("=")
    match form:
        case "":
            return done(from_mapping(bare), f"{verb}{dry_words(parsed)}")
        case "yaml":
            return yaml_of([bare])
        case "json":
            return json_of([bare])
        case "name":
            return names([from_mapping(bare)])
        case _:
            return _of_template(template, bare, written=bool(equals))
