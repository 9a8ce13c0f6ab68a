"""What an author can get wrong in rubrics: patterns that cannot be read, and points whose own examples say otherwise.

Each point and misconception that has patterns proves them: every text of `makes` makes it, none of `misses` does. A follow-up's own answer
makes all its points. No phrase of the lexicon is fulfilled by a small word alone whose neighbours may all be missing. What labelled texts
taught is of parts that there are.
"""

from __future__ import annotations

from collections.abc import Iterator

from k8s_svc_trainer.cases.faults import Fault, shown
from k8s_svc_trainer.course.pack import TAUGHT, Pack
from k8s_svc_trainer.course.values import FollowUp, InterviewQuestion, Misconception, Point
from k8s_svc_trainer.interview.field import Field
from k8s_svc_trainer.interview.grade import Grader
from k8s_svc_trainer.interview.lexicon import LexiconFault, careless
from k8s_svc_trainer.interview.pattern import PatternFault
from k8s_svc_trainer.interview.rubrics import field_of, follow_up_grader, grader_of


def check(pack: Pack) -> list[Fault]:
    """All that is wrong with the rubrics of a pack. Raises Faults for files that cannot be read."""
    questions = pack.every_interview()
    if not questions:
        return []
    try:
        field = field_of(pack.lexicon())
    except LexiconFault as fault:
        return [questions[0].at.fault(str(fault), "see the lexicon's concepts, and how phrases are written")]
    loose = [_loose(questions[0], name, phrase, words) for name, phrase, words in _careless(pack)]
    strange = [_strange(questions[0], *one) for one in _unknown(pack, questions)]
    return loose + strange + [fault for question in questions for fault in _question(question, field)]


def _careless(pack: Pack) -> Iterator[tuple[str, str, frozenset[str]]]:
    """The phrases of the lexicon that one small word fulfils: (concept, phrase, words)."""
    for name, phrases in pack.lexicon().items():
        for phrase in phrases:
            if words := careless(phrase):
                yield name, phrase, words


def _unknown(pack: Pack, questions: list[InterviewQuestion]) -> Iterator[tuple[str, str, str]]:
    """What was taught of no part of a rubric: (question, point or misconception, its id). Raises Faults for files that cannot be read."""
    parts = {(one.id, "point", part.id) for one in questions for part in one.points}
    parts |= {(one.id, "misconception", part.id) for one in questions for part in one.misconceptions}
    for name in pack.taught_questions():
        taught = pack.taught(name)
        told = [(name, "point" if taught.is_point(part) else "misconception", part) for part in taught.parts] if taught else []
        yield from (one for one in told if one not in parts)


def _strange(question: InterviewQuestion, name: str, kind: str, part: str) -> Fault:
    said = f"{TAUGHT}/{name}.json tells of the {kind} {shown(part)} of {shown(name)}, and there is no such {kind}"
    return question.at.fault(said, "compute it again")


def _loose(question: InterviewQuestion, name: str, phrase: str, words: frozenset[str]) -> Fault:
    said = f"concept {name}: {phrase!r} is fulfilled by {' or '.join(sorted(words))} alone, since its other parts may be missing"
    return question.at.fault(said, "take the ? from another part; a small word that is meant stands as a phrase of its own")


def _question(question: InterviewQuestion, field: Field) -> Iterator[Fault]:
    try:
        grader = grader_of(question, field, by_example=False)  # an example is like itself: the patterns are what is proven
        asked = [(one, follow_up_grader(question, one, field)) for one in question.followUps]
    except (LexiconFault, PatternFault) as fault:
        yield question.at.fault(str(fault), "see the lexicon's concepts, and how patterns are written")
        return
    parts: list[Point | Misconception] = [*question.points, *question.misconceptions]
    for part in parts:
        yield from _proven(part, grader, question)
    for one in question.misconceptions:
        for name in grader.grade(one.instead).misconceptions:
            yield (one.at or question.at).fault(
                f"what is to be said instead of {one.id} holds the misconception {name}", "say it otherwise"
            )
    for follow_up, following in asked:
        for point in follow_up.points:
            yield from _proven(point, following, question)
        yield from _answered(follow_up, following, question)


def _answered(asked: FollowUp, grader: Grader, question: InterviewQuestion) -> Iterator[Fault]:
    """A follow-up's own answer makes all its points, and what is right there holds no misconception of the question."""
    at = asked.at or question.at
    judged = [one for one in asked.points if one.wording.says]
    if asked.answer and judged:
        made = grader.grade(asked.answer).points
        for point in judged:
            if made[point.id] < 1:
                yield at.fault(f"the answer to {asked.id} does not make {point.id}", "say it in the answer, or widen its patterns")
    for text in (asked.answer, *(text for one in judged for text in one.wording.makes)):
        for name in grader.grade(text).misconceptions:
            remedy = "write it otherwise, or allows: [MISCONCEPTION] where it is none"
            yield at.fault(f"{text!r} is right as an answer to {asked.id} and holds the misconception {name}", remedy)


def _proven(part: Point | Misconception, grader: Grader, question: InterviewQuestion) -> Iterator[Fault]:
    at = part.at or question.at
    wording = part.wording
    if (wording.says or wording.touches) and not (wording.makes and wording.misses):
        yield at.fault(f"nothing shows how {part.id} is said", "write texts that make it (makes) and texts that do not (misses)")
    for text, meant in (*((one, True) for one in wording.makes), *((one, False) for one in wording.misses)):
        grade = grader.grade(text)
        made = grade.points.get(part.id, float(part.id in grade.misconceptions))
        if meant and made < 1:
            yield at.fault(f"{part.id} is not made by {text!r}, which should make it", "widen its patterns, or the lexicon")
        elif not meant and made == 1:
            yield at.fault(f"{part.id} is made by {text!r}, which should not make it", "narrow its patterns")
