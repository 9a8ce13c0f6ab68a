"""The learner as fsrs expects them to become: what each memory gains by an answer, and what a day with so many minutes gets.

Decides by the rule that stands in `plan`, where the days go by. Pure.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from k8s_svc_trainer.store import Card, Key
from k8s_svc_trainer.study import curve
from k8s_svc_trainer.study.grade import Grade
from k8s_svc_trainer.study.items import Item
from k8s_svc_trainer.study.ready import WITH_HELP
from k8s_svc_trainer.study.scope import LABS, scope
from k8s_svc_trainer.study.tasks import A_SHORT_ONE, GUESSED, LAB, LESSON, Lessons, Task, fits, in_order, new_in_turn, sort_of

LEAST_GAIN = 0.01
"""A minute that adds less than this to the recall of a minute's worth of questions is better spent on sleep."""

MISSED_FIRST = 0.25
"""What was missed gets this share of a day before all else, and more where it gains most."""

LONG_RESTS = 3
"""So many days a lab or an interview question is let alone after it was done."""

SECONDS_A_DAY = 86_400.0


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
                self.last[task.item.key] = (max(card.last for card in met) - now).total_seconds() / SECONDS_A_DAY
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


def expected_minutes(task: Task, chance: float) -> float:
    """What a task takes, where a question that is answered wrong comes back: one known with `chance`."""
    return task.minutes * (2 - chance) if task.short else task.minutes


def taking(chosen: Iterable[Task], seen: Collection[Key], first: Mapping[str, float] = GUESSED) -> float:
    """The minutes that these tasks are expected to take, with what comes back because it was answered wrong."""
    return sum(expected_minutes(task, 1.0 if task.item.key in seen else first[A_SHORT_ONE]) for task in chosen)


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
    return Known(curve.Memory(card.stability, card.difficulty), (card.last - now).total_seconds() / SECONDS_A_DAY, proven)
