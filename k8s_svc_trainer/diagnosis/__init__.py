"""Why traffic fails: root causes found by trying repairs on a fork and running the flow again.

    from k8s_svc_trainer.diagnosis import Goal, diagnose

    found = diagnose(cluster, Goal(action, expectation))
    found.causes[0].findings[0].repair.says

Imports point down: this room knows the simulator, the case language and the printers, and nothing of lessons, labs or screens. Names are
looked up when they are used, so that who only reads the catalogue does not pay for the simulator.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from k8s_svc_trainer.diagnosis.search import diagnose
    from k8s_svc_trainer.diagnosis.values import Cause, Diagnosis, Finding, Goal, Repair

__all__ = ["Cause", "Diagnosis", "Finding", "Goal", "Repair", "diagnose"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{'search' if name == 'diagnose' else 'values'}"), name)
