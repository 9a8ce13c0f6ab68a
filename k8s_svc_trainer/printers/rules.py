"""A node's rules as text, in the words of the tool that shows them in each mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from k8s_svc_trainer.printers.iptables_save import iptables_save
from k8s_svc_trainer.printers.ipvsadm import ipvsadm
from k8s_svc_trainer.printers.nft import nft_list
from k8s_svc_trainer.printers.programmed import Programmed, programmed
from k8s_svc_trainer.sim.state import State

PRINT: Mapping[str, Callable[[Programmed], str]] = {"iptables": iptables_save, "nftables": nft_list, "ipvs": ipvsadm}


def rules_text(state: State, node: str, *, mode: str | None = None, family: int = 4) -> str:
    """What `iptables-save`, `nft list table` or `ipvsadm -Ln` would print on a node, for one address family.

    Raises Misuse where there is no such node.
    """
    made = programmed(state, node, mode=mode, family=family)
    return PRINT[made.settings.proxyMode](made)
