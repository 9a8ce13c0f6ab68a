"""What a diagnosis is made of: goals, repairs, findings. Values only; nothing here looks at a cluster."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.cases.expect import Mismatch, Result
from k8s_svc_trainer.cases.steps import Action, Expectation, Step
from k8s_svc_trainer.sim import Hop, ObjectKey

LAST_RESORT = 100  # the cost of a repair that is tried only where nothing else, nor several together, turns the outcome


class Goal(msgspec.Struct, frozen=True, gc=False):
    """A flow, and what should come of it: a step of the case language with its expectation."""

    action: Action
    expect: Expectation

    @classmethod
    def of(cls, step: Step) -> Goal:
        """The goal that a step with an expectation states.

        Raises ValueError where it expects nothing.
        """
        if step.expect is None:
            raise ValueError("a goal says what should come of its flow")
        return cls(step.action, step.expect)


class Repair(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One change that might mend a flow: of the cluster (`steps`), or of what the client asks (`instead`), or of both.

    `mismatch` names what does not fit: two repairs of one mismatch are one finding. `cost` says how far the repair reaches: what is
    likelier to be at fault costs less. `beside` is the object that `object` does not fit, where there is one.
    """

    fault: str
    object: ObjectKey
    field: str
    says: str
    steps: tuple[Action, ...] = ()
    instead: Action | None = None
    mismatch: str = ""
    beside: ObjectKey | None = None
    cost: int = 10

    @property
    def about(self) -> tuple[str, str, str]:
        """What two repairs of one finding have in common."""
        return self.fault, str(self.object), self.mismatch or self.field


class Finding(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One thing at fault: the repairs that mend it, the likeliest first, the hop at which the flow died, and the Service asked for."""

    repairs: tuple[Repair, ...]
    hop: Hop
    service: ObjectKey | None = None

    @property
    def fault(self) -> str:
        """The stable code of the catalogue."""
        return self.repairs[0].fault

    @property
    def repair(self) -> Repair:
        """The likeliest repair."""
        return self.repairs[0]


class Cause(msgspec.Struct, frozen=True, gc=False):
    """A smallest set of findings that, mended together, turn the outcome."""

    findings: tuple[Finding, ...]

    @property
    def cost(self) -> int:
        """How far its repairs reach together."""
        return sum(finding.repair.cost for finding in self.findings)


class Diagnosis(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What became of a goal: what came of its flow, and the causes, the likeliest first. None where it holds or none is known."""

    goal: Goal
    result: Result
    mismatch: Mismatch | None
    causes: tuple[Cause, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the goal is reached as things are."""
        return self.mismatch is None
