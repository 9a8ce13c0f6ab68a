"""A range of whole numbers, some of them taken: which one is handed out next."""

from __future__ import annotations

from collections.abc import Sequence

from k8s_svc_trainer.sim.layered import LayeredMap


class Exhausted(Exception):
    """A pool has nothing left to hand out."""


class Pool:
    """Whole numbers from `first` to `last`; handed out upwards from `start`, then from `first`."""

    __slots__ = ("_next", "_taken", "first", "last", "start", "stated")

    def __init__(self, first: int, last: int, *, offset: int = 0, stated: frozenset[int] = frozenset()) -> None:
        self.first, self.last, self.start = first, last, first + offset
        self.stated = stated
        self._taken: LayeredMap[int, bool] = LayeredMap()
        self._next = self.start

    def fork(self) -> Pool:
        """The same; neither sees the other's later changes."""
        twin = Pool.__new__(Pool)
        twin.first, twin.last, twin.start, twin.stated = self.first, self.last, self.start, self.stated
        twin._taken, twin._next = self._taken.fork(), self._next
        return twin

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last

    def taken(self, number: int) -> bool:
        """Whether a number is in use."""
        return number in self._taken

    def take(self, number: int) -> None:
        """Mark a number as in use."""
        if number in self:
            self._taken.set(number, True)

    def give_back(self, number: int) -> None:
        """Mark a number as free."""
        self._taken.drop(number)

    def next(self, pending: Sequence[int] = ()) -> int:
        """A free number, neither taken nor pending; it is not taken by this.

        Raises Exhausted where there is none.
        """
        number = self._next
        if number <= self.last and number not in self.stated and number not in pending and self._taken.get(number) is None:
            self._next = number + 1
            return number
        if len(self._taken) <= self.last - self.first:
            for stated in (self.stated, frozenset[int]()):
                found = self._scan(pending, stated)
                if found is not None:
                    self._next = found + 1
                    return found
        raise Exhausted("range is full")

    def _scan(self, pending: Sequence[int], stated: frozenset[int]) -> int | None:
        runs = ((self._next, self.last), (self.start, self._next - 1), (self.first, self.start - 1))
        for low, high in runs:
            for number in range(low, high + 1):
                if number not in self._taken and number not in stated and number not in pending:
                    return number
        return None
