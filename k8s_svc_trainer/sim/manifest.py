"""Manifests to objects and back. The two are inverses: an object's manifest reads as the same object.

A field that Kubernetes does not have is refused with its path (`spec.ports[0].targetport`). One that Kubernetes has and
the simulator does not interpret is kept in the object's `rest` and printed back. A null means absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from k8s_svc_trainer.sim.fields import KNOWN_KINDS, UNINTERPRETED
from k8s_svc_trainer.sim.objects import KINDS, KubeObject, ObjectMeta, Unmodelled, Value, kind_of

REST = "(rest)"


class FieldFault(msgspec.Struct, frozen=True, gc=False):
    """A field that cannot be read: its path, what is wrong, and what to do."""

    path: str
    message: str
    remedy: str = ""


class ManifestFault(ValueError):
    """A mapping that is no manifest; `faults` holds all that is wrong with it."""

    def __init__(self, faults: tuple[FieldFault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.path}: {fault.message}" if fault.path else fault.message for fault in faults))


def from_mapping(manifest: Mapping[str, Any]) -> KubeObject:
    """The object that a manifest states.

    Raises ManifestFault with every field that Kubernetes does not have or that has another type.
    """
    kind, version = manifest.get("kind"), manifest.get("apiVersion")
    info = KINDS.get(kind) if isinstance(kind, str) else None
    if info is None:
        return _unmodelled(manifest, kind, version)
    if version != info.apiVersion:
        raise ManifestFault(
            (FieldFault("apiVersion", f"{kind} is of {info.apiVersion}, not {version!r}", f"write apiVersion: {info.apiVersion}"),)
        )
    body = {key: value for key, value in manifest.items() if key not in ("kind", "apiVersion")}
    obj: KubeObject = convert(body, info.struct)
    return obj


def convert(body: Mapping[str, Any], struct: type[Any], *, path: str = "") -> Any:
    """A mapping as a struct of `objects`; `path` is where it stands in its manifest.

    Raises ManifestFault as from_mapping does.
    """
    try:
        return msgspec.convert(body, struct)
    except msgspec.ValidationError:
        faults: list[FieldFault] = []
        tidy = _tidy(body, _type_info(struct), path, faults)  # type: ignore[arg-type]  # a type is hashable
        if not faults:
            try:
                return msgspec.convert(tidy, struct)
            except msgspec.ValidationError as error:
                faults.append(FieldFault(path, str(error)))
        raise ManifestFault(tuple(faults)) from None


@cache
def _type_info(struct: type[Any]) -> inspect.Type:
    """What msgspec knows of a struct, which takes it milliseconds to say."""
    return inspect.type_info(struct)


def to_mapping(obj: KubeObject) -> dict[str, Any]:
    """The manifest of an object, absent fields left out."""
    if isinstance(obj, Unmodelled):
        return {"apiVersion": obj.apiVersion, "kind": obj.kind, "metadata": plain(obj.metadata), **obj.rest}
    kind = kind_of(obj)
    return {"apiVersion": KINDS[kind].apiVersion, "kind": kind, **plain(obj)}


def plain(value: Any) -> Any:
    """A struct of `objects` as plain mappings and lists, absent fields left out."""
    kind = type(value)
    if kind in ATOMS:
        return value
    if isinstance(value, Value):
        made = {name: shown for field, name in _names(type(value)) if (shown := _shown(getattr(value, field))) is not None}
        return {**made, **value.rest} if value.rest else made
    if kind is tuple or kind is list:
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return value


def _shown(value: Any) -> Any:
    """A field as it is printed; None where it is absent."""
    if value is None or type(value) in ATOMS:
        return value
    shown = plain(value)
    absent = not shown and (not isinstance(value, Value) or type(value).__name__ in EMPTY_IS_ABSENT)
    return None if absent else shown


ATOMS = frozenset({str, int, bool})
EMPTY_IS_ABSENT = frozenset(
    {
        "EndpointConditions",
        "LoadBalancerStatus",
        "ServiceStatus",
        "PodStatus",
        "NodeStatus",
        "NodeSpec",
        "IngressStatus",
        "ServiceBackendPort",
        "IngressClassSpec",
    }
)


@cache
def _names(struct: type[Value]) -> tuple[tuple[str, str], ...]:
    """(attribute, name in a manifest) of each interpreted field."""
    return tuple(
        (field, name) for field, name in zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True) if field != "rest"
    )


def _unmodelled(manifest: Mapping[str, Any], kind: Any, version: Any) -> Unmodelled:
    if not isinstance(kind, str) or not kind:
        raise ManifestFault(
            (
                FieldFault(
                    "kind", "is missing" if kind is None else f"must be a word, not {kind!r}", "every object says its kind and apiVersion"
                ),
            )
        )
    if not isinstance(version, str) or not version:
        raise ManifestFault((FieldFault("apiVersion", f"is missing on this {kind}", "every object says its kind and apiVersion"),))
    if kind not in KNOWN_KINDS and "." not in version.split("/")[0]:
        near = get_close_matches(kind, [*KINDS, *KNOWN_KINDS], 1)
        raise ManifestFault((FieldFault("kind", f"Kubernetes {version} has no kind {kind}", f"did you mean {near[0]}?" if near else ""),))
    metadata = convert(manifest.get("metadata") or {}, ObjectMeta, path="metadata")
    rest = {key: value for key, value in manifest.items() if key not in ("apiVersion", "kind", "metadata")}
    return Unmodelled(apiVersion=version, kind=kind, metadata=metadata, rest=rest)


def _tidy(value: Any, info: inspect.Type, path: str, faults: list[FieldFault]) -> Any:
    """The value with nulls left out and uninterpreted fields moved to `rest`; what cannot be read goes to `faults`."""
    match info:
        case inspect.UnionType():
            return _tidy_union(value, info, path, faults)
        case inspect.StructType():
            return _tidy_struct(value, info, path, faults)
        case inspect.VarTupleType():
            if not isinstance(value, list | tuple):
                return _wrong(value, "a list", path, faults)
            return [_tidy(item, info.item_type, f"{path}[{index}]", faults) for index, item in enumerate(value)]
        case inspect.DictType() if isinstance(info.value_type, inspect.StrType | inspect.IntType):
            if not isinstance(value, Mapping):
                return _wrong(value, "a mapping", path, faults)
            return {key: _tidy(item, info.value_type, _join(path, str(key)), faults) for key, item in value.items() if item is not None}
        case inspect.DictType():
            return value if isinstance(value, Mapping) else _wrong(value, "a mapping", path, faults)
    return _tidy_scalar(value, info, path, faults)


SCALARS: tuple[tuple[type[inspect.Type], type, str], ...] = (
    (inspect.StrType, str, "a string"),
    (inspect.BoolType, bool, "true or false"),
    (inspect.IntType, int, "a whole number"),
)


def _tidy_scalar(value: Any, info: inspect.Type, path: str, faults: list[FieldFault]) -> Any:
    for kind, python, words in SCALARS:
        if isinstance(info, kind) and (not isinstance(value, python) or (python is int and isinstance(value, bool))):
            return _wrong(value, words, path, faults)
    return value


def _tidy_union(value: Any, info: inspect.UnionType, path: str, faults: list[FieldFault]) -> Any:
    choices = [choice for choice in info.types if not isinstance(choice, inspect.NoneType)]
    if value is None or len(choices) > 1:
        good = value is None or (isinstance(value, int | str) and not isinstance(value, bool))
        return value if good else _wrong(value, "a whole number or a string", path, faults)
    return _tidy(value, choices[0], path, faults)


def _tidy_struct(value: Any, info: inspect.StructType, path: str, faults: list[FieldFault]) -> Any:
    if not isinstance(value, Mapping):
        return _wrong(value, "a mapping", path, faults)
    fields = {field.encode_name: field.type for field in info.fields if field.name != "rest"}
    kept = UNINTERPRETED.get(info.cls.__name__, frozenset())
    tidy: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for key, item in value.items():
        if key in fields:
            if item is not None:
                tidy[key] = _tidy(item, fields[key], _join(path, key), faults)
        elif key in kept:
            rest[key] = item
        else:
            near = get_close_matches(str(key), [*fields, *kept], 1, 0.7)
            faults.append(
                FieldFault(_join(path, str(key)), "Kubernetes has no such field here", f"did you mean {near[0]}?" if near else "")
            )
    if rest:
        tidy[REST] = rest
    return tidy


def _join(path: str, key: str) -> str:
    step = f"[{key}]" if "." in key or "/" in key else key
    return f"{path}.{step}" if path and not step.startswith("[") else f"{path}{step}"


def _wrong(value: Any, words: str, path: str, faults: list[FieldFault]) -> None:
    faults.append(FieldFault(path, f"must be {words}, not {_show(value)}"))


def _show(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "a mapping"
        case list() | tuple():
            return "a list"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def documents(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of one parsed document: itself, or the items of a List, at any depth.

    Raises ManifestFault where it is neither.
    """
    if not isinstance(value, Mapping):
        raise ManifestFault((FieldFault("", f"an object must be a mapping, not {_show(value)}"),))
    kind = value.get("kind")
    if not (isinstance(kind, str) and kind.endswith("List") and "items" in value):
        yield value
        return
    items = value["items"]
    if items is not None and not isinstance(items, list | tuple):
        raise ManifestFault((FieldFault("items", f"must be a list, not {_show(items)}"),))
    for item in items or ():
        if isinstance(item, Mapping) and "kind" not in item and kind != "List":
            yield {"apiVersion": value.get("apiVersion"), "kind": kind.removesuffix("List"), **item}
        else:
            yield from documents(item)
