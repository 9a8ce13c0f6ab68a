"""A question of each kind, answered by the keys that a person would try."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.terminal import PACK, WITH_PACK, Terminal

pytestmark = pytest.mark.slow


def asked(home: Path, topic: str, **options: object) -> Terminal:
    return Terminal(home, PACK, topic, program=WITH_PACK, **options)


def letter_of(terminal: Terminal, words: str) -> str:
    """The letter in front of an option: where it stands is drawn by the seed."""
    line = next(line for line in terminal.lines if line.endswith(words))
    return line.replace("›", " ").split()[0]


def number_of(terminal: Terminal, words: str) -> str:
    return str("abcdef".index(letter_of(terminal, words)) + 1)


def arrows_to(terminal: Terminal, words: str) -> Sequence[str]:
    return ["down"] * "abcdef".index(letter_of(terminal, words))


@pytest.mark.parametrize(
    "way", [pytest.param(letter_of, id="letter"), pytest.param(number_of, id="number"), pytest.param(arrows_to, id="arrows")]
)
def test_a_choice_is_answered(tmp_path: Path, way: object) -> None:
    with asked(tmp_path, "single") as terminal:
        terminal.wait_for("Question 1 of 1", "Enter choose")
        terminal.press(*way(terminal, "An answer."), "enter")
        terminal.wait_for("Right.", "The explanation.", "“The sentence.”", "source", "c dispute it")
        terminal.press("enter").wait_for("1 of 1 right")
        assert terminal.end() == 0


def test_a_wrong_choice_is_told_what_the_cluster_did_why_one_might_think_so_and_what_is_right(tmp_path: Path) -> None:
    with asked(tmp_path, "single") as terminal:
        terminal.wait_for("Enter choose")
        terminal.press(letter_of(terminal, "A refusal."), "enter")
        terminal.wait_for(
            "Wrong. It connects, to 10.244.1.15:8080.", "The port would have to be wrong.", "✓ An answer.", "● listen", "Enter"
        )


def test_a_question_answered_wrongly_comes_back_in_the_same_quiz(tmp_path: Path) -> None:
    with asked(tmp_path, "single") as terminal:
        terminal.wait_for("Enter choose")
        terminal.press(letter_of(terminal, "A refusal."), "enter")
        terminal.wait_for("It comes back in this quiz.", "Enter next")
        terminal.press("enter").wait_for("once more", "Enter choose")


def test_several_options_are_marked_and_then_given(tmp_path: Path) -> None:
    with asked(tmp_path, "several") as terminal:
        terminal.wait_for("Space mark")
        terminal.press("enter").wait_for("Nothing is marked yet")
        terminal.press(letter_of(terminal, "It is answered."))
        terminal.press(letter_of(terminal, "web-1 answers it."), "enter").wait_for("Right.", "c dispute it")


def test_an_outcome_is_chosen_from_the_words_of_the_case_language(tmp_path: Path) -> None:
    with asked(tmp_path, "outcome") as terminal:
        terminal.wait_for("connected", "refused", "timeout", "unreachable", "unresolved", "Enter choose")
        terminal.press("down", "enter").wait_for("Right.", "● rules", "c dispute it")


def test_a_number_is_typed(tmp_path: Path) -> None:
    with asked(tmp_path, "number") as terminal:
        terminal.wait_for("ready endpoints:")
        terminal.type("1").press("enter").wait_for("Right.", "c dispute it")


def test_a_name_is_typed_and_is_right_when_it_works(tmp_path: Path) -> None:
    with asked(tmp_path, "typed") as terminal:
        terminal.wait_for("host:")
        terminal.type("web.default.svc").press("enter").wait_for("Right.", "c dispute it")


def test_a_hint_is_told_and_the_answer_still_taken(tmp_path: Path) -> None:
    with asked(tmp_path, "typed") as terminal:
        terminal.wait_for("host:")
        terminal.type("?").press("enter").wait_for("hint", "wbe does not work", "host:")
        terminal.type("web").press("enter").wait_for("Right.", "c dispute it")


def test_the_cluster_is_shown_before_the_answer(tmp_path: Path) -> None:
    with asked(tmp_path, "single") as terminal:
        terminal.wait_for("o the cluster")
        terminal.press("o").wait_for("kind: Service", "clusterIP: 10.96.0.50", "Enter choose")


def test_stages_are_put_in_order_one_after_another(tmp_path: Path) -> None:
    with asked(tmp_path, "stages") as terminal:
        terminal.wait_for("Which comes first?", "Enter choose")
        terminal.press(*arrows_to_stage(terminal, "resolve"), "enter").wait_for("Which comes next?", "Enter choose")
        terminal.press(*arrows_to_stage(terminal, "choose"), "enter").wait_for("Right.", "c dispute it")


def arrows_to_stage(terminal: Terminal, stage: str) -> Sequence[str]:
    line = [line for line in terminal.lines if f"  {stage}: " in line][-1]
    return ["down"] * "abcdef".index(line.replace("›", " ").split()[0])


def test_a_manifest_is_mended_in_the_editor(tmp_path: Path) -> None:
    with asked(tmp_path, "manifest", variables={"EDITOR": "sed -i s/wbe/web/"}) as terminal:
        terminal.wait_for("Enter edit")
        terminal.press("enter").wait_for("Right.", "c dispute it")


def test_a_manifest_that_does_not_read_is_given_back(tmp_path: Path) -> None:
    with asked(tmp_path, "manifest", variables={"EDITOR": "sed -i 's/kind: Service/kind: [/'"}) as terminal:
        terminal.wait_for("Enter edit")
        terminal.press("enter").wait_for("Your text is kept: edit it again.", "Enter edit")


def test_an_editor_that_is_not_there_is_told(tmp_path: Path) -> None:
    with asked(tmp_path, "manifest", variables={"EDITOR": "no-such-editor"}) as terminal:
        terminal.wait_for("Enter edit")
        terminal.press("enter").wait_for("there is no editor no-such-editor", "Enter edit")


def test_another_flow_is_tried_on_the_same_cluster(tmp_path: Path) -> None:
    with asked(tmp_path, "single") as terminal:
        terminal.wait_for("Enter choose")
        terminal.press(letter_of(terminal, "An answer."), "enter").wait_for("t try another flow")
        terminal.press("t").wait_for("Where from?", "from: pod/default/client")
        terminal.press("enter").wait_for("to: web:80")
        terminal.type("\x7f\x7f81").press("enter").wait_for("pod/default/client calls web:81", "c dispute it")


def test_a_disputed_question_is_saved_as_a_case_file_that_verify_runs(tmp_path: Path) -> None:
    with asked(tmp_path, "single") as terminal:
        terminal.wait_for("Enter choose")
        terminal.press(letter_of(terminal, "An answer."), "enter").wait_for("c dispute it")
        terminal.press("c").wait_for("Saved as", "send it to", "c dispute it")
    saved = next((tmp_path / "trainer" / "disputes").glob("one-of-three-*.yaml"))
    with Terminal(tmp_path, "verify", str(saved)) as terminal:
        terminal.wait_for("1 case, 1 step, 0 failed")
        assert terminal.end() == 0


def test_resizing_during_a_question_hurts_nothing(tmp_path: Path) -> None:
    with asked(tmp_path, "single", columns=60) as terminal:
        terminal.wait_for("Enter choose")
        terminal.resize(120).press("down").wait_for("› b")
        terminal.resize(60).press("up").wait_for("› a")
        terminal.press(letter_of(terminal, "An answer."), "enter").wait_for("Right.", "c dispute it")
        assert all(len(line) <= 60 for line in terminal.lines)
