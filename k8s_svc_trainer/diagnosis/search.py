"""Root causes found by trying: candidate repairs for the hop where a flow died, each on a fork, until the outcome turns.

Decides which repairs are causes: the smallest sets that turn the outcome, the likeliest first. Knows no rule of Kubernetes: what
might be wrong is proposed by `repairs`, whether it is so is what the cluster does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from k8s_svc_trainer.cases.expect import Mismatch, Result, compare
from k8s_svc_trainer.cases.run import run_action
from k8s_svc_trainer.cases.steps import Action
from k8s_svc_trainer.diagnosis.repairs import candidates, of_wrong_ends
from k8s_svc_trainer.diagnosis.scene import Scene, scenes
from k8s_svc_trainer.diagnosis.successors import by_successor
from k8s_svc_trainer.diagnosis.values import Cause, Diagnosis, Finding, Goal, Repair
from k8s_svc_trainer.sim import Cluster, Hop, Misuse, Outcome, Rejected

DEEPEST = 3  # so many faults on one flow are looked for
WIDEST = 12  # so many unfinished repairs are followed at each depth


class Trial(msgspec.Struct, frozen=True, gc=False):
    """A cluster after some repairs, the flow as it is asked there, and what came of it."""

    cluster: Cluster
    action: Action
    result: Result
    mismatch: Mismatch
    repairs: tuple[Repair, ...] = ()
    hops: tuple[Hop, ...] = ()  # for each repair, the hop for which it was made

    @property
    def cost(self) -> int:
        """How far its repairs reach together."""
        return sum(repair.cost for repair in self.repairs)


def diagnose(cluster: Cluster, goal: Goal) -> Diagnosis:
    """Why a goal is not reached. The cluster is not changed.

    Raises sim.Misuse where the flow makes no sense for the cluster.
    """
    result = run_action(cluster.fork(), goal.action)
    mismatch = compare(goal.expect, result)
    if mismatch is None:
        return Diagnosis(goal=goal, result=result, mismatch=None)
    level = [Trial(cluster, goal.action, result, mismatch)]
    turned: list[Trial] = []
    for _ in range(DEEPEST):
        turned, level = _deeper(level, goal)
        if turned or not level:
            break
    return Diagnosis(goal=goal, result=result, mismatch=mismatch, causes=_causes(turned))


def _deeper(level: list[Trial], goal: Goal) -> tuple[list[Trial], list[Trial]]:
    """One repair more for each trial: those that turn the outcome, and the likeliest of those that moved it."""
    turned: dict[str, Trial] = {}
    moved: dict[str, Trial] = {}
    for trial in level:
        for scene, repair in _proposed(trial):
            found = _after(trial, repair)
            if found is None:
                continue
            twin, action, result = found
            mismatch = compare(goal.expect, result)
            following = Trial(twin, action, result, mismatch or trial.mismatch, (*trial.repairs, repair), (*trial.hops, scene.hop))
            if mismatch is None:
                turned.setdefault(_identity(following), following)
            elif _signature(scene) not in {_signature(one) for one in scenes(twin, action, result)}:
                moved.setdefault(_identity(following), following)
    return list(turned.values()), sorted(moved.values(), key=lambda one: one.cost)[:WIDEST]


def _proposed(trial: Trial) -> Iterator[tuple[Scene, Repair]]:
    """The repairs for each hop at which the flow died; where it died nowhere, those that would make it end elsewhere."""
    for scene in scenes(trial.cluster, trial.action, trial.result):
        for repair in candidates(scene):
            yield scene, repair
        if getattr(trial.result, "outcome", None) == Outcome.CONNECTED:
            for repair in of_wrong_ends(scene):
                yield scene, repair


def _after(trial: Trial, repair: Repair) -> tuple[Cluster, Action, Result] | None:
    """The cluster after a repair and what comes of the flow; None where the API server refuses the repair, or it makes no sense."""
    twin = trial.cluster.fork()
    try:
        for step in repair.steps:
            if isinstance(run_action(twin, step), Rejected):
                return None
        action = by_successor(trial.cluster, twin, repair.instead or trial.action)
        return twin, action, run_action(twin.fork(), action)
    except Misuse:
        return None


def _identity(trial: Trial) -> str:
    return repr(sorted((repair.fault, str(repair.object), repr(repair.steps), repr(repair.instead)) for repair in trial.repairs))


def _signature(scene: Scene) -> tuple[object, ...]:
    """The hop at which the flow died, and how far the Service's endpoints had come: a repair may move them and not the hop."""
    return scene.hop.stage, scene.hop.object, scene.hop.text, *_listed(scene)


def _listed(scene: Scene) -> tuple[int, int]:
    """How many endpoints of the Service are ready, on whatever port, and how many ports its slices have."""
    service = scene.service()
    if service is None:
        return 0, 0
    slices = scene.state.slices_of(str(service.metadata.namespace), str(service.metadata.name))
    ready = sum(one.conditions.ready is not False for slice_ in slices for one in slice_.endpoints)
    return ready, sum(len(slice_.ports) for slice_ in slices)


def _causes(turned: list[Trial]) -> tuple[Cause, ...]:
    """Trials that mend the same mismatches are one cause, with all their repairs."""
    grouped: dict[tuple[tuple[str, str, str], ...], list[Trial]] = {}
    for trial in sorted(turned, key=lambda one: one.cost):
        grouped.setdefault(tuple(sorted(repair.about for repair in trial.repairs)), []).append(trial)
    return tuple(Cause(tuple(_findings(trials))) for trials in grouped.values())


def _findings(trials: Iterable[Trial]) -> Iterator[Finding]:
    repairs: dict[tuple[str, str, str], list[Repair]] = {}
    hops: dict[tuple[str, str, str], Hop] = {}
    for trial in trials:
        for repair, hop in zip(trial.repairs, trial.hops, strict=True):
            hops.setdefault(repair.about, hop)
            held = repairs.setdefault(repair.about, [])
            if repair not in held:
                held.append(repair)
    for about, found in repairs.items():
        yield Finding(repairs=tuple(found), hop=hops[about])
