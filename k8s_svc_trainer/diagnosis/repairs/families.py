"""An IP family that is missing: the client, or every pod, has no address of the family that the Service has."""

from __future__ import annotations

from collections.abc import Iterator

from k8s_svc_trainer.cases.steps import Patch
from k8s_svc_trainer.diagnosis.repairs.outside import behind
from k8s_svc_trainer.diagnosis.repairs.selectors import selected
from k8s_svc_trainer.diagnosis.scene import Scene, called, key_of
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import Stage
from k8s_svc_trainer.sim.objects import Service


def family(scene: Scene) -> Iterator[Repair]:
    """Give the Service one address of each family, where it has one only and the cluster has both."""
    service = scene.service() or behind(scene) or _by_node_port(scene)
    if service is None or len(scene.cluster.settings.serviceCIDRs) < 2 or len(service.spec.ipFamilies) != 1:
        return
    has = service.spec.ipFamilies[0]
    lacks = _client_lacks(scene, has) or _endpoints_lack(scene, service, has)
    if lacks is None:
        return
    yield Repair(
        fault="SVC061",
        object=key_of(service),
        field="spec.ipFamilyPolicy",
        says=f"service {called(service)} has {has} alone; {lacks}",
        steps=(Patch(key_of(service), {"spec": {"ipFamilyPolicy": "PreferDualStack"}}),),
        cost=5,
    )


def _client_lacks(scene: Scene, family: str) -> str | None:
    """What the client lacks: an address of the Service's family, or it asks at a node's address of the other one."""
    if scene.hop.stage is Stage.SOURCE:
        return "the client has no such address"
    return f"{scene.host} is of the other family" if _by_node_port(scene) and (":" in str(scene.host)) != (family == "IPv6") else None


def _by_node_port(scene: Scene) -> Service | None:
    """The Service whose node port is asked for, where nothing answered at the node."""
    held: list[Service] = list(scene.state.all(Service)) if scene.hop.stage is Stage.LISTEN else []
    return next((one for one in held if any(port.nodePort == scene.port for port in one.spec.ports)), None)


def _endpoints_lack(scene: Scene, service: Service, family: str) -> str | None:
    pods = selected(scene, service)
    if pods:
        ips = [str(one.ip) for pod in pods for one in pod.status.podIPs]
        return None if any((":" in ip) == (family == "IPv6") for ip in ips) else f"its pods have {', '.join(ips) or 'no address'}"
    slices = scene.state.slices_of(str(service.metadata.namespace), str(service.metadata.name))
    types = sorted({str(one.addressType) for one in slices if one.endpoints})
    return None if family in types or not types else f"its slices list {', '.join(types)}"


MAKERS = (family,)
