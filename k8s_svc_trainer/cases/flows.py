"""One flow through a cluster as a case file: what is there now, what was asked, and what came of it as the expectation.

Decides what must be written so that the file gives the same result. Pods are written with their addresses and without their owners,
because an owner would make new ones elsewhere; what every cluster brings along, and what controllers make again, is left out. What
is in no object (session affinity, open connections, a stopped kube-proxy, simulated time) is saved only as the steps that led there.
"""

from collections.abc import Iterator, Mapping, Set
from typing import Any

import msgspec

from k8s_svc_trainer.cases.document import Faults, read, write
from k8s_svc_trainer.cases.dump import dump
from k8s_svc_trainer.cases.expect import Result
from k8s_svc_trainer.cases.grammar import EXPECTATIONS, Field
from k8s_svc_trainer.cases.parse import parse_step
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.cases.run import build, objects_of, run_case
from k8s_svc_trainer.cases.steps import Case, CaseFile, Expectation, Manifest, Step, StepKind
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import KINDS

_WORKLOADS = frozenset({"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"})
_MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
_CONTROLLERS = frozenset({"endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"})
_BOOKKEEPING = frozenset({"uid", "resourceVersion", "generation", "creationTimestamp", "generateName", "ownerReferences", "managedFields"})
_DNS_PODS = {"k8s-app": "kube-dns"}
_ENDS = frozenset({"connected", "mixed"})  # the outcomes of which backends and masquerade tell something
_OF_ENDS = frozenset({"backends", "masqueraded", "zones"})
_DEPENDS = (
    "Run again it may differ: the result depended on something that no object says, such as session affinity or a stopped kube-proxy."
)


def flow_case(
    cluster: Cluster,
    step: Mapping[str, Any],
    result: Result,
    *,
    name: str = "saved-flow",
    about: str | None = None,
    after: tuple[CaseFile, Case] | None = None,
) -> str:
    """A case file that does this step in this cluster and expects this result; `step` is as it stands in a file, without `expect`.

    `cluster` is as it was before the step, `after` the case whose steps had led there, where there is one: with it a result that
    depends on history can be saved too. The file is tried before it is given; where nothing makes it hold, its `about` says so.
    Raises Faults where the mapping is no step.
    """
    reader = Reader()
    parsed = parse_step(read(write(step), file="step").root, reader, expects=False)
    reader.done()
    assert parsed is not None  # noqa: S101 -- whatever could not be read has left a fault
    parsed = msgspec.structs.replace(parsed, expect=expectation_of(parsed.kind, result))
    found = next((case_file for case_file in _tellings(cluster, parsed, name, after) if _holds(case_file)), None)
    words = about if found is not None else " ".join(part for part in (about, _DEPENDS) if part)
    found = found or case_file_of(cluster, (parsed,), name)
    case = msgspec.structs.replace(found.cases[0], about=words)
    return dump(msgspec.structs.replace(found, cases=(case,)))


def case_file_of(cluster: Cluster, steps: tuple[Step, ...], name: str, *, dns: bool = True) -> CaseFile:
    """A cluster as it is now, and steps, as a case file of one case; `dump` writes it. `dns`: with the pods of the cluster DNS."""
    objects = tuple(Manifest(value) for value in objects_of_cluster(cluster, dns=dns))
    return CaseFile(cases=(Case(name=name, steps=steps),), settings=cluster.settings.written(), objects=objects)


def expectation_of(kind: StepKind, result: Result) -> Expectation | None:
    """What can be expected of a result, in the order of the tables; None where nothing can.

    Slices are left out, because they carry the names and uids of one cluster.
    """
    fields: dict[str, Any] = {}
    for word, field in EXPECTATIONS[kind].items():
        value = getattr(result, word, None)
        silent = word in _OF_ENDS and getattr(result, "outcome", None) not in _ENDS
        if value is None or silent or field is Field.OBJECTS or (field is Field.WORDS and not value):
            continue
        fields[word] = list(value) if isinstance(value, tuple) else value
    return Expectation(fields) if fields else None


def _tellings(cluster: Cluster, step: Step, name: str, after: tuple[CaseFile, Case] | None) -> Iterator[CaseFile]:
    """Ways to tell a flow, the shortest first: from what is there now, or from what was there first, with the steps since."""
    yield case_file_of(cluster, (step,), name, dns=False)
    yield case_file_of(cluster, (step,), name)
    if after is not None:
        case_file, case = after
        steps = (*case.steps, step)
        settings = {**case_file.settings, **case.settings}
        yield CaseFile(cases=(Case(name=name, steps=steps),), settings=settings, objects=objects_of(case_file, case))
        yield case_file_of(build(case_file, case), steps, name)


def _holds(case_file: CaseFile) -> bool:
    try:
        return run_case(case_file, case_file.cases[0])[-1].ok
    except Faults:
        return False


def objects_of_cluster(cluster: Cluster, *, dns: bool = True) -> list[dict[str, Any]]:
    """The manifests, eldest first, with which another cluster is as this one; `dns`: with the pods of the cluster DNS."""
    here, fresh = _objects(cluster), _objects(Cluster(cluster.settings))
    kept = {key for key, value in here.items() if fresh.get(key) != value or key[0] == "Pod"}
    nodes = {key for key in here if key[0] == "Node"}
    if nodes & kept or nodes != {key for key in fresh if key[0] == "Node"}:
        kept |= nodes
    return [value for key, value in here.items() if key in kept and (dns or not _is_dns_pod(value))]


def _objects(cluster: Cluster) -> dict[tuple[str, str, str], dict[str, Any]]:
    """All objects but workloads and what controllers make, by name, the eldest first."""
    selecting = {_key(value)[1:] for value in cluster.list("service") if value["spec"].get("selector")}
    listed = (value for kind in KINDS if kind not in _WORKLOADS for value in cluster.list(kind.lower()))
    found = [value for value in listed if not _is_made(value, selecting)]
    found.sort(key=lambda value: (str(value["metadata"].get("creationTimestamp", "")), str(value["metadata"].get("uid", ""))))
    generic = cluster.settings.cloud == "generic"
    return {_key(value): _written(value, generic=generic) for value in found}


def _key(value: Mapping[str, Any]) -> tuple[str, str, str]:
    metadata = value["metadata"]
    return value["kind"], metadata.get("namespace", ""), metadata["name"]


def _is_made(value: Mapping[str, Any], selecting: Set[tuple[str, str]]) -> bool:
    """Whether a controller makes it again: its EndpointSlices, and the Endpoints of each Service that selects pods."""
    if value["kind"] == "Endpoints":
        return _key(value)[1:] in selecting
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
