"""What of all that is new a plan takes on, where the days do not suffice for everything.

Decides by turns: each item of the checklist gets one task after another, the easier questions first, labs last, until the minutes are used
up; so that nobody knows one thing by heart and has never heard of the next. What was seen before keeps its turn, so that each day decides
as the day before. Where less than a third of everything fits, no lesson is set to
be read: each question explains itself. Pure.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import zip_longest

import msgspec

from k8s_svc_trainer.store import Key
from k8s_svc_trainer.study.tasks import Lessons, Task

READ_FROM = 0.33
"""From this share of everything on, lessons are read."""

SENIOR = 2
"""An interview question stands among the questions of this level."""


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """The new tasks that are taken on, the lessons as far as they are to be read, and the minutes that everything would take."""

    tasks: tuple[Task, ...]
    lessons: Lessons
    whole: float


def scope(todo: Sequence[Task], seen: Collection[Key], lessons: Lessons, *, minutes: float, first_minutes: float) -> Scope:
    """What is taken on in so many minutes; `first_minutes` is what a task takes that was never done, in times of what it takes else."""
    new = [task for task in todo if task.item.key not in seen]
    wanted = [task for task in new if task.item.lesson not in lessons.known]
    closed = {task.item.lesson for task in wanted} - lessons.opened - {""}
    reading = {lesson: lessons.reading(lesson, "").minutes for lesson in closed}
    whole = sum(_takes(task, first_minutes) for task in wanted) + sum(reading.values())
    if whole <= minutes:
        return Scope(tasks=tuple(new), lessons=lessons, whole=whole)
    if minutes < READ_FROM * whole:
        lessons, reading = msgspec.structs.replace(lessons, opened=lessons.opened | closed), {}
    left, taken, read = minutes, set[Key](), set[str]()
    for task in by_turns(todo):
        if task.item.key in seen or task.item.lesson in lessons.known:
            continue
        takes = _takes(task, first_minutes) + (0.0 if task.item.lesson in read else reading.get(task.item.lesson, 0.0))
        if takes <= left:
            left -= takes
            taken.add(task.item.key)
            read.add(task.item.lesson)
    return Scope(tasks=tuple(task for task in wanted if task.item.key in taken), lessons=lessons, whole=whole)


def by_turns(todo: Sequence[Task]) -> Iterator[Task]:
    """The tasks of each checklist item in turn, each once; those that serve none are one more turn."""
    queues: dict[str, list[Task]] = {}
    for task in sorted(todo, key=_easier):
        for served in task.item.serves or ("",):
            queues.setdefault(served, []).append(task)
    return _once(task for turn in zip_longest(*queues.values()) for task in turn if task is not None)


def _once(tasks: Iterable[Task]) -> Iterator[Task]:
    seen = set[Key]()
    for task in tasks:
        if task.item.key not in seen:
            seen.add(task.item.key)
            yield task


def _easier(task: Task) -> tuple[int, int]:
    place = {"checklist": 1, "lab": 2}.get(task.item.kind, 0)
    return place, SENIOR if task.item.kind == "interview" else task.item.level


def _takes(task: Task, first_minutes: float) -> float:
    return task.minutes * (first_minutes if task.short else 1.0)
