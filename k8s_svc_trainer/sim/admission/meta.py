"""metadata: what is filled in and what is refused, for every kind alike.

k8s.io/apimachinery/pkg/api/validation/objectmeta.go; k8s.io/apiserver/pkg/registry/rest/{create,update,meta}.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import msgspec

from k8s_svc_trainer.sim.admission import words
from k8s_svc_trainer.sim.admission.report import IMMUTABLE, Faults, all_invalid, invalid, required, too_long
from k8s_svc_trainer.sim.listening import LISTEN, ListenFault, parse_listen
from k8s_svc_trainer.sim.objects import ObjectMeta, OwnerReference

START = datetime(2026, 1, 1, tzinfo=UTC)  # simulated time begins here
ANNOTATION_BYTES = 256 * 1024  # TotalAnnotationSizeLimitB
SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789"  # k8s.io/apimachinery/pkg/util/rand
GENERATED_BASE = 58  # names/generate.go: what stays of generateName before its suffix


@lru_cache(maxsize=256)
def timestamp(second: int) -> str:
    """A simulated second as Kubernetes writes times."""
    return (START + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")


def uid(number: int) -> str:
    """The uid of the n-th object made."""
    return f"00000000-0000-4000-8000-{number:012d}"


def suffix(number: int) -> str:
    """Five letters for a generated name, from a number."""
    scattered, letters = (number * 7919 + 104729) % 27**5, []
    for _ in range(5):
        scattered, rest = divmod(scattered, 27)
        letters.append(SUFFIX_LETTERS[rest])
    return "".join(letters)


def filled(meta: ObjectMeta, *, number: int, now: float, namespaced: bool) -> ObjectMeta:
    """Metadata as it is stored at creation; a uid or time that the manifest states is kept."""
    name = meta.name
    if not name and meta.generateName:
        name = meta.generateName[:GENERATED_BASE] + suffix(number)
    return ObjectMeta(
        name=name,
        generateName=meta.generateName,
        namespace=(meta.namespace or "default") if namespaced else None,
        uid=meta.uid or uid(number),
        labels=meta.labels,
        annotations=meta.annotations,
        creationTimestamp=meta.creationTimestamp or timestamp(int(now)),
        deletionTimestamp=meta.deletionTimestamp,
        deletionGracePeriodSeconds=meta.deletionGracePeriodSeconds,
        ownerReferences=meta.ownerReferences,
        rest=meta.rest,
    )


def carried(meta: ObjectMeta, old: ObjectMeta) -> ObjectMeta:
    """Metadata of an update with what an update may leave out taken from the old (ValidateObjectMetaAccessorUpdate)."""
    return msgspec.structs.replace(
        meta,
        namespace=old.namespace,
        uid=meta.uid or old.uid,
        creationTimestamp=meta.creationTimestamp or old.creationTimestamp,
        deletionTimestamp=old.deletionTimestamp or meta.deletionTimestamp,
    )


def meta_faults(meta: ObjectMeta, rule: words.NameRule) -> Faults:
    """ValidateObjectMeta. Namespaces are checked where they are looked up."""
    name = meta.name
    if not name:
        yield required("metadata.name", "name or generateName is required")
    elif not words.is_simple(name):
        yield from all_invalid("metadata.name", rule(name))
    if meta.generateName:
        yield from all_invalid("metadata.generateName", rule(_masked(meta.generateName)))
    if meta.labels:
        yield from label_faults("metadata.labels", meta.labels)
    if meta.annotations:
        yield from annotation_faults("metadata.annotations", meta.annotations)
    if meta.ownerReferences:
        yield from _owner_faults(meta.ownerReferences)


def _masked(prefix: str) -> str:
    """A prefix may end in a hyphen: something follows it (maskTrailingDash)."""
    return f"{prefix[:-2]}a" if len(prefix) > 1 and prefix.endswith("-") else prefix


def update_faults(meta: ObjectMeta, old: ObjectMeta) -> Faults:
    """ValidateObjectMetaUpdate, beyond what holds at creation too."""
    for field in ("name", "uid", "creationTimestamp"):
        if getattr(meta, field) != getattr(old, field):
            yield invalid(f"metadata.{field}", IMMUTABLE)


def label_faults(path: str, labels: Mapping[str, str]) -> Faults:
    """ValidateLabels (apis/meta/v1/validation)."""
    for name, value in labels.items():
        wrong = words.qualified_name(name) + words.label_value(value)
        if wrong:
            yield from all_invalid(path, wrong)


def annotation_faults(path: str, annotations: Mapping[str, str]) -> Faults:
    """ValidateAnnotations; and what a pod is said to listen on must be readable, here where it is written."""
    size = 0
    for name, value in annotations.items():
        yield from all_invalid(path, words.qualified_name(name.lower()))
        size += len(name) + len(value)
        if name == LISTEN:
            try:
                parse_listen(value)
            except ListenFault as fault:
                yield invalid(f"{path}[{LISTEN}]", str(fault))
    if size > ANNOTATION_BYTES:
        yield too_long(path, ANNOTATION_BYTES)


def _owner_faults(owners: tuple[OwnerReference, ...]) -> Faults:
    path = "metadata.ownerReferences"
    for owner in owners:
        for field in ("apiVersion", "kind", "name", "uid"):
            if not getattr(owner, field):
                yield invalid(f"{path}.{field}", "must not be empty")
    if sum(1 for owner in owners if owner.controller) > 1:
        yield invalid(path, "Only one reference can have Controller set to true")
