"""Which question an answer is an answer to: whoever tells well of something else has said nothing of what was asked.

Every question stands as the words of its text and of its rubric's examples, each weighing the more the fewer questions it occurs in. An
answer that is clearly nearer to another question than to its own is off the topic. Knows no pattern and no grade; what it catches, and
that it spares answers in words of their own, stands in docs/grading.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from math import log, sqrt

from k8s_svc_trainer.interview.text import stem

WORD = re.compile(r"[a-z][a-z-]*[a-z]")
CLEARLY = 0.08
"""By how much (cosine) an answer must be nearer to another question."""
SURELY = 0.12
"""By how much one must be that seems to say most of what was asked; of 2,560 labelled answers that do so none is as near to another."""
ENOUGH = 20
"""So many words an answer must have: a sentence alone, however true, may sound like another question's."""


class Topics:
    """The questions of a pack, as what their answers are made of."""

    def __init__(self, texts: Mapping[str, Iterable[str]], whole: Mapping[str, Iterable[str]] | None = None) -> None:
        """`texts`: what is said in answer to each question, by its id, or of any other subject by whatever name.

        `whole`: answers that are known to be good. Where one of them sounds like another question's, the question spans several subjects,
        and of none of its answers is it said that it is off the topic.
        """
        words = {name: _words(" ".join(of_it)) for name, of_it in texts.items()}
        held_by = Counter(word for counted in words.values() for word in counted)
        self.rarity = {word: log(len(words) / number) for word, number in held_by.items()}
        self.profiles = {name: self._profile(counted) for name, counted in words.items()}
        self.spanning = frozenset[str]()
        self.spanning = frozenset(name for name, answers in (whole or {}).items() if any(self.elsewhere(one, name) for one in answers))

    def elsewhere(self, answer: str, question: str, *, by: float = CLEARLY) -> bool:
        """Whether an answer is clearly about something else; never of a question that is not known here."""
        own, said = self.profiles.get(question), _words(answer)
        if own is None or question in self.spanning or said.total() < ENOUGH:
            return False
        words = self._profile(said)
        nearest = max((_likeness(words, other) for name, other in self.profiles.items() if name != question), default=0.0)
        return nearest - _likeness(words, own) >= by

    def _profile(self, counted: Mapping[str, int]) -> dict[str, float]:
        """Weights by rarity and number, brought to length 1."""
        weights = {word: (1 + log(number)) * self.rarity[word] for word, number in counted.items() if word in self.rarity}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {word: weight / length for word, weight in weights.items()}


def _words(text: str) -> Counter[str]:
    return Counter(stem(word) for word in WORD.findall(text.lower()))


def _likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())
