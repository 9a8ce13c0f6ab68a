"""A small question with a rubric, as values: two points, two misconceptions, and a ladder."""

from collections.abc import Sequence

from k8s_svc_trainer.course import FollowUp, InterviewQuestion, Misconception, Point, Rung
from k8s_svc_trainer.course.values import Scene, Wording
from k8s_svc_trainer.interview import Field, Grader, grader_of

CONCEPTS = {"label": ["label"], "ready": ["ready"], "mechanism": ["kernel"], "failure": ["refused"], "trade-off": ["cost"]}


def point(name: str, says: str = "", touches: str = "") -> Point:
    return Point(id=name, text=f"Point {name}.", wording=Wording(says=(says,) if says else (), touches=(touches,) if touches else ()))


def follow_up(name: str, rung: Rung = Rung.MISSED, missed: Sequence[str] = (), says: str = "'yes'") -> FollowUp:
    return FollowUp(id=name, text=f"And {name}?", rung=rung, missed=tuple(missed), points=(point("then", says),))


def question(
    *,
    points: Sequence[Point] = (point("labels", "label"), point("ready", "ready", "'pod'")),
    misconceptions: Sequence[Misconception] = (),
    follow_ups: Sequence[FollowUp] = (),
    name: str = "why",
    lesson: str = "01-one",
) -> InterviewQuestion:
    return InterviewQuestion(
        id=name,
        item=f"{lesson}/interview/{name}",
        lesson=lesson,
        text=f"Why {name}?",
        serves=(),
        points=tuple(points),
        misconceptions=tuple(misconceptions),
        notes=(),
        answers={"junior": "By label.", "senior": "By label, and only ready ones.", "staff": "By label, and only ready ones."},
        followUps=tuple(follow_ups),
        scene=Scene(),
        was=(),
        at=None,
    )


def wrong(name: str, says: str, instead: str = "") -> Misconception:
    return Misconception(id=name, text=f"{name} is so.", instead=instead, refute=None, wording=Wording(says=(says,)))


def grader(asked: InterviewQuestion) -> Grader:
    return grader_of(asked, Field(CONCEPTS))
