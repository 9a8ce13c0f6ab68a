"""The API server's door: defaults, allocation and validation of every object, with upstream's field paths and reasons.

Decides what is accepted and in what form it is stored; it stores nothing (that is `controllers.store`) and knows nothing
of what an object does. What is allotted is taken only when the object is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from k8s_svc_trainer.sim.admission.meta import carried, filled
from k8s_svc_trainer.sim.admission.report import Refused, invalid, nameless
from k8s_svc_trainer.sim.admission.service import create_service, update_service
from k8s_svc_trainer.sim.admission.service_warnings import service_warnings
from k8s_svc_trainer.sim.names import ObjectKey
from k8s_svc_trainer.sim.objects import KINDS, KubeObject, Service, kind_of
from k8s_svc_trainer.sim.results import Fault, Rejected
from k8s_svc_trainer.sim.state import State

__all__ = ["Admitted", "admit"]


class Admitted(msgspec.Struct, frozen=True, gc=False):
    """An object as it is to be stored, and the API server's warnings."""

    object: Any
    warnings: tuple[str, ...] = ()


def admit(state: State, obj: KubeObject, *, patched: ObjectKey | None = None) -> Admitted | Rejected:
    """What becomes of an object that is created or replaced: its stored form, or all that is wrong with it.

    `patched` is the object that a patch was meant for. Takes addresses and ports when it accepts, and only then.
    """
    kind = kind_of(obj)
    namespaced = kind not in KINDS or KINDS[kind].namespaced
    refusal = _misdirected(state, obj, patched, namespaced=namespaced)
    if refusal is not None:
        return Rejected((refusal,))
    namespace = (obj.metadata.namespace or "default") if namespaced else None
    old = state.held(kind).get((namespace, obj.metadata.name)) if obj.metadata.name else None
    if old is None:
        state.created += 1
        meta = filled(obj.metadata, number=state.created, now=state.now, namespaced=namespaced)
    else:
        meta = carried(obj.metadata, old.metadata)
    made: Any = msgspec.structs.replace(obj, metadata=meta)
    if old is not None and not patched and "status" in made.__struct_fields__ and made.status == type(made.status)():
        made = msgspec.structs.replace(made, status=old.status)  # a manifest without a status leaves it as it is
    admission = KIND_ADMISSION.get(type(made))
    try:
        return admission(state, made, old) if admission else Admitted(made)
    except Refused as refused:
        return Rejected(refused.faults)


def _misdirected(state: State, obj: KubeObject, patched: ObjectKey | None, *, namespaced: bool) -> Fault | None:
    """What a request is refused for before anyone looks at the object's own fields."""
    meta = obj.metadata
    if patched is not None:
        if kind_of(obj).lower() != patched.kind or (namespaced and meta.namespace != patched.namespace):
            return nameless("the object does not match the one that the request names")
        if meta.name != patched.name:
            return invalid("metadata.name", "field is immutable")
    if namespaced and not state.namespace_exists(meta.namespace or "default"):
        return nameless(f'namespaces "{meta.namespace}" not found')
    return None


def _service(state: State, service: Service, old: Service | None) -> Admitted | Rejected:
    minor = state.settings.minor
    if old is None:
        made, claim, faults = create_service(service, state.allocator, minor)
    else:
        made, claim, faults = update_service(service, old, state.allocator, minor)
    if faults:
        return Rejected(faults)
    claim.commit()
    return Admitted(made, service_warnings(made, minor))


KIND_ADMISSION: Mapping[type[Any], Callable[[State, Any, Any], Admitted | Rejected]] = {Service: _service}
