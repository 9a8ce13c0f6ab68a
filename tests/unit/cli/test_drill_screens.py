"""A drill on plain paper: one key an answer, short verdicts, and three lines at its end."""

import io
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from screens import strings, written

from k8s_svc_trainer.cli import drill, home
from k8s_svc_trainer.cli.desk import sit_down
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.study import Evidence, UnknownTopic, record

PACK = Path(__file__).parents[2] / "support" / "pack"


@pytest.fixture(autouse=True)
def _as_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Options in the order of their file, and a clock that stands still."""
    monkeypatch.setattr(sys.modules["k8s_svc_trainer.course.present"], "shuffled", lambda lines, _name, _seed: lines)
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)


def drilled(
    home_: Path, typed: str | io.StringIO, *, minutes: int = 5, topic: str | None = None
) -> tuple[str, list[tuple[str, bool, int]]]:
    environment: Environment = strings("", K8S_SVC_TRAINER_HOME=str(home_))
    stdin = io.StringIO(typed) if isinstance(typed, str) else typed
    environment = msgspec.structs.replace(environment, stdin=stdin)
    with sit_down(environment, pack=PACK) as desk:
        drill.sit(Paper(environment), desk, minutes, topic)
        reviews = [(one.item.partition("/")[2], one.right, one.attempt) for one in desk.store.reviews()]
    return written(environment), reviews


def test_a_right_answer_is_told_in_a_line_and_a_wrong_one_with_its_why(tmp_path: Path) -> None:
    out, reviews = drilled(tmp_path, "1\n\nb\n", topic="single")
    assert "Right. It connects" in " ".join(out.split())
    assert reviews == [("one-of-three", True, 1)]
    out, reviews = drilled(tmp_path, "2\nb\n", topic="single")
    assert "The port would have to be wrong." in out
    assert "✓  An answer.\n     The sentence." in out
    assert reviews[-1] == ("one-of-three", False, 1)


def test_it_is_endless_and_what_was_wrong_comes_back_after_others(tmp_path: Path) -> None:
    out, reviews = drilled(tmp_path, "2\n\n1\n\n1\n\nb\n", topic="single")
    assert reviews == [("one-of-three", False, 1), ("one-of-three", True, 2), ("one-of-three", True, 3)]
    assert out.count("once more") == 3
    assert "drilled  1 question, 3 answers" in out
    assert "wrong    1 question at first, 1 of them asked again" in out
    assert "next     look again at: One Service" in out


def test_a_wrong_answer_lets_three_others_pass(tmp_path: Path) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path)), pack=PACK) as desk:
        names = ["one-of-three", "two-of-three", "which-outcome", "which-cause"]
        for place, name in enumerate(names):
            item = next(item for item in desk.items if item.id.endswith(name))
            record(desk.store, item, Evidence(right=True), datetime.now(UTC) - timedelta(days=90 - place))
    _, reviews = drilled(tmp_path, "2\n\n1 2\n\n2\n\n1\n\n1\nb\n")
    assert [name for name, _, _ in reviews[4:]] == [*names, "one-of-three"]
    assert [attempt for _, _, attempt in reviews[4:]] == [1, 1, 1, 1, 2]


def test_a_question_can_be_skipped_and_the_cluster_looked_at(tmp_path: Path) -> None:
    out, reviews = drilled(tmp_path, "o\nn\n1\nb\n", topic="single")
    assert "clusterIP: 10.96.0.50" in out
    assert reviews == [("one-of-three", True, 1)]


def test_a_typed_number_knows_the_cluster_and_no_hint(tmp_path: Path) -> None:
    out, _ = drilled(tmp_path, "!\n\n1\nb\n", topic="number")
    assert "! the cluster, Esc enough" in out
    assert "Type an answer." in out
    assert "clusterIP: 10.96.0.50" in out


def test_who_answers_nothing_is_told_so(tmp_path: Path) -> None:
    out, reviews = drilled(tmp_path, "b\n", topic="single")
    assert "Nothing was answered." in out
    assert reviews == []


class Late(io.StringIO):
    """A person who takes an hour before a line that begins with `@`."""

    now = 0.0

    def readline(self, size: int | None = -1, /) -> str:
        line = super().readline()
        if line.startswith("@"):
            Late.now += 3600.0
        return line.removeprefix("@")


@pytest.mark.parametrize(
    ("typed", "answers"),
    [pytest.param("1\n@\n", 1, id="at a verdict"), pytest.param("1\n\n@1\n", 1, id="at a question, which is left")],
)
def test_it_ends_when_the_time_is_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, answers: int) -> None:
    Late.now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: Late.now)
    out, reviews = drilled(tmp_path, Late(typed), topic="single")
    assert "Time is up" in out
    assert len(reviews) == answers
    lines = out.partition("Time is up")[2].strip().splitlines()[1:]
    assert [line[:9].strip() for line in lines if line.strip()] == ["drilled", "wrong", "next"]
    assert "`k8s-svc-trainer quiz` for what is new" in out


class Slow(io.StringIO):
    """A person who takes ten seconds for each line."""

    now = 0.0

    def readline(self, size: int | None = -1, /) -> str:
        Slow.now += 10.0
        return super().readline()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("1\nb\n", "1 question, 1 answer, 10 seconds each", id="what is read at a verdict is not the answer's"),
        pytest.param("1\n\nb\n", "1 question, 1 answer, 10 seconds each", id="nor is the question that was left"),
        pytest.param("2\n\nn\n1\nb\n", "1 question, 2 answers, 10 seconds each", id="nor one that was skipped"),
    ],
)
def test_the_pace_is_that_of_the_answers_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, said: str) -> None:
    Slow.now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: Slow.now)
    assert said in drilled(tmp_path, Slow(typed), topic="single")[0]


def test_a_drill_needs_a_terminal_a_topic_that_is_there_and_something_to_ask(tmp_path: Path) -> None:
    nobody = strings(K8S_SVC_TRAINER_HOME=str(tmp_path), interactive=False)
    with pytest.raises(Refused, match="needs a terminal"):
        drill.run(nobody, 5, None)
    with pytest.raises(UnknownTopic):
        drilled(tmp_path, "", topic="nothing")
    with pytest.raises(Refused, match="nothing here can be drilled"):
        drilled(tmp_path, "", topic="manifest")


def test_the_command_drills_the_whole_course(tmp_path: Path) -> None:
    environment = strings("b\n", K8S_SVC_TRAINER_HOME=str(tmp_path))
    assert drill.run(environment, 5, "dns") == 0
    assert "Drill" in written(environment)


def test_home_leads_to_a_drill(tmp_path: Path) -> None:
    environment = strings("1\nb\n\n", K8S_SVC_TRAINER_HOME=str(tmp_path))
    with sit_down(environment, pack=PACK) as desk:
        home._drill(Paper(environment), desk)
    assert "5:00 left" in written(environment)
