"""To be written."""

from __future__ import annotations
from collections.abc import Mapping
from typing import Any
import msgspec
from k8s_svc_trainer.sim.state import State
from k8s_svc_trainer.sim.objects import *
from k8s_svc_trainer.sim.results import *
from k8s_svc_trainer.sim.names import *


def connect(state: State, source: Source, to: str, *, protocol: str, source_port: int | None) -> Connection:
    raise NotImplementedError


def open_connection(state: State, name: str, source: Source, to: str, *, protocol: str) -> Connection:
    raise NotImplementedError


def send(state: State, name: str) -> Connection:
    raise NotImplementedError
