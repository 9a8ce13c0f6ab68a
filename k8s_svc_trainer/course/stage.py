"""A question's or lab's cluster: what stands in a content file as nodes becomes runnable, once it is needed.

Decides how settings, objects and steps of file and question make one cluster, and what it is to be asked. Whatever cannot be run raises
Faults at its place in the file: an author's mistake, never a learner's.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from k8s_svc_trainer.cases.document import Faults, substitute
from k8s_svc_trainer.cases.dump import dump
from k8s_svc_trainer.cases.expect import Mismatch, Result
from k8s_svc_trainer.cases.faults import Fault, printable
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.parse import parse_expect, parse_objects, parse_settings, parse_step, parse_steps
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.cases.run import StepResult, build, check_step, objects_of, run_step
from k8s_svc_trainer.cases.steps import Case, CaseFile, Expectation, Manifest, RecordType, Resolve, Step, StepKind
from k8s_svc_trainer.course.values import Choice, Diagnose, Fill, Fix, Lab, Lesson, Option, Question, Scene
from k8s_svc_trainer.sim import Cluster, Misuse, Settings

Value = TypeVar("Value")
WORKS: Mapping[StepKind, Mapping[str, Any]] = {
    StepKind.CONNECT: {"outcome": "connected"},
    StepKind.HTTP: {"status": 200},
    StepKind.RESOLVE: {"rcode": "NOERROR"},
}


class Asked(msgspec.Struct, frozen=True, gc=False):
    """A question's step and what the cluster did."""

    step: Step
    result: Result


def parsed(read: Callable[[Reader], Value]) -> Value:
    """What a reading gives. Raises Faults with all that is wrong in it."""
    reader = Reader()
    found = read(reader)
    reader.done()
    return found


def world(scene: Scene, steps: tuple[Step, ...] = ()) -> tuple[CaseFile, Case]:
    """A scene as a case file with one case, which may be run, or written for a report. Raises Faults."""
    reader = Reader()
    settings: dict[str, Any] = {}
    for node in scene.settings:
        settings |= parse_settings(node, reader, over=settings)
    shared = [parse_objects(node, reader) for node in scene.objects]
    reader.done()
    first: tuple[Manifest, ...] = shared[0] if shared else ()
    later = tuple(manifest for manifests in shared[1:] for manifest in manifests)
    case = Case(name="as-asked", steps=steps, settings=settings, objects=later)
    return CaseFile(cases=(case,), objects=first), case


def start(scene: Scene, steps: tuple[Step, ...] = ()) -> Cluster:
    """The cluster that a scene begins with, before any step.

    Addresses and ports that the steps state are never handed out. Raises Faults where an object is refused.
    """
    return build(*world(scene, steps))


def cluster_of(question: Question) -> Cluster:
    """The cluster at the moment of the question: its steps are done. Raises Faults, at the step that could not be done."""
    steps = steps_of(question)
    cluster = start(question.scene, (*steps, *_spoken_of(question)))
    for step in steps:
        do(cluster, step)
    return cluster


def do(cluster: Cluster, step: Step) -> StepResult:
    """Do an author's step. Raises Faults where it makes no sense, is refused unexpectedly, or does not give what it expects."""
    done = check_step(cluster, step)
    if not done.ok:
        raise Faults([fault_of(done)])
    return done


class Done(Protocol):
    """What is known of a step that was done."""

    @property
    def step(self) -> Step:
        """The step."""
        ...

    @property
    def mismatch(self) -> Mismatch | None:
        """What is not as expected."""
        ...

    @property
    def why(self) -> str:
        """The simulator's sentence."""
        ...


def fault_of(done: Done, before: str = "") -> Fault:
    """A step that failed, at its place in the file: what was expected, and what the cluster did."""
    detail = f"{done.mismatch.message}: {done.why}" if done.mismatch else done.why
    message = f"{before}{done.step.kind} does not do what it should: {printable(detail)}"
    node = done.step.at.node
    if node is None:
        return Fault(file="", line=1, column=1, field="", message=message)
    return node.fault(message, "mend the step, or what is expected of it")


def steps_of(question: Question) -> tuple[Step, ...]:
    """What happens before the question is asked. Raises Faults."""
    return () if question.steps is None else parsed(lambda reader: parse_steps(question.steps or question.at, reader))


def ask_of(question: Question) -> Step | None:
    """The step whose result is asked for; None where no cluster is asked. Raises Faults."""
    return None if question.ask is None else parsed(lambda reader: parse_step(question.ask or question.at, reader, expects=False))


def _spoken_of(question: Question) -> tuple[Step, ...]:
    """All other steps that state an address or a port, which the cluster must not give to anything else."""
    asked = ask_of(question)
    match question.body:
        case Choice(options) if asked is not None:
            return tuple(replace(asked, expect=expectation_of(option, asked)) for option in options)
        case Diagnose() as body if asked is not None:
            return (replace(asked, expect=wished(body, asked)),)
        case Fix():
            return (*steps_in(question.body.goals), *steps_in(question.body.keep))
        case Fill() if question.body.goals is not None and question.body.reference is not None:
            return filled(question.body.goals, question.body.reference.value)
        case _:
            return () if asked is None else (asked,)


def ask(question: Question, cluster: Cluster | None = None) -> Asked | None:
    """What the cluster does when it is asked, on a fork; None where the question asks none. Raises Faults."""
    step = ask_of(question)
    if step is None:
        return None
    try:
        return Asked(step, run_step((cluster or cluster_of(question)).fork(), step))
    except Misuse as error:
        node = question.ask or question.at
        raise Faults([node.fault(f"the cluster cannot be asked this: {error}", "mend ask")]) from None


def expectation_of(option: Option, step: Step) -> Expectation | None:
    """What must come of the question's step for this option to be right; None where the option says so itself. Raises Faults."""
    if option.expect is None:
        return None
    kind = step.action.type if isinstance(step.action, Resolve) else None
    node = option.expect
    if kind is None:
        return parsed(lambda reader: parse_expect(node, step.kind, reader))
    return parsed(lambda reader: parse_expect(node, step.kind, reader, record_type=kind))


def wished(body: Diagnose, step: Step) -> Expectation:
    """What should come of the flow of which the cause is asked: what the question says, or else that it works. Raises Faults."""
    node = body.should
    if node is None:
        return Expectation(WORKS.get(step.kind, {}))
    kind = step.action.type if isinstance(step.action, Resolve) else RecordType.A
    return parsed(lambda reader: parse_expect(node, step.kind, reader, record_type=kind)) or Expectation({})


def filled(node: Node, values: Mapping[str, Any]) -> tuple[Step, ...]:
    """Steps with `${name}` replaced by what was typed. Raises Faults where that makes no steps."""
    return parsed(lambda reader: parse_steps(substitute(node, values), reader, empty=False))


def steps_in(node: Node | None, *, times: bool = False, expects: bool | None = None) -> tuple[Step, ...]:
    """The steps of a list that stands in a content file. Raises Faults."""
    return () if node is None else parsed(lambda reader: parse_steps(node, reader, times=times, expects=expects))


def first_failure(cluster: Cluster, steps: tuple[Step, ...]) -> StepResult | None:
    """Do steps in order; the first that fails, None where none does."""
    for step in steps:
        done = check_step(cluster, step)
        if not done.ok:
            return done
    return None


def stage(lab: Lab) -> Cluster:
    """The cluster of a lab as its learner finds it: what happened before is done. Raises Faults, at the step that could not be done."""
    steps = steps_in(lab.steps)
    spoken = (*steps, *steps_in(lab.goals), *steps_in(lab.keep), *steps_in(lab.reference))
    cluster = start(lab.scene, spoken)
    for step in steps:
        do(cluster, step)
    return cluster


def lesson_cluster(lesson: Lesson) -> Cluster:
    """The cluster with which each section of a lesson begins. Raises Faults."""
    return start(lesson.scene)


def as_case_file(question: Question, *, tried: tuple[Step, ...] = (), about: str | None = None) -> str:
    """The question as a case file: cluster, version, what happened and what was asked, to be run by `verify` or sent with a dispute.

    `tried` stands between the two: a learner's repair. The asked step expects nothing: whoever disputes writes there what they think
    is so. Goals stand with what they expect. Raises Faults.
    """
    steps = (*steps_of(question), *tried, *_asked_in(question))
    _, case = world(question.scene, steps)
    version = {"version": Settings().version}
    case = replace(case, name=question.slug, about=about, source=question.source, settings={**version, **case.settings}, objects=())
    return dump(CaseFile(cases=(case,), objects=objects_of(*world(question.scene))))


def _asked_in(question: Question) -> tuple[Step, ...]:
    match question.body:
        case Fix() | Fill():
            return _spoken_of(question)
        case _:
            asked = ask_of(question)
            return () if asked is None else (asked,)
