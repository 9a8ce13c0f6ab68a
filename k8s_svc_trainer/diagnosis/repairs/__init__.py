"""Candidate repairs, made only for the hop where a flow died: by stage, a table of makers.

Each maker looks at a scene and yields what might mend it; whether it does is found out by trying (`search`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from k8s_svc_trainer.diagnosis.repairs import (
    families,
    ingresses,
    listening,
    names,
    outside,
    policies,
    proxies,
    readiness,
    resolvers,
    selectors,
    slices,
    wrong_end,
)
from k8s_svc_trainer.diagnosis.scene import Scene
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import Stage

Maker = Callable[[Scene], Iterator[Repair]]

OF_ENDPOINTS: tuple[Maker, ...] = (*selectors.MAKERS, *readiness.MAKERS, listening.named_port, listening.protocol, *slices.MAKERS)
OF_A_SERVICE: tuple[Maker, ...] = (*OF_ENDPOINTS, *families.MAKERS, selectors.another_workload, *outside.LOCAL, proxies.stopped)
# A policy sees where a packet goes: what sends it to the wrong end shows there first.
TO_ANOTHER_END: tuple[Maker, ...] = (
    listening.target_port,
    listening.headless,
    *selectors.WRONG_PODS,
    *slices.STALE,
    *resolvers.MAKERS,
    proxies.stopped,
)
BY_STAGE: Mapping[Stage, tuple[Maker, ...]] = {
    Stage.SOURCE: (*families.MAKERS, *names.MAKERS, *resolvers.MAKERS),
    Stage.RESOLVE: (*names.MAKERS, *resolvers.MAKERS, *OF_ENDPOINTS),
    Stage.POLICY: (*policies.MAKERS, *TO_ANOTHER_END),
    Stage.FIREWALL: outside.FIREWALLS,
    Stage.BALANCER: (*OF_A_SERVICE, outside.listener),
    Stage.RULES: (*OF_A_SERVICE, *outside.PORTS),
    Stage.AFFINITY: (wrong_end.affinity,),
    Stage.CHOOSE: (),
    Stage.DNAT: (),
    Stage.MASQUERADE: (),
    Stage.ROUTE: (*outside.ROUTES, *slices.STALE, proxies.stopped, *outside.PORTS),
    Stage.LISTEN: (*listening.MAKERS, *selectors.WRONG_PODS, *slices.STALE, *outside.PORTS, *families.MAKERS, proxies.stopped),
    Stage.INGRESS: (*ingresses.MAKERS, *OF_ENDPOINTS),
    Stage.ANSWER: (*ingresses.ANSWERS, *outside.ONE_ARM, *readiness.MAKERS),
}


def candidates(scene: Scene) -> Iterator[Repair]:
    """What might mend a scene."""
    for maker in BY_STAGE[scene.hop.stage]:
        for repair in maker(scene):
            yield resolvers.as_cluster_dns(scene, repair)


def of_wrong_ends(scene: Scene) -> Iterator[Repair]:
    """What might change where a flow ends that connects, and yet not as it should."""
    for maker in wrong_end.MAKERS:
        yield from maker(scene)
