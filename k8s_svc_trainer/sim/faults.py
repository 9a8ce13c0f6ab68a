"""The errors that using a cluster can raise. An expected refusal is a value (`results.Rejected`), not one of these."""

from __future__ import annotations

from k8s_svc_trainer.sim.manifest import ManifestFault
from k8s_svc_trainer.sim.results import Fault, Reason, Rejected


class Misuse(ValueError):
    """A question that makes no sense for this cluster, such as a source that is not there; the message says what is."""


class ObjectsRefused(ValueError):
    """Starting objects that the API server would refuse; `refusals` holds (index in the list, refusal) of each."""

    def __init__(self, refusals: tuple[tuple[int, Rejected], ...]) -> None:
        self.refusals = refusals
        super().__init__("; ".join(f"objects[{index}]: {refusal.why}" for index, refusal in refusals))


def unreadable(fault: ManifestFault) -> Rejected:
    """The API server's refusal of what is no manifest, with every field at fault."""
    return Rejected(tuple(Fault(one.path or None, Reason.INVALID, _words(one.message, one.remedy)) for one in fault.faults))


def _words(message: str, remedy: str) -> str:
    return f"{message}; {remedy}" if remedy else message
