"""A copy of progress made on purpose, and taken back: `backup` and `restore`.

Decides what a file must show before it may take the place of the progress that is there, and how it does so whole or not at all. The file
is copied into a store of its own beside the progress, brought to the newest schema there, and read to the last row; only then is anything
replaced, by one transaction in the store itself. So another trainer that has it open sees the old progress or the new, never a mixture,
goes on with what was restored, and its next answer is added to it; a rename would leave it writing into a file without a name.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from k8s_svc_trainer.store import connection as files
from k8s_svc_trainer.store import rows
from k8s_svc_trainer.store.faults import StoreFault, Trouble, of_system, translated
from k8s_svc_trainer.store.migrations import MIGRATIONS, TABLES
from k8s_svc_trainer.store.progress import Store
from k8s_svc_trainer.store.whole import everything

LARGEST_COPY = 1 << 30
"""Bytes: a store of forty years has a tenth of it."""

ANOTHER = "Name another copy; your progress is as it was."


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken back: answers in it, the schema it had, and where the progress that was there is kept (None where there was none)."""

    reviews: int
    schema: int
    kept: Path | None


def backup_to(directory: Path, target: Path, now: datetime) -> Path:
    """A whole copy of the progress in `directory` as a file, or with a dated name where `target` is a directory; answers where it is.

    Raises StoreFault, and FileExistsError where there is something of that name: nothing is ever overwritten.
    """
    with Store.open(directory) as store:
        if target.is_dir():
            target = target / f"{store.path.stem}-{now:%Y-%m-%dT%H%M%S}{store.path.suffix}"
        if os.path.lexists(target):
            raise FileExistsError(17, "it is there already: name another file", str(target))
        with beside(target) as made:
            with translated(target), closing(files.attach(store.path, mode="ro")) as source, closing(files.attach(made)) as copy:
                source.backup(copy)
            with translated(target):
                files.settle(made, target)
    return target


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A new empty file in the directory of `target`; whatever is left of it goes at the end."""
    import tempfile

    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-", suffix=".db")
    except OSError as error:
        raise of_system(error, target.parent) from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for tail in ("", "-wal", "-shm", "-journal"):
            Path(f"{name}{tail}").unlink(missing_ok=True)


def restore(directory: Path, file: Path, now: datetime) -> Restored:
    """Put a copy in the place of the progress in `directory`; a dated copy of that is kept first.

    Raises StoreFault: for a file that is another program's, damaged, of a newer version, or the progress itself, and for a progress that
    may not be replaced (another program's, a newer version's, read-only). Nothing has changed then.
    """
    path = directory / files.FILE
    looked_at(file, path)
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise of_system(error, directory) from error
    with beside(path) as made:
        schema, reviews = taken(file, made)
        return Restored(reviews=reviews, schema=schema, kept=_put_in_place(directory, path, made, now))


def looked_at(file: Path, path: Path) -> None:
    """Raises StoreFault for what cannot be a copy of anybody's progress, without opening it."""
    try:
        status = file.stat()
    except OSError as error:
        raise StoreFault(Trouble.FAILING, file, error.strerror or str(error), remedy=ANOTHER) from error
    if not stat.S_ISREG(status.st_mode):
        raise StoreFault(Trouble.NOT_A_FILE, file, "a directory" if file.is_dir() else "no regular file", remedy=ANOTHER)
    if path.exists() and path.samefile(file):
        raise StoreFault(Trouble.NOT_A_FILE, file, "the progress that is in use, and no copy of it", remedy=ANOTHER)
    if not status.st_size:
        raise StoreFault(Trouble.DAMAGED, file, "it is empty", remedy=ANOTHER)
    if status.st_size > LARGEST_COPY:
        raise StoreFault(Trouble.FOREIGN, file, remedy=ANOTHER)


def taken(file: Path, made: Path) -> tuple[int, int]:
    """Copy `file` into the empty file `made`, at the newest schema; (its own schema, its answers) where it is whole and ours.

    Where no trainer has it open it is read as an immutable file, so that a copy on a medium that cannot be written to is read too.
    """
    mode = "ro" if Path(f"{file}-wal").exists() else "ro&immutable=1"
    try:
        with translated(file), closing(files.attach(file, mode=mode)) as source, closing(files.attach(made)) as copy:
            version = files.number(source, "user_version")
            files.judge(file, files.number(source, "application_id"), version, newest=len(MIGRATIONS))
            if version < 1:
                raise StoreFault(Trouble.DAMAGED, file, f"it says that its schema is {version}")
            source.backup(copy)
            copy.execute("PRAGMA trusted_schema = OFF")  # nothing that a stranger wrote into the file is run
            copy.execute("PRAGMA cell_size_check = ON")
            prove(file, copy, version)
        return version, read_through(file, made)
    except StoreFault as fault:
        raise StoreFault(fault.trouble, file, fault.detail, remedy=ANOTHER) from fault
    except sqlite3.Error as error:
        raise StoreFault(Trouble.DAMAGED, file, str(error), remedy=ANOTHER) from error


def prove(file: Path, copy: sqlite3.Connection, version: int) -> None:
    """Raises StoreFault where the copy does not hold just the tables that the trainer makes, or where a page is damaged."""
    if schema_of(copy) != made_by(version):
        raise StoreFault(Trouble.DAMAGED, file, f"its tables are not those of schema {version}")
    said = [row[0] for row in copy.execute("PRAGMA integrity_check(3)")]
    if said != ["ok"]:
        raise StoreFault(Trouble.DAMAGED, file, "; ".join(map(str, said)))


def schema_of(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Tables, indexes, triggers and views, as they were declared; what SQLite keeps for itself left out."""
    said = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    return connection.execute(said).fetchall()


def made_by(version: int) -> list[tuple[str, str]]:
    """What the first so many migrations make."""
    with closing(files.in_memory(MIGRATIONS[:version])) as model:
        return schema_of(model)


def read_through(file: Path, made: Path) -> int:
    """Bring the copy to the newest schema and read every row of it; answers how many answers it holds."""
    with translated(file):
        connection = files.attach(made)
        with Store(connection, made) as store:
            files.upgrade(connection, made, MIGRATIONS)
            try:
                found = everything(store)
                store.cards()
                for row in store._rows(rows.SITTINGS):
                    rows.row_to_sitting(row)
            except (ValueError, TypeError, OverflowError, msgspec.MsgspecError) as error:
                raise StoreFault(Trouble.DAMAGED, file, f"a row of it makes no sense: {error}") from error
    return len(found.reviews)


def _put_in_place(directory: Path, path: Path, made: Path, now: datetime) -> Path | None:
    """Replace what is in the store by what is in `made`; answers where the old progress is kept."""
    fresh = not os.path.lexists(path)
    try:
        with Store.open(directory) as store:
            return _replaced(store, made, now, fresh=fresh)
    except StoreFault as fault:
        if fault.trouble is not Trouble.DAMAGED or fault.path != path:
            raise
    kept = files.put_aside(path, now)
    with Store.open(directory) as store:
        _replaced(store, made, now, fresh=True)
    return kept


def _replaced(store: Store, made: Path, now: datetime, *, fresh: bool) -> Path | None:
    """All rows of all tables, in one transaction in which nobody else can write; the dated copy is made inside it."""
    connection = store._connection
    with translated(store.path):
        connection.execute("ATTACH DATABASE ? AS taken", (str(made),))
    kept: Path | None = None
    try:
        with store.transaction():
            kept = None if fresh else files.copy(store.path, now)
            for table in TABLES:
                connection.execute(f"DELETE FROM main.{table}")  # noqa: S608 - a constant
                connection.execute(f"INSERT INTO main.{table} SELECT * FROM taken.{table}")  # noqa: S608 - a constant
    except BaseException:
        if kept is not None:
            kept.unlink(missing_ok=True)
        raise
    finally:
        connection.execute("DETACH DATABASE taken")
    return kept
