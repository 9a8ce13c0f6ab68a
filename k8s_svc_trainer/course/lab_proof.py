"""Proof of a lab: it is broken as it stands, its repairs do what its author says, and a diagnosis names the cause that it states.

Decides what a lab must show of itself. The commands of its reference are proven where a session is (`lab.check`). Gives faults at the
places in the file; raises none.
"""

from collections.abc import Iterator
from itertools import takewhile

from k8s_svc_trainer.cases.document import Fault, Faults
from k8s_svc_trainer.cases.faults import meant, shown
from k8s_svc_trainer.cases.run import check_step
from k8s_svc_trainer.cases.steps import Connect, Http, Open, Resolve, Step
from k8s_svc_trainer.course.judging import Task, name_of, runnable
from k8s_svc_trainer.course.repairs import Claim, prove_repairs
from k8s_svc_trainer.course.stage import stage
from k8s_svc_trainer.course.values import Lab
from k8s_svc_trainer.diagnosis import Goal, diagnose
from k8s_svc_trainer.diagnosis.catalogue import CATALOGUE
from k8s_svc_trainer.sim import Cluster, Misuse

FEWEST_RIGHTS = 2
FEWEST_WRONGS = 3


def prove(lab: Lab) -> list[Fault]:
    """All that does not hold of a lab."""
    try:
        task, start = runnable(lab), stage(lab)
        return list(_prove(lab, task, start))
    except Faults as faults:
        return list(faults.faults)


def complete(lab: Lab) -> Iterator[Fault]:
    """What a lab of a course has to have, beside what any lab has: other repairs that work, and near misses."""
    for word, count, fewest in (("rights", len(lab.rights), FEWEST_RIGHTS), ("wrongs", len(lab.wrongs), FEWEST_WRONGS)):
        if count < fewest:
            yield (lab.at.get(word) or lab.at).fault(f"{count} {word} are too few for a lab", f"write {fewest} or more")
    if not lab.serves:
        yield lab.at.fault('"serves" is missing', "name the items of the checklist that it serves")


def _prove(lab: Lab, task: Task, start: Cluster) -> Iterator[Fault]:
    yield from _named(task)
    yield from _there(lab, task, start)
    rights = {name: node for name, node in {"the reference": lab.reference, **lab.rights}.items() if node is not None}
    claim = Claim(
        goals=lab.at.find("goals"),
        keep=lab.keep,
        rights=rights,
        wrongs={name: miss.steps for name, miss in lab.wrongs.items()},
        fails={name: miss.at.find("fails") for name, miss in lab.wrongs.items()},
    )
    yield from prove_repairs(task, start, claim)
    yield from _causes(lab, task, start)


def _named(task: Task) -> Iterator[Fault]:
    """Goals are shown by their names, and near misses speak of them: each has one, of its own."""
    seen: set[str] = set()
    for step in (*task.goals, *task.keep):
        node = step.at.node
        if step.expect is None or node is None:
            continue
        if step.name is None:
            yield node.fault('"name" is missing', "say in plain words what must be so")
        elif step.name in seen:
            yield node.fault(f"a second goal is called {shown(step.name)}", "give it another name")
        seen.add(name_of(step))


def _there(lab: Lab, task: Task, start: Cluster) -> Iterator[Fault]:
    for key, node in zip(task.untouched, lab.at.find("untouched").elements(), strict=False):
        try:
            missing = start.get(key) is None
        except Misuse as error:
            yield node.fault(str(error))
            continue
        if missing:
            yield node.fault(f"there is no {key} that could stay untouched", "name an object of the lab")


# --- the cause -------------------------------------------------------------------------------------------------------


def _causes(lab: Lab, task: Task, start: Cluster) -> Iterator[Fault]:
    """What a diagnosis of the failing goals names first, all together, is what the lab states."""
    unknown = [code for code in lab.cause if code not in CATALOGUE]
    at = lab.at.find("cause")
    for code in unknown:
        yield at.fault(f"{shown(code)} is no fault of the catalogue", meant(code, CATALOGUE))
    if unknown:
        return
    found = dict(_first_causes(task, start))
    for name, codes in found.items():
        if not codes:
            yield at.fault(f"a diagnosis finds no cause of this: {name}", "mend the lab, or the diagnosis")
        for code in codes:
            if code not in lab.cause:
                message = f"a diagnosis of {name} names {code} first ({CATALOGUE[code].title}), which is not stated"
                yield at.fault(message, "state it, or mend the lab")
    named = {code for codes in found.values() for code in codes}
    for code in lab.cause:
        if code not in named:
            yield at.fault(f"a diagnosis of the goals does not name {code} first: {CATALOGUE[code].title}", "mend the lab, or leave it out")


def _first_causes(task: Task, start: Cluster) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each flow among the goals that fails as things stand, with the codes of what a diagnosis names first."""
    cluster = start.fork()
    for step in takewhile(lambda step: step.expect is not None, task.goals):
        before = cluster.fork()
        done = check_step(cluster, step)
        if not done.ok and done.result is not None and _is_flow(step):  # what cannot be tried is told by the reference
            first = diagnose(before, Goal.of(step)).causes[:1]
            yield name_of(step), tuple(finding.fault for cause in first for finding in cause.findings)


def _is_flow(step: Step) -> bool:
    return isinstance(step.action, Connect | Http | Open | Resolve)
