"""What one kube-proxy has learned from the API: Services and EndpointSlices, found by address, protocol and port."""

from __future__ import annotations

from k8s_svc_trainer.sim.objects import EndpointSlice, Node, Service


class ProxyTables:
    """Services and slices as a kube-proxy sees them."""

    def fork(self) -> ProxyTables:
        """The same; neither sees the other's later changes."""
        return ProxyTables()

    def change_service(self, old: Service | None, new: Service | None) -> None:
        """Learn of a Service that came, changed or went."""

    def change_slice(self, old: EndpointSlice | None, new: EndpointSlice | None) -> None:
        """Learn of an EndpointSlice that came, changed or went."""

    def change_node(self, old: Node | None, new: Node | None) -> None:
        """Learn of a Node's labels and addresses."""
