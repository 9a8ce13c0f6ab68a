"""`kubectl patch`: strategic, merge and JSON patches. Sources: kubectl pkg/cmd/patch/patch.go; the API server's handlers/patch.go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from k8s_svc_trainer.cases.document import Faults, manifests_within
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags, jsonpatch, merging
from k8s_svc_trainer.lab.kubectl.get import of_files
from k8s_svc_trainer.lab.kubectl.shown import told
from k8s_svc_trainer.lab.kubectl.targets import Target, pick
from k8s_svc_trainer.lab.kubectl.writing import Written, change, change_status
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim.fields import KNOWN_KINDS
from k8s_svc_trainer.sim.manifest import to_mapping
from k8s_svc_trainer.sim.merge import merge_patch
from k8s_svc_trainer.sim.objects import KINDS

UNREADABLE = "Error from server (BadRequest): error decoding patch: json: cannot unmarshal"
UNPROCESSABLE = "The request is invalid: the server rejected our request due to an error in our request"
NOT_STRATEGIC = (
    "error: application/strategic-merge-patch+json is not supported by {}, Kind={}: the body of the request was in an unknown format - "
    "accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"
)


class Writer(Protocol):
    """Writes what a patch made of an object."""

    def __call__(self, view: View, target: Target, new: Mapping[str, Any], *, dry: bool) -> Written | None:
        """What was written; None where nothing changes."""
        ...


Patched = Callable[[Mapping[str, Any], Any, str], Any]


def patch(view: View, parsed: Parsed) -> Printed:
    """Change fields of objects by a patch."""
    way = _way(parsed)
    written = parsed.text("patch") or _of_file(view, parsed)
    if not written:
        raise Failed("error: must specify --patch or --patch-file containing the contents of the patch")
    value = read(written)
    picked = of_files(view, parsed) if parsed.has("filename") else pick(view, parsed, parsed.words)
    dry = flags.is_dry(parsed)
    out, warned = [], []
    write = _writer(parsed)
    for target in picked.targets:
        done = write(view, target, _patched(way, target, value), dry=dry)
        out.append(told(view, parsed, done.manifest if done else to_mapping(target.obj), "patched" if done else "patched (no change)"))
        warned.append(done.warnings if done else "")
    if not picked.targets and not picked.missing:
        raise Failed("error: no objects passed to patch")
    return Printed("".join(out), "".join(warned) + picked.errors, 1 if picked.missing else 0)


def _way(parsed: Parsed) -> Patched:
    word = parsed.text("type", "strategic")
    if parsed.has("patch") and parsed.has("patch-file"):
        raise Failed("error: cannot specify --patch and --patch-file together")
    found = WAYS.get(word.lower())
    if found is None:
        raise Failed(f'error: --type must be one of [json merge strategic], not "{word}"')
    return found


def _writer(parsed: Parsed) -> Writer:
    """What of an object is written: all but its status, or with --subresource=status that alone."""
    match parsed.text("subresource"):
        case "":
            return change
        case "status":
            return change_status
        case other:
            raise Failed(f"this lab patches objects and their status, and no subresource {other}")


def _of_file(view: View, parsed: Parsed) -> str:
    file = parsed.text("patch-file")
    if not file:
        return ""
    try:
        return view.text_of(file)
    except OSError:
        raise Failed(f"error: unable to read patch file: open {file}: no such file or directory") from None


def read(text: str) -> Any:
    """A patch's value, from JSON or YAML. Raises Failed where it is neither."""
    try:
        found = manifests_within(Node(file="the patch", trail=None, line=1, column=1, value=text))
    except Faults as faults:
        first = faults.faults[0]
        remedy = f"; {first.remedy}" if first.remedy else ""
        raise Failed(f'error: unable to parse "{text}": yaml: line {first.line}: {first.message}{remedy}') from None
    if len(found) != 1 or not isinstance(found[0].value, Mapping | list):
        raise Failed(
            "Error from server (BadRequest): error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}"
        )
    return found[0].value


def _patched(way: Patched, target: Target, value: Any) -> Mapping[str, Any]:
    new = way(to_mapping(target.obj), value, target.resource.kind)
    if not isinstance(new, Mapping):
        raise Failed(UNPROCESSABLE)
    return new


def _strategic(old: Mapping[str, Any], value: Any, kind: str) -> Any:
    if kind == "SecurityGroup" or kind not in (*KINDS, *KNOWN_KINDS):  # a custom resource has no merge keys
        raise Failed(NOT_STRATEGIC.format(old["apiVersion"], kind))
    if not isinstance(value, Mapping):
        raise Failed("Error from server (BadRequest): json: cannot unmarshal array into Go value of type map[string]interface {}")
    try:
        return merging.strategic(old, value, (kind,))
    except merging.BadPatch as bad:
        raise Failed(
            f"Error from server (BadRequest): {bad}" if "declared merge key" not in str(bad) else f"Error from server: {bad}"
        ) from None


def _merge(old: Mapping[str, Any], value: Any, kind: str) -> Any:
    if not isinstance(value, Mapping):
        raise Failed("Error from server (BadRequest): json: cannot unmarshal array into Go value of type map[string]interface {}")
    return merge_patch(old, value)


def _json(old: Mapping[str, Any], value: Any, kind: str) -> Any:
    if not isinstance(value, list):
        raise Failed(
            "Error from server (BadRequest): error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch"
        )
    try:
        return jsonpatch.apply_patch(old, value)
    except jsonpatch.BadPatch:
        raise Failed(UNPROCESSABLE) from None


WAYS: Mapping[str, Patched] = {"strategic": _strategic, "merge": _merge, "json": _json}

COMMAND = Command(
    name="patch",
    about="Update fields of a resource",
    usage="TYPE NAME -p PATCH [--type strategic|merge|json]",
    run=patch,
    names=("kinds", "names"),
    example=(
        """kubectl patch svc web -p '{"spec":{"selector":{"app":"web"}}}'\n"""
        """kubectl patch svc web --type json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":8080}]'"""
    ),
    flags=(
        Flag("patch", "p", Takes.TEXT, "the patch, JSON or YAML"),
        Flag("patch-file", "", Takes.TEXT, "a file that holds the patch", names="file"),
        Flag("type", "", Takes.TEXT, "how the patch is meant", "strategic", names="strategic|merge|json"),
        flags.DRY_RUN,
        flags.OUTPUT,
        *flags.FILES,
        Flag("local", here=False),
        Flag("subresource", "", Takes.TEXT, "status: the patch changes the status alone", names="status"),
        *flags.QUIETLY,
    ),
)
