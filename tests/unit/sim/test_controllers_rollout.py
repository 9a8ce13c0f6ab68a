"""How large ReplicaSets should be. Rows are those of upstream's pkg/controller/deployment: sync_test.go and rolling_test.go."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.sim.controllers import rollout
from k8s_svc_trainer.sim.controllers.workloads import scaled
from k8s_svc_trainer.sim.objects import Deployment, DeploymentSpec, ObjectMeta, ReplicaSet, ReplicaSetSpec, RollingUpdate, UpdateStrategy

NEW, OLD, OLDER = "2016-05-20T02:00:00Z", "2016-05-20T01:00:00Z", "2016-05-20T00:00:00Z"
ZERO = RollingUpdate(maxSurge=0, maxUnavailable=0)


def deployment(replicas: int | None, surge: int | str = 0, unavailable: int | str = 0, **spec: Any) -> Deployment:
    strategy = UpdateStrategy(type="RollingUpdate", rollingUpdate=RollingUpdate(maxSurge=surge, maxUnavailable=unavailable))
    return Deployment(metadata=ObjectMeta(name="foo"), spec=DeploymentSpec(replicas=replicas, **{"strategy": strategy, **spec}))


def rs(name: str, replicas: int, born: str, *, wished: int | None = None, most: int | None = None) -> ReplicaSet:
    marks = {
        **({"deployment.kubernetes.io/desired-replicas": str(wished)} if wished is not None else {}),
        **({"deployment.kubernetes.io/max-replicas": str(most)} if most is not None else {}),
    }
    meta = ObjectMeta(name=name, uid=name, creationTimestamp=born, annotations=marks)
    return ReplicaSet(metadata=meta, spec=ReplicaSetSpec(replicas=replicas))


def fleet(new: ReplicaSet | None, *old: ReplicaSet, **available: int) -> rollout.Fleet:
    everyone = {str(one.metadata.uid): 0 for one in (*old, *([new] if new else []))}
    return rollout.Fleet(new=new, old=old, available={**everyone, **{name.replace("_", "-"): number for name, number in available.items()}})


@pytest.mark.parametrize(
    ("now", "before", "surge", "surge_before", "new", "old", "sizes"),
    [
        pytest.param(12, 10, 0, 0, 10, [], {"v-new": 12}, id="a lone ReplicaSet is scaled up"),
        pytest.param(5, 10, 0, 0, 10, [], {"v-new": 5}, id="a lone ReplicaSet is scaled down"),
        pytest.param(10, 5, 0, 0, 2, [3], {"v-new": 4, "v-0": 6}, id="proportional: 5 to 10"),
        pytest.param(3, 5, 0, 0, 2, [3], {"v-new": 1, "v-0": 2}, id="proportional: 5 to 3"),
        pytest.param(4, 9, 0, 0, 8, [1], {"v-new": 4, "v-0": 0}, id="proportional: 9 to 4"),
        pytest.param(10, 7, 0, 0, 2, [3, 2], {"v-new": 3, "v-0": 4, "v-1": 3}, id="proportional: 7 to 10"),
        pytest.param(8, 13, 0, 0, 2, [8, 3], {"v-new": 1, "v-0": 5, "v-1": 2}, id="proportional: 13 to 8"),
        pytest.param(4, 3, 0, 0, 1, [1, 1], {"v-new": 2, "v-0": 1, "v-1": 1}, id="what is left over goes to the newest: 3 to 4"),
        pytest.param(2, 3, 0, 0, 1, [1, 1], {"v-new": 1, "v-0": 1, "v-1": 0}, id="what is left over is taken from the eldest: 3 to 2"),
        pytest.param(5, 4, 0, 0, None, [2, 2], {"v-0": 3, "v-1": 2}, id="without a new ReplicaSet, the latest goes up first: 4 to 5"),
        pytest.param(0, 6, 0, 0, 3, [2, 1], {"v-new": 0, "v-0": 0, "v-1": 0}, id="down to nothing: 6 to 0"),
        pytest.param(6, 6, 0, 0, 0, [0, 0], {"v-new": 6}, id="up from nothing: 0 to 6"),
        pytest.param(20, 10, 2, 2, 6, [6], {"v-new": 11, "v-0": 11}, id="the surge is shared too"),
        pytest.param(50, 10, 6, 3, 5, [8], {"v-new": 22, "v-0": 34}, id="surge and size change together"),
        pytest.param(14, 10, 0, 0, None, [7, 3], {"v-0": 10, "v-1": 4}, id="size and template change together"),
    ],
)
def test_scaling_shares_among_replicasets(
    now: int, before: int, surge: int, surge_before: int, new: int | None, old: list[int], sizes: dict[str, int]
) -> None:
    marks: dict[str, Any] = {"wished": before, "most": before + surge_before}
    held = rs("v-new", new, NEW, **marks) if new is not None else None
    olds = [rs(f"v-{number}", size, (OLD, OLDER)[number], **marks) for number, size in enumerate(old)]
    assert rollout.proportional(deployment(now, surge), fleet(held, *olds)) == sizes


def test_a_saturated_but_broken_new_replicaset_does_not_touch_old_pods() -> None:
    marks: dict[str, Any] = {"wished": 2, "most": 3}
    held = fleet(rs("v-new", 2, NEW, **marks), rs("v-0", 1, OLD, **marks), v_0=1)
    assert rollout.proportional(deployment(2, 1, 1), held) == {"v-new": 2, "v-0": 1}


def test_a_saturated_new_replicaset_lets_the_old_ones_go() -> None:
    held = fleet(rs("v-new", 2, NEW, wished=2, most=3), rs("v-0", 1, OLD), v_new=2, v_0=1)
    assert rollout.proportional(deployment(2, 1, 1), held) == {"v-0": 0}


def test_a_recreating_deployment_with_two_active_replicasets_is_not_scaled() -> None:
    recreating = deployment(4, strategy=UpdateStrategy(type="Recreate"))
    assert rollout.proportional(recreating, fleet(rs("v-new", 1, NEW), rs("v-0", 1, OLD))) == {}


def test_a_deployment_without_replicasets_has_none_to_scale() -> None:
    assert rollout.proportional(deployment(4), fleet(None)) == {}


def test_a_replicaset_without_its_mark_is_measured_by_the_deployments_own_count() -> None:
    counted = Deployment(metadata=ObjectMeta(name="foo"), spec=deployment(10).spec, status={"replicas": 5})
    assert rollout.proportional(counted, fleet(rs("v-new", 2, NEW), rs("v-0", 3, OLD))) == {"v-new": 4, "v-0": 6}


@pytest.mark.parametrize(
    ("surge", "old", "new", "sizes"),
    [
        pytest.param(0, 10, 0, {"v-0": 9}, id="no surge: an old pod makes room first"),
        pytest.param(2, 10, 0, {"v-new": 2}, id="as far as the surge allows"),
        pytest.param(2, 5, 0, {"v-new": 7}, id="old pods that are gone make room"),
        pytest.param(2, 10, 2, {}, id="the surge is used up"),
        pytest.param(2, 2, 11, {"v-new": 10}, id="one that is too large is cut down"),
    ],
)
def test_a_new_replicaset_is_scaled_as_far_as_it_may_be(surge: int, old: int, new: int, sizes: dict[str, int]) -> None:
    held = fleet(rs("v-new", new, NEW), rs("v-0", old, OLD))
    assert rollout.rolled(deployment(10, surge), held) == sizes


@pytest.mark.parametrize(
    ("unavailable", "old", "new", "ready_old", "sizes"),
    [
        pytest.param(2, 10, 0, 10, {"v-0": 8}, id="as many go as may be missing"),
        pytest.param(2, 10, 0, 8, {"v-0": 8}, id="those that are not ready go first"),
        pytest.param(2, 10, 0, 9, {"v-0": 8}, id="one that is not ready, and one that is"),
        pytest.param(2, 8, 2, 8, {}, id="new pods that are not ready count as missing"),
    ],
)
def test_old_replicasets_are_scaled_down_as_far_as_they_may_be(
    unavailable: int, old: int, new: int, ready_old: int, sizes: dict[str, int]
) -> None:
    held = fleet(rs("v-new", new, NEW), rs("v-0", old, OLD), v_0=ready_old)
    assert rollout.rolled(deployment(10, 0, unavailable), held) == sizes


def test_a_rollout_without_a_new_replicaset_takes_no_step() -> None:
    assert rollout.rolled(deployment(3), fleet(None, rs("v-0", 3, OLD))) == {}


@pytest.mark.parametrize(
    ("strategy", "replicas", "most", "missing"),
    [
        pytest.param(ZERO, 10, 10, 1, id="both nought: one may be missing after all"),
        pytest.param(RollingUpdate(maxSurge="25%", maxUnavailable="25%"), 10, 13, 2, id="the surge is rounded up, the missing down"),
        pytest.param(RollingUpdate(maxSurge="25%", maxUnavailable="25%"), 1, 2, 0, id="of one pod none may be missing"),
        pytest.param(RollingUpdate(maxSurge=1, maxUnavailable=5), 3, 4, 3, id="no more can be missing than there are"),
        pytest.param(None, 4, 5, 1, id="a quarter unless stated"),
    ],
)
def test_bounds_of_a_rollout(strategy: RollingUpdate | None, replicas: int, most: int, missing: int) -> None:
    found = deployment(replicas, strategy=UpdateStrategy(type="RollingUpdate", rollingUpdate=strategy))
    assert (rollout.maximum(found), rollout.max_unavailable(found)) == (most, missing)


def test_a_recreating_deployments_new_replicaset_has_all_at_once() -> None:
    assert rollout.new_size(deployment(4, strategy=UpdateStrategy(type="Recreate")), fleet(None)) == 4


def test_replicas_are_one_unless_stated() -> None:
    assert rollout.wished(deployment(None)) == 1
    assert rollout.size(ReplicaSet()) == 1


@pytest.mark.parametrize(
    ("value", "total", "up", "number"),
    [
        pytest.param(3, 10, True, 3, id="a count is itself"),
        pytest.param("25%", 10, True, 3, id="a percentage rounded up"),
        pytest.param("25%", 10, False, 2, id="a percentage rounded down"),
        pytest.param("100%", 7, False, 7, id="all of it"),
        pytest.param(None, 7, True, 0, id="nothing stated is nought"),
    ],
)
def test_counts_and_percentages(value: int | str | None, total: int, up: bool, number: int) -> None:
    assert scaled(value, total, up=up) == number
