"""Copies made on purpose and taken back: whole or not at all, from any schema, while a trainer is open; never from what is not ours."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from k8s_svc_trainer.store import FILE, Asked, Review, Sitting, Store, StoreFault, Trouble, backup
from k8s_svc_trainer.store import connection as files
from k8s_svc_trainer.store.migrations import MIGRATIONS
from k8s_svc_trainer.store.restoring import Restored, backup_to, restore

HERE = Path(__file__).parent
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
DATED = "progress-2026-07-01T120000.db"


def a_review(uuid: str) -> Review:
    return Review(uuid=uuid, pack="core", item="a/b", kind="choice", grade=3, right=True, hash="h", at=NOON)


def a_store(directory: Path, *uuids: str) -> Path:
    with Store.open(directory) as store:
        for uuid in uuids:
            store.add_review(a_review(uuid), {"point": True})
    return directory / FILE


def answers(path: Path) -> list[str]:
    with Store(files.attach(path), path) as store:
        return [review.uuid for review in store.reviews()]


def edited(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy that holds one answer, `old`."""
    a_store(tmp_path / "elsewhere", "old")
    return backup(tmp_path / "elsewhere", NOON)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose progress holds two answers."""
    a_store(tmp_path / "home", "new1", "new2")
    return tmp_path / "home"


def test_a_copy_takes_the_place_of_the_progress_which_is_kept(home: Path, copy: Path) -> None:
    assert restore(home, copy, NOON) == Restored(reviews=1, schema=len(MIGRATIONS), kept=home / DATED)
    assert answers(home / FILE) == ["old"]
    assert answers(home / DATED) == ["new1", "new2"]
    assert answers(copy) == ["old"]
    assert sorted(os.listdir(home)) == [DATED, FILE]


def test_a_copy_is_taken_where_there_was_no_progress(tmp_path: Path, copy: Path) -> None:
    assert restore(tmp_path / "fresh", copy, NOON).kept is None
    assert answers(tmp_path / "fresh" / FILE) == ["old"]
    assert os.listdir(tmp_path / "fresh") == [FILE]


def test_what_was_kept_can_be_restored_again(home: Path, copy: Path) -> None:
    kept = restore(home, copy, NOON).kept
    assert kept is not None
    assert restore(home, kept, NOON).kept == home / "progress-2026-07-01T120000-2.db"
    assert answers(home / FILE) == ["new1", "new2"]


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize("empty", [False, True])
def test_a_copy_of_an_earlier_schema_is_migrated_and_stays_as_it_is(home: Path, tmp_path: Path, version: int, empty: bool) -> None:
    old = tmp_path / "old.db"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript((HERE / f"schema-{version}.sql").read_text())
        if empty:
            for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                connection.execute(f"DELETE FROM {table}")
            connection.commit()
    before = old.read_bytes()
    assert restore(home, old, NOON) == Restored(reviews=0 if empty else 1, schema=version, kept=home / DATED)
    assert old.read_bytes() == before
    with Store.open(home) as store:
        store.check()
        assert [review.uuid for review in store.reviews()] == ([] if empty else ["a1"])
        assert len(store.cards()) == (0 if empty else 1)


def test_another_trainer_that_is_open_goes_on_with_what_was_restored(home: Path, copy: Path) -> None:
    with Store.open(home) as open_elsewhere:
        assert len(open_elsewhere.reviews()) == 2
        restore(home, copy, NOON)
        assert [review.uuid for review in open_elsewhere.reviews()] == ["old"]
        open_elsewhere.add_review(a_review("next"))
    assert answers(home / FILE) == ["next", "old"]


def test_while_another_trainer_writes_nothing_is_replaced(home: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attach = files.attach

    def impatient(path: Path, *, mode: str = "rw") -> sqlite3.Connection:
        connection = attach(path, mode=mode)
        connection.execute("PRAGMA busy_timeout = 0")
        return connection

    monkeypatch.setattr(files, "attach", impatient)
    with Store.open(home) as another, another.transaction():
        another.add_review(a_review("new3"))
        with pytest.raises(StoreFault) as caught:
            restore(home, copy, NOON)
    assert caught.value.trouble is Trouble.BUSY
    assert answers(home / FILE) == ["new1", "new2", "new3"]
    assert os.listdir(home) == [FILE]


def test_a_copy_that_another_trainer_has_open_is_taken_with_its_last_answer(home: Path, tmp_path: Path) -> None:
    with Store.open(tmp_path / "live") as live:
        live.add_review(a_review("last"))
        assert restore(home, tmp_path / "live" / FILE, NOON).reviews == 1
    assert answers(home / FILE) == ["last"]


def test_a_copy_on_a_medium_that_cannot_be_written_to_is_taken(home: Path, copy: Path) -> None:
    copy.chmod(0o400)
    copy.parent.chmod(0o500)
    try:
        assert restore(home, copy, NOON).reviews == 1
    finally:
        copy.parent.chmod(0o700)


def test_a_damaged_progress_is_put_aside_byte_for_byte(home: Path, copy: Path) -> None:
    path = home / FILE
    path.write_bytes(b"no database" * 500)
    assert restore(home, copy, NOON).kept == home / DATED
    assert (home / DATED).read_bytes() == b"no database" * 500
    assert answers(path) == ["old"]


def with_garbage(path: Path) -> Path:
    data = bytearray(path.read_bytes())
    data[4096:12288] = b"\xff" * 8192
    path.write_bytes(data)
    return path


def with_indexes_swapped(path: Path) -> Path:
    """Each page is sound, and what they say of each other is not."""
    pages = "SELECT rootpage FROM sqlite_master WHERE name = '{}'"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        one, two = (connection.execute(pages.format(name)).fetchone()[0] for name in ("reviews_of_item", "reviews_in_time"))
    swap = f"UPDATE sqlite_master SET rootpage = CASE rootpage WHEN {one} THEN {two} ELSE {one} END WHERE rootpage IN ({one}, {two})"
    return edited(path, "PRAGMA writable_schema = ON", swap)


def of_a_later_sqlite(path: Path) -> Path:
    data = bytearray(path.read_bytes())
    data[44:48] = (9).to_bytes(4, "big")  # the schema's format: https://www.sqlite.org/fileformat.html
    path.write_bytes(data)
    return path


def emptied(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def grown(path: Path) -> Path:
    path.write_bytes(b"")
    os.truncate(path, (1 << 30) + 1)
    return path


REFUSED: list[object] = [
    pytest.param(lambda path: path.with_name("gone.db"), Trouble.FAILING, "No such file", id="a file that is not there"),
    pytest.param(lambda path: path.parent, Trouble.NOT_A_FILE, "a directory", id="a directory"),
    pytest.param(lambda path: Path(os.devnull), Trouble.NOT_A_FILE, "no regular file", id="a device"),
    pytest.param(emptied, Trouble.DAMAGED, "it is empty", id="an empty file"),
    pytest.param(lambda path: path.write_text("hello " * 999) and path, Trouble.DAMAGED, "not a database", id="a text"),
    pytest.param(with_garbage, Trouble.DAMAGED, "damaged", id="a page that is damaged"),
    pytest.param(with_indexes_swapped, Trouble.DAMAGED, "index", id="an index that is another's"),
    pytest.param(of_a_later_sqlite, Trouble.DAMAGED, "unsupported file format", id="a file of a later SQLite"),
    pytest.param(grown, Trouble.FOREIGN, "another program", id="a file that is far too large"),
    pytest.param(lambda path: edited(path, "PRAGMA application_id = 7"), Trouble.FOREIGN, "another program", id="another program's"),
    pytest.param(lambda path: edited(path, "PRAGMA user_version = 99"), Trouble.NEWER, "its schema is 99", id="a newer version's"),
    pytest.param(lambda path: edited(path, "PRAGMA user_version = 0"), Trouble.DAMAGED, "its schema is 0", id="of no schema"),
    pytest.param(lambda path: edited(path, "PRAGMA user_version = -1"), Trouble.DAMAGED, "its schema is -1", id="of a schema below none"),
    pytest.param(lambda path: edited(path, "PRAGMA user_version = 2"), Trouble.DAMAGED, "not those of schema 2", id="mislabelled"),
    pytest.param(lambda path: edited(path, "DROP TABLE points"), Trouble.DAMAGED, "tables are not those", id="a table is missing"),
    pytest.param(lambda path: edited(path, "CREATE TABLE more (a)"), Trouble.DAMAGED, "tables are not those", id="a table of a stranger"),
    pytest.param(
        lambda path: edited(path, "CREATE TRIGGER evil AFTER INSERT ON reviews BEGIN DELETE FROM reviews; END"),
        Trouble.DAMAGED, "tables are not those", id="a trigger",
    ),
    pytest.param(lambda path: edited(path, "UPDATE reviews SET at = 'soon'"), Trouble.DAMAGED, "a row of it makes no sense", id="a time"),
    pytest.param(
        lambda path: edited(path, "INSERT INTO sittings VALUES ('s', 'quiz', 1, '2026-07-01', '2026-07-01', NULL, 'x', '[]', NULL)"),
        Trouble.DAMAGED, "a row of it makes no sense", id="a sitting whose plan is no list",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "trouble", "said"), REFUSED)
def test_what_is_no_whole_copy_of_ours_is_refused_and_nothing_changes(
    home: Path, copy: Path, spoil: Callable[[Path], Path], trouble: Trouble, said: str
) -> None:
    with pytest.raises(StoreFault, match=said) as caught:
        restore(home, spoil(copy), NOON)
    assert caught.value.trouble is trouble
    assert str(caught.value).endswith("Name another copy; your progress is as it was.")
    assert answers(home / FILE) == ["new1", "new2"]
    assert os.listdir(home) == [FILE]


def test_the_progress_itself_is_no_copy(home: Path) -> None:
    (home / "link.db").symlink_to(FILE)
    for name in (FILE, "link.db"):
        with pytest.raises(StoreFault, match="the progress that is in use"):
            restore(home, home / name, NOON)


def test_a_progress_of_a_newer_version_is_not_replaced(home: Path, copy: Path) -> None:
    edited(home / FILE, "PRAGMA user_version = 99")
    with pytest.raises(StoreFault) as caught:
        restore(home, copy, NOON)
    assert caught.value.trouble is Trouble.NEWER
    assert os.listdir(home) == [FILE]


def test_where_the_progress_cannot_be_kept_nothing_is_replaced(home: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, now: datetime) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "claim", full)
    with pytest.raises(StoreFault, match="full"):
        restore(home, copy, NOON)
    assert answers(home / FILE) == ["new1", "new2"]


def test_where_the_replacing_fails_midway_nothing_is_replaced_and_no_copy_stays(
    home: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("k8s_svc_trainer.store.restoring.TABLES", ("reviews", "no_such_table"))
    with pytest.raises(sqlite3.OperationalError):
        restore(home, copy, NOON)
    assert answers(home / FILE) == ["new1", "new2"]
    assert os.listdir(home) == [FILE]


def test_where_the_home_cannot_be_made_it_is_said(tmp_path: Path, copy: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFault, match="cannot be made or used"):
        restore(tmp_path / "file" / "home", copy, NOON)


def test_sittings_and_cards_are_restored_too(home: Path, tmp_path: Path) -> None:
    sitting = Sitting(
        id="s", kind="quiz", seed=1, started=NOON, touched=NOON, ended=None, plan=(Asked("core", "a/b"),), queue=(Asked("core", "a/b"),)
    )
    with Store.open(tmp_path / "elsewhere") as store:
        store.put_sitting(sitting)
    restore(home, backup(tmp_path / "elsewhere", NOON), NOON)
    with Store.open(home) as store:
        assert store.open_sitting("quiz") == sitting


# --- backup ----------------------------------------------------------------------------------------------------------


def test_a_copy_goes_where_one_says_and_never_over_what_is_there(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "mine.db"
    assert backup_to(home, target, NOON) == target
    assert answers(target) == ["new1", "new2"]
    was = target.read_bytes()
    with pytest.raises(FileExistsError, match="name another file"):
        backup_to(home, target, NOON)
    assert target.read_bytes() == was
    assert sorted(os.listdir(tmp_path)) == ["home", "mine.db"]


def test_a_copy_into_a_directory_has_a_dated_name(home: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    assert backup_to(home, tmp_path / "stick", NOON) == tmp_path / "stick" / DATED
    assert backup_to(home, tmp_path / "stick", NOON + timedelta(seconds=1)) == tmp_path / "stick" / "progress-2026-07-01T120001.db"
    assert len(os.listdir(tmp_path / "stick")) == 2


def test_where_a_copy_cannot_be_written_it_is_said(home: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match="nowhere"):
        backup_to(home, tmp_path / "nowhere" / "mine.db", NOON)
