"""The screens look as they were agreed to look. `make golden` draws them again."""

import re

import pytest

from tests.golden.screens import DRAWN, LOOKS, SCREENS, WIDTHS, drawn, file_of

TYPED = re.compile(r"\bb [a-z ]+: ")  # a line of numbers ends with how one goes back, and there a person types
COPIED = re.compile(r"  (?:proof|patch|mend|inject)  |          \S")  # commands, and what they print, are as wide as they are


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", sorted(DRAWN))
def test_a_screen_looks_as_agreed(name: str, width: int, look: str) -> None:
    assert drawn(name, width, look) == file_of(name, width, look).read_text(encoding="utf-8"), (
        "where this is meant: make golden, and read the difference"
    )


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", sorted(DRAWN))
def test_no_line_is_wider_than_the_terminal_but_what_is_copied_and_where_a_person_types(name: str, width: int, look: str) -> None:
    lines = file_of(name, width, look).read_text(encoding="utf-8").splitlines()
    wide = [line for line in lines if len(line) > width + 2 * (look != "plain") and not TYPED.search(line)]
    assert [line for line in wide if "https://" not in line and "$ " not in line and not COPIED.match(line)] == []


def test_no_golden_screen_is_left_over() -> None:
    assert sorted(file.name for file in SCREENS.iterdir()) == sorted(
        file_of(name, width, look).name for name in DRAWN for width in WIDTHS for look in LOOKS
    )
