"""export, import, backup and restore as a person calls them: what is said, what is written, what is refused."""

import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from screens import strings, written

from k8s_svc_trainer.cli import carry, door, housekeeping
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.save import save
from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study import Evidence, Item, record

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def home(directory: Path, *items: str) -> Path:
    """A home in which so many items were answered once."""
    with Store.open(directory) as store:
        for item in items:
            record(store, Item(id=item, kind="choice", hash="h"), Evidence(right=True, answer="Grüße"), NOON)
    return directory


def at(directory: Path, typed: str = "", *, interactive: bool = True) -> Environment:
    return strings(typed, K8S_SVC_TRAINER_HOME=str(directory), interactive=interactive, COLUMNS="100")


def items_of(directory: Path) -> list[str]:
    with Store.open(directory) as store:
        return sorted(review.item for review in store.reviews())


def test_an_export_goes_to_standard_output_and_comes_in_elsewhere(tmp_path: Path) -> None:
    here = at(home(tmp_path / "a", "a/one", "a/two"))
    assert carry.export_json(here, "-") == 0
    (tmp_path / "export.json").write_text(written(here), encoding="utf-8")
    there = at(home(tmp_path / "b", "a/three"))
    assert carry.take_in(there, str(tmp_path / "export.json"), dry_run=True) == 0
    assert written(there).split() == ["would", "come", "2", "answers", "to", "2", "items"]
    assert carry.take_in(there, str(tmp_path / "export.json"), dry_run=False) == 0
    assert "came in     2 answers to 2 items\n" in written(there)
    assert f"the progress as it was before: {tmp_path / 'b'}/progress-" in " ".join(written(there).split())
    assert items_of(tmp_path / "b") == ["a/one", "a/three", "a/two"]
    assert carry.take_in(there, str(tmp_path / "export.json"), dry_run=False) == 0
    assert written(there).endswith("  came in     nothing: all that is in the file is here\n  here        2 answers of the file\n")


def test_an_export_into_a_file_says_what_is_in_it_and_what_to_do(tmp_path: Path) -> None:
    here = at(home(tmp_path / "a", "a/one"))
    with Store.open(tmp_path / "a") as store:
        store.save_draft(("core", "a/x"), "begun", NOON)
        store.save_place("core", "01-one", "list", NOON)
    assert carry.export_json(here, str(tmp_path / "out.json")) == 0
    assert "holds       1 answer, 1 draft, 1 place in lessons\n" in written(here)
    assert "then        `k8s-svc-trainer import out.json` elsewhere\n" in written(here)
    assert (tmp_path / "out.json").stat().st_mode & 0o777 == 0o600
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["reviews"][0]["answer"] == '"Grüße"'
    with pytest.raises(Refused, match=r"out\.json is there already: name another file"):
        carry.export_json(here, str(tmp_path / "out.json"))


def test_a_table_is_written_too(tmp_path: Path) -> None:
    here = at(home(tmp_path / "a", "a/one"))
    assert carry.export_csv(here, str(tmp_path / "out.csv")) == 0
    assert "1 answer, a line each" in written(here)
    assert (tmp_path / "out.csv").read_bytes().startswith(b"at,pack,lesson,item,kind,")


def test_an_export_is_in_utf8_whatever_the_terminal_writes(tmp_path: Path) -> None:
    raw = io.BytesIO()
    here = msgspec.structs.replace(at(home(tmp_path / "a", "a/one")), stdout=io.TextIOWrapper(raw, encoding="ascii"))
    assert carry.export_json(here, "-") == 0
    assert "Grüße" in raw.getvalue().decode("utf-8")
    there = at(tmp_path / "b")
    there = msgspec.structs.replace(there, stdin=io.TextIOWrapper(io.BytesIO(raw.getvalue()), encoding="ascii"))
    assert carry.take_in(there, "-", dry_run=False) == 0
    assert items_of(tmp_path / "b") == ["a/one"]


def test_standard_input_is_read_where_it_is_text(tmp_path: Path) -> None:
    here = at(home(tmp_path / "a", "a/one"))
    carry.export_json(here, "-")
    assert carry.take_in(at(tmp_path / "b", written(here)), "-", dry_run=False) == 0
    assert items_of(tmp_path / "b") == ["a/one"]


def test_all_kinds_of_news_are_named(tmp_path: Path) -> None:
    here = at(home(tmp_path / "a"))
    with Store.open(tmp_path / "a") as store:
        store.save_draft(("core", "a/x"), "begun", NOON)
        store.save_place("core", "01-one", "list", NOON)
        store.set_setting("minutes", "20", NOON)
        store.mark_known("core", "01-one", NOON)
    carry.export_json(here, str(tmp_path / "out.json"))
    there = at(home(tmp_path / "b"))
    carry.take_in(there, str(tmp_path / "out.json"), dry_run=True)
    assert " ".join(written(there).split()) == "would come 1 draft, 1 place, 1 setting, 1 lesson tested out of"


@pytest.mark.parametrize("act", [lambda here: carry.export_json(here, "-"), lambda here: carry.backup(here, None)])
def test_where_nothing_was_done_there_is_nothing_to_carry(tmp_path: Path, act: object) -> None:
    assert callable(act)
    with pytest.raises(Refused, match="there is no progress yet in"):
        act(at(tmp_path / "none"))
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(lambda path: path, "export.json: No such file or directory", id="no file"),
        pytest.param(lambda path: path.parent, "is no plain file: name one that `k8s-svc-trainer export json` wrote", id="a directory"),
        pytest.param(
            lambda path: path.write_text("{}") and path, "this is no export of k8s-svc-trainer. Nothing was imported", id="not ours"
        ),
    ],
)
def test_what_cannot_be_imported_is_refused_in_words(tmp_path: Path, make: object, said: str) -> None:
    assert callable(make)
    file, here = make(tmp_path / "export.json"), at(tmp_path / "home")
    assert door.through(here, lambda: carry.take_in(here, str(file), dry_run=False)) == 2
    assert isinstance(here.stderr, io.StringIO)
    assert said in here.stderr.getvalue()
    assert not (tmp_path / "home").exists()


def test_a_backup_and_back(tmp_path: Path) -> None:
    here = at(home(tmp_path / "a", "a/one"), "yes\n")
    assert carry.backup(here, str(tmp_path / "mine.db")) == 0
    assert carry.backup(here, None) == 0
    home(tmp_path / "a", "a/two")
    assert carry.restore(here, str(tmp_path / "mine.db"), yes=False) == 0
    assert f"restored 1 answer from {tmp_path / 'mine.db'}" in " ".join(written(here).split())  # a long path is wrapped
    assert items_of(tmp_path / "a") == ["a/one"]
    assert len(list((tmp_path / "a").glob("progress-*.db"))) == 2


def test_restore_asks_and_whoever_does_not_say_yes_keeps_everything(tmp_path: Path) -> None:
    here = at(home(tmp_path / "a", "a/one"), "no\n")
    carry.backup(here, str(tmp_path / "mine.db"))
    home(tmp_path / "a", "a/two")
    assert carry.restore(here, str(tmp_path / "mine.db"), yes=False) == 0
    assert items_of(tmp_path / "a") == ["a/one", "a/two"]
    with pytest.raises(Refused, match="say --yes"):
        carry.restore(at(tmp_path / "a", interactive=False), str(tmp_path / "mine.db"), yes=False)
    assert carry.restore(at(tmp_path / "a", interactive=False), str(tmp_path / "mine.db"), yes=True) == 0
    assert items_of(tmp_path / "a") == ["a/one"]


def test_restore_does_not_ask_where_there_is_nothing_to_put_in_place(tmp_path: Path) -> None:
    here = at(home(tmp_path / "a", "a/one"), "yes\n")
    assert door.through(here, lambda: carry.restore(here, str(tmp_path / "gone.db"), yes=False)) == 2
    assert written(here) == ""


def test_where_there_is_no_progress_restore_does_not_ask(tmp_path: Path) -> None:
    carry.backup(at(home(tmp_path / "a", "a/one")), str(tmp_path / "mine.db"))
    fresh = at(tmp_path / "b", interactive=False)
    assert carry.restore(fresh, str(tmp_path / "mine.db"), yes=False) == 0
    assert "kept" not in written(fresh)
    assert items_of(tmp_path / "b") == ["a/one"]


def test_doctor_tells_of_the_copies(tmp_path: Path) -> None:
    here = at(home(tmp_path / "a", "a/one"))
    housekeeping.doctor(here, json=False)
    assert "no dated copy beside it" in " ".join(written(here).split())
    for count in ("1 dated copy beside it, the last progress-", "2 dated copies beside it, the last progress-"):
        carry.backup(here, None)
        again = at(tmp_path / "a")
        housekeeping.doctor(again, json=False)
        assert count in " ".join(written(again).split())


def test_a_file_is_saved_where_there_are_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: object, target: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    save(tmp_path / "one", b"1")
    with pytest.raises(Refused, match="is there already"):
        save(tmp_path / "one", b"2")
    assert (tmp_path / "one").read_bytes() == b"1"
    assert os.listdir(tmp_path) == ["one"]


def test_a_package_for_anki_is_written_once_and_says_where_to_import_it(tmp_path: Path) -> None:
    here = at(tmp_path / "home")
    out = tmp_path / "out.apkg"
    assert carry.export_anki(here, str(out), "pod-ip") == 0
    assert "holds       3 notes in 2 decks\n" in written(here)
    assert here.stderr.getvalue() == "Computing the answers, a few seconds ...\n"
    assert out.read_bytes().startswith(b"PK")
    with pytest.raises(Refused, match=r"out\.apkg is there already"):
        carry.export_anki(here, str(out), "pod-ip")
