"""Golden notes: both sides of every note for Anki of the small pack. `make golden` writes them again; read the difference."""

from collections.abc import Iterable
from pathlib import Path

from k8s_svc_trainer.course import open_pack
from k8s_svc_trainer.study.carry_notes import Note, notes

SMALL = Path(__file__).parents[1] / "support" / "pack"
NOTES = Path(__file__).with_name("notes.txt")


def written(found: Iterable[Note]) -> str:
    """Notes as they are compared: name, tags, front and back, a line each."""
    return "".join(f"== {one.item}\n{' '.join(one.tags)}\n-- front\n{one.front}\n-- back\n{one.back}\n" for one in found)


if __name__ == "__main__":
    NOTES.write_text(written(notes(open_pack(SMALL))), encoding="utf-8")
