"""A step that was run before the reader's eyes: what was done, what came of it, and in which order several connections went where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from string import ascii_lowercase

from k8s_svc_trainer.cli.flow import draw
from k8s_svc_trainer.cli.paper import ACCENT, QUIET, Paper
from k8s_svc_trainer.course.show import ShowResult
from k8s_svc_trainer.course.telling import doing, read_back


def show_step(paper: Paper, one: ShowResult) -> None:
    """Draw one step, briefly."""
    to = str(getattr(one.step.action, "to", ""))
    draw(paper, doing(one.step), one.result, brief=True, to=to, fields=read_back(one.step, one.result))
    if one.drawn:
        _tally(paper, one.drawn)
        paper.gap()


def _tally(paper: Paper, drawn: Sequence[str]) -> None:
    """How often each backend was met; with several of them, in which order: round robin would be seen there and nowhere else."""
    counts = Counter(drawn)
    letters = dict(zip(counts, ascii_lowercase, strict=False)) if len(counts) > 1 else {}
    for backend, count in counts.most_common():
        letter = f"{letters[backend]} " if backend in letters else ""
        paper.write("    ", f"{letter}{backend}".ljust(24), (paper.sign("bar") * count, ACCENT), f" {count}")
    if letters:
        paper.write("    ", ("in this order ", QUIET), " ".join(letters.get(backend, "?") for backend in drawn))
