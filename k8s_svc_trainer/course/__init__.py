"""The course: lessons, questions, interview questions and the checklist, read from a pack of text files.

What is here is light: it shows a question without importing the simulator. What runs clusters is imported where it is used:
`course.stage` (a question's cluster), `course.grade`, `course.show`, `course.check`, `course.golden`.
"""

from k8s_svc_trainer.course.pack import INNER, Pack, UnknownItem, default_pack_path, open_pack
from k8s_svc_trainer.course.present import STAGES, Line, Presented, present
from k8s_svc_trainer.course.values import (
    ChecklistItem,
    Choice,
    Diagnose,
    Entry,
    Fill,
    Fix,
    FollowUp,
    InterviewQuestion,
    Kind,
    Lab,
    LabEntry,
    Lesson,
    Misconception,
    Option,
    Order,
    Point,
    Predict,
    Question,
    Questions,
    Rung,
    Section,
    Template,
)

__all__ = [
    "INNER",
    "STAGES",
    "ChecklistItem",
    "Choice",
    "Diagnose",
    "Entry",
    "Fill",
    "Fix",
    "FollowUp",
    "InterviewQuestion",
    "Kind",
    "Lab",
    "LabEntry",
    "Lesson",
    "Line",
    "Misconception",
    "Option",
    "Order",
    "Pack",
    "Point",
    "Predict",
    "Presented",
    "Question",
    "Questions",
    "Rung",
    "Section",
    "Template",
    "UnknownItem",
    "default_pack_path",
    "open_pack",
    "present",
]
