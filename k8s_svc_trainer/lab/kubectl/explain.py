"""`kubectl explain`: the fields of a kind and their types, as far as the simulator interprets or keeps them.

Decides how the simulator's types are worded; what a field means is said by the page that is named. The layout is that of
kubectl pkg/explain/v2/templates/plaintext.tmpl, without descriptions.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import inspect

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl.targets import known
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim.fields import UNINTERPRETED
from k8s_svc_trainer.sim.objects import KINDS

NO_TYPE = 'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.'
PAGE = "https://kubernetes.io/docs/reference/kubernetes-api/"
PLAIN: tuple[tuple[type[inspect.Type], str], ...] = (
    (inspect.StrType, "string"),
    (inspect.IntType, "integer"),
    (inspect.BoolType, "boolean"),
    (inspect.DictType, "map[string]string"),
)


def explain(view: View, parsed: Parsed) -> Printed:
    """The fields of a kind, or of a field of it."""
    if len(parsed.words) != 1:
        raise Failed(NO_TYPE if not parsed.words else "error: We accept only this format: explain RESOURCE\n")
    word, *path = parsed.words[0].split(".")
    found = known(word)
    info = KINDS.get(found.kind)
    kind: inspect.Type | None = inspect.type_info(info.struct) if info is not None else None
    for step in path:
        kind = _field(kind, step)
        if kind is None:
            raise Failed(f'error: field "{step}" does not exist')
    head = f"GROUP:      {found.group}\n" if found.group else ""
    head += f"KIND:       {found.kind}\nVERSION:    {found.version.rpartition('/')[2]}\n\n"
    head += f"FIELD: {path[-1]} <{_words(kind)}>\n\n" if path else ""
    fields = "".join(f"  {name}\t<{words}>\n" for name, words in sorted(_fields(kind)))
    return Printed(f"{head}DESCRIPTION:\n    {PAGE}\n\n" + (f"FIELDS:\n{fields}\n" if fields else ""))


def _struct(kind: inspect.Type | None) -> inspect.StructType | None:
    """The struct within a type: of what may be absent, and of the items of a list."""
    match kind:
        case inspect.StructType():
            return kind
        case inspect.VarTupleType():
            return _struct(kind.item_type)
        case inspect.UnionType():
            return next((found for one in kind.types if (found := _struct(one)) is not None), None)
        case _:
            return None


def _field(kind: inspect.Type | None, name: str) -> inspect.Type | None:
    struct = _struct(kind)
    return next((one.type for one in struct.fields if one.encode_name == name), None) if struct is not None else None


def _fields(kind: inspect.Type | None) -> Iterator[tuple[str, str]]:
    struct = _struct(kind)
    if struct is None:
        return
    yield from ((one.encode_name, _words(one.type)) for one in struct.fields if one.name != "rest")
    yield from ((name, "kept, not simulated") for name in UNINTERPRETED.get(struct.cls.__name__, ()))


def _words(kind: inspect.Type | None) -> str:
    match kind:
        case inspect.StructType():
            return kind.cls.__name__
        case inspect.VarTupleType():
            return f"[]{_words(kind.item_type)}"
        case inspect.UnionType():
            return " or ".join(_words(one) for one in kind.types if not isinstance(one, inspect.NoneType))
        case _:
            return next((words for struct, words in PLAIN if isinstance(kind, struct)), "Object")


COMMAND = Command(
    name="explain",
    about="The fields of a resource and their types",
    usage="TYPE[.FIELD...]",
    run=explain,
    names=("kinds",),
    example="kubectl explain service.spec\nkubectl explain ingress.spec.rules",
    flags=(
        Flag("recursive", "R", here=False),
        Flag("api-version", "", Takes.TEXT, here=False),
        Flag("max-depth", "", Takes.NUMBER, here=False),
        Flag("output", "o", Takes.TEXT, "accepted, and without effect here"),
    ),
)
