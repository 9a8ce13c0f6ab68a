"""Grading: what the simulated cluster does decides whether an answer is right.

`grade` runs the question's cluster and compares by `cases.expect`, the code that `verify` uses; nothing is right because it is written
down. An answer is untrusted text: one that makes no sense for the cluster is wrong with a sentence, or is refused with BadAnswer, and is
never a traceback. Raises Faults only where the author's question cannot be run.
"""

from collections.abc import Mapping
from typing import Any, assert_never

import msgspec
from msgspec.structs import replace

from k8s_svc_trainer.cases.contain import show
from k8s_svc_trainer.cases.document import Faults, Node
from k8s_svc_trainer.cases.expect import Got, Result, compare, observed
from k8s_svc_trainer.cases.faults import meant, printable, shown
from k8s_svc_trainer.cases.grammar import EXPECTATIONS
from k8s_svc_trainer.cases.run import check_step
from k8s_svc_trainer.cases.steps import Step
from k8s_svc_trainer.course.answers import LONGEST_VALUE, Attempt, BadAnswer, Chosen, Edited, Filled, Ordered, Typed, attempt, same
from k8s_svc_trainer.course.editing import put
from k8s_svc_trainer.course.judging import Judged, Judgement, Task, judge, task_of
from k8s_svc_trainer.course.present import in_words
from k8s_svc_trainer.course.stage import Asked, ask, ask_of, cluster_of, expectation_of, fault_of, filled, steps_in, wished
from k8s_svc_trainer.course.telling import told
from k8s_svc_trainer.course.values import Choice, Diagnose, Fill, Fix, Order, Predict, Question
from k8s_svc_trainer.diagnosis import Diagnosis, Goal, diagnose
from k8s_svc_trainer.sim import Accepted, Cluster, Misuse, Rejected

__all__ = ["BadAnswer", "OptionVerdict", "Verdict", "grade", "key", "value_of"]


class OptionVerdict(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One option after the answer: whether it was chosen, whether it is right, and why one might think otherwise."""

    id: str
    text: str
    chosen: bool
    right: bool
    why: str | None


class Verdict(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What became of an answer.

    `first_line` begins with "Right" or "Wrong". `did` says what the cluster did; `asked` is the step and its result with the hops,
    None where no cluster was asked. `key` is the right answer as `key` gives it; of a fill or fix, the names of the goals. `trouble`
    says why an answer could not even be tried: a manifest that the API server refuses, a value that is no host.
    """

    right: bool
    first_line: str
    did: str = ""
    asked: Asked | None = None
    key: Any = None
    options: tuple[OptionVerdict, ...] = ()
    goals: tuple[Judged, ...] = ()
    trouble: str | None = None


def grade(question: Question, answer: Any, *, cluster: Cluster | None = None) -> Verdict:
    """The verdict on an answer.

    `answer` is an Attempt, or what JSON can hold: ids of options (a text or a list), a text to predict, a mapping of inputs, a list of
    stages, a manifest. `cluster` is the question's cluster where it is at hand already (`stage.cluster_of`); it is not changed.
    Raises BadAnswer for an answer that cannot be graded, and Faults where the question itself cannot be run.
    """
    given = answer if isinstance(answer, Attempt) else attempt(question, answer)
    match question.body, given:
        case Choice() as body, Chosen():
            return _choice(question, body, given, cluster)
        case Diagnose() as body, Chosen():
            return _diagnose(question, body, given, cluster)
        case Predict() as body, Typed():
            return _predict(question, body, given, cluster)
        case Order() as body, Ordered():
            return _order(question, body, given, cluster)
        case Fill() as body, Filled():
            return _fill(question, body, given, cluster)
        case Fix() as body, Edited():
            return _fix(question, body, given, cluster)
        case _:
            raise BadAnswer(f"this is no answer to a question of kind {question.kind}")


def key(question: Question, *, cluster: Cluster | None = None) -> Any:
    """The right answer as the cluster gives it, as JSON can hold it.

    Of a choice the ids of the right options; of a prediction the value; of an order the stages; of a fill or fix what the reference
    makes come out at each goal. Raises Faults.
    """
    match question.body:
        case Choice() as body:
            right = rights_of(question, body, ask(question, cluster))
            return [option.id for option in body.options if right[option.id]]
        case Diagnose() as body:
            named = causes_of(question, body, cluster or cluster_of(question))[0]
            return [option.id for option in body.options if option.id in named]
        case Predict() as body:
            return value_of(question, body, _asked(question, cluster))
        case Order() as body:
            return list(ordered(body.stages, _asked(question, cluster).result))
        case Fill() as body:
            return _reached(cluster or cluster_of(question), filled(_there(body.goals), _there(body.reference).value))
        case Fix() as body:
            mended = (cluster or cluster_of(question)).fork()
            for step in steps_in(body.reference):
                check_step(mended, step)
            return _reached(mended, steps_in(body.goals))
        case _:
            assert_never(question.body)


# --- choice, predict, order ------------------------------------------------------------------------------------------


def rights_of(question: Question, body: Choice, asked: Asked | None) -> Mapping[str, bool]:
    """Whether each option is right: by what the cluster did, or by what it says of itself. Raises Faults."""
    found: dict[str, bool] = {}
    for option in body.options:
        if option.expect is None or asked is None:
            found[option.id] = bool(option.holds)
        else:
            expect = expectation_of(option, asked.step)
            found[option.id] = expect is not None and compare(expect, asked.result) is None
    return found


def _choice(question: Question, body: Choice, given: Chosen, cluster: Cluster | None) -> Verdict:
    asked = ask(question, cluster)
    right = rights_of(question, body, asked)
    options = tuple(
        OptionVerdict(id=one.id, text=one.text, chosen=one.id in given.ids, right=right[one.id], why=one.why) for one in body.options
    )
    correct = all(one.chosen is one.right for one in options)
    did = told(asked.result) if asked else ""
    named = "; ".join(one.text for one in options if one.right)
    said = named if asked is None or isinstance(asked.result, Accepted | Got) else did  # that it was accepted answers nothing
    return Verdict(
        right=correct,
        first_line=_line(correct, said),
        did=did,
        asked=asked,
        key=[one.id for one in options if one.right],
        options=options,
    )


def causes_of(question: Question, body: Diagnose, cluster: Cluster) -> tuple[frozenset[str], Diagnosis]:
    """The faults that a diagnosis of the asked flow names first, and the diagnosis. Raises Faults where nothing can be diagnosed."""
    step = ask_of(question)
    if step is None:
        raise Faults([question.at.fault('"ask" is missing', "write the flow that fails")])
    try:
        found = diagnose(cluster, Goal(step.action, wished(body, step)))
    except Misuse as error:
        raise Faults([(question.ask or question.at).fault(f"the cluster cannot be asked this: {error}", "mend ask")]) from None
    return frozenset(finding.fault for cause in found.causes[:1] for finding in cause.findings), found


def _diagnose(question: Question, body: Diagnose, given: Chosen, cluster: Cluster | None) -> Verdict:
    named, found = causes_of(question, body, cluster or cluster_of(question))
    options = tuple(
        OptionVerdict(id=one.id, text=one.text, chosen=one.id in given.ids, right=one.id in named, why=one.why) for one in body.options
    )
    correct = all(one.chosen is one.right for one in options)
    said = "; ".join(finding.repair.says for cause in found.causes[:1] for finding in cause.findings)
    step = ask_of(question)
    return Verdict(
        right=correct,
        first_line=_line(correct, said),
        did=told(found.result),
        asked=None if step is None else Asked(step, found.result),
        key=[one.id for one in options if one.right],
        options=options,
    )


def _predict(question: Question, body: Predict, given: Typed, cluster: Cluster | None) -> Verdict:
    asked = _asked(question, cluster)
    values = _values(question, body, asked)
    correct = any(same(given.text, value) for value in values)
    did = told(asked.result)
    value = ", ".join(map(show, values[0])) or "none" if isinstance(values[0], list) else show(values[0])
    said = f"{in_words(body.field)}: {value}"
    return Verdict(right=correct, first_line=_line(correct, said), did=did, asked=asked, key=values[0])


def _order(question: Question, body: Order, given: Ordered, cluster: Cluster | None) -> Verdict:
    asked = _asked(question, cluster)
    way = ordered(body.stages, asked.result)
    correct = given.stages == way
    return Verdict(
        right=correct, first_line=_line(correct, f"the way is {', '.join(way)}"), did=told(asked.result), asked=asked, key=list(way)
    )


def ordered(stages: tuple[str, ...], result: Result) -> tuple[str, ...]:
    """The stages in the order in which the way first meets them; those that it does not meet come last."""
    met = [str(hop.stage) for hop in result.hops]
    return tuple(sorted(stages, key=lambda stage: met.index(stage) if stage in met else len(met)))


def value_of(question: Question, body: Predict, asked: Asked) -> Any:
    """The value that is to be predicted, as JSON can hold it. Raises Faults."""
    return _values(question, body, asked)[0]


def _values(question: Question, body: Predict, asked: Asked) -> tuple[Any, ...]:
    """All values that may be said: a refusal may name any one of its faults, and an object that was read is asked by a path."""
    field, result = body.field, asked.result
    if isinstance(result, Rejected) and field in ("field", "reason"):
        return tuple(_plain(getattr(fault, field)) for fault in result.faults)
    if isinstance(result, Got) and field != "exists":
        return (_at_path(result.object, field),)
    known = EXPECTATIONS[asked.step.kind]
    if field not in known:
        node = question.at.get("field") or question.at
        raise Faults([node.fault(f"{shown(field)} is nothing that {asked.step.kind} answers", meant(field, known))])
    return (_plain(getattr(result, field, None)),)


def _at_path(value: Any, path: str) -> Any:
    for word in path.replace("[", ".").replace("]", "").split("."):
        if isinstance(value, Mapping):
            value = value.get(word)
        elif isinstance(value, list | tuple) and word.isdigit() and int(word) < len(value):
            value = value[int(word)]
        else:
            return None
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


# --- fill and fix ----------------------------------------------------------------------------------------------------


def _fill(question: Question, body: Fill, given: Filled, cluster: Cluster | None) -> Verdict:
    goals, begun = _there(body.goals), cluster or cluster_of(question)
    try:
        steps = filled(goals, typed_values(body, given.values))
    except (Faults, BadAnswer) as wrong:
        trouble = wrong.faults[0].message if isinstance(wrong, Faults) else str(wrong)
        return Verdict(right=False, first_line=_line(False, trouble), trouble=trouble)
    return verdict_of(judge(Task(goals=steps), begun, begun))


def typed_values(body: Fill, values: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, each value of its type. Raises BadAnswer with a sentence."""
    found: dict[str, Any] = {}
    for name, text in values.items():
        if len(text) > LONGEST_VALUE:
            raise BadAnswer(f"{name} has more than {LONGEST_VALUE} characters")
        if body.inputs[name] == "integer":
            if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > len(str(2**63)):
                raise BadAnswer(f"{name} is a whole number")
            found[name] = int(text)
        else:
            found[name] = text
    return found


def _fix(question: Question, body: Fix, given: Edited, cluster: Cluster | None) -> Verdict:
    begun = cluster or cluster_of(question)
    mended = begun.fork()
    refused = put(mended, given.manifests, body.edit)
    if refused is not None:
        return Verdict(right=False, first_line=_line(False, refused), trouble=refused)
    return verdict_of(judge(task_of(body), begun, mended))


def verdict_of(judgement: Judgement) -> Verdict:
    """What became of an answer that was judged by goals: right where all of them hold."""
    shown = judgement.failed or next((goal for goal in reversed(judgement.goals) if not goal.kept), None)
    asked = Asked(shown.step, shown.result) if shown and shown.step and shown.result is not None else None
    did = shown.message if shown else ""
    said = did if shown is None else f"{shown.name}: {did}"
    verdict = Verdict(right=judgement.holds, first_line=_line(judgement.holds, said), did=did, asked=asked, goals=judgement.goals)
    return replace(verdict, key=[goal.name for goal in judgement.goals])


def _reached(cluster: Cluster, steps: tuple[Step, ...]) -> list[Any]:
    """What comes out at each goal. Raises Faults at one that could not be tried."""
    cluster = cluster.fork()
    found: list[Any] = []
    for done in [check_step(cluster, step) for step in steps]:
        if done.result is None:
            raise Faults([fault_of(done)])
        if done.step.expect is not None:
            found.append(observed(done.step.expect, done.result))
    return found


# --- small things ----------------------------------------------------------------------------------------------------


def _line(right: bool, said: str) -> str:
    """The first line, safe to print: what was typed may stand in it."""
    word, said = "Right" if right else "Wrong", printable(said)
    if not said:
        return f"{word}."
    return f"{word}: {said}" if said.endswith((".", "!", "?")) else f"{word}: {said}."


def _asked(question: Question, cluster: Cluster | None) -> Asked:
    asked = ask(question, cluster)
    if asked is None:
        raise Faults([question.at.fault('"ask" is missing', "write what the cluster is asked")])
    return asked


def _there(node: Node | None) -> Node:
    if node is None:
        raise AssertionError("a question without it is refused when its file is read")
    return node
