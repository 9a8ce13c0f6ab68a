"""Deployments, ReplicaSets, StatefulSets and DaemonSets at the API server.

pkg/apis/apps/v1/defaults.go; pkg/apis/apps/validation/validation.go; pkg/registry/apps/*/strategy.go.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from k8s_svc_trainer.sim.admission import words
from k8s_svc_trainer.sim.admission.meta import annotation_faults, label_faults, meta_faults, update_faults
from k8s_svc_trainer.sim.admission.pod_defaults import TEMPLATES_WITHOUT_HOST_PORTS, default_pod_spec
from k8s_svc_trainer.sim.admission.pod_validation import pod_spec_faults
from k8s_svc_trainer.sim.admission.report import IMMUTABLE, Faults, all_invalid, forbidden, invalid, required, unsupported
from k8s_svc_trainer.sim.admission.selectors import is_empty, selector_faults
from k8s_svc_trainer.sim.objects import (
    DaemonSet,
    DaemonSetSpec,
    Deployment,
    DeploymentSpec,
    PodTemplateSpec,
    RollingUpdate,
    StatefulSet,
    StatefulSetSpec,
    UpdateStrategy,
    Workload,
)
from k8s_svc_trainer.sim.results import Fault
from k8s_svc_trainer.sim.selectors import selects

STATEFUL_LABELS = 27  # a StatefulSet's name is a label since it becomes its pods' hostname
SERVICE_NAME_CHECKED = 34
ORDINALS = 27  # StatefulSetStartOrdinal is on by default; until then the field is dropped
MAX_UNAVAILABLE = 37  # KEP-961: on in 1.35.0, off again from 1.35.4 and in 1.36 (pull 137904), on since 1.37 (pull 139466)
PERCENT = re.compile(r"[0-9]+%")
NEGATIVE = "must be greater than or equal to 0"
CALLED = {"Deployment": "deployment", "ReplicaSet": "deployment", "StatefulSet": "statefulset", "DaemonSet": "daemonset"}
STATEFUL_MUTABLE = ("replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "minReadySeconds")


def admit_workload(workload: Any, old: Any, minor: int) -> tuple[Any, tuple[Fault, ...]]:
    """A workload as it is stored, and all that is wrong with it."""
    made = replace(workload, spec=_default_spec(_without_gated(workload, old, minor), minor))
    return made, tuple(_faults(made, old, minor))


# --- defaults --------------------------------------------------------------------------------------------------------


def _default_spec(workload: Workload, minor: int) -> Any:
    spec: Any = workload.spec
    changes: dict[str, Any] = {"template": _default_template(spec.template, minor)}
    if "replicas" in spec.__struct_fields__ and spec.replicas is None:
        changes["replicas"] = 1
    if "revisionHistoryLimit" in spec.__struct_fields__ and spec.revisionHistoryLimit is None:
        changes["revisionHistoryLimit"] = 10
    match spec:
        case DeploymentSpec():
            changes["strategy"] = _rolling(spec.strategy, {"maxUnavailable": "25%", "maxSurge": "25%"})
            if spec.progressDeadlineSeconds is None:
                changes["progressDeadlineSeconds"] = 600
        case StatefulSetSpec():
            if minor < ORDINALS:
                changes["ordinals"] = None
            steps: dict[str, Any] = {"partition": 0, "maxUnavailable": 1} if minor >= MAX_UNAVAILABLE else {"partition": 0}
            changes["updateStrategy"] = _rolling(spec.updateStrategy, steps)
            changes["podManagementPolicy"] = spec.podManagementPolicy or "OrderedReady"
        case DaemonSetSpec():
            changes["updateStrategy"] = _rolling(spec.updateStrategy, {"maxUnavailable": 1, "maxSurge": 0})
    return replace(spec, **changes)


def _without_gated(workload: Workload, old: Workload | None, minor: int) -> Workload:
    """A StatefulSet without maxUnavailable, where that is not on and was not there before (dropStatefulSetDisabledFields)."""
    if not isinstance(workload, StatefulSet) or minor >= MAX_UNAVAILABLE or _unavailable(workload) is None or _unavailable(old) is not None:
        return workload
    strategy = workload.spec.updateStrategy or UpdateStrategy()
    rolling = replace(strategy.rollingUpdate or RollingUpdate(), maxUnavailable=None)
    return replace(workload, spec=replace(workload.spec, updateStrategy=replace(strategy, rollingUpdate=rolling)))


def _unavailable(workload: Workload | None) -> int | str | None:
    strategy = workload.spec.updateStrategy if isinstance(workload, StatefulSet) else None
    return strategy.rollingUpdate.maxUnavailable if strategy is not None and strategy.rollingUpdate is not None else None


def _default_template(template: PodTemplateSpec | None, minor: int) -> PodTemplateSpec:
    made = template or PodTemplateSpec()
    return replace(made, spec=default_pod_spec(made.spec, minor, host_ports=minor < TEMPLATES_WITHOUT_HOST_PORTS))


def _rolling(strategy: UpdateStrategy | None, defaults: dict[str, Any]) -> UpdateStrategy:
    strategy = strategy or UpdateStrategy()
    kind = strategy.type or "RollingUpdate"
    rolling = strategy.rollingUpdate
    if kind == "RollingUpdate":
        rolling = rolling or RollingUpdate()
        rolling = replace(rolling, **{field: value for field, value in defaults.items() if getattr(rolling, field) is None})
    return replace(strategy, type=kind, rollingUpdate=rolling)


# --- validation ------------------------------------------------------------------------------------------------------


def _faults(workload: Any, old: Any, minor: int) -> Faults:
    spec = workload.spec
    stateful_name = isinstance(workload, StatefulSet) and minor >= STATEFUL_LABELS
    yield from meta_faults(workload.metadata, words.dns1123_label if stateful_name else words.dns1123_subdomain)
    for field in ("replicas", "minReadySeconds", "revisionHistoryLimit"):
        if (getattr(spec, field, None) or 0) < 0:
            yield invalid(f"spec.{field}", NEGATIVE)
    yield from _selector_faults(workload)
    yield from _template_faults(spec.template, minor)
    match workload:
        case Deployment():
            yield from _deployment_faults(spec)
        case StatefulSet():
            yield from _stateful_faults(spec, minor)
        case DaemonSet():
            yield from _daemon_faults(spec.updateStrategy)
    if old is not None:
        yield from update_faults(workload.metadata, old.metadata)
        yield from _change_faults(workload, old)


def _selector_faults(workload: Any) -> Faults:
    selector = workload.spec.selector
    wrong = list(selector_faults("spec.selector", selector))
    yield from wrong
    if wrong:
        yield invalid("spec.selector", "invalid label selector")
        return
    if selector is None:
        if not isinstance(workload, DaemonSet):
            yield required("spec.selector")
    elif is_empty(selector):
        yield invalid("spec.selector", f"empty selector is invalid for {CALLED[type(workload).__name__]}")
        return
    if selector is None or not selects(selector, workload.spec.template.metadata.labels):
        yield invalid("spec.template.metadata.labels", "`selector` does not match template `labels`")


def _template_faults(template: PodTemplateSpec, minor: int) -> Faults:
    """ValidatePodTemplateSpec; upstream's path of its labels leaves metadata out."""
    yield from label_faults("spec.template.labels", template.metadata.labels)
    yield from annotation_faults("spec.template.annotations", template.metadata.annotations)
    yield from pod_spec_faults("spec.template.spec", template.spec, minor)
    if template.spec.restartPolicy in ("OnFailure", "Never"):
        yield unsupported("spec.template.spec.restartPolicy", template.spec.restartPolicy, ["Always"])
    if "activeDeadlineSeconds" in template.spec.rest:
        yield forbidden("spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds is not supported here")


def _deployment_faults(spec: DeploymentSpec) -> Faults:
    """ValidateDeploymentStrategy and progressDeadlineSeconds."""
    strategy = spec.strategy or UpdateStrategy()
    rolling = strategy.rollingUpdate
    match strategy.type:
        case "Recreate":
            if rolling is not None:
                yield forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")
        case "RollingUpdate":
            yield from _step_faults("spec.strategy.rollingUpdate", rolling or RollingUpdate())
            if rolling and not _value(rolling.maxUnavailable) and not _value(rolling.maxSurge):
                yield invalid("spec.strategy.rollingUpdate.maxUnavailable", "may not be 0 when `maxSurge` is 0")
        case _:
            yield unsupported("spec.strategy", strategy.type, ["Recreate", "RollingUpdate"])
    deadline, ready = spec.progressDeadlineSeconds or 0, spec.minReadySeconds or 0
    if deadline < 0:
        yield invalid("spec.progressDeadlineSeconds", NEGATIVE)
    if deadline <= ready:
        yield invalid("spec.progressDeadlineSeconds", "must be greater than minReadySeconds")


def _step_faults(path: str, rolling: RollingUpdate, *, bounded: tuple[str, ...] = ("maxUnavailable",)) -> Faults:
    """ValidatePositiveIntOrPercent and IsNotMoreThan100Percent."""
    for field in ("maxUnavailable", "maxSurge"):
        value = getattr(rolling, field)
        if isinstance(value, str) and not PERCENT.fullmatch(value):
            yield invalid(f"{path}.{field}", "a valid percent string must be a numeric string followed by an ending '%'")
        elif isinstance(value, int) and value < 0:
            yield invalid(f"{path}.{field}", NEGATIVE)
        elif isinstance(value, str) and field in bounded and _value(value) > 100:
            yield invalid(f"{path}.{field}", "must not be greater than 100%")


def _value(step: int | str | None) -> int:
    """getIntOrPercentValue."""
    if isinstance(step, str):
        digits = step.removesuffix("%")
        return int(digits) if digits.isascii() and digits.isdigit() else 0
    return step or 0


def _stateful_faults(spec: StatefulSetSpec, minor: int) -> Faults:
    """ValidateStatefulSetSpec."""
    if spec.podManagementPolicy not in ("OrderedReady", "Parallel"):
        yield invalid("spec.podManagementPolicy", "must be 'OrderedReady' or 'Parallel'")
    strategy = spec.updateStrategy or UpdateStrategy()
    rolling = strategy.rollingUpdate
    match strategy.type:
        case "OnDelete":
            if rolling is not None:
                yield invalid("spec.updateStrategy.rollingUpdate", "only allowed for updateStrategy 'RollingUpdate'")
        case "RollingUpdate":
            if rolling and (rolling.partition or 0) < 0:
                yield invalid("spec.updateStrategy.rollingUpdate.partition", NEGATIVE)
            if rolling and rolling.maxUnavailable is not None:
                yield from _step_faults("spec.updateStrategy.rollingUpdate", rolling)
                if not _value(rolling.maxUnavailable):
                    yield invalid("spec.updateStrategy.rollingUpdate.maxUnavailable", "cannot be 0")
        case _:
            yield invalid("spec.updateStrategy", "must be 'RollingUpdate' or 'OnDelete'")
    if spec.ordinals and spec.ordinals.get("start", 0) < 0:
        yield invalid("spec.ordinals.start", NEGATIVE)
    if spec.serviceName and minor >= SERVICE_NAME_CHECKED:
        yield from all_invalid("spec.serviceName", words.dns1123_label(spec.serviceName))


def _daemon_faults(strategy: UpdateStrategy) -> Faults:
    """ValidateDaemonSetUpdateStrategy."""
    path = "spec.updateStrategy.rollingUpdate"
    rolling = strategy.rollingUpdate
    match strategy.type:
        case "OnDelete":
            return
        case "RollingUpdate":
            rolling = rolling or RollingUpdate()
            yield from _step_faults(path, rolling, bounded=("maxUnavailable", "maxSurge"))
            unavailable, surge = _value(rolling.maxUnavailable), _value(rolling.maxSurge)
            if unavailable and surge:
                yield invalid(f"{path}.maxSurge", "may not be set when maxUnavailable is non-zero")
            if not unavailable and not surge:
                yield required(f"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0")
        case _:
            yield unsupported("spec.updateStrategy", strategy.type, ["RollingUpdate", "OnDelete"])


def _change_faults(workload: Any, old: Any) -> Faults:
    """What may not change: the selector; of a StatefulSet, all but a few fields."""
    if isinstance(workload, StatefulSet):
        kept = {field: getattr(old.spec, field) for field in STATEFUL_MUTABLE}
        if replace(workload.spec, **kept) != old.spec:
            yield forbidden(
                "spec",
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
                "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
            )
    elif workload.spec.selector != old.spec.selector:
        yield invalid("spec.selector", IMMUTABLE)
