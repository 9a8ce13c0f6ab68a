"""The page on fidelity names files that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NAMED = sorted(set(re.findall(r"`(content/cases/[^`]+)`", (ROOT / "docs/fidelity.md").read_text(encoding="utf-8"))))


@pytest.mark.parametrize("pattern", NAMED)
def test_a_named_case_file_is_there(pattern: str) -> None:
    assert list(ROOT.glob(pattern))
