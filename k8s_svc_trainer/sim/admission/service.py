"""A Service at the API server: defaults, allocation, then validation, in that order.

pkg/registry/core/service/storage/storage.go, beginCreate and beginUpdate, run before the strategy's PrepareFor and
Validate (k8s.io/apiserver/pkg/registry/generic/registry/store.go), so faults found while allocating hide all others.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim.admission.meta import meta_faults, update_faults
from k8s_svc_trainer.sim.admission.report import Refused
from k8s_svc_trainer.sim.admission.service_allocation import allocate, reallocate
from k8s_svc_trainer.sim.admission.service_defaults import default_spec, default_status
from k8s_svc_trainer.sim.admission.service_linked import default_on_read, drop_disabled, drop_type_dependent, normalized, patched
from k8s_svc_trainer.sim.admission.service_update import service_update_faults
from k8s_svc_trainer.sim.admission.service_validation import name_rule, service_faults, status_faults
from k8s_svc_trainer.sim.allocate import Allocator, Claim
from k8s_svc_trainer.sim.objects import LoadBalancerStatus, Service
from k8s_svc_trainer.sim.results import Fault


def create_service(service: Service, allocator: Allocator, minor: int) -> tuple[Service, Claim, tuple[Fault, ...]]:
    """A new Service as it is stored, what it takes when it is accepted, and the faults of validation.

    Raises Refused with faults found while allocating.
    """
    claim = allocator.claim()
    spec = allocate(claim, normalized(default_spec(service.spec, minor), None), minor)
    spec = drop_disabled(spec, None, minor)
    made = Service(metadata=service.metadata, spec=default_on_read(spec), status=default_status(service.status, minor), rest=service.rest)
    faults = (
        *meta_faults(made.metadata, name_rule(minor)),
        *service_faults(made, None, minor),
        *status_faults(made, None, minor),
    )
    return made, claim, faults


def update_service(service: Service, old: Service, allocator: Allocator, minor: int) -> tuple[Service, Claim, tuple[Fault, ...]]:
    """A replaced Service as it is stored, what it takes and gives back when it is accepted, and the faults of validation.

    Raises Refused with faults found while allocating.
    """
    claim = allocator.claim()
    spec = normalized(patched(default_spec(service.spec, minor), old.spec), old.spec)
    spec = reallocate(claim, spec, old.spec, minor)
    spec = drop_type_dependent(drop_disabled(spec, old.spec, minor), old.spec, minor)
    status = service.status
    if spec.type != "LoadBalancer":
        status = msgspec.structs.replace(status, loadBalancer=LoadBalancerStatus())
    made = msgspec.structs.replace(service, spec=default_on_read(spec), status=default_status(status, minor))
    faults = (
        *update_faults(made.metadata, old.metadata),
        *meta_faults(made.metadata, lambda _: ()),
        *service_update_faults(made, old),
        *service_faults(made, old, minor),
        *status_faults(made, old, minor),
    )
    return made, claim, faults


__all__ = ["Refused", "create_service", "update_service"]
