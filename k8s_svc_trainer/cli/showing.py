"""A step that was run before the reader's eyes: what was done, what came of it, and where each of several connections went."""

from __future__ import annotations

from collections import Counter

from k8s_svc_trainer.cli.flow import draw
from k8s_svc_trainer.cli.paper import ACCENT, Paper
from k8s_svc_trainer.course.show import ShowResult
from k8s_svc_trainer.course.telling import doing, read_back


def show_step(paper: Paper, one: ShowResult) -> None:
    """Draw one step, briefly."""
    to = str(getattr(one.step.action, "to", ""))
    draw(paper, doing(one.step), one.result, brief=True, to=to, fields=read_back(one.step, one.result))
    for backend, count in Counter(one.drawn).most_common():
        paper.write("    ", backend.ljust(24), (paper.sign("bar") * count, ACCENT), f" {count}")
    if one.drawn:
        paper.gap()
