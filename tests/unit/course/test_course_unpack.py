"""A pack from a stranger is copied below one directory, or refused: no name, link, size or number in it leads anywhere else."""

import os
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from k8s_svc_trainer.cases.document import Faults
from k8s_svc_trainer.course import unpack

COURSE = "format: 1\nlessons: [01-one]\n"


def zipped(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def info(name: str, mode: int) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    found.external_attr = mode << 16
    return found


def copied(source: Path, tmp_path: Path) -> dict[str, str]:
    target = tmp_path / "target"
    target.mkdir()
    unpack.copy(source, target)
    return {path.relative_to(target).as_posix(): path.read_text() for path in sorted(target.rglob("*")) if path.is_file()}


def refused(source: Path, tmp_path: Path) -> str:
    """What is said; and nothing stands outside of the target."""
    target = tmp_path / "inner" / "target"
    target.mkdir(parents=True)
    with pytest.raises(Faults) as caught:
        unpack.copy(source, target)
    assert os.listdir(tmp_path / "inner") == ["target"]
    assert not any(path.is_symlink() for path in target.rglob("*"))
    assert str(caught.value).replace("\n", "").isprintable()
    return str(caught.value)


def test_a_directory_is_copied_without_hidden_names(tmp_path: Path) -> None:
    source = tmp_path / "pack"
    for name in ("course.yaml", "01-one/lesson.yaml", "01-one/labs/a.yaml", ".git/config", "01-one/.swp"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(name)
    assert copied(source, tmp_path) == {name: name for name in ("course.yaml", "01-one/lesson.yaml", "01-one/labs/a.yaml")}


def test_a_zip_is_copied_also_where_the_pack_stands_in_one_folder_of_it(tmp_path: Path) -> None:
    flat = zipped(tmp_path / "flat.zip", ("course.yaml", b"1"), ("01-one/lesson.yaml", b"2"), ("01-one/", b""), (".DS_Store", b"3"))
    assert copied(flat, tmp_path) == {"course.yaml": "1", "01-one/lesson.yaml": "2"}
    (tmp_path / "two").mkdir()
    deep = zipped(
        tmp_path / "deep.zip", ("mine-1.0/", b""), ("mine-1.0/course.yaml", b"1"), ("mine-1.0/a/b.yaml", b"2"), ("__MACOSX/x", b"3")
    )
    assert copied(deep, tmp_path / "two") == {"course.yaml": "1", "a/b.yaml": "2"}


def test_what_is_copied_may_be_run_by_nobody(tmp_path: Path) -> None:
    source = zipped(tmp_path / "x.zip", (info("course.yaml", stat.S_IFREG | 0o4777), b"1"))
    copied(source, tmp_path)
    assert (tmp_path / "target" / "course.yaml").stat().st_mode & 0o7111 == 0


NAMES = [
    pytest.param("../evil.yaml", "leads elsewhere", id="a path that goes up"),
    pytest.param("a/../../evil.yaml", "leads elsewhere", id="a path that goes up from below"),
    pytest.param("/etc/evil.yaml", "leads elsewhere", id="an absolute path"),
    pytest.param("//server/evil.yaml", "leads elsewhere", id="a path of a server"),
    pytest.param("a//b.yaml", "leads elsewhere", id="an empty name within"),
    pytest.param("./course.yml", "leads elsewhere", id="a dot"),
    pytest.param("C:/evil.yaml", "no plain name", id="a drive"),
    pytest.param("a\\..\\..\\evil.yaml", "no plain name", id="backslashes"),
    pytest.param("a\x1b[2J.yaml", "no plain name", id="an escape for the terminal"),
    pytest.param("a\u202eyaml", "no plain name", id="a mark that turns the line around"),
    pytest.param("a. ", "no plain name", id="a space at the end"),
    pytest.param("con.", "no plain name", id="a dot at the end"),
    pytest.param("a" * 121, "a name of more than 120 bytes", id="a long name"),
    pytest.param("/".join("abcdefghi"), "deeper than 8 folders", id="deep folders"),
]


@pytest.mark.parametrize(("name", "said"), NAMES)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str, said: str) -> None:
    source = zipped(tmp_path / "x.zip", ("course.yaml", b"1"), (name, b"2"))
    assert said in refused(source, tmp_path)


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        pytest.param(stat.S_IFLNK | 0o777, "this is a link", id="a link"),
        pytest.param(stat.S_IFCHR | 0o666, "this is no plain file", id="a device"),
        pytest.param(stat.S_IFIFO | 0o666, "this is no plain file", id="a pipe"),
    ],
)
def test_a_zip_with_more_than_files_is_refused(tmp_path: Path, mode: int, said: str) -> None:
    source = zipped(tmp_path / "x.zip", ("course.yaml", b"1"), (info("passwd.yaml", mode), b"/etc/passwd"))
    assert said in refused(source, tmp_path)


TWICE = [
    pytest.param(("A.yaml", "a.yaml"), id="capitals"),
    pytest.param(("Dir/a.yaml", "dir/b.yaml"), id="capitals of a folder"),
    pytest.param(("e\u0301.yaml", "\u00e9.yaml"), id="two spellings of one letter"),
    pytest.param(("stra\u00dfe.yaml", "strasse.yaml"), id="letters that fold into two"),
]


@pytest.mark.parametrize("names", TWICE)
def test_names_that_some_file_systems_take_for_one_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    source = zipped(tmp_path / "x.zip", ("course.yaml", b"1"), *((name, b"2") for name in names))
    assert "where names are not told apart by capitals" in refused(source, tmp_path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a.yaml", "a.yaml"), ("a", "a/b.yaml"), ("a/b.yaml", "a")])
def test_a_name_that_stands_there_twice_is_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    source = zipped(tmp_path / "x.zip", ("course.yaml", b"1"), *((name, b"2") for name in names))
    assert "stands in the pack twice" in refused(source, tmp_path)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    source = zipped(tmp_path / "x.zip", ("course.yaml", b"1"), ("../a", b"2"), ("C:b", b"3"))
    assert len(refused(source, tmp_path).splitlines()) == 2


def test_no_more_than_a_hundred_faults_are_told(tmp_path: Path) -> None:
    source = zipped(tmp_path / "x.zip", *((f"../{number}", b"") for number in range(300)))
    assert len(refused(source, tmp_path).splitlines()) == 100


def lying(path: Path) -> Path:
    """A bomb whose own words say that it is small."""
    zipped(path, ("course.yaml", b"0" * 30_000_000))
    data = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(sign) + place, 10)
    path.write_bytes(data)
    return path


def encrypted(path: Path) -> Path:
    zipped(path, ("course.yaml", b"1"))
    data = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + place] |= 1
    path.write_bytes(data)
    return path


def by_bzip2(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("course.yaml", "1")
    return path


def damaged(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("course.yaml", "hello hello")
    path.write_bytes(path.read_bytes().replace(b"hello hello", b"hello olleh"))
    return path


def written(path: Path) -> Path:
    path.write_bytes(b"PK no zip at all")
    return path


BROKEN: list[object] = [
    pytest.param(lambda path: zipped(path, ("course.yaml", b"0" * 2_000_001)), "more than 2 million bytes", id="a large file"),
    pytest.param(lying, "no zip that can be read", id="a bomb that says it is small"),
    pytest.param(encrypted, "encrypted", id="an encrypted file"),
    pytest.param(by_bzip2, "packed in a way that is not read here", id="another way of packing"),
    pytest.param(damaged, "no zip that can be read: Bad CRC-32", id="a damaged file"),
    pytest.param(written, "no zip that can be read", id="no zip"),
    pytest.param(lambda path: path, "there is no such directory or file", id="nothing"),
    pytest.param(lambda path: Path(os.devnull), "there is no such directory or file", id="a device"),
]


@pytest.mark.parametrize(("make", "said"), BROKEN)
def test_a_zip_that_is_none_or_is_a_bomb_is_refused(tmp_path: Path, make: Callable[[Path], Path], said: str) -> None:
    assert said in refused(make(tmp_path / "x.zip"), tmp_path)


def test_a_pack_that_is_large_in_all_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "LARGEST_PACK", 1 << 20)
    source = zipped(tmp_path / "x.zip", *((f"{number}.yaml", b"0" * 500_000) for number in range(9)))
    said = refused(source, tmp_path)
    assert "with this the pack has more than 1 MiB" in said
    assert len(said.splitlines()) == 1


def test_a_pack_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MOST_FILES", 5)
    few = zipped(tmp_path / "x.zip", *((f"{number}.yaml", b"") for number in range(9)))
    assert "more than 5 files" in refused(few, tmp_path)
    (tmp_path / "two").mkdir()
    many = zipped(tmp_path / "y.zip", *((f"{number}.yaml", b"") for number in range(11)))
    assert "more than 5 files" in refused(many, tmp_path / "two")


def test_a_zip_that_is_large_itself_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "LARGEST_ZIP", 1 << 20)
    (tmp_path / "x.zip").write_bytes(b"0" * ((1 << 20) + 1))
    assert "more than 1 MiB" in refused(tmp_path / "x.zip", tmp_path)


def directory(tmp_path: Path) -> Path:
    source = tmp_path / "pack"
    source.mkdir()
    (source / "course.yaml").write_text(COURSE)
    return source


def test_links_in_a_directory_are_refused_and_not_followed(tmp_path: Path) -> None:
    source = directory(tmp_path)
    (source / "passwd.yaml").symlink_to("/etc/passwd")
    (source / "etc").symlink_to("/etc")
    (source / "gone.yaml").symlink_to("nowhere")
    said = refused(source, tmp_path)
    assert [line.split(":")[3].strip() for line in said.splitlines()] == ["etc", "gone.yaml", "passwd.yaml"]
    assert said.count("this is a link") == 3


def test_a_pipe_in_a_directory_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    source = directory(tmp_path)
    os.mkfifo(source / "pipe.yaml")
    assert "this is no plain file" in refused(source, tmp_path)


def test_doubtful_names_in_a_directory_are_refused(tmp_path: Path) -> None:
    source = directory(tmp_path)
    for name in ("A.yaml", "a.yaml", "b\\c.yaml", "d\n.yaml"):
        (source / name).write_text("1")
    assert len(refused(source, tmp_path).splitlines()) == 3


def test_a_directory_of_too_many_files_is_left_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MOST_FILES", 5)
    source = directory(tmp_path)
    for number in range(300):
        (source / f"{number}.yaml").write_text("")
    assert len(refused(source, tmp_path).splitlines()) == 1


def test_a_large_file_in_a_directory_is_refused(tmp_path: Path) -> None:
    source = directory(tmp_path)
    (source / "a.yaml").write_bytes(b"0" * 2_000_001)
    assert "more than 2 million bytes" in refused(source, tmp_path)


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object, flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    source = directory(tmp_path)
    monkeypatch.setattr(os, "open", refuse)
    assert "course.yaml: it cannot be read: Permission denied" in refused(source, tmp_path)


def test_a_folder_that_may_not_be_read_is_not_left_out_in_silence() -> None:
    with pytest.raises(PermissionError):
        unpack._stop(PermissionError(13, "Permission denied"))
