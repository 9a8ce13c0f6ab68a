"""Every case file that is shipped holds: facts about Kubernetes, each with its source."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from k8s_svc_trainer.cases.parse import parse
from k8s_svc_trainer.cases.run import run_case
from k8s_svc_trainer.cases.steps import CaseFile

pytestmark = pytest.mark.slow

SHIPPED = Path(__file__).parents[2] / "content" / "cases"
FILES = sorted(SHIPPED.rglob("*.yaml"))


@pytest.fixture(scope="module")
def parsed() -> Callable[[Path], CaseFile]:
    """A shipped file, read once."""
    return cache(lambda file: parse(file.read_bytes(), file=file.name))


@pytest.mark.parametrize("file", [pytest.param(file, id=str(file.relative_to(SHIPPED))) for file in FILES])
def test_all_cases_of_a_file_hold(parsed: Callable[[Path], CaseFile], file: Path) -> None:
    found = parsed(file)
    failing = [f"{case.name}: step {step.index}: {step.why}" for case in found.cases for step in run_case(found, case) if not step.ok]
    assert failing == []


def test_no_two_cases_of_a_theme_have_one_name(parsed: Callable[[Path], CaseFile]) -> None:
    names: dict[str, list[str]] = {}
    for file in FILES:
        for case in parsed(file).cases:
            names.setdefault(f"{file.relative_to(SHIPPED)}: {case.name}", []).append(case.name)
    assert [name for name, found in names.items() if len(found) > 1] == []
