"""check: everything that an author can get wrong in a pack, all at once, each with file, line, field and remedy.

Decides what is looked at; `prove` decides what a question must show, `check_texts` and `check_files` the rest. Never raises for content.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from k8s_svc_trainer.cases.document import Fault, Faults
from k8s_svc_trainer.cases.faults import MAX_FAULTS, meant, printable, shown
from k8s_svc_trainer.cases.nodes import Document, Node
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.course import check_cases, check_files, check_labs, check_texts
from k8s_svc_trainer.course.check_guessing import guessable, guessed, taught_to
from k8s_svc_trainer.course.checklist import Course, read_checklist, read_course
from k8s_svc_trainer.course.files import document_of, exists, text_of
from k8s_svc_trainer.course.grade import key
from k8s_svc_trainer.course.guessing import Guessable, Guesser, guessers
from k8s_svc_trainer.course.interviews import read_interviews
from k8s_svc_trainer.course.lessons import read_lesson
from k8s_svc_trainer.course.pack import CHECKLIST, COURSE, INTERVIEW, LESSON, QUESTIONS
from k8s_svc_trainer.course.prove import is_computed, prove
from k8s_svc_trainer.course.prove_templates import Instance, Proof, prove_template
from k8s_svc_trainer.course.questions import read_questions
from k8s_svc_trainer.course.scan import deep_entries, entries
from k8s_svc_trainer.course.show import ShowResult, run_refute, run_show
from k8s_svc_trainer.course.stage import fault_of
from k8s_svc_trainer.course.values import ChecklistItem, Choice, Diagnose, InterviewQuestion, Lesson, Question, Questions, Template
from k8s_svc_trainer.sim.settings import NEWEST

Value = TypeVar("Value")
COUNTS = ("lessons", "questions", "computed", "templates", "instances", "interview", "labs", "cases")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a pack holds, and what is wrong with it.

    `computed` counts the questions that the simulator decides, `templates` those that have parameters, `instances` what these make, as far
    as it was proven, and `made` how many each; `guessing` is how those do who know nothing but tests.
    """

    lessons: int
    questions: int
    computed: int
    templates: int = 0
    instances: int = 0
    interview: int
    labs: int
    cases: int
    guessing: tuple[Guesser, ...] = ()
    made: Mapping[str, int] = {}
    errors: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors

    def also(self, errors: Iterable[Fault]) -> "Report":
        """The same report, with what other rooms found."""
        return msgspec.structs.replace(self, errors=_sorted((*self.errors, *errors)))

    def plain(self) -> dict[str, Any]:
        """The object that `check --json` prints."""
        counts = {word: getattr(self, word) for word in COUNTS}
        words = ("file", "line", "field", "message", "remedy")
        guessing = {one.name: {"share": round(float(one.share), 4), "chance": round(float(one.chance), 4)} for one in self.guessing}
        return {**counts, "guessing": guessing, "errors": [{word: getattr(fault, word) for word in words} for fault in self.errors]}

    def json(self) -> str:
        """`plain()` as JSON, on one line."""
        return json.dumps(self.plain(), ensure_ascii=False)

    def text(self) -> str:
        """Each error on a line of its own, then one line of counts."""
        wrong = "nothing is wrong" if self.ok else _some(len(self.errors), "error")
        made = f"{_some(self.templates, 'template')} ({_some(self.instances, 'instance')}), " if self.templates else ""
        counts = (
            f"{_some(self.lessons, 'lesson')}, {_some(self.questions, 'question')} ({self.computed} computed), {made}"
            f"{_some(self.interview, 'interview question')}, {_some(self.labs, 'lab')}, {_some(self.cases, 'case')}: {wrong}"
        )
        return "\n".join([*map(str, self.errors), counts])


def _some(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


class _Part(msgspec.Struct, frozen=True):
    """One lesson's files, as far as they could be read."""

    id: str
    lesson: Lesson | None
    questions: Questions
    interviews: tuple[InterviewQuestion, ...]
    broken: frozenset[str]

    @property
    def sound(self) -> list[Question]:
        """The questions that could be read in full, so that they can be run; templates are none of them."""
        return [question for question in self.questions.questions if question.at.path not in self.broken]

    @property
    def sound_templates(self) -> list[Template]:
        """The templates that could be read in full."""
        return [template for template in self.questions.templates if template.at.path not in self.broken]


class _Checked(msgspec.Struct, frozen=True):
    """A whole pack, as far as it could be read."""

    course: Course
    checklist: tuple[ChecklistItem, ...]
    parts: tuple[_Part, ...]

    @property
    def written(self) -> list[Question]:
        """Every question; of a template the first instance."""
        return [question for part in self.parts for question in _written(part)]


def _written(part: _Part) -> list[Question]:
    return [*part.questions.questions, *(one.first for one in part.questions.templates)]


def check(path: Path | str) -> Report:
    """All that is wrong with the pack in a directory, and how much it holds."""
    root = Path(path)
    errors: list[Fault] = []
    course = _read(root, COURSE, read_course, errors)
    if course is None:
        return Report(lessons=0, questions=0, computed=0, interview=0, labs=0, cases=0, errors=_sorted(errors))
    checklist = (_read(root, CHECKLIST, read_checklist, errors) if exists(root, CHECKLIST) else None) or ()
    parts = tuple(_part(root, lesson, errors) for lesson in course.lessons)
    pack = _Checked(course, checklist, parts)
    errors += check_files.files(root, course.lessons)
    errors += _references(pack)
    errors += _words(pack)
    proofs: dict[str, Proof] = {}
    for part in parts:
        errors += _proven(part)
        proofs |= {template.id: prove_template(template) for template in part.sound_templates}
    errors += [fault for proof in proofs.values() for fault in proof.faults]
    guessing = tuple(guessers(_bank(parts, proofs)))
    errors += guessed(guessing, course.at)
    labs = check_labs.labs(root, course.lessons, {item.id for item in checklist}, errors)
    cases = check_cases.cases(root, errors)
    questions = [question for part in parts for question in part.questions.questions]
    templates = [template for part in parts for template in part.questions.templates]
    return Report(
        lessons=len(course.lessons),
        questions=len(questions) + len(templates),
        computed=sum(map(is_computed, [*questions, *(template.first for template in templates)])),
        templates=len(templates),
        instances=sum(len(proof.instances) for proof in proofs.values()),
        interview=sum(len(part.interviews) for part in parts),
        labs=labs,
        cases=cases,
        guessing=guessing,
        made={name: len(proof.instances) for name, proof in proofs.items()},
        errors=_sorted(errors),
    )


def _sorted(errors: Iterable[Fault]) -> tuple[Fault, ...]:
    """In the order of files and lines, each once, and safe to print: names and texts of the pack stand in them."""
    errors = [msgspec.structs.replace(fault, message=printable(fault.message), remedy=printable(fault.remedy)) for fault in errors]
    return tuple(sorted(dict.fromkeys(errors), key=lambda fault: (fault.file, fault.line, fault.column)))


# --- reading ---------------------------------------------------------------------------------------------------------


def _document(root: Path, relative: str, errors: list[Fault]) -> Document | None:
    try:
        document = document_of(root, relative)
    except Faults as faults:
        errors += faults.faults
        return None
    errors += check_texts.texts(document.root)
    return document


def _read(root: Path, relative: str, read: Callable[[Node, Reader], Value], errors: list[Fault]) -> Value | None:
    """What a file holds, as far as it can be read; its faults are kept."""
    document = _document(root, relative, errors)
    if document is None:
        return None
    reader = Reader()
    found = read(document.root, reader)
    errors += reader.faults
    return found


def _part(root: Path, lesson: str, errors: list[Fault]) -> _Part:
    found, broken = Questions(), frozenset[str]()
    document = _document(root, f"{lesson}/{QUESTIONS}", errors) if exists(root, f"{lesson}/{QUESTIONS}") else None
    if document is not None:
        reader = Reader()
        found = read_questions(document.root, lesson, reader)
        errors += reader.faults
        broken = _broken(reader.faults, found)
        if not reader.faults:
            errors += _scanned(text_of(root, f"{lesson}/{QUESTIONS}"), document, found, lesson)
    written = exists(root, f"{lesson}/{LESSON}")
    taught = _read(root, f"{lesson}/{LESSON}", lambda node, reader: read_lesson(node, lesson, reader), errors) if written else None
    interviews: tuple[InterviewQuestion, ...] = ()
    if exists(root, f"{lesson}/{INTERVIEW}"):
        interviews = _read(root, f"{lesson}/{INTERVIEW}", lambda node, reader: read_interviews(node, lesson, reader), errors) or ()
    return _Part(lesson, taught, found, interviews, broken)


def _broken(faults: list[Fault], questions: Questions) -> frozenset[str]:
    """The paths of the questions that have a fault; all of them where so many faults were found that some were left out."""
    if len(faults) >= MAX_FAULTS:
        return frozenset(question.at.path for question in questions.questions) | {one.at.path for one in questions.templates}
    return frozenset(f"{fault.field.partition(']')[0]}]" for fault in faults)


def _scanned(text: str, document: Document, questions: Questions, lesson: str) -> Iterator[Fault]:
    """The shallow reading, by which a quiz chooses, must see what the full one sees."""
    shallow = entries(text, lesson)
    deep = deep_entries(questions, document.value)
    if shallow is not None and sorted(map(_topics, shallow)) != sorted(map(_topics, deep)):
        yield document.root.fault(
            "the questions are laid out in a way that the index misreads", "write each as a list item, one field a line"
        )


def _topics(entry: Any) -> tuple[Any, ...]:
    return entry.id, entry.kind, entry.level, entry.tags, entry.serves, entry.was


# --- names and words -------------------------------------------------------------------------------------------------


def _references(pack: _Checked) -> Iterator[Fault]:
    """Names that name nothing."""
    known = {item.id for item in pack.checklist}
    interviews = {question.id for part in pack.parts for question in part.interviews}
    for part in pack.parts:
        owners: list[tuple[Node, tuple[str, ...]]] = [(question.at, question.serves) for question in _written(part)]
        owners += [(one.at, one.serves) for one in part.interviews]
        owners += [(part.lesson.at, part.lesson.serves)] if part.lesson else []
        for node, serves in owners:
            for index, name in enumerate(serves):
                if name not in known:
                    yield node.find(f"serves[{index}]").fault(f"{shown(name)} is no item of {CHECKLIST}", meant(name, known))
        for question in part.interviews:
            yield from _named(question)
    yield from _checklist(pack, interviews)
    yield from _reused(pack)


def _named(question: InterviewQuestion) -> Iterator[Fault]:
    """Points and misconceptions that follow-ups name and the question does not have."""
    points = {point.id for point in question.points}
    misconceptions = {one.id for one in question.misconceptions}
    for index, asked in enumerate(question.followUps):
        named = (("missed", asked.missed, points, "point"), ("allows", asked.allows, misconceptions, "misconception"))
        for field, names, known, what in named:
            for place, name in enumerate(names):
                if name not in known:
                    at = question.at.find(f"followUps[{index}].{field}[{place}]")
                    yield at.fault(f"{shown(name)} is no {what} of this question", meant(name, known))


def _checklist(pack: _Checked, interviews: set[str]) -> Iterator[Fault]:
    served = {name for question in pack.written for name in question.serves}
    for item in pack.checklist:
        if item.lesson is not None and item.lesson not in pack.course.lessons:
            yield item.at.find("lesson").fault(f"{shown(item.lesson)} is no lesson", meant(item.lesson, pack.course.lessons))
        if item.interview is not None and item.interview not in interviews:
            yield item.at.find("interview").fault(f"{shown(item.interview)} is no interview question", meant(item.interview, interviews))
        if item.lesson is None and item.id not in served:
            yield item.at.fault(f"no lesson and no question serves {item.id}", "name its lesson, or write questions that serve it")


def _reused(pack: _Checked) -> Iterator[Fault]:
    interviews: dict[str, Node] = {}
    for part in pack.parts:
        for question in part.interviews:
            first = interviews.setdefault(question.id, question.at)
            if first is not question.at:
                yield question.at.find("id").fault(
                    f"{shown(question.id)} is an interview question in {first.file}", "an id is never reused"
                )


def _words(pack: _Checked) -> Iterator[Fault]:
    """Sources, versions, lengths and doubles."""
    for part in pack.parts:
        for question in _written(part):
            yield from check_texts.source(question.at.get("source"))
            yield from _since(question.at.get("since"))
        for section in part.lesson.sections if part.lesson else ():
            yield from _since(section.at.get("since"))
        for node in part.lesson.at.find("sources").elements() if part.lesson else ():
            yield from check_texts.source(node)
        for interview in part.interviews:
            yield from check_texts.senior(interview.answers, interview.at)
    yield from check_texts.doubles((one.prompt, one.at.find("prompt")) for one in pack.written)


def _since(node: Node | None) -> Iterator[Fault]:
    minor = str(node.value).removeprefix("1.") if node is not None else ""
    if node is not None and minor.isdecimal() and int(minor) > NEWEST:
        yield node.fault(f"Kubernetes {node.value} is not known here", f"the newest is 1.{NEWEST}")


# --- proofs ----------------------------------------------------------------------------------------------------------


def _proven(part: _Part) -> Iterator[Fault]:
    """What the simulator says to a lesson's questions, shows and refutations."""
    for question in part.sound:
        yield from prove(question)
    if part.lesson is None:
        return
    for section in part.lesson.sections:
        yield from _ran(partial(run_show, part.lesson, section))
    for interview in part.interviews:
        for misconception in interview.misconceptions:
            yield from _ran(partial(run_refute, part.lesson, interview, misconception))


def _ran(run: Callable[[], list[ShowResult]]) -> Iterator[Fault]:
    try:
        results = run()
    except Faults as faults:
        yield from faults.faults
        return
    for one in results:
        if not one.ok:
            yield fault_of(one)


def _bank(parts: Iterable[_Part], proofs: Mapping[str, Proof]) -> Iterator[Guessable]:
    """All choices and diagnoses that could be run, each with what its section teaches; the instances of a template weigh as one."""
    for part in parts:
        asked = [instance for template in part.sound_templates for instance in proofs[template.id].instances]
        asked += list(_keyed(part))
        taught = taught_to(part.lesson, [one.question for one in asked])
        weights = Counter(one.question.id for one in asked)
        for one, text in zip(asked, taught, strict=True):
            if isinstance(one.question.body, Choice | Diagnose):
                yield guessable(one.question, one.key, taught=text, weight=Fraction(1, weights[one.question.id]))


def _keyed(part: _Part) -> Iterator[Instance]:
    for question in part.sound:
        if isinstance(question.body, Choice | Diagnose):
            try:
                yield Instance(question, key(question))
            except Faults:  # it was told above
                continue
