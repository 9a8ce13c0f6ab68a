"""Amounts, times and days in words: `1 question`, `in 3 hours`, `tomorrow`, `Wednesday 3 February`."""

from __future__ import annotations

from datetime import date, timedelta


def many(count: int, word: str) -> str:
    """A count and its word, in the plural unless it is one."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def lasting(minutes: int) -> str:
    """How long something takes or took: in minutes below 100, then in hours."""
    return many(minutes, "minute") if minutes < 100 else many(round(minutes / 60), "hour")


def when(wait: timedelta) -> str:
    """A time to come: in minutes up to an hour and a half, then in hours, then in days."""
    minutes = max(1, round(wait.total_seconds() / 60))
    if minutes < 90:
        return f"in {many(minutes, 'minute')}"
    hours = round(minutes / 60)
    return f"in {many(hours, 'hour')}" if hours < 36 else f"in {many(round(hours / 24), 'day')}"


def days_away(days: int) -> str:
    """A day by its distance from today, past ones below 0."""
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    return near or (f"in {days} days" if days > 0 else f"{-days} days ago")


def long_day(day: date) -> str:
    """A day in full, without its year."""
    return f"{day:%A} {day.day} {day:%B}"


def short_day(day: date) -> str:
    """The same in short, as it stands in a sentence; a table keeps its columns with `%d`."""
    return f"{day:%a} {day.day} {day:%b}"
