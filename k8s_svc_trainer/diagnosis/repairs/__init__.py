"""Candidate repairs, made only for the hop where a flow died: by stage, a table of makers.

Each maker looks at a scene and yields what might mend it; whether it does is found out by trying (`search`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from k8s_svc_trainer.diagnosis.repairs import endpoints, ingresses, listening, names, outside, policies, proxies, wrong_end
from k8s_svc_trainer.diagnosis.scene import Scene
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import Stage

Maker = Callable[[Scene], Iterator[Repair]]

OF_A_SERVICE: tuple[Maker, ...] = (*endpoints.MAKERS, *outside.LOCAL, proxies.stopped)
BY_STAGE: Mapping[Stage, tuple[Maker, ...]] = {
    Stage.SOURCE: (outside.family, *names.MAKERS),
    Stage.RESOLVE: (*names.MAKERS, *endpoints.BEHIND_A_NAME),
    Stage.POLICY: policies.MAKERS,
    Stage.FIREWALL: outside.FIREWALLS,
    Stage.BALANCER: (*OF_A_SERVICE, outside.listener),
    Stage.RULES: (*OF_A_SERVICE, *outside.PORTS, outside.node_port_address),
    Stage.AFFINITY: (wrong_end.affinity,),
    Stage.CHOOSE: (),
    Stage.DNAT: (),
    Stage.MASQUERADE: (),
    Stage.ROUTE: (*outside.ROUTES, *listening.STALE, proxies.stopped, *outside.PORTS),
    Stage.LISTEN: (*listening.MAKERS, *listening.STALE, *outside.PORTS, proxies.stopped),
    Stage.INGRESS: (*ingresses.MAKERS, *endpoints.MAKERS),
    Stage.ANSWER: (*ingresses.ANSWERS, *outside.ONE_ARM),
}


def candidates(scene: Scene) -> Iterator[Repair]:
    """What might mend a scene."""
    for maker in BY_STAGE[scene.hop.stage]:
        yield from maker(scene)


def of_wrong_ends(scene: Scene) -> Iterator[Repair]:
    """What might change where a flow ends that connects, and yet not as it should."""
    for maker in wrong_end.MAKERS:
        yield from maker(scene)
