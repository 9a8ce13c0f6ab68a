"""A paper that is sat: answers, flags and the clock, and how it goes on after Ctrl-C or a crash.

Decides what is kept and when an answer becomes evidence: all of them once, in one transaction, when the paper is handed in. Until then they
can be changed. Knows no screen, compares no answers and has no clock: seconds are handed in. What is kept stands in the sitting's state, as
JSON that another version reads or throws away.
"""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Self

import msgspec
from msgspec.structs import replace

from k8s_svc_trainer.store import Asked, Sitting, Store
from k8s_svc_trainer.study.choose import draw
from k8s_svc_trainer.study.gaps import Marked, Result, causes, percent, sections, to_read
from k8s_svc_trainer.study.grade import Evidence
from k8s_svc_trainer.study.items import Item, by_every_name
from k8s_svc_trainer.study.memory import scheduler
from k8s_svc_trainer.study.papers import needed
from k8s_svc_trainer.study.record import record

EXAM, TEST_OUT = "exam", "test-out"
"""The kinds of sitting: one over the sections, and one that tests a single one."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of one question: the answer as `grade` takes it and in the words of the screen, and what was begun of another."""

    answer: Any = None
    said: tuple[str, ...] = ()
    begun: Any = None
    flagged: bool = False
    seconds: float = 0.0
    at: datetime | None = None

    @property
    def answered(self) -> bool:
        """Whether there is an answer to hand in."""
        return self.at is not None


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An exam so far: how long it may take and took, where the person is, and a mark for each question of the plan."""

    minutes: int
    marks: tuple[Mark, ...]
    topic: str | None = None
    lesson: str | None = None
    place: int = 0
    spent: float = 0.0
    result: Result | None = None


Marker = Callable[[Item, Mark, int], Marked]
"""Marks one answer: (item, what was kept of it, the question's seed)."""


class Exam:
    """A sitting of kind EXAM or TEST_OUT. Every method that changes something saves it."""

    def __init__(self, store: Store, items: Sequence[Item], sitting: Sitting, held: Held) -> None:
        self.items = tuple(items)
        self.held = held
        self._store = store
        self._sitting = sitting

    @classmethod
    def start(
        cls,
        store: Store,
        items: Sequence[Item],
        now: datetime,
        *,
        minutes: int,
        seed: int,
        kind: str = EXAM,
        topic: str | None = None,
        lesson: str | None = None,
    ) -> Self:
        """Begin with these questions; an unfinished one of this kind is given up. Raises ValueError for no questions, and StoreFault."""
        if not items:
            raise ValueError("an exam needs a question")
        plan = tuple(Asked(*item.key) for item in items)
        held = Held(minutes=minutes, marks=(Mark(),) * len(plan), topic=topic, lesson=lesson)
        ident = os.urandom(8).hex()
        sitting = Sitting(id=ident, kind=kind, seed=seed, started=now, touched=now, ended=None, plan=plan, queue=plan)
        made = cls(store, items, sitting, held)
        with store.transaction():
            store.end_sittings(kind, now)
            made._save(held, now)
        return made

    @classmethod
    def resume(cls, store: Store, items: Sequence[Item], *, kind: str = EXAM) -> Self | None:
        """The one that was left, however long ago; None where there is none that this version can read.

        Questions that were renamed are found by their new name, those that are gone are left out with their answers.
        """
        sitting = store.open_sitting(kind)
        held = None if sitting is None else read_state(sitting)
        if sitting is None or held is None or len(held.marks) != len(sitting.plan):
            return None
        known = by_every_name(items)
        left = [(known[asked.key], mark) for asked, mark in zip(sitting.plan, held.marks, strict=True) if asked.key in known]
        if not left:
            return None
        plan = tuple(Asked(*item.key) for item, _ in left)
        held = replace(held, marks=tuple(mark for _, mark in left), place=min(held.place, len(left) - 1))
        return cls(store, [item for item, _ in left], replace(sitting, plan=plan), held)

    # what is so

    @property
    def id(self) -> str:
        """The name under which the store keeps its answers."""
        return self._sitting.id

    @property
    def seed(self) -> int:
        """The seed that was handed in at the start."""
        return self._sitting.seed

    @property
    def place(self) -> int:
        """Which question is on the screen, from 0."""
        return self.held.place

    @property
    def mark(self) -> Mark:
        """What is kept of the question on the screen."""
        return self.held.marks[self.place]

    @property
    def answered(self) -> int:
        """How many have an answer."""
        return sum(mark.answered for mark in self.held.marks)

    @property
    def flagged(self) -> int:
        """How many carry a flag."""
        return sum(mark.flagged for mark in self.held.marks)

    @property
    def left(self) -> float:
        """The seconds that are left on the clock, 0 at the least."""
        return max(0.0, 60.0 * self.held.minutes - self.held.spent)

    def question_seed(self, place: int) -> int:
        """The seed of a question: which instance it is, and the order of its options."""
        return draw(self.seed, *self.items[place].key)

    # what changes

    def answer(self, answer: Any, said: Sequence[str], now: datetime) -> None:
        """Keep the answer to the question on the screen, in place of any before."""
        self._keep(replace(self.mark, answer=answer, said=tuple(said), begun=None, at=now), now)

    def begin(self, begun: Any, now: datetime) -> None:
        """Keep what was begun of an answer, and is none yet."""
        if begun != self.mark.begun:
            self._keep(replace(self.mark, begun=begun), now)

    def flag(self, now: datetime) -> bool:
        """Put a flag on the question on the screen, or take it away; whether it has one now."""
        self._keep(replace(self.mark, flagged=not self.mark.flagged), now)
        return self.mark.flagged

    def go(self, place: int, now: datetime) -> None:
        """Turn to another question; before the first comes the last, after the last the first."""
        self._save(replace(self.held, place=place % len(self.items)), now)

    def spend(self, seconds: float, now: datetime, *, here: bool = True) -> None:
        """So much time went by; `here`: on the question on the screen."""
        marks = list(self.held.marks)
        if here:
            marks[self.place] = replace(self.mark, seconds=self.mark.seconds + seconds)
        self._save(replace(self.held, spent=self.held.spent + seconds, marks=tuple(marks)), now)

    def hand_in(self, marker: Marker, now: datetime) -> Result:
        """Mark all answers, record each as evidence, and close: all or nothing. Where it was handed in already, that result and no more.

        An answer is evidence of the time at which it was given. Raises StoreFault.
        """
        found = [
            marker(item, mark, self.question_seed(place))
            for place, (item, mark) in enumerate(zip(self.items, self.held.marks, strict=True))
        ]
        scheduler()  # imported before others must wait
        with self._store.transaction():
            closed = self._store.sitting(self.id)
            done = read_state(closed) if closed is not None and closed.ended is not None else None
            if done is not None and done.result is not None:
                self.held = done
                return done.result
            marked = [self._recorded(place, one) for place, one in enumerate(found)]
            result = self._result(marked, now)
            self._save(replace(self.held, result=result), now, ended=True)
            if result.passed and result.lesson is not None:
                self._store.mark_known(self.items[0].pack, result.lesson, now)
        return result

    def _recorded(self, place: int, marked: Marked) -> Marked:
        """The answer as evidence, and when the question comes back; one that was not answered is no evidence."""
        item, mark = self.items[place], self.held.marks[place]
        if mark.at is None:
            return marked
        evidence = Evidence(right=marked.right, seconds=mark.seconds, answer=mark.answer)
        got = record(self._store, item, evidence, mark.at, seed=self.question_seed(place), session=self.id)
        return replace(marked, comes_back=got.due)

    def _result(self, marked: Sequence[Marked], now: datetime) -> Result:
        missed = [one for one in marked if not one.right]
        right = len(marked) - len(missed)
        wanted = needed(len(marked)) if self.held.lesson is not None else None
        return Result(
            session=self.id,
            seed=self.seed,
            minutes=self.held.minutes,
            seconds=self.held.spent,
            ended=now,
            topic=self.held.topic,
            lesson=self.held.lesson,
            questions=len(marked),
            answered=sum(one.answered for one in marked),
            right=right,
            points=sum(one.credit for one in marked),
            percent=percent(marked),
            sections=sections(marked),
            causes=causes(missed),
            read=to_read(missed),
            marked=tuple(marked),
            needed=wanted,
            passed=None if wanted is None else right >= wanted,
        )

    def _keep(self, mark: Mark, now: datetime) -> None:
        marks = list(self.held.marks)
        marks[self.place] = mark
        self._save(replace(self.held, marks=tuple(marks)), now)

    def _save(self, held: Held, now: datetime, *, ended: bool = False) -> None:
        plan = self._sitting.plan
        here = plan[held.place]
        open_ = (asked for asked, mark in zip(plan, held.marks, strict=True) if not mark.answered and asked != here)
        queue = () if ended else (here, *open_)
        state = msgspec.json.encode(held).decode()
        sitting = replace(self._sitting, touched=now, ended=now if ended else None, queue=queue, state=state)
        self._store.put_sitting(sitting)
        self.held, self._sitting = held, sitting


def read_state(sitting: Sitting) -> Held | None:
    """What a sitting keeps; None where another version kept it otherwise."""
    try:
        return None if sitting.state is None else msgspec.json.decode(sitting.state, type=Held)
    except msgspec.DecodeError:
        return None


def last_result(store: Store, kind: str = EXAM) -> Result | None:
    """What the last exam that was handed in came to."""
    held = (read_state(sitting) for sitting in store.ended_sittings(kind))
    return next((one.result for one in held if one is not None and one.result is not None), None)
