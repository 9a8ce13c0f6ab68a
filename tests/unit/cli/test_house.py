"""The door for errors, the environment, saved files, the editor, completion, and how times are said."""

import io
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from screens import strings, written

from k8s_svc_trainer.cases.document import Fault, Faults
from k8s_svc_trainer.cli import completion, data, door, editor, housekeeping
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import from_process
from k8s_svc_trainer.cli.home import when
from k8s_svc_trainer.cli.save import save_text
from k8s_svc_trainer.sim import Misuse

FAULT = Fault(file="a.yaml", line=3, column=5, field="x", message="no such word", remedy="leave it out")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(Refused("no such lesson"), "no such lesson\n", id="a refusal"),
        pytest.param(FileNotFoundError(2, "No such file", "a.yaml"), "a.yaml: No such file\n", id="a file that is not there"),
        pytest.param(
            UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
            "the file is not UTF-8 text: invalid start byte at byte 0\n",
            id="bytes",
        ),
        pytest.param(Misuse("there is no pod default/x"), "there is no pod default/x\n", id="misuse of the simulator"),
        pytest.param(Faults([FAULT, FAULT]), f"{FAULT}\n{FAULT}\n", id="all faults of a file"),
    ],
)
def test_an_expected_error_is_told_and_ends_with_2(error: Exception, told: str) -> None:
    environment = strings()

    def command() -> int:
        raise error

    assert door.through(environment, command) == 2
    assert isinstance(environment.stderr, io.StringIO)
    assert environment.stderr.getvalue() == told
    assert written(environment) == ""


class Screen(io.StringIO):
    """Standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        pytest.param(False, ["there is no lab shut-out, and nothing", "near it"], id="at a terminal between words, within its width"),
        pytest.param(True, ["there is no lab shut-out, and nothing near it"], id="as one line for a screen reader"),
    ],
)
def test_a_long_refusal_is_broken_between_words(plain: bool, told: list[str]) -> None:
    environment = msgspec.structs.replace(strings(plain=plain, COLUMNS="40"), stderr=Screen())

    def command() -> int:
        raise Refused("there is no lab shut-out, and nothing near it")

    assert door.through(environment, command) == 2
    assert environment.stderr.getvalue().splitlines() == told


@pytest.mark.parametrize(
    ("columns", "told"),
    [("80", "80 columns, no colour"), ("132", "132 columns, of which lines use 100, no colour"), ("30", "30 columns, no colour")],
)
def test_doctor_tells_the_columns_that_there_are(columns: str, told: str) -> None:
    assert housekeeping._terminal(strings(COLUMNS=columns)).startswith(told)


def test_ctrl_c_ends_with_130() -> None:
    def command() -> int:
        raise KeyboardInterrupt

    assert door.through(strings(), command) == 130


def test_a_fault_of_the_program_is_not_hidden() -> None:
    def command() -> int:
        raise RuntimeError("ours")

    with pytest.raises(RuntimeError, match="ours"):
        door.through(strings(), command)


@pytest.mark.parametrize(
    ("columns", "width"),
    [("60", 60), ("80", 80), ("20", 40), ("300", 100), ("0", 80), ("wide", 80), ("", 80)],
)
def test_lines_are_never_too_short_nor_too_long(columns: str, width: int) -> None:
    assert strings(COLUMNS=columns).width == width


def test_home_is_where_the_variable_says() -> None:
    assert strings(K8S_SVC_TRAINER_HOME="/somewhere/else").home == Path("/somewhere/else")
    assert strings().home.name == "k8s-svc-trainer"


def test_in_a_pipe_there_is_nobody_and_nothing_but_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", io.StringIO())
    monkeypatch.setattr("sys.stdin", io.StringIO())
    found = from_process()
    assert (found.plain, found.interactive, found.colour) == (True, False, False)


def test_json_is_ascii_where_the_output_is() -> None:
    environment = strings(unicode=False)
    data.put(environment, {"say": "“web”"})
    assert written(environment) == '{\n  "say": "\\u201cweb\\u201d"\n}\n'


def test_a_file_is_saved_whole_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "new" / "case.yaml"
    save_text(path, "cases: []\n")
    with pytest.raises(Refused, match="is there already"):
        save_text(path, "other")
    assert path.read_text(encoding="utf-8") == "cases: []\n"
    assert [file.name for file in path.parent.iterdir()] == ["case.yaml"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param("no-such-editor", "there is no editor no-such-editor", id="not there"),
        pytest.param("false", "false ended with status 1; your text is as it was before", id="ends with an error"),
        pytest.param("'", "which is no command", id="no command"),
    ],
)
def test_an_editor_that_fails_says_so(command: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        editor.edit(strings(EDITOR=command), "text")


def test_the_editor_is_given_the_text_and_gives_it_back() -> None:
    assert editor.edit(strings(VISUAL="sed -i s/a/b/", EDITOR="false"), "a cat\n") == "b cat"


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=-5), "in 1 minute"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=89), "in 89 minutes"),
        (timedelta(minutes=90), "in 2 hours"),
        (timedelta(hours=35), "in 35 hours"),
        (timedelta(days=3), "in 3 days"),
    ],
)
def test_a_time_to_come_is_said_in_words(wait: timedelta, words: str) -> None:
    assert when(wait) == words


def test_completion_knows_lessons_topics_and_questions() -> None:
    assert completion.lessons("01") == ["01-why-a-service"]
    assert completion.lessons("why") == ["why-a-service"]
    assert "dns" in completion.topics("dn")
    assert completion.questions("why") == ["why-service"]
    assert completion.beginning(["b", "ab", "a", "ab"], "a") == ["a", "ab"]


def test_a_pack_that_cannot_be_read_completes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("k8s_svc_trainer.course.default_pack_path", lambda: tmp_path)
    assert completion.topics("") == []
