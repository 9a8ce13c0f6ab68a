"""A pack from a stranger, a directory or a zip, copied into a new directory: files below it and nothing else.

Decides what may be copied: plain files and folders with plain names, so many and so large at the most. No path leaves the directory, by
name or by link; what a zip says of its sizes is not believed. Names that begin with a dot are left out, as `check` leaves them out. Nothing
is executed, and what stands in the files is `check`'s. Sources: https://docs.python.org/3/library/zipfile.html (decompression pitfalls),
CWE-22, CWE-409.
"""

import os
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from k8s_svc_trainer.cases.faults import Fault, Faults, printable, shown
from k8s_svc_trainer.course.check_files import MOST_FILES
from k8s_svc_trainer.course.files import LARGEST_FILE
from k8s_svc_trainer.course.pack import COURSE

LARGEST_PACK = 64 << 20
LARGEST_ZIP = 64 << 20
DEEPEST = 8
LONGEST_NAME = 120
_WRITTEN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
_LEFT_OUT = ("__MACOSX",)
REMEDY = "take it out of the pack"


def copy(source: Path, target: Path) -> None:
    """Copy the pack in a directory or a zip into `target`, an empty directory. Raises Faults with everything that must not be copied.

    What was copied before a fault was met is left for the caller to remove. A zip may hold the pack in one folder.
    """
    if source.is_dir():
        _from_directory(source, target)
    elif source.is_file():
        _from_zip(source, target)
    else:
        raise Faults([_fault(source, "", "there is no such directory or file", "name a directory or a zip that holds a pack")])


def _fault(source: Path, name: str, message: str, remedy: str = REMEDY) -> Fault:
    return Fault(file=str(source), line=1, column=1, field=printable(name), message=message, remedy=remedy)


class _Copied:
    """What was copied so far: the names that are taken, and how much it is."""

    def __init__(self, source: Path, target: Path) -> None:
        self.source, self.target = source, target
        self.names: dict[str, str] = {}
        self.size = self.files = 0

    def admit(self, parts: tuple[str, ...]) -> str | None:
        """What is wrong with a path, in words; None where it may be copied."""
        for part in parts:
            complaint = _doubtful(part)
            if complaint:
                return complaint
        if len(parts) > DEEPEST:
            return f"this lies deeper than {DEEPEST} folders"
        for count in range(1, len(parts) + 1):
            path = "/".join(parts[:count])
            first = self.names.setdefault(_folded(path), path)
            if first != path:
                return f"this is {shown(first)} where names are not told apart by capitals"
        self.files += 1
        return f"more than {MOST_FILES} files" if self.files > MOST_FILES else None

    def write(self, parts: tuple[str, ...], data: bytes) -> str | None:
        """Write a file, which must be new; or what is wrong, in words."""
        self.size += len(data)
        if len(data) > LARGEST_FILE:
            return f"more than {LARGEST_FILE // 1_000_000} million bytes"
        if self.size > LARGEST_PACK:
            return f"with this the pack has more than {LARGEST_PACK >> 20} MiB"
        path = self.target.joinpath(*parts)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(path, "xb") as file:
                file.write(data)
        except (FileExistsError, NotADirectoryError):
            return "this stands in the pack twice"
        return None


def _doubtful(part: str) -> str | None:
    """What is wrong with one name of a path."""
    if part in ("", ".", ".."):
        return "this path leads elsewhere"
    if any(letter in part for letter in '\\:*?"<>|') or not part.isprintable() or part != part.strip() or part.endswith("."):
        return "this is no plain name"
    return f"a name of more than {LONGEST_NAME} bytes" if len(part.encode("utf-8", "replace")) > LONGEST_NAME else None


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _hidden(parts: Iterable[str]) -> bool:
    return any((part.startswith(".") and part not in (".", "..")) or part in _LEFT_OUT for part in parts)


# --- directories -----------------------------------------------------------------------------------------------------


def _from_directory(source: Path, target: Path) -> None:
    copied, wrong = _Copied(source, target), []
    for path in _walk(source):
        parts = path.relative_to(source).parts
        complaint = _copy_file(copied, path, parts)
        if complaint:
            wrong.append(_fault(source, "/".join(parts), complaint))
        if len(wrong) >= 100 or copied.files > MOST_FILES:
            break
    if wrong:
        raise Faults(wrong)


def _walk(source: Path) -> Iterator[Path]:
    """Everything below a directory that is no plain folder, links not followed, hidden names left out."""
    for directory, folders, names in os.walk(source, onerror=_stop):
        here = Path(directory)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if name not in linked]
        yield from (here / name for name in sorted((*names, *linked)) if not name.startswith("."))


def _stop(error: OSError) -> None:
    """A folder that cannot be read is not left out in silence."""
    raise error


def _copy_file(copied: _Copied, path: Path, parts: tuple[str, ...]) -> str | None:
    complaint = copied.admit(parts)
    if complaint:
        return complaint
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        return "this is a link" if path.is_symlink() else f"it cannot be read: {error.strerror}"
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return "this is no plain file"
        return copied.write(parts, file.read(LARGEST_FILE + 1))


# --- zips ------------------------------------------------------------------------------------------------------------


def _from_zip(source: Path, target: Path) -> None:
    if source.stat().st_size > LARGEST_ZIP:
        raise Faults([_fault(source, "", f"more than {LARGEST_ZIP >> 20} MiB", "a pack is a few files of text")])
    try:
        with zipfile.ZipFile(source) as archive:
            wrong = list(_unzip(archive, _Copied(source, target)))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
        raise Faults([_fault(source, "", f"this is no zip that can be read: {printable(str(error))}", "zip the pack again")]) from None
    if wrong:
        raise Faults(wrong)


def _unzip(archive: zipfile.ZipFile, copied: _Copied) -> Iterator[Fault]:
    entries = archive.infolist()
    if len(entries) > 2 * MOST_FILES:
        yield _fault(copied.source, "", f"more than {MOST_FILES} files")
        return
    top = _folder_of(entries)
    found = 0
    for entry in entries:
        parts = tuple(entry.filename.removeprefix(top).removesuffix("/").split("/"))
        if entry.is_dir() and not entry.filename.removeprefix(top):
            continue
        complaint = _copy_entry(archive, entry, copied, parts)
        if complaint:
            found += 1
            yield _fault(copied.source, entry.filename, complaint)
        if found >= 100 or copied.size > LARGEST_PACK or copied.files > MOST_FILES:
            return


def _folder_of(entries: Iterable[zipfile.ZipInfo]) -> str:
    """The one folder in which a zip holds its pack, with a slash behind it; the empty text where the pack stands at the top."""
    names = [entry.filename for entry in entries if not _hidden(entry.filename.split("/"))]
    first = {name.partition("/")[0] for name in names}
    if COURSE in names or len(first) != 1 or not all("/" in name for name in names):
        return ""
    folder = first.pop()
    return "" if _doubtful(folder) else f"{folder}/"


def _copy_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, copied: _Copied, parts: tuple[str, ...]) -> str | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "this is a link" if kind == stat.S_IFLNK else "this is no plain file"
    if "\\" in entry.orig_filename or "\x00" in entry.orig_filename:
        return "this is no plain name"  # zipfile has mended it: what was written is judged
    if _hidden(parts):
        return None
    complaint = copied.admit(parts)
    if complaint or entry.is_dir():
        return complaint
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _WRITTEN:
        return "this is encrypted, or packed in a way that is not read here"
    with archive.open(entry) as file:
        return copied.write(parts, file.read(LARGEST_FILE + 1))
