"""rules: what iptables-save, nft or ipvsadm would print on a node of a cluster made of your manifests."""

from __future__ import annotations

from k8s_svc_trainer.cli import door
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.opening import open_cluster
from k8s_svc_trainer.printers.rules import rules_text
from k8s_svc_trainer.sim.settings import PROXY_MODES


def run(environment: Environment, file: str, node: str | None, *, mode: str | None, ipv6: bool, case: str | None) -> int:
    """Print a node's rules; the first node's where none is named."""
    if mode is not None and mode not in PROXY_MODES:
        raise door.Refused(f"--mode is one of {', '.join(PROXY_MODES)}, not {mode}")
    cluster = open_cluster(environment, file, case).cluster
    names = cluster.state.node_names()
    if not names:
        raise door.Refused("this cluster has no node, so there are no rules")
    text = rules_text(cluster.state, node or names[0], mode=mode, family=6 if ipv6 else 4)
    environment.stdout.write(text if environment.unicode else text.encode("ascii", "replace").decode())
    return door.DONE
