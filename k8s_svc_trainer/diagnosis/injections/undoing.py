"""The way back from an injection: each object that it touched as it was before."""

from __future__ import annotations

from k8s_svc_trainer.cases.steps import Action, Apply, Delete, Patch, Start, Stop
from k8s_svc_trainer.diagnosis.changing import bare
from k8s_svc_trainer.sim import Cluster, ObjectKey


def undone(before: Cluster, after: Cluster, steps: tuple[Action, ...]) -> tuple[Action, ...]:
    """Steps that bring back what some steps changed: what is gone is made again, what is new is deleted, what differs is replaced."""
    touched = list(dict.fromkeys(key for step in steps if (key := _touched(step)) is not None))
    found: list[Action] = [Start(step.node) for step in steps if isinstance(step, Stop)]
    for key in reversed(touched):
        was = before.get(key)
        if after.get(key) is not None and (was is None or _immutable(key, before, after)):
            found.append(Delete(key))
    found += [Apply(_manifest(before, key)) for key in touched if before.get(key) is not None and not _made_by_another(before, key)]
    return tuple(found)


def _made_by_another(before: Cluster, key: ObjectKey) -> bool:
    """Whether a workload makes the object: it makes another in its place."""
    owners = (before.get(key) or {}).get("metadata", {}).get("ownerReferences", ())
    return any(owner.get("controller") for owner in owners)


def _touched(step: Action) -> ObjectKey | None:
    match step:
        case Patch(key) | Delete(key):
            return key
        case Apply(manifest):
            meta = manifest["metadata"]
            kind = str(manifest["kind"]).lower()
            return ObjectKey(kind, meta.get("namespace"), str(meta["name"]))
        case _:
            return None


def _immutable(key: ObjectKey, before: Cluster, after: Cluster) -> bool:
    """Whether the object has to be deleted to become what it was."""
    if key.kind in ("pod", "statefulset"):
        return True
    was, now = before.get(key) or {}, after.get(key) or {}
    return key.kind == "service" and was["spec"].get("clusterIP") != now["spec"].get("clusterIP")


def _manifest(before: Cluster, key: ObjectKey) -> dict[str, object]:
    manifest = bare(before, key, status=False)
    was = before.get(key) or {}
    if key.kind == "pod" and was.get("status", {}).get("podIP"):
        manifest["status"] = {"podIP": was["status"]["podIP"]}
    return manifest
