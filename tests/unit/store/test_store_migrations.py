"""Every schema that was ever shipped opens, with all that was in it; a migration happens once, whole or not at all, after a copy."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s_svc_trainer.store import FILE, Asked, Card, Draft, Place, Review, Ruling, Sitting, Store, StoreFault
from k8s_svc_trainer.store import connection as files
from k8s_svc_trainer.store.migrations import MIGRATIONS

HERE = Path(__file__).parent
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)

NOW = 3  # the schema of this version
# Steps that a later version might take, on top of it.
LATER = (
    *MIGRATIONS,
    ("ALTER TABLE reviews ADD COLUMN mood INTEGER",),
    ("CREATE TABLE overrules (review TEXT PRIMARY KEY)", "INSERT INTO overrules SELECT uuid FROM reviews"),
)


def shipped(directory: Path, version: int, *, empty: bool = False) -> Path:
    path = directory / FILE
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HERE / f"schema-{version}.sql").read_text())
        if empty:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            connection.executescript("".join(f"DELETE FROM {table};" for (table,) in tables))
    return path


VERSIONS = [
    pytest.param(1, id="schema 1, the first"),
    pytest.param(2, id="schema 2, with rulings"),
    pytest.param(3, id="schema 3, with settings"),
]


def schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_store_of_an_earlier_version_opens_with_all_that_was_in_it(tmp_path: Path, version: int) -> None:
    shipped(tmp_path, version)
    key = ("core", "04-kube-proxy/who")
    with Store.open(tmp_path) as store:
        assert store.reviews() == [
            Review(
                uuid="a1", pack="core", item="04-kube-proxy/who", kind="choice", grade=3, right=True, hash="h1", at=NOON, seconds=12.5,
                seed=7, answer='"dnat"', session="s1", confidence=0.75 if version >= 3 else None,
            )
        ]  # fmt: skip
        assert store.points(key) == {"dnat": True, "watch": False}
        assert store.card(key) == Card(
            pack="core", item="04-kube-proxy/who", rated=False, state=2, step=None, stability=2.3065, difficulty=2.118,
            due=datetime(2026, 7, 3, 12, 0, tzinfo=UTC), last=NOON, grade=3, reviews=1, lapses=0, hash="h1",
        )  # fmt: skip
        draft = ("core", "04-kube-proxy/interview/load-balance")
        assert store.draft(draft) == Draft(pack="core", item=draft[1], text="A Service is", at=NOON)
        assert store.places("core") == {
            "04-kube-proxy": Place(pack="core", lesson="04-kube-proxy", section="agent", at=NOON, finished=NOON)
        }
        again = Asked("core", "08-internal-dns/short-name", 2)
        assert store.open_sitting("quiz") == Sitting(
            id="s1",
            kind="quiz",
            seed=7,
            started=NOON,
            touched=NOON,
            ended=None,
            plan=(Asked("core", "04-kube-proxy/who"), again),
            queue=(again,),
            state='{"flags":[1]}' if version >= 3 else None,
        )
        assert store.settings() == ({"interview": '"2026-07-14"'} if version >= 3 else {})
        assert store.known("core") == ({"01-why-a-service": NOON} if version >= 3 else {})
        assert store.rulings() == [
            Ruling(
                pack="core", item="04-kube-proxy/interview/load-balance", point="dnat", graded=0.5, ruled=1.0,
                answer="It swaps the address.", at=NOON,
            )
        ][: version - 1]  # fmt: skip
        store.check()


@pytest.mark.parametrize("version", VERSIONS)
def test_an_empty_store_of_an_earlier_version_opens_empty_and_can_be_written(tmp_path: Path, version: int) -> None:
    shipped(tmp_path, version, empty=True)
    with Store.open(tmp_path) as store:
        assert set(store.counts().values()) == {0}
        ruling = Ruling(pack="core", item="x/interview/y", point="dnat", graded=0.0, ruled=1.0, answer="", at=NOON)
        store.rule(ruling)
    with Store.open(tmp_path) as store:
        assert store.rulings() == [ruling]
        store.check()


def test_what_the_migrations_make_is_what_was_shipped(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    old = shipped(tmp_path / "old", NOW)
    Store.open(tmp_path / "new").close()
    assert schema(old) == schema(tmp_path / "new" / FILE)


def test_a_store_of_the_first_version_becomes_what_was_shipped_last(tmp_path: Path) -> None:
    (tmp_path / "last").mkdir()
    old, last = shipped(tmp_path, 1), shipped(tmp_path / "last", NOW)
    Store.open(tmp_path).close()
    assert schema(old) == schema(last)


def test_later_steps_are_taken_once_and_keep_what_was_there(tmp_path: Path) -> None:
    path = shipped(tmp_path, 1)
    for _ in range(2):
        with closing(files.connect(tmp_path, LATER, now=NOON)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (5,)
            assert connection.execute("SELECT uuid, mood FROM reviews").fetchall() == [("a1", None)]
            assert connection.execute("SELECT review FROM overrules").fetchall() == [("a1",)]
    assert sorted(os.listdir(tmp_path)) == ["progress-2026-07-01T120000.db", path.name]


def test_before_a_migration_the_store_is_copied_as_it_was(tmp_path: Path) -> None:
    was = schema(shipped(tmp_path, 1))
    files.connect(tmp_path, LATER, now=NOON).close()
    kept = tmp_path / "progress-2026-07-01T120000.db"
    assert schema(kept) == was
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT uuid FROM reviews").fetchall() == [("a1",)]


def test_the_copy_before_a_migration_is_dated_by_the_clock_where_no_time_is_handed_in(tmp_path: Path) -> None:
    shipped(tmp_path, 1)
    Store.open(tmp_path).close()
    (kept,) = (name for name in os.listdir(tmp_path) if name != FILE)
    assert datetime.now(UTC) - datetime.strptime(kept, "progress-%Y-%m-%dT%H%M%S.db").replace(tzinfo=UTC) < timedelta(days=1)


def test_where_no_copy_can_be_made_nothing_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shipped(tmp_path, 1)
    was = path.read_bytes()

    def full(path: Path, now: datetime) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "claim", full)
    with pytest.raises(StoreFault, match="is full"):
        files.connect(tmp_path, LATER)
    assert path.read_bytes() == was
    assert os.listdir(tmp_path) == [FILE]


@pytest.mark.parametrize("make", [pytest.param(lambda _: None, id="none"), pytest.param(lambda home: shipped(home, NOW), id="of today")])
def test_a_store_that_is_new_or_needs_no_migration_is_not_copied(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path)
    Store.open(tmp_path).close()
    assert os.listdir(tmp_path) == [FILE]


def test_a_step_that_fails_takes_all_steps_back(tmp_path: Path) -> None:
    path = shipped(tmp_path, 1)
    before = schema(path)
    with pytest.raises(sqlite3.OperationalError):
        files.connect(tmp_path, (*LATER, ("this is no statement",)))
    assert schema(path) == before
    assert os.listdir(tmp_path) == [path.name]  # nor is there a copy of what was not changed
    with Store.open(tmp_path) as store:
        assert len(store.reviews()) == 1


def test_two_trainers_that_migrate_at_once_do_it_once(tmp_path: Path) -> None:
    path = shipped(tmp_path, 1)
    with closing(files.attach(path)) as one, closing(files.attach(path)) as two:
        assert files.number(two, "user_version") == 1
        files.upgrade(one, path, LATER, keep=lambda: files.copy(path, NOON))
        files.upgrade(two, path, LATER, keep=lambda: files.copy(path, NOON))
        assert files.number(two, "user_version") == 5
    assert len(os.listdir(tmp_path)) == 2


def test_a_store_that_another_trainer_migrated_while_this_one_waited_is_not_copied_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shipped(tmp_path, 1)
    said = files.number
    looks: list[str] = []

    def slowly(connection: sqlite3.Connection, pragma: str) -> int:
        found = said(connection, pragma)
        looks.append(pragma)
        if len(looks) == 1:  # this one has looked, and has not begun yet
            with closing(files.attach(path)) as another:
                files.upgrade(another, path, LATER)
        return found

    with closing(files.attach(path)) as mine:
        monkeypatch.setattr(files, "number", slowly)
        files.upgrade(mine, path, LATER, keep=lambda: files.copy(path, NOON))
    assert os.listdir(tmp_path) == [FILE]


@given(st.lists(st.integers(min_value=1, max_value=5), min_size=1, max_size=5))
def test_however_far_it_went_before_a_migration_ends_in_the_same_schema(stops: list[int]) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for stop in [*sorted(stops), 5, 5]:
            files.upgrade(connection, Path(":memory:"), LATER[:stop])
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        made = "cards drafts known overrules places points reviews rulings settings sittings"
        assert [name for (name,) in names] == made.split()
        assert files.number(connection, "user_version") == 5
