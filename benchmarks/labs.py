"""Sweeps: random labs by the thousand, and healthy clusters by the hundred. `make labs`, or `python -m benchmarks.labs [LABS] [CLUSTERS]`.

Of each lab it is shown that it is broken and that its reference mends it; that `why` names, first, exactly the injected faults that change
a flow; and of each healthy cluster that `why` accuses nothing. The labs are those that are drawn, before any of them is thrown away because
`why` does not name its faults. Misses are printed to be read; the exit status is 1 where there are more than one in twenty.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from k8s_svc_trainer.cases.document import manifests
from k8s_svc_trainer.cases.run import build_manifests
from k8s_svc_trainer.course.generate import Draft, drafts
from k8s_svc_trainer.course.judging import GoalKind, judge, runnable
from k8s_svc_trainer.course.labs import read_lab
from k8s_svc_trainer.course.stage import stage, start, steps_in
from k8s_svc_trainer.course.values import Lab
from k8s_svc_trainer.course.worlds import healthy
from k8s_svc_trainer.diagnosis import Diagnosis, Goal, diagnose
from k8s_svc_trainer.diagnosis.assumed import assuming
from k8s_svc_trainer.diagnosis.injections import Injection, after, holds, undone
from k8s_svc_trainer.diagnosis.survey import survey
from k8s_svc_trainer.printers.kubectl.output import yaml_of
from k8s_svc_trainer.printers.kubectl.served import manifest
from k8s_svc_trainer.sim import Cluster, Settings

LABS, CLUSTERS, MOST_MISSES = 1000, 300, 0.05
DUMPED = ("Service", "Pod", "EndpointSlice", "Ingress", "NetworkPolicy", "Node")
Faults = tuple[Injection, ...]


def main(labs: int, clusters: int) -> int:
    """Both sweeps, with what they came to; 1 where too much is missed."""
    began, missed, hurt, codes = time.monotonic(), 0, 0, Counter[str]()
    for seed in range(labs):
        draft, text = next(drafts(seed, 1 + seed % 3))
        lab = read_lab(text, file=f"lab-{seed}", slug="lab")
        hurt += not is_a_lab(lab)
        codes.update(one.fault for one in draft.faults)
        misses = list(unnamed(draft, lab))
        missed += bool(misses)
        for line in misses:
            print(f"lab {seed}: {line}")
        _progress(f"{seed + 1} labs, {missed} missed, {time.monotonic() - began:.0f} s")
    accused = [f"{number}: {line}" for number in range(clusters) for line in (*accusations(number), *accusations_of_dump(number))]
    print(f"\n{labs} labs: {labs - hurt} broken and repairable; in {labs - missed} all faults that change a flow are named first")
    print(f"{len(codes)} faults were injected: {', '.join(f'{code} {count}' for code, count in sorted(codes.items()))}")
    print(f"{clusters} healthy clusters, and dumps of them: {len(accused)} accusations", *accused, sep="\n")
    return int(bool(hurt or accused or missed > MOST_MISSES * labs))


def _progress(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{line}", end="", file=sys.stderr)


def is_a_lab(lab: Lab) -> bool:
    """Whether no goal holds as it stands, all that is to be kept does, and the reference mends everything."""
    task, broken = runnable(lab), stage(lab)
    judged = judge(task, broken, broken)
    mended = after(broken, (step.action for step in task.reference))
    goals = [one.holds for one in judged.goals if one.kind is GoalKind.GOAL]
    kept = [one.holds for one in judged.goals if one.kind is not GoalKind.GOAL]
    return bool(goals) and not any(goals) and all(kept) and mended is not None and judge(task, broken, mended).holds


def unnamed(draft: Draft, lab: Lab) -> Iterator[str]:
    """The goals of which `why` does not name first the faults that change them, and what it names."""
    broken, whole = stage(lab), start(lab.scene, (*steps_in(lab.steps), *steps_in(lab.goals), *steps_in(lab.keep)))
    for step in steps_in(lab.goals):
        goal = Goal.of(step)
        wanted = [sorted(one.fault for one in faults) for faults in changing(whole, broken, draft.faults, goal)]
        found = diagnose(broken, goal)
        if named(found) not in wanted:
            yield f"{step.name}: {wanted} wanted, {[sorted(f.fault for f in one.findings) for one in found.causes[:4]]}: {found.result.why}"


def named(found: Diagnosis) -> list[str]:
    """The faults of the first cause."""
    return sorted(finding.fault for cause in found.causes[:1] for finding in cause.findings)


def changing(whole: Cluster, broken: Cluster, faults: Faults, goal: Goal) -> list[Faults]:
    """The smallest sets of faults that have to be undone for the flow to work."""
    for count in range(1, len(faults) + 1):
        found = [some for some in combinations(faults, count) if _works_without(whole, broken, some, goal)]
        if found:
            return found
    return []


def _works_without(whole: Cluster, broken: Cluster, some: Faults, goal: Goal) -> bool:
    steps = tuple(step for fault in some for step in fault.steps)
    mended = after(broken, undone(whole, broken, steps))
    return mended is not None and holds(mended, goal)


def accusations(number: int) -> Iterator[str]:
    """What `why` says against a healthy cluster."""
    world = healthy(f"healthy {number}")
    cluster = Cluster(Settings.parse(world.settings), world.objects)
    for name, found in survey(cluster):
        if not found.holds:
            yield f"{name}: {named(found)}: {found.result.why}"


def accusations_of_dump(number: int) -> Iterator[str]:
    """What `why` says against what kubectl prints of a healthy cluster."""
    world = healthy(f"healthy {number}")
    cluster = Cluster(Settings.parse(world.settings), world.objects)
    held = [one for kind in DUMPED for one in cluster.state.held(kind).values()]
    text = yaml_of([manifest(cluster, one) for one in held], single=False)
    dumped, _ = assuming(build_manifests(manifests(text, file="dump")))
    for name, found in survey(dumped):
        if not found.holds:
            yield f"dump {name}: {named(found)}: {found.result.why}"


if __name__ == "__main__":
    raise SystemExit(main(*(int(text) for text in [*sys.argv[1:], str(LABS), str(CLUSTERS)][:2])))
