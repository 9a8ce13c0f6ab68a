"""How sure are you, before the verdict: one key, where the person wants to be asked. What the words mean as numbers is `study`'s."""

from __future__ import annotations

from datetime import UTC, datetime

from k8s_svc_trainer.cli import prompts
from k8s_svc_trainer.cli.paper import ACCENT, Paper
from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study.calibration import SAID

SETTING = "confidence"


def asked_for(store: Store) -> bool:
    """Whether the person wants to be asked."""
    return store.settings().get(SETTING) == "true"


def set_mode(store: Store, *, wanted: bool) -> None:
    """Keep whether the person wants to be asked."""
    store.set_setting(SETTING, "true" if wanted else None, datetime.now(UTC))


def ask(paper: Paper, store: Store) -> float | None:
    """How sure the person says they are, from 0 to 1; None where they are not asked, or do not say."""
    if not asked_for(store):
        return None
    paper.gap()
    paper.write("  ", "How sure are you?")
    words = list(SAID)
    keys = [(str(number), word) for number, word in enumerate(words, 1)]
    pressed = prompts.pause(paper.environment, keys, back="say nothing")
    if pressed is None:
        return None
    word = words[int(pressed) - 1]
    paper.entry(pressed, word, label_style=ACCENT, column=3)
    return SAID[word]
