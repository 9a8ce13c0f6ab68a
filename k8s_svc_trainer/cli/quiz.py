"""quiz: questions one after another, each answered by what the simulated cluster does; or unattended, from a file of answers.

Every answer is saved when it is given, so Ctrl-C loses nothing and the next quiz goes on where this one was left.
"""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from k8s_svc_trainer.cli import confidence, data, door, prompts
from k8s_svc_trainer.cli.amounts import when
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import QUIET, STRONG, Paper
from k8s_svc_trainer.course import Question, present
from k8s_svc_trainer.study import Evidence, Prompt, Selection, Session, Wish, choose, record

if TYPE_CHECKING:
    from k8s_svc_trainer.course.grade import Verdict

AFTER_SHOWING = 1.0  # seconds: by then the question stands on the screen
LEVELS = {1: "junior", 2: "senior", 3: "staff"}


class Asked(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a person asked for, as the options say it. `confidence`: whether to be asked how sure one is; None as it was set before."""

    topic: str | None = None
    level: int | None = None
    count: int | None = None
    seed: int | None = None
    due: bool = False
    confidence: bool | None = None

    @property
    def wish(self) -> Wish:
        """The same for `study`."""
        return Wish(topic=self.topic, level=self.level, count=self.count, due_only=self.due)

    @property
    def anything(self) -> bool:
        """Whether nothing in particular was asked for, so that an unfinished quiz may go on."""
        return self.topic is None and self.level is None and self.seed is None and not self.due


def run(environment: Environment, asked: Asked, *, json: bool) -> int:
    """A quiz in the terminal."""
    if json:
        raise door.Refused("--json is for a quiz that runs unattended: give it --answers FILE")
    with sit_down(environment) as desk:
        choose(desk.items, {}, now=datetime.now(UTC), wish=asked.wish)  # an unknown topic is told first
        if not environment.interactive:
            raise door.Refused("a quiz asks questions and needs a terminal; `quiz --answers FILE --json` runs without one")
        sit(Paper(environment), desk, asked)
    return door.DONE


def sit(paper: Paper, desk: Desk, asked: Asked) -> bool:
    """Ask questions until none is left or the person goes; whether a summary stands on the screen."""
    if asked.confidence is not None:
        confidence.set_mode(desk.store, wanted=asked.confidence)
    paper.fresh()
    now = datetime.now(UTC)
    session = Session.resume(desk.store, desk.items, now) if asked.anything else None
    if session is not None:
        paper.gap()
        paper.text(f"Going on where you left: {session.left} to go.", QUIET)
    else:
        seed = asked.seed if asked.seed is not None else int(now.timestamp())
        session = Session.start(desk.store, desk.items, now, seed=seed, wish=asked.wish)
        if session.left == 0:
            return _nothing(paper, desk, asked, session.selection)
        _short(paper, session, asked)
    finished = ask_all(paper, desk, session, fresh=False)
    from k8s_svc_trainer.cli import summary

    return summary.show(paper, desk, session, finished=finished)


def _short(paper: Paper, session: Session, asked: Asked) -> None:
    """Say where there are fewer questions than were asked for."""
    found = session.selection
    if found is not None and found.short and asked.count is not None:
        many = f"are {len(found.items)} such questions" if len(found.items) > 1 else "is 1 such question"
        paper.gap()
        paper.text(f"There {many}, not {found.wanted}: here {'are all' if len(found.items) > 1 else 'it is'}.", QUIET)


def _nothing(paper: Paper, desk: Desk, asked: Asked, found: Selection | None) -> bool:
    paper.gap()
    next_due = found.next_due if found else None
    paper.text(f"Nothing is due. The next comes back {when(next_due - datetime.now(UTC))}." if next_due else "Nothing is due.")
    if found is None or not (found.new or found.ahead):
        paper.text("No question fits what you asked for.", QUIET)
        return True
    offer = f"{found.new} new ones" if found.new else "some before their time"
    if prompts.pause(paper.environment, [("enter", offer)]) is None:
        return False
    return sit(paper, desk, msgspec.structs.replace(asked, due=False))


# --- one question -------------------------------------------------------------------------------------------------


def ask_all(paper: Paper, desk: Desk, session: Session, *, fresh: bool = True) -> bool:
    """Ask what a session holds, each on a screen of its own, the first where `fresh`; whether the person stayed to its end."""
    while prompt := session.next():
        if fresh:
            paper.fresh()
        if not _ask_one(paper, desk, session, prompt):
            return False
        fresh = True
    return True


def ask_next(paper: Paper, desk: Desk, session: Session, prompt: Prompt) -> bool:
    """Ask what stands first in a session, which must be a question; False where the person goes."""
    return _ask_one(paper, desk, session, prompt)


def _ask_one(paper: Paper, desk: Desk, session: Session, prompt: Prompt) -> bool:
    """Ask, grade, tell; False where the person goes."""
    from k8s_svc_trainer.cli import asking

    question = desk.pack.question(prompt.item.id, seed=prompt.seed)
    _head(paper, question, prompt)
    meanwhile()
    began = time.monotonic()
    given = asking.ask(paper, question, present(question, prompt.seed))
    if given is None:
        return False
    from k8s_svc_trainer.course.grade import grade

    seconds = time.monotonic() - began
    sure = confidence.ask(paper, desk.store) if prompt.attempt == 1 else None
    verdict = grade(question, given.answer)
    evidence = Evidence(right=verdict.right, helped=given.helped, seconds=seconds, answer=given.answer, confidence=sure)
    outcome = session.submit(evidence, datetime.now(UTC))
    from k8s_svc_trainer.cli import feedback

    def asked_again(page: Paper) -> None:
        _head(page, question, prompt)
        for line in given.said:
            page.entry("you", line, column=5)

    shape = ", in another shape" if outcome.reshaped else ""
    returns = f"It comes back in this quiz{shape}." if outcome.comes_back is not None else ""
    near = feedback.tell_fitting(paper, question, verdict, asked_again, returns=returns)
    return feedback.after(paper, desk, question, verdict, last=outcome.left == 0, near=near)


def meanwhile() -> None:
    """Load the simulator while the person reads, so that the verdict comes at once."""
    reading = threading.Timer(AFTER_SHOWING, importlib.import_module, ["k8s_svc_trainer.cli.feedback"])
    reading.daemon = True
    reading.start()


def _head(paper: Paper, question: Question, prompt: Prompt) -> None:
    topic = question.lesson.rpartition(":")[2].partition("-")[2].replace("-", " ")
    again = f" {paper.sign('dot')} once more" if prompt.attempt > 1 else ""
    paper.gap()
    paper.title(f"Question {prompt.number} of {prompt.total}{again}", f"{topic} {paper.sign('dot')} {LEVELS[question.level]}")
    if prompt.reshaped:
        paper.text("The same thing as before, in another shape.", QUIET)
    paper.text(question.prompt, STRONG)
    if question.since:
        paper.text(f"Kubernetes {question.since} and later.", QUIET)


# --- unattended ---------------------------------------------------------------------------------------------------


def unattended(environment: Environment, asked: Asked, file: str, *, json: bool) -> int:
    """Grade the answers of a file, and save each as progress; nothing is asked. 1 where one is wrong.

    Where a topic, level, count or --due is given, the questions are drawn as in a quiz, and one without an answer counts as wrong.
    """
    from k8s_svc_trainer.cases.document import read

    shown = "standard input" if file == "-" else file
    seed, answers = _answers(read(data.read(environment, file), file=shown).value, shown)
    asked = asked if asked.seed is not None else msgspec.structs.replace(asked, seed=seed)
    with sit_down(environment) as desk:
        results = [_grade_one(desk, name, answers, asked.seed or 0) for name in _named(desk, asked, answers)]
    right = sum(row["right"] for row in results)
    found = {"seed": asked.seed, "asked": len(results), "right": right, "results": results}
    if json:
        data.put(environment, found)
    else:
        paper = Paper(environment)
        for row in results:
            paper.entry(row["id"], row["first_line"], column=len(row["id"]) + 2)
        paper.write("  ", f"{right} of {len(results)} right")
    return door.DONE if right == len(results) else door.WRONG


def _answers(value: Any, file: str) -> tuple[int | None, Mapping[str, Any]]:
    known = isinstance(value, Mapping) and set(value) <= {"seed", "answers"} and isinstance(value.get("answers"), Mapping)
    if not known or not isinstance(value.get("seed"), int | None):
        raise door.Refused(f'{file}: an answers file is {{"seed": 7, "answers": {{"LESSON/ID": ANSWER}}}}')
    return value.get("seed"), value["answers"]


def _named(desk: Desk, asked: Asked, answers: Mapping[str, Any]) -> list[str]:
    """The questions to grade: those that were answered, or those that were asked for."""
    if asked.topic is None and asked.level is None and asked.count is None and not asked.due:
        return list(answers)
    found = choose(desk.items, desk.store.cards(), now=datetime.now(UTC), seed=asked.seed or 0, wish=asked.wish)
    names = [item.id for item in found.items]
    stray = [name for name in answers if name not in names]
    if stray:
        raise door.Refused(f"{stray[0]} is answered, but not asked in this quiz; it asks {', '.join(names) or 'nothing'}")
    return names


def _grade_one(desk: Desk, name: str, answers: Mapping[str, Any], seed: int) -> dict[str, Any]:
    from k8s_svc_trainer.course.grade import BadAnswer, grade

    question = desk.pack.question(name, seed=seed)
    if name not in answers:
        return {"id": name, "right": False, "first_line": "Wrong: not answered.", "did": "", "key": None}
    try:
        verdict = grade(question, answers[name])
    except BadAnswer as bad:
        raise door.Refused(f"{name}: {bad}") from None
    item = next(item for item in desk.items if item.id == question.id)
    named = seed if question.seed is None else question.seed
    record(desk.store, item, Evidence(right=verdict.right, answer=answers[name]), datetime.now(UTC), seed=named)
    return {"id": name, "right": verdict.right, "first_line": verdict.first_line, "did": verdict.did, "key": verdict.key, **_why(verdict)}


def _why(verdict: Verdict) -> dict[str, Any]:
    hops = verdict.asked.result.hops if verdict.asked else ()
    shown = [{"stage": hop.stage, "at": hop.at, "object": hop.object, "text": hop.text, "decided": hop.decided} for hop in hops]
    options = [{"id": one.id, "chosen": one.chosen, "right": one.right} for one in verdict.options]
    goals = [{"name": one.name, "holds": one.holds, "kept": one.kept} for one in verdict.goals]
    return {"options": options, "goals": goals, "hops": shown, "trouble": verdict.trouble}
