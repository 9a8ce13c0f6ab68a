"""A file that is written again and again: in one move, and over nothing but what this program wrote before."""

from __future__ import annotations

import os
from pathlib import Path

from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.save import replace_text, save_text


def save_over(path: Path, text: str, *, mark: str, force: bool) -> None:
    """Write a file, also over one that begins with `mark`, which says that this program wrote it; with `force` over any file.

    Raises Refused where something else is there, and OSError where it cannot be written; what was there is then as it was.
    """
    if not os.path.lexists(path):
        save_text(path, text)
        return
    if path.is_symlink() or not path.is_file():
        raise Refused(f"{path} is no plain file: name another")
    if not force and not _begins_with(path, mark):
        raise Refused(f"{path} is there already and was not written by this command: name another file, or say --force")
    replace_text(path, text)


def _begins_with(path: Path, mark: str) -> bool:
    expected = mark.encode()
    with path.open("rb") as file:
        return file.read(len(expected)) == expected
