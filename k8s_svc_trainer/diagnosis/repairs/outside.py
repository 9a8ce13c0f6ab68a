"""Ports, addresses and the way in from outside: what a Service answers to, where its traffic policies hold, what stands before nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from k8s_svc_trainer.cases.steps import Action, Patch
from k8s_svc_trainer.diagnosis.changing import patched, remade
from k8s_svc_trainer.diagnosis.repairs.selectors import selected
from k8s_svc_trainer.diagnosis.scene import Scene, asking, called, key_of
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import ExternalSource, Stage
from k8s_svc_trainer.sim.objects import Node, SecurityGroup, Service

# --- ports -------------------------------------------------------------------------------------------------------


def service_port(scene: Scene) -> Iterator[Repair]:
    """The Service does not have the port that is asked for: ask for one that it has, or give it that port."""
    service, asked = scene.service(), scene.port
    if service is None or asked is None or service.spec.clusterIP == "None":
        return
    key, has = key_of(service), [(port.port, port.protocol or "TCP") for port in service.spec.ports]
    if (asked, scene.protocol) in has or any(port.nodePort == asked for port in service.spec.ports):
        return
    listed = ", ".join(f"{number}/{protocol}" for number, protocol in has)
    says = f"service {key.namespace}/{key.name} has no port {asked}/{scene.protocol}; it has {listed}"
    for place, (number, protocol) in enumerate(has):
        if protocol == scene.protocol:
            yield Repair(
                fault="SVC013",
                object=key,
                field="spec.ports",
                says=says,
                instead=asking(scene.action, port=number),
                mismatch="port",
                cost=7 + place,
            )
            yield Repair(
                fault="SVC013",
                object=key,
                field="spec.ports",
                says=says,
                mismatch="port",
                cost=6 + len(has),
                steps=patched(scene.cluster, key, _port(place, "port", asked)),
            )
        elif number == asked:
            yield Repair(
                fault="SVC012",
                object=key,
                field=f"spec.ports[{place}].protocol",
                says=f"service {key.namespace}/{key.name} has port {asked} for {protocol}; the client speaks {scene.protocol}",
                steps=patched(scene.cluster, key, _port(place, "protocol", scene.protocol)),
                mismatch="protocol",
                cost=5,
            )


def _port(place: int, field: str, value: Any) -> Any:
    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"]["ports"][place][field] = value

    return change


def node_port(scene: Scene) -> Iterator[Repair]:
    """A node's address at a port that is no Service's node port: ask for one that is, or give a Service that one."""
    asked = scene.port
    if scene.state.tables.owner(scene.host or "") is None or asked is None or _is_node_port(scene, asked):
        return
    in_range = asked in scene.cluster.settings.node_ports
    for service in _services(scene):
        for place, port in enumerate(service.spec.ports):
            if port.nodePort and (in_range or asked in (port.port, port.targetPort)):
                says = f"nodes serve service {called(service)} at its node port {port.nodePort}, not at {asked}"
                given = patched(scene.cluster, key_of(service), _port(place, "nodePort", asked))
                yield _of_node_port(service, "SVC013", f"spec.ports[{place}].nodePort", says, 8, asking(scene.action, port=port.nodePort))
                if in_range:
                    yield _of_node_port(service, "SVC013", f"spec.ports[{place}].nodePort", says, 9, None, given)
            elif in_range and service.spec.type == "ClusterIP" and service.spec.clusterIP != "None" and service.spec.selector:
                says = f"service {called(service)} is of type ClusterIP: no node serves it at port {asked}, nor at any other"
                yield _of_node_port(service, "SVC040", "spec.type", says, 10, None, _as_node_port(scene, service, place, asked))


def _is_node_port(scene: Scene, asked: int) -> bool:
    return any(port.nodePort == asked for service in _services(scene) for port in service.spec.ports)


def _services(scene: Scene) -> list[Service]:
    """The Services that people made, by namespace and name."""
    held: list[Service] = [one for one in scene.state.all(Service) if one.metadata.namespace != "kube-system"]
    return sorted(held, key=lambda one: (str(one.metadata.namespace), str(one.metadata.name)))


def _as_node_port(scene: Scene, service: Service, place: int, asked: int) -> tuple[Action, ...]:
    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"]["type"] = "NodePort"
        manifest["spec"]["ports"][place]["nodePort"] = asked

    return patched(scene.cluster, key_of(service), change)


def _of_node_port(
    service: Service, fault: str, field: str, says: str, cost: int, instead: Action | None, steps: tuple[Action, ...] = ()
) -> Repair:
    mismatch = "nodePort" if fault == "SVC013" else "outside"
    return Repair(fault=fault, object=key_of(service), field=field, says=says, instead=instead, steps=steps, mismatch=mismatch, cost=cost)


def node_port_address(scene: Scene) -> Iterator[Repair]:
    """The node takes node ports at other addresses than this one (nodePortAddresses): ask at one of those."""
    asked = scene.port
    if asked not in scene.cluster.settings.node_ports:
        return
    mine = next((one for one in _services(scene) if any(port.nodePort == asked for port in one.spec.ports)), None)
    owner = scene.state.tables.owner(scene.host or "") or (scene.hop.at if scene.hop.at in scene.state.node_names() else None)
    if mine is None or owner is None:
        return
    node = scene.state.one(Node, None, owner)
    for address in node.status.addresses if node else ():
        if address.type in ("InternalIP", "ExternalIP") and address.address != scene.host:
            yield Repair(
                fault="SVC042",
                object=key_of(mine),
                field="nodePortAddresses",
                says=f"kube-proxy on {owner} does not serve node ports at {scene.host}",
                instead=asking(scene.action, host=str(address.address)),
                mismatch="nodePortAddresses",
                cost=7,
            )


# --- traffic policies --------------------------------------------------------------------------------------------


def internal_local(scene: Scene) -> Iterator[Repair]:
    """internalTrafficPolicy Local, and no endpoint on the client's node."""
    service = scene.service()
    if service is not None and service.spec.internalTrafficPolicy == "Local":
        yield _cluster_wide(service, "SVC046", "internalTrafficPolicy", scene)


def external_local(scene: Scene) -> Iterator[Repair]:
    """externalTrafficPolicy Local, and no endpoint on the node that was asked: policy Cluster, or another node."""
    service = scene.service()
    if service is None or service.spec.externalTrafficPolicy != "Local":
        return
    yield _cluster_wide(service, "SVC045", "externalTrafficPolicy", scene)


def _cluster_wide(service: Service, fault: str, field: str, scene: Scene) -> Repair:
    return Repair(
        fault=fault,
        object=key_of(service),
        field=f"spec.{field}",
        says=f"service {called(service)} has {field} Local, and {scene.hop.at} has no endpoint of its own",
        steps=(Patch(key_of(service), {"spec": {field: "Cluster"}}),),
        cost=5 + 5 * any(pod.spec.nodeName == scene.hop.at for pod in selected(scene, service)),  # there is one, and it is not ready
    )


# --- firewalls ---------------------------------------------------------------------------------------------------


def source_ranges(scene: Scene) -> Iterator[Repair]:
    """loadBalancerSourceRanges that do not hold the client."""
    service = scene.service()
    if service is None or not service.spec.loadBalancerSourceRanges:
        return
    client = _client_address(scene)
    wider = [*service.spec.loadBalancerSourceRanges, f"{client}/{128 if ':' in client else 32}"] if client else []
    for ranges in (wider, None):
        if ranges == []:
            continue
        yield Repair(
            fault="SVC044",
            object=key_of(service),
            field="spec.loadBalancerSourceRanges",
            says=f"the source ranges {', '.join(service.spec.loadBalancerSourceRanges)} of service"
            f" {called(service)} do not hold {client or scene.source}",
            steps=(Patch(key_of(service), {"spec": {"loadBalancerSourceRanges": ranges}}),),
            cost=5 if ranges else 8,
        )


def _client_address(scene: Scene) -> str:
    if isinstance(scene.source, ExternalSource):
        return scene.source.ip
    return next((str(one.ip) for one in scene.client.status.podIPs), "") if scene.client else ""


def security_group(scene: Scene) -> Iterator[Repair]:
    """A SecurityGroup in front of a node: one rule more for the port and the client."""
    if not scene.hop.object.startswith("securitygroup/") or len(scene.hop.parts) != 5:
        return
    name, client, protocol, port, node = scene.hop.parts
    group = scene.state.one(SecurityGroup, None, name)
    if group is None:
        return

    def change(manifest: dict[str, Any]) -> None:
        manifest["spec"].setdefault("ingress", []).append({"ports": [port], "protocol": protocol, "cidrs": [_range(client)]})

    yield Repair(
        fault="SVC041",
        object=key_of(group),
        field="spec.ingress",
        says=f"SecurityGroup {name} lets nobody like {client} reach {protocol} port {port} of {node}",
        steps=patched(scene.cluster, key_of(group), change),
        cost=4,
    )


def _range(client: str) -> str:
    return f"{client}/{128 if ':' in client else 32}"


# --- routes ------------------------------------------------------------------------------------------------------


def from_outside(scene: Scene) -> Iterator[Repair]:
    """A client outside the cluster asks for a cluster IP, which has a meaning inside only: a node port, or a load balancer's address."""
    service = scene.service() or behind(scene)
    if service is None or not isinstance(scene.source, ExternalSource):
        return
    key, asked = key_of(service), scene.port
    says = f"{scene.host} is a cluster IP: there is no route to it from outside the cluster"
    entry = next((one.ip for one in service.status.loadBalancer.ingress if one.ip), None)
    if entry:
        yield Repair(
            fault="SVC040",
            object=key,
            field="spec.clusterIP",
            says=says,
            instead=asking(scene.action, host=entry),
            mismatch="outside",
            cost=5,
        )
    node = next((name for name in scene.state.node_names()), None)
    seen = scene.state.tables.node(node)
    address = (seen.primary[0] or seen.primary[1]) if seen else None
    number = next((port.nodePort for port in service.spec.ports if port.nodePort and asked in (port.port, None)), None)
    if address and number:
        yield Repair(
            fault="SVC040",
            object=key,
            field="spec.clusterIP",
            says=says,
            mismatch="outside",
            cost=6,
            instead=asking(scene.action, host=address, port=number),
        )
    elif address and service.spec.type == "ClusterIP":
        twin = scene.cluster.fork()
        twin.patch(key, {"spec": {"type": "NodePort"}})
        now = twin.state.one(Service, key.namespace, key.name)
        number = next((port.nodePort for port in now.spec.ports if port.nodePort), None) if now else None
        if number:
            yield Repair(
                fault="SVC040",
                object=key,
                field="spec.type",
                says=says,
                mismatch="outside",
                cost=7,
                steps=(Patch(key, {"spec": {"type": "NodePort"}}),),
                instead=asking(scene.action, host=address, port=number),
            )


def behind(scene: Scene) -> Service | None:
    """The Service whose cluster IP is asked for."""
    for namespace, name in sorted(scene.state.services_by_ip.members(scene.host or ""), key=str):
        return scene.state.one(Service, namespace, name)
    return None


def pending(scene: Scene) -> Iterator[Repair]:
    """A load balancer that was never made, because no cloud serves the type, or none the class: reach it by its node port."""
    if not isinstance(scene.source, ExternalSource):
        return
    for service in _services(scene):
        if service.spec.type != "LoadBalancer" or service.status.loadBalancer.ingress:
            continue
        key = key_of(service)
        says = f"service {key.namespace}/{key.name} waits for a load balancer that nobody makes: EXTERNAL-IP is <pending>"
        if service.spec.loadBalancerClass:
            says += f" (its class is {service.spec.loadBalancerClass})"
        number = next((port.nodePort for port in service.spec.ports if port.nodePort and scene.port in (port.port, None)), None)
        seen = scene.state.tables.node(next(iter(scene.state.node_names()), None))
        address = (seen.primary[0] or seen.primary[1]) if seen else None
        fault = "SVC048" if service.spec.loadBalancerClass else "SVC043"
        found = Repair(fault=fault, object=key, field="status.loadBalancer", says=says, mismatch="pending", cost=8)
        if service.spec.loadBalancerClass:
            classless = remade(scene.cluster, key, lambda manifest: manifest["spec"].pop("loadBalancerClass"))
            yield replace(found, field="spec.loadBalancerClass", steps=classless, cost=7)
        if number and address:
            yield replace(found, instead=asking(scene.action, host=address, port=number))


def listener(scene: Scene) -> Iterator[Repair]:
    """The load balancer has no listener at this port: ask for one that it has."""
    if scene.hop.stage is not Stage.BALANCER:
        return
    for namespace, name in sorted(scene.state.tables.balancers.members(scene.host or "")):
        service = scene.state.one(Service, namespace, name)
        for port in service.spec.ports if service else ():
            if service is not None and port.port != scene.port:
                yield Repair(
                    fault="SVC013",
                    object=key_of(service),
                    field="spec.ports",
                    says=f"the load balancer of service {namespace}/{name} has no listener at port {scene.port}",
                    instead=asking(scene.action, port=port.port),
                    mismatch="port",
                    cost=7,
                )


LOCAL = (internal_local, external_local)
PORTS = (service_port, node_port, node_port_address)
FIREWALLS = (source_ranges, security_group)
ROUTES = (from_outside, pending)
ONE_ARM = (external_local,)
