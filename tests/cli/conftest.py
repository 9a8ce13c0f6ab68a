"""`call("verify", "file.yaml")`: a command in this process, with an empty home."""

from pathlib import Path

import pytest

from tests.cli.calling import Call, caller


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    return caller(tmp_path / "home", monkeypatch, capsys)
