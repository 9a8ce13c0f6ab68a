"""`kubectl get`: tables, and objects in other formats. Source: kubectl pkg/cmd/get/get.go."""

from __future__ import annotations

from itertools import groupby

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.events import events
from k8s_svc_trainer.lab.kubectl.files import documents
from k8s_svc_trainer.lab.kubectl.shown import formatted
from k8s_svc_trainer.lab.kubectl.targets import Asked, Picked, Target, known, pick, space
from k8s_svc_trainer.lab.kubectl.writing import placed, stored
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.kubectl import errors
from k8s_svc_trainer.printers.kubectl.get import table
from k8s_svc_trainer.printers.kubectl.jsonpath import JsonPathFault, jsonpath
from k8s_svc_trainer.printers.kubectl.kinds import resource
from k8s_svc_trainer.printers.kubectl.served import manifest
from k8s_svc_trainer.sim.admission.endpoints import DEPRECATION, ENDPOINTS_DEPRECATED

WATCHING = "nothing happens between two commands here, so there is nothing to watch: run the command again, or `sleep 30` first"
NOTHING_ASKED = (
    'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n'
    "error: Required resource not specified.\n"
    'Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\n'
    "See 'kubectl get -h' for help and examples"
)
TABLES = ("", "wide")


def get(view: View, parsed: Parsed) -> Printed:
    """Print objects."""
    if any(parsed.on(one) for one in ("watch", "watch-only")):
        raise Failed(f"error: {WATCHING}")
    if not parsed.words and not parsed.has("filename"):
        raise Failed(NOTHING_ASKED)
    if parsed.words and _is_event(parsed.words[0]):
        return events(view, parsed)
    picked = of_files(view, parsed) if parsed.has("filename") else _picked(view, parsed)
    targets = _sorted(view, parsed, picked.targets)
    if parsed.text("output") not in TABLES:
        if not targets and picked.missing:
            return Printed("", picked.errors, 1)
        text = formatted(view, parsed, [one.obj for one in targets], single=picked.single)
        return Printed(text, warned(view, targets) + picked.errors, 1 if picked.missing else 0)
    text = "\n".join(_tables(view, parsed, targets))
    return Printed(text, warned(view, targets) + _said(view, parsed, picked), 1 if picked.missing else 0)


def warned(view: View, targets: tuple[Target, ...]) -> str:
    """What the API server warns of when Endpoints are read, since 1.33."""
    deprecated = view.cluster.settings.minor >= ENDPOINTS_DEPRECATED and any(one.resource.kind == "Endpoints" for one in targets)
    return f"Warning: {DEPRECATION}\n" if deprecated else ""


def _is_event(word: str) -> bool:
    found = resource(word.partition(",")[0].partition("/")[0])
    return found is not None and found.kind == "Event"


def _picked(view: View, parsed: Parsed) -> Picked:
    return pick(view, parsed, parsed.words, everything=True, ignore_missing=parsed.on("ignore-not-found"))


def of_files(view: View, parsed: Parsed) -> Picked:
    """The objects that are stored under the names of manifests."""
    if parsed.words:
        raise Failed("error: when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well")
    targets, missing = [], []
    found = documents(view, parsed)
    for document in found:
        obj = stored(view.cluster, placed(document, space(view, parsed), stated=parsed.has("namespace")))
        if obj is None:
            missing.append(errors.not_found(known(document.kind).kind, document.name))
        else:
            targets.append(Target(known(document.kind), obj))
    return Picked(tuple(targets), tuple(missing), single=len(found) == 1)


def _tables(view: View, parsed: Parsed, targets: tuple[Target, ...]) -> list[str]:
    """One table for each kind, in the order of the objects."""
    groups = [(kind, list(group)) for kind, group in groupby(targets, key=lambda one: one.resource)]
    several = len({kind for kind, _ in groups}) > 1 or parsed.on("show-kind")
    return [
        table(
            view.cluster,
            kind.kind,
            [one.obj for one in group],
            wide=parsed.text("output") == "wide",
            all_namespaces=parsed.on("all-namespaces") and kind.namespaced,
            show_labels=parsed.on("show-labels"),
            label_columns=parsed.every("label-columns"),
            with_kind=several,
            headers=not parsed.on("no-headers"),
        )
        for kind, group in groups
    ]


def _said(view: View, parsed: Parsed, picked: Picked) -> str:
    if picked.targets or picked.missing or parsed.on("ignore-not-found"):
        return picked.errors
    return nothing(view, parsed, picked.asked)


def nothing(view: View, parsed: Parsed, asked: Asked) -> str:
    """That no object was found, and where."""
    everywhere = parsed.on("all-namespaces") or not all(kind.namespaced for kind in asked.kinds)
    return errors.nothing_found(None if everywhere else space(view, parsed))


def _sorted(view: View, parsed: Parsed, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """In the order of `--sort-by`, a JSONPath (RelaxedJSONPathExpression: braces and the first dot may be left out)."""
    path = parsed.text("sort-by").strip().removeprefix("{").removesuffix("}")
    if not path:
        return targets
    template = f"{{.{path.removeprefix('.')}}}"
    try:
        found = [(jsonpath(template, manifest(view.cluster, one.obj)), one) for one in targets]
    except JsonPathFault as fault:
        raise Failed(f"error: {fault}") from None
    if found and not any(text for text, _ in found):
        raise Failed(f'error: couldn\'t find any field with path "{template}" in the list of objects')
    return tuple(one for _, one in sorted(found, key=lambda pair: _natural(pair[0])))


def _natural(text: str) -> tuple[int, int, str]:
    number = text.isascii() and text.isdigit() and len(text) < 19
    return (0, int(text), "") if number else (1, 0, text)


COMMAND = Command(
    name="get",
    about="Display one or many resources",
    usage="TYPE[,TYPE...] [NAME...] | TYPE/NAME...",
    run=get,
    names=("kinds", "names"),
    example=(
        "kubectl get svc,endpointslices -n shop\nkubectl get pods -A -l app=web -o wide\nkubectl get svc web -o jsonpath='{.spec.selector}'"
    ),
    flags=(
        Flag("output", "o", Takes.TEXT, "wide, yaml, json, name, jsonpath=TEMPLATE or custom-columns=SPEC", names=flags.FORMATS),
        flags.EVERYWHERE,
        flags.SELECTOR,
        flags.FIELDS,
        *flags.FILES,
        Flag("show-labels", help="labels as the last column"),
        Flag("label-columns", "L", Takes.LIST, "these labels as columns"),
        Flag("show-kind", help="each row named by its kind"),
        Flag("no-headers", help="no line of headers"),
        Flag("sort-by", "", Takes.TEXT, "in the order of a field, such as .metadata.name"),
        Flag("ignore-not-found", help="no error for what is not there"),
        Flag("watch", "w", help="refused: nothing happens between two commands here"),
        Flag("watch-only", help="refused, as --watch"),
        Flag("server-print", "", help="accepted, and without effect here"),
        Flag("output-watch-events", here=False),
        Flag("raw", "", Takes.TEXT, here=False),
        Flag("subresource", "", Takes.TEXT, here=False),
        Flag("template", "", Takes.TEXT, here=False),
        *flags.QUIETLY,
    ),
)
