"""The plan, today's part of it and home, in plain mode on the small pack: what is typed, what is then written, and what is kept."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import msgspec
import pytest
from screens import strings, written

from k8s_svc_trainer.cli import amounts, checklist, desk, door, home, learn, plan, quiz, today
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.study import Evidence, Item, Session, record
from k8s_svc_trainer.study.front import goal_of, set_goal
from k8s_svc_trainer.study.plan import Goal, Outlook
from k8s_svc_trainer.study.tasks import Task, tasks

PACK = Path(__file__).parents[2] / "support" / "pack"
Screen = Callable[[Paper, Desk], object]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _small_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "default_pack_path", lambda: PACK)


def now() -> datetime:
    return datetime.now().astimezone()


def day(days: int) -> str:
    return (now().date() + days * DAY).isoformat()


def session(place: Path, typed: str, screen: Screen) -> str:
    """What a screen writes while a person types."""
    environment = strings(typed, K8S_SVC_TRAINER_HOME=str(place), COLUMNS="80")
    with sit_down(environment) as seat:
        screen(Paper(environment), seat)
    return written(environment)


def command(place: Path, asked: plan.Asked, *, as_json: bool = False) -> tuple[int, str, str]:
    """A `plan` from the command line: its exit status, what it writes and what it says on standard error."""
    environment = strings(K8S_SVC_TRAINER_HOME=str(place), COLUMNS="80")
    status = door.through(environment, lambda: plan.run(environment, asked, json=as_json))
    assert isinstance(environment.stderr, io.StringIO)
    return status, written(environment), environment.stderr.getvalue()


def goal(place: Path) -> Goal | None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(place))) as seat:
        return goal_of(seat.store)


def given(place: Path, *, days: int = 10, minutes: int = 20) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(place))) as seat:
        set_goal(seat.store, Goal(day=now().date() + days * DAY, minutes=minutes), now())


def answered(place: Path, right: bool = True, *, ago: timedelta = DAY) -> None:
    """Every question answered, so long ago."""
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(place))) as seat:
        for item in seat.items:
            record(seat.store, item, Evidence(right=right, seconds=20.0), now() - ago)


# --- the command --------------------------------------------------------------------------------------------------


def test_without_a_day_it_says_how_to_set_one(tmp_path: Path) -> None:
    status, out, _ = command(tmp_path, plan.Asked())
    assert (status, f"--interview {day(28)} --minutes-a-day 20" in " ".join(out.split())) == (0, True)
    assert command(tmp_path, plan.Asked(), as_json=True)[1] == '{\n  "goal": null\n}\n'


def test_a_day_is_kept_shown_changed_and_forgotten(tmp_path: Path) -> None:
    status, out, _ = command(tmp_path, plan.Asked(interview=day(10), minutes=30))
    assert (status, "in 10 days" in out, "today" in out, "Ready on the day: 1 of 1" in out) == (0, True, True, True)
    assert goal(tmp_path) == Goal(day=now().date() + 10 * DAY, minutes=30)
    command(tmp_path, plan.Asked(minutes=15))
    command(tmp_path, plan.Asked(interview=day(12)))
    assert goal(tmp_path) == Goal(day=now().date() + 12 * DAY, minutes=15)
    assert "in 12 days" in command(tmp_path, plan.Asked())[1]
    assert "Forgotten: no day is set." in command(tmp_path, plan.Asked(off=True))[1]
    assert goal(tmp_path) is None
    assert "No day was set." in command(tmp_path, plan.Asked(off=True))[1]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param(lambda: plan.Asked(interview=day(-3)), "is past: it was 3 days ago; today is", id="a day that is past"),
        pytest.param(lambda: plan.Asked(interview=day(-1)), "is past: it was yesterday", id="yesterday"),
        pytest.param(lambda: plan.Asked(interview=day(366)), "is 366 days away, and a plan reaches 365 days ahead", id="more than a year"),
        pytest.param(lambda: plan.Asked(interview="soon"), "'soon' is no date: write it as 20", id="no date at all"),
        pytest.param(lambda: plan.Asked(interview="2026-02-30"), "'2026-02-30' is no date", id="a day that no month has"),
        pytest.param(lambda: plan.Asked(interview=day(3), minutes=0), "0 minutes a day is no plan", id="no minutes"),
        pytest.param(lambda: plan.Asked(interview=day(3), minutes=-5), "-5 minutes a day is no plan", id="less than none"),
        pytest.param(lambda: plan.Asked(interview=day(3), minutes=900), "nobody learns for so long", id="more than there are"),
        pytest.param(lambda: plan.Asked(minutes=5), "say the day too: k8s-svc-trainer plan --interview 20", id="minutes without a day"),
    ],
)
def test_what_makes_no_plan_is_refused_and_nothing_is_kept(tmp_path: Path, asked: Callable[[], plan.Asked], said: str) -> None:
    status, out, error = command(tmp_path, asked())
    assert (status, out, said in error) == (2, "", True)
    assert goal(tmp_path) is None


@pytest.mark.parametrize(
    ("days", "said"),
    [
        pytest.param(0, "It is today: nothing new any more.", id="on the day"),
        pytest.param(1, "tomorrow", id="the day before: one day of learning"),
        pytest.param(-4, "The interview was 4 days ago.", id="after it"),
    ],
)
def test_near_the_day_the_words_fit(tmp_path: Path, days: int, said: str) -> None:
    given(tmp_path, days=days)
    status, out, _ = command(tmp_path, plan.Asked())
    assert (status, said in " ".join(out.split())) == (0, True)


def test_on_the_day_nothing_is_said_of_minutes_that_would_suffice(tmp_path: Path) -> None:
    given(tmp_path, days=0)
    out = " ".join(command(tmp_path, plan.Asked())[1].split())
    assert "Never asked: 8 questions, 1 aloud, 1 interview, 1 lab." in out
    assert "cannot reach" not in out


def test_on_the_day_there_is_no_other_day_to_tell_of(tmp_path: Path) -> None:
    answered(tmp_path)
    given(tmp_path, days=0)
    out = command(tmp_path, plan.Asked())[1]
    assert re.search(r"^  Ready: 0 of 1\n  ○ Selector mechanism +\d+ %\n", out, re.MULTILINE)
    assert [words for words in ("on the day", "if you stop", "most now") if words in out] == []


def test_a_long_way_shows_a_week_and_sums_up_the_rest(tmp_path: Path) -> None:
    given(tmp_path, days=30)
    out = command(tmp_path, plan.Asked())[1]
    assert "then        23 more days of about" in out
    assert "nothing that is worth a minute" not in out.split("tomorrow")[0]


def test_what_cannot_be_reached_is_said_with_the_minutes_that_would_suffice(tmp_path: Path) -> None:
    given(tmp_path, days=1, minutes=3)
    out = " ".join(command(tmp_path, plan.Asked())[1].split())
    assert "What 3 minutes a day cannot reach Never asked by then: 6 questions, 1 aloud, 1 interview, 1 lab." in out
    assert "30 minutes a day would see everything once." in out
    assert "One of these takes longer than 3 minutes, so none is planned: interview, lab." in out


def test_what_takes_too_long_is_named_in_words(tmp_path: Path) -> None:
    given(tmp_path, days=1, minutes=1)
    assert "so none is planned: manifest to mend, interview, lab." in " ".join(command(tmp_path, plan.Asked())[1].split())


def test_where_everything_is_seen_and_still_not_ready_that_is_said(tmp_path: Path) -> None:
    answered(tmp_path, right=False, ago=timedelta(hours=30))
    given(tmp_path, days=1, minutes=2)
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        for item in seat.collection:
            if seat.store.card(item.key) is None:
                record(seat.store, item, Evidence(right=False), now() - timedelta(hours=30))
    out = " ".join(command(tmp_path, plan.Asked())[1].split())
    assert "Everything is seen by then, and still 1 of 1 will not be ready: the days are few." in out


def test_where_all_will_be_ready_that_is_said(tmp_path: Path) -> None:
    given(tmp_path, days=5, minutes=60)
    assert "All of it is ready on the day, if you keep to it." in " ".join(command(tmp_path, plan.Asked())[1].split())


def test_as_data_it_has_the_days_todays_tasks_and_what_would_raise_each_item(tmp_path: Path) -> None:
    given(tmp_path, days=3, minutes=20)
    found = json.loads(command(tmp_path, plan.Asked(), as_json=True)[1])
    assert set(found) == {"goal", "days", "today", "now", "planned", "idle", "checklist", "unreached", "enough", "too_long"}
    assert found["goal"] == {"day": day(3), "minutes": 20}
    assert [one["day"] for one in found["days"]] == [day(0), day(1), day(2)]
    assert found["today"][:2] == ["01-one", "01-one/one-of-three"]
    row = found["checklist"][0]
    assert (set(row), row["id"], row["raise"][0]["kind"]) == ({"id", "now", "planned", "idle", "ready", "raise"}, "selector", "questions")


def test_the_checklist_says_what_it_will_be_on_the_day_and_what_raises_it(tmp_path: Path) -> None:
    assert "on the day" not in session(tmp_path, "", checklist.show)
    given(tmp_path, days=3, minutes=60)
    out = session(tmp_path, "", checklist.show)
    assert "on the day 9" in out
    assert "+73 % by 8 questions of One Service" in out


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        pytest.param("lab", "01-one/lab/web-is-silent", "+10 % by the lab web-is-silent", id="a lab"),
        pytest.param("interview", "01-one/interview/why", "+10 % by the interview question why", id="an interview question"),
    ],
)
def test_what_raises_most_is_named(tmp_path: Path, kind: str, name: str, words: str) -> None:
    one = plan.Raise(kind=kind, id=name, count=1, gain=0.1)
    session(tmp_path, "", lambda paper, seat: paper.text(plan.lines_of(seat, [one])))
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        assert plan.lines_of(seat, [one]) == words


# --- the plan as home opens it -------------------------------------------------------------------------------------


def test_home_asks_for_the_day_until_it_makes_a_plan(tmp_path: Path) -> None:
    out = session(tmp_path, f"soon\n\n{day(9)}\nmany\n{day(9)}\n25\nb\n", plan.visit)
    assert "'soon' is no date" in out
    assert "0 minutes a day is no plan" in out
    assert goal(tmp_path) == Goal(day=now().date() + 9 * DAY, minutes=25)
    assert "in 9 days" in out


@pytest.mark.parametrize("typed", ["", "\n", f"{day(9)}\n"])
def test_who_goes_back_sets_nothing(tmp_path: Path, typed: str) -> None:
    session(tmp_path, typed, plan.visit)
    assert goal(tmp_path) is None


def test_the_day_can_be_changed_and_forgotten_there(tmp_path: Path) -> None:
    given(tmp_path, days=9, minutes=15)
    session(tmp_path, f"d\n{day(5)}\n\nb\n", plan.visit)
    assert goal(tmp_path) == Goal(day=now().date() + 5 * DAY, minutes=15)
    session(tmp_path, "d\n", plan.visit)
    asked = session(tmp_path, "f\n\nb\n", plan.visit)
    assert ("Forget the day and the minutes?" in asked, "Forgotten" in asked) == (True, False)
    assert goal(tmp_path) is not None, "one key alone forgets nothing"
    assert "Forgotten: no day is set. Your progress is as it was." in session(tmp_path, "f\nf\n", plan.visit)
    assert goal(tmp_path) is None


def test_a_day_that_is_past_is_asked_for_anew(tmp_path: Path) -> None:
    given(tmp_path, days=-2)
    assert "day, as" in session(tmp_path, f"{day(3)}\n\nb\n", plan.visit)
    assert goal(tmp_path) == Goal(day=now().date() + 3 * DAY, minutes=20)


def test_enter_begins_todays_part(tmp_path: Path) -> None:
    given(tmp_path)
    assert "1 of 2" in session(tmp_path, "\nb\n", plan.visit), "the first page of the first lesson"


# --- today ---------------------------------------------------------------------------------------------------------


def chosen(seat: Desk, *names: str) -> list[Task]:
    lessons = [Item(id=name, kind="lesson", lesson=name, pack=seat.pack.name) for name in seat.pack.lesson_ids]
    found = {task.item.id: task for task in tasks([*lessons, *seat.collection], {})}
    return [found[name] for name in names]


def sitting(*names: str) -> Screen:
    return lambda paper, seat: today.sit(paper, seat, chosen(seat, *names))


LAB = ("01-one/lab/web-is-silent", "kubectl set selector service/web app=web\nquit\n")


def test_kinds_follow_one_another_each_on_its_own_screen(tmp_path: Path) -> None:
    names = ("01-one/how-many", "checklist/selector", "01-one/interview/why", LAB[0])
    typed = "1\n\n" + "\n3\n" + "\nIt matches labels and it follows.\n\n\n\n\n\n\n" + f"\n{LAB[1]}"
    out = session(tmp_path, typed, sitting(*names))
    told = (
        "How many endpoints are ready?",
        "Say it aloud",
        "An interview question",
        "about 6 minutes",
        "A lab",
        "about 8 minutes",
        "Repaired",
    )
    assert [words for words in told if words not in out] == []
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        done = {review.item for review in seat.store.reviews()}
        assert {"01-one/how-many", "checklist/selector", "01-one/interview/why", LAB[0]} <= done
        assert today.left_open(seat, now()) is None
    assert "Due now: " in out


def test_what_was_left_goes_on_there_on_the_same_day(tmp_path: Path) -> None:
    out = session(tmp_path, "1\n\nb\n", sitting("01-one/how-many", "01-one/which-outcome"))
    assert "1 left: today goes on there." in out
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        left = today.left_open(seat, now())
        assert left is not None
        assert left.left == 1
        assert today.left_open(seat, now() + DAY) is None, "another day has its own"
    out = session(tmp_path, "b\n", sitting("01-one/one-of-three"))
    assert "The pod is deleted." in out
    assert "Nothing" not in out


def test_a_lesson_is_read_and_what_its_pages_asked_is_not_asked_again(tmp_path: Path) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        asked = [task.item for task in chosen(seat, "01-one", "01-one/how-many")]
        assert Session.of(seat.store, seat.collection, asked, now(), seed=1, kind="today").left == 2
        record(seat.store, asked[1], Evidence(right=True), now() + timedelta(seconds=1))
    out = session(tmp_path, "n\nn\nn\n", sitting())
    assert "Read to the end" not in out
    assert "Due now: nothing." in out


def test_the_pages_of_a_lesson_ask_what_today_has_minutes_for_and_nothing_else(tmp_path: Path) -> None:
    alone = session(tmp_path / "alone", "n\nn\nn\nn\n", sitting("01-one"))
    assert "question" not in alone.partition("Due now")[0]
    with_one = session(tmp_path / "one", "n\nn\nn\nn\nb\n", sitting("01-one", "01-one/how-many"))
    assert "Enter one question" in with_one
    assert "two questions" not in with_one
    assert "two questions" in session(tmp_path / "learn", "n\nn\nn\nn\nb\n", lambda paper, seat: learn.read(paper, seat, "01-one"))


@pytest.mark.parametrize(
    ("answers", "reads"),
    [
        pytest.param(3, True, id="fewer than half of its questions: one may have come as another shape of what was missed elsewhere"),
        pytest.param(4, False, id="half of them"),
    ],
)
def test_a_lesson_is_read_unless_half_of_its_questions_were_answered(tmp_path: Path, answers: int, reads: bool) -> None:
    given(tmp_path, days=12, minutes=60)
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        for item in seat.items[:answers]:
            record(seat.store, item, Evidence(right=True), now() - DAY)
        assert ("01-one" in [task.item.id for task in today.looked(seat).chosen]) == reads


def test_a_lesson_that_was_read_today_used_minutes_of_it(tmp_path: Path) -> None:
    given(tmp_path, minutes=20)
    out = session(tmp_path, "n\nn\nn\nn\n", sitting("01-one"))
    assert "2 of 20 minutes so far" in " ".join(out.split())


@pytest.mark.parametrize(("most", "asked"), [(1, 1), (9, 2)])
def test_today_asks_so_many_follow_ups_as_it_has_minutes_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, asked: int
) -> None:
    monkeypatch.setattr(today, "FOLLOW_UPS", most)
    out = session(tmp_path, "\nIt matches labels and it follows.\n\n\n" + 9 * "\n", sitting("01-one/interview/why"))
    assert out.count("And then") == asked


def test_a_lesson_that_is_left_stays(tmp_path: Path) -> None:
    session(tmp_path, "b\n", sitting("01-one", "01-one/how-many"))
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        left = today.left_open(seat, now())
        assert left is not None
        assert left.left == 2


@pytest.mark.parametrize(
    ("typed", "left", "again"),
    [
        pytest.param("n\n", None, False, id="not today: it is not proposed again today"),
        pytest.param("b\n", 1, True, id="later: it waits"),
        pytest.param("\nquit\n", 1, True, id="begun and left as it was: it waits"),
    ],
)
def test_long_work_is_announced_and_may_be_put_off(tmp_path: Path, typed: str, left: int | None, again: bool) -> None:
    session(tmp_path, typed, sitting(LAB[0]))
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        waiting = today.left_open(seat, now())
        assert (waiting.left if waiting else None) == left
        assert (LAB[0] in [task.item.id for task in today.looked(seat).chosen]) == again


def test_a_drill_that_is_left_waits(tmp_path: Path) -> None:
    session(tmp_path, "b\n", sitting("checklist/selector"))
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        assert today.left_open(seat, now()) is not None


def test_at_the_end_it_says_what_is_left_of_today(tmp_path: Path) -> None:
    given(tmp_path, minutes=40)
    out = session(tmp_path, "2\n\n", sitting("01-one/which-outcome"))
    assert "0 of 40 minutes so far; left for today: 1 lesson, 7 questions, 1 aloud, 1 interview, 1 lab." in " ".join(out.split())


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        pytest.param({}, "nothing", id="nothing"),
        pytest.param({"lab": 1, "question": 8}, "8 questions, 1 lab", id="in the order in which they are done"),
        pytest.param({"checklist": 2, "interview": 1, "lesson": 1}, "1 lesson, 2 aloud, 1 interview", id="of every sort"),
    ],
)
def test_amounts_in_words(counts: dict[str, int], told: str) -> None:
    assert today.amount(counts) == told


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, "0 minutes"), (1, "1 minute"), (99, "99 minutes"), (100, "2 hours"), (149, "2 hours"), (1220, "20 hours")],
)
def test_long_times_are_told_in_hours(minutes: int, told: str) -> None:
    assert amounts.lasting(minutes) == told


def test_a_day_is_told_as_one_says_it() -> None:
    assert amounts.long_day(date(2027, 2, 3)) == "Wednesday 3 February"
    assert amounts.short_day(date(2027, 2, 3)) == "Wed 3 Feb"


@pytest.mark.parametrize(
    ("days", "told"), [(-9, "9 days ago"), (-1, "yesterday"), (0, "today"), (1, "tomorrow"), (2, "in 2 days"), (40, "in 40 days")]
)
def test_days_in_words(days: int, told: str) -> None:
    assert amounts.days_away(days) == told


# --- home ----------------------------------------------------------------------------------------------------------


def at_home(place: Path, typed: str) -> str:
    environment: Environment = strings(typed, K8S_SVC_TRAINER_HOME=str(place), COLUMNS="80")
    assert home.run(environment) == 0
    return written(environment)


def test_home_proposes_todays_part_first(tmp_path: Path) -> None:
    answered(tmp_path)
    given(tmp_path, days=12, minutes=20)
    out = at_home(tmp_path, "b\nb\n")
    assert "today      8 questions, 1 aloud, 1 lab (" in out
    assert "interview  in 12 days, " in out
    assert "1.  Today (" in out
    assert "Plan (12 days, 20 minutes each)" in out


def test_without_a_day_home_says_what_is_due_of_every_kind(tmp_path: Path) -> None:
    answered(tmp_path, right=False)
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        lab = next(item for item in seat.collection if item.kind == "lab")
        record(seat.store, lab, Evidence(right=False), now() - DAY)
    out = at_home(tmp_path, "b\nb\n")
    assert "due now    8 questions, 1 lab, about 17 minutes" in out
    assert "Plan (until your interview)" in out


@pytest.mark.parametrize(
    ("days", "said"),
    [
        pytest.param(0, "today      is the interview: look over what is weakest, learn nothing new", id="on the day"),
        pytest.param(-1, "interview  was yesterday; Plan sets the next one", id="after it"),
    ],
)
def test_home_on_the_day_and_after_it(tmp_path: Path, days: int, said: str) -> None:
    answered(tmp_path)
    given(tmp_path, days=days)
    assert said in at_home(tmp_path, "b\nb\n")


def test_on_the_day_itself_today_says_what_helps(tmp_path: Path) -> None:
    answered(tmp_path)
    given(tmp_path, days=0)
    out = " ".join(at_home(tmp_path, "t\nb\nb\n").split())
    assert "Today (nothing new)" in out
    assert "It is the day: nothing new any more. Checklist says aloud with you what you know" in out


def test_today_from_home_begins_goes_on_and_is_done(tmp_path: Path) -> None:
    answered(tmp_path, ago=timedelta(minutes=1))
    given(tmp_path, days=2, minutes=2)
    assert "today      done: 6 of 2 minutes" in at_home(tmp_path, "b\nb\n")
    assert "That was today: " in at_home(tmp_path, "t\nb\nb\n")


@pytest.mark.parametrize(
    ("days", "told"),
    [
        pytest.param(2, "That was today: 6 of 2 minutes. Tomorrow goes on from here.", id="a day among others"),
        pytest.param(1, "That was today: 6 of 2 minutes. Tomorrow is the interview.", id="the eve"),
    ],
)
def test_what_comes_after_a_day_that_is_done(tmp_path: Path, days: int, told: str) -> None:
    answered(tmp_path, ago=timedelta(minutes=1))
    given(tmp_path, days=days, minutes=2)
    assert told in " ".join(at_home(tmp_path, "t\nb\nb\n").split())


def test_a_day_for_which_nothing_was_found_was_not_done(tmp_path: Path) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        for item, ago in product(seat.collection, (200, 100, 40, 10, 1)):
            record(seat.store, item, Evidence(right=True), now() - ago * DAY)
    given(tmp_path, days=2, minutes=20)
    out = " ".join(at_home(tmp_path, "t\nb\nb\n").split())
    assert "Today (nothing)" in out
    assert "Nothing today is worth a minute. Tomorrow goes on from here." in out


def test_one_day_is_not_each_of_several(tmp_path: Path) -> None:
    answered(tmp_path)
    given(tmp_path, days=1, minutes=20)
    assert "Plan (1 day, 20 minutes)" in at_home(tmp_path, "b\nb\n")


def test_the_plan_says_of_a_day_that_is_done_what_home_says(tmp_path: Path) -> None:
    answered(tmp_path, ago=timedelta(minutes=1))
    given(tmp_path, days=2, minutes=2)
    assert "today       done: 6 of 2 minutes" in command(tmp_path, plan.Asked())[1]


@pytest.mark.parametrize(("minutes", "begins"), [(60, True), (2, False)])
def test_the_plan_offers_todays_part_where_something_is_left_of_it(tmp_path: Path, minutes: int, begins: bool) -> None:
    answered(tmp_path, ago=timedelta(minutes=1))
    given(tmp_path, days=2, minutes=minutes)
    assert ("Enter today's part" in session(tmp_path, "b\n", plan.visit)) == begins
    assert ("begins with today's part" in command(tmp_path, plan.Asked())[1]) == begins


def test_a_day_on_which_nothing_gains_enough_is_no_day_that_is_done(tmp_path: Path) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        for item, ago in product(seat.collection, (200, 100, 40, 10, 1)):
            record(seat.store, item, Evidence(right=True), now() - ago * DAY)
    given(tmp_path, days=1, minutes=20)
    assert "today      nothing that is worth a minute" in at_home(tmp_path, "b\nb\n")
    assert "today       nothing that is worth a minute" in command(tmp_path, plan.Asked())[1]


def test_home_offers_to_go_on(tmp_path: Path) -> None:
    answered(tmp_path, right=False)
    session(tmp_path, "1\n\nb\n", sitting("01-one/how-many", "01-one/which-outcome"))
    out = at_home(tmp_path, "t\nb\nb\nb\n")
    assert "Today (go on, 1 left, 1 min)" in out


def test_home_opens_the_plan(tmp_path: Path) -> None:
    answered(tmp_path)
    given(tmp_path)
    assert "Ready on the day: " in at_home(tmp_path, "p\nb\nb\nb\n")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("2\nb\n", "Question 1 of", id="the quiz"),
        pytest.param("l\nb\n", "0 of 1 read", id="the lessons"),
        pytest.param("c\nb\n", "say them aloud", id="the checklist"),
        pytest.param("c\n\nb\n", "Say it aloud", id="the drill"),
        pytest.param("r\nb\n", "0 of 1 solved", id="the labs"),
        pytest.param("i\nb\n", "Why a selector?", id="the interview"),
        pytest.param("s\n\n", "Lessons, the weakest first", id="stats"),
    ],
)
def test_home_leads_everywhere_and_back(tmp_path: Path, typed: str, said: str) -> None:
    answered(tmp_path)
    out = at_home(tmp_path, f"{typed}b\nb\n")
    assert said in out
    assert out.count("1.  Today (") == 2


def test_the_checklist_is_printed_and_given_as_data(tmp_path: Path) -> None:
    given(tmp_path, days=3)
    for as_json, said in ((True, '"planned": 0.'), (False, "checklist drill")):
        environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path))
        assert checklist.run(environment, json=as_json) == 0
        assert said in written(environment)


def test_all_that_is_proven_is_maturity(tmp_path: Path) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        for item in seat.collection:
            record(seat.store, item, Evidence(right=True), now())
    assert "Service-level maturity achieved" in session(tmp_path, "", checklist.show)
    given(tmp_path)
    assert "most now" not in command(tmp_path, plan.Asked())[1]


def test_on_a_low_screen_the_weakest_items_are_shown_and_the_others_counted() -> None:
    items = [plan.Outlook(id=str(number), now=0.0, planned=number % 7 / 10, idle=0.0) for number in range(20)]
    low = Paper(msgspec.structs.replace(strings(COLUMNS="80", LINES="30"), plain=False))
    assert [one.id for one in plan._shown(low, items)] == ["0", "1", "7", "8", "14", "15"]
    assert plan._shown(Paper(strings(LINES="30")), items) == items, "plain paper has no end"
    assert plan._shown(low, items[:6]) == items[:6]


def test_on_a_low_screen_the_checklist_names_what_raises_most_in_all(tmp_path: Path) -> None:
    environment = msgspec.structs.replace(strings(K8S_SVC_TRAINER_HOME=str(tmp_path), COLUMNS="80", LINES="12"), plain=False)
    with sit_down(environment) as seat:
        checklist.show(Paper(msgspec.structs.replace(environment, variables={**environment.variables, "LINES": "11"})), seat)
        assert "+73 % by 8 questions of One Service" in written(environment)
        assert "most now:" not in written(environment)
        checklist._most(Paper(environment), seat)
    assert "most now: +73 % by 8 questions of One Service" in written(environment)


def test_forgetting_is_data_too(tmp_path: Path) -> None:
    given(tmp_path)
    assert command(tmp_path, plan.Asked(off=True), as_json=True)[1] == '{\n  "goal": null\n}\n'
    assert goal(tmp_path) is None


def test_reading_tells_whether_it_came_to_the_end(tmp_path: Path) -> None:
    ends: list[bool] = []
    session(tmp_path, "n\nb\n", lambda paper, seat: ends.append(learn.read(paper, seat, "01-one", closes=False)))
    session(tmp_path, "n\nn\n", lambda paper, seat: ends.append(learn.read(paper, seat, "01-one", closes=False)))
    assert ends == [False, True]


def test_a_question_in_another_shape_says_so(tmp_path: Path) -> None:
    def missed(paper: Paper, seat: Desk) -> None:
        items = [Item(**{**{name: getattr(item, name) for name in item.__struct_fields__}, "tags": ("same",)}) for item in seat.items]
        first = next(item for item in items if item.id == "01-one/how-many")
        asked = Session.of(seat.store, items, [first], datetime.now(UTC), seed=1, kind="quiz")
        quiz.ask_all(paper, seat, asked)

    out = session(tmp_path, "0\n\nb\n", missed)
    assert "It comes back in this quiz, in another shape." in out
    assert "The same thing as before, in another shape." in out


def test_home_the_plan_and_today_say_the_same_of_today(tmp_path: Path) -> None:
    given(tmp_path, days=9, minutes=12)
    before = at_home(tmp_path, "h\nb\nb\n")
    assert "today      1 lesson, 2 questions, 1 lab (12 min)" in before
    assert "Today (12 min)" in before
    assert "today       new: 1 lesson, 2 questions, 1 lab (12 min)" in command(tmp_path, plan.Asked())[1]


def test_where_todays_part_was_left_the_plan_and_home_show_what_is_left_of_it(tmp_path: Path) -> None:
    given(tmp_path, days=9, minutes=40)
    session(tmp_path, "1\n\nb\n", sitting("01-one/how-many", "01-one", "01-one/which-outcome", LAB[0]))
    assert "today      1 lesson, 1 question, 1 lab (11 min)" in at_home(tmp_path, "b\nb\n")
    assert "Today (go on, 3 left, 11 min)" in at_home(tmp_path, "b\nb\n")
    found = json.loads(command(tmp_path, plan.Asked(), as_json=True)[1])
    assert found["today"] == ["01-one", "01-one/which-outcome", LAB[0]]
    assert "today       new: 1 lesson, 1 question, 1 lab (11 min)" in command(tmp_path, plan.Asked())[1]


def test_the_first_screen_says_the_minutes_that_the_lesson_says(tmp_path: Path) -> None:
    assert "Enter: One Service, 2 minutes" in at_home(tmp_path, "b\n")


def test_an_item_is_ticked_where_it_is_ready_now_and_not_for_what_is_to_come(tmp_path: Path) -> None:
    given(tmp_path, days=5, minutes=60)
    assert re.search(r"○ Selector mechanism +0 % +9\d % ready\n", command(tmp_path, plan.Asked())[1])
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as seat:
        for item in seat.collection:
            record(seat.store, item, Evidence(right=True), now())
    assert re.search(r"✓ Selector mechanism +100 % +9\d % ready\n", command(tmp_path, plan.Asked())[1])


@pytest.mark.parametrize("name", ["External and internal traffic policies", "External and internal traffic policy", "Short"])
def test_between_a_long_name_and_its_hundred_per_cent_there_is_room(name: str) -> None:
    environment = strings(COLUMNS="60")
    plan._item(Paper(environment), name, Outlook(id="x", now=1.0, planned=1.0, idle=1.0), room=36)
    assert written(environment).rstrip().endswith(" 100 %")
