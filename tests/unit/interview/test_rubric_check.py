"""What an author gets wrong in a rubric is told, with its place; and that the course's own ladders are whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from k8s_svc_trainer.course import InterviewQuestion, Rung, open_pack
from k8s_svc_trainer.course.show import run_refute
from k8s_svc_trainer.interview.check import check
from tests.support.course import COURSE

PACK = Path(__file__).parents[2] / "support" / "pack"
QUESTIONS = COURSE.every_interview()


def faults(tmp_path: Path, old: str = "", new: str = "", lexicon: str = "") -> list[str]:
    """What is said of the small pack with something in its rubrics changed."""
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack)
    file = pack / "01-one" / "interview.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    if lexicon:
        (pack / "lexicon.yaml").write_text(lexicon, encoding="utf-8")
    return [fault.message for fault in check(open_pack(pack))]


def test_the_small_pack_is_right(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param('makes: ["It follows the pods."]', "makes: []", "nothing shows how follows is said", id="patterns without a text"),
        pytest.param('["It follows the pods."]', '["It knows."]', "follows is not made by 'It knows.'", id="a text that makes nothing"),
        pytest.param('["It matches names."]', '["By labels."]', "labels is made by 'By labels.'", id="a text that makes it and should not"),
        pytest.param("[\"'labels'\"]", '["nothing-of-it"]', "nothing-of-it, which the lexicon does not have", id="an unknown concept"),
        pytest.param("[\"'labels'\"]", "[\"'labels' >\"]", "asks for nothing", id="a pattern that cannot be read"),
        pytest.param(
            'answer: "A controller does."',
            'answer: "Nobody."',
            "the answer to who-lists does not make controller",
            id="an answer that misses",
        ),
        pytest.param(
            'answer: "A controller does."',
            'answer: "A controller, which is a process."',
            "holds the misconception process",
            id="an answer that is wrong",
        ),
        pytest.param(
            '["A controller does."]',
            '["A controller, a process."]',
            "is right as an answer to who-lists and holds",
            id="a text that is wrong",
        ),
        pytest.param(
            "nothing runs.", "a process runs.", "instead of process holds the misconception process", id="a wrong word in its place"
        ),
    ],
)
def test_what_an_author_gets_wrong_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = faults(tmp_path, old, new)
    assert any(said in one for one in found), found


def test_what_is_allowed_in_a_follow_up_is_no_misconception_there(tmp_path: Path) -> None:
    new = 'answer: "A controller, which is a process."\n    allows: [process]'
    assert faults(tmp_path, 'answer: "A controller does."', new) == []


def test_a_lexicon_that_cannot_be_read_is_one_fault(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, lexicon='odd: ["@nowhere-at-all"]\n')
    assert "odd" in said


def test_a_phrase_that_a_small_word_fulfils_is_told(tmp_path: Path) -> None:
    found = faults(tmp_path, lexicon='loose: ["plus ?a ?port"]\n')
    assert found == ["concept loose: 'plus ?a ?port' is fulfilled by plus alone, since its other parts may be missing"]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_each_question_of_the_course_has_a_whole_ladder(question: InterviewQuestion) -> None:
    rungs = [one.rung for one in question.followUps]
    assert rungs.count(Rung.DEEPER) == 5
    assert rungs.count(Rung.TWIST) == 2
    assert rungs == sorted(rungs, key=list(Rung).index)
    assert {name for one in question.followUps for name in one.missed} == {point.id for point in question.points}
    assert all(one.answer and 1 <= len(one.points) <= 3 for one in question.followUps)
    assert all(point.wording.says for one in question.followUps for point in one.points)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_each_misconception_of_the_course_is_answered_and_the_cluster_refutes_it_where_it_can(question: InterviewQuestion) -> None:
    unseen = {"ping-clusterip": "no ICMP is simulated", "port-forward-prod": "no port-forward is simulated"}
    for one in question.misconceptions:
        assert one.instead
        assert (one.refute is None) == (one.id in unseen)
        assert all(done.ok for done in run_refute(COURSE.lesson(question.lesson), question, one))
