"""One SQLite file in a directory that is handed in: made in a temporary file and moved into place, opened in a few milliseconds, never
overwritten.

Decides how the file is found, made, recognised, migrated and copied. Knows nothing of what the rows mean. Opening writes only when there
is a file to make or a migration to take; before a migration the store is copied, and without that copy nothing is migrated. The file is
never opened by anything but SQLite: closing a file descriptor of one's own would drop the locks that SQLite holds in the same process
(https://www.sqlite.org/howtocorrupt.html, 2.2).
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from k8s_svc_trainer.store.faults import BUSY_SECONDS, StoreFault, Trouble, of_system, translated
from k8s_svc_trainer.store.migrations import APPLICATION_ID, MIGRATIONS, Step

FILE = "progress.db"


def connect(directory: Path, migrations: Sequence[Step] = MIGRATIONS, *, now: datetime | None = None) -> sqlite3.Connection:
    """The connection to the store in `directory`, at the newest schema; both are made where they are absent.

    `now` dates the copy that is kept where there is something to migrate; where it is not handed in, the clock says it.
    Raises StoreFault for everything that a person can mend; the file is then as it was.
    """
    path = directory / FILE
    if not os.path.lexists(path):
        create(path, migrations)
    inspect(path, len(migrations))
    with translated(path):
        connection = attach(path)
        try:
            upgrade(connection, path, migrations, keep=lambda: copy(path, now or datetime.now(UTC)))
        except BaseException:
            connection.close()
            raise
    return connection


def in_memory(migrations: Sequence[Step] = MIGRATIONS) -> sqlite3.Connection:
    """A store that is forgotten when it is closed: for practice that leaves no trace, and for tests."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    upgrade(connection, Path(":memory:"), migrations)
    return connection


def attach(path: Path, *, mode: str = "rw") -> sqlite3.Connection:
    """Open what exists; SQLite is told not to create it, and waits for another writer as long as BUSY_SECONDS."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=BUSY_SECONDS)


def create(path: Path, migrations: Sequence[Step]) -> None:
    """Make an empty store beside `path` and move it there; where another trainer was faster, theirs is kept."""
    import tempfile  # for the first start only

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-", suffix=".db")
    except OSError as error:
        raise of_system(error, path.parent) from error
    os.close(handle)
    made = Path(name)
    try:
        with translated(path), closing(sqlite3.connect(made, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            upgrade(connection, path, migrations)
        with translated(path):
            settle(made, path)
    finally:
        for tail in ("", "-wal", "-shm"):
            Path(f"{name}{tail}").unlink(missing_ok=True)


def settle(made: Path, path: Path) -> None:
    """Give the finished file its name without ever replacing what has that name: a hard link fails where a rename would overwrite.

    A file system without hard links (exFAT) gets a rename, after one more look.
    """
    try:
        os.link(made, path)
    except FileExistsError:
        return
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise
        if not os.path.lexists(path):
            os.rename(made, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def inspect(path: Path, newest: int) -> None:
    """Look without touching: raises StoreFault where the file cannot be a store of ours that we may write.

    SQLite reads the header as an immutable file: no lock, no journal replayed, no checkpoint at the end. What it calls corrupt may be a
    checkpoint of another trainer in the middle of its work, so that verdict is left to the real opening.
    """
    try:
        if not path.is_file():
            raise StoreFault(Trouble.NOT_A_FILE, path, "a directory" if path.is_dir() else "no regular file")
        size = path.stat().st_size
    except OSError as error:
        raise of_system(error, path) from error
    if not size:
        raise StoreFault(Trouble.DAMAGED, path, "it is empty")
    if not os.access(path, os.R_OK):
        raise StoreFault(Trouble.READ_ONLY, path, "it may not even be read")
    marks = header(path)
    if marks is not None:
        judge(path, *marks, newest=newest)
    for place in (path, path.resolve().parent):
        if not os.access(place, os.W_OK):
            raise StoreFault(Trouble.READ_ONLY, place, "it may be read, but not written")


def header(path: Path) -> tuple[int, int] | None:
    """(application id, schema version) as the file's first page has them; None where a checkpoint may be under way."""
    with translated(path), closing(attach(path, mode="ro&immutable=1")) as connection:
        try:
            return number(connection, "application_id"), number(connection, "user_version")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
                return None
            raise


def judge(path: Path, application: int, version: int, *, newest: int) -> None:
    """Raises StoreFault for a file that is another program's, or of a schema that this one does not know."""
    if application != APPLICATION_ID:
        raise StoreFault(Trouble.FOREIGN, path)
    if version > newest:
        raise StoreFault(Trouble.NEWER, path, f"its schema is {version}, this version knows {newest}")


def upgrade(connection: sqlite3.Connection, path: Path, migrations: Sequence[Step], *, keep: Callable[[], Path] | None = None) -> None:
    """Take the migrations that are missing, all in one transaction; with none missing, write nothing.

    `keep` copies a store of an earlier schema. It is called while nobody else can write; where it raises, nothing is migrated, and where
    the migration fails its copy goes again, since the store is then as it was.
    """
    version = number(connection, "user_version")
    if version == len(migrations):
        return
    kept: Path | None = None
    try:
        with transaction(connection):
            version = number(connection, "user_version")  # another trainer may have been faster
            if version:
                judge(path, number(connection, "application_id"), version, newest=len(migrations))
            if keep is not None and 0 < version < len(migrations):
                kept = keep()
            for statement in (statement for step in migrations[version:] for statement in step):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {len(migrations)}")
    except BaseException:
        if kept is not None:
            kept.unlink(missing_ok=True)
        raise


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, with the right to write taken at the start, so that what is read inside is what is written upon."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # a full disk rolls back by itself; the first error is the one to tell
            connection.execute("ROLLBACK")
        raise


def number(connection: sqlite3.Connection, pragma: str) -> int:
    """The value of a pragma that is a number."""
    value = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    return int(value)


def claim(path: Path, now: datetime) -> Path:
    """A dated name beside `path` that nobody has; an empty file holds it, so that nobody takes it meanwhile."""
    stem = f"{path.stem}-{now:%Y-%m-%dT%H%M%S}"
    for turn in range(1, 10_000):
        name = path.with_name(f"{stem}{'' if turn == 1 else f'-{turn}'}{path.suffix}")
        try:
            os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            continue
        return name
    raise FileExistsError(errno.EEXIST, "too many copies of one second", str(path))


def copy(path: Path, now: datetime) -> Path:
    """A whole, dated copy beside the store, by SQLite's backup; it is removed again where it could not be finished."""
    with translated(path):
        target = claim(path, now)
        try:
            with closing(attach(path, mode="ro")) as source, closing(attach(target)) as destination:
                source.backup(destination)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    return target


def put_aside(path: Path, now: datetime) -> Path:
    """Rename a damaged store, byte for byte, with the journals that belong to it."""
    with translated(path):
        target = claim(path, now)
        os.replace(path, target)
        for tail in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                os.replace(f"{path}{tail}", f"{target}{tail}")
    return target
