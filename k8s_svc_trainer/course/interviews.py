"""interview.yaml: a document becomes open questions with their rubrics and model answers.

Decides what may be written in them; how an answer is judged is for others.
"""

from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.course import words
from k8s_svc_trainer.course.questions import scene_of
from k8s_svc_trainer.course.values import FollowUp, InterviewQuestion, Misconception, Rung, Scene

LEVELS = ("junior", "senior", "staff")
_NEEDED = ("id", "text", "serves", "points", "answers")
_MAY = ("misconceptions", "notes", "followUps", "settings", "objects", "was")


def interview_item(lesson: str, name: str) -> str:
    """The id under which progress with an open question is kept."""
    return f"{lesson}/interview/{name}"


def read_interviews(root: Node, lesson: str, reader: Reader) -> tuple[InterviewQuestion, ...]:
    """The open questions of a lesson; what is wrong is kept in the reader."""
    members = reader.fields(root, ("settings", "objects", "questions"), required=("questions",))
    if members is None or "questions" not in members:
        return ()
    shared = scene_of(members, Scene())
    elements = reader.elements(members["questions"], empty=False)
    found = tuple(question for node in elements if (question := _question(node, lesson, shared, reader)) is not None)
    words.once(((question.id, question.at) for question in found), "interview question", reader)
    return found


def _question(node: Node, lesson: str, shared: Scene, reader: Reader) -> InterviewQuestion | None:
    members = reader.fields(node, (*_NEEDED, *_MAY), required=_NEEDED)
    if members is None:
        return None
    name = words.slug(members["id"], reader) if "id" in members else ""
    answers = reader.fields(members["answers"], LEVELS, required=LEVELS) if "answers" in members else None
    return InterviewQuestion(
        id=name,
        item=interview_item(lesson, name),
        lesson=lesson,
        text=words.prose(members["text"], reader) if "text" in members else "",
        serves=words.slugs(members.get("serves"), reader, empty=False),
        points=words.points(members.get("points"), reader),
        misconceptions=_misconceptions(members.get("misconceptions"), reader),
        notes=reader.texts(members["notes"]) if "notes" in members else (),
        answers={level: words.prose(text, reader) for level, text in (answers or {}).items()},
        followUps=_follow_ups(members.get("followUps"), reader),
        scene=scene_of(members, shared),
        was=tuple(interview_item(lesson, old) for old in words.former(members.get("was"), reader)),
        at=node,
    )


def _misconceptions(node: Node | None, reader: Reader) -> tuple[Misconception, ...]:
    found = []
    for element in () if node is None else reader.elements(node):
        members = reader.fields(element, ("id", "text", "instead", "refute", *words.WORDING), required=("id", "text"))
        if members is not None:
            name, text = words.slug(members.get("id"), reader), words.prose(members.get("text"), reader)
            wording = words.wording(members, reader)
            instead = words.prose(members["instead"], reader) if "instead" in members else ""
            found.append(Misconception(id=name, text=text, instead=instead, refute=members.get("refute"), wording=wording, at=element))
    words.once(((one.id, at) for one, at in zip(found, node.elements() if node else (), strict=False)), "misconception", reader)
    return tuple(found)


def _follow_ups(node: Node | None, reader: Reader) -> tuple[FollowUp, ...]:
    found = []
    for element in () if node is None else reader.elements(node):
        members = reader.fields(element, ("id", "text", "missed", "rung", "points", "answer", "allows"), required=("id", "text", "points"))
        if members is not None:
            rung = reader.word(members["rung"], Rung, but=(Rung.MISSED,)) if "rung" in members else Rung.MISSED
            if ("rung" in members) == ("missed" in members):
                reader.wrong(
                    element,
                    "a follow-up is about points that were missed, or it is a rung",
                    "write missed: [POINT], or rung: deeper or twist",
                )
            found.append(
                FollowUp(
                    id=words.slug(members.get("id"), reader),
                    text=words.prose(members.get("text"), reader),
                    rung=rung or Rung.DEEPER,
                    missed=words.slugs(members.get("missed"), reader),
                    points=words.points(members.get("points"), reader),
                    answer=words.prose(members["answer"], reader) if "answer" in members else "",
                    allows=words.slugs(members.get("allows"), reader),
                    at=element,
                )
            )
    words.once(((one.id, at) for one, at in zip(found, node.elements() if node else (), strict=False)), "follow-up", reader)
    return tuple(found)
