"""What a repair is worth: hints cost, a shown solution never counts.

Decides the share, in per cent, and nothing of when something comes back.
"""

from __future__ import annotations

from k8s_svc_trainer.lab.values import Record

SHARES = (100, 100, 75, 50)  # by the number of hints: the first is free


def credit(record: Record) -> int:
    """Per cent of the credit that a repair has, or would have now; 0 where the solution was shown."""
    return 0 if record.solution_shown else SHARES[min(record.hints, len(SHARES) - 1)]


def counts(record: Record) -> bool:
    """Whether the lab counts as solved."""
    return record.solved and not record.solution_shown
