"""When an object was made and by which uid it is known: counted, never drawn, so that the same steps give the same.

The count is the order of creation; one made later has the later timestamp, also within one simulated second.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from k8s_svc_trainer.sim.objects import ObjectMeta
from k8s_svc_trainer.sim.state import State

START = datetime(2026, 1, 1)  # noqa: DTZ001  # the simulated calendar is UTC and knows no other zone


def timestamp(seconds: float) -> str:
    """A moment of the simulated calendar, that many seconds after its start, as Kubernetes writes it."""
    return (START + timedelta(seconds=int(seconds))).isoformat() + "Z"


def born(state: State, metadata: ObjectMeta) -> ObjectMeta:
    """The metadata with the uid and the creation timestamp of the next object."""
    state.created += 1
    number = state.created
    return msgspec.structs.replace(
        metadata, uid=f"{number:08x}-0000-4000-8000-{number:012x}", creationTimestamp=timestamp(state.now + number)
    )
