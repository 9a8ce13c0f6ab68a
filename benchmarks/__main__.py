"""`make bench`: every figure of speed; `--json` for machines; `startup`, `simulator` or `why` alone."""

from __future__ import annotations

import json
import sys

from benchmarks import simulator, startup, why

MODULES = {"startup": startup, "simulator": simulator, "why": why}


def main(words: list[str]) -> None:
    """Measure what was asked for, and print it."""
    figures: dict[str, list[dict[str, object]]] = {}
    for name, module in MODULES.items():
        if name in words or not set(words) & set(MODULES):
            figures[name] = module.measure()
    if "--json" in words:
        print(json.dumps(figures, indent=2))
        return
    for found in figures.get("startup", []):
        print(f"{found['name']:<40} {found['seconds']} s, {found['ratio']} times `{found['against']}` (wished: {found['wished']})")
    for found in (*figures.get("simulator", []), *figures.get("why", [])):
        wished = f" (wished: {found['wished']})" if found["wished"] is not None else ""
        measured = f"not measured: {found['why']}" if found["value"] is None else f"{found['value']} {found['unit']}"
        print(f"{found['name']:<40} {measured}{wished}")


main(sys.argv[1:])
