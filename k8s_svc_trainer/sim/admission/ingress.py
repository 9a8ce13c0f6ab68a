"""Ingresses and IngressClasses at the API server.

pkg/apis/networking/validation/validation.go and v1/defaults.go; plugin/pkg/admission/network/defaultingressclass/admission.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from k8s_svc_trainer.sim.admission import words
from k8s_svc_trainer.sim.admission.addresses import ip_faults, is_ip
from k8s_svc_trainer.sim.admission.meta import meta_faults, update_faults
from k8s_svc_trainer.sim.admission.report import (
    IMMUTABLE,
    Faults,
    Refused,
    all_invalid,
    forbidden,
    invalid,
    nameless,
    required,
    too_long,
    unsupported,
)
from k8s_svc_trainer.sim.admission.service_validation import name_rule
from k8s_svc_trainer.sim.objects import (
    HTTPIngressPath,
    Ingress,
    IngressBackend,
    IngressClass,
    IngressRule,
    IngressServiceBackend,
    LoadBalancerIngress,
)
from k8s_svc_trainer.sim.results import Fault

CLASS = "kubernetes.io/ingress.class"
IS_DEFAULT = "ingressclass.kubernetes.io/is-default-class"
TRAINERS_CLASS = "nginx"  # the class of the simulated controller, the default where it runs
NEWEST_DEFAULT = 26  # of several default classes the newest is taken; before, they were an error
EQUAL_CLASSES = 27  # annotation and field may stand together where they are equal
PATH_TYPES = frozenset({"Exact", "Prefix", "ImplementationSpecific"})
BAD_SEQUENCES = ("//", "/./", "/../", "%2f", "%2F")
BAD_ENDS = ("/..", "/.")
SCOPES = frozenset({"Cluster", "Namespace"})
LONGEST_CONTROLLER = 250


def admit_ingress(
    ingress: Ingress, old: Ingress | None, minor: int, *, classes: Iterable[IngressClass], controller: bool
) -> tuple[Ingress, tuple[Fault, ...]]:
    """An Ingress as it is stored, and all that is wrong with it; a new one without a class gets the default class.

    Raises Refused where several classes are the default and the version does not choose.
    """
    if old is None and ingress.spec.ingressClassName is None and CLASS not in ingress.metadata.annotations:
        name = _default_class(classes, minor, controller=controller)
        ingress = replace(ingress, spec=replace(ingress.spec, ingressClassName=name))
    return ingress, tuple(_faults(ingress, old, minor))


def _default_class(classes: Iterable[IngressClass], minor: int, *, controller: bool) -> str | None:
    """DefaultIngressClass's getDefaultClass."""
    marked = [one for one in classes if one.metadata.annotations.get(IS_DEFAULT) == "true"]
    if len(marked) > 1 and minor < NEWEST_DEFAULT:
        raise Refused(nameless(f"{len(marked)} default IngressClasses were found, only 1 allowed"))
    if not marked:
        return TRAINERS_CLASS if controller else None
    newest = max(one.metadata.creationTimestamp or "" for one in marked)
    return min(str(one.metadata.name) for one in marked if (one.metadata.creationTimestamp or "") == newest)


def _faults(ingress: Ingress, old: Ingress | None, minor: int) -> Faults:
    spec = ingress.spec
    yield from meta_faults(ingress.metadata, words.dns1123_subdomain)
    if not spec.rules and spec.defaultBackend is None:
        yield invalid("spec", "either `defaultBackend` or `rules` must be specified")
    if spec.defaultBackend is not None:
        yield from _backend_faults("spec.defaultBackend", spec.defaultBackend, minor)
    for index, rule in enumerate(spec.rules):
        yield from _rule_faults(f"spec.rules[{index}]", rule, minor)
    for index, tls in enumerate(spec.tls):
        for inner, host in enumerate(tls.hosts):
            yield from all_invalid(f"spec.tls[{index}].hosts[{inner}]", _host_words(host))
        if tls.secretName:
            yield from all_invalid(f"spec.tls[{index}].secretName", words.dns1123_subdomain(tls.secretName))
    if spec.ingressClassName is not None:
        yield from all_invalid("spec.ingressClassName", words.dns1123_subdomain(spec.ingressClassName))
    yield from _status_faults(ingress.status.loadBalancer.ingress, minor)
    if old is None:
        yield from _class_faults(ingress, minor)
    else:
        yield from update_faults(ingress.metadata, old.metadata)


def ingress_warnings(ingress: Ingress) -> tuple[str, ...]:
    """What a new Ingress is warned of (pkg/registry/networking/ingress/strategy.go, WarningsOnCreate)."""
    if CLASS in ingress.metadata.annotations and ingress.spec.ingressClassName is None:
        return (f"annotation \"{CLASS}\" is deprecated, please use 'spec.ingressClassName' instead",)
    return ()


def _class_faults(ingress: Ingress, minor: int) -> Faults:
    """ValidateIngressCreate; upstream's path has no metadata in it."""
    annotation, named = ingress.metadata.annotations.get(CLASS), ingress.spec.ingressClassName
    if annotation is None or named is None:
        return
    if minor < EQUAL_CLASSES:
        yield invalid(f"annotations.{CLASS}", "can not be set when the class field is also set")
    elif annotation != named:
        yield invalid(f"annotations.{CLASS}", "must match `ingressClassName` when both are specified")


def _host_words(host: str) -> words.Messages:
    return words.wildcard_subdomain(host) if "*" in host else words.dns1123_subdomain(host)


def _rule_faults(path: str, rule: IngressRule, minor: int) -> Faults:
    """validateIngressRules."""
    if rule.host:
        if is_ip(rule.host):
            yield invalid(f"{path}.host", "must be a DNS name, not an IP address")
        yield from all_invalid(f"{path}.host", _host_words(rule.host))
    if rule.http is None:
        return
    if not rule.http.paths:
        yield required(f"{path}.http.paths")
    for index, one in enumerate(rule.http.paths):
        yield from _path_faults(f"{path}.http.paths[{index}]", one, minor)


def _path_faults(path: str, one: HTTPIngressPath, minor: int) -> Faults:
    """validateHTTPIngressPath."""
    text = one.path or ""
    match one.pathType:
        case None:
            yield required(f"{path}.pathType", "pathType must be specified")
            return
        case "Exact" | "Prefix":
            if not text.startswith("/"):
                yield invalid(f"{path}.path", "must be an absolute path")
            for sequence in BAD_SEQUENCES:
                if sequence in text:
                    yield invalid(f"{path}.path", f"must not contain '{sequence}'")
            for end in BAD_ENDS:
                if text.endswith(end):
                    yield invalid(f"{path}.path", f"cannot end with '{end}'")
        case "ImplementationSpecific":
            if text and not text.startswith("/"):
                yield invalid(f"{path}.path", "must be an absolute path")
        case _:
            yield unsupported(f"{path}.pathType", one.pathType, PATH_TYPES)
    yield from _backend_faults(f"{path}.backend", one.backend or IngressBackend(), minor)


def _backend_faults(path: str, backend: IngressBackend, minor: int) -> Faults:
    """validateIngressBackend."""
    if backend.resource is not None and backend.service is not None:
        yield invalid(path, "cannot set both resource and service backends")
    elif backend.resource is not None:
        yield from _reference_faults(f"{path}.resource", backend.resource)
    elif backend.service is not None:
        yield from _service_faults(path, backend.service, minor)
    else:
        yield invalid(path, "resource or service backend is required")


def _service_faults(path: str, service: IngressServiceBackend, minor: int) -> Faults:
    if not service.name:
        yield required(f"{path}.service.name")
    else:
        yield from all_invalid(f"{path}.service.name", name_rule(minor)(service.name))
    name, number = service.port.name, service.port.number
    if name and number:
        yield invalid(path, "cannot set both port name & port number")
    elif name:
        yield from all_invalid(f"{path}.service.port.name", words.port_name(name))
    elif number:
        yield from all_invalid(f"{path}.service.port.number", words.port_number(number))
    else:
        yield required(path, "port name or number is required")


def _reference_faults(path: str, reference: Mapping[str, Any]) -> Faults:
    """validateIngressTypedLocalObjectReference."""
    group = reference.get("apiGroup")
    if group is not None:
        yield from all_invalid(f"{path}.apiGroup", words.dns1123_subdomain(str(group)))
    for field in ("kind", "name"):
        value = reference.get(field)
        if not value:
            yield required(f"{path}.{field}", f"{field} is required")
        else:
            yield from all_invalid(f"{path}.{field}", words.path_segment(str(value)))


def _status_faults(ingress: tuple[LoadBalancerIngress, ...], minor: int) -> Faults:
    """ValidateIngressLoadBalancerStatus."""
    for index, one in enumerate(ingress):
        path = f"status.loadBalancer.ingress[{index}]"
        if one.ip:
            yield from ip_faults(f"{path}.ip", one.ip, minor)
        if one.hostname:
            yield from all_invalid(f"{path}.hostname", words.dns1123_subdomain(one.hostname))
            if is_ip(one.hostname):
                yield invalid(f"{path}.hostname", "must be a DNS name, not an IP address")


# --- IngressClass ----------------------------------------------------------------------------------------------------


def admit_ingress_class(one: IngressClass, old: IngressClass | None, minor: int) -> tuple[IngressClass, tuple[Fault, ...]]:
    """An IngressClass as it is stored (its parameters of scope Cluster by default), and all that is wrong with it."""
    del minor  # the same in every version
    parameters = one.spec.parameters
    if parameters is not None and parameters.get("scope") is None:
        one = replace(one, spec=replace(one.spec, parameters={**parameters, "scope": "Cluster"}))
    return one, tuple(_class_spec_faults(one, old))


def _class_spec_faults(one: IngressClass, old: IngressClass | None) -> Faults:
    controller = one.spec.controller or ""
    yield from meta_faults(one.metadata, words.dns1123_subdomain)
    if len(controller) > LONGEST_CONTROLLER:
        yield too_long("spec.controller", LONGEST_CONTROLLER)
    if not controller:
        yield required("spec.controller")
    else:
        yield from all_invalid("spec.controller", words.domain_prefixed_path(controller))
    if one.spec.parameters is not None:
        yield from _parameter_faults("spec.parameters", one.spec.parameters)
    if old is not None:
        yield from update_faults(one.metadata, old.metadata)
        if one.spec.controller != old.spec.controller:
            yield invalid("spec.controller", IMMUTABLE)


def _parameter_faults(path: str, parameters: Mapping[str, Any]) -> Faults:
    """validateIngressClassParametersReference."""
    yield from _reference_faults(path, parameters)
    scope, namespace = parameters.get("scope"), parameters.get("namespace")
    if scope not in tuple(SCOPES):  # whatever it is, also what cannot be a key
        yield unsupported(f"{path}.scope", scope, SCOPES)
    elif scope == "Cluster" and namespace is not None:
        yield forbidden(f"{path}.namespace", "`parameters.scope` is set to 'Cluster'")
    elif scope == "Namespace" and namespace is None:
        yield required(f"{path}.namespace", "`parameters.scope` is set to 'Namespace'")
    elif scope == "Namespace":
        yield from all_invalid(f"{path}.namespace", words.dns1123_label(str(namespace)))
