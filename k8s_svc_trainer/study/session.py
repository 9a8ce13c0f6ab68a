"""A session: what is asked next, what comes back in which shape, and how it goes on after Ctrl-C or a crash.

Decides the queue. Each answer is saved, with the queue after it, in one transaction; the question on the screen stays first until it is
answered, so whatever ends the program loses nothing that was answered. Knows no screen, and compares no answers: it is handed evidence.

What was wrong comes back in the same session, in another shape where there is one: another instance of its template, or a sibling. An
answer counts for the question that was asked, and for no other. A sibling answered right ends the matter for this session and is put down
to the sibling; one never seen before counts as answered with help, since the explanation had just been read. The missed question stays
missed, and is due again soon. A sibling that is missed too gives way to the question that was missed first.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Self

import msgspec

from k8s_svc_trainer.store import Asked, Key, Sitting, Store
from k8s_svc_trainer.study.choose import Lesson, Selection, Wish, choose, draw
from k8s_svc_trainer.study.grade import Evidence, Grade
from k8s_svc_trainer.study.items import Item, by_every_name
from k8s_svc_trainer.study.kin import sibling
from k8s_svc_trainer.study.record import record

COMES_BACK_AFTER = 3
"""A wrong answer comes back after so many other questions, or last."""

MOST_ATTEMPTS = 3
"""How often one item is asked in a session, at most."""

LATELY = timedelta(hours=12)
"""What was answered right within so long is no other shape of what was missed: it is still in the ear."""

BLOCK = 4
"""The seeds of a block name as many instances of a template (`course.templates`): each attempt takes the next."""

RESUME_WITHIN = timedelta(days=1)
"""An older session is not taken up again: what is due has changed since."""


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """The question to show: `number` of `total` as they were chosen, and what comes back keeps its number.

    `seed` settles whatever the question leaves to chance. `reshaped`: it is the same thing as a question that was missed, in another shape.
    """

    item: Item
    number: int
    total: int
    attempt: int
    seed: int
    reshaped: bool = False


class Outcome(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What became of an answer. `comes_back`: after how many other questions of this session, None where it does not.

    `reshaped`: it comes back in another shape.
    """

    right: bool
    grade: Grade
    due: datetime
    comes_back: int | None
    left: int
    reshaped: bool = False


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A session so far, counting first attempts: ids of what was answered right unaided, with help, wrong; and what is left."""

    session: str
    seed: int
    right: tuple[str, ...]
    helped: tuple[str, ...]
    wrong: tuple[str, ...]
    left: tuple[str, ...]
    seconds: float


class Session:
    """Questions one after another: `while prompt := session.next(): ... session.submit(evidence, now)`."""

    def __init__(self, store: Store, items: Mapping[Key, Item], sitting: Sitting, selection: Selection | None, *, repeats: bool) -> None:
        self.selection = selection
        self._store = store
        self._items = items
        self._sitting = sitting
        self._repeats = repeats

    @classmethod
    def start(
        cls,
        store: Store,
        items: Sequence[Item],
        now: datetime,
        *,
        seed: int,
        wish: Wish = Wish(),  # noqa: B008 - frozen
        kind: str = "quiz",
        repeats: bool = True,
    ) -> Self:
        """Choose and begin; an unfinished session of this kind is closed. With nothing to ask, nothing is written and `next()` is None.

        `repeats`: whether a wrong answer comes back. Raises UnknownTopic, ValueError for a count below 1, and StoreFault.
        """
        selection = choose(items, store.cards(), now=now, seed=seed, wish=wish, known=lessons_known(store, items))
        return cls.of(store, items, selection.items, now, seed=seed, kind=kind, repeats=repeats, selection=selection)

    @classmethod
    def of(
        cls,
        store: Store,
        items: Sequence[Item],
        chosen: Sequence[Item],
        now: datetime,
        *,
        seed: int,
        kind: str,
        repeats: bool = True,
        selection: Selection | None = None,
    ) -> Self:
        """The same with what was chosen elsewhere, in its order; `items` are those among which siblings are found."""
        plan = tuple(Asked(*item.key) for item in chosen)
        ident = os.urandom(8).hex()
        sitting = Sitting(id=ident, kind=kind, seed=seed, started=now, touched=now, ended=None, plan=plan, queue=plan)
        if plan:
            with store.transaction():
                store.end_sittings(kind, now)
                store.put_sitting(sitting)
        return cls(store, {item.key: item for item in (*items, *chosen)}, sitting, selection, repeats=repeats)

    @classmethod
    def resume(cls, store: Store, items: Sequence[Item], now: datetime, *, kind: str = "quiz", repeats: bool = True) -> Self | None:
        """The session that was left unfinished within the last day, at the question that was on the screen; None where there is none.

        Questions that were renamed are found by their new name, those that are gone are left out.
        """
        sitting = store.open_sitting(kind)
        if sitting is None or now - sitting.touched > RESUME_WITHIN:
            return None
        known = by_every_name(items)
        queue = tuple(_found(asked, known) for asked in sitting.queue if asked.key in known)
        plan = tuple(_found(asked, known) if asked.key in known else asked for asked in sitting.plan)
        if not queue:
            return None
        held = {item.key: item for item in items}
        return cls(store, held, msgspec.structs.replace(sitting, queue=queue, plan=plan), None, repeats=repeats)

    @property
    def id(self) -> str:
        """The name under which the store keeps the answers of this session."""
        return self._sitting.id

    @property
    def seed(self) -> int:
        """The seed that was handed in at the start."""
        return self._sitting.seed

    @property
    def started(self) -> datetime:
        """When it was begun."""
        return self._sitting.started

    @property
    def left(self) -> int:
        """How many questions wait, the one on the screen included."""
        return len(self._sitting.queue)

    @property
    def waiting(self) -> tuple[Item, ...]:
        """What waits, in its order; without what was answered elsewhere since the session began, such as in a lesson."""
        return tuple(self._items[asked.key] for asked in self._sitting.queue if not self._met(asked))

    @property
    def met(self) -> bool:
        """Whether what stands first was answered elsewhere since the session began."""
        return bool(self._sitting.queue) and self._met(self._sitting.queue[0])

    def _met(self, asked: Asked) -> bool:
        card = self._store.card(asked.key)  # the pages of a lesson ask questions too
        return asked.attempt == 1 and card is not None and card.last >= self.started

    def next(self) -> Prompt | None:
        """The question to show, the same one until it is submitted or skipped; None at the end."""
        if not self._sitting.queue:
            return None
        asked = self._sitting.queue[0]
        return Prompt(
            item=self._items[asked.key],
            number=self._number(asked),
            total=len(self._sitting.plan),
            attempt=asked.attempt,
            seed=BLOCK * draw(self.seed, *asked.key) + asked.attempt - 1,
            reshaped=_reshaped(asked, self._items[asked.key]),
        )

    def _number(self, asked: Asked) -> int:
        """The place in the plan, from 1; what comes back has that of what was missed."""
        keys, missed = [one.key for one in self._sitting.plan], (asked.pack, asked.of or asked.item)
        return 1 + keys.index(missed) if missed in keys else len(keys)  # a sibling stays where what was missed is gone meanwhile

    def submit(self, evidence: Evidence, now: datetime) -> Outcome:
        """Save the answer to the question on the screen and schedule it, in one transaction. Raises StoreFault: then nothing has moved on.

        Raises LookupError where no question is left.
        """
        prompt = self.next()
        if prompt is None:
            raise LookupError("no question is left in this session")
        if self._sitting.queue[0].of is not None and self._store.card(prompt.item.key) is None:
            evidence = msgspec.structs.replace(evidence, helped=True)  # what explains it was read minutes ago
        with self._store.transaction():
            got = record(self._store, prompt.item, evidence, now, seed=prompt.seed, session=self.id, attempt=prompt.attempt)
            moved, comes_back = self._after(got.right, now)
            sitting = self._saved(moved, now)
        self._sitting = sitting
        reshaped = comes_back is not None and _reshaped(moved[comes_back], self._items[moved[comes_back].key])
        return Outcome(right=got.right, grade=got.grade, due=got.due, comes_back=comes_back, left=self.left, reshaped=reshaped)

    def skip(self, now: datetime) -> None:
        """Leave the question on the screen out of this session, unanswered and not scheduled."""
        self._sitting = self._saved(self._sitting.queue[1:], now)

    def end(self, now: datetime) -> None:
        """Close the session, so that it is not offered again. Leaving without this keeps it for `resume`."""
        if self._sitting.plan and self._sitting.ended is None:
            self._sitting = msgspec.structs.replace(self._sitting, ended=now)
            self._store.put_sitting(self._sitting)

    def summary(self) -> Summary:
        """How it went so far."""
        reviews = self._store.reviews(session=self.id)
        first = [review for review in reviews if review.attempt == 1]
        return Summary(
            session=self.id,
            seed=self.seed,
            right=tuple(review.item for review in first if review.right and not review.helped),
            helped=tuple(review.item for review in first if review.right and review.helped),
            wrong=tuple(review.item for review in first if not review.right),
            left=tuple(asked.item for asked in self._sitting.queue),
            seconds=sum(review.seconds or 0.0 for review in reviews),
        )

    def _after(self, right: bool, now: datetime) -> tuple[tuple[Asked, ...], int | None]:
        """The queue after an answer, and after how many questions this one comes back."""
        asked, *rest = self._sitting.queue
        if right or not self._repeats or asked.attempt == MOST_ATTEMPTS:
            return tuple(rest), None
        place = min(COMES_BACK_AFTER, len(rest))
        return (*rest[:place], self._again(asked, now), *rest[place:]), place

    def _again(self, missed: Asked, now: datetime) -> Asked:
        """What was missed, as it comes back: a sibling not known lately, else itself (of a template another instance, by the attempt)."""
        attempt = missed.attempt + 1
        if missed.of is not None:
            return Asked(missed.pack, missed.of, attempt)
        known = {asked.key for asked in (*self._sitting.plan, *self._sitting.queue)}
        known |= {review.key for review in self._store.reviews(session=self.id)}
        known |= {review.key for review in self._store.reviews(since=now - LATELY) if review.right}
        other = sibling(self._items[missed.key], self._items.values(), without=known) if attempt == 2 else None
        return Asked(missed.pack, missed.item, attempt) if other is None else Asked(*other.key, attempt, missed.item)

    def _saved(self, queue: tuple[Asked, ...], now: datetime) -> Sitting:
        sitting = msgspec.structs.replace(self._sitting, queue=queue, touched=now, ended=None if queue else now)
        self._store.put_sitting(sitting)
        return sitting


def _found(asked: Asked, known: Mapping[Key, Item]) -> Asked:
    """What waits, by the names that its items have now."""
    of = known.get((asked.pack, asked.of)) if asked.of is not None else None
    return Asked(*known[asked.key].key, asked.attempt, of.id if of is not None else None)


def _reshaped(asked: Asked, item: Item) -> bool:
    """Whether it is something that was missed, in another shape."""
    return asked.attempt > 1 and (asked.of is not None or item.template)


def lessons_known(store: Store, items: Iterable[Item]) -> frozenset[Lesson]:
    """The lessons of these items that were tested out of."""
    return frozenset((pack, lesson) for pack in {item.pack for item in items} for lesson in store.known(pack))
