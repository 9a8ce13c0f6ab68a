"""What an injection is: a fault of the catalogue put into a cluster where all is well, and a flow that it breaks. Values only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from k8s_svc_trainer.cases.steps import Action
from k8s_svc_trainer.diagnosis.injections.ground import Ground
from k8s_svc_trainer.diagnosis.values import Goal
from k8s_svc_trainer.sim import ObjectKey


class Injection(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A fault as the steps that put it there.

    `object` is what is at fault, `flow` what worked before and does not work after; `says` tells what was done.
    """

    fault: str
    object: ObjectKey
    steps: tuple[Action, ...]
    flow: Goal
    says: str


Injector = Callable[[Ground], Iterator[Injection]]
