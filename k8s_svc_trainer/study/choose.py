"""Which questions come next: a pure function of the items, what is remembered, the time and a seed.

Due first, the longest overdue before others; then new ones in the order of the course, turn by turn from a few sections; then the new ones
of lessons that were tested out of; then, ahead of time, what will be due soonest. Sections are mixed, among what is due as among what is
new. Knows no store, no screen and no clock. An item whose content changed since it was answered is due at once.
"""

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain, zip_longest

import msgspec

from k8s_svc_trainer.store import Card, Key
from k8s_svc_trainer.study.items import Item, about

USUAL_COUNT = 10
"""So many questions, where nobody says how many."""

SECTIONS_AT_ONCE = 3
"""New questions are taken in turn from so many sections: mixed, yet in the order of the course."""

Lesson = tuple[str, str]
"""(pack, lesson)."""


class Wish(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a person asked for: `quiz [--topic T] [--level N] [--count N] [--due]`. None: whatever is best."""

    topic: str | None = None
    level: int | None = None
    count: int | None = None
    due_only: bool = False


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """What was chosen, and what there was to choose from.

    `items` in the order to be asked. `wanted`: how many were asked for; `had`: how many fit the wish in all; of these `due`, `new` and
    `ahead` (seen, not due yet). `next_due`: when the next of those ahead is due, None where there is none.
    """

    items: tuple[Item, ...]
    wanted: int
    had: int
    due: int
    new: int
    ahead: int
    next_due: datetime | None

    @property
    def short(self) -> bool:
        """Fewer were found than wanted: to be said."""
        return len(self.items) < self.wanted


def choose(
    items: Sequence[Item],
    cards: Mapping[Key, Card],
    *,
    now: datetime,
    seed: int = 0,
    wish: Wish = Wish(),  # noqa: B008 - frozen
    known: Collection[Lesson] = (),
) -> Selection:
    """The questions to ask now; `known` are lessons that were tested out of. Raises UnknownTopic, and ValueError for a count below 1."""
    if wish.count is not None and wish.count < 1:
        raise ValueError(f"the count must be 1 or more, not {wish.count}")
    fitting = about(items, wish.topic) if wish.topic is not None else list(items)
    fitting = [item for item in fitting if wish.level is None or item.level == wish.level]
    new = [item for item in fitting if item.key not in cards]
    seen = sorted((item for item in fitting if item.key in cards), key=lambda item: (due_at(item, cards), draw(seed, *item.key)))
    due = [item for item in seen if is_due(item, cards[item.key], now)]
    ahead = [item for item in seen if not is_due(item, cards[item.key], now)]
    wanted = wish.count or USUAL_COUNT
    late = in_turn(due[:wanted])
    spare = [item for item in new if (item.pack, item.lesson) in known]
    fresh = [item for item in new if (item.pack, item.lesson) not in known]
    ranked = late if wish.due_only else [*late, *interleaved(fresh), *interleaved(spare), *ahead]
    return Selection(
        items=tuple(ranked[:wanted]),
        wanted=wanted,
        had=len(fitting),
        due=len(due),
        new=len(new),
        ahead=len(ahead),
        next_due=cards[ahead[0].key].due if ahead else None,
    )


def is_due(item: Item, card: Card, now: datetime) -> bool:
    """Its time has come, or what it asks has changed."""
    return card.due <= now or card.hash != item.hash


def due_at(item: Item, cards: Mapping[Key, Card]) -> datetime:
    """When the item's card is due."""
    return cards[item.key].due


def interleaved(new: Sequence[Item]) -> list[Item]:
    """The items of the first sections in turn, then those of the next ones; within a section in its own order."""
    queues = by_section(new)
    windows = (queues[start : start + SECTIONS_AT_ONCE] for start in range(0, len(queues), SECTIONS_AT_ONCE))
    return [item for window in windows for item in in_turn(chain.from_iterable(window))]


def in_turn(items: Iterable[Item]) -> list[Item]:
    """One item of each section after another, as often as there are any; sections and items in the order in which they first stand."""
    return [item for turn in zip_longest(*by_section(items)) for item in turn if item is not None]


def by_section(items: Iterable[Item]) -> list[list[Item]]:
    """The items of each section, in their order."""
    sections: dict[Lesson, list[Item]] = {}
    for item in items:
        sections.setdefault((item.pack, item.lesson), []).append(item)
    return list(sections.values())


def draw(seed: int, *words: str) -> int:
    """A number that seed and words name for ever, on every machine: the seed of a question, or a tie broken."""
    return zlib.crc32("\0".join((str(seed), *words)).encode())
