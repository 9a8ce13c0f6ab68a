"""pack add, list and remove as a person calls them: a pack is there whole or not at all, and the course's commands have it."""

import io
import json
import os
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from screens import strings, written

from k8s_svc_trainer.cases.document import Faults
from k8s_svc_trainer.cli import carry, completion, housekeeping, packs
from k8s_svc_trainer.cli.desk import sit_down
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.study import Evidence, record, stats
from k8s_svc_trainer.study.items import about, topics_of

SMALL = Path(__file__).parents[2] / "support" / "pack"


def at(directory: Path, typed: str = "", *, interactive: bool = True) -> Environment:
    return strings(typed, K8S_SVC_TRAINER_HOME=str(directory), interactive=interactive, COLUMNS="100")


def mine(tmp_path: Path, name: str = "mine") -> Path:
    """A pack of that name, outside of any home."""
    return Path(shutil.copytree(SMALL, tmp_path / "source" / name))


def in_home(tmp_path: Path) -> list[str]:
    return sorted(os.listdir(tmp_path / "home" / "packs"))


def test_a_directory_is_added_and_listed(tmp_path: Path) -> None:
    here = at(tmp_path / "home")
    assert packs.add(here, str(mine(tmp_path)), replace=False) == 0
    assert "added     mine: 1 lesson, 8 questions, 1 lab, 1 interview question\n" in written(here)
    assert packs.show(here, json=False) == 0
    assert written(here).endswith(f"  mine      1 lesson, 8 questions\n            {tmp_path / 'home' / 'packs' / 'mine'}\n")
    assert in_home(tmp_path) == ["mine"]


def test_a_zip_is_added_by_the_name_that_its_course_says_or_else_by_its_own(tmp_path: Path) -> None:
    source = mine(tmp_path)
    for name in ("zipped", "named"):
        if name == "named":
            (source / "course.yaml").write_text("format: 1\nname: by-itself\nlessons: [01-one]\n", encoding="utf-8")
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            for path in source.rglob("*"):
                archive.write(path, path.relative_to(source.parent))
        assert packs.add(at(tmp_path / "home"), str(tmp_path / f"{name}.zip"), replace=False) == 0
    assert in_home(tmp_path) == ["by-itself", "zipped"]


def test_a_pack_with_faults_is_not_added_and_its_faults_name_the_persons_own_files(tmp_path: Path) -> None:
    source, here = mine(tmp_path), at(tmp_path / "home")
    (source / "01-one" / "lesson.yaml").write_text("title: x\n", encoding="utf-8")
    assert packs.add(here, str(source), replace=False) == 1
    assert f"{source}/01-one/lesson.yaml:1:1: " in written(here)
    assert ".new-" not in written(here)
    assert in_home(tmp_path) == []


def test_a_pack_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    source = mine(tmp_path)
    (source / "passwd.yaml").symlink_to("/etc/passwd")
    with pytest.raises(Faults, match="this is a link"):
        packs.add(at(tmp_path / "home"), str(source), replace=False)
    assert in_home(tmp_path) == []


@pytest.mark.parametrize("name", ["core", "Mine", "my pack", "a_b"])
def test_a_pack_needs_a_name_of_its_own(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="cannot be the name of a pack: write name: into its course"):
        packs.add(at(tmp_path / "home"), str(mine(tmp_path, name)), replace=False)
    assert in_home(tmp_path) == []


def test_a_pack_that_is_there_is_replaced_only_where_one_says_so(tmp_path: Path) -> None:
    source = mine(tmp_path)
    packs.add(at(tmp_path / "home"), str(source), replace=False)
    (source / "README.md").write_text("new", encoding="utf-8")
    with pytest.raises(Refused, match="a pack mine is there already: say --replace"):
        packs.add(at(tmp_path / "home"), str(source), replace=False)
    assert not (tmp_path / "home" / "packs" / "mine" / "README.md").exists()
    assert packs.add(at(tmp_path / "home"), str(source), replace=True) == 0
    assert (tmp_path / "home" / "packs" / "mine" / "README.md").exists()
    assert in_home(tmp_path) == ["mine"]


def test_where_the_new_pack_cannot_take_its_place_the_old_one_stays(tmp_path: Path) -> None:
    packs.add(at(tmp_path / "home"), str(mine(tmp_path)), replace=False)
    with pytest.raises(FileNotFoundError):
        packs._put_in_place(tmp_path / "nothing", tmp_path / "home" / "packs" / "mine", replace=True)
    assert in_home(tmp_path) == ["mine"]
    assert (tmp_path / "home" / "packs" / "mine" / "course.yaml").exists()


def test_where_there_is_none_the_list_says_how_to_add_one(tmp_path: Path) -> None:
    here = at(tmp_path / "home")
    packs.show(here, json=False)
    assert "pack add PATH" in written(here)


def test_a_pack_that_cannot_be_read_is_listed_with_what_is_wrong(tmp_path: Path) -> None:
    packs.add(at(tmp_path / "home"), str(mine(tmp_path)), replace=False)
    (tmp_path / "home" / "packs" / "mine" / "course.yaml").write_text("format: 99\nlessons: [a]\n", encoding="utf-8")
    here = at(tmp_path / "home")
    packs.show(here, json=True)
    (row,) = json.loads(written(here))["packs"]
    assert (row["name"], row["lessons"]) == ("mine", [])
    assert "format 99 is not known here" in row["error"]
    packs.show(here, json=False)
    assert "cannot be read:" in written(here)


def test_a_pack_is_removed_where_one_says_yes_and_progress_with_it_is_kept(tmp_path: Path) -> None:
    packs.add(at(tmp_path / "home"), str(mine(tmp_path)), replace=False)
    with sit_down(at(tmp_path / "home")) as desk:
        (item,) = [one for one in desk.items if one.id == "mine:01-one/how-many"]
        record(desk.store, item, Evidence(right=True, answer="1"), datetime(2026, 7, 1, tzinfo=UTC))
    with pytest.raises(Refused, match="there is no pack mime; there are mine"):
        packs.remove(at(tmp_path / "home"), "mime", yes=True)
    with pytest.raises(Refused, match="say --yes"):
        packs.remove(at(tmp_path / "home", interactive=False), "mine", yes=False)
    assert packs.remove(at(tmp_path / "home", "no\n"), "mine", yes=False) == 0
    assert in_home(tmp_path) == ["mine"]
    assert packs.remove(at(tmp_path / "home", "yes\n"), "mine", yes=False) == 0
    assert in_home(tmp_path) == []
    with pytest.raises(Refused, match="there is no pack mine; there is none"):
        packs.remove(at(tmp_path / "home"), "mine", yes=True)
    packs.add(at(tmp_path / "home"), str(tmp_path / "source" / "mine"), replace=False)
    with sit_down(at(tmp_path / "home")) as desk:
        assert desk.store.card(item.key) is not None


def test_no_name_leads_out_of_the_packs(tmp_path: Path) -> None:
    packs.add(at(tmp_path / "home"), str(mine(tmp_path)), replace=False)
    for name in ("..", "../packs", "/", "", "mine/01-one"):
        with pytest.raises(Refused, match="there is no pack"):
            packs.remove(at(tmp_path / "home"), name, yes=True)
    assert in_home(tmp_path) == ["mine"]


def test_the_desk_has_the_added_lessons_and_their_evidence_is_their_own(tmp_path: Path) -> None:
    packs.add(at(tmp_path / "home"), str(mine(tmp_path)), replace=False)
    now = datetime(2026, 7, 1, tzinfo=UTC)
    with sit_down(at(tmp_path / "home")) as desk:
        for item in about(desk.items, "mine"):
            record(desk.store, item, Evidence(right=True, answer="1"), now)
        proven = {part.id: part.strength for part in stats(desk.store, desk.items, desk.checklist, now).readiness.items}
        assert proven["mine:selector"] > 0
        assert proven["selector"] == 0
        assert desk.find_lesson("mine:01-one") == desk.find_lesson("mine:") == "mine:01-one"
        assert desk.find_lesson("1") == "01-why-a-service"
        assert desk.field("mine:01-one") is desk.field("mine:01-one")
        (item,) = [one for one in desk.items if one.id == "mine:01-one/how-many"]
        assert topics_of(item) == {"mine:01-one", "one", "number", "mine:selector", "mine:01-one/how-many", "mine"}


def test_a_pack_that_cannot_be_read_keeps_nothing_else_from_opening(tmp_path: Path) -> None:
    packs.add(at(tmp_path / "home"), str(mine(tmp_path)), replace=False)
    (tmp_path / "home" / "packs" / "mine" / "course.yaml").write_text("]", encoding="utf-8")
    here = at(tmp_path / "home")
    with sit_down(here) as desk:
        assert desk.pack.lesson_ids[0] == "01-why-a-service"
    assert isinstance(here.stderr, io.StringIO)
    assert here.stderr.getvalue().startswith("The pack mine is left out, since it cannot be read: `k8s-svc-trainer check ")


def test_doctor_reads_every_file_of_every_pack(tmp_path: Path) -> None:
    none = at(tmp_path / "home")
    housekeeping.doctor(none, json=False)
    assert "packs     none was added" in written(none)
    packs.add(at(tmp_path / "home"), str(mine(tmp_path)), replace=False)
    sound = at(tmp_path / "home")
    assert housekeeping.doctor(sound, json=False) == 0
    assert "packs     mine: every file of it readable" in written(sound)
    (tmp_path / "home" / "packs" / "mine" / "01-one" / "labs" / "web-is-silent.yaml").write_text("title: x\n", encoding="utf-8")
    broken = at(tmp_path / "home")
    assert housekeeping.doctor(broken, json=False) == 1
    assert "packs/mine/01-one/labs/web-is-silent.yaml:1:1:" in "".join(written(broken).split())


def test_anki_and_completion_have_added_packs_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packs.add(at(tmp_path / "home"), str(mine(tmp_path)), replace=False)
    here = at(tmp_path / "home")
    assert carry.export_anki(here, str(tmp_path / "out.apkg"), "mine") == 0
    assert "12 notes in 2 decks" in written(here)
    monkeypatch.setenv("K8S_SVC_TRAINER_HOME", str(tmp_path / "home"))
    assert completion.lessons("mine") == ["mine:01-one"]
    assert "one" in completion.topics("on")
