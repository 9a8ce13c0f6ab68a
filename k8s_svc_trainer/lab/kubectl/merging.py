"""How manifests are merged: strategic merge patches, and the three ways of `kubectl apply`.

Decides which lists are merged item by item and by which key; everything else is replaced whole. The table holds the tags `patchStrategy`
and `patchMergeKey` of k8s.io/api (core/v1, apps/v1, meta/v1 types.go) for the kinds that are modelled.
Sources: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (StrategicMergePatch, CreateThreeWayMergePatch).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Path = tuple[str, ...]  # the kind, then the fields; list indices are left out
DIRECTIVE, DELETE_PRIMITIVES, SET_ORDER, RETAIN = "$patch", "$deleteFromPrimitiveList/", "$setElementOrder/", "$retainKeys"

MERGED: Mapping[Path, str] = {
    ("Service", "spec", "ports"): "port",
    ("conditions",): "type",
    ("ownerReferences",): "uid",
    ("containers",): "name",
    ("initContainers",): "name",
    ("ephemeralContainers",): "name",
    ("containers", "ports"): "containerPort",
    ("initContainers", "ports"): "containerPort",
    ("containers", "env"): "name",
    ("initContainers", "env"): "name",
    ("containers", "volumeMounts"): "mountPath",
    ("initContainers", "volumeMounts"): "mountPath",
    ("volumes",): "name",
    ("imagePullSecrets",): "name",
    ("hostAliases",): "ip",
    ("topologySpreadConstraints",): "topologyKey",
    ("podIPs",): "ip",
    ("Node", "status", "addresses"): "type",
    ("secrets",): "name",
}
PRIMITIVES: frozenset[Path] = frozenset({("metadata", "finalizers"), ("Node", "spec", "podCIDRs")})


class BadPatch(ValueError):
    """A patch that cannot be one for this object; the message is the API server's."""


def merge_key(path: Path) -> str | None:
    """The key by which the items of a list are told apart; None where a list is replaced whole."""
    return next((MERGED[path[start:]] for start in range(len(path)) if path[start:] in MERGED), None)


def _merges_primitives(path: Path) -> bool:
    return any(path[start:] in PRIMITIVES for start in range(len(path)))


# --- strategic merge patch -------------------------------------------------------------------------------------------


def strategic(old: Any, patch: Any, path: Path) -> Any:
    """The value with a strategic merge patch applied; `path` begins with the kind.

    Raises BadPatch where an item of a merged list lacks its key, or a directive is unknown.
    """
    if not isinstance(patch, Mapping):
        return patch
    if DIRECTIVE in patch:
        return _directed(old, patch)
    kept = dict(old) if isinstance(old, Mapping) else {}
    if isinstance(patch.get(RETAIN), list):
        kept = {key: value for key, value in kept.items() if key in patch[RETAIN]}
    for key, value in patch.items():
        if key.startswith(DELETE_PRIMITIVES):
            field = key.removeprefix(DELETE_PRIMITIVES)
            gone = value if isinstance(value, list) else []
            kept[field] = [item for item in _listed(kept.get(field)) if item not in gone]
        elif key == RETAIN or key.startswith(SET_ORDER):
            continue
        elif value is None:
            kept.pop(key, None)
        else:
            kept[key] = _field(kept.get(key), value, (*path, key))
    return kept


def _directed(old: Any, patch: Mapping[str, Any]) -> Any:
    rest = {key: value for key, value in patch.items() if key != DIRECTIVE}
    match patch[DIRECTIVE]:
        case "replace":
            return rest
        case "delete":
            return {}
        case "merge":
            return {**(old if isinstance(old, Mapping) else {}), **rest}
        case other:
            raise BadPatch(f"unknown patch type found: {other}")


def _field(old: Any, value: Any, path: Path) -> Any:
    if not isinstance(value, list):
        return strategic(old, value, path)
    if merge_key(path) is not None:
        return _items(_listed(old), value, path)
    if _merges_primitives(path):
        return [*_listed(old), *(item for item in value if item not in _listed(old))]
    return value


def _items(old: list[Any], patch: list[Any], path: Path) -> list[Any]:
    """A merged list: items of one key are merged, others are added behind."""
    key = merge_key(path) or ""
    if any(isinstance(item, Mapping) and item.get(DIRECTIVE) == "replace" for item in patch):
        return [item for item in patch if not (isinstance(item, Mapping) and DIRECTIVE in item)]
    kept = list(old)
    for item in patch:
        if not isinstance(item, Mapping) or key not in item:
            raise BadPatch(f"map: {_go(item)} does not contain declared merge key: {key}")
        place = next((at for at, one in enumerate(kept) if isinstance(one, Mapping) and one.get(key) == item[key]), None)
        if item.get(DIRECTIVE) == "delete":
            kept = [one for one in kept if not (isinstance(one, Mapping) and one.get(key) == item[key])]
        elif place is None:
            kept.append(strategic({}, item, path))
        else:
            kept[place] = strategic(kept[place], item, path)
    return kept


def _go(value: Any) -> str:
    """A value as Go prints a map."""
    if isinstance(value, Mapping):
        return f"map[{' '.join(f'{key}:{_go(one)}' for key, one in sorted(value.items(), key=lambda pair: str(pair[0])))}]"
    return str(value)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


# --- three ways ------------------------------------------------------------------------------------------------------


def three_way(original: Any, modified: Any, current: Any, path: Path) -> Any:
    """What apply makes of an object: what the file says holds, what only the last one said goes, the rest stays."""
    if not isinstance(modified, Mapping):
        return modified
    before = original if isinstance(original, Mapping) else {}
    kept = dict(current) if isinstance(current, Mapping) else {}
    for key in before:
        if modified.get(key) is None:
            kept.pop(key, None)
    for key, value in modified.items():
        if value is None:
            kept.pop(key, None)
        else:
            kept[key] = _three(before.get(key), value, kept.get(key), (*path, key))
    return kept


def _three(original: Any, modified: Any, current: Any, path: Path) -> Any:
    key = merge_key(path) if isinstance(modified, list) else None
    if key is None:
        return three_way(original, modified, current, path)
    wanted = {_of(item, key): item for item in modified}
    gone = {_of(item, key) for item in _listed(original)} - set(wanted)
    kept = [item for item in _listed(current) if _of(item, key) not in gone]
    first = {_of(item, key): item for item in _listed(original)}
    there = {_of(item, key) for item in kept}
    merged = [three_way(first.get(_of(one, key)), wanted[_of(one, key)], one, path) if _of(one, key) in wanted else one for one in kept]
    return [*merged, *(item for name, item in wanted.items() if name not in there)]


def _of(item: Any, key: str) -> str:
    """What an item of a merged list is known by."""
    return repr(item.get(key)) if isinstance(item, Mapping) else repr(item)
