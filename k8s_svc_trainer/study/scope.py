"""What of all that is new a plan takes on, where the days do not suffice for everything.

Decides by turns: the next task goes to the item of the checklist of which the smallest share is taken on, and an item counts the more the
earlier it stands: the checklist begins with what every interview asks. So an item of nine questions is not known by heart while one of a
hundred was hardly begun. In an item the easier questions come first, labs last. But some labs belong to every plan, since an interview has
incidents: a share of the minutes is theirs before all else, by the same turns, those of lessons that are never to be opened left out. What
was seen before keeps its turn, so that each day decides as the day before. Where less than a third of everything fits, no lesson is set to
be read: each question explains itself. Pure.
"""

from collections.abc import Collection, Iterator, Sequence
from math import inf

import msgspec

from k8s_svc_trainer.store import Key
from k8s_svc_trainer.study.tasks import LAB, Lessons, Task, fits

READ_FROM = 0.33
"""From this share of everything on, lessons are read. What is done already counts on both sides: no plan stops reading half-way."""

FIRST_COUNTS = 2.0
"""So many times as much as the last item of the checklist the first one counts; those between them stand on a line."""

KEPT = 0.95
"""This share of the minutes is filled: a day ends before the next task fits, and what is lost so would all be missing at the end."""

SENIOR = 2
"""An interview question stands among the questions of this level."""

LABS = 0.10
"""This share of the minutes is for labs where not everything fits; questions alone would take them all."""


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """The new tasks that are taken on, the lessons as far as they are to be read, and the minutes that everything would take.

    `labs`: those that have minutes of their own, in the order in which they are to be met; none where everything fits, and all are `tasks`.
    """

    tasks: tuple[Task, ...]
    labs: tuple[Task, ...] = ()
    lessons: Lessons
    whole: float


class Turn(msgspec.Struct, gc=False, kw_only=True):
    """An item of the checklist: what waits for it, how much it counts, and how many memories that prove it are taken on."""

    queue: list[Task]
    counts: float
    taken: int = 0

    @property
    def share(self) -> float:
        """Of what it counts, how much is taken on."""
        return self.taken / self.counts


def scope(
    todo: Sequence[Task], seen: Collection[Key], lessons: Lessons, *, minutes: float, first_minutes: float, a_day: float = inf
) -> Scope:
    """What is taken on in so many minutes, of which a day has `a_day`.

    `first_minutes` is what a task takes that was never done, in times of what it takes else.
    """
    new = [task for task in todo if task.item.key not in seen]
    wanted = [task for task in new if task.item.lesson not in lessons.known]
    closed = {task.item.lesson for task in wanted} - lessons.opened - {""}
    reading = {lesson: lessons.reading(lesson, "").minutes for lesson in closed}
    whole = sum(_takes(task, first_minutes) for task in wanted) + sum(reading.values())
    if whole <= minutes:
        return Scope(tasks=tuple(new), lessons=lessons, whole=whole)
    done = sum(_takes(task, first_minutes) for task in todo if task.item.key in seen)
    done += sum(lessons.takes(lesson) for lesson in lessons.read)
    if minutes + done < READ_FROM * (whole + done):
        lessons, reading = msgspec.structs.replace(lessons, opened=lessons.opened | closed), {}
    able = [task for task in todo if task.item.key in seen or (task.item.lesson not in lessons.known and fits(task, a_day))]
    for_labs = sum(task.minutes for task in _labs(able, seen, LABS * minutes))
    left, taken, read = KEPT * minutes - for_labs, set[Key](), set[str]()
    for task in by_turns(able):
        if task.item.key in seen:
            continue
        takes = _takes(task, first_minutes) + (0.0 if task.item.lesson in read else reading.get(task.item.lesson, 0.0))
        if takes <= left:
            left -= takes
            taken.add(task.item.key)
            read.add(task.item.lesson)
    at_hand = [task for task in able if task.item.lesson in read | lessons.opened | {""}]
    labs = _labs(at_hand, {*seen, *taken}, LABS * minutes)
    return Scope(tasks=tuple(task for task in wanted if task.item.key in taken), labs=labs, lessons=lessons, whole=whole)


def _labs(todo: Sequence[Task], taken: Collection[Key], minutes: float) -> tuple[Task, ...]:
    """As many labs that were not taken on yet as these minutes pay for, the last one by half at least."""
    chosen, left = [], minutes
    for task in by_turns([task for task in todo if task.item.kind == LAB]):
        if task.item.key not in taken and task.minutes <= 2 * left:
            chosen.append(task)
            left -= task.minutes
    return tuple(chosen)


def by_turns(todo: Sequence[Task]) -> Iterator[Task]:
    """The tasks, each once: always the next of the item whose share, by what it counts, is the smallest.

    A task with several parts counts as many; what serves no item is one more item, the last.
    """
    turns = _turns(todo)
    taken = set[Key]()
    while turns:
        served, turn = min(turns.items(), key=lambda pair: pair[1].share)
        task = turn.queue.pop() if turn.queue else None
        if task is None:
            del turns[served]
        elif task.item.key not in taken:
            taken.add(task.item.key)
            for other in _served(task):
                if other in turns:
                    turns[other].taken += proves(task)
            yield task


def _turns(todo: Sequence[Task]) -> dict[str, Turn]:
    """What waits for each item, the easiest at the end of its queue; items in the order of their own entries, then as they are served."""
    entries = [task.item.id.rpartition("/")[2] for task in todo if task.item.kind == "checklist"]
    names = dict.fromkeys([*entries, *(name for task in todo for name in task.item.serves), ""])
    queues: dict[str, list[Task]] = {name: [] for name in names}
    for task in sorted(todo, key=_easier):
        for served in _served(task):
            queues[served].append(task)
    return {
        name: Turn(queue=queue[::-1], counts=_counts(place, len(names)) * max(1, sum(map(proves, queue))))
        for place, (name, queue) in enumerate(queues.items())
    }


def _served(task: Task) -> tuple[str, ...]:
    return task.item.serves or ("",)


def _counts(place: int, items: int) -> float:
    return FIRST_COUNTS - (FIRST_COUNTS - 1.0) * place / max(1, items - 1)


def proves(task: Task) -> int:
    """How many memories it brings; the checklist said aloud proves none, and is paid as one, since a turn is a turn."""
    return len(task.parts) or 1


def _easier(task: Task) -> tuple[int, int]:
    place = {"checklist": 1, "lab": 2}.get(task.item.kind, 0)
    return place, SENIOR if task.item.kind == "interview" else task.item.level


def _takes(task: Task, first_minutes: float) -> float:
    return task.minutes * (first_minutes if task.short else 1.0)
