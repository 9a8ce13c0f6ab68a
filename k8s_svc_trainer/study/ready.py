"""How ready a person is, from evidence alone.

Decides strength and readiness of each checklist item, of each lesson, and in all. The rules, in words a person can check:

- An item's strength is how likely it is known now (fsrs's forgetting curve), from 0 to 1. Never seen is 0; the last answer wrong is 0;
  right only with help counts half. What a person says of themselves is no evidence and counts 0.
- A checklist item's strength is the mean over all that serves it: each question, each lab and each point of an interview question counts
  once, the unseen ones as 0. An interview question itself counts by its points alone.
- Of a lesson that was tested out of, what was never asked is left out: the hardest ten stand for it, and nothing is proven by the rest.
- It is ready from READY_AT on. An item that no question serves cannot be ready.
- The percentage in all is the mean of the checklist items' strengths; mature is: every one of them ready.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from k8s_svc_trainer.store import Card, Key
from k8s_svc_trainer.study.choose import Lesson
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


class Raise(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What would raise a strength: the questions of a lesson, a lab or an interview question (`kind`), named by `id`.

    `count` of it are not proven yet; `gain` is by how much the strength would rise, from 0 to 1, were all of these answered right now.
    """

    kind: str
    id: str
    count: int
    gain: float


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


def proving(entry: Item, items: Iterable[Item], cards: Mapping[Key, Card], known: Collection[Lesson] = ()) -> list[Item]:
    """What can prove an item of the checklist; a question serves `checklist/<id>` by naming that `<id>`."""
    name = name_of(entry)
    return [
        item
        for item in items
        if name in item.serves
        and item.pack == entry.pack
        and item.kind not in SELF_RATED_KINDS
        and (item.key in cards or (item.pack, item.lesson) not in known)
    ]


def name_of(entry: Item) -> str:
    """By which name an item of the checklist is served."""
    return entry.id.rpartition("/")[2]


def readiness(
    checklist: Sequence[Item], items: Sequence[Item], cards: Mapping[Key, Card], now: datetime, *, known: Collection[Lesson] = ()
) -> Readiness:
    """How ready a person is at `now`, or would be then if nothing more were done. `known` are lessons that were tested out of."""
    parts = []
    for entry in checklist:
        card = cards.get(entry.key)
        serving = proving(entry, items, cards, known)
        parts.append(strength(name_of(entry), serving, cards, now, rated=Grade(card.grade) if card else None))
    mean = sum(part.strength for part in parts) / len(parts) if parts else 0.0
    ready = sum(part.ready for part in parts)
    return Readiness(items=tuple(parts), percent=round(100 * mean), ready=ready, mature=bool(parts) and ready == len(parts))


def shares(checklist: Sequence[Item], items: Sequence[Item], cards: Mapping[Key, Card], known: Collection[Lesson] = ()) -> dict[Key, float]:
    """How much of the readiness in all each item decides; together at most 1."""
    found: dict[Key, float] = {}
    for entry in checklist:
        serving = proving(entry, items, cards, known)
        for item in serving:
            found[item.key] = found.get(item.key, 0.0) + 1 / (len(serving) * len(checklist))
    return found


def raises(share: Mapping[Key, float], items: Iterable[Item], cards: Mapping[Key, Card], now: datetime) -> tuple[Raise, ...]:
    """What would raise a strength, most first; `share` says how much of it each item decides."""
    groups: dict[tuple[str, str], list[float]] = {}
    for item in items:
        gain = share.get(item.key, 0.0) * (1 - worth(item, cards, now))
        if gain > 0:
            open_ = item.key not in cards or cards[item.key].rated or cards[item.key].grade in (Grade.AGAIN, Grade.HARD)
            groups.setdefault(_group(item), []).append(gain if open_ else 0.0)
    found = [Raise(kind=kind, id=name, count=sum(gain > 0 for gain in gains), gain=sum(gains)) for (kind, name), gains in groups.items()]
    return tuple(sorted((one for one in found if one.count), key=lambda one: -one.gain))


def raises_of(
    entry: Item, items: Sequence[Item], cards: Mapping[Key, Card], now: datetime, *, known: Collection[Lesson] = ()
) -> tuple[Raise, ...]:
    """What would raise one item of the checklist."""
    return raises(shares([entry], items, cards, known), items, cards, now)


def _group(item: Item) -> tuple[str, str]:
    if item.asked_by:
        return "interview", item.asked_by
    return ("lab", item.id) if item.kind == "lab" else ("questions", item.lesson)
