"""How old things are, as kubectl says it.

A cluster that a lab shows has run for twelve days: what was there at simulated second 0 is that old, and what was made
later shows the simulated seconds since. Source of the words: HumanDuration of apimachinery's pkg/util/duration.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.admission.meta import START

RUNNING_FOR = timedelta(days=12)
MINUTE, HOUR, DAY = 60, 3600, 86400
YEAR = 365 * DAY


def human_duration(seconds: float) -> str:
    """Seconds in kubectl's words: 45s, 3m20s, 47m, 5h12m, 30h, 3d4h, 12d, 2y100d."""
    whole = int(seconds)
    if whole < -1:
        return "<invalid>"
    if whole < 0:
        return "0s"
    for limit, unit, letter, small, small_letter, coarse in STEPS:
        if whole < limit:
            rest = (whole % unit) // small if small and whole < coarse else 0
            return f"{whole // unit}{letter}{f'{rest}{small_letter}' if rest else ''}"
    return f"{whole // YEAR}y"


# below the limit: in units, and below `coarse` in units and what is left in smaller ones
STEPS = (
    (2 * MINUTE, 1, "s", 0, "", 0),
    (3 * HOUR, MINUTE, "m", 1, "s", 10 * MINUTE),
    (2 * DAY, HOUR, "h", MINUTE, "m", 8 * HOUR),
    (2 * YEAR, DAY, "d", HOUR, "h", 8 * DAY),
    (8 * YEAR, YEAR, "y", DAY, "d", 8 * YEAR),
)


def seconds_since(cluster: Cluster, timestamp: str | None) -> float | None:
    """How long ago a time was; None where there is none, or none that can be read."""
    moment = read(timestamp)
    if moment is None:
        return None
    passed = START + timedelta(seconds=cluster.now) - moment
    return (passed + RUNNING_FOR if moment <= START else passed).total_seconds()


def age(cluster: Cluster, timestamp: str | None) -> str:
    """The AGE of an object; `<unknown>` without a time (translateTimestampSince)."""
    seconds = seconds_since(cluster, timestamp)
    return "<unknown>" if seconds is None else human_duration(seconds)


def read(timestamp: str | None) -> datetime | None:
    """A time as Kubernetes writes it; None where it is none."""
    try:
        found = datetime.fromisoformat(timestamp or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def rfc1123(timestamp: str | None) -> str:
    """A time as `describe` prints it: Thu, 01 Jan 2026 00:00:00 +0000 (Go's RFC1123Z)."""
    found = read(timestamp) or datetime(1, 1, 1, tzinfo=UTC)
    return f"{WEEKDAYS[found.weekday()]}, {found.day:02} {MONTHS[found.month - 1]} {found.year:04} {found:%H:%M:%S %z}"


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
