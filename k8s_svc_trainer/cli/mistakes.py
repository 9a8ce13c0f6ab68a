"""Mistakes in the words of the content: which wrong options were taken for true, and why one might. Counted by `study`, named here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.course import Choice, Diagnose, UnknownItem
from k8s_svc_trainer.study.stats import Wrong


class Mistake(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A wrong option that was marked: in its words, with why one might think so; `mended`: the question was answered right since."""

    question: str
    lesson: str
    prompt: str
    option: str
    why: str
    say: str
    times: int
    last: datetime
    mended: bool


def named(desk: Desk, wrongs: Iterable[Wrong]) -> list[Mistake]:
    """Those whose option is still there and is a wrong one: only such have a `why` in a checked pack."""
    found = (_named(desk, one) for one in wrongs if one.pack == desk.pack.name)
    return [one for one in found if one is not None]


def _named(desk: Desk, one: Wrong) -> Mistake | None:
    try:
        question = desk.pack.question(one.item, seed=one.seed)
    except UnknownItem:  # gone since
        return None
    options = question.body.options if isinstance(question.body, Choice | Diagnose) else ()
    option = next((option for option in options if option.id == one.option), None)
    if option is None or option.why is None:
        return None
    return Mistake(
        question=one.item,
        lesson=question.lesson,
        prompt=question.prompt,
        option=option.text,
        why=option.why,
        say=question.say,
        times=one.times,
        last=one.last,
        mended=one.mended,
    )
