"""What proves a finding: a command that a person would type, and what it prints on this cluster.

Decides which command shows which fault: a table by code. What a command prints is made by `printers`; nothing here is written down as
proof. Long outputs are cut as `| head` cuts them, so that a cluster of thousands of pods costs no more than a small one.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from k8s_svc_trainer.cases.steps import Connect, Http, Open, Resolve
from k8s_svc_trainer.diagnosis.changing import kinds_of_pods, own_labels, owner_of, pods_of
from k8s_svc_trainer.diagnosis.values import Finding, Goal
from k8s_svc_trainer.printers.client.dns import resolv_conf
from k8s_svc_trainer.printers.client.sockets import ss_listening
from k8s_svc_trainer.printers.kubectl.describe import describe
from k8s_svc_trainer.printers.kubectl.get import table
from k8s_svc_trainer.printers.kubectl.jsonpath import jsonpath
from k8s_svc_trainer.printers.kubectl.kinds import BY_KIND
from k8s_svc_trainer.printers.kubectl.output import yaml_of
from k8s_svc_trainer.printers.kubectl.served import manifest
from k8s_svc_trainer.printers.rules import rules_text
from k8s_svc_trainer.sim import Cluster, ObjectKey, PodSource
from k8s_svc_trainer.sim.controllers.readiness import is_ready
from k8s_svc_trainer.sim.names import SERVICE_NAME
from k8s_svc_trainer.sim.objects import KINDS, KubeObject, Pod, Service
from k8s_svc_trainer.sim.resolv_conf import of_source

MOST_ROWS = 8
KIND_OF_WORD: Mapping[str, str] = {kind.lower(): kind for kind in KINDS}
TOOLS: Mapping[str, str] = {"iptables": "iptables-save -t nat", "nftables": "nft list table ip kube-proxy", "ipvs": "ipvsadm -Ln"}


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """A command, and what it prints."""

    command: str
    output: str


class Look(msgspec.Struct, frozen=True, gc=False):
    """Where evidence is looked for: the cluster, the object at fault, what it does not fit, the Service, who asked."""

    cluster: Cluster
    object: ObjectKey
    beside: ObjectKey | None
    service: Service | None
    client: Pod | None

    @property
    def namespace(self) -> str:
        """The namespace of the Service, or of the object at fault."""
        return str(self.service.metadata.namespace if self.service else self.object.namespace)

    def held(self, key: ObjectKey) -> KubeObject | None:
        """An object of the cluster."""
        found: KubeObject | None = self.cluster.state.held(KIND_OF_WORD.get(key.kind, "")).get((key.namespace, key.name))
        return found


Proof = Callable[[Look], Iterator[Evidence]]


def evidence(cluster: Cluster, goal: Goal, finding: Finding) -> tuple[Evidence, ...]:
    """The commands that show a finding, with what they print on the cluster as it is."""
    repair, source = finding.repair, getattr(goal.action, "source", None)
    client = cluster.state.one(Pod, source.namespace, source.name) if isinstance(source, PodSource) else None
    key = finding.service if finding.service is not None else repair.object
    service = cluster.state.one(Service, key.namespace, key.name) if key.kind == "service" else None
    if service is None and repair.object.kind == "service":
        service = cluster.state.one(Service, repair.object.namespace, repair.object.name)
    look = Look(cluster, repair.object, repair.beside, service, client)
    return tuple(one for proof in PROOFS[finding.fault] for one in proof(look))


# --- get ---------------------------------------------------------------------------------------------------------


def _get(look: Look, kind: str, objects: Sequence[Any], asked: str, namespace: str | None, **how: Any) -> Evidence:
    """`kubectl get`: `asked` is what stands behind the kind."""
    words = ["kubectl", *(["-n", namespace] if namespace else []), "get", BY_KIND[kind].plural, *shlex.split(asked)]
    command = " ".join(words) + (f" | head -{MOST_ROWS + 1}" if len(objects) > MOST_ROWS else "")
    if not objects:
        return Evidence(command, f"No resources found in {namespace} namespace.\n" if namespace else "No resources found\n")
    return Evidence(command, table(look.cluster, kind, objects[:MOST_ROWS], **how))


def service(look: Look) -> Iterator[Evidence]:
    """The Service, with its selector."""
    if look.service is not None:
        asked = f"{look.service.metadata.name} -o wide"
        yield _get(look, "Service", [look.service], asked, look.namespace, wide=True)


def services(look: Look) -> Iterator[Evidence]:
    """All Services of the namespace, with their selectors."""
    yield _get(look, "Service", _all(look, "Service", look.namespace), "-o wide", look.namespace, wide=True)


def workloads(look: Look) -> Iterator[Evidence]:
    """The Deployments of the namespace."""
    yield _get(look, "Deployment", _all(look, "Deployment", look.namespace), "", look.namespace)


def services_of_object(look: Look) -> Iterator[Evidence]:
    """All Services of the namespace of the object at fault."""
    here = look.object.namespace
    yield _get(look, "Service", _all(look, "Service", here), "", here)


def services_named(look: Look) -> Iterator[Evidence]:
    """The Services of this name, in all namespaces."""
    found = [one for one in _all(look, "Service", None) if one.metadata.name == look.object.name]
    yield _get(look, "Service", found, f"-A --field-selector metadata.name={look.object.name}", None, all_namespaces=True)


def slices(look: Look) -> Iterator[Evidence]:
    """The Service's EndpointSlices."""
    if look.service is not None:
        found = look.cluster.state.slices_of(look.namespace, str(look.service.metadata.name))
        yield _get(look, "EndpointSlice", found, f"-l {SERVICE_NAME}={look.service.metadata.name}", look.namespace)


def slices_labelled(look: Look) -> Iterator[Evidence]:
    """The namespace's EndpointSlices, with their labels."""
    yield _get(look, "EndpointSlice", _all(look, "EndpointSlice", look.namespace), "--show-labels", look.namespace, show_labels=True)


def beside(look: Look) -> Iterator[Evidence]:
    """The pods that the Service may have meant, with their labels."""
    for owner, pod in kinds_of_pods(look.cluster.state, look.namespace):
        if owner == look.beside:
            label = next(iter(sorted(own_labels(pod.metadata.labels).items())), None)
            found = look.cluster.state.selected_pods(look.namespace, dict([label])) if label else [pod]
            which = f"-l {label[0]}={label[1]}" if label else str(pod.metadata.name)
            yield _get(look, "Pod", found, f"{which} --show-labels", look.namespace, show_labels=True)


def selected(look: Look) -> Iterator[Evidence]:
    """The pods that the Service selects, with their addresses."""
    if look.service is not None and look.service.spec.selector:
        wanted = dict(look.service.spec.selector)
        asked = f"-l {','.join(f'{name}={value}' for name, value in sorted(wanted.items()))} -o wide"
        yield _get(look, "Pod", look.cluster.state.selected_pods(look.namespace, wanted), asked, look.namespace, wide=True)


def selected_anywhere(look: Look) -> Iterator[Evidence]:
    """The pods with the labels that the Service selects, in all namespaces."""
    if look.service is not None:
        wanted = look.service.spec.selector
        found = [pod for pod in pods_of(look.cluster.state) if wanted.items() <= pod.metadata.labels.items()]
        asked = f"-A -l {','.join(f'{name}={value}' for name, value in sorted(wanted.items()))}"
        yield _get(look, "Pod", found, asked, None, all_namespaces=True)


def the_object(look: Look) -> Iterator[Evidence]:
    """The object at fault, as a row."""
    found, kind = look.held(look.object), KIND_OF_WORD.get(look.object.kind)
    if found is not None and kind is not None:
        yield _get(look, kind, [found], look.object.name, look.object.namespace)


def replica_sets(look: Look) -> Iterator[Evidence]:
    """The ReplicaSets of the Deployment at fault: the old at 0, the new unready."""
    mine = [one for one in _all(look, "ReplicaSet", look.object.namespace) if _owned_by(one, look.object)]
    label = next(iter(own_labels(mine[0].metadata.labels).items()), None) if mine else None
    if label is not None:
        yield _get(look, "ReplicaSet", mine, f"-l {label[0]}={label[1]}", look.object.namespace)


def _owned_by(obj: Any, key: ObjectKey) -> bool:
    return any(owner.name == key.name and str(owner.kind).lower() == key.kind for owner in obj.metadata.ownerReferences)


def _all(look: Look, kind: str, namespace: str | None) -> list[Any]:
    held: list[Any] = list(look.cluster.state.held(kind).values())
    mine = [one for one in held if namespace in (None, one.metadata.namespace)]
    return sorted(mine, key=lambda one: (str(one.metadata.namespace), str(one.metadata.name)))


def namespaces(look: Look) -> Iterator[Evidence]:
    """The client's namespace, with its labels."""
    for other in [look.client] if look.client else []:
        found = look.held(ObjectKey("namespace", None, str(other.metadata.namespace)))
        if found is not None:
            yield _get(look, "Namespace", [found], f"{found.metadata.name} --show-labels", None, show_labels=True)


def client(look: Look) -> Iterator[Evidence]:
    """The client's pod, with its labels."""
    if look.client is not None:
        asked = f"{look.client.metadata.name} --show-labels"
        yield _get(look, "Pod", [look.client], asked, look.client.metadata.namespace, show_labels=True)


# --- describe, -o yaml, -o jsonpath ------------------------------------------------------------------------------


def described(look: Look) -> Iterator[Evidence]:
    """The object at fault, described."""
    found = look.held(look.object)
    if found is not None:
        yield Evidence(f"kubectl{_space(look.object)} describe {look.object.kind} {look.object.name}", describe(look.cluster, found))


def as_yaml(look: Look) -> Iterator[Evidence]:
    """The object at fault, as YAML."""
    found = look.held(look.object)
    if found is not None:
        command = f"kubectl{_space(look.object)} get {look.object.kind} {look.object.name} -o yaml"
        yield Evidence(command, yaml_of([manifest(look.cluster, found)]))


def conditions(look: Look) -> Iterator[Evidence]:
    """The Ready conditions of the pods that the Service selects."""
    if look.service is not None:
        wanted = dict(look.service.spec.selector)
        template = '{range .items[*]}{.metadata.name}{" "}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}'
        pods = look.cluster.state.selected_pods(look.namespace, wanted)[:MOST_ROWS]
        terms = ",".join(f"{name}={value}" for name, value in sorted(wanted.items()))
        command = f"kubectl -n {look.namespace} get pods -l {terms} -o jsonpath='{template}'"
        yield Evidence(command, jsonpath(template, {"items": [manifest(look.cluster, pod) for pod in pods]}))


def readiness(look: Look) -> Iterator[Evidence]:
    """What the kubelet says of the readiness of a pod that is not ready."""
    pod = _a_pod(look, ready=False)
    if pod is not None:
        lines = [line for line in describe(look.cluster, pod).splitlines() if "readiness" in line.lower()]
        command = f"kubectl -n {pod.metadata.namespace} describe pod {pod.metadata.name} | grep -i readiness"
        yield Evidence(command, "".join(f"{line}\n" for line in lines))


def field(path: str) -> Proof:
    """One field of the object at fault, by jsonpath."""

    def proof(look: Look) -> Iterator[Evidence]:
        found = look.held(look.object)
        if found is not None:
            command = f"kubectl{_space(look.object)} get {look.object.kind} {look.object.name} -o jsonpath='{{.{path}}}'"
            yield Evidence(command, f"{jsonpath(f'{{.{path}}}', manifest(look.cluster, found))}\n")

    return proof


def pod_field(path: str) -> Proof:
    """One field of a pod behind the Service, by jsonpath."""

    def proof(look: Look) -> Iterator[Evidence]:
        pod = _a_pod(look)
        if pod is not None:
            command = f"kubectl -n {pod.metadata.namespace} get pod {pod.metadata.name} -o jsonpath='{{.{path}}}'"
            yield Evidence(command, f"{jsonpath(f'{{.{path}}}', manifest(look.cluster, pod))}\n")

    return proof


def _space(key: ObjectKey) -> str:
    return f" -n {key.namespace}" if key.namespace else ""


def _a_pod(look: Look, *, ready: bool | None = None) -> Pod | None:
    """A pod of the workload at fault, or one that the Service selects."""
    state = look.cluster.state
    mine = [pod for pod in pods_of(state, look.object.namespace) if look.object in (owner_of(state, pod), _key(pod))]
    if not mine and look.service is not None and look.service.spec.selector:
        mine = state.selected_pods(look.namespace, dict(look.service.spec.selector))
    return next((pod for pod in mine if ready is None or is_ready(pod) is ready), None)


def _key(pod: Pod) -> ObjectKey:
    return ObjectKey("pod", pod.metadata.namespace, str(pod.metadata.name))


# --- in a pod, on a node -----------------------------------------------------------------------------------------


def sockets(look: Look) -> Iterator[Evidence]:
    """What listens in a pod."""
    pod = _a_pod(look)
    if pod is not None:
        yield Evidence(f"kubectl -n {pod.metadata.namespace} exec {pod.metadata.name} -- ss -ltn", ss_listening(pod))


def resolver(look: Look) -> Iterator[Evidence]:
    """The client's resolv.conf."""
    if look.client is not None:
        meta = look.client.metadata
        conf = of_source(look.cluster.state, PodSource(str(meta.namespace), str(meta.name)))
        yield Evidence(f"kubectl -n {meta.namespace} exec {meta.name} -- cat /etc/resolv.conf", resolv_conf(conf))


def old_rules(look: Look) -> Iterator[Evidence]:
    """The rules that a stopped kube-proxy has left on a node, for the Service."""
    mode, node = look.cluster.settings.proxyMode, look.object.name
    if look.service is None:
        return
    wanted = look.service.spec.clusterIP if mode == "ipvs" else f"{look.namespace}/{look.service.metadata.name}"
    lines = [line for line in rules_text(look.cluster.state, node).splitlines() if str(wanted) in line]
    yield Evidence(f"ssh {node} {TOOLS[mode]} | grep {wanted} | head -{MOST_ROWS}", "".join(f"{line}\n" for line in lines[:MOST_ROWS]))


def asked_for(goal: Goal) -> str:
    """The flow as a person says it: who asks for what."""
    match goal.action:
        case Connect() | Open():
            return f"{goal.action.source} to {goal.action.to}"
        case Http():
            return f"{goal.action.source} to {goal.action.url}"
        case Resolve():
            return f"{goal.action.source} looks up {goal.action.name}"
        case _:
            return ""


PROOFS: Mapping[str, tuple[Proof, ...]] = {
    "SVC001": (service, slices, beside),
    "SVC002": (the_object, slices),
    "SVC003": (readiness, slices),
    "SVC004": (readiness, slices),
    "SVC005": (conditions, slices),
    "SVC006": (service, selected_anywhere),
    "SVC007": (service, selected),
    "SVC008": (service, selected),
    "SVC009": (services, slices),
    "SVC010": (service, sockets),
    "SVC011": (slices, pod_field("spec.containers[*].ports")),
    "SVC012": (service,),
    "SVC013": (service,),
    "SVC014": (sockets, pod_field("spec.containers[*].ports")),
    "SVC015": (sockets,),
    "SVC016": (replica_sets, field("spec.strategy"), readiness),
    "SVC017": (service, selected, workloads),
    "SVC020": (slices_labelled,),
    "SVC021": (service, as_yaml),
    "SVC022": (slices, beside),
    "SVC023": (as_yaml,),
    "SVC024": (as_yaml,),
    "SVC030": (services_named, resolver),
    "SVC031": (services,),
    "SVC032": (service,),
    "SVC033": (resolver,),
    "SVC034": (resolver,),
    "SVC035": (resolver,),
    "SVC036": (field("spec.serviceName"), services),
    "SVC037": (resolver,),
    "SVC038": (service,),
    "SVC039": (slices, selected, the_object),
    "SVC040": (service,),
    "SVC041": (as_yaml,),
    "SVC042": (service,),
    "SVC043": (service,),
    "SVC044": (field("spec.loadBalancerSourceRanges"),),
    "SVC045": (field("spec.externalTrafficPolicy"), selected),
    "SVC046": (field("spec.internalTrafficPolicy"), selected),
    "SVC047": (field("spec.sessionAffinity"), slices),
    "SVC048": (service, field("spec.loadBalancerClass")),
    "SVC049": (field("spec.externalTrafficPolicy"),),
    "SVC050": (described,),
    "SVC051": (described,),
    "SVC052": (described, namespaces),
    "SVC053": (described, service),
    "SVC054": (described, client),
    "SVC055": (described,),
    "SVC060": (slices, old_rules),
    "SVC061": (field("spec.ipFamilies"), pod_field("status.podIPs")),
    "SVC062": (service,),
    "SVC070": (the_object,),
    "SVC071": (described,),
    "SVC072": (described,),
    "SVC073": (field("spec.rules[*].http.paths[*].pathType"), described),
    "SVC074": (described, services_of_object),
    "SVC075": (described, service),
    "SVC076": (pod_field("metadata.annotations"),),
}
