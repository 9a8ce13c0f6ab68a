"""How long a person waits: `--help`, and the first question on the screen, each against the imports that it cannot do without."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import pexpect

TURNS = 9
PROGRAM = [sys.executable, "-m", "k8s_svc_trainer"]
IMPORTS = "typer, rich.console, yaml, msgspec, sqlite3, questionary"


def measure() -> list[dict[str, object]]:
    """Each figure's median in seconds, the median of what it is held against, the ratio, and the ratio that is wished for."""
    with tempfile.TemporaryDirectory() as home:
        first_question(home)  # makes the store, warms the disk
        return [
            paired("--help", lambda: run([*PROGRAM, "--help"]), "import typer", lambda: run(python("typer")), 1.3),
            paired("first question", lambda: first_question(home), f"import {IMPORTS}", lambda: run(python(IMPORTS)), 1.3),
        ]


def paired(name: str, one: Callable[[], float], other_name: str, other: Callable[[], float], wished: float) -> dict[str, object]:
    """The two measured in turn, so that a machine that slows down slows both."""
    pairs = [(one(), other()) for _ in range(TURNS)]
    return {
        "name": name,
        "seconds": round(statistics.median(pair[0] for pair in pairs), 4),
        "against": other_name,
        "against_seconds": round(statistics.median(pair[1] for pair in pairs), 4),
        "ratio": round(statistics.median(pair[0] / pair[1] for pair in pairs), 3),
        "wished": wished,
    }


def python(modules: str) -> list[str]:
    """The command that only imports."""
    return [sys.executable, "-c", f"import {modules}"]


def run(command: list[str]) -> float:
    """Seconds from start to end of a whole process."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def first_question(home: str) -> float:
    """Seconds from start until a quiz waits for an answer, in a terminal of its own."""
    began = time.perf_counter()
    environment = {**os.environ, "K8S_SVC_TRAINER_HOME": home, "TERM": "xterm-256color"}
    child = pexpect.spawn(PROGRAM[0], [*PROGRAM[1:], "quiz", "--seed", "1"], env=environment, dimensions=(40, 80), timeout=30)
    child.expect("Esc")
    taken = time.perf_counter() - began
    child.close(force=True)
    return taken
