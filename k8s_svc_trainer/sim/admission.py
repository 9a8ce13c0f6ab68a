"""To be written."""

from __future__ import annotations
from collections.abc import Mapping
from typing import Any
import msgspec
from k8s_svc_trainer.sim.state import State
from k8s_svc_trainer.sim.objects import *
from k8s_svc_trainer.sim.results import *
from k8s_svc_trainer.sim.names import *


class Admitted(msgspec.Struct, frozen=True):
    object: KubeObject
    warnings: tuple[str, ...] = ()


def admit(state: State, obj: KubeObject, *, patched: ObjectKey | None = None) -> Admitted | Rejected:
    raise NotImplementedError
