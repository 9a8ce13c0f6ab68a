"""Paper shows what it is given and obeys none of it; lines keep to the width."""

import io

import pytest

from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import Paper, blocks, tame


def here(*, unicode: bool = True, colour: bool = False, columns: str = "60", plain: bool = False) -> Environment:
    return Environment(
        stdin=io.StringIO(),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
        variables={"COLUMNS": columns},
        plain=plain,
        interactive=False,
        colour=colour,
        unicode=unicode,
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\x1b[2Jb", "a\\x1b[2Jb", id="a terminal escape is shown"),
        pytest.param("a\u202eb", "a\\u202eb", id="a change of direction is shown"),
        pytest.param("a\x9b31mb", "a\\x9b31mb", id="an eight-bit escape is shown"),
        pytest.param("a\rb", "a\\x0db", id="a carriage return cannot hide a line"),
        pytest.param("[bold]a[/bold] :smile:", "[bold]a[/bold] :smile:", id="markup is only text"),
        pytest.param("a\nb", "a\nb", id="a line end stays"),
        pytest.param("Zürich → web", "Zürich → web", id="letters and signs stay"),
    ],
)
def test_text_is_shown_and_never_obeyed(text: str, shown: str) -> None:
    assert tame(text) == shown


def test_markup_and_escapes_reach_the_terminal_as_text() -> None:
    environment = here(colour=True)
    Paper(environment).write("[red]x[/red] \x1b]0;title\x07")
    assert environment.stdout.getvalue() == "[red]x[/red] \\x1b]0;title\\x07\n"


def test_an_ascii_terminal_gets_ascii() -> None:
    environment = here(unicode=False)
    Paper(environment).write("web → 10.96.0.50 · “ready” …")
    assert environment.stdout.getvalue() == 'web -> 10.96.0.50 - "ready" ...\n'


def test_a_small_markdown_text_falls_into_blocks() -> None:
    text = "One\nparagraph.\n\n- first\n- second\n  goes on\n\n```\nkubectl get svc\n```\nlast"
    assert list(blocks(text)) == [
        ("paragraph", "One paragraph."),
        ("item", "- first"),
        ("item", "- second goes on"),
        ("code", "kubectl get svc"),
        ("paragraph", "last"),
    ]


def test_an_entry_wraps_beside_its_label() -> None:
    environment = here()
    Paper(environment).entry("rules", "node-1 has rules for 10.96.0.50:80 and sends the packet to one of two endpoints", column=10)
    assert [line for line in environment.stdout.getvalue().split("\n") if line] == [
        "  rules     node-1 has rules for 10.96.0.50:80 and sends the",
        "            packet to one of two endpoints",
    ]


@pytest.mark.parametrize(
    ("text", "aside", "lines"),
    [
        pytest.param("Checklist", "1 of 18 ready", ["  Checklist" + " " * 36 + "1 of 18 ready", ""], id="both fit"),
        pytest.param(
            "Why a Service: pods come and go, callers stay",
            "●○○○○○○○  1 of 8",
            ["  Why a Service: pods come and go, callers  ●○○○○○○○  1 of 8", "  stay", ""],
            id="what is too long goes on below",
        ),
    ],
)
def test_a_title_leaves_room_for_the_word_beside_it(text: str, aside: str, lines: list[str]) -> None:
    environment = here(plain=True)
    Paper(environment).title(text, aside)
    assert [line.rstrip() for line in environment.stdout.getvalue().split("\n")[:-1]] == lines


@pytest.mark.parametrize(
    ("plain", "colour", "shown"),
    [
        pytest.param(False, True, "\x1b[1;36mQuiz\x1b[0m", id="at a terminal, bold and in colour"),
        pytest.param(False, False, "\x1b[1mQuiz\x1b[0m", id="with NO_COLOR, bold"),
        pytest.param(True, False, "Quiz", id="on plain paper, neither"),
    ],
)
def test_no_color_takes_away_colour_and_nothing_else(plain: bool, colour: bool, shown: str) -> None:
    environment = here(plain=plain, colour=colour)
    Paper(environment).write(("Quiz", "bold accent"))
    assert environment.stdout.getvalue() == f"{shown}\n"
