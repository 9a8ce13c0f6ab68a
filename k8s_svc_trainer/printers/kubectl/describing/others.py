"""Ingresses, IngressClasses, NetworkPolicies, Namespaces, ConfigMaps, and any other object described.

Source: describeIngressV1, describeIngressClassV1, describeNetworkPolicy, describeNamespace, ConfigMapDescriber, genericDescriber.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from k8s_svc_trainer.printers.kubectl.columns import balancer_addresses
from k8s_svc_trainer.printers.kubectl.describing.common import labels, named, notes
from k8s_svc_trainer.printers.kubectl.endpoint_lists import ready_endpoints
from k8s_svc_trainer.printers.kubectl.labels import NONE
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import (
    Ingress,
    IngressBackend,
    IngressClass,
    IngressServiceBackend,
    Namespace,
    Service,
    ServicePort,
    Unmodelled,
)

ACRONYMS = frozenset({"API", "URL", "UID", "GUID"})
WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|-")
SHOWN_ABOVE = frozenset({"managedFields", "name", "namespace", "labels", "annotations"})


def ingress(cluster: Cluster, obj: Ingress) -> Iterator[str]:
    """An Ingress, with the endpoints behind each path."""
    spec, space = obj.spec, str(obj.metadata.namespace)
    default = "<default>" if spec.defaultBackend is None else _backend(cluster, space, spec.defaultBackend)
    yield f"Name:\t{obj.metadata.name}"
    yield from labels("Labels", obj.metadata.labels)
    yield f"Namespace:\t{space}"
    yield f"Address:\t{balancer_addresses(obj.status.loadBalancer, wide=True)}"
    yield f"Ingress Class:\t{spec.ingressClassName or NONE}"
    yield f"Default backend:\t{default}"
    if spec.tls:
        yield "TLS:"
        yield from (f"  {f'{one.secretName} terminates' if one.secretName else 'SNI routes'} {','.join(one.hosts)}" for one in spec.tls)
    yield "Rules:"
    yield "  Host\tPath\tBackends"
    yield "  ----\t----\t--------"
    rules = [rule for rule in spec.rules if rule.http is not None]
    for rule in rules:
        yield f"  {rule.host or '*'}\t"
        for path in rule.http.paths if rule.http else ():
            yield f"    \t{path.path or ''} \t{_backend(cluster, space, path.backend or IngressBackend())}"
    if not rules:
        yield f"  *\t*\t{default}"
    yield from notes("Annotations", obj.metadata.annotations)


def _backend(cluster: Cluster, namespace: str, backend: IngressBackend) -> str:
    if backend.service is not None:
        return _service(cluster, namespace, backend.service)
    if backend.resource is not None:
        one = backend.resource
        return f"APIGroup: {one.get('apiGroup') or NONE}, Kind: {one.get('kind', '')}, Name: {one.get('name', '')}"
    return ""


def _service(cluster: Cluster, namespace: str, backend: IngressServiceBackend) -> str:
    text = f"{backend.name}:{backend.port.number or backend.port.name or ''}"
    service = cluster.state.one(Service, namespace, str(backend.name))
    if service is None:
        return f'{text} (<error: services "{backend.name}" not found>)'
    name = next((port.name or "" for port in reversed(service.spec.ports) if _meant(port, backend)), "")
    return f"{text} ({ready_endpoints(cluster.state.slices_of(namespace, str(backend.name)), name)})"


def _meant(port: ServicePort, backend: IngressServiceBackend) -> bool:
    wanted = backend.port
    return (bool(wanted.number) and wanted.number == port.port) or (bool(wanted.name) and wanted.name == port.name)


def ingress_class(_: Cluster, obj: IngressClass) -> Iterator[str]:
    """An IngressClass."""
    yield f"Name:\t{obj.metadata.name}"
    yield from labels("Labels", obj.metadata.labels)
    yield from notes("Annotations", obj.metadata.annotations)
    yield f"Controller:\t{obj.spec.controller or ''}"
    given = obj.spec.parameters
    if given:
        yield "Parameters:"
        yield from ([f"  APIGroup:\t{given['apiGroup']}"] if given.get("apiGroup") else [])
        yield f"  Kind:\t{given.get('kind', '')}"
        yield f"  Name:\t{given.get('name', '')}"


def namespace(_: Cluster, obj: Namespace) -> Iterator[str]:
    """A Namespace; quotas and limit ranges are not modelled, so there are none."""
    yield f"Name:\t{obj.metadata.name}"
    yield from labels("Labels", obj.metadata.labels)
    yield from notes("Annotations", obj.metadata.annotations)
    yield f"Status:\t{obj.rest.get('status', {}).get('phase', '')}"
    yield from ("", "No resource quota.", "", "No LimitRange resource.")


def config_map(_: Cluster, obj: Unmodelled) -> Iterator[str]:
    """A ConfigMap."""
    yield from named(obj.metadata)
    yield from labels("Labels", obj.metadata.labels)
    yield from notes("Annotations", obj.metadata.annotations)
    yield from ("", "Data", "====")
    for key, value in sorted((obj.rest.get("data") or {}).items()):
        yield from (f"{key}:", "----", *str(value).split("\n"), "")
    yield from ("", "BinaryData", "====")
    yield from (f"{key}: {len(value)} bytes" for key, value in sorted((obj.rest.get("binaryData") or {}).items()))
    yield ""


def other(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Any object: all its fields (printUnstructuredContent)."""
    meta = manifest.get("metadata") or {}
    yield f"Name:\t{meta.get('name', '')}"
    yield f"Namespace:\t{meta.get('namespace', '')}"
    yield from labels("Labels", meta.get("labels") or {})
    yield from notes("Annotations", meta.get("annotations") or {})
    shown = {**manifest, "metadata": {key: value for key, value in meta.items() if key not in SHOWN_ABOVE}}
    yield from _fields(shown, "")


def _fields(given: Mapping[str, Any], space: str) -> Iterator[str]:
    for key in sorted(given):
        value, label = given[key], _label(key)
        match value:
            case Mapping():
                yield f"{space}{label}:"
                yield from _fields(value, f"{space}  ")
            case list() | tuple():
                yield f"{space}{label}:"
                for one in value:
                    yield from _fields(one, f"{space}  ") if isinstance(one, Mapping) else [f"{space}  {_plain(one)}"]
            case _:
                yield f"{space}{label}:\t{_plain(value)}"


def _plain(value: Any) -> str:
    return "<nil>" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _label(field: str) -> str:
    """`apiVersion` as `API Version` (smartLabelFor)."""
    if not field or not all(letter.isalpha() or letter == "-" for letter in field):
        return field
    words = [word.upper() if word.upper() in ACRONYMS else word for word in WORD.findall(field)]
    return " ".join(word.capitalize() if word.islower() else word for word in words)
