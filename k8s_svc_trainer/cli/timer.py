"""A clock that counts down while a person thinks, stands while they are away, and tells now and then how much went by.

Measures; decides nothing of what happens when it is over.
"""

from __future__ import annotations

import time
from collections.abc import Callable

KEEPS_EVERY = 5.0  # seconds: so much is lost at most where the program is killed


class Countdown:
    """`seconds` in all, of which `spent` went by before. It stands until `go`; `keep` is told each stretch of time that went by."""

    def __init__(self, seconds: float, spent: float = 0.0, keep: Callable[[float], object] | None = None) -> None:
        self.seconds, self.spent = seconds, spent
        self._keep = keep
        self._untold = 0.0
        self._since: float | None = None

    @property
    def left(self) -> float:
        """The seconds that are left, 0 at the least."""
        self._look()
        return max(0.0, self.seconds - self.spent)

    def over(self) -> bool:
        """Whether the time is up."""
        return self.left <= 0

    def said(self) -> str:
        """What is left, as `38:05 left`."""
        return f"{clock(self.left)} left"

    def go(self) -> None:
        """Let it run."""
        if self._since is None:
            self._since = time.monotonic()

    def stop(self) -> None:
        """Let it stand."""
        self.tell()
        self._since = None

    def tell(self) -> None:
        """Tell what went by and was not told yet."""
        self._pass()
        untold, self._untold = self._untold, 0.0
        if self._keep is not None and untold:
            self._keep(untold)

    def _look(self) -> None:
        self._pass()
        if self._untold >= KEEPS_EVERY:
            self.tell()

    def _pass(self) -> None:
        if self._since is not None:
            now = time.monotonic()
            passed, self._since = now - self._since, now
            self.spent += passed
            self._untold += passed


def clock(seconds: float) -> str:
    """Minutes and seconds, as `4:07`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
