"""Which questions stand on an exam's paper, in a test of one section, and come in a drill: pure functions of items, memory and a seed.

Knows no store, no screen and no clock. An exam's paper does not look at what is remembered, so that a seed names it for ever; a test of a
section and a drill do.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

from k8s_svc_trainer.store import Card, Key
from k8s_svc_trainer.study.choose import draw, is_due
from k8s_svc_trainer.study.grade import Grade
from k8s_svc_trainer.study.items import Item, about
from k8s_svc_trainer.study.ready import worth

MINUTES: Mapping[str, float] = {"choice": 1.5, "predict": 1.5, "diagnose": 2.0, "order": 2.0, "fill": 2.0, "fix": 4.0}
"""How long a question of each kind is given; what is of no such kind stands on no paper."""

LEVEL_WEIGHTS: Mapping[int, int] = {1: 1, 2: 3, 3: 3}
"""How much sooner a question of a level is drawn: an interview asks little that is easy."""

HARDEST = 10
"""So many questions test a section."""

PASSES_AT = 0.9
"""The share of them that must be right."""

QUICK = frozenset({"choice", "predict", "diagnose", "order"})
"""Kinds that a drill asks: nothing that needs an editor or a typed host."""

UNSEEN_DIFFICULTY = 11.0
"""What was never answered is harder than anything that was: fsrs's difficulty ends at 10."""


def paper(items: Sequence[Item], *, minutes: int, seed: int, topic: str | None = None) -> tuple[Item, ...]:
    """The questions of an exam: section by section in turn, as many as the minutes hold, harder ones sooner than easy ones.

    The same items, minutes, seed and topic give the same paper. Raises UnknownTopic.
    """
    fitting = [item for item in (about(items, topic) if topic is not None else items) if item.kind in MINUTES]
    random = Random(f"exam {seed} {minutes} {topic or ''}")  # noqa: S311 - which question is asked, no secret
    sections: dict[tuple[str, str], list[Item]] = {}
    for item in fitting:
        sections.setdefault((item.pack, item.lesson), []).append(item)
    turns = list(sections.values())
    random.shuffle(turns)
    drawn: list[Item] = []
    room = float(minutes)
    while turns:
        for left in list(turns):
            left[:] = [item for item in left if MINUTES[item.kind] <= room]
            if not left:
                turns.remove(left)
                continue
            item = random.choices(left, [LEVEL_WEIGHTS.get(one.level, 1) for one in left])[0]
            left.remove(item)
            drawn.append(item)
            room -= MINUTES[item.kind]
    return tuple(drawn)


def hardest(items: Sequence[Item], cards: Mapping[Key, Card], lesson: str, *, seed: int) -> tuple[Item, ...]:
    """The HARDEST questions of a lesson: by level, then what was never answered, then by how hard it was for this person."""
    fitting = [item for item in items if item.lesson == lesson and item.kind in MINUTES]

    def ease(item: Item) -> tuple[float, float, int]:
        card = cards.get(item.key)
        return (-item.level, -(card.difficulty if card else UNSEEN_DIFFICULTY), draw(seed, *item.key))

    return tuple(sorted(fitting, key=ease)[:HARDEST])


def needed(questions: int) -> int:
    """How many of so many must be right to pass."""
    return math.ceil(PASSES_AT * questions)


def minutes_for(items: Sequence[Item]) -> int:
    """The minutes that these questions are given together, whole ones."""
    return math.ceil(sum(MINUTES.get(item.kind, 0.0) for item in items))


def drilled(items: Sequence[Item], cards: Mapping[Key, Card], now: datetime, *, seed: int) -> tuple[Item, ...]:
    """What a drill asks, in its order: what is due and was wrong, what is due, what is weak, then what was never seen, easy ones first."""
    quick = [item for item in items if item.kind in QUICK]

    def rank(item: Item) -> tuple[int, float, int]:
        card = cards.get(item.key)
        if card is None:
            return 3, item.level, 0
        if is_due(item, card, now):
            return (0 if card.grade == Grade.AGAIN else 1), card.due.timestamp(), draw(seed, *item.key)
        return 2, worth(item, cards, now), draw(seed, *item.key)

    return tuple(sorted(quick, key=rank))
