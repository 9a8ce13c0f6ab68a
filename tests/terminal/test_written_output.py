"""What is written where colour, boxes, Unicode or a terminal are missing, and what a pack cannot do to a terminal."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.terminal import PACK, PROGRAM, WITH_PACK, Terminal, environment, run

pytestmark = pytest.mark.slow

COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|38|48)[0-9;]*m")
SIXTEEN = re.compile(rb"\x1b\[(?:0|1|2|3|4|7|22|23|24|27|39|49|3[0-7]|4[0-7]|9[0-7]|10[0-7]|;)*m")
ESCAPE = b"\x1b"


def answered(home: Path, **options: object) -> Terminal:
    """A question of the small pack, answered by its first option, to the feedback."""
    terminal = Terminal(home, PACK, "outcome", program=WITH_PACK, **options)
    terminal.wait_for("Enter choose")
    terminal.press("enter").wait_for("Wrong.", "c dispute it")
    return terminal


@pytest.mark.slow
def test_a_terminal_gets_the_sixteen_colours_and_no_others(tmp_path: Path) -> None:
    with answered(tmp_path) as terminal:
        assert COLOUR.search(terminal.raw)
        codes = re.findall(rb"\x1b\[[0-9;]*m", terminal.raw)
        assert [code for code in codes if b"38;" in code or b"48;" in code] == []


@pytest.mark.slow
def test_no_color_takes_colour_and_leaves_arrow_prompts(tmp_path: Path) -> None:
    with answered(tmp_path, variables={"NO_COLOR": "1"}) as terminal:
        assert not COLOUR.search(terminal.raw)
        assert "· c dispute it" in terminal.text
        assert "●" in terminal.text
        assert b"\x1b[1mQuestion 1 of 1" in terminal.raw


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        pytest.param((), {"TERM": "dumb"}, id="TERM=dumb"),
        pytest.param(("--plain",), {}, id="--plain"),
    ],
)
def test_plain_is_numbered_lines_and_one_line_of_input(tmp_path: Path, arguments: tuple[str, ...], variables: dict[str, str]) -> None:
    with Terminal(tmp_path, "quiz", "--topic", "01-why-a-service", "--seed", "1", *arguments, variables=variables) as terminal:
        terminal.wait_for("1. ", "2. ", "Type a number, ")
        terminal.type("7\r").wait_for("That is not one of them: type a number from 1 to ")
        terminal.type("1\r").wait_for("source")
        terminal.type("b\r")
        assert terminal.end() == 0
        assert ESCAPE not in terminal.raw


@pytest.mark.slow
def test_home_is_plain_too(tmp_path: Path) -> None:
    with Terminal(tmp_path, "--plain") as terminal:
        terminal.wait_for("Enter begin, h home, b leave:")
        terminal.type("h\r").wait_for("Quiz", ". Exam", ". Drill", ". Stats")
        terminal.type("b\r").wait_for("Enter stay, b leave:")
        terminal.type("b\r")
        assert terminal.end() == 0
        assert ESCAPE not in terminal.raw


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="home"),
        pytest.param(("quiz",), id="quiz"),
        pytest.param(("checklist", "drill"), id="checklist drill"),
        pytest.param(("interview", "ask", "dns"), id="interview ask"),
    ],
)
def test_without_a_terminal_a_prompt_refuses_with_2_and_a_sentence(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode == 2
    assert done.stdout.strip() == "" or not arguments
    assert "needs a terminal" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_reset_without_a_terminal_and_without_yes_refuses(tmp_path: Path) -> None:
    run(tmp_path, "quiz", "--answers", "-", stdin='{"answers": {}}')
    done = run(tmp_path, "reset")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--yes" in done.stderr
    assert (tmp_path / "trainer" / "progress.db").exists()


def test_a_pipe_gets_neither_colour_nor_boxes(tmp_path: Path) -> None:
    done = run(tmp_path, "learn", "why-a-service")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert done.stdout.isprintable() or set(done.stdout) - set("\n") == {letter for letter in done.stdout if letter.isprintable()}


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_other_encodings_get_ascii_signs(tmp_path: Path, encoding: str) -> None:
    done = run(tmp_path, "learn", "why-a-service", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert "> pod/default/client connects to" in done.stdout
    assert run(tmp_path, "checklist", PYTHONIOENCODING=encoding).stdout.isascii()
    assert run(tmp_path, "stats", PYTHONIOENCODING=encoding).stdout.isascii()


@pytest.mark.slow
def test_an_ascii_terminal_gets_an_ascii_prompt(tmp_path: Path) -> None:
    with answered(tmp_path, variables={"PYTHONIOENCODING": "ascii", "LANG": "C"}) as terminal:
        assert terminal.raw.isascii()


def test_a_letter_that_the_output_lacks_never_ends_the_program(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text('cases: [{name: "Zürich", steps: [{get: namespace/default, expect: {exists: false}}]}]', encoding="utf-8")
    done = run(tmp_path, "verify", str(file), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (1, "")
    assert r"Z\xfcrich" in done.stdout


HOSTILE = r"\x1b[2Jgone \x1b]0;title\x07 [bold red]loud[/] :smile: \u202ebackwards"
SHOWN = r"\x1b[2Jgone \x1b]0;title\x07 [bold red]loud[/] :smile: \u202ebackwards"


def hostile_pack(root: Path) -> Path:
    """The small pack, with escapes and markup in every text that is shown."""
    pack = shutil.copytree(PACK, root / "pack")
    for file in (pack / "01-one").glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        for words in ("The explanation.", "The sentence.", "A refusal.", "What does a client see?", "The first text.", "The first page"):
            text = text.replace(f'"{words}"', f'"{HOSTILE}"').replace(f": {words}", f': "{HOSTILE}"')
        file.write_text(text.replace("What does a client see?", HOSTILE), encoding="utf-8")
    return pack


@pytest.mark.slow
def test_escapes_and_markup_of_a_pack_are_shown_and_never_obeyed(tmp_path: Path) -> None:
    pack = hostile_pack(tmp_path)
    with Terminal(tmp_path, str(pack), "outcome", program=WITH_PACK, columns=100) as terminal:
        terminal.wait_for(SHOWN, "Enter choose")
        terminal.press("enter").wait_for(SHOWN, f"“{SHOWN}”", "c dispute it")
        assert b"]0;title\x07" not in terminal.raw
        assert b"\x1b[2J" not in terminal.raw
    with Terminal(tmp_path, str(pack), "learn", program=WITH_PACK, columns=100) as terminal:
        terminal.wait_for(SHOWN, "next page")
        assert b"]0;title\x07" not in terminal.raw


def test_check_shows_escapes_of_a_pack_as_text(tmp_path: Path) -> None:
    pack = shutil.copytree(PACK, tmp_path / "pack")
    file = pack / "01-one" / "questions.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("kind: order", 'kind: "\\e[2Jorder [bold]x[/]"'), encoding="utf-8")
    done = run(tmp_path, "check", str(pack))
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("plan",), ("checklist",), ("learn", "2"), ("lab",), ("check", PACK, "--counts")],
    ids=["plan", "checklist", "a lesson", "labs", "check of a pack"],
)
def test_a_reader_who_goes_away_ends_a_command_well(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as gone:
        done = subprocess.run(
            [sys.executable, *PROGRAM, *arguments],
            check=False,
            stdout=gone,
            stderr=subprocess.PIPE,
            env=environment(tmp_path),
            cwd=tmp_path,
        )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "arguments", [("plan",), ("checklist",), ("stats",), ("learn",), ("lab",), ("interview",), ("explain",)], ids=" ".join
)
def test_a_pipe_gets_lines_of_eighty_columns(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    run(tmp_path, "plan", "--interview", (date.today() + timedelta(days=20)).isoformat())
    done = run(tmp_path, *arguments)
    assert done.returncode == 0
    assert max(map(len, done.stdout.split("\n"))) <= 80
