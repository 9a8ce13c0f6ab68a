"""Names, uids and birthdays of what controllers make: the same steps always give the same ones.

Upstream draws the last five letters of a generated name at random (k8s.io/apiserver/pkg/storage/names/generate.go);
here they come from the maker's name and the count of what it has made.
"""

from __future__ import annotations

from zlib import crc32

import msgspec

from k8s_svc_trainer.sim.admission.meta import filled
from k8s_svc_trainer.sim.objects import ObjectMeta, OwnerReference, PodTemplateSpec
from k8s_svc_trainer.sim.state import State

LETTERS = "bcdfghjklmnpqrstvwxz2456789"  # k8s.io/apimachinery/pkg/util/rand/rand.go: no vowels, so no words
LONGEST_PREFIX = 58  # k8s.io/apiserver/pkg/storage/names/generate.go: 63 less five letters


def generated(prefix: str, seed: str, count: int) -> str:
    """The prefix and five letters; another count gives others."""
    number = crc32(f"{seed}/{count}".encode())
    letters = ""
    for _ in range(5):
        number, digit = divmod(number, len(LETTERS))
        letters += LETTERS[digit]
    return f"{prefix[:LONGEST_PREFIX]}{letters}"


def template_hash(template: PodTemplateSpec) -> str:
    """What tells the ReplicaSets of a Deployment apart (pkg/controller/controller_utils.go, ComputeHash)."""
    number = crc32(msgspec.json.encode(template, order="deterministic"))
    return "".join(LETTERS[ord(digit) % len(LETTERS)] for digit in str(number))


def born(state: State, metadata: ObjectMeta) -> ObjectMeta:
    """The metadata with the uid and the creation timestamp of the next object."""
    state.created += 1
    return filled(metadata, number=state.created, now=state.now, namespaced=metadata.namespace is not None)


def owner(api_version: str, kind: str, metadata: ObjectMeta) -> OwnerReference:
    """A reference to the controller that made an object (metav1.NewControllerRef)."""
    return OwnerReference(apiVersion=api_version, kind=kind, name=metadata.name, uid=metadata.uid, controller=True, blockOwnerDeletion=True)


def count(state: State, maker: str) -> int:
    """How many a maker has made before, counting this one in for the next."""
    made = state.made.get(maker) or 0
    state.made.set(maker, made + 1)
    return made
