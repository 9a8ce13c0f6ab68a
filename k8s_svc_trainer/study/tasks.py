"""What can be done in a day, and what it takes: questions, labs, interview questions, the checklist said aloud, lessons to be read.

Decides what a task is made of (an interview question is one task with as many memories as it has points), what it costs in minutes, and in
which order new ones come. Pure but for `costs`, `at_first_sight` and `spent`, which look into the store.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study.choose import SECTIONS_AT_ONCE, in_turn
from k8s_svc_trainer.study.grade import usual_seconds
from k8s_svc_trainer.study.items import POINT, Item
from k8s_svc_trainer.study.kin import NOT_ASKED_QUICKLY

LESSON = "lesson"
"""The kind of a task that is no item: a lesson to be read."""

USUAL_MINUTES: Mapping[str, float] = {
    "fill": 1.0,
    "order": 1.0,
    "diagnose": 1.25,
    "fix": 3.0,
    "lab": 8.0,
    "interview": 6.0,
    "checklist": 1.0,
}
A_QUESTION = 0.75
"""What a task of a kind takes, its explanation read, where one's own pace is not known yet; A_QUESTION for every other kind."""

READING: Mapping[str, float] = {"lab": 0.0, "interview": 3.5, "checklist": 0.25}
AN_EXPLANATION = 0.4
"""Minutes after an answer that no clock measures: reading why it is so; of an interview question, its follow-ups too."""

A_LESSON = 8.0
"""What a lesson takes that does not say it."""

LAB, A_SHORT_ONE = "lab", "question"
FIRST_TIME = 0.6
"""How likely something is answered right that was never asked before. A guess: what is new to a learner is not all unknown to them."""
GUESSED: Mapping[str, float] = dict.fromkeys((A_SHORT_ONE, LAB, POINT), FIRST_TIME)
"""The same of questions, labs and points of an interview question."""
HELD_FOR = 20
"""The guess counts as much as so many first answers of one's own."""


class Task(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Something to do: the item that is asked, what is remembered of it, what it takes in minutes.

    `weight` is how much it counts beside others: the minutes that its kind usually takes, so that a lab of eight minutes counts as much as
    eight minutes of questions, and a day is spent by what memory needs and not by what is short.
    """

    item: Item
    parts: tuple[Item, ...]
    minutes: float
    weight: float

    @property
    def short(self) -> bool:
        """A question, answered within a minute or two."""
        return self.item.kind not in NOT_ASKED_QUICKLY and self.item.kind != LESSON


class Lessons(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of lessons: those begun or read, what each takes, those that were tested out of, and when each was read."""

    opened: frozenset[str] = frozenset()
    minutes: Mapping[str, float] = {}
    known: frozenset[str] = frozenset()
    read: Mapping[str, datetime] = {}

    def reading(self, lesson: str, pack: str) -> Task:
        """A lesson to be read, as a task."""
        return Task(item=Item(id=lesson, kind=LESSON, lesson=lesson, pack=pack), parts=(), minutes=self.takes(lesson), weight=0.0)

    def takes(self, lesson: str) -> float:
        """The minutes that a lesson takes."""
        return self.minutes.get(lesson, A_LESSON)

    def reading_between(self, since: datetime, until: datetime) -> float:
        """The minutes of the lessons that were read to their end between two moments."""
        return sum(self.takes(lesson) for lesson, at in self.read.items() if since <= at < until)


def usual_minutes(kind: str) -> float:
    """What a task of this kind takes, as a rule."""
    return USUAL_MINUTES.get(kind, A_QUESTION)


def costs(store: Store, items: Iterable[Item]) -> dict[str, float]:
    """What each kind takes this person: their own median, where enough was measured, and the time to read the explanation."""
    own = {kind: usual_seconds(store.seconds(kind)) for kind in {item.kind for item in items} - {POINT}}
    return {kind: usual_minutes(kind) if seconds is None else _minutes(kind, seconds) for kind, seconds in own.items()}


def sort_of(kind: str) -> str:
    """Questions of all kinds are one sort; a lab and a point of an interview question are their own."""
    return kind if kind in GUESSED else A_SHORT_ONE


def at_first_sight(store: Store) -> dict[str, float]:
    """How likely this person answers something right that was never asked, by sort: the guess, moved by their own first answers."""
    right, number = (dict.fromkeys(GUESSED, 0.0) for _ in range(2))
    for kind, (well, of) in store.first_answers().items():
        if kind in GUESSED or kind not in NOT_ASKED_QUICKLY:
            right[sort_of(kind)] += well
            number[sort_of(kind)] += of
    return {sort: (chance * HELD_FOR + right[sort]) / (HELD_FOR + number[sort]) for sort, chance in GUESSED.items()}


def tasks(items: Sequence[Item], costs: Mapping[str, float]) -> list[Task]:
    """Everything that can be asked, in the order of the course."""
    points: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.kind == POINT:
            points.setdefault((item.pack, item.asked_by), []).append(item)
    return [
        Task(
            item=item,
            parts=tuple(points.get(item.key, ())) if item.kind == "interview" else (item,),
            minutes=costs.get(item.kind, usual_minutes(item.kind)),
            weight=usual_minutes(item.kind),
        )
        for item in items
        if item.kind != POINT
    ]


def spent(store: Store, now: datetime, lessons: Lessons) -> float:
    """Minutes of today's lessons and answers, in the zone of `now`, their explanations read; a point was answered with its question.

    What is dated after today, by a clock that was wrong, is not today's.
    """
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    until = since + timedelta(days=1)
    return lessons.reading_between(since, until) + sum(
        usual_minutes(review.kind) if review.seconds is None else _minutes(review.kind, review.seconds)
        for review in store.reviews(since=since)
        if review.kind != POINT and review.at < until
    )


def _minutes(kind: str, seconds: float) -> float:
    return seconds / 60 + READING.get(kind, AN_EXPLANATION)


def new_in_turn(new: Sequence[Task], lessons: Lessons) -> list[Task]:
    """New tasks in the order in which they are to be met, each lesson that was not opened yet preceded by its reading.

    Of lessons that were opened three at a time, turn by turn; where fewer are at hand, the next one is opened among them, and the others
    after that one by one. Lessons that were tested out of come last. In a lesson, labs and interview questions stand between its questions.
    """
    queues: dict[str, list[Task]] = {}
    for task in new:
        queues.setdefault(task.item.lesson, []).append(task)
    known = [task for name, queue in queues.items() if name in lessons.known for task in queue]
    at_hand = [spread(queue) for name, queue in queues.items() if name not in lessons.known and (name in lessons.opened or not name)]
    closed = [
        [lessons.reading(name, queue[0].item.pack), *spread(queue)]
        for name, queue in queues.items()
        if name and name not in lessons.known and name not in lessons.opened
    ]
    if len(at_hand) < SECTIONS_AT_ONCE and closed:
        at_hand.append(closed.pop(0))
    first, later = at_hand[:SECTIONS_AT_ONCE], at_hand[SECTIONS_AT_ONCE:]
    return [*turns(first), *turns(later), *(task for queue in closed for task in queue), *known]


def turns(queues: Iterable[Sequence[Task]]) -> list[Task]:
    """One task of each queue after another."""
    by_key = {task.item.key: task for queue in queues for task in queue}
    return [by_key[item.key] for item in in_turn(task.item for task in by_key.values())]


def spread(queue: Sequence[Task]) -> list[Task]:
    """The tasks of a lesson, its long ones evenly between its questions."""
    short, long = [task for task in queue if task.short], [task for task in queue if not task.short]
    places = [(place / (len(short) + 1), task) for place, task in enumerate(short, 1)]
    places += [(place / (len(long) + 1), task) for place, task in enumerate(long, 1)]
    return [task for _, task in sorted(places, key=lambda pair: pair[0])]


def fits(task: Task, left: float) -> bool:
    """Whether a task may still be begun: it may run over by half a minute."""
    return task.minutes <= left + 0.5


def in_order(chosen: Sequence[Task], seen: Collection[str]) -> list[Task]:
    """A day's tasks in the order in which they are done: what was seen before to warm up, sections mixed; what is new; then the long ones.

    `seen` are ids of items that were answered before.
    """
    warm = [task for task in chosen if task.short and task.item.id in seen]
    fresh = [task for task in chosen if (task.short and task.item.id not in seen) or task.item.kind == LESSON]
    others = [task for kind in ("checklist", "interview", "lab") for task in chosen if task.item.kind == kind]
    return [*turns([warm]), *fresh, *others]
