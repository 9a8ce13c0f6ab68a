"""Files that the program writes for a person: whole or not at all, and never over what is there unless that is what was asked for."""

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


def replace_text(path: Path, text: str) -> None:
    """Write a text file in one move over what is there, where the caller knows that it may go. Raises OSError."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        os.chmod(made, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(made, path)
    finally:
        Path(made).unlink(missing_ok=True)


def _name(made: str, path: Path) -> None:
    """Give the finished file its name; a file system without hard links (exFAT) gets a rename, after one more look."""
    try:
        os.link(made, path)  # fails where a rename would overwrite
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(path):
            raise FileExistsError from None
        os.rename(made, path)
