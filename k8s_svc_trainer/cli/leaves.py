"""A report that is longer than the screen, leaf by leaf: what belongs together stays together, and the next leaf waits for Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from k8s_svc_trainer.cli import prompts
from k8s_svc_trainer.cli.paper import Paper

Part = Callable[[Paper], object]


def put(paper: Paper, parts: Sequence[tuple[str, Part]], *, paged: bool) -> bool:
    """Draw parts one below the other; where one no longer fits, its name is offered, and Enter brings it on a fresh screen.

    False where the person has seen enough. Not `paged`, or on plain paper, all is drawn at once.
    """
    for place, (name, draw) in enumerate(parts):
        if paged and place and not paper.fits(draw):
            if prompts.pause(paper.environment, [("enter", name)], back="enough") is None:
                return False
            paper.fresh()
            paper.gap()
        draw(paper)
    return True
