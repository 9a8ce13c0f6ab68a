"""How ready a person is, from evidence alone.

Decides strength and readiness of each checklist item, of each lesson, and in all. The rules, in words a person can check:

- An item's strength is how likely it is known now (fsrs's forgetting curve), from 0 to 1. Never seen is 0; the last answer wrong is 0;
  right only with help counts half. What a person says of themselves is no evidence and counts 0.
- A checklist item's strength is the mean over all questions that serve it, the unseen ones included as 0.
- It is ready from READY_AT on. An item that no question serves cannot be ready.
- The percentage in all is the mean of the checklist items' strengths; mature is: every one of them ready.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from k8s_svc_trainer.store import Card, Key
from k8s_svc_trainer.study.grade import Grade
from k8s_svc_trainer.study.items import SELF_RATED_KINDS, Item
from k8s_svc_trainer.study.memory import recall

READY_AT = 0.75
"""From this strength on an item is ready: five of six questions right unaided and still nine in ten likely known (fsrs's aim), or all of
them and three in four."""

WITH_HELP = 0.5
"""What a right answer is worth that needed help."""

MATURE = "Service-level maturity achieved"
"""Said when every checklist item is ready by evidence."""


class Strength(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How well something is known. `questions` that could prove it, of these `seen`, and `right` at the last answer, unaided or not."""

    id: str
    strength: float
    ready: bool
    questions: int
    seen: int
    right: int
    rated: Grade | None = None  # the last self-rating of a checklist item, for the eye only


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """Every checklist item, in its order, and all together."""

    items: tuple[Strength, ...]
    percent: int
    ready: int
    mature: bool


def worth(item: Item, cards: Mapping[Key, Card], now: datetime) -> float:
    """The strength of one item."""
    card = cards.get(item.key)
    if card is None or card.rated or card.grade == Grade.AGAIN:
        return 0.0
    return recall(card, now) * (WITH_HELP if card.grade == Grade.HARD else 1.0)


def strength(name: str, items: Iterable[Item], cards: Mapping[Key, Card], now: datetime, *, rated: Grade | None = None) -> Strength:
    """The mean strength of these items, as far as they can be evidence."""
    able = [item for item in items if item.kind not in SELF_RATED_KINDS]
    proved = [cards[item.key] for item in able if item.key in cards and not cards[item.key].rated]
    mean = sum(worth(item, cards, now) for item in able) / len(able) if able else 0.0
    return Strength(
        id=name,
        strength=mean,
        ready=bool(able) and mean >= READY_AT,
        questions=len(able),
        seen=len(proved),
        right=sum(card.grade != Grade.AGAIN for card in proved),
        rated=rated,
    )


def readiness(checklist: Sequence[Item], items: Sequence[Item], cards: Mapping[Key, Card], now: datetime) -> Readiness:
    """How ready a person is at `now`. `checklist` are the items `checklist/<id>`; a question serves one by naming that `<id>`."""
    parts = []
    for entry in checklist:
        name = entry.id.rpartition("/")[2]
        card = cards.get(entry.key)
        serving = [item for item in items if item.pack == entry.pack and name in item.serves]
        parts.append(strength(name, serving, cards, now, rated=Grade(card.grade) if card else None))
    mean = sum(part.strength for part in parts) / len(parts) if parts else 0.0
    ready = sum(part.ready for part in parts)
    return Readiness(items=tuple(parts), percent=round(100 * mean), ready=ready, mature=bool(parts) and ready == len(parts))
