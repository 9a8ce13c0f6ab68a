"""What to do on each day until a date, so that recall on that day is highest: a pure function of items, cards, the time and the minutes.

Decides which new things and which old ones a day gets. The rule, argued in docs/learning.md and measured by `make learning`:

- What was missed comes first, up to a quarter of the day: a mistake is best mended while it is remembered.
- New things are spread evenly over the days that are left: each day gets its share of the minutes that everything new will take.
- The rest of the day goes to what gains most: expected recall on the day of the interview with an answer today, less that without one,
  for each minute that it takes; by fsrs's curve. What was answered today waits.
- Minutes that are still free go to more new things; where nothing gains enough, they stay free.
- Where the days do not suffice for all that is new, `scope` says what is taken on. Labs then have a share of the minutes, and come before
  all else on a day on which the share has grown to one: a day of questions would have no room left for eight minutes at once.

A plan is made anew whenever it is asked for, from what really happened; a day missed needs no repair. Knows no store and no screen.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import ceil

import msgspec

from k8s_svc_trainer.store import Card, Key
from k8s_svc_trainer.study import curve
from k8s_svc_trainer.study.choose import Lesson
from k8s_svc_trainer.study.grade import Grade
from k8s_svc_trainer.study.items import Item
from k8s_svc_trainer.study.ready import READY_AT, WITH_HELP, name_of, proving, readiness
from k8s_svc_trainer.study.scope import LABS, scope
from k8s_svc_trainer.study.tasks import A_SHORT_ONE, GUESSED, LAB, LESSON, Lessons, Task, fits, in_order, new_in_turn, sort_of, tasks

FARTHEST = 365
"""So many days ahead a plan reaches: further than that nobody's days are foreseen, and fsrs plans no longer either."""

LEAST_GAIN = 0.01
"""A minute that adds less than this to the recall of a minute's worth of questions is better spent on sleep."""

MISSED_FIRST = 0.25
"""What was missed gets this share of a day before all else, and more where it gains most."""

LONG_RESTS = 3
"""So many days a lab or an interview question is let alone after it was done."""

A_DAY = timedelta(days=1)
SECONDS = 86_400.0


class Goal(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What the learner set: the day of the interview, and the minutes that they have a day."""

    day: date
    minutes: int


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """One day of a plan: its minutes, what is new and what comes again, counted by kind (`question`, `lab`, `interview` ...)."""

    day: date
    minutes: float
    new: Mapping[str, int]
    again: Mapping[str, int]


class Outlook(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A checklist item's strength now, on the day with the plan, and on the day if nothing more were done; from 0 to 1."""

    id: str
    now: float
    planned: float
    idle: float

    @property
    def ready(self) -> bool:
        """Whether the plan makes it ready."""
        return self.planned >= READY_AT


class Left(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What of a lesson the plan never comes to, counted by kind."""

    lesson: str
    count: Mapping[str, int]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to do on each day, and what it comes to.

    `today` in the order in which it is done. Shares from 0 to 1: `now`, `planned` and `idle` are the readiness in all, as the mean of the
    checklist's items. `unreached`: what was never asked when the day comes. `enough`: minutes a day in which all that is new could be seen
    once; `too_long`: kinds of which one alone takes longer than a day has minutes.
    """

    goal: Goal
    days: tuple[Ahead, ...]
    today: tuple[Item, ...]
    now: float
    planned: float
    idle: float
    checklist: tuple[Outlook, ...]
    unreached: tuple[Left, ...]
    enough: int
    too_long: tuple[str, ...]


class Known(msgspec.Struct, gc=False):
    """What is expected of one memory as the plan goes on; `last` in days from now. `proven`: what of it counts, by the last answer."""

    memory: curve.Memory
    last: float
    proven: float = 1.0

    def on(self, day: float) -> float:
        """The recall that counts, on a day."""
        return self.proven * curve.known_after(self.memory, day - self.last)


class Mind:
    """The learner as fsrs expects them to become: changed day by day while a plan is made.

    `minutes`: what there are in all, `a_day` on each. `first`: how likely a thing is right that was never asked, by its sort.
    """

    def __init__(
        self,
        todo: Sequence[Task],
        cards: Mapping[Key, Card],
        lessons: Lessons,
        *,
        now: datetime,
        end: float,
        minutes: float,
        a_day: float,
        first: Mapping[str, float] = GUESSED,
    ) -> None:
        self.todo, self.end, self.first = todo, end, first
        self.known: dict[Key, Known] = {}
        self.last: dict[Key, float] = {}
        self.once = set[Key]()
        for task in todo:
            for part in task.parts:
                card = cards.get(part.key)
                if card is not None and card.hash == part.hash:
                    self.known[part.key] = _remembered(card, now)
            met = [cards[key] for key in (task.item.key, *(part.key for part in task.parts)) if key in cards]
            if met:
                self.last[task.item.key] = (max(card.last for card in met) - now).total_seconds() / SECONDS
                if all(card.reviews == 1 for card in met):
                    self.once.add(task.item.key)
        taken = scope(todo, self.last, lessons, minutes=minutes, first_minutes=2 - first[A_SHORT_ONE], a_day=a_day)
        self.whole, self.lessons, self.labs = taken.whole, taken.lessons, taken.labs
        self.scope = frozenset(task.item.key for task in taken.tasks)

    def new(self) -> list[Task]:
        """What was never asked."""
        return [task for task in self.todo if task.item.key not in self.last]

    def gain(self, task: Task, day: float) -> float:
        """By how much recall on the day of the interview is expected to rise for each minute that this takes, if it is done on `day`."""
        before = after = chance = 0.0
        for part in task.parts:
            known = self.known.get(part.key)
            if known is not None:
                before += known.on(self.end)
                chance += curve.known_after(known.memory, day - known.last)
            after += curve.known_after(self.next(part, day), self.end - day)
        parts = len(task.parts) or 1
        return task.weight * (after - before) / parts / expected_minutes(task, chance / parts)

    def rested(self, task: Task, midnight: float) -> bool:
        """Whether it was seen, and not today; a long one not within three days: the same lab on two days running is learned by rote."""
        last = self.last.get(task.item.key)
        return last is not None and last < midnight - (0 if task.short else LONG_RESTS - 1)

    def missed(self, task: Task) -> bool:
        """Whether it is a question whose last answer was wrong."""
        return task.short and any(part.key in self.known and self.known[part.key].proven == 0 for part in task.parts)

    def next(self, part: Item, day: float) -> curve.Memory:
        """What is expected of a memory after an answer on `day`."""
        known = self.known.get(part.key)
        return curve.first(self.first[sort_of(part.kind)]) if known is None else curve.expected(known.memory, day - known.last)

    def do(self, chosen: Iterable[Task], day: float) -> None:
        """Let a day's tasks be done."""
        for task in chosen:
            if task.item.kind == LESSON:
                self.lessons = msgspec.structs.replace(self.lessons, opened=self.lessons.opened | {task.item.id})
                continue
            for part in task.parts:
                self.known[part.key] = Known(self.next(part, day), day)
            self.last[task.item.key] = day

    def owed(self, minutes: float) -> list[Task]:
        """The labs that are owed by the end of a day with so many minutes, of opened lessons: their share so far, less what they had."""
        done = [task for task in self.todo if task.item.key in self.last]
        share = LABS * (minutes + self.taking(done)) - sum(task.minutes for task in done if task.item.kind == LAB)
        chosen, left = [], minutes
        for task in self.labs:
            at_hand = task.item.key not in self.last and (not task.item.lesson or task.item.lesson in self.lessons.opened)
            if at_hand and fits(task, left) and task.minutes <= 2 * share:
                chosen.append(task)
                left -= task.minutes
                share -= task.minutes
        return chosen

    def pick(self, day: float, minutes: float, days: int, *, midnight: float) -> list[Task]:
        """What to do on a day with so many minutes, the last of `days`; `midnight` is when it began."""
        new = new_in_turn([task for task in self.new() if task.item.key in self.scope], self.lessons)
        met = self.taking(task for task in self.todo if task.item.key in self.once and self.last[task.item.key] >= midnight)
        ahead = self.taking(task for task in new if task.item.lesson not in self.lessons.known)
        ahead += sum(task.minutes for task in self.labs if task.item.key not in self.last)
        labs = self.owed(minutes)
        of_labs = sum(task.minutes for task in labs)
        share = max(0.0, (ahead + met) / max(1, days) - met - of_labs)
        again = [(self.gain(task, day), task) for task in self.todo if self.rested(task, midnight)]
        again.sort(key=lambda pair: -pair[0])
        able = [task for gain, task in again if gain >= LEAST_GAIN]
        minutes -= of_labs
        missed, left = _fitting([task for task in able if self.missed(task)], minutes * MISSED_FIRST)
        chosen = [*labs, *missed]
        left += minutes * (1 - MISSED_FIRST)
        fresh, unused = self._taken(new, min(left, share))
        left += unused - min(left, share)
        chosen += fresh
        taken = {task.item.key for task in chosen}
        rest, left = _fitting([task for task in able if task.item.key not in taken], left)
        chosen += rest
        already = {task.item.key for task in chosen}
        more, _ = self._taken([task for task in new if task.item.key not in already], left)
        return in_order([*chosen, *more], {task.item.id for task in self.todo if task.item.key in self.last})

    def taking(self, new: Iterable[Task]) -> float:
        """The minutes that tasks take which were never done."""
        return taking(new, (), self.first)

    def _taken(self, new: Sequence[Task], minutes: float) -> tuple[list[Task], float]:
        """As many new tasks as fit, in their order; a lesson that does not fit keeps its questions away. And the minutes that are left."""
        chosen, left, closed = [], minutes, set[str]()
        for task in new:
            if left <= 0:
                break
            if task.item.lesson in closed or not fits(task, left):
                closed |= {task.item.lesson} if task.item.kind == LESSON else set()
                continue
            chosen.append(task)
            left -= self.taking([task])
        return chosen, left


def plan(
    items: Sequence[Item],
    cards: Mapping[Key, Card],
    checklist: Sequence[Item],
    *,
    goal: Goal,
    now: datetime,
    costs: Mapping[str, float],
    lessons: Lessons,
    first: Mapping[str, float] = GUESSED,
    spent: float = 0.0,
    begun: Sequence[Task] | None = None,
) -> Plan:
    """The plan from now on. `now` in the learner's zone, whose days these are; `spent`: minutes of today that are used already.

    `first`: how likely a thing is right that was never asked, by its sort. `begun`: what is left of today, where that was decided before:
    then the plan decides the days after it.

    Raises ValueError for a day that is past or further than FARTHEST, and for minutes below 1.
    """
    days = days_until(goal, now)
    mind = Mind(
        tasks(items, costs),
        cards,
        lessons,
        now=now,
        end=_end(goal, now),
        minutes=goal.minutes * days - spent,
        a_day=goal.minutes,
        first=first,
    )
    known = {(task.item.pack, task.item.lesson) for task in mind.todo if task.item.lesson in lessons.known}
    made, today = [], list[Task]()
    for ahead in range(days):
        at, midnight = _moment(ahead, now), _moment(ahead, now, time())
        seen = frozenset(mind.last)
        if ahead == 0 and begun is not None:
            chosen = list(begun)
        else:
            chosen = mind.pick(at, goal.minutes - (spent if ahead == 0 else 0.0), days - ahead, midnight=midnight)
        today = chosen if ahead == 0 else today
        made.append(_ahead(now.date() + ahead * A_DAY, chosen, seen, first))
        mind.do(chosen, at)
    then = now + timedelta(days=mind.end)
    outlook = _outlook(mind, items, cards, checklist, now, then, known)
    return Plan(
        goal=goal,
        days=tuple(made),
        today=tuple(task.item for task in today),
        now=_mean(one.now for one in outlook),
        planned=_mean(one.planned for one in outlook),
        idle=_mean(one.idle for one in outlook),
        checklist=outlook,
        unreached=_unreached(mind),
        enough=ceil(mind.whole / max(1, days)),
        too_long=tuple(sorted({task.item.kind for task in mind.todo if not fits(task, goal.minutes)})),
    )


def today(
    items: Sequence[Item],
    cards: Mapping[Key, Card],
    *,
    goal: Goal,
    now: datetime,
    costs: Mapping[str, float],
    lessons: Lessons,
    first: Mapping[str, float] = GUESSED,
    spent: float = 0.0,
) -> list[Task]:
    """Today's part of the plan alone, which costs a hundredth of the whole; nothing where no minutes are left, or the day has come."""
    days = days_until(goal, now)
    left = goal.minutes - spent
    if days < 1 or left < 1:
        return []
    mind = Mind(
        tasks(items, costs),
        cards,
        lessons,
        now=now,
        end=_end(goal, now),
        minutes=goal.minutes * days - spent,
        a_day=goal.minutes,
        first=first,
    )
    return mind.pick(0.0, left, days, midnight=_moment(0, now, time()))


def days_until(goal: Goal, now: datetime) -> int:
    """How many days there are to learn on, today among them; 0 on the day itself. Raises ValueError as `plan` does."""
    days = (goal.day - now.date()).days
    if days < 0:
        raise ValueError(f"{goal.day.isoformat()} is past")
    if days > FARTHEST:
        raise ValueError(f"{goal.day.isoformat()} is {days} days away; a plan reaches {FARTHEST} days ahead")
    if goal.minutes < 1:
        raise ValueError("a plan needs a minute a day at least")
    return days


def expected_minutes(task: Task, chance: float) -> float:
    """What a task takes, where a question that is answered wrong comes back: one known with `chance`."""
    return task.minutes * (2 - chance) if task.short else task.minutes


def _fitting(again: Sequence[Task], minutes: float) -> tuple[list[Task], float]:
    """Of what was seen before as much as fits, in this order. And the minutes that are left."""
    chosen, left = [], minutes
    for task in again:
        if fits(task, left):
            chosen.append(task)
            left -= expected_minutes(task, 1.0)
    return chosen, left


def _remembered(card: Card, now: datetime) -> Known:
    proven = {Grade.AGAIN: 0.0, Grade.HARD: WITH_HELP}.get(Grade(card.grade), 1.0)
    return Known(curve.Memory(card.stability, card.difficulty), (card.last - now).total_seconds() / SECONDS, proven)


def _moment(ahead: int, now: datetime, at: time = time(12)) -> float:
    """Noon of a day to come, or another time of it, in days from now; of today now itself."""
    if ahead == 0 and at == time(12):
        return 0.0
    return (datetime.combine(now.date() + ahead * A_DAY, at, now.tzinfo) - now).total_seconds() / SECONDS


def _end(goal: Goal, now: datetime) -> float:
    """Noon of the day of the interview, in days from now; now, where that is past."""
    return max(0.0, (datetime.combine(goal.day, time(12), now.tzinfo) - now).total_seconds() / SECONDS)


def _ahead(day: date, chosen: Sequence[Task], seen: Collection[Key], first: Mapping[str, float]) -> Ahead:
    new = [task for task in chosen if task.item.key not in seen]
    again = [task for task in chosen if task.item.key in seen]
    return Ahead(day=day, minutes=round(taking(chosen, seen, first), 1), new=counted(new), again=counted(again))


def taking(chosen: Iterable[Task], seen: Collection[Key], first: Mapping[str, float] = GUESSED) -> float:
    """The minutes that these tasks are expected to take, with what comes back because it was answered wrong."""
    return sum(expected_minutes(task, 1.0 if task.item.key in seen else first[A_SHORT_ONE]) for task in chosen)


def counted(chosen: Iterable[Task]) -> dict[str, int]:
    """How many tasks of each sort: a question is a question, of whatever kind."""
    return dict(Counter("question" if task.short else task.item.kind for task in chosen))


def _outlook(
    mind: Mind,
    items: Sequence[Item],
    cards: Mapping[Key, Card],
    checklist: Sequence[Item],
    now: datetime,
    then: datetime,
    known: Collection[Lesson],
) -> tuple[Outlook, ...]:
    before = readiness(checklist, items, cards, now, known=known).items
    idle = readiness(checklist, items, cards, then, known=known).items
    made = []
    for entry, one, other in zip(checklist, before, idle, strict=True):
        serving = [item for item in proving(entry, items, cards) if item.key in mind.known or (item.pack, item.lesson) not in known]
        planned = _mean(mind.known[item.key].on(mind.end) if item.key in mind.known else 0.0 for item in serving)
        made.append(Outlook(id=name_of(entry), now=one.strength, planned=planned, idle=other.strength))
    return tuple(made)


def _unreached(mind: Mind) -> tuple[Left, ...]:
    left: dict[str, list[Task]] = {}
    for task in mind.new():
        if task.item.lesson not in mind.lessons.known:
            left.setdefault(task.item.lesson, []).append(task)
    return tuple(Left(lesson=lesson, count=counted(of_it)) for lesson, of_it in left.items())


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
