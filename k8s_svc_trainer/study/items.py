"""What study needs to know of a question, and nothing of what it asks.

Decides how items are named and by which words a person may ask for some of them. `cli` converts what `course` read into these values; no
content is opened here.
"""

from collections.abc import Iterable, Sequence

import msgspec

from k8s_svc_trainer.store import Key

SELF_RATED_KINDS = frozenset({"checklist", "interview"})
"""Kinds that a person judges alone: they are scheduled, and are no evidence."""

INNER_PACK = "core"
"""The pack that comes with the program."""


class Item(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One thing to be remembered.

    `id`: `<lesson>/<id>`, `checklist/<id>` or `<lesson>/interview/<id>`. `kind`: a question's kind, `checklist` or `interview`. `serves`:
    ids of checklist items. `hash`: of what decides the answer (not of the prose), so that an item which changed comes up again. `was`:
    whole ids that this item had before. Items are handed to study in the order of the course.
    """

    id: str
    kind: str
    lesson: str = ""
    level: int = 1
    tags: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    hash: str = ""
    pack: str = INNER_PACK
    was: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """(pack, item): by this the store knows it."""
        return self.pack, self.id


class UnknownTopic(LookupError):
    """No item has this topic; `nearest` names up to three that exist."""

    def __init__(self, topic: str, nearest: Sequence[str]) -> None:
        self.topic = topic
        self.nearest = tuple(nearest)
        hint = f" The nearest: {', '.join(nearest)}." if nearest else ""
        super().__init__(f"There is no topic {topic!r}.{hint}")


def topics_of(item: Item) -> frozenset[str]:
    """The words an item answers to: its lesson with and without the number, its tags, what it serves, its own id, its added pack."""
    added = item.lesson.partition(":")[0] if ":" in item.lesson else ""
    number = "" if added else item.lesson.partition("-")[0].lstrip("0")
    words = (item.lesson, slug(item.lesson), number, *item.tags, *item.serves, item.id, added)
    return frozenset(word.casefold() for word in words if word)


def slug(lesson: str) -> str:
    """A lesson's name without its number and without the pack it was added by: `internal-dns` for `08-internal-dns`."""
    bare = lesson.rpartition(":")[2]
    number, _, rest = bare.partition("-")
    return rest if number.isdigit() and rest else bare


def topics(items: Iterable[Item]) -> list[str]:
    """Every topic worth offering, sorted: lessons without their numbers, tags and checklist items."""
    return sorted({word.casefold() for item in items for word in (slug(item.lesson), *item.tags, *item.serves) if word})


def about(items: Sequence[Item], topic: str) -> list[Item]:
    """The items with this topic; raises UnknownTopic where there is none."""
    wanted = topic.strip().casefold()
    found = [item for item in items if wanted in topics_of(item)]
    if not found:
        from difflib import get_close_matches  # rarely needed, and not cheap to import

        raise UnknownTopic(topic, get_close_matches(wanted, topics(items), n=3, cutoff=0.0))
    return found
