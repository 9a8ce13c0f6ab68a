"""Maps that fork cheaply: a base that nobody changes, and a small layer of changes over it.

A fork shares the base and copies the layer. When the layer passes an eighth of the base it is folded into a new base,
so a change costs a constant time on average and a fork never copies more than that eighth.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class _Gone:
    """The mark of a key that the layer takes away from the base."""


GONE = _Gone()
SMALL = 64


class LayeredMap(Generic[K, V]):
    """A mapping whose values are never changed in place; iteration keeps no promise on order."""

    __slots__ = ("_base", "_layer", "_owned", "_size")

    def __init__(self) -> None:
        self._base: dict[K, V] = {}
        self._layer: dict[K, V | _Gone] = {}
        self._size = 0
        self._owned = True  # nobody else sees the base: it may be changed in place

    def fork(self) -> LayeredMap[K, V]:
        """A map of the same contents; neither sees the other's later changes."""
        self._owned = False
        twin: LayeredMap[K, V] = LayeredMap()
        twin._base, twin._layer, twin._size, twin._owned = self._base, dict(self._layer), self._size, False
        return twin

    def get(self, key: K) -> V | None:
        """The value of a key, or None."""
        if self._layer:
            value = self._layer.get(key)
            if value is not None:
                return None if value is GONE else value  # type: ignore[return-value]  # GONE is the only _Gone
        return self._base.get(key)

    def __contains__(self, key: K) -> bool:
        return self.get(key) is not None

    def __len__(self) -> int:
        return self._size

    def set(self, key: K, value: V) -> None:
        """Put a value; None is not a value."""
        if self._owned:  # then there is no layer
            if key not in self._base:
                self._size += 1
            self._base[key] = value
            return
        if self.get(key) is None:
            self._size += 1
        self._layer[key] = value
        self._fold()

    def drop(self, key: K) -> V | None:
        """Take a key away; gives what it had."""
        value = self.get(key)
        if value is None:
            return None
        self._size -= 1
        if self._owned:
            del self._base[key]
        else:
            self._layer[key] = GONE
            self._fold()
        return value

    def _fold(self) -> None:
        if len(self._layer) > SMALL and len(self._layer) * 8 > len(self._base):
            self._base = dict(self.items())
            self._layer = {}
            self._owned = True

    def items(self) -> Iterator[tuple[K, V]]:
        """All keys with their values."""
        if not self._layer:
            yield from self._base.items()
            return
        for key, value in self._base.items():
            if key not in self._layer:
                yield key, value
        for key, changed in self._layer.items():
            if not isinstance(changed, _Gone):
                yield key, changed

    def values(self) -> Iterator[V]:
        """All values."""
        return (value for _, value in self.items())

    def keys(self) -> Iterator[K]:
        """All keys."""
        return (key for key, _ in self.items())


class LayeredIndex(Generic[K, V]):
    """A map from a key to a set of members, forked as cheaply; a set is copied when a fork first changes it."""

    __slots__ = ("_mine", "_sets")

    def __init__(self) -> None:
        self._sets: LayeredMap[K, dict[V, None] | tuple[V]] = LayeredMap()  # most keys have one member: a tuple is small
        self._mine: set[K] = set()  # keys whose dictionary only this index sees

    def fork(self) -> LayeredIndex[K, V]:
        """An index of the same contents; neither sees the other's later changes."""
        twin: LayeredIndex[K, V] = LayeredIndex()
        twin._sets = self._sets.fork()
        self._mine = set()
        return twin

    def members(self, key: K) -> dict[V, None] | tuple[V] | tuple[()]:
        """The members under a key, oldest first; not to be changed."""
        return self._sets.get(key) or ()

    def add(self, key: K, member: V) -> None:
        """Put a member under a key."""
        if self._sets.get(key) is None:
            self._sets.set(key, (member,))
        else:
            self._own(key)[member] = None

    def remove(self, key: K, member: V) -> None:
        """Take a member away from under a key."""
        found = self.members(key)
        if member not in found:
            return
        if len(found) == 1:
            self._sets.drop(key)
            self._mine.discard(key)
        else:
            del self._own(key)[member]

    def _own(self, key: K) -> dict[V, None]:
        found = self._sets.get(key)
        if not isinstance(found, dict) or key not in self._mine:
            found = dict.fromkeys(found or ())
            self._sets.set(key, found)
            self._mine.add(key)
        return found
