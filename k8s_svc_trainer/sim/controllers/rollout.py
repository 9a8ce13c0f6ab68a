"""How large the ReplicaSets of a Deployment should be: the arithmetic of rolling out and of scaling.

Pure: a Deployment and its ReplicaSets in, sizes by uid out. Follows pkg/controller/deployment (rolling.go, sync.go) and
util/deployment_util.go (NewRSNewReplicas, ResolveFenceposts, GetReplicaSetProportion).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import floor

import msgspec

from k8s_svc_trainer.sim.controllers.work import age
from k8s_svc_trainer.sim.controllers.workloads import scaled
from k8s_svc_trainer.sim.objects import Deployment, ReplicaSet, RollingUpdate

WISHED_REPLICAS = "deployment.kubernetes.io/desired-replicas"
MAX_REPLICAS = "deployment.kubernetes.io/max-replicas"
Sizes = dict[str, int]  # by uid


class Fleet(msgspec.Struct, frozen=True, gc=False):
    """The ReplicaSets of a Deployment: the one of its template, if there is one, the old ones, and available pods by uid."""

    new: ReplicaSet | None
    old: tuple[ReplicaSet, ...]
    available: Mapping[str, int]


def uid(one: ReplicaSet) -> str:
    """What a size is filed under."""
    return str(one.metadata.uid)


def size(one: ReplicaSet) -> int:
    """How many pods a ReplicaSet should have."""
    return 1 if one.spec.replicas is None else one.spec.replicas


def wished(found: Deployment) -> int:
    """How many pods a Deployment should have."""
    return 1 if found.spec.replicas is None else found.spec.replicas


def _rolling(found: Deployment) -> RollingUpdate | None:
    strategy = found.spec.strategy
    if strategy is not None and strategy.type == "Recreate":
        return None
    return (strategy.rollingUpdate if strategy is not None else None) or RollingUpdate(maxSurge="25%", maxUnavailable="25%")


def _bounds(found: Deployment) -> tuple[int, int]:
    """maxSurge, rounded up, and maxUnavailable, rounded down; not both 0 (ResolveFenceposts)."""
    rolling, total = _rolling(found), wished(found)
    if rolling is None:
        return 0, 0
    surge, unavailable = scaled(rolling.maxSurge, total, up=True), scaled(rolling.maxUnavailable, total, up=False)
    return surge, 1 if surge == 0 and unavailable == 0 else unavailable


def maximum(found: Deployment) -> int:
    """How many pods there may be during a rollout."""
    return wished(found) + _bounds(found)[0]


def max_unavailable(found: Deployment) -> int:
    """How many of the wished pods may be missing during a rollout."""
    return min(_bounds(found)[1], wished(found))


def _total(sets: Iterable[ReplicaSet]) -> int:
    return sum(size(one) for one in sets)


def _all(fleet: Fleet) -> tuple[ReplicaSet, ...]:
    return (*fleet.old, *((fleet.new,) if fleet.new is not None else ()))


def new_size(found: Deployment, fleet: Fleet) -> int:
    """How far the new ReplicaSet may be scaled up now (NewRSNewReplicas)."""
    held = size(fleet.new) if fleet.new is not None else 0
    if _rolling(found) is None:
        return wished(found)
    room = maximum(found) - _total(_all(fleet))
    return held if room <= 0 else held + min(room, wished(found) - held)


# --- rolling out -----------------------------------------------------------------------------------------------------


def rolled(found: Deployment, fleet: Fleet) -> Sizes:
    """The next step of a rollout: up with the new if that is allowed, else down with the old (rolloutRolling)."""
    new = fleet.new
    if new is None:
        return {}
    target = min(wished(found), new_size(found, fleet)) if size(new) < wished(found) else wished(found)
    if target != size(new):
        return {uid(new): target}
    sizes = {uid(one): size(one) for one in fleet.old if size(one)}
    least = wished(found) - max_unavailable(found)
    lacking = size(new) - fleet.available.get(uid(new), 0)
    room = _total(_all(fleet)) - least - lacking
    if not sizes or room <= 0:
        return {}
    _clean(fleet, sizes, room)
    _shrink(fleet, sizes, sum(fleet.available.values()) - least)
    return sizes


def _clean(fleet: Fleet, sizes: Sizes, room: int) -> None:
    """Old pods that are not available go first (cleanupUnhealthyReplicas)."""
    for one in fleet.old:
        held = sizes.get(uid(one), 0)
        going = min(room, held - fleet.available.get(uid(one), 0))
        if held and going > 0:
            sizes[uid(one)] = held - going
            room -= going


def _shrink(fleet: Fleet, sizes: Sizes, room: int) -> None:
    """Then as many of the others as may be missing (scaleDownOldReplicaSetsForRollingUpdate)."""
    for one in fleet.old:
        going = min(room, sizes.get(uid(one), 0))
        if going > 0:
            sizes[uid(one)] -= going
            room -= going


# --- scaling ---------------------------------------------------------------------------------------------------------


def proportional(found: Deployment, fleet: Fleet) -> Sizes:
    """New sizes after the wished number has changed, or while the Deployment is paused (sync.go, scale)."""
    active = [one for one in _all(fleet) if size(one)]
    if len(active) <= 1:
        lone = active[0] if active else fleet.new or (max(fleet.old, key=age) if fleet.old else None)
        return {uid(lone): wished(found)} if lone is not None else {}
    if _saturated(found, fleet):
        return {uid(one): 0 for one in fleet.old}
    if _rolling(found) is None:
        return {}
    adding = (maximum(found) if wished(found) else 0) - _total(active)
    active = sorted(active, key=age, reverse=adding > 0)
    active = sorted(active, key=lambda one: -size(one))
    sizes: Sizes = {}
    added = 0
    for one in active:
        share = _share(found, one, adding, added) if adding else 0
        sizes[uid(one)] = size(one) + share
        added += share
    if adding:
        sizes[uid(active[0])] = max(sizes[uid(active[0])] + adding - added, 0)
    return sizes


def _saturated(found: Deployment, fleet: Fleet) -> bool:
    """Whether the new ReplicaSet alone is all that is wished (IsSaturated)."""
    new = fleet.new
    if new is None or new.metadata.annotations.get(WISHED_REPLICAS) != str(wished(found)):
        return False
    return size(new) == wished(found) and fleet.available.get(uid(new), 0) == wished(found)


def _share(found: Deployment, one: ReplicaSet, adding: int, added: int) -> int:
    """A ReplicaSet's part of what is added or taken away (GetReplicaSetProportion)."""
    if not size(one) or adding == added:
        return 0
    fraction, allowed = _fraction(found, one), adding - added
    return min(fraction, allowed) if adding > 0 else max(fraction, allowed)


def _fraction(found: Deployment, one: ReplicaSet) -> int:
    if not wished(found):
        return -size(one)
    mark = one.metadata.annotations.get(MAX_REPLICAS, "")
    before = int(mark) if mark.isdigit() and int(mark) else int(found.status.get("replicas", 0)) or size(one)
    exact = size(one) * maximum(found) / before
    return floor(exact + 0.5) - size(one)
