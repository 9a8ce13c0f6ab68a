"""`python -m k8s_svc_trainer` is the command `k8s-svc-trainer`. Loading takes a moment, in which Ctrl-C is as quiet as later."""

from __future__ import annotations

import sys

INTERRUPTED = 130  # as the door for errors has it, which is not there yet


def run() -> None:
    """The program; after Ctrl-C the shell's prompt gets a line of its own, below the ^C that the terminal wrote."""
    try:
        from k8s_svc_trainer.cli.main import run as program

        program()
    except KeyboardInterrupt:
        status: object = INTERRUPTED
    except SystemExit as left:
        status = left.code
    if status == INTERRUPTED and sys.stderr.isatty():
        print(file=sys.stderr)
    raise SystemExit(status)


if __name__ == "__main__":
    run()
