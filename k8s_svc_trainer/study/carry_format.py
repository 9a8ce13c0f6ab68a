"""How progress is written for another machine (JSON) and for a spreadsheet (CSV), and how the JSON is read back.

Decides the words of the file, its format number, and what may stand in it: a file comes from anywhere, so that it is read whole or refused
with the place of what is wrong, and nothing in it is bigger, older or newer than progress can be. Touches no store and no file.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from k8s_svc_trainer.store import Draft, Known, Place, Review, Ruling, Setting
from k8s_svc_trainer.store.whole import Everything

FORMAT = 1
KIND = "k8s-svc-trainer progress"
LARGEST = 128 << 20
"""Bytes of a file: some 500 000 answers."""
DEEPEST = 64
"""Brackets within brackets in an answer."""
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""What a clock may have shown, one that was never set among them: a card is due at most a year after its last answer."""

_PLAIN = r"\A[^\x00-\x1f\x7f-\x9f\u2028\u2029]*\Z"
_CELL = re.compile(r"[\s\x00]*[=+\-@\uff0b\uff0d\uff1d\uff20]|[\t\r\n]")

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=300, pattern=_PLAIN)]
Short = Annotated[str, msgspec.Meta(max_length=300, pattern=_PLAIN)]
Text = Annotated[str, msgspec.Meta(max_length=2_000_000)]
Ident = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_.-]{1,64}\Z")]
Time = Annotated[datetime, msgspec.Meta(tz=True)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=1e9)]
Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class CarryFault(Exception):
    """A file that cannot be imported: what is wrong, where in it, and what to do. Nothing was taken from it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}. Nothing was imported: {remedy}")


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the file: what it does not know is refused by name, what says nothing is left out."""


class WireReview(_Strict, frozen=True, kw_only=True):
    """One answer, with the points met in it."""

    uuid: Ident
    pack: Name
    item: Name
    kind: Name
    grade: Annotated[int, msgspec.Meta(ge=1, le=4)]
    right: bool
    hash: Short
    at: Time
    helped: bool = False
    rated: bool = False
    seconds: Seconds | None = None
    seed: Whole | None = None
    answer: Text | None = None
    session: Short | None = None
    attempt: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    confidence: Share | None = None
    points: dict[Name, bool] = {}


class WireDraft(_Strict, frozen=True, kw_only=True):
    """A text that was not handed in."""

    pack: Name
    item: Name
    text: Text
    at: Time


class WireRuling(_Strict, frozen=True, kw_only=True):
    """A point on which the grader was overruled."""

    pack: Name
    item: Name
    point: Name
    graded: Share
    ruled: Share
    answer: Text
    at: Time


class WirePlace(_Strict, frozen=True, kw_only=True):
    """Where a lesson was left."""

    pack: Name
    lesson: Name
    section: Name
    at: Time
    finished: Time | None = None


class WireSetting(_Strict, frozen=True, kw_only=True):
    """Something that was set, as JSON."""

    name: Name
    value: Text
    at: Time


class WireKnown(_Strict, frozen=True, kw_only=True):
    """A lesson that was tested out of."""

    pack: Name
    lesson: Name
    at: Time


class Wire(_Strict, frozen=True, kw_only=True):
    """The whole file."""

    kind: str
    format: int
    program: str = ""
    written: Time | None = None
    reviews: list[WireReview] = []
    drafts: list[WireDraft] = []
    rulings: list[WireRuling] = []
    places: list[WirePlace] = []
    settings: list[WireSetting] = []
    known: list[WireKnown] = []


class _Envelope(msgspec.Struct):
    """What is looked at first: whether the rest can be understood."""

    kind: str = ""
    format: int = 0


# --- writing ---------------------------------------------------------------------------------------------------------


def as_json(what: Everything, *, program: str, now: datetime) -> str:
    """The file that `read_json` reads: a row a line, in an order that does not depend on how the rows came together."""
    head = {"kind": KIND, "format": FORMAT, "program": program, "written": now.astimezone(UTC)}
    parts: Mapping[str, Iterable[Any]] = {
        "reviews": (_as(WireReview, one, points=dict(what.points.get(one.uuid, {}))) for one in what.reviews),
        "drafts": (_as(WireDraft, one) for one in what.drafts),
        "rulings": (_as(WireRuling, one) for one in what.rulings),
        "places": (_as(WirePlace, one) for one in what.places),
        "settings": (_as(WireSetting, one) for one in what.settings),
        "known": (_as(WireKnown, one) for one in what.known),
    }
    lines = [f'  "{name}": {_text(value)}' for name, value in head.items()]
    for name, rows in parts.items():
        written = ",\n".join(f"    {_text(row)}" for row in rows)
        lines.append(f'  "{name}": [\n{written}\n  ]' if written else f'  "{name}": []')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _as(wire: Any, value: msgspec.Struct, **more: Any) -> Any:
    return wire(**msgspec.structs.asdict(value), **more)


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


COLUMNS = (
    "at", "pack", "lesson", "item", "kind", "grade", "right", "helped", "self-rated", "seconds", "attempt", "confidence", "answer",
    "points met", "points missed", "seed", "session", "uuid",
)  # fmt: skip


def as_csv(what: Everything) -> str:
    """The answers as a table, one a line below a line of names; times in UTC.

    A text that a spreadsheet would take for a formula gets an apostrophe in front: https://owasp.org/www-community/attacks/CSV_Injection
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    table.writerow(COLUMNS)
    table.writerows([_cell(value) for value in _row(one, what.points.get(one.uuid, {}))] for one in what.reviews)
    return out.getvalue()


def _row(one: Review, points: Mapping[str, bool]) -> tuple[Any, ...]:
    about = (one.pack, one.item.partition("/")[0], one.item, one.kind)
    judged = (one.grade, one.right, one.helped, one.rated, one.seconds, one.attempt, one.confidence)
    met, missed = (" ".join(name for name, made in points.items() if made is wanted) for wanted in (True, False))
    return (f"{one.at:%Y-%m-%d %H:%M:%S}", *about, *judged, _given(one.answer), met, missed, one.seed, one.session, one.uuid)


def _given(answer: str | None) -> str | None:
    """An answer as it was given: a text bare, anything else as JSON."""
    try:
        given = msgspec.json.decode(answer or "null")
    except (msgspec.MsgspecError, RecursionError):
        return answer
    return given if isinstance(given, str) else answer


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str() if _CELL.match(value):
            return f"'{value}"
        case _:
            return str(value)


# --- reading ---------------------------------------------------------------------------------------------------------


def read_json(data: bytes) -> Everything:
    """What a file holds. Raises CarryFault for everything that is not an export of ours, whole and of a format that is known."""
    if len(data) > LARGEST:
        raise CarryFault(f"the file has more than {LARGEST >> 20} MiB, which no export has", "look whether it is the right one")
    _know(_decoded(data, _Envelope))
    wire = _decoded(data, Wire)
    for complaint in _complaints(wire):
        raise CarryFault(complaint, "export it again, or look who changed the file")
    return Everything(
        reviews=tuple(_from(Review, one, leave="points") for one in wire.reviews),
        points={one.uuid: one.points for one in wire.reviews if one.points},
        drafts=tuple(_from(Draft, one) for one in wire.drafts),
        rulings=tuple(_from(Ruling, one) for one in wire.rulings),
        places=tuple(_from(Place, one) for one in wire.places),
        settings=tuple(_from(Setting, one) for one in wire.settings),
        known=tuple(_from(Known, one) for one in wire.known),
    )


def _know(envelope: _Envelope) -> None:
    if envelope.kind != KIND or envelope.format < 1:
        raise CarryFault("this is no export of k8s-svc-trainer", "write one by `k8s-svc-trainer export json --output FILE`")
    if envelope.format > FORMAT:
        what = f"this was exported by a newer k8s-svc-trainer (its format is {envelope.format}, this version knows {FORMAT})"
        raise CarryFault(what, "upgrade k8s-svc-trainer here")


def _decoded(data: bytes, what: Any) -> Any:
    """JSON as a value of a type. Raises CarryFault."""
    try:
        return msgspec.json.decode(data, type=what)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CarryFault(f"this cannot be read as an export: {_said(error)}", "export it again; is the file whole?") from None
    except RecursionError:
        raise CarryFault("this cannot be read as an export: it is nested too deeply", "look whether it is the right file") from None


def _said(error: Exception) -> str:
    """The decoder's sentence, without characters that would act on a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(error))[:300].rstrip(".")


def _complaints(wire: Wire) -> Iterator[str]:
    """What the types cannot say: times that no clock showed, keys twice, JSON in texts that is none."""
    keys: Mapping[str, tuple[Any, tuple[str, ...]]] = {
        "reviews": (wire.reviews, ("uuid",)),
        "drafts": (wire.drafts, ("pack", "item")),
        "rulings": (wire.rulings, ("pack", "item", "point", "at")),
        "places": (wire.places, ("pack", "lesson")),
        "settings": (wire.settings, ("name",)),
        "known": (wire.known, ("pack", "lesson")),
    }
    for name, (rows, key) in keys.items():
        seen: set[tuple[Any, ...]] = set()
        for number, row in enumerate(rows):
            place = f"{name}[{number}]"
            for field in ("at", "finished"):
                when = getattr(row, field, None)
                if when is not None and not EARLIEST <= when <= LATEST:
                    yield f"{place}.{field} is {when.isoformat()}, which no clock can have shown"
            ident = tuple(getattr(row, field) for field in key)
            if ident in seen:
                yield f"{place} stands in the file twice (by {', '.join(key)})"
            seen.add(ident)
            for field in {"reviews": ("answer",), "settings": ("value",)}.get(name, ()):
                if not _is_json(getattr(row, field)):
                    yield f"{place}.{field} holds no JSON that could be read"


def _is_json(text: str | None) -> bool:
    if text is None:
        return True
    if sum(text.count(bracket) for bracket in "[{") > DEEPEST and _depth(text) > DEEPEST:
        return False
    try:
        msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


def _depth(text: str) -> int:
    """How deep brackets stand in each other at the most; brackets within strings count too, which is enough for a bound."""
    deepest = depth = 0
    for letter in text:
        depth += (letter in "[{") - (letter in "]}")
        deepest = max(deepest, depth)
    return deepest


def _from(value: Any, wire: msgspec.Struct, *, leave: str = "") -> Any:
    """A row of the store from a row of the file; times in UTC, as the store has them."""
    found = {name: part for name, part in msgspec.structs.asdict(wire).items() if name != leave}
    return value(**{name: part.astimezone(UTC) if isinstance(part, datetime) else part for name, part in found.items()})
