"""How each fault of the catalogue is put into a healthy cluster.

    from k8s_svc_trainer.diagnosis.injections import ground, injections

    for one in injections(ground(cluster), "SVC010"):
        one.says, one.steps, one.flow

Every injection that is yielded breaks a flow that worked. What no step can bring about (it is a setting of the cluster) is in `BY_SETTING`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8s_svc_trainer.diagnosis.injections import endpoints, ingresses, names, outside, policies, ports, slices
from k8s_svc_trainer.diagnosis.injections.ground import Flow, Ground, after, ground, holds
from k8s_svc_trainer.diagnosis.injections.undoing import undone
from k8s_svc_trainer.diagnosis.injections.values import Injection, Injector

__all__ = ["BY_SETTING", "INJECTORS", "Flow", "Ground", "Injection", "Injector", "after", "ground", "holds", "injections", "undone"]

INJECTORS: Mapping[str, tuple[Injector, ...]] = {
    "SVC001": (endpoints.selector_value, endpoints.selector_key, endpoints.missing_label),
    "SVC002": (endpoints.no_replicas,),
    "SVC003": (endpoints.probe_port,),
    "SVC004": (endpoints.probe_path,),
    "SVC005": (endpoints.unready,),
    "SVC006": (endpoints.workload_elsewhere,),
    "SVC007": (endpoints.wide_selector, endpoints.stranger),
    "SVC008": (endpoints.another_workload,),
    "SVC009": (endpoints.another_workload,),
    "SVC010": (ports.target_number,),
    "SVC011": (ports.target_name, ports.renamed_port),
    "SVC012": (ports.protocol,),
    "SVC013": (ports.service_port,),
    "SVC014": (ports.process_port,),
    "SVC015": (ports.loopback,),
    "SVC016": (endpoints.rollout,),
    "SVC017": (endpoints.no_workload,),
    "SVC020": (slices.label,),
    "SVC021": (slices.port_name,),
    "SVC022": (slices.address,),
    "SVC023": (slices.conditions,),
    "SVC024": (slices.port_number,),
    "SVC030": (names.moved_away,),
    "SVC031": (names.renamed,),
    "SVC032": (names.external,),
    "SVC033": (names.dns_policy,),
    "SVC034": (names.host_network,),
    "SVC035": (names.ndots,),
    "SVC036": (names.service_name, names.governing),
    "SVC037": (names.searches,),
    "SVC038": (names.headless,),
    "SVC039": (names.dns_gone,),
    "SVC040": (outside.cluster_ip_only,),
    "SVC041": (outside.firewall,),
    "SVC044": (outside.source_ranges,),
    "SVC045": (outside.external_local,),
    "SVC046": (outside.internal_local,),
    "SVC047": (outside.affinity,),
    "SVC048": (outside.balancer_class,),
    "SVC049": (outside.masqueraded,),
    "SVC050": (policies.default_deny,),
    "SVC051": (policies.without_dns,),
    "SVC052": (policies.namespace_label,),
    "SVC053": (policies.service_port,),
    "SVC054": (policies.pod_label,),
    "SVC055": (policies.without_dns,),
    "SVC060": (outside.stopped_proxy,),
    "SVC061": (outside.family,),
    "SVC062": (names.with_address,),
    "SVC070": (ingresses.class_name,),
    "SVC071": (ingresses.host,),
    "SVC072": (ingresses.path,),
    "SVC073": (ingresses.exact,),
    "SVC074": (ingresses.service,),
    "SVC075": (ingresses.port,),
    "SVC076": (ports.forgotten_path,),
}
BY_SETTING: Mapping[str, Mapping[str, Any]] = {
    "SVC042": {"nodePortAddresses": ["192.168.99.0/24"]},  # an option of kube-proxy, not of any object
    "SVC043": {"cloud": "none"},  # who makes load balancers is installed, or is not
}


def injections(place: Ground, fault: str) -> Iterator[Injection]:
    """All ways to put a fault into a cluster, each breaking a flow that works there.

    Raises KeyError for a code that no step can bring about, or that there is not.
    """
    for injector in INJECTORS[fault]:
        for one in injector(place):
            if one.fault == fault:
                yield one
