"""`kubectl edit`: objects in the learner's own editor, again with a comment where the API server refuses them.

Source: kubectl pkg/cmd/util/editor/editoptions.go (EditOptions.Run).
"""

from __future__ import annotations

from collections.abc import Mapping

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.changing import targets_of
from k8s_svc_trainer.lab.kubectl.files import parsed_text
from k8s_svc_trainer.lab.kubectl.shown import told
from k8s_svc_trainer.lab.kubectl.targets import Picked, Target
from k8s_svc_trainer.lab.kubectl.writing import change
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.kubectl.output import yaml_of
from k8s_svc_trainer.printers.kubectl.served import manifest as served

HEADER = """# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
"""
CANCELLED = "Edit cancelled, no changes made.\n"
NOT_VALID = "error: Edit cancelled, no valid changes were saved."


def edit(view: View, parsed: Parsed) -> Printed:
    """Change objects in an editor."""
    picked = targets_of(view, parsed, parsed.words, verb="edit")
    if picked.missing:
        raise Failed(picked.errors)
    before = yaml_of([served(view.cluster, one.obj) for one in picked.targets], single=len(picked.targets) == 1)
    text, told_of = before, ""
    while True:
        edited = view.editor(HEADER + told_of + text)
        bare = _stripped(edited)
        if bare == _stripped(before):
            return Printed("", CANCELLED)
        if not bare.strip():
            return Printed("", "Edit cancelled, saved file was empty.\n")
        if told_of and bare == _stripped(text):
            raise Failed(NOT_VALID)
        try:
            return _saved(view, parsed, picked, bare)
        except Failed as failed:
            text, told_of = bare, _comment(failed.stderr)


def _stripped(text: str) -> str:
    """The text without its comments, as kubectl compares it."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines() if not line.startswith("#") and line.strip())


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in text.strip().splitlines()) + "#\n"


def _saved(view: View, parsed: Parsed, picked: Picked, text: str) -> Printed:
    """All objects of the edited text written, or none."""
    manifests = [node.value for node in parsed_text(text, "the edited file")]
    wanted = [(target, _mate(target, manifests, alone=len(picked.targets) == len(manifests) == 1)) for target in picked.targets]
    cluster, out, err = view.cluster, [], []
    view.cluster = cluster.fork()
    try:
        for target, manifest in wanted:
            written = change(view, target, manifest)
            out.append(told(view, parsed, written.manifest, "edited") if written is not None else "")
            err.append(written.warnings if written is not None else f"{target.resource.typed}/{target.name} skipped\n")
    except Failed:
        view.cluster = cluster
        raise
    return Printed("".join(out), "".join(err))


def _mate(target: Target, manifests: list[Mapping[str, object]], *, alone: bool) -> Mapping[str, object]:
    """The edited manifest of an object."""
    if alone:
        return manifests[0]
    for manifest in manifests:
        metadata = manifest.get("metadata")
        if isinstance(metadata, Mapping) and manifest.get("kind") == target.resource.kind and metadata.get("name") == target.name:
            return manifest
    raise Failed(f"error: {target.resource.typed}/{target.name} is missing in the edited file")


COMMAND = Command(
    name="edit",
    about="Edit a resource on the server, in your own editor",
    usage="TYPE NAME | TYPE/NAME",
    run=edit,
    names=("kinds", "names"),
    example="kubectl edit svc web",
    flags=(
        flags.OUTPUT,
        *flags.FILES,
        Flag("output-patch", here=False),
        Flag("windows-line-endings", here=False),
        Flag("subresource", "", Takes.TEXT, here=False),
        *flags.QUIETLY,
    ),
)
