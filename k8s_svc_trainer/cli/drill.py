"""drill: a few minutes of what is due and weak. One key answers, the verdict is short, and it goes on until the clock has run out.

Each answer is saved when it is given. What was wrong comes back after three others; when all was asked, it begins again.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from k8s_svc_trainer.cli import asking, door, prompts
from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.exam import subject
from k8s_svc_trainer.cli.paper import BAD, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.cli.quiz import meanwhile
from k8s_svc_trainer.cli.timer import Countdown
from k8s_svc_trainer.course import Question, present
from k8s_svc_trainer.study import Evidence, Item, record
from k8s_svc_trainer.study.choose import draw
from k8s_svc_trainer.study.items import about
from k8s_svc_trainer.study.papers import drilled
from k8s_svc_trainer.study.session import COMES_BACK_AFTER

if TYPE_CHECKING:
    from k8s_svc_trainer.course.grade import Verdict

MINUTES = 5
KEYS = (("n", "skip"), ("o", "the cluster"))
MOST_WRONG = 3  # named in the summary


class Score(msgspec.Struct, kw_only=True):
    """A drill so far: ids of what was answered right and wrong at first, how many answers in what time, and what is to come in order."""

    queue: list[Item]
    asked: dict[str, int] = {}
    right: list[str] = []
    wrong: list[str] = []
    answers: int = 0
    seconds: float = 0.0


class Keys:
    """The keys beside an answer."""

    def __init__(self, paper: Paper, question: Question, timer: Countdown) -> None:
        self.paper, self.question = paper, question
        self.went = ""
        self.ways = asking.Ways(keys=KEYS, typed=(("!", "the cluster"),), letters="abcdefgijklm", quick=True, back="enough", timer=timer)

    def pressed(self, key: str) -> bool:
        """Show the cluster, or leave the question: by `n`, or because the time is up."""
        if key in ("o", "!"):
            asking.objects(self.paper, self.question)
            return True
        self.went = key
        return False


def run(environment: Environment, minutes: int, topic: str | None) -> int:
    """Drill for so many minutes. Raises UnknownTopic, and Refused without a terminal."""
    if not environment.interactive:
        raise door.Refused("a drill asks questions and needs a terminal; `quiz --answers FILE --json` runs without one")
    with sit_down(environment) as desk:
        sit(Paper(environment), desk, minutes, topic)
    return door.DONE


def sit(paper: Paper, desk: Desk, minutes: int = MINUTES, topic: str | None = None) -> bool:
    """Drill until the time is up or the person goes; whether a summary stands on the screen. Raises UnknownTopic, Refused."""
    now = datetime.now(UTC)
    items = about(desk.items, topic) if topic is not None else desk.items
    score = Score(queue=list(drilled(items, desk.store.cards(), now, seed=int(now.timestamp()))))
    if not score.queue:
        raise door.Refused("nothing here can be drilled: there is no question that one key answers")
    timer, ident = Countdown(60.0 * minutes), os.urandom(8).hex()
    timer.go()
    while not timer.over() and _one(paper, desk, score, timer, ident):
        pass
    timer.stop()
    return _sum_up(paper, desk, score, timer)


def _one(paper: Paper, desk: Desk, score: Score, timer: Countdown, ident: str) -> bool:
    """Ask the next question and tell the verdict; whether the drill goes on."""
    from k8s_svc_trainer.course.grade import grade

    item = score.queue.pop(0)
    attempt = score.asked.get(item.id, 0) + 1
    seed = draw(int(datetime.now(UTC).timestamp()), *item.key)
    question = desk.pack.question(item.id, seed=seed)
    shown = present(question, seed)
    paper.fresh()
    paper.gap()
    again = f" {paper.sign('dot')} once more" if attempt > 1 else ""
    paper.title(f"Drill by the clock{again}", subject(question.lesson))
    paper.text(question.prompt, STRONG)
    keys = Keys(paper, question, timer)
    meanwhile()
    began = time.monotonic()
    answer = asking.take(paper, question, shown, keys)
    if answer is None:
        score.queue.append(item)
        return keys.went == "n"
    seconds = time.monotonic() - began
    verdict = grade(question, answer)
    evidence = Evidence(right=verdict.right, seconds=seconds, answer=answer)
    record(desk.store, item, evidence, datetime.now(UTC), seed=seed, session=ident, attempt=attempt)
    score.asked[item.id] = attempt
    score.answers += 1
    score.seconds += seconds
    if attempt == 1:
        (score.right if verdict.right else score.wrong).append(item.id)
    score.queue.insert(len(score.queue) if verdict.right else min(COMES_BACK_AFTER, len(score.queue)), item)
    _tell(paper, question, verdict)
    return prompts.pause(paper.environment, [("enter", "next")], back="enough", timer=timer) == "enter"


def _tell(paper: Paper, question: Question, verdict: Verdict) -> None:
    """Right or wrong and what is so; where it was wrong, why one might think so, which option was right, and what to say."""
    from k8s_svc_trainer.cli.feedback import sentence

    word, _, so = verdict.first_line.partition(": ")
    paper.gap()
    paper.entry(f"{word.rstrip('.')}.", sentence(so), label_style=f"{STRONG} {GOOD if verdict.right else BAD}", column=len(word) + 2)
    if not verdict.right:
        for one in verdict.options:
            if one.chosen and not one.right and one.why:
                paper.entry(paper.sign("cross"), one.why, label_style=BAD, column=3)
        missed = [one.text for one in verdict.options if one.right and not one.chosen and one.text not in so]
        for place, text in enumerate([*missed, question.say]):
            paper.entry("" if place else paper.sign("tick"), text, label_style=GOOD, style=STRONG if text in missed else "", column=3)
    paper.gap()


def _sum_up(paper: Paper, desk: Desk, score: Score, timer: Countdown) -> bool:
    """Three lines."""
    paper.fresh()
    paper.gap()
    if not score.answers:
        paper.text("Nothing was answered.", QUIET)
        return False
    first = len(score.right) + len(score.wrong)
    paper.title("Time is up" if timer.over() else "Enough", f"{len(score.right)} of {first} right")
    pace = f"{many(round(score.seconds / score.answers), 'second')} each"
    paper.entry("drilled", f"{many(first, 'question')}, {many(score.answers, 'answer')}, {pace}", column=9)
    mended = [name for name in score.wrong if score.asked[name] > 1]
    paper.entry(
        "wrong", f"{many(len(score.wrong), 'question')} at first, {len(mended)} of them asked again" if score.wrong else "nothing", column=9
    )
    lessons = dict.fromkeys(desk.lesson_title(name.partition("/")[0]).partition(":")[0] for name in score.wrong)
    paper.entry(
        "next", f"look again at: {'; '.join(list(lessons)[:MOST_WRONG])}" if lessons else "`k8s-svc-trainer quiz` for what is new", column=9
    )
    paper.gap()
    return True
