"""Which objects the words of a kubectl command name: TYPE, TYPE NAME..., TYPE/NAME..., several types, `all`, selectors.

Decides how words become objects, and which words cannot. Source: k8s.io/cli-runtime/pkg/resource/builder.go.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.lab.kubectl.selectors import field_selector, label_selector
from k8s_svc_trainer.lab.options import Parsed
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.kubectl import errors
from k8s_svc_trainer.printers.kubectl.kinds import ALL, BY_KIND, Resource, resource
from k8s_svc_trainer.sim import ObjectKey
from k8s_svc_trainer.sim.objects import KubeObject
from k8s_svc_trainer.sim.reading import every, find

TWICE_NAMED = (
    "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form "
    "(e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"
)
MISSING = """error: You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'"""
NO_MATCH = "error: name cannot be provided when a selector is specified"
NAMED_SELECTOR = "error: selectors and the all flag cannot be used when passing resource/name arguments"


class Asked(msgspec.Struct, frozen=True, gc=False):
    """What words name: whole kinds, or objects of kinds by name. `form`: whether it was written TYPE/NAME."""

    kinds: tuple[Resource, ...] = ()
    named: tuple[tuple[Resource, str], ...] = ()
    form: bool = False


class Target(msgspec.Struct, frozen=True, gc=False):
    """An object that a command is about."""

    resource: Resource
    obj: KubeObject

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.obj.metadata.name)

    @property
    def key(self) -> ObjectKey:
        """Its key."""
        return ObjectKey(self.resource.singular, self.obj.metadata.namespace, self.name)


class Picked(msgspec.Struct, frozen=True, gc=False):
    """The objects of a command, and what it named that is not there (in kubectl's words). `single`: one object was asked for by name."""

    targets: tuple[Target, ...]
    missing: tuple[str, ...] = ()
    single: bool = False
    asked: Asked = Asked()

    @property
    def errors(self) -> str:
        """All that was missed."""
        return "".join(self.missing)


def known(word: str) -> Resource:
    """The resource of a word. Raises Failed where there is none."""
    found = resource(word)
    if found is None:
        raise Failed(errors.unknown_resource(word))
    return found


def asked_for(words: tuple[str, ...]) -> Asked:
    """What the words of a command name. Raises Failed where they name nothing that can be."""
    types = [part for part in words[0].split(",") if part] if words else []
    if len(words) > 1 and len(types) > 1 and not any("/" in word for word in words):
        kinds = _kinds(types)
        return Asked(named=tuple((kind, name) for kind in kinds for name in words[1:]), form=True)
    slashed = [word for word in words if "/" in word]
    if slashed:
        if len(slashed) != len(words):
            raise Failed(f"error: {TWICE_NAMED}")
        return Asked(named=tuple(_pair(word) for word in words), form=True)
    kinds = _kinds(types)
    if len(words) < 2:
        return Asked(kinds=kinds)
    if len(kinds) > 1:
        raise Failed("error: you must specify only one resource")
    return Asked(named=tuple((kinds[0], name) for name in words[1:])) if kinds else Asked()


def _kinds(types: list[str]) -> tuple[Resource, ...]:
    found = [one for word in types for one in ([BY_KIND[kind] for kind in ALL] if word == "all" else [known(word)])]
    return tuple(dict.fromkeys(found))


def _pair(word: str) -> tuple[Resource, str]:
    parts = word.split("/")
    if len(parts) != 2:
        raise Failed("error: arguments in resource/name form may not have more than one slash")
    if not parts[0] or not parts[1] or "," in parts[0]:
        raise Failed("error: arguments in resource/name form must have a single resource and name")
    return known(parts[0]), parts[1]


def space(view: View, parsed: Parsed) -> str:
    """The namespace of a command."""
    return parsed.text("namespace") or view.standing.namespace


def pick(view: View, parsed: Parsed, words: tuple[str, ...], *, everything: bool = False, ignore_missing: bool = False) -> Picked:
    """The objects that a command is about. `everything`: a kind alone means all its objects, as for get.

    Raises Failed where the words name nothing that can be; an object that is not there is told in the result.
    """
    asked = asked_for(words)
    labels, fields = parsed.text("selector"), parsed.text("field-selector")
    if asked.named:
        if labels or fields or parsed.on("all"):
            raise Failed(NAMED_SELECTOR if asked.form else NO_MATCH)
        return _by_name(view, parsed, asked, ignore_missing=ignore_missing)
    if not asked.kinds:
        raise Failed(MISSING)
    if not (everything or labels or fields or parsed.on("all")):
        raise Failed("error: resource(s) were provided, but no name was specified")
    return Picked(tuple(_every(view, parsed, asked, labels, fields)), asked=asked)


def _by_name(view: View, parsed: Parsed, asked: Asked, *, ignore_missing: bool) -> Picked:
    found: list[Target] = []
    missing: list[str] = []
    for kind, name in asked.named:
        if kind.namespaced and parsed.on("all-namespaces"):
            raise Failed("error: a resource cannot be retrieved by name across all namespaces")
        obj = find(view.cluster.state, kind.kind, space(view, parsed) if kind.namespaced else None, name)
        if obj is not None:
            found.append(Target(kind, obj))
        elif not ignore_missing:
            missing.append(errors.not_found(kind.kind, name))
    return Picked(tuple(found), tuple(missing), single=len(asked.named) == 1, asked=asked)


def _every(view: View, parsed: Parsed, asked: Asked, labels: str, fields: str) -> list[Target]:
    fitting = label_selector(labels)
    found: list[Target] = []
    for kind in asked.kinds:
        of_fields = field_selector(fields, kind)
        where = space(view, parsed) if kind.namespaced and not parsed.on("all-namespaces") else None
        for obj in every(view.cluster.state, kind.kind):
            inside = where is None or obj.metadata.namespace == where
            if inside and fitting.fits(obj.metadata.labels) and of_fields(obj):
                found.append(Target(kind, obj))
    return found


def one(picked: Picked) -> Target:
    """The one object of a command. Raises Failed where it is not there."""
    if picked.missing:
        raise Failed(picked.errors)
    if len(picked.targets) != 1:
        raise Failed("error: you must specify exactly one resource" if picked.targets else MISSING)
    return picked.targets[0]
