"""The fenced blocks of the project's documents, each with the comment that stands above it."""

import re
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/cases.md", "docs/content.md", "docs/fidelity.md")
_BLOCK = re.compile(r"^(?:<!-- (?P<note>[^\n]*) -->\n)?```(?P<language>[a-z]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(msgspec.Struct, frozen=True):
    """One block: its language, its text, and the word and the rest of the comment above it."""

    language: str
    text: str
    word: str
    rest: str


def text_of(document: str) -> str:
    """A document as it is written."""
    return (ROOT / document).read_text(encoding="utf-8")


def blocks(document: str, language: str, word: str | None = None) -> list[Block]:
    """The blocks of a language, in order; of those with this word above them, where one is given."""
    found = []
    for match in _BLOCK.finditer(text_of(document)):
        note = match["note"] or ""
        found.append(Block(match["language"], match["text"], note.partition(": ")[0], note.partition(": ")[2]))
    return [block for block in found if block.language == language and (word is None or block.word == word)]


def write_files(document: str, root: Path) -> Path:
    """Every block that names a file, written there."""
    for block in blocks(document, "yaml", "file"):
        path = root / block.rest
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
    return root
