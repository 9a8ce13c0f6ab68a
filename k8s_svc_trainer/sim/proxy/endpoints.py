"""Which endpoints of a service port the kube-proxy of a node may use.

A direct statement of CategorizeEndpoints (pkg/proxy/topology.go); knows nothing of rules or packets. Rule sets are built
from what this says, and are tested against it.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from k8s_svc_trainer.sim.proxy.seen import Backend, Port

TERMINATING_FALLBACK = 26  # ProxyTerminatingEndpoints is on by default
HINTS_WITHOUT_ANNOTATION = 31  # ServiceTrafficDistribution is on by default: hints are obeyed wherever they are
NODE_HINTS = 34  # PreferSameTrafficDistribution is on by default
ANY_ANNOTATION = 27  # until then only "Auto" and "auto" turned hints on


class Usable(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The endpoints that a node may use under each policy, all of them together, and whether any node has one."""

    cluster: tuple[Backend, ...] = ()
    local: tuple[Backend, ...] = ()
    reachable: tuple[Backend, ...] = ()
    anywhere: bool = False
    topology: str = ""


def categorize(backends: tuple[Backend, ...], port: Port, node: str, zone: str, *, minor: int) -> Usable:
    """The endpoints that the kube-proxy of a node may use for a service port (CategorizeEndpoints).

    Ready ones; where there is none, those that still serve while they terminate, for Cluster and for Local apart. Only Cluster
    obeys hints.
    """
    cluster: tuple[Backend, ...] = ()
    mode = ""
    if port.uses_cluster:
        mode = topology_mode(backends, port, node, zone, minor=minor)
        wanted = AVAILABLE[mode]
        cluster = tuple(one for one in backends if one.ready and wanted(one, node, zone)) or draining(backends, minor)
    if not port.uses_local:
        return Usable(cluster=cluster, reachable=cluster, anywhere=bool(cluster), topology=mode)
    here = tuple(one for one in backends if one.node == node)
    local = tuple(one for one in here if one.ready) or draining(here, minor)
    anywhere = any(one.ready for one in backends) or bool(draining(backends, minor))
    if not port.uses_cluster:
        return Usable(local=local, reachable=local, anywhere=anywhere)
    both = {one.at: one for one in (*cluster, *local)}
    reachable = cluster if len(both) == len(cluster) else tuple(both[key] for key in sorted(both))
    return Usable(cluster=cluster, local=local, reachable=reachable, anywhere=anywhere, topology=mode)


def draining(backends: tuple[Backend, ...], minor: int) -> tuple[Backend, ...]:
    """Those that still serve while they terminate, where kube-proxy falls back to them."""
    if minor < TERMINATING_FALLBACK:
        return ()
    return tuple(one for one in backends if not one.ready and one.serving and one.terminating)


def topology_mode(backends: tuple[Backend, ...], port: Port, node: str, zone: str, *, minor: int) -> str:
    """ "PreferSameNode", "PreferSameZone" or "", as the hints of the ready endpoints say (topologyModeFromHints)."""
    ready = [one for one in backends if one.ready]
    if not ready or not _hints_count(port, minor):
        return ""
    if minor >= NODE_HINTS and all(one.node_hints for one in ready) and any(node in one.node_hints for one in ready):
        return "PreferSameNode"
    if all(one.zone_hints for one in ready) and any(zone in one.zone_hints for one in ready):
        return "PreferSameZone"
    return ""


def _hints_count(port: Port, minor: int) -> bool:
    """canUseTopology of pkg/proxy/topology.go, until 1.30: the Service must ask for hints by an annotation."""
    if minor >= HINTS_WITHOUT_ANNOTATION:
        return True
    if minor < ANY_ANNOTATION:
        return port.olderHintsAnnotation in ("Auto", "auto")
    return port.hintsAnnotation not in ("", "disabled", "Disabled")


AVAILABLE: dict[str, Callable[[Backend, str, str], bool]] = {
    "": lambda one, node, zone: True,
    "PreferSameNode": lambda one, node, zone: node in one.node_hints,
    "PreferSameZone": lambda one, node, zone: zone in one.zone_hints,
}
