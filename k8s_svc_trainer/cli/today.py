"""today: what the plan, or what is due, asks for now: lessons, questions, the checklist aloud, interview questions, labs.

Whatever ends it, it goes on where it was left, on the same day. Each kind is asked by the screen of its own; this decides only the order in
which they follow, and asks before a long one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from k8s_svc_trainer.cli import prompts
from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.cli.paper import QUIET, STRONG, Paper
from k8s_svc_trainer.study import Item, Prompt, Session
from k8s_svc_trainer.study.front import Front, front, not_today
from k8s_svc_trainer.study.plan import counted
from k8s_svc_trainer.study.tasks import LESSON, Task, costs

KIND = "today"
ALOUD = "checklist"
ORDER = ("lesson", "question", ALOUD, "interview", "lab")
FOLLOW_UPS = 3  # of an interview question: the whole ladder would take longer than the day has for it; `interview` climbs it


def looked(desk: Desk) -> Front:
    """What is to be done now."""
    now = datetime.now().astimezone()
    session = left_open(desk, now)
    begun = session.waiting if session else ()
    return front(desk.store, desk.collection, desk.checklist, desk.lessons, now, begun=begun)


def amount(counts: Mapping[str, int]) -> str:
    """How many of each sort: `8 questions, 2 aloud, 1 lab`."""
    told = [f"{counts[sort]} aloud" if sort == ALOUD else many(counts[sort], sort) for sort in ORDER if counts.get(sort)]
    return ", ".join(told) or "nothing"


def nothing_left(found: Front) -> str:
    """What is said of today in a line where nothing of it is left."""
    if found.goal is None or not begun(found):
        return "nothing that is worth a minute"
    return f"done: {round(found.spent)} of {many(found.goal.minutes, 'minute')}"


def begun(found: Front) -> bool:
    """Whether something was done today."""
    return round(found.spent) >= 1


def left_open(desk: Desk, now: datetime) -> Session | None:
    """The session that was begun today and not brought to its end."""
    sitting = desk.store.open_sitting(KIND)
    if sitting is None or sitting.touched.astimezone(now.tzinfo).date() != now.date():
        return None
    session = Session.resume(desk.store, [*desk.collection, *_lessons(desk)], now, kind=KIND)
    return session if session and session.waiting else None


def sit(paper: Paper, desk: Desk, chosen: Sequence[Task]) -> bool:
    """Do what was chosen, or go on where it was left; whether something stands on the screen that is to be read."""
    now = datetime.now().astimezone()
    session = left_open(desk, now)
    if session is None:
        items = [task.item for task in chosen]
        session = Session.of(desk.store, desk.collection, items, now, seed=int(now.timestamp()), kind=KIND)
    finished = _do_all(paper, desk, session)
    return _close(paper, desk, session, finished=finished)


def _do_all(paper: Paper, desk: Desk, session: Session) -> bool:
    while prompt := session.next():
        if session.met:
            session.skip(datetime.now(UTC))
        elif not DO.get(prompt.item.kind, _question)(paper, desk, session, prompt):
            return False
    return True


def _question(paper: Paper, desk: Desk, session: Session, prompt: Prompt) -> bool:
    from k8s_svc_trainer.cli import quiz

    paper.fresh()
    return quiz.ask_next(paper, desk, session, prompt)


def _lesson(paper: Paper, desk: Desk, session: Session, prompt: Prompt) -> bool:
    from k8s_svc_trainer.cli import learn

    if not learn.read(paper, desk, prompt.item.id, closes=False, asks={item.id for item in session.waiting}):
        return False
    session.skip(datetime.now(UTC))
    return True


def _checklist(paper: Paper, desk: Desk, session: Session, prompt: Prompt) -> bool:
    from k8s_svc_trainer.cli import checklist

    return checklist.drill_one(paper, desk, session, prompt.item, f"{prompt.number} of {prompt.total}")


def _interview(paper: Paper, desk: Desk, session: Session, prompt: Prompt) -> bool:
    from k8s_svc_trainer.cli import asked

    question = desk.pack.interview(prompt.item.id)
    return _long(paper, desk, session, prompt, question.text, lambda: asked.ask(paper, desk, question, rungs=FOLLOW_UPS) is not None)


def _lab(paper: Paper, desk: Desk, session: Session, prompt: Prompt) -> bool:
    from k8s_svc_trainer.cli import lab as labs

    found = desk.pack.lab(prompt.item.id.replace("/lab/", "/"))
    return _long(paper, desk, session, prompt, found.title, lambda: labs.hold(paper, desk, found).record.solved)


def _long(paper: Paper, desk: Desk, session: Session, prompt: Prompt, title: str, do: Callable[[], bool]) -> bool:
    """Something that takes a while: only after it was announced, and not today where the person would rather not."""
    minutes = costs(desk.store, [prompt.item])[prompt.item.kind]
    paper.fresh()
    paper.gap()
    paper.title("A lab" if prompt.item.kind == "lab" else "An interview question", f"about {many(round(minutes), 'minute')}")
    paper.text(title, STRONG)
    match prompts.pause(paper.environment, [("enter", "begin"), ("n", "not today")], back="later"):
        case None:
            return False
        case "n":
            not_today(desk.store, prompt.item.id, datetime.now().astimezone())
        case _ if not do():
            return False
        case _ if not paper.environment.plain:
            prompts.pause(paper.environment, [("enter", "go on")], back="")  # what it ended with is still to be read
    session.skip(datetime.now(UTC))
    return True


DO: Mapping[str, Callable[[Paper, Desk, Session, Prompt], bool]] = {
    LESSON: _lesson,
    ALOUD: _checklist,
    "interview": _interview,
    "lab": _lab,
}


def _close(paper: Paper, desk: Desk, session: Session, *, finished: bool) -> bool:
    """How it went, and what is left of today."""
    from k8s_svc_trainer.cli import summary

    done = session.summary()
    if done.right or done.helped or done.wrong:
        summary.show(paper, desk, session, finished=finished, later="today goes on there")
    elif finished:
        paper.fresh()
        paper.gap()
    else:
        return False
    if finished:
        paper.text(told(looked(desk)), QUIET)
    return True


def told(found: Front) -> str:
    """What is left of today, in a sentence."""
    if not found.planned or found.goal is None:
        return f"Due now: {amount(counted(found.due))}."
    if found.days == 0:
        return "It is the day: nothing new any more. Checklist says aloud with you what you know; Drill asks what is due, for five minutes."
    minutes = f"{round(found.spent)} of {many(found.goal.minutes, 'minute')}"
    if not found.chosen:
        then = "Tomorrow is the interview." if found.days == 1 else "Tomorrow goes on from here."
        return f"That was today: {minutes}. {then}" if begun(found) else f"Nothing today is worth a minute. {then}"
    return f"{minutes} so far; left for today: {amount(counted(found.chosen))}."


def _lessons(desk: Desk) -> list[Item]:
    return [Item(id=name, kind=LESSON, lesson=name, pack=desk.pack.name) for name in desk.pack.lesson_ids]
