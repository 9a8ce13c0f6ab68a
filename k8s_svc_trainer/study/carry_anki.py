"""Notes as a package that Anki imports: the only user of genanki.

Decides the ids by which Anki knows what it imported before, so that a second export changes notes and never doubles them, and how a card
looks. What stands on a card is `carry_notes`'. genanki is MIT licensed: https://github.com/kerrickstaley/genanki
"""

import io
import zlib
from collections.abc import Sequence
from datetime import datetime

from k8s_svc_trainer.study.carry_notes import Note

ROOT = "k8s-svc-trainer"
MODEL_ID = 1_704_611_933
"""Drawn once, never to change: by it Anki knows the kind of note again."""

CSS = """
.card { font-family: sans-serif; font-size: 18px; line-height: 1.45; max-width: 42em; margin: auto; text-align: left; }
pre, code { font-family: monospace; font-size: 85%; }
pre { overflow-x: auto; white-space: pre; }
td { vertical-align: top; padding: 0 1em .2em 0; }
.right { font-weight: bold; }
.decided { font-weight: bold; }
.wrong, details { opacity: .8; }
"""


def apkg(notes: Sequence[Note], now: datetime) -> bytes:
    """The package. `now` is the time of change of every note: Anki takes the newer of two."""
    import genanki

    model = genanki.Model(
        MODEL_ID,
        f"{ROOT} question",
        fields=[{"name": "Front"}, {"name": "Back"}],
        templates=[{"name": "Question", "qfmt": "{{Front}}", "afmt": '{{FrontSide}}<hr id="answer">{{Back}}'}],
        css=CSS,
    )
    decks = {}
    for note in notes:
        name = (note.pack, note.deck)
        if name not in decks:
            decks[name] = genanki.Deck(deck_id(*name), deck_name(*name))
        made = genanki.Note(model, [note.front, note.back], tags=list(note.tags), guid=genanki.guid_for(note.pack, note.item))
        decks[name].add_note(made)
    out = io.BytesIO()
    genanki.Package(list(decks.values())).write_to_file(out, timestamp=now.timestamp())
    return out.getvalue()


def deck_id(pack: str, deck: str) -> int:
    """A number that names a deck for ever; Anki's own are times, so any from 2 to the 30th on will do."""
    return (1 << 30) + zlib.crc32(f"{pack}/{deck}".encode()) % (1 << 30)


def deck_name(pack: str, deck: str) -> str:
    """Decks within decks: those of another pack than the trainer's own have its name between."""
    return "::".join([ROOT, deck] if pack == "core" else [ROOT, pack.replace("::", ":"), deck])
