"""What is cut ends with a word, what is wrapped keeps what belongs together."""

from __future__ import annotations

import json

import pytest

from k8s_svc_trainer.cli.lines import continued, cut, parted, wrap


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        pytest.param("Service and Ingress", 19, "Service and Ingress", id="it fits"),
        pytest.param("Service and Ingress", 18, "Service and…", id="a word that does not fit whole is left out"),
        pytest.param("Rollouts, scaling and termination", 11, "Rollouts…", id="no comma before the sign"),
        pytest.param("web (default, in a cluster)", 16, "web (default…", id="nor a bracket"),
        pytest.param("a 10.96.0.50:80/TCP-and-more", 12, "a 10.96.0.5…", id="a word that is half of it is cut"),
        pytest.param("kubernetes", 4, "kub…", id="one word"),
        pytest.param("one two", 4, "one…", id="the room ends where a word does"),
        pytest.param("one", 0, "…", id="no room at all"),
    ],
)
def test_a_text_is_cut_at_the_end_of_a_word(text: str, room: int, shown: str) -> None:
    assert cut(text, room) == shown


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        pytest.param("95 % in the week, 95 % now", 20, ["95 % in the week,", "95 % now"], id="a number keeps its per cent"),
        pytest.param("4 labs (60 min)", 12, ["4 labs", "(60 min)"], id="and its minutes"),
        pytest.param("so many % of it", 8, ["so many", "% of it"], id="a word does not"),
        pytest.param("the kube-proxy", 11, ["the", "kube-proxy"], id="at no hyphen"),
    ],
)
def test_lines_part_between_words_and_not_before_a_unit(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


def test_what_hangs_stands_before_all_lines_but_the_first() -> None:
    assert wrap("- one two", 6, hanging="  ") == ["- one", "  two"]


@pytest.mark.parametrize(
    ("command", "width", "lines"),
    [
        pytest.param("kubectl get svc", 15, ["kubectl get svc"], id="it fits"),
        pytest.param("kubectl get svc -l app=web", 18, ["kubectl get svc \\", "-l app=web"], id="a shell goes on after the sign"),
        pytest.param("get -p '{\"a\": 1}' now", 16, ["get \\", "-p '{\"a\": 1}' \\", "now"], id="what is quoted stays whole"),
        pytest.param("patch svc --type json -p 1", 20, ["patch svc \\", "--type json -p 1"], id="an option keeps its value"),
        pytest.param("get -l app=of-no-end -o x", 12, ["get -l \\", "app=of-no-end \\", "-o x"], id="unless it is too long"),
        pytest.param("get a-name-of-no-end x", 8, ["get \\", "a-name-of-no-end \\", "x"], id="a word that is longer stands alone"),
    ],
)
def test_a_command_goes_on_in_the_next_line(command: str, width: int, lines: list[str]) -> None:
    assert continued(command, width) == lines


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        pytest.param('{"a": 1}', 8, ['{"a": 1}'], id="it fits"),
        pytest.param('{"a": 1, "b": 2}', 8, ['{"a": 1,', '"b": 2}'], id="between its words"),
        pytest.param('{"a": "b c \\" d e"}', 8, ['{"a":', '"b c \\" d e"}'], id="never in a string, though a quote is in it"),
    ],
)
def test_json_in_lines_reads_the_same(text: str, width: int, lines: list[str]) -> None:
    assert parted(text, width) == lines
    assert json.loads("\n".join(lines)) == json.loads(text)
