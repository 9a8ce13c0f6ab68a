"""To be written."""

from __future__ import annotations
from collections.abc import Mapping
from typing import Any
import msgspec
from k8s_svc_trainer.sim.state import State
from k8s_svc_trainer.sim.objects import *
from k8s_svc_trainer.sim.results import *
from k8s_svc_trainer.sim.names import *


def resolve(state: State, source: Source, name: str, record_type: str) -> Resolution:
    raise NotImplementedError
