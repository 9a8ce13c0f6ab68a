"""Which programs that tests start are measured by coverage. To be measured takes half a second of each, longer than most programs run."""

from collections.abc import Mapping


def unmeasured(variables: Mapping[str, str]) -> dict[str, str]:
    """An environment in which a program is not measured: for one that is not the trainer, or whose lines quicker tests run too."""
    return {name: value for name, value in variables.items() if not name.startswith("COVERAGE_")}
