"""Ages: the table of apimachinery's pkg/util/duration/duration_test.go, and what a cluster's clock makes of times."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.printers.kubectl.age import age, human_duration, rfc1123
from k8s_svc_trainer.sim import Cluster

MINUTE, HOUR, DAY = 60, 3600, 86400
YEAR = 365 * DAY
DURATIONS = [
    (1, "1s"), (70, "70s"), (190, "3m10s"), (70 * MINUTE, "70m"), (47 * HOUR, "47h"), (49 * HOUR, "2d1h"), (8 * DAY + 2 * HOUR, "8d"),
    (367 * DAY, "367d"), (2 * YEAR + 25 * HOUR, "2y1d"), (8 * YEAR + 2 * HOUR, "8y"),
    (-2, "<invalid>"), (-1.999, "0s"), (0, "0s"), (0.999, "0s"), (119.999, "119s"), (120, "2m"), (121, "2m1s"), (599.999, "9m59s"),
    (600, "10m"), (601, "10m"), (3 * HOUR - 0.001, "179m"), (3 * HOUR, "3h"), (3 * HOUR + MINUTE, "3h1m"), (8 * HOUR - 0.001, "7h59m"),
    (8 * HOUR, "8h"), (8 * HOUR + 59 * MINUTE, "8h"), (2 * DAY - 0.001, "47h"), (2 * DAY, "2d"), (2 * DAY + HOUR, "2d1h"),
    (8 * DAY - 0.001, "7d23h"), (8 * DAY, "8d"), (8 * DAY + 23 * HOUR, "8d"), (2 * YEAR - 0.001, "729d"), (2 * YEAR, "2y"),
    (2 * YEAR + 23 * HOUR, "2y"), (2 * YEAR + DAY, "2y1d"), (8 * YEAR - 0.001, "7y364d"), (8 * YEAR, "8y"),
    (8 * YEAR + 364 * DAY, "8y"), (9 * YEAR, "9y"),
]  # fmt: skip


@pytest.mark.parametrize(("seconds", "expected"), DURATIONS)
def test_seconds_are_said_as_kubectl_says_them(seconds: float, expected: str) -> None:
    assert human_duration(seconds) == expected


AGES = [
    ("what started with the cluster is twelve days old", "2026-01-01T00:00:00Z", "12d"),
    ("what was dumped from elsewhere keeps its distance", "2025-12-30T00:00:00Z", "14d"),
    ("what was made later shows simulated seconds", "2026-01-01T00:01:40Z", "3m20s"),
    ("no time is unknown", None, "<unknown>"),
    ("nor is what cannot be read", "yesterday", "<unknown>"),
    ("a time without a zone is UTC", "2026-01-01T00:04:00", "60s"),
    ("what is yet to come is invalid", "2026-01-02T00:00:00Z", "<invalid>"),
]


@pytest.mark.parametrize(("timestamp", "expected"), [row[1:] for row in AGES], ids=[row[0] for row in AGES])
def test_the_age_of_a_time_after_five_minutes(timestamp: str | None, expected: str) -> None:
    cluster = Cluster()
    cluster.advance(300)
    assert age(cluster, timestamp) == expected


def test_times_in_descriptions() -> None:
    assert rfc1123("2026-01-01T00:00:00Z") == "Thu, 01 Jan 2026 00:00:00 +0000"
    assert rfc1123(None) == "Mon, 01 Jan 0001 00:00:00 +0000"
