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
from k8s_svc_trainer.diagnosis.scene import Scene, key_of, scenes
from k8s_svc_trainer.diagnosis.successors import by_successor
from k8s_svc_trainer.diagnosis.values import LAST_RESORT, Cause, Diagnosis, Finding, Goal, Repair
from k8s_svc_trainer.sim import Cluster, Connection, HttpResponse, Misuse, Outcome, Rejected, Resolution

DEEPEST = 3  # so many faults on one flow are looked for
WIDEST = 12  # so many unfinished repairs are followed at each depth
MOST = 80  # so many repairs are tried for one trial, the likeliest first
TRIES = 2000  # so many repairs are tried for one flow
SLACK = 4  # what costs so much more than the cheapest that turns the outcome is not tried


class Trial(msgspec.Struct, frozen=True, gc=False):
    """A cluster after some repairs, the flow as it is asked there, and what came of it."""

    cluster: Cluster
    action: Action
    result: Result
    mismatch: Mismatch
    repairs: tuple[Repair, ...] = ()
    made_for: tuple[Scene, ...] = ()  # for each repair, the scene for which it was made

    @property
    def cost(self) -> int:
        """How far its repairs reach together."""
        return sum(repair.cost for repair in self.repairs)


def diagnose(cluster: Cluster, goal: Goal, *, tries: int = TRIES) -> Diagnosis:
    """Why a goal is not reached. The cluster is not changed; after so many tries no further repair is tried.

    Raises sim.Misuse where the flow makes no sense for the cluster.
    """
    result = run_action(cluster.fork(), goal.action)
    mismatch = compare(goal.expect, result)
    if mismatch is None:
        return Diagnosis(goal=goal, result=result, mismatch=None)
    first = Trial(cluster, goal.action, result, mismatch)
    turned = _turned(first, goal, iter(range(tries))) or _turned(first, goal, iter(range(tries)), last=True)
    return Diagnosis(goal=goal, result=result, mismatch=mismatch, causes=_causes(turned))


def _turned(first: Trial, goal: Goal, left: Iterator[int], *, last: bool = False) -> list[Trial]:
    """What turns the outcome with the fewest repairs."""
    turned: list[Trial] = []
    level = [first]
    for _ in range(DEEPEST):
        turned, level = _deeper(level, goal, left, last=last)
        if turned or not level:
            break
    return turned


def _deeper(level: list[Trial], goal: Goal, left: Iterator[int], *, last: bool) -> tuple[list[Trial], list[Trial]]:
    """One repair more for each trial: those that turn the outcome, and the likeliest of those that moved it; `left` counts the tries."""
    turned: dict[str, Trial] = {}
    moved: dict[str, Trial] = {}
    best: int | None = None
    for trial in level:
        for scene, repair in _proposed(trial, last=last):
            if (best is not None and trial.cost + repair.cost > best + SLACK) or next(left, None) is None:
                break
            found = _after(trial, repair)
            if found is None:
                continue
            twin, action, result = found
            mismatch = compare(goal.expect, result)
            following = Trial(twin, action, result, mismatch or trial.mismatch, (*trial.repairs, repair), (*trial.made_for, scene))
            if mismatch is None:
                turned.setdefault(_identity(following), following)
                best = min(following.cost, following.cost if best is None else best)
            elif _signature(scene) not in {_signature(one) for one in scenes(twin, action, result)}:
                moved.setdefault(_identity(following), following)
    return list(turned.values()), sorted(moved.values(), key=lambda one: one.cost)[:WIDEST]


def _proposed(trial: Trial, *, last: bool) -> list[tuple[Scene, Repair]]:
    """The repairs for each hop at which the flow died; where it died nowhere, those that would make it end elsewhere; cheap ones first.

    `last`: those too that are a last resort.
    """
    found: list[tuple[Scene, Repair]] = []
    for scene in scenes(trial.cluster, trial.action, trial.result):
        found += [(scene, repair) for repair in candidates(scene)]
        if _came_through(trial.result):
            found += [(scene, repair) for repair in of_wrong_ends(scene)]
    return sorted((pair for pair in found if last or pair[1].cost < LAST_RESORT), key=lambda pair: pair[1].cost)[:MOST]


def _came_through(result: Result) -> bool:
    """Whether the flow died nowhere: it connected, or its name gave an answer, and yet not what it should have been."""
    match result:
        case Connection() | HttpResponse():
            return result.outcome is Outcome.CONNECTED
        case Resolution():
            return bool(result.answers)
        case _:
            return False


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


def _listed(scene: Scene) -> tuple[int, int, int]:
    """How many endpoints of the Service are ready, on whatever port, how many ports its slices have, and how many pods there are."""
    service = scene.service()
    if service is None:
        return 0, 0, 0
    slices = scene.state.slices_of(str(service.metadata.namespace), str(service.metadata.name))
    ready = sum(one.conditions.ready is not False for slice_ in slices for one in slice_.endpoints)
    return ready, sum(len(slice_.ports) for slice_ in slices), len(scene.state.held("Pod"))


def _causes(turned: list[Trial]) -> tuple[Cause, ...]:
    """Trials that mend the same mismatches are one cause, with all their repairs."""
    grouped: dict[tuple[tuple[str, str, str], ...], list[Trial]] = {}
    for trial in sorted(turned, key=lambda one: one.cost):
        grouped.setdefault(tuple(sorted(repair.about for repair in trial.repairs)), []).append(trial)
    return tuple(Cause(tuple(_findings(trials))) for trials in grouped.values())


def _findings(trials: Iterable[Trial]) -> Iterator[Finding]:
    repairs: dict[tuple[str, str, str], list[Repair]] = {}
    made_for: dict[tuple[str, str, str], Scene] = {}
    for trial in trials:
        for repair, scene in zip(trial.repairs, trial.made_for, strict=True):
            made_for.setdefault(repair.about, scene)
            held = repairs.setdefault(repair.about, [])
            if repair not in held:
                held.append(repair)
    for about, found in repairs.items():
        scene = made_for[about]
        service = scene.service()
        yield Finding(repairs=tuple(found), hop=scene.hop, service=None if service is None else key_of(service))
