"""What a Service gives back when it is gone, and what goes with it."""

from __future__ import annotations

from k8s_svc_trainer.sim.controllers import loadbalancers
from k8s_svc_trainer.sim.objects import Service
from k8s_svc_trainer.sim.state import State


def release(state: State, service: Service) -> None:
    """Give back cluster IPs, node ports and the load balancer's address (pkg/registry/core/service/storage, afterDelete)."""
    spec, claim = service.spec, state.allocator.claim()
    for ip in spec.clusterIPs:
        if ip != "None":
            claim.release_address(ip)
    for number in (*(port.nodePort for port in spec.ports), spec.healthCheckNodePort):
        if number:
            claim.release_port(number)
    claim.commit()
    loadbalancers.release(state, service)
