"""interview: the open questions, and answering one in writing, judged point by point beside a model answer.

Each line is kept as a draft when it is written, so nothing that was typed is lost.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from k8s_svc_trainer.cli import data, door, editor, prompts
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import ACCENT, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.course import InterviewQuestion
from k8s_svc_trainer.study import Evidence, Item, record

WORDS_A_MINUTE = 130


def run(environment: Environment, *, json: bool) -> int:
    """List the questions with what was made of them."""
    with sit_down(environment) as desk:
        rows = [_listed(desk, question) for question in desk.interviews]
        if json:
            data.put(environment, {"questions": rows})
            return door.DONE
        paper = Paper(environment)
        paper.gap()
        paper.title("Interview questions")
        for row in rows:
            paper.entry(str(row["id"]), str(row["text"]), label_style=ACCENT, column=16)
            paper.entry("", _made(row), style=QUIET, column=16)
        paper.gap()
        paper.write("  ", ("k8s-svc-trainer interview ask NAME", ACCENT), ("  answers one", QUIET))
        paper.gap()
    return door.DONE


def _listed(desk: Desk, question: InterviewQuestion) -> dict[str, object]:
    made = desk.store.points((desk.pack.name, question.item))
    met = sum(made.values()) if made else None
    return {"id": question.id, "text": question.text, "lesson": question.lesson, "points": len(question.points), "made": met}


def _made(row: dict[str, object]) -> str:
    return f"{row['points']} points, not answered yet" if row["made"] is None else f"{row['made']} of {row['points']} points made last time"


def ask(environment: Environment, name: str) -> int:
    """Answer one question."""
    with sit_down(environment) as desk:
        question = desk.pack.interview(name)
        if not environment.interactive:
            raise door.Refused("an interview takes your answer and needs a terminal; `interview` alone lists the questions")
        answer_one(Paper(environment), desk, question)
    return door.DONE


def choose_one(paper: Paper, desk: Desk) -> bool:
    """Let the person choose a question, and take its answer; whether one was chosen."""
    paper.fresh()
    paper.gap()
    paper.title("Interview")
    rows = [prompts.Row(key=str(place), text=question.text) for place, question in enumerate(desk.interviews, 1)]
    picked = prompts.choose(paper.environment, rows)
    if not isinstance(picked, prompts.Picked):
        return False
    answer_one(paper, desk, desk.interviews[int(picked.key) - 1])
    return True


def answer_one(paper: Paper, desk: Desk, question: InterviewQuestion) -> None:
    """Ask, take the answer, and let the learner judge it."""
    item = desk.interview_item(question)
    paper.fresh()
    paper.gap()
    paper.title("Interview")
    paper.text(question.text, STRONG)
    began = time.monotonic()
    answer = _write(paper, desk, item)
    if answer is None:
        paper.text("Kept as a draft: it is here when you come back.", QUIET)
        return
    points = _judge(paper, question, answer)
    if points is None:
        paper.text("Your answer is kept as a draft; it was not judged.", QUIET)
        return
    record(desk.store, item, Evidence.by_points(points, answer=answer, seconds=time.monotonic() - began), datetime.now(UTC))
    _close(paper, question, points)


def _write(paper: Paper, desk: Desk, item: Item) -> str | None:
    """The answer, line by line or from an editor; None where the person went back. Each line is saved when it is entered."""
    draft = desk.store.draft(item.key)
    lines = draft.text.split("\n") if draft and draft.text else []
    paper.text("Answer as you would speak, in as many lines as you like. An empty line ends it; e alone opens your editor.", QUIET)
    if lines:
        paper.write("  ", ("Your draft so far:", QUIET))
        for line in lines:
            paper.write("  ", (f"| {line}", ACCENT))
    while True:
        typed = prompts.line(paper.environment, f"{len(lines) + 1}")
        if typed is None:
            return None
        if typed.strip() == "e":
            lines = editor.edit(paper.environment, "\n".join(lines)).split("\n")
            desk.store.save_draft(item.key, "\n".join(lines), datetime.now(UTC))
            for written in lines:
                paper.write("  ", (f"| {written}", ACCENT))
        elif typed.strip():
            lines.append(typed)
            desk.store.save_draft(item.key, "\n".join(lines), datetime.now(UTC))
        elif any(one.strip() for one in lines):
            return "\n".join(lines).strip()


def _judge(paper: Paper, question: InterviewQuestion, answer: str) -> dict[str, bool] | None:
    """Each point held against the answer, by the learner; None where they went back."""
    words = len(answer.split())
    paper.gap()
    paper.title("A senior would say", f"yours: {words} words, about {max(1, round(60 * words / WORDS_A_MINUTE))} seconds")
    paper.text(question.answers["senior"])
    paper.text("Now judge yours, as strictly as an interviewer would.", QUIET)
    points: dict[str, bool] = {}
    rows = [prompts.Row(key="y", text="Yes, I made this point"), prompts.Row(key="n", text="No, or only the words for it")]
    for number, point in enumerate(question.points, 1):
        paper.entry(f"{number} of {len(question.points)}", point.text, style=STRONG, column=10)
        picked = prompts.choose(paper.environment, rows, at_once=True)
        if not isinstance(picked, prompts.Picked):
            return None
        points[point.id] = picked.key == "y"
        sign = paper.sign("tick") if points[point.id] else paper.sign("cross")
        paper.entry("", f"{sign} {'made' if points[point.id] else 'missed'}", style=GOOD if points[point.id] else QUIET, column=10)
    return points


def _close(paper: Paper, question: InterviewQuestion, points: dict[str, bool]) -> None:
    made = sum(points.values())
    paper.gap()
    paper.title(f"{made} of {len(points)} points made")
    if made < len(points):
        paper.write("  ", ("Say next time", STRONG))
        for point in question.points:
            if not points[point.id]:
                paper.entry(paper.sign("here"), point.text, column=4)
        paper.gap()
    if question.misconceptions:
        paper.write("  ", ("Never say", STRONG))
        for misconception in question.misconceptions:
            paper.entry(paper.sign("cross"), misconception.text, column=4)
        paper.gap()
    paper.write("  ", ("What staff would add", STRONG))
    paper.text(question.answers["staff"])
