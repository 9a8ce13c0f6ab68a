"""What study needs to know of what can be asked, and nothing of what it asks.

Decides how items are named, which of them prove something, and by which words a person may ask for some of them. `cli` converts what
`course` read into these values; no content is opened here.
"""

from collections.abc import Iterable, Sequence

import msgspec

from k8s_svc_trainer.store import Key

SELF_RATED_KINDS = frozenset({"checklist", "interview"})
"""Kinds that are scheduled and prove nothing: the checklist is judged by the person alone, an interview question by its points."""

POINT = "point"
"""The kind of a point of an interview question: remembered by itself, and asked for by its question."""

INNER_PACK = "core"
"""The pack that comes with the program."""


class Item(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One thing to be remembered.

    `id`: `<lesson>/<id>`, `<lesson>/lab/<id>`, `checklist/<id>`, `<lesson>/interview/<id>` or `<lesson>/interview/<id>#<point>`. `kind`: a
    question's kind, `lab`, `checklist`, `interview` or `point`. `serves`: ids of checklist items. `hash`: of what decides the answer (not
    of the prose), so that an item which changed comes up again. `was`: whole ids that this item had before. `asked_by`: of a point, the id
    of its interview question. `template`: it has as many shapes as seeds. Items are handed to study in the order of the course.
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
    asked_by: str = ""
    template: bool = False

    @property
    def key(self) -> Key:
        """(pack, item): by this the store knows it."""
        return self.pack, self.id


def by_every_name(items: Iterable[Item]) -> dict[Key, Item]:
    """The items by the names that they have and those that they had: a sitting that was left may hold an old one."""
    return {(item.pack, name): item for item in items for name in (item.id, *item.was)}


def point_of(item: Item, point: str) -> Item:
    """A point of an interview question, as something to be remembered by itself."""
    was = tuple(f"{old}#{point}" for old in item.was)
    return Item(
        id=f"{item.id}#{point}",
        kind=POINT,
        lesson=item.lesson,
        level=item.level,
        tags=item.tags,
        serves=item.serves,
        pack=item.pack,
        was=was,
        asked_by=item.id,
    )


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
    number = "" if added else item.lesson.partition("-")[0]
    words = (item.lesson, slug(item.lesson), number, number.lstrip("0"), *item.tags, *item.serves, item.id, added)
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
