"""The learner's desk: the content, the progress, and both as `study` wants them. Opened by a command, closed when it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.course import Entry, InterviewQuestion, Lab, LabEntry, Pack, default_pack_path, open_pack
from k8s_svc_trainer.course.shelf import open_shelf
from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study import Item, adopt, point_of

if TYPE_CHECKING:
    from k8s_svc_trainer.interview import Field
    from k8s_svc_trainer.study.tasks import Lessons


class Desk:
    """One pack of content and one store of progress."""

    def __init__(self, environment: Environment, pack: Pack, store: Store) -> None:
        self.environment, self.pack, self.store = environment, pack, store
        self._fields: dict[Path, Field] = {}

    @cached_property
    def items(self) -> list[Item]:
        """Every question of the course, in its order."""
        from k8s_svc_trainer.course import glance

        found = []
        for lesson in self.pack.lesson_ids:
            templates = glance.templates_of(self.pack, lesson)
            found += [self._item(entry, template=entry.id in templates) for entry in self.pack.entries(lesson)]
        return found

    @cached_property
    def checklist(self) -> list[Item]:
        """The checklist's items, in its order."""
        return [
            Item(id=f"checklist/{entry.id}", kind="checklist", lesson=entry.lesson or "", serves=(entry.id,), pack=self.pack.name)
            for entry in self.pack.checklist
        ]

    @cached_property
    def collection(self) -> list[Item]:
        """Everything that is remembered, in the order of the course: questions, labs, interview questions, their points, the checklist."""
        by_lesson: dict[str, list[Item]] = {}
        for item in self.items:
            by_lesson.setdefault(item.lesson, []).append(item)
        for lab in self.pack.lab_index():
            by_lesson.setdefault(lab.lesson, []).append(self.lab_item(lab))
        for lesson in self.pack.lesson_ids:
            by_lesson.setdefault(lesson, []).extend(self._interviews(lesson))
        for item in self.checklist:
            by_lesson.setdefault(item.lesson, []).append(item)
        found = [item for lesson in (*self.pack.lesson_ids, "") for item in by_lesson.pop(lesson, [])]
        found += [item for rest in by_lesson.values() for item in rest]
        adopt(self.store, [item for item in found if item.was])
        return found

    @property
    def lessons(self) -> Lessons:
        """Which lessons were opened, read or tested out of, when, and what they take.

        Half of its questions open a lesson too, and not fewer: one comes unread as another shape of what was missed elsewhere.
        """
        from k8s_svc_trainer.course import glance
        from k8s_svc_trainer.study.tasks import Lessons

        cards = self.store.cards()
        places = self.store.places(self.pack.name)
        asked, answered = Counter(item.lesson for item in self.items), Counter(item.lesson for item in self.items if item.key in cards)
        return Lessons(
            opened=frozenset({lesson for lesson, count in answered.items() if 2 * count >= asked[lesson]} | set(places)),
            minutes={lesson: glance.minutes_of(self.pack, lesson) for lesson in self.pack.lesson_ids},
            known=frozenset(self.store.known(self.pack.name)),
            read={lesson: place.finished for lesson, place in places.items() if place.finished is not None},
        )

    def _interviews(self, lesson: str) -> Iterator[Item]:
        """The interview questions of a lesson, each with its points."""
        from k8s_svc_trainer.course import glance

        for one in glance.interviews_of(self.pack, lesson):
            item = Item(id=one.item, kind="interview", lesson=lesson, serves=one.serves, pack=self.pack.name, was=one.was)
            yield item
            yield from (point_of(item, point) for point in one.points)

    @cached_property
    def interviews(self) -> list[InterviewQuestion]:
        """Every interview question, in the order of the course."""
        return self.pack.every_interview()

    def field(self, lesson: str) -> Field:
        """The lexicon of the pack that a lesson is from, read once for all its graders."""
        from k8s_svc_trainer.interview import field_of_pack

        root = self.pack.root(lesson)
        if root not in self._fields:
            self._fields[root] = field_of_pack(self.pack, lesson)
        return self._fields[root]

    def interview_item(self, question: InterviewQuestion) -> Item:
        """An interview question as something to be remembered."""
        return Item(id=question.item, kind="interview", lesson=question.lesson, serves=question.serves, pack=self.pack.name)

    def lab_item(self, lab: Lab | LabEntry) -> Item:
        """A lab as something to be remembered; one that belongs to no lesson is kept among the lab's own."""
        return Item(
            id=f"{lab.lesson or 'random'}/lab/{lab.slug}",
            kind="lab",
            lesson=lab.lesson,
            level=lab.level,
            serves=lab.serves,
            hash=lab.hash,
            pack=self.pack.name,
        )

    def lesson_title(self, lesson: str) -> str:
        """What a lesson is called."""
        return self.pack.lesson(lesson).title

    def find_lesson(self, wanted: str) -> str:
        """A lesson's id by its id, its number, its name without the number, the beginning of either, or a word of its name.

        Raises Refused, with the lessons that there are, where none or several answer to it.
        """
        word = wanted.strip().lower()
        names = {lesson: _answers_to(lesson) for lesson in self.pack.lesson_ids}
        exact = [lesson for lesson, answers in names.items() if word in answers or word.lstrip("0") == answers[2]]
        begun = [lesson for lesson, answers in names.items() if word and any(answer.startswith(word) for answer in answers[:2])]
        parts = [lesson for lesson, answers in names.items() if word in answers[1].split("-")]
        found = exact or begun or parts
        if len(found) > 1:
            raise Refused(f"{wanted!r} names {len(found)} lessons: {', '.join(found)}")
        if not found:
            raise Refused(f"there is no lesson {wanted!r}; there are {', '.join(self.pack.lesson_ids)}")
        return found[0]

    def _item(self, entry: Entry, *, template: bool) -> Item:
        return Item(**msgspec.structs.asdict(entry), pack=self.pack.name, template=template)


def _answers_to(lesson: str) -> tuple[str, str, str]:
    """A lesson's id, its name without number and pack, and its number; one of an added pack has none: numbers are the course's."""
    added, _, bare = lesson.rpartition(":")
    number, _, name = bare.partition("-")
    return lesson, name, "" if added else number.lstrip("0")


def open_course(environment: Environment) -> Pack:
    """The course with the packs that were added to it; one that cannot be opened is left out, and named on standard error.

    Raises Faults for the course itself.
    """
    opened, wrong = open_shelf(default_pack_path(), environment.home)
    for directory in wrong:
        said = f"The pack {directory.name} is left out, since it cannot be read: `k8s-svc-trainer check {directory}` says why."
        print(said, file=environment.stderr)
    return opened


@contextmanager
def sit_down(environment: Environment, *, forgetful: bool = False, pack: Path | None = None) -> Iterator[Desk]:
    """Open content and progress; `forgetful` keeps no progress.

    Raises cases.Faults for content that cannot be read and StoreFault for progress that cannot.
    """
    opened = open_pack(pack) if pack is not None else open_course(environment)
    with Store.in_memory() if forgetful else Store.open(environment.home) as store:
        desk = Desk(environment, opened, store)
        adopt(store, desk.items)
        yield desk
