"""`python -m tests.mutants [JOBS]`, after `mutmut run`: changes what mutmut leaves alone, and adds up both.

Prints what was killed and what survived, file by file, and writes the survivors to mutants/survivors.txt. Exits with 1 where a file
has less than nine in ten killed, or where a mutant was not tried.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

from tests.mutants import tables

ENOUGH = 90
WORDS = {"timeout": "looped", "segfault": "killed", "no tests": "survived"}
COLUMNS = ("killed", "looped", "survived")


def of_functions() -> Iterator[tuple[str, str, str]]:
    """What mutmut found: file, what became of the mutant, and the change where it was not killed."""
    for file in tables.files():
        found = (
            json.loads(Path("mutants", f"{file}.meta").read_text())["exit_code_by_key"] if Path("mutants", f"{file}.meta").exists() else {}
        )
        for name, code in found.items():
            word = status_by_exit_code[code]
            word = WORDS.get(word, word)
            yield file, word, "" if word == "killed" else get_diff_for_mutant(name, path=Path(file))


def of_tables(jobs: int) -> Iterator[tuple[str, str, str]]:
    """The same of tables, constants and decorated functions."""
    for place, (mutant, word) in enumerate(tables.run(jobs), start=1):
        print(f"\r{place} changes of tables", end="", file=sys.stderr, flush=True)
        yield mutant.file, word, f"{mutant.file}:{mutant.line}\n-{mutant.before}\n+{mutant.after}\n"
    print(file=sys.stderr)


def main(jobs: int) -> int:
    """Try, add up, print."""
    counts: dict[str, Counter[str]] = {}
    with Path("mutants/survivors.txt").open("w") as survivors:
        for file, word, change in chain(of_functions(), of_tables(jobs)):
            counts.setdefault(file, Counter())[word] += 1
            if word != "killed":
                print(f"# {word}\n{change}", file=survivors, flush=True)
    total = sum(counts.values(), Counter())
    print(f"{'':<45}{'mutants':>8}" + "".join(f"{word:>10}" for word in COLUMNS) + f"{'':>9}")
    for file, found in [*sorted(counts.items()), ("all", total)]:
        print(f"{file:<45}{found.total():>8}" + "".join(f"{found[word]:>10}" for word in COLUMNS) + f"{share(found):>8.1f}%")
    lacking = [file for file, found in counts.items() if share(found) < ENOUGH]
    untried = {word: count for word, count in total.items() if word not in COLUMNS}
    for file in lacking:
        print(f"{file}: less than {ENOUGH} % are killed; mutants/survivors.txt has the others")
    for word, count in untried.items():
        print(f"{count} mutants are {word}")
    return 1 if lacking or untried else 0


def share(found: Counter[str]) -> float:
    """How many of a hundred were noticed; one that loops is."""
    return 100 * (found["killed"] + found["looped"]) / max(1, found.total())


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else "auto"
    sys.exit(main(os.cpu_count() or 1 if wanted == "auto" else int(wanted)))
