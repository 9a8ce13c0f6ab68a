"""A node whose kube-proxy is stopped: its rules are those of the moment at which it stopped."""

from __future__ import annotations

from collections.abc import Iterator

from k8s_svc_trainer.cases.steps import Start
from k8s_svc_trainer.diagnosis.scene import Scene
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import ObjectKey


def stopped(scene: Scene) -> Iterator[Repair]:
    """The kube-proxy of a node on the way does not run: start it."""
    on_the_way = {hop.at for hop in scene.hops}
    for node in sorted(set(scene.state.stopped) & on_the_way):
        yield Repair(
            fault="SVC060",
            object=ObjectKey("node", None, node),
            field="kube-proxy",
            says=f"kube-proxy on {node} does not run: the rules there are old",
            steps=(Start(node),),
            cost=3,
        )
