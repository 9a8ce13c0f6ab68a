"""The screens look as they were agreed to look. `make golden` draws them again."""

import pytest

from tests.golden.screens import DRAWN, SCREENS, WIDTHS, drawn, file_of


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", sorted(DRAWN))
def test_a_screen_looks_as_agreed(name: str, width: int) -> None:
    assert drawn(name, width) == file_of(name, width).read_text(encoding="utf-8"), (
        "where this is meant: make golden, and read the difference"
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", sorted(DRAWN))
def test_no_line_is_wider_than_the_terminal_but_addresses_of_pages_and_where_a_person_types(name: str, width: int) -> None:
    lines = file_of(name, width).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > width and "https://" not in line and "back: " not in line] == []


def test_no_golden_screen_is_left_over() -> None:
    assert sorted(file.name for file in SCREENS.iterdir()) == sorted(file_of(name, width).name for name in DRAWN for width in WIDTHS)
