"""Notes for Anki: what is asked in front, what the cluster answers behind; nothing of the content is obeyed, and nothing is doubled."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from k8s_svc_trainer.course import Pack, open_pack
from k8s_svc_trainer.study import UnknownTopic
from k8s_svc_trainer.study.carry_anki import apkg, deck_id, deck_name
from k8s_svc_trainer.study.carry_notes import Note, notes, paragraphs, text
from tests.golden.notes import NOTES, written

SMALL = Path(__file__).parents[2] / "support" / "pack"
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return open_pack(SMALL)


@pytest.fixture(scope="module")
def found(pack: Pack) -> dict[str, Note]:
    return {note.item: note for note in notes(pack)}


def collection(data: bytes, tmp_path: Path) -> sqlite3.Connection:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extract("collection.anki2", tmp_path)
    return sqlite3.connect(tmp_path / "collection.anki2")


def test_there_is_a_note_for_each_question_interview_point_and_checklist_item(pack: Pack, found: dict[str, Note]) -> None:
    points = sum(1 + len(one.points) for one in pack.every_interview())
    assert len(found) == len(pack.index()) + points + len(pack.checklist)
    assert {note.deck for note in found.values()} == {"01-one", "checklist"}
    kinds = {tag for note in found.values() for tag in note.tags if tag.startswith("kind::")}
    assert kinds == {
        "kind::choice", "kind::predict", "kind::fill", "kind::order", "kind::fix", "kind::diagnose", "kind::interview",
        "kind::interview-point", "kind::checklist",
    }  # fmt: skip


def test_both_sides_of_every_kind(found: dict[str, Note]) -> None:
    assert written(found.values()) == NOTES.read_text(encoding="utf-8")


def test_a_topic_chooses(pack: Pack, found: dict[str, Note]) -> None:
    chosen = notes(pack, "checklist/" + pack.checklist[0].id)
    assert [note.item for note in chosen] == [f"checklist/{pack.checklist[0].id}"]
    assert [note.item for note in notes(pack, "01-one")] == [name for name, note in found.items() if "lesson::01-one" in note.tags]
    with pytest.raises(UnknownTopic):
        notes(pack, "nothing-of-that-name")


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        pytest.param("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", id="a script"),
        pytest.param('<img src=x onerror="x">', "&lt;img src=x onerror=&quot;x&quot;&gt;", id="an attribute"),
        pytest.param("[sound:a.mp3] [latex]x[/latex]", "&#91;sound:a.mp3&#93; &#91;latex&#93;x&#91;/latex&#93;", id="sounds and LaTeX"),
        pytest.param("{{c1::x}}", "&#123;&#123;c1::x&#125;&#125;", id="a cloze"),
        pytest.param(r"\(x\) \[y\]", "\\\u200b(x\\\u200b) \\\u200b&#91;y\\\u200b&#93;", id="a formula"),
        pytest.param("a\nb", "a<br>b", id="two lines"),
        pytest.param("a & b", "a &amp; b", id="an ampersand"),
    ],
)
def test_a_text_is_shown_and_never_obeyed(plain: str, shown: str) -> None:
    assert text(plain) == shown


def test_paragraphs_and_what_stands_in_a_fence() -> None:
    assert paragraphs("one\ntwo\n\nthree\n```\nfour\n  five\n```\n") == "<p>one two</p><p>three</p><pre>four<br>  five</pre>"


HOSTILE = """\
format: 1
lessons: [01-one]
"""
QUESTION = """\
questions:
- id: x
  kind: choice
  level: 3
  tags: [t]
  serves: [s]
  prompt: "<b>[sound:x.mp3]</b> {{Front}}"
  options:
  - {id: a, text: "</ul><script>a</script>", holds: true}
  - {id: b, text: "b", holds: false, why: "<i>"}
  explain: "<iframe>"
  say: "<hr>"
  source: 'javascript:alert("x")'
"""


def test_hostile_content_becomes_letters(tmp_path: Path) -> None:
    (tmp_path / "01-one").mkdir()
    (tmp_path / "course.yaml").write_text(HOSTILE, encoding="utf-8")
    (tmp_path / "01-one" / "questions.yaml").write_text(QUESTION, encoding="utf-8")
    (note,) = notes(open_pack(tmp_path))
    for word in ("<script", "<b>[", "[sound", "{{", "<iframe", "<hr", "<a ", "</ul><script"):
        assert word not in note.front + note.back
    assert "&lt;iframe&gt;" in note.back


# --- the package -----------------------------------------------------------------------------------------------------


def test_a_second_package_has_the_same_ids_and_a_later_time(pack: Pack, tmp_path: Path) -> None:
    made = []
    for number, when in enumerate((NOON, NOON + timedelta(days=1))):
        (tmp_path / str(number)).mkdir()
        with closing(collection(apkg(notes(pack), when), tmp_path / str(number))) as anki:
            models, decks = (json.loads(part) for part in anki.execute("SELECT models, decks FROM col").fetchone())
            guids = sorted(row[0] for row in anki.execute("SELECT guid FROM notes"))
            changed = {row[0] for row in anki.execute("SELECT mod FROM notes")}
            made.append((sorted(models), sorted(decks), guids, changed))
    assert made[0][:3] == made[1][:3]
    assert len(set(made[0][2])) == len(made[0][2])
    assert (made[0][3], made[1][3]) == ({int(NOON.timestamp())}, {int(NOON.timestamp()) + 86_400})


@pytest.mark.parametrize(
    ("pack", "deck", "ident", "name"),
    [
        pytest.param("core", "04-kube-proxy", 1_727_113_422, "k8s-svc-trainer::04-kube-proxy", id="a lesson of the trainer's own"),
        pytest.param("mine::x", "01-one", 1_322_972_697, "k8s-svc-trainer::mine:x::01-one", id="a lesson of another pack"),
    ],
)
def test_a_deck_has_one_name_and_one_number_for_ever(pack: str, deck: str, ident: int, name: str) -> None:
    assert (deck_id(pack, deck), deck_name(pack, deck)) == (ident, name)


# --- Anki's own library ----------------------------------------------------------------------------------------------


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[object]:
    """An empty collection of Anki's; the test is left out where its library is not installed."""
    pytest.importorskip("anki", reason="PyPI's anki is not installed: pip install -e '.[anki]' runs this against Anki itself")
    from anki.collection import Collection

    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def imported(anki: object, data: bytes, tmp_path: Path) -> object:
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    (tmp_path / "some.apkg").write_bytes(data)
    asked = ImportAnkiPackageRequest(package_path=str(tmp_path / "some.apkg"), options=ImportAnkiPackageOptions())
    return anki.import_anki_package(asked).log


def test_anki_imports_what_was_exported_and_a_second_export_changes_it(anki: object, found: dict[str, Note], tmp_path: Path) -> None:
    first = list(found.values())
    log = imported(anki, apkg(first, NOON), tmp_path)
    assert len(log.new) == len(first)
    assert anki.note_count() == anki.card_count() == len(first)
    assert set(anki.tags.all()) == {tag for note in first for tag in note.tags}
    decks = {deck.name for deck in anki.decks.all_names_and_ids()}
    assert decks - {"Default"} == {
        "k8s-svc-trainer",
        "k8s-svc-trainer::pack::01-one",
        "k8s-svc-trainer::pack::checklist",
        "k8s-svc-trainer::pack",
    }
    changed = [replace(first[0], back="<p>mended</p>"), *first[1:]]
    again = imported(anki, apkg(changed, NOON + timedelta(days=1)), tmp_path)
    assert (len(again.new), len(again.updated)) == (0, len(first))
    assert anki.note_count() == anki.card_count() == len(first)
    assert len(anki.find_notes("mended")) == 1
    card = anki.get_card(anki.find_cards("mended")[0])
    assert "<p>mended</p>" in card.answer()
