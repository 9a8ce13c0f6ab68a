"""`kubectl set`: selector, image, env. Sources: kubectl pkg/cmd/set (set_selector.go, set_image.go, set_env.go)."""

from __future__ import annotations

import re

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.changing import Manifest, changed, copied, pod_spec, targets_of
from k8s_svc_trainer.lab.kubectl.targets import Target
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim.manifest import to_mapping

ENV_NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
NOTHING_NAMED = "error: one or more resources must be specified as <resource> <name> or <resource>/<name>"


def set_selector(view: View, parsed: Parsed) -> Printed:
    """Put another selector in the place of a Service's: what it does not name is gone."""
    if not parsed.words:
        raise Failed("error: one selector is required")
    selector = _equalities(parsed.words[-1])
    picked = targets_of(view, parsed, parsed.words[:-1], verb="set selector")

    def do(manifest: Manifest, target: Target) -> None:
        if target.resource.kind != "Service":
            raise Failed("error: setting a selector is only supported for Services")
        manifest["spec"].pop("selector", None)
        if selector:
            manifest["spec"]["selector"] = selector

    return changed(view, parsed, picked, do, said="selector updated", same="selector updated")


def _equalities(text: str) -> dict[str, str]:
    """The pairs of a selector; a Service's selector knows nothing but equality."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = part.partition("=")
        if not equals or name.endswith("!") or " " in part:
            raise Failed(f"error: match expression [{part}] not supported on this object")
        found[name.strip()] = value.lstrip("=").strip()
    return found


def _pairs(words: tuple[str, ...], what: str) -> tuple[tuple[str, ...], dict[str, str], list[str]]:
    """Resources, then NAME=VALUE (and NAME-, which takes away); a resource behind the first pair is refused (GetResourcesAndPairs)."""
    resources: list[str] = []
    pairs: dict[str, str] = {}
    gone: list[str] = []
    for word in words:
        name, equals, value = word.partition("=")
        is_pair = bool(equals and name) or (what == "env" and word.endswith("-") and len(word) > 1)
        if not is_pair and (pairs or gone):
            raise Failed(f"error: all resources must be specified before {what} changes: {word}")
        if not is_pair:
            resources.append(word)
        elif equals:
            pairs[name] = value
        else:
            gone.append(word[:-1])
    return tuple(resources), pairs, gone


def set_image(view: View, parsed: Parsed) -> Printed:
    """Give containers another image."""
    resources, images, _ = _pairs(parsed.words, "image")
    if not resources and not parsed.has("filename"):
        raise Failed(NOTHING_NAMED)
    if not images:
        raise Failed("error: at least one image update is required")
    picked = targets_of(view, parsed, resources, verb="set image")

    def do(manifest: Manifest, target: Target) -> None:
        spec = pod_spec(manifest, target)
        containers = [*spec.get("containers", ()), *spec.get("initContainers", ())]
        for name, image in images.items():
            fitting = [one for one in containers if name in ("*", one.get("name"))]
            if not fitting:
                raise Failed(f'error: unable to find container named "{name}"')
            for one in fitting:
                one["image"] = image

    return changed(view, parsed, picked, do, said="image updated")


def set_env(view: View, parsed: Parsed) -> Printed:
    """Give containers environment variables, or take them away."""
    resources, values, gone = _pairs(parsed.words, "env")
    if not resources and not parsed.has("filename"):
        raise Failed(NOTHING_NAMED)
    values |= dict(_pair(text) for text in parsed.every("env"))
    wrong = next((name for name in (*values, *gone) if not ENV_NAME.fullmatch(name)), None)
    if wrong is not None:
        raise Failed(f"error: {wrong!r} is not a valid environment variable name")
    if parsed.on("list"):
        return _listed(view, parsed, resources)
    if not values and not gone:
        raise Failed("error: at least one environment variable must be provided")
    picked = targets_of(view, parsed, resources, verb="set env")
    only = parsed.text("containers", "*")

    def do(manifest: Manifest, target: Target) -> None:
        for one in pod_spec(manifest, target).get("containers", ()):
            if only in ("*", one.get("name")):
                _update(one, values, gone)

    return changed(view, parsed, picked, do, said="env updated")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Failed(f"error: environment variables must be of the form key=value, but {text!r} is not")
    return name, value


def _update(container: Manifest, values: dict[str, str], gone: list[str]) -> None:
    old = [one for one in container.get("env", ()) if isinstance(one, dict) and one.get("name") not in gone]
    new = [{"name": one["name"], "value": values[one["name"]]} if one.get("name") in values else one for one in old]
    names = {one.get("name") for one in old}
    new += [{"name": name, "value": value} for name, value in values.items() if name not in names and name not in gone]
    container.pop("env", None)
    if new:
        container["env"] = new


def _listed(view: View, parsed: Parsed, resources: tuple[str, ...]) -> Printed:
    picked = targets_of(view, parsed, resources, verb="set env")
    lines: list[str] = []
    for target in picked.targets:
        for one in pod_spec(copied(to_mapping(target.obj)), target).get("containers", ()):
            lines.append(f"# {target.resource.kind} {target.name}, container {one.get('name')}\n")
            lines += [f"{env.get('name')}={env.get('value', '')}\n" for env in one.get("env", ()) if isinstance(env, dict)]
    return Printed("".join(lines), picked.errors, 1 if picked.missing else 0)


def _absent(view: View, parsed: Parsed) -> Printed:
    raise Failed("this lab has no such command: it changes no traffic")


SHARED = (flags.DRY_RUN, flags.OUTPUT, *flags.FILES, flags.ALL, flags.SELECTOR, Flag("local", here=False), *flags.QUIETLY)

COMMAND = Command(
    name="set",
    about="Set specific features on objects",
    subs=(
        Command(
            name="selector",
            about="Put another selector in the place of a Service's",
            usage="TYPE NAME KEY=VALUE[,KEY=VALUE]",
            run=set_selector,
            names=("kinds", "names"),
            example="kubectl set selector svc/web app=web",
            flags=(Flag("resource-version", "", Takes.TEXT, here=False), *SHARED),
        ),
        Command(
            name="image",
            about="Update the image of a pod template",
            usage="TYPE NAME CONTAINER=IMAGE",
            run=set_image,
            names=("kinds", "names"),
            example="kubectl set image deployment/web web=web:2",
            flags=SHARED,
        ),
        Command(
            name="env",
            about="Update environment variables on a pod template",
            usage="TYPE/NAME KEY=VALUE | KEY-",
            run=set_env,
            names=("kinds", "names"),
            example="kubectl set env deployment/web BACKEND=http://cart.shop",
            flags=(
                Flag("containers", "c", Takes.TEXT, "only this container", "*", names="container"),
                Flag("env", "e", Takes.EACH, "KEY=VALUE"),
                Flag("list", help="print the variables"),
                Flag("overwrite", help="accepted; variables are overwritten"),
                Flag("from", "", Takes.TEXT, here=False),
                *SHARED,
            ),
        ),
        Command(name="resources", about="Not in this lab", run=_absent, here=False),
        Command(name="serviceaccount", about="Not in this lab", aliases=("sa",), run=_absent, here=False),
    ),
)
