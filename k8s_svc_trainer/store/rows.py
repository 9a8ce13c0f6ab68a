"""What the store holds, as frozen values, and how each becomes a row and comes back.

Decides the spelling of times, flags and JSON in the file. Knows nothing of connections, and computes nothing: what a grade or a state means
is `study`'s to say.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

Key = tuple[str, str]
"""(pack, item): an item is `<lesson>/<id>`, `checklist/<id>` or `<lesson>/interview/<id>`."""


class Review(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One answer to one item; never changed once written. `rated`: the person judged themselves. `answer`: what they gave, as JSON.

    `confidence`: how sure they said they were before the verdict, from 0 to 1; None where they said nothing.
    """

    uuid: str
    pack: str
    item: str
    kind: str
    grade: int
    right: bool
    hash: str
    at: datetime
    helped: bool = False
    rated: bool = False
    seconds: float | None = None
    seed: int | None = None
    answer: str | None = None
    session: str | None = None
    attempt: int = 1
    confidence: float | None = None

    @property
    def key(self) -> Key:
        """(pack, item)."""
        return self.pack, self.item


class Card(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How well an item is remembered: what follows from its reviews. `rated`: from nothing but self-rated ones; `grade`: the last one."""

    pack: str
    item: str
    rated: bool
    state: int
    step: int | None
    stability: float
    difficulty: float
    due: datetime
    last: datetime
    grade: int
    reviews: int
    lapses: int
    hash: str

    @property
    def key(self) -> Key:
        """(pack, item)."""
        return self.pack, self.item


class Draft(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A text that was begun and not handed in."""

    pack: str
    item: str
    text: str
    at: datetime


class Asked(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A question that waits in a sitting; `attempt` is 1, or more when it comes back.

    `of`: the item for which it stands in, where that was missed and comes back in another shape.
    """

    pack: str
    item: str
    attempt: int = 1
    of: str | None = None

    @property
    def key(self) -> Key:
        """(pack, item)."""
        return self.pack, self.item


class Sitting(msgspec.Struct, frozen=True, kw_only=True):
    """A session of questions: `plan` is what was chosen, `queue` what is left, its first being the one on the screen.

    `state`: what its kind keeps beside them, as JSON.
    """

    id: str
    kind: str
    seed: int
    started: datetime
    touched: datetime
    ended: datetime | None
    plan: tuple[Asked, ...]
    queue: tuple[Asked, ...]
    state: str | None = None


class Place(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Where a lesson was left; `finished` is when its end was first reached."""

    pack: str
    lesson: str
    section: str
    at: datetime
    finished: datetime | None = None


class Ruling(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A point on which the learner overrules the grader: what it gave, what the learner says, and the answer that it is about."""

    pack: str
    item: str
    point: str
    graded: float
    ruled: float
    answer: str
    at: datetime


class Setting(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Something that the learner set, as JSON, and when."""

    name: str
    value: str
    at: datetime


class Known(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A lesson that was tested out of, and when first."""

    pack: str
    lesson: str
    at: datetime


def spelled(when: datetime) -> str:
    """The one spelling of a time; ValueError for a time that does not say its zone."""
    if when.tzinfo is None:
        raise ValueError(f"a time without a zone: {when.isoformat()}")
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def read_time(text: str) -> datetime:
    """The inverse of `spelled`, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def spelled_or_none(when: datetime | None) -> str | None:
    """`spelled`, where a time may be missing."""
    return None if when is None else spelled(when)


def read_time_or_none(text: str | None) -> datetime | None:
    """`read_time`, where a time may be missing."""
    return None if text is None else read_time(text)


def select(table: str, columns: str) -> str:
    """The statement that reads a table; a condition may be put behind it."""
    return f"SELECT {columns} FROM {table}"  # noqa: S608 - both are constants of this file


def insert(table: str, columns: str, otherwise: str) -> str:
    """The statement that writes a row, or does `otherwise` (REPLACE, IGNORE) where its key is there."""
    marks = ", ".join("?" * len(columns.split(",")))
    return f"INSERT OR {otherwise} INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - all are constants of this file


REVIEW_COLUMNS = "uuid, pack, item, kind, grade, was_right, hash, at, helped, rated, seconds, seed, answer, session, attempt, confidence"
CARD_COLUMNS = "pack, item, rated, state, step, stability, difficulty, due, last, grade, reviews, lapses, hash"
SITTING_COLUMNS = "id, kind, seed, started, touched, ended, plan, queue, state"
PLACE_COLUMNS = "pack, lesson, section, at, finished"
DRAFT_COLUMNS = "pack, item, text, at"
RULING_COLUMNS = "pack, item, point, at, graded, ruled, answer"
SETTING_COLUMNS = "name, value, at"
KNOWN_COLUMNS = "pack, lesson, at"

REVIEWS, ADD_REVIEW = select("reviews", REVIEW_COLUMNS), insert("reviews", REVIEW_COLUMNS, "IGNORE")
CARDS, PUT_CARD = select("cards", CARD_COLUMNS), insert("cards", CARD_COLUMNS, "REPLACE")
SITTINGS, PUT_SITTING = select("sittings", SITTING_COLUMNS), insert("sittings", SITTING_COLUMNS, "REPLACE")
DRAFTS, PUT_DRAFT = select("drafts", DRAFT_COLUMNS), insert("drafts", DRAFT_COLUMNS, "REPLACE")
RULINGS, PUT_RULING = select("rulings", RULING_COLUMNS), insert("rulings", RULING_COLUMNS, "REPLACE")
PLACES, PUT_PLACE = select("places", PLACE_COLUMNS), insert("places", PLACE_COLUMNS, "REPLACE")
SETTINGS, PUT_SETTING = select("settings", SETTING_COLUMNS), insert("settings", SETTING_COLUMNS, "REPLACE")
KNOWN, PUT_KNOWN = select("known", KNOWN_COLUMNS), insert("known", KNOWN_COLUMNS, "REPLACE")
POINTS, PUT_POINT = select("points", "review, point, met"), insert("points", "review, point, met", "IGNORE")


def review_to_row(review: Review) -> tuple[Any, ...]:
    """In the order of REVIEW_COLUMNS."""
    r = review
    result = (r.grade, int(r.right), r.hash, spelled(r.at), int(r.helped), int(r.rated))
    return (r.uuid, r.pack, r.item, r.kind, *result, r.seconds, r.seed, r.answer, r.session, r.attempt, r.confidence)


def row_to_review(row: Sequence[Any]) -> Review:
    """The inverse of `review_to_row`."""
    uuid, pack, item, kind, grade, right, content, at, helped, rated, seconds, seed, answer, session, attempt, confidence = row
    return Review(
        uuid=uuid, pack=pack, item=item, kind=kind, grade=grade, right=bool(right), hash=content, at=read_time(at), helped=bool(helped),
        rated=bool(rated), seconds=seconds, seed=seed, answer=answer, session=session, attempt=attempt,
        confidence=confidence,
    )  # fmt: skip


def card_to_row(card: Card) -> tuple[Any, ...]:
    """In the order of CARD_COLUMNS."""
    c = card
    memory = (c.state, c.step, c.stability, c.difficulty, spelled(c.due), spelled(c.last))
    return (c.pack, c.item, int(c.rated), *memory, c.grade, c.reviews, c.lapses, c.hash)


def row_to_card(row: Sequence[Any]) -> Card:
    """The inverse of `card_to_row`."""
    pack, item, rated, state, step, stability, difficulty, due, last, grade, reviews, lapses, content = row
    return Card(
        pack=pack, item=item, rated=bool(rated), state=state, step=step, stability=stability, difficulty=difficulty, due=read_time(due),
        last=read_time(last), grade=grade, reviews=reviews, lapses=lapses, hash=content,
    )  # fmt: skip


def sitting_to_row(sitting: Sitting) -> tuple[Any, ...]:
    """In the order of SITTING_COLUMNS."""
    s = sitting
    plan, queue = (msgspec.json.encode(part).decode() for part in (s.plan, s.queue))
    return (s.id, s.kind, s.seed, spelled(s.started), spelled(s.touched), spelled_or_none(s.ended), plan, queue, s.state)


def row_to_sitting(row: Sequence[Any]) -> Sitting:
    """The inverse of `sitting_to_row`."""
    ident, kind, seed, started, touched, ended, plan, queue, state = row
    return Sitting(
        id=ident, kind=kind, seed=seed, started=read_time(started), touched=read_time(touched), ended=read_time_or_none(ended),
        plan=msgspec.json.decode(plan, type=tuple[Asked, ...]), queue=msgspec.json.decode(queue, type=tuple[Asked, ...]),
        state=state,
    )  # fmt: skip


def row_to_place(row: Sequence[Any]) -> Place:
    """From PLACE_COLUMNS."""
    pack, lesson, section, at, finished = row
    return Place(pack=pack, lesson=lesson, section=section, at=read_time(at), finished=read_time_or_none(finished))


def place_to_row(place: Place) -> tuple[Any, ...]:
    """In the order of PLACE_COLUMNS."""
    return (place.pack, place.lesson, place.section, spelled(place.at), spelled_or_none(place.finished))


def row_to_draft(row: Sequence[Any]) -> Draft:
    """From DRAFT_COLUMNS."""
    pack, item, text, at = row
    return Draft(pack=pack, item=item, text=text, at=read_time(at))


def draft_to_row(draft: Draft) -> tuple[Any, ...]:
    """In the order of DRAFT_COLUMNS."""
    return (draft.pack, draft.item, draft.text, spelled(draft.at))


def ruling_to_row(ruling: Ruling) -> tuple[Any, ...]:
    """In the order of RULING_COLUMNS."""
    r = ruling
    return (r.pack, r.item, r.point, spelled(r.at), r.graded, r.ruled, r.answer)


def row_to_ruling(row: Sequence[Any]) -> Ruling:
    """The inverse of `ruling_to_row`."""
    pack, item, point, at, graded, ruled, answer = row
    return Ruling(pack=pack, item=item, point=point, graded=graded, ruled=ruled, answer=answer, at=read_time(at))


def row_to_setting(row: Sequence[Any]) -> Setting:
    """From SETTING_COLUMNS."""
    name, value, at = row
    return Setting(name=name, value=value, at=read_time(at))


def setting_to_row(setting: Setting) -> tuple[Any, ...]:
    """The inverse of `row_to_setting`."""
    return (setting.name, setting.value, spelled(setting.at))


def row_to_known(row: Sequence[Any]) -> Known:
    """From KNOWN_COLUMNS."""
    pack, lesson, at = row
    return Known(pack=pack, lesson=lesson, at=read_time(at))


def known_to_row(known: Known) -> tuple[Any, ...]:
    """The inverse of `row_to_known`."""
    return (known.pack, known.lesson, spelled(known.at))
