"""Pack: a directory of content, of which each file is read when it is asked for, and once; with it may stand the lessons of other packs.

Decides where things stand in a pack and how an item's id leads to its file. Every method that reads raises Faults with all that is wrong in
the file, and UnknownItem for an id that the pack does not have.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from k8s_svc_trainer.cases.faults import shown
from k8s_svc_trainer.cases.nodes import Document, Node
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.course import files, labs, scan
from k8s_svc_trainer.course.checklist import read_checklist, read_course
from k8s_svc_trainer.course.instances import drawn
from k8s_svc_trainer.course.interviews import read_interviews
from k8s_svc_trainer.course.lessons import read_lesson
from k8s_svc_trainer.course.lexicon import read_lexicon
from k8s_svc_trainer.course.questions import read_questions
from k8s_svc_trainer.course.taught import read_taught
from k8s_svc_trainer.course.values import (
    ChecklistItem,
    Entry,
    InterviewQuestion,
    Lab,
    LabEntry,
    Lesson,
    Question,
    Questions,
    Taught,
    Template,
)

COURSE, CHECKLIST, LEXICON, TAUGHT = "course.yaml", "checklist.yaml", "lexicon.yaml", "taught"
LESSON, QUESTIONS, INTERVIEW = "lesson.yaml", "questions.yaml", "interview.yaml"
LABS = "labs"
"""The folder of a lesson in which its labs are, a file each."""
_SEED = re.compile(r"-?[0-9]{1,18}")
INNER = "core"
"""The name of the pack that comes with the program."""

Value = TypeVar("Value")


class UnknownItem(LookupError):
    """A pack has no item of this id; `nearest` names up to three that it has."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        from difflib import get_close_matches  # only when something is wrong

        self.name = name
        self.nearest = tuple(get_close_matches(name, list(known), n=3, cutoff=0.3))
        hint = f" The nearest: {', '.join(self.nearest)}." if self.nearest else ""
        super().__init__(f"There is no {what} {shown(name)}.{hint}")


class Folder(msgspec.Struct, frozen=True, gc=False):
    """Where a lesson's files are: a folder in a pack. `before` stands before every name of an added pack, and is empty for one's own."""

    root: Path
    name: str
    before: str = ""

    def file(self, name: str) -> str:
        """A file of the lesson, by its path in the pack."""
        return f"{self.name}/{name}"

    def has(self, name: str) -> bool:
        """Whether the lesson has such a file."""
        return files.exists(self.root, self.file(name))

    def own(self, value: Value) -> Value:
        """A value whose `serves` (and, of an open question, whose id) names its own pack."""
        if not self.before:
            return value
        named: dict[str, Any] = {"serves": tuple(f"{self.before}{name}" for name in getattr(value, "serves", ()))}
        if isinstance(value, InterviewQuestion):
            named["id"] = f"{self.before}{value.id}"
        return replace(value, **named)  # type: ignore[type-var] # all that have `serves` are structs


class Pack:
    """A course on disk. `lesson_ids` are in the order of the course; `folders` says where they are, if not all below `path`."""

    def __init__(
        self,
        path: Path,
        *,
        name: str,
        lesson_ids: tuple[str, ...],
        checklist: tuple[ChecklistItem, ...],
        folders: Mapping[str, Folder] | None = None,
    ) -> None:
        self.path = path
        self.name = name
        self.lesson_ids = lesson_ids
        self.checklist = checklist
        self._folders = {lesson: Folder(path, lesson) for lesson in lesson_ids} if folders is None else folders
        self._read: dict[str, Any] = {}

    def lesson(self, lesson: str) -> Lesson:
        """One lesson, by its id."""
        found = self._once(lesson, LESSON, lambda node, reader: read_lesson(node, lesson, reader), lambda one, folder: folder.own(one))
        if found is None:
            raise AssertionError("what could not be read has left a fault")
        return found

    def questions(self, lesson: str) -> Questions:
        """The questions and templates of a lesson; none where it has no such file."""
        if not self._folder(lesson).has(QUESTIONS):
            return Questions()
        return self._once(lesson, QUESTIONS, lambda node, reader: read_questions(node, lesson, reader), _own_questions)

    def question(self, item: str, *, seed: int = 0) -> Question:
        """The question of an item's id; of a template, the instance that the seed names, and `ID@SEED` names one too.

        Its hash is that of its entry. Raises UnknownItem, and Faults.
        """
        item, _, named = item.partition("@")
        seed = int(named) if _SEED.fullmatch(named) else seed
        lesson, _, _ = item.partition("/")
        found = self.questions(lesson) if lesson in self.lesson_ids else Questions()
        known: dict[str, Question | Template] = {one.id: one for one in found.questions}
        known |= {one.id: one for one in found.templates}
        if item not in known:
            raise UnknownItem("question", item, known or self.lesson_ids)
        one = known[item]
        question = self._folder(lesson).own(drawn(one, seed)) if isinstance(one, Template) else one
        hashes = {entry.id: entry.hash for entry in self.entries(lesson)}
        return replace(question, hash=hashes.get(item, ""))

    def interviews(self, lesson: str) -> tuple[InterviewQuestion, ...]:
        """The open questions of a lesson; none where it has no such file."""
        if not self._folder(lesson).has(INTERVIEW):
            return ()
        return self._once(lesson, INTERVIEW, lambda node, reader: read_interviews(node, lesson, reader), _own_all)

    def every_interview(self) -> list[InterviewQuestion]:
        """The open questions of all lessons, in the order of the course."""
        return [question for lesson in self.lesson_ids for question in self.interviews(lesson)]

    def interview(self, name: str) -> InterviewQuestion:
        """An open question by its own id (`dns`) or its item's (`08-internal-dns/interview/dns`)."""
        lessons = [name.partition("/")[0]] if "/" in name else self.lesson_ids
        found = [one for lesson in lessons if lesson in self.lesson_ids for one in self.interviews(lesson)]
        for one in found:
            if name in (one.id, one.item):
                return one
        raise UnknownItem("interview question", name, [one.id for one in found])

    def lab(self, name: str) -> Lab:
        """A lab by its id, or by its slug alone, which no other lab of a sound pack has."""
        for one in self.lab_index():
            if name in (one.id, one.slug):
                return self._lab(one.lesson, one.slug)
        raise UnknownItem("lab", name, [one.slug for one in self.lab_index()])

    def lab_entries(self, lesson: str) -> tuple[LabEntry, ...]:
        """What a list shows of a lesson's labs, the easiest first, without reading their clusters."""
        key, folder = f"labs {lesson}", self._folder(lesson)
        if key not in self._read:
            found = [self._lab_entry(lesson, slug) for slug in lab_slugs(folder.root, folder.name)]
            self._read[key] = tuple(sorted(found, key=lambda one: (one.level, one.slug)))
        known: tuple[LabEntry, ...] = self._read[key]
        return known

    def lab_index(self) -> tuple[LabEntry, ...]:
        """The labs of all lessons, in the order of the course."""
        return tuple(entry for lesson in self.lesson_ids for entry in self.lab_entries(lesson))

    def entries(self, lesson: str) -> tuple[Entry, ...]:
        """What a quiz needs in order to choose among a lesson's questions, without reading them."""
        folder = self._folder(lesson)
        if not folder.has(QUESTIONS):
            return ()
        key, relative = f"entries {lesson}", folder.file(QUESTIONS)
        if key not in self._read:
            found = scan.entries(files.text_of(folder.root, relative), lesson)
            deep = () if found else scan.deep_entries(self.questions(lesson), files.document_of(folder.root, relative).value)
            self._read[key] = _own_all(found, folder) if found else deep  # what was read in full is named already
        known: tuple[Entry, ...] = self._read[key]
        return known

    def index(self) -> tuple[Entry, ...]:
        """The entries of all lessons, in the order of the course."""
        return tuple(entry for lesson in self.lesson_ids for entry in self.entries(lesson))

    def root(self, lesson: str) -> Path:
        """The directory of the pack that a lesson is from."""
        return self._folder(lesson).root

    def lexicon(self, lesson: str | None = None) -> Mapping[str, tuple[str, ...]]:
        """How people name the concepts of the field: the trainer's own, and what the pack, or a lesson's own pack, adds or replaces."""
        own = self.path if lesson is None else self.root(lesson)
        key = f"{LEXICON} {own}"
        if key not in self._read:
            known: dict[str, tuple[str, ...]] = {}
            for path in dict.fromkeys([default_pack_path(), own]):
                if files.exists(path, LEXICON):
                    known |= whole(files.document_of(path, LEXICON), read_lexicon)
            self._read[key] = known
        found: Mapping[str, tuple[str, ...]] = self._read[key]
        return found

    def taught(self, question: str, lesson: str | None = None) -> Taught | None:
        """What labelled texts taught of an open question, by its own id; None where the pack, or the lesson's own, says nothing of it."""
        own = self.path if lesson is None else self.root(lesson)
        relative = f"{TAUGHT}/{question}.json"
        key = f"{relative} {own}"
        if key not in self._read:
            there = files.exists(own, relative)
            self._read[key] = read_taught(files.text_of(own, relative), file=str(own / relative)) if there else None
        found: Taught | None = self._read[key]
        return found

    def taught_questions(self) -> list[str]:
        """The questions of which the pack has something that texts taught, whether it asks them or not."""
        return [name.removesuffix(".json") for name in files.names_in(self.path, TAUGHT)]

    def item(self, name: str) -> ChecklistItem:
        """An item of the checklist."""
        for one in self.checklist:
            if one.id == name:
                return one
        raise UnknownItem("checklist item", name, [one.id for one in self.checklist])

    def _lab(self, lesson: str, slug: str) -> Lab:
        key, folder = lab_file(lesson, slug), self._folder(lesson)
        if key not in self._read:
            relative = lab_file(folder.name, slug)
            text = files.text_of(folder.root, relative)
            self._read[key] = folder.own(labs.read_lab(text, file=str(folder.root / relative), lesson=lesson, slug=slug))
        found: Lab = self._read[key]
        return found

    def _lab_entry(self, lesson: str, slug: str) -> LabEntry:
        folder = self._folder(lesson)
        shallow = labs.entry(files.text_of(folder.root, lab_file(folder.name, slug)), lesson=lesson, slug=slug)
        return folder.own(shallow) if shallow else labs.entry_of(self._lab(lesson, slug))

    def folder(self, lesson: str) -> Folder:
        """Where the files of a lesson are."""
        return self._folder(lesson)

    def _folder(self, lesson: str) -> Folder:
        if lesson not in self._folders:
            raise UnknownItem("lesson", lesson, self.lesson_ids)
        return self._folders[lesson]

    def _once(self, lesson: str, file: str, read: Callable[[Node, Reader], Value], own: Callable[[Any, Folder], Any]) -> Value:
        key, folder = f"{lesson}/{file}", self._folder(lesson)
        if key not in self._read:
            self._read[key] = own(whole(files.document_of(folder.root, folder.file(file)), read), folder)
        found: Value = self._read[key]
        return found


def _own_all(values: Iterable[Any], folder: Folder) -> tuple[Any, ...]:
    return tuple(map(folder.own, values))


def _own_questions(found: Questions, folder: Folder) -> Questions:
    templates = (replace(one, first=folder.own(one.first)) for one in found.templates)
    return Questions(_own_all(found.questions, folder), tuple(templates))


def lab_file(lesson: str, slug: str) -> str:
    """Where a lab stands in its pack."""
    return f"{lesson}/{LABS}/{slug}.yaml"


def lab_slugs(path: Path, lesson: str) -> list[str]:
    """The names of a lesson's labs, as its folder has them."""
    return [name.removesuffix(".yaml") for name in files.names_in(path, f"{lesson}/{LABS}") if name.endswith(".yaml")]


def whole(document: Document, read: Callable[[Node, Reader], Value]) -> Value:
    """What a document is read as. Raises Faults with everything that is wrong in it."""
    reader = Reader()
    found = read(document.root, reader)
    reader.done()
    return found


def open_pack(path: Path | str) -> Pack:
    """The pack in a directory: its list of lessons and its checklist are read, and nothing else. Raises Faults."""
    path = Path(path)
    course = whole(files.document_of(path, COURSE), read_course)
    if course is None:
        raise AssertionError("what could not be read has left a fault")
    checklist = whole(files.document_of(path, CHECKLIST), read_checklist) if files.exists(path, CHECKLIST) else ()
    return Pack(path, name=course.name or name_of(path), lesson_ids=course.lessons, checklist=checklist)


def name_of(path: Path) -> str:
    """The name under which progress with a pack is kept, where its course.yaml says none: its directory's."""
    return INNER if path.resolve() == default_pack_path().resolve() else path.resolve().name


def default_pack_path() -> Path:
    """The content that comes with the program: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "content"
    return inside if inside.is_dir() else package.parent / "content"
