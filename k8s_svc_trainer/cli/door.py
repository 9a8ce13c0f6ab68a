"""One door for errors: each becomes words on standard error and an exit status.

0 done · 1 something is wrong that was asked about · 2 usage or bad input · 130 Ctrl-C, with all saved.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8s_svc_trainer.cli.environment import Environment

DONE, WRONG, USAGE, INTERRUPTED = 0, 1, 2, 130


class Refused(Exception):
    """A command that cannot be done as asked; the message says what is wrong and what to do. Ends with status 2."""


def through(environment: Environment, command: Callable[[], int]) -> int:
    """Run a command; what it raises is told in words. Gives the exit status."""
    try:
        status = command()
        environment.stdout.flush()  # while it can still be told
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), environment.stdout.fileno())  # the reader went away; what is left goes nowhere
        return DONE
    except Exception as error:
        lines = words(error)
        if lines is None:
            raise
        for line in _fitting(environment, lines):
            print(line, file=environment.stderr)
        return USAGE


def _fitting(environment: Environment, lines: list[str]) -> list[str]:
    """Lines as they fit a terminal, which would break them within a word; elsewhere, and on plain paper, as they are."""
    if environment.plain or not environment.stderr.isatty():
        return lines
    from k8s_svc_trainer.cli.lines import wrap

    return [part for line in lines for one in line.split("\n") for part in wrap(one, environment.width, break_long_words=False) or [""]]


def words(error: Exception) -> list[str] | None:
    """The lines that tell an expected error; None for one that is a fault of the program."""
    if isinstance(error, Refused):
        return [str(error)]
    if isinstance(error, OSError) and error.filename is not None:
        return [f"{error.filename}: {error.strerror or error}"]
    if isinstance(error, UnicodeDecodeError):
        return [f"the file is not UTF-8 text: {error.reason} at byte {error.start}"]
    from k8s_svc_trainer.cases.document import Faults
    from k8s_svc_trainer.sim import Misuse, NameFault, SettingsFault
    from k8s_svc_trainer.store import StoreFault

    if isinstance(error, Faults):
        return [str(fault) for fault in error.faults]
    from k8s_svc_trainer.course import UnknownItem
    from k8s_svc_trainer.study import UnknownTopic
    from k8s_svc_trainer.study.carry_format import CarryFault

    if isinstance(error, CarryFault | StoreFault | Misuse | NameFault | SettingsFault | UnknownItem | UnknownTopic):
        return [str(error)]
    return None
