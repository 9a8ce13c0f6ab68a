"""What can be wrong with a store, in sentences: what is wrong, where, and what to do.

Decides which operating system or SQLite error means what to a person. Knows nothing of tables and never touches a file.
Sources: SQLite's result codes, https://www.sqlite.org/rescode.html; errno(3).
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path


class Trouble(StrEnum):
    """Everything that keeps a store from being used; a closed set."""

    DAMAGED = "damaged"
    FOREIGN = "foreign"
    NEWER = "newer"
    NOT_A_FILE = "not-a-file"
    READ_ONLY = "read-only"
    FULL = "full"
    BUSY = "busy"
    FAILING = "failing"
    NO_DIRECTORY = "no-directory"


# trouble -> (what is wrong, what to do); {path} is the file or directory, {detail} the words of SQLite or the system.
SENTENCES: dict[Trouble, tuple[str, str]] = {
    Trouble.DAMAGED: (
        "The progress file {path} is damaged ({detail}). Nothing was written to it.",
        "Put a copy of yours in its place, or run `k8s-svc-trainer reset`: it puts this file aside under a dated name and starts anew.",
    ),
    Trouble.FOREIGN: (
        "{path} is a SQLite file of another program. Nothing was written to it.",
        "Move it away, or set K8S_SVC_TRAINER_HOME to another directory.",
    ),
    Trouble.NEWER: (
        "The progress file {path} was written by a newer k8s-svc-trainer ({detail}). Nothing was written to it.",
        "Upgrade k8s-svc-trainer, or set K8S_SVC_TRAINER_HOME to another directory.",
    ),
    Trouble.NOT_A_FILE: (
        "{path} should be the progress file, but it is {detail}.",
        "Move it away, or set K8S_SVC_TRAINER_HOME to another directory.",
    ),
    Trouble.READ_ONLY: (
        "Progress cannot be saved: {path} is read-only ({detail}).",
        "Make the file and its directory writable, or set K8S_SVC_TRAINER_HOME to a directory that is.",
    ),
    Trouble.FULL: (
        "Progress cannot be saved: the disk of {path} is full ({detail}). What was saved before is untouched.",
        "Free some space, or set K8S_SVC_TRAINER_HOME to a directory on another disk.",
    ),
    Trouble.BUSY: (
        "Progress cannot be saved: another trainer has been writing to {path} for {detail}.",
        "Close the other one, or wait, and try again; nothing that was saved is lost.",
    ),
    Trouble.FAILING: (
        "The progress file {path} cannot be read or written ({detail}).",
        "Look at the disk (full, unplugged, over quota?), or set K8S_SVC_TRAINER_HOME to a directory on another one.",
    ),
    Trouble.NO_DIRECTORY: (
        "The directory {path} for your progress cannot be made or used ({detail}).",
        "Look at what stands at that path, or set K8S_SVC_TRAINER_HOME to another directory.",
    ),
}

# Primary result codes only; whatever is not here is a fault of this program and is raised as it came.
BY_SQLITE: dict[int, Trouble] = {
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_PERM: Trouble.READ_ONLY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_IOERR: Trouble.FAILING,
    sqlite3.SQLITE_CANTOPEN: Trouble.FAILING,
}
BY_ERRNO: dict[int, Trouble] = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EROFS: Trouble.READ_ONLY,
    errno.EACCES: Trouble.READ_ONLY,
    errno.EPERM: Trouble.READ_ONLY,
}
BUSY_SECONDS = 10.0


class StoreFault(Exception):
    """A store that cannot be used. `str()` is the sentence with its remedy; the store itself was left as it was."""

    def __init__(self, trouble: Trouble, path: Path, detail: str = "", *, remedy: str | None = None) -> None:
        what, usual = SENTENCES[trouble]
        self.trouble = trouble
        self.path = path
        self.detail = detail
        self.message = what.format(path=path, detail=detail)
        self.remedy = usual if remedy is None else remedy
        super().__init__(f"{self.message} {self.remedy}")


def of_sqlite(error: sqlite3.Error, path: Path) -> StoreFault | None:
    """The fault that an error of SQLite means, or None where it means a mistake in this program."""
    code = getattr(error, "sqlite_errorcode", None)
    trouble = BY_SQLITE.get(code & 0xFF) if isinstance(code, int) else None
    if trouble is None:
        return None
    return StoreFault(trouble, path, f"{BUSY_SECONDS:.0f} seconds" if trouble is Trouble.BUSY else str(error))


def of_system(error: OSError, path: Path) -> StoreFault:
    """The fault that an error of the operating system means for a directory or a file."""
    return StoreFault(BY_ERRNO.get(error.errno or 0, Trouble.NO_DIRECTORY), path, error.strerror or str(error))


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system raise inside into StoreFault; a mistake of this program passes as it is."""
    try:
        yield
    except sqlite3.Error as error:
        fault = of_sqlite(error, path)
        if fault is None:
            raise
        raise fault from error
    except OSError as error:
        raise of_system(error, path) from error
