"""What a course is made of: lessons, questions, interview questions, labs and the checklist, as frozen values.

Decides which parts each of them has. Steps, goals and objects are kept as they stand in their file (`Node`) and become runnable in `stage`,
so that a question can be shown before the simulator is imported. Must not know what is right: the simulated cluster decides that.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from k8s_svc_trainer.cases.nodes import Node


class Kind(StrEnum):
    """How a question is answered. A closed set."""

    CHOICE = "choice"
    PREDICT = "predict"
    FILL = "fill"
    ORDER = "order"
    FIX = "fix"
    DIAGNOSE = "diagnose"


class Scene(msgspec.Struct, frozen=True, gc=False):
    """The cluster that a question or lesson starts with: what the file says for all, then what it adds or replaces for this one."""

    settings: tuple[Node, ...] = ()
    objects: tuple[Node, ...] = ()


class Option(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One answer to choose. `expect` or `holds` says when it is right, `why` why one might think so where it is meant to be wrong."""

    id: str
    text: str
    expect: Node | None = None
    holds: bool | None = None
    why: str | None = None
    at: Node


class Choice(msgspec.Struct, frozen=True, gc=False):
    """Choose all options that are right. `ask` is None where no option needs a cluster."""

    options: tuple[Option, ...]


class Diagnose(msgspec.Struct, frozen=True, gc=False):
    """Name the cause: what `diagnose` names first of the asked flow. The id of an option is a code of the catalogue, its text the title.

    `should` says what should come of the flow, where that is more than that it works.
    """

    options: tuple[Option, ...]
    should: Node | None = None


class Predict(msgspec.Struct, frozen=True, gc=False):
    """Say the value of one field of what the cluster answers."""

    field: str


class Fill(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Type values with which the goals hold. `inputs` are names and types (`string` or `integer`)."""

    inputs: Mapping[str, str]
    goals: Node | None
    reference: Node | None
    rights: tuple[Node, ...] = ()
    wrongs: tuple[Node, ...] = ()


class Order(msgspec.Struct, frozen=True, gc=False):
    """Put the stages of the way in the order in which they happen."""

    stages: tuple[str, ...]


class Fix(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Change the objects of `edit` so that all goals hold and what is to be kept still does. Repairs are steps, by name."""

    edit: tuple[str, ...]
    goals: Node | None
    keep: Node | None = None
    reference: Node | None = None
    rights: Mapping[str, Node] = {}
    wrongs: Mapping[str, Node] = {}


Body = Choice | Diagnose | Predict | Fill | Order | Fix


class Question(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One question. `id` is `<lesson>/<slug>`; `was` are whole ids that it had before; `hash` is of all that decides the answer.

    `parameters` are the values of a template's instance, and empty for any other question; `seed` is the seed that named the instance.
    """

    id: str
    lesson: str
    slug: str
    kind: Kind
    level: int
    tags: tuple[str, ...]
    serves: tuple[str, ...]
    prompt: str
    body: Body
    explain: str
    say: str
    source: str
    since: str | None = None
    was: tuple[str, ...] = ()
    hash: str = ""
    scene: Scene = Scene()
    steps: Node | None = None
    ask: Node | None = None
    parameters: Mapping[str, Any] = {}
    seed: int | None = None
    at: Node

    @property
    def name(self) -> str:
        """What names this question for ever: its id; of an instance `ID@SEED`."""
        return self.id if self.seed is None else f"{self.id}@{self.seed}"


class Template(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A question with parameters, of which each combination of values is an instance.

    `parameters` are the values of each: texts, numbers, booleans, or mappings of values that go together; `derived` what is computed of
    them. `rejects`: some combinations have no one key, and are never asked. `first` is the instance of the first combination, `body` what
    is written, in which names stand for values.
    """

    id: str
    lesson: str
    kind: Kind
    parameters: Mapping[str, tuple[Any, ...]]
    derived: Mapping[str, str] = {}
    rejects: bool = False
    first: Question
    shared: Scene = Scene()
    body: Node
    at: Node


class Questions(msgspec.Struct, frozen=True, gc=False):
    """One lesson's questions and templates, in the order of the file."""

    questions: tuple[Question, ...] = ()
    templates: tuple[Template, ...] = ()


class Section(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One screen of a lesson. `often` is what people say, `text` what is so; `show` are steps that are run before the reader's eyes."""

    id: str
    title: str
    text: str
    often: str | None = None
    show: Node | None = None
    since: str | None = None
    at: Node


class Lesson(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One lesson. `section` is the section of the source notes that it teaches."""

    id: str
    title: str
    section: int
    minutes: int
    serves: tuple[str, ...]
    sources: tuple[str, ...]
    sections: tuple[Section, ...]
    scene: Scene = Scene()
    at: Node


class Wording(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How people say a thing: patterns over the lexicon that say it, touch on it, or undo it; and texts that do say it and that do not.

    `enough`: so many of `touches` together say it.
    """

    says: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    enough: int | None = None


class Table(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What speaks for each part of a rubric, in twentieths: `biases` without any trait, `weights` by trait; in the order of the parts."""

    biases: tuple[int, ...]
    weights: dict[str, tuple[int, ...]]


class Taught(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, kw_only=True):
    """What labelled texts taught of one question: `texts` is their fingerprint.

    `telling` weighs what speaks for a sentence that tells something of the question; `sentences` and `whole` weigh the traits of a sentence
    and of a whole answer for each of `parts`. `judges` weigh what patterns, sentences, clauses and the whole say of a part: a row for each
    grade of a point, one row for a misconception; a bias comes first.
    """

    texts: str
    parts: tuple[str, ...]
    telling: Table
    sentences: Table
    whole: Table
    judges: dict[str, tuple[tuple[float, ...], ...]]

    def is_point(self, part: str) -> bool:
        """Whether a part is judged as a point, and not as a misconception."""
        return len(self.judges[part]) > 1


class Point(msgspec.Struct, frozen=True, gc=False):
    """Something that a strong answer says."""

    id: str
    text: str
    wording: Wording = Wording()
    at: Node | None = None


class Misconception(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Something that an answer may get wrong; `instead` is what to say, `refute` are steps that show that it is wrong."""

    id: str
    text: str
    instead: str = ""
    refute: Node | None = None
    wording: Wording = Wording()
    at: Node | None = None


class Rung(StrEnum):
    """Why a follow-up is asked: a point was missed; one step deeper towards the packet; something has changed."""

    MISSED = "missed"
    DEEPER = "deeper"
    TWIST = "twist"


class FollowUp(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What an interviewer asks next: when the points of `missed` were not made, or as a rung of the ladder; `answer` is a good answer.

    `allows`: misconceptions of the question that are none here, where it is about something else ("now the Service is headless").
    """

    id: str
    text: str
    rung: Rung
    missed: tuple[str, ...]
    points: tuple[Point, ...]
    answer: str = ""
    allows: tuple[str, ...] = ()
    at: Node | None = None


class InterviewQuestion(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An open question. `id` is the question's own, `item` the id under which progress is kept; `answers` are by level."""

    id: str
    item: str
    lesson: str
    text: str
    serves: tuple[str, ...]
    points: tuple[Point, ...]
    misconceptions: tuple[Misconception, ...]
    notes: tuple[str, ...]
    answers: Mapping[str, str]
    followUps: tuple[FollowUp, ...]
    scene: Scene = Scene()
    was: tuple[str, ...] = ()
    at: Node


class NearMiss(msgspec.Struct, frozen=True, gc=False):
    """A repair that people try and that is none. `fails` is the name of a goal that it does not reach, or of what it breaks."""

    steps: Node
    fails: str
    at: Node


class Lab(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One broken cluster to repair. `id` is `<lesson>/<slug>`, the slug the name of its file; a lab that is in no pack has no lesson.

    `story` says in three lines who is hurt, since when, and what they see; `steps` is what happened before the learner came; `cause` are
    codes of the catalogue of diagnosis. `goals` must come to hold, `keep` must go on holding, `untouched` are objects (KIND/NS/NAME) that
    are to stay as they are. `commands` and `reference` are one repair, said twice; `rights` are others that work. `expert` is in how many
    commands an expert finds the cause and mends it. `hash` is of all that decides what a repair is.
    """

    id: str
    lesson: str
    slug: str
    title: str
    level: int
    serves: tuple[str, ...]
    story: tuple[str, ...]
    cause: tuple[str, ...]
    goals: Node | None
    keep: Node | None = None
    untouched: tuple[str, ...] = ()
    hints: tuple[str, ...]
    commands: tuple[str, ...]
    reference: Node | None
    rights: Mapping[str, Node] = {}
    wrongs: Mapping[str, NearMiss] = {}
    say: str
    expert: int
    scene: Scene = Scene()
    steps: Node | None = None
    was: tuple[str, ...] = ()
    hash: str = ""
    at: Node

    @property
    def item(self) -> str:
        """The id under which progress is kept: a question of the lesson may have the same name."""
        return f"{self.lesson}/lab/{self.slug}"


class LabEntry(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a list of labs shows of one, found without reading its cluster."""

    id: str
    lesson: str
    slug: str
    title: str
    level: int
    serves: tuple[str, ...]
    hash: str


class ChecklistItem(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One thing to explain confidently. `lesson` teaches it, `interview` asks for it aloud; None where the pack has none yet."""

    id: str
    text: str
    means: str
    lesson: str | None = None
    interview: str | None = None
    at: Node


class Entry(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a quiz needs to know of a question in order to choose it, found without reading the question."""

    id: str
    lesson: str
    kind: str
    level: int
    tags: tuple[str, ...]
    serves: tuple[str, ...]
    was: tuple[str, ...]
    hash: str
