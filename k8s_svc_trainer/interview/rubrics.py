"""An interview question of a pack as a rubric that answers are held against.

Decides nothing about answers: it brings the words of `course` into the shape that the grader takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8s_svc_trainer.course.values import FollowUp, InterviewQuestion, Misconception, Point
from k8s_svc_trainer.interview.grade import Grader, Rubric, Rule
from k8s_svc_trainer.interview.ordinary import ordinary


def grader_of(question: InterviewQuestion, lexicon: Mapping[str, Iterable[str]]) -> Grader:
    """The grader of a question. Raises LexiconFault and PatternFault for what an author wrote wrongly."""
    rubric = Rubric(
        question=question.id,
        text=question.text,
        points=tuple(map(rule_of, question.points)),
        misconceptions=tuple(map(rule_of, question.misconceptions)),
    )
    return Grader(lexicon, rubric, ordinary=ordinary())


def follow_up_grader(question: InterviewQuestion, asked: FollowUp, lexicon: Mapping[str, Iterable[str]]) -> Grader:
    """The grader of a follow-up: its own points, and the question's misconceptions."""
    rubric = Rubric(
        question=f"{question.id}/{asked.id}",
        text=asked.text,
        points=tuple(map(rule_of, asked.points)),
        misconceptions=tuple(map(rule_of, question.misconceptions)),
    )
    return Grader(lexicon, rubric, ordinary=ordinary())


def rule_of(part: Point | Misconception) -> Rule:
    """How a point or a misconception is said."""
    wording = part.wording
    return Rule(id=part.id, says=wording.says, touches=wording.touches, undone=wording.undone, enough=wording.enough)
