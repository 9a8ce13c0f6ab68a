"""An interview question of a pack as a rubric that answers are held against.

Decides nothing about answers: it brings the words of `course` into the shape that the grader takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from k8s_svc_trainer.course.pack import Pack
from k8s_svc_trainer.course.values import FollowUp, InterviewQuestion, Misconception, Point, Taught
from k8s_svc_trainer.interview.field import Field
from k8s_svc_trainer.interview.grade import Grader, Rubric, Rule
from k8s_svc_trainer.interview.ordinary import ordinary

ELSEWHERE = "other-subjects"
"""The entry of a lexicon that is no concept: what people say who answer something that no question asks."""


def field_of_pack(pack: Pack, lesson: str | None = None) -> Field:
    """The field of a pack, or of the one that a lesson is from: its lexicon, what it was taught, and all questions that one may be asked.

    Raises Faults for files that cannot be read, LexiconFault for what an author wrote wrongly.
    """
    return field_of(pack.lexicon(lesson), pack.every_interview(), taught=lambda question: pack.taught(question, lesson))


def field_of(
    lexicon: Mapping[str, Iterable[str]],
    questions: Iterable[InterviewQuestion] = (),
    *,
    taught: Callable[[str], Taught | None] | None = None,
) -> Field:
    """A lexicon, read; words of ordinary English are no typing errors. `questions`: those that an answer may belong to.

    Raises LexiconFault for what an author wrote wrongly.
    """
    concepts = {name: phrases for name, phrases in lexicon.items() if name != ELSEWHERE}
    known = list(questions)
    told = {one.id: list(_told(one)) for one in known}
    if told:
        told[ELSEWHERE] = list(lexicon.get(ELSEWHERE, ()))
    return Field(concepts, ordinary=ordinary(), told=told, whole={one.id: one.answers.values() for one in known}, taught=taught)


def _told(question: InterviewQuestion) -> Iterator[str]:
    """What is said in answer to a question: its own words, and the texts that make its points and misconceptions."""
    yield question.text
    parts: tuple[Point | Misconception, ...] = (*question.points, *question.misconceptions)
    for part in parts:
        yield from part.wording.makes


def grader_of(question: InterviewQuestion, field: Field, *, by_example: bool = True) -> Grader:
    """The grader of a question; `by_example` false: by its patterns alone, without what any text taught.

    Raises LexiconFault and PatternFault for what an author wrote wrongly.
    """
    rubric = Rubric(
        question=question.id,
        text=question.text,
        points=tuple(rule_of(one, by_example=by_example) for one in question.points),
        misconceptions=tuple(rule_of(one, by_example=by_example) for one in question.misconceptions),
    )
    return Grader(field, rubric, taught=field.taught(question.id) if by_example else None)


def follow_up_grader(question: InterviewQuestion, asked: FollowUp, field: Field) -> Grader:
    """The grader of a follow-up: its own points, and those misconceptions of the question that are wrong there too."""
    rubric = Rubric(
        question=f"{question.id}/{asked.id}",
        text=asked.text,
        points=tuple(map(rule_of, asked.points)),
        misconceptions=tuple(rule_of(one) for one in question.misconceptions if one.id not in asked.allows),
    )
    return Grader(field, rubric)


def rule_of(part: Point | Misconception, *, by_example: bool = True) -> Rule:
    """How a point or a misconception is said."""
    wording = part.wording
    return Rule(
        id=part.id,
        says=wording.says,
        touches=wording.touches,
        undone=wording.undone,
        enough=wording.enough,
        makes=wording.makes if by_example else (),
        misses=wording.misses if by_example else (),
    )
