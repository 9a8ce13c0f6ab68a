"""Cluster IPs, node ports and pod IPs: which one is handed out next, and which are taken.

Deterministic: the same steps hand out the same numbers. What a case file states is never handed out.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim.settings import Settings


class Stated(msgspec.Struct, frozen=True, gc=False):
    """Addresses and ports that a case file states anywhere: the allocator never hands them out."""

    addresses: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset()


class Allocator:
    """Takes and gives back addresses and node ports."""

    def __init__(self, settings: Settings, stated: Stated) -> None:
        self.settings, self.stated = settings, stated

    def fork(self) -> Allocator:
        """The same; neither sees the other's later changes."""
        return Allocator(self.settings, self.stated)
