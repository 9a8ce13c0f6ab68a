"""The person's own editor, for long texts. The only place that starts a program: an argument list, and no shell."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment

USUAL = "vi"


def edit(environment: Environment, text: str, *, suffix: str = ".md") -> str:
    """The text as the person left it in $VISUAL or $EDITOR (else vi).

    Raises Refused where that cannot be started or ends with an error; the text is then as it was.
    """
    chosen = environment.variables.get("VISUAL") or environment.variables.get("EDITOR") or USUAL
    try:
        command = shlex.split(chosen)
    except ValueError as error:
        raise Refused(f"$EDITOR is {chosen!r}, which is no command: {error}") from None
    handle, name = tempfile.mkstemp(prefix="k8s-svc-trainer-", suffix=suffix)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run([*command, name], check=False)  # noqa: S603  # the person's own editor, split without a shell
        if done.returncode != 0:
            raise Refused(f"{command[0]} ended with status {done.returncode}; your text is as it was before")
        return Path(name).read_text(encoding="utf-8").rstrip("\n")
    except FileNotFoundError:
        raise Refused(f"there is no editor {command[0]}: set $EDITOR to one that you have") from None
    finally:
        Path(name).unlink(missing_ok=True)
