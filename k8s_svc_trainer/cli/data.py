"""JSON on standard output: one object, whose words are those of `expect`."""

from __future__ import annotations

from typing import Any

from k8s_svc_trainer.cli.environment import Environment


def put(environment: Environment, value: Any) -> None:
    """Print a value as one JSON object, on lines that a person can read too."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    print(text if environment.unicode else text.encode("ascii", "backslashreplace").decode(), file=environment.stdout)


def read(environment: Environment, name: str) -> str:
    """The text of a file, or of standard input for `-`. Raises OSError, UnicodeDecodeError."""
    from pathlib import Path

    return environment.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
