"""interview: the open questions and what was made of them; asking one; rehearsing one aloud; what the grader got wrong, for its author."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial

from k8s_svc_trainer.cli import data, door, prompts
from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import ACCENT, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.course import InterviewQuestion
from k8s_svc_trainer.study import Evidence, record


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
            paper.entry(str(row["id"]), str(row["text"]), label_style=ACCENT, column=18)
            paper.entry("", _made(row), style=QUIET, column=18)
        paper.gap()
        for command, does in (("ask NAME", "asks one"), ("mock", "a whole interview")):
            paper.write("  ", (f"k8s-svc-trainer interview {command:8}", ACCENT), (f"  {does}", QUIET))
        paper.gap()
    return door.DONE


def _listed(desk: Desk, question: InterviewQuestion) -> dict[str, object]:
    made = desk.store.points((desk.pack.name, question.item))
    met = sum(made.values()) if made else None
    return {"id": question.id, "text": question.text, "lesson": question.lesson, "points": len(question.points), "made": met}


def _made(row: dict[str, object]) -> str:
    points = many(int(str(row["points"])), "point")
    return f"{points}, not answered yet" if row["made"] is None else f"{row['made']} of {points} made last time"


def ask(environment: Environment, name: str, *, level: str, answer: str | None, rehearse: bool) -> int:
    """Ask one question: in writing, from a file (`answer`), or aloud."""
    with sit_down(environment) as desk:
        question = desk.pack.interview(name)
        if not environment.interactive:
            raise door.Refused("an interview takes your answer and needs a terminal; `interview grade NAME --answer FILE` runs without one")
        paper = Paper(environment)
        if rehearse:
            say_aloud(paper, desk, question)
        else:
            from k8s_svc_trainer.cli import asked

            asked.ask(paper, desk, question, level=level, text=None if answer is None else data.read(environment, answer))
    return door.DONE


def choose_one(paper: Paper, desk: Desk) -> bool:
    """Let the person choose a question, or a whole interview; whether something stands on the screen that is to be read."""
    rows = [prompts.Row(key=str(place), text=question.text) for place, question in enumerate(desk.interviews, 1)]
    further = [("m", "a mock interview of 30 minutes")]
    picked = prompts.choose_below(paper, partial(paper.head, "Interview"), rows, further=further)
    if isinstance(picked, prompts.Pressed):
        from k8s_svc_trainer.cli import mock

        return not mock.hold(paper, desk, mock.Wanted())
    if not isinstance(picked, prompts.Picked):
        return False
    from k8s_svc_trainer.cli import asked

    asked.ask(paper, desk, desk.interviews[int(picked.key) - 1])
    return True


def say_aloud(paper: Paper, desk: Desk, question: InterviewQuestion) -> None:
    """A question answered aloud: a clock while the candidate speaks, then the points are ticked by themselves. Kept as self-rated."""
    paper.fresh()
    paper.gap()
    paper.title("Rehearsal", "aloud")
    paper.text(question.text, STRONG)
    began = time.monotonic()
    if prompts.pause(paper.environment, [("enter", "I have said it")], back="leave", clock=True) is None:
        return
    seconds = time.monotonic() - began
    points = _ticked(paper, question, seconds)
    if points is None:
        return
    record(desk.store, desk.interview_item(question), Evidence.by_points(points, seconds=seconds), datetime.now(UTC))
    paper.gap()
    paper.title(f"{sum(points.values())} of {many(len(points), 'point')}, by your own word", f"{many(round(seconds), 'second')}")
    paper.text(question.answers["senior"])


def _ticked(paper: Paper, question: InterviewQuestion, seconds: float) -> dict[str, bool] | None:
    """Each point, yes or no; None where they went back."""
    paper.fresh()
    paper.gap()
    paper.title("Now judge it, as strictly as an interviewer would", f"{many(round(seconds), 'second')}")
    points: dict[str, bool] = {}
    rows = [prompts.Row(key="y", text="Yes, I made this point"), prompts.Row(key="n", text="No, or only the words for it")]
    for number, point in enumerate(question.points, 1):
        paper.entry(f"{number} of {len(question.points)}", point.text, style=STRONG, column=10)
        picked = prompts.choose(paper.environment, rows, at_once=True)
        if not isinstance(picked, prompts.Picked):
            judged = f"{len(points)} of {many(len(question.points), 'point')} {'was' if len(points) == 1 else 'were'} judged"
            paper.gap()
            paper.text(f"Not counted: {judged}.", QUIET)
            return None
        points[point.id] = picked.key == "y"
        sign, style = ("tick", GOOD) if points[point.id] else ("open", QUIET)
        paper.entry("", f"{paper.sign(sign)} {'made' if points[point.id] else 'missed'}", style=style, column=10)
    return points


def export(environment: Environment) -> int:
    """Print every point on which the learner overruled the grader, with the answer, for the rubric's author."""
    with sit_down(environment) as desk:
        rulings = desk.store.rulings()
        rows = [
            {
                "question": one.item,
                "point": one.point,
                "graded": one.graded,
                "ruled": one.ruled,
                "answer": one.answer,
                "at": one.at.isoformat(),
            }
            for one in rulings
        ]
        data.put(environment, {"disagreements": rows})
        print(f"{many(len(rows), 'point')} overruled", file=environment.stderr)
    return door.DONE
