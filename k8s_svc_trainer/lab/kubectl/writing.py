"""What kubectl sends to the API server: an object made, an object changed, an object gone, and what is said when it is refused.

Decides what of a manifest a client may write: not the status, which belongs to controllers. Admission is the simulator's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from k8s_svc_trainer.diagnosis.changing import merge_of
from k8s_svc_trainer.lab.kubectl.files import Document
from k8s_svc_trainer.lab.kubectl.targets import Target
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.kubectl import errors
from k8s_svc_trainer.printers.kubectl.kinds import BY_KIND
from k8s_svc_trainer.printers.kubectl.output import compact_json
from k8s_svc_trainer.printers.kubectl.served import without_additions
from k8s_svc_trainer.sim import Accepted, Cluster, Misuse, Rejected, controllers
from k8s_svc_trainer.sim.manifest import ManifestFault, from_mapping, to_mapping
from k8s_svc_trainer.sim.objects import KINDS, KubeObject, Pod, Unmodelled
from k8s_svc_trainer.sim.reading import find

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
FILLED_IN = ("resourceVersion", "generation", "managedFields", "selfLink")
DEEPEST = 80  # levels of mappings and lists; Kubernetes' own objects have some twenty
MOST_PODS = 500  # of one workload: more teach nothing, and take long
KUBELETS = frozenset({"Ready", "ContainersReady", "Initialized", "PodScheduled", "PodReadyToStartContainers"})
PROXY_LABELS = {"k8s-app": "kube-proxy"}
Manifest = Mapping[str, Any]
Said = Callable[[str], str]  # an error as it is told of a file


class Written:
    """A change that was made: the object as it is then stored, and the API server's warnings, as kubectl prints them."""

    __slots__ = ("manifest", "warnings")

    def __init__(self, manifest: Manifest, warnings: tuple[str, ...] = ()) -> None:
        self.manifest = manifest
        self.warnings = "".join(f"Warning: {one}\n" for one in warnings)


def placed(document: Document, namespace: str, *, stated: bool) -> dict[str, Any]:
    """The manifest with its namespace filled in. Raises Failed where it states another than the command (`stated`)."""
    manifest = dict(document.manifest)
    if not document.namespaced:
        return manifest
    if stated and document.namespace and document.namespace != namespace:
        raise Failed(
            f'error: the namespace from the provided object "{document.namespace}" does not match the namespace "{namespace}". '
            f"You must pass '--namespace={document.namespace}' to perform this operation."
        )
    metadata = manifest.get("metadata")
    if isinstance(metadata, Mapping) or metadata is None:
        manifest["metadata"] = {**(metadata or {}), "namespace": document.namespace or namespace}
    return manifest


def stored(cluster: Cluster, manifest: Manifest) -> KubeObject | None:
    """The object of a manifest's kind, namespace and name, as it is."""
    metadata = manifest.get("metadata")
    if not isinstance(metadata, Mapping) or not isinstance(metadata.get("name"), str):
        return None
    kind = str(manifest["kind"])
    known = BY_KIND.get(kind)
    namespaced = known.namespaced if known else True
    namespace = metadata.get("namespace") if namespaced else None
    return find(cluster.state, kind, namespace if isinstance(namespace, str) else None, metadata["name"])


def create(view: View, manifest: Manifest, *, source: str | None = None, dry: bool = False) -> Written:
    """Make an object. Raises Failed where it is there already or refused; `source` is the file that is named then."""
    cluster = view.cluster.fork() if dry else view.cluster
    there = stored(cluster, manifest)
    if there is not None:
        raise Failed(sourced("creating", source)(errors.already_exists(manifest["kind"], str(there.metadata.name))))
    bare = _unstored(manifest)
    return _sent(cluster, bare, lambda: cluster.apply(bare), sourced("creating", source))


def change(view: View, target: Target, new: Manifest, *, source: str | None = None, dry: bool = False) -> Written | None:
    """Make an object as a manifest says, its status left as it is; None where that is what it is. Raises Failed where it is refused."""
    cluster = view.cluster.fork() if dry else view.cluster
    old = to_mapping(target.obj)
    wanted = _bare(without_additions(new, view.cluster, target.obj), old)
    if "status" in old:
        wanted["status"] = old["status"]
    if target.resource.kind not in KINDS:
        return None if wanted == old else _sent(cluster, wanted, lambda: cluster.apply(wanted), _plain)
    merge = merge_of(old, wanted)
    if not merge:
        return None
    said = (
        _plain
        if source is None
        else sourced(f"applying patch:\n{compact_json(merge)}\nto:\n{_info(target)}\nfor:", source, inner="patching")
    )
    return _sent(cluster, wanted, lambda: cluster.patch(target.key, merge), said)


def change_status(view: View, target: Target, new: Manifest, *, dry: bool = False) -> Written | None:
    """Write an object's status alone, as its subresource does; None where that changes nothing. Raises Failed where it is refused.

    What the kubelet owns of a pod or node is written over at once, and so stays: a pod keeps its conditions but for those of other types.
    """
    cluster = view.cluster.fork() if dry else view.cluster
    old = to_mapping(target.obj)
    wanted = new.get("status")
    match target.resource.kind:
        case "Node":
            return None
        case "Pod":
            wanted = _pod_status(old.get("status", {}), wanted)
        case kind if kind not in KINDS:
            return None
    merge = merge_of({"status": old.get("status", {})}, {"status": wanted if isinstance(wanted, Mapping) else {}})
    return _sent(cluster, old, lambda: cluster.patch(target.key, merge), _plain) if merge else None


def _pod_status(old: Manifest, new: Any) -> Manifest:
    given = new.get("conditions", ()) if isinstance(new, Mapping) else ()
    others = [one for one in given if isinstance(one, Mapping) and one.get("type") not in KUBELETS]
    held = [one for one in old.get("conditions", ()) if one.get("type") in KUBELETS]
    return {**old, "conditions": [*held, *others]}


def replace(view: View, target: Target, new: Manifest, *, source: str | None = None, dry: bool = False) -> Written:
    """Put a manifest in the place of an object, what it does not say falling back to defaults. Raises Failed where it is refused."""
    cluster = view.cluster.fork() if dry else view.cluster
    bare = _bare(without_additions(new, view.cluster, target.obj), to_mapping(target.obj))
    return _sent(cluster, bare, lambda: cluster.apply(bare), sourced("replacing", source))


def _unstored(manifest: Manifest) -> Manifest:
    """A manifest that is to be made anew, without what the API server fills in (rest.FillObjectMetaSystemFields) and without a status."""
    metadata = manifest.get("metadata")
    bare = {key: value for key, value in manifest.items() if key != "status" or manifest["kind"] not in KINDS}
    if isinstance(metadata, Mapping):
        bare["metadata"] = {key: value for key, value in metadata.items() if key not in (*FILLED_IN, "uid", "creationTimestamp")}
    return bare


def _bare(new: Manifest, old: Manifest) -> dict[str, Any]:
    """A manifest that is to be stored in the place of another, without its status and what the API server counts by itself."""
    metadata = new.get("metadata")
    bare = {key: value for key, value in new.items() if key != "status" or new.get("kind") not in KINDS}
    if isinstance(metadata, Mapping):
        kept = old["metadata"]
        bare["metadata"] = {key: value for key, value in metadata.items() if key not in FILLED_IN or key in kept}
    return bare


def delete(view: View, target: Target) -> None:
    """Take an object away, and let what follows happen. A kube-proxy pod that goes is made again, and its rules follow the cluster."""
    cluster = view.cluster
    if find(cluster.state, target.resource.kind, target.obj.metadata.namespace, target.name) is None:
        return
    if target.resource.kind in KINDS:
        cluster.delete(target.key)
    else:
        controllers.delete(cluster.state, target.obj)
    obj = target.obj
    if isinstance(obj, Pod) and PROXY_LABELS.items() <= obj.metadata.labels.items() and obj.spec.nodeName in cluster.state.stopped:
        cluster.start(str(obj.spec.nodeName))


def _sent(cluster: Cluster, manifest: Manifest, send: Callable[[], Accepted | Rejected], said: Said) -> Written:
    kind, name, namespace = _naming(manifest)
    spec = manifest.get("spec")
    replicas = spec.get("replicas") if isinstance(spec, Mapping) else None
    if _depth(manifest) > DEEPEST:
        raise Failed(f"error: an object may be nested {DEEPEST} deep, and this one is deeper")
    if isinstance(replicas, int) and replicas > MOST_PODS:
        raise Failed(f"this lab makes {MOST_PODS} pods of a workload at most, not {replicas}")
    if namespace and not cluster.state.namespace_exists(namespace):
        raise Failed(said(errors.not_found("Namespace", namespace)))
    try:
        answer = send()
    except (Misuse, ManifestFault) as fault:
        raise Failed(f"error: {fault}") from None
    if isinstance(answer, Rejected):
        raise Failed(said(errors.rejected(kind, name, answer, _as_normalized(manifest))))
    return Written(answer.object or manifest, answer.warnings)


def _depth(value: Any) -> int:
    """How deep a value is nested, counted level by level."""
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        depth += 1
        level = [one for each in level for one in (each.values() if isinstance(each, Mapping) else each if isinstance(each, list) else ())]
    return depth


def _naming(manifest: Manifest) -> tuple[str, str, str]:
    metadata = manifest.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    name, namespace = metadata.get("name"), metadata.get("namespace")
    return str(manifest.get("kind")), str(name or ""), namespace if isinstance(namespace, str) else ""


def _plain(text: str) -> str:
    return text


def sourced(doing: str, source: str | None, *, inner: str = "") -> Said:
    """The API server's error with the file that it is about (cmdutil.AddSourceToErr); of a refused field the file is not told."""

    def said(text: str) -> str:
        if source is None or not text.startswith("Error from server ("):
            return text
        before = f'error when {inner} "{source}": ' if inner else ""
        return text.replace("): ", f'): error when {doing} "{source}": {before}', 1)

    return said


def _info(target: Target) -> str:
    """An object as cli-runtime's Info.String tells it."""
    version = target.obj.apiVersion if isinstance(target.obj, Unmodelled) else target.resource.version
    version = version if "/" in version else f"/{version}"
    named = f'Resource: "{version}, Resource={target.resource.plural}", GroupVersionKind: "{version}, Kind={target.resource.kind}"'
    return f'{named}\nName: "{target.name}", Namespace: "{target.obj.metadata.namespace or ""}"'


def _as_normalized(manifest: Manifest) -> Manifest:
    """A Service as the API server reads it: of clusterIP and clusterIPs the one that was written counts (NormalizeClusterIPs)."""
    spec = manifest.get("spec")
    if not isinstance(spec, Mapping) or not isinstance(spec.get("clusterIPs"), list) or spec["clusterIPs"][:1] == [spec.get("clusterIP")]:
        return manifest
    return {**manifest, "spec": {key: value for key, value in spec.items() if key != "clusterIPs"}}


def last_applied(manifest: Manifest) -> str:
    """What apply remembers of a manifest, without what it remembered before (GetModifiedConfiguration)."""
    metadata = manifest.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    annotations = metadata.get("annotations")
    kept = {key: value for key, value in (annotations if isinstance(annotations, Mapping) else {}).items() if key != LAST_APPLIED}
    bare = {**manifest, "metadata": {**metadata, "annotations": kept}}
    return json.dumps(bare, separators=(",", ":"), sort_keys=True, ensure_ascii=False, default=str) + "\n"


def remembered(obj: KubeObject) -> Manifest:
    """The manifest that was applied last; an empty one where none was, or what stands there is none."""
    text = obj.metadata.annotations.get(LAST_APPLIED)
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}


def typed(manifest: Manifest) -> KubeObject:
    """The object of a manifest that was stored."""
    return from_mapping(manifest)
