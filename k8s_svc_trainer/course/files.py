"""Files of a pack: found below its directory and nowhere else, bounded, and read as text.

Decides which files may be read at all. A pack is only text that anyone may have written: no path leaves it, by name or by link.
"""

import os
import stat
from pathlib import Path

from k8s_svc_trainer.cases.document import Document, Fault, Faults, decode, read

LARGEST_FILE = 2_000_000


def text_of(root: Path, relative: str) -> str:
    """The text of a file of the pack. Raises Faults where it is not there, is no plain file, is too large, or lies outside."""
    path = root / relative
    try:
        inside = path.resolve(strict=True).is_relative_to(root.resolve(strict=True))
        status = os.stat(path)
        if not inside:
            raise Faults([_fault(path, "this is a link that leads out of the pack", "put the file itself into the pack")])
        if not stat.S_ISREG(status.st_mode):
            raise Faults([_fault(path, "this is no plain file", "put a text file there")])
        if status.st_size > LARGEST_FILE:
            raise Faults([_fault(path, f"more than {LARGEST_FILE // 1_000_000} million bytes", "split the file")])
        data = path.read_bytes()
    except FileNotFoundError:
        raise Faults([_fault(path, "there is no such file", "write it")]) from None
    except (OSError, RuntimeError) as error:
        raise Faults([_fault(path, f"it cannot be read: {getattr(error, 'strerror', None) or error}", "see to it")]) from None
    return decode(data, file=str(path))


def document_of(root: Path, relative: str) -> Document:
    """The document that a file of the pack holds. Raises Faults."""
    return read(text_of(root, relative), file=str(root / relative))


def exists(root: Path, relative: str) -> bool:
    """Whether there is something of this name, readable or not."""
    return os.path.lexists(root / relative)


def names_in(root: Path, relative: str) -> list[str]:
    """What stands in a directory of the pack, hidden names left out; nothing where there is no such directory, or a link to one."""
    path = root / relative
    if path.is_symlink() or not path.is_dir():
        return []
    return sorted(name for name in os.listdir(path) if not name.startswith("."))


def _fault(path: Path, message: str, remedy: str) -> Fault:
    return Fault(file=str(path), line=1, column=1, field="", message=message, remedy=remedy)
