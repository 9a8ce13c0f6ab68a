"""The report of a mock interview: what weighs how much, and what it says in values and in Markdown."""

from __future__ import annotations

import pytest
from small_rubrics import grader, question, wrong

from k8s_svc_trainer.interview import feedback
from k8s_svc_trainer.interview.plan import Part
from k8s_svc_trainer.interview.report import Answered, Day, Incident, Report, Scored, markdown, outcome, report

ASKED = question(misconceptions=(wrong("process", "'process'", "It is no process."), wrong("forever", "'forever'")))
TITLES = {"01-one": "One Service", "02-two": "Two Services"}


def answered(answer: str, part: Part = Part.WARM_UP, *, lesson: str = "01-one", follow_ups: tuple[float, ...] = ()) -> Answered:
    found = feedback(ASKED, grader(ASKED), answer, level="senior")
    return Answered(part=part, question=ASKED.id, asked=ASKED.text, lesson=lesson, feedback=found, followUps=follow_ups)


def reported(*answers: Answered, incidents: tuple[Incident, ...] = ()) -> Report:
    return report(answers, incidents, level="senior", minutes=29.96, titles=TITLES)


INCIDENT = Incident(lab="down", title="Checkout is down", lesson="02-two", score=4, says="Found late.")


def test_scores_are_means_by_part_in_their_order_and_by_section() -> None:
    found = reported(
        answered("By label.", Part.CLOSING),
        answered("By label, if ready.", Part.DEPTH, lesson="02-two", follow_ups=(1.0, 0.5)),
        answered("No idea.", Part.DEPTH, lesson="02-two", follow_ups=(1.0,)),
        incidents=(INCIDENT,),
    )
    assert (found.score, found.minutes, found.level) == (5, 30.0, "senior")
    assert found.parts == (
        Scored(name="depth", score=5, full=2, followUps=3),
        Scored(name="incident", score=4),
        Scored(name="closing", score=5),
    )
    assert found.sections == (Scored(name="One Service", score=5), Scored(name="Two Services", score=5, full=2, followUps=3))


@pytest.mark.parametrize(
    ("answers", "costs"),
    [
        pytest.param(["By label, if ready."], [], id="nothing cost anything"),
        pytest.param(["By label."], [(1.0, "", "Point ready.")], id="a missed point costs one, and was not said"),
        pytest.param(
            ["It knows the pod, by label."], [(0.5, "It knows the pod", "Point ready.")], id="a point that was touched on costs half"
        ),
        pytest.param(
            ["It is a process, by label, if ready."],
            [(3.0, "It is a process", "It is no process.")],
            id="a misconception costs three, and it is said what to say",
        ),
        pytest.param(
            ["By label, if ready, forever."], [(3.0, "forever", "Not so: forever is so.")], id="where nothing is to be said it is denied"
        ),
        pytest.param(
            ["No idea.", "It is a process of the pod."],
            [(3.0, "It is a process of the pod", "It is no process."), (1.0, "", "Point labels."), (1.0, "", "Point ready.")],
            id="three at the most, the dearest first",
        ),
    ],
)
def test_what_cost_most(answers: list[str], costs: list[tuple[float, str, str]]) -> None:
    found = reported(*map(answered, answers))
    assert [(one.cost, one.said, one.instead) for one in found.costliest] == costs
    assert {one.asked for one in found.costliest} <= {"Why why?"}


def test_a_sentence_with_two_errors_is_one_entry_that_costs_both() -> None:
    asked = question(misconceptions=(wrong("process", "'process'", "It is no process."), wrong("proxy", "'process'", "Nor a proxy.")))
    found = feedback(asked, grader(asked), "It is a process, by label, if ready.", level="senior")
    one = Answered(part=Part.DEPTH, question=asked.id, asked=asked.text, lesson="01-one", feedback=found)
    costs = [(cost.cost, cost.said, cost.instead) for cost in reported(one).costliest]
    assert costs == [(6.0, "It is a process", "It is no process. Nor a proxy.")]


def test_a_section_that_holds_is_only_kept() -> None:
    found = reported(answered("By label, if ready."))
    assert found.week[0] == Day(day=1, deed="it holds: only what is due of its questions", section="One Service", score=10)


def test_the_week_begins_with_what_is_weakest_and_ends_with_another_interview() -> None:
    found = reported(answered("By label.", lesson="02-two"), answered("No idea.", lesson="01-one"))
    assert found.week == (
        Day(day=1, deed="read it again, then its questions", section="One Service", score=0),
        Day(day=2, deed="its questions, then the interview question once more", section="Two Services", score=5),
        Day(day=3, deed="another mock interview, with another seed"),
    )


def test_an_interview_of_which_nothing_is_left_has_a_report() -> None:
    found = reported()
    assert (found.score, found.parts, found.costliest) == (0, (), ())
    assert [one.day for one in found.week] == [1]


@pytest.mark.parametrize(
    ("scored", "words"),
    [
        (Scored(name="x", score=6), "6 of 10"),
        (Scored(name="x", score=6, full=1, followUps=1), "6 of 10, 1 of 1 follow-up in full"),
        (Scored(name="x", score=0, full=2, followUps=6), "0 of 10, 2 of 6 follow-ups in full"),
    ],
)
def test_a_score_in_words(scored: Scored, words: str) -> None:
    assert outcome(scored) == words


def test_the_report_as_markdown() -> None:
    found = reported(answered("It is a process, by label.", follow_ups=(1.0, 0.0)))
    assert markdown(found) == (
        "# Mock interview: 4 of 10\n\nLevel senior, 30 minutes.\n\n"
        "## Scores\n\n- warm-up: 4 of 10, 1 of 2 follow-ups in full\n\nBy section:\n\n- One Service: 4 of 10\n\n"
        "## What cost most\n\n"
        "1. “It is a process”, when asked: Why why?\n   Say: It is no process.\n"
        "2. Not said, when asked: Why why?\n   Say: Point ready.\n\n"
        "## The week\n\n"
        "- Day 1: “One Service” (4 of 10): read it again, then its questions.\n"
        "- Day 2: another mock interview, with another seed.\n"
    )


def test_a_report_without_costs_has_no_such_heading() -> None:
    assert "What cost most" not in markdown(reported(answered("By label, if ready.")))
