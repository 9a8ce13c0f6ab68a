"""Amounts and times in words: `1 question`, `in 3 hours`."""

from __future__ import annotations

from datetime import timedelta


def many(count: int, word: str) -> str:
    """A count and its word, in the plural where it is one."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def when(wait: timedelta) -> str:
    """A time to come: in minutes up to an hour and a half, then in hours, then in days."""
    minutes = max(1, round(wait.total_seconds() / 60))
    if minutes < 90:
        return f"in {many(minutes, 'minute')}"
    hours = round(minutes / 60)
    return f"in {many(hours, 'hour')}" if hours < 36 else f"in {many(round(hours / 24), 'day')}"
