"""One flow through a cluster as a case file: what is there now, what was asked, and what came of it as the expectation.

Decides what must be written so that the file gives the same result. Pods are written with their addresses and without their owners,
because an owner would make new ones elsewhere; what every cluster brings along, and what controllers make again, is left out. What
is in no object is not saved: session affinity, open connections, a stopped kube-proxy, simulated time.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from k8s_svc_trainer.cases.document import read, write
from k8s_svc_trainer.cases.dump import dump
from k8s_svc_trainer.cases.expect import Result
from k8s_svc_trainer.cases.grammar import EXPECTATIONS
from k8s_svc_trainer.cases.parse import parse_step
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.cases.stated import stated
from k8s_svc_trainer.cases.steps import Case, CaseFile, Expectation, Manifest, Step, StepKind
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import KINDS

Objects = dict[tuple[str, str, str], dict[str, Any]]

_WORKLOADS = frozenset({"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"})
_MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
_CONTROLLERS = frozenset({"endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"})
_BOOKKEEPING = frozenset({"uid", "resourceVersion", "generation", "creationTimestamp", "generateName", "ownerReferences", "managedFields"})
_DNS_PODS = {"k8s-app": "kube-dns"}
_ENDS = frozenset({"connected", "mixed"})  # the outcomes of which backends and masquerade tell something
_OF_ENDS = frozenset({"backends", "masqueraded", "zones"})


def flow_case(cluster: Cluster, step: Mapping[str, Any], result: Result, *, name: str = "saved-flow", about: str | None = None) -> str:
    """A case file that does this step in this cluster and expects this result; `step` is as it stands in a file, without `expect`.

    `cluster` is as it was before the step. Raises Faults where the mapping is no step.
    """
    reader = Reader()
    parsed = parse_step(read(write(step), file="step").root, reader, expects=False)
    reader.done()
    assert parsed is not None  # noqa: S101 -- whatever could not be read has left a fault
    parsed = msgspec.structs.replace(parsed, expect=expectation_of(parsed.kind, result))
    objects = tuple(Manifest(value) for value in objects_of_cluster(cluster, parsed))
    case = Case(name=name, steps=(parsed,), about=about)
    return dump(CaseFile(cases=(case,), settings=cluster.settings.written(), objects=objects))


def expectation_of(kind: StepKind, result: Result) -> Expectation | None:
    """Everything that can be expected of a result, in the order of the tables; None where nothing can."""
    fields: dict[str, Any] = {}
    for word in EXPECTATIONS[kind]:
        value = getattr(result, word, None)
        if value is None or (word in _OF_ENDS and getattr(result, "outcome", None) not in _ENDS):
            continue
        fields[word] = list(value) if isinstance(value, tuple) else value
    return Expectation(fields) if fields else None


def objects_of_cluster(cluster: Cluster, step: Step) -> list[dict[str, Any]]:
    """The manifests, eldest first, with which another cluster answers the step as this one does."""
    here, fresh = _objects(cluster), _objects(Cluster(cluster.settings))
    kept = {key: value for key, value in here.items() if fresh.get(key) != value or key[0] == "Pod"}
    nodes = {key: value for key, value in here.items() if key[0] == "Node"}
    if nodes != {key: value for key, value in fresh.items() if key[0] == "Node"}:
        kept |= nodes
    dns = {key: value for key, value in kept.items() if _is_dns_pod(value)}
    others = {key: value for key, value in kept.items() if key not in dns}
    known = stated([Manifest(value) for value in others.values()], [step]).addresses
    if all(fresh.get(key) == value and value["status"].get("podIP") not in known for key, value in dns.items()):
        kept = others
    return [value for key, value in here.items() if key in kept]


def _objects(cluster: Cluster) -> Objects:
    """All objects but workloads and what controllers make, by name, the eldest first."""
    found = [value for kind in KINDS if kind not in _WORKLOADS for value in cluster.list(kind.lower()) if not _is_made(value)]
    found.sort(key=lambda value: (str(value["metadata"].get("creationTimestamp", "")), str(value["metadata"].get("uid", ""))))
    generic = cluster.settings.cloud == "generic"
    return {_key(value): _written(value, generic=generic) for value in found}


def _key(value: Mapping[str, Any]) -> tuple[str, str, str]:
    metadata = value["metadata"]
    return value["kind"], metadata.get("namespace", ""), metadata["name"]


def _is_made(value: Mapping[str, Any]) -> bool:
    return value["metadata"].get("labels", {}).get(_MANAGED_BY) in _CONTROLLERS


def _is_dns_pod(value: Mapping[str, Any]) -> bool:
    metadata = value["metadata"]
    labels: Mapping[str, str] = metadata.get("labels", {})
    return value["kind"] == "Pod" and metadata["namespace"] == "kube-system" and _DNS_PODS.items() <= labels.items()


def _written(value: Mapping[str, Any], *, generic: bool) -> dict[str, Any]:
    """A manifest as a person would write it to have this object."""
    metadata = {word: item for word, item in value["metadata"].items() if word not in _BOOKKEEPING}
    written = {**value, "metadata": metadata}
    if "conditions" in value.get("status", {}):
        ready = [{"type": "Ready", "status": one["status"]} for one in value["status"]["conditions"] if one["type"] == "Ready"]
        written["status"] = {**value["status"], "conditions": ready}
    if value["kind"] == "Service" and generic:
        given = next(_given(value), None)
        if given is not None:
            written["spec"] = {**value["spec"], "loadBalancerIP": given}
            del written["status"]
    return written


def _given(service: Mapping[str, Any]) -> Iterator[str]:
    """The address that a generic cloud gave: asked for by name it is given again, stated in the status it would be another's."""
    for one in service.get("status", {}).get("loadBalancer", {}).get("ingress", ()):
        if str(one.get("ip", "")).startswith("203.0.113."):
            yield one["ip"]
