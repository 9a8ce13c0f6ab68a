"""Cases against a cluster: build it, do the steps, compare.

Decides what makes a step fail: an expectation that does not hold, a question that makes no sense, and a change that was refused where
nothing was expected of it. Nothing is skipped in silence.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, assert_never

import msgspec

from k8s_svc_trainer.cases.expect import Done, Got, Mismatch, Result, compare, observed
from k8s_svc_trainer.cases.faults import Fault, Faults, Gather
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.parse import identity
from k8s_svc_trainer.cases.ranges import settings_shown
from k8s_svc_trainer.cases.stated import stated
from k8s_svc_trainer.cases.steps import (
    Action,
    Apply,
    Case,
    CaseFile,
    Connect,
    Delete,
    Endpoints,
    Get,
    Http,
    Manifest,
    Open,
    Patch,
    Place,
    Resolve,
    Send,
    Start,
    Step,
    Stop,
    Terminate,
    Wait,
)
from k8s_svc_trainer.sim import Cluster, Misuse, ObjectsRefused, Rejected, Settings, Stated
from k8s_svc_trainer.sim import Fault as Refusal


class StepResult(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What came of one step of a case.

    `why` is the simulator's sentence; `result` is None where the step could not be done. `mismatch` is the first field that is not as
    expected, None where all are or none was expected.
    """

    index: int
    step: Step
    ok: bool
    expected: Mapping[str, Any] | None
    actual: Mapping[str, Any] | None
    why: str
    mismatch: Mismatch | None = None
    result: Result | None = None


def objects_of(case_file: CaseFile, case: Case) -> tuple[Manifest, ...]:
    """The objects that a case starts with: its own added to the file's, in whose place they stand where they have the same name."""
    found: dict[object, Manifest] = {}
    for manifest in (*case_file.objects, *case.objects):
        found[identity(manifest.value) or len(found)] = manifest
    return tuple(found.values())


def build(case_file: CaseFile, case: Case) -> Cluster:
    """The cluster that a case starts with.

    Raises Faults, at the objects' places in the file, when the API server would refuse some of them.
    """
    objects = objects_of(case_file, case)
    settings = Settings.parse({**case_file.settings, **case.settings})
    return _build(settings, objects, stated(objects, case.steps))


def build_manifests(nodes: Iterable[Node], settings: Settings | None = None) -> Cluster:
    """The cluster of a file of manifests (see `document.manifests`); without settings, those that a dump shows.

    Raises Faults, at the objects' places in the file, when the API server would refuse some of them.
    """
    manifests = [Manifest(node.value, Place(node)) for node in nodes]
    shown = settings or settings_shown(manifest.value for manifest in manifests)
    return _build(shown, manifests, stated(manifests, ()))


def _build(settings: Settings, manifests: Sequence[Manifest], kept: Stated) -> Cluster:
    try:
        return Cluster(settings, [manifest.value for manifest in manifests], stated=kept)
    except ObjectsRefused as refused:
        raise Faults([fault for index, refusal in refused.refusals for fault in refusal_faults(manifests[index], refusal)]) from None


def run_case(case_file: CaseFile, case: Case) -> list[StepResult]:
    """All steps of a case, in order, on a cluster of its own; a step that fails does not stop those that follow.

    Raises Faults when a starting object is refused.
    """
    cluster = build(case_file, case)
    return [check_step(cluster, step, index) for index, step in enumerate(case.steps)]


def check_step(cluster: Cluster, step: Step, index: int = 0) -> StepResult:
    """Do a step and compare. A step that makes no sense for the cluster has failed with a sentence.

    A change of an object that is not there is a refusal, where something is expected of it.
    """
    expected = None if step.expect is None else step.expect.fields
    try:
        result = run_step(cluster, step)
    except Misuse as error:
        if step.expect is None or not isinstance(step.action, Patch | Delete):
            return StepResult(index=index, step=step, ok=False, expected=expected, actual=None, why=str(error))
        result = Rejected((Refusal(None, None, str(error)),))  # 404 Not Found: a refusal for which the API server names no field
    mismatch = None if step.expect is None else compare(step.expect, result)
    actual = None if step.expect is None else observed(step.expect, result)
    ok = mismatch is None and not (step.expect is None and isinstance(result, Rejected))
    why = result.why or (mismatch.message if mismatch else "")
    return StepResult(index=index, step=step, ok=ok, expected=expected, actual=actual, why=why, mismatch=mismatch, result=result)


def run_step(cluster: Cluster, step: Step) -> Result:
    """Do what a step says, once, and give what came of it.

    Raises sim.Misuse where it makes no sense for the cluster.
    """
    return run_action(cluster, step.action)


def run_action(cluster: Cluster, action: Action) -> Result:
    """As `run_step`, without what stands around the action."""
    match action:
        case Apply(manifest):
            return cluster.apply(manifest)
        case Patch(key, merge):
            return cluster.patch(key, merge)
        case Delete(key):
            return cluster.delete(key)
        case Terminate(key):
            return cluster.terminate(key)
        case Wait(seconds):
            cluster.advance(seconds)
            return Done(f"{seconds:g} seconds have passed")
        case Stop(node):
            cluster.stop(node)
            return Done(f"the kube-proxy of {node} is stopped")
        case Start(node):
            cluster.start(node)
            return Done(f"the kube-proxy of {node} is started")
        case Send(name):
            return cluster.send(name)
        case Endpoints(key):
            return cluster.endpoints(key)
        case Get(key):
            return Got(cluster.get(key))
        case Open():
            return cluster.open(action.name, action.source, str(action.to), protocol=action.protocol)
        case Connect():
            return cluster.connect(action.source, str(action.to), protocol=action.protocol, source_port=action.sourcePort)
        case Resolve():
            return cluster.resolve(action.source, action.name, record_type=action.type)
        case Http():
            return cluster.http(action.source, action.url, method=action.method, headers=action.headers)
        case _:
            assert_never(action)


def refusal_faults(manifest: Manifest, refusal: Rejected) -> list[Fault]:
    """A refused object as faults of the file in which it stands."""
    gather = Gather()
    for fault in refusal.faults:
        message = f"the API server refuses this object: {fault.message}"
        node = manifest.at.node
        if node is None:
            gather.add(Fault(file="", line=1, column=1, field=fault.field or "", message=message))
        else:
            found = node.find(fault.field or "").fault(message)
            field = ".".join(part for part in (node.path, fault.field) if part)
            gather.add(msgspec.structs.replace(found, field=field))
    return gather.faults
