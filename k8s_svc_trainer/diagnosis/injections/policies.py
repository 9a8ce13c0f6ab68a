"""Faults of NetworkPolicies: too much closed, DNS forgotten, the wrong peers, the wrong ports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from k8s_svc_trainer.cases.steps import Apply
from k8s_svc_trainer.diagnosis.changing import Manifest, patched
from k8s_svc_trainer.diagnosis.injections.ground import Flow, Ground
from k8s_svc_trainer.diagnosis.injections.making import injected, misspelt
from k8s_svc_trainer.diagnosis.injections.values import Injection
from k8s_svc_trainer.diagnosis.scene import called, key_of
from k8s_svc_trainer.sim import ObjectKey
from k8s_svc_trainer.sim.objects import NetworkPolicy, Pod
from k8s_svc_trainer.sim.policy import NAME_LABEL

DNS_RULE = {"ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]}
SYSTEM = {"namespaceSelector": {"matchLabels": {NAME_LABEL: "kube-system"}}}


def default_deny(ground: Ground) -> Iterator[Injection]:
    """A namespace is closed by default, and nobody is let in."""
    for namespace in sorted({flow.object.namespace for flow in ground.flows if flow.object.namespace}):
        if not _policies(ground, namespace):
            spec = {"podSelector": {}, "policyTypes": ["Ingress"]}
            yield from _applied(ground, "SVC050", namespace, "default-deny", spec, "closes the namespace", _into(ground, namespace))


def without_dns(ground: Ground) -> Iterator[Injection]:
    """A client's egress is opened for TCP alone, and DNS asks by UDP; or it is opened for DNS alone."""
    for source in sorted({flow.client for flow in ground.flows if flow.client is not None}, key=str):
        pod = ground.cluster.state.one(Pod, source.namespace, source.name)
        if pod is None or pod.spec.hostNetwork or any("Egress" in one.spec.policyTypes for one in _policies(ground, source.namespace)):
            continue
        spec = {"podSelector": {"matchLabels": dict(pod.metadata.labels)}, "policyTypes": ["Egress"]}
        flows = tuple(flow for flow in ground.flows if flow.client == source)
        anywhere = {**spec, "egress": [{"ports": [{"protocol": "TCP"}]}]}
        yield from _applied(ground, "SVC051", source.namespace, f"{source.name}-egress", anywhere, "leaves no way to the DNS", flows)
        only_dns = {**spec, "egress": [{"to": [SYSTEM], **DNS_RULE}]}
        yield from _applied(ground, "SVC055", source.namespace, f"{source.name}-egress", only_dns, "leaves a way to the DNS alone", flows)


def _applied(
    ground: Ground, fault: str, namespace: str, name: str, spec: Manifest, says: str, flows: tuple[Flow, ...]
) -> Iterator[Injection]:
    meta = {"name": name, "namespace": namespace}
    manifest = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": meta, "spec": spec}
    key = ObjectKey("networkpolicy", namespace, name)
    yield from injected(ground, fault, key, (Apply(manifest),), f"NetworkPolicy {namespace}/{name} {says}", flows=flows)


def namespace_label(ground: Ground) -> Iterator[Injection]:
    """A rule selects the client's namespace by a label that it does not have."""

    def change(peer: dict[str, Any]) -> bool:
        labels = peer.get("namespaceSelector", {}).get("matchLabels", {})
        if not labels or labels.get(NAME_LABEL) in ("ingress-system", "kube-system"):
            return False
        peer["namespaceSelector"]["matchLabels"] = {"name": next(iter(labels.values()))}
        return True

    yield from _peers(ground, "SVC052", change, "selects a namespace by a label that it does not carry")


def pod_label(ground: Ground) -> Iterator[Injection]:
    """A rule lets in pods whose label is spelt otherwise than the client's."""

    def change(peer: dict[str, Any]) -> bool:
        labels = peer.get("podSelector", {}).get("matchLabels", {})
        for name, value in labels.items():
            labels[name] = next(iter(misspelt(value)))
            return True
        return False

    yield from _peers(ground, "SVC054", change, "lets in pods with a label that is misspelt")


def _peers(ground: Ground, fault: str, change: Callable[[dict[str, Any]], bool], says: str) -> Iterator[Injection]:
    for policy in _policies(ground):
        for place, rule in enumerate(policy.spec.ingress):
            for which in range(len(rule.from_)):
                changed: list[bool] = []

                def edit(manifest: Manifest, place: int = place, which: int = which, changed: list[bool] = changed) -> None:
                    changed.append(change(manifest["spec"]["ingress"][place]["from"][which]))

                steps = patched(ground.cluster, key_of(policy), edit)
                if changed[0]:
                    flows = _into(ground, str(policy.metadata.namespace))
                    yield from injected(ground, fault, key_of(policy), steps, f"NetworkPolicy {called(policy)} {says}", flows=flows)


def service_port(ground: Ground) -> Iterator[Injection]:
    """A rule names the Service's port where the pods listen on another."""
    for policy in _policies(ground):
        for direction in ("ingress", "egress"):
            for place, rule in enumerate(getattr(policy.spec, direction)):
                if not rule.ports or any(port.port == 53 for port in rule.ports):
                    continue

                def change(manifest: Manifest, direction: str = direction, place: int = place) -> None:
                    manifest["spec"][direction][place]["ports"] = [{"protocol": "TCP", "port": 80}]

                steps = patched(ground.cluster, key_of(policy), change)
                says = f"NetworkPolicy {called(policy)} allows port 80, the Service's"
                yield from injected(ground, "SVC053", key_of(policy), steps, says, flows=_touching(ground, str(policy.metadata.namespace)))


def _policies(ground: Ground, namespace: str | None = None) -> list[NetworkPolicy]:
    held: list[NetworkPolicy] = list(ground.cluster.state.all(NetworkPolicy))
    mine = [one for one in held if namespace in (None, one.metadata.namespace)]
    return sorted(mine, key=lambda one: (str(one.metadata.namespace), str(one.metadata.name)))


def _into(ground: Ground, namespace: str) -> tuple[Flow, ...]:
    return tuple(flow for flow in ground.flows if flow.object.namespace == namespace)


def _touching(ground: Ground, namespace: str) -> tuple[Flow, ...]:
    leaving = tuple(flow for flow in ground.flows if flow.client is not None and flow.client.namespace == namespace)
    return (*_into(ground, namespace), *leaving)
