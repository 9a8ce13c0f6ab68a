"""Proof of a question: what its author says is held against what the simulated cluster does.

Decides what a question must show of itself: that some options are right and some wrong, and which; that the reference and every right
repair work, every wrong one fails, and doing nothing fails. Gives faults at the places in the file; raises none.
"""

from collections.abc import Iterator
from functools import partial
from typing import assert_never

from k8s_svc_trainer.cases.document import Fault, Faults
from k8s_svc_trainer.cases.faults import meant, shown
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.steps import Apply, Patch, Step
from k8s_svc_trainer.course.answers import Filled
from k8s_svc_trainer.course.check_texts import doubles
from k8s_svc_trainer.course.editing import key_of
from k8s_svc_trainer.course.grade import Verdict, causes_of, grade, rights_of, value_of
from k8s_svc_trainer.course.judging import task_of
from k8s_svc_trainer.course.present import STAGES, asks_for_several
from k8s_svc_trainer.course.repairs import Claim, fails, prove_repairs, works
from k8s_svc_trainer.course.stage import Asked, ask, ask_of, cluster_of, steps_in
from k8s_svc_trainer.course.telling import told
from k8s_svc_trainer.course.values import Choice, Diagnose, Fill, Fix, Option, Order, Predict, Question
from k8s_svc_trainer.sim import Cluster, NameFault, ObjectKey

FEWEST_STAGES = 3


def is_computed(question: Question) -> bool:
    """Whether the simulator decides this question, all of it or a part."""
    match question.body:
        case Choice(options):
            return any(option.expect is not None for option in options)
        case _:
            return True


def prove(question: Question, cluster: Cluster | None = None) -> list[Fault]:
    """All that does not hold of a question; `cluster` is its cluster where it is at hand already."""
    try:
        return list(_prove(question, cluster or cluster_of(question)))
    except Faults as faults:
        return list(faults.faults)


def _prove(question: Question, cluster: Cluster) -> Iterator[Fault]:
    match question.body:
        case Choice() as body:
            yield from _choice(question, body, ask(question, cluster))
        case Diagnose() as body:
            yield from _diagnose(question, body, cluster)
        case Predict() as body:
            yield from _predict(question, body, ask(question, cluster))
        case Order() as body:
            yield from _order(question, body, ask(question, cluster))
        case Fill() as body:
            yield from _fill(question, body, cluster)
        case Fix() as body:
            yield from _fix(question, body, cluster)
        case _:
            assert_never(question.body)


# --- choice, predict, order ------------------------------------------------------------------------------------------


def _choice(question: Question, body: Choice, asked: Asked | None) -> Iterator[Fault]:
    if question.ask is not None and not is_computed(question):
        yield question.ask.fault("no option says what must come of this", "write expect: in the options, or leave ask out")
    if question.ask is None and question.steps is not None:
        yield question.steps.fault("steps are done, and nothing is asked", "write ask: ..., or leave them out")
    right = rights_of(question, body, asked)
    for option in body.options:
        yield from _option(question, option, right[option.id], asked)
    yield from doubles((option.text, option.at.get("text") or option.at) for option in body.options)
    yield from _counted(question, len(body.options), sum(right.values()), asked)


def rejected(question: Question, cluster: Cluster | None = None) -> str | None:
    """Why an instance of a template has no one key, so that it is never asked; None where it has one. Raises Faults."""
    match question.body:
        case Choice(options) as body:
            right = rights_of(question, body, ask(question, cluster))
            texts = [" ".join(option.text.split()).casefold() for option in options]
            if len(set(texts)) < len(texts):
                return "two options say the same"
            return _no_key(question, sum(right.values()), len(options))
        case Diagnose(options) as body:
            named, found = causes_of(question, body, cluster or cluster_of(question))
            listed = {option.id for option in options}
            return "this works" if found.holds else _no_key(question, len(named & listed), len(options))
        case Predict() | Order() | Fill() | Fix():
            return None
        case _:
            assert_never(question.body)


def _no_key(question: Question, right: int, options: int) -> str | None:
    if right == 0:
        return "no option is right"
    if right == options:
        return "all options are right"
    if (right > 1) is not asks_for_several(question):
        return f"{right} options are right" if right > 1 else "one option alone is right"
    return None


def _counted(question: Question, options: int, count: int, asked: Asked | None) -> Iterator[Fault]:
    """Some options are right and some are wrong, and the prompt says it where several are right."""
    at = question.at.get("options") or question.at
    if options < 2:
        yield at.fault("a choice has two options or more", "write wrong options, each a real misconception")
    elif count == 0:
        yield at.fault(f"no option is right{_but(asked)}", "write the right one")
    elif count == options:
        yield at.fault("all options are right, so nothing can be wrong", "write a wrong one")
    if (count > 1) is not asks_for_several(question):
        word = f"{count} options are right" if count != 1 else "one option is right"
        remedy = 'end the prompt with "(several)"' if count > 1 else 'leave the word "several" out of the prompt'
        yield (question.at.get("prompt") or question.at).fault(f"{word}, and the prompt does not say so", remedy)


def _option(question: Question, option: Option, right: bool, asked: Asked | None) -> Iterator[Fault]:
    """Whether author and simulator agree on an option; in an instance of a template one that has a why may be right or wrong."""
    if right and option.why is not None and not question.parameters:
        message = f"option {option.id} has a why, so it is meant to be wrong, but it is right{_but(asked)}"
        yield option.at.fault(message, "leave out why, or mend expect")
    elif not right and option.why is None:
        message = f"option {option.id} has no why, so it is meant to be right, but it is wrong{_but(asked)}"
        yield option.at.fault(message, "say why one might think so, or mend expect")


def _but(asked: Asked | None) -> str:
    if asked is None:
        return ""
    why = asked.result.why
    return f": {told(asked.result)}" + (f" ({why})" if why and why not in told(asked.result) else "")


def _diagnose(question: Question, body: Diagnose, cluster: Cluster) -> Iterator[Fault]:
    """What a diagnosis names first is an option; of every other option the simulator refutes that its repair mends the flow."""
    at = question.ask or question.at
    named, found = causes_of(question, body, cluster)
    if found.holds:
        yield at.fault("this works, so there is no cause to name", "break something, or say by should: what should come of it")
        return
    if not named:
        yield at.fault(f"a diagnosis finds no cause of this: {found.result.why}", "ask for another flow")
        return
    also = {finding.fault for cause in found.causes for finding in cause.findings} - named
    listed = {option.id for option in body.options}
    for code in sorted(named - listed):
        yield (question.at.get("options") or question.at).fault(f"a diagnosis names {code} first, which is no option", "add it")
    for option in body.options:
        yield from _option(question, option, option.id in named, Asked(_step(question), found.result))
        if option.id in also:
            yield option.at.fault(f"{option.id} is meant to be wrong, and its repair mends the flow too", "leave it out")
    yield from _counted(question, len(body.options), len(named & listed), None)


def _step(question: Question) -> Step:
    found = ask_of(question)
    if found is None:
        raise AssertionError("a question without it is refused when its file is read")
    return found


def _predict(question: Question, body: Predict, asked: Asked | None) -> Iterator[Fault]:
    if asked is not None and value_of(question, body, asked) is None:
        node = question.at.get("field") or question.at
        yield node.fault(f"{body.field} has no value here{_but(asked)}", "ask for another field")


def _order(question: Question, body: Order, asked: Asked | None) -> Iterator[Fault]:
    node = question.at.get("stages") or question.at
    if len(body.stages) < FEWEST_STAGES:
        yield node.fault(f"{len(body.stages)} stages are no order worth asking", f"write {FEWEST_STAGES} or more")
    for stage in body.stages:
        if stage not in STAGES:
            yield node.fault(f"{shown(stage)} is no stage", meant(stage, STAGES))
    if asked is None:
        return
    met = list(dict.fromkeys(str(hop.stage) for hop in asked.result.hops))
    for stage in body.stages:
        if stage in STAGES and stage not in met:
            yield node.fault(f"the way does not meet {stage}: it is {', '.join(met)}", "leave it out, or ask for another way")


# --- fill and fix ----------------------------------------------------------------------------------------------------


def _fill(question: Question, body: Fill, cluster: Cluster) -> Iterator[Fault]:
    def reason(node: Node) -> str | None:
        return _reason(grade(question, Filled({name: _written(value) for name, value in node.value.items()}), cluster=cluster))

    if body.reference is not None:
        yield from works("the reference", body.reference, partial(reason, body.reference))
    for node in body.rights:
        yield from works("this input", node, partial(reason, node))
    for node in body.wrongs:
        yield from fails(node, partial(reason, node))
    if not body.wrongs:
        yield (question.at.get("wrongs") or question.at).fault("no wrong input shows that the goals can fail", "write some")
    if grade(question, Filled(dict.fromkeys(body.inputs, "")), cluster=cluster).right:
        yield (question.at.get("goals") or question.at).fault("the goals hold when nothing is typed", "write goals that need the answer")


def _written(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else "" if value is None else str(value)


def _fix(question: Question, body: Fix, cluster: Cluster) -> Iterator[Fault]:
    yield from _edited(question, body, cluster)
    repairs = {name: node for name, node in {"the reference": body.reference, **body.rights}.items() if node is not None}
    for name, node in repairs.items():
        yield from _reaches(body, cluster, name, node)
    claim = Claim(goals=question.at.get("goals") or question.at, keep=body.keep, rights=repairs, wrongs=body.wrongs)
    yield from prove_repairs(task_of(body), cluster, claim)
    if not body.wrongs:
        yield (question.at.get("wrongs") or question.at).fault("no wrong repair shows that the goals can fail", "write some")


def _edited(question: Question, body: Fix, cluster: Cluster) -> Iterator[Fault]:
    node = question.at.get("edit") or question.at
    for index, name in enumerate(body.edit):
        at = node.elements()[index] if index < len(node.elements()) else node
        try:
            if cluster.get(ObjectKey.parse(name)) is None:
                yield at.fault(f"there is no {name} that could be edited", "name an object of the question")
        except (NameFault, ValueError) as error:
            yield at.fault(str(error))


def _reaches(body: Fix, cluster: Cluster, name: str, node: Node) -> Iterator[Fault]:
    """A right repair that changes what a learner may not change could never be given as an answer."""
    for step in steps_in(node):
        key = step.action.object if isinstance(step.action, Patch) else None
        if isinstance(step.action, Apply):
            key = key_of(dict(step.action.object))
        if key is not None and str(key) not in body.edit and cluster.get(key) is not None:
            yield node.fault(f"{name} changes {key}, which is not in edit", "add it to edit, or leave the repair out")


def _reason(verdict: Verdict) -> str | None:
    return None if verdict.right else verdict.first_line.partition(": ")[2].rstrip(".")
