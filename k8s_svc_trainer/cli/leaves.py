"""What is longer than the screen, leaf by leaf: the next one waits for Enter, so that nothing scrolls away before it was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from k8s_svc_trainer.cli import prompts
from k8s_svc_trainer.cli.paper import Paper

Part = Callable[[Paper], object]


class _Enough(Exception):
    """The person has seen enough."""


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
        if not paged:
            draw(paper)
        elif not on(paper, draw):
            return False
    return True


def flow(paper: Paper, draw: Part) -> bool:
    """Draw below what stands there, which was read; where the screen is full it waits for Enter. False where the person has seen enough."""
    paper.used = 0
    return on(paper, draw)


def on(paper: Paper, draw: Part) -> bool:
    """The same where what stands there is still to be read."""
    if paper.environment.plain or not paper.environment.interactive or paper.full is not None:
        draw(paper)
        return True

    def wait() -> None:
        if prompts.pause(paper.environment, [("enter", "more")], back="enough") is None:
            raise _Enough
        paper.used = 0

    paper.full = wait
    try:
        draw(paper)
    except _Enough:
        return False
    finally:
        paper.full = None
    return True
