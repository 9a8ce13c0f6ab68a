"""`kubectl label` and `kubectl annotate`. Sources: kubectl pkg/cmd/label/label.go, pkg/cmd/annotate/annotate.go."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.lab.command import Command, Run
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.changing import copied, each, targets_of
from k8s_svc_trainer.lab.kubectl.shown import told
from k8s_svc_trainer.lab.kubectl.targets import Picked, Target
from k8s_svc_trainer.lab.kubectl.writing import change
from k8s_svc_trainer.lab.options import Flag, Flags, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.kubectl.messages import label_verb
from k8s_svc_trainer.sim.admission.words import label_value
from k8s_svc_trainer.sim.manifest import to_mapping

NOTHING_NAMED = "error: one or more resources must be specified as <resource> <name> or <resource>/<name>"


class Changes(msgspec.Struct, frozen=True, gc=False):
    """What is to be set, and what is to be taken away."""

    new: dict[str, str]
    gone: tuple[str, ...]


def _told_apart(words: tuple[str, ...], what: str) -> tuple[tuple[str, ...], Changes]:
    """Resources first, then KEY=VALUE and KEY-; the first word with = or a final - ends the resources."""
    place = next((at for at, word in enumerate(words) if _is_change(word)), len(words))
    new: dict[str, str] = {}
    gone: list[str] = []
    for word in words[place:]:
        key, equals, value = word.partition("=")
        if equals:
            new[key] = value
        elif word.endswith("-"):
            gone.append(word[:-1])
        else:
            raise Failed(f"error: all resources must be specified before {what} changes: {word}")
    return words[:place], Changes(new, tuple(gone))


def _is_change(word: str) -> bool:
    return ("=" in word and not word.startswith("=")) or (word.endswith("-") and len(word) > 1)


def label(view: View, parsed: Parsed) -> Printed:
    """Set labels, or take them away."""
    words, changes = _told_apart(parsed.words, "label")
    picked = _picked(view, parsed, words, changes, "label")
    for key, value in changes.new.items():
        if "=" in value:
            raise Failed(f"error: invalid label spec: {key}={value}")
        wrong = label_value(value)
        if wrong:
            raise Failed(f'error: invalid label value: "{key}={value}": {";".join(wrong)}')
    if set(changes.new) & set(changes.gone):
        raise Failed("error: can not both modify and remove a label in the same command")
    if parsed.on("list"):
        return _listed(picked, "labels")
    return each(picked.targets, lambda one: _label(view, parsed, one, changes), missing=picked.errors)


def _label(view: View, parsed: Parsed, target: Target, changes: Changes) -> Printed:
    old = dict(target.obj.metadata.labels)
    if not parsed.on("overwrite"):
        taken = [key for key, value in changes.new.items() if key in old and old[key] != value]
        if taken:
            lines = "\n".join(f"'{key}' already has a value ({old[key]}), and --overwrite is false" for key in taken)
            raise Failed(f"error: {lines}")
    lost = "".join(f'label "{key}" not found.\n' for key in changes.gone if key not in old)
    added = any(old.get(key) != value for key, value in changes.new.items())
    removed = any(key in old for key in changes.gone)
    return _written(view, parsed, target, "labels", _merged(old, changes), label_verb(added=added, removed=removed), lost)


def annotate(view: View, parsed: Parsed) -> Printed:
    """Set annotations, or take them away."""
    words, changes = _told_apart(parsed.words, "annotation")
    picked = _picked(view, parsed, words, changes, "annotation")
    both = sorted(set(changes.new) & set(changes.gone))
    if both:
        raise Failed(f"error: can not both modify and remove the following annotation(s) in the same command: {', '.join(both)}")
    if parsed.on("list"):
        return _listed(picked, "annotations")
    return each(picked.targets, lambda one: _annotate(view, parsed, one, changes), missing=picked.errors)


def _annotate(view: View, parsed: Parsed, target: Target, changes: Changes) -> Printed:
    old = dict(target.obj.metadata.annotations)
    if not parsed.on("overwrite"):
        taken = [f"'{key}' already has a value ({old[key]})" for key, value in changes.new.items() if key in old and old[key] != value]
        if taken:
            raise Failed(f"error: --overwrite is false but found the following declared annotation(s): {'; '.join(taken)}")
    return _written(view, parsed, target, "annotations", _merged(old, changes), "annotated", "")


def _merged(old: dict[str, str], changes: Changes) -> dict[str, str]:
    return {key: value for key, value in {**old, **changes.new}.items() if key not in changes.gone}


def _written(view: View, parsed: Parsed, target: Target, field: str, values: dict[str, str], said: str, before: str) -> Printed:
    new = copied(to_mapping(target.obj))
    new["metadata"].pop(field, None)
    if values:
        new["metadata"][field] = values
    done = change(view, target, new, dry=flags.is_dry(parsed))
    manifest = done.manifest if done is not None else to_mapping(target.obj)
    return Printed(before + told(view, parsed, manifest, said), done.warnings if done is not None else "")


def _picked(view: View, parsed: Parsed, words: tuple[str, ...], changes: Changes, what: str) -> Picked:
    if not words and not parsed.has("filename"):
        raise Failed(NOTHING_NAMED)
    if parsed.on("all") and parsed.text("selector"):
        raise Failed("error: cannot set --all and --selector at the same time")
    if not changes.new and not changes.gone and not parsed.on("list"):
        raise Failed(f"error: at least one {what} update is required")
    return targets_of(view, parsed, words, verb=what)


def _listed(picked: Picked, field: str) -> Printed:
    lines = [f"{key}={value}\n" for one in picked.targets for key, value in getattr(one.obj.metadata, field).items()]
    return Printed("".join(lines), picked.errors, 1 if picked.missing else 0)


SHARED: Flags = (
    Flag("overwrite", help="also where it has a value already"),
    Flag("list", help="print them"),
    flags.ALL,
    flags.EVERYWHERE,
    flags.SELECTOR,
    flags.FIELDS,
    flags.DRY_RUN,
    flags.OUTPUT,
    *flags.FILES,
    Flag("local", here=False),
    Flag("resource-version", "", Takes.TEXT, here=False),
    *flags.QUIETLY,
)


def _command(name: str, about: str, run: Run, example: str) -> Command:
    usage = "TYPE NAME KEY=VALUE | KEY-"
    return Command(name=name, about=about, usage=usage, run=run, names=("kinds", "names"), example=example, flags=SHARED)


LABEL = _command(
    "label", "Update the labels on a resource", label, "kubectl label pod web-1 app=web --overwrite\nkubectl label pod web-1 tier-"
)
ANNOTATE = _command("annotate", "Update the annotations on a resource", annotate, "kubectl annotate svc web owner=shop --overwrite")
