"""The file: made whole, opened without a write, copied and never overwritten; and what keeps it from being used is said in a sentence."""

import os
import resource
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from k8s_svc_trainer.store import FILE, Review, Store, StoreFault, Trouble, backup, faults, reset
from k8s_svc_trainer.store import connection as files

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
NOBODY = 65_534


def a_review(uuid: str, answer: str = "1") -> Review:
    return Review(uuid=uuid, pack="core", item="a/b", kind="choice", grade=3, right=True, hash="h", at=NOON, answer=answer)


def a_store(directory: Path, answers: int = 1) -> Path:
    """A store with so many answers, closed again."""
    with Store.open(directory) as store:
        for number in range(answers):
            store.add_review(a_review(f"{number:03}"))
    return directory / FILE


def in_child(act: Callable[[], str], *, as_nobody: bool = False) -> str:
    """What `act` answers in a child process; `as_nobody` without the rights of root, whom no permission would stop."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if as_nobody and os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            os.write(writer, act().encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with open(reader, "rb") as pipe:
        return pipe.read().decode()


def trouble_of_opening(directory: Path) -> str:
    try:
        Store.open(directory).close()
    except StoreFault as fault:
        return f"{fault.trouble}: {fault.path.name}"
    return "opened"


def fault_of_opening(directory: Path) -> StoreFault:
    with pytest.raises(StoreFault) as caught:
        Store.open(directory)
    return caught.value


def test_a_store_is_made_with_its_directories_and_leaves_no_other_file(tmp_path: Path) -> None:
    with Store.open(tmp_path / "some where" / "# deep %20") as store:
        assert store.counts() == {
            "cards": 0,
            "drafts": 0,
            "places": 0,
            "points": 0,
            "reviews": 0,
            "known": 0,
            "rulings": 0,
            "settings": 0,
            "sittings": 0,
        }
    assert os.listdir(tmp_path / "some where" / "# deep %20") == ["progress.db"]


def test_a_new_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = a_store(tmp_path / "new")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_opening_and_reading_changes_no_byte_and_no_date(tmp_path: Path) -> None:
    path = a_store(tmp_path)
    os.utime(path, ns=(1, 1))
    before = path.read_bytes()
    with Store.open(tmp_path) as store:
        assert len(store.reviews()) == 1
        assert store.cards() == {}
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == 1
    assert os.listdir(tmp_path) == ["progress.db"]


def test_a_write_ahead_log_is_used(tmp_path: Path) -> None:
    a_store(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_where_another_trainer_made_the_file_first_theirs_is_kept(tmp_path: Path) -> None:
    path = a_store(tmp_path, answers=3)
    files.create(path, files.MIGRATIONS)
    with Store.open(tmp_path) as store:
        assert len(store.reviews()) == 3
    assert os.listdir(tmp_path) == ["progress.db"]


def test_without_hard_links_the_file_is_still_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: object, target: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(files.os, "link", refuse)
    a_store(tmp_path)
    assert os.listdir(tmp_path) == ["progress.db"]


def test_a_disk_that_is_full_when_the_file_gets_its_name_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "link", refuse)
    assert fault_of_opening(tmp_path).trouble is Trouble.FULL
    assert os.listdir(tmp_path) == []


def test_a_link_to_nowhere_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / FILE).symlink_to(tmp_path / "nowhere")
    assert fault_of_opening(tmp_path).trouble is Trouble.NOT_A_FILE
    assert os.listdir(tmp_path) == ["progress.db"]


def test_a_link_to_a_store_elsewhere_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / FILE).symlink_to(a_store(tmp_path / "b", answers=2))
    with Store.open(tmp_path / "a") as store:
        assert len(store.reviews()) == 2


def spoil_header(path: Path) -> None:
    path.write_bytes(b"not a database" + path.read_bytes()[14:])


def spoil_middle(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def truncate(path: Path) -> None:
    os.truncate(path, 4096)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def of_tomorrow(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def of_someone_else(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode = WAL; CREATE TABLE bookmarks (url TEXT);")


@pytest.mark.parametrize(
    ("spoil", "trouble", "sentence"),
    [
        pytest.param(
            spoil_header, Trouble.DAMAGED, "The progress file {} is damaged (file is not a database).", id="the header is damaged"
        ),
        pytest.param(empty, Trouble.DAMAGED, "The progress file {} is damaged (it is empty).", id="the file was cut to nothing"),
        pytest.param(
            truncate, Trouble.DAMAGED, "The progress file {} is damaged (database disk image is malformed).", id="the file was cut"
        ),
        pytest.param(
            of_tomorrow,
            Trouble.NEWER,
            "The progress file {} was written by a newer k8s-svc-trainer (its schema is 99, this version knows 3).",
            id="a newer version wrote it",
        ),
        pytest.param(of_someone_else, Trouble.FOREIGN, "{} is a SQLite file of another program.", id="another program's file"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_left_as_it_is(
    tmp_path: Path, spoil: Callable[[Path], None], trouble: Trouble, sentence: str
) -> None:
    path = a_store(tmp_path, answers=40)
    spoil(path)
    before = path.read_bytes()
    fault = fault_of_opening(tmp_path)
    assert fault.trouble is trouble
    assert str(fault).startswith(f"{sentence.format(path)} Nothing was written to it. ")
    assert fault.remedy in str(fault)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["progress.db"]


def test_damage_that_opening_does_not_meet_is_told_by_reading_and_by_check(tmp_path: Path) -> None:
    path = a_store(tmp_path, answers=200)
    spoil_middle(path)
    before = path.read_bytes()
    with pytest.raises(StoreFault) as met, Store.open(tmp_path) as store:
        store.reviews()
    assert met.value.trouble is Trouble.DAMAGED
    with pytest.raises(StoreFault) as checked, Store.open(tmp_path) as store:
        store.check()
    assert checked.value.trouble is Trouble.DAMAGED
    assert path.read_bytes() == before


def test_a_directory_at_the_files_place_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    fault = fault_of_opening(tmp_path)
    assert fault.trouble is Trouble.NOT_A_FILE
    assert fault.message == f"{tmp_path / FILE} should be the progress file, but it is a directory."


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    fault = fault_of_opening(tmp_path / "file" / "inner")
    assert fault.trouble is Trouble.NO_DIRECTORY
    assert fault.path == tmp_path / "file" / "inner"


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A directory that a person without rights can reach."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)


@pytest.mark.parametrize(
    ("file_mode", "directory_mode", "expected"),
    [
        pytest.param(0o444, 0o777, "read-only: progress.db", id="the file may not be written"),
        pytest.param(0o666, 0o555, "read-only: data", id="the directory may not be written, so there is no place for the log"),
        pytest.param(0o000, 0o777, "read-only: progress.db", id="the file may not even be read"),
        pytest.param(0o666, 0o777, "opened", id="both may be written"),
    ],
)
def test_a_read_only_store_is_told_before_anything_is_asked(open_to_all: Path, file_mode: int, directory_mode: int, expected: str) -> None:
    path = a_store(open_to_all / "data")
    path.chmod(file_mode)
    path.parent.chmod(directory_mode)
    try:
        assert in_child(lambda: trouble_of_opening(path.parent), as_nobody=True) == expected
    finally:
        path.parent.chmod(0o755)


def test_a_directory_where_nothing_may_be_made_is_told(open_to_all: Path) -> None:
    (open_to_all / "data").mkdir(mode=0o555)
    assert in_child(lambda: trouble_of_opening(open_to_all / "data"), as_nobody=True) == "read-only: data"
    assert os.listdir(open_to_all / "data") == []


def test_on_a_full_disk_an_answer_is_refused_and_all_before_it_is_kept(tmp_path: Path) -> None:
    a_store(tmp_path, answers=3)
    with Store.open(tmp_path) as store:
        pages = files.number(store._connection, "page_count")
        store._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreFault) as caught:
            store.add_review(a_review("too long", answer="x" * 50_000))
        assert caught.value.trouble is Trouble.FULL
        assert len(store.reviews()) == 3
        store.save_place("core", "01", "a", NOON)
    with Store.open(tmp_path) as store:
        assert (len(store.reviews()), list(store.places("core"))) == (3, ["01"])
        store.check()


def test_where_the_system_refuses_to_let_files_grow_the_answer_is_refused_and_all_before_it_is_kept(tmp_path: Path) -> None:
    a_store(tmp_path, answers=3)

    def answer_at_length() -> str:
        resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))
        try:
            with Store.open(tmp_path) as store:
                store.add_review(a_review("too long", answer="x" * 500_000))
        except StoreFault as fault:
            return fault.trouble
        return "saved"

    assert in_child(answer_at_length) in ("full", "failing")
    with Store.open(tmp_path) as store:
        assert len(store.reviews()) == 3
        store.check()


def test_a_store_that_cannot_be_finished_is_not_put_in_place(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        files.connect(tmp_path / "new", (("CREATE TABLE a (b TEXT)", "this is no statement"),))
    assert os.listdir(tmp_path / "new") == []


def test_a_writer_that_never_ends_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BUSY_SECONDS", 0.01)
    a_store(tmp_path)
    with Store.open(tmp_path) as one, Store.open(tmp_path) as two, one.transaction():
        one.add_review(a_review("one"))
        with pytest.raises(StoreFault, match=r"another trainer has been writing to .* for 10 seconds") as caught:
            two.add_review(a_review("two"))
        assert caught.value.trouble is Trouble.BUSY


def test_an_error_that_is_this_programs_mistake_is_not_dressed_as_a_fault_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError), faults.translated(tmp_path), closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("SELECT nothing FROM nowhere")


def test_every_trouble_has_its_sentence_and_its_remedy() -> None:
    said = {trouble: StoreFault(trouble, Path("/p"), "why") for trouble in Trouble}
    assert all(" /p " in f" {fault.message}".replace("(", " ") for fault in said.values())
    assert all(fault.remedy.endswith(".") and "{" not in str(fault) for fault in said.values())


def test_reset_keeps_a_dated_copy_and_starts_anew(tmp_path: Path) -> None:
    a_store(tmp_path, answers=3)
    kept = reset(tmp_path, NOON)
    assert kept == tmp_path / "progress-2026-07-01T120000.db"
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT count(*) FROM reviews").fetchone() == (3,)
    with Store.open(tmp_path) as store:
        assert store.reviews() == []


def test_a_second_copy_of_the_same_second_gets_another_name(tmp_path: Path) -> None:
    a_store(tmp_path, answers=3)
    names = [kept.name for kept in (backup(tmp_path, NOON), reset(tmp_path, NOON), backup(tmp_path, NOON)) if kept]
    assert names == ["progress-2026-07-01T120000.db", "progress-2026-07-01T120000-2.db", "progress-2026-07-01T120000-3.db"]


def test_reset_of_nothing_makes_a_store_and_no_copy(tmp_path: Path) -> None:
    assert reset(tmp_path / "new", NOON) is None
    assert os.listdir(tmp_path / "new") == ["progress.db"]


def test_reset_puts_a_damaged_store_aside_byte_for_byte(tmp_path: Path) -> None:
    path = a_store(tmp_path, answers=3)
    spoil_header(path)
    before = path.read_bytes()
    kept = reset(tmp_path, NOON)
    assert kept is not None
    assert kept.read_bytes() == before
    with Store.open(tmp_path) as store:
        assert store.reviews() == []


@pytest.mark.parametrize(
    "spoil", [pytest.param(of_tomorrow, id="a newer version's"), pytest.param(of_someone_else, id="another program's")]
)
def test_reset_does_not_move_a_file_that_is_not_its_own(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    path = a_store(tmp_path)
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(StoreFault):
        reset(tmp_path, NOON)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["progress.db"]


def test_reset_puts_a_store_aside_whose_damage_only_shows_when_it_is_emptied(tmp_path: Path) -> None:
    path = a_store(tmp_path, answers=200)
    spoil_middle(path)
    before = path.read_bytes()
    kept = reset(tmp_path, NOON)
    assert kept is not None
    assert kept.read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == [kept.name, "progress.db"]


def test_a_copy_that_fails_leaves_no_half_of_it(tmp_path: Path) -> None:
    with pytest.raises(StoreFault):
        files.copy(tmp_path / FILE, NOON)
    assert os.listdir(tmp_path) == []


def test_another_trainer_that_is_open_during_reset_goes_on_with_the_empty_store(tmp_path: Path) -> None:
    a_store(tmp_path, answers=3)
    with Store.open(tmp_path) as other:
        reset(tmp_path, NOON)
        other.add_review(a_review("after"))
    with Store.open(tmp_path) as store:
        assert [review.uuid for review in store.reviews()] == ["after"]
