"""The interviewer in plain mode, on the small pack: what is typed, what is then written, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec
import pytest
from screens import strings, written

from k8s_svc_trainer.cli import asked, interview, mock, showing
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.course import open_pack
from k8s_svc_trainer.interview import Field, field_of
from k8s_svc_trainer.store import Draft, Review, Ruling

PACK = Path(__file__).parents[2] / "support" / "pack"
ITEM = "01-one/interview/why"
BOTH, HALF, WRONG = "It matches labels and it follows.\n\n", "It matches labels.\n\n", "It is a process of the pods.\n\n"
Screen = Callable[[Paper, Desk], object]


@pytest.fixture(autouse=True)
def no_incident(monkeypatch: pytest.MonkeyPatch) -> None:
    """These interviews have no incident: what a lab asks is typed in the tests of labs."""
    monkeypatch.setattr(mock, "_labs", lambda desk: {})


@cache
def field() -> Field:
    return field_of(open_pack(PACK).lexicon("01-one"))


@pytest.fixture(autouse=True)
def one_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """All sessions share one lexicon: to read it takes longer than the rest of a session."""
    monkeypatch.setattr(Desk, "field", lambda desk, lesson: field())


def session(home: Path, typed: str, screen: Screen, **variables: str) -> str:
    """What a screen writes while a person types."""
    environment = strings(typed, K8S_SVC_TRAINER_HOME=str(home), **variables)
    with sit_down(environment, pack=PACK) as desk:
        screen(Paper(environment), desk)
    return written(environment)


def asking(**options: object) -> Screen:
    return lambda paper, desk: asked.ask(paper, desk, desk.interviews[0], **options)


def kept(home: Path) -> tuple[dict[str, bool], Draft | None, list[Ruling], list[Review]]:
    """Points, draft, rulings and answers of the question."""
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(home)), pack=PACK) as desk:
        key = (desk.pack.name, ITEM)
        return desk.store.points(key), desk.store.draft(key), desk.store.rulings(), desk.store.reviews(key)


# --- the first answer


def test_an_answer_is_judged_with_its_own_words_and_what_was_missed_is_only_counted(tmp_path: Path) -> None:
    out = session(tmp_path, HALF, asking())
    assert "5 of 10" in out
    assert "✓  It matches labels.\n     “It matches labels”" in out
    assert "○  1 point not made yet" in out
    assert "It follows pods" not in out.split("Next time say")[0]


def test_the_points_not_made_are_told_to_who_wants_to_know(tmp_path: Path) -> None:
    out = session(tmp_path, HALF + "p\n", asking())
    assert "○  It follows pods that come and go." in out
    assert out.count("p the points not made") == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(WRONG, ["1 of 10", "✗  “It is a process of the pods”", "A Service is an object of the API"], id="what is wrong"),
        pytest.param(WRONG, ["·  It follows pods that come and go.", "only touched on: “It is a process of"], id="what was touched on"),
        pytest.param(HALF, ["failure mode  say how it fails", "length        an interviewer waits"], id="how it is built, and too short"),
        pytest.param("word " * 400 + "\n\n", ["400 words, about 185 seconds", "after two minutes"], id="too long"),
        pytest.param("It holds forever.\n\n", ["Not so: It is drawn once and for ever."], id="wrong, and nothing to say instead"),
    ],
)
def test_the_feedback(tmp_path: Path, answer: str, said: list[str]) -> None:
    out = session(tmp_path, answer, asking())
    assert [one for one in said if one not in out] == []


def test_a_second_attempt_shows_the_change_and_both_are_kept(tmp_path: Path) -> None:
    out = session(tmp_path, HALF + "a\n" + BOTH + "b\n", asking())
    assert "Once more                                   5 of 10 before" in out
    assert "10 of 10 (+5)" in out
    points, draft, _, reviews = kept(tmp_path)
    assert points == {"labels": True, "follows": True}
    assert draft is None
    assert [(one.right, one.helped) for one in reviews] == [(True, True), (True, False)]


def test_the_model_answer_says_what_it_adds(tmp_path: Path) -> None:
    out = session(tmp_path, "No idea.\n\nm\n", asking())
    assert "A senior would say" in out
    assert "A Service does not list its pods; it states labels." in out
    assert "What it adds to yours\n  ›  It matches labels." in out
    assert "What staff says." in session(tmp_path / "staff", HALF + "m\n", asking(level="staff"))


def test_a_point_may_be_overruled_and_is_exported_for_the_author(tmp_path: Path) -> None:
    out = session(tmp_path, HALF + "o\n1\n\nb\n", asking())
    assert "✓  It follows pods that come and go.\n     by your own word" in out
    assert "10 of 10" in out
    points, _, (ruling,), _ = kept(tmp_path)
    assert points == {"labels": True, "follows": True}
    assert (ruling.item, ruling.point, ruling.graded, ruling.ruled, ruling.answer) == (ITEM, "follows", 0.0, 1.0, "It matches labels.")
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path))
    assert interview.export(environment) == 0
    (row,) = json.loads(written(environment))["disagreements"]
    assert (row["question"], row["point"], row["graded"], row["ruled"], row["answer"]) == (ITEM, "follows", 0.0, 1.0, "It matches labels.")


@pytest.mark.parametrize("typed", [pytest.param("b\n", id="to go back"), pytest.param("", id="the end of input")])
def test_overruling_may_be_given_up(tmp_path: Path, typed: str) -> None:
    session(tmp_path, HALF + "o\n" + typed, asking())
    assert kept(tmp_path)[2] == []


def test_where_all_is_made_there_is_nothing_to_overrule(tmp_path: Path) -> None:
    out = session(tmp_path, BOTH + "o\nb\n", asking())
    assert "Type a number" not in out
    assert kept(tmp_path)[2] == []


# --- the cluster's answer


def test_the_cluster_answers_a_misconception(tmp_path: Path) -> None:
    out = session(tmp_path, WRONG + "x\nb\n", asking())
    told = out.split("The cluster's answer")[1]
    assert "you said  “It is a process of the pods”" in told
    assert "pod/default/web, read back\n    it is not there" in told
    assert "so say    A Service is an object of the API; nothing runs." in told


def test_one_that_it_cannot_show_is_not_offered(tmp_path: Path) -> None:
    assert "let the cluster show it" not in session(tmp_path, "It holds forever.\n\nb\n", asking())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [pytest.param("\n", ["1 of 2", "2 of 2"], id="one after another"), pytest.param("b\n", ["1 of 2"], id="as long as one wants")],
)
def test_several_are_shown_one_after_another(tmp_path: Path, typed: str, shown: list[str]) -> None:
    def both(paper: Paper, desk: Desk) -> None:
        question = desk.interviews[0]
        process, forever = question.misconceptions
        shown_too = msgspec.structs.replace(forever, refute=process.refute)
        asked.ask(paper, desk, msgspec.structs.replace(question, misconceptions=(process, shown_too)))

    out = session(tmp_path, "It is a process.\nIt holds forever.\n\nx\n" + typed, both)
    assert [number for number in ("1 of 2", "2 of 2") if f"The cluster's answer{number:>38}" in out] == shown


# --- follow-ups


def test_what_was_missed_is_asked_then_deeper_then_a_twist(tmp_path: Path) -> None:
    typed = "It follows.\n\n\n" + "Those that are ready.\n\n\n" + "Nobody.\n\n\n" + "\n\n"
    out = session(tmp_path, typed, asking())
    assert [line.split("  ")[-1].strip() for line in out.splitlines() if "And then  " in line] == [
        "what you left open",
        "one step deeper, 1 of 1",
        "a twist",
    ]
    assert "✓  Readiness decides." in out
    assert "○  A controller.\n\n  say     “A controller does.”" in out
    assert "○  Calls are refused.\n\n  Enter next" in out
    assert "1 of 3 follow-ups answered in full" in out
    assert "Next time say\n  ›  It matches labels." in out


def test_what_is_wrong_in_a_follow_up_is_answered_too(tmp_path: Path) -> None:
    out = session(tmp_path, BOTH + "\n" + "A controller, it is a process.\n\nx\n\n", asking())
    assert "✗  “it is a process”\n     A Service is an object of the API; nothing runs.\n  ✓  A controller." in out
    assert "The cluster's answer" in out


def test_an_empty_line_alone_passes(tmp_path: Path) -> None:
    out = session(tmp_path, BOTH + "\n" + "\n\n" + "\n\n", asking())
    assert "○  A controller." in out
    assert "0 of 2 follow-ups answered in full" in out


@pytest.mark.parametrize(
    ("typed", "stayed", "answered"),
    [
        pytest.param("b\n", False, 0, id="after the feedback"),
        pytest.param("\nb\n", False, 0, id="at a follow-up"),
        pytest.param("\nA controller.\n\nb\n", False, 0, id="after its outcome"),
        pytest.param("\nA controller.\n\n\n\n\n", True, 2, id="at the end"),
    ],
)
def test_one_may_have_enough_at_any_point(tmp_path: Path, typed: str, stayed: bool, answered: int) -> None:
    came: list[asked.Sat | None] = []
    session(tmp_path, BOTH + typed, lambda paper, desk: came.append(asked.ask(paper, desk, desk.interviews[0])))
    (sat,) = came
    assert sat is not None
    assert (sat.stayed, len(sat.climb.answered), sat.answer) == (stayed, answered, "It matches labels and it follows.")


def test_a_follow_up_that_was_left_is_a_draft(tmp_path: Path) -> None:
    session(tmp_path, BOTH + "\nA contr\n", asking())
    out = session(tmp_path, BOTH + "\n\n\nb\n", asking())
    assert "Your draft so far:\n  | A contr" in out


def test_where_nothing_is_asked_back_what_was_missed_is_told_at_once(tmp_path: Path) -> None:
    out = session(tmp_path, HALF + "\n", asking(rungs=0))
    assert "○  It follows pods that come and go." in out
    assert "And then" not in out


def test_a_full_answer_ends_with_nothing_missed(tmp_path: Path) -> None:
    assert "Nothing was missed." in session(tmp_path, BOTH + "\n", asking(rungs=0))


def test_an_answer_from_a_file_is_judged_at_once(tmp_path: Path) -> None:
    out = session(tmp_path, "a\n" + BOTH, asking(text="It matches labels."))
    assert "Answer as you would speak" in out.split("Once more")[1]
    assert "Answer as you would speak" not in out.split("Once more")[0]


def test_an_answer_that_was_not_given_stays_a_draft(tmp_path: Path) -> None:
    typed = "It matches labels.\ne\n"
    out = session(tmp_path, typed, asking(), EDITOR="sed -i s/labels/every.label/")
    assert "| It matches every.label." in out
    assert "Kept as a draft: it is here when you come back." in out
    assert "Your draft so far:\n  | It matches every.label." in session(tmp_path, "\nb\n", asking())


def test_where_nothing_was_written_there_is_no_draft_to_speak_of(tmp_path: Path) -> None:
    assert "draft" not in session(tmp_path, "", asking())


# --- rehearsal


@pytest.mark.parametrize(
    ("typed", "said", "points"),
    [
        pytest.param(
            "\n1\n2\n", "○ missed\n\n  1 of 2 points, by your own word", {"labels": True, "follows": False}, id="each point is ticked"
        ),
        pytest.param("b\n", "I have said it", {}, id="leaving before it is said"),
        pytest.param("\n1\nb\n", "Not counted: 1 of 2 points was judged.", {}, id="leaving before it is judged"),
    ],
)
def test_a_rehearsal_is_kept_as_self_rated(tmp_path: Path, typed: str, said: str, points: dict[str, bool]) -> None:
    out = session(tmp_path, typed, lambda paper, desk: interview.say_aloud(paper, desk, desk.interviews[0]))
    assert said in out
    kept_points, _, _, reviews = kept(tmp_path)
    assert kept_points == points
    assert all(one.rated for one in reviews)


# --- the list


def test_a_question_is_chosen_from_the_list(tmp_path: Path) -> None:
    assert "Why a selector?" in session(tmp_path, "1\n" + HALF, interview.choose_one)
    assert "Answer as you would speak" not in session(tmp_path, "b\n", interview.choose_one)


def test_without_a_terminal_a_question_says_what_runs_without(tmp_path: Path) -> None:
    environment = strings(interactive=False, K8S_SVC_TRAINER_HOME=str(tmp_path))
    with pytest.raises(Refused, match="interview grade NAME --answer FILE"):
        interview.ask(environment, "kube-proxy", level="senior", answer=None, rehearse=False)
    with pytest.raises(Refused, match="needs a terminal"):
        mock.run(environment, mock.Wanted())


# --- the mock interview

BEGIN, END = "\n", "\n"
WANTED = mock.Wanted(minutes=20, seed=3)
INTERVIEW = BEGIN + HALF + "b\n" + END


def hold(wanted: mock.Wanted = WANTED) -> Screen:
    return lambda paper, desk: mock.hold(paper, desk, wanted)


def test_a_mock_interview_is_held_to_its_report(tmp_path: Path) -> None:
    out = session(tmp_path, INTERVIEW, hold())
    assert "Mock interview                  20 minutes, senior, seed 3" in out
    assert "›  warm-up      20 minutes" in out
    assert "Interview                              warm-up, 20 minutes" in out
    assert "0 of 20 minutes, in time." in out
    report = out.split("Mock interview")[2]
    assert "warm-up     5 of 10\n\n  5 of 10     One Service" in report
    assert "✗  Not said\n     Why a selector?\n     say   It follows pods that come and go." in report
    assert "day 1   One Service\n          5 of 10: its questions" in report


def test_the_end_of_the_last_part_is_read_before_the_report_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offered: list[str] = []
    monkeypatch.setattr(mock.prompts, "pause", lambda _here, keys, **_named: offered.append(keys[0][1]) or "enter")
    monkeypatch.setattr(mock, "_part", lambda _paper, _desk, held: held)
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path), plain=False)
    with sit_down(environment, pack=PACK) as desk:
        assert mock.hold(Paper(environment), desk, WANTED)
    assert offered == ["begin: warm-up", "the report", "save it as Markdown"]


def test_one_minute_is_no_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = mock.plan
    monkeypatch.setattr(mock, "plan", lambda *a, **k: [msgspec.structs.replace(one, minutes=1) for one in planned(*a, **k)])
    out = session(tmp_path, INTERVIEW, hold())
    assert "›  warm-up       1 minute\n" in out
    assert "warm-up, 1 minute\n" in out


def test_follow_ups_and_overruled_points_are_in_the_report(tmp_path: Path) -> None:
    typed = BEGIN + HALF + "o\n1\n\n" + "A controller.\n\n\n" + END
    report = session(tmp_path, typed, hold()).split("Mock interview")[2]
    assert "warm-up     10 of 10, 1 of 1 follow-up in full" in report
    assert "What cost most" not in report


@pytest.mark.parametrize(
    "typed",
    [pytest.param("b\n", id="before a part"), pytest.param(BEGIN + "It matches labels.\n", id="within a part, in the midst of an answer")],
)
def test_an_interview_that_was_left_goes_on(tmp_path: Path, typed: str) -> None:
    assert "The clock stands." in session(tmp_path, typed, hold())
    out = session(tmp_path, BEGIN, hold(mock.Wanted(minutes=60, seed=9)))
    assert "20 minutes, senior, seed 3" in out
    assert "n a new one instead" in out


def test_a_new_one_may_be_begun_instead(tmp_path: Path) -> None:
    session(tmp_path, "b\n", hold())
    out = session(tmp_path, "n\nb\n", hold(mock.Wanted(minutes=60, seed=9)))
    assert "60 minutes, senior, seed 9" in out
    assert out.count("a new one instead") == 1


def test_what_another_version_kept_is_begun_anew(tmp_path: Path) -> None:
    def damaged(_paper: Paper, desk: Desk) -> None:
        for what in (mock.KEPT, mock.LAST):
            desk.store.save_draft((desk.pack.name, what), '{"old": 1}', datetime.now(UTC))

    session(tmp_path, "", damaged)
    assert "seed 3" in session(tmp_path, "b\n", hold())


def test_the_report_is_saved_where_it_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    out = session(tmp_path, INTERVIEW.removesuffix(END) + "s\n", hold())
    (file,) = (tmp_path / "here").iterdir()
    assert f"Saved as {file.name}." in " ".join(out.split())
    assert file.read_text(encoding="utf-8").startswith("# Mock interview: 5 of 10\n")


def test_a_clock_that_ran_over_is_told(tmp_path: Path) -> None:
    def late(paper: Paper, desk: Desk) -> None:
        held = mock._begun(desk, WANTED)
        mock._clock(paper, msgspec.structs.replace(held, over=1, seconds=25 * 60))

    assert "25 of 20 minutes, 5 behind the plan." in session(tmp_path, "", late)


def test_the_list_offers_a_mock_interview(tmp_path: Path) -> None:
    out = session(tmp_path, "m\nb\n", interview.choose_one)
    assert "30 minutes, senior, seed" in out


@pytest.mark.parametrize(
    ("json_", "markdown", "begins"),
    [(False, False, "\n  Mock interview"), (True, False, "{"), (False, True, "# Mock interview: 5 of 10")],
)
def test_the_last_report_is_shown_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, json_: bool, markdown: bool, begins: str) -> None:
    monkeypatch.setattr(mock, "sit_down", lambda environment: sit_down(environment, pack=PACK))
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path))
    with pytest.raises(Refused, match="no mock interview was brought to its end yet"):
        mock.show_last(environment, json=False, as_markdown=False)
    session(tmp_path, INTERVIEW, hold())
    assert mock.show_last(environment, json=json_, as_markdown=markdown) == 0
    assert written(environment).startswith(begins)


def test_a_mock_interview_is_run_as_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mock, "sit_down", lambda environment: sit_down(environment, pack=PACK))
    environment = strings(INTERVIEW, K8S_SVC_TRAINER_HOME=str(tmp_path))
    assert mock.run(environment, WANTED) == 0
    assert "The week" in written(environment)


@pytest.mark.parametrize(
    ("rehearse", "answer", "said"),
    [(True, None, "Rehearsal"), (False, None, "Answer as you would speak"), (False, "file", "5 of 10")],
)
def test_one_question_is_asked_as_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rehearse: bool, answer: str | None, said: str
) -> None:
    monkeypatch.setattr(interview, "sit_down", lambda environment: sit_down(environment, pack=PACK))
    (tmp_path / "file").write_text("It matches labels.")
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path))
    file = None if answer is None else str(tmp_path / answer)
    assert interview.ask(environment, "why", level="senior", answer=file, rehearse=rehearse) == 0
    assert said in written(environment)


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        pytest.param(("x:1", "x:1"), ["    x:1                     ██ 2"], id="one backend has no order"),
        pytest.param(
            ("x:1", "y:1", "y:1"),
            ["    b y:1                   ██ 2", "    a x:1                   █ 1", "    in this order a b b"],
            id="of several the order shows that none takes turns",
        ),
    ],
)
def test_where_connections_went_is_told_with_their_order(drawn: tuple[str, ...], said: list[str]) -> None:
    environment = strings()
    showing._tally(Paper(environment), drawn)
    assert written(environment).splitlines() == said
