"""A cluster's API server alone: objects are admitted and stored, and no controller runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8s_svc_trainer.sim.admission import Admitted, admit
from k8s_svc_trainer.sim.allocate import Allocator, Stated
from k8s_svc_trainer.sim.manifest import from_mapping, to_mapping
from k8s_svc_trainer.sim.merge import merge_patch
from k8s_svc_trainer.sim.names import ObjectKey
from k8s_svc_trainer.sim.objects import KINDS, Namespace, ObjectMeta
from k8s_svc_trainer.sim.results import Rejected
from k8s_svc_trainer.sim.settings import Settings
from k8s_svc_trainer.sim.state import State

DUAL = {"serviceCIDRs": ["10.0.0.0/16", "2000::/108"], "podCIDRs": ["10.244.0.0/16", "fd00:10:244::/56"]}


class Door:
    """What `kubectl apply`, `patch` and `delete` do, up to the storing."""

    def __init__(self, *, stated: Stated | None = None, **settings: Any) -> None:
        chosen = Settings.parse(settings)
        self.state = State(chosen, Allocator(chosen, stated or Stated()))
        self.state.put(Namespace(metadata=ObjectMeta(name="default")))

    def apply(self, manifest: Mapping[str, Any], *, patched: ObjectKey | None = None) -> Admitted | Rejected:
        result = admit(self.state, from_mapping(manifest), patched=patched)
        if isinstance(result, Admitted):
            self.state.put(result.object)
        return result

    def patch(self, key: str, merge: Mapping[str, Any]) -> Admitted | Rejected:
        named = ObjectKey.parse(key)
        kind = next(kind for kind in KINDS if kind.lower() == named.kind)
        old = self.state.held(kind).get((named.namespace, named.name))
        return self.apply(merge_patch(to_mapping(old), merge), patched=named)

    def delete(self, key: str) -> None:
        named = ObjectKey.parse(key)
        kind = next(kind for kind in KINDS if kind.lower() == named.kind)
        old = self.state.held(kind).get((named.namespace, named.name))
        self.state.remove(old)
        self.state.allocator.release(old)


def service(spec: Mapping[str, Any], *, name: str = "web", **metadata: Any) -> dict[str, Any]:
    """A Service with port 80 unless it says otherwise."""
    filled = {"ports": [{"port": 80}], "selector": {"app": "web"}, **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, **metadata}, "spec": filled}


def manifest(kind: str, body: Mapping[str, Any], *, name: str = "x", **metadata: Any) -> dict[str, Any]:
    return {"apiVersion": KINDS[kind].apiVersion, "kind": kind, "metadata": {"name": name, **metadata}, **body}


def refused(result: Admitted | Rejected) -> set[str]:
    """`field reason` of every fault; `-` where the API server names no field. Empty for what is accepted."""
    return {f"{fault.field or '-'} {fault.reason or '-'}" for fault in result.faults} if isinstance(result, Rejected) else set()


def stored(result: Admitted | Rejected) -> dict[str, Any]:
    assert isinstance(result, Admitted), result
    return to_mapping(result.object)
