"""An exam on plain paper, on the small pack: what is typed, what is then written, and what is kept."""

import io
import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from screens import strings, written

from k8s_svc_trainer.cli import asking, exam, exam_report, home, learn, marking
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.course import Question, present
from k8s_svc_trainer.store import StoreFault, Trouble
from k8s_svc_trainer.study.exam import TEST_OUT, Exam, Mark, last_result
from k8s_svc_trainer.study.gaps import Cause, Marked
from k8s_svc_trainer.study.papers import paper

PACK = Path(__file__).parents[2] / "support" / "pack"
WANTED = exam.Wanted(seed=1)
RIGHT = {
    "one-of-three": ["answer"],
    "two-of-three": ["answer", "pod"],
    "which-cause": ["SVC001"],
    "which-outcome": "refused",
    "how-many": "1",
    "a-name": "web",
    "the-way": ["resolve", "choose", "listen"],
    "repair": "",
}
WRONG = {
    **RIGHT,
    "one-of-three": ["refusal"],
    "two-of-three": ["pod"],
    "which-cause": ["SVC010"],
    "how-many": "2",
    "the-way": ["choose", "resolve", "listen"],
}
MENDS = "sed -i s/wbe/web/"


@pytest.fixture(autouse=True)
def _no_time_goes_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)


def sat(home_: Path, typed: str, screen: Callable[[Paper, Desk], object], **variables: str) -> str:
    environment = strings(typed, K8S_SVC_TRAINER_HOME=str(home_), EDITOR=MENDS, **variables)
    with sit_down(environment, pack=PACK) as desk:
        screen(Paper(environment), desk)
    return written(environment)


def an_exam(page: Paper, desk: Desk) -> None:
    exam.sit(page, desk, WANTED)


def opened(home_: Path) -> Desk:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(home_)), pack=PACK) as desk:
        return desk


def order(home_: Path) -> list[str]:
    """The names of the questions in the order of the paper."""
    return [item.id.partition("/")[2] for item in paper(opened(home_).items, minutes=45, seed=1)]


def typed_for(question: Question, seed: int, answer: Sequence[str] | str) -> str:
    """What a person types to give an answer on plain paper."""
    shown = present(question, seed)
    names = [line.id for line in shown.lines]
    if question.kind == "order":
        left, keys = list(names), []
        for name in answer[:-1]:
            keys.append(str(left.index(name) + 1))
            left.remove(name)
        return "".join(f"{key}\n" for key in keys)
    if names:
        return " ".join(str(names.index(name) + 1) for name in answer) + "\n"
    if question.slug == "which-outcome":
        return f"{asking.WORDS_OF['outcome'].index(str(answer)) + 1}\n"
    return "\n" if question.kind == "fix" else f"\n{answer}\n"


def answers(home_: Path, given: dict[str, Sequence[str] | str], *, skip: Sequence[str] = ()) -> str:
    """The keys for a whole paper, from its first question to its list."""
    keys = ""
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(home_)), pack=PACK) as desk:
        made = Exam.start(desk.store, paper(desk.items, minutes=45, seed=1), datetime.now(UTC), minutes=45, seed=1)
        for place, item in enumerate(made.items):
            seed = made.question_seed(place)
            question = desk.pack.question(item.id, seed=seed)
            keys += "n\n" if question.slug in skip else typed_for(question, seed, given[question.slug])
    return keys


# --- the whole way


def test_an_exam_tells_no_verdict_until_it_is_handed_in(tmp_path: Path) -> None:
    keys = answers(tmp_path, RIGHT)
    out = sat(tmp_path, f"\n{keys}b\nb\n", an_exam)
    assert "Right" not in out
    assert "Wrong" not in out
    assert "8 of 8 answered, 0 flagged" in out
    assert "All is kept, and the clock stands: `k8s-svc-trainer exam` goes on at question 8." in " ".join(out.split())


def test_all_right_is_a_full_score_and_evidence_without_help(tmp_path: Path) -> None:
    keys = answers(tmp_path, RIGHT)
    out = sat(tmp_path, f"\n{keys}h\n\n", an_exam)
    assert "100 %" in out
    assert "score     8 of 8 points, 8 right" in out
    assert "The gaps by cause" not in out
    reviews = opened_reviews(tmp_path)
    assert sorted(one.item for one in reviews) == sorted(f"01-one/{name}" for name in RIGHT)
    assert {(one.right, one.helped, one.attempt) for one in reviews} == {(True, False, 1)}


def opened_reviews(home_: Path) -> list[object]:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(home_)), pack=PACK) as desk:
        return list(desk.store.reviews())


def test_the_gaps_are_told_by_cause_with_what_to_say_and_to_read(tmp_path: Path) -> None:
    keys = answers(tmp_path, WRONG, skip=["a-name"])
    out = sat(tmp_path, f"\n{keys}h\nh\n\n", an_exam)
    for line in (
        "38 %",
        "score     3 of 8 points, 2 right",
        "answered  7 of 8 questions, in 0:00 of 45 minutes",
        "2   a wrong option was taken for true",
        "2   right as far as it went, and not all of it",
        "1   typed, ordered or mended otherwise than it is",
        "1   not answered",
        "What you took for true",
        "The port would have to be wrong.",
        "The list would not be empty.",
        "Almost",
        "(0.5 of 1)",
        "Not marked: It is answered.",
        "Otherwise than you said",
        "Ready endpoints: 1.",
        "learn 1 ",
        "What was missed comes back: 5 in 10 minutes. The rest: 2 in 2 days.",
        "1 question without an answer is no evidence, and stays as before.",
    ):
        assert line in " ".join(out.split()) or line in out


def test_what_was_missed_is_gone_through_one_by_one(tmp_path: Path) -> None:
    keys = answers(tmp_path, WRONG)
    out = sat(tmp_path, f"\n{keys}h\n\nw\n" + "\n" * 5, an_exam)
    assert "Missed 1 of 5" in out
    assert "Missed 5 of 5" in out
    assert out.count("Wrong. ") == 5


def test_who_has_seen_enough_leaves_the_missed_ones(tmp_path: Path) -> None:
    keys = answers(tmp_path, WRONG)
    out = sat(tmp_path, f"\n{keys}h\n\nw\nb\n", an_exam)
    assert "Missed 1 of 5" in out
    assert "Missed 2 of 5" not in out


# --- turning, flagging, changing, pausing


def test_a_question_is_flagged_skipped_found_in_the_list_and_changed(tmp_path: Path) -> None:
    place = order(tmp_path).index("one-of-three") + 1
    out = sat(tmp_path, f"\nl\n{place}\nf\nn\np\nl\n{place}\n1\np\n2\nl\nb\nb\n", an_exam)
    assert f"Question {place} of 8 · flagged" in out
    assert out.count(f"Question {place + 1} of 8") == 3
    assert "(flagged, open)" in out
    assert "(flagged, answered)" in out
    assert "  yours  " in out


def asked(home_: Path, place: int) -> tuple[Question, int]:
    """The question at a place of the paper, and its seed."""
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(home_)), pack=PACK) as desk:
        left = Exam.resume(desk.store, desk.items)
        assert left is not None
        seed = left.question_seed(place)
        return desk.pack.question(left.items[place].id, seed=seed), seed


def to(home_: Path, name: str) -> str:
    """The keys that lead from the first question to the one of this name."""
    return f"l\n{order(home_).index(name) + 1}\n"


def test_hints_are_off_and_the_cluster_is_shown(tmp_path: Path) -> None:
    here = order(tmp_path).index("a-name") + 1
    out = sat(tmp_path, f"\nl\n{here}\no\n\n!\n?\np\nb\nb\n", an_exam)
    shown = out.partition(f"Question {here} of 8")[2].partition(f"Question {here + 1} of 8")[0]
    assert shown.count("clusterIP: 10.96.0.50") == 2
    assert "hint" not in shown
    assert "yours  host: ?" in out  # a sign for a hint is an answer like another


def test_an_order_that_was_left_half_done_goes_on_where_it_was(tmp_path: Path) -> None:
    here = to(tmp_path, "the-way")
    out = sat(tmp_path, f"\n{here}1\nb\nl\nb\nb\n", an_exam)
    assert "(begun)" in out
    out = sat(tmp_path, "\n1\nl\nb\nb\n", an_exam)
    assert "Which comes next?" in out
    assert "(answered)" in out


def test_an_answer_that_is_there_is_offered_to_be_changed(tmp_path: Path) -> None:
    here = to(tmp_path, "the-way")
    sat(tmp_path, f"\n{here}1\n1\nb\nb\n", an_exam)
    out = sat(tmp_path, f"\n{here}n\np\n\n2\n1\nb\nb\n", an_exam)
    assert "Enter put them in order anew" in out
    assert "yours  " in out


def test_a_manifest_that_does_not_read_is_kept_and_can_be_mended(tmp_path: Path) -> None:
    here = to(tmp_path, "repair")
    environment = strings(f"\n{here}\nb\nb\n", K8S_SVC_TRAINER_HOME=str(tmp_path), EDITOR="sed -i s/spec:/spec/")
    with sit_down(environment, pack=PACK) as desk:
        exam.sit(Paper(environment), desk, WANTED)
    assert "Your text is kept: edit it again." in " ".join(written(environment).split())
    out = sat(tmp_path, f"\n{here}b\nb\n", an_exam)
    assert "spec\n" in out


def test_the_paper_is_handed_in_from_the_pause_too_and_can_be_taken_back_before(tmp_path: Path) -> None:
    out = sat(tmp_path, "\nb\nl\nb\nh\nb\nh\n\nh\n", an_exam)
    assert "8 questions have no answer yet, none is flagged." in out
    assert "0 %" in out
    assert opened_reviews(tmp_path) == []


def test_one_that_was_left_goes_on_or_is_given_up(tmp_path: Path) -> None:
    sat(tmp_path, "\nn\nb\nb\n", an_exam)
    assert "You left one at question 2 of 8" in sat(tmp_path, "b\n", an_exam)
    assert "Question 2 of 8" in sat(tmp_path, "\nb\nb\n", an_exam)
    assert "Question 1 of 8" in sat(tmp_path, "n\n\nb\nb\n", an_exam)
    assert "8 questions over 1 section." in sat(tmp_path, "n\nb\n", an_exam)


class Late(io.StringIO):
    """A person who takes an hour before a line that begins with `@`."""

    now = 0.0

    def readline(self, size: int | None = -1, /) -> str:
        line = super().readline()
        if line.startswith("@"):
            Late.now += 3600.0
        return line.removeprefix("@")


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        pytest.param("\n{right}@n\n\n", 1, id="at a question"),
        pytest.param("\n@{right}\n", 0, id="while one chooses: the choice comes too late"),
        pytest.param("\nl\n@3\n\n", 0, id="in the list"),
    ],
)
def test_when_the_time_is_up_the_paper_is_handed_in_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, recorded: int
) -> None:
    sat(tmp_path, "\nb\nb\n", an_exam)
    first = RIGHT[order(tmp_path)[0]]
    Late.now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: Late.now)
    typed = typed.replace("{right}", typed_for(*asked(tmp_path, 0), first))
    environment = msgspec.structs.replace(strings("", K8S_SVC_TRAINER_HOME=str(tmp_path)), stdin=Late(typed))
    with sit_down(environment, pack=PACK) as desk:
        exam.sit(Paper(environment), desk, WANTED)
        assert last_result(desk.store) is not None
        assert Exam.resume(desk.store, desk.items) is None
        assert len(desk.store.reviews()) == recorded
    assert "Time is up: the paper is handed in as it is." in written(environment)


def test_what_is_typed_while_the_time_runs_out_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Late.now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: Late.now)
    typed = f"\n{to(tmp_path, 'how-many')}\n@1\n\n"
    environment = msgspec.structs.replace(strings("", K8S_SVC_TRAINER_HOME=str(tmp_path)), stdin=Late(typed))
    with sit_down(environment, pack=PACK) as desk:
        exam.sit(Paper(environment), desk, WANTED)
        assert [(one.item, one.right) for one in desk.store.reviews()] == [("01-one/how-many", True)]


def test_an_exam_whose_time_ran_out_before_a_crash_is_handed_in(tmp_path: Path) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path)), pack=PACK) as desk:
        left = Exam.start(desk.store, desk.items[:2], datetime.now(UTC), minutes=1, seed=1)
        left.spend(61, datetime.now(UTC))
    assert "Time is up" in sat(tmp_path, "\n\n", an_exam)


# --- the last one, refusals, marking


def call(home_: Path, command: Callable[[object], int], *, interactive: bool = True) -> str:
    environment = strings("", K8S_SVC_TRAINER_HOME=str(home_), interactive=interactive)
    assert command(environment) == 0
    return written(environment)


def test_an_exam_needs_a_terminal_and_a_question_that_fits(tmp_path: Path) -> None:
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path), interactive=False)
    with pytest.raises(Refused, match="needs a terminal"):
        exam.run(environment, WANTED)
    with pytest.raises(Refused, match="needs a terminal"):
        exam.test_out(environment, "1")
    with pytest.raises(Refused, match="no exam was handed in yet"):
        exam.show_last(environment, json=True)
    with sit_down(environment, pack=PACK) as desk, pytest.raises(Refused, match="no question fits into 1 minute"):
        exam.paper_of(desk, exam.Wanted(minutes=1), 1)


def test_the_last_exam_is_printed_again_with_lessons_that_are_gone(tmp_path: Path) -> None:
    keys = answers(tmp_path, WRONG)
    sat(tmp_path, f"\n{keys}h\n\n\n", an_exam)
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path))
    with sit_down(environment) as desk:  # the whole course, which has no lesson 01-one
        found = last_result(desk.store)
        assert found is not None
        exam_report.show(Paper(environment), desk, found, paged=False)
    assert "01-one, the page" in written(environment)


def test_an_answer_that_makes_no_sense_any_more_is_marked_as_nothing(tmp_path: Path) -> None:
    desk = opened(tmp_path)
    item = next(item for item in desk.items if item.id.endswith("one-of-three"))
    mark = Mark(answer=["gone"], said=("Gone.",), at=datetime.now(UTC))
    found = marking.marker(desk)(item, mark, 1)
    assert (found.right, found.credit, found.answer, found.so) == (False, 0.0, "Gone.", "")
    environment = strings()
    exam_report._gap(Paper(environment), one=found, title="Otherwise")
    assert "Gone." in written(environment)


# --- testing out


def a_test(page: Paper, desk: Desk) -> None:
    exam.test(page, desk, "01-one")


def keys_of_test(home_: Path, given: dict[str, Sequence[str] | str]) -> str:
    """The keys for the test of the lesson, which must have been begun."""
    keys = ""
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(home_)), pack=PACK) as desk:
        left = Exam.resume(desk.store, desk.items, kind=TEST_OUT)
        assert left is not None
        for place, item in enumerate(left.items):
            question = desk.pack.question(item.id, seed=left.question_seed(place))
            keys += typed_for(question, left.question_seed(place), given[question.slug])
    return keys


def test_a_section_that_was_passed_is_known_on_the_shelf(tmp_path: Path) -> None:
    out = sat(tmp_path, "\nb\nb\n", a_test)
    assert "Its 8 hardest questions: with 8 right it counts as known. 16 minutes." in " ".join(out.split())
    assert "`k8s-svc-trainer exam --test-out 01-one` goes on at question 1." in " ".join(out.split())
    out = sat(tmp_path, f"\n{keys_of_test(tmp_path, RIGHT)}h\n\n\n", a_test)
    assert "Passed: 8 of 8 right. This section counts as known." in " ".join(out.split())
    shelf = sat(tmp_path, "b\n", learn.shelf)
    assert "0 of 1 read, 1 known" in shelf
    assert "(known, " in shelf
    assert "It is known already" in sat(tmp_path, "b\n", a_test)


def test_a_section_that_was_not_passed_says_what_is_missing(tmp_path: Path) -> None:
    sat(tmp_path, "\nb\nb\n", a_test)
    out = sat(tmp_path, f"\n{keys_of_test(tmp_path, WRONG)}h\n\n\n", a_test)
    assert "Not yet: 3 of 8 right, 8 are needed; 5 missing." in out
    assert "What you took for true" in out
    assert "known" not in sat(tmp_path, "b\n", learn.shelf)


def test_from_the_shelf_the_line_names_the_lesson(tmp_path: Path) -> None:
    assert "Say which one: t and its number, such as t 3." in sat(tmp_path, "t\n", learn.shelf)
    assert "Test out" in sat(tmp_path, "t 1\nb\n", learn.shelf)


def test_a_test_of_another_section_does_not_go_on_with_this_one(tmp_path: Path) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path)), pack=PACK) as desk:
        Exam.start(desk.store, desk.items, datetime.now(UTC), minutes=9, seed=1, kind=TEST_OUT, lesson="02-two")
    assert "You left one" not in sat(tmp_path, "b\n", a_test)
    sat(tmp_path, "\nb\nb\n", a_test)
    assert "You left one" in sat(tmp_path, "b\n", a_test)
    assert "Question 1 of 8" in sat(tmp_path, "n\n\nb\nb\n", a_test)


def test_a_section_without_questions_cannot_be_tested(tmp_path: Path) -> None:
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path))
    with sit_down(environment, pack=PACK) as desk:
        desk.__dict__["items"] = []
        with pytest.raises(Refused, match="01-one has no questions"):
            exam.test(Paper(environment), desk, "01-one")


def test_home_says_what_waits_and_leads_there(tmp_path: Path) -> None:
    sat(tmp_path, "\nn\nb\nb\n", an_exam)
    out = sat(tmp_path, "", home._exam)
    assert "You left one at question 2 of 8" in out
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path)), pack=PACK) as desk:
        assert home._waiting(desk) == "question 2 of 8 waits"


# --- the commands, over the whole course


def test_the_commands_begin_with_what_there_is_to_sit(tmp_path: Path) -> None:
    environment = strings("b\n", K8S_SVC_TRAINER_HOME=str(tmp_path))
    assert exam.run(environment, exam.Wanted(minutes=10, topic="dns", seed=1)) == 0
    assert "questions over" in written(environment)
    environment = strings("b\n", K8S_SVC_TRAINER_HOME=str(tmp_path))
    assert exam.test_out(environment, "8") == 0
    assert "Its 10 hardest questions: with 9 right it counts as known." in " ".join(written(environment).split())


def test_an_exam_over_the_course_is_summed_up_by_section_and_told_again(tmp_path: Path) -> None:
    environment = strings("\n1\nl\nh\nh\n\n", K8S_SVC_TRAINER_HOME=str(tmp_path))
    assert exam.run(environment, exam.Wanted(minutes=10, seed=3)) == 0
    told = written(environment).partition("Sections, the weakest first")[2]
    assert " of 1" in told
    again = strings(K8S_SVC_TRAINER_HOME=str(tmp_path))
    assert exam.show_last(again, json=False) == 0
    assert "Sections, the weakest first" in written(again)
    as_data = strings(K8S_SVC_TRAINER_HOME=str(tmp_path))
    assert exam.show_last(as_data, json=True) == 0
    found = json.loads(written(as_data))
    assert set(found) >= {"percent", "points", "questions", "sections", "causes", "read", "marked", "seconds", "minutes", "seed"}
    assert len(found["sections"]) > 3
    assert found["answered"] == 1


def test_seconds_that_could_not_be_kept_are_kept_with_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path)), pack=PACK) as desk:
        made = Exam.start(desk.store, desk.items, datetime.now(UTC), minutes=9, seed=1)
        hall = exam.Hall(Paper(strings()), desk, made)
        with monkeypatch.context() as patch:

            def full(*_: object, **__: object) -> None:
                raise StoreFault(Trouble.FULL, tmp_path)

            patch.setattr(desk.store, "put_sitting", full)
            hall._spend(5.0)
        assert made.held.spent == 0
        hall._spend(2.0)
        assert made.held.spent == 7.0


def test_a_question_that_changed_since_is_left_out_of_the_missed_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = strings("w\n", K8S_SVC_TRAINER_HOME=str(tmp_path))
    with sit_down(environment, pack=PACK) as desk:
        made = Exam.start(desk.store, desk.items[:1], datetime.now(UTC), minutes=9, seed=1)
        made.answer(["gone"], ["Gone."], datetime.now(UTC))
        result = made.hand_in(marking.marker(desk), datetime.now(UTC))
        exam_report.after(Paper(environment), desk, made)
        assert (result.causes, result.right) == ({Cause.OTHER: 1}, 0)
    assert "Missed" not in written(environment)


def test_a_missed_answer_without_words_still_says_what_is_so() -> None:
    environment = strings()
    one = Marked(
        item="a/1", lesson="a", prompt="Mend it.", tags=(), credit=0.0, right=False, answered=True, flagged=False, seconds=1.0, answer="",
        beliefs=(), so="the pod is a member: no endpoint is ready", say="Say it.", page="",
    )  # fmt: skip
    exam_report._gap(Paper(environment), one=one, title="")
    assert "✗  The pod is a member: no endpoint is ready" in written(environment)
