"""The Store: what a learner did, read and written as values.

Decides which rows a question or an answer touches. It has no clock (every time is handed in) and judges nothing: grades, due dates and
readiness are `study`'s. Each method that writes is a transaction; `with store.transaction():` makes several into one.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from k8s_svc_trainer.store import connection as files
from k8s_svc_trainer.store import rows
from k8s_svc_trainer.store.faults import StoreFault, Trouble, translated
from k8s_svc_trainer.store.migrations import TABLES
from k8s_svc_trainer.store.rows import Card, Draft, Key, Place, Review, Ruling, Sitting

OF_ITEM = " WHERE pack = ? AND item = ?"
RENAME = tuple(f"UPDATE OR IGNORE {table} SET item = ? {OF_ITEM}" for table in ("reviews", "cards", "drafts", "rulings"))  # noqa: S608 - constants
FORGET = {table: f"DELETE FROM {table} {OF_ITEM}" for table in ("cards", "drafts")}  # noqa: S608 - constants


class Store:
    """Progress in one SQLite file. Any method raises StoreFault where the file cannot be read or written."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    def open(cls, directory: Path) -> Self:
        """The store in `directory`; directory and file are made where absent. Raises StoreFault."""
        return cls(files.connect(directory), directory / files.FILE)

    @classmethod
    def in_memory(cls) -> Self:
        """A store that nobody sees and that is forgotten when it is closed."""
        return cls(files.in_memory(), Path(":memory:"))

    def close(self) -> None:
        """Let go of the file. All that was answered is in it already."""
        with translated(self.path):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is saved together or not at all; no other trainer writes meanwhile."""
        with translated(self.path), files.transaction(self._connection):
            yield

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with translated(self.path):
            return self._connection.execute(sql, values).fetchall()

    def _write(self, sql: str, values: Iterable[Sequence[Any]] = ((),)) -> int:
        with self.transaction():
            return self._connection.executemany(sql, values).rowcount

    # Reviews and cards

    def add_review(self, review: Review, points: Mapping[str, bool] | None = None) -> bool:
        """Append an answer and the points met in it; False, and nothing written, where its uuid is there already."""
        with self.transaction():
            if not self._write(rows.ADD_REVIEW, [rows.review_to_row(review)]):
                return False
            if points:
                self._write("INSERT INTO points VALUES (?, ?, ?)", [(review.uuid, point, int(met)) for point, met in points.items()])
        return True

    def reviews(self, key: Key | None = None, *, session: str | None = None, since: datetime | None = None) -> list[Review]:
        """The answers in the order of time: all, one item's, one sitting's, those from a moment on."""
        terms = {} if key is None else {"pack = ?": key[0], "item = ?": key[1]}
        if session is not None:
            terms["session = ?"] = session
        if since is not None:
            terms["at >= ?"] = rows.spelled(since)
        where = " AND ".join(terms) or "1"
        return [rows.row_to_review(row) for row in self._rows(f"{rows.REVIEWS} WHERE {where} ORDER BY at, uuid", list(terms.values()))]

    def points(self, key: Key) -> dict[str, bool]:
        """The points of the last answer to an item, by the judgement that went with it; empty where none was judged."""
        sql = """SELECT point, met FROM points WHERE review = (
            SELECT uuid FROM reviews WHERE pack = ? AND item = ? AND uuid IN (SELECT review FROM points)
            ORDER BY at DESC, uuid DESC LIMIT 1)"""
        return {point: bool(met) for point, met in self._rows(sql, key)}

    def seconds(self, kind: str, *, last: int = 100) -> list[float]:
        """How long the last right, unhelped first attempts at questions of this kind took."""
        sql = """SELECT seconds FROM reviews WHERE kind = ? AND was_right AND NOT helped AND NOT rated AND attempt = 1
            AND seconds IS NOT NULL ORDER BY at DESC LIMIT ?"""
        return [row[0] for row in self._rows(sql, (kind, last))]

    def first_answers(self) -> dict[str, tuple[float, int]]:
        """By kind, how much of the first answers to its items was right, one that needed help by half, and how many there are."""
        sql = """SELECT kind, sum(was_right * (2 - helped) / 2.0), count(*)
            FROM (SELECT kind, was_right, helped, min(at) FROM reviews WHERE NOT rated GROUP BY pack, item) GROUP BY kind"""
        return {kind: (right, number) for kind, right, number in self._rows(sql)}

    def card(self, key: Key) -> Card | None:
        """How well one item is remembered; None where it was never answered."""
        found = self._rows(rows.CARDS + OF_ITEM, key)
        return rows.row_to_card(found[0]) if found else None

    def cards(self) -> dict[Key, Card]:
        """How well each item that was ever answered is remembered."""
        return {card.key: card for card in map(rows.row_to_card, self._rows(rows.CARDS))}

    def put_card(self, card: Card) -> None:
        """Replace what is known of an item."""
        self._write(rows.PUT_CARD, [rows.card_to_row(card)])

    def knows(self, key: Key) -> bool:
        """Whether anything was ever answered or written about an item."""
        sql = "SELECT 1 FROM cards {0} UNION ALL SELECT 1 FROM reviews {0} UNION ALL SELECT 1 FROM drafts {0} LIMIT 1"
        return bool(self._rows(sql.format("WHERE pack = ?1 AND item = ?2"), key))

    def rename(self, pack: str, old: str, new: str) -> None:
        """Move all that is known of item `old` to `new` (a question that says `was:`).

        Where both have a card, the newer name's stays and `study` computes it again from the answers of both.
        """
        with self.transaction():
            for statement in RENAME:
                self._write(statement, [(new, pack, old)])
            for statement in FORGET.values():
                self._write(statement, [(pack, old)])

    # Drafts

    def draft(self, key: Key) -> Draft | None:
        """What was written and not handed in."""
        found = self._rows(rows.DRAFTS + OF_ITEM, key)
        return rows.row_to_draft(found[0]) if found else None

    def save_draft(self, key: Key, text: str, now: datetime) -> None:
        """Keep the text as it stands now; call it at each line."""
        self._write(rows.PUT_DRAFT, [(*key, text, rows.spelled(now))])

    def drop_draft(self, key: Key) -> None:
        """Forget a draft, because it was handed in or thrown away."""
        self._write(FORGET["drafts"], [key])

    # Rulings

    def rule(self, ruling: Ruling) -> None:
        """Keep what the learner says of a point against the grader."""
        self._write(rows.PUT_RULING, [rows.ruling_to_row(ruling)])

    def rulings(self) -> list[Ruling]:
        """Every point on which the grader was overruled, in the order of time."""
        return [rows.row_to_ruling(row) for row in self._rows(rows.RULINGS + " ORDER BY at, point")]

    # Sittings

    def put_sitting(self, sitting: Sitting) -> None:
        """Begin a sitting, or replace what is known of it."""
        self._write(rows.PUT_SITTING, [rows.sitting_to_row(sitting)])

    def open_sitting(self, kind: str) -> Sitting | None:
        """The newest sitting of this kind that was not brought to its end."""
        found = self._rows(rows.SITTINGS + " WHERE kind = ? AND ended IS NULL ORDER BY touched DESC LIMIT 1", (kind,))
        return rows.row_to_sitting(found[0]) if found else None

    def sitting(self, ident: str) -> Sitting | None:
        """One sitting by its id."""
        found = self._rows(rows.SITTINGS + " WHERE id = ?", (ident,))
        return rows.row_to_sitting(found[0]) if found else None

    def ended_sittings(self, kind: str) -> list[Sitting]:
        """The sittings of this kind that came to an end, the newest first."""
        found = self._rows(rows.SITTINGS + " WHERE kind = ? AND ended IS NOT NULL ORDER BY ended DESC, id", (kind,))
        return [rows.row_to_sitting(row) for row in found]

    def end_sittings(self, kind: str, now: datetime) -> None:
        """Close what is still open of this kind: another one begins."""
        self._write("UPDATE sittings SET ended = ? WHERE kind = ? AND ended IS NULL", [(rows.spelled(now), kind)])

    # Lessons

    def places(self, pack: str) -> dict[str, Place]:
        """Where each lesson of a pack was left, by lesson."""
        return {place.lesson: place for place in map(rows.row_to_place, self._rows(rows.PLACES + " WHERE pack = ?", (pack,)))}

    def save_place(self, pack: str, lesson: str, section: str, now: datetime, *, finished: bool = False) -> None:
        """Remember where a lesson is left; that it was once finished stays."""
        sql = """INSERT INTO places VALUES (?, ?, ?, ?, ?) ON CONFLICT (pack, lesson) DO UPDATE SET
            section = excluded.section, at = excluded.at, finished = coalesce(places.finished, excluded.finished)"""
        self._write(sql, [(pack, lesson, section, rows.spelled(now), rows.spelled(now) if finished else None)])

    def mark_known(self, pack: str, lesson: str, now: datetime) -> None:
        """Keep that a lesson was tested out of; the first time stays."""
        self._write("INSERT OR IGNORE INTO known VALUES (?, ?, ?)", [(pack, lesson, rows.spelled(now))])

    def known(self, pack: str) -> dict[str, datetime]:
        """The lessons of a pack that were tested out of, and when."""
        found = self._rows("SELECT lesson, at FROM known WHERE pack = ?", (pack,))
        return {lesson: rows.read_time(at) for lesson, at in found}

    # Settings

    def settings(self) -> dict[str, str]:
        """What the learner set, by name, each as JSON."""
        return dict(self._rows("SELECT name, value FROM settings"))

    def set_setting(self, name: str, value: str | None, now: datetime) -> None:
        """Keep a setting, as JSON, or forget it (None)."""
        with self.transaction():
            self._write("DELETE FROM settings WHERE name = ?", [(name,)])
            if value is not None:
                self._write("INSERT INTO settings VALUES (?, ?, ?)", [(name, value, rows.spelled(now))])

    # The file

    def counts(self) -> dict[str, int]:
        """Rows by table, for `doctor`."""
        return {table: self._rows(f"SELECT count(*) FROM {table}")[0][0] for table in sorted(TABLES)}  # noqa: S608 - a constant

    def check(self) -> None:
        """Read every page; raises StoreFault where one is damaged. Slow by design, for `doctor` only."""
        said = [row[0] for row in self._rows("PRAGMA quick_check(3)")]
        if said != ["ok"]:
            raise StoreFault(Trouble.DAMAGED, self.path, "; ".join(said))

    def copy(self, now: datetime) -> Path | None:
        """A whole, dated copy beside the store, also while nobody else may write; None for a store that has no file."""
        return None if self.path.name == ":memory:" else files.copy(self.path, now)

    def clear(self, now: datetime) -> Path:
        """Keep a dated copy of everything, then forget everything; answers where the copy is. No answer falls between the two."""
        with self.transaction():
            kept = files.copy(self.path, now)
            try:
                for table in TABLES:
                    self._write(f"DELETE FROM {table}")  # noqa: S608 - a constant
            except BaseException:
                kept.unlink()
                raise
        return kept


def reset(directory: Path, now: datetime) -> Path | None:
    """Start anew: the old progress stays under a dated name, which is answered (None where there was none).

    A damaged store is renamed as it is. Raises StoreFault for a store that is not ours to move: another program's, a newer version's,
    one that is read-only.
    """
    path = directory / files.FILE
    fresh = not path.exists()
    try:
        with Store.open(directory) as store:
            return None if fresh else store.clear(now)
    except StoreFault as fault:
        if fault.trouble is not Trouble.DAMAGED:
            raise
    kept = files.put_aside(path, now)
    Store.open(directory).close()
    return kept


def backup(directory: Path, now: datetime) -> Path:
    """A dated copy beside the store, never over an older one. Raises StoreFault."""
    with Store.open(directory) as store:
        return files.copy(store.path, now)
