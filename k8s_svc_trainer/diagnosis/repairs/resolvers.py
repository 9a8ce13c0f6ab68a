"""What a client makes of a name: its dnsPolicy, search path and ndots; and the cluster's DNS, when nobody answers there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from k8s_svc_trainer.diagnosis.changing import owner_of, recast
from k8s_svc_trainer.diagnosis.scene import Scene, called, key_of
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import ObjectKey
from k8s_svc_trainer.sim.objects import PodDNSConfig, Service

# What leaves the cluster's DNS without an endpoint is one fault, whichever way it came about: no name resolves any more.
OF_CLUSTER_DNS = frozenset({"SVC001", "SVC002", "SVC003", "SVC004", "SVC005", "SVC011", "SVC014", "SVC015", "SVC016", "SVC017"})


def client_dns(scene: Scene) -> Iterator[Repair]:
    """The pod asks another name server than the cluster's, or with another search path, or outside first."""
    pod = scene.client
    if pod is None:
        return
    policy, maker, config = pod.spec.dnsPolicy or "ClusterFirst", owner_of(scene.state, pod) or key_of(pod), pod.spec.dnsConfig
    wanted = "ClusterFirstWithHostNet" if pod.spec.hostNetwork else "ClusterFirst"
    if pod.spec.hostNetwork and policy == "ClusterFirst":
        says = f"{maker} runs in its node's network, where dnsPolicy ClusterFirst acts as Default: it asks the node's resolver"
        yield _dns(scene, maker, "SVC034", says, {"dnsPolicy": wanted})
        yield _dns(scene, maker, "SVC034", says, {"hostNetwork": None}, more=3)
    elif policy == "None" and config is not None and set(config.nameservers) & _cluster_dns(scene):
        says = f"{maker} has dnsPolicy None: its search path is {' '.join(config.searches) or 'empty'}, and not that of its namespace"
        yield _dns(scene, maker, "SVC037", says, {"dnsPolicy": wanted, "dnsConfig": None})
    elif policy in ("Default", "None"):
        says = f"{maker} has dnsPolicy {policy}: its resolv.conf names no cluster DNS"
        yield _dns(scene, maker, "SVC033", says, {"dnsPolicy": wanted, "dnsConfig": None})
    elif config is not None and _ndots(config) is not None:
        says = f"{maker} has ndots {_ndots(config)}: a name with as many dots is asked for as it is before the search path is tried"
        yield _dns(scene, maker, "SVC035", says, {"dnsConfig": None})
    elif config is not None:
        says = f"the dnsConfig of {maker} changes how names are looked up (search domains, name servers)"
        yield _dns(scene, maker, "SVC037", says, {"dnsConfig": None})


def _cluster_dns(scene: Scene) -> set[str]:
    found = scene.state.one(Service, "kube-system", "kube-dns")
    return set(found.spec.clusterIPs) if found else set()


def _ndots(config: PodDNSConfig) -> str | None:
    return next((option.value for option in config.options if option.name == "ndots"), None)


def _dns(scene: Scene, maker: ObjectKey, fault: str, says: str, wanted: dict[str, Any], *, more: int = 0) -> Repair:
    def change(manifest: dict[str, Any]) -> None:
        for name, value in wanted.items():
            if value is None:
                manifest["spec"].pop(name, None)
            else:
                manifest["spec"][name] = value

    pod = scene.client
    assert pod is not None  # noqa: S101 -- the caller has looked
    return Repair(
        fault=fault,
        object=maker,
        field="spec.dnsPolicy" if "dnsPolicy" in wanted or "hostNetwork" in wanted else "spec.dnsConfig",
        says=says,
        steps=recast(scene.cluster, pod, change),
        mismatch="dns",
        cost=6 + more,
    )


def as_cluster_dns(scene: Scene, repair: Repair) -> Repair:
    """The repair as one of the cluster's DNS, where the Service that it mends is that."""
    service = scene.service()
    if service is None or repair.fault not in OF_CLUSTER_DNS or not set(service.spec.clusterIPs) & _cluster_dns(scene):
        return repair
    return replace(repair, fault="SVC039", says=f"{repair.says}; {called(service)} is the cluster's DNS, so no name resolves")


MAKERS = (client_dns,)
