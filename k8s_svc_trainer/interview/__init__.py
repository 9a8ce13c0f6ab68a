"""Free-text answers: what they claim, the points of a rubric that they make, the misconceptions that they hold, an interviewer's score.

    from k8s_svc_trainer.interview import field_of_pack, grader_of

    grader_of(pack.interview("load-balance"), field_of_pack(pack)).grade("Labels decide who, readiness who right now ...").points

Offline and at once: no network, and what labelled texts taught is a table of weights. Imports point down: this room knows course's values,
and nothing of screens or progress.
"""

from k8s_svc_trainer.interview.feedback import Feedback, Wrong, feedback, wrong_in
from k8s_svc_trainer.interview.field import Field
from k8s_svc_trainer.interview.grade import Grade, Grader, Rubric, Rule
from k8s_svc_trainer.interview.ladder import Climb, following, step
from k8s_svc_trainer.interview.rubrics import field_of, field_of_pack, follow_up_grader, grader_of

__all__ = [
    "Climb",
    "Feedback",
    "Field",
    "Grade",
    "Grader",
    "Rubric",
    "Rule",
    "Wrong",
    "feedback",
    "field_of",
    "field_of_pack",
    "follow_up_grader",
    "following",
    "grader_of",
    "step",
    "wrong_in",
]
