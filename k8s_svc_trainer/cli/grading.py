"""interview grade: a written answer judged offline, without a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8s_svc_trainer.cli import data, door
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import ACCENT, BAD, GOOD, QUIET, STRONG, Paper

if TYPE_CHECKING:
    from k8s_svc_trainer.course import InterviewQuestion
    from k8s_svc_trainer.interview import Grade


def run(environment: Environment, name: str, answer: str, *, json: bool) -> int:
    """Grade the text of a file (`-`: standard input) as an answer to a question."""
    from k8s_svc_trainer.cli.desk import open_course
    from k8s_svc_trainer.interview import field_of_pack, grader_of

    pack = open_course(environment)
    question = pack.interview(name)
    text = data.read(environment, answer)
    grade = grader_of(question, field_of_pack(pack, question.lesson)).grade(text)
    if json:
        data.put(environment, as_data(grade))
    else:
        show(Paper(environment), question, text, grade)
    return door.DONE


def as_data(grade: Grade) -> dict[str, Any]:
    """What `--json` prints: points as 0, 0.5 or 1, evidence as places of letters in the answer."""
    return {
        "question": grade.question,
        "points": {name: int(worth) if worth in (0, 1) else worth for name, worth in grade.points.items()},
        "misconceptions": list(grade.misconceptions),
        "score": grade.score,
        "evidence": {name: [list(span) for span in spans] for name, spans in grade.evidence.items()},
    }


def show(paper: Paper, question: InterviewQuestion, text: str, grade: Grade) -> None:
    """The grade for a person: what was made, touched on, missed and wrong, each with the answer's own words."""
    paper.gap()
    paper.title(question.text, f"{grade.score} of 10")
    for point in question.points:
        worth = grade.points[point.id]
        sign, style = ("tick", GOOD) if worth == 1 else ("dot", ACCENT) if worth else ("open", QUIET)
        paper.entry(paper.sign(sign), point.text, label_style=style, style="" if worth else QUIET, column=3)
        _words(paper, text, grade, point.id)
    for misconception in question.misconceptions:
        if misconception.id in grade.misconceptions:
            paper.entry(paper.sign("cross"), f"Not so: {misconception.text}", label_style=BAD, style=STRONG, column=3)
            _words(paper, text, grade, misconception.id)
    if grade.unheard:
        from k8s_svc_trainer.cli.judged import ADVICE
        from k8s_svc_trainer.interview.feedback import UNHEARD

        label, says = UNHEARD[grade.unheard]
        paper.gap()
        paper.entry(label, says, column=ADVICE, label_style=ACCENT)
    paper.gap()


def _words(paper: Paper, text: str, grade: Grade, name: str) -> None:
    spans = grade.evidence.get(name, ())
    if spans:
        start, end = spans[0]
        paper.entry("", f"“{' '.join(text[start:end].split())}”", style=QUIET, column=3)
