"""`make bench`: every figure of speed; `--json` for machines."""

from __future__ import annotations

import json
import sys

from benchmarks import startup


def main() -> None:
    """Measure and print."""
    figures = startup.measure()
    if "--json" in sys.argv[1:]:
        print(json.dumps({"figures": figures}, indent=2))
        return
    for figure in figures:
        print(f"{figure['name']:<16} {figure['seconds']} s   {figure['ratio']} times `{figure['against']}` (wished: {figure['wished']})")


main()
