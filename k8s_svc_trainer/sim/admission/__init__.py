"""The API server's door: defaults, allocation and validation of every object, with upstream's field paths and reasons.

Decides what is accepted and in what form it is stored; it stores nothing (that is `controllers.store`) and knows nothing
of what an object does. What is allotted is taken only when the object is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from k8s_svc_trainer.sim.admission import endpoints, ingress, nodes, pods, policies, words, workloads
from k8s_svc_trainer.sim.admission.meta import carried, filled, meta_faults
from k8s_svc_trainer.sim.admission.report import Refused, invalid, nameless
from k8s_svc_trainer.sim.admission.service import create_service, update_service
from k8s_svc_trainer.sim.admission.service_warnings import service_warnings
from k8s_svc_trainer.sim.names import ObjectKey
from k8s_svc_trainer.sim.objects import (
    KINDS,
    DaemonSet,
    Deployment,
    Endpoints,
    EndpointSlice,
    Ingress,
    IngressClass,
    KubeObject,
    Namespace,
    NetworkPolicy,
    Node,
    Pod,
    ReplicaSet,
    SecurityGroup,
    Service,
    StatefulSet,
    kind_of,
)
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
    made: Any = obj
    if old is None:
        meta = filled(obj.metadata, number=state.created + 1, now=state.now, namespaced=namespaced)
        made = replace(made, metadata=meta)
    else:
        made = replace(made, metadata=carried(obj.metadata, old.metadata))
        if not patched and "status" in made.__struct_fields__:
            made = replace(made, status=_status(made.status, old.status))
    try:
        admitted = _admit(state, made, old)
    except Refused as refused:
        return Rejected(refused.faults)
    if old is None and isinstance(admitted, Admitted):
        state.created += 1
    return admitted


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


def _status(stated: Any, old: Any) -> Any:
    """A replaced object's status: what the manifest states of it, and the rest as it was."""
    if isinstance(stated, Mapping):
        return stated or old
    plain = type(stated)()
    if stated == plain:
        return old
    left_out = [field for field in stated.__struct_fields__ if getattr(stated, field) == getattr(plain, field)]
    return replace(stated, **{field: getattr(old, field) for field in left_out})


# --- by kind ---------------------------------------------------------------------------------------------------------

Rule = Callable[[Any, Any, int], tuple[Any, tuple[Fault, ...]]]  # (object, old object, minor version) -> (as stored, faults)

RULES: Mapping[type[Any], Rule] = {
    Pod: pods.admit_pod,
    Node: nodes.admit_node,
    Namespace: nodes.admit_namespace,
    Deployment: workloads.admit_workload,
    ReplicaSet: workloads.admit_workload,
    StatefulSet: workloads.admit_workload,
    DaemonSet: workloads.admit_workload,
    EndpointSlice: endpoints.admit_slice,
    Endpoints: endpoints.admit_endpoints,
    IngressClass: ingress.admit_ingress_class,
    NetworkPolicy: policies.admit_policy,
    SecurityGroup: policies.admit_group,
}


def _admit(state: State, obj: Any, old: Any) -> Admitted | Rejected:
    minor = state.settings.minor
    rule = RULES.get(type(obj))
    if rule is not None:
        made, faults = rule(obj, old, minor)
    elif isinstance(obj, Service):
        return _service(state, obj, old)
    elif isinstance(obj, Ingress):
        classes, controller = state.all(IngressClass), state.settings.ingressController
        made, faults = ingress.admit_ingress(obj, old, minor, classes=classes, controller=controller)
    else:  # only kept: what each kind asks of a name beyond this is its own
        made, faults = obj, tuple(meta_faults(obj.metadata, words.path_segment))
    return Rejected(faults) if faults else Admitted(made, _warnings(made, old, minor))


def _warnings(made: Any, old: Any, minor: int) -> tuple[str, ...]:
    match made:
        case Endpoints() if minor >= endpoints.ENDPOINTS_DEPRECATED:
            return (endpoints.DEPRECATION,)
        case Ingress() if old is None:
            return ingress.ingress_warnings(made)
    return ()


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
