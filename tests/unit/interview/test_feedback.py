"""What is said of an answer: covered, missed and wrong with the candidate's own words, how it is built, and how long it takes to say."""

from __future__ import annotations

import pytest
from small_rubrics import follow_up, grader, question, wrong

from k8s_svc_trainer.interview import Feedback, Field, feedback, follow_up_grader, wrong_in
from k8s_svc_trainer.interview.feedback import UNHEARD
from k8s_svc_trainer.interview.grade import Unheard

ASKED = question(misconceptions=(wrong("process", "'process'", "It is no process."), wrong("forever", "'forever'")))


def said(answer: str, *, level: str = "senior", overruled: dict[str, float] | None = None) -> Feedback:
    return feedback(ASKED, grader(ASKED), answer, level=level, overruled=overruled)


@pytest.mark.parametrize(
    ("answer", "covered", "missed", "wrongs"),
    [
        pytest.param(
            "It goes by label.", [("labels", 1.0, "It goes by label")], ["ready"], [], id="a point made with its clause, and one missed"
        ),
        pytest.param("It knows the pod.", [("ready", 0.5, "It knows the pod")], ["labels"], [], id="a point that was touched on"),
        pytest.param(
            "It is a process.\nIt waits for ready ones.",
            [("ready", 1.0, "It waits for ready ones")],
            ["labels"],
            [("process", "It is a process")],
            id="something wrong beside a point",
        ),
        pytest.param("No idea.", [], ["labels", "ready"], [], id="nothing at all"),
        pytest.param("", [], ["labels", "ready"], [], id="an empty answer"),
        pytest.param(
            "It goes by label of each of the nodes " + "of each of the zones " * 4,
            [("labels", 1.0, "label")],
            ["ready"],
            [],
            id="of a long clause only the words themselves",
        ),
        pytest.param(
            "The label counts, and then, as I said, the label again.",
            [("labels", 1.0, "The label counts")],
            ["ready"],
            [],
            id="of several places the first of the shortest",
        ),
    ],
)
def test_covered_missed_and_wrong(
    answer: str, covered: list[tuple[str, float, str]], missed: list[str], wrongs: list[tuple[str, str]]
) -> None:
    found = said(answer)
    assert [(one.point.id, one.worth, one.words) for one in found.covered] == covered
    assert [one.id for one in found.missed] == missed
    assert [(one.misconception.id, one.words) for one in found.wrong] == wrongs


def test_every_reason_for_which_an_answer_makes_nothing_has_its_advice() -> None:
    assert set(UNHEARD) == set(Unheard)


@pytest.mark.parametrize(
    ("answer", "lacks"),
    [
        pytest.param(
            "By label. The kernel does it. It may be refused. It has a cost.", [], id="an answer with all four parts lacks nothing"
        ),
        pytest.param("By label.", ["mechanism", "failure mode", "trade-off"], id="a bare answer has no other part"),
        pytest.param(
            "Well, good question. I like it. It goes by label, in the kernel, and has a cost.",
            ["answer first", "failure mode"],
            id="an answer in the third sentence comes late",
        ),
        pytest.param("The kernel does not see it.", ["answer first", "failure mode", "trade-off"], id="a part that is denied is spoken of"),
        pytest.param("Is it refused?", ["answer first", "mechanism", "failure mode", "trade-off"], id="a part that is asked is none"),
    ],
)
def test_what_the_answer_of_a_senior_has_besides(answer: str, lacks: list[str]) -> None:
    assert list(said(answer).lacks) == lacks


@pytest.mark.parametrize(
    ("answer", "words", "seconds"),
    [("", 0, 0), ("one", 1, 0), ("word " * 13, 13, 6), ("word " * 130, 130, 60), ("two\nlines here", 3, 1)],
)
def test_an_answer_is_spoken_at_130_words_a_minute(answer: str, words: int, seconds: int) -> None:
    found = said(answer)
    assert (found.words, found.seconds) == (words, seconds)


@pytest.mark.parametrize(
    ("answer", "level", "adds"),
    [
        pytest.param("By label.", "junior", [], id="the junior's answer has no more than that"),
        pytest.param("By label.", "senior", ["ready"], id="the senior's adds what this one lacks"),
        pytest.param("It knows the pod, by label.", "senior", ["ready"], id="what was touched on is added in full"),
        pytest.param("By label, if ready.", "senior", [], id="nothing is added to what was said"),
    ],
)
def test_what_the_model_answer_adds(answer: str, level: str, adds: list[str]) -> None:
    assert [one.id for one in said(answer, level=level).adds] == adds


def test_a_point_that_the_candidate_overrules_counts_without_words_and_is_kept() -> None:
    found = said("By label.", overruled={"ready": 1.0})
    assert (said("By label.").grade.score, found.grade.score) == (5, 10)
    assert [(one.point.id, one.worth, one.words) for one in found.covered] == [("labels", 1.0, "By label"), ("ready", 1.0, "")]
    assert found.overruled == {"ready": 1.0}
    assert said("By label.").overruled == {}


@pytest.mark.parametrize(
    ("allows", "answer", "wrongs"),
    [
        pytest.param((), "Yes, it is a process.", ["process"], id="what is wrong in the answer is wrong in a follow-up"),
        pytest.param(("process",), "Yes, it is a process.", [], id="unless the follow-up allows it"),
        pytest.param(("process",), "Yes, it is a process that holds forever.", ["forever"], id="and the others stay wrong"),
        pytest.param((), "Yes.", [], id="a right answer"),
    ],
)
def test_misconceptions_in_follow_ups(allows: tuple[str, ...], answer: str, wrongs: list[str]) -> None:
    import msgspec

    asked = msgspec.structs.replace(follow_up("more"), allows=allows)
    found = follow_up_grader(ASKED, asked, Field({}))
    assert [one.misconception.id for one in wrong_in(ASKED, found, answer)] == wrongs
    assert found.grade(answer).points == {"then": 1.0}
