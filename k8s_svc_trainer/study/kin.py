"""The same thing in another shape: which question stands in for one that was missed.

Decides by what the items say of themselves: a sibling shares a checklist item and a tag, the rarer the tag the nearer; then the same
lesson, the same level. Pure; knows no store and opens no content.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from k8s_svc_trainer.store import Key
from k8s_svc_trainer.study.items import POINT, SELF_RATED_KINDS, Item

NOT_ASKED_QUICKLY = frozenset({*SELF_RATED_KINDS, POINT, "lab"})
"""Kinds that are no question of a quiz: they neither stand in for one nor have another stand in for them."""

LONG = "fix"
"""A repair in an editor stands in for another one only: what was missed in half a minute does not come back as work of five."""


def sibling(missed: Item, items: Iterable[Item], *, without: Collection[Key]) -> Item | None:
    """The nearest other question about the same thing; None where there is none, or where another instance of a template is nearer."""
    if missed.template or missed.kind in NOT_ASKED_QUICKLY:
        return None
    able = [item for item in items if item.pack == missed.pack and item.kind not in NOT_ASKED_QUICKLY]
    spread = Counter(tag for item in able for tag in item.tags)
    kin = [item for item in able if item.key != missed.key and item.key not in without and is_kin(missed, item)]
    if missed.kind != LONG:
        kin = [item for item in kin if item.kind != LONG]
    return max(kin, key=lambda item: likeness(missed, item, spread), default=None)


def is_kin(one: Item, other: Item) -> bool:
    """Whether both are about the same: they share a checklist item and a tag."""
    return not set(one.serves).isdisjoint(other.serves) and not set(one.tags).isdisjoint(other.tags)


def likeness(missed: Item, other: Item, spread: Counter[str]) -> tuple[float, bool, int]:
    """How near a sibling is: tags that few questions have say more than those of many."""
    shared = sum(1 / spread[tag] for tag in set(missed.tags) & set(other.tags))
    return shared, other.lesson == missed.lesson, -abs(other.level - missed.level)
