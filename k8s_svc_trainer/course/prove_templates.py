"""Proof of a template: each of its combinations is made and proven, or a sample of them where they are many.

Decides what a template must show besides what a question must: enough instances, an answer that changes with the parameters, a prompt that
tells two instances with different answers apart. A combination without a key is a fault, unless the template says `rejects: true`.
"""

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from k8s_svc_trainer.cases.document import Fault, Faults
from k8s_svc_trainer.course import templates
from k8s_svc_trainer.course.grade import key
from k8s_svc_trainer.course.prove import prove, rejected
from k8s_svc_trainer.course.questions import instance
from k8s_svc_trainer.course.stage import cluster_of
from k8s_svc_trainer.course.values import Choice, Diagnose, Kind, Predict, Question, Template

FEWEST_INSTANCES = 4
MOST_PROVEN = 200
"""Of more combinations so many are proven: the first that seed 0 names."""

CHANGING = (Kind.CHOICE, Kind.DIAGNOSE, Kind.PREDICT)
"""Kinds of which the answer can be learned by heart where it never changes."""


class Instance(msgspec.Struct, frozen=True, gc=False):
    """A question that a combination makes, and its key."""

    question: Question
    key: Any


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a template: how many combinations it has and how many were tried, its instances, the others with why, and faults."""

    combinations: int
    tried: int
    instances: tuple[Instance, ...]
    rejected: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...]


def prove_template(template: Template) -> Proof:
    """All that does not hold of a template, and its instances. Raises nothing for content."""
    many = templates.size(template.parameters)
    tried = list(templates.combinations(template.parameters))
    tried = tried if many <= MOST_PROVEN else templates.ordered(template.parameters, 0)[:MOST_PROVEN]
    instances: list[Instance] = []
    out: list[tuple[str, str]] = []
    wrong: dict[tuple[str, int, int, str], list[tuple[str, Fault]]] = {}
    for chosen in tried:
        spelt = templates.spelt(chosen)
        try:
            found, faults = _one(instance(template, chosen))
        except Faults as error:
            found, faults = None, list(error.faults)
        if isinstance(found, Instance):
            instances.append(found)
        elif found is not None:
            out.append((spelt, found))
        for fault in faults:
            wrong.setdefault((fault.file, fault.line, fault.column, fault.message.partition(": ")[0]), []).append((spelt, fault))
    faults = [_told(group) for group in wrong.values()]
    if not faults:
        faults = list(_whole(template, instances, out))
    return Proof(combinations=many, tried=len(tried), instances=tuple(instances), rejected=tuple(out), faults=tuple(faults))


def _one(question: Question) -> tuple[Instance | str | None, list[Fault]]:
    """An instance; or why it is none; or what is wrong with it. Raises Faults."""
    cluster = cluster_of(question)
    reason = rejected(question, cluster)
    if reason is not None:
        return reason, []
    faults = prove(question, cluster)
    return (None, faults) if faults else (Instance(question, key(question, cluster=cluster)), [])


def _told(group: list[tuple[str, Fault]]) -> Fault:
    spelt, fault = group[0]
    more = f" (and {len(group) - 1} more)" if len(group) > 1 else ""
    return msgspec.structs.replace(fault, message=f"with {spelt}{more}: {fault.message}")


# --- what holds of all instances together ----------------------------------------------------------------------------


def _whole(template: Template, instances: list[Instance], out: list[tuple[str, str]]) -> Iterator[Fault]:
    at = template.at.find("parameters")
    if out and not template.rejects:
        more = f" (and {len(out) - 1} more)" if len(out) > 1 else ""
        yield at.fault(f"with {out[0][0]}{more}: {out[0][1]}", "mend it, or write rejects: true, and such combinations are never asked")
    if template.rejects and not out:
        yield template.at.find("rejects").fault("no combination is rejected", "leave rejects out")
    if len(instances) < FEWEST_INSTANCES:
        told = f"; the first of {len(out)} that are none, {out[0][0]}: {out[0][1]}" if out else ""
        yield at.fault(f"{len(instances)} instances of a template{told}", f"write parameters with {FEWEST_INSTANCES} or more")
        return
    if template.kind in CHANGING and len({_answer(one) for one in instances}) == 1:
        yield at.fault(f"the answer is the same in all {len(instances)} instances", "write parameters that change it, or a question")
    yield from _alike(instances)
    yield from _never_wrong(template, instances)


def _answer(one: Instance) -> str:
    """The right answer as a learner reads it."""
    match one.question.body:
        case Choice(options) | Diagnose(options):
            return "; ".join(option.text for option in options if option.id in one.key)
        case _:
            return json.dumps(one.key, sort_keys=True)


def _alike(instances: list[Instance]) -> Iterator[Fault]:
    """Instances that ask the same and have different answers: something that decides is not said."""
    seen: dict[str, Instance] = {}
    for one in instances:
        first = seen.setdefault(_shown(one.question), one)
        if _answer(first) != _answer(one):
            this, other = (templates.spelt(each.question.parameters) for each in (one, first))
            message = f"with {this} the prompt reads as with {other}, and the answer differs"
            yield one.question.at.find("prompt").fault(message, "say in the prompt what decides")
            return


def _shown(question: Question) -> str:
    match question.body:
        case Choice(options) | Diagnose(options):
            return "\n".join((question.prompt, *sorted(option.text for option in options)))
        case Predict(field):
            return f"{question.prompt}\n{field}"
        case _:
            return f"{question.prompt}\n{json.dumps(question.parameters, sort_keys=True)}"


def _never_wrong(template: Template, instances: list[Instance]) -> Iterator[Fault]:
    """Options whose why is never read."""
    match template.first.body:
        case Choice(options) | Diagnose(options):
            for option in options:
                if option.why is not None and all(option.id in one.key for one in instances):
                    yield option.at.fault(f"option {option.id} has a why, and is right in every instance", "leave out why, or mend expect")
        case _:
            pass
