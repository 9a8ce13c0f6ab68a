"""quiz --question: one question by its name, `LESSON/ID`, or the instance of a template, `LESSON/ID@SEED`.

The answer is saved as any other; a quiz that was left unfinished goes on waiting.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from k8s_svc_trainer.cli import confidence, door
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import QUIET, STRONG, Paper
from k8s_svc_trainer.cli.quiz import LEVELS
from k8s_svc_trainer.course import Question, present
from k8s_svc_trainer.study import Evidence, record


def run(environment: Environment, name: str, seed: int | None, *, sure: bool | None = None) -> int:
    """Ask it. A seed names the instance of a template, for ever; without one the time draws it. `sure`: as `quiz.Asked.confidence`.

    Raises UnknownItem, and Refused for two seeds or without a terminal.
    """
    if seed is not None and "@" in name:
        raise door.Refused(f"{name} names its seed already: leave out --seed {seed}")
    drawn = seed if seed is not None else int(datetime.now(UTC).timestamp())
    with sit_down(environment) as desk:
        question = desk.pack.question(name, seed=drawn)
        if not environment.interactive:
            raise door.Refused(
                "a question needs a terminal; without one give its answer in a file: `quiz --answers FILE`, without --question"
            )
        if sure is not None:
            confidence.set_mode(desk.store, wanted=sure)
        paper = Paper(environment)
        paper.fresh()
        _ask(paper, desk, question, drawn if question.seed is None else question.seed)
    return door.DONE


def _ask(paper: Paper, desk: Desk, question: Question, seed: int) -> None:
    """Ask, grade, save, tell."""
    from k8s_svc_trainer.cli import asking, feedback
    from k8s_svc_trainer.course.grade import grade

    _head(paper, question)
    began = time.monotonic()
    given = asking.ask(paper, question, present(question, seed))
    if given is None:
        return
    seconds = time.monotonic() - began
    sure = confidence.ask(paper, desk.store)
    verdict = grade(question, given.answer)
    item = next(item for item in desk.items if item.id == question.id)
    evidence = Evidence(right=verdict.right, helped=given.helped, seconds=seconds, answer=given.answer, confidence=sure)
    record(desk.store, item, evidence, datetime.now(UTC), seed=seed)

    def asked_again(page: Paper) -> None:
        _head(page, question)
        for line in given.said:
            page.entry("you", line, column=5)

    near = feedback.tell_fitting(paper, question, verdict, asked_again, returns="")
    feedback.after(paper, desk, question, verdict, last=True, near=near)


def _head(paper: Paper, question: Question) -> None:
    topic = question.lesson.rpartition(":")[2].partition("-")[2].replace("-", " ")
    paper.gap()
    paper.title(question.slug, f"{topic} {paper.sign('dot')} {LEVELS[question.level]}")
    paper.text(question.prompt, STRONG)
    if question.since:
        paper.text(f"Kubernetes {question.since} and later.", QUIET)
