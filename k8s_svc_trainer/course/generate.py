"""Random labs: faults injected into a healthy cluster, proven broken and repairable, with a story written from the fault.

One seed and level name one lab, on every machine and in every process. Decides which faults stand together, which flows are its goals and
what is to be kept. A draw in which something does not hold (a fault that breaks nothing, a repair that mends nothing) is thrown away, and
the next one counts; what `diagnose` makes of a draw is asked only for its reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec

from k8s_svc_trainer.cases.dump import plain_action
from k8s_svc_trainer.cases.run import run_action
from k8s_svc_trainer.cases.steps import Action, Apply, Delete, Patch, StepKind
from k8s_svc_trainer.cases.writer import write
from k8s_svc_trainer.course import incidents
from k8s_svc_trainer.course.judging import GoalKind, judge, runnable
from k8s_svc_trainer.course.lab_proof import prove
from k8s_svc_trainer.course.labs import read_lab
from k8s_svc_trainer.course.stage import stage
from k8s_svc_trainer.course.worlds import World, healthy
from k8s_svc_trainer.diagnosis import Goal, diagnose
from k8s_svc_trainer.diagnosis.catalogue import entry
from k8s_svc_trainer.diagnosis.commands import spelt
from k8s_svc_trainer.diagnosis.evidence import evidence
from k8s_svc_trainer.diagnosis.injections import INJECTORS, Ground, Injection, after, ground, holds, injections, undone
from k8s_svc_trainer.sim import Cluster, ObjectKey, Settings
from k8s_svc_trainer.sim.objects import NetworkPolicy

MOST_DRAWS = 60
MOST_KEPT = 3
HARDER = frozenset({"SVC005", "SVC006", "SVC007", "SVC016", "SVC022", "SVC023", "SVC024", "SVC034", "SVC036", "SVC037", "SVC038", "SVC040"})
HARDER |= {"SVC044", "SVC045", "SVC046", "SVC051", "SVC052", "SVC053", "SVC054", "SVC055", "SVC060", "SVC072", "SVC073", "SVC076"}
HARDEST = frozenset({"SVC008", "SVC009", "SVC035", "SVC047", "SVC048", "SVC049", "SVC061", "SVC062"})


class Draft(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A random lab before it is written: the healthy world, the faults in it, the flows that they break."""

    name: str
    level: int
    world: World
    whole: Cluster
    broken: Cluster
    faults: tuple[Injection, ...]
    goals: tuple[Goal, ...]
    keep: tuple[Goal, ...]
    untouched: tuple[ObjectKey, ...]
    mended: tuple[Action, ...]  # the way back, which makes all goals hold

    @property
    def steps(self) -> tuple[Action, ...]:
        """What happened before the learner came."""
        return tuple(step for fault in self.faults for step in fault.steps)


def random_lab(seed: int, level: int) -> str:
    """The text of the lab that a seed names, at a level from 1 to 3, as `course.labs.read_lab` reads it.

    Raises RuntimeError where none of many draws gives a lab, which no seed is known to do.
    """
    return next(text for _, text in drafts(seed, level) if not prove(read_lab(text, file="random", slug=f"random-{level}-{seed}")))


def drafts(seed: int, level: int) -> Iterator[tuple[Draft, str]]:
    """The labs of a seed, in the order in which they are drawn, and their texts: each is broken and repairable. Whether `diagnose` names
    the faults that were put there has not been asked.

    Raises RuntimeError after many.
    """
    for number in range(MOST_DRAWS):
        found = drawn(f"lab {seed} {level} {number}", level)
        if found is not None and _stands(text := written(found)):
            yield found, text
    raise RuntimeError(f"seed {seed} gives no lab of level {level}")


def _stands(text: str) -> bool:
    """Whether the lab as it is written is broken, keeps what it should keep, and is mended by its reference."""
    lab = read_lab(text, file="random", slug="random")
    task, start = runnable(lab), stage(lab)
    judgement = judge(task, start, start)
    mended = start.fork()
    for step in task.reference:
        run_action(mended, step.action)
    broken = all(not one.holds for one in judgement.goals if one.kind is GoalKind.GOAL)
    return broken and all(one.holds for one in judgement.goals if one.kept) and judge(task, start, mended).holds


# --- drawing -----------------------------------------------------------------------------------------------------


def drawn(name: str, level: int) -> Draft | None:
    """One draw; None where something of it does not hold."""
    random, world = Random(name), healthy(name)  # noqa: S311 -- a seed names a lab; nothing is kept secret by it
    whole = Cluster(Settings.parse(world.settings), world.objects)
    place = ground(whole)
    faults = _faults(random, place, random.choice(((1,), (1, 1, 2), (2, 2, 3))[level - 1]), level)
    broken = after(whole, (step for fault in faults for step in fault.steps))
    if not faults or broken is None:
        return None
    goals = tuple(fault.flow for place_, fault in enumerate(faults) if fault.flow not in [one.flow for one in faults[:place_]])
    steps = tuple(step for fault in faults for step in fault.steps)
    mended = undone(whole, broken, steps)
    again = after(broken, mended)
    if again is None or any(holds(broken, goal) or not holds(again, goal) for goal in goals):
        return None
    keep = tuple(goal for goal in _kept(random, place, goals, broken) if holds(again, goal))[:MOST_KEPT]
    untouched = tuple(key for key in _policies(whole) if key not in {_touched(step) for step in (*steps, *mended)})
    return Draft(
        name=name,
        level=level,
        world=world,
        whole=whole,
        broken=broken,
        faults=faults,
        goals=goals,
        keep=keep,
        untouched=untouched,
        mended=mended,
    )


def _faults(random: Random, place: Ground, count: int, level: int) -> tuple[Injection, ...]:
    """So many faults, no two of which touch one object, each breaking its flow beside the others."""
    codes = [code for code in INJECTORS if level_of(code) <= level]
    random.shuffle(codes)
    codes.sort(key=lambda code: level_of(code) < level and random.random() < 0.5)  # some of the level's own first
    found: list[Injection] = []
    touched: set[ObjectKey] = set()
    for code in codes:
        made = [one for one in injections(place, code) if not touched & _keys(one)]
        if made:
            found.append(random.choice(made))
            touched |= _keys(found[-1])
        if len(found) == count:
            break
    return tuple(found)


def level_of(code: str) -> int:
    """How hard a fault is to find: 1 for what the first look shows, 3 for what only a comparison does."""
    return 3 if code in HARDEST else 2 if code in HARDER else 1


def _keys(injection: Injection) -> set[ObjectKey]:
    return {injection.object, *(key for step in injection.steps if (key := _touched(step)) is not None)}


def _touched(step: Action) -> ObjectKey | None:
    match step:
        case Patch(key) | Delete(key):
            return key
        case Apply(manifest):
            meta = manifest["metadata"]
            return ObjectKey(str(manifest["kind"]).lower(), meta.get("namespace"), str(meta["name"]))
        case _:
            return None


def _kept(random: Random, place: Ground, goals: tuple[Goal, ...], broken: Cluster) -> Iterator[Goal]:
    """What a repair must not lose: a closed way that stays closed, and flows that work all the while."""
    closed = [goal for goal in place.closed if holds(broken, goal)]
    yield from random.sample(closed, min(1, len(closed)))
    open_ = [flow.goal for flow in place.plain() if flow.goal not in goals and holds(broken, flow.goal)]
    yield from random.sample(open_, min(MOST_KEPT, len(open_)))


def _policies(cluster: Cluster) -> list[ObjectKey]:
    held: list[NetworkPolicy] = list(cluster.state.all(NetworkPolicy))
    return sorted(ObjectKey("networkpolicy", one.metadata.namespace, str(one.metadata.name)) for one in held if not one.spec.ingress)


# --- writing -----------------------------------------------------------------------------------------------------


def written(found: Draft) -> str:
    """The draft as the text of a lab."""
    random = Random(f"{found.name} story")  # noqa: S311 -- as above
    results = [run_action(found.broken.fork(), goal.action) for goal in found.goals]
    steps, commands = _reference(found)
    first, fault = found.goals[0], found.faults[0]
    lab: dict[str, Any] = {
        "title": incidents.title(first.action),
        "level": found.level,
        "story": [
            " ".join(incidents.who(goal.action) for goal in found.goals),
            incidents.since(random, fault.fault),
            " ".join(dict.fromkeys(incidents.seen(goal, result) for goal, result in zip(found.goals, results, strict=True))),
        ],
        "settings": dict(found.world.settings),
        "objects": list(found.world.objects),
        "steps": [plain_step(step) for step in found.steps],
        "cause": list(dict.fromkeys(one.fault for one in found.faults)),
        "goals": [{"name": _name(goal), **plain_flow(goal)} for goal in found.goals],
    }
    if found.keep:
        lab["keep"] = [{"name": f"{_name(goal)}, as before", **plain_flow(goal)} for goal in found.keep]
    if found.untouched:
        lab["untouched"] = [str(key) for key in found.untouched]
    lab |= {
        "hints": _hints(found),
        "reference": {"commands": list(commands), "steps": [plain_step(step) for step in steps]},
        "say": entry(fault.fault).say,
        "expert": 2 + 2 * len(found.faults),
    }
    return write(lab)


def plain_step(action: Action) -> dict[str, Any]:
    """An action as it stands in a file."""
    return {StepKind(type(action).__name__.lower()).value: plain_action(action)}


def plain_flow(goal: Goal) -> dict[str, Any]:
    """A goal as it stands in a file, without a name."""
    return {**plain_step(goal.action), "expect": dict(goal.expect.fields)}


def _name(goal: Goal) -> str:
    return incidents.who(goal.action).rstrip(".") + (" in vain" if goal.expect.fields.get("outcome") == "timeout" else "")


def _reference(found: Draft) -> tuple[tuple[Action, ...], tuple[str, ...]]:
    """A repair as a person would make it: what a diagnosis proposes, where that mends everything, else the way back."""
    now, steps = found.broken.fork(), list[Action]()
    for goal in found.goals:
        if not holds(now, goal):
            for action in _proposed(now, goal):
                run_action(now, action)
                steps.append(action)
    good = steps and all(holds(now, goal) for goal in (*found.goals, *found.keep)) and not _changed(found, tuple(steps))
    chosen = tuple(steps) if good else found.mended
    return chosen, spelt(found.broken, chosen)


def _proposed(cluster: Cluster, goal: Goal) -> tuple[Action, ...]:
    """The first cause of a diagnosis, mended by changes of the cluster alone."""
    for cause in diagnose(cluster, goal).causes[:1]:
        repairs = [next((one for one in finding.repairs if one.steps and one.instead is None), None) for finding in cause.findings]
        steps = [one.steps for one in repairs if one is not None]
        if len(steps) == len(repairs):
            return tuple(step for each in steps for step in each)
    return ()


def _changed(found: Draft, steps: tuple[Action, ...]) -> bool:
    return bool({_touched(step) for step in steps} & set(found.untouched))


def _hints(found: Draft) -> list[str]:
    """A nudge, where to look, the command."""
    goal, fault = found.goals[0], found.faults[0]
    diagnosis = diagnose(found.broken, goal)
    finding = next((finding for cause in diagnosis.causes for finding in cause.findings if finding.fault == fault.fault), None)
    last = next((hop for hop in reversed(diagnosis.result.hops) if hop.decided), None)
    nudge = incidents.NUDGES.get(last.stage if last else "", "How far does a call get?")
    shown = evidence(found.broken, goal, finding) if finding is not None else ()
    return [nudge, entry(fault.fault).shows, shown[0].command if shown else entry(fault.fault).proof]
