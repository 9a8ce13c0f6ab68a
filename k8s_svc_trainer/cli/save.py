"""Files that the program writes for a person: whole or not at all, and never over what it did not write."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from k8s_svc_trainer.cli.door import Refused


def save_text(path: Path, text: str) -> None:
    """Write a new text file in one move; as `save`."""
    save(path, text.encode())


def save(path: Path, data: bytes) -> None:
    """Write a new file in one move.

    Raises Refused where something of that name is there already, and OSError where it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _name(made, path)
    except FileExistsError:
        raise Refused(f"{path} is there already: name another file") from None
    finally:
        Path(made).unlink(missing_ok=True)


def save_over(path: Path, text: str, *, mark: str, force: bool) -> None:
    """Write a file in one move, also over one that begins with `mark`, which says that this program wrote it; with `force` over any file.

    Raises Refused where something else is there, and OSError where it cannot be written.
    """
    if not os.path.lexists(path):
        save_text(path, text)
        return
    if path.is_symlink() or not path.is_file():
        raise Refused(f"{path} is no plain file: name another")
    if not force and not _begins_with(path, mark):
        raise Refused(f"{path} is there already and was not written by this command: name another file, or say --force")
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(made, path)
    finally:
        Path(made).unlink(missing_ok=True)


def _begins_with(path: Path, mark: str) -> bool:
    expected = mark.encode()
    with path.open("rb") as file:
        return file.read(len(expected)) == expected
