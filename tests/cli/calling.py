"""A command called in this process, as the program would be, without a terminal: its exit status and what it wrote."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from k8s_svc_trainer.cli import main


class Done(msgspec.Struct, frozen=True):
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What was written, read as JSON."""
        return json.loads(self.out)


Call = Callable[..., Done]


def caller(home: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> Call:
    """A function that runs the program with some arguments, its progress in a directory of its own."""

    def call(*arguments: str, stdin: str = "") -> Done:
        patch.setattr(sys, "argv", [main.PROGRAM, *arguments])
        patch.setattr(sys, "stdin", io.StringIO(stdin))
        patch.setenv("K8S_SVC_TRAINER_HOME", str(home))
        patch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit) as ended:
            main.run()
        written = capture.readouterr()
        return Done(int(ended.value.code or 0), written.out, written.err)

    return call
