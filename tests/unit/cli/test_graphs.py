"""Bars, sparklines, maps of days, the clock, leaves: literal letters."""

import time
from datetime import date
from functools import partial

import pytest
from screens import strings, written

from k8s_svc_trainer.cli import graphs, leaves
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.cli.timer import Countdown, clock

WEDNESDAY = date(2026, 3, 4)


def paper(*, unicode: bool = True) -> Paper:
    return Paper(strings(unicode=unicode))


@pytest.mark.parametrize(
    ("share", "letters"), [(0.0, "░░░░░░░░░░"), (0.24, "██░░░░░░░░"), (0.5, "█████░░░░░"), (1.0, "██████████")]
)  # fmt: skip
def test_a_bar_is_a_share_of_its_length(share: float, letters: str) -> None:
    assert "".join(text for text, _ in graphs.bar(paper(), share, 10)) == letters


@pytest.mark.parametrize(
    ("values", "most", "letters"),
    [
        pytest.param([0, 1, 2, 3, 4, 5, 6, 7, 8], None, "▁▂▃▄▅▆▇██", id="from nothing to the largest"),
        pytest.param([0.0, None, 1.0], None, "▁ █", id="a blank where there is nothing"),
        pytest.param([0.5], 1.0, "▅", id="against a largest of its own"),
        pytest.param([0, 0], None, "▁▁", id="nothing at all"),
        pytest.param([], None, "", id="no values"),
    ],
)
def test_a_sparkline_has_a_letter_for_each_value(values: list[float | None], most: float | None, letters: str) -> None:
    assert graphs.spark(paper(), values, most) == letters


def test_in_ascii_there_are_other_letters() -> None:
    assert graphs.spark(paper(unicode=False), [0, 4, 8]) == ".+@"
    lines = graphs.heat_map(paper(unicode=False), {WEDNESDAY: 3}, WEDNESDAY, 1)
    assert "".join(text for text, _ in lines[3]).rstrip() == "Wed  #"


@pytest.mark.parametrize(("count", "level"), [(0, 0), (1, 1), (5, 1), (6, 2), (10, 2), (11, 3), (15, 3), (16, 4), (20, 4)])
def test_a_day_is_as_dark_as_its_quarter_of_the_most(count: int, level: int) -> None:
    assert graphs.heat(count, 20) == level


@pytest.mark.parametrize(("width", "weeks"), [(40, 16), (60, 26), (80, 26), (100, 26), (5, 1)])
def test_a_map_has_as_many_weeks_as_the_width_holds(width: int, weeks: int) -> None:
    assert graphs.weeks_shown(width) == weeks


def test_a_map_of_days_ends_today_and_begins_on_a_monday() -> None:
    counts = {date(2026, 2, 16): 1, date(2026, 2, 22): 4, WEDNESDAY: 2, date(2026, 2, 15): 99}
    lines = ["".join(text for text, _ in line).rstrip() for line in graphs.heat_map(paper(), counts, WEDNESDAY, 3)]
    assert lines == ["     Feb Mar", "Mon  ░ · ·", "     · · ·", "Wed  · · ▒", "     · ·", "Fri  · ·", "     · ·", "     █ ·"]


def test_months_stand_where_they_begin_and_have_room() -> None:
    assert graphs.months(date(2025, 12, 29), 10) == "Dec       Feb     Mar"
    assert graphs.months(date(2026, 1, 5), 9) == "Jan     Feb     Mar"


# --- the clock


def test_a_countdown_stands_until_it_goes_and_tells_what_went_by(monkeypatch: pytest.MonkeyPatch) -> None:
    now, told = [100.0], []
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    timer = Countdown(60.0, 10.0, keep=told.append)
    now[0] = 200.0
    assert (timer.left, timer.said(), told) == (50.0, "0:50 left", [])
    timer.go()
    now[0] = 203.0
    timer.go()
    assert (timer.left, told) == (47.0, [])
    now[0] = 206.0
    assert (timer.over(), told) == (False, [6.0])
    timer.tell()
    assert told == [6.0]
    now[0] = 207.0
    timer.stop()
    now[0] = 900.0
    timer.stop()
    assert (timer.left, told) == (43.0, [6.0, 1.0])
    timer.go()
    now[0] = 1000.0
    assert (timer.over(), timer.left, timer.said()) == (True, 0.0, "0:00 left")


def test_a_countdown_that_nobody_keeps_only_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    timer = Countdown(60.0)
    timer.go()
    now[0] = 59.0
    assert timer.left == 1.0


@pytest.mark.parametrize(("seconds", "said"), [(0, "0:00"), (59.6, "1:00"), (61, "1:01"), (3600, "60:00")])
def test_a_clock_says_minutes_and_seconds(seconds: float, said: str) -> None:
    assert clock(seconds) == said


# --- leaves


def lines(page: Paper, word: str, count: int) -> None:
    for _ in range(count):
        page.write(word)


def leafed(typed: str, *, plain: bool, paged: bool, monkeypatch: pytest.MonkeyPatch) -> tuple[bool, str, list[str]]:
    environment = strings(typed, plain=plain, LINES="12")
    offered: list[str] = []

    def pause(_environment: object, keys: list[tuple[str, str]], **_named: object) -> str | None:
        offered.append(keys[0][1])
        return None if typed == "b" else "enter"

    monkeypatch.setattr(leaves.prompts, "pause", pause)
    parts = [(name, partial(lines, word=name, count=5)) for name in ("one", "two", "three")]
    return leaves.put(Paper(environment), parts, paged=paged), written(environment), offered


def test_what_no_longer_fits_waits_for_enter_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, out, offered = leafed("", plain=False, paged=True, monkeypatch=monkeypatch)
    assert (whole, offered) == (True, ["three"])
    assert out.count("one") == out.count("two") == out.count("three") == 5


def test_who_has_seen_enough_sees_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, out, offered = leafed("b", plain=False, paged=True, monkeypatch=monkeypatch)
    assert (whole, offered, out.count("three")) == (False, ["three"], 0)


@pytest.mark.parametrize(("plain", "paged"), [(True, True), (False, False)])
def test_on_plain_paper_and_where_nobody_waits_all_is_drawn(monkeypatch: pytest.MonkeyPatch, plain: bool, paged: bool) -> None:
    whole, out, offered = leafed("", plain=plain, paged=paged, monkeypatch=monkeypatch)
    assert (whole, offered, out.count("three")) == (True, [], 5)
