"""The address that a cloud gives to a Service of type LoadBalancer, and takes away again.

`settings.cloud` decides whether there is a cloud at all. A stated status is kept; a Service that names a
loadBalancerClass is left to another implementation. Follows k8s.io/cloud-provider/controllers/service/controller.go
(WantsLoadBalancer, syncLoadBalancerIfNeeded) and, for ipMode, pkg/apis/core/v1/defaults.go (SetDefaults_Service).
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim.allocate import Exhausted
from k8s_svc_trainer.sim.objects import LoadBalancerIngress, LoadBalancerStatus, Service
from k8s_svc_trainer.sim.state import State

replace = msgspec.structs.replace
NONE = LoadBalancerStatus()
IP_MODE_SINCE = 30  # KEP-1860: beta and on by default since Kubernetes 1.30


def settled(state: State, old: Service | None, service: Service) -> Service:
    """The Service with the load balancer's address that it should have; `old` is what stood there before."""
    if service.spec.type != "LoadBalancer":
        if old is not None and old.spec.type == "LoadBalancer":
            release(state, old)
        return service if service.status.loadBalancer == NONE else _with(service, ())
    held = service.status.loadBalancer.ingress
    if not held and old is not None and old.spec.type == "LoadBalancer":
        held = old.status.loadBalancer.ingress
    if not held:
        held = _given(state, service)
    if state.settings.minor >= IP_MODE_SINCE:
        held = tuple(replace(one, ipMode="VIP") if one.ip and not one.ipMode else one for one in held)
    return service if held == service.status.loadBalancer.ingress else _with(service, held)


def cleared(state: State, service: Service) -> Service:
    """The status was emptied: the address that stood there is given back; where there is a cloud, it gives one again."""
    old = state.one(Service, service.metadata.namespace, str(service.metadata.name))
    if old is not None and old.status.loadBalancer != NONE:
        release(state, old)
        state.put(_with(old, ()))
    return _with(service, ())


def release(state: State, service: Service) -> None:
    """The Service needs its load balancer no longer."""
    for one in service.status.loadBalancer.ingress:
        if one.ip:
            state.allocator.release_balancer(one.ip)


def _given(state: State, service: Service) -> tuple[LoadBalancerIngress, ...]:
    """What the cloud gives: loadBalancerIP where one is asked for, else the next of its addresses, which are of IPv4."""
    spec = service.spec
    if state.settings.cloud == "none" or spec.loadBalancerClass:
        return ()
    if spec.loadBalancerIP:
        return (LoadBalancerIngress(ip=spec.loadBalancerIP),)
    if spec.ipFamilies and "IPv4" not in spec.ipFamilies:
        return ()
    try:
        return (LoadBalancerIngress(ip=state.allocator.load_balancer_ip()),)
    except Exhausted:
        return ()


def _with(service: Service, ingress: tuple[LoadBalancerIngress, ...]) -> Service:
    return replace(service, status=replace(service.status, loadBalancer=LoadBalancerStatus(ingress=ingress)))
