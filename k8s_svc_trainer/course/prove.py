"""Proof of a question: what its author says is held against what the simulated cluster does.

Decides what a question must show of itself: that some options are right and some wrong, and which; that the reference and every right
repair work, every wrong one fails, and doing nothing fails. Gives faults at the places in the file; raises none.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import assert_never

from k8s_svc_trainer.cases.document import Fault, Faults
from k8s_svc_trainer.cases.faults import meant, shown
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.run import check_step
from k8s_svc_trainer.cases.steps import Apply, Patch
from k8s_svc_trainer.course.answers import Filled
from k8s_svc_trainer.course.check_texts import doubles
from k8s_svc_trainer.course.editing import key_of
from k8s_svc_trainer.course.grade import Verdict, grade, mended_verdict, rights_of, value_of
from k8s_svc_trainer.course.present import STAGES, asks_for_several
from k8s_svc_trainer.course.stage import Asked, ask, cluster_of, fault_of, first_failure, steps_in
from k8s_svc_trainer.course.telling import told
from k8s_svc_trainer.course.values import Choice, Fill, Fix, Option, Order, Predict, Question
from k8s_svc_trainer.sim import Cluster, NameFault, ObjectKey

FEWEST_STAGES = 3


def is_computed(question: Question) -> bool:
    """Whether the simulator decides this question, all of it or a part."""
    match question.body:
        case Choice(options):
            return any(option.expect is not None for option in options)
        case _:
            return True


def prove(question: Question) -> list[Fault]:
    """All that does not hold of a question."""
    try:
        cluster = cluster_of(question)
        return list(_prove(question, cluster))
    except Faults as faults:
        return list(faults.faults)


def _prove(question: Question, cluster: Cluster) -> Iterator[Fault]:
    match question.body:
        case Choice() as body:
            yield from _choice(question, body, ask(question, cluster))
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
        yield from _option(option, right[option.id], asked)
    yield from doubles((option.text, option.at.get("text") or option.at) for option in body.options)
    count = sum(right.values())
    at = question.at.get("options") or question.at
    if len(body.options) < 2:
        yield at.fault("a choice has two options or more", "write wrong options, each a real misconception")
    elif count == 0:
        yield at.fault(f"no option is right{_but(asked)}", "write the right one")
    elif count == len(body.options):
        yield at.fault("all options are right, so nothing can be wrong", "write a wrong one")
    if (count > 1) is not asks_for_several(question):
        word = f"{count} options are right" if count != 1 else "one option is right"
        remedy = 'end the prompt with "(several)"' if count > 1 else 'leave the word "several" out of the prompt'
        yield (question.at.get("prompt") or question.at).fault(f"{word}, and the prompt does not say so", remedy)


def _option(option: Option, right: bool, asked: Asked | None) -> Iterator[Fault]:
    if right and option.why is not None:
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
    def verdict(node: Node) -> Verdict:
        return grade(question, Filled({name: _written(value) for name, value in node.value.items()}), cluster=cluster)

    if body.reference is not None:
        yield from _right("the reference", body.reference, partial(verdict, body.reference))
    for node in body.rights:
        yield from _right("this input", node, partial(verdict, node))
    for node in body.wrongs:
        yield from _wrong(node, partial(verdict, node))
    if not body.wrongs:
        yield (question.at.get("wrongs") or question.at).fault("no wrong input shows that the goals can fail", "write some")
    if grade(question, Filled(dict.fromkeys(body.inputs, "")), cluster=cluster).right:
        yield (question.at.get("goals") or question.at).fault("the goals hold when nothing is typed", "write goals that need the answer")


def _written(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else "" if value is None else str(value)


def _fix(question: Question, body: Fix, cluster: Cluster) -> Iterator[Fault]:
    yield from _edited(question, body, cluster)
    untouched = mended_verdict(body, cluster)
    goals = question.at.get("goals") or question.at
    if all(goal.holds for goal in untouched.goals if not goal.kept):
        yield goals.fault("the goals hold before anything is mended", "break something, or write goals that fail")
    for goal in untouched.goals:
        if goal.kept and not goal.holds:
            yield (body.keep or goals).fault(f"what is to be kept does not hold at the start: {goal.name}: {goal.message}", "mend keep")
    repairs = {"the reference": body.reference, **body.rights}
    for name, node in repairs.items():
        if node is not None:
            yield from _reaches(question, body, cluster, name, node)
            yield from _right(name, node, partial(_mended, body, cluster, node))
    for node in body.wrongs.values():
        yield from _wrong(node, partial(_mended, body, cluster, node, refused=True))
    if not body.wrongs:
        yield (question.at.get("wrongs") or question.at).fault("no wrong repair shows that the goals can fail", "write some")


def _mended(body: Fix, cluster: Cluster, node: Node, *, refused: bool = False) -> Verdict:
    """The verdict after a repair. A step of a right one that fails is a fault; a wrong one may well be refused."""
    mended = cluster.fork()
    steps = steps_in(node)
    if refused:
        for step in steps:
            check_step(mended, step)
    else:
        failed = first_failure(mended, steps)
        if failed is not None:
            raise Faults([fault_of(failed)])
    return mended_verdict(body, mended)


def _edited(question: Question, body: Fix, cluster: Cluster) -> Iterator[Fault]:
    node = question.at.get("edit") or question.at
    for index, name in enumerate(body.edit):
        at = node.elements()[index] if index < len(node.elements()) else node
        try:
            if cluster.get(ObjectKey.parse(name)) is None:
                yield at.fault(f"there is no {name} that could be edited", "name an object of the question")
        except (NameFault, ValueError) as error:
            yield at.fault(str(error))


def _reaches(question: Question, body: Fix, cluster: Cluster, name: str, node: Node) -> Iterator[Fault]:
    """A right repair that changes what a learner may not change could never be given as an answer."""
    for step in steps_in(node):
        key = step.action.object if isinstance(step.action, Patch) else None
        if isinstance(step.action, Apply):
            key = key_of(dict(step.action.object))
        if key is not None and str(key) not in body.edit and cluster.get(key) is not None:
            yield node.fault(f"{name} changes {key}, which is not in edit", "add it to edit, or leave the repair out")


def _right(name: str, node: Node, verdict: Callable[[], Verdict]) -> Iterator[Fault]:
    try:
        found = verdict()
    except Faults as faults:
        yield from faults.faults
        return
    if not found.right:
        yield node.fault(f"{name} is meant to work and does not: {_reason(found)}", "mend it, or the goals")


def _wrong(node: Node, verdict: Callable[[], Verdict]) -> Iterator[Fault]:
    try:
        found = verdict()
    except Faults as faults:
        yield from faults.faults
        return
    if found.right:
        yield node.fault("this is meant to fail, and all goals hold with it", "write a goal that it fails, or count it among rights")


def _reason(verdict: Verdict) -> str:
    return verdict.first_line.partition(": ")[2].rstrip(".")
