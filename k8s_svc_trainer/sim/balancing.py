"""What a load balancer in front of the cluster does with a packet: to which nodes, and to which of their ports.

Decides between `generic` (forwards to node ports, enforces source ranges itself) and `generic-direct` (delivers the packet as it
is); a stated address is delivered directly, or by its ipMode. Source: cases.md; health checks as in
k8s.io/cloud-provider/service/helpers (RequestsOnlyLocalTraffic) and controllers/service (nodes to leave out).
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim.allocate import BALANCERS
from k8s_svc_trainer.sim.ipnumbers import family_of
from k8s_svc_trainer.sim.network import ready_here
from k8s_svc_trainer.sim.objects import Node, Service, ServicePort
from k8s_svc_trainer.sim.proxy.ranges import canonical, number, parse_range, within
from k8s_svc_trainer.sim.state import State

EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers"
GIVEN = (parse_range(BALANCERS),)
IP_MODE_SINCE = 30


class Behind(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a load balancer's address and port stand for: a Service's port, and whether it is reached by its node port."""

    service: Service
    port: ServicePort
    forwards: bool
    nodes: tuple[str, ...]  # those whose health check passes
    refuses: bool  # the load balancer itself lets this client not in


def is_balancer(state: State, ip: str) -> bool:
    """Whether an address is that of a load balancer."""
    return bool(state.tables.balancers.members(ip))


def behind(state: State, ip: str, port: int, protocol: str, source: str) -> Behind | None:
    """The Service port behind a load balancer's address, or None where it has none at this port."""
    for namespace, name in sorted(state.tables.balancers.members(ip)):
        service = state.one(Service, namespace, name)
        for one in service.spec.ports if service else ():
            if service is not None and one.port == port and (one.protocol or "TCP") == protocol:
                forwards = _forwards(state, service, ip)
                return Behind(
                    service=service,
                    port=one,
                    forwards=forwards,
                    nodes=_healthy(state, service, ip),
                    refuses=forwards and not _admits(service, source),
                )
    return None


def _forwards(state: State, service: Service, ip: str) -> bool:
    mode = next((one.ipMode for one in service.status.loadBalancer.ingress if one.ip and canonical(one.ip) == ip), None)
    if mode == "Proxy" and state.settings.minor >= IP_MODE_SINCE:
        return True
    if state.settings.cloud != "generic":
        return False
    asked = service.spec.loadBalancerIP
    if asked:
        return canonical(asked) == ip
    return ip not in state.allocator.stated.addresses and family_of(ip) == 4 and within(number(ip), GIVEN)


def _admits(service: Service, source: str) -> bool:
    ranges = [parse_range(text.strip()) for text in service.spec.loadBalancerSourceRanges]
    family = family_of(source)
    mine = tuple(one for one in ranges if one.family == family)
    return not mine or within(number(source), mine)


def _healthy(state: State, service: Service, ip: str) -> tuple[str, ...]:
    """Under policy Local the nodes whose kube-proxy answers that it has a ready endpoint, else all."""
    family = family_of(ip)
    place = (str(service.metadata.namespace), str(service.metadata.name))
    local = service.spec.externalTrafficPolicy == "Local"
    found = []
    for name in state.node_names():
        node = state.one(Node, None, name)
        seen = state.tables.node(name)
        if node is None or seen is None or EXCLUDED in node.metadata.labels or seen.primary[family == 6] is None:
            continue
        if not local or (name not in state.stopped and ready_here(state, place, name, family)):
            found.append(name)
    return tuple(found)
