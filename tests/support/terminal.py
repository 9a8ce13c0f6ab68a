"""The program in a pseudo-terminal of a given size, its screen as a terminal would show it, and a person's keys.

Nothing here sleeps: a test waits for words on the screen, and fails with the screen where they do not come.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

from tests.support.measuring import unmeasured

PATIENCE = 60.0  # seconds; what a slow machine under load may need
KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "ctrl-c": "\x03",
    "ctrl-d": "\x04",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "space": " ",
    "tab": "\t",
}
PROGRAM = ("-m", "k8s_svc_trainer")
WITH_PACK = (str(Path(__file__).with_name("sit_with_pack.py")),)
PACK = str(Path(__file__).with_name("pack"))
PASSED_ON = ("PATH", "VIRTUAL_ENV", "TMPDIR")


class _Screen(pyte.HistoryScreen):
    """A screen that answers when the program asks where the cursor is, as every terminal does."""

    def __init__(self, columns: int, rows: int, child: pexpect.spawn[bytes]) -> None:
        super().__init__(columns, rows, history=5000, ratio=0.5)
        self.child = child
        self.drawn: set[int] = set()

    def write_process_input(self, data: str) -> None:
        self.child.send(data)

    @property
    def place(self) -> int:
        """The line on which the cursor stands, counted from the first that was ever written: it stays that when the screen scrolls."""
        return len(self.history.top) + self.cursor.y

    def draw(self, data: str) -> None:
        """Write letters, and keep on which lines they stand."""
        first = self.place
        super().draw(data)
        self.drawn.update(range(first, self.place + 1))


class Terminal:
    """One run of the program. Use it in a `with`: whatever happens, the program is ended.

    What is one of many runs through the same lines need not be `measured`.
    """

    def __init__(
        self,
        home: Path,
        *arguments: str,
        program: Sequence[str] = PROGRAM,
        columns: int = 80,
        rows: int = 40,
        variables: Mapping[str, str] | None = None,
        measured: bool = True,
    ) -> None:
        shell = environment(home, **(variables or {}))
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            sys.executable,
            [*program, *arguments],
            dimensions=(rows, columns),
            env=shell if measured else unmeasured(shell),
            cwd=str(home),
            timeout=PATIENCE,
        )
        self.child.delaybeforesend = None
        self.child.ptyproc.delayafterclose = 0  # it would sleep a tenth of a second, for programs that are closed before they ended
        self.screen = _Screen(columns, rows, self.child)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.child.isalive():
            self.child.kill(signal.SIGTERM)  # as a closed window does; what coverage measured is then written
            deadline = time.monotonic() + PATIENCE
            while self._read(deadline):
                pass
            if time.monotonic() < deadline:  # who closed the terminal is about to end
                self.child.wait()
        self.child.close(force=True)

    # --- what a person sees

    @property
    def lines(self) -> list[str]:
        """The lines of the screen, without the blanks at their ends."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines).rstrip("\n")

    @property
    def transcript(self) -> list[str]:
        """What scrolled away and what is on the screen."""
        gone = ["".join(line[place].data for place in range(self.screen.columns)).rstrip() for line in self.screen.history.top]
        return gone + self.lines

    @property
    def news(self) -> list[str]:
        """The lines of the transcript on which something was written since the last key; what only still stands there is no news."""
        transcript = self.transcript
        return [transcript[place] for place in sorted(self.screen.drawn) if place < len(transcript)]

    # --- what a person does

    def type(self, text: str) -> Self:
        """Send letters as they are."""
        self.screen.drawn.clear()
        self.child.send(text)
        return self

    def press(self, *keys: str) -> Self:
        """Press keys by their names, one after another."""
        return self.type("".join(KEYS.get(key, key) for key in keys))

    def resize(self, columns: int, rows: int = 40) -> Self:
        """Change the size of the window, as dragging its edge does."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)
        return self

    def kill(self) -> None:
        """End the program at once, as a power cut does."""
        self.child.kill(signal.SIGKILL)
        self.child.wait()

    # --- waiting

    def wait_for(self, *texts: str) -> Self:
        """Wait until all texts stand in what was written since the last key; blanks and line ends count as one blank."""

        def met() -> bool:
            news = " ".join(" ".join(self.news).split())
            return all(text in news for text in texts)

        return self.wait_until(met, f"for {', '.join(map(repr, texts))}")

    def wait_line(self, line: str) -> Self:
        """Wait until a line that was written since the last key is this and no more: a prompt at which nothing is typed yet."""
        return self.wait_until(lambda: line in self.news, f"for a line {line!r}")

    def wait_shown(self, text: str) -> Self:
        """Wait until a text stands on the screen, whether it was written now or stood there before."""
        return self.wait_until(lambda: text in self.text, f"until {text!r} is shown")

    def wait_until(self, met: Callable[[], bool], what: str) -> Self:
        """Wait until something is so; `what` says it, should it not come."""
        deadline = time.monotonic() + PATIENCE
        while not met():
            if not self._read(deadline):
                raise AssertionError(f"waited {what}, but this is on the screen:\n{self.text}")
        return self

    def end(self) -> int:
        """Wait until the program ends by itself; its exit status."""
        deadline = time.monotonic() + PATIENCE
        while self._read(deadline):
            pass
        if time.monotonic() > deadline:
            raise AssertionError(f"the program does not end; this is on the screen:\n{self.text}")
        self.child.wait()
        assert self.child.exitstatus is not None, f"the program was ended by signal {self.child.signalstatus}"
        return self.child.exitstatus

    def _read(self, deadline: float) -> bool:
        """Take what the program wrote; False at its end or where nothing comes before the deadline."""
        try:
            data = self.child.read_nonblocking(65536, max(0.0, deadline - time.monotonic()))
        except (pexpect.EOF, pexpect.TIMEOUT):
            return False
        self.raw += data
        self.stream.feed(data)
        return True


def environment(home: Path, **variables: str) -> dict[str, str]:
    """The variables of a plain user's shell, with a home of their own; those of coverage are passed on."""
    kept = {name: value for name, value in os.environ.items() if name in PASSED_ON or name.startswith("COVERAGE_")}
    fixed = {"HOME": str(home), "K8S_SVC_TRAINER_HOME": str(home / "trainer"), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    return {**kept, **fixed, **variables}


def run(home: Path, *arguments: str, stdin: str = "", measured: bool = True, **variables: str) -> subprocess.CompletedProcess[str]:
    """The program in a pipe, without a terminal. What takes long, and is covered by quicker tests, need not be `measured`."""
    command: Sequence[str] = [sys.executable, *PROGRAM, *arguments]
    shell = environment(home, **variables)
    shell = shell if measured else unmeasured(shell)
    return subprocess.run(command, check=False, input=stdin, capture_output=True, text=True, encoding="utf-8", env=shell, cwd=home)
