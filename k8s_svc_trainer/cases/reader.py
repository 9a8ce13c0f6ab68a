"""Typed values out of nodes: each method takes a node and gives the value, or keeps a fault and gives None.

Decides how a wrong type, a missing word and an unknown word are worded, for case files and for every other format of ours.
"""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from k8s_svc_trainer.cases.faults import Faults, Gather, meant, printable, shown
from k8s_svc_trainer.cases.nodes import Node

Word = TypeVar("Word", bound=StrEnum)
Value = TypeVar("Value")


class Reader(Gather):
    """Reads values and keeps what is wrong; call `done()` at the end, which raises Faults when there is any."""

    def wrong(self, node: Node, message: str, remedy: str = "") -> None:
        """Keep a fault of a value."""
        self.add(node.fault(message, remedy))

    def also(self, faults: Faults) -> None:
        """Keep the faults that something else raised."""
        for fault in faults.faults:
            self.add(fault)

    def mapping(self, node: Node) -> Mapping[str, Node] | None:
        """The members of a mapping."""
        if not node.is_mapping:
            self.wrong(node, f"a mapping is meant, not {shown(node.value)}", "write KEY: VALUE")
            return None
        return dict(node.members())

    def fields(self, node: Node, known: Collection[str], *, required: Collection[str] = ()) -> Mapping[str, Node] | None:
        """The members of a mapping that has words of its own: unknown ones are faults and left out, required ones must be there."""
        members = self.mapping(node)
        if members is None:
            return None
        for word, child in members.items():
            if word not in known:
                self.add(child.key_fault(f"{shown(word)} is not known here", meant(word, known)))
        for word in required:
            if word not in members:
                self.add(node.fault(f'"{word}" is missing', f"write {word}: ..."))
        return {word: child for word, child in members.items() if word in known}

    def elements(self, node: Node, *, empty: bool = True) -> tuple[Node, ...]:
        """The elements of a list; none where it is not one."""
        if not node.is_list:
            self.wrong(node, f"a list is meant, not {shown(node.value)}", "write [...], or lines that begin with -")
        elif not empty and not node.elements():
            self.wrong(node, "the list is empty", "write at least one")
        return node.elements()

    def text(self, node: Node | None, *, empty: bool = False) -> str | None:
        """A text. A number, boolean or null is none, however it looks without quotes."""
        if node is None:
            return None
        if not isinstance(node.value, str):
            quoted = node.text and node.value is not None
            remedy = f'write "{printable(node.text or "")}"' if quoted else "write a text"
            self.wrong(node, f"a text is meant, not {shown(node.value)}", remedy)
            return None
        if not node.value and not empty:
            self.wrong(node, "the text is empty", "write it")
            return None
        return node.value

    def texts(self, node: Node, *, empty: bool = True) -> tuple[str, ...]:
        """A list of texts."""
        found = (self.text(element) for element in self.elements(node, empty=empty))
        return tuple(text for text in found if text is not None)

    def boolean(self, node: Node) -> bool | None:
        """True or false, in these words."""
        if isinstance(node.value, bool):
            return node.value
        self.wrong(node, f"true or false is meant, not {shown(node.value)}", "write true or false")
        return None

    def integer(self, node: Node, *, low: int, high: int) -> int | None:
        """A whole number within bounds."""
        if isinstance(node.value, bool) or not isinstance(node.value, int):
            self.wrong(node, f"a whole number is meant, not {shown(node.value)}", f"write a number from {low} to {high}")
            return None
        if not low <= node.value <= high:
            self.wrong(node, f"{shown(node.value)} is out of bounds", f"write a number from {low} to {high}")
            return None
        return node.value

    def number(self, node: Node, *, low: float, high: float) -> float | None:
        """A number, whole or not, within bounds."""
        if isinstance(node.value, bool) or not isinstance(node.value, int | float) or not low <= node.value <= high:
            self.wrong(node, f"a number from {low:g} to {high:g} is meant, not {shown(node.value)}")
            return None
        return node.value

    def word(self, node: Node, words: type[Word], *, but: Collection[Word] = ()) -> Word | None:
        """One of a closed set of words, less those in `but`."""
        known = [word.value for word in words if word not in but]
        if isinstance(node.value, str) and node.value in known:
            return words(node.value)
        self.wrong(node, f"{shown(node.value)} is not known here", meant(str(node.value), known))
        return None

    def parsed(self, node: Node, parse: Callable[[str], Value]) -> Value | None:
        """What a function makes of a text; its ValueError is the fault, the remedy what follows `: write `."""
        text = self.text(node)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError as error:
            message, write, remedy = str(error).partition(": write ")
            self.wrong(node, message, f"write {remedy}" if write else "")
            return None

    def plain(self, node: Node) -> dict[str, Any] | None:
        """A mapping as a plain value, whatever it holds."""
        return None if self.mapping(node) is None else node.value
