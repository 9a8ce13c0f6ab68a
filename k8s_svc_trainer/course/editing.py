"""Objects that a learner changes: what is laid before them, and how their manifests enter the cluster.

Decides what may be changed: the objects of `edit`, and what does not exist yet. Everything else that exists is refused with a sentence.
"""

from collections.abc import Iterable
from typing import Any

from k8s_svc_trainer.cases.actions import read_object
from k8s_svc_trainer.cases.document import Node, write
from k8s_svc_trainer.cases.parse import identity
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.cases.run import objects_of
from k8s_svc_trainer.course.answers import BadAnswer
from k8s_svc_trainer.course.stage import cluster_of, world
from k8s_svc_trainer.course.values import Fix, Question
from k8s_svc_trainer.sim import Cluster, Misuse, ObjectKey, Rejected
from k8s_svc_trainer.sim.names import CLUSTER_SCOPED

_FILLED_IN = ("uid", "creationTimestamp", "resourceVersion", "generation", "managedFields")


def put(cluster: Cluster, manifests: Iterable[Node], edit: tuple[str, ...]) -> str | None:
    """Apply a learner's manifests; the API server's first refusal in a sentence, None where it takes them all.

    Raises BadAnswer, and has changed nothing, where an object that is not in `edit` would be changed.
    """
    objects = [_object(node) for node in manifests]
    for value in objects:
        _refuse_foreign(cluster, value, edit)
    for value in objects:
        result = cluster.apply(value)
        if isinstance(result, Rejected):
            return result.why
    return None


def to_edit(question: Question) -> str:
    """The objects that a `fix` may change, as YAML documents: as the author wrote them where they still are so, else as they are stored.

    Raises Faults where the question cannot be run.
    """
    if not isinstance(question.body, Fix):
        return ""
    case_file, case = world(question.scene)
    written = {identity(manifest.value): manifest.value for manifest in objects_of(case_file, case)}
    cluster = cluster_of(question)
    texts = []
    for name in question.body.edit:
        key = ObjectKey.parse(name)
        own = written.get((key.kind, key.namespace or "default", key.name))
        stored = own if own is not None and question.steps is None else _bare(cluster.get(key))
        texts += [write(stored)] if stored is not None else []
    return "---\n".join(texts)


def key_of(value: dict[str, Any]) -> ObjectKey | None:
    """The object that a manifest is of; None where it has no kind or name."""
    found = identity(value)
    if found is None:
        return None
    kind, namespace, name = found
    return ObjectKey(kind, None if kind in CLUSTER_SCOPED else namespace, name)


def _object(node: Node) -> dict[str, Any]:
    reader = Reader()
    value = read_object(node, reader)
    if value is None or reader.faults:
        first = reader.faults[0]
        raise BadAnswer(f"line {first.line}: {first.message}; {first.remedy}")
    return value


def _refuse_foreign(cluster: Cluster, value: dict[str, Any], edit: tuple[str, ...]) -> None:
    key = key_of(value)
    if key is None:
        raise BadAnswer("a manifest needs metadata.name")
    try:
        exists = cluster.get(key) is not None
    except Misuse as error:
        raise BadAnswer(str(error)) from None
    if exists and str(key) not in edit:
        raise BadAnswer(f"{key} may not be changed here, only {', '.join(edit)}")


def _bare(stored: dict[str, Any] | None) -> dict[str, Any] | None:
    """A stored object as one would write it: without what the API server fills in for itself, and without its status."""
    if stored is None:
        return None
    metadata = {name: value for name, value in stored.get("metadata", {}).items() if name not in _FILLED_IN}
    return {**{name: value for name, value in stored.items() if name != "status"}, "metadata": metadata}
