"""What a node becomes once it is stored: pod ranges and an InternalIP where its manifest states none.

pkg/controller/nodeipam gives the ranges; the kubelet reports addresses and its Ready condition.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim.objects import Condition, Node, NodeAddress
from k8s_svc_trainer.sim.state import State

replace = msgspec.structs.replace
READY = Condition(type="Ready", status="True", reason="KubeletReady")


def settled(state: State, old: Node | None, node: Node) -> Node:
    """The node with all that a cluster fills in; `old` is what stood there before."""
    spec, status = node.spec, node.status
    keep(state, node)
    ranges = spec.podCIDRs or state.allocator.node_ranges(str(node.metadata.name))
    addresses = status.addresses or (old.status.addresses if old is not None else ())
    if not any(one.type == "InternalIP" for one in addresses):
        made = tuple(NodeAddress(type="InternalIP", address=ip) for ip in state.allocator.node_addresses())
        addresses = (*made, *addresses)
    known = status.conditions or (old.status.conditions if old is not None else ())
    found = known if any(one.type == "Ready" for one in known) else (*known, READY)
    return replace(
        node,
        spec=replace(spec, podCIDR=ranges[0] if ranges else None, podCIDRs=ranges),
        status=replace(status, addresses=addresses, conditions=found),
    )


def keep(state: State, node: Node) -> None:
    """What a node's manifest states is handed out to no other; for starting nodes, before the first of them is stored."""
    state.allocator.keep_ranges(node.spec.podCIDRs or tuple(filter(None, [node.spec.podCIDR])))
    state.allocator.keep_node_addresses(one.address for one in node.status.addresses if one.address)


def gone(state: State, node: Node) -> None:
    """The node is gone: its ranges may go to another."""
    state.allocator.release_ranges(node.spec.podCIDRs)
