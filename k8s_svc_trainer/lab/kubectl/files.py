"""Manifests that a command takes by `-f`: from files, from the pipe, or from an editor.

Decides what kubectl can decode at all; whether the API server takes it is for `writing`. Sources: cli-runtime/pkg/resource (visitor.go,
mapper.go: "resource mapping not found", "Object 'Kind' is missing").
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from k8s_svc_trainer.cases.document import Faults, Node, manifests
from k8s_svc_trainer.lab.options import Parsed
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.kubectl.kinds import BY_KIND
from k8s_svc_trainer.sim.fields import KNOWN_KINDS
from k8s_svc_trainer.sim.objects import KINDS

MOST_NAMED = 200


class Document(msgspec.Struct, frozen=True, gc=False):
    """One manifest and the file that it stands in, as kubectl names it."""

    manifest: Mapping[str, Any]
    file: str

    @property
    def kind(self) -> str:
        """Its kind."""
        return str(self.manifest["kind"])

    @property
    def name(self) -> str:
        """Its name; empty where it has none."""
        metadata = self.manifest.get("metadata")
        name = metadata.get("name") if isinstance(metadata, Mapping) else None
        return name if isinstance(name, str) else ""

    @property
    def namespace(self) -> str:
        """The namespace that it states; empty where it states none."""
        metadata = self.manifest.get("metadata")
        found = metadata.get("namespace") if isinstance(metadata, Mapping) else None
        return found if isinstance(found, str) else ""

    @property
    def namespaced(self) -> bool:
        """Whether objects of its kind lie in a namespace."""
        known = BY_KIND.get(self.kind)
        return known.namespaced if known else True


def documents(view: View, parsed: Parsed) -> tuple[Document, ...]:
    """The manifests of all files of a command. Raises Failed where one cannot be read, in kubectl's words."""
    found = tuple(one for file in parsed.every("filename") for one in _of_file(view, file))
    if not found:
        raise Failed("error: no objects passed" if parsed.has("filename") else "error: must specify one of -f and -k")
    return found


def _of_file(view: View, file: str) -> Iterator[Document]:
    name = "STDIN" if file == "-" else file
    for node in parsed_text(_text(view, file), name):
        yield _document(node, name)


def _text(view: View, file: str) -> str:
    if file == "-":
        if view.stdin is not None:
            text, view.stdin = view.stdin, None
            return text
        return view.editor("")
    if "://" in file:
        raise Failed(f'error: unable to read URL "{file}": this lab does not go out to the network')
    try:
        return view.text_of(file)
    except OSError:
        raise Failed(f'error: the path "{file}" does not exist') from None


def parsed_text(text: str, name: str) -> list[Node]:
    """The manifests of a text. Raises Failed where it is no YAML."""
    try:
        return manifests(text, file=name)
    except Faults as faults:
        first = faults.faults[0]
        where = f"line {first.line}: {first.field}: " if first.field else f"line {first.line}: "
        remedy = f"; {first.remedy}" if first.remedy else ""
        raise Failed(f"error: error parsing {name}: error converting YAML to JSON: yaml: {where}{first.message}{remedy}") from None


def _document(node: Node, file: str) -> Document:
    manifest = node.value
    for word, shown in (("kind", "Kind"), ("apiVersion", "apiVersion")):
        value = manifest.get(word)
        if not isinstance(value, str) or not value:
            text = json.dumps(manifest, separators=(",", ":"), ensure_ascii=False, default=str)[:MOST_NAMED]
            raise Failed(f"error: unable to decode \"{file}\": Object '{shown}' is missing in '{text}'")
    document = Document(manifest, file)
    kind, version = document.kind, manifest["apiVersion"]
    known = KINDS.get(kind)
    if (known is not None and known.apiVersion != version) or (
        known is None and kind not in KNOWN_KINDS and "." not in version.split("/")[0]
    ):
        raise Failed(
            f'error: resource mapping not found for name: "{document.name}" namespace: "{document.namespace}" from "{file}": '
            f'no matches for kind "{kind}" in version "{version}"\nensure CRDs are installed first'
        )
    return document
