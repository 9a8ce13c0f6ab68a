"""A pod at the API server, created or replaced.

pkg/apis/core/validation/validation.go, ValidatePodCreate and ValidatePodUpdate. Scheduling, address, phase and readiness are
the controllers' work.
"""

from __future__ import annotations

from msgspec.structs import replace

from k8s_svc_trainer.sim.admission import words
from k8s_svc_trainer.sim.admission.meta import meta_faults, update_faults
from k8s_svc_trainer.sim.admission.pod_defaults import default_pod
from k8s_svc_trainer.sim.admission.pod_validation import pod_spec_faults, pod_status_faults
from k8s_svc_trainer.sim.admission.report import Faults, forbidden
from k8s_svc_trainer.sim.objects import Container, Pod, PodSpec
from k8s_svc_trainer.sim.results import Fault

MUTABLE = frozenset({"tolerations", "activeDeadlineSeconds", "schedulingGates"})
ONLY_THESE = (
    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)


def admit_pod(pod: Pod, old: Pod | None, minor: int) -> tuple[Pod, tuple[Fault, ...]]:
    """A pod as it is stored, and all that is wrong with it; an update without a nodeName keeps the node."""
    if old is not None and not pod.spec.nodeName:
        pod = replace(pod, spec=replace(pod.spec, nodeName=old.spec.nodeName))
    made = default_pod(pod, minor)
    return made, tuple(_faults(made, old, minor))


def _faults(pod: Pod, old: Pod | None, minor: int) -> Faults:
    yield from meta_faults(pod.metadata, words.dns1123_subdomain)
    yield from pod_spec_faults("spec", pod.spec, minor)
    if pod.status.podIPs:
        yield from pod_status_faults(pod.status, minor)
    if old is not None:
        yield from update_faults(pod.metadata, old.metadata)
        yield from _change_faults(pod.spec, old.spec)


def _change_faults(spec: PodSpec, old: PodSpec) -> Faults:
    for field in ("containers", "initContainers"):
        if len(getattr(spec, field)) != len(getattr(old, field)):
            yield forbidden(f"spec.{field}", "pod updates may not add or remove containers")
            return
    if old.nodeName is None:  # binding a pod to its node is no change of it
        old = replace(old, nodeName=spec.nodeName)
    if _fixed(spec) != _fixed(old):
        yield forbidden("spec", ONLY_THESE)


def _fixed(spec: PodSpec) -> PodSpec:
    """A spec without what may change."""
    return replace(
        spec,
        containers=tuple(_imageless(one) for one in spec.containers),
        initContainers=tuple(_imageless(one) for one in spec.initContainers),
        rest={field: value for field, value in spec.rest.items() if field not in MUTABLE},
    )


def _imageless(container: Container) -> Container:
    return replace(container, image=None)
